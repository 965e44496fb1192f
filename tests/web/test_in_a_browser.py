"""Journeys in a real browser, on a desk and on a phone, with and without a signal."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hotspots.web import force
from hotspots.web.maps import district_week
from hotspots.web.models import StartedRun
from tests.browser import LONG_ENOUGH_MS, WCAG_22, barriers
from tests.web.conftest import Served, make_person, raise_alarm

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
MOST_BYTES = 100_000


@pytest.fixture
def opened(chromium: Browser, server: Served) -> Iterator[Callable[..., Page]]:
    """Return a function that signs somebody new in and gives their first page."""
    contexts, faults = [], []

    def open_as(*roles: str, phone: bool = False, **more: Any) -> Page:
        name = f"p{uuid.uuid4().hex[:12]}"
        make_person(name, *roles, **{"districts": ("Harlow",), **more})
        context = chromium.new_context(base_url=server.address, **(PHONE if phone else {}))
        contexts.append(context)
        context.set_default_timeout(LONG_ENOUGH_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto("/sign-in")
        page.fill("[name=username]", name)
        page.fill("[name=password]", server.password)
        page.click("main button")
        page.wait_for_url(f"{server.address}/")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert faults == []


def fits(page: Page) -> bool:
    """Say whether nothing stands beside the screen, and nobody is shut out."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert barriers(page, *WCAG_22) == {}
    return not wide


@pytest.mark.parametrize("phone", [False, True])
def test_an_officer_signs_in_and_records_a_door_in_two_taps(
    opened: Callable[..., Page], *, phone: bool, tmp_path: Path
) -> None:
    page = opened("Community policing", phone=phone)
    assert fits(page)
    page.click("main a:has-text('Homes to visit')")
    assert fits(page)
    uprn = "302" if phone else "303"
    door = page.locator(f"#d{uprn}")
    door.locator("summary").click()
    door.get_by_role("button", name="Spoken to").click()
    door.locator(".tag.good:has-text('Spoken to')").wait_for()
    visits = force.ledger().visits()
    assert (visits["uprn"] == uprn).sum() == 1
    with page.expect_download() as kept:
        page.click("a:has-text('CSV')")
    kept.value.save_as(tmp_path / "list.csv")
    assert (tmp_path / "list.csv").read_text().startswith("No.,Address")


def test_a_visit_without_signal_waits_on_the_phone_and_is_sent_once(
    opened: Callable[..., Page],
) -> None:
    page = opened("Community policing", phone=True)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/lists/harlow/")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload()
    page.context.set_offline(True)
    page.reload()  # the day's list stands on the phone
    door = page.locator("#d300")
    door.locator("summary").click()
    door.get_by_role("button", name="No answer").click()
    page.locator("[data-waiting]:has-text('1 visit waits')").wait_for()
    page.reload()  # and so does what was recorded on it
    page.locator("#d300 .tag:has-text('Waiting: no answer')").wait_for()
    page.goto("/")
    assert "No signal" in page.content()
    page.context.set_offline(False)
    page.goto("/lists/harlow/")
    page.locator("#d300 .tag.good:has-text('No answer')").wait_for()
    page.reload()
    page.wait_for_timeout(300)
    assert (force.ledger().visits()["uprn"] == "300").sum() == 1


def test_a_visit_that_is_refused_is_told_until_one_forgets_it_whatever_list_there_is(
    opened: Callable[..., Page],
) -> None:
    page = opened("Community policing", phone=True)
    page.goto("/lists/harlow/")
    page.evaluate(
        """async () => {
          const { keep, newId } = await import("/static/hotspots/waiting.js");
          const { dataset, action: to } = document.querySelector("form[data-visits]");
          const { person } = dataset;
          const old = { list: "2020/Harlow", outcome: "spoken to", at: Date.now(), to };
          await keep({ id: newId(), person, uprn: "gone", ...old });
          const before = { why: "Expired", refused: Date.now() - 8 * 24 * 3600 * 1000 };
          await keep({ id: newId(), person: "another", uprn: "1", ...old, ...before });
        }"""
    )
    page.reload()
    page.locator("[data-waiting]:has-text('was not kept: This list has expired.')").wait_for()
    assert "another" not in page.inner_text(
        "[data-waiting]"
    )  # theirs does not wait: it was refused
    assert fits(page)
    door = page.locator("#d301")
    door.locator("summary").click()
    door.get_by_role("button", name="Refused").click()
    door.locator(".tag.good:has-text('Refused')").wait_for()
    page.locator("[data-waiting] button:has-text('Forget it')").click()
    page.locator("[data-waiting]").wait_for(state="hidden")
    kept = page.evaluate(
        "import('/static/hotspots/waiting.js').then(async ({ all }) => (await all()).length)"
    )
    assert kept == 0
    assert page.locator("[data-waiting]").is_hidden()


