"""What residents say of their ward: a survey's deficit, reports of feeling unsafe, or both."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.wards.ward_measure_types import Measured, NotMeasured
from hotspots.analyse.wards.ward_rates import force_rate, percentile_ranks, rate_for
from hotspots.schema import WardMeasure

if TYPE_CHECKING:
    from hotspots.analyse.wards.ward_measure_types import WardScene


def survey_deficit(scene: WardScene) -> Measured | NotMeasured:
    """Return what residents say of each ward, the higher the worse.

    With a survey alone its deficit; with reports alone their number per 1,000 residents a year;
    with both the mean of a ward's two percentiles, or the one that is known.
    """
    measure = WardMeasure.SURVEY_DEFICIT
    reported = _reported(scene)
    if scene.survey is None and reported is None:
        reason = "There is no survey and no table of reports (StreetSafe) among the tables."
        return NotMeasured(measure=measure, reason=reason)
    if reported is None and scene.survey is not None:
        return Measured(
            measure=measure,
            unit="deficit as surveyed",
            definition="The survey's deficit, mean of the ward's rows; the higher, the worse.",
            by_ward=scene.survey,
            ranked_by=scene.survey,
            force_value=None,
            notes=_not_asked(scene),
        )
    rates, force_value = reported or (scene.wards[schema.RESIDENTS], 0.0)
    if scene.survey is None:
        return Measured(
            measure=measure,
            unit="reports per 1,000 residents a year",
            definition="Reports of feeling unsafe (StreetSafe) per 1,000 residents a year.",
            by_ward=rates,
            ranked_by=rates,
            force_value=force_value,
        )
    one, other = percentile_ranks(scene.survey), percentile_ranks(rates)
    both = ((one + other) / 2).fillna(one).fillna(other)
    return Measured(
        measure=measure,
        unit="mean of two percentiles",
        definition=(
            "Mean of the percentile of the survey's deficit and of the percentile of reports of "
            "feeling unsafe (StreetSafe) per 1,000 residents; the one that is known where the "
            "other is not."
        ),
        by_ward=both,
        ranked_by=both,
        notes=_not_asked(scene),
    )


def _reported(scene: WardScene) -> tuple[pd.Series[float], float] | None:
    """Return reports per 1,000 residents of each ward and of the force; None without either."""
    residents = scene.wards[schema.RESIDENTS]
    if scene.reports is None or not (residents > 0).any():
        return None
    return (
        rate_for(scene.reports, residents, scene.years),
        force_rate(scene.reports, residents, scene.years),
    )


def _not_asked(scene: WardScene) -> tuple[str, ...]:
    unasked = int(scene.survey.isna().sum()) if scene.survey is not None else 0
    if not unasked:
        return ()
    return (f"Wards in which the survey asked nobody: {unasked:,} of {len(scene.wards):,}.",)


DAYS_A_MONTH: Final = 365.25 / 12


def months_since(scene: WardScene, operation: str) -> Measured | NotMeasured:
    """Return the months since each ward's last deployment of an operation.

    A ward that never had one has no value and ranks as the longest. Deployments that begin after
    ``as_of`` are planned, and not counted.
    """
    measure = WardMeasure.MONTHS_SINCE
    if scene.deployments is None:
        return NotMeasured(
            measure=measure,
            reason=(
                f"There is no ledger of deployments, so it is not known when a ward last had a "
                f"{operation}."
            ),
        )
    needed = (schema.OPERATION, schema.WARD_CODE, schema.FIRST_DAY, schema.LAST_DAY)
    schema.require_columns(scene.deployments, needed, "deployments")
    of_kind = scene.deployments[schema.OPERATION].str.strip().str.casefold() == operation.casefold()
    days = scene.deployments[of_kind].assign(
        **{
            name: pd.to_datetime(scene.deployments[name]).dt.tz_localize(None)
            for name in (schema.FIRST_DAY, schema.LAST_DAY)
        }
    )
    as_of = pd.Timestamp(scene.as_of)
    begun = days[days[schema.FIRST_DAY] <= as_of]
    last = begun.groupby(schema.WARD_CODE)[schema.LAST_DAY].max().reindex(scene.wards.index)
    months = ((as_of - last).dt.days / DAYS_A_MONTH).clip(lower=0.0)
    never = int(last.isna().sum())
    return Measured(
        measure=measure,
        unit="months",
        definition=(
            f"Months from the last day of a ward's last {operation} to {words.day(scene.as_of)}; "
            "a ward that never had one counts as the longest."
        ),
        by_ward=months,
        ranked_by=months.fillna(math.inf),
        notes=_notes_on_deployments(scene, begun, len(days) - len(begun), never, operation),
    )


def _notes_on_deployments(
    scene: WardScene, begun: pd.DataFrame, planned: int, never: int, operation: str
) -> tuple[str, ...]:
    elsewhere = int((~begun[schema.WARD_CODE].isin(list(scene.wards.index))).sum())
    facts = (
        (never, f"Wards without a {operation} in the ledger: {never:,} of {len(scene.wards):,}."),
        (
            planned,
            f"Deployments that begin after {words.day(scene.as_of)}, not counted: {planned:,}.",
        ),
        (elsewhere, f"Deployments in wards that are not among the boundaries: {elsewhere:,}."),
    )
    return tuple(text for count, text in facts if count)
