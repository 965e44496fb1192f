"""What was found in a source of addresses, and what became of every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError

# A national file has millions of rows outside any force: all are counted, these many are listed.
LISTED_ROWS: Final = 200_000


@dataclass(frozen=True, kw_only=True)
class AddressFindings:
    """What was found in one source of addresses.

    Attributes
    ----------
    name, kind : str
        The file or folder, and what it was recognised as.
    store : Path
        The file that was written.
    sha256 : str
        Of the source's files, one after another in the order of their names.
    size_bytes : int
    files : tuple of str
        The tables that were read.
    mapping : mapping of str to tuple of str
        Part of the address → the source's columns, the one that was preferred first.
    points_only : bool
        True where the source has no text of addresses.
    rows_in, rows_used : int
    set_aside : mapping of str to int
        Every row that is not used, by reason.
    set_aside_rows : DataFrame
        ``schema.SET_ASIDE_COLUMNS`` of those rows, of each reason the first 200,000.
    classes : mapping of str to int
        Rows of each classification code that were used, the commonest first.
    notes : tuple of str
    """

    name: str
    kind: str
    store: Path
    sha256: str
    size_bytes: int
    files: tuple[str, ...]
    mapping: Mapping[str, tuple[str, ...]]
    points_only: bool
    rows_in: int
    rows_used: int
    set_aside: Mapping[str, int]
    set_aside_rows: pd.DataFrame
    classes: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        schema.validate_set_aside(self.set_aside_rows)
        if self.rows_in != self.rows_used + sum(self.set_aside.values()):
            raise InputError(
                f"{self.rows_in:,} rows were read, but {self.rows_used:,} are used and "
                f"{sum(self.set_aside.values()):,} set aside. This is a fault of hotspots: "
                "report it."
            )


class SetAsideRows:
    """Gathers the rows that are not used: all are counted, the first of each reason are listed."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._listed: list[pd.DataFrame] = []

    def add(
        self, reason: str, name: str, lines: Sequence[int], values: Sequence[str | None]
    ) -> None:
        """Add rows of one file with their lines, their reason and the values at fault."""
        room = max(0, LISTED_ROWS - self.counts[reason])
        self.counts[reason] += len(lines)
        self._listed.append(_rows(name, reason, lines[:room], values[:room]))

    def listed(self) -> pd.DataFrame:
        """Return the listed rows in the order of their files and lines."""
        empty = _rows("", "", [], [])
        rows = pd.concat([empty, *self._listed], ignore_index=True)
        return rows.sort_values(
            [schema.SOURCE_FILE, schema.SOURCE_LINE], kind="stable", ignore_index=True
        )

    def by_reason(self) -> dict[str, int]:
        """Return the rows set aside by reason, the commonest first."""
        return {reason: rows for reason, rows in self.counts.most_common() if rows}


def _rows(
    name: str, reason: str, lines: Sequence[int], values: Sequence[str | None]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: pd.array([name] * len(lines), dtype="str"),
            schema.SOURCE_LINE: pd.array(list(lines), dtype="int64"),
            schema.REASON: pd.array([reason] * len(lines), dtype="str"),
            schema.AT_FAULT: pd.array([None] * len(lines), dtype="str"),
            schema.VALUE: pd.array(list(values), dtype="str"),
        }
    )
