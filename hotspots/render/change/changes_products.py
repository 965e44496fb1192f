"""What changed, written: the page, the paper, the workbook and the table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from markupsafe import Markup

from hotspots import product_files, schema
from hotspots.render.change.change_columns import ALL_FIGURES, reading_columns, reading_table
from hotspots.render.change.what_changed import (
    LEGEND,
    NOTHING_FELL,
    NOTHING_ROSE,
    ChangeItem,
    WhatChanged,
)
from hotspots.render.offline_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_page import html_table
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.render.typeset import pdf_pages, printable, stamped

_NOT_IN_AN_ID: Final = re.compile(r"[^a-z0-9]+")
LONGEST_FACT: Final = 1_400
# The name of a line says what was counted: cut off, it would say more than was.
LONGEST_LINE: Final = 200
_AT_THE_HEAD: Final = ("Demonstration", "Marking", "Force", "Period")
NOTHING: Final = "Nothing was compared"


def write_change_products(folder: Path, what_changed: WhatChanged, stamp: ProductStamp) -> None:
    """Write ``index.html``, ``changes.pdf``, ``changes.xlsx`` and ``changes.csv`` into a folder."""
    write_changes_page(folder / "index.html", what_changed, stamp)
    write_changes_pdf(
        folder / stamp.file_name(product_files.CHANGES["To print (PDF)"]), what_changed, stamp
    )
    table = what_changed.table
    write_table_csv(
        folder / stamp.file_name(product_files.CHANGES["Table (CSV)"]),
        ALL_FIGURES,
        table,
        stamp,
        empty=NOTHING,
    )
    whole = Sheet(
        name="All figures", columns=ALL_FIGURES, table=table, empty=NOTHING, frozen_columns=2
    )
    read = Sheet(
        name="What changed",
        columns=reading_columns(what_changed, with_area=True),
        table=reading_table(what_changed),
        empty=NOTHING,
        frozen_columns=3,
    )
    write_table_xlsx(
        folder / stamp.file_name(product_files.CHANGES["Table (Excel)"]),
        [read, whole],
        stamp,
        title="What changed",
    )
    write_tidy_tables(folder, [whole], stamp)


def write_changes_pdf(path: Path, what_changed: WhatChanged, stamp: ProductStamp) -> None:
    """Write the sentences, the overview of all districts, the force's lines, and the facts.

    Tagged for screen readers; the same bytes from the same data. It works in black and white: what
    is clear is in bold, and what may be chance has a question mark.
    """
    earlier = what_changed.earlier(what_changed.shown_in_the_overview)
    force, *_ = what_changed.areas
    data: dict[str, Any] = {
        "title": printable(what_changed.title, 80),
        **stamped(stamp, elsewhere=_AT_THE_HEAD, fact=LONGEST_FACT),
        "subtitle": printable(f"{stamp.force_name} · {stamp.period}", 160),
        "rises": _items(what_changed.rises),
        "no_rises": NOTHING_ROSE,
        "falls": _items(what_changed.falls),
        "no_falls": NOTHING_FELL,
        "sure": [printable(each, 700) for each in (what_changed.chance, *what_changed.missing)],
        "overview_title": printable(f"{what_changed.period} against {earlier}", 100),
        "legend": LEGEND,
        "lines": [printable(line, LONGEST_LINE) for line in what_changed.lines],
        "areas": [
            {
                "name": printable(area, 40),
                "cells": [[printable(w, 24), clear] for w, clear in cells],
            }
            for area, cells in what_changed.overview().items()
        ],
        "force": printable(force, 60),
        "force_items": _items(what_changed.areas[force]),
        "harm_unit": printable(what_changed.harm_unit, 60),
        "unreadable": [printable(each, 800) for each in what_changed.unreadable],
    }
    path.write_bytes(pdf_pages("changes.typ", data, made_at=stamp.made_at))


def _items(items: Sequence[ChangeItem]) -> list[dict[str, str]]:
    return [
        {
            "heading": printable(each.heading, 60 + LONGEST_LINE),
            "line": printable(each.line, LONGEST_LINE),
            "count": each.count,
            "said": printable(each.said, 320),
        }
        for each in items
    ]


def write_changes_page(path: Path, what_changed: WhatChanged, stamp: ProductStamp) -> None:
    """Write ``index.html`` of what changed.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    what_changed : WhatChanged
    stamp : ProductStamp

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    period = what_changed.earlier(what_changed.shown_in_the_overview)
    write_page(
        path,
        "changes.html",
        stamp,
        title=what_changed.title,
        what_changed=what_changed,
        nothing_rose=NOTHING_ROSE,
        nothing_fell=NOTHING_FELL,
        legend=LEGEND,
        caption=f"{what_changed.period} against {period}",
        areas=[(area, _table(what_changed, area)) for area in what_changed.areas],
        id_of=_id,
        files={**stamp.file_names(product_files.CHANGES), **product_files.EVERY_RUN},
    )


def _table(what_changed: WhatChanged, area: str) -> Markup:
    table = reading_table(what_changed)
    return html_table(
        reading_columns(what_changed, with_area=False),
        table[(table[schema.AREA_NAME] == area) & table[schema.LINE].isin(what_changed.lines)],
        caption=f"{area}, {what_changed.period}",
    )


def _id(area: str) -> str:
    return f"area-{_NOT_IN_AN_ID.sub('-', area.lower()).strip('-')}"
