"""Every measure of an evaluation: as a table, and as changes against what was to be expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.operations.operation_estimate import wider_interval
from hotspots.analyse.operations.verdict import p_in_words
from hotspots.render.operations.evaluation_content import (
    ESTIMATE,
    HIGH,
    LOW,
    MEASURE,
    P_VALUE,
    RESTS_ON,
    STANDARD_ERROR,
    UNIT,
    ForestRow,
)
from hotspots.schema import AREA_ROLE, AreaRole

if TYPE_CHECKING:
    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.analyse.operations.evaluation_params import EvaluationParams
    from hotspots.analyse.operations.operation_estimate import Estimate
    from hotspots.harm_index import HarmIndex

WDD: Final = "Weighted displacement difference"
AS_PUBLISHED, SCALED = "as published", "scaled"
OFFENCES_ALONE: Final = "chance in the counts alone"
PLACES: Final = "how differently the areas changed"
NONE_LEFT: Final = -1.0  # the greatest fall there can be


def forest_of(found: Evaluation, params: EvaluationParams) -> Iterator[ForestRow]:
    """Give each measure as a change against what was to be expected, the deciding one first."""
    judged = found.judged
    low, high = judged.deciding.lower - 1.0, judged.deciding.upper - 1.0
    yield ForestRow(
        label="Treated areas against controls",
        change=judged.change,
        low=low,
        high=high,
        decides=True,
    )
    low, high = judged.relative.interval(params.confidence)
    yield ForestRow(
        label="The same, from chance in the counts alone",
        change=judged.change,
        low=low - 1.0,
        high=high - 1.0,
    )
    if found.guarded is not None:
        whole = found.whole
        yield ForestRow(
            label="The same, by the whole before-period",
            change=whole.change,
            low=whole.deciding.lower - 1.0,
            high=whole.deciding.upper - 1.0,
        )
    expected = judged.relative.expected
    around = judged.expected_around
    harm = _harm_expected(found)
    for label, displaced, spread, of in (
        ("In the rings around them", judged.spill, judged.spill_over_places, around),
        ("Areas and rings together", judged.net, judged.net_over_places, expected + around),
        ("The same, weighed by harm", judged.harm_net, judged.harm_over_places, harm),
    ):
        if of > 0:
            low, high = wider_interval(displaced, spread, params.confidence)
            yield ForestRow(
                label=label,
                change=displaced.difference / of,
                low=max(low / of, NONE_LEFT),
                high=high / of,
            )


def _harm_expected(found: Evaluation) -> float:
    """Return the harm to be expected in treated areas and rings, from what was found and lacks."""
    treated = found.areas[found.areas[AREA_ROLE] == AreaRole.TREATED]
    during = treated[[schema.DURING_HARM, schema.RING_DURING_HARM]].to_numpy().sum()
    return float(during - found.judged.harm_net.difference)


def measures_of(found: Evaluation, index: HarmIndex, params: EvaluationParams) -> pd.DataFrame:
    """Return every measure with its interval, its error and what the interval rests on."""
    rows = [*_ratios(found.judged, params), *_differences(found.judged, index, params)]
    if found.guarded is not None:
        whole = found.whole
        rows.append(
            _row(
                "Relative incidence by the whole before-period",
                whole.relative.ratio,
                (whole.deciding.lower, whole.deciding.upper),
                "ratio",
                whole.relative.log_standard_error,
                None,
                whole.deciding.basis.value,
            )
        )
    columns = [MEASURE, ESTIMATE, LOW, HIGH, UNIT, STANDARD_ERROR, P_VALUE, RESTS_ON]
    return pd.DataFrame(rows, columns=columns)


def weights_in_words(judged: Estimate) -> str:
    """Say by which weights the differences are named as they are."""
    published = judged.weights_as_published
    said = f"As published (Wheeler and Ratcliffe 2018): {published.in_words}."
    if judged.weights == published:
        return said
    return f"{said} Scaled: {judged.weights.in_words}."


def _ratios(judged: Estimate, params: EvaluationParams) -> Iterator[list[Any]]:
    relative = judged.relative
    decides = (judged.deciding.lower, judged.deciding.upper)
    yield _row(
        "Relative incidence: treated areas against controls (decides)",
        relative.ratio,
        decides,
        "ratio",
        None,
        None,
        judged.deciding.basis.value,
    )
    yield _row(
        "The same, from chance in the counts alone (Poisson)",
        relative.ratio,
        relative.interval(params.confidence),
        "ratio",
        relative.log_standard_error,
        None,
        OFFENCES_ALONE,
    )
    yield _row(
        "Treated areas before and during, without controls (e-test)",
        judged.treated.during - judged.treated.before * judged.during_days / judged.before_days,
        None,
        "offences",
        None,
        judged.e_test_p_value,
        OFFENCES_ALONE,
    )
    if judged.dispersion is not None:
        yield _row(
            "How much more than by chance the areas' changes differ (1 is chance)",
            judged.dispersion,
            None,
            "times chance",
            None,
            None,
            PLACES,
        )


def _differences(
    judged: Estimate, index: HarmIndex, params: EvaluationParams
) -> Iterator[list[Any]]:
    is_scaled = judged.weights != judged.weights_as_published
    named = SCALED if is_scaled else AS_PUBLISHED
    rows = [
        (f"{WDD}, {named}", judged.net, judged.net_over_places, "offences"),
        (f"Treated areas less controls, {named}", judged.local, None, "offences"),
        (
            f"Their rings less the controls' rings, {named}",
            judged.spill,
            judged.spill_over_places,
            "offences",
        ),
        (f"{WDD} by harm, {named}", judged.harm_net, judged.harm_over_places, index.unit),
    ]
    if is_scaled:
        plain = (f"{WDD}, {AS_PUBLISHED}", judged.as_published, None, "offences")
        by_harm = (f"{WDD} by harm, {AS_PUBLISHED}", judged.harm_as_published, None, index.unit)
        rows = [plain, *rows, by_harm]
    for label, displaced, spread, unit in rows:
        yield _row(
            label,
            displaced.difference,
            displaced.interval(params.confidence),
            unit,
            displaced.standard_error,
            displaced.p_value,
            OFFENCES_ALONE,
        )
        if spread is not None:
            yield _row(
                f"{label}, with areas that change differently",
                displaced.difference,
                (
                    displaced.difference - spread.reach(params.confidence),
                    displaced.difference + spread.reach(params.confidence),
                ),
                unit,
                spread.standard_error,
                None,
                PLACES,
            )


def _row(
    measure: str,
    estimate: float,
    interval: tuple[float, float] | None,
    unit: str,
    error: float | None,
    p_value: float | None,
    rests_on: str,
) -> list[Any]:
    low, high = interval or (np.nan, np.nan)
    return [
        measure,
        estimate,
        low,
        high,
        unit,
        np.nan if error is None else error,
        "" if p_value is None else p_in_words(p_value),
        rests_on,
    ]
