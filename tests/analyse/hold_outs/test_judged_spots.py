"""Harm spots as small places: what lies in them, and what they may expect."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspots.analyse.hold_outs.judged_spots import (
    covered_squares,
    points_in_spots,
    spot_history,
    spot_of_points,
    spots_as_places,
)
from hotspots.analyse.hold_outs.rankings import lay_out
from hotspots.analyse.hold_outs.shrunk_history import PastOffences, ShrunkHistoryParams
from hotspots.analyse.hold_outs.surroundings import Points

MARKET = shapely.box(0, 0, 200, 100)
STATION = shapely.box(200, 0, 300, 100)
OUTLINES = np.array([MARKET, STATION], dtype=object)


def test_an_offence_on_the_edge_is_in_the_spot_and_on_two_edges_in_the_first() -> None:
    east = np.array([50.0, 300.0, 200.0, 301.0])
    spot = spot_of_points(OUTLINES, east, np.full(4, 50.0))
    assert spot.tolist() == [0, 1, 0, -1]


def test_spots_are_small_places_with_their_own_areas() -> None:
    places = spots_as_places(OUTLINES)
    assert places.areas_km2 == pytest.approx([0.02, 0.01])
    assert places.eastings.tolist() == [100.0, 250.0]


def test_few_spots_are_pulled_toward_their_mean_density() -> None:
    # 6 offences on 0.02 km² and none on 0.01: 4 and 2 are expected; with k = 1, 4·7/5 and 2·1/3.
    points = Points(
        eastings=np.array([50.0]), northings=np.array([50.0]), place=np.array([-1], dtype=np.int64)
    )
    past = PastOffences(
        place=np.zeros(6, dtype=np.int64),
        point=np.zeros(6, dtype=np.int64),
        kind=np.zeros(6, dtype=np.int64),
        selected=np.ones(6, dtype=bool),
        amount=np.ones(6),
        months_ago=np.zeros(6),
        months=1,
    )
    held = points_in_spots(OUTLINES, points)
    history = spot_history(OUTLINES, held, past, ShrunkHistoryParams())
    assert history.expected(1.0) == pytest.approx([4 * 7 / 5, 2 * 1 / 3])


def test_a_spot_covers_parts_of_squares_that_add_up_to_its_area() -> None:
    ground = lay_out(
        shapely.box(0, 0, 600, 600),
        np.array([10.0]),
        np.array([10.0]),
        np.zeros(1, dtype=np.int64),
        np.zeros(1, dtype=np.int64),
        months=12,
        cell_size_m=150.0,
        origin_m=(0.0, 0.0),
        crs="EPSG:27700",
    )
    covered = covered_squares(OUTLINES[:1], ground)
    assert np.array_equal(covered_squares(OUTLINES[:1], ground), covered)
    assert covered.sum() * 150.0**2 == pytest.approx(MARKET.area)
    assert sorted(covered[covered > 0]) == pytest.approx([50 * 100 / 22_500, 150 * 100 / 22_500])
