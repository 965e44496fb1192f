"""Sort visits into those that can be kept and those that cannot, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger.results import VisitReason, set_aside_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from enum import StrEnum

UPRN_PATTERN: Final = r"\d{1,12}"
# 1.00091E+11 is what a spreadsheet makes of 100091234567: which dwelling it was is lost.
ROUNDED_PATTERN: Final = r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}"
# Text begins with a letter or a figure, so that none of it can become a live formula.
TEXT_PATTERN: Final = r"\w[^\x00-\x1f]{0,79}"
REFERENCE_PATTERN: Final = r"\w[^\x00-\x1f;]{0,39}"
REFERENCES_PATTERN: Final = rf"{REFERENCE_PATTERN}(?:; {REFERENCE_PATTERN})*"

OPTIONAL_TEXT: Final = (
    schema.TIER,
    schema.DISTRICT,
    schema.LIST_ID,
    schema.BURGLARY_REFERENCES,
    schema.ENTERED_BY_ROLE,
)
TEXT_COLUMNS: Final = (schema.UPRN, schema.ROLE, schema.VISIT_OUTCOME, *OPTIONAL_TEXT)

_SAID_OTHERWISE: Final[Mapping[str, str]] = {
    "police constable": schema.VisitRole.PC,
    "police community support officer": schema.VisitRole.PCSO,
    "special constable": schema.VisitRole.SPECIAL,
    "sc": schema.VisitRole.SPECIAL,
    "spoken": schema.VisitOutcome.SPOKEN_TO,
    "no answer": schema.VisitOutcome.NO_ANSWER,
    "card left": schema.VisitOutcome.NO_ANSWER,
    "no answer and card left": schema.VisitOutcome.NO_ANSWER,
    "no reply": schema.VisitOutcome.NO_ANSWER,
    "unsuitable": schema.VisitOutcome.NOT_SUITABLE,
    "neighbor": schema.Tier.NEIGHBOUR,
}


def sort_visits(visits: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Part the visits that can be kept from those that cannot.

    Parameters
    ----------
    visits : DataFrame
        ``uprn``, ``visited_at`` (aware times, missing where there is none), ``role`` and
        ``visit_outcome``; the other columns of ``schema.VISIT_COLUMNS``, ``source_file`` and
        ``source_line`` where they are known. Nothing is changed in it.

    Returns
    -------
    visits, set_aside : DataFrame, DataFrame
        The first with exactly the columns of ``schema.VISIT_COLUMNS``, the file and the line, words
        in the schema's own spelling and times to the second; the second of
        ``schema.SET_ASIDE_COLUMNS``. Their rows add up to those given.

    Raises
    ------
    MissingColumnError
        When a column that is needed is not there.
    InputError
        When the times carry no zone.
    """
    schema.require_columns(
        visits,
        (schema.UPRN, schema.VISITED_AT, schema.ROLE, schema.VISIT_OUTCOME),
        "visits",
    )
    tidy = _tidy(visits)
    reasons = first_reasons(tidy)
    bad = reasons.notna()
    return (
        tidy.loc[~bad].reset_index(drop=True),
        set_aside_of(tidy.loc[bad], reasons.loc[bad]),
    )


def set_aside_of(rows: pd.DataFrame, reasons: Iterable[str]) -> pd.DataFrame:
    """Return rows set aside with their file and line, and nothing else of them."""
    files = [None if pd.isna(file) else str(file) for file in rows[schema.SOURCE_FILE]]
    lines = [None if pd.isna(line) else int(line) for line in rows[schema.SOURCE_LINE]]
    return set_aside_table(zip(files, lines, map(str, reasons), strict=True))


def first_reasons(tidy: pd.DataFrame) -> pd.Series[str]:
    """Return for each row the first reason against it, missing where there is none."""
    reasons = pd.Series(None, index=tidy.index, dtype="str")
    for reason, holds in _faults(tidy):
        reasons = reasons.mask(reasons.isna() & holds, str(reason))
    return reasons


