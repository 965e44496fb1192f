"""The ways in which real exports are broken, done to a known share of rows on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from hotspots import crs
from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.export import EXPORT_COLUMNS, FROM_TIME_COLUMN
from hotspots.demo.sites import shared_out
from hotspots.demo.tables import word_lists
from hotspots.schema import Reason

if TYPE_CHECKING:
    from hotspots.arrays import Longs, Objects

FEWEST_OF_A_KIND = 2

# Places well outside the force: three cities, and one just over the border.
FAR_AWAY = ((529_000, 180_500), (384_000, 398_000), (318_300, 176_400), (550_600, 187_900))
NOT_COORDINATES = ("not known", "TBC", "see log")
NOT_DATES = ("31/02/{year} 10:00", "00/00/0000 00:00", "last Tuesday", "{year}-14-45 99:00")
NOT_CODES = ("999Z", "OLD12", "7X")


@dataclass(frozen=True)
class Breaker:
    """One way of breaking rows.

    ``reason`` is why a reader must set the row aside; None where the row can still be used.
    """

    share: float
    reason: Reason | None
    apply: Callable[[pd.DataFrame, Longs, Breaking], None]


@dataclass(frozen=True)
class Breaking:
    """What the ways of breaking need to know."""

    crs: str
    default_point: tuple[float, float]
    year: int


def break_rows(
    rows: pd.DataFrame, count: int, duplicates: int, breaking: Breaking, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Break ``count`` rows, each in one way, and repeat ``duplicates`` others exactly.

    Returns
    -------
    rows : DataFrame
        Text; a value that a ragged row lacks is missing. The repeats stand right after their rows.
    broken : DataFrame
        One row a broken row: ``row`` (1 is the first below the header), ``line`` (in the file,
        where an address may itself hold a line's end), ``reference``, ``kind``,
        ``expected_reason`` (a ``schema.Reason``, or empty where the row is to be used).
    """
    broken = rows.copy()
    kinds = np.array(list(BREAKERS), dtype=object)
    numbers = _numbers(count)
    chosen = rng.permutation(len(rows))[: int(numbers.sum()) + duplicates]
    victims = np.split(chosen, np.cumsum(numbers))
    kind = np.full(len(rows), "", dtype=object)
    for name, group in zip(kinds, victims[:-1], strict=True):
        BREAKERS[name].apply(broken, np.sort(group), breaking)
        kind[group] = name
    repeats = np.ones(len(rows), dtype=np.int64)
    repeats[victims[-1]] = 2
    order = np.repeat(np.arange(len(rows)), repeats)
    repeated = np.r_[False, order[1:] == order[:-1]]
    kind = np.where(repeated, "exact duplicate", kind[order])
    broken = broken.iloc[order].reset_index(drop=True)
    return broken, _account(broken, kind)


def _numbers(count: int) -> Longs:
    least = np.array(
        [
            len(word_lists()["hostile_addresses"]) if name == "hostile text" else FEWEST_OF_A_KIND
            for name in BREAKERS
        ]
    )
    shares = np.array([breaker.share for breaker in BREAKERS.values()])
    if count == 0:
        return np.zeros(len(shares), dtype=np.int64)
    return np.asarray(np.maximum(shared_out(shares, count), least))


def _account(rows: pd.DataFrame, kind: Objects) -> pd.DataFrame:
    breaks = rows["address"].fillna("").str.count("\n").to_numpy()
    line = 2 + np.arange(len(rows)) + np.r_[0, np.cumsum(breaks)[:-1]]
    at = np.flatnonzero(kind != "")
    reasons = {name: str(breaker.reason or "") for name, breaker in BREAKERS.items()}
    reasons["exact duplicate"] = ""
    return pd.DataFrame(
        {
            "row": at + 1,
            "line": line[at].astype(np.int64),
            "reference": rows["reference"].array[at],
            "kind": kind[at].astype(str),
            "expected_reason": [reasons[name] for name in kind[at]],
        }
    )


def _set(rows: pd.DataFrame, at: Longs, values: Mapping[str, str | Sequence[str]]) -> None:
    for column, value in values.items():
        rows.iloc[at, EXPORT_COLUMNS.index(column)] = value


def _cycled(texts: list[str] | tuple[str, ...], count: int) -> list[str]:
    return [texts[k % len(texts)] for k in range(count)]


def _no_coordinates(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"easting": "", "northing": ""})


