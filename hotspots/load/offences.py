"""Read offences from wherever they come: recognise each source, read it, place its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.arrays import Bools
from hotspots.errors import NoRowsError
from hotspots.load.boundaries import StudyArea
from hotspots.load.columns import MONTH
from hotspots.load.coordinates import WITHOUT_COMMAS
from hotspots.load.findings import LoadedOffences, SourceFindings, refuse_same_file_twice
from hotspots.load.given_paths import given_sources
from hotspots.load.offence_sources import sources_among
from hotspots.load.placed_rows import OF_PLACE, PlacedRows
from hotspots.load.placement import part_of
from hotspots.load.prepared_offences import SAID, prepared_rows
from hotspots.load.source_rows import columns_at_fault, counts_of, missing_texts
from hotspots.postgresql import PostgisTable, Source
from hotspots.profile import ForceProfile
from hotspots.schema import FROM_TIME, TIME_PRECISION, TimePrecision
from hotspots.tables.memory import give_back
from hotspots.words import capital

# A month with fewer than this share of the usual month's offences is a slip, an old report, or
# the first days of a new one: it would stretch the period and thin every figure a year.
LEAST_SHARE_OF_A_USUAL_MONTH: Final = 0.1

# Since these days burglary in a dwelling has meant something else in recorded crime.
BURGLARY_REDEFINED: Final = (date(2017, 4, 1), date(2023, 4, 1))
# What to do about a reason that leaves a source without a usable row.
ADVICE: Final[Mapping[schema.Reason, str]] = {
    schema.Reason.RAGGED_ROW: "export again with as many fields in a row as in the header",
    schema.Reason.NO_COORDINATES: "check that the columns of the coordinates were recognised, and "
    "that the export holds them",
    schema.Reason.UNREADABLE_COORDINATES: "check that the columns of the coordinates are those of "
    "numbers, and name them in the profile",
    schema.Reason.DIVIDED_DIGITS: WITHOUT_COMMAS,
    schema.Reason.LOST_DIGITS: "export the coordinates again straight from the records system, or "
    "give the column a number format in the spreadsheet before it is saved as CSV",
    schema.Reason.OUTSIDE_FORCE: "check that the file and the boundaries are this force's, and the "
    "coordinate system of each",
    schema.Reason.NO_DATE: "check that the column of the date was recognised",
    schema.Reason.UNREADABLE_DATE: "state the format of the dates",
    schema.Reason.BEFORE_1900: "export the date with the time, or name the column of the date in "
    "the profile: [columns] from_date",
    schema.Reason.AFTER_FILE: "check the years, and the clock of this machine",
}
# Of the rows, below which a reason is not what a source without a usable row suffers from.
LEAST_SHARE_ADVISED: Final = 0.1
# An offence this far from the middle of its file is a slip or an old report.
FAR_IN_TIME: Final = timedelta(days=10 * 365.25)


def read_offences(  # noqa: PLR0913 - a reader is told all by name
    paths: str | Source | Sequence[str | Source],
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    period: tuple[date, date] | None = None,
    date_format: str | None = None,
    header: bool = True,
    used_elsewhere: Sequence[Path] = (),
    prepared: Path | None = None,
    whole_rows: bool = True,
    unread: Collection[str] = (),
) -> LoadedOffences:
    """Read, check and place offences; every row is used or set aside with its reason.

    Parameters
    ----------
    paths : str, Path or PostgisTable, or a sequence of them
        Files, folders and tables of a database, mixed as they come. Of a table with points those
        rows are read that lie around the force and, where a period is given, begin in it.
    profile : ForceProfile
    study_area : StudyArea
        In the profile's coordinate system; see ``read_study_area``.
    period : (date, date), optional
        First and last day, both in it, by the start of the offence in local time. By default
        the months that the data cover; see ``observed_period``.
    date_format : str, optional
        Of a records-system export whose dates could be read two ways.
    header : bool
        False where an export may begin with its first row. Its columns are then ``column 1``,
        ``column 2``, …, and the profile's ``[columns]`` say which is which.
    used_elsewhere : sequence of Path
        Files and folders that serve another purpose, such as tables by ward; they are passed over
        in a folder of offences.
    prepared : Path, optional
        The folder of prepared data: what it holds is not read again. What comes of it is the same.
    whole_rows : bool
        False leaves the source's own columns out of the rows set aside.
    unread : collection of str
        Columns of text that may be missing throughout, because the caller has no use for them: of
        a nation's year they take a gigabyte.

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
    part = part_of(study_area, profile, period)
    given = [
        each.narrowed(part) if isinstance(each, PostgisTable) else each
        for each in given_sources(paths)
    ]
    files, skipped = sources_among(
        given, profile=profile, header=header, used_elsewhere=used_elsewhere
    )
    span = None if period is None else _span(period, profile.timezone)
    parts = []
    for path, kind in files:
        parts.append(
            prepared_rows(
                path,
                kind,
                profile=profile,
                study_area=study_area,
                date_format=date_format,
                store=prepared,
                span=span,
                unread=unread,
            )
        )
        parts[-1] = _asked_for(parts[-1], whole_rows=whole_rows, unread=unread)
        give_back()
    refuse_same_file_twice((found.name, found.sha256) for found in map(_findings, parts))
    asked = period is not None
    if any(part.located.reasons.isna().any() for part in parts):
        period = period or _observed_period(parts)
        outside = schema.Reason.OUTSIDE_PERIOD if asked else schema.Reason.OUTSIDE_COVER
        parts = [_within_period(part, period, profile.timezone, outside) for part in parts]
    sources = tuple(_findings(part) for part in parts)
    if period is None or not any(source.rows_used for source in sources):
        raise _no_usable_rows(sources, period if asked else None)
    set_aside = pd.concat(
        [_set_aside(part, whole_rows=whole_rows) for part in parts], ignore_index=True
    )
    repeated = _notes_on_references(parts)
    offences = _offences(parts, profile.crs, unread)
    return LoadedOffences(
        offences=offences,
        set_aside=set_aside,
        sources=sources,
        period=period,
        notes=(*skipped, *repeated, *_notes_on_dates(offences)),
    )


