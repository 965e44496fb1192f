"""What lies under the spots of a map on paper."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from matplotlib.figure import Figure

from hotspots.density_classes import ClassedSurface
from hotspots.render.maps import map_ground
from tests.render.harm_spot_factory import classed, surface


def drawn(shown: ClassedSurface) -> tuple[tuple[int, ...], list[float]]:
    """Return the shape of the picture, and where it lies."""
    axes = Figure().add_subplot()
    grid = shown.grid
    frame = (grid.west_m, grid.south_m, grid.east_m, grid.north_m)
    map_ground.draw_density(axes, shown, frame)
    (image,) = axes.get_images()
    assert (axes.get_xlim(), axes.get_ylim()) == ((frame[0], frame[2]), (frame[1], frame[3]))
    return np.asarray(image.get_array()).shape[:2], list(image.get_extent())


def test_a_county_is_drawn_cell_by_cell() -> None:
    shown = classed(surface())
    grid = shown.grid
    assert drawn(shown) == (
        (grid.rows, grid.columns),
        [grid.west_m, grid.east_m, grid.south_m, grid.north_m],
    )


def test_of_a_nation_as_many_cells_are_drawn_as_paper_has_dots() -> None:
    """6,000 rows of 3 columns: every second one of each is drawn, in its place."""
    grid = replace(classed(surface()).grid, rows=6_000, columns=3)
    bands = np.zeros((6_000, 3), dtype=np.uint8)
    shown = replace(classed(surface()), grid=grid, bands=bands, inside=None)
    shape, extent = drawn(shown)
    assert shape == (3_000, 1)
    assert extent[2:] == [grid.south_m, grid.north_m]
