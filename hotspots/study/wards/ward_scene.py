"""What a ranking of wards counts and in which wards: selections, offences placed, tables joined."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import pandas as pd

from hotspots import schema, words
from hotspots.analyse.data_cover import reads_selection, rows_tell
from hotspots.analyse.harm import weigh_offences
from hotspots.analyse.periods import Period
from hotspots.analyse.temporal import period_years
from hotspots.analyse.wards.ward_measure_types import (
    EVERYTHING,
    Measured,
    NotMeasured,
    WardScene,
    WardSelections,
    WeekHours,
)
from hotspots.analyse.wards.ward_measures import measure_wards
from hotspots.analyse.wards.ward_offences import OffencesInWards, place_offences
from hotspots.analyse.wards.ward_params import WardMeasureParams
from hotspots.load.offence_codes import read_offence_codes
from hotspots.schema import WardMeasure
from hotspots.selection import HOURS, counted_in_words
from hotspots.study.selected import as_counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspots.harm_index import HarmIndex
    from hotspots.load.ward_presets import WardPreset
    from hotspots.profile import ForceProfile
    from hotspots.selection import Selection
    from hotspots.study.wards.wards_input import WardInputs

ASB: Final = "asb"
NEIGHBOURHOOD_CRIME: Final = "neighbourhood_crime"


@dataclass(frozen=True, kw_only=True)
class WardQuestion:
    """What is asked of the wards, apart from how much it weighs.

    Attributes
    ----------
    selections : WardSelections
    unknown : mapping of WardMeasure to tuple of str
        Selections that the preset names for a measure and the profile does not have.
    index : HarmIndex
    measures : WardMeasureParams
    """

    selections: WardSelections
    unknown: Mapping[WardMeasure, tuple[str, ...]]
    index: HarmIndex
    measures: WardMeasureParams

    def measure(self, scene: WardScene) -> dict[WardMeasure, Measured | NotMeasured]:
        """Take every measure that the scene and the profile allow."""
        taken = measure_wards(scene, self.selections, self.measures)
        for measure, keys in self.unknown.items():
            names = ", ".join(map(repr, keys))
            reason = f"The force profile has no selection {names}, which the preset names."
            taken[measure] = NotMeasured(measure=measure, reason=reason)
        return taken


def ward_question(
    profile: ForceProfile,
    preset: WardPreset,
    index: HarmIndex,
    offences: gpd.GeoDataFrame,
    *,
    measures: WardMeasureParams,
    include_police_discovered: bool,
) -> WardQuestion:
    """Join a preset with the profile's selections, called by what the offences let them count."""
    left_out = None if include_police_discovered else profile.police_discovered
    known = {key: as_counted(each, offences) for key, each in profile.selections.items()}
    named = {WardMeasure.HARM: preset.harm_of, WardMeasure.TREND: preset.trend_of}
    absent = {
        measure: tuple(key for key in keys if key not in profile.selections)
        for measure, keys in named.items()
    }
    nights = preset.nights
    hours = WeekHours(hours=nights.hours_of_week, label=nights.in_words()) if nights else None
    return WardQuestion(
        selections=WardSelections(
            harm=_named(profile, preset.harm_of),
            trend=_named(profile, preset.trend_of),
            harm_called=_called(profile, preset.harm_of, offences, left_out),
            trend_called=_called(profile, preset.trend_of, offences, left_out),
            asb=known.get(ASB),
            neighbourhood_crime=known.get(NEIGHBOURHOOD_CRIME),
            burglary=known.get(profile.burglary_selection),
            police_discovered=left_out,
            hours=hours,
        ),
        unknown={measure: keys for measure, keys in absent.items() if keys},
        index=index,
        measures=measures,
    )


def _named(profile: ForceProfile, keys: tuple[str, ...]) -> tuple[Selection, ...]:
    return tuple(profile.selections[key] for key in keys if key in profile.selections)


def _called(
    profile: ForceProfile,
    keys: tuple[str, ...],
    offences: gpd.GeoDataFrame,
    left_out: Selection | None,
) -> str:
    """Return what selections are together, in a sentence, as far as the offences tell."""
    selections = _named(profile, keys)
    if not selections:
        return EVERYTHING
    label = counted_in_words(
        selections, rows_tell(offences), read_offence_codes().category, left_out=left_out
    )
    return words.in_mid_sentence(label)


