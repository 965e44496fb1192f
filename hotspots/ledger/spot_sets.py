"""Sets of harm spots into the tables and out of them; the one adopted last is in force.

Their outlines are kept as WKT text, in metres.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import shapely
from django.db.models import Count, QuerySet

from hotspots import schema, words
from hotspots.errors import InputError
from hotspots.ledger import chain
from hotspots.ledger.models import SpotAdoption, SpotInForce, SpotSet
from hotspots.ledger.models.harm_spots import REASON_LENGTH, SPOT_NAME_LENGTH
from hotspots.ledger.patrol_kind import SPOT_ID_PATTERN
from hotspots.ledger.record_kind import TEXT_PATTERN, fits
from hotspots.ledger.records import ROWS_A_STATEMENT, as_table
from hotspots.ledger.results import SpotSetResult

AREAS: Final = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_DEGREES: Final = 360.0

OF_THE_SPOT: Final = (
    schema.SPOT_ID,
    schema.SPOT_NAME,
    schema.DISTRICT,
    schema.RANK,
    schema.OUTLINE,
)
# What an analyst says of an edit or a set; no sign that a spreadsheet could take for a formula.
REASON_PATTERN: Final = rf"\w[^\x00-\x1f]{{0,{REASON_LENGTH - 1}}}"
# Ids that the ledger gives to the spots that analysts add.
OWN_ID_PATTERN: Final = r"A\d+"
SPOTS: Final = "spots"
HEADING_COLUMNS: Final = (
    schema.SPOT_SET,
    schema.ADOPTED_AT,
    schema.CHOSEN_FROM,
    schema.CHOSEN_TO,
    schema.ADOPT_REASON,
    schema.ADOPTED_BY_ROLE,
    SPOTS,
)
# The schema's columns, as they are reached from a spot.
_PATHS: Final = (
    "of_set__spot_set",
    "of_set__adopted_at",
    "of_set__chosen_from",
    "of_set__chosen_to",
    *OF_THE_SPOT,
)
_DAYS: Final = (schema.CHOSEN_FROM, schema.CHOSEN_TO)
# A name is for people to read: products escape it.
_NAME_PATTERN: Final = rf"[^\x00-\x1f]{{1,{SPOT_NAME_LENGTH}}}"


@dataclass(frozen=True, kw_only=True)
class Heading:
    """What stands at the head of a set."""

    spot_set: str
    adopted_at: datetime
    chosen_from: date
    chosen_to: date
    reason: str = ""
    role: str = ""
    instead_of: str | None = None

    def __post_init__(self) -> None:
        if self.reason and not re.fullmatch(REASON_PATTERN, self.reason):
            raise InputError(
                f"The reason must begin with a letter or a figure and be of at most "
                f"{REASON_LENGTH} characters on one line, and is of {len(self.reason)}."
            )
        if not re.fullmatch(TEXT_PATTERN, self.spot_set):
            raise InputError(
                f"The set's name is {self.spot_set!r}; it must begin with a letter or a figure and "
                "be of at most 80 characters."
            )
        if self.chosen_to < self.chosen_from:
            raise InputError(
                f"The spots of {self.spot_set!r} were chosen on {self.chosen_from} to "
                f"{self.chosen_to}: the last day is before the first. Swap them."
            )


def record(
    alias: str, table: pd.DataFrame, heading: Heading, *, own_ids: Collection[str]
) -> SpotSetResult:
    """Record a set inside a transaction that the caller has opened."""
    _require_as_seen(alias, heading)
    whole = _checked(table, heading, own_ids)
    there = SpotSet.objects.using(alias).filter(spot_set=heading.spot_set).first()
    if there is not None:
        _refuse_other(alias, there, whole, heading)
        return SpotSetResult(spot_set=heading.spot_set, spots=len(whole), recorded=False)
    _require_newest(alias, heading)
    spot_set = SpotSet.objects.using(alias).create(
        spot_set=heading.spot_set,
        adopted_at=heading.adopted_at,
        chosen_from=heading.chosen_from,
        chosen_to=heading.chosen_to,
    )
    SpotInForce.objects.using(alias).bulk_create(
        [
            SpotInForce(of_set=spot_set, **dict(zip(OF_THE_SPOT, row, strict=True)))
            for row in _rows(whole)
        ],
        batch_size=ROWS_A_STATEMENT,
    )
    chain.Rows(alias).append(chain.SPOT_SET, [spot_set.pk])
    if heading.reason:
        why = SpotAdoption.objects.using(alias).create(
            of_set=spot_set, adopt_reason=heading.reason, adopted_by_role=heading.role
        )
        chain.Rows(alias).append(chain.SPOT_ADOPTION, [why.pk])
    return SpotSetResult(spot_set=heading.spot_set, spots=len(whole), recorded=True)


def _require_as_seen(alias: str, heading: Heading) -> None:
    """Refuse where another set is in force than whoever adopts this one has seen."""
    newest = _newest(alias)
    now = newest.spot_set if newest is not None else ""
    if newest is not None and heading.instead_of not in (None, now):
        raise InputError(
            f"The set {now!r} was put in force on {newest.adopted_at:%d/%m/%Y}, after you looked; "
            "nothing was recorded. Look again at what would change."
        )


def _rows(whole: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return the spots as the database hands them out, by id."""
    ordered = whole.sort_values(schema.SPOT_ID)
    columns = [
        [None if pd.isna(rank) else int(rank) for rank in ordered[column]]
        if column == schema.RANK
        else ["" if pd.isna(text) else str(text) for text in ordered[column]]
        for column in OF_THE_SPOT
    ]
    return list(zip(*columns, strict=True))


