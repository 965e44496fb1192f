"""Counts and harm of each ward for its residents or households."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from hotspots import schema, words
from hotspots.analyse.temporal import offence_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import WardScene, WeekHours
    from hotspots.selection import Selection


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


def in_words(selections: Sequence[Selection]) -> str:
    """Return what the selections are in a sentence: ``street violence and public order``."""
    names = [words.in_mid_sentence(selection.label) for selection in selections]
    if len(names) < 2:  # noqa: PLR2004 - one needs no "and"
        return names[0] if names else "all offences"
    return f"{', '.join(names[:-1])} and {names[-1]}"


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
