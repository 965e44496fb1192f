"""How far harm concentrates in few places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from hotspots.analyse.density.kernel_density import cells_inside, positions_of
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import require_columns
from hotspots.surface import M2_PER_KM2, Grid

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import ArrayLike
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Bools, Floats, Longs, Objects


@dataclass(frozen=True, kw_only=True)
class LorenzCurve:
    """The share of harm (or offences) that the fullest share of the area holds.

    Attributes
    ----------
    area_shares, amount_shares : array of shape (n + 1,)
        From (0, 0) to (1, 1), fullest places first. All amount shares are NaN when there was
        nothing to share, and so then is every figure read off the curve.
    """

    area_shares: Floats
    amount_shares: Floats

    @property
    def gini(self) -> float:
        """The Gini coefficient: 0 when harm is level, near 1 when one place holds it all.

        Twice the area between the curve and the diagonal. With more places than offences most
        places are empty however level the risk, and the coefficient is high by arithmetic alone:
        it compares areas or years over the same places, and does not say by itself that harm is
        concentrated.
        """
        if np.isnan(self.amount_shares[0]):
            return math.nan
        return float(2.0 * np.trapezoid(self.amount_shares, self.area_shares) - 1.0)

    def share_in_top_area(self, share_of_area: float) -> float:
        """Return the share of the harm in the fullest part of the area, such as its top 1 % (0.01).

        The place that straddles the limit counts in proportion.
        """
        _require_share("share_of_area", share_of_area)
        return float(np.interp(share_of_area, self.area_shares, self.amount_shares))

    def share_of_area_holding(self, share_of_harm: float) -> float:
        """Return the smallest share of the area that holds a share of the harm, such as half (0.5).

        The last place counts in proportion.
        """
        _require_share("share_of_harm", share_of_harm)
        if np.isnan(self.amount_shares[0]):
            return math.nan
        # The first place that reaches the share: interpolation alone would take the last empty one.
        reached = max(1, int(np.searchsorted(self.amount_shares, share_of_harm, side="left")))
        step = slice(reached - 1, reached + 1)
        return float(np.interp(share_of_harm, self.amount_shares[step], self.area_shares[step]))


def lorenz_curve(amounts: ArrayLike, sizes: ArrayLike | None = None) -> LorenzCurve:
    """Return the Lorenz curve of amounts over places, fullest places first.

    Parameters
    ----------
    amounts : array of shape (n,)
        Harm or offences of each place, 0 or above. Give empty places too: leaving them out hides
        most of the concentration.
    sizes : array of shape (n,), optional
        Of each place, above 0, such as the length of a street: the fullest is then the one that
        holds most for its size. Without it all places are of one size.

    Returns
    -------
    LorenzCurve
        Places that hold the same lie on one straight line, so that their order changes no figure.

    Raises
    ------
    InputError
        When an amount is negative or missing, or a size is not above 0.

    Examples
    --------
    >>> curve = lorenz_curve([10, 20, 30, 40])
    >>> curve.amount_shares.round(3).tolist()
    [0.0, 0.4, 0.7, 0.9, 1.0]
    >>> round(curve.gini, 3)
    0.25
    """
    amount = np.asarray(amounts, dtype=np.float64)
    wrong = int((~(amount >= 0)).sum())
    if wrong:
        raise InputError(f"{wrong} of {amount.size} places have a negative or missing amount.")
    size = np.ones(amount.size) if sizes is None else np.asarray(sizes, dtype=np.float64)
    if small := int((~(size > 0)).sum()):
        raise InputError(f"{small} of {size.size} places have a size that is not above 0.")
    order = np.argsort(-amount / size, kind="stable")
    amounts_so_far = np.concatenate([[0.0], np.cumsum(amount[order])])
    sizes_so_far = np.concatenate([[0.0], np.cumsum(size[order])])
    nothing = not amounts_so_far[-1] > 0
    return LorenzCurve(
        area_shares=sizes_so_far / max(sizes_so_far[-1], np.finfo(np.float64).tiny),
        amount_shares=amounts_so_far / (np.nan if nothing else amounts_so_far[-1]),
    )


def _require_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ParameterError(f"{name} must be between 0 and 1, not {value}; 0.05 is 5 %.")


# Shares of the area at which a product draws the Lorenz curve: harm's curve bends near the start.
LORENZ_AREA_SHARES: Final = (
    *(each / 1000 for each in range(10)),
    *(each / 100 for each in range(1, 10)),
    *(each / 20 for each in range(2, 21)),
)


@dataclass(frozen=True, kw_only=True)
class Concentration:
    """How harm and offences concentrate, in harm spots and in the fullest cells of a fixed grid.

    All shares are 0 to 1. A figure is None where it has no meaning: a share of no harm, an index
    over no spots.

    Attributes
    ----------
    offences : int
    harm : float
        Of those offences, in the index's unit; a missing weight adds nothing.
    study_area_km2, spots_area_km2 : float
        Ground that two spots share is counted once, and ground outside the study area not at all.
    share_of_area_in_spots : float
    share_of_offences_in_spots, share_of_harm_in_spots : float or None
    pai_in_sample, harm_pai_in_sample : float or None
        Share of the offences (of the harm) in the spots over the spots' share of the area. In
        sample: the spots were drawn from these very offences, which flatters them. What a later
        period will hold is less.
    share_of_offences_in_top_1_percent, share_of_offences_in_top_5_percent : float or None
        In the cells with most offences.
    share_of_harm_in_top_1_percent, share_of_harm_in_top_5_percent : float or None
        In the cells with most harm.
    share_of_area_holding_25_percent, share_of_area_holding_50_percent : float or None
        Of the harm.
    gini_of_offences, gini_of_harm : float or None
        Over all cells, empty ones too.
    lorenz_of_harm : tuple of (share of area, share of harm)
        At ``LORENZ_AREA_SHARES``; empty when there is no harm.
    cell_size_m : float
    cells : int
        That make up the study area. Figures over cells compare only at one cell size.
    """

    offences: int
    harm: float
    study_area_km2: float
    spots_area_km2: float
    share_of_area_in_spots: float
    share_of_offences_in_spots: float | None
    share_of_harm_in_spots: float | None
    pai_in_sample: float | None
    harm_pai_in_sample: float | None
    share_of_offences_in_top_1_percent: float | None
    share_of_offences_in_top_5_percent: float | None
    share_of_harm_in_top_1_percent: float | None
    share_of_harm_in_top_5_percent: float | None
    share_of_area_holding_25_percent: float | None
    share_of_area_holding_50_percent: float | None
    gini_of_offences: float | None
    gini_of_harm: float | None
    lorenz_of_harm: tuple[tuple[float, float], ...]
    cell_size_m: float
    cells: int


def concentration_of(
    offences: gpd.GeoDataFrame,
    spots: gpd.GeoDataFrame,
    study_area: BaseGeometry,
    *,
    harm: str,
    cell_size_m: float = 150.0,
) -> Concentration:
    """Return how harm and offences concentrate in harm spots and in the fullest cells.

    Parameters
    ----------
    offences : GeoDataFrame of Point
        Of the study area and of the selection that the spots are made of, in metres. No rows are
        allowed.
    spots : GeoDataFrame of Polygon
        In the same system; they may overlap. No rows are allowed.
    study_area : geometry
        Polygon or multipolygon in the same system.
    harm : str
        Column of the offences' weights; missing ones add nothing.
    cell_size_m : float
        Of the squares over which top shares, Lorenz and Gini are taken. 150 m: about the ground of
        one harm spot. The squares stand on multiples of it, wherever the study area begins.

    Returns
    -------
    Concentration

    Raises
    ------
    CoordinateError
        When a table is in degrees, or the two are in different systems.
    ParameterError
        When the study area is empty, or the cells have no size.

    Notes
    -----
    The cells are those with their centre in the study area, and any other that holds an offence:
    an offence on the shore is not lost. An offence on a spot's outline is in the spot.
    """
    crs = require_projected(offences, "offences")
    require_columns(offences, (harm,), "offences")
    if len(spots) and not same_system(require_projected(spots, "harm spots"), crs):
        raise CoordinateError(
            f"The offences are in {crs} and the harm spots in {spots.crs.to_string()}. Convert "
            f"one of them: hotspots.crs.project(spots, {crs!r})."
        )
    if study_area.is_empty or not cell_size_m > 0:
        raise ParameterError("Concentration needs a study area with ground in it, and cells.")
    eastings, northings = positions_of(offences)
    weights = np.nan_to_num(offences[harm].to_numpy(dtype=np.float64, na_value=np.nan))
    in_spot = points_in_any(spots.geometry.to_numpy(), eastings, northings)
    covered = shapely.intersection(spots.union_all(), study_area)
    grid = Grid.covering(study_area.bounds, cell_size_m=cell_size_m, crs=crs)
    counts, harms = _cell_sums(eastings, northings, weights, cells_inside(study_area, grid), grid)
    by_count, by_harm = lorenz_curve(counts), lorenz_curve(harms)
    share_of_area = covered.area / study_area.area
    share_of_offences = _share(float(in_spot.sum()), len(offences))
    share_of_harm = _share(math.fsum(weights[in_spot]), math.fsum(weights))
    return Concentration(
        offences=len(offences),
        harm=math.fsum(weights),
        study_area_km2=study_area.area / M2_PER_KM2,
        spots_area_km2=covered.area / M2_PER_KM2,
        share_of_area_in_spots=share_of_area,
        share_of_offences_in_spots=share_of_offences,
        share_of_harm_in_spots=share_of_harm,
        pai_in_sample=_share(share_of_offences, share_of_area),
        harm_pai_in_sample=_share(share_of_harm, share_of_area),
        share_of_offences_in_top_1_percent=_known(by_count.share_in_top_area(0.01)),
        share_of_offences_in_top_5_percent=_known(by_count.share_in_top_area(0.05)),
        share_of_harm_in_top_1_percent=_known(by_harm.share_in_top_area(0.01)),
        share_of_harm_in_top_5_percent=_known(by_harm.share_in_top_area(0.05)),
        share_of_area_holding_25_percent=_known(by_harm.share_of_area_holding(0.25)),
        share_of_area_holding_50_percent=_known(by_harm.share_of_area_holding(0.50)),
        gini_of_offences=_known(by_count.gini),
        gini_of_harm=_known(by_harm.gini),
        lorenz_of_harm=_points_of(by_harm),
        cell_size_m=cell_size_m,
        cells=counts.size,
    )


def points_in_any(outlines: Objects, eastings: Floats, northings: Floats) -> Bools:
    """Say which points are in at least one of the outlines, or on its edge.

    Parameters
    ----------
    outlines : array of polygons or multipolygons
        They may overlap.
    eastings, northings : array of shape (n,)
        In the outlines' system.

    Returns
    -------
    bool array of shape (n,)
    """
    order = np.argsort(eastings, kind="stable")
    sorted_eastings = eastings[order]
    found = np.zeros(eastings.size, dtype=np.bool_)
    for outline, (west, south, east, north) in zip(outlines, shapely.bounds(outlines), strict=True):
        first = np.searchsorted(sorted_eastings, west, side="left")
        last = np.searchsorted(sorted_eastings, east, side="right")
        strip = order[first:last]
        near = strip[(northings[strip] >= south) & (northings[strip] <= north) & ~found[strip]]
        shapely.prepare(outline)
        found[near[shapely.intersects_xy(outline, eastings[near], northings[near])]] = True
    return found


def _cell_sums(
    eastings: Floats,
    northings: Floats,
    weights: Floats,
    inside: Bools,
    grid: Grid,
) -> tuple[Floats, Floats]:
    """Return offences and harm of each cell inside or with an offence; the empty ones come last."""
    rows, columns = grid.cells_of(eastings, northings)
    numbers = _cell_numbers(rows, columns)
    _, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    on_grid = (rows >= 0) & (rows < grid.rows) & (columns >= 0) & (columns < grid.columns)
    seen = first[on_grid[first]]
    occupied_inside = int(inside[rows[seen], columns[seen]].sum())
    cells = len(first) + int(inside.sum()) - occupied_inside
    counts = np.bincount(place, minlength=cells).astype(np.float64)
    return counts, np.bincount(place, weights=weights, minlength=cells).astype(np.float64)


def _cell_numbers(rows: Longs, columns: Longs) -> Longs:
    """Return one number for each cell, on the grid or off it."""
    if not rows.size:
        return rows
    west_most = columns.min()
    columns_wide = columns.max() - west_most + 1
    numbers: Longs = (rows - rows.min()) * columns_wide + (columns - west_most)
    return numbers


def _points_of(curve: LorenzCurve) -> tuple[tuple[float, float], ...]:
    if math.isnan(curve.gini):
        return ()
    return tuple((share, curve.share_in_top_area(share)) for share in LORENZ_AREA_SHARES)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _share(part: float | None, whole: float) -> float | None:
    return None if part is None or not whole > 0 else part / whole
