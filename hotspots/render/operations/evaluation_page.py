"""The page of an evaluation: the verdict, how sure it is, what was done, and all its tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hotspots.render.operations.evaluation_content import (
    DIFFERENCE_COLUMNS,
    PAGE_AREAS,
    RATIO_COLUMNS,
    SERIES_COLUMNS,
    EvaluationContent,
)
from hotspots.render.operations.evaluation_map import map_picture
from hotspots.render.operations.evaluation_picture import forest_picture, series_picture
from hotspots.render.run_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_page import html_table


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
    write_page(
        path,
        "evaluation.html",
        stamp,
        title=content.title,
        content=content,
        files=files,
        series=series_picture(content),
        forest=forest_picture(content.forest),
        ratios=html_table(
            RATIO_COLUMNS, content.ratios, caption="Treated areas against controls, as ratios"
        ),
        differences=html_table(
            DIFFERENCE_COLUMNS, content.differences, caption="The same in offences and in harm"
        ),
        the_map=map_picture(content),
        areas=html_table(PAGE_AREAS, content.areas, caption="Every area"),
        steps=html_table(SERIES_COLUMNS, content.series, caption=f"Offences a {content.step}"),
    )
