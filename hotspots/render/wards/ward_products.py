"""The files of a ward ranking: tables, workbook, mapping layers, and the page it opens with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from hotspots import product_files, schema
from hotspots.density_classes import CLASS_COLOURS
from hotspots.render.maps.street_map import StreetMap
from hotspots.render.offline_page import write_page
from hotspots.render.qgis_style import Label, Line, Rule
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import number
from hotspots.render.table_layers import Layer, layer_of, write_layers
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.wards import ward_columns
from hotspots.render.wards.ward_card import made_of
from hotspots.render.wards.ward_map import FIFTHS, fifths, write_ward_map

NO_WARDS: Final = "No ward."
NOTHING_TO_MOVE: Final = "One weight, or one ward: there is nothing to move it against."
SHOWN: Final = 20  # wards in the table of the page
_FIFTH: Final = "fifth"
_FIFTH_COLUMN: Final = number(_FIFTH, "Fifth by score", "5 is the highest fifth of the wards.")


@dataclass(frozen=True, kw_only=True)
class WardProducts:
    """Everything that the files of a ranking show.

    Attributes
    ----------
    title : str
        For example ``"Wards for a Street Week: harm"``.
    purpose : str
        What the weights are for, in a sentence.
    wards : GeoDataFrame
        ``schema.WARD_RANKING_COLUMNS`` and the columns of each measure, best rank first.
    districts : GeoDataFrame
    reconciliation, disagreements : DataFrame
    measures : sequence of MeasureWords
        Those in use, the weightiest first.
    room_of_weights : DataFrame
        ``ward_columns.ROOM_COLUMNS``: how far each weight can move before another ward is first.
    left_out : mapping of str to str
        A measure that was asked for and is not in use, and why.
    sentences : sequence of str
        What a planner should know first.
    figures : sequence of (label, value)
    packs : mapping of str to str
        Ward code to the folder of its pre-scoping pack, within the run.
    stamp : ProductStamp
    streets : StreetMap or None
        What the map is drawn on.
    """

    title: str
    purpose: str
    wards: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    reconciliation: pd.DataFrame
    disagreements: pd.DataFrame
    measures: Sequence[ward_columns.MeasureWords]
    room_of_weights: pd.DataFrame
    left_out: Mapping[str, str]
    sentences: Sequence[str]
    figures: Sequence[tuple[str, str]]
    packs: Mapping[str, str]
    stamp: ProductStamp
    streets: StreetMap | None = None

    @property
    def files(self) -> dict[str, str]:
        """The names of the ranking's files, by what its page calls them."""
        return self.stamp.file_names(product_files.WARDS)

    def pack_files(self, code: str) -> dict[str, str]:
        """Return the paths of a ward's pack, within the run, by their kind."""
        own = self.packs[code]
        kinds = {"PDF": product_files.WARD_PACK_PDF, "map": product_files.WARD_MAP}
        return {
            kind: f"{own}/{self.stamp.file_name(what, Path(own).name)}"
            for kind, what in kinds.items()
        }


def write_ward_products(folder: Path, content: WardProducts) -> None:
    """Write the map, the tables, the workbook and the mapping layers into a run's folder."""
    columns, stamp = ward_columns.ward_columns(content.measures), content.stamp
    paths = {label: folder / name for label, name in content.files.items()}
    write_table_csv(paths["CSV"], columns, content.wards, stamp, empty=NO_WARDS)
    write_table_csv(
        paths["LSOA or outline (CSV)"],
        ward_columns.DISAGREEMENT_COLUMNS,
        content.disagreements,
        stamp,
        empty="The LSOA codes and the outlines agree everywhere, or no row states its LSOA.",
    )
    sheets = _sheets(content)
    write_table_xlsx(paths["Excel"], sheets, stamp, title=content.title)
    write_tidy_tables(folder, sheets, stamp)
    write_layers(paths["QGIS (GeoPackage)"], [_layer(content)], stamp, title=content.title)
    write_ward_map(
        folder / stamp.file_name(product_files.WARD_MAP),
        title=content.title,
        wards=content.wards,
        districts=content.districts,
        measures=content.measures,
        figures=content.figures,
        stamp=stamp,
        packs={
            code: [(kind, f"./{file}") for kind, file in content.pack_files(code).items()]
            for code in content.packs
        },
        streets=content.streets,
    )


