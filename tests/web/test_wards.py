"""The planner's room: a Street Week that is recorded, once, and by whom it may be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import Client

from hotspots.analyse.wards.ward_measure_types import Measured
from hotspots.schema import WardMeasure
from hotspots.web import force
from hotspots.web.wards import ranking, views

CODES = ["E05999901", "E05999902"]
STREET_WEEK = {
    "operation": "street  week",
    "ward_code": CODES[0],
    "first_day": "2025-12-01",
    "last_day": "2025-12-07",
}
LONG = f"few offences: {'the harm here rests on fewer than 30; ' * 4}the last word"
PERIOD = {"first_day": "2025-01-01", "last_day": "2025-12-31"}


@pytest.fixture
def planner(signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> Client:
    """Sign a planner in, beside a run that ranked two invented wards."""
    shares = pd.Series([90.0, 10.0], index=CODES)
    wards = pd.DataFrame(
        {
            "ward_code": CODES,
            "ward_name": ["Elm", "Oak <b>"],
            "district": "Basildon",
            "why": "",
            "flags": LONG,
            "rank": [1, 2],
        },
        index=CODES,
    )
    measure = next(iter(WardMeasure))
    ranked = ranking.RankedRun(
        run=Path("ranked"),
        wards=wards,
        measured={
            measure: Measured(
                measure=measure, unit="", definition="", by_ward=shares, ranked_by=shares
            )
        },
        weights={measure: 100.0},
        labels={measure: "Harm"},
        receipt={"wards": {"preset": "", "sentences": [""]}, "period": PERIOD},
    )
    monkeypatch.setattr(views, "newest_ranking", lambda: ranked)
    return signed_in("Planner", whole_force=True)


def send(client: Client, **told: str) -> Any:
    return client.post("/wards/deployments", {**STREET_WEEK, **told})


def test_a_street_week_that_is_recorded_twice_is_one_and_stands_with_its_ward(
    planner: Client,
) -> None:
    for _ in range(2):
        assert send(planner).status_code == 302
    (kept,) = force.ledger().deployments().to_dict("records")
    assert (kept["operation"], kept["ward_code"]) == ("Street Week", CODES[0])
    assert kept["entered_by_role"] == "planner"
    assert (str(kept["first_day"].date()), str(kept["last_day"].date())) == (
        "2025-12-01",
        "2025-12-07",
    )
    page = planner.get("/wards/").content.decode()
    assert "<td>Elm (Basildon)</td>" in page
    assert "from 18 Jan 2026" in page  # six weeks after its last day
    assert "Oak <b>" not in page
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["account"]) == ("collection", planner.person.username)  # type: ignore[attr-defined]


def test_weights_of_nought_rank_nothing_and_the_page_says_so(planner: Client) -> None:
    nought = planner.get("/wards/", {str(next(iter(WardMeasure))): "0"}).content.decode()
    assert "Every weight is 0" in nought
    assert 'value="0"' in nought  # the slider stays where it was moved
    assert "Every weight is 0" not in planner.get("/wards/").content.decode()


def test_two_wards_that_are_compared_are_two(planner: Client) -> None:
    page = planner.get("/wards/").content.decode()
    assert [f'value="{code}" selected' in page for code in CODES] == [True, True]


def test_what_to_take_care_of_is_there_in_full(planner: Client) -> None:
    assert LONG in planner.get("/wards/").content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"ward_code": "E05000001"},  # of no ward that is ranked
        {"last_day": "2025-11-30"},
        {"last_day": "2027-12-07"},
        {"first_day": "soon"},
        {"operation": ""},
        {"operation": "=HYPERLINK(1)"},
    ],
)
def test_what_is_no_deployment_is_not_kept_and_says_so(
    planner: Client, told: dict[str, str]
) -> None:
    answer = send(planner, **told)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert force.ledger().deployments().empty


def test_who_only_sees_wards_records_nothing(
    planner: Client, signed_in: Callable[..., Client]
) -> None:
    analyst = signed_in("Analyst", whole_force=True)
    assert send(analyst).status_code == 403
    assert "Record a deployment" not in analyst.get("/wards/").content.decode()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(planner.person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    assert send(strict).status_code == 403
    assert force.ledger().deployments().empty
