"""Streets on a map: as lines, as bytes, in a browser and on paper."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.render.maps.line_coding import LineBlock, coded_lines, varints
from hotspots.render.maps.static_map import static_map_svg
from hotspots.render.maps.street_layer import MapReach, street_layer
from hotspots.render.maps.street_map import StreetMap, drawn_lines
from hotspots.schema import GroundKind
from tests.browser import WCAG_22, barriers
from tests.render.harm_spot_factory import harm_spots, map_content

County = Any
Open = Callable[..., Any]

BNG = "EPSG:27700"
CREDIT = "Invented streets <of nobody> & none"
MIDDLE = (578_000.0, 205_000.0)


def streets(*rows: tuple[str | None, str | None, str, list[tuple[float, float]]]) -> Any:
    """Links by name, number, class and line."""
    lines = [shapely.LineString(line) for *_, line in rows]
    nodes = [[f"{x:.0f} {y:.0f}" for x, y in (line.coords[0], line.coords[-1])] for line in lines]
    texts: dict[str, list[Any]] = {
        schema.STREET_ID: [str(at) for at in range(len(rows))],
        schema.STREET: [row[0] for row in rows],
        schema.ROAD_NUMBER: [row[1] for row in rows],
        schema.STREET_CLASS: [row[2] for row in rows],
        schema.USRN: [None] * len(rows),
        schema.FROM_NODE: [each[0] for each in nodes],
        schema.TO_NODE: [each[1] for each in nodes],
    }
    table = pd.DataFrame({name: pd.Series(texts[name], dtype="str") for name in texts})
    table[schema.LENGTH_M] = shapely.length(lines)
    return gpd.GeoDataFrame(table, geometry=lines, crs=BNG)[list(schema.STREET_COLUMNS)]


def town(east: float, north: float, name: str = "Long Street") -> StreetMap:
    """A grid of streets 200 m apart round a point, a main road, and the sea in the south."""
    rows: list[Any] = [
        (f"{name} {at}", None, "local", [(east + x, north - 1_000), (east + x, north + 1_000)])
        for at, x in enumerate(range(-800, 801, 200))
    ]
    rows += [
        ("Main Road", "A9901", "a_road", [(east + x, north), (east + x + 1_000, north)])
        for x in (-1_000, 0)
    ]
    sea = shapely.box(east - 50_000, north - 50_000, east + 50_000, north - 900)
    ground = gpd.GeoDataFrame(
        {
            schema.GROUND_KIND: pd.array(["sea", "station"], dtype="str"),
            schema.GROUND_NAME: pd.array([None, "Invented Halt"], dtype="str"),
        },
        geometry=[sea, shapely.Point(east + 150, north + 300)],
        crs=BNG,
    )
    return StreetMap(streets=streets(*rows), ground=ground, attribution=CREDIT)


# --- lines ----------------------------------------------------------------------------------------


def test_links_of_one_name_that_meet_are_one_line() -> None:
    drawn = drawn_lines(town(0, 0).streets)
    main = drawn.kept(drawn.names == "Main Road")
    assert [line.length for line in main.lines] == [2_000]
    assert main.numbers.tolist() == ["A9901"]
    assert len(drawn.lines) == 9 + 1
    assert drawn.rank.tolist() == sorted(drawn.rank.tolist())  # main roads first


def test_order_of_the_links_changes_nothing() -> None:
    links = town(0, 0).streets
    turned = drawn_lines(links.iloc[::-1])
    assert shapely.equals(turned.lines, drawn_lines(links).lines).all()


def test_no_street_is_no_line() -> None:
    assert len(drawn_lines(town(0, 0).streets.head(0)).lines) == 0


def test_of_a_line_its_longest_part_in_a_box_is_named() -> None:
    bent = streets(("Hairpin", None, "local", [(0, 0), (100, 0), (100, 50), (60, 50)]))
    cut = drawn_lines(bent).cut((0, -1, 90, 60))
    assert [line.length for line in cut.lines] == [90]


# --- bytes ----------------------------------------------------------------------------------------


def unpacked(data: str) -> tuple[bytes, list[int]]:
    """The names, and all numbers after them, read as the format says."""
    plain = zlib.decompress(base64.b64decode(data), wbits=-zlib.MAX_WBITS)
    numbers, at = [], 0

    def number() -> int:
        nonlocal at
        shift = value = 0
        while True:
            byte = plain[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    length = number()
    names = plain[at : at + length]
    at += length
    while at < len(plain):
        numbers.append(number())
    return names, numbers


def test_numbers_take_as_many_bytes_as_they_need() -> None:
    assert varints(np.array([0, 127, 128, 16_384])).hex() == "007f8001808001"


def test_a_line_is_told_by_steps_of_whole_pixels() -> None:
    # At zoom 0 the world is 256 pixels wide: one is 156,543.03392804097 m.
    pixel = 156_543.03392804097
    line = shapely.LineString([(0, 0), (2 * pixel, 0), (2 * pixel, 0.2 * pixel), (0, -3 * pixel)])
    block = LineBlock(kind="local", lines=np.array([line]), names=[1], numbers=[0])
    coded = coded_lines([block], ["Ü Street"], unit_zoom=0)
    names, numbers = unpacked(coded.data)
    assert names.decode() == "Ü Street"
    assert coded.origin == (128, 128)
    # One line with names, of 3 points (two fell together); name 1, number 0; then steps east
    # 0 +2 -2 and south 0 0 +3, where n is 2n and -n is 2n - 1.
    assert numbers == [1, 1, 3, 1, 0, 0, 4, 3, 0, 0, 6]


def test_a_force_too_large_leaves_local_streets_to_its_districts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    the_map = town(*MIDDLE)
    whole = shapely.box(*the_map.streets.total_bounds)
    reach = MapReach(area=whole, window=whole.bounds, force=whole, whole=True)
    assert street_layer(the_map, reach)["kinds"] == ["sea", "a_road", "local"]
    monkeypatch.setattr("hotspots.render.maps.street_layer.MOST_BYTES", 10)
    assert street_layer(the_map, reach)["kinds"] == ["sea", "a_road"]
    of_district = street_layer(the_map, replace(reach, whole=False))
    assert of_district["kinds"] == ["sea", "a_road", "local"]


def test_what_is_neither_known_as_land_nor_as_sea_stays_neutral() -> None:
    the_map = replace(town(*MIDDLE), ground=None)
    whole = shapely.box(*the_map.streets.total_bounds)
    reach = MapReach(area=whole, window=whole.bounds, force=whole)
    assert street_layer(the_map, reach)["kinds"] == ["a_road", "local"]


def test_local_streets_outside_the_area_are_left_out_and_main_roads_kept() -> None:
    east, north = MIDDLE
    the_map = town(*MIDDLE)
    reach = MapReach(
        area=shapely.box(east - 50, north + 100, east + 50, north + 200),
        window=tuple(the_map.streets.total_bounds),
        force=shapely.box(*the_map.streets.total_bounds),
    )
    names, _ = unpacked(str(street_layer(the_map, reach)["data"]))
    assert names.decode().split("\n") == ["A9901", "Long Street 4", "Main Road"]


# --- in a browser ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def with_streets(whole_county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streets") / "map.html"
    links = [("All maps and files", "../index.html"), ("Easthaven", "../easthaven/map.html")]
    whole_county.write(path, streets=town(*MIDDLE), links=links)
    return path


def close_to(page: Any, zoom: float) -> list[str]:
    """Bring the map to the middle of the town, and return what is named."""
    page.evaluate(
        """([zoom]) => {
            const facts = JSON.parse(document.getElementById("map-facts").textContent);
            const map = window[facts.map];
            map.closePopup();
            map.setView([51.71779, 0.57576], zoom, { animate: false });
        }""",
        [zoom],
    )
    page.wait_for_timeout(200)
    names = page.locator(".folium-map").get_attribute("data-streets") or ""
    return [name for name in names.split("\n") if name]


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_streets_are_drawn_and_named_once_and_nothing_is_asked_for(
    with_streets: Path, visit: Open, width: int, height: int
) -> None:
    seen = visit(with_streets, width, height)
    page = seen.page
    page.locator(".leaflet-street-names-pane canvas").wait_for(state="attached")
    for pane in ("ground", "streets"):
        assert page.locator(f".leaflet-{pane}-pane canvas").count() == 1
    names = close_to(page, 16)
    assert "A9901" in names
    assert any(name.startswith("Long Street") for name in names)
    assert len(names) == len(set(names))
    assert close_to(page, 9) == []
    assert page.locator(".map-credit").inner_text() == CREDIT
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.browser
def test_the_density_is_seen_through_from_near_and_not_from_afar(
    with_streets: Path, visit: Open
) -> None:
    page = visit(with_streets).page
    page.locator(".leaflet-street-names-pane canvas").wait_for(state="attached")
    opacity = "getComputedStyle(document.querySelector('.leaflet-density-pane')).opacity"
    close_to(page, 11)
    assert float(page.evaluate(opacity)) == 1
    close_to(page, 16)
    assert float(page.evaluate(opacity)) == pytest.approx(0.55)


@pytest.mark.browser
def test_names_keep_off_numbers_controls_and_edges(with_streets: Path, visit: Open) -> None:
    """Ink of the canvas of names: none at the edge, none under a control or a spot's number."""
    page = visit(with_streets).page
    page.locator(".leaflet-street-names-pane canvas").wait_for(state="attached")
    close_to(page, 15.5)
    ink = page.evaluate(
        """() => {
            const canvas = document.querySelector(".leaflet-street-names-pane canvas");
            const frame = document.querySelector(".folium-map").getBoundingClientRect();
            const home = canvas.getBoundingClientRect();
            const pixels = canvas.getContext("2d");
            const dark = (box) => {
                const left = Math.max(box.left, frame.left) - home.left;
                const top = Math.max(box.top, frame.top) - home.top;
                const wide = Math.min(box.right, frame.right) - home.left - left;
                const high = Math.min(box.bottom, frame.bottom) - home.top - top;
                const found = pixels.getImageData(left, top, Math.max(1, wide), Math.max(1, high));
                return found.data.filter((value, at) => at % 4 === 3 && value > 40).length;
            };
            const all = [...document.querySelectorAll(".leaflet-control, .rank-marker .badge")];
            const { left, right, top } = frame;
            const strip = { left, right, top, bottom: top + 1 };
            return [dark(frame), dark(strip), ...all
                .map((each) => each.getBoundingClientRect())
                .filter((box) => box.width && box.right > frame.left && box.left < frame.right &&
                    box.bottom > frame.top && box.top < frame.bottom)
                .map(dark)];
        }"""
    )
    assert ink[0] > 500
    assert ink[1:] == [0] * len(ink[1:])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_axe_finds_no_fault(with_streets: Path, visit: Open, width: int) -> None:
    page = visit(with_streets, width, 844).page
    page.locator("button[data-spot='2']").click()
    page.locator(".spot-card").wait_for()
    page.get_by_text("More", exact=True).click()
    page.wait_for_timeout(350)
    assert barriers(page, *WCAG_22) == {}


