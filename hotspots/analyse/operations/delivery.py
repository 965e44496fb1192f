"""Whether an operation was carried out: patrols recorded beside patrols planned."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.operations.operation_counts import within
from hotspots.analyse.periods import DAYS_A_WEEK, Period
from hotspots.errors import ParameterError

DELIVERY_COLUMNS: Final = (
    schema.AREA_ID,
    schema.PATROL_VISITS,
    schema.PATROL_MINUTES,
    schema.PLANNED,
    schema.DELIVERED,
    schema.SHARE_DELIVERED,
)

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats


class PlanUnit(StrEnum):
    """What a plan counts."""

    VISITS = "visits"
    MINUTES = "minutes"


@dataclass(frozen=True, kw_only=True)
class PatrolPlan:
    """What was meant to be done in each treated area, each week.

    Attributes
    ----------
    per_week : float
    unit : PlanUnit
    """

    per_week: float
    unit: PlanUnit

    def __post_init__(self) -> None:
        if not 0 < self.per_week < math.inf:
            raise ParameterError(
                f"A plan must be a number of {self.unit} a week above 0, not {self.per_week}."
            )


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What was done in the treated areas, beside what was planned.

    Attributes
    ----------
    by_area : DataFrame
        A row a treated area: ``area_id``, ``patrol_visits``, ``patrol_minutes``, ``planned``,
        ``delivered`` and ``share_delivered`` (the last three missing without a plan; what was done
        is missing where it is not known).
    plan : PatrolPlan or None
    visits, minutes : float
        In all treated areas.
    elsewhere : int
        Patrols of the operation's days that matched no treated area.
    share_delivered : float or None
        0 to 1: of what was planned for each area, what it got; what an area got over its plan makes
        up for no other. Areas of which it is not known are left out. None without a plan, or where
        nothing is known.
    not_known : tuple of str
        Areas of which the patrols handed in cannot tell.
    how : str
        How the patrols were matched to the areas; a sentence, or empty.
    """

    by_area: pd.DataFrame
    plan: PatrolPlan | None
    visits: int
    minutes: float
    elsewhere: int
    share_delivered: float | None
    not_known: tuple[str, ...] = ()
    how: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the patrols tell of one treated area at least."""
        return len(self.not_known) < len(self.by_area)


def delivery_of(
    area_ids: Sequence[str],
    patrols: pd.DataFrame,
    *,
    during: Period,
    plan: PatrolPlan | None,
    not_known: Sequence[str] = (),
    how: str = "",
) -> Delivery:
    """Count the patrols of an operation in each treated area.

    Parameters
    ----------
    area_ids : sequence of str
        The treated areas; a patrol belongs to the one whose id is its ``spot_id``.
    patrols : DataFrame
        ``spot_id``, ``begins_at`` and ``minutes``, which may be missing.
    during : Period
    plan : PatrolPlan or None
    not_known : sequence of str
        Areas of which the patrols cannot tell: what was done there is missing, never 0.
    how : str
        How the patrols were matched to the areas.

    Notes
    -----
    A patrol without minutes is a visit, and adds no minutes.
    """
    schema.require_columns(patrols, (schema.SPOT_ID, schema.BEGINS_AT, schema.MINUTES), "patrols")
    own = patrols[_on_days(patrols, during)]
    inside = own[own[schema.SPOT_ID].isin(area_ids)]
    by_spot = inside.groupby(schema.SPOT_ID)
    unknown = np.isin(list(area_ids), list(not_known))
    visits, minutes = (
        np.where(unknown, np.nan, each.reindex(list(area_ids), fill_value=0).to_numpy(np.float64))
        for each in (by_spot.size(), by_spot[schema.MINUTES].sum())
    )
    table = pd.DataFrame(
        {
            schema.AREA_ID: pd.array(list(area_ids), dtype="str"),
            schema.PATROL_VISITS: visits,
            schema.PATROL_MINUTES: minutes,
            **_against_plan(visits, minutes, during.days, plan),
        }
    )
    return Delivery(
        by_area=table,
        plan=plan,
        visits=int(np.nansum(visits)),
        minutes=float(np.nansum(minutes)),
        elsewhere=len(own) - len(inside),
        share_delivered=_share(table[~unknown]) if plan and not unknown.all() else None,
        not_known=tuple(not_known),
        how=how,
    )


def _on_days(patrols: pd.DataFrame, during: Period) -> Bools:
    begins = pd.to_datetime(patrols[schema.BEGINS_AT])
    if isinstance(begins.dtype, pd.DatetimeTZDtype):
        begins = begins.dt.tz_localize(None)
    days = begins.to_numpy(dtype="datetime64[ns]").astype("datetime64[D]")
    return within(days, [during])


def _against_plan(
    visits: Floats, minutes: Floats, days: int, plan: PatrolPlan | None
) -> dict[str, Floats]:
    if plan is None:
        nothing = np.full(len(visits), np.nan)
        return {schema.PLANNED: nothing, schema.DELIVERED: nothing, schema.SHARE_DELIVERED: nothing}
    planned = np.full(len(visits), plan.per_week * days / DAYS_A_WEEK)
    delivered = visits if plan.unit is PlanUnit.VISITS else minutes
    return {
        schema.PLANNED: planned,
        schema.DELIVERED: delivered,
        schema.SHARE_DELIVERED: np.minimum(delivered, planned) / planned,
    }


def _share(table: pd.DataFrame) -> float:
    kept = np.minimum(table[schema.DELIVERED], table[schema.PLANNED])
    return float(kept.sum() / table[schema.PLANNED].sum())
