"""Patrols that are recorded by harm spot, given to the areas of an operation."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
from shapely.geometry import box

from hotspots import schema
from hotspots.study.operations.patrol_match import PlacedPatrols, patrols_by_area
from hotspots.study.past_spots import PastSpots

BNG = "EPSG:27700"
MARKET, PIER = box(0, 0, 100, 100), box(100, 0, 200, 100)


def treated() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({schema.AREA_ID: ["P24", "P41"]}, geometry=[MARKET, PIER], crs=BNG)


def past(**outlines: object) -> PastSpots:
    """Return harm spots in force, by id."""
    shapes = gpd.GeoSeries(list(outlines.values()), crs=BNG)
    spots = gpd.GeoDataFrame(
        {
            **dict.fromkeys(schema.SPOT_IN_FORCE_COLUMNS, "x"),
            schema.SPOT_ID: pd.array(list(outlines), dtype="str"),
            schema.OUTLINE: shapes.to_wkt(),
            schema.RANK: range(1, len(outlines) + 1),
        },
        geometry=shapes,
        crs=BNG,
    )
    return PastSpots(in_force=spots, adopted=spots)


def placed(ids: list[str], known: PastSpots) -> PlacedPatrols:
    rows = pd.DataFrame({schema.SPOT_ID: pd.array(ids, dtype="str")})
    return patrols_by_area(rows, treated(), known, crs=BNG)


def test_a_spot_whose_middle_lies_outside_still_counts_for_the_area_it_overlaps() -> None:
    """The spot is 100 × 100 m, 30 m of it in the market: 30 % of either."""
    found = placed(["S030", "S500"], past(S030=box(-70, 0, 30, 100)))
    assert list(found.rows[schema.SPOT_ID]) == ["P24", "S500"]
    assert "S030 to P24 (30 %)" in found.how


def test_a_spot_over_two_areas_goes_whole_to_the_one_it_shares_most_ground_with() -> None:
    found = placed(["S030"], past(S030=box(40, 0, 180, 100)))
    assert list(found.rows[schema.SPOT_ID]) == ["P41"]
    # What was done in the market may be among these patrols: it is not known, and not nothing.
    assert found.not_known == ("P24",)


def test_a_spot_that_touches_an_area_by_less_than_a_tenth_says_nothing_of_it() -> None:
    found = placed(["S030"], past(S030=box(-91, 0, 9, 100)))
    assert list(found.rows[schema.SPOT_ID]) == ["S030"]
    assert found.not_known == ("P24", "P41")
    assert "none shares a tenth of its ground" in found.how


def test_an_area_whose_spot_had_no_patrol_is_known_to_have_had_none() -> None:
    found = placed(["S500"], past(S030=MARKET, S031=PIER))
    assert found.not_known == ()


def test_patrols_that_were_placed_in_the_areas_by_their_points_need_no_match() -> None:
    found = placed(["P24", "P24"], past(S030=PIER))
    assert list(found.rows[schema.SPOT_ID]) == ["P24", "P24"]
    assert found.not_known == ()
    assert "2 patrols of any day, by P24: matched by the treated area's id" in found.how


def test_patrols_matched_by_number_are_said_to_be_beside_those_matched_by_nothing() -> None:
    """52 visits of a treated spot stood under "no harm spot shares a tenth of its ground"."""
    found = placed(["P24"] * 52 + ["S500"], past(S500=box(900, 900, 990, 990)))
    assert found.how.startswith("52 patrols of any day, by P24: matched by the treated area's id")
    assert "Of the other harm spots" in found.how
    assert "lies elsewhere" not in found.how


def test_a_number_that_means_another_place_in_the_ledger_is_named() -> None:
    found = placed(["P24", "P41"], past(P24=box(900, 900, 990, 990), P41=PIER))
    assert "lies elsewhere in the ledger for P24: see that the same place is meant" in found.how
