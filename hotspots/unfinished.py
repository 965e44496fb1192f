"""What is written beside its place and moved there when whole, and what a killed writer left.

A writer holds a lock as long as it lives, and the system lets go of it when the process ends,
however it ends: what nobody holds was left behind, and may be removed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

from hotspots.errors import BeingWrittenError, OutputError
from hotspots.private import FILE_MODE, make_private, make_private_file, make_private_folders

PREFIX: Final = ".unfinished-"
LOCK: Final = "~held"


def place_beside(final: Path) -> Path:
    """Return where a file or a folder is written until it is whole."""
    return final.with_name(f"{PREFIX}{final.name}")


def place_of(left: Path) -> Path:
    """Return where something belongs that was left unfinished."""
    return left.with_name(left.name.removeprefix(PREFIX))


@contextmanager
def written_whole(final: Path) -> Iterator[Path]:
    """Give the place beside ``final`` to write it in; it is moved there when all went well.

    It is its owner's alone, whatever the umask, with all that it holds. Where it went ill nothing
    is left, and what stood at ``final`` stands there still.

    Parameters
    ----------
    final : Path
        Of a file, which is replaced, or of a folder that is not there yet.

    Raises
    ------
    BeingWrittenError
        When another process writes it at this moment.
    OSError
    """
    beside = place_beside(final)
    with _held(beside, needed=False):
        _remove(beside)
        try:
            yield beside
            make_private(beside)
            beside.replace(final)
        except BaseException:  # Ctrl-C too leaves nothing half-written
            _remove(beside)
            raise


@contextmanager
def file_written(final: Path) -> Iterator[Path]:
    """Give the place beside a file to write it in, as ``written_whole``; faults come in a sentence.

    Raises
    ------
    OutputError
        When it cannot be written; what stood at ``final`` stands there still.
    """
    try:
        with written_whole(final) as beside:
            make_private_file(beside)
            yield beside
    except OSError as fault:
        raise OutputError(
            f"{final} cannot be written: {fault.strerror or fault}. Make room there and the right "
            "to write, or name another file."
        ) from fault


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, their owner's alone; one that is there is left as it is.

    Raises
    ------
    OutputError
    """
    try:
        make_private_folders(folder)
    except OSError as fault:
        raise OutputError(
            f"The folder {folder} cannot be made: {fault.strerror}. Make room there and the right "
            "to write, or name another folder."
        ) from fault


def left_behind(folder: Path) -> list[Path]:
    """Return what killed writers left in a folder: nobody holds it."""
    return [left for left in _unfinished(folder) if left.exists() and _tried(left, Path.stat)]


def move_into_place(final: Path) -> bool:
    """Move what was left behind to where it belongs; say whether that was done."""
    return not final.exists() and _tried(place_beside(final), lambda left: left.rename(final))


def remove(final: Path) -> None:
    """Remove a folder that is in its place: it is gone at once, be the removal killed or not.

    Raises
    ------
    OSError
        When a file in it is in use, or may not be removed.
    """
    beside = place_beside(final)
    with _held(beside, needed=False):
        final.rename(beside)
        _remove(beside)


def remove_left_behind(
    folder: Path, *, spared: Callable[[Path], bool] = lambda _: False
) -> list[Path]:
    """Remove what killed writers left in a folder, and return it.

    What is still being written is not touched, nor what another account alone may remove.

    Parameters
    ----------
    folder : Path
    spared : callable, optional
        Says of what was left whether it stays.
    """
    left = [each for each in _unfinished(folder) if not spared(each)]
    there = [each for each in left if each.exists()]
    removed = [each for each in left if _tried(each, _remove)]
    return [each for each in removed if each in there and not each.exists()]


def _unfinished(folder: Path) -> list[Path]:
    """Return what is being written in a folder or was left there, be it no more than its lock."""
    names = {path.name.removesuffix(LOCK) for path in folder.glob(f"{PREFIX}*")}
    return [folder / name for name in sorted(names)]


def _tried(left: Path, do: Callable[[Path], object]) -> bool:
    """Do something with what was left, unless it is held or cannot be."""
    with suppress(BeingWrittenError, OSError), _held(left):
        do(left)
        return True
    return False


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _held(path: Path, *, needed: bool = True) -> Iterator[None]:
    """Hold what stands at a path; a disk that knows no locks is refused where one is needed."""
    lock = path.with_name(f"{path.name}{LOCK}")
    with open(lock, "ab", opener=_private) as file:
        try:
            ours = _taken(file) and _is_still(file, lock)
        except OSError:
            if needed:
                raise
            ours = True
        if not ours:
            raise BeingWrittenError(
                f"{place_of(path)} is being written by another command at this moment. Wait until "
                "it has ended, or give this one another name."
            )
        try:
            yield
        finally:
            with suppress(OSError):  # Windows removes no file that is open; the next holder does
                lock.unlink()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)


def _is_still(file: IO[bytes], lock: Path) -> bool:
    """Say whether a lock is at its path still: its last holder removes it as he leaves."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), lock.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError:
            return False
        return True

else:
    import fcntl

    def _taken(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
