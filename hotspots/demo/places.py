"""Where offences fall: at homes, on streets and at shops, and which wards are worse than others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspots.demo.streets import CENTRE, LINK, MAIN

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs

# Aspect: how many wards are made worse, and how many times. So much that at full size they come
# before every town centre, where few live and much happens, and before every quiet ward's bad luck.
RAISED_WARDS: Mapping[str, tuple[int, float]] = {
    "asb": (8, 6.0),
    "violence": (6, 6.0),
    "burglary": (8, 5.0),
}
# A ward's violence is for the most part behind doors. Outdoors it differs by the level to this
# power: the planted spots are where street violence gathers, and a bad ward must not grow its own.
VIOLENCE_OUTDOORS_POWER = 0.25
WARD_SPREAD = 0.25  # standard deviation of the logarithm of every ward's own level
HOMES_PER_SHOP = 900
NO_HOME = -1
NO_SPOT = -1


@dataclass(frozen=True)
class Levels:
    """Relative level of each aspect in each ward (by position), and the wards made worse."""

    by_ward: Mapping[str, Floats]
    raised: Mapping[str, Longs]

    @property
    def violence_outdoors(self) -> Floats:
        """Relative level of violence on each ward's streets."""
        return np.asarray(self.by_ward["violence"] ** VIOLENCE_OUTDOORS_POWER)


@dataclass(frozen=True)
class Located:
    """Places of offences: each one's point, street (row) and home (row, or ``NO_HOME``)."""

    points: Floats
    street: Longs
    home: Longs


def draw_levels(homes_by_ward: Longs, rng: np.random.Generator) -> Levels:
    """Give each ward its own level of each aspect, and make a few populous wards much worse."""
    populous = np.flatnonzero(homes_by_ward >= np.median(homes_by_ward))
    by_ward, raised = {}, {}
    for aspect, (count, times) in RAISED_WARDS.items():
        level = np.exp(rng.normal(0.0, WARD_SPREAD, len(homes_by_ward)))
        worse = np.sort(rng.choice(populous, size=count, replace=False))
        level[worse] = times
        by_ward[aspect], raised[aspect] = level, worse
    return Levels(by_ward, raised)


def draw_from(weights: Floats, count: int, rng: np.random.Generator) -> Longs:
    """Draw positions with replacement, in proportion to their weights."""
    ladder = np.cumsum(weights)
    return np.asarray(np.searchsorted(ladder, rng.random(count) * ladder[-1], side="right"))


def at_homes(homes: pd.DataFrame, weights: Floats, count: int, rng: np.random.Generator) -> Located:
    """Draw homes in proportion to their weights; some homes are drawn again and again."""
    return at_these_homes(homes, draw_from(weights, count, rng))


def at_these_homes(homes: pd.DataFrame, rows: Longs) -> Located:
    """Return the places of certain homes."""
    points = homes[["easting", "northing"]].to_numpy()[rows]
    return Located(points, homes["street_position"].to_numpy()[rows], rows)


def on_streets(
    streets: gpd.GeoDataFrame,
    weights: Floats,
    count: int,
    rng: np.random.Generator,
) -> Located:
    """Draw streets in proportion to their weights, and a point anywhere along each."""
    street = draw_from(weights, count, rng)
    along = rng.uniform(0.04, 0.96, count)
    lines = streets.geometry.to_numpy()[street]
    points = shapely.get_coordinates(shapely.line_interpolate_point(lines, along, normalized=True))
    return Located(
        np.round(points + rng.uniform(-4.0, 4.0, points.shape)), street, np.full(count, NO_HOME)
    )


def at_premises(
    premises: pd.DataFrame, weights: Floats, count: int, rng: np.random.Generator
) -> tuple[Located, Longs]:
    """Draw premises in proportion to their weights, and a point within a few steps of each."""
    row = draw_from(weights, count, rng)
    points = premises[["easting", "northing"]].to_numpy()[row]
    off = np.clip(rng.normal(0.0, 3.0, points.shape), -5.0, 5.0)
    street = premises["street_position"].to_numpy()[row]
    return Located(np.round(points + off), street, np.full(count, NO_HOME)), row


def put(offences: pd.DataFrame, chosen: pd.Series[bool] | Bools, located: Located) -> None:
    """Put the chosen offences in their places (the table is changed)."""
    offences.loc[chosen, ["easting", "northing"]] = located.points
    offences.loc[chosen, "street_position"] = located.street
    offences.loc[chosen, "home"] = located.home


def open_shops(streets: gpd.GeoDataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Open shops on the streets near each settlement's centre; a few draw most of the custom."""
    pull = streets["kind"].map({CENTRE: 5.0, MAIN: 2.0, LINK: 1.0}).fillna(0.1).to_numpy()
    pull = pull * np.exp(-streets["centre_distance_m"].to_numpy() / 300.0)
    towns = streets["town"]
    homes = streets["homes"].to_numpy()
    rows = []
    for positions in towns.groupby(towns, sort=False).indices.values():
        shops = max(1, int(homes[positions].sum()) // HOMES_PER_SHOP)
        rows.append(positions[draw_from(pull[positions], shops, rng)])
    street = np.concatenate(rows)
    along = rng.uniform(0.1, 0.9, len(street))
    lines = streets.geometry.to_numpy()[street]
    points = shapely.get_coordinates(shapely.line_interpolate_point(lines, along, normalized=True))
    custom = np.minimum(0.3 + rng.pareto(1.3, len(street)), 20.0)
    return pd.DataFrame(
        {
            "street_position": street,
            "easting": points[:, 0],
            "northing": points[:, 1],
            "custom": custom,
        }
    )


def street_weights(streets: gpd.GeoDataFrame, level: Floats, character: Floats) -> Floats:
    """Return how much a street draws of what happens in public.

    More with more homes, near a town's centre and in a worse ward; and, beyond all that, some
    streets are simply worse than others: that is their character.
    """
    towns = streets.groupby("town")["homes"].transform("sum").to_numpy()
    near_centre = np.exp(-((streets["centre_distance_m"].to_numpy() / 350.0) ** 2))
    busy = 1.0 + 2.5 * near_centre * np.minimum(towns / 4_000.0, 1.0)
    homes = streets["homes"].to_numpy() + 4.0
    return np.asarray(homes * busy * character * level[streets["ward"].to_numpy()])
