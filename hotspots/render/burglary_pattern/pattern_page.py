"""The pattern of burglary, written: the page, the paper for the meeting, the workbook, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import care, product_files, schema, words
from hotspots.render import chart
from hotspots.render.burglary_pattern import pattern_columns as columns
from hotspots.render.burglary_pattern.pattern_pictures import (
    MOST_NUMBERED,
    area_picture,
    month_picture,
)
from hotspots.render.change.what_changed import beside_its_counts
from hotspots.render.maps.week_picture import week_drawing, week_picture
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_xlsx
from hotspots.render.table_columns import Kind, TableColumn, as_read
from hotspots.render.table_page import table_if_any
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import pdf_pages, printable, report_head
from hotspots.schema import AreaKind, PatternLine, PatternSpan

if TYPE_CHECKING:
    import geopandas as gpd

_BURGLED: Final = schema.pattern_column(PatternLine.BURGLARY, PatternSpan.PERIOD)
EMPTY: Final = "Nothing that may be shown"
# So much is on paper; the page and the workbook have the rest.
MOST_ROWS: Final = 8
MOST_PARTS: Final = 10
MOST_DARK: Final = 14


@dataclass(frozen=True, kw_only=True, eq=False)
class PatternTold:
    """What the products show.

    Attributes
    ----------
    title, label, area : str
        ``label`` is what is counted, ``area`` where.
    sentences, missing : tuple of str
        What to do, five at most; what is not told, and why.
    spans : mapping of PatternSpan to str
        The days that were counted, in words.
    by_month : DataFrame
        ``schema.PATTERN_MONTH_COLUMNS``; no row where the period holds no whole month.
    hours : list of 7 lists of 24 numbers, or None
    busiest : str
    stands_out : bool
        Whether a part of the week is busier than the rest.
    parts : GeoDataFrame
        Wards, or districts, of the area and around it, the most burgled first.
    areas : GeoDataFrame
        ``schema.PATTERN_AREA_COLUMNS`` of every district and ward.
    labels : mapping of str to float, or None
        Burglaries by what they are to others; missing where withheld.
    near_repeat, how_series : str
        Empty where days are not known.
    series, streets, spots : DataFrame
    kinds : mapping of str to DataFrame
    """

    title: str
    label: str
    area: str
    sentences: tuple[str, ...]
    missing: tuple[str, ...]
    spans: Mapping[PatternSpan, str]
    by_month: pd.DataFrame
    hours: list[list[float]] | None
    busiest: str
    stands_out: bool
    parts: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame
    labels: Mapping[str, float] | None
    near_repeat: str
    how_series: str
    series: pd.DataFrame
    streets: pd.DataFrame
    spots: pd.DataFrame
    kinds: Mapping[str, pd.DataFrame]

    @property
    def every_kind(self) -> pd.DataFrame:
        """The kinds of every fact, one below the other."""
        there = list(self.kinds.values())
        if there:
            return pd.concat(there, ignore_index=True)
        return pd.DataFrame(columns=list(schema.TOLD_KIND_COLUMNS))

    @property
    def parts_told(self) -> pd.DataFrame:
        """The parts with burglary in the period, as far as it is told."""
        return _as_read(self.parts[(self.parts[_BURGLED] > 0).fillna(value=False)])

    def dark(self, kind: AreaKind) -> pd.DataFrame:
        """Return districts, or the wards told of, by their rank in the dark months."""
        whole = self.areas if kind is AreaKind.DISTRICT else self.parts
        own = whole[(whole[schema.AREA_KIND] == str(kind)) & whole[schema.DARK_RANK].notna()]
        return _as_read(own.sort_values([schema.DARK_RANK, schema.AREA_NAME], ignore_index=True))


def _as_read(areas: pd.DataFrame) -> pd.DataFrame:
    """Return areas whose words for a change do not repeat the counts beside them."""
    said = [name for name in map(str, areas.columns) if name.endswith("_change")]
    return areas.assign(**{each: areas[each].map(beside_its_counts) for each in said})


def write_pattern_products(folder: Path, told: PatternTold, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``burglary-pattern.pdf``, ``.xlsx`` and the tables into a folder."""
    near = told.labels is not None
    every = (
        *columns.AREA,
        *columns.of_period(told.spans),
        *columns.of_dark_months(told.spans, near_repeats=near),
    )
    sheets = [
        Sheet(name="Areas", columns=every, table=told.areas, empty=EMPTY, frozen_columns=4),
        Sheet(name="Months", columns=columns.MONTHS, table=told.by_month, empty=EMPTY),
        Sheet(name="Series", columns=columns.SERIES, table=told.series, empty=EMPTY),
        Sheet(name="Streets", columns=columns.STREETS, table=told.streets, empty=EMPTY),
        Sheet(name="Harm spots", columns=columns.SPOTS, table=told.spots, empty=EMPTY),
        Sheet(name="How and what", columns=columns.KINDS, table=told.every_kind, empty=EMPTY),
    ]
    tables = [
        Sheet(name=name, columns=each.columns, table=each.table, empty=EMPTY)
        for name, each in zip(
            (
                "Burglary areas",
                "Burglary months",
                "Burglary series",
                "Burglary streets",
                "Burglary spots",
                "Burglary kinds",
            ),
            sheets,
            strict=True,
        )
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.BURGLARY_PATTERN["Workbook (Excel)"]),
        sheets,
        stamp,
        title=told.title,
    )
    write_tidy_tables(folder, tables, stamp)
    (folder / stamp.file_name(product_files.BURGLARY_PATTERN["To print (PDF)"])).write_bytes(
        _pdf(told, stamp)
    )
    _write_page(folder / "index.html", told, stamp)


