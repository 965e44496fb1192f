"""Harm by hexagon as a CSV, a styled GeoPackage, and tables for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots import care, product_files, schema
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.table_book import Sheet, write_table_csv
from hotspots.render.table_columns import number, text
from hotspots.render.table_layers import layer_of, write_layers
from hotspots.render.tidy_tables import write_tidy_tables

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from hotspots.render.stamp import ProductStamp

TITLE: Final = "Hexagons"
NONE_SHOWN: Final = "No hexagon holds enough to be shown"


def write_hexagon_products(
    folder: Path, hexagons: gpd.GeoDataFrame, stamp: ProductStamp, *, unit: str
) -> None:
    """Write ``product_files.HEXAGONS`` and the tidy tables into a folder.

    Parameters
    ----------
    folder : Path
        The run's.
    hexagons : GeoDataFrame
        ``schema.HEXAGON_COLUMNS``.
    stamp : ProductStamp
    unit : str
        Of the harm.
    """
    columns = (
        text(schema.HEXAGON, "Hexagon (H3)", "Its index, resolution 9: about 0.1 km².", width=18),
        text(schema.DISTRICT, "Policing district", "Of most of its offences.", width=20),
        number(
            schema.OFFENCES,
            "Offences in the period",
            f"Of the selection, to the nearest five. Hexagons with {care.FEW} are not listed. "
            "Points that are public already are counted as they are.",
        ),
        number(
            schema.HARM_PER_YEAR,
            f"Harm a year ({plain_text(unit)})",
            "To two figures, where offences are rounded.",
            decimals=1,
            width=13,
        ),
    )
    sheet = Sheet(name=TITLE, columns=columns, table=hexagons, empty=NONE_SHOWN)
    write_table_csv(
        folder / stamp.file_name(product_files.HEXAGONS["Hexagons (CSV)"]),
        columns,
        hexagons,
        stamp,
        empty=NONE_SHOWN,
    )
    write_tidy_tables(folder, [sheet], stamp)
    outline = Rule(title="Hexagon", condition="", lines=(Line(colour="#084594", width_mm=0.4),))
    label = Label(expression="''", size_pt=7)
    write_layers(
        folder / stamp.file_name(product_files.HEXAGONS["Hexagons (QGIS)"]),
        [layer_of("hexagons", columns, hexagons, rules=(outline,), label=label)],
        stamp,
        title=TITLE,
        note=f", {stamp.period}",
    )
