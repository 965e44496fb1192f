"""Read any points with dates: burglaries, arsons, thefts of one kind, from whatever system.

A table (CSV, XLSX or Parquet, with or without a header) has an easting and a northing, or a
longitude and a latitude, and a date a row. A geographic file (GeoPackage, GeoJSON, Shapefile,
GeoParquet) has points and a column of dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import crs as coordinate_systems
from hotspots import schema
from hotspots.arrays import Bools
from hotspots.errors import InputError, NoRowsError
from hotspots.load.coordinates import texts_of, unusable
from hotspots.load.dated_sources import (
    DATE,
    DatedRows,
    dated_rows,
    months_only,
    require_metres,
)
from hotspots.load.findings import SourceFindings
from hotspots.load.oddities.oddity import Oddity
from hotspots.load.source_rows import (
    columns_at_fault,
    counts_of,
    first_dates,
    first_faults,
    repeated_rows,
    rows_set_aside,
)
from hotspots.schema import Reason
from hotspots.tables.dates import TimesRead, read_times, saved_at
from hotspots.tables.doubts import as_notes
from hotspots.tables.text_table import without_blanks

EVENT_ID: Final = "event_id"
MONTH_ALONE: Final = r"\d{4}-\d{2}"
MOST_MONTHS_SHARE: Final = 0.5


@dataclass(frozen=True, kw_only=True)
class DatedPoints:
    """Points with dates, the rows that could not be used, and what was found in the file.

    Attributes
    ----------
    points : GeoDataFrame
        ``event_id`` (the file's own reference where every row has one, else the row's line),
        ``date`` (on the clock, without a zone), ``source_line`` and the point, in metres.
    set_aside : DataFrame
        ``schema.SET_ASIDE_COLUMNS``.
    source : SourceFindings
    """

    points: gpd.GeoDataFrame
    set_aside: pd.DataFrame
    source: SourceFindings

    def __post_init__(self) -> None:
        schema.validate_set_aside(self.set_aside)
        if self.source.rows_in != len(self.points) + len(self.set_aside):
            raise InputError(
                f"{self.source.rows_in:,} rows were read, but {len(self.points):,} are used and "
                f"{len(self.set_aside):,} set aside. This is a fault of hotspots: report it."
            )

    @property
    def sources(self) -> tuple[SourceFindings]:
        """The one file."""
        return (self.source,)

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """None: what is odd is judged on offences, by their kinds, hours and codes."""
        return ()

    @property
    def rows_in(self) -> int:
        """Rows found in it."""
        return self.source.rows_in

    @property
    def rows_used(self) -> int:
        """Rows that became points."""
        return len(self.points)

    @property
    def rows_set_aside_by_reason(self) -> dict[str, int]:
        """Rows set aside, by reason."""
        return dict(self.source.set_aside)


def read_dated_points(
    path: Path,
    *,
    crs: str = coordinate_systems.BRITISH_NATIONAL_GRID,
    columns: Sequence[str] | None = None,
    header: bool = True,
    timezone: str = "Europe/London",
    date_format: str | None = None,
    period: tuple[date, date] | None = None,
) -> DatedPoints:
    """Read points with dates from a table or from a geographic file.

    Parameters
    ----------
    path : Path
        CSV (also .gz), XLSX, Parquet, GeoPackage, GeoJSON, Shapefile or GeoParquet.
    crs : str
        A system in metres. A table's eastings and northings are in it; longitudes and latitudes are
        converted to it, in a table as in a geographic file, and so are the metres of web maps,
        which are too short. A file that declares another system in metres stays in that.
    columns : sequence of str, optional
        Of a table: easting, northing, date; of a geographic file: the date. By name, or by number
        from 1. Without it they are recognised, and in a table without a header are the first three.
    header : bool
        False where the first line of a table is a row already.
    timezone : str
        Dates that state an offset are put on this clock; the others stay as they are written.
    date_format : str, optional
        A ``strptime`` format, where the dates could be read two ways.
    period : (date, date), optional
        First and last day; rows outside it are set aside.

    Raises
    ------
    AmbiguousDatesError
        When day and month could be either way round, or no one format fits.
    CoordinateError
        When the system is not in metres, or the points plainly are in another.
    InputError
        When the file cannot be read, lacks a column, or holds no point that can be used.
    """
    rows = _rows_of(path, crs, columns, header=header)
    times = read_times(
        rows.date_texts,
        column=rows.date_column,
        lines=rows.lines,
        timezone=timezone,
        date_format=date_format,
        saved_at=saved_at(path),
    )
    on_the_clock = times.times.dt.tz_localize(None)
    reasons, values = _faults(rows, times, on_the_clock, period)
    if reasons.notna().all():
        raise _no_usable_rows(rows, reasons)
    return DatedPoints(
        points=_points(rows, on_the_clock, reasons.isna().to_numpy()),
        set_aside=_set_aside(rows, reasons, values),
        source=_found(rows, times, reasons),
    )


def _rows_of(path: Path, crs: str, columns: Sequence[str] | None, *, header: bool) -> DatedRows:
    require_metres(crs)
    rows = dated_rows(path, crs, columns, header=header)
    _refuse_months(path.name, rows.date_texts)
    return rows


def _no_usable_rows(rows: DatedRows, reasons: pd.Series[str]) -> NoRowsError:
    counts = ", ".join(f"{reason} {count:,}" for reason, count in counts_of(reasons).items())
    return NoRowsError(
        f"{rows.findings.name}: none of {rows.findings.rows_in:,} rows can be used ({counts}). "
        "Check the columns, and name them with --columns."
    )


def _refuse_months(file: str, dates: pd.Series[str]) -> None:
    """Refuse dates that are months: ``2026-01``, as data.police.uk writes them."""
    written = without_blanks(dates).dropna()
    months = int(written.str.fullmatch(MONTH_ALONE).sum())
    if months > MOST_MONTHS_SHARE * len(written):
        raise months_only(file)


def _faults(
    rows: DatedRows,
    times: TimesRead,
    on_the_clock: pd.Series[pd.Timestamp],
    period: tuple[date, date] | None,
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return the first fault of each row and the value at fault; missing where there is none."""
    place_texts = texts_of(rows.coordinates)
    unprojected: Bools = np.asarray(~np.isfinite(rows.places).all(axis=1))
    faults: dict[Reason, tuple[Bools, pd.Series[str] | None]] = {
        **{
            reason: (faulty, None if reason is Reason.NO_COORDINATES else place_texts)
            for reason, faulty in unusable(rows.coordinates, rows.found).items()
        },
        Reason.OUTSIDE_SYSTEM: (unprojected, place_texts),
        Reason.UNREADABLE_DATE: (times.unreadable.to_numpy(), rows.date_texts),
        Reason.BEFORE_1900: (times.too_early.to_numpy(), rows.date_texts),
        Reason.AFTER_FILE: (times.too_late.to_numpy(), rows.date_texts),
        Reason.NO_DATE: (on_the_clock.isna().to_numpy(), None),
    }
    if period is not None:
        first, day_after = pd.Timestamp(period[0]), pd.Timestamp(period[1]) + pd.Timedelta(days=1)
        outside = (on_the_clock < first) | (on_the_clock >= day_after)
        faults[Reason.OUTSIDE_PERIOD] = (outside.to_numpy(), rows.date_texts)
    return first_faults(faults, len(rows.lines))


