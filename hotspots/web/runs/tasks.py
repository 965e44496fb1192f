"""The work of the worker: one started run, taken once, told on, stopped when asked."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final

from django.db import (
    Error,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
    transaction,
)
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from hotspots.errors import HotspotsError
from hotspots.web import force
from hotspots.web.models import Person, StartedRun
from hotspots.web.models.started import State
from hotspots.web.operation_shelf import not_to_publish
from hotspots.web.run_shelf import receipt_of
from hotspots.web.runs import making
from hotspots.web.runs.telling import Telling

BEAT_S: Final = 5.0
# A worker that was not heard of for so long is taken for dead.
LOST_AFTER: Final = timedelta(seconds=60)
SHORTEST_TELLING: Final = timedelta(seconds=0.5)
# So long a run that has ended waits for a database that is away, so that its end is known.
DATABASE_AWAY_S: Final = 600.0


class StopWantedError(Exception):
    """Somebody asked for the run to be stopped."""


@task()
def make_started(run_id: str) -> None:
    """Make a started run, unless another worker has taken it or it was stopped before.

    Its name is kept before it begins: whatever is killed at whatever moment, a run that is in its
    place is known to be a draft, and whose.
    """
    started = StartedRun.objects.get(run_id=run_id)
    moment, name = timezone.now(), making.name_for(started.journey)
    taken = StartedRun.objects.filter(run_id=run_id, state=State.WAITING).update(
        state=State.RUNNING, begun_at=moment, beat_at=moment, made=name
    )
    if not taken:
        return
    telling = Telling(name=name, progress=_Teller(run_id))
    try:
        with _heart(run_id):
            making.make(started.journey, started.options, telling)
    except StopWantedError:
        _end(run_id, State.STOPPED)
    except HotspotsError as fault:
        _end(run_id, State.FAILED, message=str(fault))
    except Exception as fault:
        _end(run_id, State.FAILED, message=f"{type(fault).__name__} in the worker; see its log.")
        raise
    else:
        _end(run_id, State.DONE)


def start(journey: str, options: dict[str, Any], person: Person) -> StartedRun:
    """Start a run: it is on record, and in the worker's queue."""
    with transaction.atomic():
        started = StartedRun.objects.create(journey=journey, options=options, person=person)
        make_started.enqueue(str(started.pk))
    return started


def stop(run_id: uuid.UUID) -> None:
    """Ask for a run to be stopped; one that waits is stopped at once."""
    own = StartedRun.objects.filter(pk=run_id)
    own.update(stop_wanted=True)
    own.filter(state=State.WAITING).update(state=State.STOPPED, ended_at=timezone.now())


def publish(run_id: uuid.UUID) -> bool:
    """Open a run that is done to the other rooms, and say whether it was not before.

    One that would tell of a few offences is not opened, nor one that is there no more.
    """
    own = StartedRun.objects.filter(pk=run_id, state=State.DONE, published_at=None)
    receipts = [receipt_made(each) for each in own]
    if any(receipt is None or not_to_publish(receipt) for receipt in receipts):
        return False
    return bool(own.update(published_at=timezone.now()))


def receipt_made(started: StartedRun) -> Mapping[str, Any] | None:
    """Return the receipt of what a started run has made; None where it has made nothing."""
    run = force.workspace().maps / started.made
    is_made = started.state == State.DONE and bool(started.made) and run.is_dir()
    return receipt_of(run) if is_made else None


def time_left(started: StartedRun) -> str:
    """Say how long a run still takes, by the last one of its journey; empty where none was made."""
    done = StartedRun.objects.filter(journey=started.journey, state=State.DONE)
    last = done.exclude(begun_at=None).exclude(ended_at=None).order_by("-ended_at").first()
    if started.state != State.RUNNING or not (last and last.begun_at and last.ended_at):
        return ""
    took = last.ended_at - last.begun_at
    left = took - (timezone.now() - (started.begun_at or timezone.now()))
    said = f"The last such run took {_minutes(took)}"
    return f"{said}: {_minutes(left)} left." if left > timedelta(0) else f"{said}."


def _minutes(time: timedelta) -> str:
    minutes = round(time / timedelta(minutes=1))
    if minutes < 1:
        return "less than a minute"
    return f"about {minutes} minute{'' if minutes == 1 else 's'}"


def _end(run_id: str, state: State, message: str = "") -> None:
    ended_at, until = timezone.now(), time.monotonic() + DATABASE_AWAY_S
    # One that was taken for lost and was made all the same is done.
    own = StartedRun.objects.filter(run_id=run_id, state__in=(State.RUNNING, State.LOST))
    while True:
        # A run is long: the database may have been away since it was last asked, or be so now.
        if not connection.in_atomic_block:
            connection.close()
        try:
            own.update(state=state, ended_at=ended_at, message=message)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            time.sleep(1)
        else:
            return


class _Teller:
    """Tells how far a run is, and hears whether it is to stop."""

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._told_at = timezone.now() - SHORTEST_TELLING

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take that ``done`` of ``total`` parts of ``step`` are finished.

        Raises
        ------
        StopWantedError
        """
        moment = timezone.now()
        if moment - self._told_at < SHORTEST_TELLING and done < total:
            return
        self._told_at = moment
        own = StartedRun.objects.filter(run_id=self._run_id)
        with _without_database():
            own.update(step=step, done=done, total=total, beat_at=moment)
            if own.filter(Q(stop_wanted=True) | ~Q(state=State.RUNNING)).exists():
                raise StopWantedError


@contextmanager
def _without_database() -> Iterator[None]:
    """Go on where the database is away for a moment: how far a run is may be told later."""
    try:
        yield
    except Error:
        connection.close()


@contextmanager
def _heart(run_id: str) -> Iterator[None]:
    """Say every few seconds that the worker lives, also where a step takes long."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_S):
            with _without_database():
                StartedRun.objects.filter(run_id=run_id).update(beat_at=timezone.now())
            close_old_connections()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def sweep() -> None:
    """Put right what a worker or a web process that was killed left behind.

    A run whose worker was killed is marked as interrupted, and can be started again; where it was
    whole before that, it is done. One that waits and is in nobody's hands is handed out again. What
    was left half-written in the workspace goes with the next run.
    """
    long_ago = timezone.now() - LOST_AFTER
    StartedRun.objects.filter(beat_at__lt=long_ago, state=State.RUNNING).update(
        state=State.LOST, ended_at=F("beat_at")
    )
    for run in StartedRun.objects.filter(state=State.LOST).exclude(made=""):
        if (force.workspace().maps / run.made).is_dir():
            _end(str(run.pk), State.DONE)
    in_queue = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    for run in StartedRun.objects.filter(state=State.WAITING, asked_at__lt=long_ago):
        if not in_queue.filter(args_kwargs__args=[str(run.pk)]).exists():
            make_started.enqueue(str(run.pk))
