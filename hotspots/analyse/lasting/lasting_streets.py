"""In which months a street holds more than its length's share of the offences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.hold_outs.judged_streets import SHORTEST_M

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats

# One offence more than its neighbours have makes no street hot, however short it is.
FEWEST_OF_A_HOT_MONTH: Final = 3


def hot_streets(counts: Floats, lengths_m: Floats, *, false_discovery_rate: float) -> Bools:
    """Say in which months each street holds more than its length's share, beyond chance.

    Parameters
    ----------
    counts : float array of shape (streets, months)
        Offences; streets without any are among them.
    lengths_m : float array of shape (streets,)
        Metres, above 0; a street shorter than ``SHORTEST_M`` counts as that long.
    false_discovery_rate : float
        Over all streets of a month (Benjamini and Hochberg).

    Returns
    -------
    array of bool, of shape (streets, months)

    Notes
    -----
    Where a month's N offences fall evenly along the streets, a street holds Binomial(N, its share
    of the length) of them. Getis and Ord's Gi*, by which squares are told, takes its sums to be
    normal: among thousands of streets that mostly hold nothing, one offence would be six standard
    deviations. No street is cold: most hold nothing in any month.

    References
    ----------
    Benjamini and Hochberg (1995), Controlling the false discovery rate, Journal of the Royal
    Statistical Society B 57. Weisburd (2015), The law of crime concentration and the criminology
    of place, Criminology 53: street segments as the unit.

    Examples
    --------
    >>> counts = np.zeros((1000, 1))
    >>> counts[0], counts[1:10] = 5, 1
    >>> hot_streets(counts, np.full(1000, 100.0), false_discovery_rate=0.05).sum()
    np.int64(1)
    """
    from scipy import stats  # noqa: PLC0415 - half a second to import
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to import

    share = np.maximum(lengths_m, SHORTEST_M)
    share = share / share.sum()
    p = stats.binom.sf(counts - 1, counts.sum(axis=0), share[:, None])
    beyond = [multipletests(month, alpha=false_discovery_rate, method="fdr_bh")[0] for month in p.T]
    return np.column_stack(beyond) & (counts >= FEWEST_OF_A_HOT_MONTH)
