"""The Knox table, beside pointpats and NearRepeat's own method.

A year of burglaries over 60 × 60 km, seven in ten of them in forty towns; 24 bands (100 m steps to
400 m, weeks to 42 days), 999 permutations of the dates. The observed table is held against one of
all pairs that is counted another way, and ours against the published one for Chicago (where
../shared/data is).

- all pairs: every distance, and every difference of dates anew for each permutation, in numpy, as
  NearRepeat (R) does it; few of the permutations are done, and the time is reckoned for all.
- pairs once: the pairs in range by a k-d tree, and numpy over them for each permutation.
- pointpats tests one window (400 m, 42 days) in place of 24 bands.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from scipy.spatial.distance import pdist

from benchmarks.peer_work import OURS, SHARED, Setting, Way, Work, fingerprint, numbers, require
from hotspots.analyse.near_repeats.near_repeat import near_repeat
from hotspots.analyse.near_repeats.near_repeat_params import Metric, NearRepeatParams

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

SIDE_M: Final = 60_000.0
PARAMS: Final = NearRepeatParams(
    distance_bands_m=(0, 100, 200, 300, 400), time_bands_days=(0, 7, 14, 21, 28, 35, 42)
)
ALL_PAIRS_PERMUTATIONS: Final = 4
FEWEST_PERMUTATIONS: Final = 19
IN_TOWNS: Final = 0.7
CHICAGO: Final = SHARED / "near_repeat" / "chicago_be_month1.csv"
CHICAGO_OBSERVED: Final = [[28, 5, 5], [141, 69, 27], [186, 140, 100], [237, 192, 128]]


@dataclass(frozen=True, kw_only=True)
class Burglaries:
    """Places (count, 2), days from 0 to 364, and what is asked of them."""

    places: Floats
    days: Longs
    params: NearRepeatParams


def burglaries_of(setting: Setting) -> Burglaries:
    count, rng = setting.size, np.random.default_rng(20261120)
    places = rng.uniform(0, SIDE_M, (count, 2))
    towns = rng.uniform(0, SIDE_M, (40, 2))
    in_town = rng.random(count) < IN_TOWNS
    around = towns[rng.integers(0, 40, count)] + rng.normal(0, 1_500, (count, 2))
    return Burglaries(
        places=np.where(in_town[:, np.newaxis], around, places),
        days=rng.integers(0, 365, count),
        params=replace(PARAMS, permutations=setting.asked["permutations"]),
    )


def ours(data: Burglaries) -> Callable[[], Longs]:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*data.places.T), crs="EPSG:27700")
    dates = pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(data.days, unit="D"))
    return lambda: near_repeat(points, dates, params=data.params).observed


def pairs_once(data: Burglaries) -> Callable[[], Longs]:
    places, days = data.places, data.days

    def table() -> Longs:
        one, other = cKDTree(places).query_pairs(PARAMS.reach_m, output_type="ndarray").T
        apart_m = np.hypot(*(places[one] - places[other]).T)
        bands = np.searchsorted(PARAMS.distance_bands_m, apart_m, "right")
        rng = np.random.default_rng(1)
        simulated = [
            _banded(bands, np.abs(dates[one] - dates[other]))
            for dates in (rng.permutation(days) for _ in range(data.params.permutations))
        ]
        np.mean(simulated, axis=0)
        return _banded(bands, np.abs(days[one] - days[other]))

    return table


def all_pairs(data: Burglaries, permutations: int = ALL_PAIRS_PERMUTATIONS) -> Callable[[], Longs]:
    days = data.days[:, np.newaxis]

    def table() -> Longs:
        bands = np.searchsorted(PARAMS.distance_bands_m, pdist(data.places), "right")
        rng = np.random.default_rng(1)
        for _ in range(permutations):
            _banded(bands, pdist(rng.permutation(days)))
        return _banded(bands, pdist(days))

    return table


def _banded(bands: Longs, days_apart: NDArray[np.generic]) -> Longs:
    weeks = np.searchsorted(PARAMS.time_bands_days, days_apart, "right")
    distances, times = PARAMS.shape
    counts = np.bincount(bands * (times + 2) + weeks, minlength=(distances + 2) * (times + 2))
    table: Longs = counts.reshape(distances + 2, times + 2)[1:-1, 1:-1]
    return table


def one_window(data: Burglaries) -> Callable[[], int]:
    knox = importlib.import_module("pointpats").Knox
    days = data.days[:, np.newaxis]
    # Its limits are in the window and ours are not: 41 days are "under 42".
    return lambda: int(
        knox(data.places, days, PARAMS.reach_m, 41, data.params.permutations).statistic_
    )


def table_told(data: Burglaries, table: Longs) -> tuple[str, float]:
    """Return the table's fingerprint, equal to that of pairs counted another way."""
    few = replace(data, params=replace(PARAMS, permutations=FEWEST_PERMUTATIONS))
    count = all_pairs(data, 0) if len(data.days) <= MOST_OF_ALL_PAIRS else pairs_once(few)
    require(np.array_equal(table, count()), "the observed table")
    return fingerprint(table), 0.0


def our_table_told(data: Burglaries, table: Longs) -> tuple[str, float]:
    if CHICAGO.is_file():
        month = pd.read_csv(CHICAGO, names=["east", "north", "date"])
        points = gpd.points_from_xy(month["east"], month["north"], crs="EPSG:26916")
        params = NearRepeatParams(
            distance_bands_m=(0, 0.1, 200, 400, 600),
            time_bands_days=(0, 7, 14, 21),
            metric=Metric.MANHATTAN,
        )
        dates = pd.to_datetime(month["date"], format="%Y-%m-%d")
        found = near_repeat(gpd.GeoDataFrame(geometry=points), dates, params=params)
        require(found.observed.tolist() == CHICAGO_OBSERVED, "Chicago's table")
    return table_told(data, table)


def window_told(data: Burglaries, pairs: int) -> tuple[str, float]:
    table = all_pairs(data, 0)()
    require(pairs == table.sum(), "the window")
    return fingerprint(table), 0.0


def _setting(size: int, permutations: int = 999) -> Setting:
    label = f"{numbers(size)} burglaries, {permutations} permutations"
    return Setting(size=size, label=label, asked={"permutations": permutations})


MOST_OF_ALL_PAIRS: Final = 11_701  # a year of Chicago's
WORK: Final = Work(
    title="Knox table",
    data=burglaries_of,
    ways={
        OURS: Way(start=ours, told=our_table_told),
        "pairs once, numpy": Way(start=pairs_once, told=table_told, packages=("numpy", "scipy")),
        "pointpats": Way(
            start=one_window,
            told=window_told,
            packages=("pointpats",),
            most=MOST_OF_ALL_PAIRS,
            note="one window",
        ),
        "all pairs, numpy": Way(
            start=all_pairs,
            told=table_told,
            packages=("numpy", "scipy"),
            most=MOST_OF_ALL_PAIRS,
            part=(ALL_PAIRS_PERMUTATIONS + 1) / (999 + 1),
            note="NearRepeat's method",
        ),
    },
    settings=tuple(_setting(size) for size in (2_000, MOST_OF_ALL_PAIRS, 100_000)),
    quick=_setting(500, 99),
)