def test_the_days_doors_are_on_paper_when_the_page_is_printed(
    opened: Callable[..., Page],
) -> None:
    page = opened("Community policing")
    page.goto("/lists/harlow/")
    page.emulate_media(media="print")
    assert page.locator("#d300 .door").is_visible()
    for control in ("#d300 summary", "header nav", "ul.files"):
        assert page.locator(control).first.is_hidden()


def test_what_is_wrong_with_a_field_is_read_out_with_it(opened: Callable[..., Page]) -> None:
    page = opened("Administrator", whole_force=True)
    page.goto("/people/new")
    page.get_by_role("button", name="Keep").click()
    page.locator(".error-summary").wait_for()
    said = page.evaluate(
        """() => [...document.querySelectorAll("main form [aria-describedby]")].map((each) =>
          each.getAttribute("aria-describedby").split(" ").map((id) =>
            document.getElementById(id)?.textContent.trim() ?? "nothing"))"""
    )
    assert ["This field is required."] in said
    assert not [each for each in said if "nothing" in each]
    assert fits(page)


def test_a_kept_list_is_never_shown_past_its_end_nor_after_signing_out(
    opened: Callable[..., Page],
) -> None:
    page = opened("Community policing", phone=True)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/lists/harlow/")
    page.reload()
    page.evaluate(
        """async () => {
          const day = await caches.open("day");
          const kept = await day.match("/lists/harlow/");
          const headers = new Headers(kept.headers);
          headers.set("X-Kept-Until", String(Date.now() - 1));
          await day.put("/lists/harlow/", new Response(await kept.text(), { headers }));
        }"""
    )
    page.context.set_offline(True)
    page.goto("/lists/harlow/")
    assert "Elm Row" not in page.content()
    page.context.set_offline(False)
    page.goto("/lists/harlow/")
    page.reload()
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in")
    page.context.set_offline(True)
    page.goto("/lists/harlow/")
    assert "Elm Row" not in page.content()


def test_who_signs_out_without_a_signal_is_told_what_is_left_to_do(
    opened: Callable[..., Page],
) -> None:
    page = opened("Community policing", phone=True)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto("/lists/harlow/")
    page.reload()
    page.context.set_offline(True)
    page.click("text=Sign out")
    page.locator("main:has-text('sign out once more')").wait_for()
    page.goto("/lists/harlow/")
    assert "Elm Row" not in page.content()
    page.context.set_offline(False)
    page.goto("/")
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in")


@pytest.mark.usefixtures("county_served")
@pytest.mark.parametrize("phone", [False, True])
def test_a_commander_asks_the_map_and_takes_the_briefing(
    opened: Callable[..., Page], *, phone: bool
) -> None:
    page = opened("Commander", phone=phone)
    page.goto("/maps/harlow/")
    assert fits(page)
    assert "1 January to 31 December 2025." in page.inner_text("main")
    assert "DBSCAN" not in page.inner_text("main")  # the method stands folded, below the map
    frame = page.frame_locator("iframe.map")
    frame.locator(".leaflet-container").wait_for()
    with page.expect_download() as kept:
        page.click("main a:has-text('Briefing')")
    assert kept.value.suggested_filename == "briefing_harlow_2025.pdf"
    page.click("summary:has-text('Ask the map')")
    page.select_option("[name=index]", "count")
    page.click("main button:has-text('Answer')")
    page.wait_for_url("**/maps/harlow/answered?*")
    assert "offences: street violence" in page.inner_text("main")
    assert fits(page)
    page.frame_locator("iframe.map").locator(".leaflet-container").wait_for()
    page.goto("/figures/harlow/")
    assert fits(page)


