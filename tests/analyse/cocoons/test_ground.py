"""How far it is on foot: along the streets where there are some, else straight and lengthened."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.cocoons.ground import DETOUR, StraightGround, StreetGround
from hotspots.schema import StreetClass


def streets(*links: tuple[str, str, str, list[tuple[float, float]]]) -> gpd.GeoDataFrame:
    """Links by name and nodes; all of them local streets."""
    names, begins, ends, lines = zip(*links, strict=True)
    shapes = [shapely.LineString(line) for line in lines]
    return gpd.GeoDataFrame(
        {
            schema.STREET: pd.Series(names, dtype="str"),
            schema.STREET_CLASS: str(StreetClass.LOCAL),
            schema.FROM_NODE: pd.Series(begins, dtype="str"),
            schema.TO_NODE: pd.Series(ends, dtype="str"),
            schema.LENGTH_M: [shape.length for shape in shapes],
        },
        geometry=shapes,
        crs="EPSG:27700",
    )


# Two closes that end back to back: 20 m across the fence, 220 m round by the road.
CLOSES = streets(
    ("Ash Close", "a", "b", [(0, 0), (0, 100)]),
    ("Mill Road", "a", "c", [(0, 0), (20, 0)]),
    ("Elm Close", "c", "d", [(20, 0), (20, 100)]),
)


def test_without_streets_a_straight_line_is_lengthened() -> None:
    away_m = StraightGround().walking_m(np.array([(0.0, 0.0), (30.0, 40.0)]))
    assert away_m[0, 1] == pytest.approx(50 * DETOUR)
    assert "no streets were given" in StraightGround().words


def test_back_gardens_are_walked_round() -> None:
    homes = np.array([(0.0, 90.0), (20.0, 90.0), (5.0, 10.0)])
    away_m = StreetGround(CLOSES).walking_m(homes)
    assert away_m[0, 1] == pytest.approx(90 + 20 + 90)
    # The third stands 5 m off the first close: 80 m along it, and 5 m to its door.
    assert away_m[0, 2] == pytest.approx(85)
    np.testing.assert_allclose(away_m, away_m.T)
    assert (np.diag(away_m) == 0).all()


def test_doors_of_one_link_are_joined_along_it() -> None:
    homes = np.array([(0.0, 20.0), (0.0, 50.0), (0.0, 50.0)])
    away_m = StreetGround(CLOSES).walking_m(homes)
    assert away_m[0, 1] == pytest.approx(30, abs=0.1)
    assert away_m[1, 2] == pytest.approx(0, abs=0.1)


def test_where_no_street_joins_two_doors_the_straight_line_stands_for_the_way() -> None:
    apart = pd.concat([CLOSES, streets(("Farm Lane", "x", "y", [(900, 0), (950, 0)]))])
    homes = np.array([(0.0, 0.0), (920.0, 0.0), (400.0, 800.0)])
    away_m = StreetGround(gpd.GeoDataFrame(apart, crs="EPSG:27700")).walking_m(homes)
    assert away_m[0, 1] == pytest.approx(920 * DETOUR)
    assert away_m[0, 2] == pytest.approx(np.hypot(400, 800) * DETOUR)


def test_a_motorway_is_no_way_on_foot() -> None:
    fast = CLOSES.assign(**{schema.STREET_CLASS: str(StreetClass.MOTORWAY)})
    away_m = StreetGround(fast).walking_m(np.array([(0.0, 90.0), (20.0, 90.0)]))
    assert away_m[0, 1] == pytest.approx(20 * DETOUR)


def test_the_shorter_of_two_links_between_junctions_is_walked() -> None:
    loop = streets(
        ("Low Road", "a", "b", [(0, 0), (100, 0)]),
        ("High Road", "a", "b", [(0, 0), (50, 80), (100, 0)]),
    )
    away_m = StreetGround(loop).walking_m(np.array([(0.0, 0.0), (100.0, 0.0)]))
    assert away_m[0, 1] == pytest.approx(100, abs=0.1)


def test_the_sides_of_a_street_are_told_by_its_line_whichever_way_it_was_drawn() -> None:
    homes = np.array([(10.0, 8.0), (60.0, 9.0), (10.0, -8.0), (90.0, -8.0), (500.0, 900.0)])
    names = pd.Series(["Mill Road"] * 5, dtype="str")
    there = streets(
        ("Mill Road", "a", "b", [(0, 0), (50, 0)]), ("Mill Road", "c", "b", [(100, 0), (50, 0)])
    )
    sides = StreetGround(there).sides(homes, names)
    assert sides[0] == sides[1] == -sides[2] == -sides[3] != 0
    assert sides[4] == 0
    assert not StreetGround(there).sides(homes, pd.Series(["Oak Road"] * 5, dtype="str")).any()
