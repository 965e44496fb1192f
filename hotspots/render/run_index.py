"""The pages that a run opens with: its index, and its receipt in readable form."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotspots.render.offline_page import data_address
from hotspots.render.run_page import (
    about_section,
    escaped,
    facts_table,
    figures_list,
    link,
    links,
    write_page,
)

if TYPE_CHECKING:
    from hotspots.render.stamp import ProductStamp

DEEPEST_HEADING: Final = 6
LARGE: Final = 10_000  # from here on a number is read with commas, and no decimals
UNITS: Final = {"m": "m", "m2": "m²", "km2": "km²", "s": "seconds", "mb": "MB"}


@dataclass(frozen=True, kw_only=True)
class DistrictSummary:
    """What the index says of one policing district, or of the force.

    Attributes
    ----------
    name, local_policing_area : str
    map_page : str
        Path of the interactive map from the index, with forward slashes.
    figures : sequence of (label, value)
        In words; every district has the same labels in the same order.
    downloads : mapping of str to str
        Label, for example ``"Excel"``, to the path of the file from the index.
    """

    name: str
    map_page: str
    local_policing_area: str = ""
    figures: Sequence[tuple[str, str]] = ()
    downloads: Mapping[str, str] = field(default_factory=dict)


def write_run_index(
    path: Path,
    *,
    title: str,
    stamp: ProductStamp,
    force: DistrictSummary | None,
    districts: Sequence[DistrictSummary],
    run_files: Mapping[str, str],
    overview_png: bytes | None = None,
) -> None:
    """Write ``index.html``: the force, its districts with their figures, maps and files.

    Parameters
    ----------
    path : Path
        All other paths are relative to its folder.
    title : str
        For example ``"Harm spots"``.
    stamp : ProductStamp
    force : DistrictSummary or None
        The map, the figures and the files of the whole force, where there are any.
    districts : sequence of DistrictSummary
        In the order in which they are shown; neighbours in the sequence that belong to one local
        policing area stand under its name.
    run_files : mapping of str to str
        Label to path: the receipt, the rows set aside.
    overview_png : bytes, optional
        A picture of the force's map, put into the page.

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    body = "\n".join(
        [
            "" if force is None else _force_section(force, overview_png),
            _districts_section(districts),
            _set_aside_section(stamp, run_files),
            about_section(stamp),
        ]
    )
    write_page(path, body, stamp, title=title)


def write_receipt_page(
    path: Path, receipt: Mapping[str, object], stamp: ProductStamp, *, title: str = "Receipt"
) -> None:
    """Write a receipt so that it can be read: nested groups as headed tables.

    Parameters
    ----------
    path : Path
    receipt : mapping
        What ``receipt.json`` holds: texts, numbers, lists and mappings in one another.
    stamp : ProductStamp
    title : str
    """
    scalars = {name: value for name, value in receipt.items() if not _is_nested(value)}
    groups = {name: value for name, value in receipt.items() if _is_nested(value)}
    general = f"<section><h2>General</h2>{_scalar_table(scalars)}</section>" if scalars else ""
    sections = "\n".join(
        f"<section><h2>{escaped(_heading(name))}</h2>"
        f"{_nested(value, level=3, label=_heading(name))}</section>"
        for name, value in groups.items()
    )
    intro = (
        "<section><p>Everything that is needed to make this run again, and to compare it with "
        "another. The same facts stand in the JSON file beside it.</p></section>"
    )
    write_page(path, f"{intro}\n{general}\n{sections}", stamp, title=title)


def _force_section(force: DistrictSummary, overview_png: bytes | None) -> str:
    words = (
        f"<div><h2>{escaped(force.name)}</h2>{figures_list(force.figures)}"
        f'<p class="open-map">{link("Open the map of the whole force", force.map_page)}</p>'
        f"{links(force.downloads)}</div>"
    )
    if overview_png is None:
        return f'<section class="force">{words}</section>'
    picture = (
        f'<img src="{data_address(overview_png)}" '
        f'alt="Map of {escaped(force.name)} with its harm spots; the table below has the figures.">'
    )
    return f'<section class="force has-picture">{words}{picture}</section>'


