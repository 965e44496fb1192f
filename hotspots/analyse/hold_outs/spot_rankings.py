"""Harm spots in a hold-out: found in the months that are known, ranked by the past or by more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.analyse.hold_outs.shrunk_history import (
    PastOffences,
    ShrunkHistoryParams,
    ShrunkRecord,
    shrunk_records,
)
from hotspots.analyse.hold_outs.surroundings import Points, SmallPlaces, nearness

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

M2_PER_KM2 = 1_000_000.0


def spot_of_points(outlines: NDArray[np.object_], eastings: Floats, northings: Floats) -> Longs:
    """Return the outline that each point lies in, or on the edge of; -1 for none.

    Harm spots do not overlap but may touch: a point on two edges goes to the first.
    """
    spot = np.full(eastings.size, -1, dtype=np.int64)
    points = shapely.points(eastings, northings)
    point, outline = shapely.STRtree(outlines).query(points, predicate="intersects")
    order = np.lexsort((outline, point))[::-1]
    spot[point[order]] = outline[order]
    return spot


def spots_as_places(outlines: NDArray[np.object_]) -> SmallPlaces:
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

    records: tuple[ShrunkRecord, ...]
    spots: int

    def expected(self, prior_strength: float) -> Floats:
        """Return the harm (or offences) a month to be expected in each spot."""
        total = np.zeros(self.spots)
        for record in self.records:
            total += record.expected(prior_strength)
        return total


def spot_history(
    outlines: NDArray[np.object_],
    points: Points,
    past: PastOffences,
    params: ShrunkHistoryParams,
) -> SpotHistory:
    """Return the history of harm spots, ready to be shrunk toward their surroundings.

    Parameters
    ----------
    outlines : array of Polygon, of shape (k,)
        All candidates, not the chosen ones alone: the regression learns from the whole range.
    points : Points
        The distinct points of all offences; the place of each is found here.
    past : PastOffences
        Its ``point`` counts among those points; its ``place`` is found here too.
    params : ShrunkHistoryParams
    """
    places = spots_as_places(outlines)
    spot = spot_of_points(outlines, points.eastings, points.northings)
    held = Points(eastings=points.eastings, northings=points.northings, place=spot)
    around = (
        nearness(places, held, reach_m=params.near_m),
        nearness(places, held, reach_m=params.far_m),
    )
    in_spots = PastOffences(
        place=spot[past.point],
        point=past.point,
        kind=past.kind,
        selected=past.selected,
        amount=past.amount,
        months_ago=past.months_ago,
        months=past.months,
    )
    records = tuple(shrunk_records(in_spots, around, places.areas_km2, params))
    return SpotHistory(records=records, spots=len(places))
