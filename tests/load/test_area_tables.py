"""Residents, households and deprivation by ward, whatever the table is called."""

from __future__ import annotations

import math
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
import xlsxwriter

from hotspots import schema
from hotspots.errors import InputError
from hotspots.load.area_columns import recognise_area_columns
from hotspots.load.area_files import read_area_files
from hotspots.load.area_tables import AreaTables, combine_area_tables
from hotspots.schema import Reason
from tests.load.conftest import WriteFile

TRINITY_WEST, TRINITY_EAST = "E05000001", "E05000002"
WARDS_OF_ESSEX = "essex_ward2024_census2021_population_bestfit.csv"


@pytest.fixture(scope="module")
def wards() -> gpd.GeoDataFrame:
    """Two wards of one name: only their codes tell them apart."""
    return gpd.GeoDataFrame(
        {
            schema.WARD_CODE: [TRINITY_WEST, TRINITY_EAST],
            schema.WARD_NAME: ["Trinity", "Trinity"],
            schema.DISTRICT: ["Lower Vale", "Lower Vale"],
        },
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)],
        crs="EPSG:27700",
    )


def tables(wards: gpd.GeoDataFrame, *paths: Path, **columns: str) -> AreaTables:
    files, _ = read_area_files(paths, columns)
    return combine_area_tables(files, wards)


def figure(found: AreaTables, name: str) -> dict[str, float]:
    return dict(zip(found.figures[schema.WARD_CODE], found.figures[name], strict=True))


@pytest.mark.parametrize(
    "headers",
    [
        ("WD24CD", "residents"),
        ("wd23cd", "Usual residents 2021"),
        ("ward24_code", "residents_2021"),
        ("Ward Code", "Total population"),
    ],
)
def test_a_table_is_known_by_its_columns(headers: tuple[str, str]) -> None:
    found = recognise_area_columns(headers)
    assert found.ward == headers[0]
    assert found.figures == {"residents": headers[1]}
    assert found.in_words() == "residents by ward"


def test_a_look_up_and_a_list_of_postcodes_are_no_reports() -> None:
    look_up = recognise_area_columns(("LSOA21CD", "WD24CD", "LAD24CD"))
    assert look_up.is_area_table
    assert not look_up.is_of_perception
    postcodes = recognise_area_columns(("postcode", "easting", "northing", "ward_code"))
    assert not postcodes.is_area_table
    assert not postcodes.is_of_perception


def test_of_two_years_of_lsoas_the_later_is_the_area() -> None:
    found = recognise_area_columns(("LSOA21CD", "LSOA11CD"))
    assert (found.earlier_lsoa, found.lsoa) == ("LSOA11CD", "LSOA21CD")


