"""The real year of Essex, as data.police.uk publishes it; what is counted here is in its README."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.profile import ForceProfile

pytestmark = pytest.mark.slow


@pytest.fixture
def essex_area(essex_read: tuple[StudyArea, LoadedOffences]) -> StudyArea:
    return essex_read[0]


@pytest.fixture
def essex_2025(essex_read: tuple[StudyArea, LoadedOffences]) -> LoadedOffences:
    return essex_read[1]


def test_the_boundaries_make_ten_districts_of_fourteen_authorities(
    essex: ForceProfile, essex_area: StudyArea
) -> None:
    assert essex_area.districts["district"].tolist() == list(essex.district_names)
    assert len(essex_area.authorities) == 14
    assert essex_area.wards is not None
    assert len(essex_area.wards) == 257
    assert essex_area.wards["district"].notna().all()
    assert essex_area.sources[2].kind == "LSOAs, not needed"
    assert "Castle Point" in essex_area.sources[0].notes[0]


def test_every_one_of_158_217_rows_is_accounted_for(essex_2025: LoadedOffences) -> None:
    assert essex_2025.rows_in == 158_217
    assert essex_2025.rows_used == 155_922
    assert essex_2025.rows_set_aside_by_reason == {
        "no coordinates": 2_140,
        "outside the force": 155,
    }
    assert essex_2025.sources[0].exact_duplicate_rows == 3_305
    assert (
        essex_2025.offences["offence_id"].isna().sum()
        + essex_2025.set_aside["Crime ID"].eq("").sum()
        == 14_541
    )
    assert any(note.startswith("rows that repeat") and ": 1;" in note for note in essex_2025.notes)


def test_all_rows_outside_the_force_state_another_force_s_authority(
    essex_2025: LoadedOffences, essex: ForceProfile
) -> None:
    outside = essex_2025.set_aside[essex_2025.set_aside["reason"] == "outside the force"]
    stated = outside["LSOA name"].str.replace(r" \d{3}[A-Z]$", "", regex=True)
    assert not stated.isin(essex.authorities.values()).any()


def test_each_row_counts_in_the_authority_that_it_states(
    essex_2025: LoadedOffences, essex: ForceProfile
) -> None:
    """Rows of each authority by LSOA name, counted from the archive itself."""
    names = essex_2025.offences["authority_code"].map(essex.authorities)
    counts = names.value_counts()
    assert counts["Southend-on-Sea"] == 19_887
    assert counts["Basildon"] == 18_833
    assert counts["Uttlesford"] == 5_644
    assert counts["Maldon"] == 3_276
    districts = essex_2025.offences["district"].value_counts()
    assert districts["Chelmsford & Maldon"] == 14_497 + 3_276
    assert len(districts) == 10


def test_two_rows_outside_the_outline_state_essex_and_are_used(
    essex_2025: LoadedOffences, essex_area: StudyArea
) -> None:
    outline = essex_area.districts.union_all()
    shapely.prepare(outline)
    points = essex_2025.offences.geometry.to_numpy()
    strays = points[~shapely.intersects(outline, points)]
    assert len(strays) == 2
    assert shapely.distance(outline, strays).max() < 10


def test_points_are_in_metres_and_wards_are_of_their_district(
    essex_2025: LoadedOffences, essex_area: StudyArea
) -> None:
    offences = essex_2025.offences
    assert offences.crs.to_epsg() == 27700
    assert essex_area.wards is not None
    ward_districts = essex_area.wards.set_index("ward_code")["district"]
    placed = offences["ward_code"].notna()
    assert placed.mean() > 0.999
    same = offences["ward_code"][placed].map(ward_districts) == offences["district"][placed]
    assert bool(np.all(same))
