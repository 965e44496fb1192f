"""Rows of other forces inside this one: used, counted and said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
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


def test_in_a_nation_the_force_that_a_row_states_decides_and_no_council_does(
    vales: ForceProfile, vale_area: StudyArea, write_file: WriteFile
) -> None:
    """300 m over a generalised border a row is still the force's that recorded it."""
    codes = list(vales.authorities)
    areas = vale_area.authorities.assign(area_code=codes)
    area = replace(vale_area, authorities=areas, wards=None)
    # In Southvale: 9.7 km north of its southern border, and 300 m from the coast.
    inland, coast = "0.53714,51.75858", "0.53242,51.67415"
    rows = [
        ROW.replace("Southvale 002B", "Seaside 002B")
        .replace("0.5375,51.7166", point)
        .replace("Vale Police", force)
        for point, force in (
            (inland, "Southvale Constabulary"),
            (inland, "Northvale Police"),
            (coast, "Southvale Constabulary"),
            (coast, "British Transport Police"),
        )
    ]
    loaded = read_offences(write_file("march.csv", HEADER, *rows), profile=vales, study_area=area)
    assert loaded.offences["district"].tolist() == [
        "Lower Vale", "Upper Vale", "Lower Vale", "Lower Vale",
    ]  # fmt: skip
    notes = loaded.sources[0].notes
    said = "used because they lie in this one: 1 (British Transport Police 1)"
    assert [note.endswith(said) for note in notes if "another force" in note] == [True]