@pytest.mark.usefixtures("county_served")
def test_an_analyst_on_a_phone_closes_an_alarm_and_looks_at_the_spots(
    opened: Callable[..., Page],
) -> None:
    number = raise_alarm(plan="Op Browsed")  # stays in the database, closed
    page = opened("Analyst", phone=True, whole_force=True)
    page.click("main a:has-text('Watch')")
    assert fits(page)
    page.click(f"main a:has-text('Close {number}')")
    assert fits(page)
    page.fill("[name=reason]", "Two arrests; none since")
    page.click("main button:has-text('Close the alarm')")
    page.locator(f"h2:has-text('{number}: closed')").wait_for()
    page.goto("/spots/")
    assert fits(page)


@pytest.mark.usefixtures("county_served")
def test_an_officer_records_a_patrol_of_a_spot_in_force(opened: Callable[..., Page]) -> None:
    spots = force.ledger().spots_in_force()
    district = next(each for each in force.districts() if each.name in set(spots["district"]))
    page = opened("Community policing", phone=True, whole_force=True)
    page.goto(f"/maps/{district.folder}/")
    page.click("a:has-text('record a patrol')")
    page.click("summary:has-text('Record a patrol from before')")
    page.fill("[name=minutes]", "12")
    page.fill("[name=interactions]", "4")
    page.get_by_role("button", name="Record patrol").click()
    page.wait_for_url(f"**/patrols/{district.folder}/")
    (patrol,) = force.ledger().patrols().to_dict("records")
    assert (patrol["minutes"], patrol["interactions"], patrol["role"]) == (12, 4, "PCSO")


@pytest.mark.usefixtures("county_served")
def test_a_phone_finds_the_nearest_spot_and_keeps_a_patrol_also_without_a_signal(
    opened: Callable[..., Page],
) -> None:
    by_district = {each: district_week.spots_of(each) for each in force.districts()}
    district, spots = next(each for each in by_district.items() if len(each[1]) > 1)
    last = spots.iloc[-1]
    middle = spots.geometry.iloc[-1:].centroid.to_crs("EPSG:4326").iloc[0]
    before = len(force.ledger().patrols())
    page = opened("Community policing", phone=True, whole_force=True)
    page.clock.install()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(
        {"latitude": middle.y + 0.001, "longitude": middle.x, "accuracy": 12}
    )
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.goto(f"/patrols/{district.folder}/")
    page.reload()
    assert fits(page)
    page.context.set_offline(True)
    page.reload()  # the spots stand on the phone
    asked: list[str] = []
    page.on("request", lambda each: asked.append(f"{each.url} {each.post_data}"))
    page.click("button:has-text('Find the nearest spot')")
    page.locator("[data-found]:has-text('The nearest is')").wait_for()
    nearest = page.locator("[data-spots] > li").first
    assert nearest.get_attribute("id") == last["spot_id"]
    assert "m south" in nearest.locator("[data-tag]").inner_text()
    assert fits(page)
    nearest.get_by_role("button", name="Start").click()
    page.locator("[data-running]:has-text('You are at')").wait_for()
    page.clock.fast_forward("14:40")
    page.reload()  # and so does the patrol that runs
    page.locator("[data-running]:has-text('You are at')").wait_for()
    assert fits(page)
    page.fill("[data-spoken-to]", "3")
    page.get_by_role("button", name="Engagement").click()
    page.locator("[data-waiting]:has-text('1 visit waits')").wait_for()
    assert len(force.ledger().patrols()) == before
    page.context.set_offline(False)  # it is sent at once
    page.locator("[data-told]:has-text('Kept: engagement')").wait_for()
    page.reload()
    assert "Last patrolled" in page.inner_text(f"#{last['spot_id']}")
    patrols = force.ledger().patrols()
    assert len(patrols) == before + 1
    kept = patrols[patrols["spot_id"] == last["spot_id"]].iloc[-1]
    assert (kept["minutes"], kept["interactions"], kept["activity"]) == (15, 3, "engagement")
    assert page.locator("[data-waiting]").is_hidden()
    assert any("lasted_s" in each for each in asked)
    assert not [each for each in asked if "itude" in each or f"{middle.x:.3f}" in each]


