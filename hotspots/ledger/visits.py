"""Visits into the tables and out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema
from hotspots.ledger.models import Visit
from hotspots.ledger.results import ImportResult, VisitReason
from hotspots.ledger.visit_rows import set_aside_of, sort_visits

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

# Of a visit that comes a second time, these have to agree with the record.
AGREEING = (schema.ROLE, schema.VISIT_OUTCOME)
ROWS_A_STATEMENT = 1_000


def record(
    alias: str, table: pd.DataFrame, *, entered_at: datetime, entered_by_role: str
) -> ImportResult:
    """Record visits inside a transaction that the caller has opened."""
    filled = _with_entry(table, entered_at, entered_by_role)
    good, set_aside = sort_visits(filled)
    is_new, contradicts = _compare_with_records(alias, good)
    Visit.objects.using(alias).bulk_create(_models(good.loc[is_new]), batch_size=ROWS_A_STATEMENT)
    contradicting = set_aside_of(
        good.loc[contradicts], [VisitReason.CONTRADICTS] * int(contradicts.sum())
    )
    return ImportResult(
        rows_in=len(table),
        recorded=int(is_new.sum()),
        already_there=int((~is_new & ~contradicts).sum()),
        set_aside=pd.concat([set_aside, contradicting], ignore_index=True),
    )


def _with_entry(table: pd.DataFrame, entered_at: datetime, entered_by_role: str) -> pd.DataFrame:
    filled = table.copy()
    moment = pd.Timestamp(entered_at).tz_convert("UTC").ceil("s").as_unit("us")
    if schema.ENTERED_AT not in filled or filled[schema.ENTERED_AT].isna().all():
        filled[schema.ENTERED_AT] = pd.Series(moment, index=filled.index)
    else:
        filled[schema.ENTERED_AT] = filled[schema.ENTERED_AT].fillna(moment)
    if schema.ENTERED_BY_ROLE not in filled:
        filled[schema.ENTERED_BY_ROLE] = None
    filled[schema.ENTERED_BY_ROLE] = (
        filled[schema.ENTERED_BY_ROLE].astype("str").fillna(entered_by_role)
    )
    return filled


def _compare_with_records(
    alias: str, good: pd.DataFrame
) -> tuple[pd.Series[bool], pd.Series[bool]]:
    """Say for each visit whether it is new, and whether it contradicts a record or a row above."""
    known = _recorded_between(alias, good)
    new, contradicts = [], []
    columns = (schema.UPRN, schema.VISITED_AT, *AGREEING)
    for uprn, visited_at, *rest in zip(*(good[column] for column in columns), strict=True):
        said = known.setdefault((uprn, visited_at), None)
        new.append(said is None)
        contradicts.append(said is not None and said != tuple(rest))
        if said is None:
            known[uprn, visited_at] = tuple(rest)
    return (
        pd.Series(new, index=good.index, dtype=bool),
        pd.Series(contradicts, index=good.index, dtype=bool),
    )


def _recorded_between(
    alias: str, good: pd.DataFrame
) -> dict[tuple[str, pd.Timestamp], tuple[str, ...] | None]:
    if good.empty:
        return {}
    moments = good[schema.VISITED_AT]
    recorded = (
        Visit.objects.using(alias)
        .filter(visited_at__range=(moments.min(), moments.max()))
        .values_list(schema.UPRN, schema.VISITED_AT, *AGREEING)
    )
    return {(row[0], pd.Timestamp(row[1])): tuple(row[2:]) for row in recorded.iterator()}


def _models(good: pd.DataFrame) -> list[Visit]:
    columns = [_cells(good[column]) for column in schema.VISIT_COLUMNS]
    return [
        Visit(**dict(zip(schema.VISIT_COLUMNS, row, strict=True)))
        for row in zip(*columns, strict=True)
    ]


def _cells(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return [moment.to_pydatetime() for moment in column]
    return ["" if pd.isna(text) else text for text in column]


def read(
    alias: str, timezone: str, *, district: str | None, since: datetime | None
) -> pd.DataFrame:
    """Return visits as a table."""
    found = Visit.objects.using(alias).all()
    if district is not None:
        found = found.filter(district=district)
    if since is not None:
        found = found.filter(visited_at__gte=since)
    rows = list(found.values_list(*schema.VISIT_COLUMNS))
    table = as_table(rows, schema.VISIT_COLUMNS, timezone, (schema.VISITED_AT, schema.ENTERED_AT))
    return table.sort_values([schema.VISITED_AT, schema.UPRN], ignore_index=True)


def as_table(
    rows: Sequence[tuple[Any, ...]],
    columns: tuple[str, ...],
    timezone: str,
    moments: tuple[str, ...],
    counted: str | None = None,
) -> pd.DataFrame:
    """Return a query's rows as a table: text, local times, and one column counted or true.

    Empty text becomes missing. The caller sorts: databases do not agree on the order of text.
    """
    table = pd.DataFrame(rows, columns=list(columns), dtype="object")
    for column in columns:
        if column in moments:
            utc = pd.to_datetime(table[column], utc=True)
            table[column] = utc.dt.as_unit("us").dt.tz_convert(timezone)
        elif column != counted:
            table[column] = table[column].astype("str").mask(table[column] == "")
    return table


def discard_before(alias: str, moment: datetime) -> int:
    """Discard visits made before a moment; return how many."""
    count, _ = Visit.objects.using(alias).filter(visited_at__lt=moment).delete()
    return count
