"""The aftercare sheet: which homes of a list were burgled, a page for each round.

It is for whoever calls there, and for nobody else who holds the list. So it is a file of its own,
in a folder of its own, and no other file of the run says what it says. What comes of the visit is
entered on the list, by the number that the home has there.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema, words
from hotspots.render.plain_text import plain_text
from hotspots.render.typeset import pdf_pages, printable, stamped
from hotspots.render.visit_lists.visit_list import VisitListFacts
from hotspots.render.visit_lists.visit_list_words import NO_SET_TIME

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

NOTHING: Final = "No home on this list is owed aftercare."
HANDLING: Final = (
    "This sheet says whose home was burgled. It is for whoever calls there: hand out the page of "
    "the round that they walk, and no other. Keep it apart from the list, show it to nobody at a "
    "door, and destroy it after the shift."
)
RECORDING: Final = (
    "What came of the visit is entered on the list, under the number that the home has there. "
    "Nothing has to be entered here."
)
IN_NO_ROUND: Final = (
    "Their 48 hours run, and no round of this list goes there. Send somebody, or make the list "
    "again with more pairs in the shift."
)
HEADINGS: Final = ("No.", "Home", "Reported", "Visit by")


def write_aftercare_sheet(path: Path, visits: pd.DataFrame, facts: VisitListFacts) -> None:
    """Write the sheet as pages of A4, tagged for screen readers, the same bytes from the same data.

    Parameters
    ----------
    path : Path
        Its folder is made where it is not there.
    visits : DataFrame
        ``schema.AFTERCARE_COLUMNS``; may be empty, and the sheet says so. Homes in no round have
        the last page.
    facts : VisitListFacts
        Of the list.

    Raises
    ------
    MissingColumnError
    """
    schema.require_columns(visits, schema.AFTERCARE_COLUMNS, "homes owed aftercare")
    rounds = visits.sort_values(schema.WALK_ORDER, kind="stable").groupby(
        schema.ROUND, dropna=False
    )
    pdf = pdf_pages(
        "aftercare.typ",
        {
            **stamped(facts.stamp),
            "title": printable(f"Aftercare: {facts.district}", 60),
            "as_of": f"As of {words.moment(facts.as_of, weekday=True)}. "
            f"{printable(facts.stamp.force_name, 60)}.",
            "expires": words.moment(facts.expires, weekday=True),
            "handling": HANDLING,
            "recording": RECORDING,
            "headings": list(HEADINGS),
            "nothing": NOTHING,
            "rounds": [
                {
                    "heading": _heading(number, len(homes)),
                    "note": IN_NO_ROUND if pd.isna(number) else "",
                    "homes": [_row(home, facts) for home in homes.to_dict("records")],
                }
                for number, homes in rounds
            ],
        },
        made_at=facts.stamp.made_at,
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)


def _heading(number: Any, homes: int) -> str:  # noqa: ANN401 - a number of pandas, or missing
    if pd.isna(number):
        return f"In no round: {words.plural(homes, 'burgled home')}"
    return f"Round {number}: {words.plural(homes, 'aftercare visit')}"


def _row(home: Mapping[Hashable, Any], facts: VisitListFacts) -> list[str]:
    return [
        words.number(home[schema.WALK_ORDER], missing=words.DASH),
        printable(plain_text(home[schema.ADDRESS]), 120),
        _ago(int(home[schema.DAYS_AGO])),
        _visit_by(home, facts),
    ]


def _ago(days: int) -> str:
    return "less than a day ago" if days < 1 else f"{words.plural(days, 'day')} ago"


def _visit_by(home: Mapping[Hashable, Any], facts: VisitListFacts) -> str:
    """Return by when to call, for example ``OVERDUE since Fri 20 Nov 08:00``."""
    if home[schema.BACKLOG]:
        return NO_SET_TIME
    due: datetime = home[schema.DUE].tz_convert(facts.zone)
    return f"{'OVERDUE since' if home[schema.OVERDUE] else 'By'} {words.short_moment(due)}"