@pytest.mark.usefixtures("county_served")
def test_a_patrol_that_is_not_kept_says_why_until_one_forgets_it(
    opened: Callable[..., Page],
) -> None:
    by_district = {each: district_week.spots_of(each) for each in force.districts()}
    district = next(each for each, spots in by_district.items() if len(spots))
    before = len(force.ledger().patrols())
    page = opened("Community policing", phone=True, districts=(district.name,))
    page.goto(f"/patrols/{district.folder}/")
    spot = page.locator("[data-spots] > li").first
    spot.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Other").click()  # at once: it was no patrol
    spot.locator("[data-told]:has-text('Not kept: minutes')").wait_for()
    assert fits(page)
    spot.get_by_role("button", name="forget it").click()
    page.reload()
    assert "Not kept" not in page.inner_text("main")
    assert len(force.ledger().patrols()) == before


@pytest.mark.usefixtures("county_served")
def test_an_analyst_adds_a_circle_and_an_officer_and_the_next_map_have_it(
    opened: Callable[..., Page],
) -> None:
    spots = force.ledger().spots_in_force()
    district = next(each for each in force.districts() if each.name in set(spots["district"]))
    middle = district_week.spots_of(district).geometry.iloc[0].centroid
    page = opened("Analyst", whole_force=True)
    page.goto("/spots/")
    assert fits(page)
    page.click("text=Add a harm spot")
    for name, value in (
        ("name", "Skate park"),
        ("easting", f"{middle.x + 900:.0f}"),
        ("northing", f"{middle.y:.0f}"),
        ("reason", "The schools reported robberies"),
    ):
        page.fill(f"[name={name}]", value)
    assert fits(page)
    page.get_by_role("button", name="Record").click()
    page.locator("h2:has-text('A001: recorded')").wait_for()
    page.get_by_role("link", name="Back to the harm spots").click()
    row = page.locator("tr:has-text('A001')").first
    assert district.name in row.inner_text()
    assert "added by an analyst" in row.inner_text()
    officer = opened("Community policing", phone=True, districts=(district.name,))
    officer.goto(f"/patrols/{district.folder}/")
    assert "The schools reported robberies" in officer.inner_text("#A001")
    officer.goto(f"/maps/{district.folder}/")
    officer.click("summary:has-text('Ask the map')")
    officer.click("main button:has-text('Answer')")  # taken anew, as a run would
    assert "Skate park" in officer.inner_text("main")
    row.get_by_role("link", name="Move").click()
    page.fill("[name=easting]", "1")
    page.fill("[name=reason]", "A slip of the hand")
    page.get_by_role("button", name="Record").click()
    assert "lies outside the force" in page.inner_text(".error-summary")
    page.goto("/spots/A001/take-back")
    page.fill("[name=reason]", "The robberies ended")
    page.get_by_role("button", name="Record").click()
    page.locator("h2:has-text('A001: recorded')").wait_for()
    assert fits(page)


@pytest.mark.usefixtures("county_served")
def test_an_analyst_looks_at_what_a_set_would_change_before_it_is_put_in_force(
    opened: Callable[..., Page],
) -> None:
    page = opened("Analyst", phone=True, whole_force=True)
    page.goto("/spots/")
    assert fits(page)
    page.locator('h2:has-text("Put a run\'s spots in force") + ul a').first.click()
    assert "In force now" in page.inner_text("main")
    assert fits(page)
    page.goto("/spots/")
    page.click("text=Have those in force reviewed")
    assert fits(page)


@pytest.mark.parametrize("phone", [False, True])
def test_analyst_and_administrator_find_their_rooms_whole(
    opened: Callable[..., Page], *, phone: bool
) -> None:
    page = opened("Analyst", "Administrator", phone=phone, whole_force=True)
    for address in ("/runs/", "/people/", "/people/new", "/audit/", "/tokens", "/password"):
        answer = page.goto(address)
        assert answer is not None
        assert len(answer.body()) < MOST_BYTES
        assert fits(page), address
    page.goto("/people/new")
    page.click("main button:has-text('Keep')")
    page.locator(".error-summary:focus").wait_for()  # the page that answers has the focus there


