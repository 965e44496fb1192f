"""Paths as a person gives them: one or several, as text or as Path."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hotspots.errors import InputError


def given_paths(given: str | Path | Iterable[str | Path]) -> list[Path]:
    """Return what was given as a list of paths; one alone need not be in a list.

    Raises
    ------
    InputError
        When something among them is no path.
    """
    several = [given] if isinstance(given, str | Path) else list(given)
    for each in several:
        if not isinstance(each, str | Path):
            raise InputError(f"{each!r} is no path. Give the path of a file or folder, or several.")
    return [Path(each) for each in several]
