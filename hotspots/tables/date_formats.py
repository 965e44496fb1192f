"""The formats in which dates are known, and what is said where none can be told for a column."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from hotspots.errors import AmbiguousDatesError, ParameterError

IN_PROFILE: Final = "[columns] date_format in the force profile"

DAY_PARTS: Final = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d",
    "%d-%b-%Y", "%d %b %Y", "%d/%b/%Y", "%d %B %Y", "%b %d %Y", "%B %d %Y",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%m-%d-%y",
    "%d.%m.%y", "%d-%b-%y", "%d %b %y", "%d/%b/%y",
)  # fmt: skip
CLOCK_PARTS: Final = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M", "T%H:%M:%S", "T%H:%M:%S.%f", " %H%M",
    " %H.%M", " %I:%M %p", " %I:%M:%S %p", " %H%M%S",
)  # fmt: skip
_OFFSET: Final = r"(?:Z|[+-]\d\d:?\d\d)$"
_TIME_WITH_OFFSET: Final = re.compile(rf"[ T]\d\d?[:.]?\d\d.*{_OFFSET}")
# A moment whose parts are all told apart.
_PROBE: Final = datetime(2025, 4, 23, 22, 10, tzinfo=UTC)
# From which spreadsheets count days.
DAY_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a clock of nowhere
# How spreadsheets write formats; mm is a month, or after the hours the minutes.
_SPREADSHEET: Final = (
    (r"(?i)(?<=[h][:.])mm|(?<=[h])mm", "%M"),
    (r"(?i)yyyy", "%Y"),
    (r"(?i)(?<!%)yy", "%y"),
    (r"(?i)mmmm", "%B"),
    (r"(?i)mmm", "%b"),
    (r"(?i)(?<!%)mm", "%m"),
    (r"(?i)(?<!%)dd", "%d"),
    (r"(?i)(?<!%)hh?", "%H"),
    (r"(?i)(?<!%)ss", "%S"),
)


def require_date_format(date_format: str) -> None:
    """Refuse a date format that says nothing, or not the day, the month and the year.

    Parameters
    ----------
    date_format : str
        As ``strptime`` takes it: ``%d/%m/%Y %H:%M``.

    Raises
    ------
    ParameterError
        The message suggests a format where it can.
    """
    if "%" not in date_format:
        suggested = _translated(date_format)
        raise ParameterError(
            f"The date format {date_format!r} says nothing: its parts are written with %, as in "
            f"'{suggested}'.",
            options=(f"--date-format '{suggested}'",),
        )
    try:
        written = _PROBE.strftime(date_format)
        # Python 3.13 warns of a day without a year, which is refused below.
        with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
            read = datetime.strptime(written, date_format).replace(tzinfo=UTC).date()
    except ValueError as fault:
        raise ParameterError(
            f"The date format {date_format!r} cannot be used ({fault}). Give one such as "
            "'%d/%m/%Y %H:%M'."
        ) from fault
    if read != _PROBE.date():
        raise ParameterError(
            f"The date format {date_format!r} lacks the day (%d), the month (%m or %b) or the year "
            "(%Y or %y). Give one such as '%d/%m/%Y %H:%M'."
        )


def _translated(spreadsheet: str) -> str:
    """Return what a format such as ``dd/mm/yyyy hh:mm`` means; an example where it means none."""
    found = spreadsheet
    for pattern, directive in _SPREADSHEET:
        found = re.sub(pattern, directive, found)
    whole = all(re.search(part, found) for part in ("%d", "%[mbB]", "%[yY]"))
    return found if whole else "%d/%m/%Y %H:%M"


def order_of(date_format: str) -> str:
    """Say how a format orders day and month: ``day first``, ``month first`` or ``other``."""
    if "%b" in date_format.lower():
        return "other"
    return {"%d": "day first", "%m": "month first"}.get(date_format[:2], "other")


def agreed_format(formats: Iterable[str]) -> str | None:
    """Return a format whose order of day and month all numeric formats of one file share."""
    numeric = [found for found in formats if order_of(found) != "other"]
    return numeric[0] if len({order_of(found) for found in numeric}) == 1 else None


def contrary(one: str, other: str) -> bool:
    """Say whether one format has the day first and the other the month."""
    return {order_of(one), order_of(other)} == {"day first", "month first"}


def parts_of(date_format: str) -> tuple[str, str]:
    """Return the part of a format that is the day, and the part that is the clock."""
    clock = re.search(r"[ T]?%[HI]", date_format)
    cut = clock.start() if clock else len(date_format)
    return date_format[:cut], date_format[cut:]


def has_offset(value: str) -> bool:
    """Say whether a time states its offset; the year of ``20-10-2026`` is none."""
    return bool(_TIME_WITH_OFFSET.search(value))


def shape_of(value: str, *, zoned: bool) -> str:
    """Return what stands between a value's figures and letters; of a zoned one without its zone."""
    bare = re.sub(_OFFSET, "", value) if zoned else value
    return "".join(letter for letter in bare if not letter.isalnum())


