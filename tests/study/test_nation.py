"""England and Wales, an invented one: 43 forces as the areas of one profile."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from benchmarks.invented_nation import MadeNation, write_nation
from hotspots.analyse.density.kernel_density_params import KernelDensityParams
from hotspots.cli.app import app
from hotspots.load.harm_weights import read_harm_index
from hotspots.study.harm_maps import harm_map
from hotspots.study.harm_maps.harm_products import AreaProducts, write_area
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import find_job
from hotspots.study.run_folder import read_receipt
from tests.demonstration import MADE_AT

FORCES, MOST_SPOTS_OF_A_FORCE = 43, 20
DRAWN = ("England and Wales", "Essex")


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, MadeNation]:
    """A workspace with a nation of a month over 60 by 72 km."""
    workspace = tmp_path_factory.mktemp("nation") / "workspace"
    made = CliRunner().invoke(app, ["init", str(workspace), "--profile", "england_and_wales"])
    assert made.exit_code == 0, made.output
    return workspace, write_nation(
        workspace, offences=10_000, width_m=60_000.0, height_m=72_000.0, towns=30, months=1
    )


@pytest.fixture(scope="module")
def receipt(
    nation: tuple[Path, MadeNation], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The receipt of a run on it; of its 44 areas two are drawn."""
    workspace, _ = nation

    def drawn(area: AreaProducts) -> None:
        if area.title in DRAWN:
            write_area(area)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(harm_map, "write_area", drawn)
        run = harm_map.map_harm(
            find_job(workspace).inputs,
            maps=tmp_path_factory.mktemp("maps"),
            made_at=MADE_AT,
            params=HarmMapParams(surface=KernelDensityParams(cell_size_m=100.0)),
        )
    assert (run.folder / "essex").is_dir()
    return read_receipt(run.folder)


def test_every_row_of_the_nation_is_used_or_set_aside(
    nation: tuple[Path, MadeNation], receipt: dict[str, Any]
) -> None:
    _, made = nation
    usable = sum(sum(each.values()) for each in made.offences.values())
    assert receipt["rows"] == {
        "rows_in": made.rows,
        "rows_used": usable,
        "rows_set_aside": made.rows - usable,
        "set_aside_by_reason": made.set_aside,
    }


def test_the_tables_of_the_forces_hold_the_harm_that_was_made(
    nation: tuple[Path, MadeNation], receipt: dict[str, Any]
) -> None:
    _, made = nation
    weights = read_harm_index("css").by_category
    found = receipt["harm"]["css"]["by_district"]
    expected = {
        force: sum(weights[kind] * number for kind, number in offences.items())
        for force, offences in made.offences.items()
    }
    assert len(expected) == FORCES
    assert {force: harm for force, harm in expected.items() if harm} == pytest.approx(found)


def test_each_force_has_harm_spots_of_its_own(receipt: dict[str, Any]) -> None:
    by_force = receipt["harm_spots"]["by_district"]
    assert len(by_force) == FORCES
    spots = [each["harm_spots"] for each in by_force.values()]
    assert sum(number > 0 for number in spots) > 5  # towns lie in some forces, and not in others
    assert max(spots) <= MOST_SPOTS_OF_A_FORCE


def test_no_row_is_said_to_be_another_force_s(receipt: dict[str, Any]) -> None:
    notes = [note for source in receipt["inputs"]["offences"] for note in source["notes"]]
    assert not [note for note in notes if "another force" in note]
