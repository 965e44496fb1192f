"""A table on a page: the same columns, titles and rounding as in the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import pandas as pd
from markupsafe import Markup

from hotspots import words
from hotspots.render.markup import markup
from hotspots.render.table_columns import NUMERIC_KINDS, TIME_KINDS, TableColumn, as_read


def html_table(
    columns: Sequence[TableColumn],
    table: pd.DataFrame,
    *,
    caption: str,
    empty: str = "Nothing to show.",
    row_heading: str | None = None,
) -> Markup:
    """Return a table as markup; it scrolls sideways where narrow.

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
    texts = [c.column for c in columns if c.kind not in (*NUMERIC_KINDS, *TIME_KINDS)]
    heading = row_heading or next(iter(texts), columns[0].column)
    return markup(
        "table.html",
        caption=caption,
        empty=empty,
        heads=heads_of(columns),
        heading=heading,
        rows=[
            [_in_words(value, column) for value, column in zip(row, columns, strict=True)]
            for row in as_read(table, columns).itertuples(index=False, name=None)
        ],
    )


def heads_of(columns: Iterable[TableColumn]) -> list[dict[str, object]]:
    """Return what a template's ``head_of`` needs of each column."""
    return [
        {
            "column": each.column,
            "title": each.title,
            "meaning": each.meaning,
            "number": each.kind in NUMERIC_KINDS,
        }
        for each in columns
    ]


def _in_words(value: object, column: TableColumn) -> object:
    if isinstance(value, datetime):
        return words.short_moment(value, year=True)
    if isinstance(value, date):
        return words.short_day(value, year=True)
    if isinstance(value, int | float):
        return words.number(value, column.decimals)
    return value
