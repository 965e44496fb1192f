"""Offences by area and line, and how much they scatter by themselves."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from hotspots import schema
from hotspots.analyse.change.dispersion import dispersion
from hotspots.analyse.change.offence_series import Step, known_steps, offence_series
from hotspots.analyse.change.period_counts import (
    CountedOnce,
    PeriodCounts,
    Tally,
    tally,
)
from hotspots.analyse.change.reporting_delay import ReportingDelay
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.data_cover import DataCover
from hotspots.analyse.periods import Period
from hotspots.schema import TimePrecision
from hotspots.selection import Selection

SHAPE = (2, 1)

ZONE = "Europe/London"
VIOLENCE = Selection(key="v", label="Violence", description="", offence_codes=("8N",))
ROBBERY = Selection(key="r", label="Robbery", description="", offence_codes=("34B",))
BURGLARY = Selection(key="b", label="Burglary", description="", offence_codes=("28E",))
LINES = (
    CountedLine(label="All offences"),
    CountedLine(label="Harm", is_harm=True),
    CountedLine(label="Violence and robbery", selections=(VIOLENCE, ROBBERY)),
)
JUNE, JULY = Period.of_month("2025-06"), Period.of_month("2025-07")
# Code, district, from, to, reported, harm.
ROWS = [
    ("8N", "Wick", "2025-06-30 23:50", "2025-07-01 00:40", "2025-07-02 09:00", 189.2),
    ("8N", "Wick", "2025-07-01 00:30", None, "2025-07-01 08:00", 189.2),
    ("34B", "Marsh", "2025-07-15 20:00", None, "2025-08-20 08:00", 800.0),
    ("ASB", "Marsh", "2025-07-31 23:59", None, "2025-08-01 00:10", np.nan),
    ("8N", None, "2025-07-10 12:00", None, "2025-07-10 13:00", 189.2),
]


def offences(rows: Sequence[tuple[object, ...]]) -> gpd.GeoDataFrame:
    code, district, begins, ends, reported, harm = (list(each) for each in zip(*rows, strict=True))
    ranges = [TimePrecision.EXACT if end is None else TimePrecision.RANGE for end in ends]

    def times(values: list[object]) -> pd.Series[pd.Timestamp]:
        return pd.Series(pd.to_datetime(pd.Series(values, dtype="str"))).dt.tz_localize(ZONE)

    return gpd.GeoDataFrame(
        {
            schema.OFFENCE_CODE: pd.array(code, dtype="str"),
            schema.CATEGORY: pd.array([None] * len(rows), dtype="str"),
            schema.DWELLING: pd.array([None] * len(rows), dtype="boolean"),
            schema.DISTRICT: pd.array(district, dtype="str"),
            schema.FROM_TIME: times(begins),
            schema.TO_TIME: times(ends),
            schema.REPORTED_TIME: times(reported),
            schema.TIME_PRECISION: [str(each) for each in ranges],
            "harm_css": np.array(harm, dtype=float),
        }
    )


@pytest.fixture
def counted() -> Tally:
    return tally(
        offences(ROWS),
        LINES,
        force="Wickshire",
        districts=("Wick", "Marsh"),
        harm_column="harm_css",
    )


def test_an_offence_counts_on_the_day_on_which_it_began(counted: Tally) -> None:
    """On the clock in the street: 00:30 on 1 July is 23:30 of 30 June in Greenwich."""
    assert counted.count(JUNE).amounts[:, 0].tolist() == [1, 1, 0]
    assert counted.count(JULY).amounts[:, 0].tolist() == [4, 1, 2]
    assert counted.across_the_edges(JULY) == 1


def test_the_force_counts_what_lies_in_no_district_too(counted: Tally) -> None:
    amounts = counted.count(JULY).amounts
    assert amounts[0, 0] == amounts[1:, 0].sum() + 1


def test_harm_is_added_up_and_what_has_no_weight_adds_none(counted: Tally) -> None:
    found = counted.count(JULY)
    assert found.amounts[:, 1] == pytest.approx([189.2 + 800 + 189.2, 189.2, 800])
    assert found.squares[2, 1] == pytest.approx(800.0**2)
    assert found.squares[2, 0] == 2  # of a count, the count
    assert found.harm[2, 2] == pytest.approx(800)


def test_a_theme_of_two_selections_counts_an_offence_once(counted: Tally) -> None:
    assert counted.count(JULY).amounts[:, 2].tolist() == [3, 1, 1]


def test_what_was_reported_later_than_the_newest_could_be_is_left_out(counted: Tally) -> None:
    assert counted.count(JULY, known_after_days=5).amounts[2, 0] == 1
    assert counted.count(JULY, known_after_days=20).amounts[2, 0] == 2


def test_rows_in_another_order_give_the_same_sums_to_the_last_digit(counted: Tally) -> None:
    turned = tally(
        offences(ROWS[::-1]),
        LINES,
        force="Wickshire",
        districts=("Wick", "Marsh"),
        harm_column="harm_css",
    )
    assert (turned.count(JULY).amounts == counted.count(JULY).amounts).all()


def test_every_sum_is_that_of_its_offences_one_by_one() -> None:
    rng = np.random.default_rng(2025)
    codes, places = ["8N", "34B", "ASB"], ["Wick", "Marsh", None]
    many = [
        (
            codes[rng.integers(3)],
            places[rng.integers(3)],
            f"2025-{rng.integers(6, 8):02d}-10 12:00",
            None,
            "2025-08-01 08:00",
            float(rng.choice([13.0, 189.2, 800.0, np.nan])),
        )
        for _ in range(400)
    ]
    areas = ("Wickshire", "Wick", "Marsh")
    found = tally(
        offences(many), LINES, force=areas[0], districts=areas[1:], harm_column="harm_css"
    ).count(JULY)
    for a, area in enumerate(areas):
        for b, line in enumerate(LINES):
            own = [
                0.0 if np.isnan(harm) else harm
                for code, place, begins, _, _, harm in many
                if begins.startswith("2025-07")
                and area in (areas[0], place)
                and (not line.selections or code in ("8N", "34B"))
            ]
            squares = sum(each**2 for each in own)
            assert found.harm[a, b] == pytest.approx(sum(own))
            assert found.amounts[a, b] == pytest.approx(sum(own) if line.is_harm else len(own))
            assert found.squares[a, b] == pytest.approx(squares if line.is_harm else len(own))


def test_what_was_counted_once_is_not_counted_again(counted: Tally) -> None:
    once = CountedOnce(counted=counted)
    assert (once.areas, once.lines) == (counted.areas, counted.lines)
    july = once.count(JULY)
    assert once.count(Period.of_month("2025-07")) is july
    assert (july.amounts == counted.count(JULY).amounts).all()
    # What was known sooner, and what is only measured, are other counts.
    assert once.count(JULY, known_after_days=5).amounts[2, 0] == 1
    assert once.count(JULY).withheld.any()
    assert not once.count(JULY, withholds=False).withheld.any()


def test_a_line_knows_whether_burglary_is_in_it() -> None:
    assert CountedLine(label="Burglary", selections=(VIOLENCE, BURGLARY)).holds_burglary
    assert not CountedLine(label="Violence", selections=(VIOLENCE, ROBBERY)).holds_burglary
    assert not CountedLine(label="All offences").holds_burglary


def test_the_newest_steps_are_left_out_or_raised_by_what_is_still_to_come(counted: Tally) -> None:
    """A fifth of offences are reported 40 days later: none of August's are there yet."""
    delay = ReportingDelay(
        days=np.array([0, 0, 0, 0, 40]), last_report=pd.Timestamp("2025-08-31").date()
    )
    august = Period.of_month("2025-08")
    assert delay.share_known(august) == pytest.approx(0.8)
    assert known_steps([JUNE, JULY, august], delay) == [JUNE, JULY]
    assert known_steps([JUNE, JULY, august], None) == [JUNE, JULY, august]
    cover = DataCover(
        first=JUNE.first,
        last=august.last,
        months={(2025, month): 1.0 for month in (6, 7, 8)},
        offences_a_day=1.0,
        by_month=False,
    )
    force, *_ = offence_series(counted, [JUNE, JULY], Step.MONTH, cover, delay)
    # In July ages run from 31 to 61 days: nine of 31 days lack a fifth.
    assert force.counts == pytest.approx([1.0, 4 / (1 - 0.2 * 9 / 31)])


