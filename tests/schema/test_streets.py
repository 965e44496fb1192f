"""What a table of streets must be."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from hotspots import schema
from hotspots.errors import CoordinateError, InputError, MissingColumnError


@pytest.fixture
def streets() -> gpd.GeoDataFrame:
    ends = [(0, 0), (100, 0), (100, 50)]
    lines = [shapely.LineString(ends[:2]), shapely.LineString(ends[1:])]
    return gpd.GeoDataFrame(
        {
            schema.STREET_ID: ["1", "2"],
            schema.STREET: ["Invented Lane", None],
            schema.ROAD_NUMBER: [None, "B1999"],
            schema.STREET_CLASS: [schema.StreetClass.LOCAL, schema.StreetClass.B_ROAD],
            schema.USRN: [None, None],
            schema.LENGTH_M: [100.0, 50.0],
            schema.FROM_NODE: ["0.0_0.0", "100.0_0.0"],
            schema.TO_NODE: ["100.0_0.0", "100.0_50.0"],
        },
        geometry=lines,
        crs="EPSG:27700",
    )


def test_whole_streets_come_back(streets: gpd.GeoDataFrame) -> None:
    assert schema.validate_streets(streets) is streets


def test_a_column_that_is_missing_is_named(streets: gpd.GeoDataFrame) -> None:
    with pytest.raises(MissingColumnError, match="'usrn'"):
        schema.validate_streets(streets.drop(columns=schema.USRN))


def test_degrees_are_refused(streets: gpd.GeoDataFrame) -> None:
    with pytest.raises(CoordinateError):
        schema.validate_streets(streets.set_crs("EPSG:4326", allow_override=True))


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        (schema.STREET_ID, "1", "repeat a street_id"),
        (schema.LENGTH_M, 0.0, "have no length"),
        (schema.STREET_CLASS, "canal", "have no class that is known"),
        (schema.GEOMETRY, shapely.Point(0, 0), "are not one line"),
    ],
)
def test_a_street_that_is_not_whole_is_counted(
    streets: gpd.GeoDataFrame, column: str, value: object, fault: str
) -> None:
    streets.loc[1, column] = value

    with pytest.raises(InputError, match=f"1 of 2 streets {fault}"):
        schema.validate_streets(streets)
