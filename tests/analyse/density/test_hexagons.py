"""Hexagons: what is in them, and which of them a reader may see."""

from __future__ import annotations

import geopandas as gpd
import h3
import numpy as np
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.density.hexagons import RESOLUTION, harm_by_hexagon

HARM = "harm_css"
# The middles of three hexagons that have no edge in common.
CELLS = sorted(h3.grid_ring(h3.latlng_to_cell(51.889, 0.891, RESOLUTION), 2))[::4]


def offences(*held: tuple[int, int, float], **columns: object) -> gpd.GeoDataFrame:
    """Return so many offences of so much harm in a cell, each at a place of its own."""
    degrees = [
        np.add(h3.cell_to_latlng(CELLS[cell])[::-1], (number * 1e-5, 0))
        for cell, count, _ in held
        for number in range(count)
    ]
    harm = [each for _, count, each in held for _ in range(count)]
    return gpd.GeoDataFrame(
        {schema.DISTRICT: "Colchester", schema.OFFENCE_CODE: "8N", HARM: harm, **columns},
        geometry=shapely.points(degrees),
        crs="EPSG:4326",
    ).to_crs("EPSG:27700")


def test_offences_and_harm_a_year_are_those_in_the_hexagon() -> None:
    table = offences((0, 6, 10.0), (1, 9, 1.0), public_point=True)
    found = harm_by_hexagon(table, harm=HARM, period_years=2.0)
    assert list(found.columns) == [*schema.HEXAGON_COLUMNS]
    assert list(found[schema.HEXAGON]) == [CELLS[0], CELLS[1]]
    assert list(found[schema.OFFENCES]) == [6, 9]
    assert list(found[schema.HARM_PER_YEAR]) == [30.0, 4.5]


def test_a_hexagon_with_two_offences_beside_its_harm_spot_is_not_listed() -> None:
    table = offences((0, 40, 1.0), (1, 9, 1.0), (2, 9, 1.0))
    of_spot = table.geometry.iloc[:38].union_all().convex_hull.buffer(0.5)
    spots = gpd.GeoSeries([of_spot], crs=table.crs)
    found = harm_by_hexagon(table, harm=HARM, period_years=1.0, spots=spots)
    assert set(found[schema.HEXAGON]) == {CELLS[1], CELLS[2]}
    # Where nothing is left, or enough, it is told; so it is of a spot that reaches beyond.
    for around in (table.geometry.iloc[:40], table.geometry.iloc[:20], table.geometry):
        spots = gpd.GeoSeries([around.union_all().convex_hull.buffer(0.5)], crs=table.crs)
        found = harm_by_hexagon(table, harm=HARM, period_years=1.0, spots=spots)
        assert set(found[schema.HEXAGON]) == {*CELLS[:3]}


def test_figures_are_rounded() -> None:
    found = harm_by_hexagon(offences((0, 48, 12.34)), harm=HARM, period_years=1.0)
    assert list(found[schema.OFFENCES]) == [50]
    assert list(found[schema.HARM_PER_YEAR]) == [590.0]  # 592.32


def test_an_outline_is_the_hexagon_in_the_forces_system() -> None:
    found = harm_by_hexagon(offences((0, 6, 1.0)), harm=HARM, period_years=1.0)
    assert found.crs == "EPSG:27700"
    # Resolution 9 is a tenth of a square kilometre on average over the globe.
    assert found.geometry.area.iloc[0] == pytest.approx(105_000, rel=0.2)
    assert len(found.geometry.iloc[0].exterior.coords) == 7


def test_a_hexagon_with_four_offences_is_not_listed_nor_the_one_that_would_tell_it() -> None:
    found = harm_by_hexagon(
        offences((0, 4, 1.0), (1, 6, 1.0), (2, 30, 1.0)), harm=HARM, period_years=1.0
    )
    # From the district's 40 less 30 + 6 anyone would have the 4.
    assert list(found[schema.HEXAGON]) == [CELLS[2]]


def test_one_address_is_no_hexagon_however_much_happened_there() -> None:
    table = offences((0, 12, 1.0), (1, 12, 1.0))
    lone = table.geometry.iloc[0]
    table.loc[:11, schema.GEOMETRY] = gpd.GeoSeries([lone] * 12, crs=table.crs)
    found = harm_by_hexagon(table, harm=HARM, period_years=1.0)
    assert list(found[schema.HEXAGON]) == [CELLS[1]]


def test_points_that_are_public_already_need_no_floor() -> None:
    table = offences((0, 2, 1.0), public_point=True)
    assert len(harm_by_hexagon(table, harm=HARM, period_years=1.0)) == 1
