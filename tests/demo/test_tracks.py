from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from hotspots import crs
from hotspots.demo.county import DemoCounty
from hotspots.demo.tracks import Track


@pytest.fixture(params=[0, 1], ids=["november", "july"])
def track(request: pytest.FixtureRequest, small_county: DemoCounty) -> Track:
    return small_county.tracks[int(request.param)]


def points(track: Track) -> NDArray[np.float64]:
    fixes = track.fixes
    projected = crs.project_points(fixes["longitude"], fixes["latitude"], crs.WGS84, "EPSG:27700")
    return np.column_stack(projected)


def seconds(track: Track) -> NDArray[np.float64]:
    time = track.fixes["time"]
    return np.asarray((time - time.iloc[0]).dt.total_seconds(), dtype=np.float64)


def test_a_fix_comes_every_five_to_fifteen_seconds_but_for_two_gaps(track: Track) -> None:
    wait_s = np.diff(seconds(track))
    assert wait_s.min() >= 5
    longest = np.sort(wait_s)[-3:]
    assert longest[0] <= 15
    assert 90 <= longest[1] <= 120
    assert 300 <= longest[2] <= 330


def test_two_fixes_in_a_row_jump_away_and_the_rest_are_at_walking_pace(track: Track) -> None:
    away_m = np.hypot(*np.diff(points(track), axis=0).T)
    assert (away_m > 1_500).sum() == 2  # there, and back
    told = pd.DatetimeIndex(track.truth["jump"])
    at = np.flatnonzero(track.fixes["time"].isin(told))
    assert np.diff(at).tolist() == [1]
    speed = np.delete(away_m / np.diff(seconds(track)), [at[0] - 1, at[0], at[1]])
    assert 0.5 < np.median(speed) < 1.8
    assert np.quantile(speed, 0.95) < 2.5


def test_the_true_minutes_are_those_of_the_fixes_where_there_are_enough(
    track: Track, small_county: DemoCounty
) -> None:
    spots = small_county.truth.spots
    fixes, at = points(track), seconds(track)
    # Each fix stands for the time half way to its neighbours; the jump lies in the first spot.
    held_s = np.gradient(at)
    for spot in spots.itertuples():
        off_m = np.hypot(fixes[:, 0] - spot.geometry.x, fixes[:, 1] - spot.geometry.y)
        minutes = held_s[off_m <= spot.radius_m].sum() / 60.0
        assert minutes == pytest.approx(track.truth["minutes"].get(spot.planted_id, 0.0), abs=1.0)


def test_two_spots_of_one_town_are_visited_for_11_to_20_minutes(
    track: Track, small_county: DemoCounty
) -> None:
    towns = small_county.truth.spots.set_index("planted_id")["town"]
    minutes = track.truth["minutes"]
    assert len(minutes) == 2
    assert {towns[planted_id] for planted_id in minutes} == {track.truth["town"]}
    assert all(11 < value < 23 for value in minutes.values())
    wider = track.truth["minutes_in_area"]
    assert all(wider[planted_id] > value for planted_id, value in minutes.items())


def test_one_shift_is_in_winter_time_and_one_in_summer_time(small_county: DemoCounty) -> None:
    begins = [track.fixes["time"].iloc[0].isoformat() for track in small_county.tracks]
    assert begins == ["2025-11-14T20:00:00+00:00", "2025-07-11T20:00:00+01:00"]
    assert small_county.tracks[0].truth["town"] != small_county.tracks[1].truth["town"]
