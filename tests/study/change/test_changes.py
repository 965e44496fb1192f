from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pyproj
import pytest

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError, ParameterError, SettingsError
from hotspots.schema import ChangeVerdict, ComparedWith
from hotspots.study.change.changes import Changes, study_changes
from hotspots.study.change.journeys import ChangesJourneyParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.several_years import MARSH, WICK, Row, row, rows, wickshire

Compared = Run[Changes]

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
NOVEMBER = Period.of_month("2025-11")


def usual(_: str, code: str, __: date) -> int:
    """Return a day of Wickshire: four assaults and three burglaries in each district."""
    return 4 if code == "8N" else 3


def with_a_wave(place: str, code: str, day: date) -> int:
    """Return a day of 2025: in November burglary in Marsh doubles."""
    wave = place == "Marsh" and code == "28E" and day.month == 11
    return 6 if wave else usual(place, code, day)


@pytest.fixture(scope="module")
def two_years(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    last_year = rows(date(2024, 8, 1), date(2024, 12, 31), usual)
    newest = rows(date(2025, 1, 1), date(2025, 11, 30), with_a_wave)
    return wickshire(tmp_path_factory.mktemp("two_years"), newest, last_year)


@pytest.fixture(scope="module")
def november(two_years: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return study_changes(
        two_years, maps=tmp_path_factory.mktemp("maps"), made_at=MADE_AT, name="november"
    )


def line(run: Compared, area: str, what: str, against: ComparedWith) -> pd.Series[Any]:
    table = run.found.compared.table
    found = table[
        (table[schema.AREA_NAME] == area)
        & (table[schema.LINE] == what)
        & (table[schema.COMPARED_WITH] == against)
    ]
    assert len(found) == 1
    return found.iloc[0]


def test_a_doubling_of_burglary_in_one_district_is_what_to_look_at_first(
    november: Compared,
) -> None:
    first, *_ = november.found.told.rises
    assert (first.area, first.line) == ("Marsh", "Burglary and robbery")
    row = line(november, "Marsh", "Burglary and robbery", ComparedWith.LAST_YEAR)
    assert row[schema.VERDICT] == ChangeVerdict.UP
    assert (row[schema.COUNT_NOW], row[schema.COUNT_EARLIER]) == (180, 90)
    assert "Marsh: burglary and robbery: 180. Against November 2024: 2.0 times" in first.in_words


def test_what_did_not_change_is_not_called_a_change(november: Compared) -> None:
    for against in ComparedWith:
        row = line(november, "Wick", "Street violence", against)
        assert row[schema.VERDICT] == ChangeVerdict.NO_CLEAR_CHANGE
        assert row[schema.CHANGE_RATIO] == pytest.approx(1)
    assert november.found.told.falls == ()


def test_districts_add_up_to_the_force_and_themes_to_all_offences(november: Compared) -> None:
    once = november.found.compared.table.drop_duplicates([schema.AREA_NAME, schema.LINE])
    counts = once.set_index([schema.AREA_NAME, schema.LINE])[schema.COUNT_NOW]
    for what in ("All offences", "Harm", "Street violence", "Burglary and robbery"):
        assert counts["Wickshire Police", what] == pytest.approx(
            counts["Wick", what] + counts["Marsh", what],
            rel=5e-3 if what == "Harm" else 1e-6,  # harm is told to three figures
        )
    assert counts["Wickshire Police", "All offences"] == 30 * (4 + 3 + 4 + 3) + 30 * 3
    # ONS weights: assault with injury 189.2, residential burglary 465.4.
    assert counts["Wick", "Harm"] == pytest.approx(30 * (4 * 189.2 + 3 * 465.4), rel=1e-3)


def test_a_sentence_tells_harm_no_more_exactly_than_its_table(november: Compared) -> None:
    row = line(november, "Wick", "Harm", ComparedWith.LAST_YEAR)
    assert row[schema.COUNT_NOW] == 64_600  # 30 days of 4 x 189.2 and 3 x 465.4 are 64,590
    assert row[schema.IN_WORDS] == "no clear change: 64,600 against 64,600"
    page = (november.folder / "index.html").read_text(encoding="utf-8")
    assert "64,590" not in page


def test_the_last_whole_month_is_taken_and_every_comparison_is_counted(
    november: Compared,
) -> None:
    assert november.found.compared.period == NOVEMBER
    found = november.receipt["changes"]
    # Three areas, all offences, harm and the three themes that codes can show, two periods; of
    # rape there is none, and nothing to compare.
    assert found["comparisons"] == 3 * 4 * 2
    assert "24 comparisons were made" in found["chance"]
    assert "about 1 of them would look like a change by chance" in found["chance"]


def test_a_theme_that_is_not_in_the_records_has_words_and_no_figure(november: Compared) -> None:
    row = line(november, "Wickshire Police", "Hate crime", ComparedWith.LAST_YEAR)
    assert row[schema.VERDICT] == ChangeVerdict.UNREADABLE
    page = (november.folder / "index.html").read_text(encoding="utf-8")
    assert "Hate crime: recorded offences by place cannot speak to this theme." in page


def test_without_the_year_before_the_page_says_so_and_compares_what_it_can(
    tmp_path: Path,
) -> None:
    inputs = wickshire(tmp_path, rows(date(2025, 6, 1), date(2025, 11, 30), with_a_wave))
    run = study_changes(inputs, maps=tmp_path / "maps", made_at=MADE_AT, name="a")
    words = line(run, "Marsh", "Burglary and robbery", ComparedWith.LAST_YEAR)[schema.IN_WORDS]
    assert words == "no data for November 2024: the offences given begin on 1 June 2025"
    (missing,) = run.found.told.missing
    assert missing == f"N{words[1:]}. Give the offences of that time, too."
    assert run.found.told.rises[0].area == "Marsh"
    assert "November 2025 against October 2025" in (run.folder / "index.html").read_text("utf-8")


def test_the_same_rows_in_another_order_give_the_same_products(tmp_path: Path) -> None:
    made = rows(date(2025, 9, 1), date(2025, 11, 30), with_a_wave)
    runs = [
        study_changes(
            wickshire(tmp_path / name, rows_), maps=tmp_path / "maps", made_at=MADE_AT, name=name
        )
        for name, rows_ in (("a", made), ("b", made[::-1]))
    ]
    one, other = (run.found.compared.table for run in runs)
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_the_same_run_twice_is_the_same_to_the_byte(
    november: Compared, two_years: Inputs, tmp_path: Path
) -> None:
    again = study_changes(two_years, maps=tmp_path, made_at=MADE_AT, name="november")
    assert again.receipt["products"] == november.receipt["products"]


def test_a_day_belongs_to_the_month_on_the_clock_in_the_street(tmp_path: Path) -> None:
    """00:30 on 1 July is still 30 June in Greenwich: the clock in the street decides."""
    made = rows(date(2025, 5, 1), date(2025, 8, 31), usual)
    edge: list[Row] = [
        row(90_001, datetime.combine(date(2025, 6, 30), time(23, 59)), WICK, "8N"),
        row(90_002, datetime.combine(date(2025, 7, 1), time(0, 30)), WICK, "8N"),
        row(90_003, datetime.combine(date(2025, 7, 31), time(23, 59)), MARSH, "8N"),
        row(90_004, datetime.combine(date(2025, 8, 1), time(0, 0)), MARSH, "8N"),
    ]
    run = study_changes(
        wickshire(tmp_path, [*made, *edge]),
        maps=tmp_path / "maps",
        made_at=MADE_AT,
        period=Period.of_month("2025-07"),
        name="a",
    )
    wick = line(run, "Wick", "Street violence", ComparedWith.LAST_PERIOD)
    marsh = line(run, "Marsh", "Street violence", ComparedWith.LAST_PERIOD)
    assert (wick[schema.COUNT_NOW], wick[schema.COUNT_EARLIER]) == (31 * 4 + 1, 30 * 4 + 1)
    assert (marsh[schema.COUNT_NOW], marsh[schema.COUNT_EARLIER]) == (31 * 4 + 1, 30 * 4)


def test_late_reports_are_measured_said_and_do_not_look_like_a_fall(tmp_path: Path) -> None:
    """Every fourth offence is reported 20 days late, and the data end with November."""
    made: list[Row] = []
    for number, (_, code, moment, _, _, *rest) in enumerate(
        rows(date(2025, 1, 1), date(2025, 11, 30), usual)
    ):
        begins = datetime.strptime(str(moment), "%Y-%m-%d %H:%M")  # noqa: DTZ007 - local, as exported
        known = begins + timedelta(days=20 if number % 4 == 0 else 0)
        if known.date() <= date(2025, 11, 30):
            made.append((f"W/{number}", code, moment, "", f"{known:%Y-%m-%d %H:%M}", *rest))
    run = study_changes(
        wickshire(tmp_path, made), maps=tmp_path / "maps", made_at=MADE_AT, name="a"
    )
    # Of 30 days the newest 20 lack a quarter.
    assert run.receipt["changes"]["share_known"] == pytest.approx(1 - 20 / 30 / 4, abs=0.01)
    assert any("reported late: 25 %" in each for each in run.receipt["caveats"])
    row = line(run, "Wickshire Police", "All offences", ComparedWith.LAST_PERIOD)
    assert row[schema.CHANGE_RATIO] == pytest.approx(1, abs=0.02)


def test_a_month_that_is_not_over_is_refused_with_the_last_whole_one(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2025, 9, 1), date(2025, 11, 20), usual))
    with pytest.raises(NoRowsError, match=r"end on 20 November 2025.*whole month is October 2025"):
        study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, period=NOVEMBER, name="a")
    run = study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    assert run.found.compared.period == Period.of_month("2025-10")
    earlier = study_changes(
        inputs, maps=tmp_path / "m", made_at=MADE_AT, until=date(2025, 10, 30), name="b"
    )
    assert earlier.found.compared.period == Period.of_month("2025-09")


