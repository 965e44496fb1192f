"""New, lasting and fading places, written: the page with its map, the workbook and the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup
from matplotlib.axes import Axes

from hotspots import schema
from hotspots.render.maps.force_picture import force_picture
from hotspots.render.maps.label_placing import Box
from hotspots.render.offline_page import data_address, write_page
from hotspots.render.run_index import RUN_FILES
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, number, text
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.schema import Lasting

# A sign for each class, so that no colour is needed; the colour goes from new to past.
SIGNS: Final[Mapping[Lasting, tuple[str, str]]] = {
    Lasting.NEW: ("*", "#a50f26"),
    Lasting.CONSECUTIVE: ("P", "#a50f26"),
    Lasting.INTENSIFYING: ("^", "#84290f"),
    Lasting.OSCILLATING: ("d", "#c4572f"),
    Lasting.SPORADIC: ("o", "#c4572f"),
    Lasting.PERSISTENT: ("s", "#84290f"),
    Lasting.DIMINISHING: ("v", "#1f4e8c"),
    Lasting.HISTORICAL: ("X", "#1f4e8c"),
}
MEANINGS: Final[Mapping[Lasting, str]] = {
    Lasting.NEW: "hot in the last month, and never before",
    Lasting.CONSECUTIVE: "hot in the last months without a break, and never before",
    Lasting.INTENSIFYING: "hot nearly always, and more and more",
    Lasting.OSCILLATING: "hot in the last month, and cold at some time before",
    Lasting.SPORADIC: "hot in the last month, and now and then before",
    Lasting.PERSISTENT: "hot nearly always",
    Lasting.DIMINISHING: "hot nearly always, and less and less",
    Lasting.HISTORICAL: "hot nearly always, and not in the last month",
}
# Told in full only where every place is.
STEADY: Final = (Lasting.PERSISTENT, Lasting.SPORADIC)
EMPTY: Final = "No place was hotter than the rest beyond chance"
COLUMNS: Final[Sequence[TableColumn]] = (
    text(schema.PLACE_KIND, "Kind", width=10),
    text(schema.AREA_NAME, "Place", width=34),
    text(schema.DISTRICT, "District", width=22),
    text(schema.LASTING, "Class", "What its months make of it.", width=14),
    number(schema.MONTHS_HOT, "Months hot", "In which it was hotter than the rest."),
    text(schema.LAST_HOT, "Last hot", width=16),
    number(
        schema.TREND_Z, "Trend (z)", "Mann and Kendall, of its Gi*: beyond 2 it rises.", decimals=2
    ),
    number(schema.OFFENCES, "Offences", "In all the months."),
    number(schema.EASTING, "Easting (m)", "Of its middle."),
    number(schema.NORTHING, "Northing (m)", "Of its middle."),
)
FILES: Final[Mapping[str, str]] = {
    "Workbook (Excel)": "lasting.xlsx",
    "Places (CSV)": "lasting.csv",
    "Map (PNG)": "lasting.png",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class LastingTold:
    """What the page shows.

    Attributes
    ----------
    title, gist, by_chance : str
    table : DataFrame
        ``schema.LASTING_COLUMNS``.
    square_m : float
    districts : GeoDataFrame
    """

    title: str
    gist: str
    by_chance: str
    table: pd.DataFrame
    square_m: float
    districts: gpd.GeoDataFrame


def write_lasting_products(folder: Path, told: LastingTold, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``lasting.png``, ``lasting.xlsx`` and ``lasting.csv``."""
    png = force_picture(told.districts, lambda axes, frame: _draw(axes, told, frame))
    (folder / stamp.file_name("lasting.png")).write_bytes(png)
    sheet = Sheet(name="Places", columns=COLUMNS, table=told.table, empty=EMPTY, frozen_columns=2)
    write_table_csv(
        folder / stamp.file_name("lasting.csv"), COLUMNS, told.table, stamp, empty=EMPTY
    )
    write_table_xlsx(folder / stamp.file_name("lasting.xlsx"), [sheet], stamp, title=told.title)
    write_tidy_tables(folder, [sheet], stamp)
    there = set(told.table[schema.LASTING])
    steady = told.table[schema.LASTING].isin([str(each) for each in STEADY])
    write_page(
        folder / "index.html",
        "lasting.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(FILES), **RUN_FILES},
        png=data_address(png),
        classes=[(str(each), MEANINGS[each]) for each in SIGNS if str(each) in there],
        changing=_table(told.table[~steady], "What is new, changing or gone"),
        every=_table(told.table, "Places, what is new first"),
    )


def _table(table: pd.DataFrame, caption: str) -> Markup:
    return html_table(COLUMNS, table, caption=caption, empty=EMPTY, row_heading=schema.AREA_NAME)


def _draw(axes: Axes, told: LastingTold, frame: Box) -> None:
    """Draw a sign at each place."""
    for each, (sign, colour) in SIGNS.items():
        own = told.table[told.table[schema.LASTING] == str(each)]
        if len(own):
            axes.scatter(
                own[schema.EASTING].to_numpy(dtype=float),
                own[schema.NORTHING].to_numpy(dtype=float),
                marker=sign, s=26, c=colour, edgecolors="white", linewidths=0.4, zorder=6,
                label=str(each),
            )  # fmt: skip
    if len(told.table):
        axes.legend(loc="upper left", fontsize=7, frameon=True)
    axes.set_xlim(frame[0], frame[2])
