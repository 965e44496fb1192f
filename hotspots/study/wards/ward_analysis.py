"""Which ward should have the next Street Week: the ranking, over tables in memory.

No file but the preset and the harm index is read here, and none is written. ``wards_input`` reads
what this takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.wards.ward_flags import flags_of_wards
from hotspots.analyse.wards.ward_measure_types import Measured, NotMeasured, WardScene
from hotspots.analyse.wards.ward_measures import counted_for_harm
from hotspots.analyse.wards.ward_offences import place_offences
from hotspots.analyse.wards.ward_ranking import (
    LeftOutMeasure,
    UsedMeasure,
    WardRanking,
    missing_of_wards,
    score_wards,
    weights_left,
)
from hotspots.analyse.wards.ward_rates import (
    counts_by_ward,
    withheld_in_districts,
    withheld_wards,
)
from hotspots.analyse.wards.ward_words import reasons_of_wards
from hotspots.errors import InputError
from hotspots.load.harm_weights import read_harm_index
from hotspots.load.ward_presets import read_ward_preset
from hotspots.study.wards.journeys import WardParams
from hotspots.study.wards.ward_scene import (
    WardQuestion,
    outlines_of,
    preset_as_counted,
    town_centres_of,
    ward_question,
    ward_scene,
    year_before,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspots.analyse.wards.ward_measure_types import WardSelections
    from hotspots.analyse.wards.ward_offences import OffencesInWards
    from hotspots.harm_index import HarmIndex
    from hotspots.load.ward_presets import WardPreset
    from hotspots.schema import WardMeasure
    from hotspots.study.wards.wards_input import WardInputs

HALVES: Final = "from the first half of the period to the second"


def rank_wards(ward_inputs: WardInputs, params: WardParams | None = None) -> WardRanking:
    """Rank the force's wards for the next Street Week.

    Parameters
    ----------
    ward_inputs : WardInputs
        From ``gather_ward_inputs``.
    params : WardParams, optional

    Raises
    ------
    SettingsError
        When there is no such preset, or weights cannot be used.
    InputError
        When measures with more than half of the weight cannot be taken; the message says of each
        one why not.
    """
    params = params or WardParams()
    preset = preset_as_counted(
        ward_inputs.profile,
        read_ward_preset(params.preset),
        ward_inputs.loaded.offences,
        include_police_discovered=params.include_police_discovered,
    )
    asked = params.weights.over(preset)
    question = ward_question(
        ward_inputs.profile,
        preset,
        read_harm_index(params.index),
        ward_inputs.loaded.offences,
        measures=params.measures,
        include_police_discovered=params.include_police_discovered,
    )
    placed = place_offences(ward_inputs.loaded.offences, ward_inputs.wards, ward_inputs.look_up)
    scene = ward_scene(ward_inputs, placed, question.index)
    taken = question.measure(scene)
    weights = _weights(asked, taken)
    used = {measure: each for measure, each in _measured(taken).items() if measure in weights}
    scored = score_wards(used, weights, params.ranking)
    last_year, of_last_year = _last_year_ranks(scene, question, weights, params)
    why, flags = _in_text(ward_inputs, scene, scored, weights, used, placed, question, params)
    return WardRanking(
        table=_table(ward_inputs, scene, scored, last_year, why, flags),
        reconciliation=placed.reconciliation,
        disagreements=placed.disagreements,
        measures=tuple(_used(each, weights[measure]) for measure, each in used.items()),
        left_out=_left_out(asked, taken),
        offences=scene.offences,
        rests_on=_rests_on(scene, question.selections),
        preset=preset.label,
        purpose=preset.purpose,
        selection=question.selections.harm_called,
        method=_method(question.index, params),
        notes=(
            *_cautions(preset, question.selections),
            *_on_category_weights(scene.offences, question.index),
            *placed.notes(),
            *(f"{each.label}: {note}" for each in used.values() for note in each.notes),
            *ward_inputs.notes,
            *of_last_year,
        ),
    )


def _measured(
    taken: Mapping[WardMeasure, Measured | NotMeasured],
) -> dict[WardMeasure, Measured]:
    return {measure: each for measure, each in taken.items() if isinstance(each, Measured)}


def _left_out(
    asked: Mapping[WardMeasure, float], taken: Mapping[WardMeasure, Measured | NotMeasured]
) -> tuple[LeftOutMeasure, ...]:
    return tuple(
        LeftOutMeasure(measure=measure, label=each.label, weight=asked[measure], reason=each.reason)
        for measure, each in taken.items()
        if isinstance(each, NotMeasured) and measure in asked
    )


def _weights(
    asked: Mapping[WardMeasure, float], taken: Mapping[WardMeasure, Measured | NotMeasured]
) -> dict[WardMeasure, float]:
    """Return the weights of what could be taken, or say of the rest why not."""
    try:
        return weights_left(asked, _measured(taken))
    except InputError as fault:
        reasons = [
            f"{each.label} ({words.share(each.weight)}): {each.reason}"
            for each in _left_out(asked, taken)
        ]
        raise InputError(" ".join([str(fault), *reasons])) from fault


def _last_year_ranks(
    scene: WardScene,
    question: WardQuestion,
    weights: Mapping[WardMeasure, float],
    params: WardParams,
) -> tuple[pd.Series[int] | None, tuple[str, ...]]:
    """Return each ward's rank by the offences of the year before, and what to know of it."""
    found = year_before(scene, question.index)
    if found is None:
        return None, ()
    before, then = found
    measured = _measured(question.measure(before))
    try:
        left = weights_left(weights, measured)
    except InputError:
        return None, ("Last year's ranks are not given: too little can be measured of that year.",)
    note = (
        f"Last year's ranks are by the same weights over the offences of {then.in_words}, but for "
        "what cannot be measured of that year, such as a trend without the year before it; "
        "residents, surveys and deprivation are as they are now."
    )
    return score_wards(measured, left, params.ranking)[schema.RANK], (note,)


