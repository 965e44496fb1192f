from __future__ import annotations

import math
from typing import Any

import numba
import pytest

from hotspots.analyse.compiled import compiled


def test_compiles_without_a_place_to_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_with_numba = numba.njit

    def njit_on_a_read_only_disk(function: Any, *, cache: bool = False, **options: Any) -> Any:
        if cache:
            raise RuntimeError("cannot cache function 'double': no locator available for file 'x'")
        return compile_with_numba(function, **options)

    monkeypatch.setattr(numba, "njit", njit_on_a_read_only_disk)

    def double(number: float) -> float:
        return 2.0 * number

    assert compiled(double)(21.0) == 42.0


def test_any_other_fault_of_the_compiler_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError("out of registers")

    monkeypatch.setattr(numba, "njit", broken)
    with pytest.raises(RuntimeError, match="registers"):
        compiled(math.sqrt)
