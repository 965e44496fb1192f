"""Faults that are nobody's mistake, in words: of the disk, of memory, and of hotspots itself.

No value of the data is in a sentence, nor in the trace that is kept.
"""

from __future__ import annotations

import errno
import os
import sys
import traceback
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
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
    where = _trace_kept(fault)
    kept = (
        f"The trace, without any value of the data, is in {where}"
        if where
        else "Run the same again with `hotspots --debug …` to see it whole"
    )
    return (
        f"hotspots made a mistake here ({type(fault).__name__} in {_place_of(fault)}), and left "
        f"nothing half-written. {kept}; report it."
    )


def _place_of(fault: Exception) -> str:
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(PACKAGE)]
    return f"{Path(own[-1].filename).relative_to(PACKAGE)}, line {own[-1].lineno}" if own else "?"


def _trace_kept(fault: Exception) -> Path | None:
    """Write the ways by which a fault came, and return where; None where it cannot be written.

    Kinds of faults, files, lines and functions. What a fault says is left out, and every variable:
    the value that a library could not read is often a person's.
    """
    folder = traces_folder()
    path = folder / f"fault-{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    lines = [f"hotspots {hotspots.__version__}, Python {sys.version.split()[0]}\n"]
    met: list[BaseException] = []
    each: BaseException | None = fault
    while each is not None and each not in met:
        met.append(each)
        lines += [f"{type(each).__module__}.{type(each).__qualname__}\n"]
        lines += traceback.format_list(traceback.extract_tb(each.__traceback__))
        each = each.__cause__ or each.__context__
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123 - a mode of its own from the first moment
            file.writelines(lines)
    except OSError:
        return None
    return path


def traces_folder() -> Path:
    """Return the one folder that keeps this account's traces: a fault may have no workspace.

    `hotspots tidy` deletes those that are past their time.
    """
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(base) / "hotspots" / "traces"
