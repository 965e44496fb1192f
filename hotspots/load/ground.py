"""Read the ground of a map beside its streets: water, woods, railways, schools, named places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import crs, schema
from hotspots.load.boundary_columns import texts_of
from hotspots.load.map_layers import MapLayer
from hotspots.load.street_layouts import GROUND_TAGS, SITE_CLASSES, TAGS, GroundLayout
from hotspots.load.street_reading import ForceGround, read_near, tag_of
from hotspots.load.vector_files import VectorLayer, with_declared_crs
from hotspots.nearest import plain
from hotspots.schema import GroundKind

# Land and sea reach so far beyond the force: as far as a map of it does.
SHORE_MARGIN_M: Final = 20_000.0
SHORE: Final = (GroundKind.LAND, GroundKind.SEA, GroundKind.FORESHORE)


def read_ground_layers(
    layers: Sequence[MapLayer],
    ground: ForceGround,
    *,
    buildings: bool = False,
    declared_crs: str | None = None,
) -> gpd.GeoDataFrame:
    """Return the ground of a map from the layers that hold any.

    Parameters
    ----------
    layers : sequence of MapLayer
    ground : ForceGround
        What comes near the force is kept; land and sea are cut at 20 km around it.
    buildings : bool
        Take the outlines of buildings too, of which a county has half a million.
    declared_crs : str, optional
        The system of a layer that declares none.

    Returns
    -------
    GeoDataFrame
        ``schema.GROUND_COLUMNS``; no row where there is none.
    """
    parts = [
        _part(each.layer, each.ground, ground, declared_crs)
        for each in layers
        if each.ground is not None and (buildings or each.ground.whole != GroundKind.BUILDING)
    ]
    nothing = gpd.GeoDataFrame(
        {column: pd.array([], dtype="str") for column in schema.GROUND_COLUMNS[:-1]},
        geometry=[],
        crs=ground.system,
    )
    whole: gpd.GeoDataFrame = pd.concat([nothing, *parts], ignore_index=True)
    if not buildings:
        whole = whole[whole[schema.GROUND_KIND] != GroundKind.BUILDING]
    return schema.validate_ground(_cut(whole, ground))


def _part(
    layer: VectorLayer, layout: GroundLayout, ground: ForceGround, declared_crs: str | None
) -> gpd.GeoDataFrame:
    by_plain = {plain(header): header for header in layer.headers}
    names = [by_plain[name] for name in layout.names if name in by_plain]
    tags = {tag: by_plain[plain(tag)] for tag, _, _ in GROUND_TAGS if plain(tag) in by_plain}
    others = [by_plain[plain(TAGS)]] if plain(TAGS) in by_plain else []
    by_tags = layout.whole is None and not layout.class_header
    of_tags = [*tags.values(), *others] if by_tags else []
    of_class = [by_plain[layout.class_header]] if layout.class_header else []
    wanted = list(dict.fromkeys([*names, *of_tags, *of_class]))
    table = read_near(layer, wanted, ground, always=by_tags, margin_m=SHORE_MARGIN_M)
    table = table[~(table.geometry.isna() | table.geometry.is_empty)]
    moved = crs.project(with_declared_crs(layer.path, table, declared_crs), ground.system)
    kinds: Any = str(layout.whole) if layout.whole else None
    if by_tags:
        kinds = _kinds_by_tag(moved, tags, others)
    elif of_class:
        kinds = texts_of(moved[of_class[0]]).map(_site_of, na_action="ignore").astype("str")
    name = pd.Series(pd.array([None] * len(moved), dtype="str"), index=moved.index)
    for header in names:
        name = name.fillna(texts_of(moved[header]))
    shapes = shapely.force_2d(moved.geometry.to_numpy())
    found = gpd.GeoDataFrame(
        {schema.GROUND_KIND: kinds, schema.GROUND_NAME: name}, geometry=shapes, crs=ground.system
    )
    return found[found[schema.GROUND_KIND].notna()]


def _site_of(value: str) -> str | None:
    kind = SITE_CLASSES.get(plain(value))
    return None if kind is None else str(kind)


def _kinds_by_tag(
    table: gpd.GeoDataFrame, tags: dict[str, str], others: list[str]
) -> pd.Series[str]:
    kinds = pd.Series(pd.array([None] * len(table), dtype="str"), index=table.index)
    for tag, values, kind in GROUND_TAGS:
        if tag in tags:
            found = texts_of(table[tags[tag]])
        elif others:
            found = tag_of(texts_of(table[others[0]]), tag)
        else:
            continue
        tagged = found.isin(values) if values else found.notna() & (found != "no")
        kinds = kinds.mask(kinds.isna() & tagged, str(kind))
    return kinds


def _cut(whole: gpd.GeoDataFrame, ground: ForceGround) -> gpd.GeoDataFrame:
    """Return the ground near the force, and the shore cut at its margin, where there is any."""
    shapes = whole.geometry.to_numpy()
    shore = whole[schema.GROUND_KIND].isin(list(SHORE)).to_numpy()
    west, south, east, north = shapely.bounds(
        shapely.box(*ground.bounds).buffer(SHORE_MARGIN_M, join_style="mitre")
    )
    shapes[shore] = shapely.clip_by_rect(
        shapely.make_valid(shapes[shore]), west, south, east, north
    )
    kept = ~shapely.is_empty(shapes)
    kept[~shore] &= ground.reaches(shapes[~shore])
    return whole.set_geometry(shapes)[np.asarray(kept)].reset_index(drop=True)
