from __future__ import annotations

import csv
import gzip
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.load.address_findings import AddressFindings
from hotspots.load.address_store import read_addresses
from hotspots.load.addresses import convert_addresses
from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.profile import ForceProfile
from tests.load.address_rows import CORE_COLUMNS, core_csv, house, plus_csv, plus_house, write_core

Convert = Callable[..., tuple[AddressFindings, gpd.GeoDataFrame]]
WriteFile = Callable[..., Path]


@pytest.fixture
def convert(tmp_path: Path, vale: ForceProfile, vale_area: StudyArea) -> Convert:
    def run(path: Path, **options: bool) -> tuple[AddressFindings, gpd.GeoDataFrame]:
        out = tmp_path / "out" / "addresses.parquet"
        found = convert_addresses(path, out, profile=vale, study_area=vale_area, **options)
        return found, read_addresses(out).set_index("uprn", drop=False)

    return run


def reasons(found: AddressFindings) -> dict[int, str]:
    rows = found.set_aside_rows
    return dict(zip(rows["source_line"], rows["reason"], strict=True))


def test_addresses_in_a_workbook_are_read_from_the_sheet_that_has_a_uprn(
    tmp_path: Path, convert: Convert
) -> None:
    path = tmp_path / "core.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("About").write(0, 0, "Ordered in October")
        sheet = book.add_worksheet("Addresses")
        rows = csv.reader(core_csv(house(63), house(65)).splitlines())
        for number, fields in enumerate(rows, start=2):
            sheet.write_row(number, 0, fields)
    found, homes = convert(path)
    assert found.rows_in == len(homes) == 2
    assert set(homes["address"].str[:2]) == {"63", "65"}


# --- what is a home --------------------------------------------------------------------------


def test_a_home_reads_as_a_person_writes_it(tmp_path: Path, convert: Convert) -> None:
    found, homes = convert(write_core(tmp_path / "core.csv", house(63)))
    home = homes.iloc[0]
    assert home["address"] == "63 Mill Lane, Nether Vale, CO1 1AA"
    assert home[["number", "street", "town", "postcode"]].tolist() == [
        "63", "Mill Lane", "Nether Vale", "CO1 1AA",
    ]  # fmt: skip
    assert home[["usrn", "district", "ward_code"]].tolist() == [
        "20000001", "Lower Vale", "E05000002",
    ]  # fmt: skip
    assert pd.isna(home["flat"])
    assert (home.geometry.x, home.geometry.y) == (575_252, 205_000)
    assert homes.crs == "EPSG:27700"
    assert found.kind == "OS AddressBase Core"


