"""Harm spots found in the months that are known, as choices that squares can be compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema
from hotspots.analyse.hold_outs import shrunk_history
from hotspots.analyse.hold_outs.surroundings import Points, SmallPlaces, nearness
from hotspots.analyse.spots.harm_spot_candidates import crowded_places, without_lone_places
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import in_canonical_order
from hotspots.analyse.weight_transform import transform_weights
from hotspots.schema import RankingMethod

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.hold_outs.rankings import Ground, Target
    from hotspots.arrays import Floats, Longs, Objects
    from hotspots.surface import Grid

MOST_OUTLINES: Final = 4_096  # of which the squares that they cover are kept


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundSpots:
    """Every candidate harm spot of the months that are known, and its rank by each method.

    Attributes
    ----------
    outlines : array of Polygon, of shape (k,)
    orders : mapping of RankingMethod to array of int
        The candidates, best first.
    spot_of_offence : array of int, of shape (n,)
        Of all offences, later ones too; -1 for none.
    """

    outlines: Objects
    orders: Mapping[RankingMethod, Longs]
    spot_of_offence: Longs

    def first(self, method: RankingMethod, count: int) -> Longs:
        """Return the first so many spots of a method."""
        return self.orders[method][:count]

    def within(self, method: RankingMethod, area_m2: float) -> Longs | None:
        """Return the first spots that fit an area, or None where all of them do not fill it."""
        order = self.orders[method]
        areas = np.cumsum(shapely.area(self.outlines)[order])
        if not areas.size or areas[-1] < area_m2:
            return None
        return order[areas <= area_m2]


def selected_in_order(offences: gpd.GeoDataFrame, target: Target) -> gpd.GeoDataFrame:
    """Return the offences of a target's selection as harm spots are found in them, in one order.

    Parameters
    ----------
    offences : GeoDataFrame
        All offences, row for row those of the target's ground.
    target : Target

    Returns
    -------
    GeoDataFrame
        What finding spots reads, ``harm_amount`` and ``month_known``, counted from 0.
    """
    rows = target.selected
    needed = [name for name in offences if name in _READ_OF_OFFENCES or name.startswith("harm_")]
    added = {_AMOUNT: target.amount[rows], _MONTH: target.ground.month[rows]}
    return in_canonical_order(offences.loc[rows, needed].assign(**added))


def find_spots(
    selected: gpd.GeoDataFrame,
    target: Target,
    known: int,
    *,
    districts: gpd.GeoDataFrame,
    params: HarmSpotParams,
    shrunk: shrunk_history.ShrunkHistoryParams,
) -> FoundSpots:
    """Find the candidate harm spots of the months that are known, and rank them.

    Parameters
    ----------
    selected : GeoDataFrame
        From ``selected_in_order``.
    target : Target
    known : int
        In months.
    districts : GeoDataFrame
    params : HarmSpotParams
        How spots are found; a spot that rests on one offence comes after the others.
    shrunk : ShrunkHistoryParams
        For the rank by what is to be expected.
    """
    ground = target.ground
    seen = selected[selected[_MONTH] < known].reset_index(drop=True)
    harm = seen[_AMOUNT].to_numpy(dtype=np.float64)
    weights = transform_weights(harm, params.transform, params.cap)
    found = crowded_places(seen, weights, harm, params, districts)
    crowded, _ = without_lone_places(found, seen)
    count = len(crowded.outlines)
    held = crowded.spot_of_offence >= 0
    past = np.bincount(crowded.spot_of_offence[held], weights=weights[held], minlength=count)
    points = points_in_spots(crowded.outlines, ground.points)
    expected = np.zeros(count)
    if count:
        history = spot_history(crowded.outlines, points, target.past(known), shrunk)
        expected = history.expected(shrunk.prior_strength)
    behind = crowded.largest_offence_shares > params.largest_offence_guard
    return FoundSpots(
        outlines=crowded.outlines,
        orders={
            RankingMethod.SPOTS_BY_PAST: np.lexsort((-past, behind)),
            RankingMethod.SPOTS_BY_EXPECTED: np.lexsort((-expected, behind)),
        },
        spot_of_offence=points.place[ground.point],
    )


# Sorted with the index's own columns: it must begin as they do.
_AMOUNT = "harm_amount"
_MONTH = "month_known"
# What finding spots reads: a copy of the rest would be most of the memory.
_READ_OF_OFFENCES = (
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.FROM_TIME,
    schema.TO_TIME,
    schema.TIME_PRECISION,
    schema.LOCATION,
    schema.DISTRICT,
    schema.OFFENCE_ID,
    schema.PUBLIC_POINT,
    schema.DWELLING,
    schema.GEOMETRY,
)


def covered_squares(outlines: Objects, ground: Ground) -> Floats:
    """Return the part of each square that the outlines cover; what lies off all squares is lost.

    Parameters
    ----------
    outlines : array of Polygon
        They do not overlap.
    ground : Ground

    Returns
    -------
    array of shape (squares,), 0 to 1
    """
    covered = np.zeros(ground.grid.rows * ground.grid.columns)
    for outline in outlines:
        cells, parts_m2 = _parts_of_cells(outline, ground.grid)
        covered[cells] += parts_m2
    return covered[ground.cell_of_place] / ground.grid.cell_size_m**2


@lru_cache(maxsize=MOST_OUTLINES)
def _parts_of_cells(outline: shapely.Polygon, grid: Grid) -> tuple[Longs, Floats]:
    """Return the cells around an outline, and the m² of each that it covers; kept."""
    cells, boxes = _cells_around(outline, grid)
    return cells, shapely.area(shapely.intersection(boxes, outline))


def _cells_around(outline: shapely.Polygon, grid: Grid) -> tuple[Longs, Objects]:
    """Return the cells that an outline's bounds touch, by number and as boxes."""
    west, south, east, north = shapely.bounds(outline)
    rows, columns = grid.cells_of(np.array([west, east]), np.array([south, north]))
    rows, columns = np.clip(rows, 0, grid.rows - 1), np.clip(columns, 0, grid.columns - 1)
    row, column = (
        each.reshape(-1)
        for each in np.meshgrid(
            np.arange(rows[0], rows[1] + 1), np.arange(columns[0], columns[1] + 1)
        )
    )
    size = grid.cell_size_m
    wests, souths = grid.west_m + column * size, grid.south_m + row * size
    boxes = shapely.box(wests, souths, wests + size, souths + size)
    return row * grid.columns + column, boxes


