"""How far it is on foot from door to door: along the streets, or straight and half as far again.

What asks for distances asks a *ground* and does not know which it is. Without streets a straight
line is lengthened by what the streets of towns add to one on average.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial.distance import cdist

from hotspots import schema
from hotspots.crs import require_projected
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs

# What a way on foot is longer than the straight line, where nobody knows the streets. Street plans
# add a fifth to a half; closes and rivers more.
DETOUR: Final = 1.4
# A door further than this from every street is reached by a way that the streets do not show.
FURTHEST_DOOR_M: Final = 150.0
# Ways may run this far round the homes that they join.
AROUND_M: Final = 500.0
# Street data do not say whether two ends that are so near meet; shorter links would be lost as 0.
_LEAST_M: Final = 0.01


class Ground(Protocol):
    """What is walked on."""

    @property
    def words(self) -> str:
        """How distances were measured, to stand behind a length."""

    def walking_m(self, places: Floats) -> Floats:
        """Return the metres on foot between places.

        Parameters
        ----------
        places : array of shape (n, 2)
            Easting and northing, in metres.

        Returns
        -------
        array of shape (n, n)
            Symmetric; finite whatever the streets are.
        """


@dataclass(frozen=True)
class StraightGround:
    """Straight lines from door to door, lengthened."""

    words: str = f"straight lines × {DETOUR:g}, for no streets were given"

    def walking_m(self, places: Floats) -> Floats:
        """Return straight lines × 1.4."""
        away_m: Floats = DETOUR * cdist(places, places)
        return away_m


@dataclass(frozen=True, eq=False)
class StreetGround:
    """The streets that are walked along: from the door to the nearest link, and on by links.

    Attributes
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``, in metres. Motorways are no way on foot.

    Notes
    -----
    Where two doors are not joined by streets, or one lies further than 150 m from all of them, the
    straight line × 1.4 stands for the way between them.
    """

    streets: gpd.GeoDataFrame
    words: str = "along the streets"
    _lines: NDArray[np.object_] = field(init=False, repr=False)
    _ends: Longs = field(init=False, repr=False)
    _length_m: Floats = field(init=False, repr=False)
    _tree: shapely.STRtree = field(init=False, repr=False)

    def __post_init__(self) -> None:
        needed = (schema.STREET_CLASS, schema.LENGTH_M, schema.FROM_NODE, schema.TO_NODE)
        schema.require_columns(self.streets, needed, "streets")
        require_projected(self.streets, "streets")
        walked = self.streets.loc[self.streets[schema.STREET_CLASS] != StreetClass.MOTORWAY]
        nodes = pd.concat([walked[schema.FROM_NODE], walked[schema.TO_NODE]]).astype("str")
        number = pd.factorize(nodes)[0].astype(np.int64)
        lines = walked.geometry.to_numpy()
        for name, value in (
            ("_lines", lines),
            ("_ends", number.reshape(2, -1).T),
            ("_length_m", walked[schema.LENGTH_M].to_numpy(np.float64)),
            ("_tree", shapely.STRtree(lines)),
        ):
            object.__setattr__(self, name, value)

    def walking_m(self, places: Floats) -> Floats:
        """Return the shortest ways along the links, by Dijkstra's search."""
        straight_m: Floats = DETOUR * cdist(places, places)
        if len(places) < 2 or not len(self._lines):  # noqa: PLR2004 - one home is no way
            return straight_m
        points = shapely.points(places)
        link, away_m = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        on_link = link[1]
        along_m = shapely.line_locate_point(self._lines[on_link], points)
        graph = self._graph(places, on_link, along_m)
        doors = np.arange(graph.shape[0] - len(places), graph.shape[0])
        between_m = dijkstra(graph, directed=False, indices=doors)[:, doors]
        by_street = between_m + away_m[:, np.newaxis] + away_m[np.newaxis, :]
        joined = np.isfinite(by_street) & _both(away_m <= FURTHEST_DOOR_M)
        ways_m: Floats = np.where(joined, by_street, straight_m)
        # Opposite doors may share a point of a link; no way is shorter than the straight line.
        np.maximum(ways_m, straight_m / DETOUR, out=ways_m)
        np.fill_diagonal(ways_m, 0.0)
        return ways_m

    def sides(self, places: Floats, streets: pd.Series[str]) -> Longs:
        """Return on which side of its street each home stands.

        Parameters
        ----------
        places : array of shape (n, 2)
        streets : Series of str
            The names of the homes' streets, missing where there is none.

        Returns
        -------
        array of int of shape (n,)
            1 and −1 for the two sides of a street, as its links run on from each other; 0 where no
            link of that name lies within 150 m, or the door stands at a street's end.
        """
        side = np.zeros(len(places), dtype=np.int64)
        names = self.streets.loc[
            self.streets[schema.STREET_CLASS] != StreetClass.MOTORWAY, schema.STREET
        ].str.casefold()
        of_name = pd.Series(np.arange(len(names)), index=pd.Index(names)).groupby(level=0)
        links = {str(name): rows.to_numpy() for name, rows in of_name}
        wanted = streets.str.casefold().to_numpy(dtype=object)
        for name in pd.unique(wanted):
            if pd.isna(name) or name not in links:
                continue
            homes = np.flatnonzero(wanted == name)
            near = self._near(links[name], places[homes])
            for whole in _strung(self._lines[near]):
                _tell_sides(side, homes, places, whole)
        return side

    def _near(self, links: Longs, places: Floats) -> Longs:
        box = shapely.box(*(places.min(axis=0) - AROUND_M), *(places.max(axis=0) + AROUND_M))
        near: Longs = links[shapely.intersects(box, self._lines[links])]
        return near

    def _graph(self, places: Floats, on_link: Longs, along_m: Floats) -> csr_array:
        """Return the links around, each cut where a door stands; the doors are the last nodes."""
        low, high = places.min(axis=0) - AROUND_M, places.max(axis=0) + AROUND_M
        around = np.union1d(self._tree.query(shapely.box(*low, *high)), on_link)
        nodes, ends = np.unique(self._ends[around], return_inverse=True)
        ends = ends.reshape(-1, 2)
        row = np.searchsorted(around, on_link)
        doors = len(nodes) + np.arange(len(places))
        drawn_m = shapely.length(self._lines[around])
        # A link's own length may differ from the line's that stands for it.
        scale = self._length_m[around] / np.where(drawn_m > 0, drawn_m, 1.0)
        at = pd.DataFrame(
            {
                "link": np.concatenate((np.arange(len(around)), row, np.arange(len(around)))),
                "node": np.concatenate((ends[:, 0], doors, ends[:, 1])),
                "m": np.concatenate(
                    (np.zeros(len(around)), along_m * scale[row], self._length_m[around])
                ),
                "turn": np.repeat([0, 1, 2], [len(around), len(row), len(around)]),
            }
        ).sort_values(["link", "turn", "m"], kind="stable")
        node, metre, of = (at[name].to_numpy() for name in ("node", "m", "link"))
        same = of[1:] == of[:-1]
        length_m = np.maximum(np.diff(metre)[same], _LEAST_M)
        size = len(nodes) + len(places)
        one, other = node[:-1][same], node[1:][same]
        # Of two links between the same junctions the shorter is walked; a sum would be neither.
        edges = pd.DataFrame(
            {"a": np.minimum(one, other), "b": np.maximum(one, other), "m": length_m}
        )
        least = edges.groupby(["a", "b"], as_index=False)["m"].min()
        pairs = (least["a"].to_numpy(), least["b"].to_numpy())
        return coo_array((least["m"].to_numpy(), pairs), shape=(size, size)).tocsr()


def _both(near: Bools) -> Bools:
    both: Bools = near[:, np.newaxis] & near[np.newaxis, :]
    return both


def _strung(lines: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return links that run on from each other as one line, always begun at the same end."""
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines)))
    return np.array([_from_the_west(line) for line in merged], dtype=object)


def _from_the_west(line: shapely.LineString) -> shapely.LineString:
    first, last = line.coords[0], line.coords[-1]
    return line if first <= last else shapely.reverse(line)


def _tell_sides(side: Longs, homes: Longs, places: Floats, line: shapely.LineString) -> None:
    """Put the sides of one line on those homes that stand beside it."""
    points = shapely.points(places[homes])
    along_m = shapely.line_locate_point(line, points)
    away_m = shapely.distance(line, points)
    beside = (away_m <= FURTHEST_DOOR_M) & (along_m > 0) & (along_m < line.length)
    before = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.maximum(along_m - 1, 0))
    )
    after = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.minimum(along_m + 1, line.length))
    )
    way, across = after - before, places[homes] - before
    turn = np.sign(way[:, 0] * across[:, 1] - way[:, 1] * across[:, 0]).astype(np.int64)
    new = beside & (side[homes] == 0)
    side[homes[new]] = turn[new]
