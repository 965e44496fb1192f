from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError, ParameterError
from hotspots.render.maps.week_picture import NO_HOURS
from hotspots.render.plain_text import plain_text
from tests.browser import WCAG_22, barriers
from tests.render.harm_spot_factory import nothing_dense

if TYPE_CHECKING:
    from playwright.sync_api import Page

# The county and the browser are fixtures of conftest.py; pytest does not import that by name.
County = Any
Open = Callable[..., Any]

HOSTILE = (
    "<script>window.__pwned=1</script><img src=x onerror=window.__pwned=1>${window.__pwned=1}"
    "`+(window.__pwned=1)+`</script></textarea></title>{{7*7}}\"'><svg onload=window.__pwned=1>"
    "\u2028\x00\\"
)
SHOWN = plain_text(HOSTILE)


@pytest.fixture(scope="session")
def market_wick(whole_county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of a district of twelve harm spots."""
    path: Path = whole_county.write(tmp_path_factory.mktemp("district") / "map.html")
    return path


@pytest.fixture(scope="session")
def force(whole_county: County, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the whole force."""
    path: Path = whole_county.write(tmp_path_factory.mktemp("force") / "map.html", focus=None)
    return path


# --- the file ------------------------------------------------------------------------------------


def test_map_is_small_enough_to_send(market_wick: Path) -> None:
    assert market_wick.stat().st_size < 3_000_000


def test_same_inputs_give_the_same_bytes_whatever_was_drawn_before(
    market_wick: Path, force: Path, county: County, tmp_path: Path
) -> None:
    assert force.read_bytes() != market_wick.read_bytes()
    county.spots = county.spots.sample(frac=1, random_state=4)
    again = county.write(tmp_path / "again.html")
    assert again.read_bytes() == market_wick.read_bytes()


def test_the_page_begins_with_what_to_do(market_wick: Path) -> None:
    text = html.unescape(market_wick.read_text(encoding="utf-8"))
    head = text[text.index('<div class="head">') :]
    assert head.index("Two officers, Friday and Saturday 21:00–03:00: ") < head.index("<h1>")


def test_map_names_no_host(market_wick: Path) -> None:
    text = market_wick.read_text(encoding="utf-8")
    markup = text.split("</style>")[-1].split("<script>")[0]
    assert "http" not in markup
    for host in ("cdn.", "jquery", "bootstrap", "openstreetmap"):
        assert host not in text.casefold()


def test_basemap_adds_its_host_and_no_other(county: County, tmp_path: Path) -> None:
    basemap = ("https://tiles.example.org/{z}/{x}/{y}.png", "<b>Ours</b>")
    text = county.write(tmp_path / "map.html", basemap=basemap).read_text(encoding="utf-8")
    assert "img-src data: https://tiles.example.org;" in text
    assert "<b>Ours</b>" not in text


def test_stamp_stands_on_the_page(market_wick: Path) -> None:
    text = html.unescape(market_wick.read_text(encoding="utf-8"))
    assert text.count('<div class="marking">OFFICIAL-SENSITIVE</div>') == 2
    for fact in (
        "Demonstration: an invented county. No real offence or address.",
        "January to December 2025",
        "wickshire-2025.csv",
        "quartic kernel, bandwidth 300 m",
        "20,000 rows in, 19,310 used, 690 set aside",
        "no coordinates: 512",
        "20 November 2026, 09:30 UTC by hotspots 0.1.0",
    ):
        assert fact in text


def test_real_county_is_not_called_a_demonstration(county: County, tmp_path: Path) -> None:
    county.stamp = replace(county.stamp, demonstration=False)
    assert "Demonstration" not in county.write(tmp_path / "map.html").read_text(encoding="utf-8")


def test_district_shows_its_own_spots_in_its_own_order(county: County, tmp_path: Path) -> None:
    text = county.write(tmp_path / "map.html", focus="Easthaven & Low Fenn").read_text("utf-8")
    assert "Rank 1 in Easthaven &amp; Low Fenn, 5 in the force" in text
    assert "Quay Lane, Easthaven" in text
    assert "High Street" not in text


def test_share_is_of_what_the_map_shows(market_wick: Path, force: Path) -> None:
    # The first spot holds 8.1 % of its district's harm and 2.4 % of the force's.
    of_district, of_force = (path.read_text(encoding="utf-8") for path in (market_wick, force))
    assert "Share of the district’s harm of these offences" in of_district
    assert '<td class="number">8.1 %</td>' in of_district
    assert "Share of the force’s harm of these offences" in of_force
    assert '<td class="number">2.4 %</td>' in of_force


def test_marking_is_printed_on_each_page(market_wick: Path) -> None:
    # "OFF": each character by its number, so that no marking can end the style sheet.
    assert '@top-center{content:"\\4f \\46 \\46 ' in market_wick.read_text(encoding="utf-8")


def test_source_without_times_of_day_says_so(county: County, tmp_path: Path) -> None:
    county.spots[schema.HOUR_BY_WEEKDAY] = pd.Series(pd.NA, county.spots.index, dtype="str")
    text = county.write(tmp_path / "map.html").read_text(encoding="utf-8")
    assert NO_HOURS in text
    assert "<svg" not in text.split("<script")[0]


@pytest.mark.parametrize("kept", [0, 1])
def test_district_with_no_spot_or_one_has_a_map(county: County, tmp_path: Path, kept: int) -> None:
    county.spots = county.spots.head(kept)
    text = county.write(tmp_path / "map.html").read_text(encoding="utf-8")
    assert ("No place here has enough offences" in text) == (kept == 0)


def test_district_without_a_spot_is_not_said_to_lack_offences(
    county: County, tmp_path: Path
) -> None:
    county.spots = county.spots[county.spots[schema.DISTRICT] != "Upper Marsh"]
    text = county.write(tmp_path / "map.html", focus="Upper Marsh").read_text(encoding="utf-8")
    assert f"among the force’s first {len(county.spots)}." in text
    assert "--count-per district" in text
    assert "has enough offences" not in text


def test_a_share_has_one_name_in_list_card_and_table(county: County, tmp_path: Path) -> None:
    text = county.write(tmp_path / "map.html").read_text(encoding="utf-8")
    named = "Share of the district’s harm of these offences"
    # The list, the cards, and of the table below a heading and its meaning.
    assert text.count(named) == 1 + 12 + 2


def test_units_of_harm_are_explained_once(market_wick: Path) -> None:
    text = market_wick.read_text(encoding="utf-8")
    assert text.count("<strong>CSS points</strong>: weights of the ONS Crime Severity Score") == 1


def test_flat_surface_has_a_map_and_a_legend(county: County, tmp_path: Path) -> None:
    county.surfaces = [nothing_dense(county.surfaces[0])]
    text = county.write(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "The density is the same everywhere" in text


def test_map_needs_no_surface_no_ward_and_no_place(county: County, tmp_path: Path) -> None:
    nothing = county.places.head(0)
    county.write(tmp_path / "map.html", surfaces=[], wards=None, places=nothing)


def test_unknown_district_is_named_with_those_that_exist(county: County, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match=r"No policing district 'Wick'.*Market Wick"):
        county.write(tmp_path / "map.html", focus="Wick")


def test_map_without_districts_is_refused(county: County, tmp_path: Path) -> None:
    county.districts = county.districts.head(0)
    with pytest.raises(InputError, match="no policing district"):
        county.write(tmp_path / "map.html", focus=None)


def test_missing_column_is_named(county: County, tmp_path: Path) -> None:
    county.spots = county.spots.drop(columns=schema.WHY)
    with pytest.raises(MissingColumnError, match="'why'"):
        county.write(tmp_path / "map.html")


# --- in a browser, with no network ---------------------------------------------------------------


def hidden_overlay(page: Page) -> str:
    return str(page.locator(".leaflet-density-pane img").get_attribute("src"))


@pytest.mark.browser
@pytest.mark.parametrize(("which", "spots"), [("market_wick", 12), ("force", 15)])
def test_map_opens_asks_for_nothing_and_logs_nothing(
    request: pytest.FixtureRequest, visit: Open, which: str, spots: int
) -> None:
    seen = visit(request.getfixturevalue(which))
    page = seen.page
    assert page.title().endswith("concentrates · Wickshire Police · OFFICIAL-SENSITIVE")
    assert page.locator(".leaflet-density-pane img").is_visible()
    # A white line and a dark one each.
    assert page.locator(".leaflet-overlay-pane path").count() == 2 * spots
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km")
    page.wait_for_timeout(200)
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.browser
def test_layers_switch_and_the_legend_goes_with_them(market_wick: Path, visit: Open) -> None:
    seen = visit(market_wick)
    page = seen.page
    first = hidden_overlay(page)
    page.get_by_role("radio", name="Offences of street violence").check()
    assert hidden_overlay(page) != first
    assert page.locator("[data-surface='1']").is_visible()
    assert page.locator("[data-surface='0']").is_hidden()
    page.get_by_role("radio", name="No density").check()
    assert page.locator(".leaflet-density-pane img").count() == 0
    for layer in ("Harm spots", "Wards", "Policing districts", "Place names"):
        page.get_by_role("checkbox", name=layer).uncheck()
    assert page.locator(".rank-marker").count() == 0
    assert page.locator(".leaflet-areas-pane path").count() == 0
    page.get_by_role("checkbox", name="Wards").check()
    assert page.locator(".leaflet-areas-pane path").count() > 0
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.browser
def test_click_on_a_spot_says_why_it_is_there(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    page.locator(".rank-marker:not(.is-folded)").first.click()
    card = page.locator(".leaflet-popup .spot-card")
    for fact in (
        "High Street, Market Wick",
        "Rank 1 in Market Wick, 1 in the force",
        "246 offences a year within 240 m",
        "Busiest: Friday and Saturday 21:00–03:00.",
    ):
        assert fact in card.inner_text()
    assert card.locator(".facts > div:visible").count() == 5
    card.get_by_text("More", exact=True).click()
    text = card.inner_text()
    for fact in (
        "48,200",
        "high that it is a harm spot; rank 1 to 4 in the force",
    ):
        assert fact in text
    assert card.get_by_role("img", name="Offences by hour and day of the week").is_visible()


@pytest.mark.browser
def test_click_inside_an_outline_opens_its_card(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    page.locator("button[data-spot='3']").click()
    page.locator(".leaflet-popup-close-button").click()
    page.locator(".leaflet-popup").wait_for(state="detached")
    page.locator(".leaflet-overlay-pane path.leaflet-interactive").nth(2).click()
    assert "Market Square" in page.locator(".spot-card h2").inner_text()


@pytest.mark.browser
def test_keyboard_alone_reaches_opens_and_closes_a_spot(market_wick: Path, visit: Open) -> None:
    seen = visit(market_wick)
    page = seen.page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('rank-marker')"):
            break
    name_of_focus = "document.activeElement.querySelector('.unseen').innerText"
    spot = page.evaluate(name_of_focus)
    assert spot == "Harm spot 1: High Street, Market Wick"
    page.keyboard.press("Enter")
    page.locator(".leaflet-popup .spot-card").wait_for()
    assert page.evaluate("document.activeElement.className") == "spot-card"
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate(name_of_focus) == spot
    page.keyboard.press("Space")
    page.locator(".leaflet-popup .spot-card").wait_for()
    assert seen.errors == []


@pytest.mark.browser
def test_row_of_the_table_leads_to_its_spot(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    page.get_by_role("checkbox", name="Harm spots").uncheck()
    page.get_by_role("button", name="North Parade, Hartbridge").click()
    card = page.locator(".spot-card")
    assert "North Parade, Hartbridge" in card.inner_text()
    assert "one single offence" in card.inner_text()
    assert "is-open" in str(page.locator("tr[data-spot='7']").get_attribute("class"))
    dashed = page.locator(".leaflet-overlay-pane path[stroke-dasharray]")
    assert dashed.count() == 1


def clear_of_one_another(one: Any, other: Any) -> bool:
    return bool(
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or one["y"] + one["height"] <= other["y"]
        or other["y"] + other["height"] <= one["y"]
    )


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1000, 700), (390, 844)])
@pytest.mark.parametrize("by", ["row", "number"])
def test_reader_is_brought_to_the_spot_and_stays_there(
    market_wick: Path, visit: Open, width: int, height: int, by: str
) -> None:
    page = visit(market_wick, width, height).page
    shown = page.locator(".rank-marker:not(.is-folded)").first
    (page.locator("button[data-spot='1']") if by == "row" else shown).click()
    page.wait_for_timeout(350)
    frame = page.locator(".map").bounding_box()
    outline = page.locator(".leaflet-overlay-pane path.leaflet-interactive").first
    card = page.locator(".leaflet-popup").bounding_box()
    whole = outline.bounding_box()
    assert 50 < max(whole["width"], whole["height"]) < 400
    for box in (card, whole):
        assert box["x"] >= frame["x"]
        assert box["y"] >= frame["y"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        assert box["y"] + box["height"] <= frame["y"] + frame["height"]
    assert clear_of_one_another(card, whole)
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert outline.bounding_box()["x"] == pytest.approx(whole["x"], abs=2)
    for _ in range(4):
        page.evaluate("document.querySelector('.leaflet-control-zoom-in').click()")
        page.wait_for_timeout(300)
    closer = outline.bounding_box()  # as large as the map or larger, and across it
    assert not clear_of_one_another(closer, frame)
    assert closer["width"] > 2 * whole["width"]
    scale = page.locator(".leaflet-control-scale-line").inner_text()
    assert scale in ("30 m", "50 m")
    page.get_by_role("button", name="Whole map").click()
    assert page.locator(".leaflet-control-scale-line").inner_text().endswith("km")


@pytest.mark.browser
def test_first_spots_and_their_hours_are_seen_without_scrolling(
    market_wick: Path, visit: Open
) -> None:
    page = visit(market_wick).page
    third = page.locator("tr[data-spot='3'] .remark strong")
    assert third.inner_text() == "Fri & Sat 21:00–03:00"
    box = third.bounding_box()
    assert box["y"] + box["height"] < 900 - 26
    assert page.locator(".legend").bounding_box()["y"] > box["y"]


@pytest.mark.browser
def test_legend_says_that_no_density_is_shown(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    nothing = page.get_by_text("No density shown.")
    assert nothing.is_hidden()
    page.get_by_role("radio", name="No density").check()
    assert nothing.is_visible()
    assert page.get_by_text("Harm spot, by rank").is_visible()


@pytest.mark.browser
def test_printed_map_holds_the_whole_district(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    frame = page.locator(".map").bounding_box()
    assert frame["width"] == pytest.approx(190 / 25.4 * 96, abs=1)  # 190 mm
    area = page.locator(".leaflet-areas-pane path").first.bounding_box()
    assert area["x"] >= frame["x"]
    assert area["x"] + area["width"] <= frame["x"] + frame["width"]
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator(".map").bounding_box()["width"] > frame["width"]


@pytest.mark.browser
def test_names_never_lie_over_one_another(market_wick: Path, visit: Open) -> None:
    page = visit(market_wick).page
    page.wait_for_timeout(100)
    boxes_of = """(sought) => [...document.querySelectorAll(sought)].map((each) => {
        const box = each.getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    })"""
    names = page.evaluate(boxes_of, ".map-name:not(.is-hidden) span")
    numbers = page.evaluate(boxes_of, ".rank-marker:not(.is-folded) .badge")
    assert len(names) > 12
    for at, one in enumerate(names):
        for other in [*numbers, *names[at + 1 :]]:
            apart = (
                one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            )
            assert apart


@pytest.mark.browser
def test_ward_names_appear_for_whoever_zooms_in(force: Path, visit: Open) -> None:
    page = visit(force).page
    shown = page.locator(".ward-name:not(.is-hidden)")
    assert shown.count() == 0
    page.locator("button[data-spot='10']").click()
    page.keyboard.press("Escape")
    page.locator(".leaflet-control-zoom-out").click()
    page.locator(".ward-name:not(.is-hidden)").first.wait_for(state="attached")


@pytest.mark.browser
def test_phone_has_the_map_on_top_and_nothing_wider_than_its_screen(
    market_wick: Path, visit: Open
) -> None:
    seen = visit(market_wick, 390, 844, has_touch=True, is_mobile=True)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    the_map = page.locator(".map").bounding_box()
    table = page.locator("#spots").bounding_box()
    assert the_map["width"] == 390
    assert 0.55 * 844 < the_map["height"] < 0.65 * 844
    assert table["y"] > the_map["y"] + the_map["height"]
    page.locator("button[data-spot='2']").tap()
    card = page.locator(".leaflet-popup").bounding_box()
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.browser
def test_hostile_text_in_every_column_is_shown_and_never_run(
    county: County, visit: Open, tmp_path: Path
) -> None:
    _poison(county)
    for focus in (HOSTILE, None):
        seen = visit(county.write(tmp_path / "map.html", focus=focus))
        page = seen.page
        assert SHOWN in page.title()
        assert page.locator("h1").inner_text() == " ".join(SHOWN.split())
        page.locator("button[data-spot='1']").click()
        assert SHOWN in page.locator(".leaflet-popup .why").inner_text()
        page.locator(".rank-marker:not(.is-folded)").first.hover(force=True)
        page.locator(".every-figure > summary").click()
        page.get_by_role("radio").nth(1).check()
        assert SHOWN in page.locator(".leaflet-control-layers label").first.inner_text()
        names = page.locator(".map-name span").all_text_contents()
        assert names
        assert set(names) == {SHOWN}
        page.wait_for_timeout(150)
        assert page.evaluate("window.__pwned") is None
        assert page.locator("main img:not(.leaflet-image-layer)").count() == 0
        assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


def _poison(county: County) -> None:
    for column in (
        schema.SPOT_NAME, schema.STREET, schema.TOWN, schema.DISTRICT, schema.TOP_OFFENCES,
        schema.BUSIEST, schema.TREND, schema.CONFIDENCE, schema.WHY, schema.SPOT_ID,
    ):  # fmt: skip
        county.spots[column] = HOSTILE
    county.districts = county.districts.assign(
        **{schema.DISTRICT: HOSTILE, schema.LOCAL_POLICING_AREA: HOSTILE}
    )
    county.wards = county.wards.assign(
        **{schema.WARD_NAME: HOSTILE, schema.WARD_CODE: HOSTILE, schema.DISTRICT: HOSTILE}
    )
    county.places["name"] = HOSTILE
    county.title = HOSTILE
    county.figures = [(HOSTILE, HOSTILE)]
    county.indices = [
        replace(index, name=HOSTILE, unit=HOSTILE, edition=HOSTILE) for index in county.indices
    ]
    county.surfaces = [
        replace(surface, title=HOSTILE, breaks=replace(surface.breaks, unit=HOSTILE))
        for surface in county.surfaces[:1]
    ]
    county.stamp = replace(
        county.stamp,
        force_name=HOSTILE,
        marking=HOSTILE,
        run_name=HOSTILE,
        period=HOSTILE,
        sources=(HOSTILE,),
        method=HOSTILE,
        caveats=(HOSTILE,),
        rows_set_aside={HOSTILE: 690},
        software=HOSTILE,
    )


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_page_has_no_fault_that_axe_finds(market_wick: Path, visit: Open, width: int) -> None:
    page = visit(market_wick, width, 844).page
    page.locator(".every-figure > summary").click()
    page.locator("button[data-spot='2']").click()
    page.locator(".spot-card").wait_for()
    page.wait_for_timeout(350)  # the card fades in, and a half-faded card has little contrast
    assert barriers(page, *WCAG_22) == {}
