"""Offences and harm by area and line in any period, counted as they were known at its end.

Offences cluster: one offender, one weekend, one stall gives several. So counts vary more than a
Poisson count does, and an interval that did not know it would call too much a change. The yardstick
is the data's own: how far each month (or week) lay from the middle of its two neighbours, in units
of what chance gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.change.reporting_delay import day_numbers
from hotspots.schema import TimePrecision

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.periods import Period
    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.selection import Selection


# A district's own months are few: as many of the other districts' average stand beside them.
MONTHS_OF_THE_OTHERS: Final = 10
CONFIDENCE: Final = 0.95
# Neighbouring middles share months: so many independent ones each is worth (Gasser, Sroka and
# Jennen-Steinmetz 1986, 18/35).
WORTH_OF_EACH: Final = 18 / 35

# Of homes and of other buildings: 28A to 28H, 29, 29A, 30A to 30D, 31, 31A.
BURGLARY_CODES: Final = ("28", "29", "30", "31")
BURGLARY_CATEGORY: Final = "Burglary"
WHOLE_FORCE: Final = 0  # the first area is the force, its districts follow


@dataclass(frozen=True, kw_only=True)
class CountedLine:
    """One line of the comparison: a selection of offences, all of them, or their harm.

    Attributes
    ----------
    label : str
    selections : tuple of Selection
        An offence counts that any of them holds; none stands for all offences.
    is_harm : bool
        Count harm, not offences.
    """

    label: str
    selections: tuple[Selection, ...] = ()
    is_harm: bool = False

    def holds(self, offences: pd.DataFrame) -> Bools:
        """Say of each offence whether it counts."""
        held = np.full(len(offences), fill_value=not self.selections)
        for selection in self.selections:
            held |= selection.holds(offences).to_numpy()
        return held

    @property
    def holds_burglary(self) -> bool:
        """Whether burglary is among what counts, whose definition has changed twice."""
        return any(
            BURGLARY_CATEGORY in each.categories
            or any(code[:2] in BURGLARY_CODES for code in each.offence_codes)
            for each in self.selections
        )


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
    """

    days: int
    amounts: Floats
    squares: Floats
    harm: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """Offences reduced to what counting needs: a day, an area, and what each adds to each line."""

    areas: tuple[str, ...]
    lines: tuple[CountedLine, ...]
    begins: Longs
    ends: Longs
    reported: Longs
    area_of: Longs
    harm: Floats
    held: Bools  # offences down, lines across

    def count(self, period: Period, *, known_after_days: int | None = None) -> PeriodCounts:
        """Count what began in a period.

        Parameters
        ----------
        period : Period
        known_after_days : int, optional
            Leave out what was reported more than so many days after the period's end, so that an
            old period is counted as the newest one is: as it stood then.
        """
        first, last = period.first.toordinal(), period.last.toordinal()
        inside = (self.begins >= first) & (self.begins <= last)
        if known_after_days is not None:
            inside &= self.reported <= last + known_after_days
        area, held, harm = self.area_of[inside], self.held[inside], self.harm[inside]
        adds = np.where([line.is_harm for line in self.lines], harm[:, None], 1.0) * held
        return PeriodCounts(
            days=period.days,
            amounts=self._by_area(area, adds),
            squares=self._by_area(area, adds**2),
            harm=self._by_area(area, harm[:, None] * held),
        )

    def across_the_edges(self, period: Period) -> int:
        """Return how many offences are known only as a range that runs over an edge."""
        first, last = period.first.toordinal(), period.last.toordinal()
        over = [(self.begins < edge) & (self.ends >= edge) for edge in (first, last + 1)]
        return int((over[0] | over[1]).sum())

    def _by_area(self, area: Longs, adds: Floats) -> Floats:
        """Sum by area; the first is the force, in which those of no district count too."""
        sums = np.empty((len(self.areas), adds.shape[1]))
        for line in range(adds.shape[1]):
            # Sorted, so that the sum is the same to the last digit in any order of the rows.
            order = np.lexsort((adds[:, line], area))
            by_area = np.bincount(area[order], weights=adds[order, line], minlength=len(self.areas))
            sums[:, line] = by_area
            sums[WHOLE_FORCE, line] = np.sort(adds[:, line]).sum()
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
        held=np.column_stack([line.holds(offences) for line in lines]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Dispersion:
    """By how many times the variance of counts is that of chance alone.

    Attributes
    ----------
    factors : float array of shape (areas, lines)
        1 or above; larger where it rests on little, as Student's t is wider than the normal.
    steps : int
        How many months (or weeks) with two neighbours it was measured on; 0 when it could not be.
    """

    factors: Floats
    steps: int


def dispersion(runs: Sequence[Sequence[PeriodCounts]], shape: tuple[int, int]) -> Dispersion:
    """Measure how far steps lie from the middle of their neighbours.

    Parameters
    ----------
    runs : sequence of runs of PeriodCounts
        Each run's steps adjoin; none is the period that is judged, which must not be its own
        yardstick. The first area is the force, the others are its districts.
    shape : (int, int)
        Areas and lines.

    Returns
    -------
    Dispersion

    Notes
    -----
    Of each three adjoining steps, the squared score statistic of the middle one's rate being the
    mean of the others'; its mean is 1 under chance. A slow rise moves it not at all and a season
    hardly: both are straight over three months. A district's factor is drawn to the mean of all
    districts in the same line; the force's is at least that mean, for what the districts share adds
    to it and nothing takes from it.

    References
    ----------
    Gasser, Sroka and Jennen-Steinmetz (1986), Residual variance and residual pattern in nonlinear
    regression, Biometrika 73.
    """
    threes = [three for run in runs for three in zip(run, run[1:], run[2:], strict=False)]
    if not threes:
        return Dispersion(factors=np.ones(shape), steps=0)
    squared = np.stack([_squared_score(*three) for three in threes])
    sums, counts = np.nansum(squared, axis=0), (~np.isnan(squared)).sum(axis=0)
    of_districts = sums[1:].sum(axis=0) / np.maximum(counts[1:].sum(axis=0), 1)
    factors = (sums + MONTHS_OF_THE_OTHERS * of_districts) / (counts + MONTHS_OF_THE_OTHERS)
    factors[0] = np.maximum(sums[0] / np.maximum(counts[0], 1), of_districts)
    rest_on = counts + MONTHS_OF_THE_OTHERS
    rest_on[0] = counts[0]
    wider = _wider(np.maximum(rest_on * WORTH_OF_EACH, 1.0))
    return Dispersion(factors=np.maximum(factors * wider, 1.0), steps=len(threes))


def _squared_score(left: PeriodCounts, middle: PeriodCounts, right: PeriodCounts) -> Floats:
    """Return the squared score statistic of the middle rate; missing where nothing was counted."""
    three = (left, middle, right)
    together = sum((each.amounts for each in three), np.zeros_like(left.amounts))
    squares = sum((each.squares for each in three), np.zeros_like(left.squares))
    days = sum(each.days for each in three)
    between = (left.amounts / left.days + right.amounts / right.days) / 2
    spread = 1 / middle.days + (1 / left.days + 1 / right.days) / 4
    # What one event adds, times the rate of events: the variance of a rate over one day.
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = squares / together * (together / days) * spread
        squared = (middle.amounts / middle.days - between) ** 2 / variance
    return np.where(together > 0, squared, np.nan)


def _wider(steps: Floats) -> Floats:
    """Return by how much a variance from so many steps is raised, as t is wider than the normal."""
    from scipy import stats  # noqa: PLC0415 - half a second to import, used only here

    tail = 1 - (1 - CONFIDENCE) / 2
    return np.asarray(stats.t.ppf(tail, steps) / stats.norm.ppf(tail)) ** 2
