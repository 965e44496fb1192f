"""Points that are known to the hundred metres or worse, and written as if to the metre."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import words
from hotspots.crs import WGS84, project_points
from hotspots.load.oddities.oddity import Oddity, OddKind

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats

# Of points to the metre one in ten thousand has both numbers ending in 00 by chance.
LEAST_SHARE: Final = 0.1
LEAST_POINTS: Final = 12
# Spread over the file; a share needs no more.
ROWS_LOOKED_AT: Final = 250_000
POINTS_LOOKED_AT: Final = 20_000
GRAINS_M: Final = (1_000.0, 100.0)
WITHIN_M: Final = 0.01
GRAINS_DEGREES: Final = ((0.01, 2), (0.001, 3))
WITHIN_DEGREES: Final = 2e-6
M_PER_DEGREE: Final = 111_000  # of latitude


def coarse_points(offences: gpd.GeoDataFrame) -> Iterator[Oddity]:
    """Give the coarsest step on which many of the distinct points lie, in metres or in degrees.

    Parameters
    ----------
    offences : GeoDataFrame
        Points as the force recorded them, in metres.
    """
    rows = offences.geometry.to_numpy()
    found = shapely.get_coordinates(rows[:: max(1, len(rows) // ROWS_LOOKED_AT)])
    # Sorting pairs takes a third of the memory that looking them up does.
    _, first = np.unique(found.view(np.complex128), return_index=True)
    points = found[np.sort(first)]
    del found
    points = points[:: max(1, len(points) // POINTS_LOOKED_AT)]
    if len(points) < LEAST_POINTS:
        return
    for grain_m in GRAINS_M:
        for begin_m in (0.0, grain_m / 2):  # the corners of squares, or their middles
            share = float(_on_steps(points - begin_m, grain_m, WITHIN_M).mean())
            if share >= LEAST_SHARE:
                end = f"{grain_m + begin_m:.0f}"[1:]
                yield _coarse(share, len(offences), f"both end in {end}", grain_m)
                return
    longitudes, latitudes = project_points(points[:, 0], points[:, 1], str(offences.crs), WGS84)
    degrees = np.column_stack([longitudes, latitudes])
    for grain, decimals in GRAINS_DEGREES:
        share = float(_on_steps(degrees, grain, WITHIN_DEGREES).mean())
        if share >= LEAST_SHARE:
            said = f"longitude and latitude have no more than {decimals} decimals"
            yield _coarse(share, len(offences), said, grain * M_PER_DEGREE)
            return


def _on_steps(points: Floats, grain: float, within: float) -> Bools:
    """Say which points have both numbers on a multiple of ``grain``."""
    off = np.abs(points - grain * np.round(points / grain))
    return np.asarray((off <= within).all(axis=1))


def _coarse(share: float, offences: int, said: str, grain_m: float) -> Oddity:
    return Oddity(
        kind=OddKind.COARSE_POINTS,
        rows=round(share * offences),
        found=(
            f"The coordinates of {words.share(share)} of the points are rounded ({said}): they are "
            f"known to about {words.number(grain_m)} m. A harm spot or a street drawn from them "
            "means no more than that."
        ),
        next_step="Export the coordinates with all their digits.",
    )