@pytest.mark.browser
def test_a_phone_is_given_the_place_and_a_desk_the_figures(with_streets: Path, visit: Open) -> None:
    desk = visit(with_streets).page
    desk.locator("button[data-spot='1']").click()
    assert desk.locator(".spot-card .in-phone").is_hidden()
    desk.get_by_text("More", exact=True).click()
    copied = desk.locator(".spot-card .to-copy").all_inner_texts()
    phone = visit(with_streets, 390, 844, has_touch=True, is_mobile=True).page
    phone.locator("button[data-spot='1']").tap()
    link = phone.locator(".spot-card .in-phone a")
    assert link.get_attribute("href") == "geo:" + copied[1].replace(" ", "")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_a_street_is_found_by_its_name_however_it_is_written(
    with_streets: Path, visit: Open, width: int
) -> None:
    seen = visit(with_streets, width, 844)
    page, search = seen.page, seen.page.locator("#find-street")
    search.wait_for()
    zoom = "window[JSON.parse(document.getElementById('map-facts').textContent).map].getZoom()"
    before = page.evaluate(zoom)
    search.get_by_label("Find a street").fill("MAIN RD")
    search.get_by_role("button", name="Find").click()
    assert search.get_by_role("status").inner_text() == "Main Road is shown."
    page.wait_for_timeout(200)
    assert page.evaluate(zoom) > before
    assert page.locator("path[stroke='#b45309']").count() == 1
    assert page.locator(".folium-map").evaluate(
        "map => map.getBoundingClientRect().bottom > 0 && map.getBoundingClientRect().top >= 0"
    )
    search.get_by_label("Find a street").fill("street")
    search.get_by_label("Find a street").press("Enter")
    offered = search.get_by_role("listitem").all_inner_texts()
    assert offered
    assert all(each.startswith("Long Street") for each in offered)
    assert barriers(page, *WCAG_22) == {}
    search.get_by_label("Find a street").fill("<img src=x onerror=alert(1)>")
    search.get_by_label("Find a street").press("Enter")
    assert search.get_by_role("status").inner_text().startswith("No street by that name")
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.browser
def test_a_map_without_streets_offers_no_search(
    whole_county: County, tmp_path: Path, visit: Open
) -> None:
    whole_county.write(tmp_path / "map.html")
    assert visit(tmp_path / "map.html").page.locator("#find-street").count() == 0


@pytest.mark.browser
def test_links_lead_to_the_run_and_to_the_neighbours(with_streets: Path, visit: Open) -> None:
    links = visit(with_streets).page.locator("nav.links a")
    assert links.evaluate_all("all => all.map((each) => each.getAttribute('href'))") == [
        "../index.html",
        "../easthaven/map.html",
    ]


# --- on paper ----------------------------------------------------------------------------------


def test_a_still_map_names_its_streets_once_and_says_whose_they_are() -> None:
    spots = harm_spots(1)
    centre = spots.geometry.iloc[0].centroid
    content = replace(map_content(spots), streets=town(centre.x, centre.y))
    svg = static_map_svg(content, width_mm=124, height_mm=134)
    assert "Invented streets &lt;of nobody&gt; &amp; none" in svg
    assert svg.count(">A9901<") == 1
    assert svg.count(">Main Road<") == 1
    assert svg == static_map_svg(content, width_mm=124, height_mm=134)


def test_stations_stand_among_the_names() -> None:
    found = town(*MIDDLE).named_points(GroundKind.STATION)
    assert found[schema.GROUND_NAME].tolist() == ["Invented Halt"]
    assert replace(town(*MIDDLE), ground=None).named_points(GroundKind.STATION).empty
