from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from hotspots.render.maps.land_and_sea import land_and_sea
from hotspots.schema import GroundKind

WINDOW = (0.0, 0.0, 100.0, 100.0)
WEST, EAST = shapely.box(-50, -50, 40, 150), shapely.box(40, -50, 150, 150)
BEACH = shapely.box(35, -50, 45, 150)


def ground(**shapes: shapely.Geometry) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"kind": list(shapes), "name": [None] * len(shapes)},
        geometry=list(shapes.values()),
        crs="EPSG:27700",
    )


@pytest.mark.parametrize(
    ("known", "land_m2"),
    [
        (ground(land=WEST), 4_000),
        (ground(sea=EAST), 4_000),
        (ground(land=WEST, sea=EAST), 4_000),
        (ground(land=WEST, foreshore=BEACH), 4_500),
        (ground(sea=EAST, foreshore=BEACH), 4_000),
    ],
)
def test_of_land_and_sea_one_is_enough(known: gpd.GeoDataFrame, land_m2: float) -> None:
    found = land_and_sea(known, WINDOW)

    assert found.known
    assert found.land.area == pytest.approx(land_m2)
    assert found.sea.area == pytest.approx(10_000 - land_m2)


def test_all_of_a_window_far_from_the_coast_is_land() -> None:
    found = land_and_sea(ground(sea=EAST), (0.0, 0.0, 10.0, 10.0))

    assert found.known
    assert found.sea.is_empty
    assert found.land.area == pytest.approx(100)


@pytest.mark.parametrize("known", [None, ground(water=EAST), ground()])
def test_without_a_layer_that_tells_nothing_is_either(known: gpd.GeoDataFrame | None) -> None:
    found = land_and_sea(known, WINDOW)

    assert not found.known
    assert {GroundKind.LAND, GroundKind.SEA} == {"land", "sea"}
