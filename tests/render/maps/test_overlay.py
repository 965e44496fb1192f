from __future__ import annotations

import io
import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from hotspots import crs
from hotspots.density_classes import CLASS_COLOURS, ClassedSurface
from hotspots.render.maps.map_layers import ClassBandedImage, class_banded_images, palette_png
from hotspots.surface import Grid, Surface
from tests.render.harm_spot_factory import classed, nothing_dense

BNG = "EPSG:27700"


def surface_with_one_dense_block(*, margin: bool = False) -> ClassedSurface:
    """30 × 40 km around Colchester, 100 m cells, 200 × 200 m of density 9 at (590100, 220100)."""
    grid = Grid(west_m=580_000, south_m=210_000, cell_size_m=100, columns=300, rows=400, crs=BNG)
    values = np.zeros((400, 300))
    values[100:102, 100:102] = 9.0
    inside = np.ones_like(values, dtype=bool)
    if margin:
        values[:, :50] = 9.0
        inside[:, :60] = False
    return classed(
        Surface(
            grid=grid, values=values, unit="per km²", title="Harm", bandwidth_m=300, inside=inside
        )
    )


def dense_pixels(image: ClassBandedImage) -> tuple[list[float], list[float], tuple[int, int]]:
    """Longitudes and latitudes of the coloured pixels' centres, read as a web map reads them."""
    picture = np.asarray(Image.open(io.BytesIO(image.png)))
    rows, columns = np.nonzero(picture)
    height, width = picture.shape
    top, bottom = (math.asinh(math.tan(math.radians(lat))) for lat in (image.north, image.south))
    heights = top + (rows + 0.5) / height * (bottom - top)
    latitudes = np.degrees(np.arctan(np.sinh(heights)))
    longitudes = image.west + (columns + 0.5) / width * (image.east - image.west)
    return longitudes.tolist(), latitudes.tolist(), picture.shape


def test_dense_block_lands_where_it_is_on_the_ground() -> None:
    longitudes, latitudes, _ = dense_pixels(
        class_banded_images([surface_with_one_dense_block()])[0]
    )
    east, north = crs.project_points(longitudes, latitudes, crs.WGS84, BNG)
    # The block's middle is 590100, 220100; laying the raster by its corners would be out by more.
    assert east.mean() == pytest.approx(590_100, abs=10)
    assert north.mean() == pytest.approx(220_100, abs=10)
    # A pixel has the class of its cell: none lies beyond the block's edge, 100 m from its middle.
    assert np.abs(east - 590_100).max() < 105
    assert np.abs(north - 220_100).max() < 105


def test_nothing_is_coloured_outside_the_study_area() -> None:
    longitudes, latitudes, _ = dense_pixels(
        class_banded_images([surface_with_one_dense_block(margin=True)])[0]
    )
    east, _ = crs.project_points(longitudes, latitudes, crs.WGS84, BNG)
    assert east.min() > 586_000


def test_picture_is_a_palette_with_nothing_under_the_lowest_class() -> None:
    image = class_banded_images([surface_with_one_dense_block()])[0]
    picture = Image.open(io.BytesIO(image.png))
    assert picture.mode == "P"
    assert picture.info["transparency"] == 0
    shown = picture.convert("RGBA").getcolors()
    assert shown is not None
    colours = {colour for _, colour in shown}
    dark = tuple(int(CLASS_COLOURS[-1][at : at + 2], 16) for at in (1, 3, 5))
    assert {colour[:3] for colour in colours if isinstance(colour, tuple) and colour[3]} == {dark}
    assert len(image.png) < 10_000


def test_surface_without_classes_is_an_empty_picture() -> None:
    none = nothing_dense(surface_with_one_dense_block())
    longitudes, _, _ = dense_pixels(class_banded_images([none])[0])
    assert longitudes == []


def test_surfaces_turned_together_are_the_pictures_of_each_alone() -> None:
    surface = surface_with_one_dense_block()
    upside_down = replace(surface, bands=surface.bands[::-1])
    together = class_banded_images([surface, upside_down])
    assert together == [*class_banded_images([surface]), *class_banded_images([upside_down])]
    assert together[0].png != together[1].png


def test_whole_force_is_drawn_with_one_pixel_a_cell_and_a_district_with_more() -> None:
    surface = surface_with_one_dense_block()
    _, _, district = dense_pixels(class_banded_images([surface])[0])
    county = Surface(
        grid=Grid(
            west_m=530_000, south_m=170_000, cell_size_m=50, columns=2200, rows=1600, crs=BNG
        ),
        values=np.zeros((1600, 2200)),
        unit="per km²",
        title="Harm",
        bandwidth_m=300,
    )
    _, _, force = dense_pixels(class_banded_images([classed(county)])[0])
    assert district[0] * district[1] > 15 * 300 * 400
    assert force[0] * force[1] < 1.1 * 1600 * 2200


def test_palette_keeps_each_class_apart() -> None:
    bands = np.array([[0, 1, 2], [3, 4, 5]], dtype=np.uint8)
    picture = Image.open(io.BytesIO(palette_png(bands, list(CLASS_COLOURS)))).convert("RGBA")
    assert picture.getpixel((0, 0))[3] == 0  # type: ignore[index] # four channels were asked for
    assert picture.getpixel((2, 1)) == (0x84, 0x29, 0x0F, 255)
