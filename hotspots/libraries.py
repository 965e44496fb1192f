"""What is asked of the libraries underneath. They read it once, when they are loaded."""

from __future__ import annotations

import os
from typing import Final

_ASKED: Final = {
    # GDAL would write notes of its own beside every layer that it reads.
    "GDAL_PAM_ENABLED": "NO",
    # Work is shared out among processes. Threads within one that each solve a small system of
    # equations wait for one another longer than they work: a month's demand took 34 s for 14.
    "OPENBLAS_NUM_THREADS": "1",
}


def ask_libraries() -> None:
    """Ask it by the environment, where nobody has asked otherwise; child processes inherit it."""
    for name, value in _ASKED.items():
        os.environ.setdefault(name, value)
