"""A table on a page: the same columns, titles and rounding as in the workbook."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from hotspots import words
from hotspots.render.run_page import escaped
from hotspots.render.table_columns import NUMERIC_KINDS, TIME_KINDS, TableColumn, as_read

if TYPE_CHECKING:
    import pandas as pd


def html_table(
    columns: Sequence[TableColumn],
    table: pd.DataFrame,
    *,
    caption: str,
    empty: str = "Nothing to show.",
    row_heading: str | None = None,
) -> str:
    """Return a table as markup in which every text is escaped; it scrolls sideways where narrow.

    Parameters
    ----------
    columns : sequence of TableColumn
        A meaning becomes the heading's tooltip.
    table : DataFrame
        Raw values under the columns' own names.
    caption : str
        What the table is; read first by a screen reader.
    empty : str
        Said in place of a table without rows.
    row_heading : str, optional
        The column whose cells head their rows; by default the first of text.
    """
    if table.empty:
        return f"<p>{escaped(empty)}</p>"
    texts = [c.column for c in columns if c.kind not in (*NUMERIC_KINDS, *TIME_KINDS)]
    heading = row_heading or next(iter(texts), columns[0].column)
    head = "".join(_head(column) for column in columns)
    rows = "".join(
        "<tr>"
        + "".join(_cell(v, c, heads=c.column == heading) for v, c in zip(row, columns, strict=True))
        + "</tr>"
        for row in as_read(table, columns).itertuples(index=False, name=None)
    )
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escaped(caption)}">'
        f'<table class="data"><caption>{escaped(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _head(column: TableColumn) -> str:
    meaning = f' title="{escaped(column.meaning)}"' if column.meaning else ""
    return f'<th scope="col"{_class(column)}{meaning}>{escaped(column.title)}</th>'


def _class(column: TableColumn) -> str:
    return ' class="number"' if column.kind in NUMERIC_KINDS else ""


def _cell(value: object, column: TableColumn, *, heads: bool) -> str:
    text = escaped(_in_words(value, column))
    if heads:
        return f'<th scope="row">{text}</th>'
    return f"<td{_class(column)}>{text}</td>"


def _in_words(value: object, column: TableColumn) -> object:
    if isinstance(value, datetime):
        return words.short_moment(value, year=True)
    if isinstance(value, date):
        return words.short_day(value, year=True)
    if isinstance(value, int | float):
        return words.number(value, column.decimals)
    return value
