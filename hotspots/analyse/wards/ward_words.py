"""Why a ward ranks where it does, in one sentence with its numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.wards.ward_measure_types import EVERYTHING
from hotspots.analyse.wards.ward_rates import MIDDLE
from hotspots.schema import WardMeasure
from hotspots.words import in_mid_sentence, listed, share

if TYPE_CHECKING:
    from hotspots.analyse.wards.ward_measure_types import Measured

NOT_RANKED: Final = "Not ranked: a measure that the others are ranked by is not known here."
MOST_REASONS: Final = 3
# A reason that moves a score by less than this, of 100, explains nothing.
LEAST_POINTS: Final = 1.0
# From here on nobody reads a decimal, and below this one decimal would show 0.
WHOLE_TIMES: Final = 10.0
LEAST_TIMES: Final = 0.1
# Under half a per cent is shown as none.
LEAST_CHANGE: Final = 0.005
_OF_PEOPLE: Final = {
    WardMeasure.HARM: "harm{of_harm} per resident",
    WardMeasure.ASB: "{called} per resident",
    WardMeasure.NEIGHBOURHOOD_CRIME: "{called} per household",
    WardMeasure.NEAR_REPEAT: "burglaries that follow another per household",
}


def reasons_of_wards(
    scored: pd.DataFrame,
    weights: Mapping[WardMeasure, float],
    measured: Mapping[WardMeasure, Measured],
    *,
    harm_of: str,
    trend_of: str,
    operation: str,
    trend_since: str,
) -> pd.Series[str]:
    """Return a sentence for each ward: the two or three measures that put it where it is.

    Parameters
    ----------
    scored : DataFrame
        From ``score_wards``.
    weights : mapping of WardMeasure to float
    measured : mapping of WardMeasure to Measured
        Those with a weight.
    harm_of, trend_of : str
        What harm and trend are of: ``all offences``, ``street violence``.
    operation : str
        What months are counted from: ``Street Week``.
    trend_since : str
        What the trend compares: ``on the year before``.

    Notes
    -----
    A measure lifts a ward by its weight times what its percentile has above 50, and holds it down
    by what is lacking to 50. Of a ward in the upper half what lifts it most is told, of one in the
    lower half what holds it down most.
    """
    words = _Words(
        of_harm="" if harm_of == EVERYTHING else f" of {harm_of}",
        trend_of="offences" if trend_of == EVERYTHING else trend_of,
        operation=operation,
        trend_since=trend_since,
    )
    sentences = {}
    ranked = scored[scored[schema.RANK].notna()]
    for code, row in scored.iterrows():
        if code not in ranked.index:
            sentences[str(code)] = NOT_RANKED
            continue
        pulls = {
            measure: weights[measure] * (row[schema.measure_percentile_column(measure)] - MIDDLE)
            for measure in measured
        }
        sentences[str(code)] = _sentence(row, pulls, measured, len(ranked), words)
    return pd.Series(sentences, dtype="str")


@dataclass(frozen=True)
class _Words:
    of_harm: str
    trend_of: str
    operation: str
    trend_since: str

    def reason(self, row: pd.Series[float], measured: Measured) -> str:
        """Return what a measure says of a ward, with its number."""
        value = row[schema.measure_value_column(measured.measure)]
        percentile = row[schema.measure_percentile_column(measured.measure)]
        if measured.measure in _OF_PEOPLE:
            noun = _OF_PEOPLE[measured.measure].format(
                of_harm=self.of_harm, called=in_mid_sentence(measured.label)
            )
            return _beside_the_force(value, measured.force_value, percentile, noun)
        match measured.measure:
            case WardMeasure.TREND:
                return _trend(value, self.trend_of, self.trend_since)
            case WardMeasure.SURVEY_DEFICIT:
                return f"what residents say is {_beyond(percentile, 'worse', 'better')}"
            case WardMeasure.DEPRIVATION:
                return f"deprivation is {_beyond(percentile, 'higher', 'lower')}"
            case _:
                return self._months(value)

    def _months(self, months: float) -> str:
        if math.isnan(months):
            return f"no {self.operation} so far"
        if months < 1:
            return f"a {self.operation} within the last month"
        return f"{months:.0f} months since the last {self.operation}"


def _sentence(
    row: pd.Series[float],
    pulls: Mapping[WardMeasure, float],
    measured: Mapping[WardMeasure, Measured],
    wards: int,
    words: _Words,
) -> str:
    rank = f"Rank {row[schema.RANK]:,.0f} of {wards:,}"
    sign = 1 if row[schema.SCORE] >= MIDDLE else -1
    order = list(WardMeasure)
    strongest = sorted(pulls, key=lambda each: (-sign * pulls[each], order.index(each)))
    told = [each for each in strongest if sign * pulls[each] >= LEAST_POINTS][:MOST_REASONS]
    if not told:
        return f"{rank}: near the middle of the force in everything that has a weight."
    reasons = [words.reason(row, measured[each]) for each in told]
    return f"{rank}: {listed(reasons)}."


def _beside_the_force(value: float, force_value: float | None, percentile: float, noun: str) -> str:
    """Return how many times the force's own a value is: ``2.1 times the force's harm``.

    Most wards lie below the force's own figure, which town centres lift. Where the ward's place
    among the others points the other way, that place is told instead.
    """
    times = value / force_value if force_value else math.nan
    if value == 0:
        return f"no {noun}"
    if math.isnan(times) or (times <= 1) == (percentile >= MIDDLE):
        return f"{noun} {_beyond(percentile, 'higher', 'lower')}"
    if times < LEAST_TIMES:
        return f"less than {LEAST_TIMES} times the force's {noun}"
    return f"{times:.{0 if times >= WHOLE_TIMES else 1}f} times the force's {noun}"


def _trend(value: float, what: str, since: str) -> str:
    change = value - 1
    if abs(change) < LEAST_CHANGE:
        return f"{what} changing as in the force"
    word = "up" if change > 0 else "down"
    return f"{what} {word} {share(abs(change))} {since}, relative to the force"


def _beyond(percentile: float, above: str, below: str) -> str:
    """Return where a percentile stands: ``higher than in 92 % of the other wards``."""
    word, share = (above, percentile) if percentile >= MIDDLE else (below, 100 - percentile)
    # Rounded down: 99.6 % is not every ward.
    return (
        f"{word} than in {'all' if share == 100 else f'{math.floor(share)} % of the'} other wards"  # noqa: PLR2004 - per cent
    )
