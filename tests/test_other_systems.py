"""What Linux takes and Windows does not: police desks run the same program."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "hotspots"


def test_no_moment_is_written_as_only_some_systems_can() -> None:
    """``%-d``, a day without its nought, is an error on Windows; ``moment.day`` is one nowhere."""
    files = [file for file in PACKAGE.rglob("*.py") if file.parent.name != "migrations"]
    faulty = [
        file.name for file in files if re.search("%[-#][A-Za-z]", file.read_text(encoding="utf-8"))
    ]
    assert faulty == []


def test_every_file_of_the_package_can_be_named_on_every_system() -> None:
    names = [str(file.relative_to(PACKAGE)).casefold() for file in PACKAGE.rglob("*")]
    assert len(set(names)) == len(names)
    assert [name for name in names if re.search(r'[<>:"|?*]|[. ]$', name)] == []
