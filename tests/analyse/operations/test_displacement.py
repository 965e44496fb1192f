"""Weighted displacement difference, against the published numbers.

Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to
evaluate place based crime interventions. Crime Science 7:11; the figures as in methods.md, §7.

Rings around treated areas and controls: as wide as fixed, and none over another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import Point, Polygon, box

from hotspots.analyse.operations.displacement import (
    BeforeDuring,
    Displacement,
    DisplacementWeights,
    displacement_rings,
    harm_weighted_displacement,
    weighted_displacement,
)
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import AREA_ID, AREA_ROLE

BNG = "EPSG:27700"
WIDTH_M = 150.0


def pair(before: float, during: float) -> BeforeDuring:
    return BeforeDuring(before=before, during=during)


# C 308→318, T 207→110, C_d 150→140, D 178→157.
TREATED, CONTROL = pair(207, 110), pair(308, 318)
RING, CONTROL_RING = pair(178, 157), pair(150, 140)


def test_the_published_effect_comes_out() -> None:
    found = weighted_displacement(TREATED, CONTROL, RING, CONTROL_RING)
    assert found.difference == -118
    assert found.standard_error == pytest.approx(39.598, abs=0.0005)
    assert found.z == pytest.approx(-2.980, abs=0.0005)
    assert found.interval() == pytest.approx((-195.6, -40.4), abs=0.05)


def test_unequal_areas_are_divided_by_their_weight_and_variances_by_its_square() -> None:
    weights = DisplacementWeights(control=0.9, treated=1.2, control_ring=1.6, treated_ring=1.5)
    found = weighted_displacement(TREATED, CONTROL, RING, CONTROL_RING, weights=weights)
    assert found.difference == pytest.approx(-99.694, abs=0.0005)
    assert found.standard_error == pytest.approx(35.428, abs=0.0005)
    assert found.z == pytest.approx(-2.814, abs=0.0005)


def test_a_fall_of_sixty_two_that_chance_can_make() -> None:
    """C 245→225, T 250→160, C_d 118→120, D 120→130."""
    found = weighted_displacement(pair(250, 160), pair(245, 225), pair(120, 130), pair(118, 120))
    assert found.difference == -62
    assert found.standard_error == pytest.approx(36.99, abs=0.005)
    assert found.z == pytest.approx(-1.676, abs=0.0005)
    assert found.p_value == pytest.approx(0.094, abs=0.0005)


def test_offences_that_moved_next_door_are_no_gain() -> None:
    moved = weighted_displacement(pair(100, 60), pair(100, 100), pair(50, 90), pair(50, 50))
    assert moved.difference == 0


def test_a_before_period_twice_as_long_counts_half() -> None:
    """100 in two months and 50 in one is no change; by hand: 50 − 100/2 − (40 − 80/2) = 0."""
    weights = DisplacementWeights(before_period=2.0)
    found = weighted_displacement(pair(100, 50), pair(80, 40), weights=weights)
    assert found.difference == 0
    # 50 + 100/4 + 40 + 80/4
    assert found.standard_error == pytest.approx(math.sqrt(135))


def test_harm_adds_up_kinds_of_offence_by_their_weight() -> None:
    """By hand: 10 × −3 + 100 × 1 = 70; √((10 × 4)² + (100 × 2)²) = 203.96."""
    kinds = [
        (10.0, Displacement(difference=-3.0, standard_error=4.0)),
        (100.0, Displacement(difference=1.0, standard_error=2.0)),
    ]
    found = harm_weighted_displacement(kinds)
    assert found.difference == 70
    assert found.standard_error == pytest.approx(203.96, abs=0.005)


def test_places_without_any_offence_have_no_difference_and_no_error() -> None:
    found = weighted_displacement(pair(0, 0), pair(0, 0))
    assert (found.difference, found.standard_error, found.z, found.p_value) == (0, 0, 0, 1)


def test_counts_below_zero_and_weights_of_zero_are_refused() -> None:
    with pytest.raises(ParameterError, match="-1 before"):
        pair(-1, 2)
    with pytest.raises(ParameterError, match=r"control 0, before_period nan"):
        DisplacementWeights(control=0, before_period=math.nan)


@given(st.lists(st.integers(0, 10_000), min_size=8, max_size=8))
def test_swapping_treated_and_control_turns_the_sign_and_nothing_else(counts: list[int]) -> None:
    treated, control, ring, control_ring = (
        pair(before, during) for before, during in zip(counts[::2], counts[1::2], strict=True)
    )
    one = weighted_displacement(treated, control, ring, control_ring)
    other = weighted_displacement(control, treated, control_ring, ring)
    assert one.difference == -other.difference
    assert one.standard_error == pytest.approx(other.standard_error)
    assert one.standard_error == pytest.approx(math.sqrt(sum(counts)))


def areas(outlines: Sequence[Polygon], roles: str, crs: str = BNG) -> gpd.GeoDataFrame:
    """Return areas; a T in ``roles`` is treated, a C is a control."""
    named = ["treated" if role == "T" else "control" for role in roles]
    ids = [f"S{at:03d}" for at in range(len(outlines))]
    return gpd.GeoDataFrame(
        {AREA_ID: ids, AREA_ROLE: named},
        geometry=list(outlines),
        crs=crs,
        index=range(5, 5 + len(ids)),
    )


def test_a_lone_square_has_a_ring_of_its_own_width() -> None:
    """By hand: four sides of 100 m × 150 m, and the quarters of one circle of 150 m."""
    square = areas([box(500_000, 200_000, 500_100, 200_100)], "T")
    rings = displacement_rings(square, WIDTH_M)
    assert rings.geometry.iloc[0].area == pytest.approx(60_000 + np.pi * WIDTH_M**2, rel=0.01)
    assert list(rings.index) == [5]
    assert not rings.geometry.iloc[0].intersects(square.geometry.iloc[0].buffer(-1))


def test_the_ground_between_two_treated_squares_is_halved() -> None:
    """Squares 100 m apart: the line between them is half-way, at 500,150."""
    near = areas([box(500_000, 0, 500_100, 100), box(500_200, 0, 500_300, 100)], "TT")
    one, other = displacement_rings(near, WIDTH_M).geometry
    # The squares by which the ground is divided have sides of 5 m.
    assert shapely.area(one.intersection(box(500_155, 0, 500_200, 100))) == pytest.approx(0, abs=1)
    assert one.contains(box(500_101, 1, 500_144, 99))
    assert other.contains(box(500_156, 1, 500_199, 99))


def test_a_treated_areas_ring_comes_before_a_controls() -> None:
    near = areas([box(500_200, 0, 500_300, 100), box(500_000, 0, 500_100, 100)], "CT")
    control, treated = displacement_rings(near, WIDTH_M).geometry
    assert treated.contains(box(500_101, 1, 500_199, 99))
    assert shapely.area(control.intersection(box(500_100, 0, 500_200, 100))) == 0


def test_a_ring_stops_at_an_area_that_is_not_its_own() -> None:
    touching = areas([box(500_000, 0, 500_100, 100), box(500_100, 0, 500_200, 100)], "TC")
    rings = displacement_rings(touching, WIDTH_M)
    assert shapely.area(rings.geometry.iloc[0].intersection(touching.geometry.iloc[1])) == 0


def test_areas_that_overlap_are_refused_by_name() -> None:
    over = areas([box(500_000, 0, 500_100, 100), box(500_050, 0, 500_150, 100)], "TC")
    with pytest.raises(InputError, match=r"S000 and S001 overlap by 5,000 m²"):
        displacement_rings(over, WIDTH_M)


def test_a_ring_without_width_and_areas_in_degrees_are_refused() -> None:
    square = [box(500_000, 0, 500_100, 100)]
    with pytest.raises(ParameterError, match="above 0"):
        displacement_rings(areas(square, "T"), 0)
    with pytest.raises(CoordinateError):
        displacement_rings(areas(square, "T", crs="EPSG:4326"), WIDTH_M)


def test_an_area_that_lies_among_others_has_an_empty_ring_that_is_an_area() -> None:
    middle = box(560_000, 200_000, 560_010, 200_010)
    whole = box(559_700, 199_700, 560_310, 200_310)
    around = Polygon(whole.exterior, [middle.exterior])
    rings = displacement_rings(areas([middle, around], "TT"), WIDTH_M).geometry
    assert rings.iloc[0].is_empty
    assert rings.iloc[0].geom_type == "Polygon"


@st.composite
def towns(draw: st.DrawFn) -> gpd.GeoDataFrame:
    """Draw areas close to one another, none overlapping."""
    outlines: list[Polygon] = []
    for _ in range(draw(st.integers(2, 6))):
        east, north = (draw(st.integers(0, 500)) for _ in range(2))
        size = draw(st.integers(20, 120))
        new = (
            Point(east, north).buffer(size)
            if draw(st.booleans())
            else box(east, north, east + size, north + size)
        )
        if all(new.distance(each) > 1 for each in outlines):
            outlines.append(new)
    roles = [draw(st.sampled_from("TC")) for _ in outlines]
    moved = [
        shapely.transform(each, lambda p: p + np.array([560_000, 200_000])) for each in outlines
    ]
    return areas(moved, "".join(roles))


@given(towns())
@settings(max_examples=25)
def test_no_ring_overlaps_another_or_any_area_and_together_they_lose_no_ground(
    town: gpd.GeoDataFrame,
) -> None:
    rings = displacement_rings(town, WIDTH_M).geometry.to_numpy()
    assert {each.geom_type for each in rings} <= {"Polygon", "MultiPolygon"}
    outlines = town.geometry.to_numpy()
    one, other = np.triu_indices(len(rings), k=1)
    between = shapely.area(shapely.intersection(rings[one], rings[other]))
    over = shapely.area(shapely.intersection(rings[:, None], outlines[None, :]))
    assert max([0.0, *between, *over.ravel()]) < 0.01
    around = shapely.union_all(shapely.buffer(outlines, WIDTH_M))
    whole = shapely.area(shapely.difference(around, shapely.union_all(outlines)))
    assert shapely.area(rings).sum() == pytest.approx(whole, rel=1e-6)
