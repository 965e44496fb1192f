"""A leaflet for every home: one way through all doors, cut into rounds.

Streets are walked as a visit list walks them. A zone of many doors is halved first, street by
street, so that no way is sought through more than a thousand. Each way is then cut into as few
rounds as the limits allow, and of those cuts the one that saves most walking is taken.

References
----------
Beasley (1983), "Route first – cluster second methods for vehicle routing", Omega 11.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.cocoons.rounds import WALK_M_PER_MINUTE
from hotspots.analyse.cocoons.street_sides import door_numbers
from hotspots.analyse.cocoons.walking_order import Doors, walk_through

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from hotspots.analyse.cocoons.ground import Ground
    from hotspots.analyse.zones.leaflet_params import LeafletParams
    from hotspots.arrays import Floats, Longs

# A way through more doors takes minutes to find, and a gigabyte.
MOST_DOORS: Final = 1_000
# A round fewer is worth any walk.
_A_ROUND_M: Final = 1e9


@dataclass(frozen=True, kw_only=True, eq=False)
class LeafletDrop:
    """The rounds of a leaflet drop.

    Attributes
    ----------
    homes : GeoDataFrame
        As they were given, with ``round`` and ``walk_order`` from 1, in the order of walking.
    rounds : DataFrame
        ``schema.LEAFLET_ROUND_COLUMNS``.
    ground_words : str
        How the walking was measured.
    """

    homes: gpd.GeoDataFrame
    rounds: pd.DataFrame
    ground_words: str

    @property
    def walk_m(self) -> float:
        """The walking of all rounds."""
        return float(self.rounds[schema.WALK_M].sum())


def leaflet_rounds(
    homes: gpd.GeoDataFrame, *, params: LeafletParams, ground: Ground
) -> LeafletDrop:
    """Return the rounds in which every home gets a leaflet.

    Parameters
    ----------
    homes : GeoDataFrame
        ``schema.ADDRESS_COLUMNS``, at least one, points in metres.
    params : LeafletParams
    ground : Ground
        What is walked on.

    Returns
    -------
    LeafletDrop
        Every home is in one round, and each round holds both limits, unless one door alone is
        beyond them.
    """
    ordered = _as_numbered(homes)
    doors = Doors.of(ordered)
    door_of = _doors_of(doors)
    first = np.unique(door_of, return_index=True)[1].astype(np.int64)
    leaflets = np.bincount(door_of)
    found = []
    for part in _parts(doors.of_rows(first)):
        own = doors.of_rows(first[part])
        away_m = ground.walking_m(own.places)
        way = walk_through(own, away_m).order
        steps_m = away_m[way[:-1], way[1:]]
        for begin, end in _cuts(leaflets[part][way], steps_m, params):
            found.append((part[way[begin:end]], float(steps_m[begin : end - 1].sum())))
    return _told(ordered, door_of, found, params, ground.words)


def _as_numbered(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return homes by street, and within it by their numbers as a person counts."""
    number, flat = (door_numbers(homes[each]) for each in (schema.NUMBER, schema.FLAT))
    keys = [schema.STREET, schema.TOWN, "number_counted", "flat_counted", schema.UPRN]
    counted = homes.assign(number_counted=number, flat_counted=flat)
    return counted.sort_values(keys, ignore_index=True)[homes.columns]


def _doors_of(doors: Doors) -> Longs:
    """Return the number of each home's door: homes of one street at one place share it."""
    places = care.places_of(*doors.places.T)
    keys = np.column_stack((doors.street, places))
    _, numbers = np.unique(keys, axis=0, return_inverse=True)
    # Numbered as they come first, so that the order of the homes settles the way.
    return pd.factorize(numbers.reshape(-1))[0].astype(np.int64)


def _parts(doors: Doors) -> Iterator[Longs]:
    """Give doors in parts that can be walked through, each street whole where it may be."""
    waiting = [np.arange(len(doors.street))]
    while waiting:
        rows = waiting.pop()
        if len(rows) <= MOST_DOORS:
            yield rows
            continue
        places = doors.places[rows]
        axis = int(np.ptp(places, axis=0).argmax())
        by_street = pd.Series(places[:, axis]).groupby(doors.street[rows]).transform("median")
        along = by_street.to_numpy()
        low = along < np.median(along)
        if not low.any():
            low = np.argsort(np.argsort(places[:, axis], kind="stable")) < len(rows) // 2
        waiting += [rows[~low], rows[low]]


def _cuts(leaflets: Longs, steps_m: Floats, params: LeafletParams) -> list[tuple[int, int]]:
    """Return where each round of a way begins and ends: fewest rounds, then least walking."""
    count = len(leaflets)
    held = np.concatenate(([0], np.cumsum(leaflets)))
    walked = np.concatenate(([0.0], np.cumsum(steps_m)))
    cost, came_from = np.zeros(count + 1), np.zeros(count + 1, dtype=np.int64)
    for end in range(1, count + 1):
        begins = np.arange(end)
        metres = walked[end - 1] - walked[begins]
        fits = (held[end] - held[begins] <= params.leaflets) & (metres <= params.round_km * 1000.0)
        fits[-1] = True
        through = np.where(fits, cost[begins] + _A_ROUND_M + metres, np.inf)
        came_from[end] = int(through.argmin())
        cost[end] = through[came_from[end]]
    cuts, end = [], count
    while end:
        cuts.append((int(came_from[end]), end))
        end = int(came_from[end])
    return cuts[::-1]


def _told(
    homes: gpd.GeoDataFrame,
    door_of: Longs,
    found: list[tuple[Longs, float]],
    params: LeafletParams,
    ground_words: str,
) -> LeafletDrop:
    way = np.concatenate([doors for doors, _ in found])
    number = np.repeat(np.arange(1, len(found) + 1), [len(doors) for doors, _ in found])
    place = np.empty(len(way), dtype=np.int64)
    place[way] = np.arange(len(way))
    walked = homes.assign(**{schema.ROUND: number[place[door_of]], "at": place[door_of]})
    walked = walked.sort_values("at", kind="stable", ignore_index=True).drop(columns="at")
    walked[schema.WALK_ORDER] = np.arange(1, len(walked) + 1)
    rows = []
    by_round = walked.groupby(schema.ROUND, sort=True)
    for (_, metres), (round_, own) in zip(found, by_round, strict=True):
        minutes = len(own) * params.door_minutes + metres / WALK_M_PER_MINUTE
        streets = ", ".join(dict.fromkeys(own[schema.STREET].dropna()))
        begins = own[schema.ADDRESS].iloc[0]
        rows.append((round_, len(own), metres, minutes, begins, streets))
    return LeafletDrop(
        homes=walked,
        rounds=pd.DataFrame(rows, columns=list(schema.LEAFLET_ROUND_COLUMNS)),
        ground_words=ground_words,
    )
