"""What data.police.uk's API answers, as JSON and as the tables that clients make of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.errors import AmbiguousDatesError
from hotspots.load.police_uk import STREET_KIND, read_police_uk
from hotspots.profile import ForceProfile
from tests.load.test_police_uk import HEADER, ROW

WriteFile = Callable[..., Path]
ANSWER = {
    "category": "violent-crime",
    "location_type": "Force",
    "location": {
        "latitude": "51.7166",
        "longitude": "0.5375",
        "street": {"id": 2153366, "name": "On or near Market Street"},
    },
    "context": "",
    "outcome_status": {"category": "Under investigation", "date": "2025-03"},
    "persistent_id": "abc1",
    "id": 1,
    "location_subtype": "",
    "month": "2025-03",
}
API_HEADER = (
    "category,persistent_id,date,lat,long,street_id,street_name,context,id,location_type,"
    "location_subtype,outcome_status"
)


def test_the_api_s_json_is_read_with_what_lies_within_its_records(
    vale: ForceProfile, tmp_path: Path
) -> None:
    unsolved = {**ANSWER, "outcome_status": None, "category": "anti-social-behaviour"}
    path = tmp_path / "all-crime.json"
    path.write_text(json.dumps([ANSWER, unsolved]), encoding="utf-8")
    rows = read_police_uk(path, profile=vale)
    assert rows.offences["category"].tolist() == [
        "Violence and sexual offences",
        "Anti-social behaviour",
    ]
    assert rows.offences["location"].tolist() == ["Market Street", "Market Street"]
    assert rows.offences["outcome"].fillna("").tolist() == ["Under investigation", ""]
    assert rows.offences["from_time"].dt.strftime("%Y-%m").tolist() == ["2025-03"] * 2
    assert rows.coordinates.eastings.tolist() == ["0.5375", "0.5375"]
    assert rows.findings.kind == STREET_KIND


def test_a_client_s_table_of_the_api_has_its_month_under_date(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    path = write_file(
        "crimes.csv",
        API_HEADER,
        "burglary,abc2,2025-02,51.7166,0.5375,21,On or near Mill Lane,,2,Force,,NA",
        "burglary,,2025-03,51.7166,0.5375,22,On or near ,,3,Force,,Under investigation",
    )
    rows = read_police_uk(path, profile=vale)
    assert rows.offences["location"].fillna("").tolist() == ["Mill Lane", ""]
    assert rows.offences["offence_id"].fillna("").tolist() == ["abc2", ""]
    assert rows.offences["outcome"].fillna("").tolist() == ["", "Under investigation"]
    assert rows.reasons.isna().all()


@pytest.mark.parametrize(
    ("months", "read"),
    [
        (["2025-01-01", "2025-02-01"], ["2025-01", "2025-02"]),
        (["2025-01-01 00:00:00"], ["2025-01"]),
        (["Jan-25", "Feb-25"], ["2025-01", "2025-02"]),
        (["01/02/2025", "01/03/2025"], ["2025-02", "2025-03"]),
        (["02/01/2025", "03/01/2025"], ["2025-02", "2025-03"]),
    ],
)
def test_a_month_is_read_as_databases_and_spreadsheets_write_it(
    vale: ForceProfile, write_file: WriteFile, months: list[str], read: list[str]
) -> None:
    path = write_file("m.csv", HEADER, *(ROW.replace("2025-03", month) for month in months))
    rows = read_police_uk(path, profile=vale)
    assert rows.offences["from_time"].dt.strftime("%Y-%m").tolist() == read


def test_a_day_within_a_month_is_set_aside_and_a_file_of_days_refused(
    vale: ForceProfile, write_file: WriteFile
) -> None:
    rows = [ROW.replace("2025-03", day) for day in ("2025-03-01", "2025-03-01", "2025-03-17")]
    read = read_police_uk(write_file("m.csv", HEADER, *rows), profile=vale)
    assert read.reasons.isna().tolist() == [True, True, False]
    with pytest.raises(AmbiguousDatesError, match="not written as 2025-01"):
        read_police_uk(write_file("d.csv", HEADER, rows[2]), profile=vale)
