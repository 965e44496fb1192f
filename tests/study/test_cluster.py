"""A Dask cluster does what one process does, to the byte, and loses nothing with a worker."""

import os
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

import hotspots
from hotspots.errors import MissingPartError, ParameterError
from hotspots.study import cluster as of_cluster
from hotspots.study.cluster import cluster_executor
from hotspots.study.executor import chosen_executor, run_tasks
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.demonstration import MADE_AT, Mapped
from tests.made_once import hashes_of

distributed = pytest.importorskip("distributed", reason="without the extra [cluster]")

NOBODY = "tcp://127.0.0.1:9"  # the port of discard, which nothing on loopback answers


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler with two workers, of which the last test of this module ends one."""
    with dask_cluster(tmp_path_factory.mktemp("cluster"), workers=2) as running:
        yield running


def wrote(folder: Path, number: int) -> int:
    """Write a file, and one in a folder that is there; say who did it."""
    (folder / "there" / f"{number}.txt").write_text(str(number), encoding="utf-8")
    (folder / f"own-{number}").mkdir()
    (folder / f"own-{number}" / "closed").touch(mode=0o600)
    return os.getpid()


def refused(number: int) -> int:
    raise ParameterError(f"{number} is refused")


def test_what_workers_write_comes_back_and_stays_nowhere_else(
    cluster: DaskCluster, tmp_path: Path
) -> None:
    (tmp_path / "there").mkdir()
    with cluster_executor(cluster.address) as executor:
        tasks = [(wrote, (tmp_path, number)) for number in range(4)]
        pids = run_tasks(executor, tasks, step="Writing", writing_in=tmp_path)
    assert os.getpid() not in pids
    assert [(tmp_path / "there" / f"{n}.txt").read_text("utf-8") for n in range(4)] == list("0123")
    assert (tmp_path / "own-3" / "closed").stat().st_mode & 0o777 == 0o600
    assert not list((cluster.folder / "scratch").rglob("*.txt"))


def read(path: Path) -> tuple[Path, str]:
    """Say where a file was read, and what it holds."""
    return path, path.read_text(encoding="utf-8")


def test_a_file_that_a_task_reads_travels_with_it(cluster: DaskCluster, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    store = tmp_path / "streets.parquet"
    store.write_text("High Street", encoding="utf-8")
    with cluster_executor(cluster.address) as executor:
        (found,) = run_tasks(
            executor, [(read, (store,))], step="Reading", writing_in=tmp_path / "run"
        )
    where, said = found
    assert said == "High Street"
    assert where.name == "streets.parquet"
    assert cluster.folder / "scratch" in where.parents
    assert not list((tmp_path / "run").iterdir())


def test_a_task_that_fails_on_a_worker_is_the_error_of_the_run(cluster: DaskCluster) -> None:
    with (
        pytest.raises(ParameterError, match="7 is refused"),
        cluster_executor(cluster.address) as executor,
    ):
        run_tasks(executor, [(refused, (7,))], step="Refusing")


def test_a_file_that_is_there_is_never_written_twice(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "1.txt").touch()
    answer = of_cluster.Answer(None, {"there/1.txt": (0o600, b"again")})
    with pytest.raises(FileExistsError):
        of_cluster._put(answer, tmp_path)


def test_workers_of_another_version_are_refused(
    cluster: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hotspots, "__version__", "0.0.9")
    says = r"has hotspots 0\.1\.0, and this machine 0\.0\.9: 1 of \d+ versions differ"
    with pytest.raises(MissingPartError, match=says), cluster_executor(cluster.address):
        pass


def test_a_worker_with_threads_is_refused(cluster: DaskCluster) -> None:
    """What is drawn on a thread beside another may differ."""
    threaded = cluster.start_worker(threads=2)
    cluster.wait_for_workers(3)
    with pytest.raises(MissingPartError, match="--nthreads 1"), cluster_executor(cluster.address):
        pass
    threaded.terminate()
    threaded.wait()


@pytest.mark.parametrize(
    ("lost", "says"),
    [
        (CancelledError(), "was lost"),
        (distributed.scheduler.NoWorkerError("task", 60.0), "all its workers"),
        (distributed.KilledWorker("task", None, 3), "memory ran out"),
    ],
)
def test_what_dask_raises_when_it_gives_up_is_a_sentence(
    cluster: DaskCluster, lost: Exception, says: str
) -> None:
    with pytest.raises(MissingPartError, match=says), cluster_executor(cluster.address):
        raise lost


@pytest.mark.parametrize("address", ["tcp://here", "http://here:80", "here:8786", "tcp://h:many"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ParameterError, match="tcp://HOST:PORT"), cluster_executor(address):
        pass


def test_workers_or_a_cluster_and_not_both() -> None:
    with pytest.raises(ParameterError, match="Choose one"), chosen_executor(1, NOBODY):
        pass


def test_a_scheduler_that_does_not_answer_is_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(of_cluster, "ANSWER_WITHIN_S", 0.5)
    with pytest.raises(MissingPartError, match="No scheduler answers"), cluster_executor(NOBODY):
        pass


def test_a_cluster_without_workers_says_how_to_start_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_cluster, "ANSWER_WITHIN_S", 2)
    with dask_cluster(tmp_path, workers=0) as alone:
        says = f"dask worker {alone.address} --nthreads 1"
        with pytest.raises(MissingPartError, match=says), cluster_executor(alone.address):
            pass


def test_without_the_extra_the_command_to_install_it_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(of_cluster, "find_spec", lambda _: None)
    says = r"pip install 'harmspots\[cluster\]'"
    with pytest.raises(MissingPartError, match=says), cluster_executor(NOBODY):
        pass


def test_a_worker_killed_in_mid_run_costs_the_run_nothing(
    corner_run: tuple[Inputs, Mapped], cluster: DaskCluster, tmp_path: Path
) -> None:
    """The run on the cluster is that of one process, file by file, and nothing is doubled."""
    inputs, by_one_process = corner_run
    _, killed, _ = cluster.processes[:3]
    told: list[int] = []

    def kill_one(step: str, done: int, total: int) -> None:  # noqa: ARG001
        if step.startswith("Drawing"):
            told.append(done)
        if step.startswith("Drawing") and done == 1:
            killed.kill()

    with cluster_executor(cluster.address) as executor:
        run = map_harm(
            inputs,
            maps=tmp_path,
            made_at=MADE_AT,
            name="corner",
            executor=executor,
            progress=kill_one,
        )
    assert killed.wait() < 0
    assert told == list(range(5))
    assert hashes_of(run.folder) == hashes_of(by_one_process.folder)
