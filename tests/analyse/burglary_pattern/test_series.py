"""Series of burglaries: what was planted is found, and where nothing was, seldom anything is."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.burglary_pattern.series import NO_SERIES, find_series
from hotspots.analyse.burglary_pattern.series_params import SeriesParams
from hotspots.errors import ParameterError

TOWN_M = 3_000.0
A_YEAR = 200
QUICK = SeriesParams(series_shuffles=99)


def town(seed: int) -> tuple[gpd.GeoDataFrame, pd.Series[pd.Timestamp]]:
    """Return two hundred burglaries of a year that have nothing to do with one another.

    Half lie in the middle of the town, four times as thick, and winter has three times the summer.
    """
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, TOWN_M, (A_YEAR, 2))
    places[: A_YEAR // 2] = rng.uniform(TOWN_M / 4, TOWN_M * 3 / 4, (A_YEAR // 2, 2))
    weights = 2 + np.cos(np.arange(365) / 365 * 2 * np.pi)
    days = rng.choice(365, A_YEAR, p=weights / weights.sum())
    return points(places), dates(days)


def points(places: np.ndarray) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*places.T), crs="EPSG:27700")


def dates(days: np.ndarray) -> pd.Series[pd.Timestamp]:
    return pd.Series(pd.Timestamp("2025-01-01") + pd.to_timedelta(days, unit="D"))


def with_series(seed: int) -> tuple[gpd.GeoDataFrame, pd.Series[pd.Timestamp]]:
    """Return a town with eight burglaries more, in ten days and within 150 m, in its outskirts."""
    homes, when = town(seed)
    rng = np.random.default_rng(1_000 + seed)
    own = np.array([300.0, 300.0]) + rng.uniform(0, 106.0, (8, 2))
    places = np.vstack([homes.get_coordinates().to_numpy(), own])
    days = np.concatenate([(when - when.min()).dt.days, 100 + rng.integers(0, 10, 8)])
    return points(places), dates(days)


def test_where_nothing_was_planted_one_town_in_twenty_has_a_series_at_most() -> None:
    found = [find_series(*town(seed), params=QUICK).number > 0 for seed in range(100)]
    assert sum(found) <= 10  # of one in twenty, 11 or more come in 1 of 100 such hundreds


def test_eight_burglaries_in_ten_days_are_found() -> None:
    for seed in range(20):
        homes, when = with_series(seed)
        found = find_series(homes, when, params=QUICK)
        assert found.number >= 1
        assert (found.series[-8:] != NO_SERIES).sum() >= 6  # a window may end before the last


def test_two_methods_of_entry_are_not_one_series() -> None:
    homes, when = with_series(3)
    methods = np.full(len(homes), 2, dtype=np.int64)
    methods[-8:] = [0, 1] * 4
    halves = find_series(homes, when, methods, params=QUICK)
    assert (halves.series[-8:] == NO_SERIES).all()
    methods[:-8] = -1  # what is told of none does not join two that differ
    assert len(set(find_series(homes, when, methods, params=QUICK).series[-8:]) - {NO_SERIES}) < 2
    methods[-8:] = 0
    assert (find_series(homes, when, methods, params=QUICK).series[-8:] != NO_SERIES).all()


def test_a_series_is_found_in_any_order_of_the_rows() -> None:
    homes, when = with_series(5)
    turned = find_series(
        homes[::-1].reset_index(drop=True), when[::-1].reset_index(drop=True), params=QUICK
    )
    assert (turned.series[:8] != NO_SERIES).all()


def test_one_burglary_and_none_are_no_series() -> None:
    homes, when = town(1)
    assert find_series(homes[:1], when[:1], params=QUICK).number == 0


def test_what_no_search_could_use_is_refused() -> None:
    with pytest.raises(ParameterError, match="series_shuffles"):
        SeriesParams(series_shuffles=5)
    with pytest.raises(ParameterError, match="series_chance"):
        SeriesParams(series_shuffles=19, series_chance=0.01)
    with pytest.raises(ParameterError, match="link_days"):
        SeriesParams(link_days=0)
