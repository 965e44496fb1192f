"""The streets and the ground that a map is drawn on, whichever map it is.

They are read once for an area and handed to each of its maps. On every map they are ground alone:
nothing is chosen by what is drawn above them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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

    from numpy.typing import NDArray

    from hotspots.render.maps.label_placing import Box

MAIN_ROADS: Final = (StreetClass.MOTORWAY, StreetClass.A_ROAD, StreetClass.B_ROAD)
_LINE_GROUP: Final = (schema.STREET_CLASS, schema.STREET, schema.ROAD_NUMBER)


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

    def within(self, box: Box) -> StreetMap:
        """Return what meets a box (west, south, east, north), in metres."""
        return replace(
            self,
            streets=_meeting(self.streets, box),
            ground=None if self.ground is None else _meeting(self.ground, box),
        )

    def named_points(self, kind: schema.GroundKind) -> gpd.GeoDataFrame:
        """Return the named points of a kind: stations, places; none where there is no ground."""
        if self.ground is None:
            return gpd.GeoDataFrame({schema.GROUND_NAME: []}, geometry=[], crs=self.streets.crs)
        named = self.ground[
            (self.ground[schema.GROUND_KIND] == kind) & self.ground[schema.GROUND_NAME].notna()
        ]
        return named.set_geometry(shapely.centroid(named.geometry.to_numpy()), crs=named.crs)


@dataclass(frozen=True, kw_only=True, eq=False)
class DrawnLine:
    """One line of a map: links of one class and one name that run on into one another."""

    line: shapely.LineString
    street_class: StreetClass
    name: str
    number: str


def drawn_lines(
    streets: gpd.GeoDataFrame, classes: Collection[StreetClass] = tuple(StreetClass)
) -> list[DrawnLine]:
    """Return the lines that links make, the main roads first; the same for the same streets.

    A name then stands along a street, and not along each of its links.

    Parameters
    ----------
    streets : GeoDataFrame
        ``schema.STREET_COLUMNS``, in any order.
    classes : collection of StreetClass
        Those that are wanted.
    """
    kept = streets[streets[schema.STREET_CLASS].isin([str(each) for each in classes])]
    if kept.empty:
        return []
    keys = pd.DataFrame({name: kept[name].fillna("").astype(str) for name in _LINE_GROUP})
    order = {str(each): at for at, each in enumerate(StreetClass)}
    ranked = keys.assign(rank=keys[schema.STREET_CLASS].map(order))
    group = ranked.groupby(["rank", *_LINE_GROUP], sort=True).ngroup().to_numpy()
    at = np.argsort(group, kind="stable")
    first = at[np.unique(group[at], return_index=True)[1]]
    whole = shapely.line_merge(_gathered(kept.geometry.to_numpy()[at], group[at]))
    parts, of = shapely.get_parts(whole, return_index=True)
    told = keys.iloc[first].map(plain_text).to_numpy()
    return [
        DrawnLine(
            line=line,
            street_class=StreetClass(told[row][0]),
            name=told[row][1],
            number=told[row][2],
        )
        for line, row in zip(parts, of, strict=True)
    ]


def _gathered(lines: NDArray[np.object_], group: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return one multi-line a group; each line lies in a group, the groups in order."""
    parts, of = shapely.get_parts(lines, return_index=True)
    gathered: NDArray[np.object_] = shapely.multilinestrings(parts, indices=group[of])
    return gathered


def areas_of(
    ground: gpd.GeoDataFrame | None, kinds: Sequence[schema.GroundKind]
) -> NDArray[np.object_]:
    """Return the shapes of some kinds of ground."""
    if ground is None:
        return np.empty(0, dtype=object)
    return ground.geometry.to_numpy()[ground[schema.GROUND_KIND].isin(list(kinds)).to_numpy()]


def _meeting(table: gpd.GeoDataFrame, box: Box) -> gpd.GeoDataFrame:
    bounds = table.geometry.bounds.to_numpy()
    meets = (
        (bounds[:, 0] <= box[2])
        & (bounds[:, 1] <= box[3])
        & (bounds[:, 2] >= box[0])
        & (bounds[:, 3] >= box[1])
    )
    return table[meets]
