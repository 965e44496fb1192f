"""The map on paper."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from PIL import Image
from shapely import Point
from shapely.affinity import translate

from hotspots.density_classes import lightness
from hotspots.render.chart import round_down
from hotspots.render.maps.briefing import MAP_HEIGHT_MM, MAP_WIDTH_MM
from hotspots.render.maps.close_up import close_up
from hotspots.render.maps.label_placing import NUMBER_RADIUS_MM, LabelPlacer
from hotspots.render.maps.paper import POINTS_PER_MM, UNITS_PER_PT, Paper
from hotspots.render.maps.static_map import (
    MapContent,
    frame_of_map,
    static_map_svg,
    write_map_picture,
)
from hotspots.render.stamp import marking_line
from tests.render.harm_spot_factory import (
    DISTRICT,
    SOUTH_M,
    STAMP,
    WEST_M,
    harm_spots,
    map_content,
    nothing_dense,
)

SIZE = {"width_mm": 124.0, "height_mm": 134.0}


def _texts(svg: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r"<text[^>]*>([^<]*)</text>", svg)]


def test_the_first_ten_spots_bear_their_number_and_the_rest_none() -> None:
    numbers = _texts(static_map_svg(map_content(harm_spots(40)), **SIZE))
    assert [str(n) in numbers for n in range(1, 12)] == [True] * 10 + [False]


def test_towns_scale_north_and_legend_are_there() -> None:
    texts = _texts(static_map_svg(map_content(harm_spots(3)), **SIZE))
    assert {"Saltmarsh", "Quayside", "Nether Ferry", "N", "2 km"} <= set(texts)
    assert "Harm of street violence (CSS points per km² per year)" in texts
    assert "Inland Green" not in texts  # it lies in the next district


def _write_picture(path: Path, content: MapContent) -> None:
    drawn = static_map_svg(content, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM)
    write_map_picture(path, drawn, content.surface, STAMP, title="Map")


def test_a_picture_says_what_it_is_of(tmp_path: Path) -> None:
    _write_picture(tmp_path / "a.png", map_content(harm_spots(1)))
    with Image.open(tmp_path / "a.png") as picture:
        picture.load()
        assert picture.info["Title"] == "Map"
        assert marking_line(STAMP) in picture.info["Description"]
        assert picture.info["Software"] == STAMP.software


def test_colours_are_those_of_the_classes_and_read_in_greyscale(tmp_path: Path) -> None:
    content = map_content(harm_spots(0))
    _write_picture(tmp_path / "a.png", content)
    seen = {tuple(pixel) for pixel in np.asarray(Image.open(tmp_path / "a.png")).reshape(-1, 4)}
    for each in content.surface.breaks.classes:
        red, green, blue = bytes.fromhex(each.colour[1:])
        assert (red, green, blue, 255) in seen
    shades = [lightness(each.colour) for each in content.surface.breaks.classes]
    assert all(pale - dark > 8 for pale, dark in pairwise(shades))


def test_the_densest_place_is_drawn_where_it_lies(tmp_path: Path) -> None:
    content = map_content(harm_spots(0))
    _write_picture(tmp_path / "a.png", content)
    picture = np.asarray(Image.open(tmp_path / "a.png").convert("RGB")).astype(int)
    darkest = np.array(list(bytes.fromhex(content.surface.breaks.classes[-1].colour[1:])))
    rows, columns = np.nonzero(np.abs(picture - darkest).sum(axis=2) == 0)
    below_legend = 0.80 * picture.shape[0]  # the legend's own patch is further down
    on_map = rows < below_legend
    # 124 mm less two edges of 0.6 mm show 20 km and a margin of 3 % at each side, drawn larger.
    edge = 0.6 / MAP_WIDTH_MM * picture.shape[1]
    metres_per_pixel = 20_000 * 1.06 / (picture.shape[1] - 2 * edge)
    west_m = WEST_M + 10_000 - 10_000 * 1.06
    easting = west_m + (np.median(columns[on_map]) - edge) * metres_per_pixel
    assert easting == pytest.approx(WEST_M + 8_025, abs=150)


def test_the_frame_holds_the_district_and_keeps_its_shape() -> None:
    west, south, east, north = frame_of_map(map_content(harm_spots(1)), width_to_height=1.0)
    assert east - west == pytest.approx(north - south)
    assert west < WEST_M
    assert east > WEST_M + 20_000
    assert (south + north) / 2 == pytest.approx(SOUTH_M + 7_000)


def test_the_whole_force_is_framed_when_no_district_is_named() -> None:
    content = map_content(harm_spots(3), district=None)
    west, _, east, _ = frame_of_map(content, width_to_height=2.0)
    assert west < WEST_M
    assert east > WEST_M + 30_000
    assert DISTRICT in _texts(static_map_svg(content, **SIZE))


def test_the_same_map_makes_the_same_bytes(tmp_path: Path) -> None:
    content = map_content(harm_spots(12))
    assert static_map_svg(content, **SIZE) == static_map_svg(content, **SIZE)
    for name in ("one.png", "two.png"):
        _write_picture(tmp_path / name, content)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_a_name_is_never_read_as_a_formula_or_markup() -> None:
    content = map_content(harm_spots(3))
    names = [r"$\frac{1}{0}$", "<script>alert(1)</script>", "中文", "Old `Quay` \\"]
    svg = static_map_svg(replace(content, places=content.places.assign(name=names)), **SIZE)
    assert r"$\frac{1}{0}$" in _texts(svg)
    assert "<script" not in svg
    assert "��" in _texts(svg)  # shown as not drawable, never left out


def test_a_map_without_spots_wards_or_harm_is_still_a_map() -> None:
    content = map_content(harm_spots(0))
    bare = MapContent(
        surface=nothing_dense(content.surface),
        spots=harm_spots(0),
        districts=content.districts,
        wards=None,
        places=content.places.head(0),
        district=DISTRICT,
    )
    assert "No density to show." in _texts(static_map_svg(bare, **SIZE))


def test_a_district_far_from_the_frame_is_neither_drawn_nor_named() -> None:
    content = map_content(harm_spots(1))
    moved = content.districts.copy()
    moved["geometry"] = [moved.geometry.iloc[0], translate(moved.geometry.iloc[1], 80_000)]
    assert "Inland" not in _texts(static_map_svg(replace(content, districts=moved), **SIZE))


def test_a_surface_elsewhere_leaves_the_map_white() -> None:
    content = map_content(harm_spots(1))
    far = replace(content.surface, grid=replace(content.surface.grid, west_m=0.0, south_m=0.0))
    assert "<image" not in static_map_svg(replace(content, surface=far), **SIZE)


@pytest.mark.parametrize(
    ("longest_m", "expected_m"), [(4_700, 2_000), (5_000, 5_000), (19_999, 10_000), (310, 200)]
)
def test_a_scale_bar_has_a_length_that_can_be_reckoned_with(
    longest_m: float, expected_m: float
) -> None:
    assert round_down(longest_m) == expected_m


def test_numbers_of_spots_on_one_street_do_not_cover_one_another() -> None:
    paper = Paper((0, 0, 10_000, 10_000), 100.0)
    placer = LabelPlacer(paper)
    for number in range(12):
        placer.add_number(str(number), 5_000 + 10 * number, 5_000)
    discs = re.findall(r'<circle cx="(\d+)" cy="(\d+)"', paper.svg())
    numbers = [(int(across), int(down)) for across, down in discs]
    assert len(numbers) == 12
    least = 2 * NUMBER_RADIUS_MM * POINTS_PER_MM * UNITS_PER_PT
    for one, first in enumerate(numbers):
        for second in numbers[:one]:
            apart = max(abs(first[0] - second[0]), abs(first[1] - second[1]))
            assert apart >= least - 1  # a unit, for rounding


WHOLE = (WEST_M, SOUTH_M, WEST_M + 20_000, SOUTH_M + 20_000)


def test_spots_in_one_town_are_seen_closer_with_the_district_small_in_a_free_corner() -> None:
    town = harm_spots(12)
    town = town[town["town"] == "Quayside"]
    look = close_up(town, WHOLE)
    assert look is not None
    west, south, east, north = look.frame
    assert east - west == pytest.approx(north - south)  # the shape of the whole
    assert 3_000 <= east - west < 10_000
    assert shapely.box(*look.frame).contains(town.union_all())
    assert not shapely.box(*look.key).intersects(town.union_all())
    assert shapely.box(*look.frame).covers(shapely.box(*look.key))


@pytest.mark.parametrize("half_m", [200.0, 700.0, 1_500.0])
def test_the_small_map_stands_on_no_spot_though_spots_lie_in_every_corner(half_m: float) -> None:
    ways = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
    town = harm_spots(4)
    town["geometry"] = [
        Point(WEST_M + 9_000 + half_m * east, SOUTH_M + 9_000 + half_m * north).buffer(140)
        for east, north in ways
    ]
    look = close_up(town, WHOLE)
    assert look is not None
    assert shapely.box(*look.key).distance(town.union_all()) > 0
    assert shapely.box(*look.frame).contains(town.union_all())


def test_spots_in_towns_apart_are_seen_on_the_whole_district() -> None:
    assert close_up(harm_spots(12), WHOLE) is None
    assert close_up(harm_spots(0), WHOLE) is None


def test_a_closer_look_names_the_ward_and_says_what_the_small_map_is() -> None:
    texts = _texts(static_map_svg(map_content(harm_spots(1)), **SIZE))
    assert any("Small map: the whole district" in text for text in texts)
    assert any(text.startswith("Ward of St Invented") for text in texts)
    afar = _texts(static_map_svg(map_content(harm_spots(3)), **SIZE))
    assert not any("Small map" in text or text.startswith("Ward of") for text in afar)
