"""The measures that wards are ranked by, each taken of one period or left out with its reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema, words
from hotspots.analyse.cocoons.live_burglaries import MOMENT, burglary_moments
from hotspots.analyse.near_repeats.near_repeat_labels import (
    LABEL,
    NearRepeatLabel,
    label_near_repeats,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams
from hotspots.analyse.spots.harm_spot_trend import in_second_half
from hotspots.analyse.wards import ward_rates
from hotspots.analyse.wards.ward_measure_types import (
    NO_HOUSEHOLDS,
    NO_RESIDENTS,
    Measured,
    NotMeasured,
    WardScene,
    WardSelections,
)
from hotspots.analyse.wards.ward_other_sources import months_since, survey_deficit
from hotspots.analyse.wards.ward_params import WardMeasureParams
from hotspots.schema import TimePrecision, WardMeasure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import WardScene
    from hotspots.selection import Selection


# Two years and two years less a week hold the same months.
SAME_SEASON_YEARS: Final = 0.01
SEASON_EXPLAINS: Final = (
    "Within one year the time of year can explain a rise: a seaside ward has its summer. Give the "
    "offences of the year before, and the same months are compared."
)
# A survey or a score of fewer wards is left out: by it, too many wards would not be ranked.
MOST_NOT_KNOWN: Final = 0.1
_OF_SOME: Final = (WardMeasure.SURVEY_DEFICIT, WardMeasure.DEPRIVATION)
FOLLOWING: Final = (NearRepeatLabel.REPEAT.value, NearRepeatLabel.NEAR_REPEAT.value)


def measure_wards(
    scene: WardScene, selections: WardSelections, params: WardMeasureParams
) -> dict[WardMeasure, Measured | NotMeasured]:
    """Take every measure that the data allow.

    Parameters
    ----------
    scene : WardScene
        The period's offences in their wards, and what is known of the wards.
    selections : WardSelections
        What each measure counts.
    params : WardMeasureParams

    Returns
    -------
    dict of WardMeasure to Measured or NotMeasured
        All measures, in the order of ``WardMeasure``. A measure of offences of which there is none
        at all is not taken: 0 everywhere would rank nothing and hold a weight. Nor is a survey, or
        a score, that is known of fewer than nine wards in ten; nor a trend within one year, which
        the season can explain.
    """
    taken: dict[WardMeasure, Callable[[], Measured | NotMeasured]] = {
        WardMeasure.HARM: lambda: _harm(scene, selections),
        WardMeasure.ASB: lambda: _asb(scene, selections.asb),
        WardMeasure.TREND: lambda: _trend(scene, selections),
        WardMeasure.NEIGHBOURHOOD_CRIME: lambda: _neighbourhood_crime(
            scene, selections.neighbourhood_crime
        ),
        WardMeasure.NEAR_REPEAT: lambda: near_repeat_burden(scene, selections.burglary, params),
        WardMeasure.SURVEY_DEFICIT: lambda: survey_deficit(scene),
        WardMeasure.DEPRIVATION: lambda: _deprivation(scene),
        WardMeasure.MONTHS_SINCE: lambda: months_since(scene, params.operation),
    }
    found = {
        measure: _of_enough_wards(taken[measure]()) if measure in _OF_SOME else taken[measure]()
        for measure in WardMeasure
    }
    return {**found, **_not_told_by_another(found, scene)}


def _not_told_by_another(
    found: Mapping[WardMeasure, Measured | NotMeasured], scene: WardScene
) -> dict[WardMeasure, Measured]:
    """Return the rates that say how many offences there are, without what two of them would tell.

    Beside a ward's residents a rate is a count: that of all its offences, less it, or the
    difference of two rates must not be 1 to 4.
    """
    rates = {
        measure: each
        for measure, each in found.items()
        if isinstance(each, Measured) and each.counts is not None and each.held is not None
    }
    counts = [ward_rates.counts_by_ward(scene.offences, scene)]
    held = [pd.Series(data=True, index=scene.offences.index)]
    for each in rates.values():
        if each.counts is not None and each.held is not None:
            counts.append(each.counts)
            held.append(each.held)
    sets = np.column_stack([each.to_numpy(dtype=np.bool_) for each in held])
    patterns = care.patterns_of(sets)
    standing = np.arange(len(counts)) == 0
    fewest = care.fewest_of(scene.offences)
    hidden = np.array(
        [
            care.withheld_beside(row, patterns, fewest=fewest, standing=standing)
            for row in np.column_stack([each.to_numpy(np.float64) for each in counts])
        ],
        dtype=np.bool_,
    ).reshape(-1, len(counts))
    return {
        measure: replace(each, by_ward=each.by_ward.mask(hidden[:, at]))
        for at, (measure, each) in enumerate(rates.items(), start=1)
    }


def _of_enough_wards(taken: Measured | NotMeasured) -> Measured | NotMeasured:
    """Return a measure, or say that it is known of too few wards."""
    if isinstance(taken, NotMeasured) or taken.ranked_by.isna().mean() <= MOST_NOT_KNOWN:
        return taken
    known, wards = int(taken.ranked_by.notna().sum()), len(taken.ranked_by)
    return NotMeasured(
        measure=taken.measure,
        reason=f"It is known of {known:,} of {wards:,} wards: by it no other can be ranked.",
    )


def counted_for_harm(offences: pd.DataFrame, selections: WardSelections) -> pd.Series[bool]:
    """Say which offences harm is of."""
    return _held(offences, selections.harm, selections.police_discovered)


def _harm(scene: WardScene, selections: WardSelections) -> Measured | NotMeasured:
    measure = WardMeasure.HARM
    if not _known(scene.wards[schema.RESIDENTS]):
        return NotMeasured(measure=measure, reason=NO_RESIDENTS)
    counted = scene.offences[counted_for_harm(scene.offences, selections)]
    what = selections.harm_called
    if counted.empty:
        return NotMeasured(measure=measure, reason=_none_of(what, selections.harm, scene.offences))
    harm, hours, notes = counted[scene.harm_column], "", []
    if selections.hours:
        shares = ward_rates.shares_within(counted, selections.hours)
        hours, note = _in_hours(shares, selections.hours.label, what)
        harm = harm * (shares if shares.notna().any() else 1.0)
        notes.append(note)
    unknown = int(counted[scene.harm_column].isna().sum())
    if unknown:
        notes.append(f"Of {len(counted):,} offences {unknown:,} have no weight in the index.")
    discovered = int((ward_rates.any_of(selections.harm, scene.offences)).sum()) - len(counted)
    left_out = ", but for what police activity finds (drugs, weapons)" if discovered else ""
    return _rate(
        scene,
        measure,
        ward_rates.sums_by_ward(harm, counted[schema.WARD_CODE], scene),
        schema.RESIDENTS,
        counts=ward_rates.counts_by_ward(counted, scene),
        unit=f"{scene.harm_unit} per 1,000 residents a year",
        definition=(
            f"Harm of {what}{hours}{left_out}: {scene.harm_unit} per 1,000 residents a year."
        ),
        notes=tuple(notes),
    )


def _in_hours(shares: pd.Series[float], label: str, what: str) -> tuple[str, str]:
    """Return what to say of the hours: in the definition, and in a note."""
    timeless = int(shares.isna().sum())
    if timeless == len(shares):
        return "", f"Of no offence is the hour known: {what} of all hours are counted, not {label}."
    said = f" on {label}"
    return said, (
        f"Of {len(shares):,} offences the hour of {timeless:,} is not known; they are not in the "
        f"harm on {label}."
    )


def _asb(scene: WardScene, selection: Selection | None) -> Measured | NotMeasured:
    return _count_rate(
        scene,
        WardMeasure.ASB,
        selection,
        key="asb",
        people=schema.RESIDENTS,
        unit="incidents per 1,000 residents a year",
    )


def _neighbourhood_crime(scene: WardScene, selection: Selection | None) -> Measured | NotMeasured:
    return _count_rate(
        scene,
        WardMeasure.NEIGHBOURHOOD_CRIME,
        selection,
        key="neighbourhood_crime",
        people=schema.HOUSEHOLDS,
        unit="offences per 1,000 households a year",
    )


def _count_rate(
    scene: WardScene,
    measure: WardMeasure,
    selection: Selection | None,
    *,
    key: str,
    people: str,
    unit: str,
) -> Measured | NotMeasured:
    if selection is None:
        reason = f"The force profile has no selection {key!r} of offences."
        return NotMeasured(measure=measure, reason=reason)
    if not _known(scene.wards[people]):
        reason = NO_RESIDENTS if people == schema.RESIDENTS else NO_HOUSEHOLDS
        return NotMeasured(measure=measure, reason=reason)
    counted = scene.offences[selection.holds(scene.offences)]
    what = words.in_mid_sentence(selection.label)
    if counted.empty:
        return NotMeasured(measure=measure, reason=_none_of(what, (selection,), scene.offences))
    counts = ward_rates.counts_by_ward(counted, scene)
    rate = _rate(
        scene,
        measure,
        counts,
        people,
        counts=counts,
        unit=unit,
        definition=f"{selection.description}: {unit}.",
    )
    held = selection.holds(scene.offences)
    return replace(rate, called=selection.label, counts=counts, held=held)


def _rate(
    scene: WardScene,
    measure: WardMeasure,
    amounts: pd.Series[float],
    people: str,
    *,
    counts: pd.Series[float],
    unit: str,
    definition: str,
    notes: tuple[str, ...] = (),
) -> Measured:
    hidden = ward_rates.withheld_wards(counts, scene)
    ranked_by = ward_rates.together_where(hidden, amounts, counts, scene.wards[people], scene)
    return Measured(
        measure=measure,
        unit=unit,
        definition=definition,
        by_ward=ranked_by.mask(hidden),
        ranked_by=ranked_by,
        force_value=ward_rates.force_rate(amounts, scene.wards[people], scene.years),
        notes=notes,
    )


def _trend(scene: WardScene, selections: WardSelections) -> Measured | NotMeasured:
    measure = WardMeasure.TREND
    counted = scene.offences[_held(scene.offences, selections.trend, selections.police_discovered)]
    what = selections.trend_called
    if counted.empty:
        return NotMeasured(measure=measure, reason=_none_of(what, selections.trend, scene.offences))
    if scene.earlier is None and not _halves_hold_the_same_months(scene):
        return NotMeasured(measure=measure, reason=SEASON_EXPLAINS)
    if scene.earlier is None:
        halves = in_second_half(counted, _moments(scene)).astype("boolean")
        first = ward_rates.counts_by_ward(counted[(~halves).fillna(value=False)], scene)
        second = ward_rates.counts_by_ward(counted[halves.fillna(value=False)], scene)
        between = "the second half of the period over the first"
    else:
        before = scene.earlier[_held(scene.earlier, selections.trend, selections.police_discovered)]
        first, second = (
            ward_rates.counts_by_ward(before, scene),
            ward_rates.counts_by_ward(counted, scene),
        )
        between = "the period over the same days a year before"
    if not (first.any() and second.any()):
        reason = f"There is no offence of {what} in one of the two halves that are compared."
        return NotMeasured(measure=measure, reason=reason)
    if not ward_rates.changes_differ(first.to_numpy(), second.to_numpy()):
        reason = (
            f"Between wards, changes of {what} ({between}) differ by no more than chance alone "
            "explains: they set no ward apart."
        )
        return NotMeasured(measure=measure, reason=reason)
    trend = ward_rates.shrunk_trend(first.to_numpy(), second.to_numpy())
    # In whole per cent: percentiles would make as much of a thousandth as of a half.
    values = pd.Series(trend, index=scene.wards.index).round(2)
    hidden = ward_rates.withheld_wards(first, scene) | ward_rates.withheld_wards(second, scene)
    return Measured(
        measure=measure,
        unit="times the force's own change",
        definition=(
            f"Change of {what}, {between}, against the force's own change (1 is as the force), "
            "drawn toward it where offences are few, in whole per cent. A ward whose counts are "
            "withheld is ranked as the force."
        ),
        by_ward=values.mask(hidden),
        ranked_by=values.mask(hidden, 1.0),
        force_value=1.0,
    )


def _halves_hold_the_same_months(scene: WardScene) -> bool:
    """Say whether the period is two years, or four: only then does the season not tell halves."""
    pairs = scene.years / 2
    return round(pairs) >= 1 and abs(pairs - round(pairs)) < SAME_SEASON_YEARS


def _deprivation(scene: WardScene) -> Measured | NotMeasured:
    values = scene.wards[schema.DEPRIVATION]
    if values.isna().all():
        reason = "No table gives a deprivation score by ward or LSOA."
        return NotMeasured(measure=WardMeasure.DEPRIVATION, reason=reason)
    return Measured(
        measure=WardMeasure.DEPRIVATION,
        unit="score",
        definition="Deprivation score as the table gives it; the higher, the more deprived.",
        by_ward=values,
        ranked_by=values,
    )


def _held(
    offences: pd.DataFrame,
    selections: tuple[Selection, ...],
    police_discovered: Selection | None,
) -> pd.Series[bool]:
    held = ward_rates.any_of(selections, offences)
    return held if police_discovered is None else held & ~police_discovered.holds(offences)


def _none_of(what: str, selections: tuple[Selection, ...], offences: pd.DataFrame) -> str:
    """Return why there is nothing to count."""
    by_code_alone = selections and not any(selection.categories for selection in selections)
    if by_code_alone and offences[schema.OFFENCE_CODE].isna().all():
        return (
            f"{words.capital(what)} is told apart by Home Office codes alone, and no "
            "offence here has one: the categories of data.police.uk are far too broad for it. Use "
            "an export of the crime recording system."
        )
    return f"There is no offence of {what} in the data."


def _known(people: pd.Series[float]) -> bool:
    return bool((people > 0).any())


def _moments(scene: WardScene) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the period's start, and its end: midnight after its last day."""
    zone = scene.offences[schema.FROM_TIME].dt.tz
    first, last = (pd.Timestamp(day, tz=zone) for day in scene.period)
    return first, last + pd.DateOffset(days=1)