@pytest.mark.usefixtures("county_served")
@pytest.mark.parametrize("phone", [False, True])
def test_an_analyst_draws_an_operation_by_pointer_and_by_keyboard(
    opened: Callable[..., Page], *, phone: bool
) -> None:
    page = opened("Analyst", phone=phone, whole_force=True)
    page.goto("/operations/harlow/new")
    page.locator(".draw[data-ready]").wait_for()
    assert len(page.content()) < MOST_BYTES
    assert fits(page)
    page.fill("[name=name]", "Market nights")
    canvas = page.locator(".canvas")
    for x, y in ((120, 100), (200, 100)):
        canvas.click(position={"x": x, "y": y})
    canvas.focus()
    page.keyboard.press("Enter")  # at the cross, in the middle
    page.locator(".draw [role=status]:has-text('1 area drawn. Area 1: 3 corners.')").wait_for()
    page.keyboard.press("Backspace")
    page.locator(".draw [role=status]:has-text('Area 1: 2 corners.')").wait_for()
    page.get_by_role("button", name="Corner at the cross").click()
    days = ("2025-10-01", "2025-12-31", "2025-07-01", "2025-09-30")
    for name, day in zip(
        ("during_first", "during_last", "before_first", "before_last"), days, strict=True
    ):
        page.fill(f"[name={name}]", day)
    page.get_by_role("button", name="Set up").click()
    page.locator("h2:has-text('Did it work?')").wait_for()
    page.locator(".draw[data-ready] path").first.wait_for()
    assert fits(page)
    page.click("main a:has-text('Change it')")
    page.locator(".draw [role=status]:has-text('the areas shown stay')").wait_for()
    assert fits(page)
    assert page.input_value("[name=during_last]") == "2025-12-31"
    page.fill("[name=during_last]", "2025-12-24")
    page.get_by_role("button", name="Keep the change").click()
    page.locator("dd:has-text('24 December 2025')").wait_for()  # and its area has stayed
    page.locator(".draw[data-ready] path").first.wait_for()
    page.goto("/operations/harlow/")
    assert "Market nights" in page.inner_text("main")
    assert fits(page)


@pytest.fixture
def no_run_is_left(served: Path) -> Iterator[None]:
    """Forget at the end the runs that a test has started; no worker takes them."""
    yield
    StartedRun.objects.all().delete()


@pytest.mark.usefixtures("county_served", "no_run_is_left")
@pytest.mark.parametrize("phone", [False, True])
def test_an_analyst_draws_a_zone_on_the_map_of_a_district(
    opened: Callable[..., Page], *, phone: bool
) -> None:
    page = opened("Analyst", phone=phone, whole_force=True)
    page.goto("/runs/start/zone?district=harlow")
    page.locator(".draw[data-ready]").wait_for()
    assert page.locator("#district").input_value() == "harlow"
    assert len(page.content()) < MOST_BYTES
    assert fits(page)
    canvas = page.locator(".canvas")
    for x, y in ((120, 100), (200, 100)):
        canvas.click(position={"x": x, "y": y})
    canvas.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Start").click()  # it has no name
    page.locator(".error-summary:has-text('Say what the zone is called')").wait_for()
    page.locator(".draw [role=status]:has-text('1 area drawn')").wait_for()  # and is there still
    assert fits(page)
    page.fill("[name=called]", "Market Square")
    page.get_by_role("button", name="Start").click()
    page.locator("dd:has-text('zones/market-square-')").wait_for()
    assert fits(page)
    page.get_by_role("button", name="Stop").click()


@pytest.mark.usefixtures("county_served")
def test_a_commander_moves_the_line_between_two_periods(opened: Callable[..., Page]) -> None:
    page = opened("Commander", phone=True)
    page.goto("/maps/harlow/")
    page.click("main a:has-text('Two periods beside each other')")
    page.locator(".compared[data-ready]").wait_for()
    assert fits(page)
    panes = [page.locator(f".leaflet-{name}-pane") for name in ("then", "now")]
    before = [each.evaluate("pane => pane.style.clip") for each in panes]
    page.locator("#slide").focus()
    page.keyboard.press("End")  # the keyboard moves it, too
    after = [each.evaluate("pane => pane.style.clip") for each in panes]
    assert all(one != other for one, other in zip(before, after, strict=True))
    for address in ("/reports/harlow/", "/operations/harlow/"):
        page.goto(address)
        assert fits(page)
    analyst = opened("Analyst", phone=True, whole_force=True)
    for address in ("/runs/start/zone", "/runs/start/change-map", "/zones/harlow/"):
        analyst.goto(address)
        assert fits(analyst)
