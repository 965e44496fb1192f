"""What is said about each chosen harm spot: its figures, its hours, its trend, its name."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.spots import harm_spot_words
from hotspots.analyse.spots.harm_spot_ranking import Standing, confidence_in_words
from hotspots.analyse.spots.harm_spot_trend import in_second_half, trend_of
from hotspots.analyse.spots.harm_spot_types import heaviest_types, offence_types, top_offences
from hotspots.analyse.spots.patrollable import NO_SPOT
from hotspots.analyse.temporal import busiest_hours, offence_hours
from hotspots.outlines import extent_m

if TYPE_CHECKING:
    from hotspots.arrays import Bools, Floats, Longs, Objects

M2_PER_KM2: Final = 1_000_000.0

_COLUMN_TYPES: Final = {
    schema.OFFENCES: "int64",
    schema.RANK: "int64",
    schema.DISTRICT_RANK: "int64",
    schema.RANK_LOW: "int64",
    schema.RANK_HIGH: "int64",
    schema.RESTS_ON_ONE_OFFENCE: "bool",
    schema.RESTS_ON_ONE_POINT: "bool",
    **dict.fromkeys(
        (
            schema.OFFENCES_PER_YEAR, schema.HARM_PER_KM2_PER_YEAR,
            schema.SHARE_OF_DISTRICT_HARM, schema.SHARE_OF_FORCE_HARM,
            schema.LARGEST_OFFENCE_SHARE, schema.RANKING_SCORE, schema.TREND_RATIO,
            schema.TOP_SHARE, schema.AREA_M2, schema.EXTENT_M,
        ),
        "float64",
    ),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ChosenSpots:
    """The chosen harm spots, best first, and what was settled about them while choosing.

    Attributes
    ----------
    outlines : array of Polygon, of shape (k,)
    spot_of_offence : array of int, of shape (n,)
        The spot in which each offence lies, -1 for none.
    drawn_ids : array of (str or None), of shape (k,)
        The number of a spot that an analyst drew, None for what the data find.
    districts : array of str, of shape (k,)
    largest_offence_shares : array of shape (k,)
    rest_on_one_offence, rest_on_one_point : array of bool, of shape (k,)
        Why a spot is ranked after the others.
    scores : array of shape (k,)
        Sum of the transformed weights of each spot's offences.
    standing : Standing
    """

    outlines: Objects
    spot_of_offence: Longs
    drawn_ids: Objects
    districts: Objects
    largest_offence_shares: Floats
    rest_on_one_offence: Bools
    rest_on_one_point: Bools
    scores: Floats
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """What the attributes need to know of the run: index, period, places, and its words."""

    index_key: str
    places: pd.DataFrame
    period_years: float
    period: tuple[pd.Timestamp, pd.Timestamp]
    offence_names: Mapping[str, str]
    label: str


def describe(offences: gpd.GeoDataFrame, spots: ChosenSpots, run: RunFacts) -> gpd.GeoDataFrame:
    """Return the table of harm spots with every column of ``HARM_SPOT_COLUMNS``.

    Parameters
    ----------
    offences : GeoDataFrame
        The whole selection, also what lies in no spot; in an order of its own.

    Returns
    -------
    GeoDataFrame
        One row a spot, best first, and one ``harm_…`` column for each one of the offences.
    """
    count = len(spots.outlines)
    columns: dict[str, Any] = {
        schema.SPOT_ID: numbered(spots.drawn_ids),
        schema.RANK: np.arange(1, count + 1),
        schema.DISTRICT: spots.districts,
        schema.DISTRICT_RANK: pd.Series(spots.districts).groupby(spots.districts).cumcount() + 1,
        schema.AREA_M2: shapely.area(spots.outlines),
        schema.EXTENT_M: [extent_m(shapely.get_coordinates(outline)) for outline in spots.outlines],
        schema.RANKING_SCORE: spots.scores,
        schema.LARGEST_OFFENCE_SHARE: spots.largest_offence_shares,
        schema.RESTS_ON_ONE_OFFENCE: spots.rest_on_one_offence,
        schema.RESTS_ON_ONE_POINT: spots.rest_on_one_point,
        schema.TOP_SHARE: spots.standing.share_selected,
        # However firmly the outline was chosen: where its offences were is not known.
        schema.CONFIDENCE: [
            confidence_in_words(share)
            for share in np.where(spots.rest_on_one_point, 0.0, spots.standing.share_selected)
        ],
        schema.RANK_LOW: spots.standing.rank_low,
        schema.RANK_HIGH: spots.standing.rank_high,
    }
    columns |= _figures(offences, spots, run, columns[schema.AREA_M2])
    columns |= _hours(offences, spots)
    columns |= _trends(offences, spots, run.period)
    columns |= _names(offences, spots, run.places)
    types = offence_types(offences, run.offence_names)
    columns[schema.TOP_OFFENCES] = [
        top_offences(types[spots.spot_of_offence == spot]) for spot in range(count)
    ]
    weights = offences[schema.harm_column(run.index_key)]
    columns[schema.WHY] = _reasons(columns, spots, run, types, weights)
    return _table(columns, spots.outlines, offences.crs)


def _table(columns: dict[str, Any], outlines: Objects, crs: object) -> gpd.GeoDataFrame:
    harms = [name for name in columns if name not in schema.HARM_SPOT_COLUMNS]
    ordered = [
        *(name for name in schema.HARM_SPOT_COLUMNS if name != schema.GEOMETRY),
        *sorted(harms),
    ]
    table = {
        name: pd.Series(
            columns[name], dtype="float64" if name in harms else _COLUMN_TYPES.get(name, "str")
        )
        for name in ordered
    }
    return gpd.GeoDataFrame(table, geometry=list(outlines), crs=crs)


def _sums(values: Floats, spot_of_offence: Longs, count: int) -> Floats:
    """Return the sum of the offences' values in each spot; a missing value adds nothing."""
    held = (spot_of_offence >= 0) & np.isfinite(values)
    # Of no offences at all numpy counts whole numbers.
    sums = np.bincount(spot_of_offence[held], weights=values[held], minlength=count)
    return sums.astype(np.float64)


