"""Outcomes by area and group: counted by hand."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.demand.outcomes import open_by_month, outcome_table, shown_open
from hotspots.analyse.periods import whole_months
from hotspots.schema import OutcomeGroup

FOUND, NONE, OPEN = (
    str(each)
    for each in (
        OutcomeGroup.DEALT_WITH,
        OutcomeGroup.NO_SUSPECT,
        OutcomeGroup.UNDER_INVESTIGATION,
    )
)


def offences(*parts: tuple[str, str, str, str | None, int]) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Return so many offences of a district, a category, a day and an outcome."""
    rows = [part[:4] for part in parts for _ in range(part[4])]
    table = pd.DataFrame(
        rows, columns=[schema.DISTRICT, schema.CATEGORY, schema.FROM_TIME, schema.OUTCOME]
    )
    table[schema.FROM_TIME] = pd.to_datetime(table[schema.FROM_TIME]).dt.tz_localize("UTC")
    table[schema.OFFENCE_CODE] = pd.array([None] * len(table), dtype="str")
    return table, table[schema.OUTCOME]


def told(table: pd.DataFrame, area: str, line: str) -> pd.Series:
    own = table[(table[schema.AREA_NAME] == area) & (table[schema.LINE] == line)]
    return own.iloc[0]


def test_shares_are_of_all_that_have_an_outcome() -> None:
    rows, outcomes = offences(
        ("Wick", "Burglary", "2025-05-01", FOUND, 10),
        ("Wick", "Burglary", "2025-05-01", NONE, 25),
        ("Wick", "Burglary", "2025-05-01", OPEN, 5),
        ("Wick", "Burglary", "2025-05-01", None, 7),
        ("Marsh", "Burglary", "2025-05-01", NONE, 20),
        ("Marsh", "Robbery", "2025-05-01", FOUND, 10),
    )
    table = outcome_table(
        rows,
        outcomes,
        force="Wickshire",
        districts=("Wick", "Marsh"),
        groups=("Burglary", "Robbery"),
    )
    wick = told(table, "Wick", "Burglary")
    assert wick[schema.OFFENCES] == 40
    assert wick[schema.SUSPECT_SHARE] == pytest.approx(10 / 40)
    assert wick[schema.UNDETECTED_SHARE] == pytest.approx(25 / 40)
    whole = told(table, "Wickshire", "All offences")
    assert whole[schema.OFFENCES] == 70
    assert whole[schema.SUSPECT_SHARE] == pytest.approx(20 / 70)


def test_three_who_were_dealt_with_are_withheld_and_so_is_what_would_give_them() -> None:
    rows, outcomes = offences(
        ("Wick", "Burglary", "2025-05-01", FOUND, 3),
        ("Wick", "Burglary", "2025-05-01", NONE, 30),
        ("Marsh", "Burglary", "2025-05-01", FOUND, 12),
        ("Marsh", "Burglary", "2025-05-01", NONE, 40),
    )
    table = outcome_table(
        rows, outcomes, force="Wickshire", districts=("Wick", "Marsh"), groups=("Burglary",)
    )
    wick = told(table, "Wick", "Burglary")
    assert wick[[FOUND, NONE, schema.SUSPECT_SHARE, schema.UNDETECTED_SHARE]].isna().all()
    assert told(table, "Marsh", "Burglary")[[FOUND, NONE]].isna().all()
    assert told(table, "Wickshire", "Burglary")[FOUND] == 15


def test_how_much_of_a_month_is_open_is_said_but_not_of_one_to_four() -> None:
    rows, outcomes = offences(
        ("Wick", "Burglary", "2025-05-01", NONE, 30),
        ("Wick", "Burglary", "2025-05-01", OPEN, 10),
        ("Wick", "Burglary", "2025-06-01", NONE, 40),
        ("Wick", "Burglary", "2025-06-01", OPEN, 2),
    )
    months = list(whole_months(date(2025, 5, 1), date(2025, 6, 30)))
    found = open_by_month(rows, outcomes, months)
    assert found[schema.UNDER_INVESTIGATION].tolist() == [0.25, pytest.approx(2 / 42)]
    shown = shown_open(found, fewest=5)
    assert shown[schema.UNDER_INVESTIGATION].isna().tolist() == [False, True]
    assert shown[schema.OFFENCES].tolist() == [40, 42]
