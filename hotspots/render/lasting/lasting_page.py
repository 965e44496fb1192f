"""New, lasting and fading places, written: the page with its map, the workbook and the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup
from numpy.typing import ArrayLike

from hotspots import product_files, schema
from hotspots.render.maps.force_picture import force_picture
from hotspots.render.maps.map_signs import Sign
from hotspots.render.maps.paper import POINTS_PER_MM, Lettering, Level, Paper
from hotspots.render.offline_page import data_address, write_page
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, number, text
from hotspots.render.table_layers import Layer, layer_of, write_layers
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import width_in_em
from hotspots.schema import Lasting

# A sign for each class, so that no colour is needed; the colour goes from new to past.
SIGNS: Final[Mapping[Lasting, tuple[Sign, str]]] = {
    Lasting.NEW: (Sign.STAR, "#a50f26"),
    Lasting.CONSECUTIVE: (Sign.PLUS, "#a50f26"),
    Lasting.INTENSIFYING: (Sign.UP, "#84290f"),
    Lasting.OSCILLATING: (Sign.DIAMOND, "#c4572f"),
    Lasting.PERSISTENT: (Sign.SQUARE, "#84290f"),
    Lasting.SPORADIC: (Sign.DISC, "#c4572f"),
    Lasting.DIMINISHING: (Sign.DOWN, "#1f4e8c"),
    Lasting.HISTORICAL: (Sign.CROSS, "#1f4e8c"),
}
MEANINGS: Final[Mapping[Lasting, str]] = {
    Lasting.NEW: "hot in the last month, and never before",
    Lasting.CONSECUTIVE: "hot in the last months without a break, and never before",
    Lasting.INTENSIFYING: "hot nearly always, and more and more",
    Lasting.OSCILLATING: "hot in the last month, and cold at some time before",
    Lasting.PERSISTENT: "hot nearly always",
    Lasting.SPORADIC: "hot in the last month, and now and then before",
    Lasting.DIMINISHING: "hot nearly always, and less and less",
    Lasting.HISTORICAL: "hot nearly always, and not in the last month",
}
SIGN_PT: Final = 5.1
STAR_PT: Final = 8.9  # its arms are thin
CLASS: Final = Lettering(size_pt=7.0, align="start")
CLASS_MM: Final = 3.8  # from one to the next
LINE_MM: Final = 0.9
# Told in full only where every place is.
STEADY: Final = (Lasting.PERSISTENT, Lasting.SPORADIC)
EMPTY: Final = "No place was hotter than the rest beyond chance"
ALL_STEADY: Final = "No place is new, changing or gone"
COLUMNS: Final[Sequence[TableColumn]] = (
    text(schema.PLACE_KIND, "Kind", width=10),
    text(schema.AREA_NAME, "Place", width=34),
    text(schema.DISTRICT, "District", width=22),
    text(schema.LASTING, "Class", "What its months make of it.", width=14),
    number(schema.MONTHS_HOT, "Months hot", "In which it was hotter than the rest."),
    text(schema.LAST_HOT, "Last hot", width=16),
    number(
        schema.TREND_Z,
        "Trend (z)",
        "Mann and Kendall, of its Gi* or a street's share: above 2 it rises, below −2 it falls.",
        decimals=2,
    ),
    number(
        schema.OFFENCES,
        "Offences",
        "In all the months; squares and streets to the nearest five unless all is public.",
    ),
    number(schema.EASTING, "Easting (m)", "Of its middle."),
    number(schema.NORTHING, "Northing (m)", "Of its middle."),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LastingTold:
    """What the page shows.

    Attributes
    ----------
    title, by_chance : str
    gists : tuple of str
        Squares, and streets where they are followed, by their classes.
    missing : tuple of str
        What could not be followed, and why.
    table : GeoDataFrame
        ``schema.LASTING_COLUMNS`` with the outline or line of each place.
    districts : GeoDataFrame
    """

    title: str
    gists: tuple[str, ...]
    by_chance: str
    missing: tuple[str, ...]
    table: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame


def write_lasting_products(folder: Path, told: LastingTold, stamp: ProductStamp) -> None:
    """Write the page, ``lasting.png``, ``lasting.xlsx``, ``lasting.csv`` and ``lasting.gpkg``."""
    png = force_picture(told.districts, partial(_draw, told))
    (folder / stamp.file_name(product_files.LASTING["Map (PNG)"])).write_bytes(png)
    sheet = Sheet(name="Places", columns=COLUMNS, table=told.table, empty=EMPTY, frozen_columns=2)
    write_table_csv(
        folder / stamp.file_name(product_files.LASTING["Places (CSV)"]),
        COLUMNS,
        told.table,
        stamp,
        empty=EMPTY,
    )
    write_table_xlsx(
        folder / stamp.file_name(product_files.LASTING["Workbook (Excel)"]),
        [sheet],
        stamp,
        title=told.title,
    )
    write_tidy_tables(folder, [sheet], stamp)
    _write_layers(folder / stamp.file_name(product_files.LASTING["Places (QGIS)"]), told, stamp)
    there = set(told.table[schema.LASTING])
    steady = told.table[schema.LASTING].isin([str(each) for each in STEADY])
    write_page(
        folder / "index.html",
        "lasting.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(product_files.LASTING), **product_files.EVERY_RUN},
        png=data_address(png),
        classes=[(str(each), MEANINGS[each]) for each in SIGNS if str(each) in there],
        changing=_table(
            told.table[~steady],
            "What is new, changing or gone",
            empty=ALL_STEADY if len(told.table) else EMPTY,
        ),
        every=_table(told.table, "Places, what is new first"),
    )


def _write_layers(path: Path, told: LastingTold, stamp: ProductStamp) -> None:
    """Write a layer of each kind of place, drawn in the colours of the classes."""
    rules = [
        Rule(
            title=f"{str(each).capitalize()}: {MEANINGS[each]}",
            condition=f"\"{schema.LASTING}\" = '{each}'",
            lines=(Line(colour=colour, width_mm=LINE_MM),),
        )
        for each, (_, colour) in SIGNS.items()
    ]
    kinds = sorted(set(told.table[schema.PLACE_KIND])) or ["square"]
    layers = [_layer(told.table, kind, rules) for kind in kinds]
    write_layers(path, layers, stamp, title=told.title)


def _layer(table: gpd.GeoDataFrame, kind: str, rules: Sequence[Rule]) -> Layer:
    own = table[table[schema.PLACE_KIND] == kind]
    label = Label(expression=f'"{schema.LASTING}"', size_pt=8)
    layer = layer_of(f"{kind}s".replace(" ", "_"), COLUMNS, own, rules=rules, label=label)
    is_line = len(own) > 0 and own.geom_type.str.endswith("LineString").all()
    return replace(layer, geometry_type="MultiLineString") if is_line else layer


def _table(table: pd.DataFrame, caption: str, *, empty: str = EMPTY) -> Markup:
    return html_table(
        COLUMNS,
        table,
        caption=caption,
        empty=empty,
        row_heading=schema.AREA_NAME,
        on_a_phone=(schema.LASTING, schema.AREA_NAME, schema.DISTRICT),
    )


def _draw(told: LastingTold, paper: Paper) -> None:
    """Draw a sign at each place, and say what the signs mean."""
    classes = told.table[schema.LASTING]
    there = [each for each in SIGNS if (classes == str(each)).any()]
    for each in there:
        own = told.table[classes == str(each)]
        _draw_signs(paper, own[[schema.EASTING, schema.NORTHING]], each, Level.SPOTS)
    if there:
        legend = _legend(there)
        corner = (
            paper.frame[0] + paper.metres_per_mm,
            paper.frame[3] - (legend.height_mm + 1) * paper.metres_per_mm,
        )
        paper.lay(legend, corner, Level.FURNITURE, edge="#cccccc")


def _legend(classes: Sequence[Lasting]) -> Paper:
    longest = max(width_in_em(str(each)) for each in classes) * CLASS.size_pt / POINTS_PER_MM
    sheet = Paper.sheet(longest + 7.5, CLASS_MM * len(classes) + 1)
    for at, each in enumerate(reversed(classes)):
        middle = CLASS_MM * (at + 0.5) + 0.5
        _draw_signs(sheet, [(3.0, middle)], each, Level.SPOTS)
        sheet.text((6.0, middle), str(each), CLASS, Level.NAMES)
    return sheet


def _draw_signs(paper: Paper, points: ArrayLike, of: Lasting, level: Level) -> None:
    sign, colour = SIGNS[of]
    size_pt = STAR_PT if sign == Sign.STAR else SIGN_PT
    paper.signs(points, sign, size_pt, level, fill=colour, edge="white", edge_pt=0.4)
