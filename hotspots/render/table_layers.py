"""Tables with outlines as a GeoPackage that opens ready-styled in QGIS, and as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from hotspots import schema
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Rule, qml
from hotspots.render.stamp import ProductStamp, made_at_utc_iso, marking_line, stamp_facts
from hotspots.render.table_columns import TIME_KINDS, Kind, TableColumn

GEOPACKAGE_VERSION: Final = "1.2"  # the newest that every QGIS 3 reads without a warning
GEOMETRY_COLUMN: Final = "geom"


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of a GeoPackage.

    Attributes
    ----------
    name : str
        Of the layer, in lower case with underscores.
    table : GeoDataFrame
        What leaves the house, raw, in a projected system; may be empty.
    rules : sequence of Rule
        How it is drawn.
    label : Label
    titles : mapping of str to str
        What QGIS shows in place of the data's own names.
    geometry_type : str
        ``MultiPolygon``, ``Point``, ``MultiLineString``.
    """

    name: str
    table: gpd.GeoDataFrame
    rules: Sequence[Rule]
    label: Label
    titles: Mapping[str, str] = field(default_factory=dict)
    geometry_type: str = "MultiPolygon"


def layer_of(
    name: str,
    columns: Sequence[TableColumn],
    table: gpd.GeoDataFrame,
    *,
    rules: Sequence[Rule],
    label: Label,
) -> Layer:
    """Return areas as a layer of these columns alone.

    Values stay raw, but for text, which is one visible line, and times, which lose their zone.
    """
    kept = table[[*(c.column for c in columns), table.geometry.name]].reset_index(drop=True)
    for column in columns:
        values = kept[column.column]
        if column.kind is Kind.TEXT:
            kept[column.column] = [plain_text(value) or None for value in values]
        elif column.kind in TIME_KINDS and isinstance(values.dtype, pd.DatetimeTZDtype):
            kept[column.column] = values.dt.tz_localize(None)
    return Layer(name=name, table=kept, rules=rules, label=label, titles=titles_of(columns))


def titles_of(columns: Sequence[TableColumn]) -> dict[str, str]:
    """Return what stands over each column where its values are raw: shares run from 0 to 1."""
    return {column.column: column.title.replace("(%)", "(0 to 1)") for column in columns}


def area_layers(districts: gpd.GeoDataFrame, wards: gpd.GeoDataFrame | None) -> list[Layer]:
    """Return the wards, where there are any, and over them the districts: outlines with names.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    layers = [
        Layer(
            name="districts",
            table=_areas(schema.validate_districts(districts), schema.DISTRICT_COLUMNS),
            rules=(
                Rule(
                    title="Policing district",
                    condition="",
                    lines=(
                        Line(colour="#ffffff", width_mm=1.2),
                        Line(colour="#33475b", width_mm=0.6),
                    ),
                ),
            ),
            label=Label(
                expression=f'"{schema.DISTRICT}"', size_pt=11, colour="#33475b", priority="1"
            ),
        )
    ]
    if wards is None:
        return layers
    ward = Rule(title="Ward", condition="", lines=(Line(colour="#9aa5b1", width_mm=0.2),))
    label = Label(
        expression=f'"{schema.WARD_NAME}"',
        size_pt=7,
        colour="#5b6773",
        priority="0",
        smallest_scale=75_000,
    )
    table = _areas(schema.validate_wards(wards), schema.WARD_COLUMNS)
    return [Layer(name="wards", table=table, rules=(ward,), label=label), *layers]


def write_layers(
    path: Path,
    layers: Sequence[Layer],
    stamp: ProductStamp,
    *,
    title: str,
    facts: Mapping[str, str] | None = None,
    note: str = "",
) -> None:
    """Write layers as a GeoPackage with their styles, and the facts as a table ``about``.

    Parameters
    ----------
    path : Path
        A file that is there is replaced.
    layers : sequence of Layer
        The first is drawn lowest; all in one projected system.
    stamp : ProductStamp
        Its time is the file's time of change.
    title : str
    facts : mapping of str to str, optional
        Label and text, also in the file's metadata; those of the stamp unless others are given.
    note : str
        Ends what is said of each layer.

    Raises
    ------
    CoordinateError
        When a layer is not in metres, or not in the system of the first.
    """
    _require_one_system(layers)
    path.unlink(missing_ok=True)
    metadata = {"TITLE": plain_text(title), **(stamp_facts(stamp) if facts is None else facts)}
    with _written_as(made_at_utc_iso(stamp)):
        for layer in layers:
            said = f"{marking_line(stamp)}. {plain_text(title)} ({layer.name}){note}"
            _write_layer(path, layer, metadata, said)
        about = pd.DataFrame({"item": list(metadata), "text": list(metadata.values())})
        styles = pd.DataFrame([_style_row(layer, stamp) for layer in reversed(layers)])
        for name, table in (("about", about), ("layer_styles", styles)):
            pyogrio.write_dataframe(
                table, path, layer=name, driver="GPKG", append=True, layer_options={"FID": "id"}
            )


def write_features(
    path: Path,
    features: Sequence[Mapping[str, Any]],
    stamp: ProductStamp,
    *,
    title: str,
    facts: Mapping[str, str],
    titles: Mapping[str, str],
    bounds: Sequence[float] | None = None,
    **members: object,
) -> None:
    """Write features as GeoJSON (RFC 7946), which is always in WGS 84, longitude first.

    Members of the collection beside its features, which readers may ignore (§6.1), hold the title,
    the marking, the facts, each property's title, and whatever else is given.
    """
    collection: dict[str, object] = {
        "type": "FeatureCollection",
        "title": title,
        "marking": plain_text(stamp.marking),
        "demonstration": stamp.demonstration,
        "made_at": made_at_utc_iso(stamp),
        **members,
        "about": facts,
        "column_titles": titles,
        "features": features,
    }
    if bounds is not None:
        collection["bbox"] = bounds
    text = json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _areas(areas: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return areas with these columns alone, in one order."""
    named = [column for column in columns if column != schema.GEOMETRY]
    table = areas[[*named, areas.geometry.name]].sort_values(named).reset_index(drop=True)
    texts = {column: [plain_text(value) or None for value in table[column]] for column in named}
    return table.assign(**texts)


