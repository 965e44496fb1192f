"""An operation's file: read whole, and every fault in one message."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from hotspots.analyse.operations.delivery import PatrolPlan, PlanUnit
from hotspots.analyse.periods import Period
from hotspots.errors import SettingsError
from hotspots.study.operations.operation import operation_template, read_operation

WHOLE = """
name = "Op Grip"
spots = ["S001", "S004"]
before = ["2025-01-01", "2025-03-31"]
during = ["2025-04-01", "2025-06-30"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "grip.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_least_that_an_operation_says(tmp_path: Path) -> None:
    read = read_operation(written(tmp_path, WHOLE))
    assert read.name == "Op Grip"
    assert read.treated.spots == ("S001", "S004")
    assert read.before == Period(first=date(2025, 1, 1), last=date(2025, 3, 31))
    assert read.ring_width_m == 200
    assert (read.plan, read.chosen, read.suggest) == (None, None, None)
    assert read.chosen_by_offences
    assert not read.controls.are_named


def test_paths_are_from_the_files_own_folder_and_days_may_be_dates(tmp_path: Path) -> None:
    text = """
    name = "Street Week"
    areas = "week.geojson"
    before = [2025-01-01, 2025-03-31]
    during = [2025-04-01, 2025-04-07]
    [controls]
    candidates = "others.gpkg"
    not_in = ["grip.geojson"]
    """
    read = read_operation(written(tmp_path, text))
    assert read.treated.areas == tmp_path / "week.geojson"
    assert read.candidates == tmp_path / "others.gpkg"
    assert read.not_in == (tmp_path / "grip.geojson",)
    assert read.during.days == 7


@pytest.mark.parametrize(
    ("plan", "per_week", "unit"),
    [
        ("visits_a_week_in_each_area = 14", 14, PlanUnit.VISITS),
        ("visits_a_day_in_each_area = 2\nminutes_a_visit = 15", 14, PlanUnit.VISITS),
        ("minutes_a_week_in_each_area = 210", 210, PlanUnit.MINUTES),
    ],
)
def test_a_plan_is_told_by_the_week(
    tmp_path: Path, plan: str, per_week: float, unit: PlanUnit
) -> None:
    read = read_operation(written(tmp_path, f"{WHOLE}[plan]\n{plan}\n"))
    assert read.plan == PatrolPlan(per_week=per_week, unit=unit)


def test_the_template_can_be_read_and_names_every_entry(tmp_path: Path) -> None:
    template = operation_template()
    filled = template.replace('"NAME"', '"Op Grip"').replace('"SPOT-ID"', '"S001"')
    for day in ("2025-01-01", "2025-03-31", "2025-04-01", "2025-06-30"):
        filled = _with_next_day(filled, day)
    read = read_operation(written(tmp_path, filled))
    assert read.plan == PatrolPlan(per_week=14, unit=PlanUnit.VISITS)
    assert read.suggest == 6
    uncommented = template.replace("\n# ", "\n").replace("#", " #")
    for entry in ("spot_set", "wards", "areas", "selection", "chosen_by_offences", "candidates"):
        assert f"{entry} = " in uncommented


def _with_next_day(text: str, day: str) -> str:
    """Fill in the first day that is still open, past the lines that are not read."""
    lines = text.splitlines()
    at = next(at for at, line in enumerate(lines) if "YYYY" in line and not line.startswith("#"))
    lines[at] = lines[at].replace("YYYY-MM-DD", day, 1)
    return "\n".join(lines)


def test_the_template_is_refused_until_it_is_filled_in(tmp_path: Path) -> None:
    """Nothing in it may be mistaken for an operation: no spot of a force, no day of its data."""
    with pytest.raises(SettingsError, match="not filled in yet: name, spots, before, during"):
        read_operation(written(tmp_path, operation_template()))


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    text = """
    nmae = "Op Grip"
    spots = ["S001"]
    wards = ["E05010800"]
    before = ["2025-01-01", "31/03/2025"]
    during = ["2025-06-30", "2025-04-01"]
    ring_width_m = -5
    [controls]
    suggest = 0
    [plan]
    """
    with pytest.raises(SettingsError) as caught:
        read_operation(written(tmp_path, text))
    said = str(caught.value)
    for fault in (
        "the file lacks name",
        "nmae is not known (did you mean 'name'?)",
        "not spots and wards",
        "before must be a first and a last day",
        "during: the last day, 2025-04-01, is before the first, 2025-06-30",
        "ring_width_m must be from 0 to 5,000 metres, not -5",
        "controls.suggest must be 1 or more, not 0",
        "plan must have one of",
        "A template has every entry explained",
    ):
        assert fault in said, fault


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ('before = ["2025-01-01", "2025-04-01"]', "ahead of the operation's first day"),
        ("before = 3", "before must be a list of text"),
        ("controls = 3", "controls must be a table"),
        ('during = ["2025-04-01"]', "during must be a first and a last day"),
    ],
)
def test_periods_and_tables_of_another_kind_are_named(
    tmp_path: Path, change: str, fault: str
) -> None:
    key = change.split(" ", maxsplit=1)[0]
    kept = [line for line in WHOLE.splitlines() if not line.startswith(f"{key} ")]
    with pytest.raises(SettingsError, match=fault):
        read_operation(written(tmp_path, "\n".join([*kept, change])))


def test_by_which_offences_and_by_none_cannot_both_be(tmp_path: Path) -> None:
    text = f'{WHOLE}chosen = ["2024-01-01", "2024-12-31"]\nchosen_by_offences = false\n'
    with pytest.raises(SettingsError, match="that it was by none"):
        read_operation(written(tmp_path, text))


def test_a_file_that_is_not_there_or_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="template"):
        read_operation(tmp_path / "none.toml")
    with pytest.raises(SettingsError, match=r"is not valid TOML.*name = value"):
        read_operation(written(tmp_path, "name = "))
    assert tomllib.loads(operation_template())["name"] == "NAME"
