"""The week's watch on an invented force: what was planted is found, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hotspots import care, schema
from hotspots.analyse.change.offence_series import Step
from hotspots.errors import NoRowsError, ParameterError, SettingsError
from hotspots.profile import TriggerPlan, load_profile
from hotspots.schema import WatchVerdict
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from hotspots.study.watch.journeys import WatchJourneyParams
from hotspots.study.watch.watch import Watch, study_watch
from hotspots.study.watch.watch_story import band_picture, watch_table
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.several_years import WICK, row, rows, wickshire
from tests.study.small_force import PROFILE, ward_layer

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
PLAN = """
[[trigger_plans]]
name = "Violence"
selection = "street_violence"
areas = ["district", "ward", "circle", "spot"]
tell = ["the inspector", "the analyst"]
first = ["Read the week's offences together"]
"""
FIRST, LAST = date(2024, 1, 1), date(2025, 12, 28)
SERIES = (505_050.0, 202_050.0)


def usual(place: str, code: str, day: date) -> int:
    """Return a day: an assault or two in each district, more in Wick."""
    chance = 1.6 if place == "Wick" else 0.9
    seed = day.toordinal() * 4 + (place == "Wick") * 2 + (code == "8N")
    return int(np.random.default_rng(seed).poisson(chance)) if code == "8N" else 0


def series(number: int = 12) -> list[tuple[object, ...]]:
    """Return assaults in the last week around one corner of Marsh, at four addresses."""
    east, north = SERIES
    return [
        row(
            90_000 + each,
            datetime.combine(date(2025, 12, 22 + each % 6), time(20)),
            (east + 40 * (each % 2), north + 40 * (each // 2 % 2)),
            "8N",
        )
        for each in range(number)
    ]


def force(folder: Path, extra: Sequence[tuple[object, ...]] = (), plan: str = PLAN) -> Inputs:
    made = wickshire(folder, [*rows(FIRST, LAST, usual), *extra])
    path = folder / "wickshire.toml"
    path.write_text(path.read_text(encoding="utf-8") + plan, encoding="utf-8")
    return replace(made, layers=[*made.layers, ward_layer(folder)], profile=load_profile(path))


@pytest.fixture(scope="module")
def with_series(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return force(tmp_path_factory.mktemp("series"), series())


@pytest.fixture(scope="module")
def watched(with_series: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[Watch]:
    maps = tmp_path_factory.mktemp("maps")
    kept: list[pd.DataFrame] = []

    def keep(table: pd.DataFrame) -> list[str]:
        kept.append(table)
        return [f"W{number:04d}" for number in range(1, len(table) + 1)]

    return study_watch(with_series, maps=maps, made_at=MADE_AT, name="week", keep=keep)


def test_a_planted_series_breaks_its_district_and_is_found_by_the_circle(
    watched: Run[Watch],
) -> None:
    found = watched.receipt["watch"]
    assert "alarms this week: Circle near Market Wick" in found["gist"]
    whats = [each["what"] for each in found["alarms"]]
    assert whats[0] == "Circle near Market Wick: gathering"
    assert "Marsh: above its band" in whats
    assert "Wick: above its band" not in whats
    # The force is among the districts and the wards, and is told once.
    assert len(set(whats)) == len(whats)
    assert all(each["alarm"] for each in found["alarms"])


def test_the_circle_is_where_the_series_is(watched: Run[Watch]) -> None:
    (_, district, circle), *others = watched.found.circles[0].circles
    assert not others
    assert district == "Marsh"
    assert np.hypot(circle.easting - SERIES[0], circle.northing - SERIES[1]) < 150
    assert circle.count >= 12


def test_who_is_told_and_what_is_done_first_are_the_plan_s_own_words(watched: Run[Watch]) -> None:
    page = (watched.folder / "index.html").read_text(encoding="utf-8")
    assert "Tell the inspector and the analyst." in page
    assert "Read the week&#x27;s offences together" in page
    assert "1 to 4" in page  # withheld weeks are drawn as such
    assert page.count("<svg") >= 2


def test_spots_that_are_not_in_force_are_refused_in_a_sentence(watched: Run[Watch]) -> None:
    (why,) = watched.receipt["watch"]["cannot_be_watched"]
    assert why == (
        "Violence: harm spots cannot be watched, as none are in force. Adopt a run's with "
        "`hotspots spots adopt`."
    )


def test_small_counts_are_withheld_in_every_file(watched: Run[Watch]) -> None:
    by_area = watched.found.watched[0]
    small = (by_area.counts[:, -26:] > 0) & (by_area.counts[:, -26:] < 5)
    assert small.any()
    assert (by_area.hidden >= small).all()
    table = pd.read_csv(watched.folder / "tables" / "watch.csv")
    assert not table["count"].between(1, 4).any()
    text = the_file(watched.folder, "watch.csv").read_text(encoding="utf-8-sig")
    assert "Violence" in text


def test_a_quiet_week_says_so(with_series: Inputs, tmp_path: Path) -> None:
    run = study_watch(with_series, maps=tmp_path, made_at=MADE_AT, on=date(2025, 11, 12))
    found = run.receipt["watch"]
    assert found["alarms"] == []
    assert found["gist"] == "Nothing broke its band this week."
    assert run.receipt["period"]["first_day"] == date(2025, 11, 10)
    assert "false alarms a year in these" in found["how_sure"]


def test_what_is_open_from_before_and_what_was_closed_is_told(
    with_series: Inputs, tmp_path: Path
) -> None:
    columns = list(schema.ALARM_COLUMNS)
    monday = pd.Timestamp("2025-12-15")
    closed_at = pd.Timestamp("2025-12-20 10:00", tz="Europe/London")
    last = (monday, monday + pd.Timedelta(days=6), "gathering", pd.Timestamp(MADE_AT))
    alarms = pd.DataFrame(
        [
            ("W0001", "Violence", "Wick", *last, pd.NaT, None, None),
            ("W0002", "Violence", "Marsh", *last, closed_at, "sergeant", "Two arrests"),
        ],
        columns=columns,
    )
    alarms[schema.CLOSED_AT] = pd.to_datetime(alarms[schema.CLOSED_AT], utc=True)
    run = study_watch(with_series, maps=tmp_path, made_at=MADE_AT, alarms=alarms)
    assert run.receipt["watch"]["still_open"] == ["W0001 Violence: Wick"]
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert "Two arrests" in page
    assert "1 alarm from before is still open." in run.receipt["watch"]["gist"]


def test_a_sensitive_selection_is_watched_by_district_alone(
    with_series: Inputs, tmp_path: Path
) -> None:
    profile = with_series.profile
    plan = TriggerPlan(name="Rape", selection="rape", areas=("district", "ward", "circle"))
    made = replace(with_series, profile=replace(profile, trigger_plans=()))
    noon = [datetime.combine(date(2025, 6, 1 + n % 28), time(12)) for n in range(40)]
    extra = [row(n, moment, WICK, "19C") for n, moment in enumerate(noon)]
    made = replace(made, offences=[*made.offences, _second(tmp_path, extra)])
    run = study_watch(made, maps=tmp_path / "maps", made_at=MADE_AT, plans=[plan])
    assert {each.kind for each in run.found.watched} == {"district"}
    assert run.found.circles == ()
    (why,) = run.receipt["watch"]["cannot_be_watched"]
    assert why.startswith("Rape: rape is watched by district alone")


def _second(folder: Path, extra: Sequence[tuple[object, ...]]) -> Path:
    from tests.study.small_force import export  # noqa: PLC0415 - one test's

    (folder / "second").mkdir()
    return export(folder / "second", extra)


def test_a_plan_s_own_thresholds_are_taken() -> None:
    plan = TriggerPlan(name="p", selection="street_violence", z=4.0, window=6, radius_m=150.0)
    own = WatchJourneyParams().of_plan(plan)
    assert (own.watch.z, own.watch.window, own.circle.radius_m) == (4.0, 6, 150.0)
    with pytest.raises(ParameterError, match="z must be from 1 to 6"):
        WatchJourneyParams().of_plan(replace(plan, z=9.0))


def test_a_profile_without_a_plan_says_how_to_write_one(
    with_series: Inputs, tmp_path: Path
) -> None:
    bare = replace(with_series, profile=replace(with_series.profile, trigger_plans=()))
    with pytest.raises(SettingsError, match="has no trigger plan"):
        study_watch(bare, maps=tmp_path, made_at=MADE_AT)


def test_a_week_that_the_data_do_not_hold_is_refused(with_series: Inputs, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="hold no whole week in which 4 March 2026 lies"):
        study_watch(with_series, maps=tmp_path, made_at=MADE_AT, on=date(2026, 3, 4))
    assert not list(tmp_path.iterdir())


def test_faults_of_a_plan_are_named(tmp_path: Path) -> None:
    path = tmp_path / "wrong.toml"
    plan = PLAN.replace("street_violence", "robbery").replace('"spot"]', '"street"]')
    path.write_text(PROFILE + plan, encoding="utf-8")
    with pytest.raises(SettingsError) as fault:
        load_profile(path)
    assert "the selection 'robbery', which is not defined" in str(fault.value)
    assert "watches street, not district, ward, spot, circle" in str(fault.value)


def test_the_receipt_is_whole_and_the_tables_are_there(watched: Run[Watch]) -> None:
    receipt = json.loads((watched.folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["journey"] == "watch"
    assert receipt["parameters"]["z"] == 2.5
    assert {"watch.xlsx", "watch.csv", "circles.csv"} <= what_they_are(receipt["products"])
    assert len(csv_rows(the_file(watched.folder, "circles.csv"))) >= 1
    verdicts = watched.found.told.watched[schema.WATCH_VERDICT]
    assert str(WatchVerdict.ABOVE) in set(verdicts)


def test_harm_is_watched_to_two_figures_and_never_where_its_count_is_withheld(
    with_series: Inputs, tmp_path: Path
) -> None:
    plan = TriggerPlan(name="Harm", selection="street_violence", areas=("ward",), index="css")
    (found,) = study_watch(with_series, maps=tmp_path, made_at=MADE_AT, plans=[plan]).found.watched
    table = watch_table(found, Step.WEEK).set_index(schema.AREA_NAME)
    assert set(table[schema.WATCHED_UNIT]) == {"CSS points"}
    marsh = table.loc["Marsh, Marsh"]
    assert marsh[schema.WATCH_VERDICT] in {str(each) for each in schema.ALARMS}
    told = marsh[schema.WATCH_COUNT]
    assert float(care.shown_harm(told, figures=2)) == told
    few = (found.counts[:, -1] > 0) & (found.counts[:, -1] < care.FEWEST_COUNTED)
    assert found.hidden[few, -1].all()
    assert table[schema.WATCH_COUNT].isna().tolist() == found.hidden[:, -1].tolist()
    picture = band_picture(found, 1, Step.WEEK, 1)
    hidden = found.hidden[1]
    assert np.isnan(np.array(picture.counts)[hidden]).all()
    assert hidden.any()
