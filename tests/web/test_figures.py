"""A sergeant's figures: cocooning by week and what is still open, of the district alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pandas as pd
import pytest
from django.test import Client

from hotspots import schema
from hotspots.web import force
from hotspots.web.figures.views import _burglaries
from tests.web.conftest import OWN

pytestmark = pytest.mark.usefixtures("county_served", "database")
HOME = "100000000001"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The force's clock, which a test may set on; the demonstration's goes on by itself."""
    moments = [force.now().replace(second=0)]
    monkeypatch.setattr(force, "now", lambda: moments[-1])
    return moments


@pytest.fixture
def reported(clock: list[datetime]) -> datetime:
    """When the newest burglary of the district was reported; a list names one home beside it."""
    known = _burglaries(clock[-1])
    newest = known[known[schema.DISTRICT] == OWN].sort_values(schema.REPORTED_TIME).iloc[-1]
    at: pd.Timestamp = newest[schema.REPORTED_TIME]
    rows = pd.DataFrame(
        {
            schema.UPRN: [HOME],
            schema.TIER: [str(schema.Tier.NEIGHBOUR)],
            schema.DUE: [at + pd.Timedelta(hours=48)],
            schema.BURGLARY_TIER: [str(schema.Tier.NEIGHBOUR)],
            schema.REPORTED_TIME: [at],
            schema.BURGLARY_REFERENCE: [newest[schema.BURGLARY_REFERENCE]],
        }
    )
    force.ledger().record_list(rows, list_id="a list", district=OWN, issued_at=clock[-1], as_of=at)
    return at


def call_at_the_home(at: datetime) -> None:
    visits = pd.DataFrame(
        {
            schema.UPRN: [HOME],
            schema.VISITED_AT: [pd.Timestamp(at)],
            schema.ROLE: ["PCSO"],
            schema.VISIT_OUTCOME: ["spoken to"],
            schema.LIST_ID: ["a list"],
            schema.DISTRICT: [OWN],
        }
    )
    force.ledger().record_visits(visits, entered_at=at, entered_by_role="PCSO")


def needed_and_called(page: str) -> list[str]:
    """Return how many homes of the one open burglary need a call, and how many had one."""
    table = page[page.index('aria-label="Burglaries still open"') :]
    row = re.findall(r"<tr><td .*?</tr>", table[: table.index("</table>")], re.DOTALL)
    assert len(row) == 1
    return re.findall(r"<td[^>]*>(.*?)</td>", row[0])[2:]


def test_a_call_is_counted_by_the_next_minute_and_no_home_is_named(
    signed_in: Callable[..., Client], clock: list[datetime], reported: datetime
) -> None:
    sergeant = signed_in("Sergeant", districts=[OWN])

    def figures() -> str:
        return sergeant.get("/figures/basildon/").content.decode()

    assert f"As at {clock[-1]:%H:%M}" in figures()
    assert needed_and_called(figures()) == ["1", "0"]
    call_at_the_home(min(clock[-1], reported + timedelta(hours=1)))
    clock.append(clock[-1] + timedelta(seconds=59))
    assert needed_and_called(figures()) == ["1", "0"]
    clock.append(clock[-1] + timedelta(seconds=1))
    assert needed_and_called(figures()) == ["1", "1"]
    assert HOME not in figures()


def test_another_districts_figures_are_not_there(signed_in: Callable[..., Client]) -> None:
    assert signed_in("Sergeant", districts=[OWN]).get("/figures/harlow/").status_code == 404