def _checked(table: pd.DataFrame, heading: Heading, own_ids: Collection[str]) -> pd.DataFrame:
    """Return the spots, or refuse them, naming every fault at once."""
    schema.require_columns(table, OF_THE_SPOT, "harm spots")
    if table.empty:
        raise InputError(
            f"The set {heading.spot_set!r} holds no harm spot, and none would be in force. Adopt a "
            "run that found some."
        )
    whole = pd.DataFrame({column: table[column] for column in OF_THE_SPOT})
    for column in (schema.SPOT_ID, schema.SPOT_NAME, schema.DISTRICT, schema.OUTLINE):
        whole[column] = whole[column].astype("str").str.strip()
    whole[schema.RANK] = pd.to_numeric(whole[schema.RANK], errors="coerce")
    faults = [f"{count} spots: {what}" for what, count in _faults(whole, own_ids).items() if count]
    if faults:
        raise InputError(
            f"The set {heading.spot_set!r} cannot be adopted: " + "; ".join(faults) + "."
        )
    return whole


def _faults(whole: pd.DataFrame, own_ids: Collection[str]) -> dict[str, int]:
    ids, ranks, district = whole[schema.SPOT_ID], whole[schema.RANK], whole[schema.DISTRICT]
    of_analysts = fits(ids, OWN_ID_PATTERN) & ~ids.isin(list(own_ids))
    unfit_rank = ranks.notna() & ~((ranks >= 1) & (ranks % 1 == 0))
    outlines = [None if pd.isna(text) else text for text in whole[schema.OUTLINE]]
    faults = Counter(fault for fault in faults_of_outlines(outlines) if fault)
    return {
        "spot_id is not made of up to 16 capital letters, figures and hyphens": int(
            (~fits(ids, SPOT_ID_PATTERN)).sum()
        ),
        "spot_id stands there twice": int(ids.duplicated().sum()),
        "spot_id is A with figures, which only an added spot has": int(of_analysts.sum()),
        f"name is missing or longer than {SPOT_NAME_LENGTH} characters": int(
            (~fits(whole[schema.SPOT_NAME], _NAME_PATTERN)).sum()
        ),
        "district begins with a sign or is too long": int(
            (district.notna() & ~fits(district, TEXT_PATTERN)).sum()
        ),
        "rank is not a whole number from 1": int(unfit_rank.sum()),
        **{f"outline {fault}": count for fault, count in faults.items()},
    }


def _refuse_other(alias: str, there: SpotSet, whole: pd.DataFrame, heading: Heading) -> None:
    """Refuse a set whose name another one has; the very same set in force is welcome again."""
    recorded = sorted(
        SpotInForce.objects.using(alias).filter(of_set=there).values_list(*OF_THE_SPOT)
    )
    same_days = (there.chosen_from, there.chosen_to) == (heading.chosen_from, heading.chosen_to)
    if not (same_days and recorded == sorted(_rows(whole))):
        raise InputError(
            f"The ledger has another set {heading.spot_set!r}. Adopt this one under a name of its "
            "own."
        )
    in_force = _newest(alias)
    if in_force is not None and in_force != there:
        raise InputError(
            f"The set {heading.spot_set!r} was adopted on {there.adopted_at:%Y-%m-%d}, and "
            f"{in_force.spot_set!r} after it. To put the old spots in force again adopt them under "
            "a name of their own."
        )


