"""Harm streets: harm spots that are stretches of street, drawn along them and not as hulls.

They are ranked, guarded, chosen and described by ``find_harm_spots``, as any harm spot is. What
differs is how the candidates are found: contiguous links that hold most harm, as long as two
officers can walk in a visit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.spots.harm_spot_candidates import CrowdedPlaces, places_in_order
from hotspots.analyse.spots.harm_spot_params import OUTLINE_MARGIN_M, HarmSpotParams
from hotspots.analyse.spots.harm_spot_words import distinct_names, spot_name
from hotspots.analyse.spots.patrollable import NO_SPOT
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_params import HarmStreetParams, StreetMatchParams
from hotspots.analyse.streets.street_words import street_called, stretch_streets
from hotspots.analyse.streets.stretches import Stretch, find_stretches
from hotspots.schema import StreetClass

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Floats, Longs, Objects

M_PER_100_M = 100.0


class AlongStreets:
    """Draws candidate places along streets: the ``draw`` of ``find_harm_spots``.

    Parameters
    ----------
    network : StreetNetwork
        Its motorways are no part of a stretch: nobody walks there.
    match : StreetMatchParams, optional
    params : HarmStreetParams, optional

    Notes
    -----
    The figures of a harm street are those of the offences on its links and at its junctions, also
    of those that lie outside the outline that is drawn around it.
    """

    def __init__(
        self,
        network: StreetNetwork,
        *,
        match: StreetMatchParams | None = None,
        params: HarmStreetParams | None = None,
    ) -> None:
        self._network = network
        self._match = match or StreetMatchParams()
        self._params = params or HarmStreetParams()
        self._drawn: dict[bytes, tuple[Stretch, int]] = {}

    def __call__(
        self,
        offences: gpd.GeoDataFrame,
        weights: Floats,
        harm: Floats,
        params: HarmSpotParams,
        districts: gpd.GeoDataFrame,
    ) -> CrowdedPlaces:
        """Return the stretches that could be chosen; no two of their outlines overlap."""
        network = self._network
        place = _places_of(offences)
        stretches = find_stretches(
            place_on_streets(offences, network, self._match),
            network,
            weights,
            place,
            walkable=(network.streets[schema.STREET_CLASS] != StreetClass.MOTORWAY).to_numpy(),
            min_offences=params.min_offences,
            params=self._params,
        )
        outlines = outlines_of([stretch.line for stretch in stretches])
        spot = np.full(len(offences), NO_SPOT, dtype=np.int64)
        left = np.array([not outline.is_empty for outline in outlines], dtype=np.bool_)
        for number, at in enumerate(np.flatnonzero(left)):
            stretch = stretches[at]
            spot[stretch.offences] = number
            places = len(np.unique(place[stretch.offences]))
            self._drawn[shapely.to_wkb(outlines[at])] = (stretch, places)
        nobody = np.full(int(left.sum()), None, dtype=object)
        return places_in_order(offences, harm, spot, outlines[left], nobody, districts)

    def described(
        self, spots: gpd.GeoDataFrame, *, index_key: str, period_years: float
    ) -> gpd.GeoDataFrame:
        """Return the harm spots that these stretches became, with ``HARM_STREET_COLUMNS``.

        Parameters
        ----------
        spots : GeoDataFrame
            From ``find_harm_spots`` with this ``draw``.
        index_key : str
        period_years : float

        Returns
        -------
        GeoDataFrame
            Named by the street that most of the stretch is on. What an analyst drew or cut back has
            no line and no length.
        """
        known = [self._drawn.get(each) for each in shapely.to_wkb(spots.geometry.to_numpy())]
        lengths_m = np.array([each[0].length_m if each else np.nan for each in known])
        places = [each[1] if each else None for each in known]
        streets = self._network.streets
        lines = [each[0].line if each else None for each in known]
        called = [self._called(each[0]) if each else None for each in known]
        found = spots.assign(
            **{
                schema.FROM_TO: pd.array(
                    [stretch_streets(line, streets) if line else None for line in lines],
                    dtype="str",
                ),
                schema.LENGTH_M: lengths_m,
                schema.PLACES: pd.array(places, dtype="Int64"),
                schema.HARM_PER_100_M_PER_YEAR: spots[schema.harm_column(index_key)]
                / (lengths_m / M_PER_100_M)
                / period_years,
                schema.LINE: gpd.GeoSeries(lines, index=spots.index, crs=spots.crs),
            }
        )
        return _named(found, called)

    def _called(self, stretch: Stretch) -> str | None:
        """Return the street that most of a stretch is on."""
        links = self._network.streets.iloc[stretch.links]
        names = map(street_called, links[schema.STREET], links[schema.ROAD_NUMBER])
        lengths = pd.Series(self._network.lengths_m[stretch.links]).groupby([*names]).sum()
        lengths = lengths.drop("", errors="ignore")
        return str(lengths.idxmax()) if len(lengths) else None


def outlines_of(lines: list[BaseGeometry]) -> Objects:
    """Return the ground around each line; where two meet, the later one is cut back.

    Returns
    -------
    array of Polygon
        Empty where nothing of the line is left.
    """
    outlines = np.empty(len(lines), dtype=object)
    outlines[:] = [line.buffer(OUTLINE_MARGIN_M) for line in lines]
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    for number in np.unique(first[second < first]):
        rivals = shapely.union_all(outlines[second[(first == number) & (second < number)]])
        parts = shapely.get_parts(shapely.difference(outlines[number], rivals))
        held = shapely.length(shapely.intersection(parts, lines[number]))
        there = held.max(initial=0.0) > 0
        outlines[number] = parts[int(held.argmax())] if there else shapely.Polygon()
    return outlines


def _places_of(offences: gpd.GeoDataFrame) -> Longs:
    """Return a number for each distinct point."""
    points = shapely.get_coordinates(offences.geometry.to_numpy())
    _, place = np.unique(points, axis=0, return_inverse=True)
    return place.astype(np.int64)


def _named(spots: gpd.GeoDataFrame, called: list[str | None]) -> gpd.GeoDataFrame:
    """Name each spot by the street that is most of it, where it has one; names stay distinct."""
    streets = [own or known for own, known in zip(called, spots[schema.STREET], strict=True)]
    towns = [None if pd.isna(town) else str(town) for town in spots[schema.TOWN]]
    streets = [None if street is None or pd.isna(street) else street for street in streets]
    names = [
        spot_name(street, town, generic=False) for street, town in zip(streets, towns, strict=True)
    ]
    centres = shapely.get_coordinates(shapely.centroid(spots.geometry.to_numpy()))
    return spots.assign(
        **{
            schema.STREET: pd.array(streets, dtype="str"),
            schema.SPOT_NAME: distinct_names(names, centres[:, 0], centres[:, 1]),
        }
    )
