"""The times of a records-system export: a moment, a from-to range, or a date alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.errors import AmbiguousDatesError
from hotspots.load import columns
from hotspots.load.source_rows import column_of, nothing_said
from hotspots.tables.date_formats import agreed_format
from hotspots.tables.dates import TimesRead, read_times
from hotspots.tables.text_table import TextTable

# Each of our times with the column that may hold its date apart from its clock.
TIME_PAIRS: Final = (
    (schema.FROM_TIME, columns.FROM_DATE),
    (schema.TO_TIME, columns.TO_DATE),
    (schema.REPORTED_TIME, columns.REPORTED_DATE),
)
CLOCK_ALONE: Final = r"\d{1,2}[:.]?\d{2}([:.]\d{2})?( ?[AaPp][Mm])?"
EXACT_WITHIN: Final = pd.Timedelta(hours=1)
ONE_DAY: Final = pd.DateOffset(days=1)


@dataclass(frozen=True, kw_only=True)
class RmsTimes:
    """The times of an export: start, end, and when it was reported, with the texts as found."""

    begins: TimesRead
    ends: TimesRead | None
    reported: TimesRead | None
    texts: Mapping[str, pd.Series[str]]


def read_rms_times(
    table: TextTable, mapping: Mapping[str, str], timezone: str, stated: str | None
) -> RmsTimes:
    """Read the three times; one whose day and month could be swapped follows the others."""
    texts = {
        whole: (_joined(table, mapping, whole, date), mapping.get(date) or mapping[whole])
        for whole, date in TIME_PAIRS
        if whole in mapping or date in mapping
    }

    def read_one(whole: str, date_format: str | None) -> TimesRead:
        column_texts, column = texts[whole]
        return read_times(
            column_texts,
            column=column,
            lines=table.lines,
            timezone=timezone,
            date_format=date_format,
            file=table.name,
        )

    read: dict[str, TimesRead] = {}
    undecided: dict[str, AmbiguousDatesError] = {}
    for whole in texts:
        try:
            read[whole] = read_one(whole, stated)
        except AmbiguousDatesError as fault:
            undecided[whole] = fault
    agreed = agreed_format(times.date_format for times in read.values())
    for whole, doubt in undecided.items():
        if stated is not None or agreed is None:
            raise doubt
        read[whole] = read_one(whole, agreed)
    return RmsTimes(
        begins=read[schema.FROM_TIME],
        ends=read.get(schema.TO_TIME),
        reported=read.get(schema.REPORTED_TIME),
        texts={whole: column_texts for whole, (column_texts, _) in texts.items()},
    )


def _joined(table: TextTable, mapping: Mapping[str, str], whole: str, date: str) -> pd.Series[str]:
    """Return dates with their clocks, where the file has them in two columns."""
    whole_text, date_text = column_of(table, mapping, whole), column_of(table, mapping, date)
    if date not in mapping or whole not in mapping:
        return whole_text if date not in mapping else date_text
    clocks = whole_text.dropna()
    if clocks.str.fullmatch(CLOCK_ALONE).sum() <= len(clocks) / 2:
        return whole_text
    days = date_text.str.replace(r"[ T]00:00(:00)?$", "", regex=True)
    return (days + " " + whole_text).where(whole_text.notna(), days)


def date_faults(times: RmsTimes) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return why a row has no usable time, and the value at fault."""
    begins, ends = times.begins, times.ends
    found = times.texts[schema.FROM_TIME]
    reasons, values = nothing_said(len(found)), nothing_said(len(found))
    if ends is not None:
        reasons[ends.unreadable] = str(schema.Reason.UNREADABLE_DATE)
        values[ends.unreadable] = times.texts[schema.TO_TIME][ends.unreadable]
    reasons[begins.unreadable] = str(schema.Reason.UNREADABLE_DATE)
    values[begins.unreadable] = found[begins.unreadable]
    reasons[begins.times.isna() & ~begins.unreadable] = str(schema.Reason.NO_DATE)
    return reasons, values


def ends_and_precision(
    times: RmsTimes,
) -> tuple[pd.Series[pd.Timestamp], pd.Series[str], list[str]]:
    """Return each offence's end and how exactly its time is known, with notes.

    Without an end it is the start; an end before the start is taken for the start; for a date
    without a time of day the end is the first moment of the next day.
    """
    begins = times.begins.times
    ends = begins.copy() if times.ends is None else times.ends.times.fillna(begins)
    ends_with_clock = (
        times.begins.has_clock
        if times.ends is None
        else times.ends.has_clock.where(times.ends.times.notna(), times.begins.has_clock)
    )
    whole_days = ~ends_with_clock & ends.notna()
    ends = ends.where(~whole_days, (ends.dt.normalize() + ONE_DAY).astype(ends.dtype))
    reversed_range = ends < begins
    ends = ends.mask(reversed_range, begins)
    precision = pd.Series([str(schema.TimePrecision.EXACT)] * len(begins), dtype="str")
    precision[ends - begins > EXACT_WITHIN] = str(schema.TimePrecision.RANGE)
    one_day = whole_days & (begins.dt.normalize() + ONE_DAY == ends)
    precision[one_day & ~times.begins.has_clock] = str(schema.TimePrecision.DAY)
    notes = []
    if reversed_range.any():
        notes.append(
            f"rows that end before they start, used with their start: {int(reversed_range.sum()):,}"
        )
    return ends, precision, notes
