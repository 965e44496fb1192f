"""Street Weeks and other operations in a ward, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import AmbiguousDatesError, InputError
from hotspots.ledger import read_deployments

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger

HEADER = "operation,ward_code,first_day,last_day"
TRINITY, HYTHE = "E05010794", "E05010795"


@pytest.fixture
def two_weeks() -> pd.DataFrame:
    """One Street Week that was, and one that is planned."""
    return pd.DataFrame(
        {
            schema.OPERATION: ["Street Week", "Op Meteor"],
            schema.WARD_CODE: [TRINITY, HYTHE],
            schema.FIRST_DAY: pd.to_datetime(["2026-03-02", "2027-03-01"]),
            schema.LAST_DAY: pd.to_datetime(["2026-03-08", "2027-03-07"]),
        }
    )


def test_what_goes_in_comes_out(ledger: Ledger, two_weeks: pd.DataFrame, now: datetime) -> None:
    result = ledger.record_deployments(
        two_weeks.iloc[::-1], entered_at=now, entered_by_role="analyst"
    )
    assert str(result).startswith("2 deployments read: 2 recorded")
    there = ledger.deployments()
    assert tuple(there.columns) == schema.DEPLOYMENT_COLUMNS
    given = list(two_weeks.columns)
    pd.testing.assert_frame_equal(there[given], two_weeks.astype(there[given].dtypes))
    assert str(there[schema.FIRST_DAY].dtype) == "datetime64[us]"
    again = ledger.record_deployments(two_weeks, entered_at=now, entered_by_role="analyst")
    assert (again.recorded, again.already_there) == (0, 2)


def test_a_week_with_another_end_contradicts_and_the_record_stands(
    ledger: Ledger, two_weeks: pd.DataFrame, now: datetime
) -> None:
    ledger.record_deployments(two_weeks, entered_at=now, entered_by_role="analyst")
    longer = two_weeks.assign(last_day=two_weeks[schema.LAST_DAY] + pd.Timedelta(days=1))
    result = ledger.record_deployments(longer, entered_at=now, entered_by_role="analyst")
    assert (result.recorded, len(result.set_aside)) == (0, 2)
    assert ledger.deployments()[schema.LAST_DAY].dt.date.tolist() == [
        date(2026, 3, 8),
        date(2027, 3, 7),
    ]


def test_a_file_imported_twice_adds_nothing_and_wards_of_elsewhere_are_set_aside(
    ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "deployments.csv"
    path.write_text(
        f"{HEADER}\nstreet  week,{TRINITY.lower()},02/03/2026,2026-03-08\n"
        "Street Week,E05999999,02/03/2026,08/03/2026\n"
    )
    first = ledger.import_deployments(
        path, entered_at=now, entered_by_role="analyst", wards={TRINITY, HYTHE}
    )
    assert (first.rows_in, first.recorded) == (2, 1)
    assert list(first.set_aside[schema.SOURCE_LINE]) == [3]
    assert "no ward of the force" in first.set_aside[schema.REASON].iloc[0]
    second = ledger.import_deployments(
        path, entered_at=now, entered_by_role="analyst", wards={TRINITY, HYTHE}
    )
    assert (second.recorded, second.already_there, len(second.set_aside)) == (0, 1, 1)
    assert ledger.deployments()[schema.OPERATION].tolist() == ["Street Week"]


def test_an_export_read_into_another_ledger_is_the_same_ledger(
    ledger: Ledger, file_ledger: Ledger, two_weeks: pd.DataFrame, now: datetime, tmp_path: Path
) -> None:
    ledger.record_deployments(two_weeks, entered_at=now, entered_by_role="analyst")
    assert ledger.export_deployments(tmp_path / "out.csv") == 2
    later = now + timedelta(days=9)
    result = file_ledger.import_deployments(
        tmp_path / "out.csv", entered_at=later, entered_by_role="sergeant"
    )
    assert result.recorded == 2
    entry = ["entered_at", "entered_by_role", "claimed_at", "claimed_role"]
    here, there = file_ledger.deployments(), ledger.deployments()
    pd.testing.assert_frame_equal(here.drop(columns=entry), there.drop(columns=entry))
    assert set(here["entered_by_role"]) == {"sergeant"}
    assert set(here["claimed_role"]) == {"analyst"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f",{TRINITY},02/03/2026,08/03/2026", "no operation"),
        (f"=Op,{TRINITY},02/03/2026,08/03/2026", "begins with a sign"),
        ("Street Week,Trinity,02/03/2026,08/03/2026", "ward_code is not an ONS code"),
        ("Street Week,,02/03/2026,08/03/2026", "ward_code is not an ONS code"),
        (f"Street Week,{TRINITY},,08/03/2026", "no first or no last day"),
        (f"Street Week,{TRINITY},31/02/2026,08/03/2026", "day is neither"),
        (f"Street Week,{TRINITY},in March,08/03/2026", "day is neither"),
        (f"Street Week,{TRINITY},08/03/2026,02/03/2026", "the last day is before the first"),
        (f"Street Week,{TRINITY},02/03/2025,08/03/2026", "more than a year"),
        (f"Street Week,{TRINITY},02/03/0025,08/03/0025", "a date before 1900"),
        (f"Street Week,{TRINITY},02/03/2026", "wrong number of columns"),
    ],
)
def test_a_row_that_cannot_be_kept_is_set_aside_with_its_line(
    tmp_path: Path, row: str, reason: str
) -> None:
    path = tmp_path / "deployments.csv"
    path.write_text(f"{HEADER}\nOp Meteor,{HYTHE},2026-03-02 00:00:00,2026-03-08\n{row}\n")
    result = read_deployments(path)
    assert list(result.rows[schema.FIRST_DAY]) == [pd.Timestamp("2026-03-02")]
    assert list(result.set_aside[schema.SOURCE_LINE]) == [3]
    assert reason in result.set_aside[schema.REASON].iloc[0]


def test_days_that_read_month_first_are_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "deployments.csv"
    path.write_text(f"{HEADER}\nStreet Week,{TRINITY},03/02/2026,03/14/2026\n")
    with pytest.raises(AmbiguousDatesError, match="month first"):
        read_deployments(path)


def test_days_in_a_table_are_days(
    file_ledger: Ledger, two_weeks: pd.DataFrame, now: datetime
) -> None:
    entry: dict[str, Any] = {"entered_at": now, "entered_by_role": "PC"}
    as_dates = two_weeks.assign(first_day=[date(2026, 3, 2), date(2027, 3, 1)])
    assert file_ledger.record_deployments(as_dates, **entry).recorded == 2
    with pytest.raises(InputError, match="'first_day' holds text, not days"):
        file_ledger.record_deployments(two_weeks.assign(first_day="in spring"), **entry)


def test_deployments_stay_when_visits_go(
    ledger: Ledger, two_weeks: pd.DataFrame, now: datetime
) -> None:
    ledger.record_deployments(two_weeks, entered_at=now, entered_by_role="analyst")
    later = now + timedelta(days=999)
    ledger.forget(homes_before=later, accounts_before=later)
    assert len(ledger.deployments()) == 2


def test_the_database_itself_refuses_what_nobody_should_write(ledger: Ledger) -> None:
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - Django has started by now

    from hotspots.ledger.models import Deployment  # noqa: PLC0415

    good = {
        "operation": "Street Week",
        "ward_code": TRINITY,
        "first_day": date(2026, 3, 2),
        "last_day": date(2026, 3, 8),
        "entered_at": datetime.fromisoformat("2026-03-01T09:00Z"),
        "entered_by_role": "analyst",
    }
    alias = ledger._alias
    Deployment.objects.using(alias).create(**good)
    for wrong in (
        {},
        {"operation": ""},
        {"ward_code": ""},
        {"ward_code": HYTHE, "last_day": date(2026, 3, 1)},
        {"ward_code": HYTHE, "entered_by_role": "neighbour"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using=alias):
            Deployment.objects.using(alias).create(**(good | wrong))
    assert len(ledger.deployments()) == 1
