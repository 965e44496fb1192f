"""Records of any kind into their table and out of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd
from django.db.models import Model, QuerySet

from hotspots import schema
from hotspots.errors import InputError, OutputError
from hotspots.ledger import chain
from hotspots.ledger.deployment_kind import DEPLOYMENTS
from hotspots.ledger.models import Deployment, Patrol, Visit
from hotspots.ledger.patrol_kind import PATROLS
from hotspots.ledger.patrol_places import ROW_DIGEST
from hotspots.ledger.record_files import by_line
from hotspots.ledger.record_kind import RecordKind
from hotspots.ledger.record_rows import set_aside_of, sort_rows
from hotspots.ledger.results import ImportResult, RecordsRead
from hotspots.ledger.visit_kind import VISITS
from hotspots.unfinished import file_written

Record = TypeVar("Record", bound=Model)
ROWS_A_STATEMENT = 1_000

# By column, the values that may stand in it, and the reason against the others.
Allowed = Mapping[str, tuple[Collection[str], "StrEnum"]]
# What happened before a moment is not recorded, for a reason.
NotBefore = tuple[datetime, StrEnum]


@dataclass(frozen=True)
class RecordTable(Generic[Record]):
    """The table of one kind of record."""

    kind: RecordKind
    model: type[Record]
    in_chain: str

    @property
    def happened(self) -> str:
        """The column that says when: its first time or day."""
        return (*self.kind.moments, *self.kind.days)[0]

    def of(self, alias: str) -> QuerySet[Record]:
        """Return all that is recorded and was not withdrawn."""
        return QuerySet(self.model, using=alias).filter(withdrawn=False)


VISIT_RECORDS = RecordTable(VISITS, Visit, chain.VISIT)
PATROL_RECORDS = RecordTable(PATROLS, Patrol, chain.PATROL)
DEPLOYMENT_RECORDS = RecordTable(DEPLOYMENTS, Deployment, chain.DEPLOYMENT)


def record(
    alias: str,
    records: RecordTable[Any],
    table: pd.DataFrame,
    *,
    entered_at: datetime,
    entered_by_role: str,
    allowed: Allowed | None = None,
    not_before: NotBefore | None = None,
) -> ImportResult:
    """Record rows inside a transaction that the caller has opened."""
    kind = records.kind
    good, unfit = sort_rows(_with_entry(table, entered_at, entered_by_role), kind)
    good, barred = _only_allowed(good, allowed or {}, not_before, records.happened)
    is_new, against = _compare_with_records(alias, records, good)
    contradicts = against.notna()
    rows = _models(good.loc[is_new], records)
    made = records.of(alias).bulk_create(rows, batch_size=ROWS_A_STATEMENT)
    chain.Rows(alias).append(records.in_chain, [each.pk for each in made])
    return ImportResult(
        what=kind.what,
        rows_in=len(table),
        recorded=int(is_new.sum()),
        already_there=int((~is_new & ~contradicts).sum()),
        set_aside=pd.concat(
            [unfit, barred, set_aside_of(good.loc[contradicts], against.loc[contradicts])],
            ignore_index=True,
        ),
    )


def _with_entry(table: pd.DataFrame, entered_at: datetime, entered_by_role: str) -> pd.DataFrame:
    """Return rows with the program's word on their entry; what they said of it is a claim."""
    moment = pd.Timestamp(entered_at).tz_convert("UTC").ceil("s").as_unit("us")
    nothing = pd.Series(None, index=table.index, dtype="str")
    entry: dict[str, Any] = {
        schema.CLAIMED_AT: table.get(schema.ENTERED_AT, nothing),
        schema.CLAIMED_ROLE: table.get(schema.ENTERED_BY_ROLE, nothing),
        schema.ENTERED_AT: pd.Series(moment, index=table.index),
        schema.ENTERED_BY_ROLE: entered_by_role,
    }
    return table.assign(**entry)


