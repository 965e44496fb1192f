"""Where offences moved, as a run: pictures, zones and areas of an invented force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError, ParameterError
from hotspots.schema import Moved
from hotspots.study.change_map.change_map import ChangeMap, study_change_map
from hotspots.study.change_map.side_by_side import compare_periods
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from hotspots.study.years import load_years
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.several_years import Row, days, row, wickshire
from tests.study.small_force import ward_layer

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
FIRST, LAST = (501_000.0, 201_000.0), (505_000.0, 202_000.0)
QUARTER = Period(first=date(2025, 10, 1), last=date(2025, 12, 31))


def year(of: int, busy: tuple[float, float]) -> Sequence[Row]:
    """Return a year: two assaults a day at one place and elsewhere one, at many addresses."""
    rng = np.random.default_rng(of)
    made: list[Row] = []
    for day in days(date(of, 1, 1), date(of, 12, 31)):
        points = [np.array(busy) + rng.uniform(-150, 150, 2) for _ in range(2)]
        points.append(rng.uniform((500_300, 200_300), (505_700, 202_700)))
        made += [
            row(len(made) + n, datetime.combine(day, time(20)), (float(p[0]), float(p[1])), "8N")
            for n, p in enumerate(points)
        ]
    return made


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    """A force whose busy place moves from Wick in 2024 to Marsh in 2025."""
    folder = tmp_path_factory.mktemp("moved")
    made = wickshire(folder, year(2025, LAST), year(2024, FIRST))
    return replace(made, layers=[*made.layers, ward_layer(folder)])


@pytest.fixture(scope="module")
def mapped(moved: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[ChangeMap]:
    return study_change_map(moved, maps=tmp_path_factory.mktemp("maps"), made_at=MADE_AT)


def test_the_last_quarter_is_set_beside_the_same_a_year_before(mapped: Run[ChangeMap]) -> None:
    assert mapped.receipt["period"]["first_day"] == date(2025, 10, 1)
    assert mapped.receipt["earlier"]["first_day"] == date(2024, 10, 1)
    assert mapped.receipt["change_map"]["title"] == (
        "Where street violence moved: October to December 2025"
    )


def test_the_place_that_was_stable_and_moved_is_named_at_both_ends(
    mapped: Run[ChangeMap],
) -> None:
    zones = mapped.found.zones.set_index(schema.MOVED)
    for moved, (east, north) in ((Moved.MORE, LAST), (Moved.FEWER, FIRST)):
        found = zones.loc[str(moved), [schema.EASTING, schema.NORTHING]].to_numpy(dtype=float)
        assert np.hypot(*(found - (east, north))) < 400
    assert zones.loc[str(Moved.MORE), schema.DISTRICT] == "Marsh"
    assert "more around" in mapped.receipt["change_map"]["gist"]


def test_districts_and_wards_whose_share_changed_are_told(mapped: Run[ChangeMap]) -> None:
    areas = mapped.found.areas
    moved = dict(zip(areas[schema.AREA_NAME], areas[schema.MOVED], strict=True))
    assert moved["Marsh"] == str(Moved.MORE)
    assert moved["Wick, Wick"] == str(Moved.FEWER)
    assert (areas[schema.P_ALL_AREAS] < 0.001).all()


def test_the_page_has_three_pictures_and_every_file_is_there(mapped: Run[ChangeMap]) -> None:
    page = (mapped.folder / "index.html").read_text(encoding="utf-8")
    assert page.count("data:image/png;base64,") == 3
    assert {"change.png", "change-map.xlsx", "zones.csv", "areas.csv"} <= what_they_are(
        mapped.receipt["products"]
    )
    assert len(csv_rows(the_file(mapped.folder, "zones.csv"))) >= 2


def test_no_count_of_one_to_four_stands_in_a_table(mapped: Run[ChangeMap]) -> None:
    for table in (mapped.found.zones, mapped.found.areas):
        for column in (schema.COUNT_NOW, schema.COUNT_EARLIER):
            assert not table[column].dropna().between(1, 4).any()


def test_a_time_that_the_data_do_not_hold_is_refused(moved: Inputs, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="Give the offences of that time"):
        study_change_map(
            moved,
            maps=tmp_path,
            made_at=MADE_AT,
            period=Period(first=date(2024, 3, 1), last=date(2024, 5, 31)),
        )
    assert not list(tmp_path.iterdir())


def test_a_sensitive_selection_makes_no_map_of_change(moved: Inputs, tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="make no zones"):
        study_change_map(moved, maps=tmp_path, made_at=MADE_AT, selection="rape")


def test_too_few_to_map_is_said_without_the_count(moved: Inputs, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="too few to map"):
        study_change_map(moved, maps=tmp_path, made_at=MADE_AT, selection="burglary")


def test_a_colour_means_the_same_density_on_both_of_two_periods(moved: Inputs) -> None:
    years = load_years(moved)
    found = compare_periods(
        years,
        years.study_area.districts,
        profile=moved.profile,
        selection="street_violence",
        now=QUARTER,
        then=QUARTER.year_before(),
    )
    then, now = found.pair.surfaces
    assert then.breaks == now.breaks
    # Each quarter has 92 days of three assaults, and one class holds the busy place of each.
    assert (found.count_then, found.count_now) == ("276", "276")
    assert then.bands.max() == now.bands.max() == len(now.breaks.classes)
    assert set(found.pair.zones[schema.MOVED]) == {str(Moved.MORE), str(Moved.FEWER)}


@pytest.mark.parametrize(
    ("selection", "then", "fault"),
    [
        ("street_violence", Period(first=date(2020, 1, 1), last=date(2020, 3, 31)), NoRowsError),
        ("rape", QUARTER.year_before(), ParameterError),
    ],
)
def test_two_periods_that_cannot_be_set_beside_each_other_are_refused(
    moved: Inputs, selection: str, then: Period, fault: type[Exception]
) -> None:
    years = load_years(moved)
    with pytest.raises(fault):
        compare_periods(
            years,
            years.study_area.districts,
            profile=moved.profile,
            selection=selection,
            now=QUARTER,
            then=then,
        )
