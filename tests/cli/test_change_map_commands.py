"""The commands of the map of change and of lasting places, as a person types them."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import numpy as np
import pytest

from hotspots.study.inputs import Inputs
from tests.cli.command_line import DONE, FAULT, USAGE, hotspots
from tests.run_files import the_file
from tests.study.several_years import Row, days, row, settle, wickshire

BUSY = {2024: (501_125.0, 201_125.0), 2025: (505_125.0, 202_125.0)}


def year(of: int) -> list[Row]:
    """Return two assaults a day around a place that moved between the years, and one elsewhere."""
    rng = np.random.default_rng(of)
    made: list[Row] = []
    for day in days(date(of, 1, 1), date(of, 12, 31)):
        points = [np.array(BUSY[of]) + rng.uniform(-110, 110, 2) for _ in range(2)]
        points.append(rng.uniform((500_300, 200_300), (505_700, 202_700)))
        made += [
            row(len(made) + n, datetime.combine(day, time(20)), (float(p[0]), float(p[1])), "8N")
            for n, p in enumerate(points)
        ]
    return made


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return wickshire(tmp_path_factory.mktemp("moved"), year(2025), year(2024))


@pytest.fixture
def here(moved: Inputs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(
        settle(tmp_path, moved, "[change_map]\nrelabellings = 99\n[lasting]\nsquare_m = 250")
    )
    return tmp_path


@pytest.mark.usefixtures("here")
def test_where_offences_moved_is_mapped_and_the_settings_are_used() -> None:
    answer = hotspots("change-map", "--from", "2025-11-01", "--to", "2025-12-31", "--json").answer
    assert answer["period"] == {"first_day": "2025-11-01", "last_day": "2025-12-31"}
    assert answer["earlier"] == {"first_day": "2024-11-01", "last_day": "2024-12-31"}
    assert answer["parameters"]["relabellings"] == 99
    assert the_file(Path(answer["folder"]), "change.png").is_file()
    assert answer["run"].endswith("-change-map")


@pytest.mark.usefixtures("here")
def test_what_moved_is_said() -> None:
    told = hotspots("change-map", "--selection", "street_violence")
    assert told.returncode == DONE, told.stderr
    assert "Where street violence moved: October to December 2025" in told.stdout
    assert "more around" in told.stdout


@pytest.mark.usefixtures("here")
def test_a_map_of_change_is_refused_where_it_cannot_be_made() -> None:
    before = hotspots("change-map", "--from", "2024-01-01", "--to", "2024-03-31")
    assert before.returncode == FAULT
    assert "--earlier" in before.stderr
    ever = hotspots("change-map", "--from", "0001-01-01", "--to", "9999-12-31")
    assert ever.returncode == FAULT
    assert "cannot be mapped: the offences given begin on" in ever.stderr
    rape = hotspots("change-map", "--selection", "rape")
    assert rape.returncode == USAGE
    assert "hotspots changes" in rape.stderr
    assert hotspots("change-map", "--selection", "nothing").returncode in (FAULT, USAGE)


@pytest.mark.usefixtures("here")
def test_lasting_places_are_listed_and_the_settings_are_used() -> None:
    answer = hotspots("lasting", "--json").answer
    assert answer["period"] == {"first_day": "2025-01-01", "last_day": "2025-12-31"}
    assert answer["parameters"]["square_m"] == 250
    classes = {each["lasting"] for each in answer["lasting"]["places"]}
    assert classes & {"persistent", "intensifying", "diminishing"}
    assert the_file(Path(answer["folder"]), "lasting.xlsx").is_file()
    assert answer["run"].endswith("-lasting")


@pytest.mark.usefixtures("here")
def test_of_two_years_the_place_that_moved_away_is_past_and_it_is_said() -> None:
    told = hotspots("lasting", "--months", "24")
    assert told.returncode == DONE, told.stderr
    assert "New, lasting, fading: street violence" in told.stdout
    assert "Squares: " in told.stdout
    assert "Streets are not followed" in told.stdout


@pytest.mark.usefixtures("here")
def test_lasting_places_are_refused_where_they_cannot_be_told() -> None:
    many = hotspots("lasting", "--months", "36")
    assert many.returncode == FAULT
    assert "36 adjoining whole months are needed" in many.stderr
    few = hotspots("lasting", "--months", "3")
    assert few.returncode in (FAULT, USAGE)
    assert "10 to 60" in few.stderr
    assert hotspots("lasting", "--selection", "rape").returncode == USAGE
