from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots.demo.county import DemoCounty
from hotspots.schema import PatrolActivity, VisitRole


@pytest.fixture(scope="module")
def autumn(small_county: DemoCounty) -> pd.DataFrame:
    """The patrols from October to December."""
    return small_county.patrols[small_county.patrols["begins_at"] >= "2025-10-01"]


def planned_in(county: DemoCounty, name: str) -> list[str]:
    spots = county.truth.spots
    return list(spots.loc[spots["operation"] == name, "planted_id"])


def test_a_visit_is_inside_its_spot(small_county: DemoCounty) -> None:
    patrols = small_county.patrols
    spots = small_county.truth.spots.set_index("planted_id").loc[patrols["place"]]
    points = gpd.GeoSeries(gpd.points_from_xy(patrols["easting"], patrols["northing"]))
    centres = gpd.GeoSeries(spots.geometry.to_numpy())
    assert (points.distance(centres) < spots["radius_m"].to_numpy()).all()


def test_roles_and_activities_are_those_that_the_ledger_knows(small_county: DemoCounty) -> None:
    patrols = small_county.patrols
    assert set(patrols["role"]) <= {str(role) for role in VisitRole}
    assert set(patrols["activity"]) == {str(activity) for activity in PatrolActivity}
    searching = patrols["activity"] == "stop search"
    assert set(patrols.loc[searching, "role"]) == {"PC"}


def test_most_visits_last_ten_to_twenty_minutes(small_county: DemoCounty) -> None:
    minutes = small_county.patrols["minutes"]
    assert 0.8 < minutes.between(10, 20).mean() < 0.95
    assert minutes.between(4, 35).all()


def test_the_delivered_operation_was_patrolled_as_planned(
    small_county: DemoCounty, autumn: pd.DataFrame
) -> None:
    told = {each["name"]: each for each in small_county.truth.summary["operations"]}
    visits = {
        name: int(autumn["place"].isin(planned_in(small_county, name)).sum()) for name in told
    }
    # Two a day for 92 days, in four and in three spots.
    assert told["market_patrols"]["planned_visits"] == 2 * 92 * 4
    assert told["pier_patrols"]["planned_visits"] == 2 * 92 * 3
    assert 0.85 < visits["market_patrols"] / (2 * 92 * 4) < 1.15
    assert visits["pier_patrols"] / (2 * 92 * 3) < 0.2
    assert all(each["visits"] == visits[name] for name, each in told.items())


def test_about_five_hundred_interactions_a_week_in_the_operation(
    small_county: DemoCounty,
) -> None:
    by_week = small_county.truth.summary["patrols"]["interactions_by_week"]
    # The first week of 2025 begins on Monday 30 December 2024, the last ends in 2026.
    assert all(480 <= by_week[f"2025-{week}"] <= 520 for week in ("10-06", "11-10", "12-22"))
    before = [total for week, total in by_week.items() if "2025-01-06" <= week < "2025-09-29"]
    assert np.max(before) < 240
    assert small_county.patrols["interactions"].sum() == sum(by_week.values())


def test_visits_come_in_order_and_in_the_year(small_county: DemoCounty) -> None:
    begins = pd.to_datetime(small_county.patrols["begins_at"], format="%Y-%m-%d %H:%M")
    assert begins.is_monotonic_increasing
    assert set(begins.dt.year) == {2025}
    skipped = begins.dt.strftime("%m-%d %H") == "03-30 01"
    assert not skipped.any()
