"""The streets and the ground that a map is drawn on, whichever map it is.

They are read once for an area and handed to each of its maps. On every map they are ground alone:
nothing is chosen by what is drawn above them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.render.plain_text import plain_text
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from hotspots.arrays import Bools, Floats, Longs, Objects
    from hotspots.render.maps.paper import Box

MAIN_ROADS: Final = (StreetClass.MOTORWAY, StreetClass.A_ROAD, StreetClass.B_ROAD)
AROUND: Final = 0.3  # of the longer side: as far as a page shows of what lies around its area
RANKS: Final = {kind: at for at, kind in enumerate(StreetClass)}


@dataclass(frozen=True, kw_only=True, eq=False)
class StreetMap:
    """What is known of an area's streets and ground.

    Attributes
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``.
    ground : GeoDataFrame or None
        ``schema.GROUND_COLUMNS``; None where the force has none.
    attribution : str
        What the publisher's licence wants on every map; may be empty.
    """

    streets: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame | None
    attribution: str

    @cached_property
    def lines(self) -> DrawnLines:
        """The lines that the streets make, for every still map of the area."""
        return drawn_lines(self.streets)

    def ground_in(self, box: Box) -> gpd.GeoDataFrame | None:
        """Return the ground that meets a box (west, south, east, north), in metres."""
        return None if self.ground is None else _meeting(self.ground, box)

    def named_points(self, kind: schema.GroundKind) -> gpd.GeoDataFrame:
        """Return the named points of a kind: stations, places; none where there is no ground."""
        if self.ground is None:
            return gpd.GeoDataFrame({schema.GROUND_NAME: []}, geometry=[], crs=self.streets.crs)
        named = self.ground[
            (self.ground[schema.GROUND_KIND] == kind) & self.ground[schema.GROUND_NAME].notna()
        ]
        return named.set_geometry(shapely.centroid(named.geometry.to_numpy()), crs=named.crs)


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnLines:
    """The lines of a map: links of one class and one name that run on into one another.

    Attributes
    ----------
    lines : array of LineString
    rank : array of int
        The class of each, by its place in ``schema.StreetClass``: 0 is a motorway.
    names, numbers : array of str
        Empty where there is none.
    """

    lines: Objects
    rank: Longs
    names: Objects
    numbers: Objects

    def kept(self, these: Bools | Longs) -> DrawnLines:
        """Return some of them, by a mask or by their places."""
        return DrawnLines(
            lines=self.lines[these],
            rank=self.rank[these],
            names=self.names[these],
            numbers=self.numbers[these],
        )

    def of_classes(self, classes: Collection[StreetClass]) -> DrawnLines:
        """Return those of some classes."""
        return self.kept(np.isin(self.rank, [RANKS[each] for each in classes]))

    def meeting(self, box: Box) -> DrawnLines:
        """Return those whose own box meets a box."""
        return self.kept(_meets(shapely.bounds(self.lines), box))

    def cut(self, box: Box) -> DrawnLines:
        """Return the longest part of each that lies in a box."""
        near = self.meeting(box)
        parts, of = shapely.get_parts(shapely.clip_by_rect(near.lines, *box), return_index=True)
        order = np.lexsort((-shapely.length(parts), of))
        of, parts = of[order], parts[order]
        longest = np.diff(of, prepend=-1) != 0
        kept = longest & (shapely.length(parts) > 0)
        return replace(near.kept(of[kept]), lines=parts[kept])


def drawn_lines(streets: gpd.GeoDataFrame) -> DrawnLines:
    """Return the lines that links make, the main roads first; the same for the same streets.

    A name then stands along a street, and not along each of its links.

    Parameters
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``, in any order.
    """
    if streets.empty:
        nothing = np.empty(0, dtype=object)
        return DrawnLines(
            lines=nothing, rank=np.empty(0, dtype=np.int64), names=nothing, numbers=nothing
        )
    keys = pd.DataFrame(
        {
            "rank": streets[schema.STREET_CLASS].map({str(k): v for k, v in RANKS.items()}),
            "name": streets[schema.STREET].fillna("").astype(str),
            "number": streets[schema.ROAD_NUMBER].fillna("").astype(str),
        }
    )
    group = keys.groupby(list(keys), sort=True).ngroup().to_numpy()
    at = np.argsort(group, kind="stable")
    parts, of = shapely.get_parts(streets.geometry.to_numpy()[at], return_index=True)
    gathered = np.atleast_1d(
        np.asarray(shapely.multilinestrings(parts, indices=group[at][of]), dtype=object)
    )
    lines, row = shapely.get_parts(shapely.line_merge(gathered), return_index=True)
    told = keys.iloc[at[np.unique(group[at], return_index=True)[1]]]
    names, numbers = (
        np.array([plain_text(each) for each in told[column]], dtype=object)
        for column in ("name", "number")
    )
    ranks = told["rank"].to_numpy(dtype=np.int64)
    return DrawnLines(lines=lines, rank=ranks[row], names=names[row], numbers=numbers[row])


def around(bounds: Sequence[float]) -> Box:
    """Return the box that a map of these bounds shows: they and a margin, in metres."""
    west, south, east, north = map(float, bounds)
    margin_m = AROUND * max(east - west, north - south)
    return west - margin_m, south - margin_m, east + margin_m, north + margin_m


def areas_of(ground: gpd.GeoDataFrame | None, kinds: Sequence[schema.GroundKind]) -> Objects:
    """Return the shapes of some kinds of ground."""
    if ground is None:
        return np.empty(0, dtype=object)
    wanted = ground[schema.GROUND_KIND].isin(list(kinds)).to_numpy()
    shapes: Objects = ground.geometry.to_numpy()[wanted]
    return shapes


def _meeting(table: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    return table[_meets(table.geometry.bounds.to_numpy(), box)]


def _meets(bounds: Floats, box: Box) -> Bools:
    meets: Bools = (
        (bounds[:, 0] <= box[2])
        & (bounds[:, 1] <= box[3])
        & (bounds[:, 2] >= box[0])
        & (bounds[:, 3] >= box[1])
    )
    return meets
