"""What a date format must be that a person states."""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime
from typing import Final

from hotspots.errors import ParameterError

# A moment whose parts are all told apart.
_PROBE: Final = datetime(2025, 4, 23, 22, 10, tzinfo=UTC)
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
            f"'{suggested}'. Give --date-format '{suggested}'."
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
