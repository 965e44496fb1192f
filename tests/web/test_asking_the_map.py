"""Other days, other offences: what a commander asks the map, and what it cannot answer."""

from __future__ import annotations

import re
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
    """Return a day of one to four offences in the district, one of them street violence."""
    _, loaded = answers.inputs_read()
    offences = loaded.offences
    own = offences[offences[schema.DISTRICT] == "Basildon"]
    violent = force.profile().selections["street_violence"].holds(own)
    by_day = violent.groupby(own[schema.FROM_TIME].dt.date).agg(["size", "sum"])
    day = by_day.index[(by_day["size"] < 5) & (by_day["sum"] == 1)][0]
    assert isinstance(day, date)
    return day


def test_one_to_four_offences_are_not_told(commander: Client) -> None:
    told = {**ASKED, **dict.fromkeys(("first_day", "last_day"), day_of_few().isoformat())}
    page = commander.get("/maps/basildon/answered", told).content.decode()
    # "offence" of one would tell that it is one.
    assert "<b>fewer than 5</b> offences: " in page
    drawn = commander.get("/maps/basildon/drawn", told).content.decode()
    figures = dict(re.findall(r"<dt>([^<]*)</dt>\s*<dd>([^<]*)</dd>", drawn))
    assert figures["Offences"] == "fewer than 5"
    assert figures["Harm (CSS points)"] == "withheld"


def test_an_answer_without_a_harm_spot_is_drawn_beside_the_set_in_force(commander: Client) -> None:
    told = dict.fromkeys(("first_day", "last_day"), day_of_few().isoformat())
    page = commander.get("/maps/basildon/answered", {**ASKED, **told}).content.decode()
    assert "No place holds enough of these offences" in page
    assert commander.get("/maps/basildon/drawn", {**ASKED, **told}).status_code == 200
