"""What is asked of the libraries underneath. They read it once, when they are loaded."""

from __future__ import annotations

import os
from typing import Final

_ASKED: Final = {
    # GDAL would write notes of its own beside every layer that it reads.
    "GDAL_PAM_ENABLED": "NO",
    # Work is shared out among processes. Threads within one that solve small systems of equations
    # together wait for one another, and work for it: beside busy programs longer than alone.
    "OPENBLAS_NUM_THREADS": "1",
}


def ask_libraries() -> None:
    """Ask it by the environment, where nobody has asked otherwise; child processes inherit it."""
    for name, value in _ASKED.items():
        os.environ.setdefault(name, value)
