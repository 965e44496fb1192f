"""A home's crowd: the homes of its street, or of several, among which no list tells it apart.

Every word that a list says of a burglary on another home's row is made from the crowd of the
burgled home and from nothing else of it. Whichever home of a crowd was burgled, the word is the
same, on one list or on a hundred: bands around each row would meet in the home itself, and eight
neighbours who are each told "next door" have one home between them.

The crowd is a street, because a team knows what that is. A street of fewer than seventeen homes is
one crowd with the street that lies nearest, and so on until there are as many: whoever strikes out
the eight neighbours of a list and their own home still has eight left, the floor that
data.police.uk sets for the places that it publishes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import BESIDE_UPRN, VICTIM_UPRN
from hotspots.analyse.cocoons.street_sides import DOORS_EITHER_WAY, street_numbers
from hotspots.crs import require_projected

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs

FEWEST_LEFT: Final = 8
FEWEST_HOMES: Final = FEWEST_LEFT + 2 * DOORS_EITHER_WAY + 1
# Distances that differ by less are one: a terrace's doors are all as far apart.
_ALIKE_M: Final = 1e-3


@dataclass(frozen=True, kw_only=True, eq=False)
class Crowds:
    """The crowd of every home that a list may speak of.

    Attributes
    ----------
    number : Series of int, by UPRN
        Homes with one number are one crowd.
    places : array of shape (homes, 2)
        Easting and northing of the homes, in the same order.
    one_street : array of shape (crowds,), bool
        Whether a crowd is one street; the others are several small ones.
    """

    number: pd.Series[int]
    places: Floats
    one_street: Bools

    @cached_property
    def tree(self) -> cKDTree:
        """The places, to be searched: built once for the lists of all districts."""
        return cKDTree(self.places)

    def of_burglaries(self, burglaries: gpd.GeoDataFrame) -> Longs:
        """Return the crowd of each burgled home; where no home is known, of the nearest one.

        ``burglaries`` has the columns of ``match_victims``.
        """
        known = burglaries[VICTIM_UPRN].fillna(burglaries[BESIDE_UPRN]).map(self.number)
        points = shapely.get_coordinates(burglaries.geometry.to_numpy())
        _, nearest = self.tree.query(points)
        crowd: Longs = known.fillna(pd.Series(self.number.to_numpy()[nearest], known.index))
        return np.asarray(crowd, dtype=np.int64)


def crowds_of(addresses: gpd.GeoDataFrame) -> Crowds:
    """Return the crowds of homes.

    Parameters
    ----------
    addresses : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``, at least one row, points in metres: whole streets, for half a
        street would be taken for a small one.

    Returns
    -------
    Crowds
        The same whatever the order of the rows, and whatever was burgled.

    Raises
    ------
    CoordinateError, MissingColumnError
    """
    schema.require_columns(addresses, schema.ADDRESS_COLUMNS, "addresses")
    require_projected(addresses, "addresses")
    told = addresses[
        [schema.UPRN, schema.STREET, schema.TOWN, schema.USRN, addresses.geometry.name]
    ]
    homes = told.sort_values(schema.UPRN, kind="stable")
    places = shapely.get_coordinates(homes.geometry.to_numpy())
    street = street_numbers(homes)
    nameless = street < 0
    street[nameless] = street.max(initial=-1) + 1 + np.arange(nameless.sum())
    crowd = street.copy()
    tree = cKDTree(places)
    while (np.bincount(crowd) < FEWEST_HOMES).any() and crowd.max() > 0:
        crowd = _with_the_nearest(crowd, places, tree)
    streets = pd.Series(np.where(nameless, -1, street)).groupby(crowd)
    return Crowds(
        number=pd.Series(crowd, index=pd.Index(homes[schema.UPRN], dtype="str")),
        places=places,
        one_street=((streets.min() == streets.max()) & (streets.min() >= 0)).to_numpy(dtype=bool),
    )


def _with_the_nearest(crowd: Longs, places: Floats, tree: cKDTree) -> Longs:
    """Return the crowds after each small one has joined the one that lies nearest to it."""
    sizes = np.bincount(crowd)
    small = np.flatnonzero(sizes[crowd] < FEWEST_HOMES)
    # Of so many homes nearest to one of a smaller crowd, itself among them, one is another's.
    distance_m, near = tree.query(places[small], k=min(FEWEST_HOMES, len(crowd)))
    strange = crowd[near] != crowd[small][:, np.newaxis]
    away_m = np.where(strange, distance_m, np.inf).min(axis=1)
    least_m = pd.Series(away_m).groupby(crowd[small]).transform("min").to_numpy()
    nearest = np.isfinite(least_m) & (away_m <= least_m + _ALIKE_M)
    links = [
        (crowd[home], _first_of_another(crowd, home, tree, places, reach_m))
        for home, reach_m in zip(small[nearest], away_m[nearest], strict=True)
    ]
    # Of several as near, the one whose homes have the lowest reference: it is always the same.
    to = pd.DataFrame(links, columns=["crowd", "first"]).groupby("crowd")["first"].min()
    pairs = np.column_stack((to.index.to_numpy(np.int64), crowd[to.to_numpy(np.int64)]))
    joined = coo_array((np.ones(len(pairs)), pairs.T), shape=(sizes.size, sizes.size))
    _, label = connected_components(joined, directed=False)
    together: Longs = pd.factorize(label[crowd])[0].astype(np.int64)
    return together


def _first_of_another(
    crowd: Longs, home: int, tree: cKDTree, places: Floats, reach_m: float
) -> int:
    near = np.asarray(tree.query_ball_point(places[home], reach_m + _ALIKE_M), dtype=np.int64)
    return int(near[crowd[near] != crowd[home]].min())
