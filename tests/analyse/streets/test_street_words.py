"""Which streets a place lies on, in words."""

from __future__ import annotations

import pandas as pd
import shapely

from hotspots.analyse.streets.street_words import (
    nearest_crossing,
    nearest_landmark,
    spot_streets,
    spot_whereabouts,
    stretch_streets,
)
from tests.analyse.street_places import SOUTH_M, WEST_M, market_town, streets

LANDMARKS = pd.DataFrame(
    {
        "name": ["Exford station", "Wexmouth"],
        "easting": [WEST_M + 100, WEST_M + 5_000],
        "northing": [SOUTH_M + 300, SOUTH_M],
    }
)


def ground(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    return shapely.box(WEST_M + west, SOUTH_M + south, WEST_M + east, SOUTH_M + north)


def test_a_street_is_told_from_the_first_to_the_last_that_it_crosses() -> None:
    words = spot_streets(ground(-10, -20, 210, 20), market_town())
    assert words == "High Street from Market Place to Station Road"


def test_a_street_that_a_spot_reaches_into_is_told_after_the_longer_one() -> None:
    words = spot_streets(ground(60, -20, 230, 100), market_town())
    assert words == "High Street from Church Lane to Station Road; Church Lane at High Street"


def test_one_corner_within_and_the_street_runs_on_to_the_next() -> None:
    words = spot_streets(ground(60, -10, 150, 10), market_town())
    assert words == "High Street from Market Place to Station Road"


def test_a_spot_on_no_street_says_nothing() -> None:
    assert spot_streets(ground(400, 400, 450, 450), market_town()) == ""
    assert nearest_crossing(ground(5000, 400, 5050, 450), market_town()) == ""
    unnamed = streets((None, [(0, 0), (100, 0)]))
    assert spot_streets(ground(-10, -10, 110, 10), unnamed) == ""


def test_a_road_without_a_name_is_called_by_its_number() -> None:
    road = streets((None, [(0, 0), (100, 0)]), road_number="A12")
    assert spot_streets(ground(-10, -10, 110, 10), road) == "A12"


def test_many_streets_are_counted_and_not_all_named() -> None:
    names = ["First", "Second", "Third", "Fourth", "Fifth"]
    comb = streets(
        *((f"{name} Row", [(0, 40 * at), (200 - at, 40 * at)]) for at, name in enumerate(names))
    )
    words = spot_streets(ground(-10, -10, 210, 210), comb)
    assert words == "First Row; Second Row; Third Row; 2 more streets"


def test_a_stretch_is_told_without_the_streets_that_it_only_meets() -> None:
    line = shapely.LineString([(WEST_M, SOUTH_M), (WEST_M + 200, SOUTH_M)])
    assert stretch_streets(line, market_town()) == "High Street from Market Place to Station Road"


def test_the_crossing_and_the_landmark_nearest_to_its_middle() -> None:
    outline = ground(80, -20, 140, 20)
    assert nearest_crossing(outline, market_town()) == "Church Lane and High Street"
    assert nearest_landmark(outline, LANDMARKS) == "Exford station, 300 m north of it"
    assert nearest_landmark(ground(90, 290, 110, 310), LANDMARKS) == "Exford station"
    assert nearest_landmark(outline, LANDMARKS.iloc[1:]) == ""
    assert nearest_landmark(outline, LANDMARKS.iloc[:0]) == ""
    told = spot_whereabouts(outline, market_town(), LANDMARKS)
    assert told.crossing == "Church Lane and High Street"
    assert spot_whereabouts(outline, market_town()).landmark == ""
