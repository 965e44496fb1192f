"""Planted harm spots: small places in seven towns where street violence gathers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.demo.streets import MAIN
from hotspots.demo.tables import read_table
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs
    from hotspots.demo.wards import Areas
    from hotspots.profile import ForceProfile

# Far enough apart that two spots of the greatest radius never touch, nor chain at 150 m.
LEAST_APART_M = 400.0
SMALLEST_RADIUS_M, LARGEST_RADIUS_M = 55.0, 95.0
FEWEST_PREMISES, MOST_PREMISES = 5, 9
TOWN_REACH_M = 6_000.0
# Offences by rank fall off as rank to this power: the first has about eight times the last of 67.
RANK_POWER = -0.5


@dataclass(frozen=True)
class PlantedSpots:
    """The spots, and the corners, doorways and stops at which their offences happen.

    ``spots`` is one row a spot; ``premises`` one row a premises, with the spot's position, the
    street's row, the point and its share of the spot's offences.
    """

    spots: gpd.GeoDataFrame
    premises: pd.DataFrame


def plant_spots(
    areas: Areas,
    streets: gpd.GeoDataFrame,
    profile: ForceProfile,
    count: int,
    rng: np.random.Generator,
) -> PlantedSpots:
    """Plant ``count`` spots on streets, the towns taking turns, and rank them.

    Every spot lies on a street of its town's district, at least 400 m from every other.

    Raises
    ------
    ParameterError
        When a small county's towns have no room for so many.
    """
    wanted = read_table("harm_spots")
    wanted["turn"] = wanted.groupby("town").cumcount()
    wanted = wanted.sort_values("turn", kind="stable").head(count).reset_index(drop=True)
    points, street = _snapped(wanted, areas, streets, profile)
    radius_m = np.round(rng.uniform(SMALLEST_RADIUS_M, LARGEST_RADIUS_M, count), 0)
    weight = (1.0 + np.arange(count)) ** RANK_POWER
    ward = streets["ward"].to_numpy()[street]
    names = streets["street"].array[street]
    spots = gpd.GeoDataFrame(
        {
            "planted_id": pd.array([f"P{k + 1:02d}" for k in range(count)], dtype="str"),
            "name": [
                f"{label} ({name}), {town}"
                for label, name, town in zip(wanted["label"], names, wanted["town"], strict=True)
            ],
            "street": names,
            "town": wanted["town"].array,
            "rhythm": wanted["rhythm"].array,
            "radius_m": radius_m,
            "share": weight / weight.sum(),
            schema.WARD_CODE: areas.wards[schema.WARD_CODE].array[ward],
            schema.DISTRICT: areas.wards[schema.DISTRICT].array[ward],
        },
        geometry=shapely.points(points),
        crs=profile.crs,
    )
    return PlantedSpots(spots, _premises(points, radius_m, streets, rng))


def _snapped(
    wanted: pd.DataFrame, areas: Areas, streets: gpd.GeoDataFrame, profile: ForceProfile
) -> tuple[Floats, Longs]:
    """Return the street corner nearest to where each spot is wanted, keeping spots apart."""
    corners, street = shapely.get_coordinates(streets.geometry.to_numpy(), return_index=True)
    districts = areas.wards[schema.DISTRICT].to_numpy()[streets["ward"].to_numpy()][street]
    # People name a place after a street in the town, not after the road out of it.
    reluctance_m = np.where(streets["kind"].to_numpy() == MAIN, 40.0, 0.0)[street]
    towns = {place.name: np.array([place.easting, place.northing]) for place in profile.places}
    points = np.empty((len(wanted), 2))
    rows = np.empty(len(wanted), dtype=np.int64)
    for town, group in wanted.groupby("town", sort=False):
        centre = towns[str(town)]
        off_m = np.abs(corners - centre).max(axis=1)
        near = (off_m < TOWN_REACH_M) & (districts == _district_at(areas, centre))
        goals = centre + group[["east_m", "north_m"]].to_numpy(dtype=np.float64)
        chosen = _nearest_apart(goals, corners[near], reluctance_m[near])
        points[group.index], rows[group.index] = corners[near][chosen], street[near][chosen]
    return points, rows


def _nearest_apart(goals: Floats, corners: Floats, reluctance_m: Floats) -> Longs:
    """Return the corner nearest to each goal in turn that is far enough from those taken."""
    free = np.ones(len(corners), dtype=np.bool_)
    chosen = []
    for goal in goals:
        away_m = np.hypot(*(corners - goal).T) + reluctance_m
        if not free.any():
            raise ParameterError(
                f"No room for {len(goals)} harm spots in one town, {LEAST_APART_M:.0f} m apart. "
                "Ask for fewer harm_spots or for more households."
            )
        best = int(np.where(free, away_m, np.inf).argmin())
        free &= np.hypot(*(corners - corners[best]).T) >= LEAST_APART_M
        chosen.append(best)
    return np.array(chosen)


def _district_at(areas: Areas, point: Floats) -> str:
    inside = areas.districts.contains(shapely.Point(point))
    return str(areas.districts.loc[inside, schema.DISTRICT].iloc[0])


def _premises(
    points: Floats,
    radius_m: Floats,
    streets: gpd.GeoDataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Choose the premises of each spot, on the streets inside its radius."""
    lines = streets.geometry.to_numpy()
    tree = shapely.STRtree(lines)
    parts = []
    for spot, (point, reach_m) in enumerate(zip(points, radius_m, strict=True)):
        disc = shapely.Point(point).buffer(reach_m - 8.0)
        near = np.sort(tree.query(disc, predicate="intersects"))
        inside = shapely.segmentize(shapely.intersection(lines[near], disc), 6.0)
        places, owner = shapely.get_coordinates(inside, return_index=True)
        count = int(rng.integers(FEWEST_PREMISES, MOST_PREMISES + 1))
        chosen = rng.choice(len(places), size=min(count, len(places)), replace=False)
        share = rng.dirichlet(np.full(len(chosen), 2.0))
        parts.append(
            pd.DataFrame(
                {
                    "spot": spot,
                    "street_position": near[owner[chosen]],
                    "easting": places[chosen, 0],
                    "northing": places[chosen, 1],
                    "share": share,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
