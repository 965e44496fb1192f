"""The page of what changed: sentences first, then an overview, then every area in full."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from markupsafe import Markup

from hotspots import schema
from hotspots.render.change.change_columns import reading_columns, reading_table
from hotspots.render.change.what_changed import LEGEND, NOTHING_FELL, NOTHING_ROSE, WhatChanged
from hotspots.render.run_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_page import html_table

_NOT_IN_AN_ID: Final = re.compile(r"[^a-z0-9]+")


def write_changes_page(
    path: Path, what_changed: WhatChanged, *, files: Mapping[str, str], stamp: ProductStamp
) -> None:
    """Write ``index.html`` of what changed.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    what_changed : WhatChanged
    files : mapping of str to str
        Label to path.
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
        files=files,
    )


def _table(what_changed: WhatChanged, area: str) -> Markup:
    table = reading_table(what_changed)
    return html_table(
        reading_columns(what_changed, with_area=False),
        table[(table[schema.AREA_NAME] == area) & table[schema.COUNT_NOW].notna()],
        caption=f"{area}, {what_changed.period}",
    )


def _id(area: str) -> str:
    return f"area-{_NOT_IN_AN_ID.sub('-', area.lower()).strip('-')}"
