"""Weighted displacement difference: whether an operation cut offences, or moved them next door.

Rings around treated areas and controls show whether they only moved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely
import shapely.geometry

from hotspots import schema, words
from hotspots.crs import require_projected
from hotspots.errors import InputError, ParameterError
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

if TYPE_CHECKING:
    from hotspots.arrays import Objects


# Outlines that share an edge overlap by the rounding of coordinates; more is a fault.
ROUNDING_M2: Final = 1.0
# The ground between two neighbours is divided by squares of this side; of larger ones where more
# than so many would stand in a row.
SQUARE_M: Final = 5.0
MOST_SQUARES: Final = 400
AREA: Final = 2  # dimensions

_NORMAL: Final = NormalDist()


@dataclass(frozen=True, kw_only=True)
class BeforeDuring:
    """Offences (or harm) of one set of areas, before the operation and during it."""

    before: float
    during: float

    def __post_init__(self) -> None:
        if not (0 <= self.before < math.inf and 0 <= self.during < math.inf):
            raise ParameterError(
                f"Counts must be numbers of 0 or above, not {self.before} before and "
                f"{self.during} during."
            )


NOTHING: Final = BeforeDuring(before=0, during=0)


@dataclass(frozen=True, kw_only=True)
class DisplacementWeights:
    """What each count is divided by, so that unequal areas or periods can be compared.

    Attributes
    ----------
    treated, control, treated_ring, control_ring : float
        Size of each set of areas: km², places, or offences to begin with.
    before_period : float
        Length of the before-period over the length of the operation.
    """

    treated: float = 1.0
    control: float = 1.0
    treated_ring: float = 1.0
    control_ring: float = 1.0
    before_period: float = 1.0

    def __post_init__(self) -> None:
        wrong = [
            f"{each.name} {getattr(self, each.name)}"
            for each in fields(self)
            if not 0 < getattr(self, each.name) < math.inf
        ]
        if wrong:
            raise ParameterError(f"Weights must be numbers above 0, not {', '.join(wrong)}.")

    @property
    def in_words(self) -> str:
        """What is divided by what, or that all counts stand as they are."""
        divided = [
            f"{what} {words.number(weight, 2)}"
            for what, weight in (
                ("controls by", self.control),
                ("their rings by", self.control_ring),
                ("the counts before by", self.before_period),
            )
            if weight != 1.0
        ]
        if not divided:
            return "counts as they are"
        return words.listed(divided).replace(" by ", " divided by ", 1)


@dataclass(frozen=True, kw_only=True)
class Displacement:
    """A difference of changes with its Poisson error.

    Attributes
    ----------
    difference : float
        Below 0: fewer than the controls would have led one to expect. In offences of the
        operation's length (or in harm).
    standard_error : float
    """

    difference: float
    standard_error: float

    @property
    def z(self) -> float:
        """The difference in standard errors; 0 where nothing was counted at all."""
        return self.difference / self.standard_error if self.standard_error else 0.0

    @property
    def p_value(self) -> float:
        """Two-sided, from the normal distribution."""
        return 2.0 * _NORMAL.cdf(-abs(self.z))

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the lower and the upper end of the interval, from the normal distribution."""
        reach = _NORMAL.inv_cdf(0.5 + confidence / 2.0) * self.standard_error
        return self.difference - reach, self.difference + reach


def weighted_displacement(
    treated: BeforeDuring,
    control: BeforeDuring,
    treated_ring: BeforeDuring = NOTHING,
    control_ring: BeforeDuring = NOTHING,
    *,
    weights: DisplacementWeights | None = None,
) -> Displacement:
    """Return (change in treated − change in control) + (the same for the rings around them).

    Parameters
    ----------
    treated, control, treated_ring, control_ring : BeforeDuring
        Counts. Without rings it is the plain difference of the changes.
    weights : DisplacementWeights, optional
        By default all areas and periods are of one size.

    Returns
    -------
    Displacement
        A part of a fall that only moved into the ring cancels out.

    Notes
    -----
    Counts are divided by their weight and variances by its square. The error takes each count as
    Poisson; where places change by themselves more than that, the true error is larger (see
    ``place_bootstrap``).

    References
    ----------
    Wheeler, A. P. and Ratcliffe, J. H. (2018). A simple weighted displacement difference test to
    evaluate place based crime interventions. Crime Science 7:11.
    """
    given = weights or DisplacementWeights()
    inside = _difference(treated, control, given.treated, given.control, given.before_period)
    around = _difference(
        treated_ring, control_ring, given.treated_ring, given.control_ring, given.before_period
    )
    return _added([(1.0, inside), (1.0, around)])


