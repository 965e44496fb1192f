from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hotspots.analyse.spots.harm_spot_trend import fisher_exact, in_second_half, trend_of

OffenceMaker = Callable[..., gpd.GeoDataFrame]


@pytest.mark.parametrize(
    ("first", "second", "word", "ratio"),
    [
        # 20 tosses of a coin: 5 or fewer, or 15 or more, 2 × 21,700 / 2²⁰ = 4.1 %.
        (5, 15, "rising", 3.0),
        (15, 5, "falling", 1 / 3),
        # 6 or fewer, or 14 or more: 2 × 60,460 / 2²⁰ = 11.5 %.
        (6, 14, "no clear change", 14 / 6),
        (100, 100, "no clear change", 1.0),
        # 19 offences: 0 or 19 would show, yet nothing that is likely to happen would.
        (0, 19, "too few to tell", float("nan")),
    ],
)
def test_a_trend_where_the_force_did_not_change(
    first: int, second: int, word: str, ratio: float
) -> None:
    found, change = trend_of(first, second, 5000, 5000)
    assert found == word
    assert change == pytest.approx(ratio, nan_ok=True)


def test_a_spot_that_rose_with_the_whole_force_did_not_rise() -> None:
    assert trend_of(30, 60, 3000, 6000) == ("no clear change", 2.0)


def test_a_spot_that_stood_still_while_the_force_doubled_fell() -> None:
    """Of 90, 60 are expected in the second half, give or take √(90 × ⅔ × ⅓) = 4.5."""
    assert trend_of(45, 45, 3000, 6000) == ("falling", 1.0)


@pytest.mark.parametrize(("rest_first", "rest_second"), [(0, 0), (0, 500), (500, 0), (9, 10)])
def test_without_a_force_to_compare_with_nothing_can_be_told(
    rest_first: int, rest_second: int
) -> None:
    assert trend_of(10, 40, rest_first, rest_second)[0] == "too few to tell"


def test_a_small_rest_is_no_sure_measure() -> None:
    """Of 100 offences 46 are early. Of the rest's 20, 9.2 give or take 2.0 should be; 6 are: −1.6.

    Were the rest's share of 14 / 20 certain, 40 of 80 would lie 3.9 standard deviations below it.
    """
    assert trend_of(40, 40, 6, 14) == ("no clear change", 1.0)


def test_which_half_an_offence_lies_in(
    offences_at: OffenceMaker, year_2025: tuple[pd.Timestamp, pd.Timestamp]
) -> None:
    """The middle of 2025 is 2 July 12:00 GMT, 13:00 on the clock.

    A range from 1 July to 5 July has its middle on 3 July; a reversed one counts at its start.
    A month is taken at its middle, so June is early and July is late.
    """
    offences = offences_at(
        np.zeros((8, 2)),
        from_time=[
            "2025-07-02 12:59", "2025-07-02 13:00", "2025-07-01 00:00", "2025-07-02 00:00",
            "2025-06-01", "2025-07-01", "2025-07-01", None,
        ],
        to_time=[
            None, None, "2025-07-05 00:00", "2025-06-01 00:00", None, None, "2025-07-31", None,
        ],
        time_precision=["exact", "exact", "range", "range", "month", "month", "month", "unknown"],
    )  # fmt: skip
    late = in_second_half(offences, year_2025)
    assert late.tolist()[:-1] == [False, True, True, False, False, True, True]
    assert late.isna().tolist() == [False] * 7 + [True]


def test_a_period_without_a_zone_is_read_on_the_clock_of_the_offences(
    offences_at: OffenceMaker,
) -> None:
    offences = offences_at(np.zeros((2, 2)), from_time=["2025-01-15", "2025-01-17"])
    period = (pd.Timestamp("2025-01-01"), pd.Timestamp("2025-02-01"))
    assert in_second_half(offences, period).tolist() == [False, True]


@pytest.mark.parametrize(
    "table",
    [(5, 15, 400, 410), (30, 12, 60_000, 61_500), (0, 20, 50, 50), (7, 7, 9, 9), (40, 90, 21, 1)],
)
def test_the_exact_test_is_fisher_s(table: tuple[int, int, int, int]) -> None:
    theirs = stats.fisher_exact(np.reshape(table, (2, 2))).pvalue
    assert fisher_exact(*table) == pytest.approx(theirs, rel=1e-8)
