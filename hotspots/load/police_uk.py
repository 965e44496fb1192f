"""Read street-level crimes as data.police.uk publishes them: a month's CSV, or its archive.

Also what its API answers: JSON, or the tables that clients make of it, with ``date`` for the month.

A row there knows its month alone, and its place is moved to the middle of a street or to another
anonymous point. FROM_TIME is therefore the first moment of the month and TO_TIME the first moment
of the next one, with the precision ``month``.

An archive is read member by member; nothing is ever written to disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from zipfile import ZipFile, ZipInfo

import pandas as pd

from hotspots import schema
from hotspots.crs import BRITISH_NATIONAL_GRID, WGS84
from hotspots.errors import AmbiguousDatesError, InputError, NoRowsError
from hotspots.load import columns
from hotspots.load.columns import match_columns, missing_columns, recognised
from hotspots.load.findings import SourceFindings, sha256_of
from hotspots.load.offence_codes import OLDER_CATEGORIES, canonical_categories
from hotspots.load.other_forces import stated_forces
from hotspots.load.source_rows import (
    Coordinates,
    SourceRows,
    counts_of,
    first_dates,
    missing_texts,
    ragged_rows,
    repeated_rows,
)
from hotspots.load.source_tables import read_source_table
from hotspots.nearest import plain
from hotspots.postgresql import Source
from hotspots.profile import ForceProfile
from hotspots.tables import text_table
from hotspots.tables.dates import localise
from hotspots.tables.limits import members_of, opened_archive, opened_member
from hotspots.tables.memory import require_memory
from hotspots.tables.text_table import read_once

STREET_KIND: Final = "data.police.uk street-level crimes"
ARCHIVE_KIND: Final = "data.police.uk archive"
OUTCOMES_KIND: Final = "data.police.uk outcomes"
STOP_AND_SEARCH_KIND: Final = "data.police.uk stop and search"
NOT_NEEDED: Final = (OUTCOMES_KIND, STOP_AND_SEARCH_KIND)

# As published; then as re-publishers, databases and spreadsheets write a month: by a day of it,
# the first, so that 01/02/2025 is a month only if every row of the file has its day in one place.
MONTH_FORMATS: Final = (
    "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%b-%y", "%B %Y", "%b %Y",
    "%m/%Y", "%d/%m/%Y", "%m/%d/%Y",
)  # fmt: skip
NO_LOCATION: Final = "No Location"
ON_OR_NEAR: Final = r"(?i)^on or near(\s+|$)"
# What the API answers has these, and its own names for some columns.
API_SIGNS: Final = frozenset({"persistentid", "locationtype"})
API_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    columns.MONTH: ("month", "date"),
    schema.OFFENCE_ID: ("persistent_id",),
    schema.LOCATION: ("street_name", "location.street.name"),
    schema.OUTCOME: ("outcome_status.category", "outcome_status", "outcome_status_category"),
}
# An LSOA is called after its authority: "Braintree 002B".
LSOA_NAME: Final = r"^(.+\S)\s+\d{3}[A-Z]+$"
CATEGORIES_OF_TODAY_SINCE: Final = "2013-05"
HEADER_BYTES: Final = 4096


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    """The tables of one source, with the mapping that each one was read by."""

    tables: list[text_table.TextTable]
    mappings: list[dict[str, str]]
    notes: list[str]
    sha256: str
    size_bytes: int
    points_crs: str | None = None


def police_uk_kind(headers: Sequence[str]) -> str | None:
    """Say which file of data.police.uk has these headers, in any vintage or spelling; or None."""
    names = {plain(header) for header in headers}
    found = recognised(headers)
    if {"objectofsearch", "legislation"} & names and "date" in names:
        return STOP_AND_SEARCH_KIND
    if names >= API_SIGNS and schema.CATEGORY in found and {"month", "date"} & names:
        return STREET_KIND
    if columns.MONTH not in found or schema.FROM_TIME in found or schema.OFFENCE_CODE in found:
        return None
    if schema.CATEGORY in found:
        return STREET_KIND
    return OUTCOMES_KIND if schema.OUTCOME in found else None


def read_police_uk(path: Source, *, profile: ForceProfile) -> SourceRows:
    """Read a month's CSV or the published archive.

    Parameters
    ----------
    path : Path or PostgisTable
        A CSV (also .gz), a workbook, a geographic file or a table of PostGIS with the columns of
        data.police.uk (``Crime ID``, ``Month``, …) in any of its vintages, also in snake_case; what
        its API answers, as JSON or as a table; or a zip archive of such files, of which only the
        street-level ones are read. A blank crime reference is allowed: anti-social behaviour has
        none.
    profile : ForceProfile
        Its time zone, and its own column names.

    Raises
    ------
    MissingColumnError
        When there is no month, no category, or no pair of coordinates.
    InputError
        When an archive holds no street-level file, or cannot be read.
    NoRowsError
        When there is not one row.
    """
    if isinstance(path, Path) and path.suffix.lower() == ".zip":
        gathered, kind = _gather_archive(path, profile), ARCHIVE_KIND
    else:
        source = read_source_table(path, wanted=lambda found: police_uk_kind(found) == STREET_KIND)
        mapping = {**_matched(source.table.headers, profile), **source.point_columns}
        gathered = _Gathered(
            tables=[source.table],
            mappings=[mapping],
            notes=[],
            sha256=source.sha256,
            size_bytes=source.size_bytes,
            points_crs=source.points_crs,
        )
        kind = STREET_KIND
    return _source_rows(path.name, kind, gathered, profile)


def _gather_archive(path: Path, profile: ForceProfile) -> _Gathered:
    tables, mappings, notes = [], [], []
    with opened_archive(path) as archive:
        found = members_of(archive)
        kinds = {member.filename: _kind_of_member(archive, member) for member in found}
        read = [each.file_size for each in found if kinds[each.filename] == STREET_KIND]
        require_memory(path.name, sum(read))
        for member in found:
            kind = kinds[member.filename]
            if kind != STREET_KIND:
                notes.append(f"{member.filename} was left out: {kind or 'not a table of crimes'}")
                continue
            try:
                table = text_table.parse_csv(f"{path.name}/{member.filename}", archive.read(member))
            except NoRowsError:
                notes.append(f"{member.filename} has no rows")
                continue
            tables.append(table)
            mappings.append(_matched(table.headers, profile))
    if not tables and not any(note.endswith("no rows") for note in notes):
        held = ", ".join(member.filename for member in found[:5]) or "nothing"
        raise InputError(
            f"{path.name} holds no street-level crimes of data.police.uk; it holds {held}. "
            "Fetch the archive with 'street-level crimes' ticked, or give the extracted file."
        )
    if not tables:
        raise NoRowsError(f"{path.name}: its street-level files have no rows. Fetch other months.")
    return _Gathered(
        tables=tables,
        mappings=mappings,
        notes=notes,
        sha256=sha256_of(path),
        size_bytes=path.stat().st_size,
    )


def _matched(headers: Sequence[str], profile: ForceProfile) -> dict[str, str]:
    """Match the columns by name; those of the API by the API's names, where it is its answer."""
    from_api = {plain(header) for header in headers} >= API_SIGNS
    own = {**API_NAMES, **profile.column_aliases} if from_api else profile.column_aliases
    return match_columns(headers, from_profile=own)


