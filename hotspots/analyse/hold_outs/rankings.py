"""The ways of ranking the squares of a county by what will come: each scores every square.

A method sees the months that are known and nothing later. What it may choose (a bandwidth, a
transform, a strength) it chooses on earlier months, in ``hold_out``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from hotspots.analyse.density.kernel_density import cells_inside
from hotspots.analyse.density.quartic_kernel import quartic_surface
from hotspots.analyse.hold_outs.getis_ord import getis_ord
from hotspots.analyse.hold_outs.shrunk_history import (
    CAP_QUANTILE,
    PastOffences,
    ShrunkHistory,
    ShrunkHistoryParams,
)
from hotspots.analyse.hold_outs.surroundings import Points, SmallPlaces, distinct_points, nearness
from hotspots.analyse.weight_transform import WeightTransform, transform_weights
from hotspots.errors import ParameterError
from hotspots.surface import Grid

if TYPE_CHECKING:
    from scipy.sparse import csr_array
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Bools, Floats, Longs

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The squares of a study area, and the offences laid over them.

    Attributes
    ----------
    grid : Grid
    cell_of_place : array of int, of shape (p,)
        The cell of each square, counted along the rows from the south-west.
    eastings, northings : array of shape (n,)
        Of the offences.
    place, point, kind, month : array of int, of shape (n,)
        Of each offence: its square, its distinct point, its kind, its month from 0 on.
    points : Points
    months : int
    """

    grid: Grid
    cell_of_place: Longs
    eastings: Floats
    northings: Floats
    place: Longs
    point: Longs
    kind: Longs
    month: Longs
    points: Points
    months: int

    @property
    def size(self) -> int:
        """How many squares there are."""
        return self.cell_of_place.size

    @cached_property
    def places(self) -> SmallPlaces:
        """The squares as small places."""
        row, column = np.divmod(self.cell_of_place, self.grid.columns)
        return SmallPlaces(
            eastings=self.grid.eastings[column],
            northings=self.grid.northings[row],
            areas_km2=np.full(self.size, self.grid.cell_area_km2),
        )

    def place_of(self, points: Floats) -> Longs:
        """Return the square that each point lies in; -1 off all squares.

        Parameters
        ----------
        points : array of shape (m, 2)
            Easting and northing.
        """
        grid = self.grid
        row, column = grid.cells_of(*points.T)
        inside = (row >= 0) & (row < grid.rows) & (column >= 0) & (column < grid.columns)
        number = np.full(grid.rows * grid.columns, -1, dtype=np.int64)
        number[self.cell_of_place] = np.arange(self.size)
        place = np.full(len(points), -1, dtype=np.int64)
        place[inside] = number[row[inside] * grid.columns + column[inside]]
        return place

    def around(self, params: ShrunkHistoryParams) -> tuple[csr_array, csr_array]:
        """Return the surroundings of the squares, near and far; made once for each reach."""
        near, far = (self._within(reach_m) for reach_m in (params.near_m, params.far_m))
        return near, far

    def once(self, make: Callable[[Ground, int], Made], known: int) -> Made:
        """Return what is made of what is known after so many months, whatever is foreseen."""
        key = (make, known)
        if key not in self._made:
            self._made[key] = make(self, known)
        made: Made = self._made[key]
        return made

    @cached_property
    def _made(self) -> dict[tuple[object, int], Any]:
        return {}

    def _within(self, reach_m: float) -> csr_array:
        if reach_m not in self._nearness:
            self._nearness[reach_m] = nearness(self.places, self.points, reach_m=reach_m)
        return self._nearness[reach_m]

    @cached_property
    def _nearness(self) -> dict[float, csr_array]:
        return {}


def squares_of(
    study_area: BaseGeometry,
    eastings: Floats,
    northings: Floats,
    *,
    cell_size_m: float,
    origin_m: tuple[float, float],
    crs: str,
) -> tuple[Grid, Longs, Longs]:
    """Return the grid over a study area, its squares, and the square of each offence.

    Parameters
    ----------
    study_area : geometry
    eastings, northings : array of shape (n,)
        Of all offences; one outside the study area's squares adds the square that it is in.
    cell_size_m : float
    origin_m : (float, float)
        Easting and northing of a corner of the squares; they stand on whole multiples from there.

    Returns
    -------
    (Grid, array of shape (p,), array of shape (n,))
        The squares are the cells with their centre in the study area, and any that holds an
        offence: an offence on the shore is not lost.
    """
    shift = np.mod(origin_m, cell_size_m)
    ground = study_area.bounds
    west, south = min(ground[0], eastings.min()), min(ground[1], northings.min())
    east, north = max(ground[2], eastings.max()), max(ground[3], northings.max())
    bounds = (west - shift[0], south - shift[1], east - shift[0], north - shift[1])
    # One more cell all round: an offence on the last edge lies in the next cell.
    grid = Grid.covering(bounds, cell_size_m=cell_size_m, margin_m=cell_size_m, crs=crs)
    grid = replace(grid, west_m=grid.west_m + shift[0], south_m=grid.south_m + shift[1])
    row, column = grid.cells_of(eastings, northings)
    cell = row * grid.columns + column
    used = cells_inside(study_area, grid).reshape(-1)
    used[cell] = True
    number = np.cumsum(used) - 1
    return grid, np.flatnonzero(used), number[cell].astype(np.int64)


