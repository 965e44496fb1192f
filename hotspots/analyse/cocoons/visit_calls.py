"""Visits as the figures and the next list need them: whole, and none later than a moment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError, ParameterError
from hotspots.schema import VisitOutcome

if TYPE_CHECKING:
    from datetime import datetime

# A visit belongs to a burglary for six weeks, and a conversation holds as long.
WINDOW_DAYS = 42.0


def calls_until(visits: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Return the calls made by a moment, oldest first: dwelling, time and outcome."""
    columns = (schema.UPRN, schema.VISITED_AT, schema.VISIT_OUTCOME)
    calls = seen_by(visits, columns, schema.VISITED_AT, as_of, "visits")[list(columns)]
    known = set(map(str, VisitOutcome))
    strange = int((~calls[schema.VISIT_OUTCOME].isin(known)).sum())
    if strange:
        raise InputError(
            f"{strange} of {len(calls)} visits have an outcome that is none of: "
            f"{'; '.join(VisitOutcome)}. Read them with read_visits, which sets them aside."
        )
    return calls.sort_values([schema.VISITED_AT, schema.UPRN, schema.VISIT_OUTCOME])


def seen_by(
    table: pd.DataFrame, columns: Iterable[str], by: str, as_of: pd.Timestamp, what: str
) -> pd.DataFrame:
    """Return what had happened by a moment, refusing times without a zone."""
    schema.require_columns(table, tuple(columns), what)
    for column in sorted({by, schema.REPORTED_TIME} & set(columns)):
        if not isinstance(table[column].dtype, pd.DatetimeTZDtype):
            raise InputError(
                f"The {what}' column {column!r} holds {table[column].dtype}, not times with "
                "their zone. Say which clock they were read from."
            )
    return table.loc[table[by] <= as_of]


def aware_moment(as_of: datetime) -> pd.Timestamp:
    """Return ``as_of`` as a moment; one without a zone is refused."""
    moment = pd.Timestamp(as_of)
    if moment.tzinfo is None:
        raise ParameterError(
            f"as_of is {moment.isoformat()}, without a zone. Say which clock it was read from."
        )
    return moment


def require_days(days: float, what: str) -> None:
    """Refuse a number of days that is not above 0."""
    if not days > 0:
        raise ParameterError(f"{what} must be above 0, not {days}.")
