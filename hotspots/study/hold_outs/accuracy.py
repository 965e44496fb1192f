"""Accuracy, honestly: fit on one period, judge on the next, and say what ranks best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.hold_outs.hold_out import require_months
from hotspots.analyse.hold_outs.judged_rankings import TargetFindings, judge_rankings
from hotspots.analyse.hold_outs.judged_streets import StreetSegments, street_segments
from hotspots.analyse.hold_outs.rankings import Ground, Target, lay_out
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.streets.street_network import street_network
from hotspots.errors import NoRowsError
from hotspots.file_names import days_in_name
from hotspots.load.harm_weights import read_harm_index
from hotspots.render.hold_outs.accuracy_content import AccuracyContent, ForeseenContent
from hotspots.render.hold_outs.accuracy_products import write_accuracy_products
from hotspots.schema import HoldOutDesign
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, call_up, no_progress, run_tasks
from hotspots.study.hold_outs import accuracy_words as words
from hotspots.study.hold_outs.accuracy_verdict import verdict
from hotspots.study.hold_outs.journeys import ACCURACY, AccuracyParams, Foreseen, foreseen_of
from hotspots.study.inputs import Inputs
from hotspots.study.reading import load
from hotspots.study.run import Run, RunWriter, new_run
from hotspots.study.selected import as_counted
from hotspots.study.street_layer import StreetLayer, find_streets
from hotspots.words import NOT_KNOWN, days, sentence

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.harm_index import HarmIndex
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.render.stamp import ProductStamp

SPOT_COLUMNS: Final = (
    schema.OFFENCE_ID,
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.FROM_TIME,
    schema.TO_TIME,
    schema.TIME_PRECISION,
    schema.LOCATION,
    schema.DISTRICT,
    schema.GEOMETRY,
)
# Fewer offences than this, known or judged, tell one method from another by chance alone.
FEWEST_OFFENCES: Final = 50
ONE_YEAR: Final = (
    "One period and one force. Where an interval holds 0, the next year may well turn it round."
)
OF_PLACES: Final = (
    "The intervals are over squares, each taken on its own. Neighbouring squares rise and fall "
    "together somewhat, so that the true intervals are a little wider."
)
RECORDED: Final = (
    "What is foreseen is where offences are recorded, which is not always where they happen, and "
    "follows where people report and where officers look."
)
SNAPPED: Final = (
    "Points are snapped: the publisher moved each offence to one of a few thousand points. Squares "
    "without such a point can never hold an offence, which flatters every method and most of all "
    "harm spots and streets, which are drawn along the points."
)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Laid:
    """What was read, weighed and laid over the squares."""

    study_area: StudyArea
    loaded: LoadedOffences
    offences: gpd.GeoDataFrame
    index: HarmIndex
    ground: Ground
    layer: StreetLayer | None
    streets: StreetSegments | None


def study_accuracy(
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    params: AccuracyParams | None = None,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> Run[Mapping[str, TargetFindings]]:
    """Judge every way of ranking places on months that it did not see, and write what was found.

    Parameters
    ----------
    inputs : Inputs
        At least eight months of offences; twelve are better.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    params : AccuracyParams, optional
    executor : Executor, optional
        Takes a task for each set of offences; the result does not depend on it.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or AccuracyParams()
    asked = foreseen_of(inputs.profile, params.foresee)
    index = read_harm_index(params.index)
    with new_run(ACCURACY, maps=maps, made_at=made_at, name=name) as run:
        call_up(executor, judge_rankings)
        laid = _lay(inputs, index, params, progress)
        asked = tuple(_called(each, inputs, laid, params) for each in asked)
        findings, left_out = _judged(inputs, laid, asked, params, executor, progress)
        stamp = _stamp(run, inputs, laid, params, left_out)
        content = _content(laid, asked, findings, params)
        write_accuracy_products(run.folder, content, stamp)
        loaded = laid.loaded
        run.write_receipt(
            stamp,
            inputs.profile,
            days=receipts.of_days(*loaded.period),
            params=params,
            found={"accuracy": _found(laid, content, findings)},
            inputs=receipts.of_inputs(loaded, laid.study_area),
            set_aside=loaded.set_aside,
        )
    return run.finished(findings)


