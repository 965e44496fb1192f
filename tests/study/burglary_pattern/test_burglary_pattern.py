"""The pattern of burglary of an invented force: what was planted is told, nothing is guessed."""

from __future__ import annotations

import csv
import os
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pypdf import PdfReader

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError, ParameterError, SettingsError
from hotspots.profile import ForceProfile, load_profile
from hotspots.schema import AreaKind, PatternSpan
from hotspots.study.burglary_pattern.burglary_pattern import (
    BurglaryPattern,
    study_burglary_pattern,
)
from hotspots.study.burglary_pattern.journeys import BurglaryPatternParams
from hotspots.study.burglary_pattern.pattern_counts import dark_months
from hotspots.study.burglary_pattern.pattern_findings import _shown
from hotspots.study.burglary_pattern.pattern_scope import Scope
from hotspots.study.burglary_pattern.pattern_story import BURGLED, parts_of
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.reading import csv_rows
from tests.run_files import the_file
from tests.study.small_force import HEADER, PROFILE, SAVED_AT, layer, ward_layer

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
YEAR = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
COLUMNS = (*HEADER, "Method Of Entry", "Property Stolen", "Dwelling Type")
WICK, MARSH = (500_000.0, 200_000.0), (503_000.0, 200_000.0)
METHODS = ("Rear door forced", "Window smashed")


def burglary(
    number: int, when: datetime, place: tuple[float, float], street: str, method: str
) -> tuple[object, ...]:
    """Return one exported row: a burglary between two and four in the afternoon."""
    ends = when + timedelta(hours=2)
    return (
        f"W/{when.year}/{number}", "28E", f"{when:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}",
        f"{ends:%Y-%m-%d %H:%M}", *place, f"{1 + number % 90} {street}, Market Wick", "Y",
        "No suspect identified", method, "Cash, jewellery" if number % 2 else "Car keys",
        f"Mr Invented {number} lives here",
    )  # fmt: skip


