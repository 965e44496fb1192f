"""A month's demand of an invented force: every figure is known to the offence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import ParameterError
from hotspots.schema import AreaKind, ChangeVerdict, Span
from hotspots.study.demand.demand import NOTHING_DONE, Demand, Done, study_demand
from hotspots.study.demand.demand_story import NOTHING_CLEAR, sentences
from hotspots.study.demand.journeys import DemandJourneyParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.several_years import rows, wickshire
from tests.study.small_force import ward_layer

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
CODES = ("8N", "28E", "19C")
NOVEMBER = Period.of_month("2025-11")


def counts(place: str, code: str, day: date) -> int:
    """Two assaults a day in Wick and one in Marsh; three in Wick in November 2025.

    Burglaries are one a day in Wick alone; in October 2025 they are on its first three days alone.
    Rapes are six, on the first days of November 2025, in Wick.
    """
    if code == "19C":
        return int(place == "Wick" and date(2025, 11, 1) <= day <= date(2025, 11, 6))
    if code == "8N":
        return 1 if place == "Marsh" else 3 if (day.year, day.month) == (2025, 11) else 2
    if place == "Marsh":
        return 0
    return int((day.year, day.month) != (2025, 10) or day.day <= 3)


def visits() -> pd.DataFrame:
    """Eight doors in Wick in November, five of them answered; three in Marsh."""
    made = pd.DataFrame(columns=list(schema.VISIT_COLUMNS), index=range(11))
    made[schema.VISITED_AT] = pd.Timestamp("2025-11-05 18:00", tz="UTC")
    made[schema.DISTRICT] = ["Wick"] * 8 + ["Marsh"] * 3
    made[schema.VISIT_OUTCOME] = ["spoken to"] * 5 + ["no answer, card left"] * 6
    return made


def patrols() -> pd.DataFrame:
    """Two patrols of a quarter of an hour, one of them in December on the force's clock."""
    made = pd.DataFrame(columns=list(schema.PATROL_COLUMNS), index=range(2))
    made[schema.SPOT_ID] = "HS-1"
    moments = ["2025-11-30 23:30", "2025-12-01 00:30"]
    made[schema.BEGINS_AT] = pd.to_datetime(moments).tz_localize("UTC")
    made[schema.MINUTES] = 15
    made[schema.RECORDED_BY] = "entered"
    return made


