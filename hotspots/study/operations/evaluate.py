"""Tell whether an operation worked: its file and offences in; a verdict, with its reasons, out."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hotspots import care, schema
from hotspots.analyse.operations.evaluation import Evaluation, OperationPlan, evaluate
from hotspots.analyse.patrols.patrol_figures import each_visit_once
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.load.findings import sha256_of
from hotspots.load.harm_weights import read_harm_index
from hotspots.render.operations.evaluation_products import write_evaluation_products
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.operations.counted_offences import counted_offences
from hotspots.study.operations.evaluation_receipt import evaluation_receipt, operation_receipt
from hotspots.study.operations.evaluation_words import caveats_in_words, content_of, method_in_words
from hotspots.study.operations.journeys import EVALUATION, EvaluateParams
from hotspots.study.operations.operation_ground import Ground, operation_ground, reaches_ahead
from hotspots.study.operations.operation_places import (
    Known,
    areas_of_file,
    control_areas,
    treated_areas,
)
from hotspots.study.operations.patrol_match import patrols_by_area
from hotspots.study.operations.prepared import PatrolRecords, Prepared
from hotspots.study.operations.shown_counts import require_enough
from hotspots.study.past_spots import PastSpots
from hotspots.study.reading import area_of
from hotspots.study.run import Run, new_run
from hotspots.study.selected import chosen_selection, counted_selection
from hotspots.study.years import Years, load_years

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.selection import Selection
    from hotspots.study.inputs import Inputs
    from hotspots.study.operations.operation import Operation


def prepare_evaluation(
    inputs: Inputs, operation: Operation, *, maps: Path, past: PastSpots | None = None
) -> Prepared:
    """Find all that an operation's plan names, before any offence is read.

    Parameters
    ----------
    inputs : Inputs
        Its period is not looked at: the operation has its own.
    operation : Operation
    maps : Path
        The folder of runs, one of which may hold the harm spots that are named.
    past : PastSpots, optional
        The harm spots that the ledger knows.

    Raises
    ------
    HotspotsError
        When a selection, a spot, a ward or a file that the plan names is not there, or a spot is
        vetoed.
    """
    chosen_selection(inputs.profile, operation.selection)
    known = Known(
        study_area=area_of(inputs),
        past=past or PastSpots(),
        maps=maps,
        crs=inputs.profile.crs,
        declared_crs=inputs.crs,
    )
    return Prepared(
        inputs=inputs,
        operation=operation,
        known=known,
        treated=treated_areas(operation, known),
        control=control_areas(operation, known),
        candidates=areas_of_file(operation.candidates, known) if operation.candidates else None,
        kept_out=tuple(areas_of_file(each, known) for each in operation.not_in),
    )


def _years(prepared: Prepared, progress: Progress) -> Years:
    """Read the newest offences, and those of earlier years only where the operation needs them.

    It does where the before-period begins ahead of the newest offences, and where controls are to
    be suggested by the year ahead of it.
    """
    inputs, operation = prepared.inputs, prepared.operation
    area = prepared.known.study_area
    years = load_years(replace(inputs, earlier=()), study_area=area, progress=progress)
    needs_more = years.cover.lacks(operation.before) is not None or (
        prepared.control is None and not reaches_ahead(operation, years.cover)
    )
    if inputs.earlier and needs_more:
        return load_years(inputs, study_area=area, progress=progress)
    return years


def _covered(operation: Operation, years: Years) -> Operation:
    """Return the operation as far as the data go; refuse one that they do not reach."""
    lacks = years.cover.lacks(operation.before)
    if lacks is None and years.cover.last < operation.during.first:
        lacks = f"the offences given end on {years.cover.last}, before the operation began"
    if lacks is None and years.cover.lacks(operation.during):
        until = Period(first=operation.during.first, last=years.cover.last)
        lacks = years.cover.lacks(until)
        operation = replace(operation, during=until, is_cut_short=True)
    if lacks is not None:
        raise NoRowsError(
            f"{operation.name} cannot be judged: {lacks}. The operation's file asks for "
            f"{operation.before.in_words} before, and {operation.during.in_words}. Give the "
            "missing offences (those of earlier years with `earlier` in hotspots.toml), or correct "
            "the file."
        )
    return operation


def evaluate_operation(
    prepared: Prepared,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    patrols: PatrolRecords | None = None,
    params: EvaluateParams | None = None,
    progress: Progress = no_progress,
) -> Run[Evaluation]:
    """Judge an operation, and write the verdict with all that it rests on.

    Parameters
    ----------
    prepared : Prepared
        From ``prepare_evaluation``. The offences are read here.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    patrols : PatrolRecords, optional
        Without them it is said that it is not known what was done.
    params : EvaluateParams, optional

    Raises
    ------
    HotspotsError
        When the data do not cover the operation's periods, or no control is alike; with what to do
        about it. Nothing is left in ``maps``.
    """
    params = params or EvaluateParams()
    index = read_harm_index(params.index)
    with new_run(EVALUATION, maps=maps, made_at=made_at, name=name) as run:
        years = _years(prepared, progress)
        prepared = replace(prepared, operation=_covered(prepared.operation, years))
        operation, everything = prepared.operation, years.loaded.offences
        selection = _selection(prepared, everything, params)
        progress("Judging the operation", 0, 2)
        offences, left_out = counted_offences(prepared, everything, selection, index, params)
        ground = operation_ground(prepared, offences, years.cover)
        found = _judged(prepared, ground, offences, index, patrols, params)
        fewest = care.fewest_of(offences)
        require_enough(found, selection, fewest=fewest)
        progress("Judging the operation", 1, 2)
        whole = Period(first=operation.before.first, last=operation.during.last)
        stamp = run.stamp(
            prepared.inputs.profile,
            years.loaded,
            period=whole.in_words,
            when=days_in_name(whole.first, whole.last),
            method=method_in_words(operation, found, selection, index, params.method),
            caveats=caveats_in_words(operation, ground, found, offences, years, index),
        )
        content = content_of(
            operation,
            ground,
            found,
            selection=selection,
            index=index,
            districts=years.study_area.districts,
            patrols=patrols,
            left_out=left_out,
            fewest=fewest,
            params=params.method,
        )
        write_evaluation_products(run.folder, content, stamp)
        run.write_receipt(
            stamp,
            prepared.inputs.profile,
            days=receipts.of_days(whole.first, whole.last),
            params=params,
            found={
                "operation": operation_receipt(operation, ground, years.study_area),
                "evaluation": evaluation_receipt(found, index=index, left_out=left_out),
            },
            inputs=_of_inputs(operation, years, patrols),
            set_aside=years.loaded.set_aside,
        )
        progress("Judging the operation", 2, 2)
    return run.finished(found)


def _selection(prepared: Prepared, offences: gpd.GeoDataFrame, params: EvaluateParams) -> Selection:
    return counted_selection(
        prepared.inputs.profile,
        prepared.operation.selection,
        offences,
        include_police_discovered=params.include_police_discovered,
    )


def _of_inputs(
    operation: Operation, years: Years, patrols: PatrolRecords | None
) -> dict[str, object]:
    """Return what the receipt says of every file and record that was read."""
    return {
        **receipts.of_inputs(years.loaded, years.study_area),
        "operation": {"name": operation.path.name, "sha256": sha256_of(operation.path)},
        "patrols": None if patrols is None else patrols.as_mapping(),
    }


def _judged(
    prepared: Prepared,
    ground: Ground,
    offences: gpd.GeoDataFrame,
    index: HarmIndex,
    patrols: PatrolRecords | None,
    params: EvaluateParams,
) -> Evaluation:
    operation = prepared.operation
    placed = None
    if patrols is not None:
        once, _ = each_visit_once(patrols.rows)
        placed = patrols_by_area(
            once, prepared.treated, prepared.known.past, crs=prepared.known.crs
        )
    return evaluate(
        offences,
        ground.areas,
        plan=OperationPlan(
            before=operation.before,
            during=operation.during,
            ring_width_m=operation.ring_width_m,
            chosen=ground.chosen,
            chosen_by_offences=operation.chosen_by_offences,
            controls_by_same_rule=ground.controls_by_same_rule,
            patrols=operation.plan,
        ),
        harm=schema.harm_column(index.key),
        patrols=placed.rows if placed else None,
        patrols_unknown_in=placed.not_known if placed else (),
        patrols_matched=placed.how if placed else "",
        params=params.method,
    )
