"""Planted operations: one that was carried out and had an effect, and one that was only planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from hotspots import schema
from hotspots.demo.clock import MINUTES_PER_DAY, draw_minutes
from hotspots.demo.places import NO_SPOT, on_streets, put, street_weights

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.arrays import Bools, Longs
    from hotspots.demo.params import DemoParams
    from hotspots.demo.scene import Scene
    from hotspots.demo.spots import PlantedSpots

DELIVERED, UNDELIVERED = "market_patrols", "pier_patrols"
# Of the planted spots: 20 and 12 of 67, 4 and 3 of 14.
DELIVERED_SHARE, UNDELIVERED_SHARE = 0.3, 0.18
FIRST_MONTH_AND_DAY, LAST_MONTH_AND_DAY = (10, 1), (12, 31)
AREA_MARGIN_M = 25.0  # an analyst's outline is drawn a little wider than the place
# What an operation prevents must not turn up in its surroundings: no displacement is planted.
CLEAR_OF_SPOTS_M = 800.0
VISITS_A_DAY: Final = 2  # planned, in each spot
VISIT_MIN: Final = 15


@dataclass(frozen=True, kw_only=True)
class PlantedOperation:
    """An operation: where, when, and what it truly did.

    Attributes
    ----------
    name : str
        Stem of its files.
    title : str
    spots : array of int
        Positions of the planted spots, in order.
    first_day, last_day : date
    effect : float
        Share of the street violence in its areas that it prevents.
    delivered : bool
        False where it was planned and hardly a patrol was made.
    """

    name: str
    title: str
    spots: Longs
    first_day: date
    last_day: date
    effect: float
    delivered: bool

    @property
    def days(self) -> int:
        """Days in force, both ends included."""
        return (self.last_day - self.first_day).days + 1

    @property
    def planned_visits(self) -> int:
        """Visits that the plan asks for."""
        return VISITS_A_DAY * self.days * len(self.spots)


@dataclass(frozen=True)
class Treatment:
    """An operation at work: what is needed to take its effect out of a year of offences."""

    operation: PlantedOperation
    params: DemoParams
    timezone: str
    rng: np.random.Generator


def plan_operations(
    spots: int, params: DemoParams, rng: np.random.Generator
) -> tuple[PlantedOperation, PlantedOperation]:
    """Plan both operations in spots chosen at random, not for their offences.

    So there is no regression to the mean in them: what falls after the first of October fell
    because of the operation, or by chance.
    """
    order = rng.permutation(spots)
    first = max(1, round(DELIVERED_SHARE * spots))
    second = round(UNDELIVERED_SHARE * spots)
    first_day = date(params.year, *FIRST_MONTH_AND_DAY)
    last_day = date(params.year, *LAST_MONTH_AND_DAY)
    return (
        PlantedOperation(
            name=DELIVERED,
            title="Market patrols",
            spots=np.sort(order[:first]),
            first_day=first_day,
            last_day=last_day,
            effect=params.operation_effect,
            delivered=True,
        ),
        PlantedOperation(
            name=UNDELIVERED,
            title="Pier patrols",
            spots=np.sort(order[first : first + second]),
            first_day=first_day,
            last_day=last_day,
            effect=0.0,
            delivered=False,
        ),
    )


def operation_areas(operation: PlantedOperation, spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the operation's areas: each spot's circle and 25 m more, in the spots' system."""
    chosen = spots.iloc[operation.spots]
    circles = chosen.geometry.buffer(chosen["radius_m"] + AREA_MARGIN_M)
    columns = chosen[["planted_id", schema.SPOT_NAME]].reset_index(drop=True)
    return gpd.GeoDataFrame(columns, geometry=circles.array, crs=spots.crs)


def prevent(
    offences: pd.DataFrame,
    moment: Longs,
    violent: Bools,
    scene: Scene,
    treatment: Treatment,
) -> None:
    """Take out the street violence that the operation prevents (table and moments are changed).

    Each offence in its areas and in its days is prevented with the same probability. So that the
    county has as many rows with the operation as without, an ordinary offence of the same kind
    stands in its place: far from every spot, at any time of the year.
    """
    operation, rng = treatment.operation, treatment.rng
    at_work = violent & _in_its_days(moment, operation) & _in_its_areas(offences, scene, operation)
    prevented = at_work & (rng.random(len(offences)) < operation.effect)
    weights = street_weights(
        scene.streets, scene.levels.violence_outdoors, scene.character.streets["violence"]
    ) * _clear_of_spots(scene.streets, scene.spots)
    put(offences, prevented, on_streets(scene.streets, weights, int(prevented.sum()), rng))
    moment[prevented] = draw_minutes(
        offences["rhythm"].to_numpy(dtype=object)[prevented],
        offences["season"].to_numpy(dtype=object)[prevented],
        treatment.params,
        treatment.timezone,
        rng,
    )
    offences.loc[prevented, "spot"] = NO_SPOT
    offences["prevented"] = prevented


def _in_its_days(moment: Longs, operation: PlantedOperation) -> Bools:
    new_year = date(operation.first_day.year, 1, 1)
    first_min = (operation.first_day - new_year).days * MINUTES_PER_DAY
    return (moment >= first_min) & (moment < first_min + operation.days * MINUTES_PER_DAY)


def _in_its_areas(offences: pd.DataFrame, scene: Scene, operation: PlantedOperation) -> Bools:
    areas = shapely.union_all(operation_areas(operation, scene.spots.spots).geometry.to_numpy())
    shapely.prepare(areas)
    return np.asarray(shapely.contains_xy(areas, offences["easting"], offences["northing"]))


def _clear_of_spots(streets: gpd.GeoDataFrame, spots: PlantedSpots) -> Bools:
    centres = shapely.multipoints(spots.spots.geometry.to_numpy())
    return np.asarray(shapely.distance(streets.geometry.to_numpy(), centres) > CLEAR_OF_SPOTS_M)