def _kind_of_member(archive: ZipFile, member: ZipInfo) -> str | None:
    if not member.filename.lower().endswith(".csv"):
        return None
    with opened_member(archive, member) as stream:
        return police_uk_kind(text_table.header_of(stream.read(HEADER_BYTES)))


def _source_rows(name: str, kind: str, gathered: _Gathered, profile: ForceProfile) -> SourceRows:
    tables, mappings = gathered.tables, gathered.mappings
    pair = _coordinate_columns(tables, mappings)
    pick = _Picker(tables, mappings)
    months = pick(columns.MONTH)
    month_format = _month_format(name, months)
    from_time = read_once(months, partial(_first_days, date_format=month_format))
    category = pick(schema.CATEGORY)
    canonical = canonical_categories(category)
    offences = _offences(tables, pick, month_format, canonical, profile.timezone)
    reasons, values = _month_faults(months, from_time)
    crs = WGS84 if pair == schema.IN_DEGREES else BRITISH_NATIONAL_GRID
    original = pd.concat([table.frame for table in tables], ignore_index=True)
    return SourceRows(
        findings=SourceFindings(
            name=name,
            kind=kind,
            sha256=gathered.sha256,
            size_bytes=gathered.size_bytes,
            encoding=", ".join(sorted({table.encoding for table in tables})),
            mapping=mappings[0],
            date_format=month_format,
            first_dates=first_dates(months, from_time, "%B %Y"),
            rows_in=sum(table.rows_in for table in tables),
            exact_duplicate_rows=sum(repeated_rows(table.frame) for table in tables),
            unmapped_codes=counts_of(category[canonical.isna() & (category.str.strip() != "")]),
            notes=(
                *gathered.notes,
                *(note for table in tables for note in table.notes),
                *_notes_on_categories(category, from_time),
            ),
            doubts=tuple(doubt for table in tables for doubt in table.doubts),
        ),
        offences=offences,
        coordinates=Coordinates(
            eastings=pick(pair[0]),
            northings=pick(pair[1]),
            columns=(mappings[0][pair[0]], mappings[0][pair[1]]),
            crs=gathered.points_crs or crs,
            of_shapes=gathered.points_crs is not None,
        ),
        stated_area=stated_forces(original, profile)
        if profile.is_of_forces
        else read_once(pick(columns.LSOA_NAME), _authorities),
        stated_is_official=not profile.is_of_forces,
        reasons=reasons,
        faulty_values=values,
        original=original,
        ragged=ragged_rows(tables),
    )


