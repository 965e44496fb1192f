"""A pair cannot be in two places, and it takes time to get from one to the next."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
from shapely import box

from hotspots.analyse.patrols.visit_placing import Pairs, travel_minutes
from tests.analyse.patrol_places import BNG


def spots_at(*east_m: float) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"spot_id": [f"S{n}" for n in range(len(east_m))]},
        geometry=[box(east, 200_000, east + 100, 200_100) for east in east_m],
        crs=BNG,
    )


def test_near_spots_are_walked_to_and_far_ones_driven_to() -> None:
    minutes = travel_minutes(spots_at(500_000, 500_400, 510_000))
    # 400 m × 1.3 at 4 km/h: 7.8 minutes. 10 km × 1.3 at 30 km/h: 26, and 5 to the car and back.
    assert minutes[0].tolist() == [0, 8, 31]
    assert (minutes == minutes.T).all()


def test_one_pair_is_in_one_place_at_a_time() -> None:
    pairs = Pairs.on_duty(1, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 0, 600)
    assert pairs.free_pair(1, 600) is None
    assert pairs.free_pair(1, 615) is None  # on its way until 10:23
    assert pairs.free_pair(1, 622) is None
    assert pairs.free_pair(1, 623) == 0
    assert pairs.free_pair(1, 578) is None  # it could not be at the other one by 10:00
    assert pairs.free_pair(1, 577) == 0


def test_a_second_pair_takes_what_the_first_cannot() -> None:
    pairs = Pairs.on_duty(2, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 0, 600)
    assert pairs.free_pair(1, 600) == 1


def test_the_pair_that_comes_the_shortest_way_is_sent() -> None:
    pairs = Pairs.on_duty(2, 15, np.array([[0, 8], [8, 0]]))
    pairs.give(0, 1, 500)
    pairs.give(1, 0, 500)
    assert pairs.free_pair(0, 600) == 1
