"""What a packed file or a table may hold: so much that any force's fits, and no machine falls.

A file of five kilobytes can ask for five hundred gigabytes. Whatever is unpacked or laid out as
rows and columns is held against these limits first, and what goes beyond is refused in a sentence.
What fits the limits and not this machine is refused by :mod:`hotspots.tables.memory`.
"""

from __future__ import annotations

import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Final

from hotspots.errors import InputError, UnreadableError
from hotspots.tables.memory import require_memory

# Tables and outlines shrink to a tenth or so, months of data.police.uk to a fifth. What swells by
# more than this is damaged or hostile; of small files nobody is hurt.
LARGEST_EXPANSION: Final = 200
SMALL_BYTES: Final = 1_000_000
# The addresses of Great Britain are about 40 GB in 10,000 files, data.police.uk's ten years 5 GB.
LARGEST_ARCHIVE_BYTES: Final = 50_000_000_000
MOST_MEMBERS: Final = 100_000
# A full sheet has a million rows; of a hundred columns there are as many cells as here.
MOST_CELLS: Final = 100_000_000
# What a cell takes at the most while a workbook is read: 167 bytes of two million, half of them
# short texts; the rest is for longer ones. The cells of a Parquet are packed while they are read.
BYTES_FOR_EACH_CELL: Final = 250
BYTES_FOR_EACH_CELL_PACKED: Final = 60

# What the standard library raises of a damaged archive, or of one under a password.
FAULTS_OF_ARCHIVES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    RuntimeError,
)
_ENCRYPTED: Final = 0x1


@contextmanager
def opened_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive that is within the limits.

    Raises
    ------
    InputError
        When it is no zip archive, is damaged or under a password, or goes beyond a limit.
    """
    with explained_archive(path.name), zip_of(path) as archive:
        require_believable(path.name, archive)
        yield archive


@contextmanager
def explained_archive(name: str) -> Iterator[None]:
    """Say in one sentence what is wrong with a packed file.

    Raises
    ------
    UnreadableError
    """
    try:
        yield
    except OSError as fault:
        raise UnreadableError(
            f"{name} cannot be read: {fault.strerror or fault}. Check the file, and who may read "
            "it."
        ) from fault
    except FAULTS_OF_ARCHIVES as fault:
        raise UnreadableError(
            f"{name} is damaged or under a password ({fault}). Fetch or save it again, without a "
            "password."
        ) from fault


def zip_of(file: Path | IO[bytes]) -> zipfile.ZipFile:
    """Open a zip archive to read; whatever is wrong with its list of members comes as one error.

    Raises
    ------
    BadZipFile
        Also where the standard library raises a ``ValueError``: a seek before the start, a name
        that is no text.
    """
    try:
        return zipfile.ZipFile(file)
    except ValueError as fault:
        raise zipfile.BadZipFile(str(fault)) from fault


def opened_member(archive: zipfile.ZipFile, member: str | zipfile.ZipInfo) -> IO[bytes]:
    """Open a member of an archive; a place before the file's start comes as ``BadZipFile`` too."""
    try:
        return archive.open(member)
    except ValueError as fault:
        raise zipfile.BadZipFile(str(fault)) from fault


def require_believable(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would swell absurdly, holds too much, or names what lies outside it.

    Parameters
    ----------
    name : str
        Of the archive, for messages.
    archive : ZipFile

    Raises
    ------
    InputError
    """
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise InputError(
            f"{name} holds {len(members):,} files; up to {MOST_MEMBERS:,} are read. Unpack it, "
            "and give the files that are needed."
        )
    for member in members:
        if _leads_out(member.filename):
            raise InputError(
                f"{name} holds a file whose name leads out of the archive. It was not read; fetch "
                "it again from where it is published."
            )
        if member.flag_bits & _ENCRYPTED:
            raise UnreadableError(f"{name} is under a password. Save it again without one.")
        if member.file_size > max(SMALL_BYTES, LARGEST_EXPANSION * member.compress_size):
            raise InputError(
                f"{name}: {member.filename} would expand from {member.compress_size:,} to "
                f"{member.file_size:,} bytes, which no table does. Fetch it again, or unpack what "
                "you need yourself."
            )
    total = sum(member.file_size for member in members)
    if total > LARGEST_ARCHIVE_BYTES:
        raise InputError(
            f"{name} would expand to {total:,} bytes; up to {LARGEST_ARCHIVE_BYTES:,} are read. "
            "Unpack it, and give the files that are needed."
        )


def _leads_out(name: str) -> bool:
    windows = PureWindowsPath(name)
    return (
        PurePosixPath(name).is_absolute()
        or bool(windows.drive or windows.root)
        or ".." in windows.parts
    )


def members_of(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in an archive in the order of their names, without the leavings of macOS."""
    files = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    return sorted(files, key=lambda member: member.filename)


def opened_gzip(path: Path) -> IO[bytes]:
    """Open a file under gzip; reading on beyond what its size can hold is refused.

    Raises
    ------
    InputError
        While it is read.
    """
    largest = max(SMALL_BYTES, LARGEST_EXPANSION * path.stat().st_size)
    return io.BufferedReader(_Bounded(path, largest))


class _Bounded(gzip.GzipFile):
    """A file under gzip that hands out no more than so many bytes."""

    def __init__(self, path: Path, largest: int) -> None:
        super().__init__(path)
        self._packed, self._largest, self._read = path, largest, 0

    def read(self, size: int | None = -1) -> bytes:
        """Read on."""
        return self._counted(super().read(self._largest + 1 if size is None or size < 0 else size))

    def read1(self, size: int = -1) -> bytes:
        """Read on, once."""
        return self._counted(super().read1(size))

    def _counted(self, block: bytes) -> bytes:
        self._read += len(block)
        if self._read > self._largest:
            raise InputError(
                f"{self._packed.name} would unpack to more than {self._largest:,} bytes, which no "
                "table of its size does. Unpack it yourself, and give the CSV."
            )
        return block


def require_cells(
    name: str, rows: int, columns: int, *, bytes_for_each: int = BYTES_FOR_EACH_CELL
) -> None:
    """Refuse a table whose rows times columns are beyond the limit, or do not fit in memory.

    Parameters
    ----------
    name : str
    rows, columns : int
    bytes_for_each : int
        What is held for each cell while it is read; of a workbook by default.

    Raises
    ------
    InputError
    """
    cells = rows * columns
    if cells > MOST_CELLS:
        raise InputError(
            f"{name} spreads over {rows:,} rows and {columns:,} columns; up to {MOST_CELLS:,} "
            "cells are read. Delete what stands far below or beside the table, or save it as CSV."
        )
    require_memory(name, cells * bytes_for_each, bytes_for_each=1.0)