def _require_one_system(layers: Sequence[Layer]) -> None:
    for layer in layers:
        require_projected(layer.table, layer.name)
        if not same_system(layer.table.crs, layers[0].table.crs):
            raise CoordinateError(
                f"{layer.name} is in {layer.table.crs.to_string()} and {layers[0].name} in "
                f"{layers[0].table.crs.to_string()}; convert them to one system first."
            )


def _write_layer(path: Path, layer: Layer, metadata: Mapping[str, str], said: str) -> None:
    """Add a layer to the file, which is made where there is none."""
    pyogrio.write_dataframe(
        layer.table,
        path,
        layer=layer.name,
        driver="GPKG",
        append=path.exists(),
        geometry_type=layer.geometry_type,
        promote_to_multi=layer.geometry_type.startswith("Multi"),
        dataset_metadata=None if path.exists() else dict(metadata),
        dataset_options={"VERSION": GEOPACKAGE_VERSION},
        layer_metadata=dict(metadata),
        layer_options={
            "GEOMETRY_NAME": GEOMETRY_COLUMN,
            "IDENTIFIER": layer.name,
            "DESCRIPTION": said,
        },
    )


def _style_row(layer: Layer, stamp: ProductStamp) -> dict[str, Any]:
    """Return one row of the table in which QGIS looks for a layer's style (its own columns)."""
    # QGIS asks for the schema as an empty text, not as a missing one.
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer.name,
        "f_geometry_column": GEOMETRY_COLUMN,
        "styleName": f"hotspots {layer.name}",
        "styleQML": qml(layer.rules, layer.label, layer.titles),
        "styleSLD": "",
        "useAsDefault": True,
        "description": marking_line(stamp),
        "owner": "hotspots",
        "ui": None,
        "update_time": pd.Timestamp(made_at_utc_iso(stamp)),
    }


@contextmanager
def _written_as(moment: str) -> Iterator[None]:
    """Have GDAL write this moment, and not the clock's, as the file's time of change.

    SQLite does not wait for the disk: like every other file of a run, this one is made anew.
    """
    wanted = {
        "OGR_CURRENT_DATE": moment.replace("Z", ".000Z"),
        "OGR_SQLITE_SYNCHRONOUS": "OFF",
    }
    before = {option: pyogrio.get_gdal_config_option(option) for option in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)
