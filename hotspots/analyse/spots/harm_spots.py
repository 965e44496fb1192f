"""Harm spots: the small places, each of which two officers can walk, where most harm is done.

DBSCAN finds where offences crowd; what it finds is divided until each part can be walked
(``patrollable``), ranked and chosen (``harm_spot_ranking``), described (``harm_spot_attributes``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.analyse.spots import harm_spot_ranking
from hotspots.analyse.spots.edited_places import with_edits
from hotspots.analyse.spots.harm_spot_attributes import ChosenSpots, RunFacts, describe
from hotspots.analyse.spots.harm_spot_candidates import (
    CrowdedPlaces,
    DrawsPlaces,
    cluster_labels,
    crowded_places,
    renumbered,
    without_lone_places,
)
from hotspots.analyse.spots.harm_spot_params import MOSTLY_INSIDE, HarmSpotParams
from hotspots.analyse.weight_transform import WeightTransform, transform_weights
from hotspots.crs import same_system
from hotspots.errors import CoordinateError, NoRowsError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from hotspots.analyse.spots.standing_edits import StandingEdits
    from hotspots.arrays import Bools, Floats

__all__ = ["HarmSpotParams", "WeightTransform", "cluster_labels", "find_harm_spots"]

# Of a spot's offences: where more lie on a point that may be a default, the place is in doubt.
MOST_ON_ONE_POINT: Final = 0.5


def find_harm_spots(  # noqa: PLR0913 - the study hands over all that it knows of the run
    offences: gpd.GeoDataFrame,
    *,
    index_key: str,
    params: HarmSpotParams,
    districts: gpd.GeoDataFrame,
    places: pd.DataFrame,
    period_years: float,
    period: tuple[pd.Timestamp, pd.Timestamp],
    seed: int,
    offence_names: Mapping[str, str] | None = None,
    selection_label: str = "",
    edits: StandingEdits | None = None,
    mostly_inside: float = MOSTLY_INSIDE,
    full_points: Sequence[tuple[float, float]] = (),
    draw: DrawsPlaces = crowded_places,
) -> gpd.GeoDataFrame:
    """Find, rank, choose and describe the harm spots of a selection of offences.

    Parameters
    ----------
    offences : GeoDataFrame
        The selection (say street violence, without what police activity discovers): points in
        metres, with the columns of ``schema.SPOT_OFFENCE_COLUMNS`` and one ``harm_{key}`` column
        for each index. A missing weight counts as an offence and adds no harm.
    index_key : str
        The index that ranks, for example ``css``.
    params : HarmSpotParams
    districts : GeoDataFrame
        The policing districts, in the same system; together they are the study area.
    places : DataFrame
        ``name``, ``easting``, ``northing`` of towns; may be empty.
    period_years : float
        Length of the period, for figures a year.
    period : (Timestamp, Timestamp)
        Its start and end, for the trend.
    seed : int
        Of the bootstrap.
    offence_names : mapping of str to str, optional
        Offence code to what it is called; without it the category is used.
    selection_label : str, optional
        The selection in the sentence: "street violence" makes "142 offences of street violence".
    edits : StandingEdits, optional
        What analysts changed. A spot that they drew is always among the chosen, with its own
        ``spot_id``, and takes its part of ``count``; what they vetoed never is, and the next best
        takes its place.
    mostly_inside : float
        How much of a place must lie on vetoed ground for it to be the vetoed place: see
        ``SpotIdentityParams``.
    full_points : sequence of (easting, northing)
        Whole metres, of points that hold far more offences of every kind than any other. A spot
        most of whose offences lie on them says so and is ranked after the others: they may stand
        for places that were not known.
    draw : DrawsPlaces, optional
        How the candidate places are found and drawn: hulls around where offences crowd, or
        stretches of street (``analyse.streets.harm_streets``).

    Returns
    -------
    GeoDataFrame
        One row a harm spot, best first, with ``schema.HARM_SPOT_COLUMNS``; a ``harm_{key}`` column
        (sum of the weights as they are, not transformed) for each index. No rows, and all the
        columns, where nothing is dense enough. The figures of a spot are those of the offences
        inside its outline, all of them but the sensitive ones (``care.sensitive``), of which no
        spot is made. ``attrs["withheld"]`` is how many places may not be shown, since they rest on
        too few addresses (``care.may_be_shown``). No two outlines overlap; none is wider than
        ``max_extent_m``, but for one that an analyst drew.

    Raises
    ------
    MissingColumnError, CoordinateError, InputError
        When a table is not what it should be.
    ParameterError
        When the period has no length.

    Notes
    -----
    - The order of the rows changes nothing. Moving the town moves the spots. Turning it turns them,
      but for places that DBSCAN could give to either of two clusters, and for ties.
    - Ties in rank go to more offences, then to the westernmost, then to the southernmost.
    - ``rank_low`` and ``rank_high`` count among all candidate spots of the force; where spots are
      chosen per district, among the chosen ones, as ``rank`` does.
    - A spot's share of its district's harm leaves out what lies across the district's border.
    - The spots are drawn around the peaks of the very period they are judged on. Judge them on
      a later one: some of what makes a peak is chance, and will not be there again.

    References
    ----------
    Ester, Kriegel, Sander & Xu (1996), A density-based algorithm for discovering clusters.
    """
    _require_usable(offences, index_key, districts, period_years, period)
    ordered = in_canonical_order(offences[~care.sensitive(offences)])
    harm = ordered[schema.harm_column(index_key)].to_numpy(dtype=np.float64)
    weights = np.nan_to_num(
        np.asarray(
            transform_weights(ordered[schema.harm_column(index_key)], params.transform, params.cap)
        )
    )
    crowded = draw(ordered, weights, harm, params, districts)
    if edits is not None:
        crowded = with_edits(
            crowded,
            edits,
            offences=ordered,
            weights=weights,
            harm=harm,
            min_offences=params.min_offences,
            mostly_inside=mostly_inside,
            districts=districts,
        )
    crowded, withheld = without_lone_places(crowded, ordered)
    on_one_point = _rest_on_points(ordered, crowded, full_points)
    one_offence = crowded.largest_offence_shares > params.largest_offence_guard
    candidates = _candidates(
        crowded, weights, params, districts, set_back=one_offence | on_one_point
    )
    chosen = _choose(crowded, candidates, on_one_point, weights, params, seed)
    run = RunFacts(
        index_key=index_key,
        places=places,
        period_years=period_years,
        period=period,
        offence_names=offence_names or {},
        label=selection_label,
    )
    spots = schema.validate_harm_spots(describe(ordered, chosen, run))
    spots.attrs[schema.WITHHELD] = withheld
    return spots


def _require_usable(
    offences: gpd.GeoDataFrame,
    index_key: str,
    districts: gpd.GeoDataFrame,
    period_years: float,
    period: tuple[pd.Timestamp, pd.Timestamp],
) -> None:
    schema.validate_spot_offences(offences, (schema.harm_column(index_key),))
    schema.validate_districts(districts)
    if districts.empty:
        raise NoRowsError("There are no policing districts; harm spots need at least one.")
    if not same_system(offences.crs, districts.crs):
        raise CoordinateError(
            f"The offences are in {offences.crs.to_string()} and the districts in "
            f"{districts.crs.to_string()}. Bring both to the force's system first."
        )
    if not period_years > 0 or not pd.Timestamp(period[1]) > pd.Timestamp(period[0]):
        raise ParameterError(
            f"The period must have a length: from {period[0]} to {period[1]}, "
            f"{period_years} years. Give its start, and an end after it."
        )


def in_canonical_order(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the offences in an order that does not depend on how the rows came.

    Rows that are alike in all these columns are alike in everything that is computed here.
    """
    harms = sorted(name for name in offences.columns if name.startswith(schema.harm_column("")))
    keys = [
        schema.OFFENCE_CODE,
        schema.CATEGORY,
        schema.FROM_TIME,
        schema.TO_TIME,
        schema.TIME_PRECISION,
        schema.LOCATION,
        schema.DISTRICT,
    ]
    points = offences.geometry
    # As sort_values does it, without the two copies of the table that it makes.
    ranks = [_ranks(points.x), _ranks(points.y)]
    ranks += [_ranks(offences[name]) for name in (*harms, *keys, schema.OFFENCE_ID)]
    order = np.lexsort(ranks[::-1])
    return offences.iloc[order].reset_index(drop=True)