@pytest.fixture(scope="module")
def wick(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    folder = tmp_path_factory.mktemp("wick")
    made = wickshire(
        folder,
        rows(date(2025, 1, 1), date(2025, 11, 30), counts, CODES),
        rows(date(2024, 1, 1), date(2024, 12, 31), counts, CODES),
    )
    return replace(made, layers=[*made.layers, ward_layer(folder)])


@pytest.fixture(scope="module")
def reported(wick: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Run[Demand]:
    done = Done(visits=visits(), patrols=patrols())
    return study_demand(
        wick, maps=tmp_path_factory.mktemp("maps"), made_at=MADE_AT, month=NOVEMBER, done=done
    )


def told(
    run: Run[Demand], area: str, line: str, kind: AreaKind = AreaKind.DISTRICT
) -> dict[str, float]:
    """Return the offences of each span of one line."""
    table = run.found.counted.demand
    own = table[
        (table[schema.AREA_KIND] == str(kind))
        & (table[schema.AREA_NAME] == area)
        & (table[schema.LINE] == line)
    ]
    return dict(zip(own[schema.SPAN], own[schema.OFFENCES], strict=True))


def test_every_span_of_a_district_is_counted(reported: Run[Demand]) -> None:
    found = told(reported, "Wick", "Violence and sexual offences")
    april_to_november = sum((30, 31, 30, 31, 31, 30, 31, 30))
    assert found[Span.MONTH] == 3 * 30 + 6
    # What is left of all offences in October is the three burglaries.
    assert pd.isna(found[Span.MONTH_BEFORE])
    assert told(reported, "Marsh", "Violence and sexual offences")[Span.MONTH_BEFORE] == 31
    assert found[Span.YEAR_BEFORE] == 2 * 30
    assert 2 * april_to_november + 30 + 6 == 524
    assert found[Span.YEAR_TO_DATE] == 525  # in fives, for October's sake
    assert found[Span.YEAR_TO_DATE_BEFORE] == 2 * april_to_november
    # To the nearest five: what is left out of a month is the count of a day or two.
    assert 3 * 28 + 4 == 88
    assert found[Span.LAST_28_DAYS] == 90
    assert told(reported, "Marsh", "Violence and sexual offences")[Span.DAYS_BEFORE_28] == 30


def test_groups_add_up_to_all_offences_where_none_is_withheld(reported: Run[Demand]) -> None:
    whole = told(reported, "Wick", "All offences")[Span.MONTH]
    assert whole == 3 * 30 + 30 + 6
    assert whole == sum(
        told(reported, "Wick", group)[Span.MONTH]
        for group in ("Violence and sexual offences", "Burglary")
    )


def test_a_month_of_three_is_withheld_and_the_year_that_holds_it_is_in_fives(
    reported: Run[Demand],
) -> None:
    for kind in (AreaKind.DISTRICT, AreaKind.WARD):
        found = told(reported, "Wick", "Burglary", kind)
        assert pd.isna(found[Span.MONTH_BEFORE])
        exact = 3 + sum((30, 31, 30, 31, 31, 30, 30))
        assert abs(found[Span.YEAR_TO_DATE] - exact) <= 2
        assert found[Span.YEAR_TO_DATE] % 5 == 0
    table = reported.found.counted.demand
    in_fives = table[table[schema.IN_FIVES].astype(bool)]
    assert len(in_fives)
    assert in_fives[schema.HARM].isna().all()
    judged = reported.found.counted.judged
    of_year = judged[
        (judged[schema.SPAN] == str(Span.YEAR_TO_DATE)) & (judged[schema.LINE] == "Burglary")
    ]
    assert of_year[schema.CHANGE_RATIO].isna().all()


def test_no_count_of_one_to_four_stands_in_any_table(reported: Run[Demand]) -> None:
    for name in ("demand", "demand_compared", "outcomes", "delivered", "demand_areas"):
        for row in csv_rows(reported.folder / "tables" / f"{name}.csv"):
            for column, value in row.items():
                if column.startswith(("offences", "count_", "doors", "spoken", "no_", "dealt")):
                    assert value not in {"1", "2", "3", "4"}, (name, row)


def test_the_rise_is_named_in_a_sentence_and_there_are_five_at_most(reported: Run[Demand]) -> None:
    said = reported.receipt["demand"]["sentences"]
    assert len(said) <= 5
    assert said[0].startswith("Wickshire Police, all offences: 156 in November 2025")
    rise = "Wick, all offences: 126 in November 2025; 90 in November 2024: up 40 %"
    assert any(each.startswith(rise) for each in said)
    assert said[-1].endswith("100 % were closed with none.")


def test_where_nothing_is_clear_that_is_said_before_what_may_be_chance(
    reported: Run[Demand],
) -> None:
    counted = reported.found.counted
    assert NOTHING_CLEAR not in sentences(counted, None, "")
    clear = {str(ChangeVerdict.UP): str(ChangeVerdict.PERHAPS_UP)}
    clear[str(ChangeVerdict.DOWN)] = str(ChangeVerdict.PERHAPS_DOWN)
    table = counted.compared.table
    table = table.assign(**{schema.VERDICT: table[schema.VERDICT].replace(clear)})
    told = sentences(replace(counted, compared=replace(counted.compared, table=table)), None, "")
    assert told[1] == NOTHING_CLEAR
    assert len(told) <= 5


def test_outcomes_say_how_many_were_closed_with_no_suspect(reported: Run[Demand]) -> None:
    outcomes = reported.found.told.outcomes
    assert outcomes is not None
    assert (outcomes[schema.UNDETECTED_SHARE].dropna() == 1).all()
    assert reported.receipt["demand"]["outcomes_of"] == "December 2024 to November 2025"


def test_a_sensitive_theme_is_counted_by_district_and_in_no_ward(reported: Run[Demand]) -> None:
    assert told(reported, "Wick", "Rape")[Span.MONTH] == 6
    assert not told(reported, "Wick", "Rape", AreaKind.WARD)
    judged = reported.found.counted.judged
    of_wards = judged[judged[schema.AREA_KIND] == str(AreaKind.WARD)]
    assert "Rape" not in set(of_wards[schema.LINE])
    assert "Street violence" in set(of_wards[schema.LINE])


def test_visits_and_patrols_are_those_of_the_month_and_three_doors_are_withheld(
    reported: Run[Demand],
) -> None:
    work = reported.found.told.delivered
    assert work is not None
    month = work[work[schema.SPAN] == str(Span.MONTH)].set_index(schema.DISTRICT)
    assert month.loc["Wickshire Police", schema.DOORS] == 11
    assert month.loc[["Wick", "Marsh"], schema.DOORS].isna().all()
    assert month.loc["Wickshire Police", schema.PATROLS] == 1
    assert month.loc["Wickshire Police", schema.PATROL_HOURS] == 0.25


def test_the_paper_has_two_sides_and_the_page_says_what_is_not_told(
    reported: Run[Demand],
) -> None:
    pdf = PdfReader(the_file(reported.folder, "demand.pdf"))
    assert len(pdf.pages) == 2
    assert "What to look at" in pdf.pages[0].extract_text()
    page = (reported.folder / "index.html").read_text(encoding="utf-8")
    assert "What residents say is not told" in page
    there = what_they_are(reported.receipt["products"])
    assert {"demand.xlsx", "tables/demand_areas.parquet"} <= there


def test_a_calendar_year_to_date_is_had_by_its_first_month(wick: Inputs, tmp_path: Path) -> None:
    run = study_demand(
        wick,
        maps=tmp_path,
        made_at=MADE_AT,
        month=NOVEMBER,
        params=DemandJourneyParams(year_begins=1),
    )
    found = told(run, "Marsh", "Violence and sexual offences")
    assert found[Span.YEAR_TO_DATE] == (date(2025, 11, 30) - date(2024, 12, 31)).days
    assert "no ledger is given" in " ".join(run.receipt["demand"]["missing"])


def test_what_residents_say_stands_by_ward_where_it_is_given(wick: Inputs, tmp_path: Path) -> None:
    survey = tmp_path / "survey.csv"
    survey.write_text("Ward code,Survey deficit\nE05990991,12.5\nE05990992,3\n", encoding="utf-8")
    nothing = Done(visits=visits().iloc[:0], patrols=patrols().iloc[:0])
    run = study_demand(replace(wick, tables=[survey]), maps=tmp_path, made_at=MADE_AT, done=nothing)
    said = run.found.told.residents
    assert said is not None
    assert dict(zip(said[schema.WARD_CODE], said[schema.DEFICIT], strict=True)) == {
        "E05990991": 12.5,
        "E05990992": 3.0,
    }
    (table,) = run.receipt["inputs"]["tables"]
    assert (table["name"], table["kind"]) == (survey.name, "survey by area")
    page = (run.folder / "receipt.html").read_text(encoding="utf-8")
    assert f"<td>{survey.name}</td><td>survey by area</td>" in page
    missing = run.receipt["demand"]["missing"]
    assert "What residents say is not told" not in " ".join(missing)
    assert NOTHING_DONE in missing  # and no table of noughts
    assert run.found.told.delivered is None


def test_two_months_are_refused(wick: Inputs, tmp_path: Path) -> None:
    autumn = Period(first=date(2025, 10, 1), last=date(2025, 11, 30))
    with pytest.raises(ParameterError, match="is not one month"):
        study_demand(wick, maps=tmp_path, made_at=MADE_AT, month=autumn)
    with pytest.raises(ParameterError, match="year_begins"):
        DemandJourneyParams(year_begins=13)


@pytest.mark.slow
def test_essex_2025_says_what_months_cannot_carry(essex_inputs: Inputs, tmp_path: Path) -> None:
    run = study_demand(essex_inputs, maps=tmp_path, made_at=MADE_AT)
    missing = " ".join(run.receipt["demand"]["missing"])
    assert "The last 28 days are not counted" in missing
    assert "No data for December 2024" in missing
    assert run.receipt["demand"]["wards"] == 257
    found = told(run, "Essex Police", "All offences", AreaKind.FORCE)
    assert set(found) == {Span.MONTH, Span.MONTH_BEFORE, Span.YEAR_TO_DATE}
