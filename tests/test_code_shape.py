"""What the house promises of its code, counted as docs and benchmarks count it."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

from benchmarks.code_shape import LONGEST, PACKAGE, Function, file_of

ROOT: Final = Path(__file__).parents[1]


def test_no_function_of_the_package_is_longer_than_a_screen() -> None:
    paths = [path for path in sorted((ROOT / PACKAGE).rglob("*.py")) if _is_long(path)]
    lengths = {
        f"{file.path}: {name}": lines
        for file in (file_of(path, ROOT) for path in paths)
        for name, lines in file.functions.items()
    }
    assert max(lengths.values()) > LONGEST // 2
    assert [name for name, lines in lengths.items() if lines > LONGEST] == []


def _is_long(path: Path) -> bool:
    """Say whether a function of a file is so long with its docstring, comments and blank lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    return any((node.end_lineno or 0) - node.lineno >= LONGEST for node in functions)