def lay_out(  # noqa: PLR0913 - what a ground is made of
    study_area: BaseGeometry,
    eastings: Floats,
    northings: Floats,
    kind: Longs,
    month: Longs,
    *,
    months: int,
    cell_size_m: float,
    origin_m: tuple[float, float],
    crs: str,
) -> Ground:
    """Lay offences of every kind over the squares of a study area; arguments as in ``Ground``."""
    grid, cells, place = squares_of(
        study_area, eastings, northings, cell_size_m=cell_size_m, origin_m=origin_m, crs=crs
    )
    first, point = distinct_points(eastings, northings)
    return Ground(
        grid=grid,
        cell_of_place=cells,
        eastings=eastings,
        northings=northings,
        place=place,
        point=point,
        kind=kind,
        month=month,
        points=Points(eastings=eastings[first], northings=northings[first], place=place[first]),
        months=months,
    )


def amount_by_place(ground: Ground, taken: Bools, amount: Floats) -> Floats:
    """Return the amount of the offences taken in each square."""
    held = np.bincount(ground.place[taken], weights=amount[taken], minlength=ground.size)
    return held.astype(np.float64)


@dataclass(frozen=True, kw_only=True, eq=False)
class Target:
    """What is to be foreseen: the amount (harm, or 1 an offence) of a selection of offences.

    Attributes
    ----------
    ground : Ground
    selected : array of bool, of shape (n,)
    amount : array of shape (n,)
        0 or above.
    """

    ground: Ground
    selected: Bools
    amount: Floats

    def held(self, first: int, end: int) -> Floats:
        """Return the amount in each square from month ``first`` on and before month ``end``."""
        taken = self.selected & (self.ground.month >= first) & (self.ground.month < end)
        return amount_by_place(self.ground, taken, self.amount)

    def past(self, known: int) -> PastOffences:
        """Return all that is known after so many months."""
        ground = self.ground
        seen = ground.month < known
        return PastOffences(
            place=ground.place[seen],
            point=ground.point[seen],
            kind=ground.kind[seen],
            selected=self.selected[seen],
            amount=self.amount[seen],
            months_ago=(known - 1 - ground.month[seen]).astype(np.float64),
            months=known,
        )


@dataclass(frozen=True, kw_only=True)
class DensityRankingParams:
    """Ranking squares by kernel density.

    Attributes
    ----------
    bandwidth_m : float
        Beyond it an offence adds nothing.
    transform : WeightTransform
        What is done to each offence's amount.
    half_life_months : float or None
        After so many months an offence counts for half; None counts all alike.
    """

    bandwidth_m: float = 200.0
    transform: WeightTransform = WeightTransform.RAW
    half_life_months: float | None = None


@dataclass(frozen=True, kw_only=True)
class BlendRankingParams:
    """Ranking squares by their own amount and a share of the density: the issue's third column.

    Attributes
    ----------
    share : float
        Of the density's amount in the square, added to the square's own.
    bandwidth_m : float
    """

    share: float = 0.1
    bandwidth_m: float = 300.0

    def __post_init__(self) -> None:
        if not self.share >= 0:
            raise ParameterError(f"share must be 0 or above, not {self.share}.")


def by_past(target: Target, known: int) -> Floats:
    """Score each square by what it held so far: the plain baseline."""
    return target.held(0, known)


def by_all_offences(target: Target, known: int) -> Floats:
    """Score each square by how many offences of any kind it held so far: one line to work out."""
    ground = target.ground
    seen = ground.place[ground.month < known]
    return np.bincount(seen, minlength=ground.size).astype(np.float64)


def by_density(target: Target, known: int, params: DensityRankingParams) -> Floats:
    """Score each square by the quartic density at its centre, offences standing at their square's.

    So a square's own offences count in full, wherever in it they lie. Of the two ways this is the
    stronger rival: from the points themselves, 200 m captured 4 in 100 less harm.
    """
    ground = target.ground
    taken = target.selected & (ground.month < known)
    amount, place = target.amount[taken], ground.place[taken]
    if not amount.size:
        return np.zeros(ground.size)
    weights = transform_weights(amount, params.transform, float(np.quantile(amount, CAP_QUANTILE)))
    if params.half_life_months is not None:
        weights = weights * 0.5 ** ((known - 1 - ground.month[taken]) / params.half_life_months)
    surface = quartic_surface(
        ground.places.eastings[place],
        ground.places.northings[place],
        weights,
        grid=ground.grid,
        bandwidth_m=params.bandwidth_m,
    )
    return surface.reshape(-1)[ground.cell_of_place]


def blended(target: Target, past: Floats, density: Floats, share: float) -> Floats:
    """Score each square by its own amount so far and a share of the density over it."""
    return past + share * target.ground.grid.cell_area_km2 * density


def by_getis_ord(target: Target, known: int) -> Floats:
    """Score each square by Gi*: how far it and its eight neighbours are above the average."""
    ground = target.ground
    shape = (ground.grid.rows, ground.grid.columns)
    amounts, inside = np.zeros(shape[0] * shape[1]), np.zeros(shape[0] * shape[1], dtype=np.bool_)
    amounts[ground.cell_of_place] = by_past(target, known)
    inside[ground.cell_of_place] = True
    scores = getis_ord(amounts.reshape(shape), inside.reshape(shape))
    return scores.reshape(-1)[ground.cell_of_place]


class ShrunkRanking:
    """Scores squares by their history shrunk toward its surroundings; keeps what it has fitted.

    Parameters
    ----------
    target : Target
    known : int
        In months. Nothing later is looked at.
    """

    def __init__(self, target: Target, known: int) -> None:
        self._target, self._known = target, known

    def __call__(self, params: ShrunkHistoryParams) -> Floats:
        """Return the amount a month to be expected in each square."""
        ground = self._target.ground
        total = np.zeros(ground.size)
        for record in self._history.records(ground.around(params), params):
            total += record.expected(params.prior_strength)
        return total

    @cached_property
    def _history(self) -> ShrunkHistory:
        target = self._target
        return ShrunkHistory(target.past(self._known), target.ground.places.areas_km2)