def _within_period(
    part: PlacedRows, period: tuple[date, date], timezone: str, reason: schema.Reason
) -> PlacedRows:
    """Set aside the usable rows that begin before the period's first day or after its last."""
    first, end = _span(period, timezone)
    located, begins = part.located, part.offences[schema.FROM_TIME]
    outside = located.reasons.isna() & ~((begins >= first) & (begins < end))
    values = located.faulty_values.copy()
    which, moments = pd.factorize(begins[outside])  # each different moment is written once
    texts = pd.Series(moments).dt.strftime("%Y-%m-%d %H:%M")
    values[outside] = texts.iloc[which].set_axis(begins.index[outside])
    reasons = located.reasons.mask(outside, str(reason))
    return replace(part, located=replace(located, reasons=reasons, faulty_values=values))


def _span(period: tuple[date, date], timezone: str) -> tuple[datetime, datetime]:
    """Return the first moment of a period and the one after its last."""
    first, after, zone = period[0], period[1] + timedelta(days=1), ZoneInfo(timezone)
    return (
        datetime(first.year, first.month, first.day, tzinfo=zone),
        datetime(after.year, after.month, after.day, tzinfo=zone),
    )


def _observed_period(parts: Sequence[PlacedRows]) -> tuple[date, date]:
    dates = [
        part.offences.loc[part.located.reasons.isna(), [FROM_TIME, TIME_PRECISION]]
        for part in parts
    ]
    return observed_period(pd.concat(dates, ignore_index=True))


def _asked_for(part: PlacedRows, *, whole_rows: bool, unread: Collection[str]) -> PlacedRows:
    """Return rows without what nobody asks for, which is then held no longer."""
    offences = part.offences.drop(columns=list(set(unread) - set(SAID)), errors="ignore")
    return replace(part, offences=offences, originals=part.originals if whole_rows else _nothing)


def _nothing(wanted: Bools) -> pd.DataFrame:
    """Return no column of a source's own."""
    return pd.DataFrame(index=np.flatnonzero(wanted))


def _offences(parts: list[PlacedRows], crs: str, unread: Collection[str]) -> gpd.GeoDataFrame:
    """Return the rows that can be used. The parts are taken apart: no column is held twice."""
    used = [np.flatnonzero(part.located.reasons.isna().to_numpy()) for part in parts]
    tables = [part.offences for part in parts]
    held = (*OF_PLACE.values(), "points")
    public = np.repeat(
        [part.findings.has_public_points for part in parts], [len(rows) for rows in used]
    )
    places = [{name: getattr(part.located, name) for name in held} for part in parts]
    parts.clear()
    give_back()
    columns: dict[str, pd.Series] = {
        name: pd.concat(
            [_taken(table, name).iloc[rows] for table, rows in zip(tables, used, strict=True)],
            ignore_index=True,
        )
        for name in dict.fromkeys(str(name) for table in tables for name in table)
        if name not in unread
    }
    columns |= {name: missing_texts(len(public)) for name in unread}

    unknown = [name for name, column in columns.items() if column.isna().all()]
    texts = [name for name in unknown if columns[name].dtype == "str"]
    columns |= dict.fromkeys(texts, columns[texts[0]])  # one that is empty serves for all

    def located(name: str) -> Any:  # noqa: ANN401 - objects or numbers, an array of Located's
        return np.concatenate(
            [place.pop(name)[rows] for place, rows in zip(places, used, strict=True)]
        )

    for ours, name in OF_PLACE.items():
        if ours in unread:
            continue
        columns[ours] = pd.Series(located(name), dtype="str")
    give_back()
    columns[schema.PUBLIC_POINT] = pd.Series(public, dtype="bool")
    points = np.asarray(shapely.points(located("points")))
    columns[schema.GEOMETRY] = gpd.GeoSeries(points, crs=crs)
    return gpd.GeoDataFrame(columns, copy=False)