def _points(
    rows: DatedRows, on_the_clock: pd.Series[pd.Timestamp], used: Bools
) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            EVENT_ID: _references(rows, used),
            DATE: on_the_clock[used].to_numpy(),
            schema.SOURCE_LINE: rows.lines[used],
        },
        geometry=gpd.points_from_xy(*rows.places[used].T),
        crs=rows.crs,
    ).astype({EVENT_ID: "str"})


def _references(rows: DatedRows, used: Bools) -> list[str]:
    """Return the file's references where each row has one of its own, else the rows' lines."""
    if rows.references is not None:
        references = rows.references[used]
        if references.notna().all() and references.is_unique:
            return [str(reference) for reference in references]
    width = len(str(rows.lines.max()))  # so that they sort as numbers do
    return [f"line {line:0{width}d}" for line in rows.lines[used]]


def _set_aside(rows: DatedRows, reasons: pd.Series[str], values: pd.Series[str]) -> pd.DataFrame:
    columns = columns_at_fault(reasons, place=rows.coordinates.columns, time=rows.date_column)
    found = rows_set_aside(rows.findings.name, rows.lines, reasons, columns, values)
    return pd.concat([rows.ragged, found], ignore_index=True)


def _found(rows: DatedRows, times: TimesRead, reasons: pd.Series[str]) -> SourceFindings:
    counts = counts_of(reasons)
    if len(rows.ragged):
        counts[str(Reason.RAGGED_ROW)] = len(rows.ragged)
    return replace(
        rows.findings,
        date_format=times.date_format,
        first_dates=first_dates(rows.date_texts, times.times, "%a %d %B %Y %H:%M"),
        rows_used=int(reasons.isna().sum()),
        set_aside=counts,
        exact_duplicate_rows=repeated_rows(rows.original),
        notes=(*rows.findings.notes, *as_notes(times.doubts), *times.notes),
    )