def _figures(
    offences: gpd.GeoDataFrame, spots: ChosenSpots, run: RunFacts, areas_m2: Floats
) -> dict[str, Any]:
    count = len(spots.outlines)
    spot = spots.spot_of_offence
    number = np.bincount(spot[spot >= 0], minlength=count)
    harm_columns = [name for name in offences.columns if _is_harm_column(offences, name)]
    sums = {name: _sums(offences[name].to_numpy(float), spot, count) for name in harm_columns}
    harm = offences[schema.harm_column(run.index_key)].fillna(0.0)
    at_home = spot != NO_SPOT
    at_home[at_home] = (
        offences[schema.DISTRICT].to_numpy()[at_home] == spots.districts[spot[at_home]]
    )
    in_own = np.where(at_home, spot, NO_SPOT)
    of_district = (
        harm.groupby(offences[schema.DISTRICT]).sum().reindex(spots.districts).to_numpy(float)
    )
    return sums | {
        schema.OFFENCES: number,
        schema.OFFENCES_PER_YEAR: number / run.period_years,
        schema.HARM_PER_KM2_PER_YEAR: sums[schema.harm_column(run.index_key)]
        / (areas_m2 / M2_PER_KM2)
        / run.period_years,
        schema.SHARE_OF_DISTRICT_HARM: _share(_sums(harm.to_numpy(), in_own, count), of_district),
        schema.SHARE_OF_FORCE_HARM: _share(_sums(harm.to_numpy(), spot, count), harm.sum()),
    }


def _is_harm_column(offences: gpd.GeoDataFrame, name: str) -> bool:
    """Say whether a column holds weights, not where they came from (``harm_basis_…``)."""
    return name.startswith(schema.harm_column("")) and pd.api.types.is_numeric_dtype(offences[name])


def _share(part: Floats, whole: Floats | float) -> Floats:
    """Return part over whole; 0 where there is no harm at all (or no whole) to have a share of."""
    whole = np.broadcast_to(np.nan_to_num(np.asarray(whole, dtype=float)), part.shape)
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _hours(offences: gpd.GeoDataFrame, spots: ChosenSpots) -> dict[str, Any]:
    """Return the hour × weekday weights and the busiest hours, missing where no time is known."""
    weeks = offence_hours(offences).profiles(spots.spot_of_offence, len(spots.outlines))
    known = [bool(week.sum() > 0) for week in weeks]
    return {
        schema.HOUR_BY_WEEKDAY: [
            json.dumps(week.round(2).tolist()) if is_known else None
            for week, is_known in zip(weeks, known, strict=True)
        ],
        schema.BUSIEST: [
            (busiest_hours(week) or None) if is_known else None
            for week, is_known in zip(weeks, known, strict=True)
        ],
    }


