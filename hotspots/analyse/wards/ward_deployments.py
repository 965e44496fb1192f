"""How long ago each ward last had a Street Week, or another operation."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.wards.ward_measure_types import Measured, NotMeasured
from hotspots.schema import WardMeasure

if TYPE_CHECKING:
    from hotspots.analyse.wards.ward_measure_types import WardScene

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
    schema.require_columns(scene.deployments, schema.DEPLOYMENT_COLUMNS, "deployments")
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
