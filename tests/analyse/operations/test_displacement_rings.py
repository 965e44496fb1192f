"""Rings around treated areas and controls: as wide as fixed, and none over another."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import hypothesis.strategies as st
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from shapely.geometry import Point, Polygon, box

from hotspots.analyse.operations.displacement_rings import displacement_rings
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import AREA_ID, AREA_ROLE

BNG = "EPSG:27700"
WIDTH_M = 150.0


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
    outlines = town.geometry.to_numpy()
    one, other = np.triu_indices(len(rings), k=1)
    between = shapely.area(shapely.intersection(rings[one], rings[other]))
    over = shapely.area(shapely.intersection(rings[:, None], outlines[None, :]))
    assert max([0.0, *between, *over.ravel()]) < 0.01
    around = shapely.union_all(shapely.buffer(outlines, WIDTH_M))
    whole = shapely.area(shapely.difference(around, shapely.union_all(outlines)))
    assert shapely.area(rings).sum() == pytest.approx(whole, rel=1e-6)