def harm_weighted_displacement(by_kind: Sequence[tuple[float, Displacement]]) -> Displacement:
    """Return the sum over kinds of offence of weight × difference, with its error.

    Parameters
    ----------
    by_kind : sequence of (weight, Displacement)
        The harm of one offence of a kind, and that kind's difference.

    Notes
    -----
    The error is √Σ w² SE²: a few grave offences make the sum unsure, as they should.
    """
    return _added(by_kind)


def _difference(
    one: BeforeDuring, other: BeforeDuring, one_weight: float, other_weight: float, before: float
) -> Displacement:
    parts = [
        (one, 1.0 / one_weight),
        (other, -1.0 / other_weight),
    ]
    return Displacement(
        difference=math.fsum(sign * (c.during - c.before / before) for c, sign in parts),
        standard_error=math.sqrt(
            math.fsum(sign**2 * (c.during + c.before / before**2) for c, sign in parts)
        ),
    )


def _added(parts: Sequence[tuple[float, Displacement]]) -> Displacement:
    return Displacement(
        difference=math.fsum(weight * each.difference for weight, each in parts),
        standard_error=math.sqrt(
            math.fsum((weight * each.standard_error) ** 2 for weight, each in parts)
        ),
    )


def displacement_rings(areas: gpd.GeoDataFrame, width_m: float) -> gpd.GeoDataFrame:
    """Return the ring around each area; no ring overlaps another, nor any area.

    Parameters
    ----------
    areas : GeoDataFrame
        ``area_id``, ``area_role`` and outlines, in metres. None may overlap another.
    width_m : float
        Fixed in advance.

    Returns
    -------
    GeoDataFrame
        ``area_id``, ``area_role`` and the ring, on the same index. A ring may be empty, where an
        area lies among others.

    Raises
    ------
    ParameterError
        When the width is not above 0.
    InputError
        When two areas overlap.

    Notes
    -----
    Treated areas come first: all within the width of one is its ring, even where a control is
    nearer, since that is where displaced offences would land. Between areas of one role the ground
    belongs to the nearest.
    """
    require_projected(areas, "areas of the operation")
    schema.require_columns(areas, (AREA_ID, AREA_ROLE), "areas of the operation")
    if not width_m > 0:
        raise ParameterError(f"ring_width_m must be a number of metres above 0, not {width_m:g}.")
    require_apart(areas)
    outlines = areas.geometry.to_numpy()
    taken = shapely.union_all(outlines)
    rings = np.full(len(areas), shapely.Polygon(), dtype=object)
    for role in (AreaRole.TREATED, AreaRole.CONTROL):
        own = np.flatnonzero((areas[AREA_ROLE] == role).to_numpy())
        around = shapely.difference(_around(outlines[own], width_m), taken)
        rings[own] = [_ground(ring) for ring in around]
        taken = shapely.union_all([taken, *rings[own]])
    return areas[[AREA_ID, AREA_ROLE]].set_geometry(
        gpd.GeoSeries(rings, index=areas.index, crs=areas.crs)
    )


