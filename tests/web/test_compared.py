"""Two periods beside each other on the commander's page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.test import Client

from hotspots import care, schema
from hotspots.web import answers, force

pytestmark = pytest.mark.usefixtures("county_served")
ASKED = {
    "now_first": "2025-10-01",
    "now_last": "2025-12-31",
    "then_first": "2025-07-01",
    "then_last": "2025-09-30",
    "selection": "street_violence",
}


@pytest.fixture
def commander(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Commander")


def counted(district: str, first: date, after: date) -> int:
    """Count a district's street violence of some days, in what was read for the harm map."""
    _, loaded = answers.inputs_read()
    offences = loaded.offences
    begin, end = (datetime.combine(day, time(), force.zone()) for day in (first, after))
    when = offences[schema.FROM_TIME]
    own = offences[(offences[schema.DISTRICT] == district) & (when >= begin) & (when < end)]
    held = own[force.profile().selections["street_violence"].holds(own)]
    return int((~care.sensitive(held)).sum())


def test_a_commander_sets_two_periods_of_the_district_beside_each_other(commander: Client) -> None:
    page = commander.get("/maps/basildon/compared", ASKED).content.decode()
    then = counted("Basildon", date(2025, 7, 1), date(2025, 10, 1))
    now = counted("Basildon", date(2025, 10, 1), date(2026, 1, 1))
    assert f"<b>{then}</b> offences, July to September 2025" in page
    assert f"<b>{now}</b> offences, October to December 2025" in page
    assert "The whole force" not in page
    drawn = commander.get("/maps/basildon/compared-map", ASKED).json()
    assert drawn["then"]["image"].startswith("data:image/png;base64,")
    assert drawn["then"]["corners"] == drawn["now"]["corners"]
    assert len(drawn["districts"]["features"]) == 1
    asked = commander.get("/maps/basildon/compared").content.decode()  # the last months of the data
    assert 'value="2025-12-31"' in asked


def test_the_whole_force_is_for_whoever_belongs_to_it(
    commander: Client, signed_in: Callable[..., Client]
) -> None:
    assert commander.get("/force/compared", ASKED).status_code == 403
    chief = signed_in("Commander", whole_force=True)
    assert (
        "offences, July to September 2025" in chief.get("/force/compared", ASKED).content.decode()
    )
    assert len(chief.get("/force/compared-map", ASKED).json()["districts"]["features"]) > 1


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"then_last": "2025-10-01"}, "share days"),
        ({"now_last": "2025-09-01"}, "before the first"),
        ({"selection": "rape"}, "There is a problem"),
        ({"then_first": "2019-01-01", "then_last": "2019-03-31"}, "cannot be mapped"),
        ({"now_first": "yesterday"}, "There is a problem"),
    ],
)
def test_what_does_not_compare_is_told_in_a_sentence(
    commander: Client, told: dict[str, str], said: str
) -> None:
    asked = {**ASKED, **told}
    page = commander.get("/maps/basildon/compared", asked).content.decode()
    assert said in page
    assert commander.get("/maps/basildon/compared-map", asked).status_code == 422