M2_PER_KM2 = 1_000_000.0


def spot_of_points(outlines: Objects, eastings: Floats, northings: Floats) -> Longs:
    """Return the outline that each point lies in, or on the edge of; -1 for none.

    Harm spots do not overlap but may touch: a point on two edges goes to the first.
    """
    spot = np.full(eastings.size, -1, dtype=np.int64)
    points = shapely.points(eastings, northings)
    point, outline = shapely.STRtree(outlines).query(points, predicate="intersects")
    order = np.lexsort((outline, point))[::-1]
    spot[point[order]] = outline[order]
    return spot


def points_in_spots(outlines: Objects, points: Points) -> Points:
    """Return the points, the place of each being the spot that it lies in."""
    return replace(points, place=spot_of_points(outlines, points.eastings, points.northings))


def spots_as_places(outlines: Objects) -> SmallPlaces:
    """Return harm spots as small places: their centres and their areas."""
    centres = shapely.get_coordinates(shapely.centroid(outlines))
    return SmallPlaces(
        eastings=centres[:, 0],
        northings=centres[:, 1],
        areas_km2=shapely.area(outlines) / M2_PER_KM2,
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class SpotHistory:
    """The records of candidate harm spots, kind by kind, and what their surroundings expect.

    Attributes
    ----------
    records : tuple of ShrunkRecord
    spots : int
    """

    records: tuple[shrunk_history.ShrunkRecord, ...]
    spots: int

    def expected(self, prior_strength: float) -> Floats:
        """Return the harm (or offences) a month to be expected in each spot."""
        total = np.zeros(self.spots)
        for record in self.records:
            total += record.expected(prior_strength)
        return total


def spot_history(
    outlines: Objects,
    points: Points,
    past: shrunk_history.PastOffences,
    params: shrunk_history.ShrunkHistoryParams,
) -> SpotHistory:
    """Return the history of harm spots, ready to be shrunk toward their surroundings.

    Parameters
    ----------
    outlines : array of Polygon, of shape (k,)
        All candidates, not the chosen ones alone: the regression learns from the whole range.
    points : Points
        The distinct points of all offences, from ``points_in_spots``.
    past : PastOffences
        Its ``point`` counts among those points; its ``place`` is found here.
    params : ShrunkHistoryParams
    """
    places = spots_as_places(outlines)
    around = (
        nearness(places, points, reach_m=params.near_m),
        nearness(places, points, reach_m=params.far_m),
    )
    in_spots = replace(past, place=points.place[past.point])
    history = shrunk_history.ShrunkHistory(in_spots, places.areas_km2)
    records = tuple(history.records(around, params))
    return SpotHistory(records=records, spots=len(places))