def _lay(inputs: Inputs, index: HarmIndex, params: AccuracyParams, progress: Progress) -> _Laid:
    """Read, weigh, put into one order whatever that of the rows, and lay over the squares."""
    study_area, loaded = load(inputs, progress=progress)
    months = _month_of(loaded.period[1]) - _month_of(loaded.period[0]) + 1
    require_months(months)
    offences = _in_order(weigh_offences(loaded.offences, [index]))
    began = offences[schema.FROM_TIME]
    month = began.dt.year * 12 + began.dt.month - 1 - _month_of(loaded.period[0])
    compare = params.compare
    kind = offences[schema.CATEGORY].astype("str").fillna(offences[schema.OFFENCE_CODE])
    ground = lay_out(
        study_area.districts.union_all(),
        offences.geometry.x.to_numpy(),
        offences.geometry.y.to_numpy(),
        pd.factorize(kind.fillna(NOT_KNOWN), sort=True)[0].astype(np.int64),
        month.clip(0, months - 1).to_numpy(dtype=np.int64),
        months=months,
        cell_size_m=compare.cell_size_m,
        origin_m=(compare.squares_from_m[0], compare.squares_from_m[1]),
        crs=offences.crs.to_string(),
    )
    layer = find_streets(inputs, study_area)
    streets = None
    if layer is not None:
        streets = street_segments(offences, street_network(layer.streets()), ground)
    return _Laid(
        study_area=study_area,
        loaded=loaded,
        offences=offences,
        index=index,
        ground=ground,
        layer=layer,
        streets=streets,
    )


def _month_of(day: Any) -> int:  # noqa: ANN401 - a date or a moment
    return int(day.year * 12 + day.month - 1)


