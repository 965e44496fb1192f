"""How much lies around each small place, the place's own left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs


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
    shape = (len(places), points.eastings.size)
    if 0 in shape:
        return csr_array(shape)
    centres = cKDTree(np.column_stack([places.eastings, places.northings]))
    held = cKDTree(np.column_stack([points.eastings, points.northings]))
    near = centres.sparse_distance_matrix(held, reach_m, output_type="ndarray")
    other = points.place[near["j"]] != near["i"]
    place, point, distance_m = near["i"][other], near["j"][other], near["v"][other]
    weight = (1.0 - (distance_m / reach_m) ** 2) ** 2
    return csr_array((weight, (place, point)), shape=shape)


def distinct_points(eastings: Floats, northings: Floats) -> tuple[Longs, Longs]:
    """Return the first row of each distinct point, and each row's number among them.

    Points are numbered from the west, then from the south, so that the order of the rows changes
    nothing.
    """
    both = np.column_stack([eastings, northings])
    _, first, number = np.unique(both, axis=0, return_index=True, return_inverse=True)
    return first, number.reshape(-1)
