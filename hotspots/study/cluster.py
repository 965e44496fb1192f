"""A Dask cluster as an executor: what its workers write comes back, so no disk is shared.

A task goes to a worker as bytes, in which the run's folder is left open; a file that it reads, such
as converted streets, travels with it. The worker puts a scratch folder of its own in the place of
the run's, and answers with what the task returned and the files that it wrote. They
are written here, once, whichever worker answered: of one that was lost in the middle of a task
nothing comes, and another takes the task.
"""

from __future__ import annotations

import io
import logging
import pickle
import platform
import re
import socket
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import hotspots
from hotspots.errors import MissingPartError, ParameterError

if TYPE_CHECKING:
    from distributed import Client

SCHEMES: Final = ("tcp", "tls")
ANSWER_WITHIN_S: Final = 10
# A district's tables and surfaces are a task's arguments; dask warns of more than 10 MB.
SETTINGS: Final = {"distributed.admin.large-graph-warning-threshold": "4GB"}
LOGGERS: Final = ("distributed", "distributed.client")
# In a task's scratch folder: what stands for the run's, and what the task reads.
RUN, READ = "run", "read"


@dataclass(frozen=True)
class Order:
    """A task on its way to a worker.

    Attributes
    ----------
    pickled : bytes
        The task and its arguments; of a path in the run's folder only what follows the folder, and
        of another file its name among ``files``.
    folders : tuple of str
        What the run's folder holds of folders.
    files : mapping of str to bytes
        What the task may read.
    """

    pickled: bytes
    folders: tuple[str, ...]
    files: Mapping[str, bytes]


@dataclass(frozen=True)
class Answer:
    """What a worker did: what the task returned, and each file that it wrote with its mode."""

    returned: object
    files: Mapping[str, tuple[int, bytes]] = field(default_factory=dict)


