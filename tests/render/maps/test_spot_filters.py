"""Narrowing the spots of a map: to hours by the week that is known, to offences by their names."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots import schema
from hotspots.render.maps.spot_filters import HOURS, spot_filters, types_named
from tests.browser import WCAG_22, Visit, barriers
from tests.render.conftest import County

Open = Callable[..., Visit]
EARLY, LATE, NIGHT, WEEKEND = range(4)


def spot(top: str = "", **held: int) -> dict[str, object]:
    """Return a spot with offences at these hours: ``fri_22=5`` is five on Fridays at ten."""
    week = [[0] * 24 for _ in range(7)]
    for at, count in held.items():
        day, hour = at.split("_")
        week[["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(day)][int(hour)] = count
    return {
        schema.HOUR_BY_WEEKDAY: json.dumps(week) if held else None,
        schema.TOP_OFFENCES: top,
    }


def test_the_shifts_share_out_the_week() -> None:
    shifts = list(HOURS.values())[:3]
    assert sum(map(len, shifts)) == len(frozenset().union(*shifts)) == 7 * 24


def test_a_spot_is_of_the_hours_that_hold_a_third_of_its_offences() -> None:
    found = spot_filters(
        [spot(mon_10=4, tue_16=4, wed_2=4), spot(fri_22=2, sat_1=6, mon_8=4), spot(sun_21=9)]
    )
    assert found.hours_of == ((EARLY, LATE, NIGHT), (EARLY, NIGHT, WEEKEND), (LATE,))


def test_where_no_hour_is_known_none_is_offered() -> None:
    found = spot_filters([spot("Robbery 5"), spot("Robbery 9")])
    assert (found.hours, found.types) == ((), ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Burglary, residential 1,012, Robbery 5, other 9", ["Burglary, residential", "Robbery"]),
        ("Robbery, and a few others", ["Robbery"]),
        (
            "Public fear, alarm or distress, Robbery, and a few others",
            ["Public fear, alarm or distress", "Robbery"],
        ),
        ("fewer than five of any type", []),
        ("", []),
    ],
)
def test_types_are_read_as_they_were_written(text: str, names: list[str]) -> None:
    assert types_named(text) == names


def test_each_spot_says_which_types_it_has() -> None:
    found = spot_filters([spot("Robbery 5"), spot("Assault with injury 9, Robbery 6")])
    assert found.types == ("Assault with injury", "Robbery")
    assert found.types_of == ((1,), (0, 1))


@pytest.mark.browser
def test_a_layer_that_is_switched_on_leaves_an_open_card_and_the_choice(
    county: County, tmp_path: Path, visit: Open
) -> None:
    first = county.spots.index[0]
    county.spots.loc[first, schema.HOUR_BY_WEEKDAY] = spot(fri_22=9)[schema.HOUR_BY_WEEKDAY]
    county.write(tmp_path / "map.html")
    page = visit(tmp_path / "map.html").page
    page.get_by_label("A third or more of its offences").select_option(index=4)
    page.locator("button[data-spot='1']").click()
    page.locator(".spot-card").wait_for()
    for _ in range(2):  # off, and on again
        page.get_by_label("Harm spots", exact=True).click()
    page.get_by_label("Wards").click()
    page.get_by_label("Wards").click()
    page.locator("button[data-spot='1']").click()
    page.locator(".spot-card").wait_for()
    page.get_by_label("Wards").click()
    page.get_by_label("Wards").click()
    page.wait_for_timeout(400)  # a card that is closed fades first
    assert page.locator(".spot-card").is_visible()
    assert page.locator(".rank-marker").count() == 1


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 390])
def test_table_and_map_are_narrowed_together_and_widened_again(
    county: County, tmp_path: Path, visit: Open, width: int
) -> None:
    first = county.spots.index[0]
    county.spots.loc[first, schema.HOUR_BY_WEEKDAY] = spot(fri_22=9)[schema.HOUR_BY_WEEKDAY]
    county.write(tmp_path / "map.html")
    seen = visit(tmp_path / "map.html", width, 844)
    page = seen.page
    rows, markers = page.locator("tr[data-spot]:visible"), page.locator(".rank-marker")
    every = rows.count()
    hours = page.get_by_label("A third or more of its offences")
    hours.select_option(label="Friday and Saturday night, 20:00–04:00")
    assert (rows.count(), markers.count()) == (1, 1)
    assert page.locator("#narrow [role=status]").inner_text() == f"1 of {every} harm spots."
    assert barriers(page, *WCAG_22) == {}
    hours.select_option("")
    assert (rows.count(), markers.count()) == (every, every)
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])
