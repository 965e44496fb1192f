"""What is costly to make and only looked at is made once, for all workers."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from filelock import FileLock

Made = TypeVar("Made")


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]
) -> Iterator[Made]:
    """Give what is made in a folder that all workers share: by the first that asks for it.

    At the end no test may have changed a file in it.
    """
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, kept = shared / name, shared / f"{name}.pickle"
    with FileLock(shared / f"{name}.lock"):
        if not kept.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a maker that failed left behind
            folder.mkdir()
            made = make(folder)
            kept.write_bytes(pickle.dumps((made, hashes_of(folder))))
    made, hashes = pickle.loads(kept.read_bytes())  # noqa: S301 - written by this very suite
    yield made
    assert hashes_of(folder) == hashes, f"A test wrote into {folder}, which every test shares."


def hashes_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file in a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }
