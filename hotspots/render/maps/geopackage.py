"""The harm spots, districts and wards as a GeoPackage that opens ready-styled in QGIS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd

from hotspots import schema
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.harm_spot_table import layer_table, layer_titles
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_layers import Layer, area_layers, write_layers

HARM_SPOTS: Final = "harm_spots"
_HALO = Line(colour="#ffffff", width_mm=1.4)
_IN_DOUBT: Final = (
    f'coalesce("{schema.RESTS_ON_ONE_OFFENCE}", false) OR '
    f'coalesce("{schema.RESTS_ON_ONE_POINT}", false)'
)
_SPOT_RULES: Final = (
    Rule(
        title="Harm spot",
        condition=f"NOT ({_IN_DOUBT})",
        lines=(_HALO, Line(colour="#14213d", width_mm=0.7)),
    ),
    Rule(
        title="Harm spot that rests on one offence or one point",
        condition=_IN_DOUBT,
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
    harm_spots = Layer(
        name=HARM_SPOTS,
        table=layer_table(spots),
        rules=_SPOT_RULES,
        label=_SPOT_LABEL,
        titles=layer_titles(spots, indices),
    )
    layers = [*area_layers(districts, wards), harm_spots]
    write_layers(path, layers, stamp, title=title, note=f", {stamp.period}")
