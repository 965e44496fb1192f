"""Whatever is killed, and whenever: nothing is lost, nothing is there twice."""

from __future__ import annotations

import shutil
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from hotspots.ledger import open_ledger
from hotspots.study.run_folder import runs_in
from hotspots.web.models import KeptOperation, StartedRun, Upload
from hotspots.web.models.started import State
from hotspots.web.runs.tasks import LOST_AFTER
from tests.demonstration import DemoRun
from tests.postgresql import PostgresqlServer, free_port
from tests.web.conftest import alarm_of
from tests.web.small_runs import LIST_RUN, make_runs
from tests.web.station import Station, wait_until

pytestmark = pytest.mark.slow
VISITS = 24
HOMES = ("100", "101", "102", "103")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def station(
    request: pytest.FixtureRequest,
    prepared_county: Path,
    tmp_path_factory: pytest.TempPathFactory,
    served: Path,
) -> Iterator[Station]:
    """Serve a copy of the small county, on each database in turn."""
    root = tmp_path_factory.mktemp("station") / "workspace"
    shutil.copytree(prepared_county, root)
    make_runs(root / "maps")
    if request.param == "sqlite":
        yield from stations(root, str(root / "ledger.sqlite3"))
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.empty_database() as address:
        yield from stations(root, address)


def stations(root: Path, address: str) -> Iterator[Station]:
    made = Station(root, address, free_port())
    try:
        made.start_web()
        made.make_person("north", "Community policing", district="Basildon")
        made.make_person("south", "Community policing", district="Basildon")
        made.make_person("analyst", "Analyst")
        made.make_person("second", "Analyst")
        made.make_person("chief", "Commander")
        yield made
    finally:
        made.close()


@pytest.fixture
def web(station: Station) -> Any:
    """The program that answers; it is started again where a test has killed it."""
    alive = [each for each in station.running if each.is_alive()]
    return alive[0] if alive else station.start_web()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment, and return what each gave."""
    ready, found = threading.Barrier(len(acts)), [None] * len(acts)

    def do(number: int) -> None:
        ready.wait()
        found[number] = acts[number]()

    threads = [threading.Thread(target=do, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def visits_of(station: Station) -> Any:
    with open_ledger(station.address) as ledger:
        assert ledger.verify().holds
        return ledger.visits(district="Basildon")


def a_visit(number: int) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "list": f"{LIST_RUN}/Basildon",
        "uprn": HOMES[number % len(HOMES)],
        "outcome": "no answer, card left",
        "ago_s": 3000 - 60 * number,
    }


def killed_while(kill: Callable[[], None], act: Callable[[int], Any], *, kills: int) -> None:
    """Do something again and again, with kills among it."""
    done: list[int] = []

    def work() -> None:
        for number in range(VISITS):
            act(number)
            done.append(number)

    thread = threading.Thread(target=work)
    thread.start()
    for number in range(1, kills + 1):
        enough = number * VISITS // (kills + 1)
        wait_until(lambda enough=enough: len(done) >= enough, "some were sent")  # type: ignore[misc]
        kill()
    thread.join()
    assert len(done) == VISITS


@pytest.mark.usefixtures("web")
def test_visits_are_in_the_ledger_once_though_what_answers_is_killed_among_them(
    station: Station,
) -> None:
    phone, before = station.browser_of("north"), len(visits_of(station))

    def kill() -> None:
        station.kill(station.running[-1])
        station.start_web()

    def send(number: int) -> None:
        assert phone.sends("/lists/basildon/visits", a_visit(number)) == "kept"

    killed_while(kill, send, kills=1)
    assert len(visits_of(station)) == before + VISITS


@pytest.mark.usefixtures("web")
def test_visits_are_in_the_ledger_once_though_the_database_is_killed_among_them(
    station: Station, request: pytest.FixtureRequest
) -> None:
    server = postgresql_of(station, request)
    phone, before = station.browser_of("north"), len(visits_of(station))

    def kill() -> None:
        restart(server, station)

    def send(number: int) -> None:
        assert phone.sends("/lists/basildon/visits", a_visit(number)) == "kept"

    killed_while(kill, send, kills=3)
    assert len(visits_of(station)) == before + VISITS


def postgresql_of(station: Station, request: pytest.FixtureRequest) -> PostgresqlServer:
    if not station.address.startswith("postgresql"):
        pytest.skip("SQLite is no program that could be killed")
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    return server


def restart(server: PostgresqlServer, station: Station) -> None:
    """Kill the database and start it again; this process's own connection went with it."""
    server.kill()
    server.start()
    connections[station.alias].close()


