"""Points of a file of patrols, placed in the harm spots that were in force then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.arrays import Bools, Floats, Objects
from hotspots.crs import WGS84, project_points, require_projected
from hotspots.ledger.reasons import PatrolReason
from hotspots.ledger.record_kind import ROLE_SPELLINGS
from hotspots.ledger.record_rows import spelt
from hotspots.tables.numbers import FINEST_DEGREES, FINEST_M, divided_digits, lost_digits

if TYPE_CHECKING:
    import geopandas as gpd

ROW_DIGEST: Final = "row_digest"
# How a file says that a GPS track knows of it, lower case.
TRACKS: Final = (schema.PatrolSource.TRACK.casefold(), "gps", "track")


@dataclass(frozen=True, kw_only=True)
class SpotsOverTime:
    """The harm spots that were in force at any moment.

    Attributes
    ----------
    changes : tuple of datetime
        The moments (aware, in order) from which other spots were in force than before.
    since : callable
        Returns the spots in force from the change of a number on; None stands for all time before
        the first. ``spot_id`` and outlines in a system in metres.
    """

    changes: tuple[datetime, ...]
    since: Callable[[int | None], gpd.GeoDataFrame]


def spots_at_any_time(spots: gpd.GeoDataFrame | None) -> SpotsOverTime | None:
    """Return spots that never changed."""
    return None if spots is None else SpotsOverTime(changes=(), since=lambda _: spots)


def with_spots_of_points(
    table: pd.DataFrame,
    spots: SpotsOverTime | None,
    *,
    placed_before: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, pd.Series[str]]:
    """Return a file's rows with a spot id wherever their point lies in a spot.

    A spot id that is given stands. A row that was placed before keeps its spot. Another is of the
    spot in force at its moment that its point lies in: on an edge is inside, and of two outlines
    the smaller has it.

    Parameters
    ----------
    table : DataFrame
        ``begins_at`` as times in UTC; the rest text: ``role``, ``recorded_by``, and ``spot_id``, or
        easting and northing in the spots' own system, or longitude and latitude in degrees
        (WGS 84).
    spots : SpotsOverTime or None
    placed_before : mapping of str to str, optional
        The spots of rows that were placed before, by the rows' digests.

    Returns
    -------
    table : DataFrame
        With ``spot_id``, and ``row_digest`` where the point said which.
    reasons : Series of str
        Why a point could not be placed; missing where there is nothing to say.
    """
    ids = _texts(table, schema.SPOT_ID)
    unplaced = ids.isna()
    given = _points_given(table) & unplaced
    reasons = pd.Series(None, index=table.index, dtype="str")
    reasons = reasons.mask(unplaced & ~given, str(PatrolReason.NO_SPOT))
    if spots is None:
        return table.assign(**{schema.SPOT_ID: ids, ROW_DIGEST: None}), reasons.mask(
            given, str(PatrolReason.NOTHING_TO_PLACE_IN)
        )
    newest = spots.since(len(spots.changes) - 1 if spots.changes else None)
    nowhere = newest.empty and not spots.changes
    points = _points(table, require_projected(newest, "harm spots"))
    whole = ~_lost_digits(table)
    readable = np.isfinite(points[0]) & np.isfinite(points[1]) & whole
    digests = _row_digests(table, points).where(given & readable)
    found = digests.map(placed_before or {}).astype("str").fillna(_placed(table, points, spots))
    # Two rows alike to the digest are one patrol, though an outline's edge may run between them.
    found = found.groupby(digests.fillna("")).transform("first").where(digests.notna())
    lost = PatrolReason.NOTHING_TO_PLACE_IN if nowhere else PatrolReason.OUTSIDE_SPOTS
    reasons = reasons.mask(given & found.isna(), str(lost))
    reasons = reasons.mask(given & ~readable, str(PatrolReason.UNREADABLE_POINT))
    reasons = reasons.mask(given & ~readable & _divided(table), str(PatrolReason.DIVIDED_DIGITS))
    reasons = reasons.mask(given & ~whole, str(PatrolReason.LOST_DIGITS))
    return table.assign(**{schema.SPOT_ID: ids.mask(given, found), ROW_DIGEST: digests}), reasons


def _row_digests(table: pd.DataFrame, points: tuple[Floats, Floats]) -> pd.Series[str]:
    """Return what knows a row again by its moment, role, kind of source and point (to 10 cm).

    The spot is not in it: outlines change, and the row is the same.
    """
    roles = spelt(_texts(table, schema.ROLE), schema.VisitRole, ROLE_SPELLINGS)
    sources = _texts(table, schema.RECORDED_BY).str.casefold().isin(TRACKS)
    rows = zip(table[schema.BEGINS_AT], roles, sources, *points, strict=True)
    texts = (
        "" if pd.isna(moment) else f"{moment:%Y-%m-%dT%H:%M:%S}|{role}|{track}|{x:.1f}|{y:.1f}"
        for moment, role, track, x, y in rows
    )
    digests = [hashlib.sha256(text.encode()).hexdigest() if text else None for text in texts]
    return pd.Series(digests, index=table.index, dtype="str")


def _placed(
    table: pd.DataFrame,
    points: tuple[Floats, Floats],
    spots: SpotsOverTime,
) -> pd.Series[str]:
    """Return the spot in force at each row's moment that its point lies in."""
    found = np.full(len(table), None, dtype=object)
    changes = pd.DatetimeIndex(spots.changes, tz="UTC").as_unit("us")
    begins = table[schema.BEGINS_AT]
    change_of = np.where(
        begins.isna(), len(changes), changes.searchsorted(pd.DatetimeIndex(begins), side="right")
    )
    for passed in np.unique(change_of):
        rows = change_of == passed
        then = spots.since(int(passed) - 1 if passed else None)
        found[rows] = _spot_of_each(points[0][rows], points[1][rows], then)
    return pd.Series(found, index=table.index, dtype="str")


