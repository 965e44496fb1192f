"""The compiled kernel: exact against brute force, whatever the order, place or number of points."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots.analyse.density.quartic_kernel import (
    places,
    quartic_surface,
    share_inside,
    support_within,
)
from hotspots.surface import Grid

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MARKET_SQUARE = Grid(
    west_m=599_000.0, south_m=225_000.0, cell_size_m=50.0, columns=40, rows=30, crs="EPSG:27700"
)


def brute_force(
    eastings: Floats, northings: Floats, weights: Floats, grid: Grid, bandwidth_m: float
) -> Floats:
    """The definition, word for word, every point against every cell, in extended precision."""
    columns = (np.arange(grid.columns) + np.longdouble(0.5)) * grid.cell_size_m
    rows = (np.arange(grid.rows) + np.longdouble(0.5)) * grid.cell_size_m
    east = columns[None, :, None] + (grid.west_m - eastings)
    north = rows[:, None, None] + (grid.south_m - northings)
    distance_squared = (east**2 + north**2) / bandwidth_m**2
    kernel = peak_per_km2(bandwidth_m) * np.clip(1.0 - distance_squared, 0.0, None) ** 2
    density: Floats = (kernel * weights).sum(axis=2).astype(np.float64)
    return density


def peak_per_km2(bandwidth_m: float) -> float:
    """Density at an event of weight 1."""
    return 3.0 / (math.pi * bandwidth_m**2) * 1_000_000.0


def scattered(
    count: int, grid: Grid, seed: int, margin_m: float = 0.0
) -> tuple[Floats, Floats, Floats]:
    random = np.random.default_rng(seed)
    eastings = random.uniform(grid.west_m - margin_m, grid.east_m + margin_m, count)
    northings = random.uniform(grid.south_m - margin_m, grid.north_m + margin_m, count)
    return eastings, northings, random.gamma(0.3, 500.0, count)


def assert_equal_to_1e_12(ours: Floats, expected: Floats, scale: float = 0.0) -> None:
    assert np.abs(ours - expected).max() <= 1e-12 * max(float(expected.max()), scale)


@settings(max_examples=60)
@given(
    count=st.integers(0, 60),
    seed=st.integers(0, 2**32 - 1),
    columns=st.integers(1, 30),
    rows=st.integers(1, 20),
    cell_size_m=st.sampled_from([20.0, 50.0, 33.3]),
    cells_per_bandwidth=st.floats(1.0, 13.0),
    snapped_to_m=st.sampled_from([0.0, 1.0, 50.0]),
)
def test_surface_equals_brute_force_to_1e_12(
    *,
    count: int,
    seed: int,
    columns: int,
    rows: int,
    cell_size_m: float,
    cells_per_bandwidth: float,
    snapped_to_m: float,
) -> None:
    grid = Grid(
        west_m=540_000.0,
        south_m=180_000.0,
        cell_size_m=cell_size_m,
        columns=columns,
        rows=rows,
        crs="EPSG:27700",
    )
    bandwidth_m = cells_per_bandwidth * cell_size_m
    eastings, northings, weights = scattered(count, grid, seed, margin_m=bandwidth_m)
    if snapped_to_m:
        eastings = np.round(eastings / snapped_to_m) * snapped_to_m
        northings = np.round(northings / snapped_to_m) * snapped_to_m
    ours = quartic_surface(eastings, northings, weights, grid=grid, bandwidth_m=bandwidth_m)
    assert ours.shape == (rows, columns)
    shared = quartic_surface(
        eastings, northings, weights, grid=grid, bandwidth_m=bandwidth_m, threads=3
    )
    assert shared.tobytes() == ours.tobytes()
    # A small grid may hold no more than the foot of a kernel; its peak is the scale all the same.
    peak = peak_per_km2(bandwidth_m) * float(weights.max(initial=0.0))
    expected = brute_force(eastings, northings, weights, grid, bandwidth_m)
    assert_equal_to_1e_12(ours, expected, scale=peak)


def test_order_of_the_rows_does_not_matter() -> None:
    eastings, northings, weights = scattered(2000, MARKET_SQUARE, seed=1)
    shuffled = np.random.default_rng(2).permutation(2000)
    first = quartic_surface(eastings, northings, weights, grid=MARKET_SQUARE, bandwidth_m=400.0)
    again = quartic_surface(
        eastings[shuffled],
        northings[shuffled],
        weights[shuffled],
        grid=MARKET_SQUARE,
        bandwidth_m=400.0,
    )
    assert_equal_to_1e_12(again, first)


def test_a_point_that_holds_800_offences_is_one_place_with_their_weight() -> None:
    eastings = np.repeat([599_100.0, 599_100.5], 800)
    northings = np.repeat([225_100.0, 225_100.0], 800)
    merged = places(eastings, northings, np.full(1600, 2.0), grid=MARKET_SQUARE)
    assert merged.tolist() == [[599_100.0, 599_100.5], [225_100.0, 225_100.0], [1600.0, 1600.0]]


def test_places_stand_in_the_order_of_the_cells() -> None:
    merged = places(*scattered(500, MARKET_SQUARE, seed=3), grid=MARKET_SQUARE)
    rows, columns = MARKET_SQUARE.cells_of(merged[0], merged[1])
    cells = rows * MARKET_SQUARE.columns + columns
    assert (np.diff(cells) >= 0).all()


def test_merging_keeps_points_apart_that_differ_in_the_last_bit() -> None:
    east = 599_100.0
    eastings = np.array([east, np.nextafter(east, np.inf)])
    merged = places(eastings, np.full(2, 225_100.0), np.ones(2), grid=MARKET_SQUARE)
    assert merged.shape == (3, 2)


def test_minus_zero_is_zero() -> None:
    grid = Grid(west_m=-50, south_m=-50, cell_size_m=50, columns=2, rows=2, crs="EPSG:27700")
    merged = places(np.array([0.0, -0.0]), np.zeros(2), np.ones(2), grid=grid)
    assert merged[2].tolist() == [2.0]


def test_offences_of_no_harm_take_no_time() -> None:
    weights = np.array([0.0, 5.0, 0.0])
    merged = places(np.full(3, 599_100.0), np.full(3, 225_100.0), weights, grid=MARKET_SQUARE)
    assert merged[2].tolist() == [5.0]


def test_strided_columns_of_a_table_are_read_right() -> None:
    points = np.column_stack(scattered(50, MARKET_SQUARE, seed=5))
    ours = quartic_surface(
        points[:, 0], points[:, 1], points[:, 2], grid=MARKET_SQUARE, bandwidth_m=300.0
    )
    assert_equal_to_1e_12(
        ours, brute_force(points[:, 0], points[:, 1], points[:, 2], MARKET_SQUARE, 300.0)
    )


def test_share_inside_is_half_on_a_straight_edge_and_whole_in_the_middle() -> None:
    # The western half is the study area; its edge is at column 20, 600,000 m east. A point on the
    # edge has as many centres to the west as to the east, at the same distances.
    inside = np.zeros((30, 40), dtype=np.bool_)
    inside[:, :20] = True
    eastings = np.array([600_000.0, 599_500.0, 600_500.0])
    shares = share_inside(
        eastings, np.full(3, 225_775.0), inside, grid=MARKET_SQUARE, bandwidth_m=300.0
    )
    assert shares == pytest.approx([0.5, 1.0, 0.0], abs=1e-12)


def test_ground_beyond_the_grid_is_not_inside() -> None:
    inside = np.ones((30, 40), dtype=np.bool_)
    corner = share_inside(
        np.array([599_000.0]),
        np.array([225_000.0]),
        inside,
        grid=MARKET_SQUARE,
        bandwidth_m=300.0,
    )
    assert corner == pytest.approx([0.25], abs=1e-12)


def test_support_counts_what_lies_nearer_than_the_bandwidth_as_brute_force_does() -> None:
    rng = np.random.default_rng(4)
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=40, rows=30, crs="EPSG:27700")
    east, north = rng.uniform(-300, 2_300, 60), rng.uniform(-300, 1_800, 60)
    offences, places = rng.integers(1, 9, 60), rng.integers(0, 4, 60)
    found = support_within(east, north, offences, places, grid=grid, bandwidth_m=180.0)
    apart = np.hypot(
        grid.eastings[np.newaxis, :, np.newaxis] - east,
        grid.northings[:, np.newaxis, np.newaxis] - north,
    )
    near = apart < 180.0
    np.testing.assert_array_equal(found[0], (near * offences).sum(axis=2))
    np.testing.assert_array_equal(found[1], (near * places).sum(axis=2))


def test_support_is_there_wherever_there_is_density() -> None:
    grid = Grid(west_m=0, south_m=0, cell_size_m=50, columns=20, rows=20, crs="EPSG:27700")
    one = np.array([525.0]), np.array([475.0])
    count = np.array([1])
    density = quartic_surface(*one, np.array([1.0]), grid=grid, bandwidth_m=200.0)
    found, _ = support_within(*one, count, count, grid=grid, bandwidth_m=200.0)
    np.testing.assert_array_equal(found > 0, density > 0)