def _zero_coordinates(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"easting": "0", "northing": "0"})


def _swapped_axes(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    eastings = rows["easting"].iloc[at].tolist()
    northings = rows["northing"].iloc[at].tolist()
    _set(rows, at, {"easting": northings, "northing": eastings})


def _degrees(rows: pd.DataFrame, at: Longs, breaking: Breaking) -> None:
    longitude, latitude = crs.project_points(
        rows["easting"].iloc[at].astype(float),
        rows["northing"].iloc[at].astype(float),
        breaking.crs,
        crs.WGS84,
    )
    _set(
        rows,
        at,
        {
            "easting": [f"{value:.5f}" for value in longitude],
            "northing": [f"{value:.5f}" for value in latitude],
        },
    )


def _default_point(rows: pd.DataFrame, at: Longs, breaking: Breaking) -> None:
    easting, northing = breaking.default_point
    _set(rows, at, {"easting": f"{easting:.0f}", "northing": f"{northing:.0f}"})


def _outside_force(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    points = [FAR_AWAY[k % len(FAR_AWAY)] for k in range(len(at))]
    _set(
        rows,
        at,
        {
            "easting": [str(easting + k) for k, (easting, _) in enumerate(points)],
            "northing": [str(northing + k) for k, (_, northing) in enumerate(points)],
        },
    )


def _unreadable_coordinates(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"easting": _cycled(NOT_COORDINATES, len(at))})


def _no_date(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"from_time": "", "to_time": "", "reported_time": ""})


def _unreadable_date(rows: pd.DataFrame, at: Longs, breaking: Breaking) -> None:
    garbled = [text.format(year=breaking.year) for text in _cycled(NOT_DATES, len(at))]
    _set(rows, at, {"from_time": garbled, "to_time": garbled})


def _unknown_code(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"offence_code": _cycled(NOT_CODES, len(at))})


def _reversed_range(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    """Swap the ends of a range; where there is none, put its end two hours before its start."""
    start = pd.to_datetime(rows["from_time"].iloc[at], format=TIME_FORMAT)
    end = pd.to_datetime(rows["to_time"].iloc[at], format=TIME_FORMAT)
    ranged = end > start
    later = end.where(ranged, start)
    earlier = start.where(ranged, start - pd.Timedelta(hours=2))
    _set(
        rows,
        at,
        {
            "from_time": later.dt.strftime(TIME_FORMAT).tolist(),
            "to_time": earlier.dt.strftime(TIME_FORMAT).tolist(),
        },
    )


def _hostile_text(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"address": _cycled(word_lists()["hostile_addresses"], len(at))})


def _unusual_names(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    _set(rows, at, {"address": _cycled(word_lists()["unusual_addresses"], len(at))})


def _ragged_row(rows: pd.DataFrame, at: Longs, _: Breaking) -> None:
    """Cut rows short, somewhere after the from time."""
    for k, row in enumerate(at):
        first_lost = FROM_TIME_COLUMN + 1 + k % (len(EXPORT_COLUMNS) - FROM_TIME_COLUMN - 1)
        rows.iloc[row, first_lost:] = np.nan


BREAKERS: Mapping[str, Breaker] = {
    "no coordinates": Breaker(0.37, Reason.NO_COORDINATES, _no_coordinates),
    "zero coordinates": Breaker(0.12, Reason.ZERO_COORDINATES, _zero_coordinates),
    "swapped axes": Breaker(0.06, Reason.SWAPPED_AXES, _swapped_axes),
    "degrees": Breaker(0.05, Reason.DEGREES_NOT_METRES, _degrees),
    "default point": Breaker(0.12, Reason.DEFAULT_POINT, _default_point),
    "outside the force": Breaker(0.04, Reason.OUTSIDE_FORCE, _outside_force),
    "unreadable coordinates": Breaker(0.02, Reason.UNREADABLE_COORDINATES, _unreadable_coordinates),
    "no date": Breaker(0.05, Reason.NO_DATE, _no_date),
    "unreadable date": Breaker(0.03, Reason.UNREADABLE_DATE, _unreadable_date),
    "unknown offence code": Breaker(0.05, None, _unknown_code),
    "reversed range": Breaker(0.06, None, _reversed_range),
    "hostile text": Breaker(0.01, None, _hostile_text),
    "unusual names": Breaker(0.01, None, _unusual_names),
    "ragged row": Breaker(0.01, Reason.RAGGED_ROW, _ragged_row),
}
