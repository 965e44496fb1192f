"""Hours of the week that belong together: the nights on which people go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from hotspots.toml_entries import TableShape, faults_of_table
from hotspots.words import WEEKDAYS

HOURS_A_DAY: Final = 24
_NIGHTS: Final = TableShape(
    kinds={"begin_on": tuple, "from_hour": int, "to_hour": int},
    needed=frozenset({"begin_on", "from_hour", "to_hour"}),
)


@dataclass(frozen=True, kw_only=True)
class Nights:
    """Hours of the week that belong together, such as Friday and Saturday from 20:00 to 04:00.

    Attributes
    ----------
    begin_on : tuple of str
        Weekdays on which such a night begins.
    from_hour, to_hour : int
        On the clock, 0 to 24; up to the next morning where ``to_hour`` is not after ``from_hour``.
    """

    begin_on: tuple[str, ...]
    from_hour: int
    to_hour: int

    @classmethod
    def of_entry(cls, entry: Mapping[str, Any]) -> Nights:
        """Return the nights that a table of TOML without faults names."""
        return cls(
            begin_on=tuple(entry["begin_on"]),
            from_hour=entry["from_hour"],
            to_hour=entry["to_hour"],
        )

    @property
    def hours_of_week(self) -> tuple[int, ...]:
        """The hours, 0 for Monday 00:00 to 01:00 and 167 for the last of Sunday."""
        length = (self.to_hour - self.from_hour) % HOURS_A_DAY or HOURS_A_DAY
        starts = [WEEKDAYS.index(day) * HOURS_A_DAY + self.from_hour for day in self.begin_on]
        week = len(WEEKDAYS) * HOURS_A_DAY
        return tuple(sorted({(start + hour) % week for start in starts for hour in range(length)}))

    def in_words(self) -> str:
        """Return the hours as a person says them."""
        clock = f"{self.from_hour:02d}:00 to {self.to_hour:02d}:00"
        if len(set(self.begin_on)) == len(WEEKDAYS):
            return f"every night {clock}"
        days = " and ".join((", ".join(self.begin_on[:-1]), self.begin_on[-1])).removeprefix(
            " and "
        )
        return f"{days} {clock}"


def faults_of_nights(where: str, entry: object) -> list[str]:
    """Return every fault of a table of TOML that names nights."""
    hard, unknown = faults_of_table(where, entry, _NIGHTS)
    if hard or unknown or not isinstance(entry, dict):
        return [*hard, *unknown]
    faults = [
        f"{where}.begin_on: {day!r} is no weekday ({', '.join(WEEKDAYS)})"
        for day in entry["begin_on"]
        if day not in WEEKDAYS
    ]
    faults += [
        f"{where}.{name} must be an hour from 0 to 24, not {entry[name]}"
        for name in ("from_hour", "to_hour")
        if not 0 <= entry[name] <= HOURS_A_DAY
    ]
    return faults if entry["begin_on"] else [*faults, f"{where}.begin_on names no weekday"]


# The shifts of a day share it out; nights at the weekend lie across two of them.
SHIFTS: Final[Mapping[str, Nights]] = {
    "early": Nights(begin_on=tuple(WEEKDAYS), from_hour=7, to_hour=15),
    "late": Nights(begin_on=tuple(WEEKDAYS), from_hour=15, to_hour=23),
    "night": Nights(begin_on=tuple(WEEKDAYS), from_hour=23, to_hour=7),
    "weekend-nights": Nights(begin_on=("Friday", "Saturday"), from_hour=20, to_hour=4),
}
# Whose sets are beside each other: the shifts of the day, and those of the night.
DAY: Final = ("early", "late")
NIGHT: Final = ("night", "weekend-nights")
