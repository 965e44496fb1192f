"""What is land and what is sea in the window of a map, from what is known of the ground.

Sea is sea, and land outside the force is land. Where no layer says which, what lies outside the
force is neither: it was not looked at, and a map leaves it neutral.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import schema
from hotspots.schema import GroundKind

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.render.maps.paper import Box


@dataclass(frozen=True)
class LandAndSea:
    """The window's land and sea, areas in metres; both empty where nothing is known."""

    land: BaseGeometry
    sea: BaseGeometry

    @property
    def known(self) -> bool:
        """Whether any layer tells land from sea here."""
        return not (self.land.is_empty and self.sea.is_empty)


def land_and_sea(ground: gpd.GeoDataFrame | None, window: Box) -> LandAndSea:
    """Return the land and the sea in a window.

    Parameters
    ----------
    ground : GeoDataFrame or None
        ``schema.GROUND_COLUMNS``; None where the force has none. Of land and sea one is enough:
        the other is what is left. The foreshore, dry at low water, is land.
    window : (west, south, east, north)
        In the system of the ground.
    """
    nothing = LandAndSea(shapely.Polygon(), shapely.Polygon())
    if ground is None:
        return nothing
    land = _of(ground, (GroundKind.LAND, GroundKind.FORESHORE), window)
    sea = _of(ground, (GroundKind.SEA,), window)
    box = shapely.box(*window)
    has = set(ground[schema.GROUND_KIND])
    if GroundKind.SEA in has:
        return LandAndSea(shapely.difference(box, sea), sea)
    if GroundKind.LAND in has:
        return LandAndSea(land, shapely.difference(box, land))
    return nothing


def _of(ground: gpd.GeoDataFrame, kinds: tuple[GroundKind, ...], window: Box) -> BaseGeometry:
    shapes = ground.loc[ground[schema.GROUND_KIND].isin(list(kinds)), schema.GEOMETRY].to_numpy()
    cut = shapely.make_valid(shapely.clip_by_rect(shapes, *window))
    whole: BaseGeometry = shapely.union_all(cut[shapely.area(cut) > 0])
    return whole
