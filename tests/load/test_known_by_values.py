"""Columns of an export that its headings do not tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots import schema
from hotspots.errors import MissingColumnError
from hotspots.load.boundaries import StudyArea
from hotspots.load.offences import read_offences
from hotspots.load.rms_export import read_rms_export
from hotspots.load.source_rows import SourceRows
from hotspots.profile import ForceProfile

WriteFile = Callable[..., Path]
ReadLines = Callable[..., SourceRows]
WHERE_AND_WHEN = "2025-06-13 22:10,575200,205300"
HEADER = "From,Easting,Northing"


@pytest.fixture
def read_lines(vale: ForceProfile, write_file: WriteFile) -> ReadLines:
    return lambda *lines: read_rms_export(write_file("export.csv", *lines), profile=vale)


def test_police_uk_categories_in_a_column_called_offence_are_found(read_lines: ReadLines) -> None:
    rows = read_lines(
        f"{HEADER},Offence", f"{WHERE_AND_WHEN},Burglary", f"{WHERE_AND_WHEN},violent-crime"
    )
    assert rows.offences["category"].tolist() == ["Burglary", "Violence and sexual offences"]
    assert rows.findings.mapping["category"] == "Offence"


def test_codes_in_a_column_called_offence_are_found(read_lines: ReadLines) -> None:
    rows = read_lines(f"{HEADER},Offence", f"{WHERE_AND_WHEN},008N", f"{WHERE_AND_WHEN},28/E")
    assert rows.offences["offence_code"].tolist() == ["8N", "28E"]


def test_bare_numbers_are_not_taken_for_codes(read_lines: ReadLines) -> None:
    """A type 1 is no murder."""
    with pytest.raises(MissingColumnError, match=r"lacks offence_code .*nearest here|offence_code"):
        read_lines(f"{HEADER},Incident Type", f"{WHERE_AND_WHEN},1", f"{WHERE_AND_WHEN},2")


@pytest.mark.parametrize("heading", ["Locus", "Street", "Location Street", "Road Name"])
def test_the_street_is_found_under_the_names_that_forces_give_it(
    read_lines: ReadLines, heading: str
) -> None:
    rows = read_lines(f"{HEADER},HO Code,{heading}", f"{WHERE_AND_WHEN},8N,Market Street")
    assert rows.offences["location"].tolist() == ["Market Street"]
    assert rows.findings.mapping["location"] == heading


def test_an_empty_column_of_addresses_gives_way_to_a_filled_one(read_lines: ReadLines) -> None:
    rows = read_lines(f"{HEADER},HO Code,Address,Locus", f"{WHERE_AND_WHEN},8N,,Market Street")
    assert rows.findings.mapping["location"] == "Locus"


def test_the_full_address_goes_before_the_street_alone(read_lines: ReadLines) -> None:
    rows = read_lines(
        f"{HEADER},HO Code,Street,Full Address", f"{WHERE_AND_WHEN},8N,Mill Lane,3 Mill Lane"
    )
    assert rows.offences["location"].tolist() == ["3 Mill Lane"]


def test_the_uprn_and_the_marker_of_domestic_abuse_are_kept(read_lines: ReadLines) -> None:
    rows = read_lines(
        f"{HEADER},HO Code,UPRN,DA Flag",
        f"{WHERE_AND_WHEN},8N,100012345678,Y",
        f"{WHERE_AND_WHEN},8N,,N",
        f"{WHERE_AND_WHEN},8N,,",
        f"{WHERE_AND_WHEN},8N,,Perhaps",
    )
    assert rows.offences["uprn"].fillna("").tolist() == ["100012345678", "", "", ""]
    assert rows.offences["domestic_abuse"].tolist()[:2] == [True, False]
    assert rows.offences["domestic_abuse"].isna().tolist() == [False, False, True, True]
    assert rows.findings.notes == (
        "rows that say neither yes nor no to domestic abuse, taken as not known: 1",
    )


def test_markers_of_knife_alcohol_hate_and_online_are_kept(read_lines: ReadLines) -> None:
    rows = read_lines(
        f"{HEADER},HO Code,Knife Flag,Alcohol Related,Hate Crime Marker,Cyber Enabled",
        f"{WHERE_AND_WHEN},8N,Y,No,Hate,",
        f"{WHERE_AND_WHEN},8N,N,,,Yes",
    )
    read = {name: rows.offences[name].astype("object").tolist() for name in schema.MARKERS}
    assert read["knife"] == [True, False]
    assert read["alcohol"][0] is False
    assert read["hate"][0] is True
    assert read["online"][1] is True
    assert rows.offences[list(schema.MARKERS)].isna().sum().tolist() == [0, 1, 1, 1]


def test_a_marker_that_one_of_two_files_has_is_not_known_of_the_other(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    without = write_file("a.csv", f"{HEADER},HO Code", f"{WHERE_AND_WHEN},8N")
    marked = write_file("b.csv", f"{HEADER},HO Code,Knife", f"{WHERE_AND_WHEN},8N,Y")
    for files in ([without, marked], [marked, without]):
        offences = read_offences(files, profile=vale, study_area=vale_area).offences
        by_file = offences.set_index(schema.SOURCE_FILE)["knife"]
        assert by_file["b.csv"]
        assert by_file.isna()["a.csv"]


def test_codes_are_one_however_they_are_written_and_the_rewriting_is_said(
    read_lines: ReadLines,
) -> None:
    codes = ["8N", "008N", "8 N", "8n", "28/E", "034/B", "049", "008/06", "8/06", "4/10"]
    rows = read_lines(f"{HEADER},HO Code", *(f"{WHERE_AND_WHEN},{code}" for code in codes))
    assert rows.offences["offence_code"].tolist() == [
        "8N", "8N", "8N", "8N", "28E", "34B", "49", "8/6", "8/6", "4.10",
    ]  # fmt: skip
    # Which letter class 8 with sub-class 6 has today cannot be told from its number.
    assert rows.findings.unmapped_codes == {"8/6": 2}
    assert rows.findings.notes == (
        "offence codes written in another way, such as '008N', read as 8N: 9",
    )
