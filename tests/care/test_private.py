"""Nobody but their owner reads what the commands leave, whatever the umask of the account."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotspots.ledger import open_ledger
from tests.cli.command_line import DONE, hotspots
from tests.cli.wick import AS_OF, wick_workspace

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="Windows has no modes: see docs/tidy.md"),
    pytest.mark.usefixtures("umask"),
]


@pytest.fixture(params=[0o000, 0o022], ids=["umask 000", "umask 022"])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    """An account that shuts nothing to others by itself."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def modes(root: Path) -> dict[Path, int]:
    return {path: stat.S_IMODE(path.lstat().st_mode) for path in root.rglob("*")}


def open_to_others(paths: dict[Path, int]) -> list[str]:
    return [f"{path} {mode:o}" for path, mode in paths.items() if mode & 0o077]


def test_everything_that_the_commands_leave_is_their_owners_alone(tmp_path: Path) -> None:
    root = wick_workspace(tmp_path / "wick")
    visits = root / "visits.csv"
    visits.write_text(
        "uprn,visited_at,role,outcome,name\n10005,30/12/2025 10:00,PC,refused,x\n,,PC,refused,y\n",
        encoding="utf-8",
    )
    dropped_in = [path for path in modes(root) if path.is_file() and path.name != "hotspots.toml"]
    for words in (
        ("addresses", "convert", "homes.csv"),
        ("cocoon", "--as-of", AS_OF, "--district", "Wick", "--name", "lists"),
        ("visits", "import", "visits.csv", "--set-aside", "aside.csv"),
        ("visits", "export", "out.csv"),
        ("run", "--name", "maps"),
    ):
        told = hotspots(*words, "--quiet" if words[0] in ("run", "cocoon") else "--", cwd=root)
        assert told.returncode == DONE, told.stderr
    left = {path: mode for path, mode in modes(root).items() if path not in dropped_in}
    assert {"ledger.sqlite3", "addresses.parquet", "out.csv", "aside.csv", "receipt.json"} <= {
        path.name for path in left
    }
    assert open_to_others(left) == []


def test_what_sqlite_keeps_beside_an_open_ledger_is_closed_too(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.sqlite3") as ledger:
        assert ledger.visits().empty
        found = modes(tmp_path)
        assert {path.name for path in found} > {"ledger.sqlite3"}
        assert open_to_others(found) == []


def test_a_ledger_that_stood_open_is_closed_when_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite3"
    open_ledger(path).close()
    path.chmod(0o666)
    open_ledger(path).close()
    assert open_to_others(modes(tmp_path)) == []
