from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from hotspots.errors import AmbiguousDatesError, InputError, MissingColumnError, NoRowsError
from hotspots.load.police_uk import police_uk_kind, read_police_uk
from hotspots.profile import ForceProfile

WriteFile = Callable[..., Path]

HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
ROW = (
    "ab12,2025-03,Vale Police,Vale Police,0.5375,51.7166,On or near Market Street,E01000001,"
    "Southvale 002B,Burglary,Under investigation,"
)
OUTCOMES_HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
SEARCH_HEADER = (
    "Type,Date,Part of a policing operation,Latitude,Longitude,Legislation,Object of search"
)


def test_a_month_becomes_its_first_moment_to_the_next_month_s(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    rows = read_police_uk(write_file("march.csv", HEADER, ROW), profile=vale)
    offence = rows.offences.iloc[0]
    assert offence["from_time"] == pd.Timestamp("2025-03-01", tz="Europe/London")
    # The clocks went forward within the month: the end is in summer time.
    assert offence["to_time"] == pd.Timestamp("2025-03-31 23:00", tz="UTC")
    assert offence["time_precision"] == "month"


def test_the_street_is_kept_without_on_or_near_and_the_authority_without_its_lsoa(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    rows = read_police_uk(write_file("march.csv", HEADER, ROW), profile=vale)
    assert rows.offences["location"].tolist() == ["Market Street"]
    assert rows.offences["outcome"].tolist() == ["Under investigation"]
    assert rows.stated_area.tolist() == ["Southvale"]
    assert rows.findings.mapping["category"] == "Crime type"
    assert rows.findings.first_dates == (("2025-03", "March 2025"),)


def test_anti_social_behaviour_has_no_reference_and_is_read(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    row = ROW.replace("ab12", "").replace("Burglary", "Anti-social behaviour")
    rows = read_police_uk(write_file("march.csv", HEADER, row), profile=vale)
    assert rows.offences["offence_id"].isna().all()
    assert rows.offences["category"].tolist() == ["Anti-social behaviour"]


def test_snake_case_and_eastings_of_other_publications_are_read(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    snake = write_file("snake.csv", HEADER.replace(" ", "_").lower(), ROW)
    assert read_police_uk(snake, profile=vale).coordinates.crs == "EPSG:4326"
    first_files = write_file(
        "2011.csv",
        "Month,Reported by,Falls within,Easting,Northing,Location,Crime type,Context",
        "2011-03,Vale Police,Vale Police,575200,205300,On or near Mill Lane,Violent crime,",
    )
    rows = read_police_uk(first_files, profile=vale)
    assert rows.coordinates.crs == "EPSG:27700"
    assert rows.offences["category"].tolist() == ["Violence and sexual offences"]
    assert any("older files" in note and note.endswith(": 1") for note in rows.findings.notes)
    assert any("do not compare" in note for note in rows.findings.notes)


def test_a_file_without_lsoas_states_no_authority(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    header = "Crime ID,Month,Longitude,Latitude,Location,Crime type"
    row = "ab12,2025-03,0.5375,51.7166,On or near Market Street,Burglary"
    rows = read_police_uk(write_file("march.csv", header, row), profile=vale)
    assert rows.stated_area.isna().all()


def test_a_category_that_is_not_known_is_counted_and_kept(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    path = write_file("march.csv", HEADER, ROW, ROW.replace("Burglary", "Piracy"))
    rows = read_police_uk(path, profile=vale)
    assert rows.findings.unmapped_codes == {"Piracy": 1}
    assert rows.findings.rows_in == 2


def test_exactly_equal_rows_are_counted_and_kept(vale: ForceProfile, write_file: WriteFile) -> None:
    rows = read_police_uk(write_file("march.csv", HEADER, ROW, ROW, ROW), profile=vale)
    assert rows.findings.exact_duplicate_rows == 2
    assert len(rows.offences) == 3


def test_months_in_another_writing_are_refused(vale: ForceProfile, write_file: WriteFile) -> None:
    path = write_file("march.csv", HEADER, ROW.replace("2025-03", "Spring 2025"))
    with pytest.raises(AmbiguousDatesError, match="not written as 2025-01; the first is 'Spring"):
        read_police_uk(path, profile=vale)


def test_a_missing_pair_of_coordinates_is_named(vale: ForceProfile, write_file: WriteFile) -> None:
    path = write_file("march.csv", "Month,Crime type,Longitude", "2025-03,Burglary,0.5")
    with pytest.raises(MissingColumnError, match="longitude"):
        read_police_uk(path, profile=vale)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (HEADER, "data.police.uk street-level crimes"),
        (HEADER.replace(" ", "_").lower(), "data.police.uk street-level crimes"),
        (OUTCOMES_HEADER, "data.police.uk outcomes"),
        (SEARCH_HEADER, "data.police.uk stop and search"),
        ("Crime No,HO Code,Committed From,Easting,Northing", None),
    ],
)
def test_each_file_of_the_publication_is_known_by_its_headers(
    header: str, kind: str | None
) -> None:
    assert police_uk_kind(header.split(",")) == kind


def archive_of(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/").replace("_csv", ".csv"), text)
    return path


def test_the_archive_gives_its_street_files_and_names_what_it_leaves_out(
    vale: ForceProfile, tmp_path: Path
) -> None:
    path = archive_of(
        tmp_path / "vale.zip",
        b__second_csv=f"{HEADER}\n{ROW.replace('2025-03', '2025-04')}\n",
        a__first_csv=f"{HEADER}\n{ROW}\n",
        a__outcomes_csv=f"{OUTCOMES_HEADER}\nab12,2025-03\n",
        a__empty_csv=f"{HEADER}\n",
        readme="Thank you",
    )
    rows = read_police_uk(path, profile=vale)
    assert rows.offences["source_file"].tolist() == [
        "vale.zip/a/first.csv",
        "vale.zip/b/second.csv",
    ]
    assert rows.offences["source_line"].tolist() == [2, 2]
    assert rows.findings.kind == "data.police.uk archive"
    assert rows.findings.notes == (
        "a/empty.csv has no rows",
        "a/outcomes.csv was left out: data.police.uk outcomes",
        "readme was left out: not a table of crimes",
    )


def test_an_archive_of_something_else_is_refused(vale: ForceProfile, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"holds no street-level crimes.*it holds readme"):
        read_police_uk(archive_of(tmp_path / "a.zip", readme="Thank you"), profile=vale)
    with pytest.raises(NoRowsError):
        read_police_uk(archive_of(tmp_path / "b.zip", a_csv=HEADER + "\n"), profile=vale)


def test_a_damaged_archive_is_refused(vale: ForceProfile, tmp_path: Path) -> None:
    path = tmp_path / "broken.zip"
    path.write_bytes(b"PK no more")
    with pytest.raises(InputError, match=r"broken\.zip is damaged or under a password"):
        read_police_uk(path, profile=vale)


def test_an_archive_that_would_expand_absurdly_is_refused(
    vale: ForceProfile, tmp_path: Path
) -> None:
    path = archive_of(tmp_path / "bomb.zip", a_csv="0" * 30_000_000)
    with pytest.raises(InputError, match="would expand from"):
        read_police_uk(path, profile=vale)


def test_files_of_two_kinds_of_coordinates_do_not_mix_in_one_archive(
    vale: ForceProfile, tmp_path: Path
) -> None:
    grid = "Month,Easting,Northing,Location,Crime type\n2011-03,575200,205300,Mill Lane,Burglary\n"
    path = archive_of(tmp_path / "vale.zip", a_csv=f"{HEADER}\n{ROW}\n", b_csv=grid)
    with pytest.raises(InputError, match=r"vale\.zip/b\.csv has no longitude and latitude"):
        read_police_uk(path, profile=vale)
