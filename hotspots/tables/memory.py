"""Memory: give back what is no longer used, and refuse a file before there is none left."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Final

import pyarrow as pa

from hotspots.errors import InputError

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


class _Heap(ctypes.Structure):
    """What the GNU library's ``mallinfo2`` tells: ten numbers, the ninth what is free, in bytes."""

    _fields_ = [
        ("before", ctypes.c_size_t * 8),
        ("free", ctypes.c_size_t),
        ("top", ctypes.c_size_t),
    ]


class _Left:
    """What the process held, and what was free in it, when it last gave back what it could."""

    held = free = 0


def give_back() -> None:
    """Give freed memory back to the system: Arrow and the C library keep much of it otherwise.

    The C library is not asked to look where the process holds about as much as the last time, and
    about as much of it is free.
    """
    pa.default_memory_pool().release_unused()
    if sys.platform != "linux":
        return
    c_library = ctypes.CDLL(None)
    if not hasattr(c_library, "malloc_trim"):  # of the GNU library alone
        return
    grown = held_bytes() - _Left.held, _free_in(c_library) - _Left.free
    if max(grown) >= WORTH_LOOKING_BYTES:
        c_library.mallopt(LEAST_BLOCK_OF_ITS_OWN, BLOCK_BYTES)
        c_library.malloc_trim(0)
        _Left.held, _Left.free = held_bytes(), _free_in(c_library)


def _free_in(c_library: ctypes.CDLL) -> int:
    """Return what the library has free; one before its version 2.33 is taken to have much more."""
    if not hasattr(c_library, "mallinfo2"):
        return _Left.free + WORTH_LOOKING_BYTES
    c_library.mallinfo2.restype = _Heap
    return int(c_library.mallinfo2().free)


def held_bytes() -> int:
    """Return the memory that this process holds."""
    import psutil  # noqa: PLC0415 - whoever reads no file needs none

    held: int = psutil.Process().memory_info().rss
    return held


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