def test_shops_garages_and_care_homes_get_no_visit_and_are_counted(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(
        tmp_path / "core.csv",
        house(1),
        house(2, CLASSIFICATION_CODE="CR08"),
        house(3, CLASSIFICATION_CODE="RG02"),
        house(4, CLASSIFICATION_CODE="RC01"),
        house(5, CLASSIFICATION_CODE="RI01"),
        house(6, CLASSIFICATION_CODE="X"),
        house(7, CLASSIFICATION_CODE=""),
    )
    found, homes = convert(path)
    assert homes["number"].tolist() == ["1"]
    assert reasons(found) == {
        3: "not residential by its classification",
        4: "a garage, parking space or outbuilding",
        5: "a garage, parking space or outbuilding",
        6: "a residential institution",
        7: "a home and a business behind one door",
        8: "no classification",
    }
    assert found.set_aside_rows["value"].tolist()[:2] == ["CR08", "RG02"]
    assert found.classes == {"RD03": 1}


def test_a_block_of_flats_is_its_flats_and_not_its_shell(tmp_path: Path, convert: Convert) -> None:
    shell = house(10, CLASSIFICATION_CODE="PP")
    flats = [
        house(
            10, UPRN=f"2000{k}", PARENT_UPRN=shell["UPRN"], SUB_BUILDING=f"FLAT {k}",
            BUILDING_NAME="MILL COURT", CLASSIFICATION_CODE="RD06",
        )
        for k in (1, 2, 3)
    ]  # fmt: skip
    found, homes = convert(write_core(tmp_path / "core.csv", shell, *flats))
    assert homes["flat"].tolist() == ["Flat 1", "Flat 2", "Flat 3"]
    assert homes["number"].tolist() == ["10"] * 3
    assert homes.loc["20002", "address"] == (
        "Flat 2, Mill Court, 10 Mill Lane, Nether Vale, CO1 1AA"
    )
    assert found.set_aside == {"a shell around addresses of their own": 1}


def test_a_house_made_into_flats_is_left_out_and_a_house_with_an_annexe_stays(
    tmp_path: Path, convert: Convert
) -> None:
    divided, with_annexe = house(20), house(30)
    flats = [
        house(20, UPRN=f"2002{k}", PARENT_UPRN=divided["UPRN"], SUB_BUILDING=f"FLAT {k}")
        for k in (1, 2)
    ]
    annexe = house(30, UPRN="20031", PARENT_UPRN=with_annexe["UPRN"], SUB_BUILDING="THE ANNEXE")
    path = write_core(tmp_path / "core.csv", divided, *flats, with_annexe, annexe)
    found, homes = convert(path)
    assert sorted(homes.index) == sorted(["20021", "20022", "20031", with_annexe["UPRN"]])
    assert reasons(found) == {2: "a building whose flats are listed"}


@pytest.mark.parametrize("bedsits", [0, 1, 4])
def test_the_front_door_of_bedsits_counts_only_where_they_are_not_listed(
    tmp_path: Path, convert: Convert, bedsits: int
) -> None:
    front = house(40, CLASSIFICATION_CODE="RH01")
    rooms = [
        house(40, UPRN=f"4000{k}", PARENT_UPRN=front["UPRN"], CLASSIFICATION_CODE="RH02")
        for k in range(bedsits)
    ]
    _, homes = convert(write_core(tmp_path / "core.csv", front, *rooms))
    assert len(homes) == max(1, bedsits)
    assert (front["UPRN"] in homes.index) == (bedsits == 0)


def test_garages_do_not_make_a_house_a_block_of_flats(tmp_path: Path, convert: Convert) -> None:
    owner = house(50)
    garages = [
        house(50, UPRN=f"5000{k}", PARENT_UPRN=owner["UPRN"], CLASSIFICATION_CODE="RG02")
        for k in (1, 2)
    ]
    _, homes = convert(write_core(tmp_path / "core.csv", owner, *garages))
    assert homes.index.tolist() == [owner["UPRN"]]


# --- one row a household ---------------------------------------------------------------------


def test_leading_zeros_of_a_uprn_are_kept_and_make_no_other_home(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(
        tmp_path / "core.csv", house(1, UPRN="000012345678"), house(1, UPRN="12345678")
    )
    found, homes = convert(path)
    assert homes["uprn"].tolist() == ["000012345678"]
    assert found.set_aside == {"UPRN repeated": 1}
    assert found.set_aside_rows["value"].tolist() == ["12345678"]


def test_of_a_repeated_uprn_the_row_updated_last_stays_whatever_their_order(
    tmp_path: Path, convert: Convert
) -> None:
    old = house(7, STREET_NAME="OLD NAME", LAST_UPDATE_DATE="2019-01-01")
    new = house(7, LAST_UPDATE_DATE="2025-10-20")
    for order in ([old, new], [new, old]):
        _, homes = convert(write_core(tmp_path / "core.csv", *order))
        assert homes["street"].tolist() == ["Mill Lane"]


def test_of_rows_updated_on_one_day_the_first_by_its_text_stays_whatever_their_order(
    tmp_path: Path, convert: Convert
) -> None:
    rows = [house(7, BUILDING_NUMBER=number) for number in ("9", "8")]
    for order in (rows, rows[::-1]):
        _, homes = convert(write_core(tmp_path / "core.csv", *order))
        assert homes["number"].tolist() == ["8"]


def test_a_uprn_that_a_spreadsheet_rounded_is_not_believed(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(tmp_path / "c.csv", house(1), house(2), house(3, UPRN="1.0009E+11"))
    assert reasons(convert(path)[0]) == {4: "UPRN damaged by a spreadsheet"}
    rounded = write_core(tmp_path / "all.csv", *(house(k, UPRN="1.0009E+11") for k in (1, 2)))
    with pytest.raises(InputError, match=r"2 of 2 UPRNs read like 1\.00E\+11"):
        convert(rounded)


def test_a_uprn_with_a_point_or_a_power_is_read_where_its_digits_are_whole(
    tmp_path: Path, convert: Convert
) -> None:
    uprns = ("100012345679.0", "1.00012345680E+11", "100012345681,0")
    path = write_core(tmp_path / "c.csv", *(house(k, UPRN=u) for k, u in enumerate(uprns, 1)))
    _, homes = convert(path)
    assert sorted(homes["uprn"]) == ["100012345679", "100012345680", "100012345681"]


def test_a_home_whose_coordinates_a_spreadsheet_rounded_is_set_aside(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(tmp_path / "c.csv", house(1), house(2, EASTING="5.71E+05"))
    assert reasons(convert(path)[0]) == {3: "coordinates lost digits in a spreadsheet (5.99E+05)"}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_every_row_is_a_home_or_set_aside_and_the_order_of_the_file_changes_nothing(
    data: st.DataObject, tmp_path: Path, convert: Convert
) -> None:
    codes = st.sampled_from(["RD02", "RD06", "RH01", "CR08", "PP", "RG", ""])
    rows = [
        house(
            number,
            UPRN=data.draw(st.sampled_from(["", "1", "2", "02", "3", "4", "5", "6", "7"])),
            PARENT_UPRN=data.draw(st.sampled_from(["", "", "1", "2"])),
            CLASSIFICATION_CODE=data.draw(codes),
            EASTING=data.draw(st.sampled_from(["575000", "575010", "100", "", "east", "0"])),
            NORTHING=data.draw(st.sampled_from(["205000", "0"])),
        )
        for number in range(data.draw(st.integers(1, 12)))
    ]
    rows.append(house(99))
    found, homes = convert(write_core(tmp_path / "core.csv", *rows))
    assert found.rows_in == len(rows) == len(homes) + len(found.set_aside_rows)
    assert homes["uprn"].str.lstrip("0").is_unique
    assert sorted(found.set_aside_rows["source_line"]) == sorted(
        set(found.set_aside_rows["source_line"])
    )
    shuffled = data.draw(st.permutations(rows))
    again, same = convert(write_core(tmp_path / "core.csv", *shuffled))
    pd.testing.assert_frame_equal(same, homes)
    assert again.set_aside == found.set_aside


def test_the_same_source_makes_the_same_bytes(
    tmp_path: Path, vale: ForceProfile, vale_area: StudyArea
) -> None:
    path = write_core(tmp_path / "core.csv", *(house(k) for k in range(1, 40)))
    outs = [tmp_path / name for name in ("a.parquet", "b.parquet")]
    for out in outs:
        convert_addresses(path, out, profile=vale, study_area=vale_area)
    assert outs[0].read_bytes() == outs[1].read_bytes()


# --- where it lies ---------------------------------------------------------------------------


def test_a_home_outside_the_force_is_reported_not_lost(tmp_path: Path, convert: Convert) -> None:
    path = write_core(
        tmp_path / "core.csv",
        house(1),
        house(2, EASTING="400000", GSS_CODE="E09000001"),
        house(3, EASTING="569500", GSS_CODE=""),
        house(4, EASTING="", NORTHING=""),
        house(5, EASTING="east"),
        house(6, EASTING="0", NORTHING="0"),
    )
    found, homes = convert(path)
    assert homes["number"].tolist() == ["1"]
    assert reasons(found) == {
        3: "outside the force",
        4: "outside the force",
        5: "no coordinates",
        6: "coordinates are not numbers",
        7: "coordinates are (0, 0)",
    }
    assert found.set_aside_rows["value"].tolist()[:2] == ["400000, 205000", "569500.0, 205000.0"]
    assert found.rows_in == 6


def test_the_authority_s_code_decides_where_the_outline_is_coarse(
    tmp_path: Path, convert: Convert
) -> None:
    just_north = {"NORTHING": "210300"}
    path = write_core(
        tmp_path / "core.csv",
        house(1, **just_north, GSS_CODE="E07000902"),
        house(2, **just_north, GSS_CODE=""),
    )
    _, homes = convert(path)
    assert homes.sort_values("number")["district"].tolist() == ["Lower Vale", "Upper Vale"]


def test_a_stated_ward_is_believed_where_it_is_known(
    convert: Convert, write_file: WriteFile
) -> None:
    path = write_file(
        "plain.csv",
        "UPRN,Number,Street,X,Y,WD24CD",
        "1,1,Mill Lane,571000,205000,E05000002",  # lies in the other ward
        "2,2,Mill Lane,571000,205000,E05999999",
        "3,3,Mill Lane,571000,205000,",
    )
    found, homes = convert(path)
    assert homes.sort_index()["ward_code"].tolist() == ["E05000002", "E05000001", "E05000001"]
    assert "ward codes that are not the study area's, placed by their point: 1" in found.notes


def test_a_file_of_another_force_or_with_swapped_axes_is_refused_with_what_to_check(
    tmp_path: Path, convert: Convert
) -> None:
    swapped = write_core(tmp_path / "core.csv", house(1, EASTING="205000", NORTHING="575000"))
    with pytest.raises(CoordinateError, match=r"spans 570000 to 580000 east.*not\s+swapped"):
        convert(swapped)


def test_addresses_whose_coordinates_have_commas_are_not_told_to_order_homes(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(tmp_path / "core.csv", house(1, EASTING="575200,5"))
    with pytest.raises(
        NoRowsError,
        match=r"comma or a space among their digits: 1\. Write coordinates with a point",
    ):
        convert(path)


def test_a_file_without_a_single_home_says_what_its_rows_are(
    tmp_path: Path, convert: Convert
) -> None:
    path = write_core(tmp_path / "core.csv", house(1, CLASSIFICATION_CODE="CR08"))
    with pytest.raises(NoRowsError, match="Of 1 rows: not residential by its classification: 1"):
        convert(path)


# --- what it comes in ------------------------------------------------------------------------


def test_addressbase_plus_is_known_without_a_header(tmp_path: Path, convert: Convert) -> None:
    path = tmp_path / "AddressBasePlus_FULL_2025-10-20_001.csv"
    path.write_text(
        plus_csv(
            plus_house(1),
            plus_house(2, PAO_START_SUFFIX="A", PAO_END_NUMBER="4", BUILDING_NUMBER=""),
            plus_house(3, SAO_START_NUMBER="7", PAO_TEXT="MILL COURT"),
            plus_house(5, PAO_START_NUMBER="", BUILDING_NUMBER="", PAO_TEXT="ROSE COTTAGE"),
            plus_house(6, PAO_START_NUMBER="", BUILDING_NUMBER="", BUILDING_NAME="6B"),
            plus_house(8, STATE="4"),
            plus_house(9, CHANGE_TYPE="D"),
        )
    )
    found, homes = convert(path)
    assert found.kind == "OS AddressBase Plus"
    homes = homes.sort_index()
    assert homes["number"].tolist() == ["1", "2A-4", "3", "Rose Cottage", "6B"]
    assert homes["address"].tolist()[2:] == [
        "Flat 7, Mill Court, 3 Mill Lane, Nether Vale, CO1 1AA",
        "Rose Cottage, Mill Lane, Nether Vale, CO1 1AA",
        "6B Mill Lane, Nether Vale, CO1 1AA",
    ]
    assert reasons(found) == {
        6: "not built yet, or no longer there",
        7: "deleted in this supply",
    }
    assert found.notes[-1].startswith("this is a supply of changes alone")


def test_a_supply_of_many_files_in_a_folder_or_a_zip_is_one(
    tmp_path: Path, convert: Convert
) -> None:
    folder = tmp_path / "supply"
    (folder / "data").mkdir(parents=True)
    (folder / "resources").mkdir()
    (folder / "data" / "plus_001.csv").write_text(plus_csv(plus_house(1)))
    (folder / "data" / "plus_002.csv.gz").write_bytes(
        gzip.compress(plus_csv(plus_house(2)).encode())
    )
    (folder / "resources" / "AddressBasePlus_Header.csv").write_text(plus_csv(header=True))
    (folder / "resources" / "classification_scheme.csv").write_text(
        "Concatenated,Class_Desc\nR,R\n"
    )
    (folder / "readme.txt").write_text("Read me\n")
    found, homes = convert(folder)
    assert sorted(homes["number"]) == ["1", "2"]
    assert found.notes[0] == "not a table of addresses, left out: classification_scheme.csv"
    packed = tmp_path / "supply.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("data/plus_001.csv", plus_csv(plus_house(1)))
        archive.writestr("data/plus_002.csv", plus_csv(plus_house(2)))
        archive.writestr("readme.txt", "Read me")
    found, same = convert(packed)
    pd.testing.assert_frame_equal(same, homes)
    assert found.files == ("supply.zip/data/plus_001.csv", "supply.zip/data/plus_002.csv")


def test_two_kinds_of_addresses_in_one_folder_are_refused(tmp_path: Path, convert: Convert) -> None:
    write_core(tmp_path / "core.csv", house(1))
    (tmp_path / "plus.csv").write_text(plus_csv(plus_house(1)))
    with pytest.raises(InputError, match="OS AddressBase Core, OS AddressBase Plus"):
        convert(tmp_path)


def test_open_uprn_says_what_it_cannot_do_and_goes_on_when_told(
    convert: Convert, write_file: WriteFile
) -> None:
    path = write_file(
        "osopenuprn.csv",
        "UPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE",
        "100090000001,575000.00,205000.00,51.7,0.5",
        "100090000002,400000.00,205000.00,51.7,-2.0",
        encoding="utf-8-sig",
    )
    with pytest.raises(InputError, match=r"\(OS Open UPRN\).*cannot name a street.*points-only"):
        convert(path)
    found, homes = convert(path, points_only=True)
    assert homes["address"].tolist() == ["UPRN 100090000001"]
    assert homes[["street", "number", "flat", "usrn"]].isna().all(axis=None)
    assert found.points_only
    assert found.set_aside == {"outside the force": 1}
    assert found.notes[0].startswith("points without addresses")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_plain_csv_is_read_by_the_names_of_its_columns(
    convert: Convert, write_file: WriteFile, encoding: str
) -> None:
    path = write_file(
        "homes.csv",
        "Uprn;House No;Road;Post Town;Post Code;Latitude;Longitude;District",
        "007;12A;Café Row;Vale;co11aa;51.716;0.5328;Lower Vale",
        encoding=encoding,
        end="\r\n",
    )
    found, homes = convert(path)
    assert homes.iloc[0][["uprn", "address"]].tolist() == ["007", "12A Café Row, Vale, CO1 1AA"]
    assert 574_000 < homes.geometry.x.iloc[0] < 576_500
    assert "no classification: every row is taken for a home" in found.notes


def test_an_address_on_one_line_gives_its_street_and_number(
    convert: Convert, write_file: WriteFile
) -> None:
    path = write_file(
        "homes.csv",
        "UPRN,Address,Easting,Northing",
        '1,"FLAT 3, 12A MILL LANE, VALE, CO1 1AA",575000,205000',
        '2,"Flat 4\nMill Court\n12 Mill Lane\nVale\nCO1 1AA",575000,205000',
        '3,"THE OLD BAKERY",575000,205000',
    )
    found, homes = convert(path)
    homes = homes.sort_index()
    assert homes["address"].tolist() == [
        "Flat 3, 12A Mill Lane, Vale, CO1 1AA",
        "Flat 4, Mill Court, 12 Mill Lane, Vale, CO1 1AA",
        "The Old Bakery",
    ]
    assert homes["flat"].tolist()[:2] == ["Flat 3", "Flat 4"]
    assert homes["number"].tolist()[:2] == ["12A", "12"]
    assert homes["street"].tolist()[:2] == ["Mill Lane", "Mill Lane"]
    assert "homes whose street could not be read: 1" in found.notes


def test_lines_stay_right_after_a_line_break_a_blank_line_and_a_short_row(
    convert: Convert, write_file: WriteFile
) -> None:
    path = write_file(
        "homes.csv",
        "UPRN,Number,Street,Easting,Northing",
        '1,1,"Mill\nLane",575000,205000',
        "",
        "2,2,Mill Lane",
        ",3,Mill Lane,575000,205000",
        "4,4,Mill Lane,575000,205000,,",
    )
    found, homes = convert(path)
    assert homes.sort_index()["street"].tolist() == ["Mill Lane", "Mill Lane"]
    assert reasons(found) == {5: "wrong number of columns", 6: "no UPRN"}


@pytest.mark.parametrize(
    "street",
    [
        "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "`${alert(1)}` Row",
        "O\u2019Brien \U0001f3e0 Way",
        '"; DROP TABLE homes; --',
    ],
)
def test_hostile_text_is_kept_as_it_was_found(
    tmp_path: Path, convert: Convert, street: str
) -> None:
    _, homes = convert(write_core(tmp_path / "core.csv", house(1, STREET_NAME=street)))
    assert homes["street"].tolist() == [street]
    assert homes["address"].tolist() == [f"1 {street}, Nether Vale, CO1 1AA"]


@pytest.mark.parametrize("name", ["homes.gpkg", "homes.parquet"])
def test_a_geopackage_and_a_geoparquet_are_read_by_their_points(
    tmp_path: Path, convert: Convert, name: str
) -> None:
    table = gpd.GeoDataFrame(
        {
            "uprn": ["0101", "0102"],
            "usrn": ["2000", "2000"],
            "flat": ["Flat 1", None],
            "number": ["4", "6"],
            "street": ["Mill Lane", "Mill Lane"],
            "town": ["Vale", "Vale"],
            "ward_code": ["E05000001", "E05000001"],
            "district": ["Lower Vale", "Lower Vale"],
        },
        geometry=gpd.points_from_xy([571_000, 571_010.5], [205_000, 205_000]),
        crs="EPSG:27700",
    ).to_crs("EPSG:4326")
    path = tmp_path / name
    if name.endswith("gpkg"):
        table.to_file(path, driver="GPKG")
    else:
        table.to_parquet(path)
    _, homes = convert(path)
    homes = homes.sort_index()
    assert homes["address"].tolist() == ["Flat 1, 4 Mill Lane, Vale", "6 Mill Lane, Vale"]
    assert homes.geometry.x.tolist() == pytest.approx([571_000, 571_010.5], abs=0.01)
    assert homes["ward_code"].tolist() == ["E05000001", "E05000001"]


def test_a_parquet_without_points_is_read_by_its_coordinates(
    tmp_path: Path, convert: Convert
) -> None:
    path = tmp_path / "homes.parquet"
    pd.DataFrame(
        {
            "uprn": [100090000001.0, None],
            "number": ["1", "2"],
            "street": ["Mill Lane"] * 2,
            "easting": [575000.0] * 2,
            "northing": [205000.5] * 2,
        }
    ).to_parquet(path)
    found, homes = convert(path)
    assert homes["uprn"].tolist() == ["100090000001"]
    assert reasons(found) == {2: "no UPRN"}


def test_outlines_are_no_address_points(tmp_path: Path, convert: Convert) -> None:
    points = gpd.GeoSeries.from_xy([571_000], [205_000], crs="EPSG:27700")
    path = tmp_path / "plots.parquet"
    gpd.GeoDataFrame({"uprn": ["1"]}, geometry=points.buffer(5)).to_parquet(path)
    with pytest.raises(InputError, match="1 of 1 shapes are no points"):
        convert(path, points_only=True)


# --- what cannot be used ---------------------------------------------------------------------


def test_a_table_without_a_uprn_or_without_coordinates_is_refused(
    convert: Convert, write_file: WriteFile
) -> None:
    with pytest.raises(MissingColumnError, match="no column UPRN"):
        convert(write_file("a.csv", "Address,Easting,Northing", "x,1,2"))
    with pytest.raises(MissingColumnError, match="has no coordinates"):
        convert(write_file("b.csv", "UPRN,Address", "1,x"))


def test_a_table_without_a_header_that_is_not_plus_is_refused(
    convert: Convert, write_file: WriteFile
) -> None:
    with pytest.raises(InputError, match="no header, and 5 columns where AddressBase Plus"):
        convert(write_file("a.csv", "100090000001,RD03,575000,205000,x"))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"x", "is no address file that can be read"),
        ("a.xlsx", b"x", "cannot be read as a workbook"),
        ("a.csv", b"", "is empty"),
        ("a.csv", (",".join(CORE_COLUMNS) + "\r\n").encode(), "a header and no rows"),
        ("a.csv.gz", b"no gzip", "cannot be read"),
        ("a.zip", b"no zip", "is damaged or under a password"),
        ("a.parquet", b"no parquet", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_says_so(
    tmp_path: Path, convert: Convert, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message):
        convert(tmp_path / name)


def test_a_quotation_mark_that_is_never_closed_is_found_by_its_line(
    convert: Convert, write_file: WriteFile
) -> None:
    header = "UPRN,Number,Street,Easting,Northing"
    rows = ['1,1,"Mill Lane,575000,205000', *["2,2,Mill Lane,575000,205000"] * 6_000]
    with pytest.raises(InputError, match=r"homes\.csv, line 2: .*never closed"):
        convert(write_file("homes.csv", header, *rows))


def test_a_zip_that_swells_or_holds_other_zips_is_refused(tmp_path: Path, convert: Convert) -> None:
    bomb, nested = tmp_path / "bomb.zip", tmp_path / "nested.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("homes.csv", b"0" * 11_000_000)
    with zipfile.ZipFile(nested, "w") as archive:
        archive.writestr("data/plus_001_csv.zip", b"")
    with pytest.raises(InputError, match="would expand"):
        convert(bomb)
    with pytest.raises(InputError, match=r"holds other zips\. Unpack it"):
        convert(nested)


def test_points_in_no_system_or_in_no_layer_are_refused(tmp_path: Path, convert: Convert) -> None:
    points = gpd.GeoSeries.from_xy([571_000], [205_000])
    homes = gpd.GeoDataFrame({"uprn": ["1"], "street": ["A"]}, geometry=points)
    homes.to_parquet(tmp_path / "nowhere.parquet")
    with pytest.raises(CoordinateError, match="declares no coordinate system"):
        convert(tmp_path / "nowhere.parquet")
    plots = homes.set_geometry(points.buffer(5), crs="EPSG:27700")
    plots.to_file(tmp_path / "plots.gpkg", driver="GPKG")
    with pytest.raises(InputError, match="one layer of points; found: none"):
        convert(tmp_path / "plots.gpkg")


def test_a_path_that_is_not_there_or_an_empty_folder_says_so(
    tmp_path: Path, convert: Convert
) -> None:
    with pytest.raises(InputError, match=r"There is no address file absent\.csv"):
        convert(tmp_path / "absent.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no table of addresses"):
        convert(tmp_path / "empty")


def test_without_wards_among_the_boundaries_the_stated_ward_is_kept(
    tmp_path: Path, vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file("h.csv", "UPRN,Street,X,Y,Ward Code", "1,A,571000,205000,E05000009")
    out = tmp_path / "h.parquet"
    convert_addresses(path, out, profile=vale, study_area=replace(vale_area, wards=None))
    assert read_addresses(out)["ward_code"].tolist() == ["E05000009"]


def test_half_a_download_is_refused_and_writes_nothing(tmp_path: Path, convert: Convert) -> None:
    whole = gzip.compress(core_csv(*(house(k) for k in range(2000))).encode())
    (tmp_path / "core.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="damaged"):
        convert(tmp_path / "core.csv.gz")
    assert not (tmp_path / "out").exists()


def test_no_message_holds_an_address(tmp_path: Path, convert: Convert) -> None:
    path = write_core(tmp_path / "core.csv", house(1, EASTING="1", NORTHING="1"))
    with pytest.raises(CoordinateError) as caught:
        convert(path)
    assert "MILL" not in str(caught.value).upper()
    assert "10009" not in str(caught.value)


# --- the full size ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_full_county_keeps_its_769_800_dwellings(
    tmp_path: Path, shared_data: Path, essex: ForceProfile
) -> None:
    # Rows and dwellings as the data's own README counts them.
    layers = [
        shared_data / "boundaries" / name
        for name in ("essex_local_authorities.geojson", "essex_wards_may2024.geojson")
    ]
    out = tmp_path / "addresses.parquet"
    found = convert_addresses(
        shared_data / "addresses" / "essex_addressbase_core_synthetic.csv.gz",
        out,
        profile=essex,
        study_area=read_study_area(layers, profile=essex),
    )
    assert (found.rows_in, found.rows_used) == (802_703, 769_800)
    assert found.set_aside == {"not residential by its classification": 32_903}
    homes = read_addresses(out)
    assert len(homes) == 769_800
    assert set(homes["district"]) == set(essex.district_names)
    assert homes[["usrn", "address", "number", "street", "ward_code"]].notna().all(axis=None)
    # Flats: rows of the source whose SUB_BUILDING is not empty and whose class begins with R.
    assert int(homes["flat"].notna().sum()) == 146_916
