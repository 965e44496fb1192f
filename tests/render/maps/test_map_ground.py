"""What lies under the spots of a map on paper."""

from __future__ import annotations

import io
import re
from base64 import b64decode
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from hotspots.density_classes import ClassedSurface
from hotspots.render.maps import map_ground
from hotspots.render.maps.paper import POINTS_PER_MM, UNITS_PER_PT, Paper
from tests.render.harm_spot_factory import classed, surface

WIDTH_MM = 100.0


def drawn(shown: ClassedSurface) -> tuple[Image.Image, list[float]]:
    """Return the picture, and where it lies in metres from the south-west corner."""
    grid = shown.grid
    paper = Paper((grid.west_m, grid.south_m, grid.east_m, grid.north_m), WIDTH_MM)
    map_ground.draw_density(paper, shown)
    found = re.search(
        r'<image href="data:image/png;base64,([^"]+)" '
        r'x="(-?\d+)" y="(-?\d+)" width="(\d+)" height="(\d+)"',
        paper.svg(),
    )
    assert found is not None
    unit_m = paper.metres_per_mm / POINTS_PER_MM / UNITS_PER_PT
    left, top, width, height = (int(each) * unit_m for each in found.groups()[1:])
    north_m = grid.north_m - grid.south_m - top
    picture = Image.open(io.BytesIO(b64decode(found[1])))
    return picture, [left, north_m - height, left + width, north_m]


def test_a_county_is_drawn_cell_by_cell_in_the_colours_of_its_classes() -> None:
    shown = classed(surface())
    grid = shown.grid
    picture, box = drawn(shown)
    assert picture.size == (grid.columns, grid.rows)
    whole = [0, 0, grid.east_m - grid.west_m, grid.north_m - grid.south_m]
    assert box == pytest.approx(whole, abs=2)
    colours = [(255, 255, 255, 0)] + [
        (*bytes.fromhex(each.colour[1:]), 255) for each in shown.breaks.classes
    ]
    north_first = np.array(colours, dtype=np.uint8)[shown.bands[::-1]]
    assert (np.asarray(picture.convert("RGBA")) == north_first).all()


def test_of_a_nation_as_many_cells_are_drawn_as_paper_has_dots() -> None:
    """6,000 rows of 3 columns: every second one of each is drawn, in its place."""
    grid = replace(classed(surface()).grid, rows=6_000, columns=3)
    bands = np.zeros((6_000, 3), dtype=np.uint8)
    shown = replace(classed(surface()), grid=grid, bands=bands, inside=None)
    picture, box = drawn(shown)
    assert picture.size == (1, 3_000)
    assert box[1::2] == pytest.approx([0, grid.north_m - grid.south_m], abs=2)
