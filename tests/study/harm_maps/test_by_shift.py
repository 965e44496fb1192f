"""Harm spots of one shift: what happens by night alone is found by night, and not by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.temporal import shares_within
from hotspots.errors import NoRowsError
from hotspots.nights import SHIFTS
from hotspots.profile import load_profile
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.essex_2025 import one_burglary
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


def mapped(force: Inputs, maps: Path, shift: str) -> Run[HarmAnalysis]:
    params = HarmMapParams(shift=shift)  # type: ignore[arg-type]
    return map_harm(force, maps=maps, made_at=MADE_AT, params=params, name=shift)


def middles(run: Run[HarmAnalysis]) -> list[tuple[float, float]]:
    at = run.found.spots.geometry.centroid
    return [(float(x), float(y)) for x, y in zip(at.x, at.y, strict=True)]


def near(found: list[tuple[float, float]], place: tuple[float, float]) -> bool:
    return any(np.hypot(*np.subtract(each, place)) < 200 for each in found)


def test_what_happens_by_night_is_a_spot_of_the_night_alone(force: Inputs, tmp_path: Path) -> None:
    night, early = (mapped(force, tmp_path, shift) for shift in ("night", "early"))
    assert near(middles(night), BY_NIGHT)
    assert not near(middles(night), BY_DAY)
    assert near(middles(early), BY_DAY)
    assert not near(middles(early), BY_NIGHT)
    assert "night (23:00 to 07:00)" in night.found.selection.label
    page = (night.folder / "index.html").read_text(encoding="utf-8")
    assert "night (23:00 to 07:00)" in page
    assert night.receipt["parameters"]["shift"] == "night"


def test_the_shares_of_the_three_shifts_sum_to_one(force: Inputs, tmp_path: Path) -> None:
    whole = map_harm(force, maps=tmp_path, made_at=MADE_AT, name="all").found
    shares = [shares_within(whole.offences, SHIFTS[each]) for each in ("early", "late", "night")]
    assert np.allclose(np.sum(shares, axis=0), 1.0)
    harm = schema.harm_column("css")
    by_shift = [
        mapped(force, tmp_path, each).found.offences[harm].sum()
        for each in ("early", "late", "night")
    ]
    assert sum(by_shift) == pytest.approx(whole.offences[harm].sum())
    # Of ten that lie between 22:00 and 24:00 half is of the late shift.
    one = whole.offences[harm].iloc[0]
    assert by_shift[1] == pytest.approx(5 * one)


def test_months_tell_no_shift(tmp_path: Path, shared_data: Path) -> None:
    layers = [shared_data / "boundaries" / "essex_local_authorities.geojson"]
    month = Inputs(offences=[one_burglary(tmp_path)], layers=layers, profile=load_profile("essex"))
    with pytest.raises(NoRowsError, match="tell no hour"):
        mapped(month, tmp_path / "maps", "night")
