"""Street Safe reports: where people said that they felt unsafe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.errors import InputError
from hotspots.load.boundaries import StudyArea
from hotspots.load.offence_sources import recognise
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile

WriteFile = Callable[..., Path]


def test_every_report_counts_alike_whatever_made_it_unsafe(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    path = write_file(
        "reports.csv",
        "Submission ID,Date Submitted,Latitude,Longitude,What made you feel unsafe",
        "1,2025-06-13 22:10,51.7212,0.5347,Poor lighting",
        "2,2025-06-14 21:00,51.7212,0.5347,",
        "3,2025-06-15 21:00,,,Being followed",
    )
    read = read_offences(path, profile=vale, study_area=vale_area)
    assert read.offences["category"].tolist() == ["Felt unsafe", "Felt unsafe"]
    assert read.rows_set_aside_by_reason == {"no coordinates": 1}
    assert read.subject == "Street Safe reports"


def test_a_log_of_incidents_is_no_street_safe_report(write_file: WriteFile) -> None:
    path = write_file("log.csv", "Ref,HO Code,From,Easting,Northing", "1,ASB,2025-06-13,1,1")
    assert recognise(path) == "records-system export"


def test_offences_in_unsafe_premises_are_offences_and_a_survey_by_ward_has_no_points(
    write_file: WriteFile,
) -> None:
    export = write_file(
        "export.csv", "Ref,HO Code,From,Easting,Northing,Unsafe premises", "1,8N,2025-06-13,1,1,Y"
    )
    assert recognise(export) == "records-system export"
    survey = write_file("survey.csv", "ward_code,Feel unsafe", "E05000001,12")
    with pytest.raises(InputError, match="not recognised by its columns"):
        recognise(survey)
