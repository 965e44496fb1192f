"""A month's demand and performance, written: the page, the paper, the workbook and the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from hotspots import care, product_files, schema, words
from hotspots.render.change.what_changed import FEW, LEGEND, WhatChanged, beside_its_counts
from hotspots.render.demand import demand_columns as columns
from hotspots.render.demand.demand_columns import of_span, said_of
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_xlsx
from hotspots.render.table_page import html_table, table_if_any
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import pdf_pages, printable, report_head
from hotspots.schema import AreaKind, ChangeVerdict, LineKind, Span

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

EMPTY: Final = "Nothing was counted"
# So much is on two sides of A4; the page and the workbook have the rest.
MOST_LINES: Final = 32
MOST_AREAS: Final = 14
MOST_FACTS: Final = 6
LONGEST_LINE: Final = 110
# What the overview says of a line of which nothing can be told.
NOT_TOLD: Final = frozenset({FEW, str(ChangeVerdict.CANNOT_TELL)})


@dataclass(frozen=True, kw_only=True, eq=False)
class DemandTold:
    """What the products show.

    Attributes
    ----------
    title, month : str
    sentences : tuple of str
        What to look at: at most five.
    changed : WhatChanged
        The districts' comparisons of the month, for the overview.
    missing : tuple of str
        What is not told, and why, in whole sentences.
    spans : mapping of Span to str
        The days that were counted, in words.
    reading : DataFrame
        One row an area and line.
    demand, judged : DataFrame
        For programs: one row a span, one row a comparison.
    areas : GeoDataFrame
        Districts and wards, with the figures of all offences.
    outcomes, open_by_month, delivered, residents : DataFrame or None
        None where nothing is known.
    outcome_window : str
    outcome_words : tuple of str
    """

    title: str
    month: str
    sentences: tuple[str, ...]
    changed: WhatChanged
    missing: tuple[str, ...]
    spans: Mapping[Span, str]
    reading: pd.DataFrame
    demand: pd.DataFrame
    judged: pd.DataFrame
    areas: gpd.GeoDataFrame
    outcomes: pd.DataFrame | None
    outcome_window: str
    outcome_words: tuple[str, ...]
    open_by_month: pd.DataFrame | None
    delivered: pd.DataFrame | None
    residents: pd.DataFrame | None

    @property
    def force(self) -> str:
        """The force's name."""
        return next(iter(self.changed.areas))

    def lines_of(self, area: str) -> pd.DataFrame:
        """Return the lines of the force, or of a district."""
        kind = AreaKind.FORCE if area == self.force else AreaKind.DISTRICT
        own = self.reading[self.reading[schema.AREA_KIND] == str(kind)]
        return own[own[schema.AREA_NAME] == area]

    def wards_of(self, district: str) -> pd.DataFrame:
        """Return all offences of the wards of a district, the most first."""
        rows = self.reading[
            (self.reading[schema.AREA_KIND] == str(AreaKind.WARD))
            & (self.reading[schema.DISTRICT] == district)
            & (self.reading[schema.LINE_KIND] == str(LineKind.ALL))
        ]
        return rows.sort_values(of_span(schema.OFFENCES, Span.MONTH), ascending=False)