def require_apart(areas: gpd.GeoDataFrame) -> None:
    """Refuse areas that overlap one another: an offence must belong to one.

    Raises
    ------
    InputError
    """
    outlines = areas.geometry.to_numpy()
    one, other = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pair = one < other
    shared_m2 = shapely.area(shapely.intersection(outlines[one[pair]], outlines[other[pair]]))
    wrong = np.flatnonzero(shared_m2 > ROUNDING_M2)
    if len(wrong):
        at = wrong[0]
        names = areas[AREA_ID].to_numpy()[[one[pair][at], other[pair][at]]]
        raise InputError(
            f"The areas {names[0]} and {names[1]} overlap by {shared_m2[at]:,.0f} m². Each offence "
            "must belong to one area: leave one out, or merge the two."
        )


def _around(outlines: Objects, width_m: float) -> Objects:
    """Return all that lies within the width of each outline and nearest to it."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - slow to import, used only here
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - the same

    reaches: Objects = shapely.buffer(outlines, width_m)
    pairs = shapely.STRtree(reaches).query(reaches, predicate="intersects")
    size = (len(outlines), len(outlines))
    links = coo_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=size)
    groups, group = connected_components(links, directed=False)
    for at in range(groups):
        members = np.flatnonzero(group == at)
        if len(members) > 1:
            reaches[members] = _divided(outlines[members], reaches[members])
    return reaches


def _divided(outlines: Objects, reaches: Objects) -> Objects:
    """Return the reaches, the ground that two or more share divided by small squares.

    Each square goes to the outline nearest to its centre. (The cells of GEOS's Voronoi diagram of
    points along the outlines were tried: they cannot be put together again without faults.)
    """
    one, other = np.triu_indices(len(reaches), k=1)
    shared = shapely.union_all(shapely.intersection(reaches[one], reaches[other]))
    grounds = _nearest_squares(outlines, shared)
    pieces = shapely.intersection(shapely.intersection(shared, grounds), reaches)
    # A square at the end of one's reach may hold ground that only others reach: theirs in turn.
    pieces = np.array([_ground(piece) for piece in pieces], dtype=object)
    left = _ground(shapely.difference(shared, shapely.union_all(pieces)))
    for at, reach in enumerate(reaches):
        pieces[at] = shapely.union(pieces[at], _ground(shapely.intersection(left, reach)))
        left = _ground(shapely.difference(left, reach))
    divided: Objects = shapely.union(shapely.difference(reaches, shared), pieces)
    return divided


def _ground(shape: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a shape, without the lines and points where two only touch."""
    parts = shapely.get_parts(shape)
    areas = shapely.union_all(parts[shapely.get_dimensions(parts) == AREA])
    return shapely.Polygon() if shapely.is_empty(areas) else areas


def _nearest_squares(outlines: Objects, shared: shapely.Geometry) -> Objects:
    """Return for each outline the squares over the shared ground that are nearest to it."""
    from affine import Affine  # noqa: PLC0415 - comes with rasterio, which is slow to import
    from rasterio.features import shapes  # noqa: PLC0415 - used only here

    west, south, east, north = shapely.bounds(shared)
    side_m = max(SQUARE_M, (east - west) / MOST_SQUARES, (north - south) / MOST_SQUARES)
    columns, rows = (int(extent // side_m) + 2 for extent in (east - west, north - south))
    eastings = west + (np.arange(columns) - 0.5) * side_m
    northings = north - (np.arange(rows) - 0.5) * side_m
    across, down = np.meshgrid(eastings, northings)
    near = shapely.buffer(shared, side_m)
    shapely.prepare(near)
    wanted = shapely.contains_xy(near, across, down)
    centres = shapely.points(across[wanted], down[wanted])
    owner = np.zeros(across.shape, dtype=np.int32)
    owner[wanted] = shapely.distance(centres[:, None], outlines[None, :]).argmin(axis=1) + 1
    corner = Affine(side_m, 0.0, west - side_m, 0.0, -side_m, north + side_m)
    found: list[list[shapely.Geometry]] = [[] for _ in outlines]
    for outline, value in shapes(owner, mask=wanted, transform=corner):
        found[int(value) - 1].append(shapely.geometry.shape(outline))
    return np.array([shapely.union_all(squares) for squares in found], dtype=object)
