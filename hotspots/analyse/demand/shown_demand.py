"""Offences and harm of a span of days, as a reader may see them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from hotspots import care, schema
from hotspots.schema import Span

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.change.period_counts import Counting
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Bools, Floats

DAYS_28 = (Span.LAST_28_DAYS, Span.DAYS_BEFORE_28)
OfSpan = TypeVar("OfSpan", bound=StrEnum)


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
    spans: Mapping[OfSpan, Period],
    months_of: Mapping[OfSpan, Sequence[Period]],
    *,
    fewest: int,
    known_after: int | None,
    always: Collection[StrEnum] = DAYS_28,
) -> dict[OfSpan, ShownSpan]:
    """Count each span.

    Parameters
    ----------
    counted : Counting
    spans : mapping of span to Period
        By whatever names them.
    months_of : mapping of span to sequence of Period
        The months of each that is made of several.
    fewest : int
        The least that is shown of a count.
    known_after : int or None
        Leave out what was reported more than so many days after a span's end.
    always : collection of span
        Those that are told to the nearest five whatever their months are.

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
        if fewest > 1:
            for month in months_of.get(span, ()):
                in_fives |= counted.count(month).withheld
        if fewest > 1 and span in always:
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


def without_rounded(
    counted: Counting, table: pd.DataFrame, spans: Sequence[ShownSpan]
) -> pd.DataFrame:
    """Return comparisons without the figures of a count that is told to the nearest five.

    Parameters
    ----------
    counted : Counting
    table : DataFrame
        ``schema.CHANGE_COLUMNS``.
    spans : sequence of ShownSpan
        Those that are compared.
    """
    rounded = {
        (area, line.label)
        for each in spans
        for a, area in enumerate(counted.areas)
        for b, line in enumerate(counted.lines)
        if each.in_fives[a, b]
    }
    held = np.array(
        [pair in rounded for pair in zip(table[schema.AREA_NAME], table[schema.LINE], strict=True)],
        dtype=np.bool_,
    )
    figures = [
        schema.COUNT_NOW, schema.COUNT_EARLIER, schema.COUNT_EARLIER_SAME_DAYS,
        schema.CHANGE_RATIO, schema.CHANGE_LOW, schema.CHANGE_HIGH, schema.P_VALUE, schema.Q_VALUE,
        schema.DISPERSION, schema.EXTRA_HARM,
    ]  # fmt: skip
    return table.assign(
        **{name: table[name].mask(held) for name in figures},
        **{schema.IN_WORDS: table[schema.IN_WORDS].mask(held, table[schema.VERDICT])},
    )
