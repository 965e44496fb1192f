"""Times and days as officers and spreadsheets write them."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from hotspots.errors import AmbiguousDatesError
from hotspots.ledger.reasons import TimeReason

_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?"
)
_BRITISH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}),? (\d{1,2}:\d\d(?::\d\d)?)")
_DATE_ALONE: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}")
_MONTHS: Final = 12


def read_times(
    texts: pd.Series[str], *, timezone: str, what: str
) -> tuple[pd.Series[pd.Timestamp], pd.Series[str], int]:
    """Read times as written; say why not where they cannot be read.

    Returns
    -------
    times : Series of datetime64[us, UTC]
    reasons : Series of str
        Missing where the time was read, or where nothing was written.
    shifted : int
        How many fell in an hour in which the clocks change.

    Raises
    ------
    AmbiguousDatesError
    """
    written = texts.str.strip().fillna("")
    parts = [_parts(text) for text in written]
    if any(
        part is None and _reads_month_first(text) for text, part in zip(written, parts, strict=True)
    ):
        raise AmbiguousDatesError(
            f"{what}: some dates read month first (month/day/year) and others may too. Write the "
            "times as DD/MM/YYYY HH:MM or as YYYY-MM-DD HH:MM."
        )
    naive = _to_times(texts, [part if part and not part[1] else None for part in parts])
    local, shifted = _on_the_clock(naive, timezone)
    aware = pd.to_datetime(
        _joined(texts, [part if part and part[1] else None for part in parts]),
        format="%Y-%m-%d %H:%M:%S%z",
        errors="coerce",
        utc=True,
    ).dt.as_unit("us")
    times = local.fillna(aware)
    unread = times.isna() & (written != "")
    reasons = pd.Series(None, index=texts.index, dtype="str")
    reasons = reasons.mask(unread, str(TimeReason.UNREADABLE_TIME))
    alone = unread & written.str.fullmatch(_DATE_ALONE).astype(bool)
    return times, reasons.mask(alone, str(TimeReason.DATE_ALONE)), shifted


def read_days(
    texts: pd.Series[str], *, timezone: str, what: str
) -> tuple[pd.Series[pd.Timestamp], pd.Series[str]]:
    """Read days as written, whole or with a time of day; say why not where they cannot be read.

    A day is read by the rules of ``read_times``, as its noon.

    Returns
    -------
    days : Series of datetime64[us]
        Naive, at midnight.
    reasons : Series of str
        Missing where the day was read, or where nothing was written.

    Raises
    ------
    AmbiguousDatesError
    """
    written = texts.str.strip().fillna("")
    is_alone = written.str.fullmatch(_DATE_ALONE).astype(bool)
    times, reasons, _ = read_times(
        written.where(~is_alone, written + " 12:00"), timezone=timezone, what=what
    )
    days = times.dt.tz_convert(timezone).dt.tz_localize(None).dt.normalize()
    return days, reasons.mask(reasons.notna(), str(TimeReason.UNREADABLE_DAY))


def _parts(text: str) -> tuple[str, str] | None:
    """Return a time as ``YYYY-MM-DD HH:MM:SS`` and its offset (empty where there is none)."""
    if iso := _ISO.fullmatch(text):
        day, clock, offset = iso.group(1), iso.group(2), iso.group(3) or ""
        return f"{day} {_with_seconds(clock)}", "+0000" if offset == "Z" else offset
    if (british := _BRITISH.fullmatch(text)) and int(british.group(2)) <= _MONTHS:
        day, month, year, clock = british.groups()
        return f"{year}-{int(month):02d}-{int(day):02d} {_with_seconds(clock)}", ""
    return None


def _with_seconds(clock: str) -> str:
    return clock if clock.count(":") > 1 else f"{clock}:00"


def _reads_month_first(text: str) -> bool:
    british = _BRITISH.fullmatch(text)
    return british is not None and int(british.group(1)) <= _MONTHS < int(british.group(2))


def _joined(texts: pd.Series[str], parts: list[tuple[str, str] | None]) -> pd.Series[str]:
    return pd.Series(
        [None if part is None else "".join(part) for part in parts], index=texts.index, dtype="str"
    )


def _to_times(
    texts: pd.Series[str], parts: list[tuple[str, str] | None]
) -> pd.Series[pd.Timestamp]:
    return pd.to_datetime(
        _joined(texts, parts), format="%Y-%m-%d %H:%M:%S", errors="coerce"
    ).dt.as_unit("us")


def _on_the_clock(
    naive: pd.Series[pd.Timestamp], timezone: str
) -> tuple[pd.Series[pd.Timestamp], int]:
    first = np.ones(len(naive), dtype=bool)
    local = naive.dt.tz_localize(timezone, ambiguous=first, nonexistent="shift_forward")
    unsure = naive.dt.tz_localize(timezone, ambiguous="NaT", nonexistent="NaT")
    return local.dt.tz_convert("UTC"), int((unsure.isna() & naive.notna()).sum())
