"""Lists of dwellings into the tables and out of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import pandas as pd
from django.db.models import Count, QuerySet

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger import chain
from hotspots.ledger.models import Listing, ListingReason, VisitList
from hotspots.ledger.record_kind import TEXT_PATTERN
from hotspots.ledger.records import ROWS_A_STATEMENT, as_table
from hotspots.ledger.results import ListResult
from hotspots.ledger.visit_kind import UPRN_PATTERN

NEEDED: Final = (
    schema.UPRN,
    schema.TIER,
    schema.DUE,
    schema.BURGLARY_REFERENCE,
    schema.BURGLARY_TIER,
    schema.REPORTED_TIME,
)
OF_THE_DWELLING: Final = (schema.UPRN, schema.TIER, schema.DUE, schema.LEFT_OUT)
OF_THE_REASON: Final = (schema.BURGLARY_REFERENCE, schema.BURGLARY_TIER, schema.REPORTED_TIME)
DWELLINGS: Final = "dwellings"
HEADING_COLUMNS: Final = (
    schema.LIST_ID,
    schema.DISTRICT,
    schema.ISSUED_AT,
    schema.AS_OF,
    DWELLINGS,
)
_MOMENTS: Final = (schema.ISSUED_AT, schema.AS_OF, schema.DUE, schema.REPORTED_TIME)
# The schema's columns, as they are reached from a reason.
_PATHS: Final = (
    "listing__visit_list__list_id",
    "listing__visit_list__district",
    "listing__visit_list__issued_at",
    "listing__visit_list__as_of",
    "listing__uprn",
    "listing__tier",
    "listing__due",
    "listing__left_out",
    "burglary_reference",
    "tier",
    "reported_time",
)


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands at the head of a list."""

    list_id: str
    district: str
    issued_at: datetime
    as_of: datetime

    def __post_init__(self) -> None:
        for what, text in ((schema.LIST_ID, self.list_id), (schema.DISTRICT, self.district)):
            if not re.fullmatch(TEXT_PATTERN, text):
                raise InputError(
                    f"The list's {what} is {text!r}; it must begin with a letter or a figure and "
                    "be of at most 80 characters."
                )


def record(alias: str, listings: pd.DataFrame, heading: Heading) -> ListResult:
    """Record a list inside a transaction that the caller has opened."""
    whole = _checked(listings, heading)
    dwellings = int(whole[schema.UPRN].nunique())
    there = VisitList.objects.using(alias).filter(list_id=heading.list_id).first()
    if there is not None:
        _refuse_other(alias, there, whole, heading)
        return ListResult(list_id=heading.list_id, dwellings=dwellings, recorded=False)
    visit_list = VisitList.objects.using(alias).create(
        list_id=heading.list_id,
        district=heading.district,
        issued_at=heading.issued_at,
        as_of=heading.as_of,
    )
    made = _create_rows(alias, visit_list, whole)
    rows = chain.Rows(alias)
    rows.append(chain.VISIT_LIST, [visit_list.pk])
    rows.append(chain.LISTING, [each.pk for each in made])
    return ListResult(list_id=heading.list_id, dwellings=dwellings, recorded=True)


def _create_rows(alias: str, visit_list: VisitList, whole: pd.DataFrame) -> list[Listing]:
    once = whole.drop_duplicates(schema.UPRN)
    listings = Listing.objects.using(alias).bulk_create(
        [
            Listing(
                visit_list=visit_list,
                uprn=uprn,
                tier=tier,
                due=None if pd.isna(due) else due.to_pydatetime(),
                left_out=bool(left_out),
            )
            for uprn, tier, due, left_out in _rows(once, OF_THE_DWELLING)
        ],
        batch_size=ROWS_A_STATEMENT,
    )
    listing_of = {listing.uprn: listing for listing in listings}
    ListingReason.objects.using(alias).bulk_create(
        [
            ListingReason(
                listing=listing_of[uprn],
                burglary_reference=reference,
                tier=tier,
                reported_time=reported.to_pydatetime(),
            )
            for uprn, reference, tier, reported in _rows(whole, (schema.UPRN, *OF_THE_REASON))
        ],
        batch_size=ROWS_A_STATEMENT,
    )
    return listings


def _rows(table: pd.DataFrame, columns: tuple[str, ...]) -> Any:  # noqa: ANN401 - mixed cells
    return zip(*(table[column] for column in columns), strict=True)


def _checked(listings: pd.DataFrame, heading: Heading) -> pd.DataFrame:
    """Return the listings whole and sorted, or refuse them, naming every fault at once."""
    schema.require_columns(listings, NEEDED, "listings")
    whole = listings.copy()
    if schema.LEFT_OUT not in whole:
        whole[schema.LEFT_OUT] = False
    for column in (schema.DUE, schema.REPORTED_TIME):
        whole[column] = _moments(whole[column], column)
    for column in (schema.UPRN, schema.TIER, schema.BURGLARY_REFERENCE, schema.BURGLARY_TIER):
        whole[column] = whole[column].astype("str")
    faults = [f"{count} rows: {what}" for what, count in _faults(whole).items() if count]
    if faults:
        raise InputError(f"List {heading.list_id!r} cannot be recorded: " + "; ".join(faults) + ".")
    return whole.sort_values([schema.UPRN, schema.BURGLARY_REFERENCE], ignore_index=True)


