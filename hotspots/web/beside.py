"""Long answers in a process beside the one that serves pages, so that no page waits for them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Final, TypeVar

from hotspots.errors import MissingPartError

Answer = TypeVar("Answer")
NICER: Final = 10
_changing = threading.Lock()


class _Beside:
    """The process, where one was begun, and what it does first."""

    process: ProcessPoolExecutor | None = None
    start: Callable[[], object]
    ahead: Callable[[], object]


def begin(start: Callable[[], object], ahead: Callable[[], object]) -> None:
    """Begin the process.

    Parameters
    ----------
    start : callable
        What makes it ready, such as to load the application.
    ahead : callable
        What it does before the first question, such as to read what is asked about.
    """
    _Beside.start, _Beside.ahead = start, ahead
    _begin_again(None)


def end() -> None:
    """End the process when it has given the answer that it is at."""
    process, _Beside.process = _Beside.process, None
    if process is not None:
        process.shutdown(wait=False, cancel_futures=True)


def answer_of(answer: Callable[..., Answer], *asked: object) -> Answer:
    """Return an answer from the process beside; from this one, where none was begun.

    A process that was killed is begun again, and asked once more.

    Parameters
    ----------
    answer : callable
        Of a module; what it is asked and what it returns travel between processes.

    Raises
    ------
    MissingPartError
        When it was killed twice.
    HotspotsError
        As the answer does.
    """
    process = _Beside.process
    if process is None:
        return answer(*asked)
    try:
        return process.submit(answer, *asked).result()
    except BrokenExecutor:
        process = _begin_again(process)
    try:
        return process.submit(answer, *asked).result()
    except BrokenExecutor as fault:
        _begin_again(process)
        raise MissingPartError(
            "The program that looks for the answer was ended twice, most likely because memory ran "
            "out. Ask for fewer days or one district, or give the machine more memory."
        ) from fault


def _begin_again(broken: ProcessPoolExecutor | None) -> ProcessPoolExecutor:
    """Return a process in place of a broken one; several may have found it so."""
    with _changing:
        if _Beside.process is None or _Beside.process is broken:
            _Beside.process = ProcessPoolExecutor(
                1, mp_context=get_context("spawn"), initializer=_ready, initargs=(_Beside.start,)
            )
            _Beside.process.submit(_Beside.ahead)
        return _Beside.process


def _ready(start: Callable[[], object]) -> None:
    # Ctrl+C is for the other, which ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_the_other, daemon=True).start()
    if hasattr(os, "nice"):  # pages before answers
        os.nice(NICER)
    start()


def _end_with_the_other() -> None:
    """End when what serves is killed: nobody is left who would end it."""
    other = parent_process()
    if other is not None:
        other.join()
        os._exit(1)