def shape_of_format(date_format: str) -> str:
    """Return the shape of the values that a format without a zone fits."""
    return re.sub(r"%.|[A-Za-z]", "", date_format)


@dataclass(frozen=True)
class Example:
    """A value with its line, and how many there are like it."""

    text: str
    line: int
    values: int

    def __str__(self) -> str:
        return f"{self.text!r} on line {self.line}"


def where_in(file: str | None, column: str) -> str:
    """Return what a message begins with: the file, where it is known, and the column."""
    return f"{file}, column {column!r}" if file else f"The column {column!r}"


def reads_both_ways(
    where: str, day_first: str, month_first: str, example: Example
) -> AmbiguousDatesError:
    """Return the error for a column in which every date could be either."""
    return AmbiguousDatesError(
        f"{where} could be {day_first} or {month_first}: every value reads both ways, for example "
        f"{example}. State the format, {IN_PROFILE}: '{day_first}' is day first, as is usual in "
        "Great Britain.",
        options=(f"--date-format '{day_first}'",),
    )


def reads_some_each_way(
    where: str, commoner: tuple[str, Example], rarer: tuple[str, Example], *, may_be_stated: bool
) -> AmbiguousDatesError:
    """Return the error for a column that holds dates of both orders.

    Parameters
    ----------
    where : str
    commoner, rarer : (str, Example)
        A format, and a value that reads only in it.
    may_be_stated : bool
        So few are written the rarer way that they may be set aside.
    """
    (first, one), (second, other) = commoner, rarer
    advice = (
        f"State the format that holds, '{first}', and the others are set aside; or export the "
        "dates again in one format."
        if may_be_stated
        else "No one format can be stated for both: export the dates again, all in one."
    )
    return AmbiguousDatesError(
        f"{where} mixes day first and month first: {one.values:,} values read only as {first}, "
        f"such as {one}, and {other.values:,} only as {second}, such as {other}. {advice}",
        options=(f"--date-format '{first}'",) if may_be_stated else (),
    )


def stated_does_not_fit(
    where: str, stated: str, fitting: int, of: int, misfit: Example, other: str | None
) -> AmbiguousDatesError:
    """Return the error for a stated format; ``other`` is one that would fit, if there is one."""
    advice = (
        f"'{other}' would fit."
        if other
        else "No other format fits them all either: export the dates again in one format, or mend "
        "those rows."
    )
    return AmbiguousDatesError(
        f"{where}: the format stated, '{stated}', fits {fitting:,} of {of:,} values; it does not "
        f"fit {misfit}. {advice}",
        options=(f"--date-format '{other}'",) if other else (),
    )


def nothing_fits(
    where: str, closest: tuple[str, int] | None, of: int, misfit: Example
) -> AmbiguousDatesError:
    """Return the error for a column that no known format fits; ``closest`` fits so many values."""
    found, advice = (
        (
            f"the closest, {closest[0]}, fits {closest[1]:,} of {of:,}",
            "Mend such rows, or export the dates again in one format.",
        )
        if closest
        else (
            f"none of those that are known fits its {of:,} values",
            f"State the format, {IN_PROFILE}, such as '%d/%m/%Y %H:%M'.",
        )
    )
    if closest is None and (moment := _of_spreadsheet(misfit.text)) is not None:
        advice = (
            f"That is how a spreadsheet counts the days to {moment:%d/%m/%Y %H:%M}: give the "
            "column the format of a date there, and export it again."
        )
    return AmbiguousDatesError(
        f"{where}: no single date format fits: {found}; line {misfit.line} holds {misfit.text!r}. "
        f"{advice}",
        options=() if closest else ("--date-format",),
    )


def _of_spreadsheet(text: str) -> datetime | None:
    """Return the moment that a spreadsheet's count of days means; None where it is none.

    >>> _of_spreadsheet("45658.5"), _of_spreadsheet("20250101")
    (datetime.datetime(2025, 1, 1, 12, 0), None)
    """
    if not re.fullmatch(r"[2-5]\d{4}(?:[.,]\d+)?", text):  # 1954 to 2064
        return None
    moment = DAY_ZERO + timedelta(days=float(text.replace(",", ".")))
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)
