"""Offences and harm of a span of days, as a reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspots import care
from hotspots.schema import Span

if TYPE_CHECKING:
    from hotspots.analyse.change.period_counts import Counting
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Bools, Floats

TO_DATE = (Span.YEAR_TO_DATE, Span.YEAR_TO_DATE_BEFORE)
DAYS_28 = (Span.LAST_28_DAYS, Span.DAYS_BEFORE_28)


@dataclass(frozen=True, kw_only=True, eq=False)
class ShownSpan:
    """One span; arrays of shape (areas, lines).

    Attributes
    ----------
    period : Period
    offences, harm : float array
        Missing where withheld.
    in_fives : bool array
        Where the offences are told to the nearest five; harm is then withheld.
    """

    period: Period
    offences: Floats
    harm: Floats
    in_fives: Bools


def shown_spans(
    counted: Counting,
    spans: Mapping[Span, Period],
    months_of: Mapping[Span, Sequence[Period]],
    *,
    fewest: int,
    known_after: int | None,
) -> dict[Span, ShownSpan]:
    """Count each span.

    Parameters
    ----------
    counted : Counting
    spans : mapping of Span to Period
    months_of : mapping of Span to sequence of Period
        The months of each year to date.
    fewest : int
        The least that is shown of a count.
    known_after : int or None
        Leave out what was reported more than so many days after a span's end.

    Notes
    -----
    A month that is withheld could be had from the months beside it and the year to date, in this
    report or from one report to the next. Where a month of the year is withheld, its sum is
    therefore told to the nearest five. The last 28 days always are, as what they leave out of a
    month is a day to three.
    """
    found = {}
    for span, period in spans.items():
        counts = counted.count(period, known_after_days=known_after)
        in_fives = np.zeros(counts.withheld.shape, dtype=np.bool_)
        if fewest > 1 and span in TO_DATE:
            for month in months_of[span]:
                in_fives |= counted.count(month).withheld
        if fewest > 1 and span in DAYS_28:
            in_fives[:] = True
        in_fives &= ~counts.withheld
        offences = np.where(in_fives, care.to_nearest_five(counts.amounts), counts.amounts)
        harm = care.shown_harm(counts.harm) if fewest > 1 else counts.harm
        found[span] = ShownSpan(
            period=period,
            offences=np.where(counts.withheld, np.nan, offences),
            harm=np.where(counts.withheld | in_fives, np.nan, harm),
            in_fives=in_fives,
        )
    return found
