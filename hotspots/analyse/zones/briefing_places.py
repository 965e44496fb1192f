"""Where and when to brief: the streets with most harm to people in public, and their hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.spots.harm_spot_words import GENERIC_PLACES, street_of
from hotspots.analyse.temporal import busiest_hours, offence_hours

if TYPE_CHECKING:
    import geopandas as gpd

MOST_PLACES: Final = 5
# Categories of data.police.uk in which somebody is harmed or threatened face to face.
PEOPLE_FACING: Final = (
    "Violence and sexual offences",
    "Robbery",
    "Theft from the person",
    "Public order",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class BriefingPlaces:
    """Where people are harmed in public.

    Attributes
    ----------
    streets : DataFrame
        ``schema.BRIEFING_COLUMNS``, the most harm first, at most five; the hours are empty where
        too few offences have one.
    busiest : str
        The hours of the whole zone, likewise.
    """

    streets: pd.DataFrame
    busiest: str


def briefing_places(offences: gpd.GeoDataFrame, *, harm_column: str, fewest: int) -> BriefingPlaces:
    """Return the streets of a zone with most harm to people in public, and when it is done.

    Parameters
    ----------
    offences : GeoDataFrame
        Those in the zone and the period, weighed.
    harm_column : str
    fewest : int
        ``care.fewest_of`` the force's offences.

    Notes
    -----
    In public is what is known to be in no dwelling, and what was published at a public point. A
    street is named where five such offences lie at three places, or all are known to be in public.
    """
    facing = offences[schema.CATEGORY].isin(PEOPLE_FACING) & care.in_public(offences)
    told = offences[facing & ~care.sensitive(offences)]
    known = {text: street_of(text) for text in told[schema.LOCATION].dropna().unique()}
    streets = told[schema.LOCATION].map(known)
    streets = streets.mask(streets.str.lower().isin(GENERIC_PLACES))
    shown = told[care.at_shown_places(told, streets)]
    rows = [
        (street, len(own), _busiest(own), float(np.sort(own[harm_column].fillna(0.0)).sum()))
        for street, own in shown.groupby(streets[shown.index], sort=True)
    ]
    table = pd.DataFrame(rows, columns=[*schema.BRIEFING_COLUMNS, schema.HARM])
    ordered = table.sort_values(
        [schema.HARM, schema.OFFENCES, schema.STREET], ascending=[False, False, True]
    ).head(MOST_PLACES)
    counts = ordered[schema.OFFENCES].to_numpy(np.float64)
    told_counts = counts if fewest <= 1 else care.to_nearest_five(counts)
    return BriefingPlaces(
        streets=ordered.assign(**{schema.OFFENCES: told_counts.astype(np.int64)})[
            list(schema.BRIEFING_COLUMNS)
        ].reset_index(drop=True),
        busiest=_busiest(told),
    )


def _busiest(offences: gpd.GeoDataFrame) -> str:
    return busiest_hours(offence_hours(offences).profile()) if len(offences) else ""
