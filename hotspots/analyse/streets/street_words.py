"""Which streets a place lies on, in words that an officer would use.

"High Street from Market Place to Station Road; Church Lane": the streets of a place with their ends
there, told by the streets that they cross.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.analyse.spots.harm_spot_words import CLOSE_M, bearing

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Bools, Floats, Longs, Objects

# Beyond these the others are counted.
MOST_STREETS: Final = 3
# A street that only touches a place is not one of its streets.
LEAST_INSIDE_M: Final = 25.0
# An outline is drawn around offences and may end just short of the corner.
PAST_THE_EDGE_M: Final = 15.0
# Looked for near first: most places have one.
CROSSING_WITHIN_M: Final = (100.0, 400.0)
# Nodes are the ends of links: nothing but rounding lies between them.
NODE_WITHIN_M: Final = 1.0
LANDMARK_WITHIN_M: Final = 3_000.0


@dataclass(frozen=True, kw_only=True)
class SpotWhereabouts:
    """Where a place is, in words; what is not known is "".

    Attributes
    ----------
    streets : str
        "High Street from Market Place to Station Road; Church Lane".
    crossing : str
        "High Street and Church Lane", the crossing nearest to its middle.
    landmark : str
        "Exford Central station, 250 m south-west of it".
    """

    streets: str
    crossing: str
    landmark: str


def spot_whereabouts(
    outline: BaseGeometry, streets: gpd.GeoDataFrame, landmarks: pd.DataFrame | None = None
) -> SpotWhereabouts:
    """Say on which streets a place lies, and what is nearest to it.

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        In the streets' system.
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``.
    landmarks : DataFrame, optional
        ``name``, ``easting``, ``northing`` of stations and named places.
    """
    return SpotWhereabouts(
        streets=spot_streets(outline, streets),
        crossing=nearest_crossing(outline, streets),
        landmark="" if landmarks is None else nearest_landmark(outline, landmarks),
    )


def told_by_streets(
    spots: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, landmarks: pd.DataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return places with ``schema.WHEREABOUTS_COLUMNS``; what is not known is missing.

    Parameters
    ----------
    spots : GeoDataFrame
        Outlines, in the streets' system.
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``.
    landmarks : DataFrame, optional
        ``name``, ``easting``, ``northing`` of stations and named places.
    """
    found = [spot_whereabouts(outline, streets, landmarks) for outline in spots.geometry]
    told = {
        schema.ON_STREETS: [each.streets for each in found],
        schema.CROSSING: [each.crossing for each in found],
        schema.LANDMARK: [each.landmark for each in found],
    }
    return spots.assign(
        **{
            name: pd.array([text or None for text in texts], dtype="str")
            for name, texts in told.items()
        }
    )


def spot_streets(outline: BaseGeometry, streets: gpd.GeoDataFrame) -> str:
    """Return the streets that a place lies on, the longest in it first.

    Parameters
    ----------
    outline : Polygon or MultiPolygon
        In the streets' system.
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``.

    Returns
    -------
    str
        ``"High Street from Market Place to Station Road; Church Lane"``; ``""`` where no street
        with a name or a number is in it.
    """
    near = _touching(outline, streets)
    inside_m = shapely.length(shapely.intersection(near.lines, outline))
    return _in_words(near, inside_m, _Corners(near, streets), outline.buffer(PAST_THE_EDGE_M))


def stretch_streets(line: BaseGeometry, streets: gpd.GeoDataFrame) -> str:
    """Return the streets of a stretch, from where to where, as ``spot_streets`` does."""
    around = line.buffer(1.0)
    near = _touching(around, streets)
    inside_m = shapely.length(shapely.intersection(near.lines, around))
    # What only meets the stretch at its nodes is not of it.
    own = inside_m >= np.minimum(LEAST_INSIDE_M, 0.5 * shapely.length(near.lines))
    return _in_words(near, np.where(own, inside_m, 0.0), _Corners(near, streets), around)


def nearest_crossing(outline: BaseGeometry, streets: gpd.GeoDataFrame) -> str:
    """Return the two or more streets that cross nearest to the middle of a place; "" for none."""
    middle = shapely.centroid(outline)
    for within_m in CROSSING_WITHIN_M:
        corners = _Corners(_touching(middle.buffer(within_m), streets), streets)
        crossings = [node for node, names in corners.names.items() if len(names) > 1]
        points = np.array([corners.points[node] for node in crossings]).reshape(-1, 2)
        apart_m = np.hypot(*(points - shapely.get_coordinates(middle)[0]).T)
        if crossings and apart_m.min() <= within_m:
            return words.listed(sorted(corners.names[crossings[int(apart_m.argmin())]]))
    return ""


def nearest_landmark(outline: BaseGeometry, landmarks: pd.DataFrame) -> str:
    """Return the station or named place nearest to a place, and how it lies to it; "" for none."""
    if landmarks.empty:
        return ""
    middle = shapely.get_coordinates(shapely.centroid(outline))[0]
    offset_m = landmarks[[schema.EASTING, schema.NORTHING]].to_numpy(dtype=np.float64) - middle
    apart_m = np.hypot(*offset_m.T)
    nearest = int(apart_m.argmin())
    if apart_m[nearest] > LANDMARK_WITHIN_M:
        return ""
    name = str(landmarks["name"].iloc[nearest])
    if apart_m[nearest] < CLOSE_M:
        return name
    return f"{name}, {apart_m[nearest]:,.0f} m {bearing(offset_m[nearest])} of it"


