"""Which places are hot in which month, and what that makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.lasting.mann_kendall import mann_kendall
from hotspots.schema import Lasting

if TYPE_CHECKING:
    from scipy import sparse

    from hotspots.arrays import Bools, Floats

NEARLY_ALWAYS: Final = 0.9
TREND_LIMIT: Final = 1.959964  # of a standard normal, two-sided 5 %


def hot_and_cold(
    counts: Floats, near: sparse.csr_array, *, false_discovery_rate: float
) -> tuple[Floats, Bools, Bools]:
    """Return Getis and Ord's Gi* of every place and month, and where it is hot or cold.

    Parameters
    ----------
    counts : float array of shape (places, months)
    near : sparse matrix of shape (places, places)
        1 for each place's neighbours and itself.
    false_discovery_rate : float
        Over the places of a month (Benjamini and Hochberg).

    Returns
    -------
    gi, hot, cold : arrays of shape (places, months)

    References
    ----------
    Getis and Ord (1992), The analysis of spatial association by use of distance statistics,
    Geographical Analysis 24. Caldas de Castro and Singer (2006), Controlling the false discovery
    rate, Geographical Analysis 38.
    """
    from scipy import stats  # noqa: PLC0415 - half a second to import
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    number = counts.shape[0]
    weights = np.asarray(near.sum(axis=1), dtype=np.float64).reshape(-1, 1)
    mean = counts.mean(axis=0)
    spread = np.sqrt(np.maximum((counts**2).mean(axis=0) - mean**2, 0.0))
    scale = np.sqrt(np.maximum(number * weights - weights**2, 0.0) / max(number - 1, 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        gi = (near @ counts - mean * weights) / (spread * scale)
    gi = np.where(np.isfinite(gi), gi, 0.0)
    p = 2 * stats.norm.sf(np.abs(gi))
    kept = np.column_stack(
        [multipletests(month, alpha=false_discovery_rate, method="fdr_bh")[0] for month in p.T]
    )
    return gi, kept & (gi > 0), kept & (gi < 0)


def lasting(gi: Floats, hot: Bools, cold: Bools) -> list[Lasting]:
    """Return what each place is, by the months in which it was hot.

    Parameters
    ----------
    gi, hot, cold : arrays of shape (places, months)
        As ``hot_and_cold`` returns them, the oldest month first.
    """
    trends = mann_kendall(gi).z
    return [
        _class(was_hot, bool(was_cold.any()), float(trend))
        for was_hot, was_cold, trend in zip(hot, cold, trends, strict=True)
    ]


def _class(hot: Bools, ever_cold: bool, trend: float) -> Lasting:  # noqa: FBT001 - of one place
    months, number = len(hot), int(hot.sum())
    often = number >= NEARLY_ALWAYS * months
    if not hot[-1]:
        return Lasting.HISTORICAL if often else Lasting.NONE
    if often:
        if abs(trend) < TREND_LIMIT:
            return Lasting.PERSISTENT
        return Lasting.INTENSIFYING if trend > 0 else Lasting.DIMINISHING
    if number == 1:
        return Lasting.OSCILLATING if ever_cold else Lasting.NEW
    if ever_cold:
        return Lasting.OSCILLATING
    return Lasting.CONSECUTIVE if hot[-number:].all() else Lasting.SPORADIC
