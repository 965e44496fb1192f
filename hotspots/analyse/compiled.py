"""Compiling with numba, wherever hotspots is installed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile with numba, keeping the machine code on disk where there is a place to keep it.

    numba looks for a place in ``NUMBA_CACHE_DIR``, beside the module, then in the user's cache
    folder, and refuses to go on when it can write to none of them (a read-only installation under
    an account without a home). The function then compiles afresh in each process instead.
    """
    # Contracting a·b + c into one instruction rounds once and not twice; no other liberty is taken.
    compile_with = partial(numba.njit, nogil=True, fastmath={"contract"}, error_model="numpy")
    try:
        return cast("Callable[P, R]", compile_with(function, cache=True))
    except RuntimeError as fault:
        if "no locator available" not in str(fault):
            raise
        return cast("Callable[P, R]", compile_with(function))
