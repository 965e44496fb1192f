"""A run: its folder, and the executor that its independent tasks go to.

A run's folder is written beside its place and moved there when it is whole, so that a run that is
interrupted, or that fails, leaves nothing behind. A run is split into tasks that share nothing; the
products do not depend on which executor took them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from hotspots.errors import ParameterError, SettingsError

PARTIAL_PREFIX = ".unfinished-"

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Progress(Protocol):
    """Told what a run is doing; the command line draws it, tests and notebooks ignore it."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take that ``done`` of ``total`` parts of ``step`` are finished."""


def no_progress(step: str, done: int, total: int) -> None:
    """Say nothing."""


@contextmanager
def run_folder(maps: Path, name: str) -> Iterator[Path]:
    """Give an empty folder to write a run into; it becomes ``maps/name`` when all went well.

    Raises
    ------
    SettingsError
        When a run of that name is there, or the folder cannot be written to.
    """
    final = maps / name
    if final.exists():
        raise SettingsError(f"There is a run at {final} already. Give this one another --name.")
    try:
        maps.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=PARTIAL_PREFIX, dir=maps))
    except OSError as fault:
        raise SettingsError(
            f"{maps} cannot be written to ({fault.strerror}). Choose another folder with --out."
        ) from fault
    try:
        yield partial
        partial.chmod(0o755 & ~_umask())
        partial.rename(final)
    except BaseException:  # Ctrl-C too leaves no half-written run
        shutil.rmtree(partial, ignore_errors=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def latest_run(maps: Path) -> Path:
    """Return the newest whole run in a workspace's ``maps`` folder.

    Raises
    ------
    SettingsError
        When there is none.
    """
    runs = [folder for folder in maps.glob("*/") if (folder / "receipt.json").is_file()]
    if not runs:
        raise SettingsError(f"There is no run in {maps} yet. Make one with `hotspots run`.")
    return max(runs, key=lambda folder: (folder / "receipt.json").stat().st_mtime_ns)


class InProcess(Executor):
    """The executor of one process: a task is done when it is handed in."""

    def submit(
        self, task: Callable[Arguments, Result], /, *args: Arguments.args, **named: Arguments.kwargs
    ) -> Future[Result]:
        """Do the task now; its error, if any, is kept in the future."""
        future: Future[Result] = Future()
        try:
            future.set_result(task(*args, **named))
        except Exception as fault:  # noqa: BLE001 - kept for the caller, as every executor does
            future.set_exception(fault)
        return future


@contextmanager
def local_executor(workers: int) -> Iterator[Executor]:
    """Give an executor of so many processes on this machine; one means this very process.

    Raises
    ------
    ParameterError
        When ``workers`` is below 1.
    """
    if workers < 1:
        raise ParameterError(f"workers must be 1 or more, not {workers}.")
    if workers == 1:
        yield InProcess()
        return
    # Spawned, not forked: a fork after numba or GDAL have started threads can hang.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def run_tasks(
    executor: Executor,
    tasks: Sequence[tuple[Callable[..., Result], tuple[Any, ...]]],
    *,
    step: str,
    progress: Progress = no_progress,
) -> list[Result]:
    """Do independent tasks and return their results in the order of the tasks.

    The first task that fails stops the rest and its error is raised.
    """
    finished = count(1)
    futures: list[Future[Result]] = []
    progress(step, 0, len(tasks))
    for task, arguments in tasks:
        future = executor.submit(task, *arguments)
        future.add_done_callback(lambda _: progress(step, next(finished), len(tasks)))
        futures.append(future)
        if future.done():
            future.result()
    return [future.result() for future in futures]
