"""What a week says of areas whose past is known to the offence."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.watch.expectation import expectation
from hotspots.analyse.watch.watch_params import WatchParams
from hotspots.analyse.watch.watched_areas import WatchedAreas, watch_areas
from hotspots.arrays import Floats
from hotspots.errors import ParameterError
from hotspots.schema import ALARMS, WatchVerdict

A_YEAR = 365.25 / 7
WEEKS = 157


def quiet(seed: int = 1, *, mean: float = 4.0, areas: int = 6, weeks: int = WEEKS) -> Floats:
    """Return areas in which nothing happens, along a season of a fifth."""
    season = 1 + 0.2 * np.cos(2 * np.pi * np.arange(weeks) / A_YEAR)
    counts = np.random.default_rng(seed).poisson(mean * season, (areas, weeks)).astype(np.float64)
    return np.vstack([counts.sum(axis=0), counts])


def watched(counts: Floats, **params: float) -> WatchedAreas:
    counts[0] = counts[1:].sum(axis=0)
    return watch_areas(counts, WatchParams(**params), a_year=A_YEAR)  # type: ignore[arg-type]


def test_a_week_of_three_times_as_many_breaks_its_band_and_is_the_only_alarm() -> None:
    counts = quiet()
    counts[3, -1] = 20
    found = watched(counts)
    assert found.verdicts[3] is WatchVerdict.ABOVE
    # The force, of which it is a part, may be told too.
    assert [area for area, each in enumerate(found.verdicts) if each in ALARMS and area] == [3]
    assert found.past.expected[3, -1] == pytest.approx(4.8, abs=1.2)


def test_four_weeks_that_are_each_within_the_band_gather() -> None:
    counts = quiet()
    counts[2, -4:] = 10
    found = watched(counts)
    assert (counts[2, -4:] < found.high[2, -4:]).all()
    assert found.verdicts[2] is WatchVerdict.GATHERING
    assert found.window_count[2] == 40


def test_a_slow_rise_drifts() -> None:
    counts = quiet(mean=9.0)
    counts[4, -16:] += 4
    assert watched(counts).verdicts[4] is WatchVerdict.DRIFTING


def test_among_many_areas_one_that_is_just_above_its_band_may_be_chance() -> None:
    counts = quiet(areas=120, mean=3.0)
    band = watched(counts.copy()).high[7, -1]
    counts[7, -1] = np.floor(band) + 1
    counts[1:, -1] = np.minimum(counts[1:, -1], np.where(np.arange(120) == 6, 99, 5))
    assert watched(counts).verdicts[7] is WatchVerdict.PERHAPS


def test_none_where_two_are_expected_is_not_below_the_band() -> None:
    counts = quiet(mean=2.0)
    counts[1, -1] = 0
    assert watched(counts).verdicts[1] is WatchVerdict.WITHIN


def test_none_where_twelve_are_expected_is_below_it() -> None:
    counts = quiet(mean=12.0)
    counts[1, -1] = 0
    assert watched(counts).verdicts[1] is WatchVerdict.BELOW


def test_the_season_is_expected_and_raises_no_alarm() -> None:
    weeks = np.arange(WEEKS)
    season = 1 + 0.5 * np.cos(2 * np.pi * (weeks - weeks[-1]) / A_YEAR)
    counts = np.vstack([np.zeros(WEEKS), np.round(np.outer([30.0, 50.0], season))])
    counts[0] = counts[1:].sum(axis=0)
    found = expectation(counts, a_year=A_YEAR)
    assert found.knows_season
    assert found.expected[:, -1] == pytest.approx([120, 45, 75], rel=0.03)


def test_within_two_years_the_level_is_that_of_the_last_quarter() -> None:
    counts = np.full((2, 60), 3.0)
    counts[:, :30] = 9.0
    found = expectation(counts, a_year=A_YEAR)
    assert not found.knows_season
    # 13 weeks of 3, and half an offence, over 13.
    assert found.expected[1, -1] == pytest.approx(39.5 / 13)
    # What the level rests on widens the band: 1 + expected / (39 + half).
    assert found.variance[1, -1] == pytest.approx(1 + 1 / 13)


def test_the_newest_week_does_not_raise_its_own_band() -> None:
    before = quiet()
    after = before.copy()
    after[1, -1] += 30
    assert (watched(before).high[1, -1]) == pytest.approx(watched(after).high[1, -1])


def test_of_a_week_that_is_half_reported_half_is_expected() -> None:
    counts, known = quiet(), np.ones(WEEKS)
    known[-1] = 0.5
    whole = expectation(counts, a_year=A_YEAR).expected[1, -1]
    assert expectation(counts, a_year=A_YEAR, known=known).expected[1, -1] == whole / 2


def test_too_little_past_makes_no_band() -> None:
    found = watched(quiet(weeks=3))
    assert set(found.verdicts) == {WatchVerdict.UNKNOWN}


def test_weeks_that_are_not_covered_are_no_zeros() -> None:
    counts = quiet()
    counts[:, 120:124] = np.nan
    expected = expectation(counts, a_year=A_YEAR).expected[1, -1]
    assert expected == pytest.approx(expectation(quiet(), a_year=A_YEAR).expected[1, -1], rel=0.2)


def test_quiet_years_raise_about_as_many_alarms_as_the_page_says() -> None:
    alarms, stated = 0, []
    for seed in range(3):
        counts = quiet(seed, weeks=WEEKS + 52)
        for week in range(WEEKS, WEEKS + 52):
            told = watched(counts[:, : week + 1].copy())
            alarms += sum(each in ALARMS for each in told.verdicts)
            stated.append(told.false_alarms_a_year)
    # Three years of a Poisson number: twice the mean and two more hold nearly all of them.
    assert alarms <= 2 * 3 * float(np.mean(stated)) + 2


def test_among_many_areas_the_rate_and_not_the_band_says_how_many_alarms_are_false() -> None:
    draw = np.random.default_rng(20261129)
    means = draw.gamma(2, 4, size=(288, 1))
    counts = draw.poisson(means, size=(288, WEEKS + 52)).astype(float)
    params = WatchParams(z=1.0)
    told = [
        watch_areas(counts[:, : week + 1], params, a_year=A_YEAR)
        for week in range(WEEKS, WEEKS + 52)
    ]
    alarms = sum(each in ALARMS for week in told for each in week.verdicts)
    stated = float(np.mean([week.false_alarms_a_year for week in told]))
    # At a rate of a tenth: an eighth of an alarm a week, and a tenth a year by windows.
    assert stated == pytest.approx(0.1 / 0.9**2 * A_YEAR + 0.1)
    assert alarms <= 2 * stated + 2


def test_thresholds_out_of_range_are_refused() -> None:
    for params in ({"z": 0.5}, {"window": 1}, {"false_discovery_rate": 1.0}):
        with pytest.raises(ParameterError):
            WatchParams(**params)
