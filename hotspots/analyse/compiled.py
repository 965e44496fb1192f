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
    return _compiled(function, fastmath={"contract"})


def compiled_as_written(function: Callable[P, R]) -> Callable[P, R]:
    """Compile as ``compiled`` does, rounding after each operation as numpy does.

    For what is compared with a limit, and must fall on the same side as elsewhere.
    """
    return _compiled(function, fastmath=False)


def _compiled(function: Callable[P, R], *, fastmath: set[str] | bool) -> Callable[P, R]:
    compile_with = partial(numba.njit, nogil=True, fastmath=fastmath, error_model="numpy")
    try:
        return cast("Callable[P, R]", compile_with(function, cache=True))
    except RuntimeError as fault:
        if "no locator available" not in str(fault):
            raise
        return cast("Callable[P, R]", compile_with(function))