def near_repeat_burden(
    scene: WardScene, selection: Selection | None, params: WardMeasureParams
) -> Measured | NotMeasured:
    """Count the burglaries of each ward that follow an earlier one, wherever that one was.

    Not taken where burglaries are known to the month only, as in data.police.uk: neither the day
    nor the place is the true one there. Rows that repeat the reference and the place of another
    are one burglary.
    """
    measure = WardMeasure.NEAR_REPEAT
    if selection is None:
        return NotMeasured(
            measure=measure, reason="The force profile names no selection of burglaries of homes."
        )
    households = scene.wards[schema.HOUSEHOLDS]
    if not (households > 0).any():
        return NotMeasured(measure=measure, reason=NO_HOUSEHOLDS)
    burglaries = _burglaries(scene.offences, selection)
    if burglaries.empty:
        return NotMeasured(
            measure=measure, reason=f"There is no {selection.label.lower()} in the data."
        )
    if (burglaries[schema.TIME_PRECISION] == TimePrecision.MONTH).any():
        reason = (
            "Burglaries are known to the month and to a point that was moved to the middle of its "
            "street, as data.police.uk publishes them: which one followed which cannot be told. "
            "Use an export of the crime recording system."
        )
        return NotMeasured(measure=measure, reason=reason)
    follow, undated = _following(burglaries, params)
    amounts = ward_rates.counts_by_ward(follow, scene)
    rate = _rate(
        scene,
        measure,
        amounts,
        schema.HOUSEHOLDS,
        counts=amounts,
        unit="burglaries per 1,000 households a year",
        definition=(
            f"Burglaries of homes that follow another within {params.near_repeat_distance_m:g} m "
            f"and {params.near_repeat_days} days, per 1,000 households a year."
        ),
        notes=(f"Burglaries without a usable time, not counted: {undated:,}.",) if undated else (),
    )
    return replace(rate, counts=amounts, held=selection.holds(scene.offences))


