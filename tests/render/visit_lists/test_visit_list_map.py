"""The interactive map of a visit list, in a real browser without a network."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger import read_visits
from hotspots.render.plain_text import plain_text
from hotspots.render.visit_lists.visit_list import VisitList, visit_list
from hotspots.render.visit_lists.visit_list_map import number_range, write_visit_map
from hotspots.render.visit_lists.visit_list_words import TIER_WORDS
from tests.browser import WCAG_22, barriers
from tests.render.harm_spot_factory import districts, wards
from tests.render.maps.test_street_layer import town
from tests.render.visit_list_factory import AS_OF, FACTS, hostile_facts, the_list, told

if TYPE_CHECKING:
    from playwright.sync_api import Page

Open = Callable[..., Any]
HOSTILE = (
    "<script>window.__pwned=1</script><img src=x onerror=window.__pwned=1>${window.__pwned=1}"
    "`+(window.__pwned=1)+`</script></template>{{7*7}}\"'><svg onload=window.__pwned=1>\u2028\x00\\"
)
SHOWN = plain_text(HOSTILE)


@pytest.fixture(scope="module")
def map_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of a list of 60 homes."""
    return _write(tmp_path_factory.mktemp("map") / "map.html", the_list(60))


@pytest.fixture
def visit(visit: Open) -> Open:
    """Open a page on the day after the list was made, whatever day it is."""
    return partial(visit, at=AS_OF + timedelta(days=1))


def _write(path: Path, made: VisitList) -> Path:
    write_visit_map(path, made, districts(), wards())
    return path


def _main(path: Path) -> str:
    return unescape(path.read_text(encoding="utf-8").split("</style>")[-1].split("<script")[0])


# --- the file ------------------------------------------------------------------------------------


def test_it_is_small_enough_to_send_and_names_no_host(map_file: Path) -> None:
    assert map_file.stat().st_size < 1_000_000
    assert "http" not in _main(map_file)
    assert "img-src data:;" in map_file.read_text(encoding="utf-8")


def test_the_head_is_short_and_what_a_team_has_to_know_stands_below(map_file: Path) -> None:
    head, rest = _main(map_file).split('<div class="map-column" id="the-map">')
    assert "Destroy by Friday 1 January 2027, 07:00 GMT." in head
    assert "warns" not in head
    assert "Which homes are owed aftercare is on the aftercare sheet" in rest
    assert "Friday 1 January 2027, 07:00 GMT; destroy every copy by then." in rest


def test_figures_of_the_near_repeat_test_are_the_sergeants(map_file: Path) -> None:
    assert "p = 0.001" not in map_file.read_text(encoding="utf-8")


def test_missing_evidence_is_said_first(tmp_path: Path) -> None:
    made = the_list(2, evidence="Near repeat was not found here.", evidence_supports=False)
    head = _main(_write(tmp_path / "a.html", made))
    assert "<strong>Near repeat is not shown here.</strong>" in head


def test_the_legend_shows_the_tiers_that_are_there(map_file: Path) -> None:
    legend = _main(map_file).split('class="legend"')[1].split("</section>")[0]
    assert "Same street" in legend
    assert "Near by" not in legend
    assert "Further off" not in legend


def test_a_district_that_the_outlines_do_not_name_still_has_its_map(tmp_path: Path) -> None:
    _write(tmp_path / "a.html", the_list(2, district="Elsewhere"))
    with pytest.raises(InputError, match="no policing district"):
        write_visit_map(tmp_path / "a.html", the_list(2), districts().head(0))


def test_the_streets_are_the_same_whoever_is_on_the_list(tmp_path: Path) -> None:
    streets = town(605_000, 225_000, "Long Street")
    drawn = []
    for count in (1, 60):
        path = tmp_path / f"{count}.html"
        write_visit_map(path, the_list(count), districts(), wards(), streets)
        told = re.search(r'"streetLayer":(\{.*?\})', path.read_text(encoding="utf-8"))
        assert told is not None
        drawn.append(told.group(1))
    assert drawn[0] == drawn[1]