def _districts_section(districts: Sequence[DistrictSummary]) -> str:
    if not districts:
        return '<section><h2>Policing districts</h2><p class="nothing">None.</p></section>'
    labels = [label for label, _ in districts[0].figures]
    heads = "".join(
        f'<th scope="col" role="columnheader"{" class=number" if label in labels else ""}>'
        f"{escaped(label)}</th>"
        for label in ["District", *labels, "Files"]
    )
    rows = "".join(
        _area_row(area, len(labels) + 2) + "".join(map(_district_row, members))
        for area, members in groupby(districts, key=lambda district: district.local_policing_area)
    )
    # The roles keep it a table for a screen reader where a phone shows it as cards.
    return (
        "<section><h2>Policing districts</h2>"
        '<table class="districts" role="table"><thead role="rowgroup">'
        f'<tr role="row">{heads}</tr></thead>'
        f'<tbody role="rowgroup">{rows}</tbody></table></section>'
    )


def _area_row(area: str, width: int) -> str:
    if not area:
        return ""
    return (
        f'<tr class="area-row" role="row"><th scope="rowgroup" role="rowheader" colspan="{width}">'
        f"{escaped(area)}</th></tr>"
    )


def _district_row(district: DistrictSummary) -> str:
    figures = "".join(
        f'<td class="number" role="cell" data-title="{escaped(label)}">{escaped(value)}</td>'
        for label, value in district.figures
    )
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{link(district.name, district.map_page)}'
        f'</th>{figures}<td role="cell">{links(district.downloads)}</td></tr>'
    )


def _set_aside_section(stamp: ProductStamp, run_files: Mapping[str, str]) -> str:
    rows = {
        "Rows in": f"{stamp.rows_in:,}",
        "Rows used": f"{stamp.rows_used:,}",
        **{
            f"Set aside: {reason}": f"{count:,}"
            for reason, count in sorted(stamp.rows_set_aside.items(), key=lambda i: (-i[1], i[0]))
        },
    }
    return (
        "<section><h2>Rows, and the run’s own files</h2>"
        "<p>Every row that was read is either used or set aside with a reason.</p>"
        f"{facts_table(rows)}{links(run_files)}</section>"
    )


def _nested(value: object, *, level: int, label: str) -> str:
    """Return a group or a list; the label tells its tables apart for a screen reader."""
    if isinstance(value, Mapping):
        return _mapping(value, level, label)
    items = list(value) if isinstance(value, Sequence) else [value]
    if not items:
        return '<p class="nothing">None.</p>'
    records = [item for item in items if isinstance(item, Mapping)]
    if len(records) == len(items):
        return _records(records, label)
    return "<ul>" + "".join(f"<li>{escaped(_words(item))}</li>" for item in items) + "</ul>"


def _mapping(group: Mapping[str, object], level: int, label: str) -> str:
    if not group:
        return '<p class="nothing">None.</p>'
    scalars = {name: value for name, value in group.items() if not _is_nested(value)}
    heading = f"h{min(level, DEEPEST_HEADING)}"
    nested = "".join(
        f"<{heading}>{escaped(_heading(name))}</{heading}>"
        f"{_nested(value, level=level + 1, label=f'{label}: {_heading(name)}')}"
        for name, value in group.items()
        if _is_nested(value)
    )
    return (_scalar_table(scalars) if scalars else "") + nested


def _records(rows: Sequence[Mapping[str, object]], label: str) -> str:
    names = list(dict.fromkeys(name for row in rows for name in row))
    heads = "".join(f'<th scope="col">{escaped(_heading(name))}</th>' for name in names)
    lines = "".join(
        "<tr>" + "".join(f"<td>{escaped(_words(row.get(name)))}</td>" for name in names) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(label)}"><table><thead>'
        f"<tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>"
    )


def _scalar_table(scalars: Mapping[str, object]) -> str:
    return facts_table({_heading(name): _words(value) for name, value in scalars.items()})


def _is_nested(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, Sequence) and not isinstance(value, str)
    )


def _heading(name: object) -> str:
    """Return a key as a heading; one that is no name of ours (a file, a reason) stays as it is."""
    text = str(name)
    if not (text.isidentifier() and text.islower()):
        return text
    words = text.replace("_", " ").capitalize()
    for suffix, unit in UNITS.items():
        if text.endswith(f"_{suffix}"):
            return f"{words.removesuffix(f' {suffix}')} ({unit})"
    return words


def _words(value: object) -> str:
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if _is_nested(value):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, int | float) and math.isfinite(value):
        return _number(value)
    return str(value)


def _number(value: float) -> str:
    """Return a number as it is read: a large one whole and with commas, no ".0" on any."""
    if abs(value) >= LARGE:
        return f"{value:,.0f}"
    return f"{value:.0f}" if float(value).is_integer() else str(value)