def _ranks(column: pd.Series) -> NDArray[np.int32]:
    """Return the place of each value among the different ones; what is missing stands last."""
    codes, distinct = pd.factorize(column, sort=True)
    return np.where(codes < 0, len(distinct), codes).astype(np.int32)


def _candidates(
    crowded: CrowdedPlaces,
    weights: Floats,
    params: HarmSpotParams,
    districts: gpd.GeoDataFrame,
    *,
    set_back: Bools,
) -> harm_spot_ranking.Candidates:
    """Say what each spot weighs and costs, and what there is to spend on spots."""
    count = len(crowded.outlines)
    held = crowded.spot_of_offence >= 0
    areas_m2 = districts.geometry.area.groupby(districts[schema.DISTRICT]).sum()
    known = pd.Index(areas_m2.index.union(pd.unique(crowded.districts)))
    areas_m2 = areas_m2.reindex(known, fill_value=0.0).to_numpy(dtype=np.float64)
    groups = known.get_indexer(crowded.districts).astype(np.int64)
    if params.count_per == "force":
        areas_m2, groups = areas_m2.sum(keepdims=True), np.zeros(count, dtype=np.int64)
    by_area = params.share_of_area is not None
    return harm_spot_ranking.Candidates(
        weights=np.bincount(
            crowded.spot_of_offence[held], weights=weights[held], minlength=count
        ).astype(np.float64),
        set_back=set_back,
        costs=shapely.area(crowded.outlines) if by_area else np.ones(count),
        groups=groups,
        budgets=(
            params.share_of_area * areas_m2
            if params.share_of_area is not None
            else np.full(len(areas_m2), float(params.count))
        ),
        drawn=np.array([drawn is not None for drawn in crowded.drawn_ids], dtype=np.bool_),
    )


