"""A ledger of the first version opens as it is now, and nothing in it is lost."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from hotspots.ledger import open_ledger
from hotspots.ledger.database import database_entry
from hotspots.ledger.opening import _connect, start_django
from tests.ledger.spots import adopt

VISITS = 500


def make_first_version(address: str) -> None:
    """Make a ledger as the first version did: its tables, visits to 500 homes, and a list."""
    start_django()
    alias = _connect(database_entry(address))
    from django.db import connections  # noqa: PLC0415 - Django has started by now
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connections[alias])
    executor.migrate([("ledger", "0001_initial")])
    then = executor.loader.project_state([("ledger", "0001_initial")]).apps
    moment = datetime(2026, 10, 20, 18, 0, tzinfo=UTC)
    visit, visit_list, listing, reason = (
        then.get_model("ledger", name)
        for name in ("Visit", "VisitList", "Listing", "ListingReason")
    )
    once: dict[str, Any] = {"visited_at": moment, "entered_at": moment, "entered_by_role": "PC"}
    visit.objects.using(alias).bulk_create(
        visit(uprn=str(number), role="PCSO", visit_outcome="refused", district="Wick", **once)
        for number in range(VISITS)
    )
    issued = visit_list.objects.using(alias).create(
        list_id="run 7", district="Wick", issued_at=moment, as_of=moment
    )
    home = listing.objects.using(alias).create(visit_list=issued, uprn="1", tier="victim")
    reason.objects.using(alias).create(
        listing=home, burglary_reference="42/1", tier="victim", reported_time=moment
    )
    connections[alias].close()


@pytest.fixture
def first_version(address: str) -> str:
    """A ledger of the first version."""
    make_first_version(address)
    return address


def test_nothing_is_lost_and_the_new_tables_are_there(first_version: str) -> None:
    with open_ledger(first_version) as ledger:
        visits = ledger.visits()
        assert sorted(map(int, visits["uprn"])) == list(range(VISITS))
        assert set(visits["visit_outcome"]) == {"refused"}
        assert ledger.listings()["burglary_reference"].tolist() == ["42/1"]
        assert ledger.patrols().empty
        assert adopt(ledger, "S001").recorded
    with open_ledger(first_version) as ledger:
        assert len(ledger.visits()) == VISITS
        assert len(ledger.spots_in_force()) == 1
