"""Offences by ward and line in any period, each ward withheld beside its district."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from hotspots import care
from hotspots.analyse.change.period_counts import (
    WHOLE_FORCE,
    Counting,
    PeriodCounts,
    Tally,
)

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.counted_lines import CountedLine
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Longs


@dataclass(frozen=True, kw_only=True, eq=False)
class WardTally:
    """What counts offences by ward: the force first, then the wards, district by district.

    Attributes
    ----------
    whole : Counting
        By district.
    kept : array of int, of shape (lines,)
        Which of its lines are counted by ward.
    by_district : tuple of Tally
        A district and its wards, of the lines that are kept.
    """

    whole: Counting
    kept: Longs
    by_district: tuple[Tally, ...]

    @property
    def areas(self) -> tuple[str, ...]:
        """The force, then the codes of the wards."""
        wards = (ward for each in self.by_district for ward in each.areas[1:])
        return (self.whole.areas[0], *wards)

    @property
    def lines(self) -> tuple[CountedLine, ...]:
        """What is counted by ward."""
        return tuple(self.whole.lines[at] for at in self.kept)

    def count(
        self, period: Period, *, known_after_days: int | None = None, withholds: bool = True
    ) -> PeriodCounts:
        """Count what began in a period, as ``Tally.count`` does.

        A ward's count is withheld by what is told of its district's other wards, and where its
        district's own is withheld beside those of other districts.
        """
        force = self.whole.count(period, known_after_days=known_after_days, withholds=withholds)
        parts = [
            each.count(period, known_after_days=known_after_days, withholds=withholds)
            for each in self.by_district
        ]
        numbers = {name: at for at, name in enumerate(self.whole.areas)}
        shut = [force.withheld[numbers[each.areas[0]]][self.kept] for each in self.by_district]
        first = slice(WHOLE_FORCE, WHOLE_FORCE + 1)

        def stacked(name: str) -> list[Any]:
            own = getattr(force, name)[first][:, self.kept]
            return [own, *(getattr(each, name)[1:] for each in parts)]

        whole, *withheld = stacked("withheld")
        return PeriodCounts(
            days=period.days,
            amounts=np.vstack(stacked("amounts")),
            squares=np.vstack(stacked("squares")),
            harm=np.vstack(stacked("harm")),
            withheld=np.vstack(
                [whole, *(own | beside for own, beside in zip(withheld, shut, strict=True))]
            ),
        )


def ward_tally(
    whole: Tally,
    ward_of: pd.Series[str],
    wards: Mapping[str, Sequence[str]],
    kept: Sequence[bool],
    *,
    by_district: Counting | None = None,
) -> WardTally:
    """Return what counts by ward.

    Parameters
    ----------
    whole : Tally
        By district.
    ward_of : Series of str
        The ward code of each of its offences, in their order; missing where there is none.
    wards : mapping of str to sequence of str
        District → the codes of its wards.
    kept : sequence of bool
        Which lines are counted by ward.
    by_district : Counting, optional
        What counts the whole for it, where others ask for the same: ``CountedOnce``.
    """
    lines = np.flatnonzero(np.array(kept))
    return WardTally(
        whole=by_district or whole,
        kept=lines,
        by_district=tuple(
            _of_district(whole, at, ward_of, wards.get(district, ()), lines)
            for at, district in enumerate(whole.areas[1:], start=1)
        ),
    )


def _of_district(
    whole: Tally, at: int, ward_of: pd.Series[str], wards: Sequence[str], lines: Longs
) -> Tally:
    own = np.flatnonzero(whole.area_of == at)
    numbers = {ward: number for number, ward in enumerate(wards, start=1)}
    area_of = np.asarray(ward_of.iloc[own].map(numbers).fillna(WHOLE_FORCE), dtype=np.int64)
    return replace(
        whole,
        areas=(whole.areas[at], *wards),
        lines=tuple(whole.lines[each] for each in lines),
        begins=whole.begins[own],
        ends=whole.ends[own],
        reported=whole.reported[own],
        area_of=area_of,
        harm=whole.harm[own],
        held=whole.held[np.ix_(own, lines)],
        patterns=care.patterns_of(whole.patterns[:, lines]),
    )