def street_called(street: object, road_number: object) -> str:
    """Return what a link is called: its street's name, else its road's number, else "".

    >>> street_called("High Street", "A12"), street_called(None, "A12"), street_called(None, None)
    ('High Street', 'A12', '')
    """
    for known in (street, road_number):
        if isinstance(known, str) and known.strip():
            return known.strip()
    return ""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Links:
    """Some links: their lines, the nodes at their ends, and their names, "" for none."""

    lines: Objects
    from_node: Objects
    to_node: Objects
    called: Objects

    @classmethod
    def at(cls, rows: Longs, streets: gpd.GeoDataFrame) -> _Links:
        # Column by column: a row of the whole table costs more than all that is done with it.
        def taken(column: str) -> Objects:
            return np.asarray(streets[column].array.take(rows), dtype=object)

        named = zip(taken(schema.STREET), taken(schema.ROAD_NUMBER), strict=True)
        return cls(
            lines=np.asarray(streets.geometry.array.take(rows)),
            from_node=taken(schema.FROM_NODE),
            to_node=taken(schema.TO_NODE),
            called=np.array([street_called(*each) for each in named], dtype=object),
        )


def _touching(ground: BaseGeometry, streets: gpd.GeoDataFrame) -> _Links:
    return _Links.at(np.sort(streets.sindex.query(ground, predicate="intersects")), streets)


class _Corners:
    """The nodes of some links: where they are, and which streets meet there."""

    def __init__(self, links: _Links, streets: gpd.GeoDataFrame) -> None:
        ends = np.concatenate([shapely.get_point(links.lines, at) for at in (0, -1)])
        nodes = np.concatenate([links.from_node, links.to_node])
        points = shapely.get_coordinates(ends)
        self.points: Mapping[object, Floats] = dict(zip(nodes, points, strict=True))
        self.names: dict[object, set[str]] = {node: set() for node in self.points}
        near = streets.sindex.query(ends, predicate="dwithin", distance=NODE_WITHIN_M)[1]
        meeting = _Links.at(np.unique(near), streets)
        for side in (meeting.from_node, meeting.to_node):
            for node, name in zip(side, meeting.called, strict=True):
                if name and node in self.names:
                    self.names[node].add(name)


def _in_words(links: _Links, inside_m: Floats, corners: _Corners, ground: BaseGeometry) -> str:
    named = (links.called != "") & (inside_m > 0)
    lengths = pd.Series(inside_m[named]).groupby(links.called[named]).sum()
    lengths = lengths.sort_index().sort_values(ascending=False, kind="stable")
    kept = lengths[(lengths >= LEAST_INSIDE_M) | (lengths == lengths.max())]
    shapely.prepare(ground)
    told = [
        _one_street(str(name), links, named & (links.called == name), corners, ground)
        for name in kept.index[:MOST_STREETS]
    ]
    if len(kept) > MOST_STREETS:
        told.append(words.plural(len(kept) - MOST_STREETS, "more street"))
    return "; ".join(told)


def _one_street(
    name: str, links: _Links, own: Bools, corners: _Corners, ground: BaseGeometry
) -> str:
    """Return a street with its ends in the place, by what it crosses there."""
    nodes = list(dict.fromkeys([*links.from_node[own], *links.to_node[own]]))
    points = np.array([corners.points[node] for node in nodes])
    along = _along_the_street(points)
    inside = np.asarray(shapely.intersects_xy(ground, points[:, 0], points[:, 1]))
    others = [sorted(corners.names[node] - {name}) for node in nodes]
    ends = _first_and_last(along, inside, others)
    if not ends:
        return name
    first, last = ends[0], ends[-1]
    return f"{name} at {first}" if first == last else f"{name} from {first} to {last}"


def _along_the_street(points: Floats) -> Floats:
    """Return how far along its longer side each node lies: from the west, or from the south."""
    spread = np.ptp(points, axis=0)
    corner = points[np.lexsort((points[:, 1], points[:, 0]))[0]]
    if spread[1] > spread[0]:
        corner = points[np.lexsort((points[:, 0], points[:, 1]))[0]]
    along: Floats = np.hypot(*(points - corner).T)
    return along


def _first_and_last(along: Floats, inside: Bools, others: list[list[str]]) -> list[str]:
    """Return the outermost crossed streets within the place, or just past it where it has none."""
    order = np.argsort(along, kind="stable")
    told = [int(at) for at in order if others[at]]
    within = [at for at in told if inside[at]]
    if len({others[at][0] for at in within}) > 1:
        told = within
    elif within:
        # One corner within: the street runs on past the edge to the next ones.
        before = [at for at in told if along[at] < along[within[0]]][-1:]
        after = [at for at in told if along[at] > along[within[-1]]][:1]
        told = [*before, *within, *after]
    if not told:
        return []
    first = others[told[0]][0]
    last = next((other for other in others[told[-1]] if other != first), others[told[-1]][0])
    return [first, last]