def _write_page(path: Path, told: PatternTold, stamp: ProductStamp) -> None:
    near = told.labels is not None
    dark = columns.of_dark_months(told.spans, near_repeats=near, short=True)
    write_page(
        path,
        "burglary_pattern.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(product_files.BURGLARY_PATTERN), **product_files.EVERY_RUN},
        months=None if told.by_month.empty else month_picture(told.by_month, key="page"),
        months_table=table_if_any(columns.MONTHS, told.by_month, "Burglaries by month"),
        week=week_picture(json.dumps(told.hours), told.busiest, key="page") if told.hours else None,
        map=area_picture(told.parts, key="page"),
        numbered=MOST_NUMBERED,
        parts=table_if_any(
            [*columns.named(told.parts), *columns.of_period(told.spans)],
            told.parts_told,
            "The most first",
        ),
        spots=table_if_any(columns.SPOTS, told.spots, "Harm spots of burglary"),
        streets=table_if_any(columns.STREETS, told.streets, "Streets"),
        labels=_labels(told),
        series=table_if_any(columns.SERIES, told.series, "Series"),
        kinds=[table_if_any(columns.KINDS[1:], table, fact) for fact, table in told.kinds.items()],
        untold=int(told.parts[_BURGLED].isna().sum()),
        without=int((told.parts[_BURGLED] == 0).sum()),
        dark_months=told.spans.get(PatternSpan.DARK, ""),
        last_winter=PatternSpan.DARK_BEFORE in told.spans,
        dark=[
            table_if_any([columns.AREA[2], *dark], told.dark(AreaKind.DISTRICT), "Districts"),
            table_if_any([*columns.AREA[2:], *dark], told.dark(AreaKind.WARD), "Wards"),
        ],
    )


def _labels(told: PatternTold) -> list[tuple[str, str]]:
    """Return how many burglaries are what to others, as label and value."""
    if told.labels is None:
        return []
    return [
        (words.capital(label), words.number(count, missing=care.WITHHELD))
        for label, count in told.labels.items()
    ]


def _pdf(told: PatternTold, stamp: ProductStamp) -> bytes:
    """Return the sides that a tasking meeting reads: what to do first."""
    near = told.labels is not None
    dark = columns.of_dark_months(told.spans, near_repeats=near, short=True)
    west, south, east, north = told.parts.total_bounds
    pictures: dict[str, str] = {"map": area_picture(told.parts, key="paper")}
    if not told.by_month.empty:
        pictures["months"] = month_picture(told.by_month, key="paper")
    if told.hours:
        pictures["week"] = week_drawing(
            told.hours,
            told.busiest,
            key="paper",
            xmlns=chart.SVG,
            font_family=chart.PAPER_FONT,
            font_size=9,
        )
    data: dict[str, Any] = {
        **report_head(stamp, told.title, told.sentences),
        "missing": [printable(each, 320) for each in told.missing],
        "pictures": {name: _alt(name, told) for name in pictures},
        "busiest": printable(told.busiest, 120),
        "stands_out": told.stands_out,
        "near_repeat": printable(told.near_repeat, 600),
        "labels": [[printable(label, 30), count] for label, count in _labels(told)],
        "how_series": printable(told.how_series, 700),
        "map_tall": round((north - south) / max(east - west, 1.0), 3),
        "tables": {
            "parts": _rows(
                [columns.AREA[2], *columns.of_period(told.spans)], told.parts_told, MOST_PARTS
            ),
            "spots": _rows([*columns.SPOTS[:2], columns.SPOTS[3], columns.SPOTS[5]], told.spots),
            "streets": _rows(columns.STREETS, told.streets),
            "series": _rows(columns.SERIES, told.series),
            "kinds": _rows(columns.KINDS, told.every_kind, MOST_DARK),
            "districts": _rows([columns.AREA[2], *dark], told.dark(AreaKind.DISTRICT), MOST_DARK),
            "wards": _rows([columns.AREA[2], *dark], told.dark(AreaKind.WARD), MOST_DARK),
        },
        "last_winter": PatternSpan.DARK_BEFORE in told.spans,
        "dark_months": printable(told.spans.get(PatternSpan.DARK, ""), 60),
        "cautions": [printable(each, 300) for each in stamp.caveats[:6]],
    }
    return pdf_pages("burglary_pattern.typ", data, made_at=stamp.made_at, pictures=pictures)


def _alt(name: str, told: PatternTold) -> str:
    of = {
        "months": "Burglaries of each month beside those of the same month a year before.",
        "map": "Map of the areas, darker where there were more burglaries; the table names them.",
        "week": f"Burglaries by hour and weekday. {told.busiest}",
    }
    return printable(of[name], 200)


def _rows(
    own: Sequence[TableColumn], table: pd.DataFrame, most: int = MOST_ROWS
) -> dict[str, list[Any]]:
    """Return a table's heads and first rows as a page has room for them."""
    read = as_read(table.head(most), own)
    return {
        "heads": [printable(each.title, 60) for each in own] if len(read) else [],
        "words": [each.kind is Kind.TEXT for each in own],
        "rows": [
            [_cell(value, each) for value, each in zip(row, own, strict=True)]
            for row in read.itertuples(index=False, name=None)
        ],
    }


def _cell(value: Any, column: TableColumn) -> str:  # noqa: ANN401 - a cell
    if words.is_missing(value):
        return care.WITHHELD if column.withheld else words.DASH
    if isinstance(value, int | float):
        return words.number(value, column.decimals)
    return printable(value if isinstance(value, str) else f"{value.day} {value:%b %Y}", 60)
