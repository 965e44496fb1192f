"""Faults that are nobody's mistake, in words: of the disk, of memory, and of hotspots itself."""

from __future__ import annotations

import errno
import traceback
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Final

import hotspots
from hotspots.errors import is_want_of_memory

FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
REFUSED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
PACKAGE: Final = Path(hotspots.__file__).parent


def in_words(fault: Exception) -> str:
    """Return what happened and what to do next; no value of the data is repeated."""
    if is_want_of_memory(fault):
        return (
            "There is not enough memory for this. Take a shorter period (--from, --to), fewer or "
            "smaller files, or one worker; or use a machine with more memory. Nothing half-written "
            "was left."
        )
    if isinstance(fault, BrokenExecutor):
        return (
            "The system stopped a worker, most likely because memory ran out. Use fewer --workers. "
            "Nothing half-written was left."
        )
    if isinstance(fault, OSError):
        return _of_the_system(fault)
    return _of_hotspots(fault)


def _of_the_system(fault: OSError) -> str:
    said = fault.strerror or str(fault)
    file = "A file" if fault.filename is None else str(fault.filename)
    if fault.errno in FULL:
        return (
            f"{file} cannot be written: {said}. Make room on its disk, or write to another one. "
            "`hotspots tidy` shows what may go."
        )
    if fault.errno in REFUSED:
        return f"{file} cannot be used: {said}. Check who may read and write it."
    return f"{file} cannot be used: {said}. Check the path and the disk."


def _of_hotspots(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    where = f"{Path(own[-1].filename).relative_to(PACKAGE)}, line {own[-1].lineno}" if own else "?"
    return (
        f"hotspots made a mistake here ({type(fault).__name__} in {where}), and left nothing "
        "half-written. Run the same again with `hotspots --debug …` to see it whole, and report it."
    )
