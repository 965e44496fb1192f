"""Paths as a person gives them: one or several, as text or as Path; files, and folders of files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from hotspots.errors import InputError, UnreadableError
from hotspots.postgresql import PostgisTable, Source, source_of


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


def given_sources(given: str | Source | Iterable[str | Source]) -> list[Source]:
    """Return what was given as a list of files, folders and tables of a database.

    Raises
    ------
    InputError
        When something among them is none.
    SettingsError
        When a ``postgis://`` address cannot be read.
    """
    several = [given] if isinstance(given, str | Path | PostgisTable) else list(given)
    return [_source(each) for each in several]


def _source(given: str | Source) -> Source:
    if isinstance(given, PostgisTable):
        return given
    return source_of(given) if isinstance(given, str) else given_paths([given])[0]


def files_in(folder: Path) -> list[Path]:
    """Return every file in a folder and in those below it, by path, but what is hidden there.

    Hidden is what begins with a point or with ``~$``: the leavings of editors, and what is being
    written.

    Raises
    ------
    UnreadableError
        When a folder cannot be opened, or a link leads nowhere: what is behind it would be missed.
    """
    found = []
    for where, inner, names in os.walk(folder, onerror=_refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        paths = [Path(where, name) for name in names if not name.startswith((".", "~$"))]
        lost = [path for path in paths if path.is_symlink() and not path.exists()]
        if lost:
            raise UnreadableError(
                f"{lost[0]} leads to a file that is not there. Bring the file back, or take the "
                "link out."
            )
        found += [path for path in paths if path.is_file()]
    return sorted(found)


def _refuse(fault: OSError) -> None:
    raise UnreadableError(
        f"The folder {fault.filename} cannot be opened: {fault.strerror}. Check who may read it, "
        "or take it out."
    ) from fault