@dataclass(frozen=True)
class _Picker:
    """Takes one of our columns out of all the tables, each by its own mapping."""

    tables: list[text_table.TextTable]
    mappings: list[dict[str, str]]

    def __call__(self, ours: str) -> pd.Series[str]:
        parts = [
            table.frame[mapping[ours]] if ours in mapping else missing_texts(len(table.frame))
            for table, mapping in zip(self.tables, self.mappings, strict=True)
        ]
        return pd.concat(parts, ignore_index=True)


def _coordinate_columns(
    tables: Sequence[text_table.TextTable], mappings: Sequence[Mapping[str, str]]
) -> tuple[str, str]:
    """Return the pair of coordinates that the tables hold; the first files had eastings."""
    for table, mapping in zip(tables, mappings, strict=True):
        lost = [each for each in (columns.MONTH, schema.CATEGORY) if each not in mapping]
        if lost:
            raise missing_columns(lost, table.headers, file=table.name)
    for pair in (schema.IN_DEGREES, schema.IN_METRES):
        holders = [all(ours in mapping for ours in pair) for mapping in mappings]
        if all(holders):
            return pair
        if any(holders):
            odd = tables[holders.index(False)]
            raise InputError(
                f"{odd.name} has no {' and '.join(pair)}, as other files have; give it alone."
            )
    raise missing_columns(schema.IN_DEGREES, tables[0].headers, file=tables[0].name)


def _offences(
    tables: Sequence[text_table.TextTable],
    pick: _Picker,
    month_format: str,
    categories: pd.Series[str],
    timezone: str,
) -> pd.DataFrame:
    rows = len(categories)

    def begins(months: pd.Series[str]) -> pd.Series[pd.Timestamp]:
        return localise(_first_days(months, month_format), timezone)[0]

    def ends(months: pd.Series[str]) -> pd.Series[pd.Timestamp]:
        after = _first_days(months, month_format) + pd.offsets.MonthBegin(1)
        return localise(after.astype("datetime64[us]"), timezone)[0]

    months = pick(columns.MONTH)
    from_time = read_once(months, begins)
    return pd.DataFrame(
        {
            schema.OFFENCE_ID: text_table.without_blanks(pick(schema.OFFENCE_ID)),
            schema.SOURCE_FILE: pd.concat(
                [
                    pd.Series(table.name, index=range(len(table.frame)), dtype="str")
                    for table in tables
                ],
                ignore_index=True,
            ),
            schema.SOURCE_LINE: pd.concat(
                [pd.Series(table.lines) for table in tables], ignore_index=True
            ),
            schema.OFFENCE_CODE: missing_texts(rows),
            schema.CATEGORY: categories,
            schema.FROM_TIME: from_time,
            schema.TO_TIME: read_once(months, ends),
            schema.REPORTED_TIME: pd.Series(pd.NaT, index=from_time.index, dtype=from_time.dtype),
            schema.TIME_PRECISION: pd.Series(
                str(schema.TimePrecision.MONTH), index=range(rows), dtype="str"
            ),
            schema.LOCATION: read_once(pick(schema.LOCATION), _street),
            schema.DWELLING: pd.Series([pd.NA] * rows, dtype="boolean"),
            schema.DOMESTIC_ABUSE: pd.Series([pd.NA] * rows, dtype="boolean"),
            schema.UPRN: missing_texts(rows),
            schema.OUTCOME: read_once(pick(schema.OUTCOME), text_table.without_blanks),
            schema.LSOA_CODE: read_once(pick(schema.LSOA_CODE), text_table.without_blanks),
        }
    )


