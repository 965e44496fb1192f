"""Which days the data speak of: where they begin and end, and the months that are not there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import words
from hotspots.analyse.periods import ONE_DAY, Period, whole_months
from hotspots.schema import (
    CATEGORY,
    DOMESTIC_ABUSE,
    DWELLING,
    FROM_TIME,
    MARKERS,
    OFFENCE_CODE,
    TIME_PRECISION,
    TimePrecision,
)
from hotspots.selection import RowsTell

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.selection import Selection

# A month with fewer than this share of the usual month's offences was not delivered.
LEAST_SHARE_OF_A_USUAL_MONTH: Final = 0.1
# Days without an offence at either end are taken for quiet ones as long as chance could do it.
LEAST_CHANCE_OF_SILENCE: Final = 0.01
# Months whose shares of rows with an offence code differ by more are of two kinds of source.
MOST_DIFFERENCE_IN_CODES: Final = 0.5
# What so large a share of the rows tells, a source tells.
LEAST_SHARE_TOLD: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class DataCover:
    """What the data cover.

    Attributes
    ----------
    first, last : date
    months : mapping of (year, month) to float
        Those that were delivered, with the share of their rows that have an offence code.
    offences_a_day : float
    by_month : bool
        Whether any of it is known to the month only.
    """

    first: date
    last: date
    months: dict[tuple[int, int], float]
    offences_a_day: float
    by_month: bool

    @property
    def quiet_days(self) -> int:
        """How many days in a row may be without an offence by chance."""
        return math.floor(-math.log(LEAST_CHANCE_OF_SILENCE) / self.offences_a_day)

    def lies_outside(self, period: Period) -> str | None:
        """Say why a period reaches beyond the data's first or last day; None where it does not."""
        if (self.first - period.first).days > self.quiet_days:
            return f"the offences given begin on {_day(self.first)}"
        if (period.last - self.last).days > self.quiet_days:
            return f"the offences given end on {_day(self.last)}"
        return None

    def lacks(self, period: Period) -> str | None:
        """Say why the data do not cover a period; None where they do."""
        outside = self.lies_outside(period)
        if outside is not None:
            return outside
        missing = [month for month in _months_of(period) if month not in self.months]
        if missing:
            return f"there are hardly any offences of {date(*missing[0], 1):%B %Y}"
        return None

    def differ_in_kind(self, one: Period, other: Period) -> bool:
        """Say whether two covered periods are of two kinds: one with codes, one with categories."""
        shares = [
            sum(self.months.get(month, 0.0) for month in months) / len(months)
            for months in (_months_of(one), _months_of(other))
        ]
        return abs(shares[0] - shares[1]) > MOST_DIFFERENCE_IN_CODES

    def last_whole_month(self, until: date | None = None) -> Period | None:
        """Return the newest month that is covered whole, none that ends after a day."""
        end = self.last + ONE_DAY * self.quiet_days
        months = list(whole_months(self.first.replace(day=1), min(end, until or end)))
        return next((month for month in reversed(months) if self.lacks(month) is None), None)


def data_cover(offences: gpd.GeoDataFrame, period: tuple[date, date]) -> DataCover:
    """Return which days the data speak of.

    Parameters
    ----------
    offences : GeoDataFrame
        At least one; ``from_time`` is never missing.
    period : (date, date)
        First and last day that the reader found them to cover.
    """
    begins = offences[FROM_TIME].dt.tz_localize(None)
    months = begins.dt.to_period("M")
    counts = months.value_counts()
    usual = counts[counts >= LEAST_SHARE_OF_A_USUAL_MONTH * counts.median()]
    coded = offences[OFFENCE_CODE].notna().groupby(months).mean()
    first, last = period
    return DataCover(
        first=first,
        last=last,
        months={(month.year, month.month): float(coded[month]) for month in sorted(usual.index)},
        offences_a_day=len(offences) / ((last - first).days + 1),
        by_month=bool((offences[TIME_PRECISION] == TimePrecision.MONTH).any()),
    )


def reads_selection(offences: pd.DataFrame, selection: Selection) -> bool:
    """Say whether the source can show a selection: by its codes, its categories, or its marker.

    A selection that is named by offence codes alone is empty in data that have categories only,
    one of collisions in data of offences, and one of domestic abuse in data that do not mark it: 0
    would be a false figure.
    """
    if selection.domestic_abuse is not None and not offences[DOMESTIC_ABUSE].notna().any():
        return False
    markers = [each for each in selection.marked if each in offences]
    if selection.marked and not any(offences[each].notna().any() for each in markers):
        return False
    if selection.by_marker_alone:
        return True
    has_codes = bool(selection.offence_codes) and bool(offences[OFFENCE_CODE].notna().any())
    return has_codes or bool(set(selection.categories) & set(offences[CATEGORY].dropna().unique()))


def rows_tell(offences: pd.DataFrame) -> RowsTell:
    """Return what most of the rows tell of an offence: its code, whether in a home, its hour.

    A table without the column of dwellings tells nothing of homes.
    """
    timed = offences[TIME_PRECISION].isin([TimePrecision.EXACT, TimePrecision.RANGE])
    nowhere = pd.Series(pd.NA, index=offences.index)
    in_home = offences.get(DWELLING, nowhere).notna()
    told = (offences[OFFENCE_CODE].notna(), in_home, timed)
    codes, places, hours = (bool(each.mean() >= LEAST_SHARE_TOLD) for each in told)
    markers = frozenset(each for each in MARKERS if each in offences and offences[each].any())
    return RowsTell(codes=codes, places=places, hours=hours, markers=markers)


def _months_of(period: Period) -> list[tuple[int, int]]:
    months = pd.period_range(period.first, period.last, freq="M")
    return [(month.year, month.month) for month in months]


def _day(day: date) -> str:
    return words.day(day)