def _texts(table: pd.DataFrame, column: str) -> pd.Series[str]:
    if column not in table:
        return pd.Series(None, index=table.index, dtype="str")
    trimmed = table[column].str.strip()
    return trimmed.mask(trimmed == "")


def _points_given(table: pd.DataFrame) -> pd.Series[bool]:
    in_metres, in_degrees = (
        _texts(table, first).notna() & _texts(table, second).notna()
        for first, second in (schema.IN_METRES, schema.IN_DEGREES)
    )
    return in_metres | in_degrees


def _points(table: pd.DataFrame, crs: str) -> tuple[Floats, Floats]:
    """Return points in the force's system; NaN where they cannot be read."""
    easting, northing, longitude, latitude = (
        pd.to_numeric(_texts(table, column), errors="coerce").to_numpy("float64", na_value=np.nan)
        for column in (*schema.IN_METRES, *schema.IN_DEGREES)
    )
    projected = project_points(longitude, latitude, WGS84, crs)
    return (
        np.where(np.isfinite(easting), easting, projected[0]),
        np.where(np.isfinite(northing), northing, projected[1]),
    )


def _lost_digits(table: pd.DataFrame) -> Bools:
    """Say which rows have a coordinate that a spreadsheet wrote as 5.99E+05."""
    finest = {
        **dict.fromkeys(schema.IN_METRES, FINEST_M),
        **dict.fromkeys(schema.IN_DEGREES, FINEST_DEGREES),
    }
    lost = [lost_digits(_texts(table, name), finest=least) for name, least in finest.items()]
    return np.asarray(np.any(lost, axis=0), dtype=np.bool_)


def _divided(table: pd.DataFrame) -> Bools:
    """Say which rows have a coordinate with a comma or a space among its digits."""
    names = (*schema.IN_METRES, *schema.IN_DEGREES)
    divided = [divided_digits(_texts(table, name)) for name in names]
    return np.asarray(np.any(divided, axis=0), dtype=np.bool_)


def _spot_of_each(eastings: Floats, northings: Floats, spots: gpd.GeoDataFrame) -> Objects:
    found = np.full(len(eastings), None, dtype=object)
    smallest_first = np.argsort(spots.geometry.area.to_numpy(), kind="stable")
    outlines = spots.geometry.to_numpy()[smallest_first]
    ids = spots[schema.SPOT_ID].astype("str").to_numpy()[smallest_first]
    tree = shapely.STRtree(outlines)
    lies, within = tree.query(shapely.points(eastings, northings), predicate="intersects")
    # The last to be written is the first of the outlines: the smallest.
    order = np.argsort(-within, kind="stable")
    found[lies[order]] = ids[within[order]]
    return found