def _require_newest(alias: str, heading: Heading) -> None:
    """Refuse a set that would not be in force: which one is must be plain from its time."""
    in_force = _newest(alias)
    if in_force is not None and heading.adopted_at <= in_force.adopted_at:
        raise InputError(
            f"The set {heading.spot_set!r} would be adopted at "
            f"{words.sortable_moment(heading.adopted_at)}, and {in_force.spot_set!r} was "
            f"adopted at {words.sortable_moment(in_force.adopted_at)} UTC. Give a "
            "later moment: the set that is adopted last is in force."
        )


def _newest(alias: str, at: datetime | None = None) -> SpotSet | None:
    found = SpotSet.objects.using(alias).order_by("-adopted_at", "-pk")
    return (found if at is None else found.filter(adopted_at__lte=at)).first()


def known_ids(alias: str) -> set[str]:
    """Return the ids of all spots that ever stood in a set."""
    return set(SpotInForce.objects.using(alias).values_list("spot_id", flat=True).distinct())


def ids_in_force(alias: str) -> set[str]:
    """Return the ids of the set that is in force."""
    in_force = SpotInForce.objects.using(alias).filter(of_set=_newest(alias))
    return set(in_force.values_list("spot_id", flat=True))


def read_in_force(alias: str, timezone: str, at: datetime | None) -> pd.DataFrame:
    """Return the spots of the set in force at a moment, by default of the newest."""
    newest = _newest(alias, at)
    found = SpotInForce.objects.using(alias).filter(of_set=newest)
    return _as_spots(found, timezone)


def read_all(alias: str, timezone: str) -> pd.DataFrame:
    """Return the spots of every set."""
    return _as_spots(SpotInForce.objects.using(alias).all(), timezone)


def _as_spots(found: QuerySet[SpotInForce], timezone: str) -> pd.DataFrame:
    table = as_table(
        list(found.values_list(*_PATHS)),
        schema.SPOT_IN_FORCE_COLUMNS,
        timezone=timezone,
        moments=(schema.ADOPTED_AT,),
        days=_DAYS,
        numbers={schema.RANK: "Int64"},
    )
    order = [schema.ADOPTED_AT, schema.SPOT_SET, schema.RANK, schema.SPOT_ID]
    return table.sort_values(order, ignore_index=True)


def read_headings(alias: str, timezone: str) -> pd.DataFrame:
    """Return the sets, without their spots; where nobody said why, reason and role are missing."""
    found = SpotSet.objects.using(alias).annotate(spots_of_it=Count("spots"))
    why = tuple(f"adoption__{each}" for each in (schema.ADOPT_REASON, schema.ADOPTED_BY_ROLE))
    names = (schema.SPOT_SET, schema.ADOPTED_AT, *_DAYS, *why, "spots_of_it")
    table = as_table(
        list(found.values_list(*names)),
        HEADING_COLUMNS,
        timezone=timezone,
        moments=(schema.ADOPTED_AT,),
        days=_DAYS,
        numbers={SPOTS: "int64"},
    )
    return table.sort_values([schema.ADOPTED_AT, schema.SPOT_SET], ignore_index=True)


def faults_of_outlines(texts: Sequence[str | None]) -> list[str | None]:
    """Return what is wrong with each outline; None where nothing is.

    Parameters
    ----------
    texts : sequence of str or None
        WKT of polygons or multipolygons, in metres.
    """
    outlines = shapely.from_wkt(list(texts), on_invalid="ignore")
    with np.errstate(invalid="ignore"):
        in_degrees = (np.abs(shapely.bounds(outlines)) <= _DEGREES).all(axis=1)
    is_area = np.isin(shapely.get_type_id(outlines), AREAS) & ~shapely.is_empty(outlines)
    faults = np.select(
        [shapely.is_missing(outlines), ~is_area, ~shapely.is_valid(outlines), in_degrees],
        ["is missing or no WKT", "is no polygon", "crosses itself", "is in degrees, not metres"],
        default="",
    )
    return [str(fault) or None for fault in faults]
