"""What the receipt of an evaluation says of the operation, and of the verdict on it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from hotspots import care, schema
from hotspots.study.operations.operation_places import districts_of

if TYPE_CHECKING:
    from hotspots.analyse.operations.displacement import BeforeDuring
    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.analyse.operations.operation_estimate import Estimate
    from hotspots.harm_index import HarmIndex
    from hotspots.load.boundaries import StudyArea
    from hotspots.study.operations.counted_offences import LeftOut
    from hotspots.study.operations.operation import Operation
    from hotspots.study.operations.operation_ground import Ground


def operation_receipt(
    operation: Operation, ground: Ground, study_area: StudyArea
) -> dict[str, Any]:
    """Return what an operation was, and on which ground it is judged."""
    areas = ground.areas
    return {
        "name": operation.name,
        "districts": list(districts_of(areas.geometry.union_all(), study_area)),
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


def evaluation_receipt(found: Evaluation, *, index: HarmIndex, left_out: LeftOut) -> dict[str, Any]:
    """Return the verdict on an operation, and the figures that it rests on."""
    verdict = found.verdict
    return {
        "outcome": verdict.outcome.value,
        "headline": verdict.headline,
        "sentence": verdict.sentence,
        "points": list(verdict.points),
        "guard": found.guard.value,
        "is_guarded": verdict.is_guarded,
        "harm_unit": index.unit,
        "judged_by": _figures(found.judged, left_out.fewest),
        "by_the_whole_before_period": _figures(found.whole, left_out.fewest),
        "before_trend": asdict(found.trend),
        "delivery": _delivery(found),
        "offences_without_a_day": found.undated,
        "offences_left_out": {
            "kind": left_out.kind,
            "in_all": care.shown_count(left_out.in_all, fewest=left_out.fewest),
            "in_treated": care.shown_count(left_out.in_treated, fewest=left_out.fewest),
        },
    }


def _figures(estimate: Estimate, fewest: int) -> dict[str, Any]:
    def counts(of: BeforeDuring) -> dict[str, int | None]:
        return {
            when: care.shown_count(int(count), fewest=fewest) for when, count in asdict(of).items()
        }

    return {
        "before": [asdict(period) for period in estimate.before],
        "treated": counts(estimate.treated),
        "control": counts(estimate.control),
        "treated_ring": counts(estimate.treated_ring),
        "control_ring": counts(estimate.control_ring),
        "expected": estimate.relative.expected,
        "relative_incidence": estimate.relative.ratio,
        "deciding_interval": asdict(estimate.deciding),
        "smallest_effect": estimate.smallest_effect,
        "dispersion": estimate.dispersion,
        "weights": asdict(estimate.weights),
        "displacement_difference_as_published": asdict(estimate.as_published),
        "displacement_difference": asdict(estimate.net),
        "in_the_rings": asdict(estimate.spill),
        "harm_displacement_difference_as_published": asdict(estimate.harm_as_published),
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
