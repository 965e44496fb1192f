"""Points that hold far more offences than others, of every kind: a records system's default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import words
from hotspots.load.oddities.oddity import Oddity, OddKind
from hotspots.schema import CATEGORY, EASTING, NORTHING, OFFENCE_CODE

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Longs

# Fewer rows on a point lift no place above others, and are too few to compare their kinds.
LEAST_ROWS: Final = 12
# Among addresses the fullest commonly holds twice the next one (Zipf's law), seldom four times.
LEAST_TIMES_THE_NEXT: Final = 4
# A shop or a club has the offences of shops or clubs, a desk has what the whole force has. Two of a
# point's offences are of one kind at most this many times as often as two of all offences.
MOST_ALIKE: Final = 2.0
MOST_POINTS: Final = 5


@dataclass(frozen=True, kw_only=True)
class FullPoint:
    """A point that stands out.

    Attributes
    ----------
    easting, northing : float
        Whole metres of the force's system.
    rows, kinds : int
        Its offences, and of how many kinds they are.
    next_rows : int
        What the next fullest point of as many kinds holds; 0 where there is none.
    """

    easting: float
    northing: float
    rows: int
    kinds: int
    next_rows: int

    @property
    def place(self) -> tuple[float, float]:
        """Easting and northing."""
        return self.easting, self.northing


def full_points(offences: gpd.GeoDataFrame) -> tuple[FullPoint, ...]:
    """Return the points that hold far more offences than any other, of as many kinds as all hold.

    Parameters
    ----------
    offences : GeoDataFrame
        Points as the force recorded them, in metres; not such as a publisher moved.

    Returns
    -------
    tuple of FullPoint
        The fullest first, five at most.

    Notes
    -----
    A block of flats, or a prison, may be named where the file holds one kind of offence only: there
    is then nothing to tell it from a desk by.

    References
    ----------
    Simpson (1949), Measurement of diversity, Nature 163: the chance that two are of one kind, in
    its form that does not depend on how many there are.
    """
    points, alike_in_all = _points_of(offences)
    mixed = points[points["alike"] <= MOST_ALIKE * alike_in_all]
    rows = mixed["rows"].to_numpy()[: MOST_POINTS + 1]
    after = np.append(rows[1:], 0)
    apart = (rows >= LEAST_ROWS) & (rows >= LEAST_TIMES_THE_NEXT * after)
    fullest = np.flatnonzero(apart[:MOST_POINTS])
    if not len(fullest):
        return ()
    last = int(fullest[-1])
    return tuple(
        FullPoint(
            easting=float(point[EASTING]),
            northing=float(point[NORTHING]),
            rows=int(point["rows"]),
            kinds=int(point["kinds"]),
            next_rows=int(after[last]),
        )
        for point in mixed.head(last + 1).to_dict("records")
    )


def _points_of(offences: gpd.GeoDataFrame) -> tuple[pd.DataFrame, float]:
    """Return the points to the metre, see ``_mixtures``, and how alike all rows are."""
    code, category = (
        pd.factorize(offences[name])[0].astype(np.int32) for name in (OFFENCE_CODE, CATEGORY)
    )
    # What has no code is of its category's kind, what has neither of one kind more: none is -1.
    kind = np.where(code >= 0, code, code.max(initial=0) + 2 + category)
    del code, category
    alike_in_all = _alike(np.bincount(kind))
    points = offences.geometry.to_numpy()
    keys = [np.rint(axis(points)).astype(np.int32) for axis in (shapely.get_x, shapely.get_y)]
    keys.append(kind)
    del kind
    return _mixtures(_counts(keys)), alike_in_all


def _counts(keys: list[NDArray[np.int32]]) -> pd.Series:
    """Return how many rows of each kind lie on each point; sorted, which takes little memory.

    Parameters
    ----------
    keys : list of array of shape (rows,)
        Easting and northing in metres, and the kind; the list is emptied.
    """
    order = np.lexsort(keys[::-1])
    is_new = np.zeros(len(order), dtype=np.bool_)
    is_new[:1] = True
    held = []
    while keys:
        key = keys.pop(0)[order]
        is_new[1:] |= key[1:] != key[:-1]
        held.append(key)
    starts = np.flatnonzero(is_new)
    rows: Longs = np.diff(np.append(starts, len(order)))
    return pd.Series(rows, index=pd.MultiIndex.from_arrays([key[starts] for key in held]))


def _mixtures(counts: pd.Series[int]) -> pd.DataFrame:
    """Return each point with its rows, its kinds and how alike they are, the fullest first."""
    by_point = counts.groupby(level=[0, 1])
    pairs = (counts * (counts - 1)).groupby(level=[0, 1]).sum()
    points = pd.DataFrame({"rows": by_point.sum(), "kinds": by_point.size()})
    points = points.rename_axis([EASTING, NORTHING])
    points["alike"] = (pairs / (points["rows"] * (points["rows"] - 1)).clip(lower=1)).to_numpy()
    return points.sort_values("rows", ascending=False, kind="stable").reset_index()


def _alike(counts: NDArray[np.integer[Any]]) -> float:
    """Return the chance that two of the rows are of one kind."""
    rows = int(counts.sum())
    return float((counts * (counts - 1)).sum() / max(1, rows * (rows - 1)))


def full_point_oddity(point: FullPoint) -> Oddity:
    """Say what stands on a point, and how it is set aside; the products do not say where it is.

    It may be a home after all.
    """
    kinds = words.plural(point.kinds, "kind")
    beside = (
        f"where the next fullest holds {point.next_rows:,}"
        if point.next_rows
        else "and on no other point"
    )
    return Oddity(
        kind=OddKind.FULL_POINT,
        rows=point.rows,
        found=(
            f"{point.rows:,} rows of {kinds} of offence lie on one point, {beside}: it may stand "
            "for places that were not known."
        ),
        next_step=(
            "If it does (a desk, a station), set them aside: add to the force profile the "
            f'lines [[default_points]], name = "desk", easting = {point.easting:.0f} and '
            f"northing = {point.northing:.0f}."
        ),
    )
