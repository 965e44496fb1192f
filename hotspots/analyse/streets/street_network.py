"""A table of streets as a network: which links meet where."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.streets.nearest_street import LinkIndex

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs

# Where fewer links meet, a street only goes on, or ends.
LINKS_OF_A_JUNCTION: Final = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetNetwork:
    """Links and the nodes at which they meet, both by position.

    Attributes
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``, one row a link, numbered from 0.
    lengths_m : array of shape (k,)
        Of the lines as they are drawn; positions along a link are measured on them.
    from_node, to_node : array of int, of shape (k,)
    node_points : array of shape (n, 2)
        Easting and northing, metres.
    """

    streets: gpd.GeoDataFrame
    lengths_m: Floats
    from_node: Longs
    to_node: Longs
    node_points: Floats

    @cached_property
    def meeting(self) -> Longs:
        """How many links meet at each node; a link that begins and ends there counts twice."""
        ends = np.concatenate([self.from_node, self.to_node])
        return np.bincount(ends, minlength=len(self.node_points)).astype(np.int64)

    @cached_property
    def is_junction(self) -> Bools:
        """Whether three links or more meet at each node."""
        return np.asarray(self.meeting >= LINKS_OF_A_JUNCTION)

    @cached_property
    def leaving(self) -> tuple[Longs, Longs]:
        """The ways out of each node: node i has ``ways[starts[i]:starts[i + 1]]``.

        Way 2k leaves the first node of link k along it, way 2k + 1 its last node.
        """
        return ways_out(self.from_node, self.to_node, len(self.node_points))

    @cached_property
    def _indexes(self) -> dict[float, LinkIndex]:
        return {}

    def within(self, reach_m: float) -> LinkIndex:
        """Return what finds the links that lie within so far of a point, laid once a reach."""
        if reach_m not in self._indexes:
            lines = self.streets.geometry.to_numpy()
            self._indexes[reach_m] = LinkIndex(lines, reach_m)
        return self._indexes[reach_m]


def links_inside(network: StreetNetwork, districts: gpd.GeoDataFrame) -> Bools:
    """Say which links have their middle in a force's districts, of the network's system.

    Returns
    -------
    array of bool, of shape (k,)
    """
    lines = network.streets.geometry.to_numpy()
    middles = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    ground = districts.union_all()
    shapely.prepare(ground)
    return np.asarray(shapely.intersects_xy(ground, middles), dtype=np.bool_)


def ways_out(from_node: Longs, to_node: Longs, nodes: int) -> tuple[Longs, Longs]:
    """Return the ways out of each node: see ``StreetNetwork.leaving``."""
    tails = np.column_stack([from_node, to_node]).ravel()
    starts = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=nodes))])
    return starts.astype(np.int64), np.argsort(tails, kind="stable").astype(np.int64)


def street_network(streets: gpd.GeoDataFrame) -> StreetNetwork:
    """Return the network that links make which share their nodes.

    Parameters
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``, lines in metres.

    Raises
    ------
    MissingColumnError, CoordinateError, InputError
        When the table is not what it should be.
    """
    streets = schema.validate_streets(streets).reset_index(drop=True)
    ends = pd.concat([streets[schema.FROM_NODE], streets[schema.TO_NODE]], ignore_index=True)
    numbers, _ = pd.factorize(ends)
    lines = streets.geometry.to_numpy()
    points = shapely.get_coordinates(
        np.concatenate([shapely.get_point(lines, 0), shapely.get_point(lines, -1)])
    )
    _, first = np.unique(numbers, return_index=True)
    return StreetNetwork(
        streets=streets,
        lengths_m=shapely.length(lines),
        from_node=numbers[: len(streets)].astype(np.int64),
        to_node=numbers[len(streets) :].astype(np.int64),
        node_points=points[first],
    )
