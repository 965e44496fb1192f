import numpy as np
import pytest

from hotspots.errors import ParameterError
from hotspots.surface import Grid, Surface

GRID = Grid(west_m=1000, south_m=2000, cell_size_m=50, columns=4, rows=3, crs="EPSG:27700")


def surface() -> Surface:
    return Surface(
        grid=GRID,
        values=np.arange(12.0).reshape(3, 4),
        unit="offences per km² per year",
        title="All offences",
        bandwidth_m=100,
        inside=np.ones((3, 4), dtype=bool),
    )


def test_edges_and_centres_follow_from_the_origin() -> None:
    assert (GRID.east_m, GRID.north_m) == (1200, 2150)
    assert list(GRID.eastings) == [1025, 1075, 1125, 1175]
    assert list(GRID.northings) == [2025, 2075, 2125]
    assert GRID.cell_area_km2 == 0.0025


def test_two_grids_of_one_cell_size_share_their_edges() -> None:
    first = Grid.covering((1013, 2001, 1180, 2120), cell_size_m=50, crs="EPSG:27700")
    other = Grid.covering((1490, 2770, 1600, 2999), cell_size_m=50, margin_m=20, crs="EPSG:27700")
    assert (first.west_m % 50, first.south_m % 50) == (0, 0)
    assert ((other.west_m - first.west_m) % 50, (other.south_m - first.south_m) % 50) == (0, 0)
    assert (first.west_m, first.east_m) == (1000, 1200)
    assert (other.west_m, other.east_m) == (1450, 1650)


def test_a_point_study_area_still_has_a_cell() -> None:
    grid = Grid.covering((1000, 2000, 1000, 2000), cell_size_m=50, crs="EPSG:27700")
    assert (grid.rows, grid.columns) == (1, 1)


def test_points_find_their_cells_and_points_off_the_grid_say_so() -> None:
    eastings, northings = np.array([1000.0, 1199.9, 999.0]), np.array([2000.0, 2149.9, 2151.0])
    rows, columns = GRID.cells_of(eastings, northings)
    assert rows.tolist() == [0, 2, 3]
    assert columns.tolist() == [0, 3, -1]


def test_a_district_is_a_slice_of_the_force() -> None:
    part = surface().window((1051, 2051, 1149, 2149))
    assert part.values.tolist() == [[5, 6], [9, 10]]
    assert (part.grid.west_m, part.grid.south_m) == (1050, 2050)
    assert part.inside is not None
    assert part.inside.shape == (2, 2)


def test_the_total_is_the_volume_under_the_surface() -> None:
    assert surface().total_per_year == pytest.approx(66 * 0.0025)


def test_a_window_off_the_surface_is_refused() -> None:
    with pytest.raises(ParameterError, match="does not touch"):
        surface().window((0, 0, 10, 10))


@pytest.mark.parametrize("size", [0.0, -50.0])
def test_a_cell_without_a_size_is_refused(size: float) -> None:
    with pytest.raises(ParameterError):
        Grid.covering((0, 0, 1, 1), cell_size_m=size, crs="EPSG:27700")


def test_values_that_do_not_fit_the_grid_are_refused() -> None:
    with pytest.raises(ParameterError, match="shape"):
        Surface(grid=GRID, values=np.zeros((2, 2)), unit="", title="", bandwidth_m=1)
