"""Tell whether an operation worked: treated areas beside controls, before and during."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.operations import operation_counts
from hotspots.analyse.operations.before_trend import BeforeTrend, before_trend, series_of
from hotspots.analyse.operations.delivery import DELIVERY_COLUMNS, Delivery, PatrolPlan, delivery_of
from hotspots.analyse.operations.displacement import displacement_rings
from hotspots.analyse.operations.evaluation_params import EvaluationParams
from hotspots.analyse.operations.operation_estimate import Estimate, estimate_effect
from hotspots.analyse.operations.place_bootstrap import PlaceCounts
from hotspots.analyse.operations.verdict import Guard, Verdict, verdict_on
from hotspots.analyse.periods import Period
from hotspots.crs import require_projected, same_system
from hotspots.errors import CoordinateError, InputError, refuse_parameters
from hotspots.schema import AREA_ID, AREA_ROLE, TIME_PRECISION, AreaRole, TimePrecision

if TYPE_CHECKING:
    from hotspots.analyse.operations.operation_estimate import Estimate
    from hotspots.arrays import Floats


COUNT_COLUMNS: Final = (
    schema.BEFORE_OFFENCES,
    schema.DURING_OFFENCES,
    schema.RING_BEFORE_OFFENCES,
    schema.RING_DURING_OFFENCES,
)
HARM_COLUMNS: Final = (
    schema.BEFORE_HARM,
    schema.DURING_HARM,
    schema.RING_BEFORE_HARM,
    schema.RING_DURING_HARM,
)

# Where the areas were chosen on the before-period, all by which the treated ones were busier in it
# than the controls may be chance, and then goes by itself. Up to a tenth is let pass: the worst ten
# of 67 spots that are all alike had a fifth more than controls suggested on the same weeks, and
# "fell" by as much with nothing done (docs/evaluation.md).
MOST_EXCESS_LEVEL = 1.1


@dataclass(frozen=True, kw_only=True)
class OperationPlan:
    """What an operation was, as far as its evaluation needs it.

    Attributes
    ----------
    before, during : Period
        Before ends before the operation begins.
    ring_width_m : float
        Of the rings around treated areas and controls; fixed in advance.
    chosen : Period or None
        The offences by which the treated areas were chosen; None where that is not known.
    chosen_by_offences : bool
        False where the areas were chosen without a look at their offences: by lot, or for another
        reason.
    controls_by_same_rule : bool
        The controls were chosen by the same rule on the same data: other harm spots of one set.
    patrols : PatrolPlan or None
    """

    before: Period
    during: Period
    ring_width_m: float
    chosen: Period | None = None
    chosen_by_offences: bool = True
    controls_by_same_rule: bool = False
    patrols: PatrolPlan | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.before.last >= self.during.first:
            faults.append(
                f"the before-period must end before the operation begins on {self.during.first}, "
                f"and ends on {self.before.last}"
            )
        if not self.ring_width_m > 0:
            faults.append(f"ring_width_m must be above 0, not {self.ring_width_m}")
        refuse_parameters("Operation", faults)


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """What was found of one operation.

    Attributes
    ----------
    verdict : Verdict
    guard : Guard
    whole : Estimate
        By the whole before-period.
    guarded : Estimate or None
        Without the days by which the areas were chosen; the verdict rests on it where it is there.
    areas : GeoDataFrame
        A row an area, treated first: ``schema.OPERATION_AREA_COLUMNS``, its counts and harm and
        those of its ring, ``expected_offences``, and for treated areas its patrols.
    rings : GeoDataFrame
        ``area_id``, ``area_role`` and the ring.
    series : DataFrame
        From ``before_trend.series_of``.
    step : str
        Of the series: ``week``, ``four weeks``, ``month``.
    trend : BeforeTrend
    delivery : Delivery or None
    undated : int
        Offences of the selection without a day, counted nowhere.
    """

    verdict: Verdict
    guard: Guard
    whole: Estimate
    guarded: Estimate | None
    areas: gpd.GeoDataFrame
    rings: gpd.GeoDataFrame
    series: pd.DataFrame
    step: str
    trend: BeforeTrend
    delivery: Delivery | None
    undated: int

    @property
    def judged(self) -> Estimate:
        """The estimate that the verdict rests on."""
        return self.guarded or self.whole


def evaluate(
    offences: gpd.GeoDataFrame,
    areas: gpd.GeoDataFrame,
    *,
    plan: OperationPlan,
    harm: str,
    patrols: pd.DataFrame | None = None,
    patrols_unknown_in: Sequence[str] = (),
    patrols_matched: str = "",
    params: EvaluationParams | None = None,
) -> Evaluation:
    """Judge an operation by what was recorded in its areas, in controls, and around both.

    Parameters
    ----------
    offences : GeoDataFrame
        Of the selection, from ``weigh_offences``; in metres.
    areas : GeoDataFrame
        ``schema.OPERATION_AREA_COLUMNS``, in the same system; no two overlap.
    plan : OperationPlan
    harm : str
        The column of an offence's harm, missing where the index does not know it.
    patrols : DataFrame, optional
        ``schema.PATROL_COLUMNS``; their ``spot_id`` is an ``area_id``.
    patrols_unknown_in : sequence of str
        Treated areas of which the patrols cannot tell.
    patrols_matched : str
        How the patrols were matched to the areas; a sentence.
    params : EvaluationParams, optional

    Raises
    ------
    InputError
        When a role has no area, or two areas overlap.
    ParameterError
        When a period cuts a month that is all that is known of an offence's time.

    Notes
    -----
    What else changed in the treated areas alone, and not in the controls, is in the verdict too: an
    evaluation of this kind compares, and does not know why.
    """
    params = params or EvaluationParams()
    ordered = _checked(offences, areas)
    operation_counts.require_whole_months(offences, [plan.before, plan.during])
    counted = OperationOffences(offences, ordered, plan.ring_width_m, harm)
    whole = counted.effect([plan.before], plan.during, params)
    guard, left = _guard(plan, counted.excess_level(whole), params)
    guarded = counted.effect(left, plan.during, params) if guard is Guard.LEFT_OUT else None
    series, step = counted.series(plan.before, plan.during)
    trend = before_trend(series, level=params.trend_level)
    treated = list(ordered.loc[ordered[AREA_ROLE] == AreaRole.TREATED, AREA_ID])
    delivery = (
        None
        if patrols is None
        else delivery_of(
            treated,
            patrols,
            during=plan.during,
            plan=plan.patrols,
            not_known=patrols_unknown_in,
            how=patrols_matched,
        )
    )
    return Evaluation(
        verdict=verdict_on(
            guarded or whole,
            guard=guard,
            trend=trend,
            delivery=delivery,
            params=params,
            fewest=care.fewest_of(offences),
        ),
        guard=guard,
        whole=whole,
        guarded=guarded,
        areas=_with_patrols(counted.table(plan.before, plan.during), delivery),
        rings=counted.rings,
        series=series,
        step=step,
        trend=trend,
        delivery=delivery,
        undated=int(np.isnat(counted.days).sum()),
    )


def _checked(offences: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the areas, treated first, each role in the order of its ids."""
    schema.require_columns(areas, schema.OPERATION_AREA_COLUMNS, "areas of the operation")
    require_projected(offences, "offences")
    require_projected(areas, "areas of the operation")
    if not same_system(offences.crs, areas.crs):
        raise CoordinateError(
            f"Offences are in {offences.crs.to_string()} and the operation's areas in "
            f"{areas.crs.to_string()}; convert them to one system first."
        )
    for role in AreaRole:
        if not (areas[AREA_ROLE] == role).any():
            raise InputError(f"The operation has no {role} area; it needs one at least.")
    repeated = sorted(areas.loc[areas[AREA_ID].duplicated(), AREA_ID])
    if repeated:
        raise InputError(f"Areas that stand twice in the operation: {', '.join(repeated)}.")
    ordered = areas.assign(_role=(areas[AREA_ROLE] != AreaRole.TREATED))
    ordered = ordered.sort_values(["_role", AREA_ID], ignore_index=True)
    return ordered.drop(columns="_role")


