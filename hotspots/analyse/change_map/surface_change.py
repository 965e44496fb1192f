"""Where one period's surface is denser than another's by more than chance has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import care
from hotspots.analyse.density.kernel_density import cells_inside, positions_of
from hotspots.analyse.density.quartic_kernel import quartic_surface, support_within

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.change_map.change_map_params import ChangeMapParams
    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.surface import Grid


# Where both periods together have fewer within the bandwidth there is no shape to compare.
FEWEST_TO_JUDGE: Final = 10


@dataclass(frozen=True, kw_only=True, eq=False)
class SurfaceChange:
    """Two periods on one grid; arrays of the grid's shape.

    Attributes
    ----------
    grid : Grid
    difference : float array
        Offences per km² a year, now less then.
    log_ratio : float array
        Natural logarithm of the density now over then, each of its own whole; infinite where one
        is 0, missing where both are.
    chance_of_more, chance_of_fewer : float array
        The share of relabellings, the data's own among them, in which now is as dense or denser
        (as thin or thinner) in that cell; 1 where too few lie near.
    chance_anywhere : float array
        The share in which some cell of the map is as far from what relabelling gives, to the same
        side.
    bands : uint8 array
        What a reader may see: ``care.shown_change``.
    """

    grid: Grid
    difference: Floats
    log_ratio: Floats
    chance_of_more: Floats
    chance_of_fewer: Floats
    chance_anywhere: Floats
    bands: NDArray[np.uint8]


def surface_change(
    now: gpd.GeoDataFrame,
    then: gpd.GeoDataFrame,
    *,
    grid: Grid,
    years: tuple[float, float],
    params: ChangeMapParams,
    study_area: BaseGeometry,
) -> SurfaceChange:
    """Set two periods' surfaces beside each other, with tolerance by random relabelling.

    Parameters
    ----------
    now, then : GeoDataFrame of Point
        At least one each, in the grid's system; without sensitive offences. Unless all are public
        points, they are drawn from the middles of their squares.
    grid : Grid
    years : (float, float)
        How long each was collected.
    params : ChangeMapParams
    study_area : geometry

    Notes
    -----
    The points of both periods are held where they are and the periods shuffled among them. As the
    sum of the two surfaces stays the same, the difference and the log ratio rise together in every
    cell: one tolerance serves both. Tolerance by cell marks one cell in twenty by chance; a cell is
    sure where it is farther out, in standard deviations of the relabellings, than any cell of the
    map is in 95 % of them.

    References
    ----------
    Kelsall and Diggle (1995), Non-parametric estimation of spatial variation in relative risk,
    Statistics in Medicine 14. Hazelton and Davies (2009), Inference based on kernel estimates of
    the relative risk function in geographical epidemiology, Biometrical Journal 51.
    """
    east, north, is_now, public = _points(now, then)
    h = params.surface.bandwidth_m
    one = np.ones(len(east), dtype=np.int64)
    near, _ = support_within(east, north, one, one, grid=grid, bandwidth_m=h)
    judged = cells_inside(study_area, grid) & (near >= FEWEST_TO_JUDGE)

    def spread(labels: Bools) -> Floats:
        ones = np.ones(int(labels.sum()))
        return quartic_surface(east[labels], north[labels], ones, grid=grid, bandwidth_m=h)

    whole, own = spread(one > 0), spread(is_now)
    rng = np.random.default_rng(params.relabelling_seed)
    others = np.array(
        [spread(rng.permutation(is_now))[judged] for _ in range(params.relabellings)]
    ).reshape(params.relabellings, -1)
    chances = []
    for each in _chances(own[judged], others):
        of_cells = np.ones(whole.shape)
        of_cells[judged] = each
        chances.append(of_cells)
    rest = np.maximum(whole - own, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.log(own / is_now.sum()) - np.log(rest / (~is_now).sum())
    more, fewer, anywhere = chances
    return SurfaceChange(
        grid=grid,
        difference=own / years[0] - rest / years[1],
        log_ratio=log_ratio,
        chance_of_more=more,
        chance_of_fewer=fewer,
        chance_anywhere=anywhere,
        bands=care.shown_change(
            more,
            fewer,
            anywhere,
            None if public else _support(now, grid, h),
            None if public else _support(then, grid, h),
        ),
    )


def _chances(own: Floats, others: Floats) -> tuple[Floats, Floats, Floats]:
    """Return how often relabelling gives as much, as little, and as far a cell anywhere.

    Parameters
    ----------
    own : float array of shape (cells,)
    others : float array of shape (relabellings, cells)
    """
    if not own.size:
        return own, own, own
    every = np.vstack([own, others])
    tiny = 1e-9 * max(float(every.max()), 1.0)
    more = (every >= own - tiny).mean(axis=0)
    fewer = (every <= own + tiny).mean(axis=0)
    spread = np.maximum(every.std(axis=0), tiny)
    apart = (every - every.mean(axis=0)) / spread
    highest, lowest = apart.max(axis=1), apart.min(axis=1)
    as_high = (highest[:, None] >= apart[0][None]).mean(axis=0)
    as_low = (lowest[:, None] <= apart[0][None]).mean(axis=0)
    return more, fewer, np.where(apart[0] > 0, as_high, as_low)


def _points(now: gpd.GeoDataFrame, then: gpd.GeoDataFrame) -> tuple[Floats, Floats, Bools, bool]:
    """Return where both periods' points are drawn from, which are of now, and whether public."""
    public = all(bool(care.public_points(each).all()) for each in (now, then))
    east, north = (
        np.concatenate(each) for each in zip(positions_of(now), positions_of(then), strict=True)
    )
    if not public:
        east, north = care.middles_of_squares(east, north)
    return east, north, np.arange(len(east)) < len(now), public


def _support(points: gpd.GeoDataFrame, grid: Grid, bandwidth_m: float) -> tuple[Longs, Longs]:
    """Return the offences and the places of one period near each cell."""
    places = care.places_of(*positions_of(points))
    east, north = care.middles_of_squares(*positions_of(points))
    first_of_its_place = np.zeros(len(points), dtype=np.int64)
    first_of_its_place[np.unique(places, return_index=True)[1]] = 1
    offences, near = support_within(
        east,
        north,
        np.ones(len(points), dtype=np.int64),
        first_of_its_place,
        grid=grid,
        bandwidth_m=bandwidth_m,
    )
    return offences.astype(np.int64), near.astype(np.int64)
