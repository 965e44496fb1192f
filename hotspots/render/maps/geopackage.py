"""The harm spots, districts and wards as a GeoPackage that opens ready-styled in QGIS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from hotspots import schema
from hotspots.crs import same_system
from hotspots.errors import CoordinateError
from hotspots.render.maps.harm_spot_table import layer_table, layer_titles
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Rule, qml
from hotspots.render.stamp_text import made_at_utc_iso, marking_line, stamp_facts

if TYPE_CHECKING:
    from hotspots.harm_index import HarmIndex
    from hotspots.render.stamp import ProductStamp

GEOPACKAGE_VERSION: Final = "1.2"  # the newest that every QGIS 3 reads without a warning
GEOMETRY_COLUMN: Final = "geom"
HARM_SPOTS: Final = "harm_spots"
DISTRICTS: Final = "districts"
WARDS: Final = "wards"

_HALO = Line(colour="#ffffff", width_mm=1.4)
_SPOT_RULES: Final = (
    Rule(
        title="Harm spot",
        condition=f'NOT coalesce("{schema.RESTS_ON_ONE_OFFENCE}", false)',
        lines=(_HALO, Line(colour="#14213d", width_mm=0.7)),
    ),
    Rule(
        title="Harm spot that rests on one offence",
        condition=f'coalesce("{schema.RESTS_ON_ONE_OFFENCE}", false)',
        lines=(_HALO, Line(colour="#14213d", width_mm=0.7, dash="dash")),
    ),
)
_SPOT_LABEL: Final = Label(
    expression=f'"{schema.RANK}"',
    size_pt=10,
    bold=True,
    keeps_others_off=True,
    priority=f'max(2, 10 - "{schema.RANK}" / 10.0)',
)
_DISTRICT_RULES: Final = (
    Rule(
        title="Policing district",
        condition="",
        lines=(Line(colour="#ffffff", width_mm=1.2), Line(colour="#33475b", width_mm=0.6)),
    ),
)
_DISTRICT_LABEL: Final = Label(
    expression=f'"{schema.DISTRICT}"', size_pt=11, colour="#33475b", priority="1"
)
_WARD_RULES: Final = (
    Rule(title="Ward", condition="", lines=(Line(colour="#9aa5b1", width_mm=0.2),)),
)
_WARD_LABEL: Final = Label(
    expression=f'"{schema.WARD_NAME}"',
    size_pt=7,
    colour="#5b6773",
    priority="0",
    smallest_scale=75_000,
)


def write_geopackage(
    path: Path,
    spots: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    wards: gpd.GeoDataFrame | None,
    stamp: ProductStamp,
    *,
    title: str,
    indices: Sequence[HarmIndex] = (),
) -> None:
    """Write harm spots, districts and wards with their styles, and the stamp as a table ``about``.

    Parameters
    ----------
    path : Path
        A file that is there is replaced.
    spots, districts, wards : GeoDataFrame
        All in one projected system; each may be empty, and ``wards`` may be None.
    stamp : ProductStamp
        Also in the file's metadata; its time is the file's time of change.
    title : str
        For example ``"Harm spots: Colchester"``.
    indices : sequence of HarmIndex
        For the units in the field titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    areas = {DISTRICTS: area_table(schema.validate_districts(districts), schema.DISTRICT_COLUMNS)}
    if wards is not None:
        areas = {WARDS: area_table(schema.validate_wards(wards), schema.WARD_COLUMNS), **areas}
    _require_one_system(spots, areas.values())
    path.unlink(missing_ok=True)
    metadata = {"TITLE": plain_text(title), **stamp_facts(stamp)}
    layers = {**areas, HARM_SPOTS: layer_table(spots)}
    with time_of_change(made_at_utc_iso(stamp)):
        for name, table in layers.items():
            write_layer(path, name, table, metadata, _description(name, title, stamp))
        write_table(path, "about", about_table(metadata))
        write_table(path, "layer_styles", _layer_styles(spots, indices, stamp, list(layers)))


