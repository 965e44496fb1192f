"""Visits to dwellings: what a table or a file of them holds, and what makes a row unfit."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.ledger import record_kind
from hotspots.ledger.reasons import VisitReason
from hotspots.ledger.record_files import read_records
from hotspots.ledger.results import RecordsRead

UPRN_PATTERN: Final = r"\d{1,12}"
# 1.00091E+11 is what a spreadsheet makes of 100091234567: which dwelling it was is lost.
ROUNDED_PATTERN: Final = r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}"
REFERENCES_PATTERN: Final = rf"{schema.REFERENCE_PATTERN}(?:; {schema.REFERENCE_PATTERN})*"


def read_visits(path: Path, *, timezone: str = "Europe/London") -> RecordsRead:
    """Read a CSV of visits; nothing is recorded yet.

    Parameters
    ----------
    path : Path
        ``uprn``, ``visited_at``, ``role`` and ``visit_outcome`` (or "outcome") are needed;
        ``tier``, ``district``, ``list_id``, ``burglary_references``, ``entered_at`` and
        ``entered_by_role`` are kept where they stand. The rest is as for ``read_records``. A visit
        list comes back as a form, every sheet of it: its rows that nobody filled in are counted as
        not done.
    timezone : str
        The clock on which times without an offset were read.
    """
    return read_records(path, VISITS, timezone=timezone)


def _faults(tidy: pd.DataFrame) -> record_kind.Faults:
    uprn, visited_at = tidy[schema.UPRN], tidy[schema.VISITED_AT]
    return [
        (VisitReason.NO_UPRN, uprn.isna()),
        (VisitReason.ROUNDED_UPRN, record_kind.fits(uprn, ROUNDED_PATTERN)),
        (VisitReason.UNREADABLE_UPRN, ~record_kind.fits(uprn, UPRN_PATTERN)),
        (VisitReason.NO_TIME, visited_at.isna()),
        (VisitReason.AFTER_ENTRY, record_kind.after_entry(tidy, schema.VISITED_AT)),
        (VisitReason.UNKNOWN_ROLE, ~record_kind.is_one_of(tidy[schema.ROLE], schema.VisitRole)),
        (
            VisitReason.UNKNOWN_OUTCOME,
            ~record_kind.is_one_of(tidy[schema.VISIT_OUTCOME], schema.VisitOutcome),
        ),
        (VisitReason.UNKNOWN_TIER, record_kind.unknown_where_given(tidy[schema.TIER], schema.Tier)),
        (
            VisitReason.UNKNOWN_ENTRY_ROLE,
            record_kind.unknown_entry_role(tidy),
        ),
        (VisitReason.UNFIT_TEXT, _has_unfit_text(tidy)),
    ]


def _has_unfit_text(tidy: pd.DataFrame) -> pd.Series[bool]:
    unfit = pd.Series(data=False, index=tidy.index)
    patterns = {
        schema.DISTRICT: record_kind.TEXT_PATTERN,
        schema.LIST_ID: record_kind.TEXT_PATTERN,
        schema.BURGLARY_REFERENCES: REFERENCES_PATTERN,
    }
    for column, pattern in patterns.items():
        unfit |= tidy[column].notna() & ~record_kind.fits(tidy[column], pattern)
    return unfit


def _with_sorted_references(tidy: pd.DataFrame) -> pd.DataFrame:
    references = tidy[schema.BURGLARY_REFERENCES].map(
        lambda text: "; ".join(sorted({part.strip() for part in text.split(";") if part.strip()})),
        na_action="ignore",
    )
    return tidy.assign(**{schema.BURGLARY_REFERENCES: references.astype("str")})


VISITS: Final = record_kind.RecordKind(
    what="visits",
    columns=schema.VISIT_COLUMNS,
    needed=(schema.UPRN, schema.VISITED_AT, schema.ROLE, schema.VISIT_OUTCOME),
    headers={
        schema.UPRN: ("dwelling", "address reference"),
        schema.VISITED_AT: ("visited", "visit time", "time of visit", "date and time"),
        schema.ROLE: ("visited by", "visited by role"),
        schema.VISIT_OUTCOME: ("outcome", "result"),
        schema.TIER: (),
        schema.DISTRICT: ("policing district",),
        schema.LIST_ID: ("list", "run", "run name"),
        schema.BURGLARY_REFERENCES: ("burglary reference", "references", "reference"),
        schema.ENTERED_AT: (),
        schema.ENTERED_BY_ROLE: ("entered by",),
    },
    moments=(schema.VISITED_AT,),
    words={
        schema.ROLE: schema.VisitRole,
        schema.VISIT_OUTCOME: schema.VisitOutcome,
        schema.TIER: schema.Tier,
        schema.ENTERED_BY_ROLE: schema.EntryRole,
        schema.CLAIMED_ROLE: schema.EntryRole,
    },
    spellings={
        **record_kind.ROLE_SPELLINGS,
        "spoken": schema.VisitOutcome.SPOKEN_TO,
        "no answer": schema.VisitOutcome.NO_ANSWER,
        "card left": schema.VisitOutcome.NO_ANSWER,
        "no answer and card left": schema.VisitOutcome.NO_ANSWER,
        "no reply": schema.VisitOutcome.NO_ANSWER,
        "unsuitable": schema.VisitOutcome.NOT_SUITABLE,
        "neighbor": schema.Tier.NEIGHBOUR,
    },
    key=(schema.UPRN, schema.VISITED_AT),
    agreeing=(schema.ROLE, schema.VISIT_OUTCOME),
    contradicts=VisitReason.CONTRADICTS,
    contradicts_row=VisitReason.CONTRADICTS_ROW,
    tidied=_with_sorted_references,
    form_column=schema.TIER,
    form_key=(schema.UPRN,),
    filled_in=(schema.VISITED_AT, schema.ROLE, schema.VISIT_OUTCOME),
    faults=_faults,
)