def _faults(tidy: pd.DataFrame) -> list[tuple[VisitReason, pd.Series[bool]]]:
    uprn, visited_at = tidy[schema.UPRN], tidy[schema.VISITED_AT]
    return [
        (VisitReason.NO_UPRN, uprn.isna()),
        (VisitReason.ROUNDED_UPRN, _fits(uprn, ROUNDED_PATTERN)),
        (VisitReason.UNREADABLE_UPRN, ~_fits(uprn, UPRN_PATTERN)),
        (VisitReason.NO_TIME, visited_at.isna()),
        (VisitReason.AFTER_ENTRY, (visited_at > tidy[schema.ENTERED_AT]).astype(bool)),
        (VisitReason.UNKNOWN_ROLE, ~_is_one_of(tidy[schema.ROLE], schema.VisitRole)),
        (
            VisitReason.UNKNOWN_OUTCOME,
            ~_is_one_of(tidy[schema.VISIT_OUTCOME], schema.VisitOutcome),
        ),
        (
            VisitReason.UNKNOWN_TIER,
            tidy[schema.TIER].notna() & ~_is_one_of(tidy[schema.TIER], schema.Tier),
        ),
        (
            VisitReason.UNKNOWN_ENTRY_ROLE,
            tidy[schema.ENTERED_BY_ROLE].notna()
            & ~_is_one_of(tidy[schema.ENTERED_BY_ROLE], schema.EntryRole),
        ),
        (VisitReason.UNFIT_TEXT, _has_unfit_text(tidy)),
    ]


def _has_unfit_text(tidy: pd.DataFrame) -> pd.Series[bool]:
    unfit = pd.Series(data=False, index=tidy.index)
    patterns = {
        schema.DISTRICT: TEXT_PATTERN,
        schema.LIST_ID: TEXT_PATTERN,
        schema.BURGLARY_REFERENCES: REFERENCES_PATTERN,
    }
    for column, pattern in patterns.items():
        unfit |= tidy[column].notna() & ~_fits(tidy[column], pattern)
    return unfit


def _tidy(visits: pd.DataFrame) -> pd.DataFrame:
    given = {column: visits[column] for column in visits.columns}
    columns = (*schema.VISIT_COLUMNS, schema.SOURCE_FILE, schema.SOURCE_LINE)
    tidy = pd.DataFrame(
        {
            column: given.get(column, pd.Series(None, index=visits.index, dtype="str"))
            for column in columns
        },
        index=visits.index,
    )
    for column in TEXT_COLUMNS:
        tidy[column] = _text(tidy[column])
    for column in (schema.VISITED_AT, schema.ENTERED_AT):
        tidy[column] = _whole_seconds(tidy[column], column)
    tidy[schema.ROLE] = _spelt(tidy[schema.ROLE], schema.VisitRole)
    tidy[schema.VISIT_OUTCOME] = _spelt(tidy[schema.VISIT_OUTCOME], schema.VisitOutcome)
    tidy[schema.TIER] = _spelt(tidy[schema.TIER], schema.Tier)
    tidy[schema.ENTERED_BY_ROLE] = _spelt(tidy[schema.ENTERED_BY_ROLE], schema.EntryRole)
    tidy[schema.BURGLARY_REFERENCES] = _sorted_references(tidy[schema.BURGLARY_REFERENCES])
    return tidy


def _text(column: pd.Series) -> pd.Series[str]:
    trimmed = column.astype("str").str.strip()
    return trimmed.mask(trimmed == "")


def _whole_seconds(times: pd.Series, name: str) -> pd.Series[pd.Timestamp]:
    if times.isna().all():
        return pd.Series(pd.NaT, index=times.index, dtype="datetime64[us, UTC]")
    if not isinstance(times.dtype, pd.DatetimeTZDtype):
        raise InputError(
            f"The visits' column {name!r} holds {times.dtype}, not times with their zone. Say "
            "which clock they were read from: visits[column].dt.tz_localize('Europe/London')."
        )
    seconds: pd.Series[pd.Timestamp] = times.dt.tz_convert("UTC").dt.floor("s").dt.as_unit("us")
    return seconds


def _spelt(column: pd.Series[str], words: type[StrEnum]) -> pd.Series[str]:
    own = {str(word).casefold(): str(word) for word in words}
    otherwise = {said: str(word) for said, word in _SAID_OTHERWISE.items() if word in set(words)}
    known = otherwise | own
    return column.map(lambda said: known.get(said.casefold(), said), na_action="ignore").astype(
        "str"
    )


def _sorted_references(column: pd.Series[str]) -> pd.Series[str]:
    return column.map(
        lambda text: "; ".join(sorted({part.strip() for part in text.split(";") if part.strip()})),
        na_action="ignore",
    ).astype("str")


def _fits(column: pd.Series[str], pattern: str) -> pd.Series[bool]:
    return column.str.fullmatch(pattern).fillna(value=False).astype(bool)


def _is_one_of(column: pd.Series[str], words: type[StrEnum]) -> pd.Series[bool]:
    return column.isin([str(word) for word in words]).astype(bool)
