"""Tables with outlines as a GeoPackage that opens ready-styled in QGIS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError
from hotspots.render.maps.geopackage import (
    about_table,
    style_row,
    time_of_change,
    write_layer,
    write_table,
)
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Rule, qml
from hotspots.render.stamp_text import made_at_utc_iso, marking_line, stamp_facts
from hotspots.render.table_columns import TIME_KINDS, Kind, TableColumn

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hotspots.render.stamp import ProductStamp

MULTI_POLYGON: Final = "MultiPolygon"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of a GeoPackage.

    Attributes
    ----------
    name : str
        Of the layer, in lower case with underscores.
    columns : sequence of TableColumn
        What leaves the house: raw values under the data's own names; QGIS shows the titles.
    table : GeoDataFrame
        In a projected system; may be empty.
    rules : sequence of Rule
        How it is drawn.
    label : Label
    geometry_type : str
        ``MultiPolygon``, ``Point``, ``MultiLineString``.
    """

    name: str
    columns: Sequence[TableColumn]
    table: gpd.GeoDataFrame
    rules: Sequence[Rule]
    label: Label
    geometry_type: str = MULTI_POLYGON


def write_table_geopackage(
    path: Path, layers: Sequence[Layer], stamp: ProductStamp, *, title: str
) -> None:
    """Write layers with their styles, and the stamp as a table ``about``.

    Parameters
    ----------
    path : Path
        A file that is there is replaced.
    layers : sequence of Layer
        The first is drawn lowest; all in one projected system.
    stamp : ProductStamp
        Also in the file's metadata; its time is the file's time of change.
    title : str

    Raises
    ------
    CoordinateError
        When a layer is not in metres, or not in the system of the first.
    """
    for layer in layers:
        require_projected(layer.table, layer.name)
        if not same_system(layer.table.crs, layers[0].table.crs):
            raise CoordinateError(
                f"{layer.name} is in {layer.table.crs.to_string()} and {layers[0].name} in "
                f"{layers[0].table.crs.to_string()}; convert them to one system first."
            )
    path.unlink(missing_ok=True)
    metadata = {"TITLE": plain_text(title), **stamp_facts(stamp)}
    with time_of_change(made_at_utc_iso(stamp)):
        for layer in layers:
            described = f"{marking_line(stamp)}. {plain_text(title)} ({layer.name})"
            write_layer(
                path,
                layer.name,
                _as_layer(layer),
                metadata,
                described,
                geometry_type=layer.geometry_type,
            )
        write_table(path, "about", about_table(metadata))
        styles = [
            style_row(layer.name, qml(layer.rules, layer.label, _titles(layer)), stamp)
            for layer in layers
        ]
        write_table(path, "layer_styles", pd.DataFrame(styles))


def _titles(layer: Layer) -> dict[str, str]:
    return {column.column: column.title.replace("(%)", "(0 to 1)") for column in layer.columns}


def _as_layer(layer: Layer) -> gpd.GeoDataFrame:
    """Return raw values, but for text, which is one visible line, and times, which lose a zone."""
    names = [column.column for column in layer.columns]
    table = layer.table[[*names, layer.table.geometry.name]].reset_index(drop=True)
    for column in layer.columns:
        values = table[column.column]
        if column.kind is Kind.TEXT:
            table[column.column] = [plain_text(value) or None for value in values]
        elif column.kind in TIME_KINDS and isinstance(values.dtype, pd.DatetimeTZDtype):
            table[column.column] = values.dt.tz_localize(None)
    return table
