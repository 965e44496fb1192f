"""Offences into wards, beside a spatial join.

276 invented wards over 110 × 80 km, with a vertex each 30 m as real outlines have; each offence is
given the ward that it lies in. Some offences are held against every outline, unprepared.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from benchmarks.peer_work import (
    HEIGHT_M,
    OURS,
    WIDTH_M,
    Setting,
    Way,
    Work,
    county,
    fingerprint,
    numbers,
    require,
)
from hotspots.load.placement import NOWHERE, areas_of_points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

STEP_M: Final = 30.0
TRIED: Final = 300


@dataclass(frozen=True, kw_only=True)
class Offences:
    """Points, and the outlines that they lie in."""

    points: Floats
    outlines: NDArray[Any]


def offences_of(setting: Setting) -> Offences:
    points = county("towns", setting.size)
    return Offences(points=points, outlines=outlines(setting.asked["areas"]))


def outlines(count: int) -> NDArray[Any]:
    """Return areas that fill the rectangle, with winding edges that neighbours share."""
    random = np.random.default_rng(5)
    middles = shapely.multipoints(random.uniform((0, 0), (WIDTH_M, HEIGHT_M), (count, 2)))
    whole = shapely.box(0, 0, WIDTH_M, HEIGHT_M)
    cells = shapely.get_parts(shapely.voronoi_polygons(middles, extend_to=whole))
    cut = shapely.segmentize(shapely.intersection(cells, whole), STEP_M)
    return np.asarray(shapely.transform(cut, _wound))


def _wound(at: Floats) -> Floats:
    return at + 200.0 * np.sin(at[:, ::-1] / 700.0) + 40.0 * np.sin(at[:, ::-1] / 90.0)


def ours(data: Offences) -> Callable[[], Longs]:
    return lambda: areas_of_points(data.points, data.outlines)


def in_geopandas(data: Offences) -> Callable[[], Longs]:
    import geopandas as gpd  # noqa: PLC0415 - a peer

    offences = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*data.points.T), crs="EPSG:27700")

    def join() -> Longs:
        # New outlines are not prepared yet.
        areas = gpd.GeoDataFrame(geometry=_fresh(data), crs="EPSG:27700")
        found = offences.sjoin(areas, predicate="intersects", how="left")
        first = found[~found.index.duplicated()]
        return np.asarray(first["index_right"].fillna(NOWHERE), dtype=np.int64)

    return join


def in_shapely(data: Offences) -> Callable[[], Longs]:
    offences = np.asarray(shapely.points(data.points))

    def query() -> Longs:
        areas = _fresh(data)
        shapely.prepare(areas)
        area, point = shapely.STRtree(offences).query(areas, predicate="intersects")
        found = np.full(len(offences), NOWHERE, dtype=np.int64)
        # Where outlines touch, the first holds the point.
        found[point[::-1]] = area[::-1]
        return found

    return query


def _fresh(data: Offences) -> NDArray[Any]:
    return np.asarray(shapely.from_wkb(shapely.to_wkb(data.outlines)))


def areas_told(data: Offences, found: Longs) -> tuple[str, float]:
    """Return the fingerprint; some offences are looked for in every outline."""
    fresh = _fresh(data)
    for offence in range(0, len(found), max(1, len(found) // TRIED)):
        inside = np.flatnonzero(shapely.intersects_xy(fresh, *data.points[offence]))
        require(found[offence] == (inside[0] if inside.size else NOWHERE), "an area")
    return fingerprint(found), 0.0


def _setting(size: int, areas: int = 276) -> Setting:
    return Setting(
        size=size, label=f"{numbers(size)} offences, {areas} wards", asked={"areas": areas}
    )


WORK: Final = Work(
    title="Offences to wards",
    data=offences_of,
    ways={
        OURS: Way(start=ours, told=areas_told),
        "geopandas sjoin": Way(start=in_geopandas, told=areas_told, packages=("geopandas",)),
        "shapely, prepared": Way(start=in_shapely, told=areas_told, packages=("shapely",)),
    },
    settings=tuple(_setting(size) for size in (165_000, 1_000_000)),
    quick=_setting(3_000, 20),
)
