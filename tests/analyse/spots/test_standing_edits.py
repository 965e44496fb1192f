from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import schema
from hotspots.analyse.spots.standing_edits import standing_edits
from hotspots.analyse.spots_over_time.spots_now import merged_into_drawn, spots_now
from hotspots.errors import MissingColumnError

MARKET, TAXI_RANK = shapely.box(0, 0, 100, 100), shapely.box(300, 0, 400, 100)


def edits(*rows: dict[str, Any]) -> pd.DataFrame:
    """Edits one after another, an hour apart; what a row does not say is missing."""
    usual = {"edited_by_role": "analyst", "edit_reason": "what officers say"}
    table = pd.DataFrame([usual | row for row in rows])
    table = table.reindex(columns=list(schema.SPOT_EDIT_COLUMNS))
    first = pd.Timestamp("2026-05-03 09:00", tz="Europe/London")
    table[schema.EDIT_ID] = range(1, len(table) + 1)
    table[schema.EDITED_AT] = [first + pd.Timedelta(hours=number) for number in range(len(table))]
    return table


def edit(what: str, spot: str, outline: BaseGeometry | None = None, **more: Any) -> dict[str, Any]:
    drawn = {} if outline is None else {"outline": outline.wkt}
    return {"spot_edit": what, "spot_id": spot, **drawn, **more}


def adopted(*outlines: BaseGeometry, on: str = "2026-04-01") -> gpd.GeoDataFrame:
    """The set in force: S001, S002, … in rank order."""
    ids = [f"S{number:03d}" for number in range(1, len(outlines) + 1)]
    return gpd.GeoDataFrame(
        {
            "spot_set": "spring",
            "adopted_at": pd.Timestamp(on, tz="Europe/London"),
            "spot_id": ids,
            "name": [f"Place {each}" for each in ids],
            "district": "Colchester",
            "rank": range(1, len(ids) + 1),
        },
        geometry=list(outlines),
        crs="EPSG:27700",
    )


def test_a_move_draws_the_new_ground_and_closes_the_old() -> None:
    found = standing_edits(edits(edit("move", "S001", TAXI_RANK)), adopted(MARKET))
    assert [(each.spot_id, each.outline.equals(TAXI_RANK)) for each in found.drawn] == [
        ("S001", True)
    ]
    assert [(each.vetoed, each.outline.equals(MARKET)) for each in found.barred] == [(False, True)]
    assert found.words["S001"] == "moved by an analyst, 3 May 2026: what officers say"


def test_a_veto_closes_the_ground_that_the_spot_had_when_it_was_vetoed() -> None:
    found = standing_edits(edits(edit("veto", "S001")), adopted(MARKET))
    assert found.drawn == ()
    assert [(each.vetoed, each.outline.equals(MARKET)) for each in found.barred] == [(True, True)]


def test_a_veto_outlives_the_set_in_which_the_spot_was() -> None:
    summer = adopted(TAXI_RANK, on="2026-06-01").assign(spot_set="summer", spot_id="S002")
    both = pd.concat([adopted(MARKET), summer], ignore_index=True)
    found = standing_edits(edits(edit("veto", "S001")), gpd.GeoDataFrame(both, crs="EPSG:27700"))
    assert found.vetoed[0].outline.equals(MARKET)


def test_a_withdrawal_takes_back_what_came_before_and_nothing_after() -> None:
    made = edits(
        edit("veto", "S001"),
        edit("rename", "S001", name="The Strip"),
        edit("withdraw", "S001"),
        edit("rename", "S001", name="Night Bus Stop"),
    )
    found = standing_edits(made, adopted(MARKET))
    assert (found.barred, found.names) == ((), {"S001": "Night Bus Stop"})
    assert found.words == {"S001": "renamed by an analyst, 3 May 2026: what officers say"}


def test_the_order_of_the_rows_does_not_matter() -> None:
    made = edits(edit("add", "A001", MARKET, name="Rink"), edit("move", "A001", TAXI_RANK))
    backwards = standing_edits(made.iloc[::-1])
    assert backwards.drawn == standing_edits(made).drawn
    assert backwards.drawn[0].outline.equals(TAXI_RANK)
    assert backwards.names == {"A001": "Rink"}


