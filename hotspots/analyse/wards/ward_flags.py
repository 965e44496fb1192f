"""What to beware of in a ward's rank.

Residents are the wrong denominator where many come who do not live there. Two signs of a town
centre are asked for together: offences a resident are far above the force's, and either the kinds
of offence are those of shops and crowds (shoplifting, theft from the person, bicycle theft), or
the middle of a town in which the force keeps harm spots lies in the ward.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import schema, words
from hotspots.analyse.wards.ward_offences import DISAGREEMENT_SHARE
from hotspots.analyse.wards.ward_params import WardFlagParams
from hotspots.analyse.wards.ward_rates import sums_by_ward, withheld_wards

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.wards.ward_measure_types import WardScene

# Where there are shops and crowds; the categories of data.police.uk, which coded rows have too.
OF_SHOPS_AND_CROWDS: Final = ("Shoplifting", "Theft from the person", "Bicycle theft")
TOWN_CENTRE: Final = "town centre, or a place that many visit"
VISITED: Final = "many come here who do not live here"
SEPARATOR: Final = "; "


def flags_of_wards(
    scene: WardScene,
    *,
    outlines: gpd.GeoSeries,
    counted: pd.Series[bool],
    disagreements: pd.DataFrame,
    town_centres: pd.DataFrame,
    missing: Mapping[str, str],
    params: WardFlagParams,
) -> pd.Series[str]:
    """Return the flags of each ward as text, empty where there is nothing to say.

    Parameters
    ----------
    scene : WardScene
    outlines : GeoSeries
        On the index of ward codes.
    counted : Series of bool
        On the index of the offences: those that harm is of.
    disagreements : DataFrame
        From ``place_offences``.
    town_centres : DataFrame
        ``name``, ``easting``, ``northing`` of the middles of towns with harm spots.
    missing : mapping of str to str
        Ward code → the measures that are not known of it, in words: it is not ranked.
    params : WardFlagParams
    """
    found: dict[str, list[str]] = {str(code): [] for code in scene.wards.index}
    residents = scene.wards[schema.RESIDENTS]
    _add(found, _people(residents))
    _add(found, _town_centres(scene, outlines, town_centres, params))
    _add(found, _few(scene, counted, params.few_offences))
    _add(found, _one_offence(scene, counted, params.largest_offence_share))
    _add(found, _boundaries(disagreements, params.disagreement_share))
    _add(found, {code: f"not ranked, as not known here: {text}" for code, text in missing.items()})
    return pd.Series({code: SEPARATOR.join(flags) for code, flags in found.items()}, dtype="str")


def _add(found: dict[str, list[str]], flags: Mapping[str, str]) -> None:
    for code, flag in flags.items():
        found[code].append(flag)


def _people(residents: pd.Series[float]) -> dict[str, str]:
    if residents.isna().all():
        return {}
    missing = {
        str(code): "boundary changed? the table of residents does not have this ward"
        for code in residents.index[residents.isna()]
    }
    none = {str(code): "no residents" for code in residents.index[residents == 0]}
    return {**missing, **none}


def _town_centres(
    scene: WardScene, outlines: gpd.GeoSeries, towns: pd.DataFrame, params: WardFlagParams
) -> dict[str, str]:
    """Return the wards in which those who come outnumber those who live there."""
    residents = scene.wards[schema.RESIDENTS].fillna(0.0)
    inside = scene.offences[scene.offences[schema.WARD_CODE].notna()]
    wards = inside[schema.WARD_CODE]
    totals = wards.value_counts().reindex(scene.wards.index, fill_value=0)
    crowds = wards[inside[schema.CATEGORY].isin(OF_SHOPS_AND_CROWDS)].value_counts()
    crowds = crowds.reindex(scene.wards.index, fill_value=0)
    if not (residents.sum() and totals.sum()):
        return {}
    times = (totals / residents.where(residents > 0)) / (totals.sum() / residents.sum())
    busy = (times >= params.town_centre_times).fillna(value=False)
    of_crowds = (crowds / totals.clip(lower=1)) > (crowds.sum() / totals.sum())
    points = shapely.points(towns["easting"], towns["northing"]) if len(towns) else np.array([])
    middle = [bool(shapely.intersects(points, outline).any()) for outline in outlines]
    centre = busy & (of_crowds | pd.Series(middle, index=outlines.index))
    visited = ~centre & (times >= params.visited_times).fillna(value=False)
    return {
        str(code): (
            f"{TOWN_CENTRE if centre[code] else VISITED}: {times[code]:.1f} times the force's "
            "offences a resident, so that rates by residents overstate it"
        )
        for code in scene.wards.index[centre | visited]
    }


def _few(scene: WardScene, counted: pd.Series[bool], fewest: int) -> dict[str, str]:
    counts = scene.offences.loc[counted, schema.WARD_CODE].value_counts()
    counts = counts.reindex(scene.wards.index, fill_value=0)
    return {
        str(code): f"few offences: the harm here rests on fewer than {fewest:,}"
        for code, count in counts.items()
        if count < fewest
    }


def _one_offence(scene: WardScene, counted: pd.Series[bool], most: float) -> dict[str, str]:
    """Flag the wards of one grave offence; its exact share would say by its weight what it was."""
    harm = scene.offences.loc[counted, scene.harm_column]
    wards = scene.offences.loc[counted, schema.WARD_CODE]
    total = sums_by_ward(harm, wards, scene)
    share = harm.groupby(wards).max().reindex(total.index) / total.where(total > 0)
    share = share.mask(
        withheld_wards(wards.value_counts().reindex(total.index, fill_value=0), scene)
    )
    return {
        str(code): f"one offence holds more than {words.share(most)} of the harm here"
        for code, each in share.dropna().items()
        if each > most
    }


def _boundaries(disagreements: pd.DataFrame, most: float) -> dict[str, str]:
    shares = disagreements.set_index(schema.WARD_CODE)[DISAGREEMENT_SHARE]
    return {
        str(code): (
            f"boundary: LSOA codes and the outline disagree of {words.share(share)} of the "
            "offences here"
        )
        for code, share in shares.items()
        if share > most
    }