@pytest.mark.browser
def test_streets_stand_under_the_homes_and_nothing_is_asked_for(
    tmp_path: Path, visit: Open
) -> None:
    made = the_list(60)
    path = tmp_path / "a.html"
    streets = town(made.homes[0].easting, made.homes[0].northing)
    write_visit_map(path, made, districts(), wards(), streets)
    seen = visit(path, at=AS_OF)
    seen.page.locator(".leaflet-street-names-pane canvas").wait_for(state="attached")
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.parametrize(
    ("numbers", "label"), [([7], "7"), ([14, 15, 16], "14–16"), ([14, 15, 21], "14+")]
)
def test_homes_that_share_a_door_share_a_label(numbers: list[int], label: str) -> None:
    assert number_range(numbers) == label


# --- in a browser, with no network ---------------------------------------------------------------


def _card(page: Page) -> str:
    return page.locator(".leaflet-popup .spot-card").inner_text()


@pytest.mark.browser
def test_it_opens_asks_for_nothing_and_logs_nothing(map_file: Path, visit: Open) -> None:
    seen = visit(map_file)
    page = seen.page
    assert page.title() == (
        "Homes to visit: Saltmarsh & Quay · Saltmarsh Constabulary · OFFICIAL-SENSITIVE"
    )
    assert page.locator(".home-sign").count() == 60 - 7  # eight flats share a door
    page.wait_for_timeout(200)
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.browser
def test_an_address_in_the_table_leads_to_its_card_and_back(map_file: Path, visit: Open) -> None:
    seen = visit(map_file)
    page = seen.page
    page.locator("button[data-home='10']").click()
    text = _card(page)
    assert "Burglary in this street, in the last week" in text
    assert "OVERDUE since Wed 18 Nov" in text
    assert "is-open" in str(page.locator("tr[data-home='10']").get_attribute("class"))
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert "3 Heron Close" in page.evaluate("document.activeElement.innerText")
    assert seen.errors == []


@pytest.mark.browser
def test_flats_at_one_door_are_shown_one_at_a_time(map_file: Path, visit: Open) -> None:
    seen = visit(map_file)
    page = seen.page
    page.locator("button[data-home='27']").click()
    assert "Flat 2, 17 Station Road" in _card(page)
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    page.locator(".home-sign", has_text="26–33").click()
    text = _card(page)
    assert "8 homes, Station Road, Quayside" in text
    assert "Flat" not in text
    page.locator(".choices").get_by_role("button", name="No. 28").click()
    assert "Flat 3, 17 Station Road" in _card(page)
    assert "Flat 2" not in _card(page)
    assert "is-open" in str(page.locator("tr[data-home='28']").get_attribute("class"))
    assert seen.errors == []


