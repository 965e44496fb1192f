"""A table on a page: the same columns, titles and rounding as in the workbook."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

import pandas as pd
from markupsafe import Markup

from hotspots import care, words
from hotspots.render.markup import markup
from hotspots.render.table_book import snake_case
from hotspots.render.table_columns import NUMERIC_KINDS, TIME_KINDS, TableColumn, as_read


def table_if_any(
    columns: Sequence[TableColumn], table: pd.DataFrame | None, caption: str
) -> Markup | None:
    """Return a table as markup; None where there is no table, or none of its rows."""
    return None if table is None or table.empty else html_table(columns, table, caption=caption)


def html_table(
    columns: Sequence[TableColumn],
    table: pd.DataFrame,
    *,
    caption: str,
    empty: str = "Nothing to show.",
    row_heading: str | None = None,
    on_a_phone: Collection[str] = (),
) -> Markup:
    """Return a table as markup, with what its columns mean folded under it.

    Parameters
    ----------
    columns : sequence of TableColumn
        A meaning becomes the heading's tooltip, and stands under the table.
    table : DataFrame
        Raw values under the columns' own names. What is withheld is said in its cell.
    caption : str
        What the table is; read first by a screen reader.
    empty : str
        Said in place of a table without rows.
    row_heading : str, optional
        The column whose cells head their rows; by default the first of text.
    on_a_phone : collection of str
        The columns that a phone shows, a card a row, with the others a touch away; where none is
        named, the table scrolls sideways.
    """
    texts = [c.column for c in columns if c.kind not in (*NUMERIC_KINDS, *TIME_KINDS)]
    heading = row_heading or next(iter(texts), columns[0].column)
    shown = on_a_phone or [each.column for each in columns]
    return markup(
        "table.html",
        caption=caption,
        empty=empty,
        heads=[{**head, "rest": head["column"] not in shown} for head in heads_of(columns)],
        is_cards=bool(on_a_phone),
        id=snake_case(caption),
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
    return care.WITHHELD if value is None and column.withheld else value
