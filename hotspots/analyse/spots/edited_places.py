"""An analyst's edits laid over the places that the data find, before any of them is chosen.

An outline that was drawn takes its ground and its offences; what the data find there is cut back,
and falls away where too little is left. Vetoed ground stays empty, and so does the ground that a
spot was moved away from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.analyse.spots.harm_spot_candidates import CrowdedPlaces, places_in_order
from hotspots.analyse.spots.patrollable import NO_SPOT, Places, cut_back
from hotspots.outlines import share_covered

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.spots.standing_edits import StandingEdits
    from hotspots.arrays import Floats, Longs


@dataclass(frozen=True, kw_only=True)
class EditedPlace:
    """One place while edits are laid over it: its outline, its offences, and who drew it."""

    outline: BaseGeometry
    offences: Longs
    drawn_id: str | None = None


def with_edits(
    crowded: CrowdedPlaces,
    edits: StandingEdits,
    *,
    offences: gpd.GeoDataFrame,
    weights: Floats,
    harm: Floats,
    min_offences: int,
    mostly_inside: float,
    districts: gpd.GeoDataFrame,
) -> CrowdedPlaces:
    """Return the candidate places as an analyst's edits leave them.

    Parameters
    ----------
    crowded : CrowdedPlaces
        What the data find.
    edits : StandingEdits
    offences : GeoDataFrame
        In the order in which ``crowded.spot_of_offence`` numbers them.
    weights, harm : array of shape (n,)
        Of each offence, transformed and as it is.
    min_offences : int
        What is cut back to fewer than this falls away. A drawn outline may hold any number.
    mostly_inside : float
        What the data find is left out when so much of it lies in a drawn outline: it is that place.
        Likewise when so much of it lies in barred ground, or so much of the
        barred ground in it (of whichever is smaller). Where vetoed ground takes less of it, it is
        cut back to its border.
    districts : GeoDataFrame

    Returns
    -------
    CrowdedPlaces
        No two outlines overlap, and none of those that the data find lies on vetoed ground.
    """
    places = Places(
        points=shapely.get_coordinates(offences.geometry.to_numpy()),
        offences=np.ones(len(offences), dtype=np.int64),
        weights=weights,
    )
    drawn = _drawn(edits, places)
    taken = np.concatenate([np.empty(0, dtype=np.int64), *(each.offences for each in drawn)])
    found = [
        EditedPlace(outline=outline, offences=np.setdiff1d(members, taken))
        for outline, members in _with_members(crowded)
    ]
    found = [one for one in found if not _is_one_of(one, drawn, mostly_inside)]
    found = _cut_back_to(found, [each.outline for each in drawn], places)
    for ground in edits.barred:
        found = [one for one in found if not _lies_in(one, ground.outline, mostly_inside)]
    found = _cut_back_to(found, [ground.outline for ground in edits.vetoed], places)
    enough = [one for one in found if len(one.offences) >= min_offences]
    return _numbered([*drawn, *enough], offences, harm, districts)


def _with_members(
    crowded: CrowdedPlaces,
) -> Sequence[tuple[BaseGeometry, Longs]]:
    return [
        (outline, np.flatnonzero(crowded.spot_of_offence == number))
        for number, outline in enumerate(crowded.outlines)
    ]


def _drawn(edits: StandingEdits, places: Places) -> list[EditedPlace]:
    """Return the drawn spots and their offences; on a common border they are the later one's."""
    free = np.ones(len(places.points), dtype=np.bool_)
    drawn = []
    for each in edits.drawn:
        inside = np.flatnonzero(shapely.intersects_xy(each.outline, places.points) & free)
        free[inside] = False
        drawn.append(EditedPlace(outline=each.outline, offences=inside, drawn_id=each.spot_id))
    return drawn


def _cut_back_to(
    found: Sequence[EditedPlace], grounds: Sequence[BaseGeometry], places: Places
) -> list[EditedPlace]:
    """Cut what the data find back to the border of ground that is not theirs."""
    left = []
    for one in found:
        rivals = [ground for ground in grounds if shapely.intersects(ground, one.outline)]
        if not rivals:
            left.append(one)
            continue
        outline, offences = cut_back(one.outline, rivals, places, one.offences)
        left.append(EditedPlace(outline=outline, offences=offences))
    return [one for one in left if len(one.offences)]


def _is_one_of(one: EditedPlace, drawn: Sequence[EditedPlace], mostly_inside: float) -> bool:
    shares = (share_covered(one.outline, each.outline) for each in drawn)
    return any(share >= mostly_inside for share in shares)


def _lies_in(one: EditedPlace, ground: BaseGeometry, mostly_inside: float) -> bool:
    shared_m2 = float(shapely.area(shapely.intersection(one.outline, ground)))
    return shared_m2 >= mostly_inside * min(one.outline.area, ground.area)


def _numbered(
    places: Sequence[EditedPlace],
    offences: gpd.GeoDataFrame,
    harm: Floats,
    districts: gpd.GeoDataFrame,
) -> CrowdedPlaces:
    spot = np.full(len(offences), NO_SPOT, dtype=np.int64)
    outlines, drawn_ids = np.empty(len(places), dtype=object), np.empty(len(places), dtype=object)
    for number, place in enumerate(places):
        spot[place.offences] = number
        outlines[number], drawn_ids[number] = place.outline, place.drawn_id
    return places_in_order(offences, harm, spot, outlines, drawn_ids, districts)
