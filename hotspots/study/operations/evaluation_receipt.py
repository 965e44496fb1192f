"""What an evaluation is made of, and the receipt that says so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hotspots import schema
from hotspots.load.findings import sha256_of
from hotspots.study import receipt as receipts
from hotspots.study.parameters import as_mapping

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.analyse.operations.operation_estimate import Estimate
    from hotspots.harm_index import HarmIndex
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.change.years import Years
    from hotspots.study.inputs import Inputs
    from hotspots.study.operations.counted_offences import LeftOut
    from hotspots.study.operations.evaluate_params import EvaluateParams
    from hotspots.study.operations.operation import Operation
    from hotspots.study.operations.operation_ground import Ground
    from hotspots.study.operations.operation_places import Known

JOURNEY: Final = "evaluation"


@dataclass(frozen=True, kw_only=True, eq=False)
class Prepared:
    """An operation, the offences that were read, and where its treated areas are."""

    inputs: Inputs
    operation: Operation
    years: Years
    known: Known
    treated: gpd.GeoDataFrame

    @property
    def treated_as_spots(self) -> gpd.GeoDataFrame:
        """The treated areas under a spot's id, for a reader of patrols that places them."""
        return self.treated.rename(columns={schema.AREA_ID: schema.SPOT_ID})


@dataclass(frozen=True, kw_only=True, eq=False)
class PatrolRecords:
    """Patrols, and where they come from: a file with its hash, or the ledger."""

    rows: pd.DataFrame
    source: str
    sha256: str | None = None
    rows_in: int | None = None
    set_aside: int = 0


def receipt_of(  # noqa: PLR0913 - a receipt says of everything that went into a run
    folder: Path,
    prepared: Prepared,
    ground: Ground,
    found: Evaluation,
    *,
    index: HarmIndex,
    patrols: PatrolRecords | None,
    left_out: LeftOut,
    params: EvaluateParams,
    stamp: ProductStamp,
) -> dict[str, Any]:
    """Return what went into an evaluation, what was asked of it, and what came out."""
    operation, loaded = prepared.operation, prepared.years.loaded
    inputs = receipts.of_inputs(loaded, prepared.years.study_area)
    return {
        **receipts.of_run(JOURNEY, stamp),
        "profile": prepared.inputs.profile.key,
        "period": {"first_day": operation.before.first, "last_day": operation.during.last},
        "parameters": as_mapping(params),
        "rows": receipts.of_rows(loaded),
        "operation": _operation(operation, ground),
        "evaluation": {
            "outcome": found.verdict.outcome.value,
            "headline": found.verdict.headline,
            "sentence": found.verdict.sentence,
            "points": list(found.verdict.points),
            "guard": found.guard.value,
            "is_guarded": found.verdict.is_guarded,
            "harm_unit": index.unit,
            "judged_by": _figures(found.judged),
            "by_the_whole_before_period": _figures(found.whole),
            "before_trend": asdict(found.trend),
            "delivery": _delivery(found),
            "offences_without_a_day": found.undated,
            "offences_left_out": asdict(left_out),
        },
        "inputs": {
            **inputs,
            "operation": {"name": operation.path.name, "sha256": sha256_of(operation.path)},
            "patrols": _patrols(patrols),
        },
        "software": receipts.of_software(),
        "products": receipts.of_products(folder),
    }


def _operation(operation: Operation, ground: Ground) -> dict[str, Any]:
    areas = ground.areas
    return {
        "name": operation.name,
        "before": asdict(operation.before),
        "during": asdict(operation.during),
        "chosen": asdict(ground.chosen) if ground.chosen else None,
        "chosen_by_offences": operation.chosen_by_offences,
        "ring_width_m": operation.ring_width_m,
        "controls_by_same_rule": ground.controls_by_same_rule,
        "plan": {"per_week": operation.plan.per_week, "unit": operation.plan.unit.value}
        if operation.plan
        else None,
        **{
            f"{role}_areas": list(areas.loc[areas[schema.AREA_ROLE] == role, schema.AREA_ID])
            for role in schema.AreaRole
        },
    }


def _figures(estimate: Estimate) -> dict[str, Any]:
    return {
        "before": [asdict(period) for period in estimate.before],
        "treated": asdict(estimate.treated),
        "control": asdict(estimate.control),
        "treated_ring": asdict(estimate.treated_ring),
        "control_ring": asdict(estimate.control_ring),
        "expected": estimate.relative.expected,
        "relative_incidence": estimate.relative.ratio,
        "deciding_interval": asdict(estimate.deciding),
        "smallest_effect": estimate.smallest_effect,
        "dispersion": estimate.dispersion,
        "displacement_difference": asdict(estimate.net),
        "in_the_rings": asdict(estimate.spill),
        "harm_displacement_difference": asdict(estimate.harm_net),
        "e_test_p_value": estimate.e_test_p_value,
    }


def _delivery(found: Evaluation) -> dict[str, Any] | None:
    if found.delivery is None:
        return None
    return {
        "visits": found.delivery.visits,
        "minutes": found.delivery.minutes,
        "elsewhere": found.delivery.elsewhere,
        "share_delivered": found.delivery.share_delivered,
        "not_known_in": list(found.delivery.not_known),
        "matched": found.delivery.how,
    }


def _patrols(patrols: PatrolRecords | None) -> dict[str, Any] | None:
    if patrols is None:
        return None
    return {
        "source": patrols.source,
        "sha256": patrols.sha256,
        "rows_in": len(patrols.rows) if patrols.rows_in is None else patrols.rows_in,
        "rows_used": len(patrols.rows),
        "rows_set_aside": patrols.set_aside,
    }
