"""Counts and harm of each ward for its residents or households.

Whether a ward's offences rose or fell is told against the force's own, and drawn to the force's
where they are few. Of a ward's n offences in two halves (of the period, or last year and this), b
fall into the second. The force's share in the second half is P; a ward's own share is taken to vary
around P as a Beta with mean P and precision m, and b to be binomial. The best estimate of the
ward's share is then

    p = (b + m·P) / (n + m),

and the trend its odds over the force's: p/(1 − p) ÷ P/(1 − P). 1 is as the force; 1.2 is a rise of
20 % more than the force's. m is the value under which the wards' own counts are likeliest: where
wards differ by no more than chance m is large and every trend is near 1; where they differ, a ward
with offences enough keeps what it counted.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import betaln

from hotspots import care, schema
from hotspots.analyse.temporal import offence_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.wards.ward_measure_types import WardScene, WeekHours
    from hotspots.arrays import Floats
    from hotspots.selection import Selection

    Counts = NDArray[np.floating[Any]]


# In offences. Below ten a ward of fifty would be heard almost alone; at a million no ward is, so
# that wards which differ by chance alone have one trend.
LEAST_PRECISION = 10.0
GREATEST_PRECISION = 1_000_000.0
ONE_IN_TWENTY = 2.706

PER = 1_000


def any_of(selections: Sequence[Selection], offences: pd.DataFrame) -> pd.Series[bool]:
    """Say which offences belong to any of the selections; all do where there is none."""
    held = pd.Series(not selections, index=offences.index)
    for selection in selections:
        held |= selection.holds(offences)
    return held


def counts_by_ward(offences: pd.DataFrame, scene: WardScene) -> pd.Series[float]:
    """Return the number of offences of each ward, on the index of the scene's wards."""
    counts = offences[schema.WARD_CODE].value_counts()
    return counts.reindex(scene.wards.index, fill_value=0).astype("float64")


def withheld_wards(counts: pd.Series[int] | pd.Series[float], scene: WardScene) -> pd.Series[bool]:
    """Say of which wards a count is withheld, where a reader may know those of the districts."""
    return withheld_in_districts(counts, scene, fewest=care.fewest_of(scene.offences))


def withheld_in_districts(
    counts: pd.Series[int] | pd.Series[float], scene: WardScene, *, fewest: int
) -> pd.Series[bool]:
    """Say of which wards a count is withheld, by ``care.withheld``, in each district."""
    everywhere = pd.Series("", index=scene.wards.index)
    districts = scene.wards.get(schema.DISTRICT, everywhere).fillna("")
    hidden = pd.Series(data=False, index=counts.index)
    for _, own in counts.groupby(districts):
        hidden[own.index] = care.withheld(own, fewest=fewest)
    return hidden


def together_where(
    hidden: pd.Series[bool],
    amounts: pd.Series[float],
    counts: pd.Series[float],
    people: pd.Series[float],
    scene: WardScene,
) -> pd.Series[float]:
    """Return each ward's rate; for the wards that are withheld, the one of them all together.

    By it they can be ranked, and their ranks tell no more of one than is known of all. Where even
    all of them have fewer offences than may be shown, it is the force's.
    """
    rates = rate_for(amounts, people, scene.years)
    known = hidden & rates.notna()
    if not known.any():
        return rates
    enough = care.shown_count(int(counts[known].sum())) is not None
    of_whom = known if enough else rates.notna()
    return rates.mask(known, force_rate(amounts[of_whom], people[of_whom], scene.years))


def sums_by_ward(
    values: pd.Series[float], wards: pd.Series[str], scene: WardScene
) -> pd.Series[float]:
    """Return the exact sum of the values of each ward, the same in whatever order they stand."""
    known = values.notna() & wards.notna()
    sums = values[known].groupby(wards[known]).agg(math.fsum)
    return sums.reindex(scene.wards.index, fill_value=0.0).astype("float64")


def rate_for(amounts: pd.Series[float], people: pd.Series[float], years: float) -> pd.Series[float]:
    """Return what falls on 1,000 people or households a year; missing where there are none."""
    return amounts * PER / people.where(people > 0) / years


def force_rate(amounts: pd.Series[float], people: pd.Series[float], years: float) -> float:
    """Return the rate of all wards together whose people are known; missing without any."""
    known = people > 0
    total = math.fsum(people[known])
    return math.fsum(amounts[known]) * PER / total / years if total else math.nan


def shares_within(offences: gpd.GeoDataFrame, hours: WeekHours) -> pd.Series[float]:
    """Return the share of each offence that falls in the hours; missing where none is known."""
    weights = offence_hours(offences)
    inside = np.isin(weights.hours_of_week, hours.hours)
    shares = np.bincount(
        weights.rows[inside], weights=weights.weights[inside], minlength=len(offences)
    ).astype(np.float64)
    shares[weights.timeless] = np.nan
    return pd.Series(shares, index=offences.index)


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
        ranks[known.index] = (known.rank() - 1) / (len(known) - 1) * 100
    return ranks


def shrunk_trend(first: Counts, second: Counts) -> Floats:
    """Return each ward's change between two halves over the force's, shrunk toward 1 where few.

    Parameters
    ----------
    first, second : array of shape (wards,)
        Offences of each ward in each half.

    Returns
    -------
    float array of shape (wards,)
        Above 0; 1 for a ward without offences. All missing where a half has none at all.

    References
    ----------
    Griffiths (1973), "Maximum likelihood estimation for the beta-binomial distribution and an
    application to the household distribution of the total number of cases of a disease",
    Biometrics 29.
    """
    total_first, total_second = int(first.sum()), int(second.sum())
    if not (total_first and total_second):
        return np.full(len(first), np.nan)
    force_share = total_second / (total_first + total_second)
    precision = trend_precision(first, second)
    share = (second + precision * force_share) / (first + second + precision)
    odds = share / (1 - share)
    return np.asarray(odds / (force_share / (1 - force_share)), dtype=np.float64)


def changes_differ(first: Counts, second: Counts) -> bool:
    """Say whether the wards' changes differ by more than chance alone would have them differ.

    The likelihood of the counts under the precision that fits them best is set against that under
    one change for all wards. Twice the logarithm of their ratio passes 2.71 in one of twenty forces
    in which all wards move alike: under a bound it is a half-and-half mixture of 0 and
    chi-squared (Self & Liang 1987, Journal of the American Statistical Association 82).
    """
    if not (first.sum() and second.sum()):
        return False
    best = _log_likelihood(first, second, trend_precision(first, second))
    alike = _log_likelihood(first, second, GREATEST_PRECISION)
    return 2 * (best - alike) > ONE_IN_TWENTY


def trend_precision(first: Counts, second: Counts) -> float:
    """Return m: how many offences of a ward the force's own change is worth."""
    bounds = (np.log(LEAST_PRECISION), np.log(GREATEST_PRECISION))
    found = minimize_scalar(
        lambda log_precision: -_log_likelihood(first, second, float(np.exp(log_precision))),
        bounds=bounds,
        method="bounded",
    )
    return float(np.exp(found.x))


def _log_likelihood(first: Counts, second: Counts, precision: float) -> float:
    """Return the log-likelihood of beta-binomial counts, without its constant terms."""
    force_share = second.sum() / (first.sum() + second.sum())
    rises, falls = precision * force_share, precision * (1 - force_share)
    # Added up exactly, so that it is the same in whatever order the wards stand.
    return math.fsum(betaln(second + rises, first + falls) - betaln(rises, falls))
