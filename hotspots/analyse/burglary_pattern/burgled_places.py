"""Streets and series of burglaries of homes, as places that may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.spatial.distance import pdist

from hotspots import care, schema
from hotspots.analyse.burglary_pattern.told_kinds import one_method
from hotspots.analyse.spots.harm_spot_words import GENERIC_PLACES, street_of

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.analyse.burglary_pattern.series import FoundSeries


def burgled_streets(burglaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the streets of most burglaries that may be shown.

    Parameters
    ----------
    burglaries : GeoDataFrame
        ``location``, ``district``, ``offence_code`` and points in metres.

    Returns
    -------
    DataFrame
        ``schema.STREET_COUNT_COLUMNS``, the most first: streets with five or more at three places
        or more, told to the nearest five, unless all is public.
    """
    streets = _streets(burglaries)
    # A High Street of one district is not that of another.
    named = streets.str.cat(burglaries[schema.DISTRICT].astype("str"), sep="|")
    own = burglaries[care.at_shown_places(burglaries, named)]
    counts: pd.DataFrame = (
        own.assign(**{schema.STREET: streets[own.index]})
        .groupby([schema.STREET, schema.DISTRICT], sort=True, observed=True)
        .size()
        .rename(schema.OFFENCES)
        .reset_index()
    )
    counts[schema.OFFENCES] = _as_told(counts[schema.OFFENCES], burglaries)
    counts = counts.sort_values(
        [schema.OFFENCES, schema.STREET], ascending=[False, True], ignore_index=True
    )
    return counts[list(schema.STREET_COUNT_COLUMNS)]


def places_of_series(
    burglaries: gpd.GeoDataFrame, found: FoundSeries, dates: pd.Series, methods: pd.Series | None
) -> tuple[pd.DataFrame, int]:
    """Return the series that may be shown, the clearest first, and how many may not.

    Parameters
    ----------
    burglaries : GeoDataFrame
        As of ``burgled_streets``, with ``ward_name``.
    found : FoundSeries
    dates : Series
    methods : Series of str, optional
        The method of entry, as told.

    Returns
    -------
    (DataFrame, int)
        ``schema.SERIES_COLUMNS``. A series is called by the street that may be named and holds
        most of it, else by its ward, else by its district.
    """
    may = care.may_be_shown(burglaries, found.series, found.number)
    streets = _streets(burglaries)
    rows = []
    for each in np.flatnonzero(may):
        own = found.series == each
        members, when = burglaries[own], dates[own]
        rows.append(
            (
                _called(members, streets[own]),
                members[schema.DISTRICT].mode().iloc[0],
                len(members),
                round(found.expected[each], 1),
                found.p_value[each],
                when.min().normalize(),
                when.max().normalize(),
                _reach(members),
                None if methods is None else one_method(methods[own], care.FEWEST_COUNTED),
            )
        )
    table = pd.DataFrame(rows, columns=list(schema.SERIES_COLUMNS[1:]))
    table.insert(0, schema.SERIES_ID, [f"S{at}" for at in range(1, len(table) + 1)])
    return table, int((~may).sum())


def _streets(burglaries: gpd.GeoDataFrame) -> pd.Series[str]:
    locations = burglaries[schema.LOCATION]
    streets = locations.map({text: street_of(text) for text in locations.dropna().unique()})
    named: pd.Series[str] = streets.mask(streets.str.lower().isin(GENERIC_PLACES)).astype("object")
    return named


def _called(members: gpd.GeoDataFrame, streets: pd.Series[str]) -> str:
    shown = streets[care.at_shown_places(members, streets)]
    if len(shown):
        return str(shown.mode().iloc[0])
    wards = members[schema.WARD_NAME].dropna()
    named = wards if len(wards) else members[schema.DISTRICT].dropna()
    return str(named.mode().iloc[0]) if len(named) else "Not known"


def _reach(members: gpd.GeoDataFrame) -> float:
    """Return how far apart a series' places lie, in steps of a square of care's, rounded up."""
    points = np.column_stack([members.geometry.x, members.geometry.y])
    furthest = float(pdist(points).max(initial=0.0))
    return float(max(np.ceil(furthest / care.SQUARE_M), 1.0) * care.SQUARE_M)


def _as_told(counts: pd.Series[int], burglaries: pd.DataFrame) -> pd.Series[float]:
    number = counts.astype("float64")
    if care.fewest_of(burglaries) == 1:
        return number
    return pd.Series(care.to_nearest_five(number), index=counts.index)