def preset_as_counted(
    profile: ForceProfile,
    preset: WardPreset,
    offences: gpd.GeoDataFrame,
    *,
    include_police_discovered: bool,
) -> WardPreset:
    """Return the preset, called by what is counted where the offences cannot carry its name."""
    tell = rows_tell(offences)
    category_of = read_offence_codes().category
    selections = _named(profile, preset.harm_of)
    lacking = [what for each in selections for what in each.lacks(tell, category_of)]
    hours_lack = preset.nights is not None and not tell.hours
    lacking += [HOURS] if hours_lack else []
    if not lacking or not any(reads_selection(offences, each) for each in selections):
        return preset
    label = counted_in_words(
        selections,
        tell,
        category_of,
        left_out=None if include_police_discovered else profile.police_discovered,
        hours_lack=hours_lack,
    )
    why = (
        f"These offences do not tell {words.listed(dict.fromkeys(lacking))}, so this is not the "
        f"ranking “{preset.label}”: what is counted is {words.in_mid_sentence(label)}."
    )
    return replace(
        preset,
        label=label,
        purpose=f"Where harm of {words.in_mid_sentence(label)} is recorded most",
        caution=" ".join(each for each in (why, preset.caution) if each),
    )


def ward_scene(ward_inputs: WardInputs, placed: OffencesInWards, index: HarmIndex) -> WardScene:
    """Return the period's offences in their wards, with what is known of the wards."""
    figures = ward_inputs.tables.figures.set_index(schema.WARD_CODE)
    reports = ward_inputs.reports
    earlier = None
    if ward_inputs.earlier is not None:
        earlier = place_offences(
            ward_inputs.earlier.offences, ward_inputs.wards, ward_inputs.look_up
        ).offences
    return WardScene(
        offences=weigh_offences(placed.offences, [index]),
        wards=figures.assign(
            **{schema.DISTRICT: ward_inputs.wards.set_index(schema.WARD_CODE)[schema.DISTRICT]}
        ),
        period=ward_inputs.loaded.period,
        years=period_years(*ward_inputs.loaded.period),
        harm_column=schema.harm_column(index.key),
        harm_unit=index.unit,
        earlier=earlier,
        survey=_on_wards(reports.survey, figures.index, float("nan")),
        reports=_on_wards(reports.reports, figures.index, 0.0),
        deployments=ward_inputs.deployments,
        as_of=ward_inputs.as_of,
    )


def year_before(scene: WardScene, index: HarmIndex) -> tuple[WardScene, Period] | None:
    """Return the scene of the year before, with its period; None without its offences.

    Residents, surveys, reports and deprivation stay as they are.
    """
    if scene.earlier is None:
        return None
    then = Period(first=scene.period[0], last=scene.period[1]).year_before()
    before = replace(
        scene,
        offences=weigh_offences(scene.earlier, [index]),
        earlier=None,
        period=(then.first, then.last),
        years=period_years(then.first, then.last),
        as_of=(pd.Timestamp(scene.as_of) - pd.DateOffset(years=1)).date(),
    )
    return before, then


def _on_wards(
    by_ward: Mapping[str, float] | None, codes: pd.Index, otherwise: float
) -> pd.Series[float] | None:
    if by_ward is None:
        return None
    return pd.Series([by_ward.get(code, otherwise) for code in codes], index=codes, dtype="float64")


def outlines_of(ward_inputs: WardInputs) -> gpd.GeoSeries:
    """Return the wards' outlines on the index of their codes."""
    wards = ward_inputs.wards.sort_values(schema.WARD_CODE)
    return gpd.GeoSeries(
        wards.geometry.to_numpy(), index=wards[schema.WARD_CODE], crs=ward_inputs.profile.crs
    )


def town_centres_of(profile: ForceProfile) -> pd.DataFrame:
    """Return the middles of the towns in which the force keeps harm spots."""
    towns = [place for place in profile.places if place.harm_spot_town]
    return pd.DataFrame(
        [(place.name, place.easting, place.northing) for place in towns],
        columns=["name", "easting", "northing"],
    )
