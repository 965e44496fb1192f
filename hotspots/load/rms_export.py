"""Read an export of a force's records system: CSV or XLSX, columns matched by name.

An offence has a time (exact), a from-to range, or a date alone. TO_TIME is FROM_TIME where the
source gives no end, or one before the start; for a date without a time of day it is the first
moment of the day after the last one given.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.crs import WGS84
from hotspots.errors import AmbiguousDatesError, ParameterError, SettingsError
from hotspots.load import columns
from hotspots.load.columns import missing_columns, recognised
from hotspots.load.findings import SourceFindings
from hotspots.load.known_by_values import matched_by_values
from hotspots.load.offence_codes import canonical_categories, canonical_codes, read_offence_codes
from hotspots.load.source_rows import (
    Coordinates,
    SourceRows,
    column_of,
    counts_of,
    first_dates,
    looked_up,
    missing_texts,
    ragged_rows,
    repeated_rows,
)
from hotspots.load.source_tables import SourceTable, read_source_table
from hotspots.postgresql import Source
from hotspots.profile import ForceProfile
from hotspots.tables.date_formats import agreed_format, require_date_format
from hotspots.tables.dates import TimesRead, read_times
from hotspots.tables.memory import give_back
from hotspots.tables.numbers import whole_digits
from hotspots.tables.text_table import TextTable, missing_where, read_once

# Each of our times with the column that may hold its date apart from its clock.
TIME_PAIRS: Final = (
    (schema.FROM_TIME, columns.FROM_DATE),
    (schema.TO_TIME, columns.TO_DATE),
    (schema.REPORTED_TIME, columns.REPORTED_DATE),
)
CLOCK_ALONE: Final = r"\d{1,6}|\d{1,2}[:.]?\d{2}([:.]\d{2})?(\.\d+)?( ?[AaPp][Mm])?"
# A clock in a spreadsheet's or a database's cell of dates, and a date in one of moments.
NO_DATE_BEFORE_CLOCK: Final = r"^(30/12/1899|31/12/1899|1899-12-3[01]|1900-01-0[01])[ T]"
NO_CLOCK_AFTER_DATE: Final = r"[ T](00:00(:00(\.0+)?)?|12:00(:00)? ?AM)$"
EXACT_WITHIN: Final = pd.Timedelta(hours=1)
ONE_DAY: Final = pd.DateOffset(days=1)

KIND: Final = "records-system export"

COORDINATES: Final = (schema.IN_METRES, schema.IN_DEGREES)
YES_OR_NO: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("y", "yes", "1", "true", "t"), True),
    **dict.fromkeys(("n", "no", "0", "false", "f"), False),
}
DWELLING_WORDS: Final[Mapping[str, bool]] = {
    **YES_OR_NO,
    **dict.fromkeys(("dwelling", "residential"), True),
    **dict.fromkeys(
        ("non dwelling", "not dwelling", "nondwelling", "not a dwelling", "non residential",
         "commercial", "business", "other"), False
    ),
}  # fmt: skip
ABUSE_WORDS: Final[Mapping[str, bool]] = {
    **YES_OR_NO,
    **dict.fromkeys(
        ("domestic", "domestic abuse", "domestic violence", "domestic related", "da", "dv"), True
    ),
    **dict.fromkeys(("non domestic", "not domestic", "nondomestic", "non da", "nil"), False),
}


def is_rms_export(
    headers: Sequence[str], *, from_profile: Mapping[str, Sequence[str] | str] | None = None
) -> bool:
    """Say whether these headers hold what a records-system export must: time, place and offence.

    One of the three may be missing: the error that names it says more than "not recognised".
    """
    lost = lacking(recognised(headers, from_profile=from_profile))
    return len(lost) <= 1 or lost == list(schema.IN_METRES)


def lacking(found: Container[str]) -> list[str]:
    """Return what an export needs and is not among these columns: of time, code and place."""
    lost = []
    if schema.FROM_TIME not in found and columns.FROM_DATE not in found:
        lost.append(schema.FROM_TIME)
    if schema.OFFENCE_CODE not in found and schema.CATEGORY not in found:
        lost.append(schema.OFFENCE_CODE)
    by_pair = [[ours for ours in pair if ours not in found] for pair in COORDINATES]
    if all(by_pair):
        half_there = (half for half in by_pair if len(half) == 1)
        lost += next(half_there, list(schema.IN_METRES))
    return lost


def read_rms_export(
    path: Source,
    *,
    profile: ForceProfile,
    date_format: str | None = None,
    header: bool = True,
    categories: Callable[[pd.Series[str]], pd.Series[str]] = canonical_categories,
) -> SourceRows:
    """Read an export of a records system.

    Parameters
    ----------
    path : Path or PostgisTable
        CSV (also .gz), XLSX, Parquet, a geographic file or a table of PostGIS, with an offence code
        or a category, a start (date and time in one column or two), and points: its own, or
        eastings and northings in the force's system, or longitudes and latitudes. Used where they
        are there: reference, end, reported time, address, UPRN, dwelling, domestic abuse, outcome,
        authority, markers, and how a burglary was done. Of a workbook, the first sheet whose header
        is an export's, else the first that holds anything.
    profile : ForceProfile
        Its time zone and coordinate system, and its own column names.
    date_format : str, optional
        A ``strptime`` format, where the values could be read two ways.
    header : bool
        False where the first line is a row already; the columns are then ``column 1``, …
    categories : callable, optional
        Reads the column of categories: police.uk's by default; a source that has others of its own
        brings them.

    Raises
    ------
    MissingColumnError
        When columns that are needed were not recognised; the message lists the names accepted.
    AmbiguousDatesError
        When no one format fits a column of times, or two do.
    NoRowsError
        When the file is empty, or has no header or no rows.
    """
    own = profile.column_aliases
    source = read_source_table(
        path,
        header=header,
        wanted=(lambda headers: is_rms_export(headers, from_profile=own)) if header else None,
    )
    table = source.table
    mapping = {**matched_by_values(table, from_profile=own), **source.point_columns}
    pairs = _coordinates(source, mapping, profile)
    stated = date_format or _format_in_profile(profile)
    times = read_rms_times(table, mapping, profile.timezone, stated, source.saved)
    give_back()
    codes, code_notes = _codes(table, mapping)
    category, category_notes = _categories(table, mapping, codes, categories)
    give_back()
    offences, time_notes = _offences(table, mapping, times, codes, category)
    give_back()
    reasons, faulty_values = date_faults(times)
    notes = (*table.notes, *code_notes, *category_notes, *time_notes)
    return SourceRows(
        findings=_findings(source, mapping, times, codes, notes),
        offences=offences,
        coordinates=pairs[0],
        other_coordinates=pairs[1] if len(pairs) > 1 else None,
        stated_area=_stated_area(table, mapping),
        stated_is_official=False,
        reasons=reasons,
        faulty_values=faulty_values,
        original=table.frame,
        ragged=ragged_rows([table]),
    )


def _findings(
    source: SourceTable,
    mapping: Mapping[str, str],
    times: RmsTimes,
    codes: pd.Series[str],
    notes: tuple[str, ...],
) -> SourceFindings:
    known = tuple(read_offence_codes().category)
    table, begins = source.table, times.begins
    return SourceFindings(
        name=table.name,
        kind=KIND,
        sha256=source.sha256,
        size_bytes=source.size_bytes,
        encoding=table.encoding,
        sheet=table.sheet,
        mapping=mapping,
        date_format=begins.date_format,
        first_dates=first_dates(times.texts[schema.FROM_TIME], begins.times, "%a %d %B %Y %H:%M"),
        rows_in=table.rows_in,
        exact_duplicate_rows=repeated_rows(table.frame),
        unmapped_codes=counts_of(codes[codes.notna() & ~codes.isin(known)]),
        notes=notes,
        doubts=(
            *table.doubts,
            *(doubt for read in times.all_read for doubt in read.doubts),
        ),
    )


def _coordinates(
    source: SourceTable, mapping: Mapping[str, str], profile: ForceProfile
) -> list[Coordinates]:
    """Return the pairs of coordinates, the one to use first, when all that is needed is there."""
    lost = lacking(mapping)
    if lost:
        raise missing_columns(lost, source.table.headers, file=source.table.name)
    pairs = (source.points,) if source.points else COORDINATES
    systems = {schema.IN_METRES: profile.crs, schema.IN_DEGREES: WGS84}
    return [
        Coordinates(
            eastings=source.table.frame[mapping[pair[0]]],
            northings=source.table.frame[mapping[pair[1]]],
            columns=(mapping[pair[0]], mapping[pair[1]]),
            crs=source.points_crs or systems[pair],
            of_shapes=source.points_crs is not None,
        )
        for pair in pairs
        if all(ours in mapping for ours in pair)
    ]


def _format_in_profile(profile: ForceProfile) -> str | None:
    found = profile.column_aliases.get(columns.DATE_FORMAT)
    stated = found if isinstance(found, str) or found is None else found[0]
    if stated is not None:
        try:
            require_date_format(stated)
        except ParameterError as fault:
            raise SettingsError(f"Profile {profile.key!r}, [columns]: {fault}") from fault
    return stated


def _codes(table: TextTable, mapping: Mapping[str, str]) -> tuple[pd.Series[str], list[str]]:
    """Return the offence codes in one spelling, with notes on what could not be told."""
    written = column_of(table, mapping, schema.OFFENCE_CODE)
    codes = canonical_codes(written)
    notes = []
    other = (written.notna() & (written != codes)).to_numpy()
    if other.any():
        first = written[other].iloc[0], codes[other].iloc[0]
        notes.append(
            f"offence codes written in another way, such as {first[0]!r}, read as {first[1]}: "
            f"{int(other.sum()):,}"
        )
    if mapping.get(schema.OFFENCE_CODE) in table.number_columns:
        notes.append(
            "the workbook holds offence codes as numbers: 4.10 and 4.1 cannot be told apart in it; "
            "format the column as text, or export CSV"
        )
    return codes, notes


def _categories(
    table: TextTable,
    mapping: Mapping[str, str],
    codes: pd.Series[str],
    read: Callable[[pd.Series[str]], pd.Series[str]],
) -> tuple[pd.Series[str], list[str]]:
    """Return the category as stated where it is one that is known, else by the offence code."""
    stated = column_of(table, mapping, schema.CATEGORY)
    known = read(stated)
    by_code = looked_up(codes, read_offence_codes().category)
    foreign = int((stated.notna() & known.isna()).sum())
    note = f"rows whose category is not one of those known, taken by their code: {foreign:,}"
    return known.fillna(by_code), [note] if foreign else []


def _offences(
    table: TextTable,
    mapping: Mapping[str, str],
    times: RmsTimes,
    codes: pd.Series[str],
    category: pd.Series[str],
) -> tuple[pd.DataFrame, list[str]]:
    ends, precision, notes = ends_and_precision(times)
    dwelling, dwelling_notes = _yes_or_no(
        column_of(table, mapping, schema.DWELLING), DWELLING_WORDS, "a dwelling"
    )
    abuse, abuse_notes = _yes_or_no(
        column_of(table, mapping, schema.DOMESTIC_ABUSE), ABUSE_WORDS, "domestic abuse"
    )
    markers, marker_notes = _markers(table, mapping)
    begins = times.begins.times
    nothing = pd.Series(pd.NaT, index=begins.index, dtype=begins.dtype)
    reported = times.reported
    if reported is not None:
        left_out = int((reported.unreadable | reported.too_early | reported.too_late).sum())
        if left_out:
            notes.append(f"reported times that could not be read, left out: {left_out:,}")
    location = missing_texts(len(begins))
    if schema.LOCATION in mapping:
        written = table.frame[mapping[schema.LOCATION]]
        location = missing_where(written, written.str.strip() == "")
    offences = pd.DataFrame(
        {
            schema.OFFENCE_ID: column_of(table, mapping, schema.OFFENCE_ID),
            schema.SOURCE_FILE: pd.Series(table.name, index=begins.index, dtype="str"),
            schema.SOURCE_LINE: table.lines,
            schema.OFFENCE_CODE: codes,
            schema.CATEGORY: category,
            schema.FROM_TIME: begins,
            schema.TO_TIME: ends,
            schema.REPORTED_TIME: nothing if reported is None else reported.times,
            schema.TIME_PRECISION: precision,
            schema.LOCATION: location,
            schema.DWELLING: dwelling,
            schema.DOMESTIC_ABUSE: abuse,
            **markers,
            **{
                name: column_of(table, mapping, name)
                for name in schema.HOW_IT_WAS_DONE
                if name in mapping
            },
            schema.UPRN: column_of(table, mapping, schema.UPRN)
            .map(whole_digits, na_action="ignore")
            .astype("str"),
            schema.OUTCOME: column_of(table, mapping, schema.OUTCOME),
            schema.LSOA_CODE: column_of(table, mapping, schema.LSOA_CODE),
        }
    )
    clock_notes = [note for read in times.all_read for note in read.notes]
    return offences, [*notes, *clock_notes, *dwelling_notes, *abuse_notes, *marker_notes]


def _markers(
    table: TextTable, mapping: Mapping[str, str]
) -> tuple[dict[str, pd.Series[bool]], list[str]]:
    """Return the markers that the export has: knife, alcohol, hate, online."""
    read = {
        marker: _yes_or_no(column_of(table, mapping, marker), _marked_words(marker), marker)
        for marker in schema.MARKERS
        if marker in mapping
    }
    notes = [note for _, said in read.values() for note in said]
    return {marker: answers for marker, (answers, _) in read.items()}, notes


def _marked_words(marker: str) -> Mapping[str, bool]:
    """Return what stands for yes and no; a marker's own word is a yes."""
    return {**YES_OR_NO, marker: True, f"{marker} related": True, f"non {marker}": False}


