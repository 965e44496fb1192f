"""Count what the code is made of: lines, files, functions, imports, and circles of rooms.

    python benchmarks/code_shape.py                 # this checkout
    python benchmarks/code_shape.py OTHER THIS      # two checkouts side by side

A line of code is one that holds a token which is neither a comment nor part of a docstring. A room
is a folder of the package, with the files that lie directly in it; two rooms stand in a circle when
each imports the other, directly or by way of others, not counting what is imported for types alone.
"""

from __future__ import annotations

import ast
import io
import statistics
import sys
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PARTS: Final = ("hotspots", "tests", "benchmarks")
PACKAGE: Final = "hotspots"
LONGEST: Final = 60  # lines of code of a function
LAYOUT: Final = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENCODING,
    tokenize.ENDMARKER,
}
BRANCHES: Final = (
    ast.If,
    ast.IfExp,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.ExceptHandler,
    ast.With,
    ast.Assert,
    ast.comprehension,
    ast.match_case,
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, kw_only=True)
class File:
    """What one file holds."""

    path: str
    lines: int
    code: int
    imports: int
    functions: Mapping[str, int]  # lines of each, by its name and where it begins
    complexities: tuple[int, ...]


def main() -> None:
    """Print the figures of each checkout that is named, or of this one."""
    roots = [Path(each) for each in sys.argv[1:]] or [Path(__file__).parents[1]]
    columns = [figures_of(root) for root in roots]
    for label in dict.fromkeys(label for column in columns for label in column):
        print(f"{label:<48}", *(f"{column.get(label, ''):>16}" for column in columns))


def figures_of(root: Path) -> dict[str, str]:
    """Return every figure of a checkout by its label, as text."""
    files = [file_of(path, root) for path in _sources(root)]
    program = [each for each in files if each.path.startswith(PACKAGE)]
    lengths = sorted(length for each in program for length in each.functions.values())
    complexities = [each for file in program for each in file.complexities]
    circles = circles_of(root)
    return {
        "files": f"{len(files):,}",
        "lines": f"{sum(each.lines for each in files):,}",
        "lines of code": f"{sum(each.code for each in files):,}",
        **{
            f"  of them in {part}": f"{sum(f.code for f in files if f.path.startswith(part)):,}"
            for part in PARTS
        },
        "files of the package": f"{len(program):,}",
        "functions of the package": f"{len(lengths):,}",
        "  lines: median": f"{statistics.median(lengths):.0f}",
        "  lines: 90th percentile": f"{lengths[int(len(lengths) * 0.9)]}",
        "  lines: longest": f"{lengths[-1]}",
        f"  above {LONGEST} lines": f"{sum(length > LONGEST for length in lengths)}",
        "  complexity: mean": f"{statistics.mean(complexities):.2f}",
        "import lines, share of the package's code": _share(program),
        "circles of rooms": f"{len(circles)}",
        **{f"  circle {n}": " ".join(c) for n, c in enumerate(circles, start=1)},
    }


def _share(program: list[File]) -> str:
    imports, code = sum(each.imports for each in program), sum(each.code for each in program)
    return f"{100 * imports / code:.1f} %"


def _sources(root: Path) -> Iterator[Path]:
    for part in PARTS:
        yield from sorted((root / part).rglob("*.py"))


def file_of(path: Path, root: Path) -> File:
    """Measure one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    code = _code_lines(text) - _docstring_lines(tree)
    imports = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for line in range(node.lineno, _last(node) + 1)
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    return File(
        path=path.relative_to(root).as_posix(),
        lines=text.count("\n"),
        code=len(code),
        imports=len(imports & code),
        functions={
            f"{node.name}, line {node.lineno}": _body_lines(node, code) for node in functions
        },
        complexities=tuple(_complexity(node) for node in functions),
    )


def _code_lines(text: str) -> set[int]:
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in LAYOUT:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines


def _docstring_lines(tree: ast.Module) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                lines.update(range(first.lineno, _last(first) + 1))
    return lines


def _last(node: ast.stmt) -> int:
    return node.end_lineno or node.lineno


def _body_lines(node: Function, code: set[int]) -> int:
    """Return a function's lines of code, its signature among them and its docstring not."""
    return sum(line in code for line in range(node.lineno, _last(node) + 1))


def _complexity(node: Function) -> int:
    """Return McCabe's complexity: one, and one more for each branch."""
    inside = list(ast.walk(node))
    booleans = sum(len(each.values) - 1 for each in inside if isinstance(each, ast.BoolOp))
    return 1 + booleans + sum(isinstance(each, BRANCHES) for each in inside)


def circles_of(root: Path) -> list[list[str]]:
    """Return the groups of rooms that reach each other by their imports."""
    graph: dict[str, set[str]] = {}
    for path in sorted((root / PACKAGE).rglob("*.py")):
        here = ".".join(path.relative_to(root).parent.parts)
        for module in _imported(ast.parse(path.read_text(encoding="utf-8"))):
            there = _room_of(root, module)
            if there and there != here and not _holds(here, there) and not _holds(there, here):
                graph.setdefault(here, set()).add(there)
    reach = {room: _reached(graph, room) for room in graph}
    found = {
        tuple(sorted({room} | {other for other in reach[room] if room in reach.get(other, ())}))
        for room in graph
    }
    return [list(each) for each in sorted(found) if len(each) > 1]


def _holds(outer: str, inner: str) -> bool:
    """Say whether a room lies inside another: the public names of a package are no circle."""
    return inner.startswith(f"{outer}.")


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in _without_types(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def _without_types(node: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, but not into what is imported for types alone."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from _without_types(child)


def _room_of(root: Path, module: str) -> str | None:
    """Return the folder in which the file of a dotted name lies, where it is one of ours."""
    parts = module.split(".")
    while parts and parts[0] == PACKAGE:
        place = root.joinpath(*parts)
        if place.is_dir():
            return ".".join(parts)
        if place.with_suffix(".py").is_file():
            return ".".join(parts[:-1])
        parts = parts[:-1]
    return None


def _reached(graph: dict[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    ahead = [start]
    while ahead:
        for room in graph.get(ahead.pop(), set()) - seen:
            seen.add(room)
            ahead.append(room)
    return seen


if __name__ == "__main__":
    main()