def _faults(whole: pd.DataFrame) -> dict[str, int]:
    tiers = list(map(str, schema.Tier))
    said = whole.drop_duplicates(list(OF_THE_DWELLING))
    varying = said.loc[said.duplicated(schema.UPRN), schema.UPRN]
    return {
        "UPRN is not a number of up to 12 digits": _unfit(whole[schema.UPRN], UPRN_PATTERN),
        "tier is not known": int((~whole[schema.TIER].isin(tiers)).sum()),
        "burglary tier is not known": int((~whole[schema.BURGLARY_TIER].isin(tiers)).sum()),
        "burglary reference is missing, too long, or begins with a sign": _unfit(
            whole[schema.BURGLARY_REFERENCE], schema.REFERENCE_PATTERN
        ),
        "no time at which the burglary was reported": int(whole[schema.REPORTED_TIME].isna().sum()),
        "a dwelling and a burglary that stand there twice": int(
            whole.duplicated([schema.UPRN, schema.BURGLARY_REFERENCE]).sum()
        ),
        "dwellings with two tiers, due times, or both left out and not": int(varying.nunique()),
    }


def _unfit(column: pd.Series[str], pattern: str) -> int:
    return int((~column.str.fullmatch(pattern).fillna(value=False).astype(bool)).sum())


def _moments(column: pd.Series, name: str) -> pd.Series[pd.Timestamp]:
    if column.isna().all():
        return pd.Series(pd.NaT, index=column.index, dtype="datetime64[us, UTC]")
    if not isinstance(column.dtype, pd.DatetimeTZDtype):
        raise InputError(
            f"The listings' column {name!r} holds {column.dtype}, not times with their zone."
        )
    moments: pd.Series[pd.Timestamp] = column.dt.tz_convert("UTC").dt.as_unit("us")
    return moments


def _refuse_other(alias: str, there: VisitList, whole: pd.DataFrame, heading: Heading) -> None:
    """Refuse a list whose id another list has; the very same list is welcome again."""
    recorded = _as_listings(_reasons(alias).filter(listing__visit_list=there), "UTC")
    columns = [*OF_THE_DWELLING, *OF_THE_REASON]
    given = whole[columns].assign(**{schema.LEFT_OUT: whole[schema.LEFT_OUT].astype(bool)})
    same_heading = (there.district, there.issued_at, there.as_of) == (
        heading.district,
        heading.issued_at,
        heading.as_of,
    )
    if not (same_heading and _same_rows(recorded[columns], given)):
        raise InputError(
            f"The ledger has another list {heading.list_id!r}. Give this one an id of its own."
        )


def _same_rows(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    as_rows = [
        [
            tuple("" if pd.isna(cell) else cell for cell in row)
            for row in table.itertuples(index=False)
        ]
        for table in (one, other)
    ]
    return as_rows[0] == as_rows[1]


def _reasons(alias: str) -> QuerySet[ListingReason]:
    return ListingReason.objects.using(alias).all()


def _as_listings(found: QuerySet[ListingReason], timezone: str) -> pd.DataFrame:
    rows = list(found.values_list(*_PATHS))
    table = as_table(
        rows,
        schema.LISTING_COLUMNS,
        timezone=timezone,
        moments=_MOMENTS,
        numbers={schema.LEFT_OUT: "bool"},
    )
    order = [schema.ISSUED_AT, schema.LIST_ID, schema.UPRN, schema.BURGLARY_REFERENCE]
    return table.sort_values(order, ignore_index=True)


def read(
    alias: str, timezone: str, *, district: str | None, since: datetime | None
) -> pd.DataFrame:
    """Return the listings of the lists issued."""
    found = _reasons(alias)
    if district is not None:
        found = found.filter(listing__visit_list__district=district)
    if since is not None:
        found = found.filter(listing__visit_list__issued_at__gte=since)
    return _as_listings(found, timezone)


def read_latest(alias: str, timezone: str, district: str) -> pd.DataFrame:
    """Return the listings of a district's newest list."""
    newest = (
        VisitList.objects.using(alias)
        .filter(district=district)
        .order_by("-issued_at", "-list_id")
        .first()
    )
    return _as_listings(_reasons(alias).filter(listing__visit_list=newest), timezone)


def read_headings(
    alias: str, timezone: str, *, district: str | None, since: datetime | None
) -> pd.DataFrame:
    """Return the lists issued, without their dwellings."""
    found = VisitList.objects.using(alias).all()
    if district is not None:
        found = found.filter(district=district)
    if since is not None:
        found = found.filter(issued_at__gte=since)
    rows = list(found.annotate(dwellings=Count("listings")).values_list(*HEADING_COLUMNS))
    table = as_table(
        rows, HEADING_COLUMNS, timezone=timezone, moments=_MOMENTS, numbers={DWELLINGS: "int64"}
    )
    return table.sort_values([schema.ISSUED_AT, schema.LIST_ID], ignore_index=True)


def are_of_run(alias: str, run_name: str) -> bool:
    """Say whether there are lists of a run."""
    return VisitList.objects.using(alias).filter(list_id__startswith=f"{run_name}/").exists()
