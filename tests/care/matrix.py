"""The matrix of docs/threats.md: what every file of a run could tell, and how it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path

from tests.run_files import what_it_is

THREATS = Path(__file__).parents[2] / "docs" / "threats.md"
_TITLE = "### Every file of a run\n"
_FILE = re.compile(r"`([\w*/-]+\.[a-z]+)`")


@lru_cache(maxsize=1)
def files_of_the_matrix() -> frozenset[str]:
    """Return the names of its first column; those of ``tables`` with their folder."""
    text = THREATS.read_text(encoding="utf-8").partition(_TITLE)[2].partition("\n### ")[0]
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    return frozenset(name for row in rows for name in _FILE.findall(row[1]))


def not_in_the_matrix(products: Iterable[str]) -> list[str]:
    """Return those of a run's files, by their path from its folder, that stand in no row."""
    known = files_of_the_matrix()

    def named(path: str) -> str:
        *folders, name = what_it_is(path).split("/")
        return f"tables/{name}" if folders[-1:] == ["tables"] else name

    return [path for path in products if not any(fnmatch(named(path), each) for each in known)]
