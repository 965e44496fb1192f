"""The page of what changed: sentences first, then an overview, then every area in full."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.render.change.change_columns import reading_columns, reading_table
from hotspots.render.change.what_changed import LEGEND, NOTHING_FELL, NOTHING_ROSE
from hotspots.render.run_page import about_section, escaped, links, write_page
from hotspots.render.table_page import html_table

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.render.change.what_changed import ChangeItem, WhatChanged
    from hotspots.render.stamp import ProductStamp

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
    force, *districts = what_changed.areas
    body = f"""<section><h2>What to look at first</h2>
{_items(what_changed.rises, NOTHING_ROSE)}
<h3>What fell</h3>
{_items(what_changed.falls, NOTHING_FELL)}
<h3>How sure</h3>
{"".join(f"<p>{escaped(words)}</p>" for words in (what_changed.chance, *what_changed.missing))}
{links(files)}</section>
{_overview(what_changed)}
{_area(what_changed, force)}
{"".join(_area(what_changed, district) for district in districts)}
{_unreadable(what_changed)}
{about_section(stamp)}"""
    write_page(path, body, stamp, title=what_changed.title)


def _items(items: Sequence[ChangeItem], nothing: str) -> str:
    if not items:
        return f"<p>{escaped(nothing)}</p>"
    return "".join(
        f"<p>{number}. <strong>{escaped(each.heading)}</strong>: {escaped(each.count)}. "
        f"{escaped(each.said)}</p>"
        for number, each in enumerate(items, start=1)
    )


def _overview(what_changed: WhatChanged) -> str:
    period = what_changed.earlier(what_changed.shown_in_the_overview)
    caption = f"{what_changed.period} against {period}"
    head = "".join(f'<th scope="col">{escaped(line)}</th>' for line in what_changed.lines)
    rows = "".join(
        f'<tr><th scope="row"><a href="#{_id(area)}">{escaped(area)}</a></th>'
        + "".join(_overview_cell(words, clear=clear) for words, clear in cells)
        + "</tr>"
        for area, cells in what_changed.overview().items()
    )
    return (
        f"<section><h2>Every district at a glance</h2><p>{escaped(LEGEND)}</p>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(caption)}">'
        f'<table class="data"><caption>{escaped(caption)}</caption><thead><tr>'
        f'<th scope="col">Area</th>{head}</tr></thead><tbody>{rows}</tbody></table></div></section>'
    )


def _overview_cell(words: str, *, clear: bool) -> str:
    text = escaped(words)
    return f"<td><strong>{text}</strong></td>" if clear else f"<td>{text}</td>"


def _area(what_changed: WhatChanged, area: str) -> str:
    table = reading_table(what_changed)
    rows = table[(table[schema.AREA_NAME] == area) & table[schema.COUNT_NOW].notna()]
    policing_area = what_changed.local_policing_areas.get(area)
    under = f"<p>{escaped(policing_area)} local policing area</p>" if policing_area else ""
    columns = reading_columns(what_changed, with_area=False)
    return (
        f'<section id="{_id(area)}"><h2>{escaped(area)}</h2>{under}'
        f"{html_table(columns, rows, caption=f'{area}, {what_changed.period}')}</section>"
    )


def _unreadable(what_changed: WhatChanged) -> str:
    if not what_changed.unreadable:
        return ""
    told = "".join(
        f"<p>{escaped(reason)} {escaped(', '.join(themes))}.</p>"
        for reason, themes in what_changed.unreadable.items()
    )
    return f"<section><h2>Themes without a figure</h2>{told}</section>"


def _id(area: str) -> str:
    return f"area-{_NOT_IN_AN_ID.sub('-', area.lower()).strip('-')}"
