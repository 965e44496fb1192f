"""The nearest link to each of many points, compiled.

The straight parts of all links are entered in squares as wide as the reach, so that whatever a
point can reach lies in its own square and the eight around it. A part longer than a square is
entered piece by piece along its way and not in the whole rectangle around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots.analyse.compiled import compiled

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs, Objects

NO_LINK: Final = -1
# Of any name.
ANY: Final = -1
# Squares grow beyond the reach where a country would have more of them than this.
MOST_SQUARES: Final = 20_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class NearestLinks:
    """Which link each point is nearest to.

    Attributes
    ----------
    link : array of int, of shape (n,)
        Position of the link, -1 where none is within reach.
    apart_m : array of shape (n,)
        Distance to it; infinite where there is none.
    along_m : array of shape (n,)
        How far along the link its nearest point lies.
    next_apart_m : array of shape (n,)
        Distance to the nearest of all other links; infinite where none is within reach.
    """

    link: Longs
    apart_m: Floats
    along_m: Floats
    next_apart_m: Floats


class LinkIndex:
    """Finds the links near a point.

    Parameters
    ----------
    lines : array of LineString, of shape (k,)
    reach_m : float
        Beyond which nothing is looked for.
    """

    def __init__(self, lines: Objects, reach_m: float) -> None:
        corners, link = shapely.get_coordinates(lines, return_index=True)
        joined = link[1:] == link[:-1]
        steps = np.hypot(*np.diff(corners, axis=0).T)
        so_far = np.concatenate([[0.0], np.cumsum(np.where(joined, steps, 0.0))])
        first_corner = np.searchsorted(link, np.arange(len(lines)))
        along = so_far - so_far[first_corner][link]
        self._parts = np.ascontiguousarray(
            np.column_stack([corners[:-1], corners[1:], along[:-1]])[joined]
        )
        self._link_of_part = np.ascontiguousarray(link[:-1][joined], dtype=np.int64)
        self._reach_m = reach_m
        self._lay_squares()

    def _lay_squares(self) -> None:
        parts = self._parts
        low = np.minimum(parts[:, :2], parts[:, 2:4]).min(axis=0, initial=np.inf)
        high = np.maximum(parts[:, :2], parts[:, 2:4]).max(axis=0, initial=-np.inf)
        if not len(parts):
            low, high = np.zeros(2), np.zeros(2)
        width, height = high - low
        self._size_m = max(self._reach_m, math.sqrt(width * height / MOST_SQUARES))
        self._west, self._south = low
        self._columns = int(width // self._size_m) + 1
        self._rows = int(height // self._size_m) + 1
        self._starts, self._entered = _enter(
            parts, self._west, self._south, self._size_m, self._columns, self._rows
        )

    def nearest(
        self,
        eastings: Floats,
        northings: Floats,
        *,
        wanted: Longs | None = None,
        code_of_link: Longs | None = None,
    ) -> NearestLinks:
        """Return the nearest link to each point, and how near the next one is.

        Parameters
        ----------
        eastings, northings : array of shape (n,)
            In metres.
        wanted : array of int, of shape (n,), optional
            Look only at links with this code; -1 looks at all.
        code_of_link : array of int, of shape (k,), optional

        Notes
        -----
        Of links that are equally near, the one that stands first in the table is taken.
        """
        if wanted is None or code_of_link is None:
            wanted = np.full(len(eastings), ANY, dtype=np.int64)
            code_of_link = np.zeros(int(self._link_of_part.max(initial=0)) + 1, dtype=np.int64)
        link, apart_m, along_m, next_m = _nearest(
            np.ascontiguousarray(eastings, dtype=np.float64),
            np.ascontiguousarray(northings, dtype=np.float64),
            wanted,
            code_of_link,
            self._parts,
            self._link_of_part,
            self._starts,
            self._entered,
            (self._west, self._south, self._size_m, self._reach_m),
            self._columns,
            self._rows,
        )
        return NearestLinks(link=link, apart_m=apart_m, along_m=along_m, next_apart_m=next_m)


@compiled
def _enter(
    parts: Floats, west: float, south: float, size: float, columns: int, rows: int
) -> tuple[Longs, Longs]:
    """Enter each part in the squares that it passes: counted first, then written."""
    starts = np.zeros(columns * rows + 1, dtype=np.int64)
    entered = np.empty(0, dtype=np.int64)
    for writing in range(2):
        if writing:
            for square in range(columns * rows):
                starts[square + 1] += starts[square]
            entered = np.empty(starts[-1], dtype=np.int64)
        for part in range(len(parts)):
            x0, y0, x1, y1 = parts[part, 0], parts[part, 1], parts[part, 2], parts[part, 3]
            pieces = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / size))
            for piece in range(pieces):
                a, b = piece / pieces, (piece + 1) / pieces
                xa, xb = x0 + a * (x1 - x0), x0 + b * (x1 - x0)
                ya, yb = y0 + a * (y1 - y0), y0 + b * (y1 - y0)
                c0 = max(0, int((min(xa, xb) - west) // size))
                c1 = min(columns - 1, int((max(xa, xb) - west) // size))
                r0 = max(0, int((min(ya, yb) - south) // size))
                r1 = min(rows - 1, int((max(ya, yb) - south) // size))
                for row in range(r0, r1 + 1):
                    for column in range(c0, c1 + 1):
                        square = row * columns + column
                        if writing:
                            starts[square] -= 1
                            entered[starts[square]] = part
                        else:
                            starts[square] += 1
    return starts, entered


@compiled
def _nearest(  # noqa: C901, PLR0913, PLR0917 - a kernel: loops in loops over arrays
    eastings: Floats,
    northings: Floats,
    wanted: Longs,
    code_of_link: Longs,
    parts: Floats,
    link_of_part: Longs,
    starts: Longs,
    entered: Longs,
    frame: tuple[float, float, float, float],
    columns: int,
    rows: int,
) -> tuple[Longs, Floats, Floats, Floats]:
    west, south, size, reach = frame
    links = np.full(len(eastings), NO_LINK, dtype=np.int64)
    apart = np.full(len(eastings), np.inf)
    along = np.full(len(eastings), np.nan)
    following = np.full(len(eastings), np.inf)
    for point in range(len(eastings)):
        x, y = eastings[point], northings[point]
        column, row = (x - west) // size, (y - south) // size
        if not (-1 <= column <= columns and -1 <= row <= rows):
            continue
        best_link, best, second, best_along = NO_LINK, np.inf, np.inf, np.nan
        for r in range(max(0, int(row) - 1), min(rows, int(row) + 2)):
            for c in range(max(0, int(column) - 1), min(columns, int(column) + 2)):
                square = r * columns + c
                for at in range(starts[square], starts[square + 1]):
                    part = entered[at]
                    link = link_of_part[part]
                    if wanted[point] != ANY and code_of_link[link] != wanted[point]:
                        continue
                    x0, y0 = parts[part, 0], parts[part, 1]
                    dx, dy = parts[part, 2] - x0, parts[part, 3] - y0
                    length2 = dx * dx + dy * dy
                    share = 0.0
                    if length2 > 0:
                        share = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / length2))
                    d = math.hypot(x - x0 - share * dx, y - y0 - share * dy)
                    nearer = d < best or (d == best and link < best_link)
                    if nearer:
                        if link != best_link:
                            second = best
                        best_link, best = link, d
                        best_along = parts[part, 4] + share * math.sqrt(length2)
                    elif link != best_link and d < second:
                        second = d
        if best <= reach:
            links[point], apart[point], along[point] = best_link, best, best_along
            following[point] = second if second <= reach else np.inf
    return links, apart, along, following
