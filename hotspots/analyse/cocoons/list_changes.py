"""What is new on a list of homes since the last one, what dropped off it, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.visit_calls import aware_moment
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from datetime import datetime

    from hotspots.analyse.cocoons.cocoon_list import CocoonList

CAUSE: Final = "cause"  # a DropCause
DROPPED_COLUMNS: Final = (schema.UPRN, schema.TIER, CAUSE, schema.REASON)
_NEEDED: Final = (
    schema.UPRN,
    schema.TIER,
    schema.LEFT_OUT,
    schema.DISTRICT,
    schema.BURGLARY_REFERENCE,
    schema.REPORTED_TIME,
)


class Change(StrEnum):
    """How a home came to stand on a list."""

    NEW = "new"
    KEPT = "kept"
    RETURNED = "returned"  # called at before, and to be called at again


class DropCause(StrEnum):
    """Why a home of the last list is not on this one."""

    VISITED = "for what came of a visit"
    CAPACITY = "beyond the capacity of a shift"
    LEAFLET = "a leaflet only"
    EXPIRED = "no live burglary near by"
    WITHDRAWN = "its burglaries are no longer live"
    OUT_OF_REACH = "no longer in reach"


@dataclass(frozen=True, kw_only=True, eq=False)
class ListChanges:
    """The difference between two lists.

    Attributes
    ----------
    change : Series of str, on the index of the current list's targets
        A ``Change`` for the homes that are chosen; missing for the others.
    dropped : DataFrame
        ``DROPPED_COLUMNS``: homes of the last list that are not chosen now, by UPRN; ``tier`` is
        what it was then, ``reason`` a sentence.
    """

    change: pd.Series[str]
    dropped: pd.DataFrame


def list_changes(previous: pd.DataFrame | None, current: CocoonList) -> ListChanges:
    """Compare a list with the last one.

    Parameters
    ----------
    previous : DataFrame or None
        ``schema.LISTING_COLUMNS``, as the ledger keeps a list; those left out then were not on it.
        None, or no rows, for a first list: nothing on it is called new.
    current : CocoonList

    Raises
    ------
    MissingColumnError
    ParameterError
        When the last list is another district's.
    """
    on_list = current.targets[schema.WALK_ORDER].notna()
    uprns = current.targets[schema.UPRN]
    change = pd.Series(None, index=uprns.index, dtype="str")
    dropped = pd.DataFrame({column: pd.Series([], dtype="str") for column in DROPPED_COLUMNS})
    if previous is not None and len(previous):
        schema.require_columns(previous, _NEEDED, "listings of the last list")
        _require_same_district(previous, current)
        before = previous.loc[~previous[schema.LEFT_OUT].astype(bool)]
        known = uprns.isin(before[schema.UPRN])
        change = change.mask(on_list & known, str(Change.KEPT))
        change = change.mask(on_list & ~known, str(Change.NEW))
        dropped = _dropped(before.loc[~before[schema.UPRN].isin(uprns[on_list])], current)
    returned = uprns.isin(current.brought_back[schema.UPRN])
    return ListChanges(
        change=change.mask(on_list & returned, str(Change.RETURNED)), dropped=dropped
    )


def listing_rows(current: CocoonList, *, list_id: str, issued_at: datetime) -> pd.DataFrame:
    """Return a list as the ledger keeps it: one row for each home and burglary that reaches it.

    Returns
    -------
    DataFrame
        ``schema.LISTING_COLUMNS``, of the homes chosen and of those with a clock that were left
        out for want of capacity, marked ``left_out``.
    """
    targets = current.targets
    chosen = targets[schema.WALK_ORDER].notna()
    kept = targets.loc[chosen | targets[schema.DUE].notna()]
    homes = kept[[schema.UPRN, schema.TIER, schema.DUE]].assign(
        **{schema.LEFT_OUT: kept[schema.WALK_ORDER].isna()}
    )
    rows = homes.merge(current.reasons, on=schema.UPRN, how="left", validate="1:m")
    rows[schema.LIST_ID] = list_id
    rows[schema.DISTRICT] = current.district
    rows[schema.ISSUED_AT] = aware_moment(issued_at)
    rows[schema.AS_OF] = current.as_of
    return pd.DataFrame(rows[list(schema.LISTING_COLUMNS)])


def _dropped(gone: pd.DataFrame, current: CocoonList) -> pd.DataFrame:
    """Say of each home that dropped off why it did."""
    if gone.empty:
        return pd.DataFrame(columns=list(DROPPED_COLUMNS), dtype="str")
    visited = dict(zip(current.excluded[schema.UPRN], current.excluded[schema.REASON], strict=True))
    waiting = set(current.targets[schema.UPRN])
    leaflet = set(current.leaflet_homes[schema.UPRN])
    live = set(current.burglaries[schema.BURGLARY_REFERENCE])
    window = pd.Timedelta(days=current.params.window_days)
    rows = []
    for uprn, listed in gone.groupby(schema.UPRN, sort=True):
        if uprn in visited:
            cause, reason = DropCause.VISITED, visited[uprn]
        elif uprn in waiting:
            cause, reason = DropCause.CAPACITY, "Other homes are more urgent, and fill the shift."
        elif uprn in leaflet:
            cause = DropCause.LEAFLET
            reason = "Now further than 200 m from every live burglary: a leaflet."
        else:
            over = listed[schema.REPORTED_TIME] + window < current.as_of
            still_live = bool(listed[schema.BURGLARY_REFERENCE].isin(live).any())
            cause, reason = _not_reached(
                still_live=still_live, all_over=bool(over.all()), days=current.params.window_days
            )
        rows.append((uprn, listed[schema.TIER].iloc[0], str(cause), reason))
    return pd.DataFrame(rows, columns=list(DROPPED_COLUMNS), dtype="str")


def _not_reached(*, still_live: bool, all_over: bool, days: float) -> tuple[DropCause, str]:
    if still_live:
        return DropCause.OUT_OF_REACH, (
            "A burglary near it is live, and the home is out of its reach now: the burglary's "
            "place, the radius or the addresses have changed."
        )
    if all_over:
        return DropCause.EXPIRED, f"Every burglary near it is more than {days:g} days old."
    # The ledger knows when a burglary was reported, not when it happened.
    return DropCause.WITHDRAWN, (
        f"No burglary near it is live: more than {days:g} days old, or no longer recorded as a "
        "burglary of a home."
    )


def _require_same_district(previous: pd.DataFrame, current: CocoonList) -> None:
    others = set(previous[schema.DISTRICT].dropna()) - {current.district}
    if others and current.district is not None:
        raise ParameterError(
            f"The last list is of {', '.join(map(repr, sorted(others)))}, this one of "
            f"{current.district!r}; compare lists of one district."
        )
