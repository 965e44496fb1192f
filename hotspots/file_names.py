"""What a file of a run is called: what it is, of where and when. Made here, and found here.

Ten districts' files of one name cannot be kept, nor mailed, beside each other. What a program asks
for by name (the receipt, the front page, ``tables/``) is called the same in every run.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

# A ward's folder is called by its code and its name: a path has room for so much of it on Windows.
LONGEST_WHERE: Final = 40


def file_name(what: str, where: str, when: str) -> str:
    """Return a file's name: ``harm-spots_southend_2025.xlsx``.

    Parameters
    ----------
    what : str
        With its ending: ``harm-spots.xlsx``. It holds no ``_``.
    where : str
        The folder of a district or a ward; empty for what is of the whole force.
    when : str
        ``days_in_name``.
    """
    plain = Path(what)
    parts = (plain.stem, where[:LONGEST_WHERE].rstrip("-"), when)
    return "_".join(filter(None, parts)) + plain.suffix


def days_in_name(first: date, last: date | None = None) -> str:
    """Return the year, the days or the day that a file is of: ``2025``, ``2025-12-31``."""
    if last is None or first == last:
        return first.isoformat()
    is_a_year = (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31))
    return str(first.year) if is_a_year else f"{first}-to-{last}"


def named_file(folder: Path, what: str) -> Path | None:
    """Return the file of a folder that is this; None where there is none.

    Parameters
    ----------
    folder : Path
        A district's or a ward's, in a run.
    what : str
        As ``file_name`` took it.
    """
    plain = Path(what)
    return next(iter(sorted(folder.glob(f"{plain.stem}_*{plain.suffix}"))), None)


def named_files(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Return those of a room's files that a folder has: what each is called, to its name."""
    found = {label: named_file(folder, what) for label, what in files.items()}
    return {label: path.name for label, path in found.items() if path is not None}
