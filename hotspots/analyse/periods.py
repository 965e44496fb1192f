"""Periods that are compared: a month and the one before it, the same month a year earlier."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd

ONE_DAY: Final = timedelta(days=1)
DAYS_A_WEEK: Final = 7
MONTHS_A_YEAR: Final = 12
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Whole weeks are compared with the same weekdays of the year before: 52 weeks earlier.
YEAR_OF_WEEKS: Final = timedelta(weeks=52)
# Shorter periods are compared with others of their own length, not with months.
SHORTEST_MONTH_DAYS: Final = 28


@dataclass(frozen=True, kw_only=True, order=True)
class Period:
    """A first and a last day, both in it.

    Examples
    --------
    >>> Period.of_month("2025-11").in_words
    'November 2025'
    >>> Period.of_month("2025-11").before().in_words
    'October 2025'
    >>> Period(first=date(2025, 11, 3), last=date(2025, 11, 9)).year_before().in_words
    '4 to 10 November 2024'
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ParameterError(
                f"The period {self.first} to {self.last}: the last day is before the first. "
                "Swap them."
            )

    @classmethod
    def of_month(cls, words: str) -> Period:
        """Return the month that ``2025-11`` names.

        Raises
        ------
        ParameterError
            When the words are no year and month.
        """
        try:
            first = date.fromisoformat(f"{words}-01")
        except ValueError as fault:
            raise ParameterError(f"{words!r} is not a month as YYYY-MM: 2025-11.") from fault
        return cls(first=first, last=_end_of_month(first))

    def holds(self, moments: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Say which moments, on the clock of their own zone, lie on its days."""
        import pandas as pd  # noqa: PLC0415 - help must not load it

        on = moments.dt.tz_localize(None).dt.normalize()
        return on.between(pd.Timestamp(self.first), pd.Timestamp(self.last))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def is_whole_months(self) -> bool:
        """Whether it begins with a month and ends with one."""
        return self.first.day == 1 and self.last == _end_of_month(self.last)

    @property
    def in_words(self) -> str:
        """The period as a person says it."""
        first, last = self.first, self.last
        if self.is_whole_months:
            if (first.year, first.month) == (last.year, last.month):
                return f"{last:%B %Y}"
            start = f"{first:%B}" if first.year == last.year else f"{first:%B %Y}"
            return f"{start} to {last:%B %Y}"
        if self.days == 1:
            return words.day(first)
        start = f"{first.day} {first:%B}" + ("" if first.year == last.year else f" {first.year}")
        if (first.year, first.month) == (last.year, last.month):
            start = f"{first.day}"
        return f"{start} to {words.day(last)}"

    def before(self) -> Period:
        """Return the adjoining period before: as many months, else as many days."""
        if self.is_whole_months:
            months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
            return Period(first=_months_back(self.first, months + 1), last=self.first - ONE_DAY)
        return Period(first=self.first - ONE_DAY * self.days, last=self.first - ONE_DAY)

    def year_before(self) -> Period:
        """Return the same months a year before; of whole weeks 52 weeks before, else the dates."""
        if self.is_whole_months:
            last = _months_back(self.last.replace(day=1), 12)
            return Period(first=_months_back(self.first, 12), last=_end_of_month(last))
        if self.days % DAYS_A_WEEK == 0:
            return Period(first=self.first - YEAR_OF_WEEKS, last=self.last - YEAR_OF_WEEKS)
        return Period(first=_year_back(self.first), last=_year_back(self.last))

    def steps_since(self, first: date) -> Iterator[Period]:
        """Give the adjoining steps before it, the newest first, none that begins before a day.

        A step is a month, or where the period is shorter than one, as long as the period.
        """
        months = self.is_whole_months or self.days >= SHORTEST_MONTH_DAYS
        step = _month_before(self.first) if months else self.before()
        while step.first >= first:
            yield step
            step = step.before()


def whole_months(first: date, last: date) -> Iterator[Period]:
    """Give every month that lies wholly between two days, the oldest first."""
    month = Period(first=first.replace(day=1), last=_end_of_month(first))
    while month.last <= last:
        if month.first >= first:
            yield month
        following = month.last + ONE_DAY
        month = Period(first=following, last=_end_of_month(following))


def _month_before(day: date) -> Period:
    """Return the last month that ended before a day."""
    last = day.replace(day=1) - ONE_DAY
    return Period(first=last.replace(day=1), last=last)


def _end_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _months_back(first_of_month: date, months: int) -> date:
    number = first_of_month.year * 12 + first_of_month.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _year_back(day: date) -> date:
    longest = monthrange(day.year - 1, day.month)[1]
    return day.replace(year=day.year - 1, day=min(day.day, longest))
