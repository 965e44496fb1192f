"""Which ward to choose for the next Street Week: every ward ranked, and why."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import care, product_files, schema, words
from hotspots.analyse.wards.first_ward import room_of_weights
from hotspots.analyse.wards.ward_offences import as_shown
from hotspots.file_names import days_in_name
from hotspots.render.wards.ward_columns import ROOM_COLUMNS, MeasureWords
from hotspots.render.wards.ward_products import WardProducts, write_ward_index, write_ward_products
from hotspots.study import receipt as receipts
from hotspots.study.executor import Progress, no_progress
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.run import INDEX_PAGE, Run, new_run
from hotspots.study.street_layer import StreetLayer, find_streets
from hotspots.study.street_maps import street_map
from hotspots.study.wards.journeys import WARDS, WardParams
from hotspots.study.wards.ward_analysis import rank_wards
from hotspots.study.wards.ward_packs import chosen_wards, write_packs
from hotspots.study.wards.wards_input import WardInputs, gather_ward_inputs, wards_of_layers
from hotspots.words import days

if TYPE_CHECKING:
    from hotspots.analyse.wards.first_ward import WeightRoom
    from hotspots.analyse.wards.ward_ranking import WardRanking
    from hotspots.render.stamp import ProductStamp
    from hotspots.study.run import RunWriter

FIRST: Final = 5
# Wards nearer than this, of 100 points, are told apart by the weights alone.
LEVEL_POINTS: Final = 1.0
# Of fewer offences no rank is called firm: 20 are off by 22 % by chance alone.
FEWEST_TO_STAY: Final = 20
MOST_NAMED: Final = 8
NO_OTHER: Final = "no other"


def plan_street_week(  # noqa: PLR0913 - a journey is told all that it needs to know
    inputs: Inputs,
    *,
    maps: Path,
    made_at: datetime,
    name: str | None = None,
    columns: Mapping[str, Sequence[str] | str] | None = None,
    deployments: pd.DataFrame | None = None,
    as_of: date | None = None,
    packs: Sequence[str] = (),
    addresses: Path | None = None,
    params: WardParams | None = None,
    harm: HarmMapParams | None = None,
    progress: Progress = no_progress,
) -> Run[WardRanking]:
    """Rank every ward of the force for the next Street Week, and write what explains the ranks.

    Parameters
    ----------
    inputs : Inputs
        Offences, boundaries with wards, and tables by area code; offences of earlier years where
        there are any.
    maps : Path
        The folder that takes the run.
    made_at : datetime
        Aware; on every product.
    name : str, optional
        Of the run's folder; by default made from the time.
    columns : mapping of str to str, optional
        Our column to the header of a table that calls it something else.
    deployments : DataFrame, optional
        ``schema.DEPLOYMENT_COLUMNS``, from the ledger; None where there is no ledger.
    as_of : date, optional
        The day that months since the last Street Week are counted to; by default the last of the
        period.
    packs : sequence of str
        Wards, by code or by name, that get a pre-scoping pack.
    addresses : Path, optional
        The converted addresses, for the packs.
    params : WardParams, optional
    harm : HarmMapParams, optional
        How the harm spots of a pack are found.

    Raises
    ------
    HotspotsError
        With what to do about it; nothing is left in ``maps``.
    """
    params = params or WardParams()
    if packs:  # a name that is no ward's is told before any offence is read
        chosen_wards(wards_of_layers(inputs), packs)
    with new_run(WARDS, maps=maps, made_at=made_at, name=name) as run:
        given = gather_ward_inputs(
            inputs, columns=columns, deployments=deployments, as_of=as_of, progress=progress
        )
        progress("Ranking wards", 0, 2)
        ranking = rank_wards(given, params)
        progress("Ranking wards", 1, 2)
        stamp = _stamp(run, given, ranking)
        measures = _measures(ranking)
        streets = find_streets(inputs, given.study_area)
        written = write_packs(
            run.folder,
            chosen_wards(ranking.table, packs),
            given,
            ranking,
            measures=measures,
            addresses=addresses,
            harm=harm or HarmMapParams(),
            stamp=stamp,
            streets=streets,
            progress=progress,
        )
        content = _content(given, ranking, measures, written, stamp, streets)
        write_ward_products(run.folder, content)
        run.write_receipt(
            stamp,
            inputs.profile,
            days={**receipts.of_days(*given.loaded.period), "as_of": given.as_of},
            params=params,
            found={"wards": _of_wards(ranking, written)},
            inputs=_of_inputs(given),
            set_aside=given.set_aside,
        )
        write_ward_index(run.folder / INDEX_PAGE, content, product_files.EVERY_RUN)
        progress("Ranking wards", 2, 2)
    return run.finished(ranking)


def _stamp(run: RunWriter, given: WardInputs, ranking: WardRanking) -> ProductStamp:
    return run.stamp(
        given.profile,
        given.loaded,
        period=days(*given.loaded.period),
        method=" ".join(ranking.method),
        caveats=ranking.notes,
        when=days_in_name(*given.loaded.period),
    )


def _measures(ranking: WardRanking) -> list[MeasureWords]:
    return [
        MeasureWords(
            measure=str(each.measure),
            label=each.label,
            unit=each.unit,
            definition=each.definition,
            weight=each.weight,
        )
        for each in ranking.measures
    ]


def _content(
    given: WardInputs,
    ranking: WardRanking,
    measures: Sequence[MeasureWords],
    packs: Mapping[str, str],
    stamp: ProductStamp,
    streets: StreetLayer | None,
) -> WardProducts:
    fewest = care.fewest_of(ranking.offences)
    return WardProducts(
        title=f"Wards for a Street Week: {ranking.preset.lower()}",
        purpose=f"{ranking.purpose}.",
        wards=ranking.table,
        districts=given.study_area.districts,
        reconciliation=as_shown(ranking.reconciliation, fewest=fewest),
        disagreements=as_shown(ranking.disagreements, fewest=fewest),
        measures=measures,
        room_of_weights=_room_table(ranking),
        left_out={each.label: each.reason for each in ranking.left_out},
        sentences=sentences_of(ranking),
        figures=_figures(ranking),
        packs=packs,
        stamp=stamp,
        streets=street_map(streets, given.study_area.districts),
    )


def sentences_of(ranking: WardRanking) -> list[str]:
    """Return what a planner should know first: who leads, how surely, and what was not known."""
    table = ranking.ranked
    if table.empty:
        return ["There is no ward to rank.", *_apart(ranking)]
    first = table.iloc[0]
    said = [f"First: {first[schema.WARD_NAME]} ({first[schema.DISTRICT]}). {first[schema.WHY]}"]
    low, high = first[schema.RANK_LOW], first[schema.RANK_HIGH]
    rests_on = int(ranking.rests_on[first[schema.WARD_CODE]])
    if rests_on < FEWEST_TO_STAY:
        few = f"fewer than {FEWEST_TO_STAY} offences"
        said.append(f"That rank is not firm: it rests on {few}.")
    elif low == high:
        said.append(
            f"{first[schema.WARD_NAME]} stays first when the weights move by a quarter, and when "
            "any measure is left out."
        )
    else:
        said.append(
            f"When the weights move by a quarter, or a measure is left out, the rank of "
            f"{first[schema.WARD_NAME]} is {low} to {high}."
        )
    if len(table) > 1:
        second, ahead = table.iloc[1], first[schema.SCORE] - table[schema.SCORE].iloc[1]
        if ahead < LEVEL_POINTS:
            behind = f"{ahead:.1f}" if round(ahead, 1) else "less than 0.1"
            said.append(
                f"{second[schema.WARD_NAME]} ({second[schema.DISTRICT]}) is as good as level with "
                f"it: {behind} of 100 points behind."
            )
    said += _what_decides(ranking)
    sure = table[table[schema.SHARE_IN_TOP_FIVE] > 0]
    if len(sure) > FIRST:
        said.append(
            f"{len(sure)} wards are among the first five when the weights move by a quarter: "
            "between them the choice is the planner’s, not the arithmetic’s."
        )
    said += _apart(ranking)
    said += [f"{each.label} is left out: {each.reason}" for each in ranking.left_out]
    return said


def _rooms(ranking: WardRanking) -> list[WeightRoom]:
    return room_of_weights(ranking.ranked, {each.measure: each.weight for each in ranking.measures})


def _what_decides(ranking: WardRanking) -> list[str]:
    """Say which weight has to move least for another ward to be first, and which ward that is."""
    rooms = _rooms(ranking)
    if not rooms:
        return []
    labels = {each.measure: each.label for each in ranking.measures}
    room = min(rooms, key=lambda each: each.least_change)
    if math.isinf(room.least_change):
        return ["No single weight changes which ward is first, however it is set."]
    is_above = room.above is not None and (
        room.below is None or room.high - room.weight < room.weight - room.low
    )
    end, code = (room.high, room.above) if is_above else (room.low, room.below)
    ranked = ranking.ranked.set_index(schema.WARD_CODE)
    called = words.in_mid_sentence(labels[room.measure])
    move = f"{'above' if is_above else 'below'} {words.share(end, 1)}"
    said = f"The weight that decides is that of {called}, {words.share(room.weight, 1)}: {move}"
    return [f"{said}, {ranked[schema.WARD_NAME][code]} is first."]


def _room_table(ranking: WardRanking) -> pd.DataFrame:
    """Return how far each weight can move before another ward is first, a row a measure."""
    names = ranking.ranked.set_index(schema.WARD_CODE)[schema.WARD_NAME]
    labels = {each.measure: each.label for each in ranking.measures}
    return pd.DataFrame(
        [
            {
                "measure": labels[each.measure],
                "weight": each.weight,
                "first_from": each.low,
                "first_below": names.get(each.below, NO_OTHER),
                "first_to": each.high,
                "first_above": names.get(each.above, NO_OTHER),
            }
            for each in _rooms(ranking)
        ],
        columns=[each.column for each in ROOM_COLUMNS],
    )


def _apart(ranking: WardRanking) -> list[str]:
    """Say how many wards are not ranked."""
    apart = ranking.apart
    if apart.empty:
        return []
    named = words.listed(apart[schema.WARD_NAME].tolist(), most=MOST_NAMED)
    said = f"Not ranked, for want of a measure that the others are ranked by: {named}."
    return [f"{said} They stand apart, with what is missing."]


def _figures(ranking: WardRanking) -> list[tuple[str, str]]:
    districts, fewest = ranking.reconciliation, care.fewest_of(ranking.offences)
    is_compared = bool(ranking.offences[schema.LSOA_CODE].notna().any())
    disagree = int(ranking.disagreements["lsoa_here_outline_elsewhere"].sum())
    return [
        ("Wards ranked", f"{len(ranking.ranked):,}"),
        ("Wards not ranked", f"{len(ranking.apart):,}"),
        ("Offences", f"{int(districts['offences'].sum()):,}"),
        ("In no ward", care.count_in_words(int(districts["in_no_ward"].sum()), fewest=fewest)),
        (
            "LSOA and outline disagree",
            care.count_in_words(disagree, fewest=fewest) if is_compared else "not compared",
        ),
    ]


def _of_wards(ranking: WardRanking, packs: Mapping[str, str]) -> dict[str, Any]:
    first = ranking.ranked.head(FIRST)
    return {
        "preset": ranking.preset,
        "selection": ranking.selection,
        "measures": {
            each.label: {"weight": each.weight, "definition": each.definition}
            for each in ranking.measures
        },
        "left_out": {each.label: each.reason for each in ranking.left_out},
        "ranked": len(ranking.ranked),
        "not_ranked": ranking.apart[schema.WARD_CODE].tolist(),
        "first": [
            {
                "rank": int(row[schema.RANK]),
                "ward": row[schema.WARD_NAME],
                "ward_code": row[schema.WARD_CODE],
                "district": row[schema.DISTRICT],
                "score": float(row[schema.SCORE]),
                "why": row[schema.WHY],
                "flags": row[schema.FLAGS],
            }
            for row in first.to_dict("records")
        ],
        "sentences": sentences_of(ranking),
        "districts": _as_receipt(ranking),
        **({"packs": dict(packs)} if packs else {}),
    }


def _as_receipt(ranking: WardRanking) -> list[dict[str, Any]]:
    fewest = care.fewest_of(ranking.offences)
    shown = as_shown(ranking.reconciliation, fewest=fewest).astype("object")
    return [
        {str(key): value for key, value in row.items()}
        for row in shown.where(shown.notna(), None).to_dict("records")
    ]


def _of_inputs(given: WardInputs) -> dict[str, Any]:
    earlier = [] if given.earlier is None else [asdict(each) for each in given.earlier.sources]
    return {
        **receipts.of_inputs(given.loaded, given.study_area),
        "earlier": earlier,
        "tables": [asdict(each) for each in given.sources],
        "deployments": None if given.deployments is None else len(given.deployments),
    }