def test_of_two_drawn_outlines_the_later_keeps_its_shape() -> None:
    wide = shapely.box(50, 0, 250, 100)
    made = edits(edit("add", "A001", MARKET, name="a"), edit("add", "A002", wide, name="b"))
    found = {each.spot_id: each.outline for each in standing_edits(made).drawn}
    assert found["A002"].equals(wide)
    assert found["A001"].equals(shapely.box(0, 0, 50, 100))


def test_a_drawn_outline_that_a_later_one_covers_is_told() -> None:
    made = edits(
        edit("add", "A001", MARKET, name="a"), edit("add", "A002", MARKET.buffer(10), name="b")
    )
    assert standing_edits(made).covered == ("A001",)


def test_who_edited_is_said_by_role() -> None:
    found = standing_edits(edits(edit("veto", "S001", edited_by_role="sergeant")))
    assert found.words["S001"].startswith("vetoed by a sergeant, 3 May 2026: ")


def test_edits_without_their_columns_are_refused() -> None:
    with pytest.raises(MissingColumnError, match="spot_edit"):
        standing_edits(edits(edit("veto", "S001")).drop(columns="spot_edit"))


def test_the_spots_patrolled_now_are_the_set_with_the_edits_laid_over() -> None:
    made = edits(
        edit("veto", "S002"),
        edit("rename", "S003", name="The Strip"),
        edit("add", "A001", shapely.box(60, 0, 250, 100), name="Bus station"),
    )
    in_force = adopted(MARKET, TAXI_RANK, shapely.box(900, 0, 1000, 100))
    now = spots_now(in_force, standing_edits(made, in_force), crs="EPSG:27700")
    assert now["spot_id"].tolist() == ["S001", "S003", "A001"]
    assert now["name"].tolist() == ["Place S001", "The Strip", "Bus station"]
    assert now.geometry.iloc[0].equals(shapely.box(0, 0, 60, 100))  # the drawn one takes its ground
    assert now["rank"].isna().tolist() == [False, False, True]


@pytest.mark.parametrize(("first_east_m", "merged"), [(50, {"S001": "A001"}), (51, {})])
def test_a_spot_that_lies_half_or_more_in_a_drawn_one_is_merged_into_it(
    first_east_m: float, merged: dict[str, str]
) -> None:
    # The market is 100 m wide: from 50 m east on, the bus station covers half of it.
    drawn = edits(edit("add", "A001", shapely.box(first_east_m, 0, 250, 100), name="Bus station"))
    in_force = adopted(MARKET, TAXI_RANK)
    standing = standing_edits(drawn, in_force)
    now = spots_now(in_force, standing, crs="EPSG:27700")
    assert merged_into_drawn(in_force, standing) == merged
    assert set(now["spot_id"]) == {"S001", "S002", "A001"} - set(merged)


def test_a_drawn_spot_is_in_the_district_that_its_middle_lies_in() -> None:
    in_force = adopted(MARKET, TAXI_RANK)
    made = edits(edit("add", "A001", shapely.box(900, 0, 950, 100), name="Rink"),
                 edit("move", "S002", shapely.box(700, 0, 800, 100)))  # fmt: skip
    districts = gpd.GeoDataFrame(
        {"district": ["Colchester", "Tendring"]},
        geometry=[shapely.box(-100, -100, 500, 500), shapely.box(500, -100, 1_500, 500)],
        crs="EPSG:27700",
    )
    standing = standing_edits(made, in_force)
    now = spots_now(in_force, standing, crs="EPSG:27700", districts=districts)
    where = dict(zip(now["spot_id"], now["district"], strict=True))
    assert where == {"S001": "Colchester", "S002": "Tendring", "A001": "Tendring"}


def test_a_spot_of_a_district_that_was_renamed_is_in_the_one_that_it_lies_in_now() -> None:
    """Else no district's plan would hold it."""
    districts = gpd.GeoDataFrame(
        {"district": ["Colne"]}, geometry=[shapely.box(-100, -100, 1_500, 500)], crs="EPSG:27700"
    )
    in_force = adopted(MARKET, TAXI_RANK)
    now = spots_now(in_force, None, crs="EPSG:27700", districts=districts)
    assert now["district"].tolist() == ["Colne", "Colne"]


def test_without_a_set_and_without_edits_nothing_is_patrolled() -> None:
    assert spots_now(None, None, crs="EPSG:27700").empty