def _authorities(lsoa_names: pd.Series[str]) -> pd.Series[str]:
    """Return the authority that each LSOA is called after."""
    return text_table.without_blanks(lsoa_names.str.extract(LSOA_NAME, expand=False))


def _first_days(months: pd.Series[str], date_format: str) -> pd.Series[pd.Timestamp]:
    """Return the first day of each month; missing where a text is none."""
    read = pd.to_datetime(text_table.without_blanks(months), format=date_format, errors="coerce")
    read = read.astype("datetime64[us]")
    return read.where(read.dt.day == 1)


def _street(locations: pd.Series[str]) -> pd.Series[str]:
    """Return where offences were, without what is said in front of every street."""
    texts = locations.str.strip()
    streets = texts.mask(texts == NO_LOCATION).str.replace(ON_OR_NEAR, "", regex=True)
    return text_table.without_blanks(streets)


def _month_faults(
    months: pd.Series[str], read: pd.Series[pd.Timestamp]
) -> tuple[pd.Series[str], pd.Series[str]]:
    reasons = missing_texts(len(months))
    reasons[read.isna()] = str(schema.Reason.UNREADABLE_DATE)
    reasons[months.str.strip() == ""] = str(schema.Reason.NO_DATE)
    return reasons, months.where(reasons.notna())


def _month_format(name: str, months: pd.Series[str]) -> str:
    """Return the first format that fits the months; a day in it is the month's first.

    Raises
    ------
    AmbiguousDatesError
        When most are in no such format, or a day and a month could change places.
    """
    written = text_table.without_blanks(months).dropna()
    values = written.value_counts()
    spellings = pd.Series(values.index, dtype="str")
    fitting = {}
    for each in MONTH_FORMATS:
        read = pd.to_datetime(spellings, format=each, errors="coerce")
        first_days = (read.notna() & (read == read.dt.normalize()) & (read.dt.day == 1)).to_numpy()
        if values[first_days].sum() > len(written) / 2:
            fitting[each] = read.where(first_days)
    if not fitting and len(written):
        raise AmbiguousDatesError(
            f"{name}: the months are not written as 2025-01; the first is {written.iloc[0]!r}. "
            "Write them as year and month."
        )
    if len({tuple(read.dropna()) for read in fitting.values()}) > 1:
        raise AmbiguousDatesError(
            f"{name}: the months could be {' or '.join(map(repr, fitting))}; the first is "
            f"{written.iloc[0]!r}. Write them as year and month: 2025-01."
        )
    return next(iter(fitting), MONTH_FORMATS[0])


def _notes_on_categories(category: pd.Series[str], from_time: pd.Series[pd.Timestamp]) -> list[str]:
    notes = []
    older = category.str.lower().isin(tuple(OLDER_CATEGORIES))
    if older.any():
        notes.append(
            "rows with a category of older files, counted under the one that holds most of those "
            f"offences now: {int(older.sum()):,}"
        )
    if (from_time < pd.Timestamp(CATEGORIES_OF_TODAY_SINCE)).any():
        notes.append(
            "categories changed in September 2011 and May 2013: series across them do not compare"
        )
    return notes
