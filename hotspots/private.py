"""Files and folders that are their owner's alone, whatever the umask: one place sees to it.

On POSIX a file is 0600 and a folder 0700. On Windows nothing is done: a file inherits who may read
it from its folder, and the workspace belongs where its owner alone may look.
"""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from typing import Final

FILE_MODE: Final = 0o600
FOLDER_MODE: Final = 0o700


def make_private(path: Path) -> None:
    """Close a file, or a folder and all that it holds, to every account but this one's.

    What another account owns is left as it is, and so is a disk that knows no owners. A link is not
    followed.
    """
    if os.name != "posix":
        return
    for each in (path, *path.rglob("*")):
        if not each.is_symlink():
            with suppress(PermissionError, FileNotFoundError):
                each.chmod(FOLDER_MODE if each.is_dir() else FILE_MODE)


def make_private_file(path: Path) -> None:
    """Make an empty file that is closed from its first moment; one that is there is left."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, FILE_MODE))


def make_private_folders(folder: Path) -> None:
    """Make a folder and those above it, closed.

    One that is there is left as it is: others may look for files of theirs in it.

    Raises
    ------
    OSError
    """
    missing = takewhile(lambda each: not each.exists(), folder.parents)
    for each in (*reversed(list(missing)), folder):
        each.mkdir(mode=FOLDER_MODE, exist_ok=True)