def test_data_without_a_whole_month_ask_for_a_period(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2025, 11, 10), date(2025, 11, 24), usual))
    with pytest.raises(NoRowsError, match=r"hold no whole month.*Name a period"):
        study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    week = Period(first=date(2025, 11, 17), last=date(2025, 11, 23))
    run = study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, period=week, name="a")
    row = line(run, "Wick", "All offences", ComparedWith.LAST_PERIOD)
    assert (row[schema.COUNT_NOW], row[schema.COUNT_EARLIER]) == (49, 49)


def test_burglary_is_not_compared_across_its_redefinition(tmp_path: Path) -> None:
    inputs = wickshire(tmp_path, rows(date(2022, 4, 1), date(2023, 5, 31), usual))
    run = study_changes(
        inputs, maps=tmp_path / "m", made_at=MADE_AT, period=Period.of_month("2023-04"), name="a"
    )
    row = line(run, "Wick", "Burglary and robbery", ComparedWith.LAST_YEAR)
    assert row[schema.IN_WORDS] == "not comparable: burglary was redefined on 1 April 2023"
    violence = line(run, "Wick", "Street violence", ComparedWith.LAST_YEAR)
    assert violence[schema.VERDICT] == ChangeVerdict.NO_CLEAR_CHANGE


def test_overlapping_exports_do_not_count_twice(tmp_path: Path) -> None:
    year = rows(date(2025, 8, 1), date(2025, 11, 30), usual)
    inputs = wickshire(tmp_path, year[300:], year[:900])
    run = study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    row = line(run, "Wickshire Police", "All offences", ComparedWith.LAST_PERIOD)
    assert (row[schema.COUNT_NOW], row[schema.COUNT_EARLIER]) == (30 * 14, 31 * 14)
    set_aside = run.receipt["rows"]["set_aside_by_reason"]
    assert set_aside == {"counted already, in another file": 600}


