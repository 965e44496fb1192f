"""The columns of a table that a person reads: title with its unit, meaning, and how it is written.

The workbook, the CSV file, the page, the mapping layer and the glossary of a table are all made
from one list of columns, so that a figure has one name and one unit wherever it is read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import partial
from typing import Any

import pandas as pd

from hotspots.render.plain_text import plain_text


class Kind(StrEnum):
    """How a column is written and aligned."""

    TEXT = "text"
    NUMBER = "number"
    SHADE = "shade"  # a number that its cell's shade shows; zero is left blank
    PERCENTAGE = "percentage"  # 0 to 1 in the data, 0 to 100 where a person reads it
    FLAG = "flag"  # yes or no
    DATE = "date"
    MOMENT = "moment"  # with its clock time, as it was on the clock in the street


_IN_A_FILE = "Empty where withheld."
NUMERIC_KINDS = (Kind.NUMBER, Kind.SHADE, Kind.PERCENTAGE)
TIME_KINDS = (Kind.DATE, Kind.MOMENT)


@dataclass(frozen=True)
class TableColumn:
    """One column that a person reads: the data's name for it, its title with its unit, its meaning.

    Attributes
    ----------
    decimals : int
        How many a person has use for.
    shown : int or None
        How many of them a workbook shows; None shows all.
    width : float
        In characters.
    bold_where : str
        A column of the data that says where the words are bold; empty for nowhere.
    fill_in : bool
        Empty, for somebody to fill in.
    choices : tuple of str
        What may be filled in; empty for anything.
    withheld : bool
        Counts, and what is made of them, that are missing where they are withheld: a page says so
        in the cell, a file has none there.
    """

    column: str
    title: str
    meaning: str = ""
    _: KW_ONLY
    kind: Kind
    decimals: int = 0
    shown: int | None = None
    width: float = 11
    bold_where: str = ""
    fill_in: bool = False
    choices: tuple[str, ...] = ()
    withheld: bool = False

    @property
    def meaning_in_a_file(self) -> str:
        """What it means, and what an empty cell of it does."""
        return f"{self.meaning} {_IN_A_FILE}".lstrip() if self.withheld else self.meaning


# A column of words, of figures, of counts of which few are withheld, of shades, of shares
# (0 to 1 in the data), of yes and no, of days, and of moments on the clock in the street.
text = partial(TableColumn, kind=Kind.TEXT)
number = partial(TableColumn, kind=Kind.NUMBER)
count = partial(TableColumn, kind=Kind.NUMBER, withheld=True)
shade = partial(TableColumn, kind=Kind.SHADE)
share = partial(TableColumn, kind=Kind.PERCENTAGE)
flag = partial(TableColumn, kind=Kind.FLAG)
day = partial(TableColumn, kind=Kind.DATE)
moment = partial(TableColumn, kind=Kind.MOMENT, width=16)


def to_fill_in(column: TableColumn, *choices: str) -> TableColumn:
    """Return a column that somebody fills in, with one of the choices where there are any."""
    return replace(column, fill_in=True, choices=choices)


def as_read(table: pd.DataFrame, columns: Sequence[TableColumn]) -> pd.DataFrame:
    """Return a table as a person reads it: a column a title, in the order of ``columns``.

    Text is one visible line, empty where missing. Numbers are rounded to the column's decimals,
    percentages run from 0 to 100, flags are ``yes`` and ``no``, times have lost their zone.
    """
    return pd.DataFrame(
        {column.title: _column_as_read(table[column.column], column) for column in columns},
        index=table.index,
    )


def _column_as_read(values: pd.Series[Any], column: TableColumn) -> pd.Series[Any]:
    if column.kind is Kind.TEXT:
        read: list[Any] = [plain_text(value) for value in values]
    elif column.kind is Kind.FLAG:
        read = ["" if pd.isna(value) else "yes" if value else "no" for value in values]
    elif column.kind in TIME_KINDS:
        read = [_on_the_clock(value, column.kind) for value in values]
    else:
        scale = 100.0 if column.kind is Kind.PERCENTAGE else 1.0
        read = [_rounded(value, scale, column.decimals) for value in values]
    return pd.Series(read, index=values.index, dtype="object")


def _on_the_clock(value: Any, kind: Kind) -> date | datetime | None:  # noqa: ANN401 - a cell
    if pd.isna(value):
        return None
    moment = pd.Timestamp(value).tz_localize(None).to_pydatetime(warn=False)
    return moment.date() if kind is Kind.DATE else moment


def _rounded(value: Any, scale: float, decimals: int) -> float | int | None:  # noqa: ANN401 - a cell
    if value is None or value is pd.NA:
        return None
    number = float(value) * scale
    if not math.isfinite(number):
        return None
    return round(number, decimals) if decimals else round(number)
