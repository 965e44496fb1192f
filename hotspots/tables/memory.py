"""Memory: give back what is no longer used, and refuse a file before there is none left."""

from __future__ import annotations

import ctypes
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from hotspots.errors import InputError

if TYPE_CHECKING:
    import psutil

# What `hotspots check` holds at the most for each byte of a large text file: 4.3 of 2 GB, see
# benchmarks/big_table.py.
BYTES_FOR_EACH_BYTE: Final = 4.5
# Of the GNU library: blocks of this size and more go back as soon as they are freed.
LEAST_BLOCK_OF_ITS_OWN: Final = -3
BLOCK_BYTES: Final = 1 << 20
# Looking for what could be given back takes longer the more is held: not unless it grew by this.
WORTH_LOOKING_BYTES: Final = 16 << 20
# What a container may hold, and what it holds.
GROUP_FILES: Final = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


class _Held:
    """The least that the process has held since it last gave back what it could."""

    bytes = 0


def give_back() -> None:
    """Give freed memory back to the system: Arrow and the C library keep much of it otherwise.

    Nothing is done where the process has grown by little since the last time.
    """
    held = held_bytes()
    _Held.bytes = min(_Held.bytes, held)
    if held < _Held.bytes + WORTH_LOOKING_BYTES:
        return
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux":
        c_library = ctypes.CDLL(None)
        if hasattr(c_library, "malloc_trim"):  # of the GNU library alone
            c_library.mallopt(LEAST_BLOCK_OF_ITS_OWN, BLOCK_BYTES)
            c_library.malloc_trim(0)
    _Held.bytes = held_bytes()


def held_bytes() -> int:
    """Return the memory that this process holds."""
    held: int = _process(os.getpid()).memory_info().rss
    return held


@cache
def _process(pid: int) -> psutil.Process:
    import psutil  # noqa: PLC0415 - whoever reads no file needs none

    return psutil.Process(pid)


def require_memory(
    name: str, size_bytes: int, *, bytes_for_each: float = BYTES_FOR_EACH_BYTE
) -> None:
    """Refuse a file that would take more memory than is free.

    Parameters
    ----------
    name : str
    size_bytes : int
        Of the file, unpacked.
    bytes_for_each : float
        What is held for each of its bytes while it is read; of text by default.

    Raises
    ------
    InputError
        The message says what it takes and what there is.
    """
    needed, free = int(bytes_for_each * size_bytes), free_bytes()
    if needed > free:
        raise InputError(
            f"{name} ({_in_words(size_bytes)}) takes about {_in_words(needed)} of memory to read, "
            f"and {_in_words(free)} are free. Export a shorter period, or use a machine with more "
            "memory."
        )


def free_bytes() -> int:
    """Return the memory that this process may still take."""
    import psutil  # noqa: PLC0415 - whoever reads no file needs none

    free: int = psutil.virtual_memory().available
    try:
        most, held = (int(path.read_text()) for path in GROUP_FILES)
    except (OSError, ValueError):  # no group, or one without a limit: "max"
        return free
    return min(free, most - held)


def _in_words(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.1f} GB"
