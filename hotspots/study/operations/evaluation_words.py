"""An evaluation in words and tables: what its products show, its method, and what to mind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from hotspots import care, schema, words
from hotspots.analyse.operations.evaluation_params import ControlWeight
from hotspots.analyse.operations.verdict import Outcome, change_in_words, offences_in_words
from hotspots.render.operations.evaluation_content import EvaluationContent
from hotspots.schema import AREA_ID, AREA_ROLE, WHY, AreaRole, HarmBasis, TimePrecision
from hotspots.study.operations.evaluation_measures import forest_of, measures_of, weights_in_words
from hotspots.study.operations.shown_counts import areas_as_shown, steps_as_shown

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.operations.evaluation import Evaluation
    from hotspots.analyse.operations.evaluation_params import EvaluationParams
    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection
    from hotspots.study.operations.counted_offences import LeftOut
    from hotspots.study.operations.operation import Operation
    from hotspots.study.operations.operation_ground import Ground
    from hotspots.study.operations.prepared import PatrolRecords
    from hotspots.study.years import Years

# An effect as large as half the deciding interval is found in half of all evaluations, a larger one
# more often; it is no promise that it would have been seen in this one.
SMALLEST_FALL: Final = "Smallest fall found in at least half of such evaluations"
MOST_NAMED: Final = 6  # more areas than this are named in their table alone
LOOKED_ONCE: Final = (
    "The verdict is for one look, at the end that was set beforehand. Looked at every week, an "
    "operation without any effect is sooner or later called “reduced” by chance."
)
NOT_WHY: Final = (
    "The comparison knows that offences changed otherwise than in the controls, not why: whatever "
    "else happened in the treated areas alone is in it."
)
WEIGHED: Final = {
    ControlWeight.LEVEL: "brought to the level of the treated areas before the operation",
    ControlWeight.PLACES: "brought to the number of treated areas",
    ControlWeight.NONE: "taken as they are",
}


def content_of(  # noqa: PLR0913 - all that an evaluation shows
    operation: Operation,
    ground: Ground,
    found: Evaluation,
    *,
    selection: Selection,
    index: HarmIndex,
    districts: gpd.GeoDataFrame,
    patrols: PatrolRecords | None,
    left_out: LeftOut,
    fewest: int,
    params: EvaluationParams,
) -> EvaluationContent:
    """Return an evaluation as its products show it."""
    verdict = found.verdict
    why = dict(zip(ground.areas[AREA_ID], ground.areas[WHY], strict=True))
    areas = found.areas.assign(**{WHY: found.areas[AREA_ID].map(why)})
    areas = areas_as_shown(areas, fewest=fewest)
    control = areas[areas[AREA_ROLE] == AreaRole.CONTROL]
    during = operation.during
    return EvaluationContent(
        title=f"Did it work? {operation.name}",
        subtitle=f"{during.in_words}, against {operation.before.in_words}",
        outcome=verdict.outcome.value,
        headline=verdict.headline,
        sentence=verdict.sentence,
        points=verdict.points,
        figures=_headline_figures(found, fewest),
        done=tuple(_done(operation, ground, found, selection, patrols, left_out)),
        controls=[
            (f"{row[schema.SPOT_NAME]} ({row[AREA_ID]})", row[WHY])
            for row in control.to_dict("records")
        ],
        forest=tuple(forest_of(found, params)),
        measures=measures_of(found, index, params),
        weights=weights_in_words(found.judged),
        areas=areas,
        rings=found.rings,
        districts=districts,
        series=steps_as_shown(found.series, fewest=fewest),
        step=found.step,
        before_days=operation.before.days,
        during_days=during.days,
    )


def _headline_figures(found: Evaluation, fewest: int) -> tuple[tuple[str, str], ...]:
    judged, delivery = found.judged, found.delivery
    share = delivery.share_delivered if delivery else None
    carried_out = (
        "Of the plan carried out",
        words.share(share, missing=words.DASH),
    )
    counted = (
        "Offences in the treated areas",
        care.count_in_words(int(judged.treated.during), fewest=fewest),
    )
    if found.verdict.outcome is Outcome.NOT_DELIVERED:
        return counted, carried_out
    reach = judged.deciding.reach
    return (
        counted,
        ("Expected", offences_in_words(judged.relative.expected)),
        ("Change", change_in_words(judged.relative.ratio)),
        (SMALLEST_FALL, words.share(reach) if reach < 1 else "none"),
        carried_out,
    )


def _done(
    operation: Operation,
    ground: Ground,
    found: Evaluation,
    selection: Selection,
    patrols: PatrolRecords | None,
    left_out: LeftOut,
) -> Iterator[tuple[str, str]]:
    roles = found.areas[AREA_ROLE]
    treated = found.areas.loc[roles == AreaRole.TREATED, schema.SPOT_NAME]
    yield "Operation", f"{operation.during.in_words} ({operation.during.days} days)"
    yield "Before", f"{operation.before.in_words} ({operation.before.days} days)"
    named = f": {'; '.join(treated)}" if len(treated) <= MOST_NAMED else ""
    yield "Treated areas", f"{len(treated)}{named}"
    how = f", alike in {ground.alike_in.in_words}" if ground.alike_in else ", named by hand"
    yield "Controls", f"{int((roles == AreaRole.CONTROL).sum())}{how}"
    yield "Rings", f"{operation.ring_width_m:g} m around treated areas and controls"
    yield "Offences counted", f"{selection.label}: {selection.description.lower()}"
    yield "Offences left out", left_out.in_words
    yield "Areas chosen", _chosen(operation, ground)
    yield "Plan", _plan(operation)
    yield from _patrols(found, patrols)


def _chosen(operation: Operation, ground: Ground) -> str:
    if not operation.chosen_by_offences:
        return "without a look at their offences"
    if ground.chosen is None:
        return "on offences of a time that is not said"
    return f"on the offences of {ground.chosen.in_words}"


def _plan(operation: Operation) -> str:
    if operation.plan is None:
        return "none was given"
    return f"{operation.plan.per_week:g} {operation.plan.unit.value} a week in each treated area"


def _patrols(found: Evaluation, patrols: PatrolRecords | None) -> Iterator[tuple[str, str]]:
    delivery = found.delivery
    if delivery is None or patrols is None:
        yield "Patrols", "none was handed in"
        return
    known = len(delivery.by_area) - len(delivery.not_known)
    where = "the treated areas" if not delivery.not_known else f"{known} treated areas"
    told = f"{delivery.visits:,} visits and {delivery.minutes:,.0f} minutes in {where}"
    if delivery.share_delivered is not None:
        told += f"; {words.share(delivery.share_delivered)} of the plan"
    yield "Patrols", f"{told}; from {patrols.source}"
    yield "Patrols matched", delivery.how
    others = [f"{delivery.elsewhere:,} patrols of the operation's days"]
    if patrols.set_aside:
        others.append(
            f"{patrols.set_aside:,} rows of {patrols.source}, of any day, that lie in no treated "
            "area or cannot be used"
        )
    first = 1 if len(others) > 1 and not delivery.elsewhere else 0
    yield "Patrols in no treated area", "; ".join(others[first:])
    if delivery.not_known:
        yield "Delivery not known in", ", ".join(delivery.not_known)


def method_in_words(
    operation: Operation,
    found: Evaluation,
    selection: Selection,
    index: HarmIndex,
    params: EvaluationParams,
) -> str:
    """Return how an operation was judged."""
    return (
        f"{selection.label} in treated areas and in controls, before and during; the controls are "
        f"{WEIGHED[params.control_weight]}. Rings of {operation.ring_width_m:g} m, none "
        "overlapping another. The verdict rests on the relative incidence; its "
        f"{words.share(params.confidence)} interval is the wider of the Poisson one and the one "
        f"over places ({params.resamples:,} draws of areas by lot, seed {params.seed}); here it "
        f"rests on {found.judged.deciding.basis.value}. Weighted displacement difference after "
        "Wheeler and Ratcliffe (2018), as published and with "
        f"{found.judged.weights.in_words}. Harm is the {index.name}, {index.edition}."
    )


def caveats_in_words(
    operation: Operation,
    ground: Ground,
    found: Evaluation,
    offences: gpd.GeoDataFrame,
    years: Years,
    index: HarmIndex,
) -> tuple[str, ...]:
    """Return what a reader of the evaluation must know, the weightiest first."""
    return (
        *ground.notes,
        *_of_length(operation, years),
        NOT_WHY,
        LOOKED_ONCE,
        *_of_small_counts(offences),
        *_of_offences(found, offences, years),
        *_of_harm(offences, index),
    )


def _of_length(operation: Operation, years: Years) -> Iterator[str]:
    if operation.is_cut_short:
        yield (
            f"The offences given end on {years.cover.last}, before the operation does: this is a "
            "look on the way, and the verdict may still turn."
        )


def _of_small_counts(offences: gpd.GeoDataFrame) -> Iterator[str]:
    if care.fewest_of(offences) > 1:
        yield (
            f"Of an area, and of a step, counts of 1 to {care.FEWEST_COUNTED - 1} are withheld, "
            "with whatever they could be worked out from."
        )


def _of_offences(found: Evaluation, offences: gpd.GeoDataFrame, years: Years) -> Iterator[str]:
    if found.undated:
        yield f"{found.undated:,} offences have no day and are counted nowhere."
    if years.loaded.has_snapped_points:
        yield (
            "Points are snapped: the publisher moved each offence to the middle of its street or "
            "to a public place near by, so that some are counted next door to where they were."
        )
    if (offences[schema.TIME_PRECISION] == TimePrecision.MONTH).any():
        yield "The source gives months, without days: periods are whole months."
    yield from (words.sentence(note) for note in years.loaded.notes)


def _of_harm(offences: gpd.GeoDataFrame, index: HarmIndex) -> Iterator[str]:
    basis = offences[schema.harm_basis_column(index.key)]
    by_category, unknown = (
        int((basis == each).sum()) for each in (HarmBasis.CATEGORY, HarmBasis.UNMAPPED)
    )
    if by_category:
        yield (
            f"{by_category:,} of {len(offences):,} offences are weighed by their category's "
            "average, for want of an offence code: the difference by harm is a rough one."
        )
    if unknown:
        yield f"{unknown:,} offences have codes that the harm index does not know: their harm is 0."
    if index.caveat:
        yield index.caveat
