"""The harm spots that could be chosen: where offences crowd, in pieces that can be walked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pandas as pd
import shapely

from hotspots import care
from hotspots.analyse.spots import patrollable
from hotspots.analyse.spots.grid_dbscan import dbscan_labels
from hotspots.analyse.spots.harm_spot_params import OUTLINE_MARGIN_M, HarmSpotParams
from hotspots.schema import DISTRICT

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs, Objects


@dataclass(frozen=True, kw_only=True)
class CrowdedPlaces:
    """Every spot that could be chosen, ties in rank resolved by their order.

    ``drawn_ids`` names those whose outline an analyst drew, and is None for what the data find.
    """

    outlines: Objects
    spot_of_offence: Longs
    districts: Objects
    largest_offence_shares: Floats
    drawn_ids: Objects


class DrawsPlaces(Protocol):
    """Finds the places that could be chosen, among offences in an order of their own."""

    def __call__(
        self,
        offences: gpd.GeoDataFrame,
        weights: Floats,
        harm: Floats,
        params: HarmSpotParams,
        districts: gpd.GeoDataFrame,
    ) -> CrowdedPlaces:
        """Return them; ``weights`` are transformed, ``harm`` is as it is."""


def crowded_places(
    offences: gpd.GeoDataFrame,
    weights: Floats,
    harm: Floats,
    params: HarmSpotParams,
    districts: gpd.GeoDataFrame,
) -> CrowdedPlaces:
    """Find where offences crowd, divide it until it can be walked, and draw it."""
    positions = offences.geometry.to_numpy()
    points, place_of_offence = _collapse(shapely.get_x(positions), shapely.get_y(positions))
    places = patrollable.Places(
        points=points,
        offences=np.bincount(place_of_offence, minlength=len(points)),
        weights=np.bincount(place_of_offence, weights=weights, minlength=len(points)).astype(float),
    )
    labels = dbscan_labels(points, places.offences, eps_m=params.eps_m, least=params.min_offences)
    groups = patrollable.divide_until_they_fit(
        places, labels, max_extent_m=params.members_extent_m, min_offences=params.min_offences
    )
    outlines, outline_of_place = patrollable.draw_outlines(
        places,
        groups,
        margin_m=OUTLINE_MARGIN_M,
        min_offences=params.min_offences,
        corners=care.corners_of(points, place_of_offence, offences),
    )
    return places_in_order(
        offences,
        harm,
        outline_of_place[place_of_offence],
        outlines,
        np.full(len(outlines), None, dtype=object),
        districts,
    )


def without_lone_places(
    crowded: CrowdedPlaces, offences: gpd.GeoDataFrame
) -> tuple[CrowdedPlaces, int]:
    """Return the places that may be shown, and how many may not: see ``care.may_be_shown``.

    What an analyst drew stays: it is no finding of the data.
    """
    spots = len(crowded.outlines)
    drawn = np.array([drawn is not None for drawn in crowded.drawn_ids], dtype=np.bool_)
    shown = care.may_be_shown(offences, crowded.spot_of_offence, spots) | drawn
    if shown.all():
        return crowded, 0
    kept = np.flatnonzero(shown)
    spot_of_offence, outlines = renumbered(crowded.spot_of_offence, kept, crowded.outlines)
    left = CrowdedPlaces(
        outlines=outlines,
        spot_of_offence=spot_of_offence,
        districts=crowded.districts[kept],
        largest_offence_shares=crowded.largest_offence_shares[kept],
        drawn_ids=crowded.drawn_ids[kept],
    )
    return left, spots - len(kept)


def places_in_order(
    offences: gpd.GeoDataFrame,
    harm: Floats,
    spot: Longs,
    outlines: Objects,
    drawn_ids: Objects,
    districts: gpd.GeoDataFrame,
) -> CrowdedPlaces:
    """Return the places, more offences first, then from the west, then from the south.

    Parameters
    ----------
    offences : GeoDataFrame
    harm : array of shape (n,)
        Of each offence, untransformed; may be missing.
    spot : array of int, of shape (n,)
        The outline in which each offence lies, -1 for none.
    outlines, drawn_ids : array of shape (k,)
        See ``CrowdedPlaces``.
    districts : GeoDataFrame
    """
    number = np.bincount(spot[spot >= 0], minlength=len(outlines))
    centres = shapely.get_coordinates(shapely.centroid(outlines))
    order = np.lexsort((centres[:, 1], centres[:, 0], -number))
    spot, outlines = renumbered(spot, order, outlines)
    return CrowdedPlaces(
        outlines=outlines,
        spot_of_offence=spot,
        districts=_districts_of(offences, spot, outlines, districts),
        largest_offence_shares=_largest_shares(harm, spot, len(outlines)),
        drawn_ids=drawn_ids[order],
    )


def renumbered(spot: Longs, kept: Longs, outlines: Objects) -> tuple[Longs, Objects]:
    """Keep some spots, in this order: the offences of the others lie in no spot."""
    # The last entry answers for NO_SPOT, which is -1.
    new = np.full(len(outlines) + 1, patrollable.NO_SPOT, dtype=np.int64)
    new[kept] = np.arange(len(kept))
    return new[spot], outlines[kept]


def _largest_shares(harm: Floats, spot: Longs, count: int) -> Floats:
    """Return the share of each spot's harm that its gravest offence holds; 0 without any harm."""
    held = (spot >= 0) & np.isfinite(harm)
    total = np.bincount(spot[held], weights=harm[held], minlength=count)
    largest = np.zeros(count)
    np.maximum.at(largest, spot[held], harm[held])
    return np.divide(largest, total, out=np.zeros(count), where=total > 0)


