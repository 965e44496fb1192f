"""Every file of an evaluation: the page, two pages of A4, the workbook, tables and layers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from hotspots import care, product_files, schema, words
from hotspots.render.offline_page import write_page
from hotspots.render.operations import evaluation_content
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_layers import Layer, layer_of, write_layers
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import pdf_pages, printable, stamped
from hotspots.schema import AREA_ID, AREA_ROLE, AreaRole

MOST_AREAS: Final = 24
LONGEST_FACT: Final = 900
_AT_THE_HEAD: Final = ("Demonstration", "Marking", "Force", "Period")
NOTHING: Final = "Nothing was counted."
_SOLID: Final = Line(colour="#14213d", width_mm=0.7)
_DASHED: Final = Line(colour="#5b6773", width_mm=0.5, dash="dash")


def write_evaluation_products(
    folder: Path, content: evaluation_content.EvaluationContent, stamp: ProductStamp
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
        (
            product_files.EVALUATION["Measures (CSV)"],
            evaluation_content.RATIO_COLUMNS,
            content.measures,
        ),
        (product_files.EVALUATION["Areas (CSV)"], evaluation_content.AREA_COLUMNS, content.areas),
        (
            product_files.EVALUATION["Step by step (CSV)"],
            evaluation_content.SERIES_COLUMNS,
            content.series,
        ),
    ):
        write_table_csv(folder / stamp.file_name(name), columns, table, stamp, empty=NOTHING)
    sheets = [
        Sheet(name=name, columns=columns, table=table, empty=NOTHING)
        for name, columns, table in (
            ("Ratios", evaluation_content.RATIO_COLUMNS, content.ratios),
            ("Differences", evaluation_content.DIFFERENCE_COLUMNS, content.differences),
            ("Areas", evaluation_content.AREA_COLUMNS, content.areas),
            ("Step by step", evaluation_content.SERIES_COLUMNS, content.series),
        )
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.EVALUATION["Tables (Excel)"]),
        sheets,
        stamp,
        title=content.title,
    )
    write_tidy_tables(folder, sheets, stamp)
    write_evaluation_pdf(
        folder / stamp.file_name(product_files.EVALUATION["Report (PDF)"]), content, stamp
    )
    for name, picture in (
        (product_files.EVALUATION["Before and during (SVG)"], series_picture(content)),
        (product_files.EVALUATION["How sure (SVG)"], forest_picture(content.forest)),
        (product_files.EVALUATION["Map (SVG)"], map_picture(content)),
    ):
        (folder / stamp.file_name(name)).write_text(picture + "\n", encoding="utf-8", newline="\n")
    write_layers(
        folder / stamp.file_name(product_files.EVALUATION["QGIS (GeoPackage)"]),
        _layers(content),
        stamp,
        title=content.title,
    )
    write_evaluation_page(folder / "index.html", content, stamp)


def _layers(content: evaluation_content.EvaluationContent) -> list[Layer]:
    named = content.areas[[AREA_ID, schema.SPOT_NAME]]
    rings = content.rings.merge(named, on=AREA_ID)
    rings = gpd.GeoDataFrame(rings, geometry="geometry", crs=content.rings.crs)
    first = tuple(
        each
        for each in evaluation_content.AREA_COLUMNS
        if each.column in (AREA_ID, schema.SPOT_NAME, AREA_ROLE)
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
            evaluation_content.AREA_COLUMNS,
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


def write_evaluation_pdf(
    path: Path, content: evaluation_content.EvaluationContent, stamp: ProductStamp
) -> None:
    """Write the report, tagged for screen readers; the same bytes from the same data."""
    data: dict[str, Any] = {
        "title": printable(content.title, 90),
        **stamped(stamp, elsewhere=_AT_THE_HEAD, fact=LONGEST_FACT),
        "subtitle": printable(f"{stamp.force_name} · {content.subtitle}", 200),
        "headline": printable(content.headline, 160),
        "sentence": printable(content.sentence, 600),
        "points": [printable(point, 520) for point in content.points],
        "figures": [[printable(label, 60), printable(v, 40)] for label, v in content.figures],
        "done": [[printable(label, 40), printable(text, 400)] for label, text in content.done],
        "step": content.step,
        "before_days": content.before_days,
        "during_days": content.during_days,
        "areas": _areas(content),
        "areas_in_all": int((content.areas[AREA_ROLE] == AreaRole.TREATED).sum()),
        "has_patrols": bool(content.areas[schema.PATROL_VISITS].notna().any()),
    }
    pictures = {
        "series": series_picture(content),
        "forest": forest_picture(content.forest),
        "map": map_picture(content),
    }
    path.write_bytes(pdf_pages("evaluation.typ", data, made_at=stamp.made_at, pictures=pictures))


def _areas(content: evaluation_content.EvaluationContent) -> list[dict[str, str]]:
    treated = content.areas[content.areas[AREA_ROLE] == AreaRole.TREATED]
    return [
        {
            "name": printable(row[schema.SPOT_NAME], 60),
            "before": words.number(row[schema.BEFORE_OFFENCES], missing=care.WITHHELD),
            "during": words.number(row[schema.DURING_OFFENCES], missing=care.WITHHELD),
            "expected": words.number(row[schema.EXPECTED_OFFENCES], 1, missing=""),
            "visits": words.number(row[schema.PATROL_VISITS], missing=""),
            "minutes": words.number(row[schema.PATROL_MINUTES], missing=""),
            "share": words.share(row[schema.SHARE_DELIVERED], missing=""),
        }
        for row in treated.head(MOST_AREAS).to_dict("records")
    ]


def write_evaluation_page(
    path: Path, content: evaluation_content.EvaluationContent, stamp: ProductStamp
) -> None:
    """Write ``index.html`` of an evaluation, beside its files."""
    write_page(
        path,
        "evaluation.html",
        stamp,
        title=content.title,
        content=content,
        files={**stamp.file_names(product_files.EVALUATION), **product_files.EVERY_RUN},
        series=series_picture(content),
        forest=forest_picture(content.forest),
        ratios=html_table(
            evaluation_content.RATIO_COLUMNS,
            content.ratios,
            caption="Treated areas against controls, as ratios",
        ),
        differences=html_table(
            evaluation_content.DIFFERENCE_COLUMNS,
            content.differences,
            caption=f"The same in offences and in harm. {content.weights}",
        ),
        the_map=map_picture(content),
        areas=html_table(evaluation_content.PAGE_AREAS, content.areas, caption="Every area"),
        steps=html_table(
            evaluation_content.SERIES_COLUMNS, content.series, caption=f"Offences a {content.step}"
        ),
    )
