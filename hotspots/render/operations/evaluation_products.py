"""Every file of an evaluation."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd

from hotspots import schema
from hotspots.render.operations.evaluation_content import (
    AREA_COLUMNS,
    DIFFERENCE_COLUMNS,
    RATIO_COLUMNS,
    SERIES_COLUMNS,
    EvaluationContent,
)
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_page import write_evaluation_page
from hotspots.render.operations.evaluation_pdf import write_evaluation_pdf
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_layers import Layer, layer_of, write_layers
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

FILES: Final = {
    "Report (PDF)": "evaluation.pdf",
    "Tables (Excel)": "evaluation.xlsx",
    "Measures (CSV)": "measures.csv",
    "Areas (CSV)": "areas.csv",
    "Step by step (CSV)": "series.csv",
    "QGIS (GeoPackage)": "evaluation.gpkg",
    "Before and during (SVG)": "series.svg",
    "How sure (SVG)": "forest.svg",
    "Map (SVG)": "map.svg",
    "Receipt": "receipt.html",
    "Receipt (JSON)": "receipt.json",
    "Rows set aside (CSV)": "set_aside.csv",
}
NOTHING: Final = "Nothing was counted."
_SOLID: Final = Line(colour="#14213d", width_mm=0.7)
_DASHED: Final = Line(colour="#5b6773", width_mm=0.5, dash="dash")


def write_evaluation_products(
    folder: Path, content: EvaluationContent, stamp: ProductStamp
) -> None:
    """Write the page, the report, the tables, the pictures and the layers of an evaluation.

    Parameters
    ----------
    folder : Path
        The run's own; the receipt and the rows set aside are written by the journey.
    content : EvaluationContent
    stamp : ProductStamp
    """
    for name, columns, table in (
        ("measures.csv", RATIO_COLUMNS, content.measures),
        ("areas.csv", AREA_COLUMNS, content.areas),
        ("series.csv", SERIES_COLUMNS, content.series),
    ):
        write_table_csv(folder / name, columns, table, stamp, empty=NOTHING)
    sheets = [
        Sheet(name=name, columns=columns, table=table, empty=NOTHING)
        for name, columns, table in (
            ("Ratios", RATIO_COLUMNS, content.ratios),
            ("Differences", DIFFERENCE_COLUMNS, content.differences),
            ("Areas", AREA_COLUMNS, content.areas),
            ("Step by step", SERIES_COLUMNS, content.series),
        )
    ]
    write_table_xlsx(folder / "evaluation.xlsx", sheets, stamp, title=content.title)
    write_evaluation_pdf(folder / "evaluation.pdf", content, stamp)
    for name, picture in (
        ("series.svg", series_picture(content)),
        ("forest.svg", forest_picture(content.forest)),
        ("map.svg", map_picture(content)),
    ):
        (folder / name).write_text(picture + "\n", encoding="utf-8", newline="\n")
    write_layers(folder / "evaluation.gpkg", _layers(content), stamp, title=content.title)
    write_evaluation_page(folder / "index.html", content, files=FILES, stamp=stamp)


def _layers(content: EvaluationContent) -> list[Layer]:
    named = content.areas[[AREA_ID, schema.SPOT_NAME]]
    rings = content.rings.merge(named, on=AREA_ID)
    rings = gpd.GeoDataFrame(rings, geometry="geometry", crs=content.rings.crs)
    first = tuple(
        each for each in AREA_COLUMNS if each.column in (AREA_ID, schema.SPOT_NAME, AREA_ROLE)
    )
    return [
        layer_of(
            "rings",
            first,
            rings[~rings.geometry.is_empty],
            rules=(Rule(title="Ring", condition="", lines=(_DASHED,), fill="#c9d3e6"),),
            label=Label(expression="''", size_pt=7),
        ),
        layer_of(
            "areas",
            AREA_COLUMNS,
            content.areas,
            rules=(
                Rule(
                    title="Treated area",
                    condition=f"\"{AREA_ROLE}\" = '{AreaRole.TREATED}'",
                    lines=(_SOLID,),
                    fill="#8fa3cf",
                ),
                Rule(
                    title="Control",
                    condition=f"\"{AREA_ROLE}\" = '{AreaRole.CONTROL}'",
                    lines=(_DASHED,),
                ),
            ),
            label=Label(expression=f'"{AREA_ID}"', size_pt=8),
        ),
    ]
