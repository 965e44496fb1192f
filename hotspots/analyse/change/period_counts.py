"""Offences and harm by area and line in any period, counted as they were known at its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from hotspots import care, schema
from hotspots.analyse.change.reporting_delay import day_numbers
from hotspots.schema import TimePrecision

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.counted_lines import CountedLine
    from hotspots.analyse.periods import Period
    from hotspots.arrays import Bools, Floats, Longs


WHOLE_FORCE: Final = 0  # the first area is the force, its districts follow


@dataclass(frozen=True, kw_only=True, eq=False)
class PeriodCounts:
    """What was counted in one period, by area (down) and line (across).

    Attributes
    ----------
    days : int
    amounts : float array of shape (areas, lines)
        Offences; harm in a line of harm.
    squares : float array of shape (areas, lines)
        The sum of the squares of what each offence adds: of a count, the count.
    harm : float array of shape (areas, lines)
        Harm of the line's offences; what the index does not know adds nothing.
    withheld : bool array of shape (areas, lines)
        What a reader may not see: ``care.withheld_cells``.
    """

    days: int
    amounts: Floats
    squares: Floats
    harm: Floats
    withheld: Bools


class Counting(Protocol):
    """What counts offences by area and line in any period, the whole first."""

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the areas; the first is the whole."""

    @property
    def lines(self) -> tuple[CountedLine, ...]:
        """What is counted."""

    def count(
        self, period: Period, *, known_after_days: int | None = None, withholds: bool = True
    ) -> PeriodCounts:
        """Count what began in a period."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CountedOnce:
    """What counts each period once, however many spans of one report have it.

    Attributes
    ----------
    counted : Counting
    found : dict
        What was counted, by what was asked; it goes with the report.
    """

    counted: Counting
    found: dict[tuple[Period, int | None, bool], PeriodCounts] = field(default_factory=dict)

    @property
    def areas(self) -> tuple[str, ...]:
        """Names of the areas; the first is the whole."""
        return self.counted.areas

    @property
    def lines(self) -> tuple[CountedLine, ...]:
        """What is counted."""
        return self.counted.lines

    def count(
        self, period: Period, *, known_after_days: int | None = None, withholds: bool = True
    ) -> PeriodCounts:
        """Count what began in a period, as ``Tally.count`` does."""
        asked = (period, known_after_days, withholds)
        if asked not in self.found:
            self.found[asked] = self.counted.count(
                period, known_after_days=known_after_days, withholds=withholds
            )
        return self.found[asked]


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """Offences reduced to what counting needs: a day, an area, and what each adds to each line.

    Attributes
    ----------
    patterns : bool array of shape (patterns, lines)
        In which lines one offence can be at once: ``care.patterns_of``.
    fewest : int
        The least that is shown of a count: ``care.fewest_of``.
    """

    areas: tuple[str, ...]
    lines: tuple[CountedLine, ...]
    begins: Longs
    ends: Longs
    reported: Longs
    area_of: Longs
    harm: Floats
    held: Bools  # offences down, lines across
    patterns: Bools
    fewest: int

    def count(
        self, period: Period, *, known_after_days: int | None = None, withholds: bool = True
    ) -> PeriodCounts:
        """Count what began in a period.

        Parameters
        ----------
        period : Period
        known_after_days : int, optional
            Leave out what was reported more than so many days after the period's end, so that an
            old period is counted as the newest one is: as it stood then.
        withholds : bool
            False where no reader sees the counts, as of months that are only measured.
        """
        first, last = period.first.toordinal(), period.last.toordinal()
        inside = (self.begins >= first) & (self.begins <= last)
        if known_after_days is not None:
            inside &= self.reported <= last + known_after_days
        own = np.flatnonzero(inside)
        # Sorted, so that sums are the same to the last digit in any order of the rows.
        own = own[np.argsort(self.harm[own])]
        area, held, weight = self.area_of[own], self.held[own], self.harm[own]
        offences = self._by_area(area, held, np.ones(len(own)))
        harm = self._by_area(area, held, weight)
        squares = offences.copy()
        of_harm = np.array([line.is_harm for line in self.lines])
        squares[:, of_harm] = self._by_area(area, held[:, of_harm], weight**2)
        return PeriodCounts(
            days=period.days,
            amounts=np.where(of_harm, harm, offences),
            squares=squares,
            harm=harm,
            withheld=care.withheld_cells(
                offences, self.patterns, fewest=self.fewest if withholds else 1
            ),
        )

    def across_the_edges(self, period: Period) -> int:
        """Return how many offences are known only as a range that runs over an edge."""
        first, last = period.first.toordinal(), period.last.toordinal()
        over = [(self.begins < edge) & (self.ends >= edge) for edge in (first, last + 1)]
        return int((over[0] | over[1]).sum())

    def _by_area(self, area: Longs, held: Bools, adds: Floats) -> Floats:
        """Sum what offences add to each line, by area; the force comes first.

        In the force those of no district count too.
        """
        sums = np.empty((len(self.areas), held.shape[1]))
        for line, own in enumerate(held.T):
            sums[:, line] = np.bincount(area[own], weights=adds[own], minlength=len(self.areas))
            sums[WHOLE_FORCE, line] = adds[own].sum()
        return sums


def tally(
    offences: gpd.GeoDataFrame,
    lines: Sequence[CountedLine],
    *,
    force: str,
    districts: Sequence[str],
    harm_column: str,
) -> Tally:
    """Reduce offences to what counting needs.

    Parameters
    ----------
    offences : GeoDataFrame
        Weighed, see ``weigh_offences``. An offence counts on the day on which it began, on the
        clock in the street.
    lines : sequence of CountedLine
    force : str
        What the whole is called; it comes first among the areas.
    districts : sequence of str
    harm_column : str
        The weights; a missing one adds nothing.
    """
    schema.require_columns(
        offences,
        (schema.DISTRICT, schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME),
        "offences",
    )
    begins, ends, reported = (
        day_numbers(offences[column].dt.tz_localize(None).to_numpy())
        for column in (schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME)
    )
    # A month or a day is a range too, but not one that could run over the edge of a period.
    held = np.column_stack([line.holds(offences) for line in lines])
    is_range = (offences[schema.TIME_PRECISION] == TimePrecision.RANGE).to_numpy()
    numbers = {name: at for at, name in enumerate(districts, start=1)}
    return Tally(
        areas=(force, *districts),
        lines=tuple(lines),
        begins=begins,
        ends=np.where(is_range, ends, begins),
        reported=reported,
        area_of=offences[schema.DISTRICT].map(numbers).fillna(WHOLE_FORCE).to_numpy(dtype=np.int64),
        harm=offences[harm_column].fillna(0.0).to_numpy(dtype=np.float64),
        held=held,
        patterns=care.patterns_of(held),
        fewest=care.fewest_of(offences),
    )
