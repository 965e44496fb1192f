"""A desk with forty offences of every kind: said at the head of all, and first in no list."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hotspots import schema
from hotspots.errors import SettingsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import LoadedOffences
from hotspots.profile import DefaultPoint
from hotspots.selection import Selection
from hotspots.study.check import check_inputs
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from hotspots.study.run import Run
from tests.cli.command_line import DONE, hotspots
from tests.demonstration import MADE_AT, DemoRun
from tests.run_files import the_file, the_page
from tests.study.small_force import inputs, market_street, offence

DESK = (502_250, 201_450)
SAID = "40 rows of 4 kinds of offence lie on one point, where the next fullest holds"
PAGES = ("index.html", "receipt.html", "force/harm-map.html", "wick/harm-map.html")
KINDS = ("8N", "34B", "28E", "105A")


def taken_at_the_desk(folder: Path) -> Inputs:
    """Assaults about the town, a street with a dozen of them, and forty of all kinds at a desk."""
    chance = np.random.default_rng(1)
    town = chance.integers((500_100, 200_100), (505_900, 202_900), (300, 2)).tolist()
    rows = [
        *(offence(n, (east, north), code="8N") for n, (east, north) in enumerate(town, 1_020)),
        *market_street(12),
        *(offence(n, DESK, code=KINDS[n % 4]) for n in range(400, 440)),
    ]
    return inputs(folder, rows)


@pytest.fixture(scope="module")
def desk_inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return taken_at_the_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def mapped(desk_inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[HarmAnalysis]:
    maps = tmp_path_factory.mktemp("maps")
    return map_harm(desk_inputs, maps=maps, made_at=MADE_AT, name="desk")


def test_check_says_first_that_a_desk_holds_forty_rows(desk_inputs: Inputs) -> None:
    (odd,) = check_inputs(desk_inputs).as_mapping()["oddities"]
    assert odd["kind"] == "full point"
    assert odd["found"].startswith(SAID)
    assert "[[default_points]]" in odd["next_step"]
    assert "easting = 502250 and northing = 201450" in odd["next_step"]


def test_the_desk_is_ranked_after_the_street_and_says_why(mapped: Run[HarmAnalysis]) -> None:
    spots = mapped.found.spots
    assert spots["rests_on_one_point"].tolist() == [False, True]
    assert spots["name"].iloc[0].startswith("Market Street, Market Wick")
    assert spots["confidence"].iloc[1] == "low"
    assert mapped.receipt["harm_spots"]["resting_on_one_point"] == 1


def test_every_page_says_so_where_it_is_seen(mapped: Run[HarmAnalysis]) -> None:
    assert mapped.receipt["oddities"][0].startswith(SAID)
    for page in PAGES:
        assert SAID in the_page(mapped.folder, page).read_text(encoding="utf-8"), page


def test_where_the_point_is_is_for_the_analyst_alone(mapped: Run[HarmAnalysis]) -> None:
    """It may be a home after all: the run's own terminal says it, no file of the run does."""
    assert "502250" in mapped.oddities[0].next_step
    for page in (*PAGES, "receipt.json"):
        text = the_page(mapped.folder, page).read_text(encoding="utf-8")
        assert not {"502250", "201450"} & set(re.findall(r"\d+", text)), page


def test_no_map_is_made_of_domestic_abuse(desk_inputs: Inputs, tmp_path: Path) -> None:
    marked = Selection(key="da", label="Domestic abuse", description="", domestic_abuse=True)
    profile = replace(
        desk_inputs.profile, selections={**desk_inputs.profile.selections, "da": marked}
    )
    given = replace(desk_inputs, profile=profile)
    with pytest.raises(SettingsError, match=r"'da' is of domestic abuse.*no map, spot or area"):
        map_harm(given, maps=tmp_path, made_at=MADE_AT, params=HarmMapParams(selection="da"))
    assert not list(tmp_path.iterdir())


def test_the_map_links_to_the_other_notes(mapped: Run[HarmAnalysis]) -> None:
    page = the_file(mapped.folder / "wick", "harm-map.html").read_text(encoding="utf-8")
    assert '<a href="../receipt.html#notes">' in page
    assert 'id="notes"' in (mapped.folder / "receipt.html").read_text(encoding="utf-8")


def test_show_leads_with_the_desk_and_counts_the_notes(mapped: Run[HarmAnalysis]) -> None:
    maps = str(mapped.folder.parent)
    told = hotspots("show", "desk", "--out", maps, "--no-browser")
    assert told.returncode == DONE
    head, *_ = told.stdout.partition("Wickshire Police")
    assert head.startswith("Look at the data first:\n- " + SAID)
    assert "Mind:" not in told.stdout
    assert f"hotspots show desk --out {maps} --notes" in told.stdout
    notes = hotspots("show", "desk", "--out", maps, "--notes").stdout.splitlines()
    assert notes[0].startswith(f"- {SAID}")
    assert f"{len(notes)} notes on how far this can be trusted" in told.stdout


def test_a_desk_that_the_profile_knows_is_set_aside_in_silence(desk_inputs: Inputs) -> None:
    desk = DefaultPoint(name="desk", easting=DESK[0], northing=DESK[1])
    profile = replace(desk_inputs.profile, default_points=(desk,))
    _, loaded = load(replace(desk_inputs, profile=profile))
    assert loaded.oddities == ()
    assert loaded.rows_set_aside_by_reason[schema.Reason.DEFAULT_POINT] == 40


def test_nothing_is_odd_in_the_demonstration_county(demo_run: DemoRun) -> None:
    """Its default point is known to its profile, and its twice exported rows are few."""
    assert demo_run.receipt["oddities"] == []


@pytest.mark.slow
def test_nothing_is_odd_in_a_published_year(
    essex_read: tuple[StudyArea, LoadedOffences],
) -> None:
    """Points are snapped and months are all that is known: neither is odd in that source."""
    assert essex_read[1].oddities == ()


def test_the_export_with_an_unknown_default_point(project: Path, shared_data: Path) -> None:
    """40 of 340 rows of many kinds on one desk, once rank 1 with high confidence."""
    export = project.parent / "shared" / "cases" / "unknown_default_point.csv"
    if not export.exists():
        pytest.skip("the cases of ../shared/cases are not on this machine")
    layers = shared_data / "boundaries" / "essex_local_authorities.geojson"
    told = hotspots("check", str(export), "--layers", str(layers))
    assert told.stdout.startswith(
        "Look at the data first:\n- 40 rows of 5 kinds of offence lie on one point, where the "
        "next fullest holds 1: "
    )
