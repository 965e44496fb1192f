"""Points sorted into square cells, so that what lies near one stands in a few runs of memory.

Cells are numbered column by column, and only those that hold a point are kept: memory is linear in
the points, however they lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hotspots.analyse.compiled import compiled_as_written

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Floats, Longs


class PointGrid(NamedTuple):
    """Points in the order of their cells; a named tuple, which compiled functions can be given.

    Attributes
    ----------
    order : array of shape (n,)
        The position of each point before it was sorted; ascending within a cell.
    eastings, northings : array of shape (n,)
        In that order.
    starts : array of shape (cells + 1,)
        The points of cell c are ``starts[c]:starts[c + 1]``.
    runs : array of shape (cells, 2 · reach + 1, 2)
        The cells up to ``reach`` columns and rows away from each: one run of cells a column, its
        first and one past its last.
    """

    order: Longs
    eastings: Floats
    northings: Floats
    starts: Longs
    runs: NDArray[np.int32]

    @classmethod
    def of(cls, points: Floats, *, side_m: float, reach: int) -> PointGrid:
        """Sort points of shape (n, 2) into cells of this side."""
        columns, rows = np.floor((points - points.min(axis=0)) / side_m).astype(np.int64).T
        # Room between two columns, so that a run that goes past the end of one meets no other.
        a_column = int(rows.max()) + 1 + 2 * reach
        cells = columns * a_column + rows
        order = np.argsort(cells, kind="stable")
        cells = cells[order]
        starts = np.flatnonzero(np.diff(cells, prepend=-1, append=-1))
        return cls(
            order=order,
            eastings=points[order, 0],
            northings=points[order, 1],
            starts=starts,
            runs=_runs(cells[starts[:-1]], a_column, reach),
        )


@compiled_as_written
def _runs(cells: Longs, a_column: int, reach: int) -> NDArray[np.int32]:
    """Return the runs of cells around each, by pointers that only move on."""
    count = cells.size
    runs = np.empty((count, 2 * reach + 1, 2), dtype=np.int32)
    for shift in range(2 * reach + 1):
        away = (shift - reach) * a_column
        first = last = 0
        for cell in range(count):
            while first < count and cells[first] < cells[cell] + away - reach:
                first += 1
            while last < count and cells[last] <= cells[cell] + away + reach:
                last += 1
            runs[cell, shift, 0] = first
            runs[cell, shift, 1] = last
    return runs
