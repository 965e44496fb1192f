"""Whether a harm spot got worse or better within the period, beside the rest of the force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from scipy.special import gammaln

from hotspots.schema import FROM_TIME, TIME_PRECISION, TO_TIME, TimePrecision

if TYPE_CHECKING:
    from datetime import tzinfo

# The smallest number at which a trebling (5 to 15) passes the test; below it almost nothing would.
FEWEST_FOR_A_TREND: Final = 20
SIGNIFICANCE: Final = 0.05
# Two outcomes that are as likely differ by no more than so much of themselves, from rounding.
ROUNDING: Final = 1e-7


def in_second_half(
    offences: pd.DataFrame, period: tuple[pd.Timestamp, pd.Timestamp]
) -> pd.Series[Any]:
    """Say of each offence whether it lies in the second half of the period; missing if undated.

    An offence between two times counts at the middle, one known by its month at the month's middle.
    """
    start = offences[FROM_TIME]
    length = (offences[TO_TIME] - start).where(lambda span: span >= pd.Timedelta(0))
    by_month = (offences[TIME_PRECISION] == TimePrecision.MONTH) & length.isna()
    length = length.mask(by_month, pd.Timedelta(days=30)).fillna(pd.Timedelta(0))
    moment = start + length / 2
    zone = getattr(start.dtype, "tz", None)
    first, last = (_in_zone(pd.Timestamp(end), zone) for end in period)
    middle = first + (last - first) / 2
    return (moment >= middle).astype("boolean").mask(moment.isna())


def _in_zone(moment: pd.Timestamp, zone: tzinfo | None) -> pd.Timestamp:
    """Return the moment with a zone exactly when the table's times have one."""
    if zone is None:
        return moment.tz_localize(None)
    return moment.tz_convert(zone) if moment.tzinfo else moment.tz_localize(zone)


def trend_of(first: int, second: int, rest_first: int, rest_second: int) -> tuple[str, float]:
    """Compare a spot's second half of the period with its first, against the rest of the force.

    Parameters
    ----------
    first, second : int
        Offences in the spot in each half.
    rest_first, rest_second : int
        Offences of the same selection everywhere else.

    Returns
    -------
    word : str
        ``rising`` or ``falling`` where the spot changed otherwise than the rest of the force,
        ``no clear change``, or ``too few to tell`` (under 20 in the spot or in the rest).
    ratio : float
        ``second / first``, as it is, not set against the force; NaN without a first.

    Notes
    -----
    Fisher's exact test, two-sided, at 5 %: given how many offences there were in the spot, in the
    rest and in each half, the spot's would fall into the second half as the rest's did. Beside a
    large rest it is the binomial test of ``second`` among ``first + second``; a small rest makes it
    less sure, as it should. About one unchanged spot in twenty is called rising or falling by
    chance.

    A spot chosen because its year was bad tends to look better after it whatever is done
    (regression to the mean). Inside the period by which it was chosen, a trend says how the
    offences were spread over it, not that a patrol worked.
    """
    ratio = second / first if first else float("nan")
    total, rest = first + second, rest_first + rest_second
    if min(total, rest) < FEWEST_FOR_A_TREND or not (rest_first and rest_second):
        return "too few to tell", ratio
    if fisher_exact(first, second, rest_first, rest_second) > SIGNIFICANCE:
        return "no clear change", ratio
    return ("rising" if second / total > rest_second / rest else "falling"), ratio


def fisher_exact(first: int, second: int, rest_first: int, rest_second: int) -> float:
    """Return the two-sided p-value of Fisher's exact test: what is no likelier than what was found.

    Notes
    -----
    ``scipy.stats`` has it too; its import takes longer than all that a run asks of it.

    Examples
    --------
    >>> round(fisher_exact(8, 2, 1, 5), 12)
    0.034965034965
    """
    total, rest, seconds = first + second, rest_first + rest_second, second + rest_second
    inside = np.arange(max(0, seconds - rest), min(total, seconds) + 1)
    ways = np.array([inside, total - inside, seconds - inside, rest - seconds + inside])
    logs = -gammaln(ways + 1.0).sum(axis=0)
    chances = np.exp(logs - logs.max())
    found = chances[second - inside[0]]
    return float(chances[chances <= found * (1 + ROUNDING)].sum() / chances.sum())