def _only_allowed(
    good: pd.DataFrame, allowed: Allowed, not_before: NotBefore | None, happened: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    reasons = pd.Series(None, index=good.index, dtype="str")
    if not_before is not None:
        moment, reason = not_before
        reasons = reasons.mask(good[happened] < moment, str(reason))
    for column, (values, reason) in allowed.items():
        reasons = reasons.mask(~good[column].isin(list(values)), str(reason))
    barred = reasons.notna()
    return (
        good.loc[~barred].reset_index(drop=True),
        set_aside_of(good.loc[barred], reasons.loc[barred]),
    )


def _compare_with_records(
    alias: str, records: RecordTable[Any], good: pd.DataFrame
) -> tuple[pd.Series[bool], pd.Series[str]]:
    """Say for each row whether it is new, and why not where a record or a row above says else."""
    kind = records.kind
    known = _recorded_between(alias, records, good)
    line_of: dict[tuple[Any, ...], str] = {}
    new: list[bool] = []
    reasons: list[str | None] = []
    each = zip(
        _cells(good, kind.key),
        _cells(good, kind.agreeing),
        good[schema.SOURCE_LINE].astype("Int64").astype("str"),
        strict=True,
    )
    for cells, rest, line in each:
        key = _plain_key(kind, cells)
        new.append(key not in known)
        if known.setdefault(key, rest) == rest:
            line_of.setdefault(key, "" if pd.isna(line) else f" (line {line})")
            reasons.append(None)
        elif key in line_of:
            reasons.append(f"{kind.contradicts_row}{line_of[key]}")
        else:
            reasons.append(str(kind.contradicts))
    return (
        pd.Series(new, index=good.index, dtype=bool),
        pd.Series(reasons, index=good.index, dtype="str"),
    )


def _recorded_between(
    alias: str, records: RecordTable[Any], good: pd.DataFrame
) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    if good.empty:
        return {}
    kind, when = records.kind, good[records.happened]
    recorded = (
        records.of(alias)
        .filter(**{f"{records.happened}__range": (when.min(), when.max())})
        .values_list(*kind.key, *kind.agreeing)
    )
    width = len(kind.key)
    return {_plain_key(kind, row[:width]): tuple(row[width:]) for row in recorded.iterator()}


def _plain_key(kind: RecordKind, key: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        kind.alike_in_key.get(column, {}).get(cell, cell)
        for column, cell in zip(kind.key, key, strict=True)
    )


def _models(good: pd.DataFrame, records: RecordTable[Any]) -> list[Any]:
    columns = records.kind.recorded
    return [records.model(**dict(zip(columns, row, strict=True))) for row in _cells(good, columns)]


def _cells(table: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Return a table's rows as the database hands them out."""
    if table.empty:
        return []
    return list(zip(*(_cells_of(table[column]) for column in columns), strict=True))


def _cells_of(column: pd.Series) -> list[Any]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return [None if pd.isna(moment) else moment.to_pydatetime() for moment in column]
    if pd.api.types.is_datetime64_dtype(column):
        return [day.date() for day in column]
    if pd.api.types.is_integer_dtype(column):
        return [None if pd.isna(number) else int(number) for number in column]
    return ["" if pd.isna(text) else text for text in column]


def spots_of_placed_rows(alias: str) -> dict[str, str]:
    """Return the spots of the patrols that were placed by their point, by their rows' digests."""
    placed = PATROL_RECORDS.of(alias).exclude(**{ROW_DIGEST: ""})
    return dict(placed.values_list(ROW_DIGEST, schema.SPOT_ID).iterator())


def whole_import(read_file: RecordsRead, recorded: ImportResult) -> ImportResult:
    """Return what became of a file: what could not be read of it, and what was recorded."""
    return ImportResult(
        what=recorded.what,
        rows_in=read_file.rows_in,
        recorded=recorded.recorded,
        already_there=recorded.already_there,
        set_aside=by_line([read_file.set_aside, recorded.set_aside]),
        notes=(*read_file.notes, *recorded.notes),
        not_done=read_file.not_done,
    )


def read(
    alias: str,
    records: RecordTable[Any],
    timezone: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    **conditions: object,
) -> pd.DataFrame:
    """Return records as a table, oldest first; a condition that is None is none."""
    kind, when = records.kind, records.happened
    conditions |= {f"{when}__gte": since, f"{when}__lt": until}
    asked = {name: value for name, value in conditions.items() if value is not None}
    rows = list(records.of(alias).filter(**asked).values_list(*kind.columns))
    table = as_table(
        rows,
        kind.columns,
        timezone=timezone,
        moments=kind.all_moments,
        days=kind.days,
        numbers=kind.numbers,
    )
    order = [records.happened, *(column for column in kind.key if column != records.happened)]
    return table.sort_values(order, ignore_index=True)


def as_table(
    rows: Sequence[tuple[Any, ...]],
    columns: tuple[str, ...],
    *,
    timezone: str,
    moments: Collection[str] = (),
    days: Collection[str] = (),
    numbers: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """Return a query's rows as a table: text, local times, naive days, and numbers by their type.

    Empty text becomes missing. The caller sorts: databases do not agree on the order of text.
    """
    types = dict(numbers or {})
    table = pd.DataFrame(rows, columns=list(columns), dtype="object")
    for column in columns:
        if column in moments:
            utc = pd.to_datetime(table[column], utc=True)
            table[column] = utc.dt.as_unit("us").dt.tz_convert(timezone)
        elif column in days:
            table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
        elif column not in types:
            table[column] = table[column].astype("str").mask(table[column] == "")
    return table.astype(types)


def withdraw(alias: str, records: RecordTable[Any], key: Mapping[str, object]) -> None:
    """Withdraw the one record that a key names: it counts no more, and what was entered stays.

    Raises
    ------
    InputError
        When none or several match; nothing is then withdrawn.
    """
    found = records.of(alias).filter(**key)
    count = found.count()
    if count != 1:
        named = ", ".join(f"{name} {value}" for name, value in key.items())
        raise InputError(
            f"{count} {records.kind.what} match {named}; it must be exactly one, and nothing was "
            "withdrawn. Export them to see how they are kept, and name one exactly."
        )
    row_id = found.values_list("pk", flat=True).get()
    found.update(withdrawn=True)
    chain.Rows(alias).append(f"{chain.WITHDRAWN}{records.in_chain}", [row_id])


def write_csv(table: pd.DataFrame, path: Path) -> int:
    """Write records to a CSV that can be imported again; return how many.

    What another file claimed of their entry stays here. The CSV is written beside and moved into
    place when whole, in place of an earlier export. Nothing in it can be a live formula: the ledger
    takes no text that begins with a sign.

    Raises
    ------
    OutputError
        When the file is there already and has other columns, or cannot be written.
    """
    ours = table.drop(columns=[schema.CLAIMED_AT, schema.CLAIMED_ROLE], errors="ignore")
    if path.exists() and not _begins_with(path, ",".join(ours.columns)):
        raise OutputError(
            f"{path} is there already and is no earlier export of these. Name another file, or "
            "delete it first."
        )
    with file_written(path) as beside:
        ours.to_csv(beside, index=False, encoding="utf-8")
    return len(table)


def _begins_with(path: Path, line: str) -> bool:
    with path.open("rb") as file:
        return file.readline().rstrip() == line.encode()
