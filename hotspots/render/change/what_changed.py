"""What changed, as the page, the paper and the workbook show it."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from hotspots import schema, words
from hotspots.schema import ChangeVerdict, ComparedWith

FEW: Final = "few"  # in the overview; its legend says what it means
CLEAR: Final = (ChangeVerdict.UP, ChangeVerdict.DOWN)
PERHAPS: Final = (ChangeVerdict.PERHAPS_UP, ChangeVerdict.PERHAPS_DOWN)
NOTHING_ROSE: Final = "In no district did any theme rise by more than chance gives."
NOTHING_FELL: Final = "In no district did any theme fall by more than chance gives."
LEGEND: Final = (
    "In bold: clear, after allowing for the number of comparisons. With a question mark: may be "
    "chance. A dash: no clear change. “Few”: too few to tell, not even a doubling would stand out. "
    "“Cannot tell”: enough offences, but they vary too much, or too little is known of how much."
)
_DOUBLED: Final = 2.0


@dataclass(frozen=True, kw_only=True)
class ChangeItem:
    """One line of an area: its count, and what is said of it against each earlier period.

    Attributes
    ----------
    area, line, count : str
    against : tuple of (period, words, verdict)
        ``("November 2024", "up 12 % (between 3 % and 21 %)", "up")``.
    """

    area: str
    line: str
    count: str
    against: tuple[tuple[str, str, str], ...]

    @property
    def heading(self) -> str:
        """Which line of which area."""
        return f"{self.area}: {words.in_mid_sentence(self.line)}"

    @property
    def said(self) -> str:
        """What is said against each period, in whole sentences."""
        return " ".join(
            words.sentence(said)
            if verdict in (ChangeVerdict.NO_DATA, ChangeVerdict.UNREADABLE)
            else f"Against {period}: {said}."
            for period, said, verdict in self.against
        )

    @property
    def in_words(self) -> str:
        """The whole item in one line."""
        return f"{self.heading}: {self.count}. {self.said}"


@dataclass(frozen=True, kw_only=True, eq=False)
class WhatChanged:
    """What changed in one period.

    Attributes
    ----------
    title, period : str
    chance : str
        How many comparisons there were, and how many chance alone gives.
    rises, falls : tuple of ChangeItem
        Of the districts, what to look at first, first.
    areas : mapping of str to tuple of ChangeItem
        The force, then each district, with every line that has a count.
    local_policing_areas : mapping of str to str
        By district.
    missing : tuple of str
        What is not known of a whole earlier period, and what to do about it: whole sentences.
    unreadable : tuple of str
        Themes that no count speaks to, with the reason: whole sentences.
    harm_unit : str
    table : DataFrame
        ``schema.CHANGE_COLUMNS``.
    """

    title: str
    period: str
    chance: str
    rises: tuple[ChangeItem, ...]
    falls: tuple[ChangeItem, ...]
    areas: Mapping[str, tuple[ChangeItem, ...]]
    local_policing_areas: Mapping[str, str]
    missing: tuple[str, ...]
    unreadable: tuple[str, ...]
    harm_unit: str
    table: pd.DataFrame

    @property
    def lines(self) -> list[str]:
        """The lines that have a count, in their order."""
        there = self.table[is_counted(self.table)]
        return [str(line) for line in there[schema.LINE].drop_duplicates()]

    def earlier(self, compared_with: ComparedWith) -> str:
        """Return the name of an earlier period."""
        rows = self.table[self.table[schema.COMPARED_WITH] == compared_with]
        return str(rows[schema.EARLIER_PERIOD].iloc[0])

    @property
    def shown_in_the_overview(self) -> ComparedWith:
        """Which comparison the overview shows: last year, where anything is known of it."""
        last_year = self.table[self.table[schema.COMPARED_WITH] == ComparedWith.LAST_YEAR]
        known = is_compared(last_year).any()
        return ComparedWith.LAST_YEAR if known else ComparedWith.LAST_PERIOD

    def overview(self) -> dict[str, list[tuple[str, bool]]]:
        """Return the change of each line of each area in a word or two, and whether it is clear."""
        rows = self.table[self.table[schema.COMPARED_WITH] == self.shown_in_the_overview]
        by_place = {
            (row[schema.AREA_NAME], row[schema.LINE]): _cell(row) for row in rows.to_dict("records")
        }
        lines = self.lines
        return {area: [by_place[area, line] for line in lines] for area in self.areas}


def is_counted(table: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows are of a line that is counted; the count may be withheld."""
    return table[schema.VERDICT] != str(ChangeVerdict.UNREADABLE)


def is_compared(table: pd.DataFrame) -> pd.Series[bool]:
    """Say which rows have an earlier count beside them; either may be withheld."""
    return is_counted(table) & (table[schema.VERDICT] != str(ChangeVerdict.NO_DATA))


def _cell(row: Mapping[Hashable, Any]) -> tuple[str, bool]:
    verdict = str(row[schema.VERDICT])
    if verdict in (*CLEAR, *PERHAPS) and pd.isna(row[schema.CHANGE_RATIO]):
        return (
            (verdict, True) if verdict in CLEAR else (f"{verdict.rsplit(maxsplit=1)[-1]} ?", False)
        )
    if verdict in CLEAR:
        return _short(float(row[schema.CHANGE_RATIO])), True
    if verdict in PERHAPS:
        return f"{_short(float(row[schema.CHANGE_RATIO]))} ?", False
    plain = {ChangeVerdict.NO_CLEAR_CHANGE: words.DASH, ChangeVerdict.TOO_FEW: FEW}
    return plain.get(ChangeVerdict(verdict), verdict), False


def _short(ratio: float) -> str:
    if math.isinf(ratio):
        return "up from none"
    if ratio == 0:
        return "down to none"
    if ratio >= _DOUBLED:
        return f"{ratio:.1f} times"
    word = "up" if ratio > 1 else "down"
    return f"{word} {words.share(abs(ratio - 1))}"


def beside_its_counts(said: object) -> str:
    """Return the words for a change where the counts stand beside them: without the counts."""
    if not isinstance(said, str):
        return ""
    what, colon, counts = said.partition(": ")
    return what if colon and " against " in counts else said