def write_layer(
    path: Path,
    name: str,
    table: gpd.GeoDataFrame,
    metadata: Mapping[str, str],
    description: str,
    *,
    geometry_type: str = "MultiPolygon",
) -> None:
    """Add a layer to the file, which is made where there is none."""
    pyogrio.write_dataframe(
        table,
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        geometry_type=geometry_type,
        promote_to_multi=geometry_type.startswith("Multi"),
        dataset_metadata=None if path.exists() else dict(metadata),
        dataset_options={"VERSION": GEOPACKAGE_VERSION},
        layer_metadata=dict(metadata),
        layer_options={
            "GEOMETRY_NAME": GEOMETRY_COLUMN,
            "IDENTIFIER": name,
            "DESCRIPTION": description,
        },
    )


def write_table(path: Path, name: str, table: pd.DataFrame) -> None:
    """Add a table without geometry to the file."""
    pyogrio.write_dataframe(
        table, path, layer=name, driver="GPKG", append=True, layer_options={"FID": "id"}
    )


def area_table(areas: gpd.GeoDataFrame, columns: Sequence[str]) -> gpd.GeoDataFrame:
    """Return areas with these columns alone, in one order."""
    named = [column for column in columns if column != schema.GEOMETRY]
    table = areas[[*named, areas.geometry.name]].sort_values(named).reset_index(drop=True)
    texts = {column: [plain_text(value) or None for value in table[column]] for column in named}
    return table.assign(**texts)


def about_table(metadata: Mapping[str, str]) -> pd.DataFrame:
    """Return the facts of a product as rows of ``item`` and ``text``."""
    return pd.DataFrame({"item": list(metadata), "text": list(metadata.values())})


def _layer_styles(
    spots: gpd.GeoDataFrame,
    indices: Sequence[HarmIndex],
    stamp: ProductStamp,
    layers: Sequence[str],
) -> pd.DataFrame:
    """Return the table in which QGIS looks for a layer's style (its own columns and names)."""
    titles = layer_titles(spots, indices)
    styles = {HARM_SPOTS: qml(_SPOT_RULES, _SPOT_LABEL, titles), **area_styles()}
    return pd.DataFrame(
        [style_row(name, style, stamp) for name, style in styles.items() if name in layers]
    )


def area_styles() -> dict[str, str]:
    """Return the styles of the layers of districts and wards, by layer."""
    return {
        DISTRICTS: qml(_DISTRICT_RULES, _DISTRICT_LABEL, {}),
        WARDS: qml(_WARD_RULES, _WARD_LABEL, {}),
    }


def style_row(layer: str, style: str, stamp: ProductStamp) -> dict[str, Any]:
    """Return one row of the table in which QGIS looks for a layer's style (its own columns)."""
    # QGIS asks for the schema as an empty text, not as a missing one.
    return {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": layer,
        "f_geometry_column": GEOMETRY_COLUMN,
        "styleName": f"hotspots {layer}",
        "styleQML": style,
        "styleSLD": "",
        "useAsDefault": True,
        "description": marking_line(stamp),
        "owner": "hotspots",
        "ui": None,
        "update_time": pd.Timestamp(made_at_utc_iso(stamp)),
    }


def _description(layer: str, title: str, stamp: ProductStamp) -> str:
    return f"{marking_line(stamp)}. {plain_text(title)} ({layer}), {plain_text(stamp.period)}"


def _require_one_system(spots: gpd.GeoDataFrame, others: Iterable[gpd.GeoDataFrame]) -> None:
    for other in others:
        if not same_system(spots.crs, other.crs):
            raise CoordinateError(
                f"The harm spots are in {spots.crs.to_string()} and an area layer is in "
                f"{other.crs.to_string()}; convert them to one system first."
            )


@contextmanager
def time_of_change(moment: str) -> Iterator[None]:
    """Have GDAL write this moment, and not the clock's, as the file's time of change."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment.replace("Z", ".000Z")})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
