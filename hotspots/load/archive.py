"""Read the members of a zip archive; nothing is ever written to disk."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hotspots.errors import InputError

# The largest month of the largest force is under 40 MB and shrinks to a fifth. Beyond these an
# archive is damaged or hostile.
LARGEST_MEMBER_BYTES = 2_000_000_000
LARGEST_ARCHIVE_BYTES = 50_000_000_000
LARGEST_EXPANSION = 200
SMALL_MEMBER_BYTES = 1_000_000


@contextmanager
def open_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive whose members are of a believable size.

    Raises
    ------
    InputError
        When the file is not a zip archive, is damaged or protected, or would expand absurdly.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_absurd_sizes(path.name, archive)
            yield archive
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path."
        ) from fault
    except (zipfile.BadZipFile, EOFError) as fault:
        raise InputError(
            f"{path.name} is not a whole zip archive ({fault}). Fetch it again."
        ) from fault
    except RuntimeError as fault:  # what zipfile raises for a member under a password
        raise InputError(
            f"{path.name} cannot be opened ({fault}). Save it again without a password."
        ) from fault


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files in an archive in the order of their names, without the leavings of macOS."""
    files = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX/")
    ]
    return sorted(files, key=lambda member: member.filename)


def _refuse_absurd_sizes(name: str, archive: zipfile.ZipFile) -> None:
    total = 0
    for member in archive.infolist():
        total += member.file_size
        swells = member.file_size > max(
            SMALL_MEMBER_BYTES, LARGEST_EXPANSION * member.compress_size
        )
        if swells or member.file_size > LARGEST_MEMBER_BYTES or total > LARGEST_ARCHIVE_BYTES:
            raise InputError(
                f"{name}: {member.filename} would expand from {member.compress_size:,} to "
                f"{member.file_size:,} bytes, which no month of crimes does. Fetch the archive "
                "again from data.police.uk, or extract the months that you need yourself."
            )