def _trends(
    offences: gpd.GeoDataFrame,
    spots: ChosenSpots,
    period: tuple[pd.Timestamp, pd.Timestamp],
) -> dict[str, Any]:
    """Count each spot's offences in either half of the period, and the rest of the force's."""
    late = in_second_half(offences, period)
    halves = np.zeros((len(spots.outlines), 2), dtype=np.int64)
    dated = late.notna().to_numpy()
    held = dated & (spots.spot_of_offence >= 0)
    half = late.fillna(value=False).to_numpy(dtype=np.int64)
    np.add.at(halves, (spots.spot_of_offence[held], half[held]), 1)
    force = np.bincount(half[dated], minlength=2)
    found = [
        trend_of(own[0], own[1], rest[0], rest[1])
        for own, rest in zip(halves.tolist(), (force - halves).tolist(), strict=True)
    ]
    return {
        schema.TREND: [word for word, _ in found],
        schema.TREND_RATIO: [ratio for _, ratio in found],
    }


def _names(offences: gpd.GeoDataFrame, spots: ChosenSpots, places: pd.DataFrame) -> dict[str, Any]:
    centres = shapely.get_coordinates(shapely.centroid(spots.outlines))
    towns = _nearest_places(centres, places)
    known = {
        text: harm_spot_words.street_of(text)
        for text in offences[schema.LOCATION].dropna().unique()
    }
    named = offences[schema.LOCATION].map(known)
    found = [
        harm_spot_words.most_named_street(named[spots.spot_of_offence == spot])
        for spot in range(len(spots.outlines))
    ]
    names = [
        harm_spot_words.spot_name(street, town, generic=generic)
        for (street, generic), town in zip(found, towns, strict=True)
    ]
    return {
        schema.SPOT_NAME: harm_spot_words.distinct_names(names, centres[:, 0], centres[:, 1]),
        schema.STREET: [street for street, _ in found],
        schema.TOWN: towns,
    }


def _nearest_places(points: Floats, places: pd.DataFrame) -> list[str | None]:
    if places.empty:
        return [None] * len(points)
    centres = places[["easting", "northing"]].to_numpy(dtype=np.float64)
    apart_m = np.hypot(*(points[:, np.newaxis] - centres[np.newaxis]).transpose(2, 0, 1))
    return [str(name) for name in places["name"].to_numpy()[apart_m.argmin(axis=1)]]


def _reasons(
    columns: Mapping[str, Any],
    spots: ChosenSpots,
    run: RunFacts,
    types: pd.Series[str],
    weights: pd.Series[float],
) -> list[str]:
    reasons = []
    for spot in range(len(spots.outlines)):
        held = spots.spot_of_offence == spot
        facts = harm_spot_words.SpotFacts(
            rank=spot + 1,
            spots=len(spots.outlines),
            offences=int(columns[schema.OFFENCES][spot]),
            label=run.label,
            period=run.period,
            share_of_district_harm=float(columns[schema.SHARE_OF_DISTRICT_HARM][spot]),
            extent_m=float(columns[schema.EXTENT_M][spot]),
            busiest=columns[schema.BUSIEST][spot],
            heaviest=heaviest_types(types[held], weights[held]),
            largest_offence_share=float(spots.largest_offence_shares[spot]),
            rests_on_one_offence=bool(spots.rest_on_one_offence[spot]),
            rests_on_one_point=bool(spots.rest_on_one_point[spot]),
        )
        reasons.append(harm_spot_words.reason_for_rank(facts))
    return reasons


def numbered(ids: Iterable[object], *, taken: Collection[str] = ()) -> list[str]:
    """Return the spots' numbers: their own where they have one, else the next that is free.

    Parameters
    ----------
    ids : iterable of (str or None)
        Best first.
    taken : collection of str
        Numbers that are not given again.

    Examples
    --------
    >>> numbered([None, "S001", None], taken=["S003"])
    ['S002', 'S001', 'S004']
    """
    ids = list(ids)
    used = {*taken, *(str(own) for own in ids if own is not None)}
    free = (each for each in (f"S{number:03d}" for number in count(1)) if each not in used)
    return [next(free) if own is None else str(own) for own in ids]
