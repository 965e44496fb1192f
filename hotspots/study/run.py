"""A run: its folder, and the executor that its independent tasks go to.

A run's folder is written beside its place and moved there when it is whole, so that a run that is
interrupted, or that fails, leaves nothing behind. A run is split into tasks that share nothing; the
products do not depend on which executor took them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import count, takewhile
from multiprocessing import get_context
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

from pyogrio.errors import DataLayerError, DataSourceError
from rasterio.errors import RasterioError
from xlsxwriter.exceptions import XlsxFileError

from hotspots.errors import ParameterError, SettingsError

PARTIAL_PREFIX = ".unfinished-"
RECEIPT_FILE = "receipt.json"
# Names that Windows keeps for its devices, with any ending: no file or folder there bears one.
RESERVED_NAME = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
# What a run may be called on every machine that it may be copied to.
RUN_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")
# What the libraries that write files raise when the disk is full or refuses.
FAULTS_OF_WRITING = (OSError, DataSourceError, DataLayerError, RasterioError, XlsxFileError)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Progress(Protocol):
    """Told what a run is doing; the command line draws it, tests and notebooks ignore it."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take that ``done`` of ``total`` parts of ``step`` are finished."""


def no_progress(step: str, done: int, total: int) -> None:
    """Say nothing."""


def require_run_name(name: str) -> None:
    """Refuse a name of a run that leads out of its folder, hides it, or is none on Windows.

    Raises
    ------
    SettingsError
    """
    if not RUN_NAME.fullmatch(name) or RESERVED_NAME.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot be the name of a run. Use letters, digits, spaces, '.', '_' and '-', "
            "beginning with a letter or a digit, and no name that Windows keeps for a device (CON, "
            "NUL, COM1): --name 2025-harm-map. The folder that takes the run is chosen with --out."
        )


@contextmanager
def run_folder(maps: Path, name: str) -> Iterator[Path]:
    """Give an empty folder to write a run into; it becomes ``maps/name`` when all went well.

    Raises
    ------
    SettingsError
        When the name is no name of a run, a run of that name is there, or the disk is full or
        cannot be written to. Nothing is left then, not even a ``maps`` that was made for the run.
    """
    require_run_name(name)
    final = maps / name
    if final.exists():
        raise SettingsError(f"There is a run at {final} already. Give this one another --name.")
    made = list(takewhile(lambda folder: not folder.exists(), (maps, *maps.parents)))
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
    except BaseException as fault:  # Ctrl-C too leaves no half-written run
        shutil.rmtree(partial, ignore_errors=True)
        for folder in made:
            with suppress(OSError):  # another run has begun in it
                folder.rmdir()
        if isinstance(fault, FAULTS_OF_WRITING):
            raise _not_written(fault, partial, final) from fault
        raise


def _not_written(fault: Exception, partial: Path, final: Path) -> SettingsError:
    """Return the error of a run that met a fault of the disk, by what the system said of it."""
    said = getattr(fault, "strerror", None) or str(fault)
    file = getattr(fault, "filename", None)
    if file is not None and not str(file).startswith(str(partial)):
        return SettingsError(
            f"{file} could not be opened: {said}. Check the file and who may use it; no part of "
            "the run was left."
        )
    return SettingsError(
        f"The run could not be written to {final}: {said}. Make room there, or choose another "
        "folder with --out; no part of the run was left."
    )


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def latest_run(maps: Path, *, journey: str | None = None) -> Path:
    """Return the newest whole run in a workspace's ``maps`` folder.

    Parameters
    ----------
    maps : Path
    journey : str, optional
        As the receipt names it: only runs of that journey count.

    Raises
    ------
    SettingsError
        When there is none.
    """
    runs = [run for run in _runs(maps) if journey in (None, _journey_of(run))]
    if not runs:
        raise SettingsError(
            f"There is no {journey or 'run'} in {maps} yet. Make one with `hotspots run`."
        )
    return max(runs, key=lambda folder: (folder / RECEIPT_FILE).stat().st_mtime_ns)


def _journey_of(run: Path) -> str | None:
    receipt = json.loads((run / RECEIPT_FILE).read_text(encoding="utf-8"))
    return str(receipt["journey"]) if "journey" in receipt else None


def named_run(maps: Path, name: str) -> Path:
    """Return the whole run of a name in a ``maps`` folder; its path is a name too.

    Raises
    ------
    SettingsError
        When there is none of that name; the message lists those there are.
    """
    runs = {folder.name: folder for folder in _runs(maps)}
    last = Path(name).name  # what a shell completes is maps/2026-…
    if last not in runs:
        known = ", ".join(sorted(runs)) or "none; make one with `hotspots run`"
        raise SettingsError(f"There is no run {name!r} in {maps}. There are: {known}.")
    return runs[last]


def _runs(maps: Path) -> list[Path]:
    return [
        folder
        for folder in maps.glob("*/")
        if (folder / RECEIPT_FILE).is_file() and not folder.name.startswith(".")
    ]


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
