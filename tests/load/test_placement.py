from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspots.errors import InputError
from hotspots.load.boundaries import StudyArea
from hotspots.load.placement import Placement, areas_of_points, place_in_wards, place_points
from hotspots.profile import ForceProfile

MIDDLE_OF_SOUTH = (575_000.0, 205_000.0)
JUST_NORTH = (575_000.0, 210_300.0)  # 300 m beyond Southvale's outline
FAR_NORTH = (575_000.0, 212_000.0)
JUST_OUTSIDE = (575_000.0, 199_700.0)
FAR_OUTSIDE = (575_000.0, 198_000.0)


def place(
    point: tuple[float, float],
    stated: str | None,
    area: StudyArea,
    profile: ForceProfile,
    *,
    official: bool = True,
) -> Placement:
    statement = pd.Series(pd.array([stated], dtype="str"))
    return place_points(
        np.array([point]), statement, official=official, study_area=area, profile=profile
    )


def test_a_point_on_the_boundary_belongs_to_an_area(vale_area: StudyArea) -> None:
    polygons = vale_area.districts.geometry.to_numpy()
    corners = np.array([[570_000.0, 200_000.0], [575_000.0, 210_000.0], [569_999.9, 205_000.0]])
    assert areas_of_points(corners, polygons).tolist() == [1, 0, -1]


def test_without_a_statement_the_outline_decides(vale: ForceProfile, vale_area: StudyArea) -> None:
    assert place(JUST_NORTH, None, vale_area, vale).districts.tolist() == ["Upper Vale"]
    assert place(JUST_OUTSIDE, None, vale_area, vale).outside.all()


def test_a_street_just_over_the_generalised_line_stays_in_its_stated_authority(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    found = place(JUST_NORTH, "Southvale", vale_area, vale)
    assert found.authority_codes.tolist() == ["E07000902"]
    assert found.notes[0].endswith("by less than 1 km, counted in that authority: 1")
    assert not place(JUST_OUTSIDE, "southvale", vale_area, vale).outside.any()


def test_more_than_a_kilometre_away_the_outline_decides(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    assert place(FAR_NORTH, "Southvale", vale_area, vale).districts.tolist() == ["Upper Vale"]
    assert place(FAR_OUTSIDE, "Southvale", vale_area, vale).outside.all()


def test_a_row_that_states_another_force_s_authority_is_outside_though_just_within(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    near_the_edge = (575_000.0, 200_300.0)
    assert place(near_the_edge, "Redbridge", vale_area, vale).outside.all()


def test_an_authority_of_another_name_deep_inside_the_force_is_a_matter_of_names(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    assert not place(MIDDLE_OF_SOUTH, "Oldvale", vale_area, vale).outside.any()


def test_in_an_export_an_unknown_name_says_nothing_and_a_foreign_code_says_outside(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    near_the_edge = (575_000.0, 200_300.0)
    unknown = place(near_the_edge, "Area 3", vale_area, vale, official=False)
    assert unknown.districts.tolist() == ["Lower Vale"]
    assert unknown.notes[0].endswith("unknown to the profile, counted where they lie: 1")
    assert place(near_the_edge, "E09000026", vale_area, vale, official=False).outside.all()


def test_an_authority_may_be_stated_by_code_and_a_district_by_name(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    by_code = place(JUST_NORTH, "e07000902", vale_area, vale)
    by_district = place(JUST_NORTH, "Lower Vale", vale_area, vale)
    assert by_code.districts.tolist() == by_district.districts.tolist() == ["Lower Vale"]


def test_where_only_districts_are_given_there_is_no_authority_code(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    districts_only = replace(vale_area, authorities=vale_area.authorities.iloc[:0])
    found = place(JUST_NORTH, "Southvale", districts_only, vale)
    assert found.districts.tolist() == ["Lower Vale"]
    assert found.authority_codes.tolist() == [None]


def test_a_gap_between_generalised_wards_falls_to_the_nearest_of_the_same_district(
    vale_area: StudyArea,
) -> None:
    assert vale_area.wards is not None
    points = np.array([[574_950.0, 205_000.0], [577_000.0, 205_000.0], [574_950.0, 215_000.0]])
    districts = np.array(["Lower Vale", "Lower Vale", "Upper Vale"], dtype=object)
    codes, names = place_in_wards(points, districts, vale_area)
    assert codes.tolist() == ["E05000001", "E05000002", None]
    assert names.tolist() == ["Trinity", "Trinity", None]


coordinates = st.floats(min_value=-30, max_value=30)


@given(st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=30))
def test_polygon_by_polygon_is_the_same_as_asking_each_polygon_of_each_point(
    found: list[tuple[float, float]],
) -> None:
    points = np.array(found)
    triangle = shapely.Polygon([(0, 0), (20, 0), (0, 20)])
    polygons = np.array([triangle, shapely.box(-20, -20, -1, -1)], dtype=object)
    expected = [
        next((place for place, polygon in enumerate(polygons) if polygon.intersects(p)), -1)
        for p in map(shapely.Point, points)
    ]
    assert areas_of_points(points, polygons).tolist() == expected


def test_outlines_that_carry_each_other_s_code_are_found_out_by_the_rows(
    vale: ForceProfile, vale_area: StudyArea
) -> None:
    """Else every offence of Southvale would be counted in Northvale, and the reverse."""
    swapped = vale_area.authorities.assign(geometry=list(vale_area.authorities.geometry[::-1]))
    area = replace(vale_area, authorities=swapped)
    points = np.array([MIDDLE_OF_SOUTH] * 20)
    stated = pd.Series(pd.array(["Southvale"] * 20, dtype="str"))
    with pytest.raises(InputError, match=r"20 of the 20 rows that state Southvale.*in Upper Vale"):
        place_points(points, stated, official=True, study_area=area, profile=vale)
    # In an export the column may be of another thing: where the victim lives.
    found = place_points(points, stated, official=False, study_area=area, profile=vale)
    assert found.notes[0].startswith("points more than 1 km from the authority that their row")
