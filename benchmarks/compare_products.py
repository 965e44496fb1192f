"""Compare the products of two versions of hotspots, file by file.

    python benchmarks/compare_products.py BEFORE AFTER

BEFORE and AFTER are folders that hold runs, made from the same inputs, with the same names, at the
same moment (a clock that stands still makes it so). A file is

- equal when its bytes are;
- the same in what it holds when it is a page, workbook, GeoPackage or receipt that differs only
  in how it is written: white space and order of attributes in a page, order of parts in a workbook;
- different otherwise; the first differing line is printed.

Exit status 1 when any file differs, is missing or is new.
"""

from __future__ import annotations

import difflib
import hashlib
import html.parser
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

# What may differ between two versions of the program that find the same.
VERSIONS: Final = {"software", "products"}
SHOWN: Final = 6


def main() -> None:
    """Print what differs, and how many files were compared."""
    if len(sys.argv) != 3:
        print(__doc__)
        return
    before, after = map(Path, sys.argv[1:])
    names = sorted({*_files(before), *_files(after)})
    told = {name: _verdict(before / name, after / name) for name in names}
    differing = {
        name: verdict for name, verdict in told.items() if verdict not in ("equal", "same")
    }
    for name, verdict in differing.items():
        print(f"{name}\n    {verdict}")
    equal = sum(verdict == "equal" for verdict in told.values())
    same = sum(verdict == "same" for verdict in told.values())
    print(
        f"{len(names)} files: {equal} equal byte for byte, {same} the same in what they hold, "
        f"{len(differing)} different."
    )
    sys.exit(bool(differing))


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _verdict(before: Path, after: Path) -> str:
    if not before.exists():
        return "is new"
    if not after.exists():
        return "is missing"
    if _hash(before) == _hash(after):
        return "equal"
    read = HELD.get(before.suffix)
    if read is None:
        return "differs"
    was, now = read(before), read(after)
    if was == now:
        return "same"
    changed = [
        line[:160]
        for line in difflib.unified_diff(was, now, lineterm="", n=0)
        if not line.startswith(("---", "+++", "@@"))
    ]
    return "differs: " + "\n             ".join(changed[:SHOWN])


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class _Page(html.parser.HTMLParser):
    """What a reader of a page gets: its elements with their attributes, and its words."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep an element; a policy's hashes follow from the scripts, which are compared."""
        kept = (f"{k}={' '.join((v or '').split())}" for k, v in sorted(attributes))
        self.held.append(f"<{tag} {' '.join(kept)}>")

    def handle_data(self, data: str) -> None:
        """Keep words, however they are spaced."""
        self.held += [
            line for line in (" ".join(each.split()) for each in data.splitlines()) if line
        ]


def _page(path: Path) -> list[str]:
    reader = _Page()
    reader.feed(path.read_text(encoding="utf-8"))
    without_hashes = (re.sub(r"'sha256-[^']+'|\b[0-9a-f]{64}\b", "HASH", x) for x in reader.held)
    return "\n".join(without_hashes).split("\n")


def _workbook(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8", "replace") for name in book.namelist()}
    return [
        f"{name}: {line}"
        for name in sorted(parts)
        for line in parts[name].replace("><", ">\n<").split("\n")
    ]


def _receipt(path: Path) -> list[str]:
    held: Any = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(held, dict):
        held = {key: value for key, value in held.items() if key not in VERSIONS}
    return json.dumps(held, indent=1, sort_keys=True, ensure_ascii=False).split("\n")


def _text(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8", errors="replace").split("\n")


def _layers(path: Path) -> list[str]:
    import sqlite3  # noqa: PLC0415 - few files need it

    with sqlite3.connect(path) as database:
        return [line for line in database.iterdump() if "gpkg_contents" not in line]


HELD: Final[dict[str, Callable[[Path], list[str]]]] = {
    ".html": _page,
    ".xlsx": _workbook,
    ".json": _receipt,
    ".geojson": _text,
    ".csv": _text,
    ".svg": _page,
    ".txt": _text,
    ".gpx": _text,
    ".gpkg": _layers,
}


if __name__ == "__main__":
    main()