class ClusterExecutor(Executor):
    """A Client's executor, for tasks that write into a folder of this machine.

    Parameters
    ----------
    of_client : Executor
        ``distributed.Client(…).get_executor()``.
    folder : Path, optional
        The folder that tasks write into.
    """

    def __init__(self, of_client: Executor, folder: Path | None = None) -> None:
        self._of_client = of_client
        self._folder = folder

    def writing_in(self, folder: Path) -> ClusterExecutor:
        """Return the same for tasks that write into a folder."""
        return ClusterExecutor(self._of_client, folder)

    def submit(self, task: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:  # noqa: ANN401 - as every executor
        """Send a task to a worker; when its future is done, its files are here."""
        done: Future[Any] = Future()

        def take(answered: Future[Answer]) -> None:
            try:
                answer = answered.result()
                _put(answer, self._folder)
            except (Exception, CancelledError) as fault:  # noqa: BLE001 - kept, as every executor does
                done.set_exception(fault)
            else:
                done.set_result(answer.returned)

        order = _order(self._folder, task, args, named)
        self._of_client.submit(carry_out, order).add_done_callback(take)
        return done


@contextmanager
def cluster_executor(address: str) -> Iterator[ClusterExecutor]:
    """Give the executor of a Dask cluster whose workers have what this machine has.

    Parameters
    ----------
    address : str
        Of the scheduler, ``tcp://HOST:PORT``; ``tls://`` with dask's own settings of certificates.

    Raises
    ------
    ParameterError
        When it is no address of a scheduler.
    MissingPartError
        When ``distributed`` is not installed, the scheduler does not answer, has no worker or is
        lost, or a worker has other versions than this machine or works on several tasks at once.
    """
    _where(address)
    if find_spec("distributed") is None:
        raise MissingPartError(
            "A cluster is reached with the package distributed, which is not installed. "
            "Install it with: pip install 'harmspots[cluster]'."
        )
    import dask  # noqa: PLC0415 - an extra
    from distributed import KilledWorker  # noqa: PLC0415
    from distributed.scheduler import NoWorkerError  # noqa: PLC0415

    for name in LOGGERS:
        # What goes wrong is said in a sentence.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with dask.config.set(SETTINGS), _connected(address) as client:
        _require_workers(client, address)
        of_client = client.get_executor(pure=False)
        try:
            yield ClusterExecutor(of_client)
        except KilledWorker as fault:
            raise MissingPartError(
                "One task ended several workers of the cluster, most likely because their memory "
                "ran out. Give each worker more. Nothing half-written was left."
            ) from fault
        except (CancelledError, NoWorkerError) as fault:
            raise MissingPartError(
                f"The scheduler at {address} was lost, or all its workers. Nothing half-written "
                "was left."
            ) from fault
        finally:
            of_client.shutdown(wait=False)


def carry_out(order: Order) -> Answer:
    """Do a task on a worker, in a scratch folder that is gone when it is done.

    A worker that is killed leaves its scratch folder to the next one on that machine, which
    removes it when it starts.
    """
    from distributed import get_worker  # noqa: PLC0415 - an extra

    with tempfile.TemporaryDirectory(dir=get_worker().local_directory) as scratch:
        folder = Path(scratch) / RUN
        for name in ("", *order.folders):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for name, content in order.files.items():
            path = Path(scratch) / READ / name
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
        task, args, named = _Opened(io.BytesIO(order.pickled), Path(scratch)).load()
        returned = task(*args, **named)
        written = sorted(path for path in folder.rglob("*") if path.is_file())
        return Answer(
            returned,
            {
                path.relative_to(folder).as_posix(): (path.stat().st_mode, path.read_bytes())
                for path in written
            },
        )


def what_runs_here() -> dict[str, str]:
    """Return the versions of Python, of hotspots, and of every package that it needs."""
    from importlib import metadata  # noqa: PLC0415 - `hotspots --help` has no use for it

    def add_needed(name: str) -> None:
        for asked in metadata.requires(name) or ():
            needed = re.split(r"[^\w.-]", asked, maxsplit=1)[0].lower()
            if needed in found or "extra ==" in asked:
                continue
            with suppress(metadata.PackageNotFoundError):  # of another system or Python
                found[needed] = metadata.version(needed)
                add_needed(needed)

    found = {"Python": platform.python_version(), "hotspots": hotspots.__version__}
    for name in ("harmspots", "distributed"):
        add_needed(name)
    return found


def _where(address: str) -> tuple[str, int]:
    """Return the host and the port of a scheduler."""
    with suppress(ValueError):
        parts = urlsplit(address)
        if parts.scheme in SCHEMES and parts.hostname and parts.port:
            return parts.hostname, parts.port
    raise ParameterError(f"--cluster is {address!r}. Write it as tcp://HOST:PORT.")


def _connected(address: str) -> Client:
    from distributed import Client  # noqa: PLC0415 - an extra

    try:
        # dask tries again and again where nobody listens.
        socket.create_connection(_where(address), timeout=ANSWER_WITHIN_S).close()
        return Client(address, timeout=ANSWER_WITHIN_S, set_as_default=False)
    except (OSError, ValueError) as fault:
        raise MissingPartError(
            f"No scheduler answers at {address}. Start one with `dask scheduler`, or use --workers."
        ) from fault


def _require_workers(client: Client, address: str) -> None:
    """Refuse a cluster without workers, with others than this machine's, or with threads."""
    from distributed import TimeoutError as NoneCame  # noqa: PLC0415 - an extra

    try:
        client.wait_for_workers(1, timeout=ANSWER_WITHIN_S)
    except NoneCame as fault:
        raise MissingPartError(
            f"The scheduler at {address} has no worker. Start some with "
            f"`dask worker {address} --nthreads 1`."
        ) from fault
    threaded = [worker for worker, threads in client.nthreads().items() if threads != 1]
    if threaded:
        raise MissingPartError(
            f"{_named(threaded)} does several tasks at once in one process. Start it with "
            "`--nthreads 1`, and --nworkers for more processes."
        )
    here = what_runs_here()
    try:
        there = {
            f"The scheduler at {address}": client.run_on_scheduler(what_runs_here),
            **{f"Worker {at}": has for at, has in client.run(what_runs_here).items()},
        }
    except Exception as fault:
        raise MissingPartError(
            f"A worker or the scheduler at {address} has no hotspots of version "
            f"{hotspots.__version__}. Install the same lock there, and start it again."
        ) from fault
    for who, has in there.items():
        other = [name for name in here if has.get(name) != here[name]]
        if other:
            name = "hotspots" if "hotspots" in other else other[0]
            raise MissingPartError(
                f"{who} has {name} {has.get(name, 'in no version')}, and this machine "
                f"{here[name]}: {len(other)} of {len(here)} versions differ. Install the same "
                "lock on both."
            )


def _named(workers: list[str]) -> str:
    more = f" (and {len(workers) - 1} more)" if len(workers) > 1 else ""
    return f"Worker {workers[0]}{more}"


def _order(
    folder: Path | None,
    task: Callable[..., Any],
    args: tuple[Any, ...],
    named: Mapping[str, Any],
) -> Order:
    pickled = io.BytesIO()
    closed = _Closed(pickled, folder)
    closed.dump((task, args, named))
    there = [] if folder is None else [each for each in folder.rglob("*") if each.is_dir()]
    names = tuple(each.relative_to(folder or "").as_posix() for each in there)
    files = {name: path.read_bytes() for path, name in closed.files.items()}
    return Order(pickled.getvalue(), names, files)


class _Closed(pickle.Pickler):
    """Leaves the run's folder open, and each file that is read: ``files`` are those, named."""

    def __init__(self, file: io.BytesIO, folder: Path | None) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._folder = folder
        self.files: dict[Path, str] = {}

    def persistent_id(self, given: object) -> str | None:
        """Return what follows the run's folder, of a path in it; the name of another file."""
        if isinstance(given, PurePath) and self._folder and given.is_relative_to(self._folder):
            return f"{RUN}/{given.relative_to(self._folder).as_posix()}"
        if isinstance(given, Path) and given.is_file():
            name = self.files.setdefault(given, f"{len(self.files)}/{given.name}")
            return f"{READ}/{name}"
        return None


class _Opened(pickle.Unpickler):
    """Puts a scratch folder in their place."""

    def __init__(self, file: io.BytesIO, folder: Path) -> None:
        super().__init__(file)
        self._folder = folder

    def persistent_load(self, name: str) -> Path:
        """Return a path in the scratch folder."""
        return self._folder / name


def _put(answer: Answer, folder: Path | None) -> None:
    """Write what a worker wrote; a file that is there already is a fault."""
    for name, (mode, content) in answer.files.items():
        if folder is None:
            raise ValueError(f"A task wrote {name} and was given no folder.")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
        path.chmod(stat.S_IMODE(mode))
