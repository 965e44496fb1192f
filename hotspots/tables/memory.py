"""Memory: give back what is no longer used, and refuse a file before there is none left."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import Final

import pyarrow as pa

from hotspots.errors import InputError

# What reading takes at the most for each byte of a text file, and what the program takes alone;
# see benchmarks/big_table.py.
BYTES_FOR_EACH_BYTE: Final = 4.0
# Of the GNU library: blocks of this size and more go back as soon as they are freed.
LEAST_BLOCK_OF_ITS_OWN: Final = -3
BLOCK_BYTES: Final = 1 << 20
MEMORY_FILE: Final = Path("/proc/meminfo")
GROUP_FILES: Final = (Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current"))


def give_back() -> None:
    """Give freed memory back to the system: Arrow and the C library keep much of it otherwise."""
    pa.default_memory_pool().release_unused()
    c_library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if hasattr(c_library, "malloc_trim"):  # of the GNU library alone
        c_library.mallopt(LEAST_BLOCK_OF_ITS_OWN, BLOCK_BYTES)
        c_library.malloc_trim(0)


def require_memory(name: str, size_bytes: int) -> None:
    """Refuse a text file that would take more memory than is free.

    Raises
    ------
    InputError
        The message says what it takes and what there is.
    """
    needed, free = int(BYTES_FOR_EACH_BYTE * size_bytes), free_bytes()
    if free is not None and needed > free:
        raise InputError(
            f"{name} ({_in_words(size_bytes)}) takes about {_in_words(needed)} of memory to read, "
            f"and {_in_words(free)} are free. Export a shorter period, or use a machine with more "
            "memory."
        )


def free_bytes() -> int | None:
    """Return the memory that this process may still take; None where the system does not say."""
    if os.name == "nt":
        return _free_on_windows()
    try:
        lines = dict(line.split(":", 1) for line in MEMORY_FILE.read_text().splitlines())
        free = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError):
        return None
    try:
        most, held = (int(path.read_text()) for path in GROUP_FILES)
    except (OSError, ValueError):  # no group, or one without a limit: "max"
        return free
    return min(free, most - held)


class _WindowsMemory(ctypes.Structure):
    """MEMORYSTATUSEX of the Windows interface."""

    _fields_ = (
        ("length", ctypes.c_ulong),
        ("load", ctypes.c_ulong),
        *((name, ctypes.c_ulonglong) for name in ("total", "available", "a", "b", "c", "d", "e")),
    )


def _free_on_windows() -> int | None:
    status = _WindowsMemory(length=ctypes.sizeof(_WindowsMemory))
    told = ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status))
    return status.available if told else None


def _in_words(size_bytes: int) -> str:
    return f"{size_bytes / 1e9:,.1f} GB"
