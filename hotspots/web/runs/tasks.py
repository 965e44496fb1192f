"""The work of the worker: one started run, taken once, told on, stopped when asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.db import close_old_connections, connection
from django.db.models import F, Q
from django.utils import timezone
from django_tasks import task

from hotspots.errors import HotspotsError
from hotspots.web.models import StartedRun
from hotspots.web.models.started import State
from hotspots.web.runs import making

BEAT_S: Final = 5.0
# A worker that was not heard of for so long is taken for dead.
LOST_AFTER: Final = timedelta(seconds=60)
SHORTEST_TELLING: Final = timedelta(seconds=0.5)


class StopWantedError(Exception):
    """Somebody asked for the run to be stopped."""


@task()
def make_started(run_id: str) -> None:
    """Make a started run, unless another worker has taken it or it was stopped before."""
    moment = timezone.now()
    taken = StartedRun.objects.filter(run_id=run_id, state=State.WAITING).update(
        state=State.RUNNING, begun_at=moment, beat_at=moment
    )
    if not taken:
        return
    started = StartedRun.objects.get(run_id=run_id)
    try:
        with _heart(run_id):
            made = making.make(started.journey, started.options, _Teller(run_id))
    except StopWantedError:
        _end(run_id, State.STOPPED)
    except HotspotsError as fault:
        _end(run_id, State.FAILED, message=str(fault))
    except Exception as fault:
        _end(run_id, State.FAILED, message=f"{type(fault).__name__} in the worker; see its log.")
        raise
    else:
        _end(run_id, State.DONE, made=made.folder.name)


def _end(run_id: str, state: State, **told: str) -> None:
    StartedRun.objects.filter(run_id=run_id, state=State.RUNNING).update(
        state=state, ended_at=timezone.now(), **told
    )


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
        own.update(step=step, done=done, total=total, beat_at=moment)
        if own.filter(Q(stop_wanted=True) | ~Q(state=State.RUNNING)).exists():
            raise StopWantedError


@contextmanager
def _heart(run_id: str) -> Iterator[None]:
    """Say every few seconds that the worker lives, also where a step takes long."""
    ended = threading.Event()

    def beat() -> None:
        while not ended.wait(BEAT_S):
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


def sweep() -> int:
    """Mark the runs whose worker was killed as interrupted, so that they can be started again.

    What the killed worker left half-written in the workspace goes with the next run.
    """
    silent = Q(beat_at__lt=timezone.now() - LOST_AFTER)
    return StartedRun.objects.filter(silent, state=State.RUNNING).update(
        state=State.LOST, ended_at=F("beat_at")
    )
