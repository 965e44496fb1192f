"""What stands on every product: marking, period, sources, method, and rows set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class ProductStamp:
    """The facts that every map, sheet, page and file of one run carries.

    Attributes
    ----------
    force_name, marking, software : str
        ``software`` is ``"hotspots 0.1.0"``.
    run_name : str
        The run's folder, from which the product can be made again.
    made_at : datetime
        Aware. An argument, never the clock, so that a product can be made again byte for byte.
    period : str
        For example ``"January to December 2025"``.
    sources : tuple of str
        Names of the input files with the publisher where it is known.
    method : str
        One or two sentences: kernel, bandwidth, cell size, index and edition, selection, transform.
    caveats : tuple of str
        What a reader must know: category weights, snapped points, an index by subgroup, …
    rows_in, rows_used : int
    rows_set_aside : mapping of str to int
        By reason; ``rows_in == rows_used + sum(rows_set_aside.values())``.
    demonstration : bool
        True when the county is invented; every product then says so.
    """

    force_name: str
    marking: str
    run_name: str
    made_at: datetime
    period: str
    sources: tuple[str, ...]
    method: str
    caveats: tuple[str, ...]
    rows_in: int
    rows_used: int
    rows_set_aside: Mapping[str, int]
    software: str
    demonstration: bool = False