def write_demand_products(folder: Path, told: DemandTold, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``demand.pdf``, ``demand.xlsx`` and the tables into a folder."""
    unit = told.changed.harm_unit
    read = (
        *columns.counts_columns(told.spans),
        *columns.harm_columns(told.spans, unit),
        *columns.said_columns(told.spans),
    )
    sheets = [
        Sheet(
            name="By line",
            columns=(*columns.AREA, columns.LINE_KIND, columns.LINE, *read),
            table=told.reading,
            empty=EMPTY,
            frozen_columns=6,
        ),
        *(
            Sheet(name=name, columns=own, table=table, empty=EMPTY)
            for name, own, table in (
                ("Outcomes", columns.OUTCOMES, told.outcomes),
                ("Open by month", columns.OPEN, told.open_by_month),
                ("Delivered", columns.DELIVERED, told.delivered),
                ("Residents", columns.RESIDENTS, told.residents),
            )
            if table is not None
        ),
    ]
    tables = [
        Sheet(name="Demand", columns=columns.TIDY, table=told.demand, empty=EMPTY),
        Sheet(name="Demand compared", columns=columns.JUDGED, table=told.judged, empty=EMPTY),
        Sheet(name="Demand areas", columns=(*columns.AREA, *read), table=told.areas, empty=EMPTY),
        *sheets[1:],
    ]
    write_table_xlsx(
        folder / stamp.file_name(product_files.DEMAND["Workbook (Excel)"]),
        sheets,
        stamp,
        title=told.title,
    )
    write_tidy_tables(folder, tables, stamp)
    (folder / stamp.file_name(product_files.DEMAND["To print (PDF)"])).write_bytes(
        _pdf(told, stamp)
    )
    _write_page(folder / "index.html", told, stamp)


def _write_page(path: Path, told: DemandTold, stamp: ProductStamp) -> None:
    counts = columns.counts_columns(told.spans)
    said = columns.said_columns(told.spans)
    read = [
        columns.LINE,
        *counts,
        *columns.harm_columns(told.spans, told.changed.harm_unit),
        *said,
    ]
    of_wards = [columns.AREA[2], *read[1:]]

    def shown(table: pd.DataFrame) -> pd.DataFrame:
        own = {each.column: table[each.column].map(beside_its_counts) for each in said}
        return table.assign(**own)

    write_page(
        path,
        "demand.html",
        stamp,
        title=told.title,
        told=told,
        files={**stamp.file_names(product_files.DEMAND), **product_files.EVERY_RUN},
        legend=LEGEND,
        caption=_overview_title(told),
        force=table_if_any(read, shown(told.lines_of(told.force)), told.force),
        districts=[
            (
                name,
                told.changed.local_policing_areas.get(name, ""),
                table_if_any(read, shown(told.lines_of(name)), name),
                table_if_any(of_wards, shown(told.wards_of(name)), f"{name}: all offences by ward"),
            )
            for name in list(told.changed.areas)[1:]
        ],
        outcomes=_outcome_tables(told),
        open_by_month=table_if_any(columns.OPEN, told.open_by_month, "Still under investigation"),
        delivered=table_if_any(columns.DELIVERED, told.delivered, "Delivered"),
        residents=table_if_any(columns.RESIDENTS, told.residents, "What residents say, by ward"),
    )


def _overview_title(told: DemandTold) -> str:
    earlier = told.changed.earlier(told.changed.shown_in_the_overview)
    return f"{told.month} against {earlier}"


def _outcome_tables(told: DemandTold) -> list[Markup]:
    """Return the force's outcomes by group, and the districts' of all offences."""
    if told.outcomes is None:
        return []
    of_force = told.outcomes[schema.AREA_KIND] == str(AreaKind.FORCE)
    whole = told.outcomes[schema.LINE] == told.outcomes[schema.LINE].iloc[0]
    area, group, *rest = columns.OUTCOMES
    return [
        html_table([group, *rest], told.outcomes[of_force], caption=f"{told.force}, by group"),
        html_table([area, *rest], told.outcomes[whole], caption="All offences, by district"),
    ]


def _pdf(told: DemandTold, stamp: ProductStamp) -> bytes:
    """Return two sides: what to look at and the districts; the force's figures and its work."""
    overview = told.changed.overview()
    areas = list(overview)[:MOST_AREAS]
    cells = {
        line: [overview[area][at] for area in areas]
        for at, line in enumerate(told.changed.lines[:MOST_LINES])
    }
    untold = [line for line, own in cells.items() if {each for each, _ in own} <= NOT_TOLD]
    data: dict[str, Any] = {
        **report_head(stamp, told.title, told.sentences),
        "chance": printable(told.changed.chance, 500),
        "missing": [printable(each, 260) for each in told.missing[:MOST_FACTS]],
        "overview_title": printable(_overview_title(told), 100),
        "legend": LEGEND,
        "areas": ["Whole force", *(printable(each, 40) for each in areas[1:])],
        "overview": [
            {
                "line": printable(line, LONGEST_LINE),
                "cells": [[printable(each, 24), is_clear] for each, is_clear in own],
            }
            for line, own in cells.items()
            if line not in untold
        ],
        "untold": [printable(words.in_mid_sentence(each), LONGEST_LINE) for each in untold],
        "force": printable(told.force, 60),
        "heads": [printable(each.title, 60) for each in columns.counts_columns(told.spans)],
        "rows": _force_rows(told),
        "harm_unit": printable(told.changed.harm_unit, 60),
        "outcomes_title": printable(f"Outcomes, {told.outcome_window}", 80),
        "outcomes": _outcome_rows(told),
        "outcome_words": [printable(each, 300) for each in told.outcome_words[:2]],
        "delivered": _delivered_rows(told),
        "unreadable": [printable(each, 300) for each in told.changed.unreadable],
        "cautions": [printable(each, 300) for each in stamp.caveats[:MOST_FACTS]],
    }
    return pdf_pages("demand.typ", data, made_at=stamp.made_at)


def _force_rows(told: DemandTold) -> list[dict[str, Any]]:
    said = said_of(Span.MONTH, "year" if Span.YEAR_BEFORE in told.spans else "before")
    rows = told.lines_of(told.force).head(MOST_LINES)
    return [
        {
            "line": printable(row[schema.LINE], LONGEST_LINE),
            "counts": [
                words.number(row[of_span(schema.OFFENCES, span)], missing=care.WITHHELD)
                for span in told.spans
            ],
            "harm": words.number(row[of_span(schema.HARM, Span.MONTH)], missing=care.WITHHELD),
            "said": printable(beside_its_counts(row.get(said)), 60),
        }
        for row in rows.to_dict("records")
    ]


def _outcome_rows(told: DemandTold) -> list[list[str]]:
    if told.outcomes is None:
        return []
    own = told.outcomes[told.outcomes[schema.AREA_KIND] == str(AreaKind.FORCE)]
    return [
        [
            printable(row[schema.LINE], 40),
            words.number(row[schema.OFFENCES], missing=care.WITHHELD),
            words.share(row[schema.SUSPECT_SHARE], missing=care.WITHHELD),
            words.share(row[schema.UNDETECTED_SHARE], missing=care.WITHHELD),
        ]
        for row in own.to_dict("records")
    ]


def _delivered_rows(told: DemandTold) -> list[list[str]]:
    if told.delivered is None:
        return []
    own = told.delivered[told.delivered[schema.SPAN] == str(Span.MONTH)].head(MOST_AREAS + 1)
    return [
        [
            printable(row[schema.DISTRICT], 30),
            words.number(row[schema.DOORS], missing=care.WITHHELD),
            words.number(row[schema.PATROLS]),
            words.number(row[schema.PATROL_HOURS]),
        ]
        for row in own.to_dict("records")
    ]