def test_lsoas_are_added_up_and_scores_averaged_over_residents(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    look_up = write_file(
        "look-up.csv", "LSOA21CD,WD24CD", "E01000001,E05000001", "E01000002,E05000001",
        "E01000003,E05000002",
    )  # fmt: skip
    people = write_file(
        "people.csv", "LSOA21CD,residents,households", 'E01000001,"1,000",400',
        "E01000002,3000,1200", "E01000003,500,200",
    )  # fmt: skip
    scores = write_file(
        "imd.csv", "lsoa21_code,IMD_score", "E01000001,10", "E01000002,30", "E01000003,7"
    )
    found = tables(wards, look_up, people, scores)
    assert figure(found, "residents") == {TRINITY_WEST: 4000, TRINITY_EAST: 500}
    assert figure(found, "households") == {TRINITY_WEST: 1600, TRINITY_EAST: 200}
    # (1,000 × 10 + 3,000 × 30) / 4,000 = 25
    assert figure(found, "deprivation") == {TRINITY_WEST: 25, TRINITY_EAST: 7}
    assert found.origins["deprivation"] == "imd.csv, LSOAs averaged over residents"


def test_a_sum_of_some_lsoas_does_not_pass_for_the_whole(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    look_up = write_file(
        "look-up.csv", "LSOA21CD,WD24CD", "E01000001,E05000001", "E01000002,E05000001",
        "E01000003,E05000002",
    )  # fmt: skip
    people = write_file("people.csv", "LSOA21CD,residents", "E01000001,1000", "E01000003,500")
    found = tables(wards, look_up, people)
    residents = figure(found, "residents")
    assert math.isnan(residents[TRINITY_WEST])
    assert residents[TRINITY_EAST] == 500
    assert "residents: not known of 1 of 2 wards: Trinity (E05000001)" in found.notes


def test_a_score_of_2011_goes_to_what_the_lsoa_became(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    look_up = write_file(
        "look-up.csv", "LSOA21CD,WD24CD", "E01000011,E05000001", "E01000012,E05000002"
    )
    change = write_file(
        "change.csv", "LSOA11CD,LSOA21CD", "E01000001,E01000011", "E01000001,E01000012"
    )
    scores = write_file("imd2019.csv", "LSOA code (2011),IMD Score", "E01000001,22.5")
    found = tables(wards, look_up, change, scores)
    assert found.later_lsoas == {"E01000001": ("E01000011", "E01000012")}
    assert figure(found, "deprivation") == {TRINITY_WEST: 22.5, TRINITY_EAST: 22.5}


def test_rows_at_fault_are_set_aside_and_those_of_others_counted(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    path = write_file(
        "wards.csv",
        "WD24CD,residents",
        "E05000001,4000",
        "E05000001,4100",
        ",12",
        "E05000002,unknown",
        "E05009999,900",
    )
    found = tables(wards, path)
    (source,) = found.sources
    assert source.rows_in == 5
    assert source.rows_used == 1
    assert source.set_aside[Reason.OUTSIDE_FORCE] == 1
    assert source.rows_used + sum(source.set_aside.values()) == source.rows_in
    reasons = found.set_aside.set_index("source_line")["reason"].to_dict()
    assert reasons == {
        3: Reason.REPEATED_AREA_CODE,
        4: Reason.NO_AREA_CODE,
        5: Reason.UNREADABLE_NUMBER,
    }
    assert found.set_aside["value"].tolist()[-1] == "unknown"
    assert figure(found, "residents")[TRINITY_WEST] == 4000


def test_an_lsoa_in_two_wards_is_in_neither(wards: gpd.GeoDataFrame, write_file: WriteFile) -> None:
    path = write_file(
        "look-up.csv", "LSOA21CD,WD24CD", "E01000001,E05000001", "E01000001,E05000002",
        "E01000002,E05000002",
    )  # fmt: skip
    found = tables(wards, path)
    assert found.ward_of_lsoa == {"E01000002": TRINITY_EAST}
    assert found.set_aside["reason"].tolist() == [Reason.REPEATED_AREA_CODE] * 2


def test_a_ward_that_the_look_up_does_not_know_is_named(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    look_up = write_file("look-up.csv", "LSOA21CD,WD24CD", "E01000001,E05000001")
    (note,) = tables(wards, look_up).notes
    assert note.startswith("wards of the boundaries that the look-up of LSOAs does not name: 1 of ")
    assert "Trinity (E05000002); it is of another year" in note
    both = write_file("both.csv", "LSOA21CD,WD24CD", "E01000001,E05000001", "E01000002,E05000002")
    assert tables(wards, both).notes == ()


def test_look_ups_of_two_years_are_refused(wards: gpd.GeoDataFrame, write_file: WriteFile) -> None:
    one = write_file("2023.csv", "LSOA21CD,WD23CD", "E01000001,E05000001")
    other = write_file("2024.csv", "LSOA21CD,WD24CD", "E01000001,E05000002")
    with pytest.raises(InputError, match=r"2023\.csv and 2024\.csv put LSOA E01000001 into diff"):
        tables(wards, one, other)


def test_a_figure_by_ward_comes_before_one_that_is_added_up(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    by_lsoa = write_file("a.csv", "LSOA21CD,WD24CD,residents", "E01000001,E05000001,4000")
    by_ward = write_file("b.csv", "WD24CD,residents", "E05000001,4400", "E05000002,500")
    found = tables(wards, by_lsoa, by_ward)
    assert figure(found, "residents") == {TRINITY_WEST: 4400, TRINITY_EAST: 500}
    assert (
        "figures of residents are from b.csv, not from a.csv, LSOAs added up; of 1 wards in both, "
        "1 differ by more than 0.5 %"
    ) in found.notes


def test_a_column_with_another_name_is_named(
    wards: gpd.GeoDataFrame, write_file: WriteFile
) -> None:
    path = write_file("ours.csv", "Area,Pop mid-2023", "E05000001,4000", "E05000002,500")
    with pytest.raises(InputError, match=r"\[columns\] residents = \[\"Pop 2021\"\]"):
        tables(wards, path)
    found = tables(wards, path, ward_code="Area", residents="Pop mid-2023")
    assert figure(found, "residents") == {TRINITY_WEST: 4000, TRINITY_EAST: 500}


def test_a_workbook_is_read_from_the_sheet_that_fits(
    wards: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    with xlsxwriter.Workbook(tmp_path / "households.xlsx") as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Notes", "Crown copyright"])
        sheet = book.add_worksheet("Wards")
        sheet.write_row(0, 0, ["WD24CD", "Households"])
        sheet.write_row(1, 0, ["E05000001", 1600])
    found = tables(wards, tmp_path / "households.xlsx")
    assert figure(found, "households")[TRINITY_WEST] == 1600


def test_what_else_lies_in_a_folder_is_said(write_file: WriteFile) -> None:
    path = write_file("tables/people.csv", "WD24CD,residents", "E05000001,4000")
    write_file("tables/readme.txt", "Nothing,here")
    write_file("tables/empty.csv")
    files, notes = read_area_files([path.parent], {})
    assert [file.name for file in files] == ["people.csv"]
    assert notes == [
        "empty.csv was left out: it has no rows",
        "readme.txt was left out: it has no rows",
    ]


def test_one_file_given_twice_is_refused(write_file: WriteFile) -> None:
    one = write_file("a.csv", "WD24CD,residents", "E05000001,4000")
    other = write_file("b.csv", "WD24CD,residents", "E05000001,4000")
    with pytest.raises(InputError, match="are the same file"):
        read_area_files([one, other], {})


def test_the_census_of_essex_adds_up(shared_data: Path) -> None:
    """LSOAs of the census, added up by the look-up, are the publisher's own table by ward."""
    population = shared_data / "population"
    codes = pd.read_csv(population / WARDS_OF_ESSEX, dtype="str")["ward24_code"]
    wards = gpd.GeoDataFrame(
        {schema.WARD_CODE: codes, schema.WARD_NAME: codes, schema.DISTRICT: "Essex"},
        geometry=[shapely.Point(0, 0)] * len(codes),
    )
    by_lsoa = tables(wards, population / "essex_lsoa21_census2021_population_households.csv")
    by_ward = tables(wards, population / WARDS_OF_ESSEX)
    assert len(by_ward.figures) == 257
    for name in ("residents", "households"):
        assert by_lsoa.figures[name].tolist() == by_ward.figures[name].tolist()
    # Added up from the file apart from hotspots.
    assert by_ward.figures["residents"].sum() == 1_860_198
