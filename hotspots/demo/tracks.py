"""GPS tracks of two shifts on foot, with the faults that such tracks have, and the true minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import crs
from hotspots.demo.operations import AREA_MARGIN_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.demo.params import DemoParams

NOVEMBER_SHIFT, JULY_SHIFT = "november_late_shift", "july_late_shift"
WALK_M_PER_S: Final = 1.35
STROLL_M_PER_S: Final = 0.7  # inside a spot
BEGINS_M: Final = 300.0  # from the first spot's middle; and the shift ends as far from the last
MOST_SPOTS: Final = 4
STAY_MIN: Final = (11.0, 19.0)
SHORTEST_FIX_S, LONGEST_FIX_S = 5, 15
NOISE_M: Final = 2.5
ROAM: Final = 0.7  # of the radius
LONG_GAP_S: Final = 300  # on the way between two spots
SHORT_GAP_S: Final = 90  # inside one: under a roof
JUMP_M: Final = 1_800.0
JUMP_FIXES: Final = 2
JUMP_AFTER_FIXES: Final = 20  # in the first spot


@dataclass(frozen=True)
class Track:
    """A shift as its receiver recorded it.

    Attributes
    ----------
    name : str
        Stem of its file.
    fixes : DataFrame
        ``time`` (with its zone), ``latitude``, ``longitude``.
    truth : dict
        ``minutes`` truly spent inside each planted circle that was entered, ``minutes_in_area``
        inside the circle and 25 m more, ``gaps`` (first and last moment without a fix) and
        ``jump`` (the moments of the fixes that lie far away).
    """

    name: str
    fixes: pd.DataFrame
    truth: Mapping[str, Any]


def draw_tracks(
    spots: gpd.GeoDataFrame, params: DemoParams, timezone: str, rng: np.random.Generator
) -> tuple[Track, Track]:
    """Draw a shift on a Friday in November, and one on a Friday in July in another town."""
    towns = rng.permutation(np.sort(spots["town"].unique().astype(object)))
    november = _friday_evening(params.year, 11, timezone)
    july = _friday_evening(params.year, 7, timezone)
    return (
        _track(NOVEMBER_SHIFT, november, str(towns[0]), spots, rng),
        _track(JULY_SHIFT, july, str(towns[-1]), spots, rng),
    )


def _friday_evening(year: int, month: int, timezone: str) -> pd.Timestamp:
    day = pd.Timestamp(year, month, 8, 20)
    friday = day + pd.Timedelta(days=(4 - day.day_of_week) % 7)
    return friday.tz_localize(timezone)


def _track(
    name: str, begins: pd.Timestamp, town: str, spots: gpd.GeoDataFrame, rng: np.random.Generator
) -> Track:
    centres = np.column_stack([spots.geometry.x, spots.geometry.y])
    radius_m = spots["radius_m"].to_numpy(dtype=np.float64)
    visited = _round(np.flatnonzero(spots["town"] == town), centres, rng)
    walked = _walk(centres[visited], radius_m[visited], rng)
    off_m = np.hypot(*(walked[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    inside = off_m <= radius_m
    gaps = [_gap(~inside.any(axis=1), LONG_GAP_S), _gap(inside[:, visited[-1]], SHORT_GAP_S)]
    second = _fix_seconds(len(walked), gaps, rng)
    seen = walked[second] + rng.normal(0.0, NOISE_M, (len(second), 2))
    jump = np.flatnonzero(inside[second, visited[0]])[JUMP_AFTER_FIXES:][:JUMP_FIXES]
    seen[jump] += JUMP_M / np.sqrt(2.0)
    system = spots.crs.to_string()
    longitude, latitude = crs.project_points(seen[:, 0], seen[:, 1], system, crs.WGS84)
    fixes = pd.DataFrame(
        {
            "time": begins + pd.to_timedelta(second, unit="s"),
            "latitude": np.round(latitude, 6),
            "longitude": np.round(longitude, 6),
        }
    )
    truth = {
        "town": town,
        "minutes": _minutes(inside, spots),
        "minutes_in_area": _minutes(off_m <= radius_m + AREA_MARGIN_M, spots),
        "gaps": [[_moment(begins, first), _moment(begins, last)] for first, last in gaps],
        "jump": [_moment(begins, at) for at in second[jump].tolist()],
    }
    return Track(name, fixes, truth)


def _round(spots: Longs, centres: Floats, rng: np.random.Generator) -> Longs:
    """Return the spots of a shift: the first by chance, each next one the nearest that is left."""
    left = list(rng.permutation(spots))
    chosen = [left.pop()]
    while left and len(chosen) < MOST_SPOTS:
        away_m = np.hypot(*(centres[left] - centres[chosen[-1]]).T)
        chosen.append(left.pop(int(away_m.argmin())))
    return np.array(chosen)


def _walk(centres: Floats, radius_m: Floats, rng: np.random.Generator) -> Floats:
    """Return where the officers truly are, second by second."""
    here = centres[0] + (BEGINS_M, 0.0)
    legs = []
    for centre, reach_m in zip(centres, radius_m, strict=True):
        legs.append(_leg(here, centre, WALK_M_PER_S))
        here, stay_s = centre, rng.uniform(*STAY_MIN) * 60.0
        while stay_s > 0:
            turn, off_m = rng.uniform(0.0, 2.0 * np.pi), ROAM * reach_m * np.sqrt(rng.random())
            next_ = centre + off_m * np.array([np.cos(turn), np.sin(turn)])
            legs.append(_leg(here, next_, STROLL_M_PER_S))
            here, stay_s = next_, stay_s - len(legs[-1])
    legs.append(_leg(here, centres[-1] - (BEGINS_M, 0.0), WALK_M_PER_S))
    return np.concatenate(legs)


def _leg(start: Floats, end: Floats, speed_m_per_s: float) -> Floats:
    """Return the places of one straight way, its end left out."""
    seconds = int(np.hypot(*(end - start)) / speed_m_per_s) + 1
    return np.asarray(start + (np.arange(seconds) / seconds)[:, None] * (end - start))


def _gap(fit: Bools, seconds: int) -> tuple[int, int]:
    """Return the middle of the longest stretch of seconds that fit."""
    edges = np.flatnonzero(np.diff(np.r_[False, fit, False].astype(np.int8)))
    first, last = edges[::2], edges[1::2]
    longest = int((last - first).argmax())
    middle = int(first[longest] + last[longest]) // 2
    return middle - seconds // 2, middle + seconds // 2


def _fix_seconds(seconds: int, gaps: list[tuple[int, int]], rng: np.random.Generator) -> Longs:
    steps = rng.integers(SHORTEST_FIX_S, LONGEST_FIX_S + 1, seconds // SHORTEST_FIX_S)
    second = np.r_[0, np.cumsum(steps)]
    second = second[second < seconds]
    for first, last in gaps:
        second = second[(second <= first) | (second >= last)]
    return np.asarray(second)


def _minutes(inside: Bools, spots: gpd.GeoDataFrame) -> dict[str, float]:
    """Return the minutes inside each spot that was entered, from the true walk."""
    seconds = inside.sum(axis=0)
    return {
        str(planted_id): round(float(total) / 60.0, 2)
        for planted_id, total in zip(spots["planted_id"], seconds, strict=True)
        if total
    }


def _moment(begins: pd.Timestamp, second: int) -> str:
    return (begins + pd.Timedelta(seconds=second)).isoformat()