def month(count: float, days: int = 30, squares: float | None = None) -> PeriodCounts:
    """Return a month of a force of one district, one line."""
    amounts = np.full(SHAPE, float(count))
    return PeriodCounts(
        days=days,
        amounts=amounts,
        squares=amounts if squares is None else np.full(SHAPE, squares),
        harm=amounts,
        withheld=amounts < 0,
    )


def test_a_month_off_the_middle_of_its_neighbours_is_measured_against_chance() -> None:
    # 10, 16, 10 in 30 days each: the middle is 0.2 a day off; chance has a variance of
    # 36/90 × (1/30 + 2/30/4) = 0.02, so the squared score is 0.04/0.02 = 2. It rests on one month,
    # worth one degree of freedom at least.
    found = dispersion([[month(10), month(16), month(10)]], SHAPE)
    assert found.steps == 1
    assert found.factors == pytest.approx(np.full(SHAPE, 2.0))
    assert found.rests_on == pytest.approx(np.ones(SHAPE))


def test_a_steady_rise_is_not_taken_for_a_wobble() -> None:
    found = dispersion([[month(count) for count in range(100, 220, 10)]], SHAPE)
    assert (found.factors == 1).all()


def test_a_short_february_is_not_taken_for_a_fall() -> None:
    found = dispersion([[month(310, 31), month(280, 28), month(310, 31)]], SHAPE)
    assert (found.factors == 1).all()


