"""What was recorded in a zone before anything was done there: counts that a reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.operations.operation_counts import days_of, within
from hotspots.schema import LineKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspots.analyse.counted_lines import CountedLine
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Floats


def baseline(
    offences: gpd.GeoDataFrame,
    lines: Sequence[tuple[LineKind, CountedLine]],
    *,
    period: Period,
    before: Period | None,
    fewest: int,
) -> pd.DataFrame:
    """Count the offences of a zone in a period, and in the same one a year before.

    Parameters
    ----------
    offences : GeoDataFrame
        Those in the zone, of any day.
    lines : sequence of (LineKind, CountedLine)
        All offences first, then the groups, which add up to them; then themes.
    period : Period
    before : Period or None
        None where it is not known.
    fewest : int
        The least that is shown of a count: ``care.fewest_of`` of the force's offences.

    Returns
    -------
    DataFrame
        ``schema.ZONE_BASELINE_COLUMNS``, lines that never occur left out.

    Notes
    -----
    Sexual offences and domestic abuse are not counted. Where offences are not public, counts are
    told to the nearest five: two zones that overlap could else be subtracted, and what is left
    would be the few offences of the ground between them; and so could a group and a theme that
    holds it. An offence counts on the day on which ``evaluate`` counts it.
    """
    told = offences[~care.sensitive(offences)]
    days = days_of(told)
    counts = {
        column: _shown(told[within(days, [each])], lines, fewest)
        for column, each in (
            (schema.OFFENCES, period),
            (schema.OFFENCES_YEAR_BEFORE, before),
        )
        if each is not None
    }
    table = pd.DataFrame(
        {
            schema.LINE_KIND: [str(kind) for kind, _ in lines],
            schema.LINE: [line.label for _, line in lines],
            **counts,
        }
    ).reindex(columns=list(schema.ZONE_BASELINE_COLUMNS))
    whole = dict.fromkeys((schema.OFFENCES, schema.OFFENCES_YEAR_BEFORE), "Int64")
    table = table.astype(whole)
    is_none = (table[list(counts)] == 0).fillna(value=False).all(axis=1)
    kept = ~is_none | (table[schema.LINE_KIND] == str(LineKind.ALL))
    return table[kept].reset_index(drop=True)


def _shown(
    offences: gpd.GeoDataFrame, lines: Sequence[tuple[LineKind, CountedLine]], fewest: int
) -> Floats:
    """Return the counts of one period as a reader may see them."""
    held = np.column_stack([line.holds(offences) for _, line in lines])
    counts: Floats = held.sum(axis=0).astype(np.float64)
    if fewest <= 1:
        return counts
    one_place = np.zeros(len(offences), dtype=np.int64)
    if not care.may_be_shown(offences, one_place, 1).all():
        return np.full(len(lines), np.nan)
    groups = np.array([kind is LineKind.GROUP for kind, _ in lines])
    hidden = (counts > 0) & (counts < fewest)
    hidden[groups] |= care.withheld(pd.Series(counts[groups]), fewest=fewest)
    # A theme that holds what a group holds is not told in its place.
    part = (held.T.astype(np.int64) @ ~held) == 0
    hidden |= (part & part.T)[:, hidden].any(axis=1)
    return np.where(hidden, np.nan, care.to_nearest_five(counts))
