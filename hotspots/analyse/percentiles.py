"""Percentile ranks."""

from __future__ import annotations

import pandas as pd
from scipy.stats import rankdata

MIDDLE = 50.0


def percentile_ranks(values: pd.Series[float]) -> pd.Series[float]:
    """Return each value's percentile rank among those that are known, 0 to 100.

    Parameters
    ----------
    values : Series of float
        Missing allowed; infinity is the highest.

    Returns
    -------
    Series of float, on the same index
        The share of the other values that lie below, those alike counting half: the lowest of
        several is at 0, the highest at 100, and equal values share the mean of their ranks. 50
        where one value is known, or all are alike; missing where the value is.
    """
    known = values.dropna()
    ranks = pd.Series(float("nan"), index=values.index)
    if len(known) == 1:
        ranks[known.index] = MIDDLE
    elif len(known):
        ranks[known.index] = (
            (rankdata(known.to_numpy(), method="average") - 1) / (len(known) - 1) * 100
        )
    return ranks
