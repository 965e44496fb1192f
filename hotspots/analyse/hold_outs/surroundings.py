"""How much lies around each small place, the place's own left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.sparse import csr_array, vstack
from scipy.spatial import cKDTree

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs

_AT_ONCE: Final = 10_000  # places


@dataclass(frozen=True, kw_only=True, eq=False)
class SmallPlaces:
    """Small places side by side: squares of a grid, harm spots.

    Attributes
    ----------
    eastings, northings : array of shape (p,)
        Their centres, in metres.
    areas_km2 : array of shape (p,)
        Above 0.
    """

    eastings: Floats
    northings: Floats
    areas_km2: Floats

    def __post_init__(self) -> None:
        shapes = {self.eastings.shape, self.northings.shape, self.areas_km2.shape}
        if len(shapes) > 1 or not (self.areas_km2 > 0).all():
            raise ParameterError(
                f"{self.eastings.size} eastings, {self.northings.size} northings and "
                f"{self.areas_km2.size} areas of small places: give one of each, areas above 0."
            )

    def __len__(self) -> int:
        return self.eastings.size


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """The distinct points at which anything was recorded.

    Attributes
    ----------
    eastings, northings : array of shape (q,)
        In metres.
    place : array of int, of shape (q,)
        The small place that each lies in; -1 for none.
    """

    eastings: Floats
    northings: Floats
    place: Longs


def nearness(places: SmallPlaces, points: Points, *, reach_m: float) -> csr_array:
    """Return the quartic weight of every point at every place's centre; 0 for its own points.

    Multiplied by what each point holds, it gives the density around each place with the place's
    own record left out, which is what its surroundings say of it and it does not say itself.

    Parameters
    ----------
    places : SmallPlaces
    points : Points
    reach_m : float
        Bandwidth h of (1 − d²/h²)²: a point this far away, or further, counts for nothing.

    Returns
    -------
    sparse array of shape (places, points)
        0 to 1; without the constant that would make it a density per km², since only the shape of
        the surroundings is used.

    Raises
    ------
    ParameterError
        When the reach is not above 0.
    """
    if not reach_m > 0:
        raise ParameterError(f"reach_m must be above 0, not {reach_m}.")
    count, points_count = len(places), points.eastings.size
    if 0 in {count, points_count}:
        return csr_array((count, points_count))
    held = cKDTree(np.column_stack([points.eastings, points.northings]))
    centres = np.column_stack([places.eastings, places.northings])
    # The pairs of all places at once are several times as large as what is made of them.
    parts = [
        _some_nearness(centres[first : first + _AT_ONCE], first, held, points.place, reach_m)
        for first in range(0, count, _AT_ONCE)
    ]
    return csr_array(vstack(parts, format="csr"))


def _some_nearness(
    centres: Floats, first: int, held: cKDTree, place_of_point: Longs, reach_m: float
) -> csr_array:
    """Return some rows of ``nearness``, from the first of these places on."""
    near = cKDTree(centres).sparse_distance_matrix(held, reach_m, output_type="ndarray")
    other = near[place_of_point[near["j"]] != near["i"] + first]
    weight = (1.0 - (other["v"] / reach_m) ** 2) ** 2
    row, column = other["i"].astype(np.int32), other["j"].astype(np.int32)
    return csr_array((weight, (row, column)), shape=(len(centres), held.n))


def distinct_points(eastings: Floats, northings: Floats) -> tuple[Longs, Longs]:
    """Return the first row of each distinct point, and each row's number among them.

    Points are numbered from the west, then from the south, so that the order of the rows changes
    nothing.
    """
    both = np.column_stack([eastings, northings])
    _, first, number = np.unique(both, axis=0, return_index=True, return_inverse=True)
    return first, number.reshape(-1)
