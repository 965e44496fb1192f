"""Forecasts that agree with those of their parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.change.forecast_models import Prediction

if TYPE_CHECKING:
    from hotspots.analyse.change.forecast import SeriesForecast


def coherent(
    found: Sequence[SeriesForecast], parts: Sequence[tuple[int, int]]
) -> list[SeriesForecast]:
    """Return forecasts that agree with those of their parts.

    Parameters
    ----------
    found : sequence of SeriesForecast
    parts : sequence of (int, int)
        Places in ``found``: each offence of the first series is one of the second.

    Notes
    -----
    A whole is at least its part, so none of its three figures is below the part's. And what is not
    known of a part is not known of the whole: kinds of offence rise and fall together rather than
    against each other, and then the whole's margin, in offences, is no smaller than the part's.
    Intervals only become wider, so that none holds less than before. The groups overlap and do not
    add up, which is why they are not reconciled by a regression on a hierarchy (Hyndman and
    Athanasopoulos 2021, Forecasting: principles and practice, chapter 11).
    """
    agreed = list(found)
    # The smaller wholes first, so that a part of a part is heard.
    for part, whole in sorted(parts, key=lambda pair: _size(found[pair[1]])):
        agreed[whole] = _as_wide_as(agreed[whole], agreed[part])
    return agreed


def _size(found: SeriesForecast) -> float:
    return float(np.nansum(found.series.counts))


def _as_wide_as(whole: SeriesForecast, part: SeriesForecast) -> SeriesForecast:
    one, other = whole.foretold, part.foretold
    if one is None or other is None:
        return whole
    middle = np.maximum(one.middle, other.middle)
    low = np.minimum(one.low, middle - (other.middle - other.low))
    high = np.maximum(one.high, middle + (other.high - other.middle))
    agreed = Prediction(middle=middle, low=np.maximum(low, other.low), high=high)
    wider = agreed.high[-1] - agreed.low[-1] > one.high[-1] - one.low[-1]
    return replace(whole, foretold=agreed, wide_as=part.series.label if wider else whole.wide_as)