def _districts_of(
    offences: gpd.GeoDataFrame,
    spot: Longs,
    outlines: Objects,
    districts: gpd.GeoDataFrame,
) -> Objects:
    """Return the district that holds most of each spot's offences, else the nearest by outline."""
    held = pd.DataFrame({"spot": spot, "district": offences[DISTRICT].to_numpy()})[spot >= 0]
    counts = held.groupby(["spot", "district"]).size().reset_index(name="number")
    most = counts.sort_values(["spot", "number", "district"], ascending=[True, False, True])
    found = most.drop_duplicates("spot").set_index("spot")["district"]
    named = found.reindex(range(len(outlines))).to_numpy(dtype=object, copy=True)
    for number in np.flatnonzero(pd.isna(named)):
        apart_m = shapely.distance(districts.geometry.to_numpy(), outlines[number])
        named[number] = districts[DISTRICT].iloc[int(apart_m.argmin())]
    return named


def cluster_labels(
    eastings: Floats,
    northings: Floats,
    *,
    eps_m: float,
    min_offences: int,
) -> Longs:
    """Return DBSCAN's cluster of each offence, from 0 on in the order of the rows; -1 is none.

    Offences on one point are first put together as one place that weighs their number. The labels
    are exactly those of a run over every row, without the memory that such a run takes where a
    published point holds hundreds of offences.

    Parameters
    ----------
    eastings, northings : array of shape (n,)
        Metres; no missing values.
    eps_m : float
        Reach: two offences this far apart, or nearer, are neighbours.
    min_offences : int
        Offences within reach (itself included) that make a core.

    Examples
    --------
    >>> cluster_labels(np.array([0.0, 0, 10, 900]), np.zeros(4), eps_m=50, min_offences=3)
    array([ 0,  0,  0, -1])
    """
    points, place_of_offence = _collapse(eastings, northings)
    counts = np.bincount(place_of_offence, minlength=len(points))
    # A place on the edge of two clusters goes to the one whose first core comes first. Places in
    # order of first appearance keep that rule, and with it the very labels of the full run.
    return dbscan_labels(points, counts, eps_m=eps_m, least=min_offences)[place_of_offence]


def _collapse(eastings: Floats, northings: Floats) -> tuple[Floats, Longs]:
    """Return each distinct point once, in order of first appearance, and each offence's point."""
    offences = pd.DataFrame({"easting": eastings, "northing": northings})
    by_point = offences.groupby(["easting", "northing"], sort=False)
    points = np.asarray(offences.drop_duplicates(), dtype=np.float64)
    return points, np.asarray(by_point.ngroup(), dtype=np.int64)
