"""The page about accuracy: what ranks the maps and why, then every table behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from hotspots.render.hold_outs.accuracy_columns import (
    captured_table,
    chosen_table,
    difference_table,
    index_table,
    parts_table,
)
from hotspots.render.hold_outs.accuracy_content import AccuracyContent, ForeseenContent
from hotspots.render.run_page import write_page
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_columns import TableColumn
from hotspots.render.table_page import html_table
from hotspots.schema import HoldOutDesign

MakeTable = Callable[[ForeseenContent, HoldOutDesign], tuple[list[TableColumn], pd.DataFrame]]

TRIED: Final = "Tried on the two periods of two months before the one judged"


def write_accuracy_page(
    path: Path,
    content: AccuracyContent,
    *,
    pictures: Sequence[Markup],
    files: Mapping[str, str],
    stamp: ProductStamp,
) -> None:
    """Write ``index.html`` of an accuracy run.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    content : AccuracyContent
    pictures : sequence of Markup
        One a part, from ``capture_picture``.
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
        "accuracy.html",
        stamp,
        title=content.title,
        content=content,
        files=files,
        foreseen=[
            {"told": each, "picture": picture, **_tables(each, content)}
            for each, picture in zip(content.foreseen, pictures, strict=True)
        ],
    )


def _tables(each: ForeseenContent, content: AccuracyContent) -> dict[str, object]:
    designs = {HoldOutDesign.ONE_SPLIT: content.split, HoldOutDesign.MONTHLY_ROLL: content.roll}
    parts, part_rows = parts_table(each)
    chosen, chosen_rows = chosen_table(each)
    pai = "harm-PAI" if each.by_harm else "PAI"
    indices = f"{pai} · PEI · RRI. {content.split}"
    adds = f"% captured; each line knows what those above it do. {content.split}"
    captured, more = "% captured", "Points captured more or less"
    return {
        "captured": [
            _table(captured_table, each, design, f"{captured} (95 % interval). {words}")
            for design, words in designs.items()
        ],
        "differences": [
            _table(difference_table, each, design, f"{more} (95 % interval). {words}")
            for design, words in designs.items()
        ],
        "indices": _table(index_table, each, HoldOutDesign.ONE_SPLIT, indices),
        "parts": html_table(parts, part_rows, caption=adds),
        "chosen": html_table(chosen, chosen_rows, caption=TRIED),
    }


def _table(make: MakeTable, each: ForeseenContent, design: HoldOutDesign, caption: str) -> Markup:
    columns, table = make(each, design)
    return html_table(columns, table, caption=caption)
