"""The harm spots as GeoJSON (RFC 7946): WGS 84, longitude first, seven decimals (about 1 cm)."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots import crs, schema
from hotspots.harm_index import HarmIndex
from hotspots.render.maps import harm_spot_table
from hotspots.render.stamp import ProductStamp, stamp_facts
from hotspots.render.table_layers import write_features

DECIMALS: Final = 7


def write_geojson(
    path: Path,
    spots: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
    indices: Sequence[HarmIndex] = (),
) -> None:
    """Write the harm spots as a GeoJSON feature collection.

    Properties bear the names of ``schema`` and raw values (shares run from 0 to 1; the hours by
    weekday are seven lists of 24). Members of the collection beside its features, which readers
    may ignore (RFC 7946 §6.1), hold the title, the marking, the stamp and each property's title.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
    title : str
    indices : sequence of HarmIndex
        For the units in the titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    outlines = crs.project(harm_spot_table.layer_table(spots), crs.WGS84)
    names = harm_spot_table.layer_columns(spots)
    geometries = [geometry_of(shape) for shape in outlines.geometry]
    rows = outlines[names].astype(object).to_dict(orient="records")
    edges = [round(float(edge), DECIMALS) for edge in outlines.total_bounds]
    write_features(
        path,
        [_feature(row, geometry) for row, geometry in zip(rows, geometries, strict=True)],
        stamp,
        title=title,
        facts=stamp_facts(stamp),
        titles=harm_spot_table.layer_titles(spots, indices),
        bounds=edges if len(outlines) else None,
    )


def _feature(row: dict[str, Any], geometry: dict[str, Any]) -> dict[str, Any]:
    week = harm_spot_table.hours_by_weekday(row[schema.HOUR_BY_WEEKDAY])
    properties = {name: _value(value) for name, value in row.items()}
    properties[schema.HOUR_BY_WEEKDAY] = week
    return {
        "type": "Feature",
        "id": properties[schema.SPOT_ID],
        "geometry": geometry,
        "properties": properties,
    }


def geometry_of(shape: shapely.Geometry) -> dict[str, Any]:
    """Return the outline's GeoJSON: outer rings run anticlockwise, holes clockwise (RFC 7946)."""
    turned = shapely.orient_polygons(shape)
    rounded = shapely.transform(turned, lambda positions: np.round(positions, DECIMALS))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry


def _value(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if isinstance(value, int | bool) else None
