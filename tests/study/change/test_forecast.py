from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.change.forecast import SeriesForecast
from hotspots.errors import NoRowsError
from hotspots.render.change.forecast_page import COUNTED_OFFENCES
from hotspots.schema import ForecastMethod
from hotspots.study.change.forecast import study_forecast
from hotspots.study.change.journeys import ForecastJourneyParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.several_years import days, rows, wickshire

Forecasts = Run[Sequence[SeriesForecast]]

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def week_by_week(_: str, code: str, day: date) -> int:
    """Return assaults that jump about alike each year, and burglaries that fell for good."""
    if code == "8N":
        return 2 + day.isocalendar().week * 7 % 5
    return 4 if day < date(2024, 10, 1) else 2


@pytest.fixture(scope="module")
def seventy_weeks(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    earlier = rows(date(2024, 1, 1), date(2024, 12, 31), week_by_week)
    newest = rows(date(2025, 1, 1), date(2025, 6, 15), week_by_week)
    return wickshire(tmp_path_factory.mktemp("seventy"), newest, earlier)


@pytest.fixture(scope="module")
def june(seventy_weeks: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Forecasts:
    return study_forecast(
        seventy_weeks, maps=tmp_path_factory.mktemp("maps"), made_at=MADE_AT, name="june"
    )


def test_each_kind_is_foretold_by_what_foretold_its_past_best(june: Forecasts) -> None:
    methods = {each.series.label: each.method for each in june.found}
    assert methods["Street violence"] is ForecastMethod.SAME_LAST_YEAR
    assert methods["Dwelling burglary"] is ForecastMethod.RECENT_LEVEL
    page = (june.folder / "index.html").read_text(encoding="utf-8")
    assert "Shown is “same as last year”" in page


def test_weeks_begin_on_monday_and_the_forecast_follows_the_last(june: Forecasts) -> None:
    first = june.found[0].series.periods[0]
    assert first.first == date(2024, 1, 1)
    coming = june.found[0].series.coming(4)
    assert [each.first for each in coming][:2] == [date(2025, 6, 16), date(2025, 6, 23)]


def test_every_offence_is_in_its_week(june: Forecasts) -> None:
    by_label = {each.series.label: each.series for each in june.found}
    expected = 2 * sum(
        week_by_week("", "8N", day) for day in days(date(2024, 1, 1), date(2025, 6, 15))
    )
    assert by_label["Street violence"].counts.sum() == expected
    assert by_label["All offences"].counts.sum() == june.receipt["rows"]["rows_used"]


def test_a_week_with_one_to_four_of_a_kind_is_not_told(tmp_path: Path) -> None:
    def one_on_mondays(_: str, code: str, day: date) -> int:
        return int(day.weekday() == 0) if code == "8N" else 2

    earlier = rows(date(2024, 1, 1), date(2024, 12, 31), one_on_mondays)
    newest = rows(date(2025, 1, 1), date(2025, 6, 15), one_on_mondays)
    run = study_forecast(wickshire(tmp_path, newest, earlier), maps=tmp_path, made_at=MADE_AT)
    counted = pd.read_csv(run.folder / "tables" / "counted.csv")
    told = counted.groupby(schema.SERIES)[COUNTED_OFFENCES]
    assert told.max()["All offences"] > 10
    assert told.count()["Street violence"] == 0


def test_a_week_of_three_among_fuller_ones_is_in_no_table_and_no_picture(tmp_path: Path) -> None:
    def seven_a_week(area: str, code: str, day: date) -> int:
        quiet = day.isocalendar().week % 9 == 0 and day.weekday() > 2
        return int(area == "Wick" and not quiet) if code == "8N" else 2

    earlier = rows(date(2024, 1, 1), date(2024, 12, 31), seven_a_week)
    newest = rows(date(2025, 1, 1), date(2025, 6, 15), seven_a_week)
    run = study_forecast(wickshire(tmp_path, newest, earlier), maps=tmp_path, made_at=MADE_AT)
    forecast = pd.read_csv(run.folder / "tables" / "forecast.csv")
    before = forecast[forecast[schema.SERIES] == "Street violence"][schema.SAME_LAST_YEAR]
    # The quiet week, and the sum of all four, by which it could be had.
    assert before.isna().tolist() == [False, False, True, False, True]
    assert not before.between(1, 4).any()
    told = next(
        each["sentence"]
        for each in run.receipt["forecast"]["series"]
        if each["offences"] == "Street violence"
    )
    assert "a year before" not in told
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    picture = page.partition("Street violence</h")[2].partition("</svg>")[0]
    lines = re.findall(r'd="(M[^"]*L[^"]*)"', picture)
    assert html.escape(told) in page
    assert any(line.count("M") > 1 for line in lines)  # the line is broken at such a week


def test_a_kind_that_is_not_there_is_refused_in_words(june: Forecasts) -> None:
    found = next(each for each in june.receipt["forecast"]["series"] if each["offences"] == "Rape")
    assert found["method"] is None
    assert found["sentence"] == "No forecast: 0.0 a week on average is too few."


def test_every_product_is_there_and_says_how_good_it_has_been(june: Forecasts) -> None:
    assert what_they_are(each.name for each in june.folder.iterdir()) == {
        "index.html", "forecast.csv", "back-test.csv", "forecast.xlsx", "receipt.json",
        "receipt.html", "set_aside.csv", "tables",
    }  # fmt: skip
    tested = csv_rows(the_file(june.folder, "back-test.csv"))
    assert {each["Marking"] for each in tested} == {"OFFICIAL-SENSITIVE"}
    # Three kinds by two methods: 75 weeks are enough for last year, not for a season.
    assert len(tested) == 6
    assert {each["Foretold by"] for each in tested} == {"same as last year", "recent level"}


def test_the_same_run_twice_is_the_same_to_the_byte(
    june: Forecasts, seventy_weeks: Inputs, tmp_path: Path
) -> None:
    again = study_forecast(seventy_weeks, maps=tmp_path, made_at=MADE_AT, name="june")
    assert again.receipt["products"] == june.receipt["products"]


def test_one_year_alone_says_what_cannot_be_had(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2025, 1, 1), date(2025, 11, 30), week_by_week))
    run = study_forecast(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert "“Same as last year” cannot be had from these data" in page
    assert "Give earlier years, too" in page
    assert run.found[0].method is ForecastMethod.RECENT_LEVEL


def test_a_series_of_burglary_begins_after_its_redefinition(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2023, 1, 2), date(2024, 1, 28), week_by_week))
    run = study_forecast(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    series = {each.series.label: each.series for each in run.found}
    assert series["Dwelling burglary"].periods[0].first == date(2023, 4, 3)
    assert "burglary was redefined" in series["Dwelling burglary"].note
    assert series["Street violence"].periods[0].first == date(2023, 1, 2)


def test_districts_are_foretold_where_they_are_asked_for(
    seventy_weeks: Inputs, tmp_path: Path
) -> None:
    params = ForecastJourneyParams(districts=True, groups="categories")
    inputs = Inputs(
        offences=seventy_weeks.offences, layers=seventy_weeks.layers, profile=seventy_weeks.profile
    )
    # 24 weeks of one file are too few: every series says so, and none is left out.
    run = study_forecast(inputs, maps=tmp_path, made_at=MADE_AT, name="a", params=params)
    areas = Counter(each.series.area for each in run.found)
    assert set(areas) == {"Wickshire Police", "Wick", "Marsh"}
    assert len(set(areas.values())) == 1
    assert all("weeks are known" in each.refused for each in run.found)


def test_less_than_a_week_is_refused(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2025, 6, 14), date(2025, 6, 18), week_by_week))
    with pytest.raises(NoRowsError, match="hold no whole week"):
        study_forecast(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")


def test_a_forecast_has_its_columns(june: Forecasts) -> None:
    table = csv_rows(the_file(june.folder, "forecast.csv"))
    assert len(table) == 3 * 5  # four weeks and their sum
    assert table[0]["Week or month"] == "week from 16 June 2025"
