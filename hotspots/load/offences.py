"""Read offences from wherever they come: recognise each source, read it, place its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.errors import InputError, NoRowsError, UnreadableError
from hotspots.load import police_uk
from hotspots.load.boundaries import StudyArea
from hotspots.load.columns import ALIASES, recognised
from hotspots.load.damage import explained
from hotspots.load.findings import LoadedOffences, SourceFindings, refuse_same_file_twice
from hotspots.load.given_paths import files_in, given_paths
from hotspots.load.locate import Located, locate
from hotspots.load.rms_export import KIND as RMS_KIND
from hotspots.load.rms_export import is_rms_export, lacking, read_rms_export
from hotspots.load.source_rows import SourceRows, counts_of
from hotspots.profile import ForceProfile
from hotspots.schema import FROM_TIME, TIME_PRECISION, TimePrecision
from hotspots.tables.columns import listed
from hotspots.tables.text_table import header_of, read_text_table
from hotspots.tables.workbook import WORKBOOK_SUFFIXES

# A month with fewer than this share of the usual month's offences is a slip, an old report, or
# the first days of a new one: it would stretch the period and thin every figure a year.
LEAST_SHARE_OF_A_USUAL_MONTH: Final = 0.1

FOLDER_KIND: Final = "folder"
TEXT_SUFFIXES: Final = (".csv", ".txt", ".tsv")
READABLE: Final = (
    "a data.police.uk month (CSV), a folder of months or the archive (zip), or a records-system "
    "export (CSV or XLSX) with a time, a place and an offence code"
)
# So many of a column's accepted names are said of a file that lacks several columns.
NAMES_SAID: Final = 10
# Since these days burglary in a dwelling has meant something else in recorded crime.
BURGLARY_REDEFINED: Final = (date(2017, 4, 1), date(2023, 4, 1))
# An offence this far from the middle of its file is a slip or an old report.
FAR_IN_TIME: Final = timedelta(days=10 * 365.25)


@dataclass(frozen=True)
class _Located:
    """One source's rows with what locating made of them."""

    rows: SourceRows
    located: Located


def recognise(path: Path, *, profile: ForceProfile | None = None) -> str:
    """Say what a file is, by what it holds: a CSV by its header, whatever it is called.

    Parameters
    ----------
    path : Path
    profile : ForceProfile, optional
        Its own column names.

    Raises
    ------
    InputError
        When it is nothing that can be read; the message lists what can.
    """
    if path.is_dir():
        return FOLDER_KIND
    if not path.exists():
        raise InputError(f"There is no file {path.name}. Check the path; give {READABLE}.")
    suffix = path.suffix.lower()
    if suffix == ".zip":
        return police_uk.ARCHIVE_KIND
    if suffix not in (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES):
        raise InputError(f"{path.name} is no source of offences. Give {READABLE}.")
    if not path.stat().st_size:
        raise NoRowsError(f"{path.name} is empty (0 bytes). Export the rows again.")
    own = profile.column_aliases if profile else {}
    headers = _headers(path, own)
    kind = police_uk.police_uk_kind(headers)
    if kind is not None:
        return kind
    if is_rms_export(headers, from_profile=own):
        return RMS_KIND
    raise _not_recognised(path.name, headers, own)


def read_offences(
    paths: str | Path | Sequence[str | Path],
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    period: tuple[date, date] | None = None,
    date_format: str | None = None,
) -> LoadedOffences:
    """Read, check and place offences; every row is used or set aside with its reason.

    Parameters
    ----------
    paths : str or Path, or a sequence of them
        Files and folders, mixed as they come.
    profile : ForceProfile
    study_area : StudyArea
        In the profile's coordinate system; see ``read_study_area``.
    period : (date, date), optional
        First and last day, both in it, by the start of the offence in local time. By default
        the months that the data cover; see ``observed_period``.
    date_format : str, optional
        Of a records-system export whose dates could be read two ways.

    Returns
    -------
    LoadedOffences
        Offences in the order of the sources and of their rows, in the force's system, metres.
        Rows that look alike are counted and kept: two incidents can look alike.

    Raises
    ------
    NoRowsError
        When not one row can be used; the message gives the reasons with their counts.
    InputError, CoordinateError
        When a source cannot be recognised or read, or is in another coordinate system throughout.
    """
    files, skipped = _expand(given_paths(paths), profile)
    parts = []
    for path, kind in files:
        if kind == RMS_KIND:
            rows = read_rms_export(path, profile=profile, date_format=date_format)
        else:
            rows = police_uk.read_police_uk(path, profile=profile)
        parts.append(_Located(rows, locate(rows, study_area=study_area, profile=profile)))
    refuse_same_file_twice((found.name, found.sha256) for found in map(_findings, parts))
    offences = _offences(parts, profile.crs)
    if len(offences):
        period = period or observed_period(offences)
        parts = [_within_period(part, period, profile.timezone) for part in parts]
        offences = _offences(parts, profile.crs)
    if offences.empty or period is None:
        raise _no_usable_rows(parts)
    return LoadedOffences(
        offences=offences,
        set_aside=pd.concat([_set_aside(part) for part in parts], ignore_index=True),
        sources=tuple(_findings(part) for part in parts),
        period=period,
        notes=(*skipped, *_notes_on_references(parts), *_notes_on_dates(offences)),
    )