def _in_order(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the offences in an order that does not depend on how the rows came."""
    keys = [schema.FROM_TIME, schema.CATEGORY, schema.OFFENCE_CODE, schema.OFFENCE_ID]
    table = pd.DataFrame(offences[keys]).reset_index(drop=True)
    table.insert(0, "easting", offences.geometry.x.to_numpy())
    table.insert(1, "northing", offences.geometry.y.to_numpy())
    order = table.sort_values(list(table.columns), kind="stable").index
    return offences.iloc[order].reset_index(drop=True)


def _judged(
    inputs: Inputs,
    laid: _Laid,
    asked: Sequence[Foreseen],
    params: AccuracyParams,
    executor: Executor | None,
    progress: Progress,
) -> tuple[dict[str, TargetFindings], list[str]]:
    """Judge each set of offences; those with too few are left out, and said to be."""
    targets, left_out = {}, []
    for each in asked:
        target = _target(inputs, laid, each, params)
        if _enough(target):
            targets[each.label] = target
        else:
            left_out.append(each.label)
    if not targets:
        raise NoRowsError(
            f"Each of {', '.join(left_out)} has fewer than {FEWEST_OFFENCES} offences in the "
            "months known or judged: nothing can be told. Name others with --foresee."
        )
    # No more goes to each task than harm spots are found by.
    offences = laid.offences[list(SPOT_COLUMNS)]
    shared = (offences, laid.study_area.districts, params.compare, HarmSpotParams(), laid.streets)
    found = run_tasks(
        executor,
        [(judge_rankings, (target, *shared)) for target in targets.values()],
        step="Fitting on the months known, judging on those after",
        progress=progress,
    )
    return dict(zip(targets, found, strict=True)), left_out


def _called(each: Foreseen, inputs: Inputs, laid: _Laid, params: AccuracyParams) -> Foreseen:
    """Return what is to be foreseen, called by what these offences let it count."""
    if each.selection is None:
        return each
    left_out = None if params.include_police_discovered else inputs.profile.police_discovered
    return replace(each, selection=as_counted(each.selection, laid.offences, left_out))


def _target(inputs: Inputs, laid: _Laid, each: Foreseen, params: AccuracyParams) -> Target:
    offences, found = laid.offences, inputs.profile.police_discovered
    selected = np.ones(len(offences), dtype=np.bool_)
    if each.selection is not None:
        selected = each.selection.holds(offences).to_numpy(dtype=np.bool_)
        if found is not None and not params.include_police_discovered:
            selected = selected & ~found.holds(offences).to_numpy(dtype=np.bool_)
    harm = offences[schema.harm_column(laid.index.key)].to_numpy(dtype=np.float64, na_value=np.nan)
    amount = np.nan_to_num(harm) if each.by_harm else np.ones(len(offences))
    return Target(ground=laid.ground, selected=selected, amount=amount)


def _enough(target: Target) -> bool:
    """Say whether enough was recorded early and late for methods to be told apart."""
    months = target.ground.months
    counted = target.selected & (target.amount > 0)
    late = counted & (target.ground.month >= months - max(1, months // 4))
    early = counted & (target.ground.month < months // 2)
    return bool(min(late.sum(), early.sum()) >= FEWEST_OFFENCES)


def _stamp(
    run: RunWriter,
    inputs: Inputs,
    laid: _Laid,
    params: AccuracyParams,
    left_out: Sequence[str],
) -> ProductStamp:
    loaded, index = laid.loaded, laid.index
    snapped = loaded.has_snapped_points
    few = (f"Too few offences to judge by: {', '.join(left_out)}.",) if left_out else ()
    return run.stamp(
        inputs.profile,
        loaded,
        period=days(*loaded.period),
        when=days_in_name(*loaded.period),
        method=words.method_of_study(params, f"{index.name}, {index.edition}", loaded.period),
        caveats=(
            *few,
            *((SNAPPED,) if snapped else ()),
            ONE_YEAR,
            OF_PLACES,
            RECORDED,
            *((laid.layer.facts.attribution,) if laid.layer else ()),
            *(sentence(note) for note in loaded.notes),
        ),
    )


def _content(
    laid: _Laid,
    asked: Sequence[Foreseen],
    findings: Mapping[str, TargetFindings],
    params: AccuracyParams,
) -> AccuracyContent:
    first = pd.Period(laid.loaded.period[0], freq="M")
    split, roll = words.designs_in_words(laid.ground.months, first)
    by_harm = {each.label: each.by_harm for each in asked}
    return AccuracyContent(
        title="Accuracy on later months",
        verdict=verdict(findings, params.compare.spot_count),
        split=split,
        roll=roll,
        explained=(*words.EXPLAINED, *((words.STREETS_EXPLAINED,) if laid.streets else ())),
        foreseen=tuple(
            ForeseenContent(
                label=label,
                by_harm=by_harm[label],
                sentences=words.found_in_words(found, by_harm=by_harm[label]),
                scores=found.scores,
                differences=found.differences,
                parts=found.parts,
                tried=found.tried,
                curves=found.curves,
            )
            for label, found in findings.items()
        ),
    )


def _found(
    laid: _Laid, content: AccuracyContent, findings: Mapping[str, TargetFindings]
) -> dict[str, Any]:
    """Return what the receipt says was found."""
    return {
        "verdict": list(content.verdict),
        "squares": laid.ground.size,
        "foreseen": {
            each.label: {
                "found": list(each.sentences),
                "offences_known": findings[each.label].offences_known,
                "offences_judged": findings[each.label].offences_judged,
                "captured": _captured(findings[each.label]),
            }
            for each in content.foreseen
        },
    }


def _captured(found: TargetFindings) -> dict[str, dict[str, dict[str, float]]]:
    """Return the share captured by design, ground and method."""
    kept: dict[str, dict[str, dict[str, float]]] = {each.value: {} for each in HoldOutDesign}
    for row in found.scores.to_dict("records"):
        grounds = kept[row[schema.DESIGN]]
        grounds.setdefault(row[schema.CHOSEN_GROUND], {})[row[schema.METHOD]] = row[schema.CAPTURED]
    return kept
