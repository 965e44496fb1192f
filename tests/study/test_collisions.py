"""Vision Zero: collisions by severity through spots, streets and the week's watch."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
from shapely.geometry import LineString

from hotspots import schema
from hotspots.errors import ParameterError
from hotspots.profile import TriggerPlan, load_profile
from hotspots.schema import WatchVerdict
from hotspots.study.inputs import Inputs
from hotspots.study.watch.watch import Watch, study_watch
from tests.cli.command_line import DONE, hotspots
from tests.reading import csv_rows
from tests.run_files import the_file
from tests.study.small_force import PROFILE, layer

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
# The header of the open file of collisions, as the Department for Transport publishes it.
HEADER = (
    "collision_index,collision_year,collision_ref_no,location_easting_osgr,"
    "location_northing_osgr,longitude,latitude,police_force,collision_severity,"
    "number_of_vehicles,number_of_casualties,date,day_of_week,time,"
    "local_authority_ons_district,speed_limit,lsoa_of_accident_location"
)
SELECTIONS = """
[selections.collisions]
label = "Collisions"
description = "Road collisions"
categories = ["Fatal collision", "Serious collision", "Slight collision"]
[selections.killed_or_seriously_injured]
label = "Killed or seriously injured"
description = "Fatal and serious road collisions"
categories = ["Fatal collision", "Serious collision"]
"""
HIGH_ROAD, LONG_LANE = 201_500.0, 200_800.0  # their northings, both from west to east
FIRST = date(2024, 1, 1)
WEEKS = 104


def collision(number: int, day: date, easting: float, northing: float, severity: int) -> str:
    return (
        f"{day.year}420{number:05d},{day.year},420{number:05d},{easting:.0f},{northing:.0f},,,42,"
        f"{severity},2,1,{day:%d/%m/%Y},{day.isoweekday() % 7 + 1},08:30,,30,"
    )


def rows() -> list[str]:
    """Return two slight collisions a week in the High Road for two years, and serious ones.

    They are in Long Lane: one every eight weeks, and seven in the last whole week.
    """
    rng = np.random.default_rng(3)
    made: list[str] = []
    for week in range(WEEKS):
        for _ in range(2):
            day = FIRST + timedelta(weeks=week, days=int(rng.integers(7)))
            made.append(collision(len(made), day, 500_300 + rng.uniform(0, 2_400), HIGH_ROAD, 3))
        if week % 8 == 0:
            made.append(collision(len(made), day, 501_000 + week % 9, LONG_LANE, 2))
    last = FIRST + timedelta(weeks=WEEKS - 1)
    made += [
        collision(len(made) + n, last + timedelta(days=n), 501_000 + 9 * n, LONG_LANE, 2)
        for n in range(7)
    ]
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("roads")
    (folder / "wickshire.toml").write_text(PROFILE + SELECTIONS, encoding="utf-8")
    (folder / "collisions.csv").write_text("\n".join([HEADER, *rows()]), encoding="utf-8")
    (folder / "layers").mkdir()
    layer(folder / "layers")
    (folder / "hotspots.toml").write_text(
        'profile = "wickshire.toml"\noffences = ["collisions.csv"]\nlayers = ["layers"]\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def inputs(folder: Path) -> Inputs:
    return Inputs(
        offences=[folder / "collisions.csv"],
        layers=[folder / "layers" / "authorities.gpkg"],
        profile=load_profile(folder / "wickshire.toml"),
    )


def watched(inputs: Inputs, maps: Path, selection: str) -> Watch:
    plan = TriggerPlan(name=selection, selection=selection, areas=("district", "circle"))
    return study_watch(inputs, maps=maps, made_at=MADE_AT, plans=[plan]).found


def test_a_week_of_seven_serious_collisions_breaks_the_band_of_severity(
    inputs: Inputs, tmp_path: Path
) -> None:
    found = watched(inputs, tmp_path, "killed_or_seriously_injured")
    rows = {each[schema.AREA_NAME]: each for each in found.told.watched.to_dict("records")}
    assert rows["Wick"][schema.WATCH_COUNT] >= 7
    assert rows["Wick"][schema.WATCH_VERDICT] == str(WatchVerdict.ABOVE)
    assert rows["Marsh"][schema.WATCH_COUNT] == 0
    # Of all collisions; those of one severity have one road, and a circle none to compare with.
    (circles,) = watched(inputs, tmp_path / "all", "collisions").circles
    (circle,) = [each for _, _, each in circles.circles]
    assert abs(circle.northing - LONG_LANE) < 200
    assert circle.count >= 7


def test_severity_is_watched_as_a_weight(inputs: Inputs, tmp_path: Path) -> None:
    plan = TriggerPlan(
        name="Severity", selection="collisions", areas=("district", "circle"), index="collisions"
    )
    run = study_watch(inputs, maps=tmp_path, made_at=MADE_AT, plans=[plan])
    told = run.found.told
    rows = {each[schema.AREA_NAME]: each for each in told.watched.to_dict("records")}
    # Seven serious collisions and two slight ones, in the pounds of the index.
    assert rows["Wick"][schema.WATCH_COUNT] == 7 * 235_791 + 2 * 24_887
    assert rows["Wick"][schema.WATCH_VERDICT] == str(WatchVerdict.ABOVE)
    assert rows["Wick"][schema.WATCHED_UNIT] == "pounds"
    assert rows["Marsh"][schema.WATCH_COUNT] == 0
    assert "1,700,311 pounds in the week" in rows["Wick"][schema.WATCH_WHY]
    assert "a circle is found by counts" in told.refused[0]
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert "thousand pounds a week" in page
    assert "compound distribution" in page


def test_a_plan_by_an_index_that_weighs_nothing_is_refused_in_a_sentence(
    inputs: Inputs, tmp_path: Path
) -> None:
    plan = TriggerPlan(name="Severity", selection="collisions", index="css")
    told = study_watch(inputs, maps=tmp_path, made_at=MADE_AT, plans=[plan]).found.told
    assert "none of its offences has a weight in the index 'css'" in told.refused[0]


def test_of_plans_for_offences_none_is_made_for_collisions(inputs: Inputs, tmp_path: Path) -> None:
    plan = TriggerPlan(name="Street violence", selection="street_violence")
    with pytest.raises(ParameterError, match=r"watch collisions\.csv --selection collisions"):
        study_watch(inputs, maps=tmp_path, made_at=MADE_AT, plans=[plan])
    assert not list(tmp_path.iterdir())


def test_streets_are_ranked_by_what_their_collisions_weigh(folder: Path) -> None:
    """Long Lane has twenty serious collisions, the High Road ten times as many slight ones."""
    lines = {
        "High Road": [LineString([(x, HIGH_ROAD), (x + 200, HIGH_ROAD)]) for x in steps()],
        "Long Lane": [LineString([(x, LONG_LANE), (x + 200, LONG_LANE)]) for x in steps()],
    }
    table = [(name, line) for name, own in lines.items() for line in own]
    gpd.GeoDataFrame(
        {"name1": [name for name, _ in table]},
        geometry=[line for _, line in table],
        crs="EPSG:27700",
    ).to_file(folder / "roads.gpkg", driver="GPKG")
    streets = hotspots("streets", "convert", "roads.gpkg", cwd=folder)
    assert streets.returncode == DONE, streets.stderr
    chosen = ("--selection", "collisions", "--index", "collisions", "--name", "streets")
    told = hotspots("run", *chosen, "--json", cwd=folder)
    assert told.returncode == DONE, told.stderr
    path = the_file(Path(told.answer["folder"]), "harm-streets.csv")
    first = csv_rows(path)[0]
    assert "Long Lane" in first["Harm street"]
    assert float(first["Offences in the period"]) == 13 + 7


def steps() -> list[float]:
    return [500_200.0 + 200.0 * number for number in range(13)]
