"""Other days, other offences: what a commander asks the map, and what it cannot answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from hotspots import schema
from hotspots.web import answers, force

pytestmark = pytest.mark.usefixtures("county_served")
ASKED = {
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    "selection": "street_violence",
    "index": "css",
}


@pytest.fixture
def commander(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Commander")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"selection": "knife_crime"}, "This source cannot show knife crime: name another"),
        ({"selection": "collisions"}, "This source cannot show collisions: name another"),
        ({"last_day": "2026-01-31"}, "cannot be mapped: the offences given end on 31 December"),
        ({"first_day": "2024-12-01"}, "cannot be mapped: the offences given begin on 1 January"),
        ({"last_day": "9999-12-31"}, "cannot be mapped: the offences given end on 31 December"),
        ({"first_day": "0001-01-01"}, "cannot be mapped: the offences given begin on 1 January"),
        ({"last_day": "2024-12-31"}, "The last day is before the first."),
    ],
)
def test_what_the_data_do_not_tell_is_no_nought(
    commander: Client, told: dict[str, str], said: str
) -> None:
    answer = commander.get("/maps/basildon/answered", {**ASKED, **told})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "There is a problem" in page
    assert said in page
    assert "offences: " not in page
    drawn = commander.get("/maps/basildon/drawn", {**ASKED, **told})
    assert drawn.status_code in {404, 422}


def day_of_few() -> date:
    """Return a day on which one to four of the district's offences are street violence."""
    _, loaded = answers.inputs_read()
    offences = loaded.offences
    own = offences[offences[schema.DISTRICT] == "Basildon"]
    held = own[force.profile().selections["street_violence"].holds(own)]
    counts = held[schema.FROM_TIME].dt.date.value_counts()
    day = counts[counts < 5].index[0]
    assert isinstance(day, date)
    return day


def test_one_to_four_offences_are_not_told(commander: Client) -> None:
    day = day_of_few().isoformat()
    page = commander.get(
        "/maps/basildon/answered", {**ASKED, "first_day": day, "last_day": day}
    ).content.decode()
    assert "<b>fewer than 5</b> offence" in page


def test_an_answer_without_a_harm_spot_is_drawn_beside_the_set_in_force(commander: Client) -> None:
    told = dict.fromkeys(("first_day", "last_day"), day_of_few().isoformat())
    page = commander.get("/maps/basildon/answered", {**ASKED, **told}).content.decode()
    assert "No place holds enough of these offences" in page
    assert commander.get("/maps/basildon/drawn", {**ASKED, **told}).status_code == 200
