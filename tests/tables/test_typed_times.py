"""Times as people type them, in a form that comes back from many hands."""

from __future__ import annotations

import pandas as pd
import pytest

from hotspots.errors import AmbiguousDatesError
from hotspots.tables.typed_times import read_typed_days, read_typed_times

LONDON = "Europe/London"


def texts(*values: str | None) -> pd.Series[str]:
    return pd.Series(values, dtype="str")


def test_each_time_is_read_in_the_format_that_it_is_typed_in() -> None:
    typed = read_typed_times(
        texts(
            "03/04/2026, 9:05", "2026-04-03T08:05:00Z", "3 Apr 2026 9.05", "20260403 0905", "n/a"
        ),
        column="begins_at",
        timezone=LONDON,
    )
    assert typed.times.dropna().unique().tolist() == [pd.Timestamp("2026-04-03 08:05", tz="UTC")]
    assert (typed.times.isna().sum(), typed.unreadable.sum()) == (1, 0)


def test_a_day_without_a_time_of_day_is_told_from_what_is_no_time() -> None:
    typed = read_typed_times(
        texts("13/04/2026", "today", "31/02/2026 10:00"), column="begins_at", timezone=LONDON
    )
    assert typed.unreadable.all()
    assert typed.is_date_alone.tolist() == [True, False, False]


def test_a_day_is_the_day_on_the_clock_in_the_street() -> None:
    days, unreadable, absurd = read_typed_days(
        texts("03/04/2026", "2026-04-02T23:30Z", "03/04/2026 14:05", "soon", None),
        column="first_day",
        timezone=LONDON,
    )
    assert days[:3].eq(pd.Timestamp("2026-04-03")).all()
    assert unreadable.tolist() == [False, False, False, True, False]
    assert not absurd.any()


def test_the_year_1_and_the_year_9999_are_slips_and_no_times() -> None:
    typed = read_typed_times(
        texts("01/01/0001 10:00", "31/12/9999 23:59", "0025-06-15T10:00Z", "15/06/2025 930"),
        column="begins_at",
        timezone=LONDON,
    )
    assert typed.is_absurd.tolist() == typed.unreadable.tolist() == [True, True, True, False]
    assert typed.times[3] == pd.Timestamp("2025-06-15 08:30", tz="UTC")
    _, unreadable, absurd = read_typed_days(
        texts("0001-01-01", "2026-01-01"), column="first_day", timezone=LONDON
    )
    assert unreadable.tolist() == absurd.tolist() == [True, False]


def test_one_that_can_only_be_month_first_puts_the_others_in_doubt() -> None:
    with pytest.raises(
        AmbiguousDatesError, match=r"a\.csv, begins_at: some dates read month first"
    ):
        read_typed_times(
            texts("03/04/2026 14:05", "04/13/2026 14:05"),
            column="begins_at",
            timezone=LONDON,
            file="a.csv",
        )


def test_twenty_four_hours_is_the_midnight_that_ends_the_day() -> None:
    texts = pd.Series(["31/07/2025 24:00", "31/07/2025 21:00"], dtype="str")
    found = read_typed_times(texts, column="begins_at", timezone="Europe/London")
    assert found.times.tolist() == [
        pd.Timestamp("2025-07-31 23:00", tz="UTC"),
        pd.Timestamp("2025-07-31 20:00", tz="UTC"),
    ]
    assert len(found.notes) == 1