def _burglaries(offences: gpd.GeoDataFrame, selection: Selection) -> gpd.GeoDataFrame:
    """Return the selection's burglaries, but for those that their source says were in no home."""
    held = offences[selection.holds(offences)]
    elsewhere = (held[schema.DWELLING] == False).fillna(value=False)  # noqa: E712 - may be missing
    return held[~elsewhere.astype(bool)]


def _following(
    burglaries: gpd.GeoDataFrame, params: WardMeasureParams
) -> tuple[gpd.GeoDataFrame, int]:
    """Return the burglaries that follow another, and how many have no usable time."""
    moments = burglary_moments(burglaries)[MOMENT]
    dated = burglaries[moments.notna()].assign(
        **{
            MOMENT: moments[moments.notna()],
            schema.EASTING: burglaries.geometry.x,
            schema.NORTHING: burglaries.geometry.y,
        }
    )
    # In one order whatever the order of the rows: which of two at one moment came first is decided
    # by the reference that they are given here.
    keys = [MOMENT, schema.EASTING, schema.NORTHING, schema.OFFENCE_ID, schema.WARD_CODE]
    dated = dated.sort_values(keys, kind="stable", ignore_index=True)
    places = dated[[schema.OFFENCE_ID, schema.EASTING, schema.NORTHING]].round(1)
    repeated = places.duplicated() & dated[schema.OFFENCE_ID].notna()
    dated = dated[~repeated].reset_index(drop=True)
    width = len(str(len(dated)))
    references = pd.Series([f"{place:0{width}d}" for place in dated.index], dtype="str")
    labelled = label_near_repeats(
        dated,
        dated[MOMENT],
        references,
        params=NearRepeatLinkParams(
            max_distance_m=params.near_repeat_distance_m, max_days=params.near_repeat_days
        ),
    )
    return dated[labelled[LABEL].isin(FOLLOWING)], int(moments.isna().sum())
