from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.operations import CLEAR_OF_SPOTS_M, plan_operations
from hotspots.demo.params import DemoParams
from hotspots.profile import ForceProfile

PLACE_AND_TIME = ["offence_code", "easting", "northing", "from_time"]


def busy_county(essex: ForceProfile, effect: float) -> DemoCounty:
    """The small county with four times the offences, and no row broken."""
    params = replace(
        DemoParams.small(seed=1),
        offences=24_000,
        broken_share=0.0,
        earlier_years=0,
        operation_effect=effect,
    )
    return make_county(params, essex)


@pytest.fixture(scope="module")
def with_effect(essex: ForceProfile) -> DemoCounty:
    return busy_county(essex, 0.3)


@pytest.fixture(scope="module")
def without_effect(essex: ForceProfile) -> DemoCounty:
    return busy_county(essex, 0.0)


def only_in(first: DemoCounty, second: DemoCounty) -> gpd.GeoDataFrame:
    """The offences of one county that the other has not."""
    counts = [each.offences.value_counts(PLACE_AND_TIME) for each in (first, second)]
    more = counts[0].sub(counts[1], fill_value=0)
    rows = more[more > 0].index.to_frame(index=False)
    points = gpd.points_from_xy(rows["easting"].astype(float), rows["northing"].astype(float))
    return gpd.GeoDataFrame(rows, geometry=points, crs="EPSG:27700")


def street_violence(county: DemoCounty, essex: ForceProfile, name: str) -> pd.Series:
    """The times of the street violence in an operation's areas."""
    rows = county.offences
    codes = essex.selections["street_violence"].offence_codes
    rows = rows[rows["offence_code"].isin(codes) & (rows["dwelling"] == "N")]
    points = gpd.GeoSeries(
        gpd.points_from_xy(rows["easting"].astype(float), rows["northing"].astype(float))
    )
    inside = points.within(county.operation_areas[name].union_all()).to_numpy()
    times: pd.Series = pd.to_datetime(rows.loc[inside, "from_time"], format=TIME_FORMAT)
    return times


def in_operation(times: pd.Series) -> int:
    return int((times.dt.month >= 10).sum())


def test_the_full_county_treats_20_of_67_spots_and_plans_12_others() -> None:
    operations = plan_operations(67, DemoParams.full(), np.random.default_rng(1))
    assert [len(each.spots) for each in operations] == [20, 12]
    assert not set(operations[0].spots) & set(operations[1].spots)
    assert operations[0].days == 31 + 30 + 31


def test_the_spots_are_not_chosen_for_their_offences() -> None:
    # Spots are ranked by their offences: chosen by chance they have the middle rank on average.
    ranks = [
        plan_operations(67, DemoParams.full(), np.random.default_rng(seed))[0].spots.mean()
        for seed in range(200)
    ]
    # Standard error of the mean of 200 means of 20 of 67: 19.3 · √(47/66/20/200) = 0.26.
    assert np.mean(ranks) == pytest.approx(33.0, abs=1.0)


def test_three_in_ten_are_prevented_in_its_areas_and_days(
    with_effect: DemoCounty, without_effect: DemoCounty, essex: ForceProfile
) -> None:
    left = street_violence(with_effect, essex, "market_patrols")
    before = street_violence(without_effect, essex, "market_patrols")
    reduction = 1 - in_operation(left) / in_operation(before)
    # About 90 offences: the standard error of the share is √(0.3·0.7/90) = 0.05.
    assert reduction == pytest.approx(0.3, abs=0.15)
    assert (left.dt.month < 10).sum() == (before.dt.month < 10).sum()
    told = with_effect.truth.summary["operations"][0]
    assert told["prevented_offences"] == in_operation(before) - in_operation(left)


def test_what_was_only_planned_changes_nothing(
    with_effect: DemoCounty, without_effect: DemoCounty, essex: ForceProfile
) -> None:
    left = street_violence(with_effect, essex, "pier_patrols")
    before = street_violence(without_effect, essex, "pier_patrols")
    assert sorted(left) == sorted(before)


def test_nothing_else_is_different(with_effect: DemoCounty, without_effect: DemoCounty) -> None:
    prevented = with_effect.truth.summary["operations"][0]["prevented_offences"]
    assert len(with_effect.offences) == len(without_effect.offences)
    assert len(only_in(without_effect, with_effect)) == prevented
    assert with_effect.households.equals(without_effect.households)
    assert with_effect.patrols.equals(without_effect.patrols)


def test_nothing_is_displaced(with_effect: DemoCounty, without_effect: DemoCounty) -> None:
    instead = only_in(with_effect, without_effect)
    spots = with_effect.truth.spots.union_all()
    assert instead.distance(spots).min() > CLEAR_OF_SPOTS_M - 10.0
    months = pd.to_datetime(instead["from_time"], format=TIME_FORMAT).dt.month
    # At any time of the year: a quarter of them, and not all, in its own three months.
    assert (months >= 10).mean() < 0.5


def test_areas_are_the_planted_circles_and_a_little_more(small_county: DemoCounty) -> None:
    spots = small_county.truth.spots.set_index("planted_id")
    for areas in small_county.operation_areas.values():
        radius_m = spots.loc[areas["planted_id"], "radius_m"].to_numpy() + 25.0
        assert np.sqrt(areas.area / np.pi).to_numpy() == pytest.approx(radius_m, rel=0.01)
