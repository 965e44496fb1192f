"""Squares, harm spots and streets, followed through the months in which they were hot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy import sparse
from scipy.spatial import cKDTree

from hotspots import care, schema
from hotspots.analyse.density.kernel_density import cells_inside, positions_of
from hotspots.analyse.lasting.lasting_places import hot_and_cold, lasting
from hotspots.analyse.lasting.lasting_streets import hot_streets
from hotspots.analyse.lasting.mann_kendall import mann_kendall
from hotspots.analyse.spots.harm_spot_words import distinct_names, spot_name
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_network import links_inside
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.analyse.streets.street_words import stretch_streets
from hotspots.crs import require_projected
from hotspots.schema import Lasting, StreetClass
from hotspots.surface import Grid

if TYPE_CHECKING:
    from hotspots.analyse.lasting.lasting_params import LastingParams
    from hotspots.analyse.periods import Period
    from hotspots.analyse.streets.street_network import StreetNetwork
    from hotspots.arrays import Bools, Floats, Longs
    from hotspots.profile import Place

# A square's neighbours are the eight around it.
NEIGHBOURS: Final = 1.5
# A spot stands beside others alone: Gi* of itself among all spots.
SPOT: Final = "harm spot"
SQUARE: Final = "square"
STREET: Final = "street"


@dataclass(frozen=True, kw_only=True, eq=False)
class FollowedOffences:
    """The offences that places are followed by.

    Attributes
    ----------
    offences : GeoDataFrame
    month : array of int, of shape (n,)
        The month of each, from 0.
    months : sequence of Period
        The oldest first.
    asked : LastingParams
    """

    offences: gpd.GeoDataFrame
    month: Longs
    months: Sequence[Period]
    asked: LastingParams

    def counts(self, place_of: Longs, places: int) -> Floats:
        """Return offences by place and month; those of place -1 are in none."""
        number = len(self.months)
        held = place_of >= 0
        flat = place_of[held] * number + self.month[held]
        counted = np.bincount(flat, minlength=places * number).reshape(places, number)
        return counted.astype(np.float64)

    @property
    def rate(self) -> float:
        """The false discovery rate that is asked for."""
        return self.asked.hot_false_discovery_rate


@dataclass(frozen=True, kw_only=True, eq=False)
class FollowedPlaces:
    """Places of one kind that have a class and may be shown.

    Attributes
    ----------
    table : GeoDataFrame
        ``schema.LASTING_COLUMNS`` with the outline or line of each place.
    hot_once : float
        Of those that may be shown, so many were hot in one month alone, of an average month.
    """

    table: gpd.GeoDataFrame
    hot_once: float


def follow_squares(
    own: FollowedOffences, districts: gpd.GeoDataFrame, places: Sequence[Place]
) -> FollowedPlaces:
    """Follow the squares of the force, each with the eight around it."""
    crs = require_projected(districts, "districts")
    side_m = own.asked.square_m
    grid = Grid.covering(tuple(districts.total_bounds), cell_size_m=side_m, crs=crs)
    inside = np.flatnonzero(cells_inside(districts.union_all(), grid).ravel())
    rows, columns = np.divmod(inside, grid.columns)
    middles = np.column_stack([grid.eastings[columns], grid.northings[rows]])
    place_of = _square_of(own.offences, grid, inside)
    counts = own.counts(place_of, len(inside))
    heat = hot_and_cold(counts, _around(middles, side_m), false_discovery_rate=own.rate)
    table, kept, once = _followed(SQUARE, own, place_of, counts, heat)
    at = middles[kept]
    named = distinct_names([_near(SQUARE, places, each) for each in at], *at.T)
    outlines = shapely.box(*(at - side_m / 2).T, *(at + side_m / 2).T)
    found = table.copy()
    found[schema.AREA_NAME] = list(named)
    found[schema.DISTRICT] = _districts(own.offences, place_of, kept)
    found[schema.EASTING] = list(at[:, 0])
    found[schema.NORTHING] = list(at[:, 1])
    found[schema.OFFENCES] = _as_told(table[schema.OFFENCES], own.offences)
    return FollowedPlaces(table=_outlined(found, outlines, crs), hot_once=once)


def follow_spots(own: FollowedOffences, spots: gpd.GeoDataFrame) -> FollowedPlaces:
    """Follow the harm spots in force, each among all of them."""
    points, held = spots.sindex.query(own.offences.geometry, predicate="intersects")
    place_of = np.full(len(own.offences), -1, dtype=np.int64)
    place_of[points] = held
    counts = own.counts(place_of, len(spots))
    itself = sparse.eye_array(len(spots)).tocsr()
    heat = hot_and_cold(counts, itself, false_discovery_rate=own.rate)
    table, kept, once = _followed(SPOT, own, place_of, counts, heat)
    chosen = spots.iloc[kept]
    middles = chosen.geometry.centroid
    pairs = zip(chosen[schema.SPOT_ID], chosen[schema.SPOT_NAME], strict=True)
    found = table.copy()
    found[schema.AREA_NAME] = [f"{spot_id} {name}" for spot_id, name in pairs]
    found[schema.DISTRICT] = list(chosen[schema.DISTRICT])
    found[schema.EASTING] = list(middles.x.round())
    found[schema.NORTHING] = list(middles.y.round())
    outlines = chosen.geometry.to_numpy()
    return FollowedPlaces(table=_outlined(found, outlines, spots.crs), hot_once=once)


def follow_streets(
    own: FollowedOffences,
    network: StreetNetwork,
    districts: gpd.GeoDataFrame,
    places: Sequence[Place],
) -> FollowedPlaces:
    """Follow the streets of the force, from crossing to crossing, each by itself.

    An offence at a junction is on the link that is nearest; motorways hold none.
    """
    link = place_on_streets(own.offences, network, StreetMatchParams()).near.link
    walked = (network.streets[schema.STREET_CLASS] != StreetClass.MOTORWAY).to_numpy()
    held = np.bincount(link[link >= 0], minlength=len(walked)) > 0
    links = np.flatnonzero(walked & (held | links_inside(network, districts)))
    number = np.full(len(walked) + 1, -1, dtype=np.int64)  # the last is that of no link
    number[links] = np.arange(len(links))
    place_of = number[link]
    counts = own.counts(place_of, len(links))
    hot = hot_streets(counts, network.lengths_m[links], false_discovery_rate=own.rate)
    # By the share of the month's offences: a street rises against the others, as a square does.
    share = counts / np.maximum(counts.sum(axis=0), 1.0)
    heat = share, hot, np.zeros(hot.shape, dtype=np.bool_)
    table, kept, once = _followed(STREET, own, place_of, counts, heat)
    lines = network.streets.geometry.to_numpy()[links[kept]]
    at = shapely.get_coordinates(shapely.line_interpolate_point(lines, 0.5, normalized=True))
    called = [stretch_streets(line, network.streets) or None for line in lines]
    named = [
        spot_name(street, None, generic=False) if street else _near(STREET, places, each)
        for street, each in zip(called, at, strict=True)
    ]
    found = table.copy()
    found[schema.AREA_NAME] = list(distinct_names(named, *at.T))
    found[schema.DISTRICT] = _districts(own.offences, place_of, kept)
    found[schema.EASTING] = list(at[:, 0].round())
    found[schema.NORTHING] = list(at[:, 1].round())
    found[schema.OFFENCES] = _as_told(table[schema.OFFENCES], own.offences)
    return FollowedPlaces(table=_outlined(found, lines, network.streets.crs), hot_once=once)


def _followed(
    kind: str,
    own: FollowedOffences,
    place_of: Longs,
    counts: Floats,
    heat: tuple[Floats, Bools, Bools],
) -> tuple[pd.DataFrame, Longs, float]:
    """Return the places that have a class and may be shown, their numbers, and ``hot_once``."""
    level, hot, cold = heat
    ever = np.flatnonzero(hot.any(axis=1))
    classes = np.full(len(hot), str(Lasting.NONE), dtype=object)
    classes[ever] = [str(each) for each in lasting(level[ever], hot[ever], cold[ever])]
    whole = counts.sum(axis=1)
    shown = care.may_be_shown(own.offences, place_of, len(hot))
    shown &= whole >= care.fewest_of(own.offences)
    kept = np.flatnonzero(shown & (classes != str(Lasting.NONE)))
    order = {str(each): place for place, each in enumerate(Lasting)}
    kept = kept[np.lexsort((-whole[kept], [order[each] for each in classes[kept]]))]
    last = [int(np.flatnonzero(hot[each])[-1]) for each in kept]
    table = pd.DataFrame(
        {
            schema.PLACE_KIND: kind,
            schema.LASTING: classes[kept],
            schema.MONTHS_HOT: hot[kept].sum(axis=1),
            schema.LAST_HOT: [own.months[each].in_words for each in last],
            schema.TREND_Z: mann_kendall(level[kept]).z if len(kept) else np.empty(0),
            schema.OFFENCES: whole[kept].astype(np.int64),
        }
    )
    return table, kept, float((shown & (hot.sum(axis=1) == 1)).sum()) / len(own.months)


def _square_of(offences: gpd.GeoDataFrame, grid: Grid, inside: Longs) -> Longs:
    """Return the place of the square that each offence lies in, -1 outside the force."""
    number = np.full(grid.rows * grid.columns, -1, dtype=np.int64)
    number[inside] = np.arange(len(inside))
    east, north = positions_of(offences)
    column = np.clip((east - grid.west_m) // grid.cell_size_m, 0, grid.columns - 1)
    row = np.clip((north - grid.south_m) // grid.cell_size_m, 0, grid.rows - 1)
    return number[(row * grid.columns + column).astype(np.int64)]


def _around(middles: Floats, side_m: float) -> sparse.csr_array:
    """Return 1 for each square's neighbours and itself."""
    size = len(middles)
    pairs = cKDTree(middles).query_pairs(NEIGHBOURS * side_m, output_type="ndarray")
    near = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(size, size))
    return (near + near.T + sparse.eye_array(size)).tocsr()


