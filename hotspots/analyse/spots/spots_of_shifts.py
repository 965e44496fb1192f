"""The harm spots of each shift, beside one another and beside those of the whole day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from hotspots import care, schema
from hotspots.nights import DAY, NIGHT, SHIFTS
from hotspots.schema import ByDayOrNight

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Bools, Longs, Objects


@dataclass(frozen=True, kw_only=True, eq=False)
class ShiftSpots:
    """The spots of each shift that may stand beside one another.

    Attributes
    ----------
    spots : GeoDataFrame
        One row a spot of a shift: ``shift``, ``place_number``, ``rank``, ``spot_name``,
        ``district``, ``offences`` (of the shift, to the nearest five unless every point is
        public) and the outline.
    places : DataFrame
        ``schema.SHIFT_PLACE_COLUMNS``: spots of several shifts on one ground are one place.
    withheld : int
        Spots that are not shown, as what tells them from another is too few offences.
    """

    spots: gpd.GeoDataFrame
    places: pd.DataFrame
    withheld: int


@dataclass
class Beside:
    """Outlines of several sets, of which no two differ by one to four offences.

    An outline less another, or less all those of another set, is ground of its own: whoever has
    both has what happened on it. One that differs by too few from one that stands is given its
    outline; where that does not help, it is left out.
    """

    points: Objects
    fewest: int
    held: dict[str, list[tuple[BaseGeometry, frozenset[int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._tree = shapely.STRtree(self.points)

    def stand(self, key: str, outlines: Sequence[BaseGeometry]) -> None:
        """Let outlines stand as they are: a reader has them anyhow."""
        self.held[key] = [(each, self._inside(each)) for each in outlines]

    def add(self, key: str, outline: BaseGeometry) -> BaseGeometry | None:
        """Return the outline that may be shown in a set, or None where none may."""
        own = self.held.setdefault(key, [])
        inside = self._inside(outline)
        others = [
            (len(inside & held), each, held)
            for name, members in self.held.items()
            if name != key
            for each, held in members
            if inside & held
        ]
        most_shared = [max(others, key=lambda other: other[0])[1:]] if others else []
        for shape, held in [(outline, inside), *most_shared]:
            if any(held & taken for _, taken in own):
                continue
            if self._may_stand(key, held):
                own.append((shape, held))
                return shape
        return None

    def _inside(self, outline: BaseGeometry) -> frozenset[int]:
        return frozenset(self._tree.query(outline, predicate="intersects").tolist())

    def _may_stand(self, key: str, inside: frozenset[int]) -> bool:
        together = inside.union(*(held for _, held in self.held[key]))
        for name, members in self.held.items():
            near = [held for _, held in members if held & inside]
            if name == key or not near:
                continue
            apart = [inside - frozenset().union(*near), *(inside - each for each in near)]
            apart += [each - inside for each in near] + [each - together for each in near]
            if any(0 < len(each) < self.fewest for each in apart):
                return False
        return True


def spots_beside(
    of_shifts: Mapping[str, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]],
    whole: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame,
) -> ShiftSpots:
    """Lay the harm spots of each shift beside one another.

    Parameters
    ----------
    of_shifts : mapping of str to (GeoDataFrame, GeoDataFrame)
        The shift's harm spots, best first (``schema.HARM_SPOT_COLUMNS``), and its offences.
    whole : GeoDataFrame
        The harm spots of the whole day, which stand as they are.
    offences : GeoDataFrame
        Those of the whole day, at places.
    """
    fewest = care.fewest_of(offences)
    beside = Beside(points=offences.geometry.to_numpy(), fewest=fewest)
    beside.stand("all", list(whole.geometry))
    rows, withheld = [], 0
    for shift, (spots, own) in of_shifts.items():
        drawn = [beside.add(shift, each) for each in spots.geometry]
        there = np.array([each is not None for each in drawn], dtype=np.bool_)
        kept = spots[there].reset_index(drop=True).assign(**{schema.SHIFT: shift})
        kept = kept.set_geometry([each for each in drawn if each is not None], crs=spots.crs)
        counts, may = _counted(kept, own)
        told = may & (counts >= fewest)
        withheld += len(spots) - int(told.sum())
        rows.append(kept.assign(**{schema.OFFENCES: _as_told(counts, fewest)})[told])
    columns = [schema.SHIFT, schema.RANK, schema.SPOT_NAME, schema.DISTRICT, schema.OFFENCES]
    found = pd.concat(rows, ignore_index=True)[[*columns, schema.GEOMETRY]]
    numbered = _numbered(found)
    return ShiftSpots(spots=numbered, places=_places(numbered, whole), withheld=withheld)


def _counted(spots: gpd.GeoDataFrame, own: gpd.GeoDataFrame) -> tuple[Longs, Bools]:
    """Return the shift's offences in each outline, and whether they may be shown as a place."""
    points, spot = spots.sindex.query(own.geometry, predicate="intersects")
    group = np.full(len(own), -1, dtype=np.int64)
    group[points] = spot
    counts = np.bincount(group[group >= 0], minlength=len(spots)).astype(np.int64)
    return counts, care.may_be_shown(own, group, len(spots))


