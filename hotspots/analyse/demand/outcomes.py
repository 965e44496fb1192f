"""Outcomes by area and offence group: whether a suspect was found, and what is still open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.schema import AreaKind, OutcomeGroup

if TYPE_CHECKING:
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Floats

# A month of which more is still under investigation has outcomes that will change.
MOST_OPEN: Final = 0.10
ALL_GROUPS: Final = "All offences"


def open_by_month(
    offences: pd.DataFrame, outcomes: pd.Series[str], months: Sequence[Period]
) -> pd.DataFrame:
    """Return how much of each month is still under investigation.

    Parameters
    ----------
    offences : DataFrame
        ``from_time``.
    outcomes : Series of str
        An OutcomeGroup each, on the same index; missing where there is none.
    months : sequence of Period

    Returns
    -------
    DataFrame
        One row a month: ``period``, ``offences`` with an outcome, and the share of them
        ``under_investigation`` (0 to 1; missing without any).
    """
    there = outcomes.notna()
    rows = []
    for month in months:
        own = outcomes[there & month.holds(offences[schema.FROM_TIME])]
        still = float((own == OutcomeGroup.UNDER_INVESTIGATION).mean()) if len(own) else np.nan
        rows.append((month.in_words, len(own), still))
    return pd.DataFrame(
        rows, columns=[schema.PERIOD_IN_WORDS, schema.OFFENCES, schema.UNDER_INVESTIGATION]
    )


def shown_open(by_month: pd.DataFrame, *, fewest: int) -> pd.DataFrame:
    """Return what a reader may see of it: no share of 1 to 4 offences, nor that leaves as few."""
    number, share = by_month[schema.OFFENCES], by_month[schema.UNDER_INVESTIGATION]
    still = (number * share).round()
    few = np.zeros(len(by_month), dtype=np.bool_)
    for each in (number, still, number - still):
        few |= ((each > 0) & (each < fewest)).to_numpy()
    return by_month.assign(
        **{
            schema.OFFENCES: care.shown_counts(number, fewest=fewest),
            schema.UNDER_INVESTIGATION: share.mask(few),
        }
    )


def outcome_table(
    offences: pd.DataFrame,
    outcomes: pd.Series[str],
    *,
    force: str,
    districts: Sequence[str],
    groups: Sequence[str],
) -> pd.DataFrame:
    """Return the outcomes of each area and offence group.

    Parameters
    ----------
    offences : DataFrame
        ``category`` and ``district``.
    outcomes : Series of str
        An OutcomeGroup each, on the same index; missing where there is none.
    force : str
    districts, groups : sequence of str

    Returns
    -------
    DataFrame
        ``schema.OUTCOME_COLUMNS``: the force first, all offences first. Counts that a reader may
        not see are missing, and so are the shares of them.
    """
    parts = [str(each) for each in OutcomeGroup]
    areas = (force, *districts)
    counts = _counts(offences, outcomes, districts, groups, parts)
    hidden = care.withheld_in_table(counts, fewest=care.fewest_of(offences))
    shown = np.where(hidden, np.nan, counts)
    rows = []
    for a, area in enumerate(areas):
        for g, group in enumerate((ALL_GROUPS, *groups)):
            whole, *own = shown[a, g]
            told = dict(zip(parts, own, strict=True))
            found = told[OutcomeGroup.DEALT_WITH] + told[OutcomeGroup.SUSPECT_NO_ACTION]
            share = 1 / whole if whole else np.nan
            rows.append(
                {
                    schema.AREA_KIND: str(AreaKind.DISTRICT if a else AreaKind.FORCE),
                    schema.AREA_NAME: area,
                    schema.LINE: group,
                    schema.OFFENCES: whole,
                    **told,
                    schema.SUSPECT_SHARE: found * share,
                    schema.UNDETECTED_SHARE: told[OutcomeGroup.NO_SUSPECT] * share,
                }
            )
    return pd.DataFrame(rows, columns=list(schema.OUTCOME_COLUMNS))


def _counts(
    offences: pd.DataFrame,
    outcomes: pd.Series[str],
    districts: Sequence[str],
    groups: Sequence[str],
    parts: Sequence[str],
) -> Floats:
    """Count by area, group and part, the sum first along each; what is in no district is last."""
    used = outcomes.notna() & offences[schema.CATEGORY].isin(groups)
    own = offences[used]
    at = [
        column.map({name: number for number, name in enumerate(names)})
        .fillna(len(names))
        .to_numpy(dtype=np.int64)
        for column, names in (
            (own[schema.DISTRICT], districts),
            (own[schema.CATEGORY], groups),
            (outcomes[used], parts),
        )
    ]
    cells = np.zeros((len(districts) + 1, len(groups), len(parts)))
    np.add.at(cells, tuple(at), 1.0)
    for side in range(cells.ndim):
        cells = np.concatenate([cells.sum(axis=side, keepdims=True), cells], axis=side)
    return cells
