"""From the lines of a source to links: one line each, from a junction or an end to the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely

from hotspots.arrays import Floats, Longs, Objects

# Vertices within this are one; coordinates that were converted differ by less.
SAME_M: Final = 0.01
NODE_M: Final = 0.1
# A grid of centimetres counts its squares along a row up to this.
_SQUARES: Final = 1 << 32


@dataclass(frozen=True, kw_only=True)
class Links:
    """Links made of lines; arrays of shape (links,).

    Attributes
    ----------
    lines : array of LineString
    row : array of int
        The place of the line that each was made from.
    ends : array of object, shape (links, 2)
        The nodes at its ends, named for their coordinates.
    """

    lines: Objects
    row: Longs
    ends: Objects


def links_of(lines: Objects, *, split: bool) -> Links:
    """Return the links of lines.

    Parameters
    ----------
    lines : array of LineString or MultiLineString, shape (lines,)
        In metres. Parts that follow on one another are joined, others stand apart.
    split : bool
        True where lines may run through junctions: they are cut at each vertex that another has.
        Where two cross without one, a bridge leads over the other.
    """
    flat = shapely.remove_repeated_points(shapely.force_2d(lines), SAME_M)
    several = shapely.get_num_geometries(flat) > 1
    flat[several] = shapely.line_merge(flat[several])
    parts, row = shapely.get_parts(flat, return_index=True)
    if split:
        parts, of_part = split_at_junctions(parts)
        row = row[of_part]
    long_enough = shapely.length(parts) > 0
    parts, row = parts[long_enough], row[long_enough]
    return Links(lines=parts, row=np.asarray(row, dtype=np.int64), ends=_nodes(parts))


def split_at_junctions(lines: Objects) -> tuple[Objects, Longs]:
    """Cut lines at each vertex inside them that any line has again.

    Returns
    -------
    pieces : array of LineString
    of_line : array of int
        The place of the line that each piece is of.
    """
    points, line = shapely.get_coordinates(lines, return_index=True)
    if not len(points):
        return lines, np.arange(len(lines))
    begins = np.diff(line, prepend=-1) != 0
    ends = np.diff(line, append=-1) != 0
    shared = _times_met(points) > 1
    cut = shared & ~begins & ~ends
    # A vertex that is cut at ends one piece and begins the next one.
    times = 1 + cut
    first = np.cumsum(times) - times
    starts = np.zeros(int(times.sum()), dtype=bool)
    starts[first[begins]] = True
    starts[first[cut] + 1] = True
    piece = np.cumsum(starts) - 1
    pieces = shapely.linestrings(np.repeat(points, times, axis=0), indices=piece)
    return np.asarray(pieces), np.repeat(line, times)[starts]


def _times_met(points: Floats) -> Longs:
    squares = np.round(points / SAME_M).astype(np.int64)
    places, _ = pd.factorize(squares[:, 0] * _SQUARES + squares[:, 1])
    return np.asarray(np.bincount(places)[places])


def _nodes(lines: Objects) -> Objects:
    """Return the names of each line's ends: their coordinates to 0.1 m."""
    ends = np.stack(
        [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)], axis=1
    )
    squares = np.round(ends.reshape(-1, 2) / NODE_M).astype(np.int64)
    places, seen = pd.factorize(squares[:, 0] * _SQUARES + squares[:, 1])
    first = np.zeros(len(seen), dtype=np.int64)
    first[places[::-1]] = np.arange(len(squares))[::-1]
    named = [f"{east / 10:.1f}_{north / 10:.1f}" for east, north in squares[first].tolist()]
    return np.array(named, dtype=object)[places].reshape(-1, 2)


def named_by_source(links: Links, starts: Objects, finishes: Objects) -> Objects:
    """Return the links' ends by the source's own nodes, where it has them.

    Parameters
    ----------
    links : Links
    starts, finishes : array of object, shape (lines,)
        The source's nodes of each line; missing where it has none.

    Returns
    -------
    array of object, shape (links, 2)
        A line in several parts has no node of the source where it is broken: those ends, and all
        that the source does not name, keep their coordinates.
    """
    whole = np.bincount(links.row, minlength=len(starts))[links.row] == 1
    given = np.stack([starts[links.row], finishes[links.row]], axis=1)
    known = whole[:, None] & ~pd.isna(given)
    by_place = dict(zip(links.ends[known], given[known], strict=True))
    others = [by_place.get(place, place) for place in links.ends[~known]]
    ends = links.ends.copy()
    ends[known] = given[known]
    ends[~known] = others
    return ends
