"""An upgrade from the migrations before, and a back-up brought back: on both databases."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from hotspots.ledger import open_ledger
from hotspots.ledger.database import database_entry
from hotspots.ledger.opening import _connect
from hotspots.web.roles import ROLES
from tests.postgresql import PostgresqlServer

MOMENT = datetime(2026, 10, 20, 18, 0, tzinfo=UTC)
# Of the release before: the analyst could not edit a harm spot, nobody was a planner in the ledger.
BEFORE = [("web", "0001_people_and_runs"), ("ledger", "0005_alarms_of_the_watch")]
VISITS = 200


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, served: Path, tmp_path: Path) -> Iterator[str]:
    """Where nothing is yet."""
    if request.param == "sqlite":
        yield str(tmp_path / "ledger.sqlite3")
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.empty_database() as database:
        yield database


def alias_of(address: str) -> str:
    return _connect(database_entry(address))


def fill_as_before(address: str) -> None:
    """Make a database as the release before left it, with something in every room."""
    alias = alias_of(address)
    call_command("migrate", "auth", database=alias, verbosity=0)
    call_command("migrate", "sessions", database=alias, verbosity=0)
    executor = MigrationExecutor(connections[alias])
    executor.migrate(BEFORE)
    then = executor.loader.project_state(BEFORE).apps

    def rows(app: str, model: str) -> Any:
        return then.get_model(app, model).objects.using(alias)

    person = rows("web", "Person").create(username="ada", districts=["Wick"], works_as="PC")
    group, _ = rows("auth", "Group").get_or_create(name="Analyst")
    group.permissions.clear()
    person.groups.add(group)
    rows("web", "ApiToken").create(person=person, name="qgis", digest="d" * 64, ends_at=MOMENT)
    rows("web", "StartedRun").create(journey="run", person=person, state="done", made="a-run")
    rows("web", "Upload").create(
        kind="offences", called="m.csv", stored="s.csv", bytes=1, sha256="a" * 64, person=person
    )
    visit = then.get_model("ledger", "Visit")
    once: dict[str, Any] = {"visited_at": MOMENT, "entered_at": MOMENT, "entered_by_role": "PC"}
    rows("ledger", "Visit").bulk_create(
        visit(uprn=str(number), role="PC", visit_outcome="refused", district="Wick", **once)
        for number in range(VISITS)
    )
    connections[alias].close()


def test_an_upgrade_keeps_all_that_was_there_and_gives_each_role_what_is_new(address: str) -> None:
    from hotspots.web.models import ApiToken, Person, StartedRun, Upload

    fill_as_before(address)
    alias = alias_of(address)
    call_command("migrate", database=alias, verbosity=0)
    person = Person.objects.using(alias).get()
    assert (person.username, person.districts, person.works_as) == ("ada", ["Wick"], "PC")
    assert ApiToken.objects.using(alias).get().person_id == person.pk  # type: ignore[attr-defined]
    assert StartedRun.objects.using(alias).get().made == "a-run"
    assert Upload.objects.using(alias).get().called == "m.csv"
    (group,) = person.groups.using(alias)
    allowed = set(group.permissions.values_list("codename", flat=True))
    assert (group.name, allowed) == ("Analyst", set(map(str, ROLES["Analyst"])))
    with open_ledger(address) as ledger:
        assert len(ledger.visits()) == VISITS
        planner = {"entered_at": MOMENT, "entered_by_role": "planner"}
        assert ledger.record_visits(a_visit("9999"), **planner).recorded == 1  # type: ignore[arg-type]
    executor = MigrationExecutor(connections[alias])
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    connections[alias].close()


def test_before_the_upgrade_the_ledger_takes_no_planner(address: str) -> None:
    """What the test above shows as new was not there before."""
    from django.db import IntegrityError, transaction

    fill_as_before(address)
    alias = alias_of(address)
    then = MigrationExecutor(connections[alias]).loader.project_state(BEFORE).apps
    visit = then.get_model("ledger", "Visit")
    with pytest.raises(IntegrityError), transaction.atomic(using=alias):
        visit.objects.using(alias).create(
            uprn="1", visited_at=MOMENT, role="PC", visit_outcome="refused", district="Wick",
            entered_at=MOMENT + timedelta(1), entered_by_role="planner",
        )  # fmt: skip
    connections[alias].close()


def a_visit(uprn: str) -> pd.DataFrame:
    told = {"uprn": uprn, "visited_at": pd.Timestamp(MOMENT), "role": "PC", "district": "Wick"}
    return pd.DataFrame([{**told, "visit_outcome": "refused"}])


def record(address: str, uprn: str) -> None:
    with open_ledger(address) as ledger:
        result = ledger.record_visits(a_visit(uprn), entered_at=MOMENT, entered_by_role="PC")
        assert result.recorded == 1


def run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True)


def back_up(address: str, workspace: Path, kept: Path) -> None:
    """Do what docs/serving.md says, word for word where the programs are here."""
    if address.startswith("postgresql"):
        program = program_of("pg_dump")
        run(program, "--format", "custom", "--file", kept / "hotspots.dump", address)
    elif shutil.which("sqlite3"):
        run("sqlite3", address, f".backup {kept / 'copy.sqlite3'}")
    else:
        ends = (sqlite3.connect(address), sqlite3.connect(kept / "copy.sqlite3"))
        with closing(ends[0]) as live, closing(ends[1]) as copy:
            live.backup(copy)
    left_out = ("--exclude", "./maps", "--exclude", "./ledger.sqlite3*")
    run("tar", "--create", "--file", kept / "workspace.tar", *left_out, "-C", workspace, ".")


def bring_back(address: str, workspace: Path, kept: Path) -> None:
    workspace.mkdir()
    run("tar", "--extract", "--file", kept / "workspace.tar", "--directory", workspace)
    if address.startswith("postgresql"):
        asked = ("--clean", "--if-exists", "--no-owner", "--dbname", address)
        run(program_of("pg_restore"), *asked, kept / "hotspots.dump")
    else:
        shutil.copy(kept / "copy.sqlite3", address)


def program_of(name: str) -> Path:
    found = shutil.which(name) or next(
        iter(sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return Path(found)


def test_what_was_backed_up_is_brought_back_and_its_chain_holds(
    address: str, tmp_path: Path
) -> None:
    from hotspots.web.models import Person

    workspace, kept = tmp_path / "workspace", tmp_path / "kept"
    for folder in (workspace / "data", workspace / "maps", kept):
        folder.mkdir(parents=True)
    address = address if "://" in address else str(workspace / "ledger.sqlite3")
    (workspace / "hotspots.toml").write_text('profile = "demo"\n')
    (workspace / "data" / "offences.csv").write_text("kept\n")
    (workspace / "maps" / "visit-list.csv").write_text("a list must not outlive its end\n")
    alias = alias_of(address)
    call_command("migrate", database=alias, verbosity=0)
    Person(username="ada", districts=["Wick"], password="!").save(using=alias)  # noqa: S106
    record(address, "1")
    back_up(address, workspace, kept)
    record(address, "2")  # after the back-up: lost with the disk
    connections[alias].close()
    shutil.rmtree(workspace)

    bring_back(address, workspace, kept)
    call_command("migrate", database=alias, verbosity=0)
    assert (workspace / "data" / "offences.csv").read_text() == "kept\n"
    assert not (workspace / "maps").exists()
    assert Person.objects.using(alias).get().username == "ada"
    with open_ledger(address) as ledger:
        assert ledger.visits()["uprn"].tolist() == ["1"]
        assert ledger.verify().holds
    record(address, "3")
    with open_ledger(address) as ledger:
        assert ledger.verify().holds
    connections[alias].close()