def _in_text(
    ward_inputs: WardInputs,
    scene: WardScene,
    scored: pd.DataFrame,
    weights: Mapping[WardMeasure, float],
    used: Mapping[WardMeasure, Measured],
    placed: OffencesInWards,
    question: WardQuestion,
    params: WardParams,
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return each ward's sentence, and its flags."""
    selections = question.selections
    why = reasons_of_wards(
        scored,
        weights,
        used,
        harm_of=selections.harm_called,
        trend_of=selections.trend_called,
        operation=params.measures.operation,
        trend_since=HALVES if scene.earlier is None else "on the year before",
    )
    flags = flags_of_wards(
        scene,
        outlines=outlines_of(ward_inputs),
        counted=counted_for_harm(scene.offences, selections),
        disagreements=placed.disagreements,
        town_centres=town_centres_of(ward_inputs.profile),
        missing={
            code: words.listed([used[each].label.lower() for each in lacking])
            for code, lacking in missing_of_wards(used, weights).items()
        },
        params=params.flags,
    )
    return why, flags


def _rests_on(scene: WardScene, selections: WardSelections) -> pd.Series[int]:
    """Return how many offences the harm of each ward is of."""
    counted = scene.offences[counted_for_harm(scene.offences, selections)]
    counts: pd.Series[int] = counted[schema.WARD_CODE].value_counts()
    return counts.reindex(scene.wards.index, fill_value=0)


def _table(
    ward_inputs: WardInputs,
    scene: WardScene,
    scored: pd.DataFrame,
    last_year: pd.Series[int] | None,
    why: pd.Series[str],
    flags: pd.Series[str],
) -> gpd.GeoDataFrame:
    """Return the ranking as the schema has it, the best rank first."""
    wards = ward_inputs.wards.set_index(schema.WARD_CODE).sort_index()
    codes = wards.index
    counts = counts_by_ward(scene.offences, scene).astype("Int64")
    hidden = withheld_wards(counts, scene)
    harm = schema.measure_value_column(schema.WardMeasure.HARM)
    figures = care.HARM_FIGURES_OF_A_WARD
    is_few = care.fewest_of(scene.offences) > 1
    table = scored.assign(
        **{
            **(
                {harm: care.shown_harm(scored[harm], figures=figures)}
                if harm in scored and is_few
                else {}
            ),
            schema.WARD_NAME: wards[schema.WARD_NAME],
            schema.DISTRICT: wards[schema.DISTRICT],
            schema.LAST_YEAR_RANK: _nullable(last_year, codes),
            schema.CHANGE_ON_LAST_YEAR: _change(scene, counts).mask(hidden),
            schema.RESIDENTS: scene.wards[schema.RESIDENTS],
            schema.HOUSEHOLDS: scene.wards[schema.HOUSEHOLDS],
            schema.OFFENCES: counts.mask(hidden),
            schema.WHY: why,
            schema.FLAGS: flags,
        }
    )
    ranked = gpd.GeoDataFrame(
        table.rename_axis(schema.WARD_CODE).reset_index(),
        geometry=wards.geometry.to_numpy(),
        crs=wards.crs,
    )
    extra = [name for name in scored.columns if name not in schema.WARD_RANKING_COLUMNS]
    in_order = ranked.sort_values([schema.RANK, schema.WARD_CODE], ignore_index=True)
    return in_order[[*schema.WARD_RANKING_COLUMNS, *extra]]


def _nullable(ranks: pd.Series[int] | None, codes: pd.Index) -> pd.Series[int]:
    if ranks is None:
        return pd.Series(pd.NA, index=codes, dtype="Int64")
    return ranks.reindex(codes).astype("Int64")


def _change(scene: WardScene, counts: pd.Series[int]) -> pd.Series[float]:
    """Return the offences over last year's, less 1; missing where there were none then."""
    if scene.earlier is None:
        return pd.Series(np.nan, index=counts.index)
    before = counts_by_ward(scene.earlier, scene)
    fewest = care.fewest_of(scene.earlier)
    hidden = withheld_in_districts(before, scene, fewest=fewest)
    change: pd.Series[float] = counts.astype("float64") / before.where(before > 0) - 1
    return change.mask(hidden)


def _used(measured: Measured, weight: float) -> UsedMeasure:
    return UsedMeasure(
        measure=measured.measure,
        label=measured.label,
        unit=measured.unit,
        weight=weight,
        definition=measured.definition,
        force_value=measured.force_value,
        counts=measured.counts,
        held=measured.held,
    )


def _cautions(preset: WardPreset, selections: WardSelections) -> tuple[str, ...]:
    """Return what a reader must know of the preset before anything else."""
    codes = {code for selection in selections.harm for code in selection.offence_codes}
    sensitive = "Sexual offences are in the wards' totals alone, and never shown as points."
    return (
        *([preset.caution] if preset.caution else []),
        *([sensitive] if codes & care.sensitive_codes() else []),
    )


def _on_category_weights(offences: gpd.GeoDataFrame, index: HarmIndex) -> tuple[str, ...]:
    by_category = offences[schema.harm_basis_column(index.key)] == schema.HarmBasis.CATEGORY
    if not by_category.any():
        return ()
    note = (
        f"Of {len(offences):,} offences {int(by_category.sum()):,} are weighed by their category's "
        "average, for want of an offence code: such weights rank areas, and do not tell serious "
        "violence from slight."
    )
    return (note,)


def _method(index: HarmIndex, params: WardParams) -> tuple[str, ...]:
    ranking = params.ranking
    percentile = (
        "Each measure is turned into a percentile among the force's wards: the share of the other "
        "wards that lie below, those alike counting half. Wards whose counts are withheld (1 to 4, "
        "and what those could be worked out from) rank by what they have together."
    )
    score = (
        "The score adds up weight times percentile, 0 to 100. A ward of which a measure is not "
        "known is not ranked, and stands apart."
    )
    moved = (
        f"The range of ranks is the best and the worst rank while every weight moves by up to "
        f"{words.share(ranking.weight_change)}, in {ranking.draws:,} draws (seed {ranking.seed}) "
        "and one weight at a time, and while each measure is left out in turn."
    )
    return (f"Harm is weighed by the {index.name}, {index.edition}.", percentile, score, moved)
