"""Forecasting the past from what was known then, so that a forecast says how good it has been."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.change.forecast_models import LevelModel, Prediction, same_as_last_year
from hotspots.analyse.change.offence_series import OffenceSeries, Step
from hotspots.schema import ForecastMethod

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs

# What each method must know before it may speak, in steps: half a year for a level; a year and a
# few weeks for last year; two whole years for a season.
LEAST_KNOWN: Final = {
    Step.WEEK: {
        ForecastMethod.RECENT_LEVEL: 26,
        ForecastMethod.SAME_LAST_YEAR: 60,
        ForecastMethod.LEVEL_AND_SEASON: 104,
    },
    Step.MONTH: {
        ForecastMethod.RECENT_LEVEL: 6,
        ForecastMethod.SAME_LAST_YEAR: 15,
        ForecastMethod.LEVEL_AND_SEASON: 24,
    },
}
# With fewer past forecasts a method is not judged, and so not offered.
FEWEST_ORIGINS: Final = {Step.WEEK: 12, Step.MONTH: 4}
MOST_ORIGINS: Final = {Step.WEEK: 52, Step.MONTH: 24}
# The variances are fitted again once a quarter; between, the model only learns what came.
STEPS_TO_REFIT: Final = {Step.WEEK: 13, Step.MONTH: 3}


@dataclass(frozen=True, kw_only=True, eq=False)
class BackTest:
    """How one method did over past origins.

    Attributes
    ----------
    method : ForecastMethod
    origins : int
        How often it was asked.
    errors : float array
        Absolute, offences a step, of every step that has come since.
    total_errors : float array
        Absolute, offences, of all steps together.
    beyond, total_beyond : float arrays
        How far outside the middle what came was, in units of the interval's own end: up to 1 it
        was inside.
    scale : float
        Mean absolute difference from last year (of one year of data, from the step before), over
        the steps known at the first origin: what makes errors comparable between series.
    """

    method: ForecastMethod
    origins: int
    errors: Floats
    total_errors: Floats
    beyond: Floats
    total_beyond: Floats
    scale: float

    @property
    def mean_absolute_error(self) -> float:
        """Offences a step."""
        return float(self.errors.mean())

    @property
    def mean_total_error(self) -> float:
        """Offences, of all steps together; NaN where no whole horizon has come yet."""
        return float(self.total_errors.mean()) if len(self.total_errors) else float("nan")

    @property
    def scaled_error(self) -> float:
        """Mean absolute scaled error (Hyndman and Koehler 2006); NaN without a scale."""
        return self.mean_absolute_error / self.scale if self.scale else float("nan")

    @property
    def coverage(self) -> float:
        """The share, 0 to 1, of steps that fell inside the interval."""
        return float((self.beyond <= 1).mean())

    @property
    def total_coverage(self) -> float:
        """The same of all steps together; NaN where no whole horizon has come yet."""
        return float((self.total_beyond <= 1).mean()) if len(self.total_beyond) else float("nan")


def methods_for(steps: int, step: Step) -> tuple[ForecastMethod, ...]:
    """Return the methods that so many steps allow and judge; the naive one first."""
    order = (
        ForecastMethod.SAME_LAST_YEAR,
        ForecastMethod.RECENT_LEVEL,
        ForecastMethod.LEVEL_AND_SEASON,
    )
    enough = steps - FEWEST_ORIGINS[step]
    return tuple(method for method in order if enough >= LEAST_KNOWN[step][method])


def back_test(
    series: OffenceSeries,
    methods: tuple[ForecastMethod, ...],
    *,
    horizon: int,
    confidence: float,
) -> dict[ForecastMethod, BackTest]:
    """Forecast from each past origin on, by each method, and judge by what came.

    Parameters
    ----------
    series : OffenceSeries
    methods : tuple of ForecastMethod
        All are asked at the same origins: those at which each of them may speak. One that gaps in
        the data let speak too seldom is left out.
    horizon : int
        How many steps ahead; near the end of the series, as many as have come.
    confidence : float
        Of the intervals.
    """
    known = max(LEAST_KNOWN[series.step][method] for method in methods)
    first = max(known, len(series.counts) - MOST_ORIGINS[series.step])
    told = {
        method: dict(_predictions(series, method, first, horizon, confidence)) for method in methods
    }
    enough = tuple(each for each in methods if len(told[each]) >= FEWEST_ORIGINS[series.step])
    if enough != methods:
        return back_test(series, enough, horizon=horizon, confidence=confidence) if enough else {}
    shared = set.intersection(*(set(each) for each in told.values()))
    scale = _scale(series.counts[:first], series.step)
    return {
        method: _judged(
            series, method, {at: told[method][at] for at in sorted(shared)}, horizon, scale
        )
        for method in methods
    }


def predict(
    series: OffenceSeries, method: ForecastMethod, *, horizon: int, confidence: float
) -> Prediction | None:
    """Say what comes after the series; None where last year is not known."""
    days = np.array([each.days for each in series.coming(horizon)])
    if method is ForecastMethod.SAME_LAST_YEAR:
        return same_as_last_year(series.counts, series.days, days, series.step, confidence)
    model = LevelModel.fitted(series.counts, series.days, series.step, method)
    return model.predict(days, confidence)


def _predictions(
    series: OffenceSeries, method: ForecastMethod, first: int, horizon: int, confidence: float
) -> Iterator[tuple[int, Prediction]]:
    """Give each origin with what was foretold there from what was known there."""
    counts, days, step = series.counts, series.days, series.step
    # Days in the coming months are known long before.
    all_days = np.append(days, [each.days for each in series.coming(horizon)])
    model: LevelModel | None = None
    for at in range(first, len(counts)):
        coming = all_days[at : at + horizon]
        if method is ForecastMethod.SAME_LAST_YEAR:
            found = same_as_last_year(counts[:at], days[:at], coming, step, confidence)
            if found is not None:
                yield at, found
            continue
        if model is None or (at - first) % STEPS_TO_REFIT[step] == 0:
            model = LevelModel.fitted(counts[:at], days[:at], step, method)
        else:
            model = model.grown(counts[at - 1 : at], days[at - 1 : at])
        yield at, model.predict(coming, confidence)


def _judged(
    series: OffenceSeries,
    method: ForecastMethod,
    told: dict[int, Prediction],
    horizon: int,
    scale: float,
) -> BackTest:
    errors, beyond, total_errors, total_beyond = [], [], [], []
    for at, foretold in told.items():
        came = series.counts[at : at + horizon]
        there = np.flatnonzero(~np.isnan(came))
        errors.append(np.abs(came[there] - foretold.middle[there]))
        beyond.append(_beyond(came[there], foretold, there))
        if len(there) == horizon:
            total = np.array([came.sum()])
            total_errors.append(np.abs(total - foretold.middle[-1:]))
            total_beyond.append(_beyond(total, foretold, np.array([horizon])))
    none: list[Floats] = [np.empty(0)]
    return BackTest(
        method=method,
        origins=len(told),
        errors=np.concatenate(none + errors),
        total_errors=np.concatenate(none + total_errors),
        beyond=np.concatenate(none + beyond),
        total_beyond=np.concatenate(none + total_beyond),
        scale=scale,
    )


def _beyond(came: Floats, foretold: Prediction, at: Longs) -> Floats:
    """Return how far from the middle what came was, in units of the interval's nearer end."""
    middle, low, high = foretold.middle[at], foretold.low[at], foretold.high[at]
    # Counts are whole: an interval to 4.6 holds a 5, as it is written.
    above, below = np.maximum(np.ceil(high) - middle, 0.5), np.maximum(middle - np.floor(low), 0.5)
    return np.where(came >= middle, (came - middle) / above, (middle - came) / below)


def _scale(known: Floats, step: Step) -> float:
    lag = step.a_year if len(known) > step.a_year else 1
    apart = np.abs(known[lag:] - known[:-lag])
    return float(np.nanmean(apart)) if np.isfinite(apart).any() else 0.0