def _yes_or_no(
    stated: pd.Series[str], meaning: Mapping[str, bool], to_what: str
) -> tuple[pd.Series[bool], list[str]]:
    """Return whether the source says yes; missing where the word says neither."""

    def read(texts: pd.Series[str]) -> pd.Series[bool]:
        words = texts.str.lower().str.replace(r"[-_/\s]+", " ", regex=True)
        return words.map(meaning).astype("boolean")

    answers = read_once(stated, read)
    unclear = int((stated.notna() & answers.isna()).sum())
    note = f"rows that say neither yes nor no to {to_what}, taken as not known: {unclear:,}"
    return answers, [note] if unclear else []


def _stated_area(table: TextTable, mapping: Mapping[str, str]) -> pd.Series[str]:
    """Return the authority's code, else its name, else the policing district, as stated."""
    stated = missing_texts(len(table.frame))
    for ours in (schema.AUTHORITY_CODE, columns.AUTHORITY, schema.DISTRICT):
        stated = stated.fillna(column_of(table, mapping, ours))
    return stated


@dataclass(frozen=True, kw_only=True)
class RmsTimes:
    """The times of an export: start, end, and when it was reported, with the texts as found."""

    begins: TimesRead
    ends: TimesRead | None
    reported: TimesRead | None
    texts: Mapping[str, pd.Series[str]]

    @property
    def all_read(self) -> list[TimesRead]:
        """The columns that are there."""
        return [each for each in (self.begins, self.ends, self.reported) if each is not None]


