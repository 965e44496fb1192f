"""Read a CSV of visits: every row is kept or set aside with its line and reason."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.errors import AmbiguousDatesError, InputError, MissingColumnError, NoRowsError
from hotspots.ledger.results import VisitReason, VisitsRead, set_aside_table
from hotspots.ledger.visit_rows import set_aside_of, sort_visits

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEADERS: Final[Mapping[str, tuple[str, ...]]] = {
    schema.UPRN: ("uprn", "dwelling", "address reference"),
    schema.VISITED_AT: ("visited at", "visited", "visit time", "time of visit", "date and time"),
    schema.ROLE: ("role", "visited by", "visited by role"),
    schema.VISIT_OUTCOME: ("visit outcome", "outcome", "result"),
    schema.TIER: ("tier",),
    schema.DISTRICT: ("district", "policing district"),
    schema.LIST_ID: ("list id", "list", "run", "run name"),
    schema.BURGLARY_REFERENCES: (
        "burglary references",
        "burglary reference",
        "references",
        "reference",
    ),
    schema.ENTERED_AT: ("entered at",),
    schema.ENTERED_BY_ROLE: ("entered by role", "entered by"),
}
NEEDED: Final = (schema.UPRN, schema.VISITED_AT, schema.ROLE, schema.VISIT_OUTCOME)

_ISO: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s?(Z|[+-]\d\d:?\d\d)?"
)
_BRITISH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}),? (\d{1,2}:\d\d(?::\d\d)?)")
_DATE_ALONE: Final = re.compile(r"\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/\d{4}")
_MONTHS: Final = 12


def read_visits_csv(path: Path, *, timezone: str = "Europe/London") -> VisitsRead:
    """Read a CSV of visits; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        With a header. ``uprn``, ``visited_at``, ``role`` and ``visit_outcome`` (or "outcome") are
        needed; ``tier``, ``district``, ``list_id``, ``burglary_references``, ``entered_at`` and
        ``entered_by_role`` are kept where they stand. **Any other column is left behind**, and
        named in the notes: the ledger keeps no names and no free text.
    timezone : str
        The clock on which times without an offset were read.

    Returns
    -------
    VisitsRead
        ``rows_in == len(visits) + len(set_aside)``.

    Raises
    ------
    MissingColumnError
        When a needed column is missing.
    AmbiguousDatesError
        When dates with strokes read month first: ``04/13/2026``.
    NoRowsError
        When there is a header and nothing else, or not even that.

    Notes
    -----
    Times are ``DD/MM/YYYY HH:MM`` or ``YYYY-MM-DD HH:MM``, with seconds and an offset if there are
    any. Where October's hour comes twice the first is taken; March's missing hour moves forward.
    """
    path = Path(path)
    table, ragged, ignored = _read_table(path)
    moments, reasons, shifted = read_times(
        table[schema.VISITED_AT], timezone=timezone, what=path.name
    )
    table[schema.VISITED_AT] = moments
    if schema.ENTERED_AT in table:
        table[schema.ENTERED_AT], _, _ = read_times(
            table[schema.ENTERED_AT], timezone=timezone, what=path.name
        )
    unread = reasons.notna()
    visits, unfit = sort_visits(table.loc[~unread])
    set_aside = pd.concat(
        [ragged, set_aside_of(table.loc[unread], reasons.loc[unread]), unfit], ignore_index=True
    ).sort_values(schema.SOURCE_LINE, kind="stable", ignore_index=True)
    return VisitsRead(
        visits=visits,
        set_aside=set_aside,
        rows_in=len(table) + len(ragged),
        notes=_notes(ignored, shifted),
    )


def _notes(ignored: list[str], shifted: int) -> tuple[str, ...]:
    notes = []
    if ignored:
        notes.append(
            f"Columns that the ledger does not keep were left behind: {', '.join(ignored)}."
        )
    if shifted:
        notes.append(
            f"Times in an hour in which the clocks change: {shifted:,}. Where October's hour "
            "comes twice the first was taken; March's missing hour was moved forward."
        )
    return tuple(notes)


def _read_table(path: Path) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the rows under our names, those of a wrong width, and columns left behind."""
    records = _records(path.name, _text_of(path))
    header = next((fields for _, fields in records), None)
    if header is None:
        raise NoRowsError(f"{path.name} is empty. Export the visits again.")
    places = _places(path.name, header)
    body = list(records)
    if not body:
        raise NoRowsError(f"{path.name} has a header and no rows. Check the export.")
    whole = [(line, fields) for line, fields in body if len(fields) == len(header)]
    ragged = [line for line, fields in body if len(fields) != len(header)]
    table = pd.DataFrame(
        [[fields[place] for place in places.values()] for _, fields in whole],
        columns=list(places),
        dtype="str",
    )
    table[schema.SOURCE_FILE] = pd.Series([path.name] * len(whole), dtype="str")
    table[schema.SOURCE_LINE] = pd.Series([line for line, _ in whole], dtype="Int64")
    left_behind = [
        repr(name.strip())
        for place, name in enumerate(header)
        if place not in places.values() and name.strip()
    ]
    aside = set_aside_table((path.name, line, VisitReason.RAGGED_ROW) for line in ragged)
    return table, aside, left_behind


def _records(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the line it begins on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for fields in reader:
            if any(map(str.strip, fields)):
                yield begins, fields
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise InputError(
            f"{name}, line {begins}: {fault}. A quotation mark that is opened there is probably "
            "never closed; mend that line."
        ) from fault


def _text_of(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path."
        ) from fault
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes when it is asked for "CSV" and not for "CSV UTF-8".
        return data.decode("cp1252", errors="replace")


def _places(name: str, header: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s_]+", " ", field).strip().casefold() for field in header]
    places: dict[str, int] = {}
    for column, known in HEADERS.items():
        found = next((plain.index(each) for each in known if each in plain), None)
        if found is not None:
            places[column] = found
    missing = [column for column in NEEDED if column not in places]
    if missing:
        raise MissingColumnError(
            f"{name} has no column {', '.join(map(repr, missing))}. A file of visits needs "
            f"{', '.join(NEEDED)}, separated by commas, with these names in its first line."
        )
    return places


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
    reasons = reasons.mask(unread, str(VisitReason.UNREADABLE_TIME))
    alone = unread & written.str.fullmatch(_DATE_ALONE).astype(bool)
    return times, reasons.mask(alone, str(VisitReason.DATE_ALONE)), shifted


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
