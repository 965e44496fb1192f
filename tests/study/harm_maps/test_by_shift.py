"""Harm spots of one shift: what happens by night alone is found by night, and not by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pyogrio
import pytest

from hotspots import schema
from hotspots.analyse.temporal import shares_within
from hotspots.errors import NoRowsError, ParameterError
from hotspots.nights import SHIFTS
from hotspots.profile import load_profile
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.essex_2025 import one_burglary
from tests.first_task import FirstTask
from tests.run_files import the_file, what_they_are
from tests.study.small_force import inputs

MADE_AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
BY_NIGHT, BY_DAY = (501_000.0, 201_000.0), (505_000.0, 202_000.0)


def row(number: int, point: tuple[float, float], begins: str, hours: float) -> tuple[object, ...]:
    """Return an assault on a day of 2025, a few metres from a place."""
    day = date(2025, 1, 14) + timedelta(days=number * 7)
    first = datetime.fromisoformat(f"{day} {begins}")
    east, north = point[0] + number % 5 * 8, point[1] + number // 5 * 8
    last = "" if not hours else f"{first + timedelta(hours=hours):%Y-%m-%d %H:%M}"
    begun = f"{first:%Y-%m-%d %H:%M}"
    return (f"W/{begins}/{number}", "8N", begun, last, begun, east, north, "", "N", "")


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """Thirty assaults by night at one place, thirty at noon at another, ten over 22:00 to 24:00."""
    rows = [
        *(row(n, BY_NIGHT, "23:30", 0) for n in range(30)),
        *(row(n, BY_DAY, "12:00", 0) for n in range(30)),
        *(row(n, BY_NIGHT, "22:00", 2) for n in range(10)),
    ]
    return inputs(tmp_path_factory.mktemp("force"), rows)


def mapped(
    force: Inputs, maps: Path, shift: str, selection: str | None = None
) -> Run[HarmAnalysis]:
    params = HarmMapParams(selection=selection, shift=shift, by_shift=shift == "all")  # type: ignore[arg-type]
    return map_harm(
        force, maps=maps, made_at=MADE_AT, params=params, name=shift, executor=FirstTask()
    )


@pytest.fixture(scope="module")
def runs(
    force: Inputs, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Run[HarmAnalysis]]:
    """A run of every shift together, with day and night beside each other, and of each alone."""
    maps = tmp_path_factory.mktemp("maps")
    return {shift: mapped(force, maps, shift) for shift in ("all", "early", "late", "night")}


def middles(run: Run[HarmAnalysis]) -> list[tuple[float, float]]:
    at = run.found.spots.geometry.centroid
    return [(float(x), float(y)) for x, y in zip(at.x, at.y, strict=True)]


def near(found: list[tuple[float, float]], place: tuple[float, float]) -> bool:
    return any(np.hypot(*np.subtract(each, place)) < 200 for each in found)


def test_what_happens_by_night_is_a_spot_of_the_night_alone(
    runs: Mapping[str, Run[HarmAnalysis]],
) -> None:
    night, early = runs["night"], runs["early"]
    assert near(middles(night), BY_NIGHT)
    assert not near(middles(night), BY_DAY)
    assert near(middles(early), BY_DAY)
    assert not near(middles(early), BY_NIGHT)
    assert "night (23:00 to 07:00)" in night.found.selection.label
    page = (night.folder / "index.html").read_text(encoding="utf-8")
    assert "night (23:00 to 07:00)" in page
    assert night.receipt["parameters"]["shift"] == "night"


def test_the_shares_of_the_three_shifts_sum_to_one(
    runs: Mapping[str, Run[HarmAnalysis]],
) -> None:
    whole = runs["all"].found
    shares = [shares_within(whole.offences, SHIFTS[each]) for each in ("early", "late", "night")]
    assert np.allclose(np.sum(shares, axis=0), 1.0)
    harm = schema.harm_column("css")
    by_shift = [runs[each].found.offences[harm].sum() for each in ("early", "late", "night")]
    assert sum(by_shift) == pytest.approx(whole.offences[harm].sum())
    # Of ten that lie between 22:00 and 24:00 half is of the late shift.
    one = whole.offences[harm].iloc[0]
    assert by_shift[1] == pytest.approx(5 * one)


def test_day_and_night_are_beside_each_other(runs: Mapping[str, Run[HarmAnalysis]]) -> None:
    run = runs["all"]
    places = pd.read_csv(run.folder / "tables" / "shift_places.csv")
    told = places.set_index(schema.BY_DAY_OR_NIGHT)
    # Forty by night, of which ten may be late: a spot of both; thirty at noon: of the day alone.
    assert set(told.index) == {"day and night", "day alone"}
    both, day = told.loc["day and night"], told.loc["day alone"]
    assert (both["rank_night"], both["offences_night"], both["offences_late"]) == (1, 40, 10)
    assert np.isnan(both["rank_early"])
    assert (day["rank_early"], day["offences_early"]) == (1, 30)
    assert np.isnan(day["rank_night"])
    assert run.receipt["by_shift"]["places"] == {
        "day and night": 1, "day alone": 1, "night alone": 0,
    }  # fmt: skip
    page = the_file(run.folder, "shifts.html").read_text(encoding="utf-8")
    assert "Weekend nights (Friday and Saturday 20:00 to 04:00)" in page
    assert "shifts.html" in what_they_are(run.receipt["products"])
    layers = {name for name, _ in pyogrio.list_layers(the_file(run.folder, "shifts.gpkg"))}
    assert {"early", "late", "night", "weekend_nights"} <= layers


def test_one_shift_is_not_asked_to_stand_beside_the_others() -> None:
    with pytest.raises(ParameterError, match="Leave out one of the two"):
        HarmMapParams(shift="night", by_shift=True)


def test_months_tell_no_shift(tmp_path: Path, shared_data: Path) -> None:
    layers = [shared_data / "boundaries" / "essex_local_authorities.geojson"]
    month = Inputs(offences=[one_burglary(tmp_path)], layers=layers, profile=load_profile("essex"))
    for shift in ("night", "all"):
        with pytest.raises(NoRowsError, match="tell no hour"):
            mapped(month, tmp_path / "maps", shift, "dwelling_burglary")