def _rest_on_points(
    offences: gpd.GeoDataFrame, crowded: CrowdedPlaces, points: Sequence[tuple[float, float]]
) -> Bools:
    """Say of which spots most offences lie on one of the points."""
    spots = len(crowded.outlines)
    if not points:
        return np.zeros(spots, dtype=np.bool_)
    own = np.column_stack([offences.geometry.x.round(), offences.geometry.y.round()])
    on_point = (own[:, np.newaxis] == np.asarray(points)[np.newaxis]).all(axis=2).any(axis=1)
    spot = crowded.spot_of_offence
    held = np.bincount(spot[spot >= 0], minlength=spots)
    there = np.bincount(spot[(spot >= 0) & on_point], minlength=spots)
    return np.asarray(there > MOST_ON_ONE_POINT * held)


def _choose(
    crowded: CrowdedPlaces,
    candidates: harm_spot_ranking.Candidates,
    on_one_point: Bools,
    weights: Floats,
    params: HarmSpotParams,
    seed: int,
) -> ChosenSpots:
    """Rank the candidates, keep the best, and say how firmly each was chosen."""
    order, chosen = harm_spot_ranking.rank_and_choose(candidates)
    kept = order[chosen[order]]
    standing = harm_spot_ranking.resampled_standing(
        candidates,
        weights,
        crowded.spot_of_offence,
        min_offences=params.min_offences,
        resamples=params.resamples,
        ranked_among=np.ones_like(chosen) if params.count_per == "force" else chosen,
        seed=seed,
    )
    spot_of_offence, outlines = renumbered(crowded.spot_of_offence, kept, crowded.outlines)
    return ChosenSpots(
        outlines=outlines,
        spot_of_offence=spot_of_offence,
        drawn_ids=crowded.drawn_ids[kept],
        districts=crowded.districts[kept],
        largest_offence_shares=crowded.largest_offence_shares[kept],
        rest_on_one_offence=crowded.largest_offence_shares[kept] > params.largest_offence_guard,
        rest_on_one_point=on_one_point[kept],
        scores=candidates.weights[kept],
        standing=harm_spot_ranking.Standing(
            share_selected=standing.share_selected[kept],
            rank_low=standing.rank_low[kept],
            rank_high=standing.rank_high[kept],
        ),
    )