def write_ward_index(path: Path, content: WardProducts, run_files: Mapping[str, str]) -> None:
    """Write the page that a planner opens first."""
    write_page(
        path,
        "wards.html",
        content.stamp,
        title=content.title,
        content=content,
        map_page=content.stamp.file_name(product_files.WARD_MAP),
        made_of=made_of(content.measures),
        files=content.files,
        packs=_pack_files(content),
        run_files=run_files,
        first=html_table(
            ward_columns.INDEX_COLUMNS,
            content.wards[content.wards[schema.RANK].notna()].head(SHOWN),
            caption=f"The first {SHOWN} wards",
            empty=NO_WARDS,
            row_heading=schema.WARD_NAME,
            on_a_phone=ward_columns.DECIDING,
        ),
        room=html_table(
            ward_columns.ROOM_COLUMNS,
            content.room_of_weights,
            caption="How far each weight can move before another ward is first",
            empty=NOTHING_TO_MOVE,
            on_a_phone=[each.column for each in ward_columns.ROOM_COLUMNS],
        ),
        apart=_apart(content.wards),
        reconciliation=html_table(
            ward_columns.RECONCILIATION_COLUMNS,
            content.reconciliation,
            caption="Districts and their wards",
        ),
    )


def _pack_files(content: WardProducts) -> dict[str, str]:
    """Return the path of each file of a pack, by its label."""
    named = content.wards.set_index(schema.WARD_CODE)
    return {
        f"{named[schema.WARD_NAME][code]}, {named[schema.DISTRICT][code]} ({kind})": file
        for code in content.packs
        for kind, file in content.pack_files(code).items()
    }


def _apart(wards: gpd.GeoDataFrame) -> Markup | None:
    """Return the table of the wards that have no rank; None where each has one."""
    apart = wards[wards[schema.RANK].isna()]
    if apart.empty:
        return None
    return html_table(ward_columns.APART_COLUMNS, apart, caption="Wards that are not ranked")


def _sheets(content: WardProducts) -> list[Sheet]:
    return [
        Sheet(
            name="Wards",
            columns=ward_columns.ward_columns(content.measures),
            table=content.wards,
            empty=NO_WARDS,
            frozen_columns=2,
            printed_columns=len(ward_columns.FIRST_COLUMNS),
        ),
        Sheet(
            name="Room of weights",
            columns=ward_columns.ROOM_COLUMNS,
            table=content.room_of_weights,
            empty=NOTHING_TO_MOVE,
        ),
        Sheet(
            name="Districts and wards",
            columns=ward_columns.RECONCILIATION_COLUMNS,
            table=content.reconciliation,
            empty="No district.",
        ),
        Sheet(
            name="LSOA or outline",
            columns=ward_columns.DISAGREEMENT_COLUMNS,
            table=content.disagreements,
            empty="The LSOA codes and the outlines agree everywhere, or no row states its LSOA.",
        ),
    ]


def _layer(content: WardProducts) -> Layer:
    levels = fifths(content.wards[schema.RANK].tolist())
    rules = [
        Rule(
            title=f"{name.capitalize()} by score",
            condition=f'"{_FIFTH}" = {level + 1}',
            lines=(Line(colour="#6b4a35", width_mm=0.2),),
            fill=CLASS_COLOURS[level],
        )
        for level, name in reversed(list(enumerate(FIFTHS)))
    ]
    return layer_of(
        "wards",
        (*ward_columns.ward_columns(content.measures), _FIFTH_COLUMN),
        content.wards.assign(
            **{_FIFTH: [None if level is None else level + 1 for level in levels]}
        ),
        rules=rules,
        label=Label(
            expression=f'"{schema.RANK}" || \' \' || "{schema.WARD_NAME}"',
            size_pt=7,
            priority=f'max(0, 10 - "{schema.RANK}" / 10.0)',
            smallest_scale=250_000,
        ),
    )
