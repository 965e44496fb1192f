"""Points with dates, from tables and geographic files: read, or set aside with line and reason."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import xlsxwriter

from hotspots import schema
from hotspots.errors import (
    AmbiguousDatesError,
    CoordinateError,
    InputError,
    MissingColumnError,
    NoRowsError,
)
from hotspots.load.dated_points import EVENT_ID, DatedPoints, read_dated_points
from hotspots.load.dated_sources import DATE
from hotspots.schema import Reason


def written(folder: Path, text: str, name: str = "arsons.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def found(read: DatedPoints) -> list[tuple[float, float, str]]:
    points = read.points
    return [
        (easting, northing, f"{day:%Y-%m-%d}")
        for easting, northing, day in zip(
            points.geometry.x, points.geometry.y, points[DATE], strict=True
        )
    ]


TWO = [(600000.0, 225000.0, "2026-01-13"), (600100.0, 225050.0, "2026-02-02")]


def test_a_table_without_a_header_has_easting_northing_and_date_first(tmp_path: Path) -> None:
    path = written(tmp_path, "600000,225000,2026-01-13\n600100,225050,2026-02-02\n")
    read = read_dated_points(path, header=False)
    assert found(read) == TWO
    assert read.points[schema.SOURCE_LINE].tolist() == [1, 2]
    assert read.points[EVENT_ID].tolist() == ["line 1", "line 2"]
    assert read.points.crs == "EPSG:27700"


def test_columns_are_recognised_by_their_names(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Ref,Date,X,Y\nA/7,13/01/2026,600000,225000\nA/9,02/02/2026,600100,225050\n"
    )
    read = read_dated_points(path)
    assert found(read) == TWO
    assert read.points[EVENT_ID].tolist() == ["A/7", "A/9"]
    assert read.source.date_format == "%d/%m/%Y"


@pytest.mark.parametrize("columns", [("Where E", "Where N", "When"), ("3", "2", "1")])
def test_columns_are_named_by_name_or_by_number(tmp_path: Path, columns: tuple[str, ...]) -> None:
    path = written(
        tmp_path,
        "When,Where N,Where E\n2026-01-13 21:05,225000,600000\n2026-02-02 00:10,225050,600100\n",
    )
    assert found(read_dated_points(path, columns=columns)) == TWO


def test_a_workbook_without_a_header_is_read(tmp_path: Path) -> None:
    path = tmp_path / "arsons.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        for row, (easting, northing, when) in enumerate(TWO):
            sheet.write_row(row, 0, [easting, northing])
            sheet.write_datetime(row, 2, dt.datetime.fromisoformat(when), day)
    read = read_dated_points(path, header=False)
    assert found(read) == TWO
    assert read.points[schema.SOURCE_LINE].tolist() == [1, 2]


def test_every_row_is_used_or_set_aside_with_its_line_and_reason(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "easting,northing,date\n"
        "600000,225000,2026-01-13\n"
        ",225000,2026-01-13\n"
        "somewhere,225000,2026-01-13\n"
        "0,0,2026-01-13\n"
        "600000,225000,\n"
        "600000,225000,soon\n"
        "600000,225000,2025-12-31\n"
        "600000,225000,2026-01-13,4,5\n"
        "600100,225050,2026-02-02\n",
    )
    period = (dt.date(2026, 1, 1), dt.date(2026, 2, 2))
    read = read_dated_points(path, period=period)
    assert found(read) == TWO
    reasons = dict(
        zip(read.set_aside[schema.SOURCE_LINE], read.set_aside[schema.REASON], strict=True)
    )
    assert reasons == {
        3: Reason.NO_COORDINATES,
        4: Reason.UNREADABLE_COORDINATES,
        5: Reason.ZERO_COORDINATES,
        6: Reason.NO_DATE,
        7: Reason.UNREADABLE_DATE,
        8: Reason.OUTSIDE_PERIOD,
        9: Reason.RAGGED_ROW,
    }
    assert read.source.rows_in == 9
    assert sum(read.source.set_aside.values()) == 7
    assert read.source.rows_used == 2


def test_references_that_repeat_give_way_to_lines(tmp_path: Path) -> None:
    path = written(
        tmp_path, "Ref,date,X,Y\nA,2026-01-13,600000,225000\nA,2026-02-02,600100,225050\n"
    )
    assert read_dated_points(path).points[EVENT_ID].tolist() == ["line 2", "line 3"]


@pytest.mark.parametrize("name", ["arsons.gpkg", "arsons.geojson", "arsons.parquet"])
def test_geographic_files_are_read_whatever_their_system(tmp_path: Path, name: str) -> None:
    points = gpd.GeoDataFrame(
        {"Ref": ["A", "B"], "Date": pd.to_datetime([day for *_, day in TWO])},
        geometry=gpd.points_from_xy(*zip(*[(e, n) for e, n, _ in TWO], strict=True)),
        crs="EPSG:27700",
    )
    path = tmp_path / name
    if name.endswith(".parquet"):
        points.to_parquet(path)
    elif name.endswith(".geojson"):
        points.to_crs("EPSG:4326").to_file(path)
    else:
        points.to_file(path)
    read = read_dated_points(path)
    # Seven decimals of a degree, as GeoJSON keeps them, are a centimetre.
    assert [(round(e, 1), round(n, 1), day) for e, n, day in found(read)] == TWO
    assert read.points[EVENT_ID].tolist() == ["A", "B"]


def test_shapes_and_missing_points_in_a_geographic_file(tmp_path: Path) -> None:
    points = gpd.GeoDataFrame(
        {"when": ["2026-01-13", "2026-02-02"]},
        geometry=gpd.points_from_xy([600000, 600100], [225000, 225050]),
        crs="EPSG:27700",
    )
    half, areas = tmp_path / "half.gpkg", tmp_path / "areas.gpkg"
    points.set_geometry([points.geometry[0], None], crs=points.crs).to_file(half)
    points.set_geometry(points.buffer(5)).to_file(areas)
    read = read_dated_points(half, columns=("when",))
    assert read.set_aside[schema.REASON].tolist() == [Reason.NO_COORDINATES]
    assert found(read) == TWO[:1]
    with pytest.raises(InputError, match="2 of 2 shapes are no points"):
        read_dated_points(areas, columns=("when",))


def test_chicago_is_not_converted_to_the_british_grid(tmp_path: Path) -> None:
    path = tmp_path / "chicago.geojson"
    gpd.GeoDataFrame(
        {"date": ["2016-01-13"]}, geometry=gpd.points_from_xy([-87.63], [41.88]), crs="EPSG:4326"
    ).to_file(path)
    with pytest.raises(CoordinateError, match="outside the area that EPSG:27700 is made for"):
        read_dated_points(path)
    assert len(read_dated_points(path, crs="EPSG:32616").points) == 1


def test_degrees_are_refused_where_metres_are_expected(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y,date\n0.89,51.88,2026-01-13\n0.9,51.9,2026-02-02\n")
    with pytest.raises(CoordinateError, match="2 of 2 points in 'x' and 'y' look like degrees"):
        read_dated_points(path)
    with pytest.raises(CoordinateError, match="EPSG:4326 is not in metres"):
        read_dated_points(path, crs="EPSG:4326")
    with pytest.raises(CoordinateError, match="'EPSG:1' is not a known coordinate system"):
        read_dated_points(path, crs="EPSG:1")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Crime ID,Month,Longitude,Latitude\na,2025-01,0.89,51.88\n", None),
        ("E,N,Month\n600000,225000,2025-01\n", ("E", "N", "Month")),
    ],
)
def test_months_are_refused_in_one_sentence(
    tmp_path: Path, text: str, columns: tuple[str, ...] | None
) -> None:
    with pytest.raises(InputError, match="a month and no day") as refusal:
        read_dated_points(written(tmp_path, text), columns=columns)
    assert str(refusal.value).count(". ") == 0


def test_dates_that_could_be_read_two_ways_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "x,y,date\n600000,225000,03/04/2026\n600000,225000,05/06/2026\n")
    with pytest.raises(AmbiguousDatesError, match="State the format"):
        read_dated_points(path)
    read = read_dated_points(path, date_format="%d/%m/%Y")
    assert [day for *_, day in found(read)] == ["2026-04-03", "2026-06-05"]


@pytest.mark.parametrize(
    ("text", "columns", "fault", "complaint"),
    [
        ("x,y,colour\n1,2,3\n", None, MissingColumnError, r"lacks date \(also datetime"),
        ("x,y,date\n1,2,3\n", ("x", "y", "Tag"), MissingColumnError, "no column 'Tag'"),
        ("x,y,date\n1,2,3\n", ("x", "y"), InputError, "must be three"),
        ("x,y,date\n,,2026-01-13\n", None, NoRowsError, r"none of 1 rows can be used \(no coord"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(
    tmp_path: Path,
    text: str,
    columns: tuple[str, ...] | None,
    fault: type[Exception],
    complaint: str,
) -> None:
    with pytest.raises(fault, match=complaint):
        read_dated_points(written(tmp_path, text), columns=columns)


def test_a_geographic_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"broken.gpkg cannot be read as GPKG.* save it again"):
        read_dated_points(written(tmp_path, "not a database", "broken.gpkg"))
    with pytest.raises(InputError, match="no such file"):
        read_dated_points(tmp_path / "nowhere.gpkg")


def test_a_range_is_taken_at_its_beginning_and_the_reader_is_told(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "easting,northing,from time,to time\n600000,225000,2026-01-13 08:00,2026-01-15 19:00\n",
    )
    read = read_dated_points(path)
    assert found(read) == TWO[:1]
    assert read.source.notes == ("each row is taken at 'from time'; 'to time' is not used",)


def test_columns_that_are_named_need_not_be_recognised(tmp_path: Path) -> None:
    path = written(tmp_path, "Ref No,CRN,X,GridX,Y,When\n1,2,600000,7,225000,2026-01-13\n")
    read = read_dated_points(path, columns=("X", "Y", "When"))
    assert found(read) == TWO[:1]
    assert read.points[EVENT_ID].tolist() == ["line 2"]


def test_longitudes_and_latitudes_in_a_table_are_converted(tmp_path: Path) -> None:
    """Postcode CM2 7UJ: OS Code-Point Open, 2025; without the OSTN15 grid within 5 m."""
    path = written(tmp_path, "Date,Longitude,Latitude\n2026-01-13,0.534728,51.721212\n")
    for read in (
        read_dated_points(path),
        read_dated_points(path, columns=("longitude", "latitude", "date")),
    ):
        [(easting, northing, _)] = found(read)
        assert (easting, northing) == pytest.approx((575_178, 205_539), abs=5)
        assert read.points.crs == "EPSG:27700"


def test_a_multipoint_of_one_part_is_a_point(tmp_path: Path) -> None:
    path = tmp_path / "parts.gpkg"
    points = shapely.points([(600000, 225000), (600100, 225050)])
    table = gpd.GeoDataFrame(
        {"date": [day for *_, day in TWO]},
        geometry=[shapely.MultiPoint([points[0]]), points[1]],
        crs="EPSG:27700",
    )
    table.to_file(path)
    assert found(read_dated_points(path)) == TWO


def test_a_file_without_a_header_is_told_how_to_say_so(tmp_path: Path) -> None:
    path = written(tmp_path, "600000,225000,2026-01-13\n600100,225050,2026-02-02\n")
    with pytest.raises(MissingColumnError, match=r"has no header: its first line"):
        read_dated_points(path)


def test_all_that_a_table_lacks_is_said_at_once_with_the_nearest_heading(tmp_path: Path) -> None:
    path = written(tmp_path, "Eastling,Occurd on,Colour\n600000,2026-01-13,red\n")
    with pytest.raises(MissingColumnError) as fault:
        read_dated_points(path)
    said = str(fault.value)
    assert "easting (also Eastings" in said
    assert "nearest here 'Eastling'" in said
    assert "nearest here 'Occurd on'" in said


def test_an_easting_whose_digits_a_spreadsheet_lost_is_set_aside(tmp_path: Path) -> None:
    path = written(tmp_path, "X,Y,date\n6.00E+05,225000,2026-01-13\n600100,225050,2026-02-02\n")
    read = read_dated_points(path)
    assert read.set_aside[schema.REASON].tolist() == [Reason.LOST_DIGITS]
    assert found(read) == TWO[1:]


# Postcode CM2 7UJ by R·λ and R·ln tan(π/4 + φ/2); see test_coordinates.
ON_THE_WEB = (59525.65, 6749873.13)


def test_metres_of_web_maps_are_converted_for_they_are_too_short(tmp_path: Path) -> None:
    """On the web's map a metre in Essex is 62 cm: Knox bands would be drawn too narrow."""
    east, north = ON_THE_WEB
    table = written(tmp_path, f"X,Y,date\n{east},{north},2026-01-13\n")
    layer = tmp_path / "web.gpkg"
    points = gpd.points_from_xy([east], [north], crs="EPSG:3857")
    gpd.GeoDataFrame({"date": ["2026-01-13"]}, geometry=points).to_file(layer)
    for path in (table, layer):
        read = read_dated_points(path)
        [(easting, northing, _)] = found(read)
        assert (easting, northing) == pytest.approx((575_178, 205_539), abs=5)
    assert "'X' and 'Y' are metres of web maps" in read_dated_points(table).source.notes[0]