def _headers(path: Path, own: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    if path.suffix.lower() in WORKBOOK_SUFFIXES:

        def wanted(headers: Sequence[str]) -> bool:
            return police_uk.police_uk_kind(headers) is not None or is_rms_export(
                headers, from_profile=own
            )

        return read_text_table(path, wanted=wanted).headers
    with explained(path.name, "Check who may read it."), path.open("rb") as stream:
        start = stream.read(police_uk.HEADER_BYTES)
    return header_of(start)


def _not_recognised(
    name: str, headers: Sequence[str], own: Mapping[str, Sequence[str]]
) -> InputError:
    """Return the error for columns that are no source's: what an export needs and they lack."""
    needed = "; ".join(
        f"{ours} (also {', '.join(ALIASES[ours][:NAMES_SAID])}, …)"
        for ours in lacking(recognised(headers, from_profile=own))
    )
    return InputError(
        f"{name} was not recognised by its columns: "
        f"{listed(headers)}. To be read as a records-system "
        f"export it lacks: {needed}. Rename its columns, or name them under [columns] in the force "
        f"profile, see docs/another-force.md; or give {READABLE}."
    )


def _expand(
    paths: Sequence[Path], profile: ForceProfile
) -> tuple[list[tuple[Path, str]], list[str]]:
    """Return each file to read with its kind, and notes on files in folders that are left out."""
    files: list[tuple[Path, str]] = []
    notes: list[str] = []
    for path in paths:
        kind = recognise(path, profile=profile)
        if kind == FOLDER_KIND:
            found, left_out = _files_in(path, profile)
            files += found
            notes += left_out
        elif kind in police_uk.NOT_NEEDED:
            raise InputError(f"{path.name} holds {kind}, not offences. Give {READABLE}.")
        else:
            files.append((path, kind))
    if not files:
        raise InputError(f"No source of offences was given. Give {READABLE}.")
    return list(dict.fromkeys(files)), notes


def _files_in(folder: Path, profile: ForceProfile) -> tuple[list[tuple[Path, str]], list[str]]:
    files, notes = [], []
    readable = (*TEXT_SUFFIXES, *WORKBOOK_SUFFIXES, ".zip")
    for path in files_in(folder):
        if path.suffix.lower() not in readable:
            continue
        try:
            kind = recognise(path, profile=profile)
        except NoRowsError:
            notes.append(f"{path.name} was left out: it is empty")
            continue
        except UnreadableError:
            raise
        except InputError:
            notes.append(f"{path.name} was left out: it is no source of offences")
            continue
        if kind in police_uk.NOT_NEEDED:
            notes.append(f"{path.name} was left out: {kind}")
        elif kind != FOLDER_KIND:
            files.append((path, kind))
    if not files:
        raise _no_source_in(folder, notes)
    return files, notes


def _no_source_in(folder: Path, notes: Sequence[str]) -> InputError:
    if not notes:
        state = "holds no offences" if any(folder.iterdir()) else "is empty"
        return InputError(f"{folder.name} {state}: put offences into {folder}. Give {READABLE}.")
    return InputError(
        f"The folder {folder.name} holds no source of offences: {'; '.join(notes)}. Give one of "
        f"them by its path to see what it lacks, or {READABLE}."
    )


def _within_period(part: _Located, period: tuple[date, date], timezone: str) -> _Located:
    """Set aside the usable rows that begin before the period's first day or after its last."""
    zone = ZoneInfo(timezone)
    first = datetime(period[0].year, period[0].month, period[0].day, tzinfo=zone)
    last = period[1] + timedelta(days=1)
    end = datetime(last.year, last.month, last.day, tzinfo=zone)
    located, begins = part.located, part.rows.offences[schema.FROM_TIME]
    outside = located.reasons.isna() & ~((begins >= first) & (begins < end))
    set_aside = replace(
        located,
        reasons=located.reasons.mask(outside, str(schema.Reason.OUTSIDE_PERIOD)),
        faulty_values=located.faulty_values.mask(outside, begins.dt.strftime("%Y-%m-%d %H:%M")),
    )
    return _Located(part.rows, set_aside)


def _offences(parts: Sequence[_Located], crs: str) -> gpd.GeoDataFrame:
    tables = []
    for part in parts:
        located = part.located
        used = np.flatnonzero(located.reasons.isna().to_numpy())
        table = part.rows.offences.iloc[used].reset_index(drop=True)
        table[schema.AUTHORITY_CODE] = pd.array(located.authority_codes[used], dtype="str")
        table[schema.DISTRICT] = pd.array(located.districts[used], dtype="str")
        table[schema.WARD_CODE] = pd.array(located.ward_codes[used], dtype="str")
        table[schema.WARD_NAME] = pd.array(located.ward_names[used], dtype="str")
        table[schema.GEOMETRY] = np.asarray(shapely.points(located.points[used]))
        tables.append(table)
    offences = pd.concat(tables, ignore_index=True)
    return gpd.GeoDataFrame(offences, geometry=schema.GEOMETRY, crs=crs)


def _set_aside(part: _Located) -> pd.DataFrame:
    """Return the rows that cannot be used: file, line, reason, value, then their own columns."""
    kept = part.located.reasons.notna()
    ours = pd.DataFrame(
        {
            schema.SOURCE_FILE: part.rows.offences[schema.SOURCE_FILE][kept],
            schema.SOURCE_LINE: part.rows.offences[schema.SOURCE_LINE][kept],
            schema.REASON: part.located.reasons[kept],
            schema.VALUE: part.located.faulty_values[kept],
        }
    )
    theirs = part.rows.original[kept]
    clashes = {name: f"{name} (as found)" for name in schema.SET_ASIDE_COLUMNS}
    found = pd.concat([ours, theirs.rename(columns=clashes)], axis=1)
    rows = pd.concat([found, part.rows.ragged]) if len(part.rows.ragged) else found
    return rows.sort_values([schema.SOURCE_FILE, schema.SOURCE_LINE], ignore_index=True)


def _findings(part: _Located) -> SourceFindings:
    reasons = pd.concat([part.located.reasons.dropna(), part.rows.ragged[schema.REASON]])
    return replace(
        part.rows.findings,
        rows_used=int(part.located.reasons.isna().sum()),
        set_aside=counts_of(reasons),
        notes=(*part.rows.findings.notes, *part.located.notes),
    )


def _no_usable_rows(parts: Sequence[_Located]) -> NoRowsError:
    findings = [_findings(part) for part in parts]
    rows_in = sum(found.rows_in for found in findings)
    counts: dict[str, int] = {}
    for found in findings:
        for reason, rows in found.set_aside.items():
            counts[reason] = counts.get(reason, 0) + rows
    listed = ", ".join(f"{rows:,} {reason}" for reason, rows in counts.items())
    names = ", ".join(found.name for found in findings)
    return NoRowsError(
        f"{names}: none of {rows_in:,} rows can be used: {listed}. Check that the columns of the "
        "coordinates were recognised, that the file is this force's, and the period."
    )


def _notes_on_references(parts: Sequence[_Located]) -> list[str]:
    """Count references that come again, in one source or in two that overlap."""
    references = pd.concat([part.rows.offences[schema.OFFENCE_ID] for part in parts]).dropna()
    repeated = int(references.duplicated().sum())
    if not repeated:
        return []
    note = (
        f"rows that repeat the reference of an earlier row, kept: {repeated:,}; where two sources "
        "overlap, leave one out"
    )
    return [note]


def _notes_on_dates(offences: gpd.GeoDataFrame) -> list[str]:
    begins = offences[schema.FROM_TIME]
    far = int(((begins - begins.median()).abs() > FAR_IN_TIME).sum())
    notes = []
    if far:
        notes.append(
            f"offences more than ten years from the middle date: {far:,}; give a period to set "
            "them aside"
        )
    first, last = begins.min().date(), begins.max().date()
    notes += [
        f"burglary was redefined on {day.day} {day:%B %Y}: series of burglary across that day "
        "do not compare"
        for day in BURGLARY_REDEFINED
        if first < day <= last
    ]
    return notes


def observed_period(offences: pd.DataFrame) -> tuple[date, date]:
    """Return the first and the last day that the offences cover.

    The months that hold at least a tenth of the usual (median) month's offences decide, so that
    one offence of long ago does not make a year into a decade. Within them the period runs from
    the first offence's day to the last one's; a month that is known only as a month counts whole.

    Parameters
    ----------
    offences : DataFrame
        At least one, with ``from_time`` (aware of its zone, none missing) and ``time_precision``.
    """
    begins = offences[FROM_TIME].dt.tz_localize(None)
    months = begins.dt.to_period("M")
    counts = months.value_counts()
    usual = counts.index[counts >= LEAST_SHARE_OF_A_USUAL_MONTH * counts.median()]
    kept = months.isin(usual)
    by_month = kept & (offences[TIME_PRECISION] == TimePrecision.MONTH)
    last_days = [begins[kept].max(), *months[by_month].dt.end_time]
    return begins[kept].min().date(), max(last_days).date()
