"""Street segments ranked by their past, as choices that squares and harm spots can stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots import schema
from hotspots.analyse.hold_outs.judged_spots import spot_of_points
from hotspots.analyse.spots.harm_spot_params import OUTLINE_MARGIN_M
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.hold_outs.ranked_order import RankedOrder
    from hotspots.analyse.hold_outs.rankings import Ground, Target
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Bools, Floats, Longs, Objects

# The ground of a street: as far to either side as the outline of a harm spot goes past a point.
STRIP_M: Final = 2 * OUTLINE_MARGIN_M
# A shorter segment is ranked and paid for as if it were this long: nobody patrols ten metres.
SHORTEST_M: Final = 50.0
PIECE_M: Final = 25.0  # along which a segment's length is told apart by square


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetSegments:
    """The links of a network beside the squares of a ground.

    Attributes
    ----------
    link_of_offence : array of int, of shape (n,)
        Row for row those of the ground; at a junction the link that is nearest, -1 on no street.
    lengths_m : array of shape (k,)
    walkable : array of bool, of shape (k,)
        All but motorways.
    piece_link, piece_place : array of int, of shape (m,)
        The link of each piece of street, and the square that its middle lies in; -1 off all.
    piece_points : array of shape (m, 2)
        Middles of the pieces, metres.
    pieces_m : array of shape (m,)
        Their lengths.
    """

    link_of_offence: Longs
    lengths_m: Floats
    walkable: Bools
    piece_link: Longs
    piece_place: Longs
    piece_points: Floats
    pieces_m: Floats

    def ranked(self, target: Target, known: int) -> Longs:
        """Return the links by what they held a metre in the months known, best first."""
        seen = target.selected & (target.ground.month < known) & (self.link_of_offence >= 0)
        held = np.bincount(
            self.link_of_offence[seen], weights=target.amount[seen], minlength=self.lengths_m.size
        )
        order = np.argsort(-held / self._paid_m, kind="stable")
        return order[self.walkable[order]]

    def within(self, order: Longs, metres: float) -> Longs | None:
        """Return the first links that fit so many metres, or None where all do not fill them."""
        metres_taken = np.cumsum(self._paid_m[order])
        if not metres_taken.size or metres_taken[-1] < metres:
            return None
        return order[metres_taken <= metres]

    @property
    def _paid_m(self) -> Floats:
        return np.maximum(self.lengths_m, SHORTEST_M)

    def covered(self, chosen: Longs, ground: Ground) -> Floats:
        """Return the part of each square that the strips along some links cover, 0 to 1."""
        taken = np.isin(self.piece_link, chosen)
        return np.minimum(self._metres(taken, ground) * STRIP_M / ground.grid.cell_size_m**2, 1.0)

    def metres_by_place(self, ground: Ground) -> Floats:
        """Return how many metres of street lie in each square."""
        return self._metres(np.ones(self.piece_place.size, dtype=np.bool_), ground)

    def _metres(self, taken: Bools, ground: Ground) -> Floats:
        taken = taken & (self.piece_place >= 0)
        held = np.bincount(
            self.piece_place[taken], weights=self.pieces_m[taken], minlength=ground.size
        )
        return held.astype(np.float64)

    def metres_in(self, outlines: Objects) -> float:
        """Return how many metres of street lie in outlines that do not overlap."""
        inside = spot_of_points(outlines, *self.piece_points.T) >= 0
        return float(self.pieces_m[inside].sum())

    def squares_along(self, order: RankedOrder, ground: Ground, metres: float) -> int:
        """Return how many of an order's first squares hold no more than so many metres."""
        along = np.cumsum(self.metres_by_place(ground)[order.places])
        return int(np.searchsorted(along, metres, side="right"))


def street_segments(
    offences: gpd.GeoDataFrame,
    network: StreetNetwork,
    ground: Ground,
    match: StreetMatchParams | None = None,
) -> StreetSegments:
    """Lay a network's links over the squares of a ground, and put offences on them.

    Parameters
    ----------
    offences : GeoDataFrame of Point
        Row for row those of the ground.
    network : StreetNetwork
        In the same system.
    ground : Ground
    match : StreetMatchParams, optional

    Raises
    ------
    CoordinateError
        When the two are in different systems.
    """
    lines = network.streets.geometry.to_numpy()
    pieces = np.maximum(np.ceil(network.lengths_m / PIECE_M), 1).astype(np.int64)
    link = np.repeat(np.arange(len(lines)), pieces)
    at = np.arange(link.size) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    middles = shapely.line_interpolate_point(
        lines[link], (at + 0.5) / pieces[link], normalized=True
    )
    points = shapely.get_coordinates(middles)
    return StreetSegments(
        link_of_offence=place_on_streets(offences, network, match or StreetMatchParams()).near.link,
        lengths_m=network.lengths_m,
        walkable=(network.streets[schema.STREET_CLASS] != StreetClass.MOTORWAY).to_numpy(),
        piece_link=link,
        piece_place=ground.place_of(points),
        piece_points=points,
        pieces_m=(network.lengths_m / pieces)[link],
    )