def _taken(table: pd.DataFrame, name: str) -> pd.Series:
    """Take a column out of a table; what a source does not have is not known of it."""
    if name in table:
        return pd.Series(table.pop(name))
    kind = "str" if name in schema.HOW_IT_WAS_DONE else "boolean"
    return pd.Series(pd.NA, index=table.index, dtype=kind)


def _set_aside(part: PlacedRows, *, whole_rows: bool) -> pd.DataFrame:
    """Return the rows that cannot be used: ``SET_ASIDE_COLUMNS``, then their own where asked."""
    kept, mapping = part.located.reasons.notna(), part.findings.mapping
    ours = pd.DataFrame(
        {
            schema.SOURCE_FILE: part.offences[schema.SOURCE_FILE][kept],
            schema.SOURCE_LINE: part.offences[schema.SOURCE_LINE][kept],
            schema.REASON: part.located.reasons[kept],
            schema.AT_FAULT: columns_at_fault(
                part.located.reasons[kept],
                place=part.place_columns,
                time=mapping.get(schema.FROM_TIME, mapping.get(MONTH)),
            ),
            schema.VALUE: part.located.faulty_values[kept],
        }
    )
    ragged = part.ragged
    if whole_rows:
        theirs = part.originals(kept.to_numpy())
        clashes = {name: f"{name} (as found)" for name in schema.SET_ASIDE_COLUMNS}
        ours = pd.concat([ours, theirs.rename(columns=clashes)], axis=1)
    else:
        ragged = ragged[list(ours)]
    rows = pd.concat([ours, ragged]) if len(ragged) else ours
    return rows.sort_values([schema.SOURCE_FILE, schema.SOURCE_LINE], ignore_index=True)


def _findings(part: PlacedRows) -> SourceFindings:
    reasons = pd.concat([part.located.reasons.dropna(), part.ragged[schema.REASON]])
    used = part.located.reasons.isna()
    return replace(
        part.findings,
        rows_used=int(used.sum()),
        repeated_references=_repeats(part.offences.loc[used, schema.OFFENCE_ID]),
        set_aside=counts_of(reasons),
        notes=(*part.findings.notes, *part.located.notes),
    )


def _no_usable_rows(
    findings: Sequence[SourceFindings], asked_period: tuple[date, date] | None
) -> NoRowsError:
    """Return the error of sources without a usable row; it advises on the commonest reasons."""
    rows_in = sum(found.rows_in for found in findings)
    counts: Counter[str] = Counter()
    for found in findings:
        counts.update(found.set_aside)
    listed = ", ".join(f"{rows:,} {reason}" for reason, rows in counts.most_common())
    names = ", ".join(found.name for found in findings)
    advised: dict[str, str] = {str(reason): said for reason, said in ADVICE.items()}
    if asked_period is not None:
        first, last = asked_period
        advised[str(schema.Reason.OUTSIDE_PERIOD)] = (
            f"the period asked for is {first} to {last}: give one that the file covers"
        )
    least = LEAST_SHARE_ADVISED * rows_in
    advice = [
        advised[reason]
        for reason, rows in counts.most_common()
        if reason in advised and rows >= least
    ]
    said = f" {capital('; '.join(advice))}." if advice else ""
    return NoRowsError(f"{names}: none of {rows_in:,} rows can be used: {listed}.{said}")


def _notes_on_references(parts: Sequence[PlacedRows]) -> list[str]:
    """Count references that come again, in one source or in two that overlap."""
    repeated = _repeats(pd.concat([part.offences[schema.OFFENCE_ID] for part in parts]))
    if not repeated:
        return []
    note = (
        f"rows that repeat the reference of an earlier row, kept: {repeated:,}; where two sources "
        "overlap, leave one out"
    )
    return [note]


def _repeats(references: pd.Series[str]) -> int:
    """Return how many references come again; a missing one is none."""
    return int(references.count()) - int(references.nunique())


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
    last_days = [begins[kept].max(), *pd.PeriodIndex(months[by_month].unique()).end_time]
    return begins[kept].min().date(), max(last_days).date()
