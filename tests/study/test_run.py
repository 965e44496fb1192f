import errno
import time
from concurrent.futures import Executor
from pathlib import Path

import pytest
from pyogrio.errors import DataSourceError
from rasterio.errors import RasterioIOError

from hotspots.errors import InputError, OutputError, ParameterError, SettingsError
from hotspots.study.executor import (
    InProcess,
    LocalProcesses,
    call_up,
    doing,
    local_executor,
    run_tasks,
)
from hotspots.study.harm_maps.harm_products import write_area
from hotspots.study.run_folder import latest_run, named_run, run_folder


def squared(number: int) -> int:
    return number * number


def refused(number: int) -> int:
    raise ParameterError(f"{number} is refused")


def waited_for(file: Path) -> str:
    """Return what a file holds as soon as it is there; give up after two minutes."""
    ends = time.monotonic() + 120
    while not file.exists() and time.monotonic() < ends:
        time.sleep(0.01)
    return file.read_text(encoding="utf-8")


def test_a_run_appears_when_it_is_whole(tmp_path: Path) -> None:
    with run_folder(tmp_path / "maps", "first") as folder:
        (folder / "index.html").write_text("whole", encoding="utf-8")
        assert not (tmp_path / "maps" / "first").exists()
    assert (tmp_path / "maps" / "first" / "index.html").read_text(encoding="utf-8") == "whole"


@pytest.mark.parametrize("fault", [KeyboardInterrupt, ValueError])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, fault: type[BaseException]) -> None:
    def half_a_run() -> None:
        with run_folder(tmp_path, "first") as folder:
            (folder / "half.html").write_text("half", encoding="utf-8")
            raise fault

    with pytest.raises(fault):
        half_a_run()
    assert list(tmp_path.iterdir()) == []


def test_a_run_never_takes_the_place_of_another(tmp_path: Path) -> None:
    with run_folder(tmp_path, "first"):
        pass
    with pytest.raises(SettingsError, match="already"), run_folder(tmp_path, "first"):
        pass


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "maps").write_text("a file, not a folder", encoding="utf-8")
    with (
        pytest.raises(OutputError, match="choose another folder") as said,
        run_folder(tmp_path / "maps", "first"),
    ):
        pass
    assert said.value.options == ("--out",)


def test_the_latest_run_is_the_newest_whole_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no run"):
        latest_run(tmp_path)
    for name in ("first", "second"):
        with run_folder(tmp_path, name) as folder:
            (folder / "receipt.json").write_text("{}", encoding="utf-8")
    (tmp_path / "stray").mkdir()
    assert latest_run(tmp_path).name == "second"


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_tasks_whoever_did_them(workers: int) -> None:
    seen: list[tuple[str, int, int]] = []
    with local_executor(workers) as executor:
        results = run_tasks(
            executor,
            [(squared, (number,)) for number in (3, 1, 2)],
            step="Squaring",
            progress=lambda *told: seen.append(told),
        )
    assert results == [9, 1, 4]
    assert sorted(seen) == [("Squaring", done, 3) for done in range(4)]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_first_task_that_fails_is_the_error_of_the_run(workers: int) -> None:
    with (
        pytest.raises(ParameterError, match="7 is refused"),
        local_executor(workers) as executor,
    ):
        run_tasks(executor, [(refused, (7,))], step="Refusing")


def test_a_process_that_was_called_up_has_loaded_what_its_tasks_need() -> None:
    # A function of this module would load what this module loads.
    asked = f"'{write_area.__module__}' in __import__('sys').modules"
    with LocalProcesses(1) as executor:
        assert not executor.submit(eval, asked).result()
        call_up(executor, write_area)
        assert executor.submit(eval, asked).result()


def test_tasks_go_on_while_the_caller_does_something_else(tmp_path: Path) -> None:
    said = tmp_path / "said.txt"
    with (
        local_executor(2) as executor,
        doing(executor, [(waited_for, (said,))] * 2, step="Waiting") as futures,
    ):
        assert not any(future.done() for future in futures)
        (tmp_path / "unsaid.txt").write_text("now", encoding="utf-8")
        (tmp_path / "unsaid.txt").rename(said)
    assert [future.result() for future in futures] == ["now", "now"]


def test_a_task_that_fails_meanwhile_is_the_error_of_the_run() -> None:
    with (
        pytest.raises(ParameterError, match="7 is refused"),
        local_executor(2) as executor,
        doing(executor, [(refused, (7,))], step="Refusing"),
    ):
        pass


def test_one_worker_is_this_process() -> None:
    with local_executor(1) as executor:
        assert isinstance(executor, InProcess)
        assert isinstance(executor, Executor)


def test_no_worker_is_refused() -> None:
    with pytest.raises(ParameterError, match="workers"), local_executor(0):
        pass


@pytest.mark.parametrize(
    "name", ["a/../../b", "../escaped", "/run", ".hidden", "a\\b", "", "run ", "a\nb", "C:run"]
)
def test_a_name_that_leads_elsewhere_is_refused_before_any_work(tmp_path: Path, name: str) -> None:
    with (
        pytest.raises(SettingsError, match="cannot be the name of a run"),
        run_folder(tmp_path / "maps", name),
    ):
        pytest.fail("the work began")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["CON", "nul", "Aux.2025", "com1", "LPT9.tar.gz", "con .txt", "run.", "run ..", "com²"]
)
def test_a_name_that_windows_keeps_or_cuts_is_refused_everywhere(tmp_path: Path, name: str) -> None:
    """A run made on Linux is copied to desks."""
    with pytest.raises(SettingsError, match="Windows"), run_folder(tmp_path, name):
        pytest.fail("the work began")


@pytest.mark.parametrize(
    "name", ["2025-12-31-harm-map", "Op Grip 2", "r_1.2", "contact", "com10", "auxiliary.2025"]
)
def test_a_plain_name_is_taken(tmp_path: Path, name: str) -> None:
    with run_folder(tmp_path, name):
        pass
    assert (tmp_path / name).is_dir()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (DataSourceError("database or disk is full"), "disk is full"),
        (RasterioIOError("write failed"), "write failed"),
    ],
)
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, fault: Exception, said: str
) -> None:
    with (
        pytest.raises(OutputError, match=f"could not be written to .*first: .*{said}"),
        run_folder(tmp_path / "new" / "maps", "first"),
    ):
        raise fault
    assert list(tmp_path.iterdir()) == []


def test_an_input_that_cannot_be_opened_is_not_taken_for_a_full_disk(tmp_path: Path) -> None:
    fault = PermissionError(errno.EACCES, "Permission denied", "offences.csv")
    with (
        pytest.raises(InputError, match=r"offences\.csv could not be opened: Permission denied"),
        run_folder(tmp_path, "first"),
    ):
        raise fault


def test_a_failed_run_leaves_a_folder_that_was_there(tmp_path: Path) -> None:
    (tmp_path / "maps").mkdir()
    with pytest.raises(ValueError, match="half"), run_folder(tmp_path / "maps", "first"):
        raise ValueError("half")
    assert (tmp_path / "maps").is_dir()


def test_a_run_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    with run_folder(tmp_path, "one") as folder:
        (folder / "receipt.json").write_text("{}", encoding="utf-8")
    assert named_run(tmp_path, "one") == tmp_path / "one"
    with pytest.raises(SettingsError, match=r"no run 'nope' in .*There are: one\."):
        named_run(tmp_path, "nope")
    with pytest.raises(SettingsError, match="Make one with `hotspots run`"):
        named_run(tmp_path / "empty", "nope")