@pytest.mark.usefixtures("web")
def test_two_sergeants_at_one_door_are_two_visits_and_one_that_both_send_is_one(
    station: Station,
) -> None:
    phones = [station.browser_of(name) for name in ("north", "south")]
    before, same = len(visits_of(station)), a_visit(1)
    answers = at_once(
        *(lambda phone=phone: phone.sends("/lists/basildon/visits", same) for phone in phones)
    )
    assert answers == ["kept", "kept"]
    assert len(visits_of(station)) == before + 1
    at_once(
        *(
            lambda phone=phone, number=number: phone.sends(
                "/lists/basildon/visits", a_visit(4 * number)
            )
            for number, phone in enumerate(phones)
        )
    )
    assert len(visits_of(station)) == before + 3


@pytest.mark.usefixtures("web")
def test_two_analysts_at_one_alarm_close_it_once_and_the_second_is_told(station: Station) -> None:
    with open_ledger(station.address) as ledger:
        alarm = alarm_of(ledger)
    pair = [station.browser_of(name) for name in ("analyst", "second")]
    answers = at_once(
        *(
            lambda one=one, why=why: one.post(f"/watch/alarms/{alarm}/close", {"reason": why})
            for one, why in zip(pair, ("A fair", "A market"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "was closed on" in refused.text
    with open_ledger(station.address) as ledger:
        closed = ledger.alarms().set_index("alarm_id").loc[alarm]
        assert ledger.verify().holds
    assert closed["close_reason"] in {"A fair", "A market"}


@pytest.mark.usefixtures("web")
def test_two_analysts_who_change_one_operation_change_it_once_and_the_second_is_told(
    station: Station,
) -> None:
    pair = [station.browser_of(name) for name in ("analyst", "second")]
    page = pair[0].get("/operations/basildon/new").text
    ward = page.split('name="wards" value="')[1].split('"')[0]
    days = {"during_first": "2025-10-01", "before_first": "2025-07-01", "before_last": "2025-09-30"}
    told = {"name": "At once", "selection": "street_violence", "wards": ward, **days}
    address = pair[0].post("/operations/basildon/new", {**told, "during_last": "2025-12-31"}).url
    path = address.removeprefix(station.url)
    lasts = ("2025-12-20", "2025-12-21")
    answers = at_once(
        *(
            lambda one=one, last=last: one.post(
                f"{path}/edit", {**told, "version": "1", "during_last": last}
            )
            for one, last in zip(pair, lasts, strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Somebody else has changed the operation" in refused.text
    kept = KeptOperation.objects.using(station.alias).get(called="At once")
    assert kept.version == 2
    text = (station.root / "operations" / kept.stored).read_text()
    assert sum(last in text for last in lasts) == 1
    with open_ledger(station.address) as ledger:
        assert ledger.log()["what"].tolist().count("operation changed") == 1
        assert ledger.verify().holds


@pytest.mark.usefixtures("web")
def test_two_analysts_put_spots_in_force_once_and_the_second_is_told(
    station: Station, demo_run: DemoRun
) -> None:
    run = demo_run.run.folder
    shutil.copytree(run, station.root / "maps" / run.name)
    pair = [station.browser_of(name) for name in ("analyst", "second")]
    address = f"/spots/adopt/{run.name}"
    answers = at_once(
        *(
            lambda one=one, why=why: one.post(address, {"reason": why, "instead_of": ""})
            for one, why in zip(pair, ("January", "January too"), strict=True)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "after you looked" in refused.text
    shutil.rmtree(station.root / "maps" / run.name)
    with open_ledger(station.address) as ledger:
        assert len(ledger.spot_sets()) == 1
        assert ledger.log()["what"].tolist().count("harm spots adopted") == 1
        assert ledger.verify().holds


# --- runs ----------------------------------------------------------------------------------------
def start_run(station: Station) -> StartedRun:
    """Start a run of a few seconds; what becomes of one is the same whatever it finds."""
    asked = {"selection": "street_violence"}
    answer = station.browser_of("analyst").post("/runs/start/lasting", asked)
    return run_of(station, answer.url.rsplit("/", 1)[1])


def run_of(station: Station, number: object) -> StartedRun:
    return StartedRun.objects.using(station.alias).get(pk=number)


def wait_for_step(station: Station, run: StartedRun) -> None:
    wait_until(lambda: run_of(station, run.pk).done, "the run is in the middle")


def wait_for_end(station: Station, run: StartedRun) -> StartedRun:
    over = (State.DONE, State.FAILED, State.STOPPED, State.LOST)
    return wait_until(  # type: ignore[no-any-return]
        lambda: (found := run_of(station, run.pk)).state in over and found, "the run ends"
    )


def a_minute_passes(station: Station) -> None:
    then = datetime.now(UTC) - LOST_AFTER - timedelta(seconds=1)
    runs = StartedRun.objects.using(station.alias)
    runs.filter(state=State.RUNNING).update(beat_at=then)
    runs.filter(state=State.WAITING).update(asked_at=then)


def made(station: Station) -> Counter[str]:
    """Count the runs that are whole; nothing may be left that is not, once no worker is at work."""
    return Counter(folder.name for folder in runs_in(station.root / "maps"))


@pytest.mark.usefixtures("web")
def test_a_run_whose_worker_is_killed_is_interrupted_and_made_once_when_it_is_asked_again(
    station: Station,
) -> None:
    before, worker, run = made(station), station.start_worker(), start_run(station)
    wait_for_step(station, run)
    station.kill(worker)
    assert run_of(station, run.pk).state == State.RUNNING
    assert made(station) == before
    a_minute_passes(station)
    worker = station.start_worker()
    assert wait_for_end(station, run).state == State.LOST
    again = wait_for_end(station, start_run(station))
    station.kill(worker)
    assert again.state == State.DONE
    assert made(station) - before == {again.made: 1}
    assert not list((station.root / "maps").glob(".unfinished-*"))


@pytest.mark.usefixtures("web")
def test_a_run_that_was_whole_when_its_worker_was_killed_is_done_and_a_draft(
    station: Station,
) -> None:
    worker, run = station.start_worker(), start_run(station)
    done = wait_for_end(station, run)
    station.kill(worker)
    # As the kill would leave it between the run's last file and the record of its end.
    StartedRun.objects.using(station.alias).filter(pk=run.pk).update(
        state=State.RUNNING, ended_at=None
    )
    commander, analyst = station.browser_of("chief"), station.browser_of("analyst")
    assert done.made not in commander.get("/reports/basildon/").text
    a_minute_passes(station)
    assert "Done" in analyst.get(f"/runs/started/{run.pk}").text
    assert done.made in analyst.get("/reports/basildon/").text
    assert done.made not in commander.get("/reports/basildon/").text


def test_a_run_goes_on_while_what_answers_is_killed(station: Station, web: Any) -> None:
    before, worker, run = made(station), station.start_worker(), start_run(station)
    wait_for_step(station, run)
    station.kill(web)
    ended = wait_for_end(station, run)
    station.kill(worker)
    assert ended.state == State.DONE
    assert made(station) - before == {ended.made: 1}


@pytest.mark.usefixtures("web")
def test_a_run_goes_on_while_the_database_is_killed(
    station: Station, request: pytest.FixtureRequest
) -> None:
    server = postgresql_of(station, request)
    before, worker, run = made(station), station.start_worker(), start_run(station)
    wait_for_step(station, run)
    restart(server, station)
    ended = wait_for_end(station, run)
    station.kill(worker)
    assert ended.state == State.DONE
    assert made(station) - before == {ended.made: 1}


@pytest.mark.usefixtures("web")
def test_a_run_that_ends_while_the_database_is_away_is_done_when_it_is_back(
    station: Station, request: pytest.FixtureRequest
) -> None:
    server = postgresql_of(station, request)
    before, worker, run = made(station), station.start_worker(), start_run(station)
    wait_for_step(station, run)
    server.kill()
    wait_until(lambda: made(station) - before, "the run is whole")
    server.start()
    connections[station.alias].close()
    ended = wait_for_end(station, run)
    station.kill(worker)
    assert ended.state == State.DONE
    assert made(station) - before == {ended.made: 1}


@pytest.mark.usefixtures("web")
def test_a_run_that_a_killed_worker_had_only_just_taken_from_the_queue_is_handed_out_again(
    station: Station,
) -> None:
    from django_tasks_db.models import DBTaskResult

    before, run = made(station), start_run(station)
    DBTaskResult.objects.using(station.alias).filter(status="READY").update(status="RUNNING")
    a_minute_passes(station)
    worker = station.start_worker()
    ended = wait_for_end(station, run)
    station.kill(worker)
    assert ended.state == State.DONE
    assert made(station) - before == {ended.made: 1}


# --- uploads -------------------------------------------------------------------------------------
def test_an_upload_that_is_killed_in_the_middle_leaves_nothing_that_a_run_would_read(
    station: Station, web: Any
) -> None:
    analyst = station.browser_of("analyst")
    body = b"Offence,Easting,Northing\n" + b"8N,575200,205300\n" * 6_000_000
    told = {"data": {"kind": "offences"}, "files": {"file": ("year.csv", body)}}

    def send() -> None:
        with pytest.raises(Exception, match=r"."):
            analyst.post("/runs/upload", **told)

    folder = station.root / "data" / "uploads"
    sending = threading.Thread(target=send)
    sending.start()
    wait_until(lambda: list(folder.glob(".unfinished-*.csv")), "the upload is being kept")
    station.kill(web)
    sending.join()
    assert not list(folder.glob("[!.]*"))
    assert not Upload.objects.using(station.alias).exists()
    station.start_web()
    assert analyst.get("/runs/").ok
    assert not list(folder.iterdir())
    assert analyst.post("/runs/upload", **told).ok
    assert [each.called for each in Upload.objects.using(station.alias)] == ["year.csv"]
    assert len(list(folder.iterdir())) == 1
