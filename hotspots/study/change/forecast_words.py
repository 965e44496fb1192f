"""The forecast told: a sentence for each series, how it was made, how good it has been."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from hotspots import care, words
from hotspots.analyse.change.forecast import SeriesForecast
from hotspots.analyse.change.forecast_back_test import FEWEST_ORIGINS, LEAST_KNOWN
from hotspots.analyse.change.offence_series import Step
from hotspots.render.change.forecast_page import ToldSeries
from hotspots.render.change.forecast_picture import SeriesPicture
from hotspots.schema import ForecastMethod

if TYPE_CHECKING:
    from hotspots.analyse.change.change_params import ForecastParams
    from hotspots.analyse.change.forecast_back_test import BackTest
    from hotspots.analyse.change.forecast_intervals import Held
    from hotspots.arrays import Floats
    from hotspots.study.years import Years

# So much of the past is drawn before the forecast.
STEPS_DRAWN: Final = {Step.WEEK: 52, Step.MONTH: 24}
A_LITTLE: Final = 1.05
# A smaller share of late reports would be written as 0 %.
WORTH_SAYING: Final = 0.005
NOT_WHY: Final = (
    "A forecast carries the past on. It knows nothing of what is planned: an operation, an event, "
    "a change of recording."
)
CHOSEN_ON_THE_PAST: Final = (
    "The method is the one that erred least on the past moments by which it is then judged, so "
    "expect errors a little larger than shown."
)


def told_series(
    found: SeriesForecast, number: int, params: ForecastParams, shown: Floats
) -> ToldSeries:
    """Return one series as the page tells it; its picture draws what ``shown`` has of its past."""
    series = found.series
    heading = f"{series.area}: {series.label}"
    sentence = sentence_of(found, params)
    return ToldSeries(
        heading=heading,
        sentence=sentence,
        details=tuple(_details(found, params)),
        picture=_picture(found, shown, f"series-{number}", heading, sentence),
    )


def sentence_of(found: SeriesForecast, params: ForecastParams) -> str:
    """Say what is expected of all coming steps together."""
    if found.foretold is None:
        return f"No forecast: {found.refused}."
    step, steps = found.series.step, len(found.foretold.middle) - 1
    coming = found.series.coming(steps)
    span = (
        step.in_words(coming[0])
        if steps == 1
        else f"{steps} {step}s from {words.day(coming[0].first)}"
    )
    last_year = found.same_last_year[-1]
    before = "."
    if math.isfinite(last_year):
        before = f"; a year before there were {care.count_in_words(round(last_year))}."
    between = (
        f"between {math.floor(found.foretold.low[-1]):,} and {math.ceil(found.foretold.high[-1]):,}"
    )
    about = f"About {found.foretold.middle[-1]:,.0f} offences in the {span}"
    if found.held.keeps(params.confidence):
        return f"{about}, {_in_ten(params.confidence)} {between}{before}"
    return f"{about}, {between} ({_what_it_held(found.held)}){before}"


def _what_it_held(held: Held) -> str:
    """Say in place of a promise what such an interval has held."""
    if not held.judged:
        return "by the method alone: no such forecast of the past could be judged"
    return f"such an interval held {held.inside} of {held.judged} past forecasts"


def _in_ten(confidence: float) -> str:
    return "nine times in ten" if confidence == 0.9 else f"{words.share(confidence)} of the time"  # noqa: PLR2004


def _details(found: SeriesForecast, params: ForecastParams) -> Iterator[str]:
    if found.method is not None:
        yield _method(found)
        yield _interval(found, params)
        if found.wide_as:
            yield (
                f"The interval is as wide as that of {words.in_mid_sentence(found.wide_as)}, which "
                "is a part of it."
            )
    if found.series.note:
        yield found.series.note


def _method(found: SeriesForecast) -> str:
    """Say which method is used, against the others on the same past."""
    step, used = found.series.step, found.tests[ForecastMethod(str(found.method))]
    asked = f"asked at {used.origins} past moments"
    own = f"missed a {step} by {_error(used)} offences on average"
    naive = found.tests.get(ForecastMethod.SAME_LAST_YEAR)
    others = [test for method, test in found.tests.items() if method is not found.method]
    if found.method is ForecastMethod.SAME_LAST_YEAR:
        rest = words.listed([f"“{each.method}” by {_error(each)}" for each in others])
        return (
            f"Shown is “same as last year”: {asked}, it {own}, and nothing was better both for "
            f"single {step}s and for all together ({rest})."
        )
    start = f"Method: {found.method}. {words.capital(asked)}, it {own}"
    if naive is None:
        return (
            f"{start}. “Same as last year” cannot be judged: that needs "
            f"{LEAST_KNOWN[step][ForecastMethod.SAME_LAST_YEAR] + FEWEST_ORIGINS[step]} {step}s, "
            f"and {found.series.steps_known} are known. The time of year is not in this forecast."
        )
    return f"{start}, “same as last year” by {_error(naive)}."


def _error(test: BackTest) -> str:
    error = test.mean_absolute_error
    return f"{error:,.0f}" if error >= 100 else f"{error:.1f}"  # noqa: PLR2004 - three figures


def _interval(found: SeriesForecast, params: ForecastParams) -> str:
    """Say how much of the past the intervals held, and what was done about it."""
    step, used = found.series.step, found.tests[ForecastMethod(str(found.method))]
    inside = round(used.coverage * len(used.errors))
    held = (
        f"Of {len(used.errors):,} single {step}s foretold, {inside:,} "
        f"({words.share(used.coverage)}) fell inside the method's own interval, which is meant to "
        f"hold {words.share(params.confidence)}."
    )
    together = (
        f"Of all {step}s together, widened at each past moment by what had come by then, it held "
        f"{found.held.inside} of {found.held.judged}."
    )
    if found.widened > A_LITTLE:
        return (
            f"{held} It is shown {found.widened:.1f} times as wide as the method gives it, so that "
            f"it would have held that share. {together}"
        )
    return f"{held} {together}"


def _picture(
    found: SeriesForecast, shown: Floats, key: str, heading: str, sentence: str
) -> SeriesPicture | None:
    if found.foretold is None:
        return None
    series, told = found.series, found.foretold
    steps = len(told.middle) - 1
    drawn = min(STEPS_DRAWN[series.step], len(shown))
    year = series.step.a_year
    before = [math.nan] * year + [float(each) for each in shown]
    periods = (*series.periods[-drawn:], *series.coming(steps))
    return SeriesPicture(
        key=key,
        title=heading,
        sentence=sentence,
        step=str(series.step),
        begins=[each.first for each in periods],
        counted=[float(each) for each in shown[-drawn:]],
        year_before=before[len(shown) - drawn : len(shown) + steps],
        middle=list(told.middle[:-1]),
        low=list(told.low[:-1]),
        high=list(told.high[:-1]),
    )


def opening(found: Sequence[SeriesForecast], years: Years, step: Step, left_out: int) -> list[str]:
    """Return what is read first: from what data, and what could not be had."""
    words = [f"Counted by whole {step}s in data from {years.in_words}."]
    if left_out:
        words.append(
            f"The newest {f'{left_out} {step}s are' if left_out > 1 else f'{step} is'} left out, "
            "of which too little is reported yet. The forecast begins there."
        )
    if not any(ForecastMethod.SAME_LAST_YEAR in each.tests for each in found):
        least = LEAST_KNOWN[step][ForecastMethod.SAME_LAST_YEAR] + FEWEST_ORIGINS[step]
        known = any(math.isfinite(each.same_last_year[-1]) for each in found)
        words.append(
            f"“Same as last year” cannot be {'judged' if known else 'had'} from these data: that "
            f"needs {least} {step}s, and the season two whole years. What can be had is the recent "
            "level, with an interval and its own back-test. Give earlier years, too."
        )
    return words


def late_reports(years: Years) -> Iterator[str]:
    """Say what was added for offences that are still to be reported."""
    if years.delay is not None and years.delay.slow_share >= WORTH_SAYING:
        yield (
            f"{words.share(years.delay.slow_share)} of offences are reported more than a week "
            "after they began. The newest counts are raised by what is still to be reported of "
            "them, as measured on older offences."
        )


def method_in_words(params: ForecastParams, step: Step, horizon: int) -> str:
    """Return how the forecasts were made."""
    return (
        f"Offences by the {step} in which they began; {horizon} {step}s ahead. Three methods are "
        "asked at past moments with what was known then: same as last year, the recent level "
        "(local level model), and the level with a season of two waves a year (statsmodels, "
        "UnobservedComponents, on the square root of the rate). The one that erred least is used, "
        "another than same as last year only where it was better for single steps and for all "
        f"together. Intervals are meant to hold {words.share(params.confidence)} and are widened "
        "where the past shows them too narrow (split conformal); where too little of the past, or "
        "too few of it, lay inside, it is said what they held. A whole is nowhere below its part, "
        "nor its interval narrower."
    )
