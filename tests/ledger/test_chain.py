"""A changed, removed or inserted row of the ledger is found, and the first one is named."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from hotspots.errors import InputError
from hotspots.ledger import open_ledger
from hotspots.ledger.opening import start_django
from tests.ledger.spots import adopt
from tests.ledger.writers import (
    FIRST_VISIT,
    listings_of_batch,
    patrols_of_batch,
    visits_of_batch,
)

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger


def execute(ledger: Ledger, *statements: str) -> None:
    """Write to the tables as somebody would who goes around hotspots."""
    from django.db import connections  # noqa: PLC0415 - Django has started by now

    with connections[ledger._alias].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def enter(ledger: Ledger, now: datetime, number: int = 0) -> None:
    ledger.record_list(
        listings_of_batch(number, 3),
        list_id=f"batch {number}",
        district="Colchester",
        issued_at=FIRST_VISIT,
        as_of=FIRST_VISIT,
    )
    entry: dict[str, Any] = {"entered_at": now, "entered_by_role": "analyst"}
    ledger.record_visits(visits_of_batch(number, 3), **entry)
    ledger.record_patrols(patrols_of_batch(number, 3), **entry)


@pytest.fixture
def kept(ledger: Ledger, now: datetime) -> Ledger:
    """A ledger with a list, visits, patrols, harm spots and a withdrawal."""
    adopt(ledger, "S001")
    enter(ledger, now)
    ledger.withdraw_visit(uprn="3", visited_at=FIRST_VISIT + timedelta(minutes=2))
    return ledger


def test_a_ledger_that_nobody_touched_holds(kept: Ledger) -> None:
    found = kept.verify()
    assert found.holds
    # Spots, list, visits, patrols and the withdrawal, with an entry of the log for each; the start.
    assert found.links == 1 + 2 + (1 + 3 + 1) + (3 + 1) + (3 + 1) + 2
    assert re.fullmatch(rf"{found.links}:[0-9a-f]{{64}}", found.head)


NOON = "'2026-10-20 11:00:00+00:00'"
ATTACKS = {
    "an outcome": (
        "UPDATE ledger_visit SET visit_outcome='refused' WHERE uprn='2'",
        r"link 10, visit \d+: the row was changed",
    ),
    "a home": (
        "UPDATE ledger_visit SET uprn='77' WHERE uprn='2'",
        r"visit \d+: what is sealed of the row was changed",
    ),
    "a home that is made to look forgotten": (
        "UPDATE ledger_chainlink SET salt='' WHERE seq=11",
        "link 11: what is sealed of the row was wiped",
    ),
    "a time of entry": (
        "UPDATE ledger_patrol SET entered_at='2026-11-21 09:00:00+00:00' WHERE minutes=15",
        r"link 13, patrol \d+: the row was changed",
    ),
    "a visit gone": ("DELETE FROM ledger_visit WHERE uprn='1'", r"visit \d+: the row was removed"),
    "a visit and its link gone": (
        "DELETE FROM ledger_visit WHERE uprn='1';DELETE FROM ledger_chainlink WHERE seq=9",
        "link 9 is missing: a row was removed",
    ),
    "a burglary struck from a list": (
        "DELETE FROM ledger_listingreason WHERE burglary_reference='42/2'",
        r"home on a list \d+: the row was changed",
    ),
    "a visit put in": (
        (
            "INSERT INTO ledger_visit (uprn, visited_at, role, visit_outcome, tier, district, "
            "list_id, burglary_references, entered_at, entered_by_role, claimed_role, withdrawn) "
            f"VALUES ('9', {NOON}, 'PC', 'refused', '', '', '', '', {NOON}, 'PC', '', 'f')"
        ),
        r"visit \d+: the row was put in beside the chain",
    ),
    "a withdrawal undone": (
        "UPDATE ledger_visit SET withdrawn='f'",
        r"visit \d+: whether it was withdrawn was changed",
    ),
    "the log": (
        "UPDATE ledger_logentry SET role='PC' WHERE what='patrols entered'",
        r"log entry \d+: the row was changed",
    ),
    "who was at it": (
        "UPDATE ledger_logentry SET account='somebody'",
        r"link 1, log entry \d+: what is sealed of the row was changed",
    ),
    "an outline": (
        "UPDATE ledger_spotinforce SET name='Elsewhere'",
        r"set of spots \d+: the row was changed",
    ),
    "all of the chain": ("DELETE FROM ledger_chainlink", "its start, was removed"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_first_row_that_was_touched_is_named(kept: Ledger, attack: str) -> None:
    statements, fault = ATTACKS[attack]
    if "sqlite" in kept_in(kept):
        statements = statements.replace("'f')", "0)").replace("withdrawn='f'", "withdrawn=0")
    execute(kept, *statements.split(";"))
    found = kept.verify()
    assert not found.holds
    assert re.search(fault, found.fault), found.fault


def kept_in(ledger: Ledger) -> str:
    from django.db import connections  # noqa: PLC0415 - Django has started by now

    return str(connections[ledger._alias].vendor)


def test_a_chain_that_was_cut_or_written_anew_is_told_by_the_head_that_was_noted(
    kept: Ledger, now: datetime
) -> None:
    noted = kept.verify().head
    enter(kept, now, 1)
    assert kept.verify(noted=noted).holds
    last = int(noted.split(":")[0])
    assert not kept.verify(noted=f"{last}:{'0' * 64}").holds
    execute(
        kept,
        "DELETE FROM ledger_logentry WHERE what='visit withdrawn'",
        "UPDATE ledger_visit SET withdrawn=" + ("0" if kept_in(kept) == "sqlite" else "'f'"),
    )
    execute(kept, f"DELETE FROM ledger_chainlink WHERE seq > {last - 2}")
    assert f"the chain once ran to link {last}" in kept.verify(noted=noted).fault
    with pytest.raises(InputError, match="as `hotspots ledger verify` prints it"):
        kept.verify(noted="the last one")


def test_time_and_role_of_an_entry_are_the_programs_own(file_ledger: Ledger, now: datetime) -> None:
    told = visits_of_batch(0, 1).assign(entered_at=FIRST_VISIT, entered_by_role="sergeant")
    file_ledger.record_visits(told, entered_at=now, entered_by_role="PC")
    there = file_ledger.visits().iloc[0]
    assert (there["entered_at"], there["entered_by_role"]) == (now, "PC")
    assert (there["claimed_at"], there["claimed_role"]) == (FIRST_VISIT, "sergeant")
    assert file_ledger.verify().holds


def test_what_was_withdrawn_stays_and_counts_no_more(kept: Ledger, now: datetime) -> None:
    from hotspots.ledger.models import Visit  # noqa: PLC0415 - Django has started by now

    assert len(kept.visits()) == 2
    again = kept.record_visits(visits_of_batch(0, 3), entered_at=now, entered_by_role="PC")
    assert (again.recorded, again.already_there) == (1, 2)
    assert Visit.objects.using(kept._alias).count() == 4
    assert kept.verify().holds


def test_writers_at_one_time_make_one_chain(made_address: str, now: datetime) -> None:
    def write(number: int) -> None:
        with open_ledger(made_address) as ledger:
            for each in (2 * number, 2 * number + 1):
                ledger.record_visits(visits_of_batch(each, 5), entered_at=now, entered_by_role="PC")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    with open_ledger(made_address) as ledger:
        found = ledger.verify()
        assert (found.fault, found.links) == ("", 1 + 8 * 6)


# --- forgetting ----------------------------------------------------------------------------------
def test_homes_are_forgotten_and_the_chain_and_the_figures_stand(
    kept: Ledger, now: datetime
) -> None:
    visits, listings = kept.visits(), kept.listings()
    done = kept.forget(homes_before=now, accounts_before=FIRST_VISIT)
    assert (done.homes, done.accounts) == (6, 0)
    assert kept.verify().holds
    then, lists = kept.visits(), kept.listings()
    assert not set(then["uprn"]) & set(visits["uprn"])
    # A visit still belongs to the list that it was made from.
    assert set(then["uprn"]) < set(lists["uprn"])
    assert then["uprn"].nunique() == 2
    assert lists["uprn"].nunique() == listings["uprn"].nunique()
    kept.forget(homes_before=now, accounts_before=FIRST_VISIT)
    assert kept.log()["what"].tolist().count("homes forgotten") == 1


def test_a_home_is_forgotten_as_a_whole_when_nothing_was_heard_of_it(
    file_ledger: Ledger, now: datetime
) -> None:
    for days in (0, 50, 150):
        file_ledger.record_visits(
            visits_of_batch(0, 1).assign(visited_at=FIRST_VISIT - timedelta(days=days)),
            entered_at=now,
            entered_by_role="PC",
        )
    moment = FIRST_VISIT - timedelta(days=10)
    assert file_ledger.forget(homes_before=moment, accounts_before=moment).homes == 1
    assert file_ledger.visits()["uprn"].tolist()[1:] == ["1", "1"]


def test_what_stands_in_the_place_of_a_home_cannot_be_changed_either(
    kept: Ledger, now: datetime
) -> None:
    kept.forget(homes_before=now, accounts_before=FIRST_VISIT)
    execute(kept, "UPDATE ledger_visit SET uprn='f0123456789' WHERE visit_outcome='spoken to'")
    assert "in the place of what was forgotten was changed" in kept.verify().fault


def test_no_byte_of_a_forgotten_home_is_left_in_the_files(tmp_path: Path, now: datetime) -> None:
    ledger = open_ledger(tmp_path / "ledger.sqlite3")
    visits = visits_of_batch(0, 40).assign(uprn=[str(100_099_000_000 + n) for n in range(40)])
    ledger.record_visits(visits, entered_at=now, entered_by_role="PC")
    assert ledger.forget(homes_before=now, accounts_before=now).homes == 40
    held = b"".join(path.read_bytes() for path in tmp_path.glob("ledger*"))
    assert b"1000990000" not in held
    ledger.close()


def test_a_visit_of_a_time_that_was_forgotten_is_not_taken_anew(
    kept: Ledger, now: datetime
) -> None:
    kept.forget(homes_before=now, accounts_before=FIRST_VISIT)
    again = kept.record_visits(visits_of_batch(0, 3), entered_at=now, entered_by_role="PC")
    assert (again.recorded, len(again.set_aside)) == (0, 3)
    assert "has forgotten the homes" in again.set_aside["reason"].iloc[0]


def test_accounts_are_forgotten_and_the_log_stands(kept: Ledger) -> None:
    before = kept.log()
    assert before["account"].notna().all()
    done = kept.forget(
        homes_before=FIRST_VISIT - timedelta(days=999),
        accounts_before=before["done_at"].iloc[-1].to_pydatetime(),
    )
    assert done.accounts == len(before) - 1
    assert kept.verify().holds
    assert kept.log()["what"].tolist()[: len(before)] == before["what"].tolist()


# --- the log -------------------------------------------------------------------------------------
def test_the_log_says_what_was_done_and_names_no_home(
    kept: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    kept.export_visits(tmp_path / "visits.csv")
    log = kept.log()
    assert list(zip(log["act"], log["what"], strict=True))[1:] == [
        ("collection", "harm spots adopted"),
        ("combination", "visit list made"),
        ("collection", "visits entered"),
        ("collection", "patrols entered"),
        ("alteration", "visit withdrawn"),
        ("disclosure", "visits exported"),
    ]
    assert log["subject"].tolist()[2] == "batch 0"
    assert not log["account"].str.contains("somebody").any()
    kept.export_log(tmp_path / "log.csv")
    assert "batch 0" in (tmp_path / "log.csv").read_text(encoding="utf-8")
    assert kept.verify().holds


def test_a_migration_chains_what_an_earlier_version_kept(address: str) -> None:
    start_django()
    from tests.ledger.test_upgrade import VISITS, make_first_version  # noqa: PLC0415

    make_first_version(address)
    with open_ledger(address) as ledger:
        start = ledger.log().iloc[0]
        assert start["what"].startswith("the chain begins")
        assert start["records"] == VISITS + 2
        assert ledger.verify().links == 1 + VISITS + 2
        execute(ledger, "UPDATE ledger_visit SET district='Elsewhere' WHERE uprn='7'")
        assert "the row was changed" in ledger.verify().fault


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX alone has numbers of accounts")
def test_an_account_without_a_name_is_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    start_django()
    from hotspots.ledger.log import this_account  # noqa: PLC0415 - needs Django started

    monkeypatch.setattr(os, "geteuid", lambda: 4_000_123)
    assert this_account() == "4000123"
