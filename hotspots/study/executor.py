"""Independent tasks, the executor that they go to, and the progress that is told of them.

A run is split into tasks that share nothing; the products do not depend on which executor took
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from hotspots.errors import ParameterError
from hotspots.study.cluster import ClusterExecutor, cluster_executor

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Progress(Protocol):
    """Told what a run is doing; the command line draws it, tests and notebooks ignore it."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take that ``done`` of ``total`` parts of ``step`` are finished."""


def no_progress(step: str, done: int, total: int) -> None:
    """Say nothing."""


class LocalProcesses(ProcessPoolExecutor):
    """So many processes of this machine, each started when there is a task for it."""

    def __init__(self, workers: int) -> None:
        # Spawned, not forked: a fork after numba or GDAL have started threads can hang.
        super().__init__(workers, mp_context=get_context("spawn"))
        self.workers = workers


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
def chosen_executor(workers: int | None, cluster: str | None) -> Iterator[Executor]:
    """Give the executor that was asked for: processes of this machine, or a Dask cluster.

    Raises
    ------
    ParameterError
        When both are asked for.
    """
    if cluster is not None and workers is not None:
        raise ParameterError("--workers and --cluster cannot both be given. Choose one.")
    if cluster is None:
        with local_executor(1 if workers is None else workers) as executor:
            yield executor
    else:
        with cluster_executor(cluster) as executor:
            yield executor


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
    pool = LocalProcesses(workers)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


def call_up(executor: Executor | None, task: Callable[..., object]) -> None:
    """Let processes of this machine start, and load what a task needs, before there is one.

    Each takes a second or two for it, in which the caller reads what the tasks are made of. On a
    cluster the workers are there already.
    """
    if isinstance(executor, LocalProcesses):
        for _ in range(executor.workers):
            executor.submit(_loaded, task)


def _loaded(task: Callable[..., object]) -> None:
    """Do nothing: that the task could be named here has loaded its module."""


@contextmanager
def doing(
    executor: Executor | None,
    tasks: Sequence[tuple[Callable[..., Result], tuple[Any, ...]]],
    *,
    step: str,
    writing_in: Path | None = None,
    progress: Progress = no_progress,
) -> Iterator[list[Future[Result]]]:
    """Do independent tasks while the caller does something else; at the end all are done.

    Without an executor they are done here, one after another, before anything else.
    The first task that fails stops the rest and its error is raised.
    ``writing_in`` is the folder that they write into, if any: what is written elsewhere comes back.
    """
    executor = executor or InProcess()
    if writing_in is not None and isinstance(executor, ClusterExecutor):
        executor = executor.writing_in(writing_in)
    finished = count(1)
    futures: list[Future[Result]] = []
    progress(step, 0, len(tasks))
    for task, arguments in tasks:
        future = executor.submit(task, *arguments)
        future.add_done_callback(lambda _: progress(step, next(finished), len(tasks)))
        futures.append(future)
        if future.done():
            future.result()
    yield futures
    for future in futures:
        future.result()


def run_tasks(
    executor: Executor | None,
    tasks: Sequence[tuple[Callable[..., Result], tuple[Any, ...]]],
    *,
    step: str,
    writing_in: Path | None = None,
    progress: Progress = no_progress,
) -> list[Result]:
    """Do tasks as :func:`doing` does, and return their results in the order of the tasks."""
    with doing(executor, tasks, step=step, writing_in=writing_in, progress=progress) as futures:
        pass
    return [future.result() for future in futures]
