"""The slot cards: on paper, on a phone, in a sheet that comes back filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from hotspots.render.patrols import slot_card_words as words
from hotspots.render.patrols.slot_card import DistrictPlan
from hotspots.render.patrols.slot_card_page import write_plan_page
from hotspots.render.patrols.slot_card_pdf import slot_maps, week_svg, write_slot_cards
from hotspots.render.patrols.slot_card_tables import NO_VISITS, write_plan_csv, write_plan_xlsx
from tests.browser import Visit, barriers
from tests.reading import csv_rows
from tests.render.harm_spot_factory import HOSTILE, STAMP
from tests.render.maps.test_street_layer import town
from tests.render.slot_card_factory import empty_plan, plan

Open = Callable[..., Visit]


def pages_of(path: Path) -> list[str]:
    """The text of each page, on one line."""
    document = pypdfium2.PdfDocument(path)
    return [" ".join(page.get_textpage().get_text_range().split()) for page in document]


def cards_of(tmp_path: Path, a_plan: DistrictPlan) -> list[str]:
    path = tmp_path / "cards.pdf"
    write_slot_cards(path, a_plan)
    return pages_of(path)


# --- what a card says --------------------------------------------------------------------------


def test_a_visit_after_midnight_belongs_to_its_duty_day_and_says_so() -> None:
    card = plan().cards[0]
    nights = words.visits_by_day(card, plan().facts, at_night=True)
    assert nights == [("Fri 9 Jan", ["21:15", "00:15 Sat"])]


def test_a_day_without_a_visit_is_said() -> None:
    days = dict(words.visits_by_day(plan().cards[0], plan().facts, at_night=False))
    assert len(days) == 7
    assert days["Tue 6 Jan"] == ["16:30"]
    assert days["Mon 5 Jan"] == []


def test_the_price_of_not_being_predictable_is_in_figures() -> None:
    said = words.coverage_in_words(plan().cards[0])
    assert "37 %" in said
    assert "10 %" in said
    assert "58 %" in said


def test_what_to_do_follows_what_is_recorded() -> None:
    first, second = plan().cards
    assert [doing.split(":")[0] for doing in words.doings(first)] == [
        "Engagement",
        "Directed patrol",
        "Engagement",
    ]
    assert words.doings(second)[0].startswith("Business check")


@pytest.mark.parametrize(
    ("monday", "said"),
    [
        (date(2026, 1, 5), "Monday 5 to Sunday 11 January 2026"),
        (date(2026, 3, 30), "Monday 30 March to Sunday 5 April 2026"),
        (date(2025, 12, 29), "Monday 29 December 2025 to Sunday 4 January 2026"),
    ],
)
def test_a_week_is_said_as_people_say_it(monday: date, said: str) -> None:
    assert words.week_in_words(plan(monday=monday).facts) == said


def test_cards_stand_in_the_order_of_their_rank_and_count_what_was_not_fitted() -> None:
    a_plan = plan()
    assert [card.spot_id for card in a_plan.cards] == ["S001", "S002"]
    assert a_plan.unfitted == 2
    assert words.unfitted_in_words(a_plan.cards[1]) == (
        "2 visits asked for were not fitted: every pair was elsewhere."
    )
    assert [visit.number for visit in a_plan.visits] == [2, 1, 1, 1]


# --- on paper ----------------------------------------------------------------------------------


def test_each_spot_has_a_page_of_its_own(tmp_path: Path) -> None:
    front, first, second = cards_of(tmp_path, plan())
    assert "No offence in this spot has a known time" in second
    assert "Patrol plan: Saltmarsh" in front
    assert "2 visits asked for were not fitted" in front
    assert "1. Market Street, Saltmarsh" in first
    assert "21:15" in first
    assert "00:15 Sat" in first
    assert "Changed: moved by an analyst" in first
    assert "2. Quay Lane, Saltmarsh" in second
    assert all(page.count(STAMP.marking) == 2 for page in (front, first, second))
    assert all("Koper (1995)" in page for page in (front, first, second))


def test_months_alone_are_said_on_the_front_and_on_the_card(tmp_path: Path) -> None:
    front, first, _ = cards_of(tmp_path, plan(hours=False))
    assert "READ FIRST" in front
    assert "No hours are invented here" in first
    assert "darker is busier" not in first


def test_a_card_with_very_many_visits_loses_none(tmp_path: Path) -> None:
    one = plan().cards[0]
    many = tuple(
        one.visits[2].__class__(
            **{
                **one.visits[2].__dict__,
                "day": date(2026, 1, 5 + day),
                "begins": pd.Timestamp(f"2026-01-{5 + day:02} {7 + n:02}:15", tz="Europe/London"),
            }
        )
        for day in range(7)
        for n in range(12)
    )
    card = one.__class__(**{**one.__dict__, "visits": many})
    text = " ".join(cards_of(tmp_path, DistrictPlan(facts=plan().facts, cards=(card,)))[1:])
    assert all(text.count(f"{7 + n:02}:15") >= 7 for n in range(12))


def test_the_same_plan_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_slot_cards(tmp_path / f"{name}.pdf", plan())
        write_plan_page(tmp_path / f"{name}.html", plan())
        write_plan_csv(tmp_path / f"{name}.csv", [plan()], STAMP)
        write_plan_xlsx(tmp_path / f"{name}.xlsx", plan())
    for kind in ("pdf", "html", "csv", "xlsx"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


def test_the_picture_marks_each_visit_in_the_row_of_its_own_day() -> None:
    picture = week_svg(plan().cards[0])
    assert picture is not None
    assert picture.count("<circle") == 3
    assert picture.count("<rect") == 168


def test_no_picture_is_drawn_where_no_hour_is_known() -> None:
    assert week_svg(plan(hours=False).cards[0]) is None


# --- the form ----------------------------------------------------------------------------------


def test_an_unmade_visit_is_not_filled_in(tmp_path: Path) -> None:
    write_plan_csv(tmp_path / "plan.csv", [plan()], STAMP)
    rows = csv_rows(tmp_path / "plan.csv")
    assert [row["planned_at"] for row in rows] == [
        "2026-01-06 10:45",
        "2026-01-06 16:30",
        "2026-01-09 21:15",
        "2026-01-10 00:15",
    ]
    assert [row["spot_id"] for row in rows] == ["S002", "S001", "S001", "S001"]
    for empty in ("begins_at", "minutes", "role", "activity", "interactions"):
        assert all(row[empty] == "" for row in rows)
    assert {row["Marking"] for row in rows} == {STAMP.marking}


def test_the_workbook_holds_the_plan_the_spots_and_what_it_means(tmp_path: Path) -> None:
    write_plan_xlsx(tmp_path / "plan.xlsx", plan())
    book = CalamineWorkbook.from_path(tmp_path / "plan.xlsx")
    assert book.sheet_names == ["Plan", "Harm spots", "Set aside", "About"]
    spots = book.get_sheet_by_name("Harm spots").to_python()
    assert spots[1][:5] == [1, "S001", "Market Street, Saltmarsh", 3, 2]
    assert spots[2][-2:] == [2, "every pair was elsewhere"]


def test_a_district_without_spots_has_products_that_say_so(tmp_path: Path) -> None:
    write_plan_csv(tmp_path / "plan.csv", [empty_plan()], STAMP)
    write_plan_xlsx(tmp_path / "plan.xlsx", empty_plan())
    write_plan_page(tmp_path / "plan.html", empty_plan())
    (page,) = cards_of(tmp_path, empty_plan())
    assert "No harm spot in this district" in page
    assert NO_VISITS in (tmp_path / "plan.csv").read_text(encoding="utf-8-sig")
    assert "No harm spot in this district" in (tmp_path / "plan.html").read_text(encoding="utf-8")


# --- hostile text ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_from_data_is_run(tmp_path: Path, text: str) -> None:
    a_plan = plan(name=text)
    write_plan_page(tmp_path / "plan.html", a_plan)
    page = (tmp_path / "plan.html").read_text(encoding="utf-8")
    assert page.count("<script") == 1
    assert "<img" not in page
    write_plan_csv(tmp_path / "plan.csv", [a_plan], STAMP)
    names = {row["Name of the spot"] for row in csv_rows(tmp_path / "plan.csv")}
    assert not any(name.startswith(("=", "+", "-", "@")) for name in names)
    assert len(cards_of(tmp_path, a_plan)) == 3


# --- on a phone --------------------------------------------------------------------------------


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "plan.html"
    write_plan_page(path, plan())
    return path


def opened_at(visit: Open, page: Path, moment: str) -> Visit:
    """Open the page on a phone on which it is that moment."""
    seen = visit(page, width=390, height=844, timezone_id="Europe/London")
    seen.page.clock.set_fixed_time(moment)
    seen.page.reload()
    return seen


@pytest.mark.browser
def test_today_comes_first(visit: Open, page: Path) -> None:
    seen = opened_at(visit, page, "2026-01-06T09:00:00Z")
    first = seen.page.locator(".day").first.inner_text()
    assert first.startswith("Today: Tue 6 Jan")
    assert [seen.requests, seen.errors, seen.dialogs] == [[], [], []]


@pytest.mark.browser
def test_each_spot_has_its_map_with_streets_and_asks_for_nothing(
    tmp_path: Path, visit: Open
) -> None:
    a_plan, path = plan(), tmp_path / "plan.html"
    outline = a_plan.cards[0].outline
    maps = slot_maps(a_plan, town(outline.centroid.x, outline.centroid.y))
    assert len(maps) == len(a_plan.cards)
    write_plan_page(path, a_plan, maps)
    seen = visit(path, width=390, height=844)
    pictures = seen.page.locator(".spot img")
    assert pictures.count() == len(a_plan.cards)
    assert pictures.first.evaluate("picture => picture.naturalWidth") > 100
    assert a_plan.cards[0].name in (pictures.first.get_attribute("alt") or "")
    assert [seen.requests, seen.errors, seen.dialogs] == [[], [], []]
    assert barriers(seen.page) == {}


@pytest.mark.browser
def test_after_midnight_it_is_still_last_night_s_duty(visit: Open, page: Path) -> None:
    seen = opened_at(visit, page, "2026-01-10T01:30:00Z")
    assert seen.page.locator(".day").first.inner_text().startswith("Today: Fri 9 Jan")


@pytest.mark.browser
def test_in_another_week_or_without_script_monday_comes_first(visit: Open, page: Path) -> None:
    for seen in (
        opened_at(visit, page, "2026-02-01T09:00:00Z"),
        visit(page, width=390, java_script_enabled=False),
    ):
        assert seen.page.locator(".day").first.inner_text().startswith("Mon 5 Jan")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1400])
def test_the_page_fits_and_axe_finds_no_fault(visit: Open, page: Path, width: int) -> None:
    seen = visit(page, width=width, bypass_csp=True)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(seen.page) == {}
