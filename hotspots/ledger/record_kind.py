"""What the kinds of record have in common, so that each is read and kept by the same means."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import pandas as pd

from hotspots import schema

# Text begins with a letter or a figure, so that none of it can become a live formula.
TEXT_PATTERN: Final = r"\w[^\x00-\x1f]{0,79}"

Faults = list[tuple[StrEnum, pd.Series]]

# Beside the words of the schema, what people write for them.
ROLE_SPELLINGS: Final[Mapping[str, str]] = {
    "police constable": schema.VisitRole.PC,
    "police community support officer": schema.VisitRole.PCSO,
    "special constable": schema.VisitRole.SPECIAL,
    "sc": schema.VisitRole.SPECIAL,
}


@dataclass(frozen=True, kw_only=True)
class RecordKind:
    """A kind of record: its columns, the words of a file's header, and what makes a row unfit.

    Attributes
    ----------
    what : str
        In the plural, as a message says it: "visits".
    columns : tuple of str
        Of the table that is handed out. Entry's time and role are among them.
    needed : tuple of str
        Without them a table or a file is refused whole.
    needs_one_of : tuple of tuple of str
        Of these groups of columns a file has to have one whole; a table, the first.
    headers : mapping of str to tuple of str
        By column, what else a file's header may call it.
    moments, days : tuple of str
        Columns of aware times, and of whole days, that every row must have.
    numbers : mapping of str to str
        Columns of counts, and the type in which they are handed out.
    words : mapping of str to StrEnum
        Columns that take these words alone.
    spellings : mapping of str to str
        Other ways of writing those words, lower case.
    key, agreeing : tuple of str
        Rows that are alike in the first are one record; in the second they then have to agree.
    alike_in_key : mapping of str to mapping of str to str
        Words of a key's column that count as another one of its words.
    contradicts, contradicts_row : StrEnum
        The reason against a row that does not agree: with a record, and with a row above it.
    tidied : callable
        Puts the kind's own columns into their one form.
    faults : callable
        Returns every reason with the rows it holds for; the first that holds is a row's reason.
    kept_inside : tuple of str
        Columns of text that are recorded and never handed out.
    form_column : str, optional
        A plan that comes back as a form has something in this column of every row.
    form_key : tuple of str
        What tells the form's rows apart: one that stands on two sheets is one.
    filled_in : tuple of str
        The form's columns that stay empty where nobody did what the row asks for.
    planned_for : mapping of str to str
        By column of times, the form's column that gives a clock alone its day.
    """

    what: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    headers: Mapping[str, tuple[str, ...]]
    words: Mapping[str, type[StrEnum]]
    key: tuple[str, ...]
    agreeing: tuple[str, ...]
    contradicts: StrEnum
    contradicts_row: StrEnum
    tidied: Callable[[pd.DataFrame], pd.DataFrame]
    faults: Callable[[pd.DataFrame], Faults]
    moments: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    alike_in_key: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    needs_one_of: tuple[tuple[str, ...], ...] = ()
    kept_inside: tuple[str, ...] = ()
    form_column: str | None = None
    form_key: tuple[str, ...] = ()
    filled_in: tuple[str, ...] = ()
    planned_for: Mapping[str, str] = field(default_factory=dict)

    @property
    def all_moments(self) -> tuple[str, ...]:
        """Every column of aware times: the kind's own, and those of entry."""
        return (*self.moments, schema.ENTERED_AT, schema.CLAIMED_AT)

    @property
    def recorded(self) -> tuple[str, ...]:
        """Every column that is recorded."""
        return (*self.columns, *self.kept_inside)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every column of text."""
        others = {*self.all_moments, *self.days, *self.numbers}
        return tuple(column for column in self.recorded if column not in others)


def fits(column: pd.Series[str], pattern: str) -> pd.Series[bool]:
    """Say for each text whether all of it fits a pattern; a missing one does not."""
    return column.str.fullmatch(pattern).fillna(value=False).astype(bool)


def after_entry(tidy: pd.DataFrame, column: str) -> pd.Series[bool]:
    """Say of which rows a time is later than that of their entry, or the one that they claim."""
    later = tidy[column] > tidy[schema.ENTERED_AT]
    return (later | (tidy[column] > tidy[schema.CLAIMED_AT])).astype(bool)


def unknown_entry_role(tidy: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows have, or claim, a role of entry that nobody has."""
    columns = (tidy[schema.ENTERED_BY_ROLE], tidy[schema.CLAIMED_ROLE])
    own, claimed = (unknown_where_given(each, schema.EntryRole) for each in columns)
    return own | claimed


def is_one_of(column: pd.Series[str], words: type[StrEnum]) -> pd.Series[bool]:
    """Say for each text whether it is one of the words; a missing one is not."""
    return column.isin([str(word) for word in words]).astype(bool)


def unknown_where_given(column: pd.Series[str], words: type[StrEnum]) -> pd.Series[bool]:
    """Say for each text whether it is there and is none of the words."""
    return column.notna() & ~is_one_of(column, words)
