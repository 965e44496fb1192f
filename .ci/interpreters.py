"""Print the Pythons of this machine that hotspots runs on: one of each version, newest first.

Any Python from 3.7 up runs this file: it looks for the one that shall run hotspots.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Iterator

NEWEST_MINOR, OLDEST_MINOR = 14, 11
# Beside the folders of PATH: where systems and version managers keep Pythons that are not on it.
SYSTEM_WIDE = (
    "usr/local/bin",
    "usr/bin",
    "opt/homebrew/bin",
    "opt/*/bin",
    "opt/python/*/bin",
    "Library/Frameworks/Python.framework/Versions/*/bin",
)
IN_THE_HOME = (".local/bin", ".local/share/uv/python/*/bin", ".pyenv/versions/*/bin")
# What it must have, and where it really is: a shim or a virtual environment stands for another.
TRIAL = """
import ensurepip, sys, venv
assert sys.implementation.name == "cpython" and sys.version_info[:2] == (3, {minor})
print(getattr(sys, "_base_executable", sys.executable))
"""


def folders() -> Iterator[Path]:
    """Yield every folder that may hold a Python: those of PATH first."""
    on_path = [Path(each) for each in os.environ.get("PATH", "").split(os.pathsep)]
    yield from on_path
    # pyenv's shims run only the versions that are chosen; the others stand beside them.
    for shims in on_path:
        if shims.name == "shims":
            yield from sorted(shims.parent.glob("versions/*/bin"))
    for root, patterns in ((Path("/"), SYSTEM_WIDE), (Path.home(), IN_THE_HOME)):
        for pattern in patterns:
            yield from sorted(root.glob(pattern))


def usable(command: Path, minor: int) -> str:
    """Return the path of the Python behind a command; the empty text where it is of no use."""
    try:
        told = subprocess.run(
            [command, "-c", TRIAL.format(minor=minor)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
            timeout=60,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return told.stdout.strip()


def interpreters() -> Iterator[str]:
    """Yield the path of one Python of each version, newest first."""
    for minor in range(NEWEST_MINOR, OLDEST_MINOR - 1, -1):
        found = (usable(folder / f"python3.{minor}", minor) for folder in folders())
        path = next(filter(None, found), None)
        if path:
            yield path


if __name__ == "__main__":
    print("\n".join(interpreters()))
