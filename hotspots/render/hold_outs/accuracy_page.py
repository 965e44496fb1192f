"""The page about accuracy: what ranks the maps and why, then every table behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hotspots.render.hold_outs.accuracy_columns import (
    captured_table,
    chosen_table,
    difference_table,
    index_table,
    parts_table,
)
from hotspots.render.run_page import about_section, escaped, facts_table, links, write_page
from hotspots.render.table_page import html_table
from hotspots.schema import HoldOutDesign

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from hotspots.render.hold_outs.accuracy_content import AccuracyContent, ForeseenContent
    from hotspots.render.stamp import ProductStamp
    from hotspots.render.table_columns import TableColumn

    MakeTable = Callable[[ForeseenContent, HoldOutDesign], tuple[list[TableColumn], pd.DataFrame]]

TRIED: Final = "Tried on the two periods of two months before the one judged"


def write_accuracy_page(
    path: Path,
    content: AccuracyContent,
    *,
    pictures: Sequence[str],
    files: Mapping[str, str],
    stamp: ProductStamp,
) -> None:
    """Write ``index.html`` of an accuracy run.

    Parameters
    ----------
    path : Path
        The files are named relative to its folder.
    content : AccuracyContent
    pictures : sequence of str
        One a part, from ``capture_picture``: SVG without a script, put into the page as it is.
    files : mapping of str to str
        Label to path.
    stamp : ProductStamp

    Raises
    ------
    ParameterError
        When a path leads out of the run's folder.
    """
    foreseen = "".join(
        _foreseen(each, picture, content)
        for each, picture in zip(content.foreseen, pictures, strict=True)
    )
    body = f"""<section><h2>What ranks, and why</h2>
{_paragraphs(content.verdict)}
{links(files)}</section>
{foreseen}
<section><h2>The words of the tables</h2>{facts_table(dict(content.explained))}</section>
{about_section(stamp)}"""
    write_page(path, body, stamp, title=content.title)


def _foreseen(each: ForeseenContent, picture: str, content: AccuracyContent) -> str:
    designs = {HoldOutDesign.ONE_SPLIT: content.split, HoldOutDesign.MONTHLY_ROLL: content.roll}
    captured = "".join(
        _table(captured_table, each, design, f"% captured (95 % interval). {words}")
        for design, words in designs.items()
    )
    differences = "".join(
        _table(
            difference_table, each, design, f"Points captured more or less (95 % interval). {words}"
        )
        for design, words in designs.items()
    )
    parts, part_rows = parts_table(each)
    parts_caption = f"% captured; each line knows what those above it do. {content.split}"
    chosen, chosen_rows = chosen_table(each)
    pai = "harm-PAI" if each.by_harm else "PAI"
    index_caption = f"{pai} · PEI · RRI. {content.split}"
    return f"""<section><h2>{escaped(each.label)}</h2>
{_paragraphs(each.sentences)}
<div class="wide" tabindex="0" role="region" aria-label="Capture curves: {escaped(each.label)}">
{picture}</div>
<h3>Share captured</h3>{captured}
<h3>The shrunk history beside the others, on the same resamples of places</h3>{differences}
<h3>Accuracy indices</h3>{_table(index_table, each, HoldOutDesign.ONE_SPLIT, index_caption)}
<h3>What each part of the shrunk history adds</h3>
{html_table(parts, part_rows, caption=parts_caption)}
<h3>What was chosen on earlier months</h3>
{html_table(chosen, chosen_rows, caption=TRIED)}
</section>"""


def _table(make: MakeTable, each: ForeseenContent, design: HoldOutDesign, caption: str) -> str:
    columns, table = make(each, design)
    return html_table(columns, table, caption=caption)


def _paragraphs(sentences: Sequence[str]) -> str:
    return "".join(f"<p>{escaped(words)}</p>" for words in sentences)