def test_every_product_is_there_marked_and_reconciles(november: Compared) -> None:
    folder = november.folder
    assert what_they_are(each.name for each in folder.iterdir()) == {
        "index.html", "changes.pdf", "changes.xlsx", "changes.csv", "receipt.json",
        "receipt.html", "set_aside.csv", "tables",
    }  # fmt: skip
    rows_of = november.receipt["rows"]
    assert rows_of["rows_in"] == rows_of["rows_used"] + rows_of["rows_set_aside"]
    table = csv_rows(the_file(folder, "changes.csv"))
    assert len(table) == len(november.found.compared.table)
    assert {each["Marking"] for each in table} == {"OFFICIAL-SENSITIVE"}
    pages = pypdf.PdfReader(the_file(folder, "changes.pdf")).pages
    assert len(pages) <= 2
    text = pages[0].extract_text()
    assert "What to look at first" in text
    assert "OFFICIAL-SENSITIVE" in text
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["changes"]["look_first"][0].startswith("Marsh: burglary and robbery")


def test_a_name_that_is_taken_leaves_the_run_that_is_there(
    november: Compared, two_years: Inputs
) -> None:
    with pytest.raises(SettingsError, match="already"):
        study_changes(two_years, maps=november.folder.parent, made_at=MADE_AT, name="november")


def test_a_whole_year_has_one_year_before_it(tmp_path: Path) -> None:
    made = rows(date(2024, 1, 1), date(2025, 12, 31), usual)
    year = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
    inputs = wickshire(tmp_path, made)
    run = study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, period=year, name="a")
    (said,) = {len(each.against) for each in run.found.told.areas["Wickshire Police"]}
    assert said == 1
    page = (run.folder / "index.html").read_text(encoding="utf-8")
    assert page.count("<caption>Wick, ") == 1


def test_what_cannot_be_told_in_no_sentence_is_refused() -> None:
    with pytest.raises(ParameterError, match="sentences must be 1 or more"):
        ChangesJourneyParams(sentences=0)


def test_monthly_data_are_compared_by_whole_months_only(tmp_path: Path) -> None:
    from_bng = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
    longitude, latitude = from_bng.transform(*WICK)
    lines = [
        f"c{month}{number},2025-{month:02d},Wickshire Police,Wickshire Police,{longitude:.6f},"
        f"{latitude:.6f},On or near High Street,E01000001,Wick 001A,Burglary,,"
        for month in range(1, 4)
        for number in range(40)
    ]
    head = (
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
        "Crime type,Last outcome category,Context"
    )
    path = tmp_path / "street.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    inputs = replace(wickshire(tmp_path / "force", [], []), offences=[path])
    week = Period(first=date(2025, 3, 3), last=date(2025, 3, 9))
    with pytest.raises(ParameterError, match="3 to 9 March 2025 is not made of whole months"):
        study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, period=week, name="a")
    run = study_changes(inputs, maps=tmp_path / "m", made_at=MADE_AT, name="a")
    assert run.found.compared.period == Period.of_month("2025-03")
    row = line(run, "Wick", "All offences", ComparedWith.LAST_PERIOD)
    assert (row[schema.COUNT_NOW], row[schema.COUNT_EARLIER]) == (40, 40)
    rape = line(run, "Wickshire Police", "Rape", ComparedWith.LAST_PERIOD)
    assert rape[schema.VERDICT] == ChangeVerdict.UNREADABLE  # nought would be a false figure
    assert "no offence code, category or marker" in rape[schema.IN_WORDS]
