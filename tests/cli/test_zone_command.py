"""The command of a zone, as a person types it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import DONE, USAGE, hotspots
from tests.demonstration import DemoRun
from tests.run_files import the_file


@pytest.fixture(scope="module")
def told(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What is said of a zone around the county's first harm spot, and its folder."""
    maps = tmp_path_factory.mktemp("maps")
    (maps / "demo").symlink_to(demo_run.run.folder, target_is_directory=True)
    asked = ("--spot", "S001", "--called", "Pier zone", "--out", str(maps), "--name", "pier")
    answer = hotspots("zone", *asked, cwd=demo_run.workspace.root)
    assert answer.returncode == DONE, answer.stderr
    return answer.stdout, maps / "pier"


def test_what_is_said_fits_a_screen_and_leads_to_the_page(told: tuple[str, Path]) -> None:
    said, folder = told
    lines = said.rstrip().splitlines()
    assert lines[0] == "Zone: Pier zone"
    assert len(lines) <= 15
    assert "(S001)" in said
    assert "To brief: Market Street has most harm to people in public" in said
    assert "Households, postcodes and leaflet rounds are not told" in said
    assert lines[-1] == f"Open {folder / 'index.html'}"


def test_the_zone_of_a_spot_says_by_which_days_it_was_chosen(told: tuple[str, Path]) -> None:
    _, folder = told
    assert the_file(folder, "zone.pdf").name == "zone_pier-zone_2025.pdf"
    receipt = (folder / "receipt.json").read_text(encoding="utf-8")
    assert "(S001), of the run demo" in receipt
    assert "were chosen by the offences of January to December 2025" in receipt
    assert "January to December 2024" in (folder / "index.html").read_text(encoding="utf-8")


def test_a_zone_of_nothing_and_a_spot_that_is_none_are_refused(
    told: tuple[str, Path], demo_run: DemoRun
) -> None:
    root, maps = demo_run.workspace.root, str(told[1].parent)
    nothing = hotspots("zone", "--out", maps, cwd=root)
    assert nothing.returncode == USAGE
    assert "--street 'Market Street' --district NAME" in nothing.stderr
