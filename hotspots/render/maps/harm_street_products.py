"""Harm streets, and the streets that hold most, as a workbook, a CSV and a styled GeoPackage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import product_files, schema
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.harm_spot_table import SURE_MEANING, share_title
from hotspots.render.plain_text import plain_text
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, flag, number, share, text
from hotspots.render.table_layers import Layer, layer_of, write_layers
from hotspots.render.tidy_tables import write_tidy_tables

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.render.stamp import ProductStamp

TITLE: Final = "Harm streets"
NONE_FOUND: Final = "No stretch of street holds enough in this period"
WHAT: Final = "what"
FIGURE: Final = "figure"
CONCENTRATION_COLUMNS: Final = (
    text(WHAT, "What", width=64),
    text(FIGURE, "Figure", width=24),
)
_HALO: Final = Line(colour="#ffffff", width_mm=2.2)
_STRETCH: Final = Line(colour="#7f1d1d", width_mm=1.3)
_NO_LABEL: Final = Label(expression="''", size_pt=7)


@dataclass(frozen=True, kw_only=True)
class HarmStreetContent:
    """What the files of harm streets show.

    Attributes
    ----------
    harm_streets : GeoDataFrame
        ``schema.HARM_STREET_COLUMNS``, best first.
    streets : GeoDataFrame
        ``schema.STREET_HARM_COLUMNS`` of the links that may be shown, fullest per 100 m first.
    concentration : DataFrame
        ``what``, ``figure``: how far offences and harm concentrate, in words.
    notes : sequence of str
        What a reader must know of the streets and of how offences were put on them.
    indices : sequence of HarmIndex
        The one that ranks first.
    """

    harm_streets: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    concentration: pd.DataFrame
    notes: Sequence[str]
    indices: Sequence[HarmIndex]


def write_harm_street_products(
    folder: Path, content: HarmStreetContent, stamp: ProductStamp
) -> None:
    """Write ``product_files.HARM_STREETS`` into a folder."""
    unit = plain_text(content.indices[0].unit)
    columns, street_columns = _stretch_columns(unit), _street_columns(unit)
    sheets = [
        Sheet(
            name=TITLE,
            columns=columns,
            table=content.harm_streets.set_geometry(schema.LINE),
            empty=NONE_FOUND,
            frozen_columns=2,
        ),
        Sheet(
            name="Streets",
            columns=street_columns,
            table=content.streets,
            empty=NONE_FOUND,
        ),
        Sheet(
            name="Concentration",
            columns=CONCENTRATION_COLUMNS,
            table=content.concentration,
            empty=NONE_FOUND,
        ),
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.HARM_STREETS["Harm streets (Excel)"]),
        sheets,
        stamp,
        title=TITLE,
        notes=content.notes,
    )
    write_table_csv(
        folder / stamp.file_name(product_files.HARM_STREET_TABLE),
        columns,
        pd.DataFrame(content.harm_streets),
        stamp,
        empty=NONE_FOUND,
    )
    write_tidy_tables(folder, sheets, stamp)
    write_layers(
        folder / stamp.file_name(product_files.HARM_STREETS["Harm streets (QGIS)"]),
        [_street_layer(content.streets, street_columns), _stretch_layer(content, columns)],
        stamp,
        title=TITLE,
        note=f", {stamp.period}",
    )


def _stretch_columns(unit: str) -> tuple[TableColumn, ...]:
    return (
        number(schema.RANK, "Rank in the force", "1 is the first to walk.", width=9),
        text(schema.SPOT_NAME, "Harm street", "The street and town of most of it.", width=30),
        text(
            schema.FROM_TO,
            "From where to where",
            "Its streets, each with the streets that it crosses first and last.",
            width=48,
        ),
        text(schema.DISTRICT, "Policing district", "That holds most of its offences.", width=20),
        number(
            schema.OFFENCES,
            "Offences in the period",
            "Offences of the selection on its links and at its junctions.",
        ),
        number(schema.LENGTH_M, "Length (m)", "Walked once.", width=9),
        number(schema.PLACES, "Distinct points", "At which its offences lie.", width=9),
        number(
            schema.HARM_PER_100_M_PER_YEAR,
            f"Harm per 100 m a year ({unit})",
            "Harm a year over the length: how tightly the harm is packed.",
            width=13,
        ),
        share(
            schema.SHARE_OF_FORCE_HARM,
            f"{share_title('force')} (%)",
            "Counting only the offences that harm spots are made of.",
            decimals=2,
            width=12,
        ),
        flag(
            schema.RESTS_ON_ONE_OFFENCE,
            "Rests on one offence",
            "Yes where one offence makes up most of the harm; it is ranked after the others.",
            width=10,
        ),
        text(schema.TOP_OFFENCES, "Most frequent offences", "With their counts.", width=36),
        text(schema.BUSIEST, "Busiest hours", "Local time; empty where not known.", width=24),
        text(schema.TREND, "Trend", "Second half of the period beside the first.", width=15),
        text(
            schema.CONFIDENCE,
            "Confidence that it is a harm street",
            SURE_MEANING,
            width=14,
        ),
        text(schema.SPOT_ID, "Identifier", "Within this table.", width=10),
    )


def _street_columns(unit: str) -> tuple[TableColumn, ...]:
    return (
        text(schema.STREET, "Street", "Empty where it has no name.", width=30),
        text(schema.ROAD_NUMBER, "Road number", width=9),
        number(schema.LENGTH_M, "Length (m)", "From one junction to the next.", width=9),
        number(schema.OFFENCES, "Offences in the period", "Without those at its junctions."),
        number(
            schema.OFFENCES_PER_100_M_PER_YEAR, "Offences per 100 m a year", decimals=1, width=11
        ),
        number(schema.HARM_PER_100_M_PER_YEAR, f"Harm per 100 m a year ({unit})", width=13),
        text(schema.STREET_ID, "Street identifier", "Of the street layer.", width=20),
    )


def _stretch_layer(content: HarmStreetContent, columns: Sequence[TableColumn]) -> Layer:
    found = content.harm_streets
    # What an analyst cut back has no line, and is in the table alone.
    lines = found[found[schema.LINE].notna()].set_geometry(schema.LINE)
    label = Label(
        expression=f'"{schema.RANK}"', size_pt=10, bold=True, keeps_others_off=True, priority="9"
    )
    rule = Rule(title="Harm street", condition="", lines=(_HALO, _STRETCH))
    return _as_lines(layer_of("harm_streets", columns, lines, rules=(rule,), label=label))


def _street_layer(streets: gpd.GeoDataFrame, columns: Sequence[TableColumn]) -> Layer:
    """Return the streets in four widths, a quarter of them in each."""
    held = streets[schema.HARM_PER_100_M_PER_YEAR]
    ends = [0.0, *(float(held.quantile(part)) for part in (0.25, 0.5, 0.75))] if len(held) else []
    rules = [
        Rule(
            title=f"{start:,.0f} or more per 100 m a year",
            condition=f'"{schema.HARM_PER_100_M_PER_YEAR}" >= {start}'
            + (f' AND "{schema.HARM_PER_100_M_PER_YEAR}" < {end}' if end is not None else ""),
            lines=(Line(colour=colour, width_mm=width_mm),),
        )
        for start, end, colour, width_mm in zip(
            ends,
            [*ends[1:], None],
            ("#c6dbef", "#9ecae1", "#4292c6", "#084594"),
            (0.4, 0.6, 0.9, 1.2),
            strict=False,
        )
    ]
    return _as_lines(layer_of("streets", columns, streets, rules=rules, label=_NO_LABEL))


def _as_lines(layer: Layer) -> Layer:
    return Layer(
        name=layer.name,
        table=layer.table,
        rules=layer.rules,
        label=layer.label,
        titles=layer.titles,
        geometry_type="MultiLineString",
    )