def burglaries(year: int, a_month: int, *, series: bool) -> list[tuple[object, ...]]:
    """Return so many a month in Wick and half as many in Marsh, and a series in Wick in November.

    The series is ten in ten days within 100 m in Kiln Lane, by one method.
    """
    rng = np.random.default_rng(year)
    made: list[tuple[object, ...]] = []
    for month in range(1, 13):
        for corner, count in ((WICK, a_month), (MARSH, a_month // 2)):
            for _ in range(count):
                when = datetime(year, month, int(rng.integers(1, 29)), 14, tzinfo=UTC)
                place = np.round(np.array(corner) + rng.uniform(200, 2_800, 2), 1)
                street = f"{('Mill', 'Church', 'Station')[int(rng.integers(3))]} Road"
                method = METHODS[int(rng.integers(2))]
                made.append(burglary(len(made), when, (place[0], place[1]), street, method))
    for number in range(10 if series else 0):
        when = datetime(year, 11, 5 + number, 14, tzinfo=UTC)
        kiln_lane = (501_000.0 + 8.0 * number, 202_000.0)
        made.append(burglary(len(made), when, kiln_lane, "Kiln Lane", METHODS[0]))
    return made


def written(path: Path, rows: list[tuple[object, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    os.utime(path, (SAVED_AT, SAVED_AT))
    return path


@pytest.fixture(scope="module")
def wick(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("wick")
    profile = folder / "wickshire.toml"
    profile.write_text(PROFILE, encoding="utf-8")
    return Inputs(
        offences=[written(folder / "offences.csv", burglaries(2025, 16, series=True))],
        earlier=[written(folder / "before.csv", burglaries(2024, 16, series=False))],
        layers=[layer(folder), ward_layer(folder)],
        profile=load_profile(profile),
    )


@pytest.fixture(scope="module")
def told(wick: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[BurglaryPattern]:
    return study_burglary_pattern(wick, maps=tmp_path_factory.mktemp("maps"), made_at=MADE_AT)


def test_the_force_is_told_of_its_last_twelve_months(told: Run[BurglaryPattern]) -> None:
    assert told.receipt["area"] == "Wickshire Police"
    assert told.receipt["period"] == {"first_day": YEAR.first, "last_day": YEAR.last}
    areas = told.found.counts.areas
    force = areas[areas[schema.AREA_KIND] == str(AreaKind.FORCE)].iloc[0]
    assert force["burglary_period"] == 12 * (16 + 8) + 10
    assert force["burglary_year_before"] == 12 * (16 + 8)
    districts = areas[areas[schema.AREA_KIND] == str(AreaKind.DISTRICT)]
    assert districts.set_index(schema.AREA_NAME).loc["Marsh", "burglary_dark"] == 3 * 8


def test_a_count_that_is_told_to_the_nearest_five_is_about(wick: Inputs, tmp_path: Path) -> None:
    part = Period(first=date(2025, 1, 1), last=date(2025, 11, 15))
    run = study_burglary_pattern(wick, maps=tmp_path, made_at=MADE_AT, period=part)
    first = run.receipt["burglary_pattern"]["sentences"][0]
    counts = r": about \d+[05] in .*, about \d+[05] in "
    assert re.search(counts, first)


def test_there_are_five_sentences_at_most_and_the_series_is_in_one(
    told: Run[BurglaryPattern],
) -> None:
    sentences = told.receipt["burglary_pattern"]["sentences"]
    assert 2 <= len(sentences) <= 5
    assert sentences[0] == (
        "Wickshire Police, dwelling burglary: 298 in January to December 2025, 288 in January to "
        "December 2024; no clear change."
    )
    assert sentences[1].startswith("Look into this series: S1 at Kiln Lane (")
    assert told.receipt["burglary_pattern"]["series"] == 1


def test_the_series_has_its_days_and_its_method(told: Run[BurglaryPattern]) -> None:
    (row,) = told.found.findings.series.to_dict("records")
    assert row[schema.DISTRICT] == "Wick"
    assert 9 <= row[schema.OFFENCES] <= 11
    assert row[schema.SERIES_FIRST] >= pd.Timestamp("2025-11-01")
    assert row[schema.SERIES_LAST] <= pd.Timestamp("2025-11-20")
    assert row[schema.SERIES_METHOD] == "Rear door forced"
    assert row[schema.P_VALUE] == pytest.approx(1 / 200)


def test_a_year_without_a_series_has_none(wick: Inputs, tmp_path: Path) -> None:
    run = study_burglary_pattern(
        wick,
        maps=tmp_path,
        made_at=MADE_AT,
        period=Period(first=date(2024, 1, 1), last=date(2024, 12, 31)),
    )
    assert run.found.findings.series.empty
    assert "a year before" not in run.receipt["burglary_pattern"]["spans"]


def test_districts_are_told_of_a_force_where_hardly_a_ward_may_be() -> None:
    areas = pd.DataFrame(
        {
            schema.AREA_KIND: [str(AreaKind.DISTRICT)] * 2 + [str(AreaKind.WARD)] * 12,
            schema.AREA_NAME: ["Marsh", "Wick", *(f"Ward {n:02}" for n in range(12))],
            schema.DISTRICT: ["Marsh", "Wick", *["Wick"] * 12],
            BURGLED: [10.0, 40.0, *[np.nan] * 3, *range(5, 14)],
        }
    )
    force = Scope(kind=AreaKind.FORCE, name="Wickshire")
    wick = Scope(kind=AreaKind.DISTRICT, name="Wick", district="Wick")
    assert parts_of(areas, force)[schema.AREA_NAME].tolist() == ["Wick", "Marsh"]
    assert len(parts_of(areas, wick)) == 12
    areas.loc[2, BURGLED] = 5.0
    assert parts_of(areas, force)[schema.AREA_NAME].iloc[0] == "Ward 11"


def test_the_hours_are_those_of_the_afternoon(told: Run[BurglaryPattern]) -> None:
    hours = told.found.findings.hours
    assert hours is not None
    by_hour = np.array(hours).sum(axis=0)
    assert by_hour[14:16].sum() == pytest.approx(298)
    assert told.found.findings.busiest == "Every day 14:00–16:00"


def test_methods_are_a_list_and_accounts_are_shown_nowhere(told: Run[BurglaryPattern]) -> None:
    kinds = told.found.findings.kinds
    assert set(kinds) == {"Method of entry", "Property taken"}
    assert set(kinds["Method of entry"][schema.TOLD_KIND]) == set(METHODS)
    taken = dict(zip(*(kinds["Property taken"][c] for c in ("kind", "share")), strict=True))
    assert taken["Cash"] == pytest.approx(0.5, abs=0.02)
    missing = " ".join(told.receipt["burglary_pattern"]["missing"])
    assert "Kind of premises is not told: its column holds accounts" in missing
    for path in told.folder.rglob("*"):
        if path.suffix in {".html", ".csv", ".json"}:
            assert "Invented" not in path.read_text(encoding="utf-8"), path


def test_no_home_is_in_a_file_and_no_count_of_one_to_four(told: Run[BurglaryPattern]) -> None:
    tables = told.folder / "tables"
    for path in tables.glob("burglary_*.csv"):
        for row in csv_rows(path):
            counts = [
                v for k, v in row.items() if k.endswith(("offences", "_period", "_dark", "_before"))
            ]
            assert not {"1", "2", "3", "4"} & set(counts), (path.name, row)
    page = (told.folder / "index.html").read_text(encoding="utf-8")
    assert "12 Kiln Lane" not in page
    assert "Kiln Lane" in page


def test_of_a_few_burglaries_nothing_is_said_but_that_they_are_few(
    wick: Inputs, tmp_path: Path
) -> None:
    month = Period.of_month("2025-02")
    run = study_burglary_pattern(wick, maps=tmp_path, made_at=MADE_AT, area="Marsh", period=month)
    missing = " ".join(run.receipt["burglary_pattern"]["missing"])
    assert "kind of premises are not told: too few of these burglaries say the same." in missing
    assert "own words" not in missing


def test_a_district_and_a_ward_are_told_alone(wick: Inputs, tmp_path: Path) -> None:
    district = study_burglary_pattern(wick, maps=tmp_path, made_at=MADE_AT, area="marsh")
    assert district.receipt["area"] == "Marsh"
    assert district.found.findings.series.empty
    assert "Marsh, dwelling burglary: 96 in" in district.receipt["burglary_pattern"]["sentences"][0]
    ward = study_burglary_pattern(
        wick, maps=tmp_path, made_at=MADE_AT, area="E05990991", name="ward"
    )
    assert ward.receipt["area"] == "Wick, Wick"
    with pytest.raises(SettingsError, match=r"No district or ward is .* Did you mean 'Marsh'\?"):
        study_burglary_pattern(wick, maps=tmp_path, made_at=MADE_AT, area="Mash")
    with pytest.raises(SettingsError, match="give a layer of wards"):
        study_burglary_pattern(
            replace(wick, layers=wick.layers[:1]), maps=tmp_path, made_at=MADE_AT, area="Nowhere"
        )


def test_days_of_no_whole_month_are_told_to_the_nearest_five(wick: Inputs, tmp_path: Path) -> None:
    run = study_burglary_pattern(
        wick,
        maps=tmp_path,
        made_at=MADE_AT,
        period=Period(first=date(2025, 3, 4), last=date(2025, 11, 20)),
    )
    counts = run.found.counts.areas["burglary_period"].dropna()
    assert (counts % 5 == 0).all()
    assert run.found.counts.spans[PatternSpan.DARK].in_words == "1 October to 20 November 2025"


def test_a_period_without_a_whole_month_has_no_empty_chart_of_months(
    wick: Inputs, tmp_path: Path
) -> None:
    run = study_burglary_pattern(
        wick,
        maps=tmp_path,
        made_at=MADE_AT,
        period=Period(first=date(2025, 3, 4), last=date(2025, 3, 11)),
    )
    assert run.found.told.by_month.empty
    assert "Months as a table" not in (run.folder / "index.html").read_text(encoding="utf-8")
    assert len(PdfReader(the_file(run.folder, "burglary-pattern.pdf")).pages) <= 3


def test_a_week_of_which_every_hour_is_alike_is_not_drawn() -> None:
    away_all_week = np.linspace(0.9, 1.1, 7 * 24).reshape(7, 24) * 5 / (7 * 24)
    assert _shown(away_all_week) is None
    friday = np.zeros((7, 24))
    friday[4, 17:22] = 1.0
    assert _shown(friday) is not None


def test_a_paper_of_few_sides_begins_with_what_to_do(told: Run[BurglaryPattern]) -> None:
    pdf = PdfReader(the_file(told.folder, "burglary-pattern.pdf"))
    assert len(pdf.pages) <= 3
    words = pdf.pages[0].extract_text()
    assert words.index("What to do") < words.index("When") < words.index("Where")


def test_months_alone_tell_no_hours_and_no_near_repeats(wick: Inputs, tmp_path: Path) -> None:
    head = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,"
    where = "51.7000,On or near Mill Lane,E01099999,Wick 001A,Burglary,Under investigation,"
    lines = [f"{head}LSOA name,Crime type,Last outcome category,Context"]
    lines += [
        f"c{n},2025-{1 + n % 12:02d},Wickshire Police,Wickshire Police,"
        f"{-0.5344 + n % 7 * 0.001:.4f},{where}"
        for n in range(240)
    ]
    path = tmp_path / "2025-12-wickshire-street.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    inputs = replace(wick, offences=[path], earlier=[])
    inputs = replace(inputs, profile=by_category(tmp_path))
    run = study_burglary_pattern(inputs, maps=tmp_path / "maps", made_at=MADE_AT)
    found = run.found.findings
    assert (found.hours, found.labels, found.near_repeat, found.found_series) == (None,) * 4
    missing = " ".join(run.receipt["burglary_pattern"]["missing"])
    assert "known to the month only, and nothing is guessed" in missing
    assert "is not counted: the offences given begin on 1 January 2025" in missing
    assert len(run.found.counts.by_month) == 12
    assert (run.found.counts.by_month[schema.OFFENCES] == 20).all()


def by_category(folder: Path) -> ForceProfile:
    path = folder / "by_category.toml"
    own = PROFILE.replace(
        'offence_codes = ["28E"]', 'offence_codes = ["28E"]\ncategories = ["Burglary"]'
    )
    path.write_text(own, encoding="utf-8")
    return load_profile(path)


def test_an_area_and_a_period_without_burglary_are_refused(wick: Inputs, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="cannot be counted whole"):
        study_burglary_pattern(
            wick, maps=tmp_path, made_at=MADE_AT, period=Period.of_month("2026-03")
        )
    with pytest.raises(ParameterError, match="dark_from"):
        BurglaryPatternParams(dark_from=0)
    assert not list(tmp_path.iterdir())


def test_dark_months_run_over_the_new_year() -> None:
    assert dark_months(date(2026, 2, 28), 10, 3).in_words == "October 2025 to February 2026"
    assert dark_months(date(2025, 9, 30), 10, 3).in_words == "October 2024 to March 2025"
    assert dark_months(date(2025, 7, 31), 5, 6).in_words == "May to June 2025"
