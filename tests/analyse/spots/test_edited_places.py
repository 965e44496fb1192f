from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal
from shapely.geometry.base import BaseGeometry

from hotspots import schema
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.spots.standing_edits import BarredGround, DrawnSpot, StandingEdits
from hotspots.analyse.spots_over_time.lasting_spots import (
    LastingSpots,
    lasting_spots,
    vetoed_places,
)

OffenceMaker = Callable[..., gpd.GeoDataFrame]
Finder = Callable[..., gpd.GeoDataFrame]
MARKET, STATION, HARBOUR, RINK = (
    (599_600.0, 225_200.0),
    (601_600.0, 223_200.0),
    (617_600.0, 214_800.0),
    (595_000.0, 220_000.0),
)


def circle(centre: tuple[float, float], radius_m: float = 90.0) -> BaseGeometry:
    return shapely.Point(centre).buffer(radius_m)


def around(centre: tuple[float, float], number: int) -> list[tuple[float, float]]:
    """So many offences on a 20 m grid of five by five."""
    east, north = centre
    return [(east - 40 + n % 5 * 20, north - 40 + n // 5 % 5 * 20) for n in range(number)]


@pytest.fixture
def offences(offences_at: OffenceMaker) -> gpd.GeoDataFrame:
    """Sixty offences at the market, forty at the station, twenty-five at the harbour."""
    return offences_at([*around(MARKET, 60), *around(STATION, 40), *around(HARBOUR, 25)])


@pytest.fixture
def find(
    districts: gpd.GeoDataFrame, towns: pd.DataFrame, year_2025: tuple[pd.Timestamp, pd.Timestamp]
) -> Finder:
    def _find(
        offences: gpd.GeoDataFrame, edits: StandingEdits | None = None, **changes: Any
    ) -> gpd.GeoDataFrame:
        return find_harm_spots(
            offences,
            index_key="css",
            params=HarmSpotParams(**{"resamples": 20, "count": 2, **changes}),
            districts=districts,
            places=towns,
            period_years=1.0,
            period=year_2025,
            seed=1,
            edits=edits,
        )

    return _find


def drawn(spot: str, outline: BaseGeometry) -> StandingEdits:
    words = {spot: "added by an analyst, 3 May 2026: reason"}
    return StandingEdits(drawn=(DrawnSpot(spot_id=spot, outline=outline),), words=words)


def vetoed(spot: str, outline: BaseGeometry) -> StandingEdits:
    ground = BarredGround(spot_id=spot, outline=outline, vetoed=True)
    return StandingEdits(
        barred=(ground,), words={spot: "vetoed by an analyst, 3 May 2026: street works"}
    )


def test_a_vetoed_place_is_left_out_and_the_next_best_takes_its_turn(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    before = find(offences)
    assert before["offences"].tolist() == [60, 40]
    after = find(offences, vetoed("S001", before.geometry.iloc[0]))
    assert after["offences"].tolist() == [40, 25]


def test_no_spot_lies_on_vetoed_ground_and_its_neighbour_stays(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    # The veto takes the western fifth of the market: what is left still has offences enough.
    west = shapely.box(MARKET[0] - 200, MARKET[1] - 200, MARKET[0] - 30, MARKET[1] + 200)
    spots = find(offences, vetoed("S009", west))
    assert spots["offences"].tolist() == [48, 40]
    assert spots.geometry.intersection(west).area.max() == pytest.approx(0, abs=1e-6)


def test_a_spot_that_an_analyst_adds_is_ranked_by_the_same_rule(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    spots = find(offences, drawn("A001", circle(HARBOUR)))
    assert spots["spot_id"].tolist() == ["S001", "A001"]  # it takes one of the two places
    assert spots["offences"].tolist() == [60, 25]
    assert spots["rank"].tolist() == [1, 2]
    assert (spots["share_of_resamples_selected"].iloc[1]) < 0.5  # the data alone would not


def test_a_spot_may_be_added_where_nothing_happened(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    spots = find(offences, drawn("A001", circle(RINK)))
    empty = spots[spots["spot_id"] == "A001"].iloc[0]
    assert (empty["offences"], empty["harm_css"], empty["rank"]) == (0, 0.0, 2)
    assert empty["trend"] == "too few to tell"
    assert set(schema.HARM_SPOT_COLUMNS) <= set(spots.columns)


def test_a_drawn_outline_takes_its_offences_and_no_two_outlines_overlap(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    east = shapely.box(MARKET[0] + 10, MARKET[1] - 200, MARKET[0] + 200, MARKET[1] + 200)
    spots = find(offences, drawn("A001", east), count=4).set_index("spot_id")
    # Two of the five columns of twelve stand east of the line.
    assert spots.loc["A001", "offences"] == 24
    assert sorted(spots["offences"]) == [24, 25, 36, 40]
    assert spots.loc["A001"].geometry.equals(east)
    ones, others = spots.sindex.query(spots.geometry, predicate="intersects")
    pairs = ones != others
    shared = shapely.intersection(
        spots.geometry.to_numpy()[ones[pairs]], spots.geometry.to_numpy()[others[pairs]]
    )
    assert shapely.area(shared).max(initial=0) == pytest.approx(0, abs=1e-6)


def test_the_data_do_not_put_a_moved_spot_back(find: Finder, offences: gpd.GeoDataFrame) -> None:
    old = find(offences).geometry.iloc[0]
    moved = StandingEdits(
        drawn=(DrawnSpot(spot_id="S001", outline=circle(RINK)),),
        barred=(BarredGround(spot_id="S001", outline=old, vetoed=False),),
        words={"S001": "moved by an analyst, 3 May 2026: reason"},
    )
    spots = find(offences, moved, count=3)
    assert sorted(spots["offences"]) == [0, 25, 40]


def test_edits_do_not_depend_on_the_order_of_the_offences(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    edits = drawn("A001", circle(HARBOUR, 40))
    shuffled = offences.sample(frac=1, random_state=3)
    assert_frame_equal(find(offences, edits), find(shuffled, edits))


def test_without_edits_nothing_is_otherwise(find: Finder, offences: gpd.GeoDataFrame) -> None:
    assert_frame_equal(find(offences), find(offences, StandingEdits()))


# --- lasting numbers ----------------------------------------------------------------------------
def in_force(spots: gpd.GeoDataFrame, ids: list[str]) -> gpd.GeoDataFrame:
    """These spots as a set in force, under these numbers."""
    return spots[["spot_id", "name", "district", "rank", "geometry"]].assign(spot_id=ids)


def lasting(spots: gpd.GeoDataFrame, **past: Any) -> LastingSpots:
    return lasting_spots(spots, **past)


def test_a_spot_keeps_its_number_and_a_new_one_takes_the_next_free(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    spots = find(offences, count=3)
    before = in_force(spots.iloc[[1, 0]], ["S005", "S002"])
    found = lasting(spots, in_force=before, given_before={"S001", "S003"})
    assert found.spots["spot_id"].tolist() == ["S002", "S005", "S004"]
    assert found.spots["change"].tolist() == ["kept", "kept", "new"]
    assert found.fates["change"].tolist() == ["kept", "kept"]
    assert "edited" not in found.spots


def test_a_spot_of_the_set_that_is_gone_is_listed_as_retired(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    every = find(offences, count=3)
    found = lasting(every.iloc[:2], in_force=in_force(every, ["S001", "S002", "S003"]))
    assert found.fates.set_index("spot_id")["change"].to_dict() == {
        "S001": "kept",
        "S002": "kept",
        "S003": "retired",
    }


def test_a_given_name_is_kept_and_the_street_of_the_data_stays(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    spots = find(offences)
    words = "renamed by an analyst, 3 May 2026: what the night shift calls it"
    edits = StandingEdits(names={"S001": "The Strip", "S044": "Gone"}, words=dict.fromkeys(
        ("S001", "S044"), words))  # fmt: skip
    found = lasting(spots, in_force=in_force(spots, ["S001", "S002"]), edits=edits)
    assert found.spots["name"].iloc[0] == "The Strip"
    assert found.spots["street"].iloc[0] == "Market Street"
    assert found.spots["edited"].iloc[0] == words
    assert found.spots["edited"].isna().tolist() == [False, True]
    assert found.without_effect == ("S044",)


def test_a_veto_is_listed_with_its_reason_and_what_lies_there(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    before = find(offences)
    known = in_force(before, ["S001", "S002"])
    edits = vetoed("S001", before.geometry.iloc[0])
    spots = find(offences, edits)
    found = lasting(spots, in_force=known, edits=edits)
    assert found.fates["change"].tolist() == ["vetoed", "kept"]
    assert "S001" not in found.spots["spot_id"].tolist()
    row = vetoed_places(offences, found.spots, edits, known=known, index_key="css").iloc[0]
    assert (row["offences"], row["rank"]) == (60, 1)  # its harm would be the first
    assert row["edited"].endswith("street works")


def test_without_a_set_in_force_numbers_go_by_rank(
    find: Finder, offences: gpd.GeoDataFrame
) -> None:
    found = lasting(find(offences))
    assert found.spots["spot_id"].tolist() == ["S001", "S002"]
    assert found.fates.empty
    assert not {"change", "edited"} & set(found.spots)


def test_the_same_year_again_keeps_every_spot(find: Finder, offences: gpd.GeoDataFrame) -> None:
    spots = find(offences, count=3)
    found = lasting(spots, in_force=in_force(spots, ["S001", "S002", "S003"]))
    assert set(found.spots["change"]) == {"kept"}
    assert np.array_equal(found.spots["spot_id"], spots["spot_id"])
