"""The next weeks or months of one kind of offence, by what has foretold its past best."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.change.change_params import ForecastParams
from hotspots.analyse.change.forecast_back_test import (
    FEWEST_ORIGINS,
    LEAST_KNOWN,
    BackTest,
    back_test,
    methods_for,
    predict,
)
from hotspots.analyse.change.forecast_intervals import Held, held_in_turn, widened_by
from hotspots.analyse.change.forecast_models import Prediction
from hotspots.analyse.change.offence_series import OffenceSeries
from hotspots.schema import ForecastMethod

if TYPE_CHECKING:
    from hotspots.arrays import Floats

# Below this a step is mostly 0 or 1, and an interval says nothing that is not known.
FEWEST_A_STEP: Final = 3.0


@dataclass(frozen=True, kw_only=True, eq=False)
class SeriesForecast:
    """What is foretold of one series, and how well its past was foretold.

    Attributes
    ----------
    series : OffenceSeries
    method : ForecastMethod or None
        None where nothing can be foretold; ``refused`` says why.
    foretold : Prediction or None
        After widening.
    tests : mapping of ForecastMethod to BackTest
        Every method that was judged, on the same origins.
    widened : float
        By how much the interval of a single step was widened, see ``conformal_factor``; 1 where it
        was wide enough.
    held : Held
        How much the interval of all steps together, widened likewise at each past moment, held.
    same_last_year : float array of shape (steps + 1,)
        What was counted a year before, missing where that is not known, or may not be told.
    refused : str
    wide_as : str
        A part of the series whose interval made this one wider, see ``coherent``.
    """

    series: OffenceSeries
    method: ForecastMethod | None
    foretold: Prediction | None
    tests: Mapping[ForecastMethod, BackTest]
    widened: float
    held: Held
    same_last_year: Floats
    refused: str = ""
    wide_as: str = ""


def forecast(series: OffenceSeries, params: ForecastParams) -> SeriesForecast:
    """Choose the method that foretold the past best, and say what comes next.

    Parameters
    ----------
    series : OffenceSeries
    params : ForecastParams

    Notes
    -----
    A method that gaps in the data keep from speaking now, or from being judged, is none of those
    to choose from: a fragment of an earlier year takes nothing from the newest.

    "Same as last year" is used wherever nothing was better, see ``best_of``. The method is chosen
    on the same past that then says how good it was, among three at most: expect a little worse.
    """
    horizon = params.horizon_of(series.step)
    methods = methods_for(len(series.counts), series.step)
    refused = _refusal(series, methods)
    tests: Mapping[ForecastMethod, BackTest] = {}
    if not refused:
        found = back_test(series, methods, horizon=horizon, confidence=params.confidence)
        tests = {method: test for method, test in found.items() if len(test.errors)}
    said = {
        method: predict(series, method, horizon=horizon, confidence=params.confidence)
        for method in tests
    }
    tests = {method: test for method, test in tests.items() if said[method] is not None}
    best = best_of(tests)
    foretold, widened, held = None, 1.0, Held(inside=0, judged=0)
    if best is not None and (now := said[best]) is not None:
        foretold, widened = widened_by(now, tests[best], params.confidence)
        held = held_in_turn(tests[best].total_beyond, horizon, params.confidence)
    if foretold is None and not refused:
        refused = "the gaps in the data leave no past to judge a forecast by"
    return SeriesForecast(
        series=series,
        method=None if foretold is None else best,
        foretold=foretold,
        tests=tests,
        widened=widened,
        held=held,
        same_last_year=_last_year(series, horizon),
        refused=refused,
    )


def best_of(tests: Mapping[ForecastMethod, BackTest]) -> ForecastMethod | None:
    """Return the method that erred least; None without any.

    Another takes the place of "same as last year" only where it erred less both for single steps
    and for all of them together: one that is steadier from week to week and wrong over the month
    is of no use.
    """
    naive = tests.get(ForecastMethod.SAME_LAST_YEAR)
    better = [
        method
        for method, test in tests.items()
        if naive is None
        or (
            test.mean_absolute_error < naive.mean_absolute_error
            and test.mean_total_error < naive.mean_total_error
        )
    ]
    if not better:
        return None if naive is None else naive.method
    return min(better, key=lambda method: tests[method].mean_absolute_error)


def _refusal(series: OffenceSeries, methods: tuple[ForecastMethod, ...]) -> str:
    """Say why nothing can be foretold; empty where something can."""
    step = series.step
    if not methods:
        least = LEAST_KNOWN[step][ForecastMethod.RECENT_LEVEL] + FEWEST_ORIGINS[step]
        return (
            f"{series.steps_known} whole {step}s are known, and {least} are needed to forecast and "
            "to judge the forecast"
        )
    mean = float(np.nanmean(series.counts))
    if mean < FEWEST_A_STEP:
        return f"{mean:.1f} a {step} on average is too few"
    return ""


def _last_year(series: OffenceSeries, horizon: int) -> Floats:
    """Return the counts of the coming steps a year before, and their sum."""
    year = series.step.a_year
    if len(series.counts) < year:
        return np.full(horizon + 1, math.nan)
    counts = series.counts[-year:][:horizon]
    return np.append(counts, counts.sum())


def forecast_table(found: SeriesForecast) -> pd.DataFrame:
    """Return ``schema.FORECAST_COLUMNS``: a row a coming step, then one for all of them."""
    if found.foretold is None:
        return pd.DataFrame(columns=list(schema.FORECAST_COLUMNS))
    series, steps = found.series, len(found.foretold.middle) - 1
    coming = series.coming(steps)
    return pd.DataFrame(
        {
            schema.AREA_NAME: series.area,
            schema.SERIES: series.label,
            schema.STEP_BEGINS: [pd.Timestamp(each.first) for each in (*coming, coming[0])],
            schema.STEP_IN_WORDS: [
                *(series.step.in_words(each) for each in coming),
                f"all {steps} {series.step}s",
            ],
            schema.FORECAST: found.foretold.middle,
            schema.FORECAST_LOW: np.floor(found.foretold.low),
            schema.FORECAST_HIGH: np.ceil(found.foretold.high),
            schema.SAME_LAST_YEAR: found.same_last_year,
            schema.FORECAST_METHOD: str(found.method),
        }
    )


def back_test_table(found: SeriesForecast) -> pd.DataFrame:
    """Return ``schema.BACK_TEST_COLUMNS``: a row a method that was judged."""
    rows = [
        {
            schema.AREA_NAME: found.series.area,
            schema.SERIES: found.series.label,
            schema.FORECAST_METHOD: str(method),
            schema.ORIGINS: test.origins,
            schema.FORECASTS_JUDGED: len(test.errors),
            schema.MEAN_ABSOLUTE_ERROR: test.mean_absolute_error,
            schema.SCALED_ERROR: test.scaled_error,
            schema.COVERAGE: test.coverage,
            schema.TOTAL_ERROR: float(test.total_errors.mean())
            if len(test.total_errors)
            else math.nan,
            schema.TOTAL_COVERAGE: test.total_coverage,
            schema.IS_USED: method == found.method,
        }
        for method, test in found.tests.items()
    ]
    return pd.DataFrame(rows, columns=list(schema.BACK_TEST_COLUMNS))
