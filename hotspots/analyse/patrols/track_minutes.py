"""GPS tracks turned into visits: how long a patrol was inside each harm spot, and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.patrols.patrol_params import TrackParams
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Objects


TRACK: Final = "track"
FIX_TIME: Final = "fix_time"
SECONDS_A_MINUTE: Final = 60.0
TRACK_VISIT_COLUMNS: Final = (TRACK, schema.SPOT_ID, schema.BEGINS_AT, schema.MINUTES)


@dataclass(frozen=True, kw_only=True)
class TrackVisits:
    """What tracks say of visits to harm spots.

    Attributes
    ----------
    visits : DataFrame
        ``TRACK_VISIT_COLUMNS``, one row a visit, by time; minutes are not rounded.
    minutes_on_foot : float
        All time that was believed and at a walking pace, inside spots or not.
    minutes_too_fast, minutes_in_gaps : float
        Time between two fixes that was left out, as driven (or jumped) and as too far apart.
    passes : int
        Stays shorter than ``shortest_minutes``, which are not among the visits.
    """

    visits: pd.DataFrame
    minutes_on_foot: float
    minutes_too_fast: float
    minutes_in_gaps: float
    passes: int


@dataclass(frozen=True)
class _Steps:
    """The ways from fix to fix that are believed: when each began, how long it took, the line."""

    tracks: Objects
    starts: NDArray[np.datetime64]
    seconds: Floats
    lines: Objects


def minutes_in_spots(
    fixes: gpd.GeoDataFrame, spots: gpd.GeoDataFrame, *, params: TrackParams | None = None
) -> TrackVisits:
    """Return the visits on foot that tracks show in each harm spot.

    Parameters
    ----------
    fixes : GeoDataFrame
        ``track``, ``fix_time`` (aware) and points, in metres; in any order.
    spots : GeoDataFrame
        ``spot_id`` and outlines, in the same system.
    params : TrackParams, optional

    Raises
    ------
    CoordinateError
        When the two are not in one system in metres.

    Notes
    -----
    The way between two fixes is taken as straight and its pace as even: a step that crosses an
    outline gives the spot the share of its time that it gives of its length. Time is neither made
    nor lost: minutes on foot, too fast and in gaps add up to the length of the tracks.
    """
    params = params or TrackParams()
    require_projected(fixes, "GPS fixes")
    if not same_system(fixes.crs, spots.crs):
        raise CoordinateError(
            f"The GPS fixes are in {fixes.crs.to_string()} and the harm spots in "
            f"{spots.crs.to_string()}; convert them to one system first."
        )
    ordered = fixes.sort_values([TRACK, FIX_TIME], kind="stable", ignore_index=True)
    steps, too_fast_s, gaps_s = _steps(ordered, params)
    stays = _stays(_inside(steps, spots), params)
    long_enough = stays[schema.MINUTES] >= params.shortest_minutes
    visits = stays[long_enough].sort_values(
        [schema.BEGINS_AT, TRACK, schema.SPOT_ID], ignore_index=True
    )
    zone = fixes[FIX_TIME].dt.tz
    visits[schema.BEGINS_AT] = (
        visits[schema.BEGINS_AT].dt.tz_localize("UTC").dt.tz_convert(zone).dt.floor("s")
    )
    return TrackVisits(
        visits=visits[list(TRACK_VISIT_COLUMNS)],
        minutes_on_foot=float(steps.seconds.sum()) / SECONDS_A_MINUTE,
        minutes_too_fast=too_fast_s / SECONDS_A_MINUTE,
        minutes_in_gaps=gaps_s / SECONDS_A_MINUTE,
        passes=int((~long_enough).sum()),
    )


def _steps(fixes: gpd.GeoDataFrame, params: TrackParams) -> tuple[_Steps, float, float]:
    """Return the steps that are believed, and the seconds too fast and in gaps."""
    tracks = fixes[TRACK].to_numpy(dtype=object)
    times = fixes[FIX_TIME].dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    places = shapely.get_coordinates(fixes.geometry.to_numpy())
    same = tracks[1:] == tracks[:-1]
    seconds = (times[1:] - times[:-1]) / np.timedelta64(1, "s")
    metres = np.hypot(*(places[1:] - places[:-1]).T)
    timed = same & (seconds > 0)
    gap = timed & (seconds > params.longest_gap_s)
    fast = timed & ~gap & (metres > params.fastest_m_per_s * seconds)
    on_foot = timed & ~gap & ~fast
    ends = np.stack([places[:-1][on_foot], places[1:][on_foot]], axis=1)
    steps = _Steps(
        tracks=tracks[:-1][on_foot],
        starts=times[:-1][on_foot],
        seconds=seconds[on_foot],
        lines=np.array([shapely.LineString(each) for each in ends], dtype=object),
    )
    return steps, float(seconds[fast].sum()), float(seconds[gap].sum())


def _inside(steps: _Steps, spots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return each step's time inside each spot that it touches: from when, until when, how long."""
    outlines = spots.geometry.to_numpy()
    spot, step = shapely.STRtree(steps.lines).query(outlines, predicate="intersects")
    lines, seconds = steps.lines[step], steps.seconds[step]
    length_m = shapely.length(lines)
    within = shapely.intersection(lines, outlines[spot])
    standing = length_m == 0
    moving_m = np.where(standing, 1.0, length_m)
    share = np.where(standing, 1.0, shapely.length(within) / moving_m)
    entered = shapely.line_locate_point(lines, _first_point(lines, within)) / moving_m
    inside_s = share * seconds
    starts = steps.starts[step] + _microseconds(np.where(standing, 0.0, entered) * seconds)
    return pd.DataFrame(
        {
            TRACK: pd.array(steps.tracks[step], dtype="str"),
            schema.SPOT_ID: spots[schema.SPOT_ID].array[spot],
            schema.BEGINS_AT: starts,
            "until": starts + _microseconds(inside_s),
            "seconds": inside_s,
        }
    ).sort_values([TRACK, schema.SPOT_ID, schema.BEGINS_AT], kind="stable", ignore_index=True)


def _first_point(lines: Objects, within: Objects) -> Objects:
    """Return where each line first is within: the nearest point of it to the line's beginning."""
    beginnings = shapely.get_point(lines, 0)
    nearest = shapely.shortest_line(beginnings, within)
    return np.asarray(shapely.get_point(nearest, 1))


def _microseconds(seconds: Floats) -> NDArray[np.timedelta64]:
    return np.round(seconds * 1e6).astype("timedelta64[us]")


def _stays(inside: pd.DataFrame, params: TrackParams) -> pd.DataFrame:
    """Return one row a stay: pieces that follow one another within the pause belong together."""
    keys = [TRACK, schema.SPOT_ID]
    before = inside.groupby(keys, sort=False)["until"].shift()
    away_s = (inside[schema.BEGINS_AT] - before).dt.total_seconds()
    stay = (away_s.isna() | (away_s > params.pause_s)).cumsum().rename("stay")
    stays = inside.groupby([*keys, stay], sort=False).agg(
        **{schema.BEGINS_AT: (schema.BEGINS_AT, "min"), "seconds": ("seconds", "sum")}
    )
    stays[schema.MINUTES] = stays.pop("seconds") / SECONDS_A_MINUTE
    return stays.reset_index().drop(columns="stay")
