"""A machine on a bad day: a disk that is full, files that one may not read, too little memory."""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_CAPABILITIES = 0x20080522  # version 3, of 64 capabilities
_MAY_READ_AND_WRITE_ALL = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH


@contextmanager
def full_disk(*, room: int = 1024) -> Iterator[None]:
    """Let no file grow beyond so many bytes: a write ends as on a disk that is full."""
    resource = pytest.importorskip("resource", reason="this system limits no file's size")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True  # it would be cut short too
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        sys.dont_write_bytecode = bytecode


@contextmanager
def closed(path: Path, *, to_writing: bool = False) -> Iterator[None]:
    """Take the right to read a file or a folder, or only to write it, from everybody, root too."""
    before = stat.S_IMODE(path.stat().st_mode)
    path.chmod(0o555 if to_writing else 0o000)
    try:
        with _as_anybody():
            yield
    finally:
        path.chmod(before)


@contextmanager
def _as_anybody() -> Iterator[None]:
    """Give up root's right to open every file, in this thread, where there is one."""
    if sys.platform == "win32":
        pytest.skip("Windows keeps rights in another way")
    if os.geteuid() != 0:
        yield
        return
    if sys.platform != "linux":
        pytest.skip("root may open every file here")
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES, 0)
    held = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, held) == 0
    given_up = (ctypes.c_uint32 * 6)(*held)
    given_up[0] &= ~_MAY_READ_AND_WRITE_ALL
    assert libc.capset(header, given_up) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0