def _as_told(counts: Longs, fewest: int) -> Longs:
    told = counts if fewest == 1 else care.to_nearest_five(counts)
    return np.asarray(told, dtype=np.int64)


def _numbered(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give spots on one ground one number, from 1, the best rank first."""
    one, other = spots.sindex.query(spots.geometry, predicate="intersects")
    shared = shapely.area(
        shapely.intersection(spots.geometry.to_numpy()[one], spots.geometry.to_numpy()[other])
    )
    links = sparse.coo_array(
        (shared > 0, (one, other)), shape=(len(spots), len(spots)), dtype=np.bool_
    )
    _, place = connected_components(links.tocsr(), directed=False)
    first = spots.groupby(place)[schema.RANK].min().sort_values(kind="stable")
    number = pd.Series(np.arange(1, len(first) + 1), index=first.index)
    return spots.assign(**{schema.PLACE_NUMBER: number[place].to_numpy()})


def _places(spots: gpd.GeoDataFrame, whole: gpd.GeoDataFrame) -> pd.DataFrame:
    rows = []
    for number, own in spots.groupby(schema.PLACE_NUMBER, sort=True):
        best = own.sort_values(schema.RANK, kind="stable").iloc[0]
        ground = own.geometry.union_all()
        met = whole[shapely.area(shapely.intersection(whole.geometry.to_numpy(), ground)) > 0]
        row: dict[str, object] = {
            schema.PLACE_NUMBER: number,
            schema.SPOT_NAME: best[schema.SPOT_NAME],
            schema.DISTRICT: best[schema.DISTRICT],
            schema.BY_DAY_OR_NIGHT: str(_by_day_or_night(set(own[schema.SHIFT]))),
            schema.ALL_SHIFTS_SPOT: ", ".join(met[schema.SPOT_ID]) or None,
        }
        for shift in SHIFTS:
            of_shift = own[own[schema.SHIFT] == shift]
            there = len(of_shift) > 0
            row[schema.RANK_OF_SHIFT[shift]] = of_shift[schema.RANK].min() if there else None
            row[schema.OFFENCES_OF_SHIFT[shift]] = (
                of_shift[schema.OFFENCES].sum() if there else None
            )
        rows.append(row)
    places = pd.DataFrame(rows, columns=list(schema.SHIFT_PLACE_COLUMNS))
    numbers = [*schema.RANK_OF_SHIFT.values(), *schema.OFFENCES_OF_SHIFT.values()]
    return places.astype(dict.fromkeys(numbers, "Int64"))


def _by_day_or_night(shifts: set[str]) -> ByDayOrNight:
    by_day, by_night = not shifts.isdisjoint(DAY), not shifts.isdisjoint(NIGHT)
    if by_day and by_night:
        return ByDayOrNight.BOTH
    return ByDayOrNight.DAY if by_day else ByDayOrNight.NIGHT
