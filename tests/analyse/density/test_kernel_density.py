"""The surface: true units, the harm that went in, and clear refusals."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.analyse.density.kernel_density import cells_inside, kernel_density, study_grid
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.errors import CoordinateError, InputError, MissingColumnError, ParameterError
from hotspots.surface import Grid, Surface

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

COLCHESTER = (599_000.0, 224_000.0, 601_000.0, 226_000.0)
HIGH_STREET = (600_025.0, 225_025.0)  # the centre of a 50 m cell


def offences_at(
    *places: tuple[float, float], harm: list[float] | None = None, crs: str = "EPSG:27700"
) -> gpd.GeoDataFrame:
    eastings, northings = zip(*places, strict=True) if places else ((), ())
    return gpd.GeoDataFrame(
        {"harm_css": np.array(harm if harm is not None else [1.0] * len(places), dtype=float)},
        geometry=gpd.points_from_xy(eastings, northings),
        crs=crs,
    )


def surface_of(
    offences: gpd.GeoDataFrame,
    params: KernelDensityParams | None = None,
    *,
    grid: Grid | None = None,
    weight: str | None = "harm_css",
    period_years: float = 1.0,
    study_area: BaseGeometry | None = None,
) -> Surface:
    params = params or KernelDensityParams()
    return kernel_density(
        offences,
        weight=weight,
        params=params,
        grid=grid or study_grid(COLCHESTER, params, "EPSG:27700"),
        period_years=period_years,
        unit="CSS points per km² per year",
        title="Harm",
        study_area=study_area,
    )


def town(count: int, seed: int = 1) -> gpd.GeoDataFrame:
    random = np.random.default_rng(seed)
    points = random.uniform((599_000, 224_000), (601_000, 226_000), (count, 2))
    harm = random.gamma(0.3, 500.0, count).tolist()
    return offences_at(*map(tuple, points.tolist()), harm=harm)


def value_at(surface: Surface, easting: float, northing: float) -> float:
    rows, columns = surface.grid.cells_of(np.array([easting]), np.array([northing]))
    return float(surface.values[rows[0], columns[0]])


@pytest.mark.parametrize(("metres_east", "per_km2"), [(0, 10.610), (150, 5.968), (300, 0.0)])
def test_one_event_at_300_m_has_the_published_densities(metres_east: int, per_km2: float) -> None:
    # methods.md §2: 3/(π·0.3²) = 10.610 at the event, times (1 − ¼)² = 5.968 halfway out.
    surface = surface_of(offences_at(HIGH_STREET), KernelDensityParams(bandwidth_m=300.0))
    density = value_at(surface, HIGH_STREET[0] + metres_east, HIGH_STREET[1])
    assert density == pytest.approx(per_km2, abs=0.0005)


def test_two_years_of_offences_are_half_as_dense_a_year() -> None:
    one = surface_of(town(50))
    two = surface_of(town(50), period_years=2.0)
    assert two.values == pytest.approx(one.values / 2.0)


@pytest.mark.parametrize(("cells_per_bandwidth", "worst"), [(2, 1.5e-2), (4, 1.6e-3), (6, 3e-4)])
def test_one_offence_keeps_its_harm_wherever_it_falls_in_its_cell(
    cells_per_bandwidth: int, worst: float
) -> None:
    # The bounds are the ones that the docstring states.
    params = KernelDensityParams(bandwidth_m=50.0 * cells_per_bandwidth)
    for east in np.linspace(600_000.0, 600_050.0, 7):
        for north in np.linspace(225_000.0, 225_050.0, 7):
            surface = surface_of(offences_at((east, north), harm=[799.6]), params)
            assert surface.total_per_year == pytest.approx(799.6, rel=worst)


def test_surface_holds_the_harm_that_went_in_up_to_the_very_edge() -> None:
    # At six cells to a bandwidth; the corners of the study area hold an offence each.
    west, south, east, north = COLCHESTER
    corners = offences_at((west, south), (west, north), (east, south), (east, north))
    params = KernelDensityParams(bandwidth_m=300.0)
    assert surface_of(corners, params).total_per_year == pytest.approx(4.0, rel=3e-4)
    whole_town = town(5000)
    total = whole_town["harm_css"].sum()
    assert surface_of(whole_town, params).total_per_year == pytest.approx(total, rel=1e-4)


def test_finer_cells_converge_on_the_harm_that_went_in() -> None:
    errors = [
        abs(
            surface_of(
                offences_at((600_013.0, 225_038.0)),
                KernelDensityParams(bandwidth_m=200.0, cell_size_m=cell_size_m),
            ).total_per_year
            - 1.0
        )
        for cell_size_m in (100.0, 25.0, 5.0)
    ]
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-5


@settings(max_examples=20)
@given(seed=st.integers(0, 1000))
def test_row_order_changes_nothing(seed: int) -> None:
    offences = town(300)
    shuffled = offences.sample(frac=1.0, random_state=seed)
    first, again = surface_of(offences).values, surface_of(shuffled).values
    assert np.abs(first - again).max() <= 1e-12 * first.max()


def test_moving_the_town_by_whole_cells_moves_the_surface() -> None:
    params = KernelDensityParams()
    grid = study_grid(COLCHESTER, params, "EPSG:27700")
    offences = town(300)
    moved = offences.set_geometry(offences.translate(150.0, -100.0))
    moved_grid = replace(grid, west_m=grid.west_m + 150.0, south_m=grid.south_m - 100.0)
    here = surface_of(offences, grid=grid).values
    there = surface_of(moved, grid=moved_grid).values
    # A coordinate of 600,000 m is rounded to 1e-10 m when it moves.
    assert np.abs(here - there).max() <= 1e-11 * here.max()


def test_turning_the_town_by_a_right_angle_turns_the_surface() -> None:
    centre = (600_000.0, 225_000.0)
    offences = town(300)
    turned = offences.set_geometry(offences.rotate(90.0, origin=centre))
    first, again = surface_of(offences).values, surface_of(turned).values
    assert np.abs(np.rot90(first, -1) - again).max() <= 1e-10 * first.max()


def test_all_offences_on_one_point_are_one_tall_peak() -> None:
    everyone = surface_of(offences_at(*[HIGH_STREET] * 836))
    one = surface_of(offences_at(HIGH_STREET))
    assert everyone.values == pytest.approx(836.0 * one.values, rel=1e-12)


def test_a_district_without_offences_is_a_surface_of_zeros() -> None:
    surface = surface_of(offences_at())
    assert surface.values.shape == (48, 48)  # 2 km and 200 m either side, in cells of 50 m
    assert not surface.values.any()


def test_plain_counts_need_no_weights() -> None:
    offences = offences_at(HIGH_STREET, harm=[7973.0])
    assert surface_of(offences, weight=None).total_per_year == pytest.approx(1.0, rel=2e-3)


def test_an_offence_that_the_index_does_not_know_adds_nothing() -> None:
    known = surface_of(offences_at(HIGH_STREET, harm=[10.0]))
    mixed = surface_of(offences_at(HIGH_STREET, HIGH_STREET, harm=[10.0, math.nan]))
    assert (mixed.values == known.values).all()


@pytest.mark.parametrize("weight", [-1.0, math.inf])
def test_harm_that_no_index_holds_is_refused(weight: float) -> None:
    with pytest.raises(InputError, match=r"1 of 2 weights in 'harm_css'"):
        surface_of(offences_at(HIGH_STREET, HIGH_STREET, harm=[1.0, weight]))


def test_weights_in_words_are_refused() -> None:
    offences = offences_at(HIGH_STREET).assign(harm_css="high")
    with pytest.raises(InputError, match="not numbers"):
        surface_of(offences)


def test_a_missing_weight_column_is_named() -> None:
    with pytest.raises(MissingColumnError, match="harm_cchi"):
        surface_of(offences_at(HIGH_STREET), weight="harm_cchi")


def test_offences_without_a_point_are_refused_and_counted() -> None:
    offences = offences_at(HIGH_STREET, HIGH_STREET)
    offences.loc[1, "geometry"] = shapely.Point()
    with pytest.raises(InputError, match="1 of 2 rows"):
        surface_of(offences)


def test_degrees_are_refused() -> None:
    with pytest.raises(CoordinateError, match="not in metres"):
        surface_of(offences_at((0.9, 51.9), crs="EPSG:4326"))


def test_points_and_grid_in_two_systems_are_refused() -> None:
    with pytest.raises(CoordinateError, match="EPSG:27700"):
        surface_of(offences_at((355_000.0, 5_750_000.0), crs="EPSG:32631"))


@pytest.mark.parametrize("period_years", [0.0, -1.0, math.nan, math.inf])
def test_a_period_of_no_length_is_refused(period_years: float) -> None:
    with pytest.raises(ParameterError, match="period_years"):
        surface_of(offences_at(HIGH_STREET), period_years=period_years)


def test_a_grid_of_other_cells_is_refused() -> None:
    grid = study_grid(COLCHESTER, KernelDensityParams(cell_size_m=25.0), "EPSG:27700")
    with pytest.raises(ParameterError, match="cell_size_m is 50"):
        surface_of(offences_at(HIGH_STREET), grid=grid)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"bandwidth_m": 0.0}, "bandwidth_m must be"),
        ({"cell_size_m": -50.0}, "cell_size_m must be"),
        ({"bandwidth_m": math.nan}, "bandwidth_m must be"),
        ({"bandwidth_m": 80.0, "cell_size_m": 50.0}, "cells of 40 m or less"),
    ],
)
def test_parameters_that_draw_nothing_sensible_are_refused(
    params: dict[str, float], message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        KernelDensityParams(**params)  # type: ignore[arg-type]  # the dict holds no bool


def test_the_grid_reaches_one_bandwidth_past_the_study_area() -> None:
    grid = study_grid(COLCHESTER, KernelDensityParams(bandwidth_m=300.0), "EPSG:27700")
    assert (grid.west_m, grid.south_m) == (598_700.0, 223_700.0)
    assert (grid.east_m, grid.north_m) == (601_300.0, 226_300.0)


def test_a_stray_point_that_explodes_the_grid_is_refused() -> None:
    with pytest.raises(ParameterError, match="stray point"):
        study_grid((0.0, 0.0, 5_000_000.0, 1_200_000.0), KernelDensityParams(), "EPSG:27700")


@pytest.mark.parametrize("bounds", [(math.nan,) * 4, (1.0, 0.0, 0.0, 1.0)])
def test_bounds_of_an_empty_layer_are_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(ParameterError, match="layer empty"):
        study_grid(bounds, KernelDensityParams(), "EPSG:27700")


# --- the study area ----------------------------------------------------------------------------


def test_cells_with_their_centre_in_the_study_area_are_inside() -> None:
    # West half, with a pond of one cell and an island of one cell in the east.
    west_half = shapely.box(0, 0, 100, 150)
    pond = shapely.box(50, 50, 100, 100)
    island = shapely.box(160, 110, 190, 140)
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=4, rows=3, crs="EPSG:27700")
    area = shapely.union_all([west_half.difference(pond), island])
    assert cells_inside(area, grid).tolist() == [
        [True, True, False, False],
        [True, False, False, False],
        [True, True, False, True],
    ]


@settings(max_examples=40)
@given(seed=st.integers(0, 2**32 - 1))
def test_inside_agrees_with_shapely_on_ragged_coasts(seed: int) -> None:
    random = np.random.default_rng(seed)
    corners = random.uniform(-300.0, 1300.0, (5, 2))
    area = shapely.union_all(
        [
            shapely.buffer(shapely.Point(corner), size, quad_segs=3)
            for corner, size in zip(corners, random.uniform(50.0, 400.0, 5), strict=True)
        ]
    )
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=20, rows=17, crs="EPSG:27700")
    eastings, northings = np.meshgrid(grid.eastings, grid.northings)
    assert (cells_inside(area, grid) == shapely.contains_xy(area, eastings, northings)).all()


def test_an_empty_study_area_holds_no_cell() -> None:
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=4, rows=3, crs="EPSG:27700")
    assert not cells_inside(shapely.Polygon(), grid).any()


def test_the_real_county_agrees_with_shapely(shared_data: Path) -> None:
    authorities = gpd.read_file(shared_data / "boundaries" / "essex_local_authorities.geojson")
    colchester = shapely.make_valid(authorities.to_crs("EPSG:27700").geometry.iloc[7])
    grid = study_grid(colchester.bounds, KernelDensityParams(), "EPSG:27700")
    eastings, northings = np.meshgrid(grid.eastings, grid.northings)
    shapely.prepare(colchester)
    expected = shapely.contains_xy(colchester, eastings, northings)
    assert (cells_inside(colchester, grid) == expected).all()


def test_the_surface_says_which_cells_are_in_the_study_area() -> None:
    surface = surface_of(offences_at(HIGH_STREET), study_area=shapely.box(*COLCHESTER))
    assert surface.inside is not None
    assert surface.inside.sum() == 40 * 40


# --- edge correction ---------------------------------------------------------------------------

SEASIDE = shapely.box(599_000.0, 224_000.0, 600_000.0, 226_000.0)  # the sea begins at 600,000 m
CORRECTED = KernelDensityParams(bandwidth_m=300.0, edge_correction=True)


def test_an_offence_on_a_straight_sea_front_counts_double_on_land() -> None:
    pier = offences_at((600_000.0, 225_025.0))
    plain = surface_of(pier, KernelDensityParams(bandwidth_m=300.0))
    corrected = surface_of(pier, CORRECTED, study_area=SEASIDE)
    for metres_inland in (25, 125, 275):
        here = (600_000.0 - metres_inland, 225_025.0)
        assert value_at(corrected, *here) == pytest.approx(2.0 * value_at(plain, *here))
    assert value_at(corrected, 600_025.0, 225_025.0) == 0.0


def test_edge_correction_neither_makes_nor_loses_harm() -> None:
    offences = town(2000)
    on_land = offences[offences.geometry.x < 600_000.0]
    plain = surface_of(on_land, KernelDensityParams(bandwidth_m=300.0))
    corrected = surface_of(on_land, CORRECTED, study_area=SEASIDE)
    assert corrected.total_per_year == pytest.approx(plain.total_per_year, rel=1e-12)


def test_edge_correction_leaves_the_inland_alone() -> None:
    inland = offences_at((599_500.0, 225_000.0))
    plain = surface_of(inland, KernelDensityParams(bandwidth_m=300.0))
    corrected = surface_of(inland, CORRECTED, study_area=SEASIDE)
    assert (corrected.values == plain.values).all()


def test_an_offence_out_at_sea_is_not_brought_ashore() -> None:
    at_sea = offences_at((600_200.0, 225_025.0))
    plain = surface_of(at_sea, KernelDensityParams(bandwidth_m=300.0))
    corrected = surface_of(at_sea, CORRECTED, study_area=SEASIDE)
    assert value_at(corrected, 599_975.0, 225_025.0) == value_at(plain, 599_975.0, 225_025.0) > 0
    assert corrected.total_per_year < 0.5


def test_edge_correction_needs_an_edge() -> None:
    with pytest.raises(ParameterError, match="needs a study_area"):
        surface_of(offences_at(HIGH_STREET), CORRECTED)
