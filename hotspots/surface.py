"""A density surface and the grid that it stands on."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs

M2_PER_KM2 = 1_000_000.0


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Square cells in a projected system; row 0 is the southernmost, column 0 the westernmost.

    The origin lies on a multiple of the cell size, so that two grids of one cell size share
    their cell edges and a district's part of a surface is exactly a slice of the force's.
    """

    west_m: float
    south_m: float
    cell_size_m: float
    columns: int
    rows: int
    crs: str

    def __post_init__(self) -> None:
        if not self.cell_size_m > 0 or self.columns < 1 or self.rows < 1:
            raise ParameterError(
                f"A grid needs a positive cell size and at least one cell, not "
                f"{self.columns} × {self.rows} cells of {self.cell_size_m} m."
            )

    @classmethod
    def covering(
        cls,
        bounds: tuple[float, float, float, float],
        *,
        cell_size_m: float,
        margin_m: float = 0.0,
        crs: str,
    ) -> Grid:
        """Return the smallest aligned grid over ``(west, south, east, north)`` and a margin."""
        if not cell_size_m > 0:
            raise ParameterError(f"cell_size_m must be above 0, not {cell_size_m}.")
        west, south, east, north = bounds
        first_column = math.floor((west - margin_m) / cell_size_m)
        first_row = math.floor((south - margin_m) / cell_size_m)
        return cls(
            west_m=first_column * cell_size_m,
            south_m=first_row * cell_size_m,
            cell_size_m=cell_size_m,
            columns=max(1, math.ceil((east + margin_m) / cell_size_m) - first_column),
            rows=max(1, math.ceil((north + margin_m) / cell_size_m) - first_row),
            crs=crs,
        )

    @property
    def east_m(self) -> float:
        """Easting of the grid's right-hand edge."""
        return self.west_m + self.columns * self.cell_size_m

    @property
    def north_m(self) -> float:
        """Northing of the grid's top edge."""
        return self.south_m + self.rows * self.cell_size_m

    @property
    def cell_area_km2(self) -> float:
        """Area of one cell in km²."""
        return self.cell_size_m**2 / M2_PER_KM2

    @property
    def eastings(self) -> Floats:
        """Eastings of the cell centres, one a column."""
        return self.west_m + (np.arange(self.columns, dtype=np.float64) + 0.5) * self.cell_size_m

    @property
    def northings(self) -> Floats:
        """Northings of the cell centres, one a row, from south to north."""
        return self.south_m + (np.arange(self.rows, dtype=np.float64) + 0.5) * self.cell_size_m

    def window(self, bounds: tuple[float, float, float, float]) -> tuple[Grid, tuple[slice, slice]]:
        """Return the part over ``(west, south, east, north)``, and where its cells stand in this.

        Raises
        ------
        ParameterError
            When the bounds do not touch the grid.
        """
        size = self.cell_size_m
        first_column = max(0, math.floor((bounds[0] - self.west_m) / size))
        first_row = max(0, math.floor((bounds[1] - self.south_m) / size))
        last_column = min(self.columns, math.ceil((bounds[2] - self.west_m) / size))
        last_row = min(self.rows, math.ceil((bounds[3] - self.south_m) / size))
        if first_column >= last_column or first_row >= last_row:
            raise ParameterError(f"The window {bounds} does not touch the surface.")
        part = replace(
            self,
            west_m=self.west_m + first_column * size,
            south_m=self.south_m + first_row * size,
            columns=last_column - first_column,
            rows=last_row - first_row,
        )
        return part, (slice(first_row, last_row), slice(first_column, last_column))

    def cells_of(self, eastings: Floats, northings: Floats) -> tuple[Longs, Longs]:
        """Return the (row, column) of each point; points off the grid give indices outside it."""
        columns = np.floor((eastings - self.west_m) / self.cell_size_m).astype(np.int64)
        rows = np.floor((northings - self.south_m) / self.cell_size_m).astype(np.int64)
        return rows, columns


@dataclass(frozen=True, kw_only=True)
class Surface:
    """Density at the centre of each cell, in ``unit`` (per km² per year), never negative.

    ``inside`` tells which cells have their centre in the study area; None means all of them.
    """

    grid: Grid
    values: Floats
    unit: str
    title: str
    bandwidth_m: float
    inside: Bools | None = None

    def __post_init__(self) -> None:
        expected = (self.grid.rows, self.grid.columns)
        if self.values.shape != expected:
            raise ParameterError(f"Surface of shape {self.values.shape} on a grid of {expected}.")

    @property
    def total_per_year(self) -> float:
        """The volume under the surface: harm (or offences) per year."""
        return float(self.values.sum() * self.grid.cell_area_km2)

    def window(self, bounds: tuple[float, float, float, float]) -> Surface:
        """Return the part of the surface over ``(west, south, east, north)``, cut at cell edges."""
        grid, part = self.grid.window(bounds)
        return replace(
            self,
            grid=grid,
            values=self.values[part],
            inside=None if self.inside is None else self.inside[part],
        )
