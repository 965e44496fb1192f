"""Rows of other forces inside this one: used, counted and said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.load.boundaries import StudyArea
from hotspots.load.offences import read_offences
from hotspots.profile import ForceProfile
from tests.load.rms_rows import RMS_HEADER, rms_row
from tests.load.test_police_uk import HEADER, ROW

WriteFile = Callable[..., Path]
THE_NEIGHBOUR_S = (
    "rows that 'Force' gives to another force, used because they lie in this one: 1 (Kent Police 1)"
)


def test_rows_of_the_transport_police_in_an_archive_are_counted(
    vale: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    theirs = ROW.replace("Vale Police", "British Transport Police")
    elsewhere = theirs.replace("0.5375,51.7166", "-0.1276,51.5072").replace("Southvale", "Camden")
    path = write_file("march.csv", HEADER, ROW, ROW, theirs, elsewhere)
    loaded = read_offences(path, profile=vale, study_area=vale_area)
    assert loaded.rows_used == 3
    (note,) = loaded.sources[0].notes
    assert note.startswith("rows that 'Falls within' gives to another force, used because they lie")
    assert note.endswith("in this one: 1 (British Transport Police 1)")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("Vale", "VALE CONSTABULARY", "Kent Police"), THE_NEIGHBOUR_S),
        (("Y", "N", "N"), None),  # a column of another kind
        (("Kent Police", "Kent Police", "Kent Police"), None),
    ],
)
def test_a_neighbour_s_rows_in_an_export_are_counted(
    vale: ForceProfile,
    vale_area: StudyArea,
    write_file: WriteFile,
    values: tuple[str, ...],
    said: str | None,
) -> None:
    path = write_file("export.csv", f"{RMS_HEADER},Force", *(f"{rms_row()},{v}" for v in values))
    notes = read_offences(path, profile=vale, study_area=vale_area).sources[0].notes
    about_forces = [note for note in notes if "another force" in note]
    assert about_forces == ([] if said is None else [said])