@pytest.mark.browser
def test_at_a_door_a_phone_shows_no_other_home(map_file: Path, visit: Open) -> None:
    seen = visit(map_file, 390, 844, has_touch=True, is_mobile=True)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("button[data-home='13']").tap()  # next door to the burgled home, number 14
    page.locator(".leaflet-popup .spot-card").wait_for()
    visible = """() => [...document.querySelectorAll(".home-sign")]
        .filter((sign) => getComputedStyle(sign).visibility === "visible").length"""
    assert page.evaluate(visible) == 1
    box = page.locator(".leaflet-popup").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.keyboard.press("Escape")
    page.locator(".leaflet-popup").wait_for(state="detached")
    assert page.evaluate(visible) == 60 - 7
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.browser
def test_signs_are_large_enough_to_touch_and_keep_off_one_another(
    map_file: Path, visit: Open
) -> None:
    page = visit(map_file, 390, 844, has_touch=True, is_mobile=True).page
    page.wait_for_timeout(100)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll(".home-sign:not(.is-folded)")].map((sign) => {
            const box = sign.getBoundingClientRect();
            return [box.left, box.top, box.width, box.height];
        })"""
    )
    assert len(boxes) >= 12
    assert all(width >= 24 and height >= 24 for _, _, width, height in boxes)
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= 20
    for button in page.locator("button[data-home]").all()[:5]:
        assert button.bounding_box()["height"] >= 24


@pytest.mark.browser
def test_homes_that_are_folded_at_first_part_on_zooming_in(map_file: Path, visit: Open) -> None:
    page = visit(map_file).page
    page.wait_for_timeout(100)
    assert "+8" in page.locator(".home-sign:not(.is-folded) .more").all_text_contents()
    page.locator("button[data-home='5']").click()
    page.keyboard.press("Escape")
    page.wait_for_timeout(150)
    for number in range(1, 10):
        sign = page.locator(f".home-sign:has-text('Home {number}: ')")
        assert "is-folded" not in str(sign.get_attribute("class"))


@pytest.mark.browser
def test_tiers_differ_by_more_than_colour(visit: Open, tmp_path: Path) -> None:
    table = told(len(TIER_WORDS), unvisited=0)
    table[schema.TIER] = every_tier()
    page = visit(_write(tmp_path / "a.html", visit_list(table, FACTS))).page
    looks = page.evaluate(
        """() => [...document.querySelectorAll(".legend .badge:not(.is-overdue)")].map((badge) => {
            const style = getComputedStyle(badge);
            return [style.borderRadius, style.borderStyle, style.borderWidth].join(" ");
        })"""
    )
    assert len(looks) == len(set(looks)) == len(TIER_WORDS)


def every_tier() -> list[str]:
    """One home of each tier that a list tells of."""
    return [str(tier) for tier in TIER_WORDS]


@pytest.mark.browser
def test_hostile_text_in_every_column_is_shown_and_never_run(visit: Open, tmp_path: Path) -> None:
    table = told(len(TIER_WORDS), unvisited=0)
    for column in (
        schema.ADDRESS, schema.STREET, schema.TOWN, schema.POSTCODE, schema.NUMBER, schema.CHANGE,
        schema.UPRN, schema.DISTRICT,
    ):  # fmt: skip
        table[column] = f"{HOSTILE} home"
    areas = districts().assign(district=HOSTILE)
    own = wards().assign(ward_name=HOSTILE, district=HOSTILE)
    path = tmp_path / "a.html"
    write_visit_map(path, visit_list(table, hostile_facts(HOSTILE)), areas, own)
    seen = visit(path)
    page = seen.page
    assert SHOWN in page.title()
    page.locator("button[data-home='2']").click()
    assert SHOWN in page.locator(".leaflet-popup h2").inner_text()
    page.locator("[data-tick='2']").first.click()
    page.locator("#kept-show").click()
    assert f"{SHOWN} home" in page.locator(".place-name").first.inner_text()
    page.wait_for_timeout(150)
    assert page.evaluate("window.__pwned") is None
    assert page.locator("main img").count() == 0
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])


@pytest.mark.browser
def test_a_list_without_homes_has_a_map_that_says_so(visit: Open, tmp_path: Path) -> None:
    seen = visit(_write(tmp_path / "a.html", the_list(0)))
    assert "No home is to be visited on this list." in seen.page.locator("#homes").inner_text()
    assert (seen.requests, seen.errors) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_the_page_has_no_fault_that_axe_finds(visit: Open, tmp_path: Path, width: int) -> None:
    table = told(len(TIER_WORDS), unvisited=5)
    table.loc[table[schema.WALK_ORDER].notna(), schema.TIER] = every_tier()
    page = visit(_write(tmp_path / "a.html", visit_list(table, FACTS)), width, 844).page
    page.locator("[data-tick='1']").first.click()
    page.locator("#kept-show").click()
    page.locator("button[data-home='2']").click()
    page.locator(".spot-card").wait_for()
    page.wait_for_timeout(350)  # the card fades in, and a half-faded card has little contrast
    assert barriers(page, *WCAG_22) == {}


# --- what came of a visit, kept on the phone ------------------------------------------------------
NOW = AS_OF + timedelta(hours=3, minutes=30)


def _tick(page: Page, home: int, outcome: schema.VisitOutcome) -> None:
    page.locator(f"[data-tick='{home}'][data-outcome='{outcome}']").click()


@pytest.mark.browser
def test_outcomes_are_kept_undone_and_saved_as_a_file_that_the_record_reads(
    map_file: Path, visit: Open, tmp_path: Path
) -> None:
    seen = visit(map_file, 390, 844, at=NOW)
    page = seen.page
    page.locator("#kept-role").select_option("PCSO")
    _tick(page, 1, schema.VisitOutcome.SPOKEN_TO)
    _tick(page, 2, schema.VisitOutcome.NO_ANSWER)
    _tick(page, 3, schema.VisitOutcome.REFUSED)
    page.locator("#kept-undo").click()
    # Closed and opened again, on the same phone.
    again = page.context.new_page()
    page.close()
    again.goto(map_file.as_uri())
    assert again.locator("#kept-count").inner_text() == "2 of 60 done"
    assert again.locator("[aria-pressed=true]").all_inner_texts() == ["Spoken to", "No answer"]
    with again.expect_download() as saved:
        again.locator("#kept-save").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    read = read_visits(file)
    homes = the_list(60).homes
    assert list(read.rows[schema.UPRN]) == [homes[0].uprn, homes[1].uprn]
    assert list(read.rows[schema.VISIT_OUTCOME]) == ["spoken to", "no answer, card left"]
    assert set(read.rows[schema.ROLE]) == {"PCSO"}
    assert abs(read.rows[schema.VISITED_AT] - pd.Timestamp(NOW)).max() < pd.Timedelta(minutes=1)
    assert read.set_aside.empty
    again.locator("#kept-show").click()
    text = again.locator("#kept-text").input_value()
    assert text.splitlines() == file.read_text(encoding="utf-8-sig").splitlines()
    pasted = tmp_path / "from a message.txt"
    pasted.write_text(f"\n{text}\n", encoding="utf-8")
    told = [schema.UPRN, schema.VISITED_AT, schema.ROLE, schema.VISIT_OUTCOME, schema.LIST_ID]
    assert read_visits(pasted).rows[told].equals(read.rows[told])
    assert seen.quiet


@pytest.mark.browser
def test_when_a_list_expires_its_outcomes_leave_the_phone(map_file: Path, visit: Open) -> None:
    page = visit(map_file, 390, 844, at=NOW).page
    _tick(page, 1, schema.VisitOutcome.SPOKEN_TO)
    assert page.evaluate("localStorage.length") == 1
    page.clock.set_system_time(FACTS.expires + A_WHILE)
    page.reload()
    assert page.evaluate("localStorage.length") == 0


@pytest.mark.browser
def test_on_a_phone_the_list_comes_first_and_nothing_lies_under_a_banner(
    map_file: Path, visit: Open
) -> None:
    page = visit(map_file, 390, 844).page
    top = page.locator(".homes .door").first.bounding_box()
    the_map = page.locator(".map").bounding_box()
    assert top is not None
    assert the_map is not None
    assert top["y"] < 560
    assert top["y"] < the_map["y"]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    last = page.locator("[data-tick]").last
    last.focus()
    box = last.bounding_box()
    assert box is not None
    strip = page.locator(".strip.bottom").bounding_box()
    assert strip is not None
    assert box["y"] + box["height"] <= strip["y"]
    assert box["height"] >= 44
    assert re.fullmatch(
        r"geo:[\d.-]+,[\d.-]+\?q=[\d.-]+,[\d.-]+",
        page.locator(".way").first.get_attribute("href") or "",
    )


# --- expiry --------------------------------------------------------------------------------------
A_WHILE = timedelta(minutes=2)


@pytest.mark.browser
def test_after_its_date_the_page_says_so_and_holds_no_home(map_file: Path, visit: Open) -> None:
    seen = visit(map_file, at=FACTS.expires + A_WHILE)
    text = seen.page.inner_text("body")
    assert "This list has expired" in text
    assert "It expired on Friday 1 January 2027, 07:00 GMT, and shows nothing." in text
    assert FACTS.stamp.marking in text
    whole = seen.page.evaluate("document.body.outerHTML")
    assert not any(home.address in whole or home.street in whole for home in the_list(60).homes)
    assert seen.page.evaluate("document.getElementById('map-facts')") is None
    assert seen.quiet


@pytest.mark.browser
def test_a_page_that_stays_open_over_its_date_is_emptied(map_file: Path, visit: Open) -> None:
    seen = visit(map_file, at=FACTS.expires - A_WHILE)
    first = the_list(60).homes[0].address
    assert first in seen.page.content()
    seen.page.clock.run_for(190_000)
    assert first not in seen.page.content()
    assert seen.quiet


@pytest.mark.browser
def test_before_its_date_nothing_is_missing(map_file: Path, visit: Open) -> None:
    seen = visit(map_file, at=FACTS.expires - A_WHILE)
    assert not seen.page.get_by_role("heading", name="This list has expired").count()
    assert seen.page.locator(".homes .door").count() == 60


@pytest.mark.browser
def test_without_scripts_the_date_stands_at_the_head(map_file: Path, visit: Open) -> None:
    seen = visit(map_file, java_script_enabled=False)
    line = seen.page.get_by_text("destroy every copy by then").first
    assert line.is_visible()
    assert "Friday 1 January 2027" in line.inner_text()
