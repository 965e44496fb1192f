"""What the front page of a harm map says of the run before it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest

from hotspots import schema
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.since_last_run import since_last_run
from hotspots.study.inputs import find_job
from hotspots.study.run_folder import read_receipt
from tests.cli.wick import wick_workspace
from tests.demonstration import MADE_AT, DemoRun
from tests.first_task import FirstTask
from tests.run_files import the_file

Since = Callable[..., tuple[str, ...]]


@pytest.fixture
def since(demo_run: DemoRun, tmp_path: Path) -> Since:
    """What is said of the demonstration's run a week later, with what differs then."""
    kept = tmp_path / "demo" / "force"
    kept.mkdir(parents=True)
    made = demo_run.run.folder
    shutil.copy(made / "receipt.json", kept.parent)
    shutil.copy(the_file(made / "force", "harm-spots.gpkg"), kept)

    def told(
        spots: gpd.GeoDataFrame | None = None, *, offences: int = 0, **changed: Any
    ) -> tuple[str, ...]:
        now = read_receipt(made)
        later = datetime.fromisoformat(now["made_at"]) + timedelta(days=7)
        now |= {"made_at": later.isoformat(), **changed}
        now["harm_spots"]["offences_in_selection"] += offences
        return since_last_run(tmp_path, now, demo_run.run.found.spots if spots is None else spots)

    return told


def test_the_same_spots_are_neither_new_nor_gone(since: Since) -> None:
    spots, offences = since()
    assert spots == (
        "Since the run of 5 January 2026, of 1 January to 31 December 2025: no harm spot is new "
        "or gone."
    )
    assert offences == "There are about as many offences of street violence as then."


def test_a_new_spot_is_named_and_one_that_is_gone_is_counted(
    since: Since, demo_run: DemoRun
) -> None:
    spots = demo_run.run.found.spots.copy()
    first = spots[schema.SPOT_NAME].iloc[0]
    spots.loc[spots.index[0], schema.GEOMETRY] = spots.geometry.iloc[0].buffer(1).centroid.buffer(1)
    spots["geometry"] = spots.geometry.where(
        spots.index != spots.index[0], spots.geometry.translate(900_000, 0)
    )
    said, _ = since(spots)
    assert said.endswith(f": 1 harm spot is new ({first}) and 1 is gone.")


@pytest.mark.parametrize(
    ("offences", "said"),
    [
        (12, "There are 12 more offences of street violence than then."),
        (-1200, "There are 1,200 fewer offences of street violence than then."),
        (4, "There are about as many offences of street violence as then."),  # could be a person
        (-1, "There are about as many offences of street violence as then."),
    ],
)
def test_more_or_fewer_offences_are_told_and_a_small_difference_is_not(
    since: Since, offences: int, said: str
) -> None:
    assert since(offences=offences)[1] == said


def test_periods_of_other_lengths_are_not_held_against_each_other(since: Since) -> None:
    assert len(since(period={"first_day": "2025-06-01", "last_day": "2025-12-31"})) == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"parameters": {"spots": "others"}},
        {"profile": "another"},
        {"journey": "wards"},
        {"made_at": MADE_AT.isoformat()},  # not after it
    ],
)
def test_a_run_of_another_kind_is_not_the_last_one(since: Since, changed: dict[str, Any]) -> None:
    assert since(**changed) == ()


def test_a_run_that_cannot_be_read_is_passed_over(since: Since, tmp_path: Path) -> None:
    the_file(tmp_path / "demo" / "force", "harm-spots.gpkg").write_text("{", encoding="utf-8")
    assert since() == ()
    (tmp_path / "demo" / "receipt.json").write_text("{", encoding="utf-8")
    assert since() == ()


@pytest.mark.parametrize("lacking", ["made_at", "harm_spots", "period"])
def test_a_run_whose_receipt_says_less_stops_no_new_one(
    since: Since, tmp_path: Path, lacking: str
) -> None:
    file = tmp_path / "demo" / "receipt.json"
    receipt = json.loads(file.read_text(encoding="utf-8"))
    del receipt[lacking]
    file.write_text(json.dumps(receipt), encoding="utf-8")
    assert since() == ()


def test_a_run_whose_spots_are_gone_stops_no_new_one(since: Since, tmp_path: Path) -> None:
    the_file(tmp_path / "demo" / "force", "harm-spots.gpkg").unlink()
    assert since() == ()


def test_the_front_page_says_it_only_where_there_is_a_run_before(tmp_path: Path) -> None:
    inputs, maps = find_job(wick_workspace(tmp_path / "wick")).inputs, tmp_path / "maps"
    first = map_harm(inputs, maps=maps, made_at=MADE_AT, name="first", executor=FirstTask())
    later = MADE_AT + timedelta(days=7)
    again = map_harm(inputs, maps=maps, made_at=later, name="again", executor=FirstTask())
    assert "Since the" not in first.index_page.read_text(encoding="utf-8")
    assert "Since the run of 5 January 2026" in again.index_page.read_text(encoding="utf-8")