def _districts(offences: gpd.GeoDataFrame, place_of: Longs, kept: Longs) -> list[str]:
    """Return the district of most offences of each place."""
    most = offences[schema.DISTRICT].groupby(place_of).agg(_most)
    return [str(most.get(each, "")) for each in kept]


def _most(names: pd.Series[str]) -> str:
    found = names.mode()
    return str(found.iloc[0]) if len(found) else ""


def _as_told(counts: pd.Series[int], offences: gpd.GeoDataFrame) -> pd.Series[int]:
    """Return counts to the nearest five unless all is public.

    A square holds streets and parts of harm spots: what is left of it would be a count of its own.
    """
    if care.fewest_of(offences) == 1:
        return counts
    return pd.Series(care.to_nearest_five(counts), index=counts.index).astype("int64")


def _near(kind: str, places: Sequence[Place], middle: Floats) -> str:
    near = min(
        places,
        key=lambda each: float(np.hypot(each.easting - middle[0], each.northing - middle[1])),
        default=None,
    )
    return kind.capitalize() if near is None else f"{kind.capitalize()} near {near.name}"


def _outlined(table: pd.DataFrame, outlines: object, crs: object) -> gpd.GeoDataFrame:
    told = table[list(schema.LASTING_COLUMNS)]
    return gpd.GeoDataFrame(told, geometry=outlines, crs=crs)
