"""Outlines of harm spots as the ledger keeps them: WKT text, in metres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

AREAS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_DEGREES: Final = 360.0


def faults_of_outlines(texts: Sequence[str | None]) -> list[str | None]:
    """Return what is wrong with each outline; None where nothing is.

    Parameters
    ----------
    texts : sequence of str or None
        WKT of polygons or multipolygons, in metres.
    """
    outlines = shapely.from_wkt(list(texts), on_invalid="ignore")
    with np.errstate(invalid="ignore"):
        in_degrees = (np.abs(shapely.bounds(outlines)) <= _DEGREES).all(axis=1)
    is_area = np.isin(shapely.get_type_id(outlines), AREAS) & ~shapely.is_empty(outlines)
    faults = np.select(
        [shapely.is_missing(outlines), ~is_area, ~shapely.is_valid(outlines), in_degrees],
        ["is missing or no WKT", "is no polygon", "crosses itself", "is in degrees, not metres"],
        default="",
    )
    return [str(fault) or None for fault in faults]
