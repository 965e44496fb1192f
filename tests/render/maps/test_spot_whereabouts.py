from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from hotspots import schema
from hotspots.render.maps.spot_whereabouts import position_in_words, whereabouts

BNG = "EPSG:27700"


def square(west: float, south: float, side: float) -> shapely.Polygon:
    return shapely.box(west, south, west + side, south + side)


def wards(order: tuple[int, ...] = (0, 1)) -> gpd.GeoDataFrame:
    """Two wards that share the edge at easting 600,000."""
    rows = [("E05000001", "Castle", square(595_000, 222_000, 5_000)),
            ("E05000002", "New Town", square(600_000, 222_000, 5_000))]  # fmt: skip
    return gpd.GeoDataFrame(
        [rows[at] for at in order],
        columns=[schema.WARD_CODE, schema.WARD_NAME, "geometry"],
        geometry="geometry",
        crs=BNG,
    )


def spots(*outlines: shapely.Polygon, crs: str = BNG) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(outlines), crs=crs)


def test_spot_is_found_by_its_ward_and_grid_reference() -> None:
    # Middles 599,860 / 225,320 and 601,050 / 224,050: squares TL 998 253 and TM 010 240.
    found = whereabouts(
        spots(square(599_810, 225_270, 100), square(601_000, 224_000, 100)), wards()
    )
    assert found == [
        [("Ward", "Castle"), ("Grid reference", "TL 998 253")],
        [("Ward", "New Town"), ("Grid reference", "TM 010 240")],
    ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_spot_on_the_edge_of_two_wards_has_the_first_by_code(order: tuple[int, ...]) -> None:
    found = whereabouts(spots(square(599_950, 225_000, 100)), wards(order))
    assert dict(found[0])["Ward"] == "Castle"


def test_spot_outside_every_ward_has_its_grid_reference_alone() -> None:
    away = spots(square(550_000, 200_000, 100))
    assert whereabouts(away, wards()) == [[("Grid reference", "TL 500 000")]]
    assert whereabouts(away, None) == [[("Grid reference", "TL 500 000")]]
    assert whereabouts(away.head(0), wards()) == []


def test_other_systems_have_numbers() -> None:
    assert position_in_words(599_863, 225_318, on_national_grid=False) == "599,860 E 225,320 N"
    assert position_in_words(-7, 225_318, on_national_grid=True) == "-10 E 225,320 N"
    found = whereabouts(spots(square(599_810, 5_225_270, 100), crs="EPSG:32631"), None)
    assert found == [[("Grid reference", "599,860 E 5,225,320 N")]]