def test_harm_is_measured_in_events_and_not_in_points() -> None:
    """Ten robberies of 800 points vary as ten offences do, not as 8,000."""
    counts = [[month(10), month(16), month(10)]]
    points = [[month(800 * n, squares=800.0**2 * n) for n in (10, 16, 10)]]
    assert dispersion(points, SHAPE).factors == pytest.approx(dispersion(counts, SHAPE).factors)


def _wobbling(factors: Sequence[float], months: int = 13) -> list[PeriodCounts]:
    """Return months of districts whose counts have so many times the variance of chance."""
    rng = np.random.default_rng(7)
    wild = np.array(factors)
    counts = rng.poisson(rng.gamma(400 / (wild - 1), wild - 1, (months, len(wild)))).astype(float)
    counts = np.concatenate([counts.sum(axis=1, keepdims=True), counts], axis=1)[:, :, None]
    return [
        PeriodCounts(days=30, amounts=each, squares=each, harm=each, withheld=each < 0)
        for each in counts
    ]


def test_districts_that_vary_alike_lend_each_other_their_months() -> None:
    alike = dispersion([_wobbling([2.0] * 10)], (11, 1))
    # Eleven months of each are worth 18/35 each, and the mean no more than the others' months.
    own, most = 11 * 18 / 35, 10 * 11 * 18 / 35
    assert ((alike.rests_on[1:] > 2 * own) & (alike.rests_on[1:] <= most)).all()
    assert alike.rests_on[0, 0] == pytest.approx(own)


def test_districts_that_vary_each_in_its_own_way_keep_their_own() -> None:
    found = dispersion([_wobbling([1.1] * 5 + [20.0] * 5, months=40)], (11, 1))
    assert found.factors[1:6].max() < 3
    assert found.factors[6:].min() > 8
    assert (found.rests_on[1:] < 30).all()


def test_months_that_do_not_adjoin_are_not_neighbours() -> None:
    assert dispersion([[month(10), month(16)], [month(10)]], SHAPE).steps == 0
    assert (dispersion([], SHAPE).factors == 1).all()


def test_months_without_an_offence_say_nothing() -> None:
    assert (dispersion([[month(0), month(0), month(0)]], SHAPE).factors == 1).all()


def _false_alarms(seed: int, *, variance: float, season: float) -> float:
    """Return the share of a quiet force's lines that would be called a change, each by itself."""
    rng = np.random.default_rng(seed)
    months, districts, lines = 13, 10, 4
    level = 120 * (1 + season * np.sin(2 * np.pi * (np.arange(months) + seed) / 12))
    level = np.broadcast_to(level[:, None, None], (months, districts, lines))
    counts = rng.poisson(rng.gamma(level / (variance - 1), variance - 1)).astype(float)
    counts = np.concatenate([counts.sum(axis=1, keepdims=True), counts], axis=1)
    steps: Sequence[PeriodCounts] = [
        PeriodCounts(days=30, amounts=each, squares=each, harm=each, withheld=each < 0)
        for each in counts
    ]
    now, before = steps[-1], steps[:-1][::-1]
    found = dispersion([before], (districts + 1, lines))
    last_year = before[-1].amounts
    # The score statistic of two Poisson rates over as many days, widened.
    z = (now.amounts - last_year) / np.sqrt((now.amounts + last_year) * found.factors)
    return float((np.abs(z) > t.isf(0.025, found.rests_on)).mean())


def test_clustered_offences_raise_no_more_false_alarms_than_promised() -> None:
    """Counts with 2.5 times the variance of chance, over a year with a season; nothing changed.

    Without the widening about 21 % would be called a change (2 × the normal tail at 1.96/√2.5).
    """
    shares = [_false_alarms(seed, variance=2.5, season=0.15) for seed in range(60)]
    assert np.mean(shares) < 0.06
