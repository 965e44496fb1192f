"""The page of an evaluation: the verdict, how sure it is, what was done, and all its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hotspots.render.operations.evaluation_content import (
    DIFFERENCE_COLUMNS,
    PAGE_AREAS,
    RATIO_COLUMNS,
    SERIES_COLUMNS,
)
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.run_page import (
    about_section,
    escaped,
    facts_table,
    figures_list,
    links,
    write_page,
)
from hotspots.render.table_page import html_table

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.render.operations.evaluation_content import EvaluationContent
    from hotspots.render.stamp import ProductStamp


def write_evaluation_page(
    path: Path, content: EvaluationContent, *, files: Mapping[str, str], stamp: ProductStamp
) -> None:
    """Write ``index.html`` of an evaluation.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    content : EvaluationContent
    files : mapping of str to str
        Label to path.
    stamp : ProductStamp

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    body = f"""<section><h2>{escaped(content.headline)}</h2><p>{escaped(content.sentence)}</p>
{figures_list(content.figures)}
{_points(content.points)}
{links(files)}</section>
<section><h2>Before and during</h2>{_picture(series_picture(content), "Offences step by step")}
</section>
<section><h2>How sure</h2>
<p>Each line is a measure, its mark the estimate, its bar the interval. The first decides.</p>
{_picture(forest_picture(content.forest), "Each measure with its interval")}
{html_table(RATIO_COLUMNS, content.ratios, caption="Treated areas against controls, as ratios")}
{html_table(DIFFERENCE_COLUMNS, content.differences, caption="The same in offences and in harm")}
</section>
<section><h2>What was done</h2>{facts_table(dict(content.done))}</section>
<section><h2>Where</h2>{_picture(map_picture(content), "Map of the operation")}
{html_table(PAGE_AREAS, content.areas, caption="Every area")}</section>
<section><h2>Why these controls</h2>{facts_table(dict(content.controls))}</section>
<section><h2>Step by step</h2>
{html_table(SERIES_COLUMNS, content.series, caption=f"Offences a {content.step}")}</section>
{about_section(stamp)}"""
    write_page(path, body, stamp, title=content.title)


def _points(points: Sequence[str]) -> str:
    return "".join(f"<p>{escaped(point)}</p>" for point in points)


def _picture(svg: str, label: str) -> str:
    return (
        f'<div class="wide picture" tabindex="0" role="region" aria-label="{escaped(label)}">'
        f"{svg}</div>"
    )