def read_rms_times(
    table: TextTable,
    mapping: Mapping[str, str],
    timezone: str,
    stated: str | None,
    saved: pd.Timestamp,
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
            saved_at=saved,
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
        try:
            read[whole] = read_one(whole, agreed)
        except AmbiguousDatesError:  # its message would speak of a format that nobody stated
            raise doubt from None
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
    clocks = whole_text.str.replace(NO_DATE_BEFORE_CLOCK, "", regex=True)
    if clocks.str.fullmatch(CLOCK_ALONE).sum() <= clocks.notna().sum() / 2:
        return whole_text
    days = date_text.str.replace(NO_CLOCK_AFTER_DATE, "", regex=True)
    return (days + " " + clocks).where(clocks.notna(), days)


def date_faults(times: RmsTimes) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return why a row has no usable time, and the value at fault."""
    begins, ends = times.begins, times.ends
    found = times.texts[schema.FROM_TIME]
    reasons, values = missing_texts(len(found)), missing_texts(len(found))
    if ends is not None:
        reasons[ends.unreadable] = str(schema.Reason.UNREADABLE_DATE)
        values[ends.unreadable] = times.texts[schema.TO_TIME][ends.unreadable]
    reasons[begins.times.isna()] = str(schema.Reason.NO_DATE)
    for reason, held in (
        (schema.Reason.UNREADABLE_DATE, begins.unreadable),
        (schema.Reason.BEFORE_1900, begins.too_early),
        (schema.Reason.AFTER_FILE, begins.too_late),
    ):
        reasons[held] = str(reason)
        values[held] = found[held]
    return reasons, values


def ends_and_precision(
    times: RmsTimes,
) -> tuple[pd.Series[pd.Timestamp], pd.Series[str], list[str]]:
    """Return each offence's end and how exactly its time is known, with notes.

    Without an end it is the start, and so it is where the end is none: 31/12/2099, or any moment
    after the file was saved. An end before the start is taken for the start; for a date
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
    precision = pd.Series(str(schema.TimePrecision.EXACT), index=begins.index, dtype="str")
    precision[ends - begins > EXACT_WITHIN] = str(schema.TimePrecision.RANGE)
    one_day = whole_days & (begins.dt.normalize() + ONE_DAY == ends)
    precision[one_day & ~times.begins.has_clock] = str(schema.TimePrecision.DAY)
    notes = _notes_on_ends(times)
    if reversed_range.any():
        notes.append(
            f"rows that end before they start, used with their start: {int(reversed_range.sum()):,}"
        )
    return ends, precision, notes


def _notes_on_ends(times: RmsTimes) -> list[str]:
    """Count the ends that are none, because no record can know them."""
    if times.ends is None:
        return []
    none = times.ends.too_early | times.ends.too_late
    if not none.any():
        return []
    first = times.texts[schema.TO_TIME][none].iloc[0]
    note = (
        f"ends after the file was saved, or before 1900, such as {first!r}, taken for no end: "
        f"{int(none.sum()):,}; these offences stand at their start"
    )
    return [note]