def _guard(
    plan: OperationPlan, excess_level: float, params: EvaluationParams
) -> tuple[Guard, tuple[Period, ...]]:
    """Say how regression to the mean is met, and which stretches before are free of it."""
    if not plan.chosen_by_offences:
        return Guard.NOT_NEEDED, ()
    if plan.chosen is None:
        return Guard.UNKNOWN, ()
    if not operation_counts.overlap(plan.chosen, plan.before):
        return Guard.NOT_NEEDED, ()
    left = operation_counts.without(plan.before, plan.chosen)
    if operation_counts.in_days(left) >= params.least_guarded_days:
        return Guard.LEFT_OUT, left
    alike = plan.controls_by_same_rule and excess_level <= MOST_EXCESS_LEVEL
    return (Guard.SAME_RULE if alike else Guard.NONE), ()


def _with_patrols(table: gpd.GeoDataFrame, delivery: Delivery | None) -> gpd.GeoDataFrame:
    if delivery is None:
        return table.assign(**dict.fromkeys(DELIVERY_COLUMNS[1:], np.nan))
    return table.merge(delivery.by_area, on=AREA_ID, how="left")


class OperationOffences:
    """The offences of an operation, each put in its area, its ring and its day once."""

    def __init__(
        self, offences: gpd.GeoDataFrame, areas: gpd.GeoDataFrame, ring_width_m: float, harm: str
    ) -> None:
        self.areas = areas
        self.rings = displacement_rings(areas, ring_width_m)
        self.days = operation_counts.days_of(offences)
        self.by_month = bool((offences[TIME_PRECISION] == TimePrecision.MONTH).any())
        self._area = operation_counts.place_of(offences, areas.geometry)
        ring = operation_counts.place_of(offences, self.rings.geometry)
        self._ring = np.where(
            self._area == operation_counts.NOWHERE, ring, operation_counts.NOWHERE
        )
        self._harm = offences[harm].fillna(0.0).to_numpy(np.float64)
        self._treated = (areas[AREA_ROLE] == AreaRole.TREATED).to_numpy()

    def excess_level(self, whole: Estimate) -> float:
        """Return the treated areas' offences a place before, over the controls'."""
        treated = int(self._treated.sum())
        a_place = whole.control.before / (len(self.areas) - treated)
        return whole.treated.before / treated / a_place if a_place else np.inf

    def effect(
        self, before: Sequence[Period], during: Period, params: EvaluationParams
    ) -> Estimate:
        """Return the estimate of the operation's effect against one choice of before-periods."""
        return estimate_effect(
            self.counts(before, during), before=before, during=during, params=params
        )

    def counts(self, before: Sequence[Period], during: Period) -> PlaceCounts:
        """Return the counts and the harm of each place, before and during."""
        counts, harm = self._columns(before, during), self._columns(before, during, self._harm)
        return PlaceCounts(
            treated=counts[self._treated],
            control=counts[~self._treated],
            treated_harm=harm[self._treated],
            control_harm=harm[~self._treated],
            by_weight=self._by_weight(before, during),
        )

    def _columns(
        self, before: Sequence[Period], during: Period, weights: Floats | None = None
    ) -> Floats:
        return np.column_stack(
            [
                operation_counts.totals_by_place(
                    place, len(self.areas), operation_counts.within(self.days, when), weights
                )
                for place in (self._area, self._ring)
                for when in (before, [during])
            ]
        )

    def _by_weight(self, before: Sequence[Period], during: Period) -> list[tuple[float, Floats]]:
        """Return, for each weight, the four sets' counts before and during."""
        inside = (self._area != operation_counts.NOWHERE) | (self._ring != operation_counts.NOWHERE)
        found = []
        for weight in np.unique(self._harm[inside]):
            of_weight = (self._harm == weight).astype(np.float64)
            columns = self._columns(before, during, of_weight)
            own, other = columns[self._treated].sum(axis=0), columns[~self._treated].sum(axis=0)
            found.append((float(weight), np.array([own[:2], other[:2], own[2:], other[2:]])))
        return found

    def series(self, before: Period, during: Period) -> tuple[pd.DataFrame, str]:
        """Return the offences step by step, and what a step is."""
        inside = self._area != operation_counts.NOWHERE
        treated = inside & self._treated[self._area]
        return series_of(
            self.days,
            treated,
            inside & ~treated,
            before=before,
            during=during,
            by_month=self.by_month,
        )

    def table(self, before: Period, during: Period) -> gpd.GeoDataFrame:
        """Return the areas with their counts, their harm, and what was to be expected."""
        counts = self._columns([before], during)
        harm = self._columns([before], during, self._harm)
        control = counts[~self._treated].sum(axis=0)
        change = control[1] / control[0] if control[0] else np.nan
        return self.areas[list(schema.OPERATION_AREA_COLUMNS)].assign(
            **dict(zip(COUNT_COLUMNS, counts.T.astype(np.int64), strict=True)),
            **dict(zip(HARM_COLUMNS, harm.T, strict=True)),
            **{schema.EXPECTED_OFFENCES: np.where(self._treated, counts[:, 0] * change, np.nan)},
        )
