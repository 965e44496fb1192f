"""Spots found, adopted or drawn: each comes to the plan with a district, a number and a reason."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from hotspots.analyse.patrols.patrolled_spots import (
    PATROLLED_COLUMNS,
    described_spots,
    ordered_spots,
)
from hotspots.errors import InputError, NoRowsError
from tests.analyse.patrol_places import BNG, TOWN, offences_at, spots_in_a_row, weeks_of, year_of


def drawn(**columns: object) -> gpd.GeoDataFrame:
    """A spot as an analyst drew it, beside one that was adopted."""
    return gpd.GeoDataFrame(
        {"spot_id": ["A001", "S007"], "rank": pd.array([None, 7], dtype="Int64"), **columns},
        geometry=[box(501_000, 201_000, 501_100, 201_100), box(502_000, 201_000, 502_100, 201_100)],
        crs=BNG,
    )


def test_a_spot_without_rank_comes_after_the_others_and_finds_its_district() -> None:
    spots = ordered_spots(drawn(), TOWN)
    assert spots["spot_id"].tolist() == ["S007", "A001"]
    assert spots["district"].tolist() == ["Wick", "Wick"]
    assert spots["district_rank"].tolist() == [1, 2]
    assert spots["name"].tolist() == ["S007", "A001"]


def test_a_spot_outside_every_district_belongs_to_the_nearest() -> None:
    away = drawn().set_geometry([box(0, 0, 10, 10), box(1, 1, 2, 2)], crs=BNG)
    assert set(ordered_spots(away, TOWN)["district"]) == {"Wick"}


def test_no_spot_and_two_of_one_number_are_refused() -> None:
    with pytest.raises(NoRowsError, match="no harm spot"):
        ordered_spots(drawn().iloc[:0], TOWN)
    twice = drawn().assign(spot_id="A001")
    with pytest.raises(InputError, match="A001"):
        ordered_spots(twice, TOWN)


def test_what_is_not_known_of_a_spot_is_worked_out_from_the_offences() -> None:
    spots = spots_in_a_row(2)
    offences = year_of(spots, ("night_economy", 60), ("evening", 3))
    described = described_spots(
        spots,
        spots,
        offences,
        weeks_of(spots, offences),
        offence_names={"8N": "Assault with injury"},
        called="street violence",
    )
    assert tuple(described.columns) == PATROLLED_COLUMNS
    first, second = described.to_dict("records")
    assert first["top_offences"] == "Assault with injury 60"
    assert "Friday and Saturday" in first["busiest"]
    assert first["why"].startswith("It is among the harm spots in force; 60 street violence")
    assert second["top_offences"] == "fewer than 5 of any type"


def test_the_reason_that_came_with_a_spot_is_kept() -> None:
    spots = spots_in_a_row(1)
    offences = offences_at(spots, 0, "evening", 10)
    found = spots.assign(why="Ranked 1 of 1.")
    described = described_spots(
        spots, found, offences, weeks_of(spots, offences), offence_names={}, called="violence"
    )
    assert described["why"].tolist() == ["Ranked 1 of 1."]
