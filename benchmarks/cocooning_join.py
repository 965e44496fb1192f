"""Every pair of a burglary and a home within 400 m, beside what others find.

The homes are the 802,703 invented addresses of ../shared/data, or as many seeded points in towns
where they are not on this machine. The burglaries are addresses among them, each moved by a few
metres. The building of an index is counted. Ours gives the distance of each pair, and so does
BallTree; the others give pairs alone.

A BallTree and GEOS compare distances bit by bit; coordinates are kept in whole metres, where a
distance of exactly 400 m is exact for all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from benchmarks.peer_work import OURS, SHARED, Setting, Way, Work, fingerprint, numbers, require
from hotspots.analyse.cocoons.near_pairs import pairs_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]
    Pairs = tuple[Longs, Longs]

RADIUS_M: Final = 400.0
ADDRESSES: Final = 802_703
SEED: Final = 20261120
FILE: Final = SHARED / "addresses" / "essex_addressbase_core_synthetic.csv.gz"
TRIED: Final = 200


@dataclass(frozen=True, kw_only=True)
class Burgled:
    """Homes and burglaries, in whole metres."""

    homes: Floats
    points: Floats


def burgled_of(setting: Setting) -> Burgled:
    homes = _homes(setting.asked["homes"])
    rng = np.random.default_rng(SEED)
    burgled = homes[rng.choice(len(homes), setting.size, replace=False)]
    return Burgled(homes=homes, points=(burgled + rng.normal(0, 5, burgled.shape)).round())


def _homes(count: int) -> Floats:
    """Return eastings and northings, shape (addresses, 2)."""
    if FILE.is_file() and count == ADDRESSES:
        table = pd.read_csv(FILE, usecols=["EASTING", "NORTHING"])
        found: Floats = table[["EASTING", "NORTHING"]].to_numpy(np.float64).round()
        return found
    rng = np.random.default_rng(SEED)
    towns = rng.uniform((540_000, 180_000), (630_000, 240_000), (150, 2))
    return (towns[rng.integers(0, len(towns), count)] + rng.normal(0, 1_800, (count, 2))).round()


def ours(data: Burgled) -> Callable[[], Pairs]:
    return lambda: pairs_within(data.homes, data.points, radius_m=RADIUS_M)[:2]


def in_geopandas(data: Burgled) -> Callable[[], Pairs]:
    import geopandas as gpd  # noqa: PLC0415 - a peer

    homes, crimes = (
        gpd.GeoDataFrame(geometry=gpd.points_from_xy(*each.T), crs="EPSG:27700")
        for each in (data.homes, data.points)
    )

    def join() -> Pairs:
        # A copy has no index yet. The tree stands on the right-hand side.
        there = gpd.GeoDataFrame(geometry=homes.geometry.to_numpy().copy(), crs=homes.crs)
        found = crimes.sjoin(there, predicate="dwithin", distance=RADIUS_M)
        return found.index.to_numpy(), found["index_right"].to_numpy()

    return join


def in_strtree(data: Burgled) -> Callable[[], Pairs]:
    import shapely  # noqa: PLC0415 - a peer

    homes, crimes = (np.asarray(shapely.points(each)) for each in (data.homes, data.points))
    return lambda: tuple(
        shapely.STRtree(homes).query(crimes, predicate="dwithin", distance=RADIUS_M)
    )


def in_ball_tree(data: Burgled) -> Callable[[], Pairs]:
    from sklearn.neighbors import BallTree  # noqa: PLC0415 - a peer

    def query() -> Pairs:
        tree = BallTree(data.homes)
        found, _ = tree.query_radius(data.points, RADIUS_M, return_distance=True)
        return _flat(found)

    return query


def in_ckdtree(data: Burgled) -> Callable[[], Pairs]:
    from scipy.spatial import cKDTree  # noqa: PLC0415 - a peer

    return lambda: _flat(cKDTree(data.homes).query_ball_point(data.points, RADIUS_M))


def _flat(found: Any) -> Pairs:  # noqa: ANN401 - lists of lists, or of arrays
    each = [np.asarray(places, dtype=np.int64) for places in found]
    return np.repeat(np.arange(len(each)), [places.size for places in each]), np.concatenate(each)


def pairs_told(data: Burgled, pairs: Pairs) -> tuple[str, float]:
    """Return the pairs' fingerprint; those of some burglaries are counted the plain way."""
    point, place = pairs
    for burglary in range(0, len(data.points), max(1, len(data.points) // TRIED)):
        apart_2 = np.sum((data.homes - data.points[burglary]) ** 2, axis=1)
        within = np.flatnonzero(apart_2 <= RADIUS_M**2)
        first, last = np.searchsorted(point, (burglary, burglary + 1))
        require(np.array_equal(np.sort(place[first:last]), within), "pairs")
    return fingerprint(np.sort(point * len(data.homes) + place)), 0.0


def _setting(burglaries: int, homes: int = ADDRESSES) -> Setting:
    label = f"{numbers(burglaries)} burglaries, {numbers(homes)} homes"
    return Setting(size=burglaries, label=label, asked={"homes": homes})


WORK: Final = Work(
    title="Homes within 400 m of burglaries",
    data=burgled_of,
    ways={
        OURS: Way(start=ours, told=pairs_told),
        "geopandas dwithin": Way(
            start=in_geopandas, told=pairs_told, packages=("geopandas",), note="no distances"
        ),
        "shapely STRtree": Way(
            start=in_strtree, told=pairs_told, packages=("shapely",), note="no distances"
        ),
        "scikit-learn BallTree": Way(
            start=in_ball_tree, told=pairs_told, packages=("scikit-learn",)
        ),
        "scipy cKDTree": Way(
            start=in_ckdtree, told=pairs_told, packages=("scipy",), note="no distances"
        ),
    },
    settings=tuple(_setting(count) for count in (500, 5_000, 50_000)),
    quick=_setting(50, 5_000),
)
