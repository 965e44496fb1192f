from datetime import UTC, datetime, timedelta

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.patrols.patrol_params import TrackParams
from hotspots.analyse.patrols.track_minutes import FIX_TIME, TRACK, minutes_in_spots
from hotspots.errors import CoordinateError, ParameterError

BRITISH = "EPSG:27700"
NINE = datetime(2026, 1, 9, 21, 0, tzinfo=UTC)
MARKET = shapely.box(600_000, 225_000, 600_100, 225_100)
QUAY = shapely.box(600_200, 225_000, 600_300, 225_100)
SPOTS = gpd.GeoDataFrame({schema.SPOT_ID: ["S001", "S002"]}, geometry=[MARKET, QUAY], crs=BRITISH)


def _fixes(
    *fixes: tuple[float, float], track: str = "shift", crs: str = BRITISH
) -> gpd.GeoDataFrame:
    """Return fixes on the line at northing 225 050: (seconds after nine, easting)."""
    return gpd.GeoDataFrame(
        {
            TRACK: [track] * len(fixes),
            FIX_TIME: pd.to_datetime([NINE + timedelta(seconds=s) for s, _ in fixes], utc=True),
        },
        geometry=[shapely.Point(easting, 225_050) for _, easting in fixes],
        crs=crs,
    )


def _walk(
    from_e: float, to_e: float, pace: float = 1.0, start_s: float = 0.0
) -> list[tuple[float, float]]:
    """Return a fix every ten metres of an even walk."""
    eastings = np.arange(from_e, to_e + 1, 10.0)
    return [(start_s + (e - from_e) / pace, float(e)) for e in eastings]


def test_a_walk_through_a_spot_takes_as_long_as_its_width_at_that_pace() -> None:
    # 100 m at half a metre a second: 200 s, beginning 100 m (200 s) after nine.
    found = minutes_in_spots(_fixes(*_walk(599_900, 600_180, pace=0.5)), SPOTS)
    assert found.visits[schema.SPOT_ID].tolist() == ["S001"]
    assert found.visits[schema.MINUTES].tolist() == pytest.approx([200 / 60])
    assert found.visits[schema.BEGINS_AT].tolist() == [NINE + timedelta(seconds=200)]


def test_standing_still_in_a_spot_counts() -> None:
    found = minutes_in_spots(_fixes(*[(60.0 * n, 600_050.0) for n in range(16)]), SPOTS)
    assert found.visits[schema.MINUTES].tolist() == pytest.approx([15.0])
    assert found.minutes_on_foot == pytest.approx(15.0)


def test_driving_through_is_no_patrol() -> None:
    found = minutes_in_spots(_fixes((0, 599_000), (60, 600_050), (120, 601_100)), SPOTS)
    assert found.visits.empty
    assert found.minutes_too_fast == pytest.approx(2.0)


def test_a_silent_radio_is_not_taken_for_a_patrol() -> None:
    found = minutes_in_spots(_fixes((0, 600_050), (3600, 600_050)), SPOTS)
    assert found.visits.empty
    assert found.minutes_in_gaps == pytest.approx(60.0)


def test_walking_past_is_counted_as_a_pass_and_not_as_a_visit() -> None:
    # 100 m at 1.25 m/s: 80 s.
    found = minutes_in_spots(_fixes(*_walk(599_900, 600_180, pace=1.25)), SPOTS)
    assert found.visits.empty
    assert found.passes == 1


def test_a_step_over_the_edge_is_one_visit_and_a_return_after_an_hour_is_two() -> None:
    stand = [(60.0 * n, 600_090.0) for n in range(5)]
    aside = [(270.0, 600_110.0), (300.0, 600_090.0), *[(300.0 + 60 * n, 600_090.0) for n in (1, 2)]]
    later = [(4000.0 + 60 * n, 600_050.0) for n in range(4)]
    found = minutes_in_spots(_fixes(*stand, *aside, *later), SPOTS)
    assert found.visits[schema.BEGINS_AT].tolist() == [NINE, NINE + timedelta(seconds=4000)]
    # 240 s standing; of 30 s out and 30 s back, half each way is inside; 120 s standing.
    assert found.visits[schema.MINUTES].tolist() == pytest.approx([(240 + 15 + 15 + 120) / 60, 3.0])


def test_no_minute_is_made_or_lost() -> None:
    fixes = _fixes(*_walk(599_900, 600_400, pace=0.8), (1000, 600_410), (1060, 603_000))
    found = minutes_in_spots(fixes, SPOTS)
    whole = (1060 - 0) / 60
    assert found.minutes_on_foot + found.minutes_too_fast + found.minutes_in_gaps == pytest.approx(
        whole
    )
    assert found.visits[schema.MINUTES].sum() <= found.minutes_on_foot


def test_the_order_of_the_fixes_and_a_second_patrol_change_nothing() -> None:
    one = _fixes(*_walk(599_900, 600_180, pace=0.5))
    both = pd.concat([one, _fixes(*_walk(600_190, 600_310, pace=0.5), track="other")])
    alone, mixed = (
        minutes_in_spots(one, SPOTS),
        minutes_in_spots(both.sample(frac=1.0, random_state=7), SPOTS),
    )
    assert mixed.visits[schema.SPOT_ID].tolist() == ["S002", "S001"]
    assert alone.visits.iloc[0].to_dict() == mixed.visits.iloc[1].to_dict()


def test_a_visit_is_told_on_the_clock_of_the_fixes() -> None:
    fixes = _fixes(*[(60.0 * n, 600_050.0) for n in range(4)])
    fixes[FIX_TIME] = (fixes[FIX_TIME] + pd.Timedelta(days=180)).dt.tz_convert("Europe/London")
    begins = minutes_in_spots(fixes, SPOTS).visits[schema.BEGINS_AT].iloc[0]
    assert begins.isoformat() == "2026-07-08T22:00:00+01:00"


def test_two_coordinate_systems_are_refused() -> None:
    with pytest.raises(CoordinateError, match="convert them to one system"):
        minutes_in_spots(_fixes((0, 1.0), crs="EPSG:32631"), SPOTS)


def test_every_fault_of_the_parameters_is_named_at_once() -> None:
    with pytest.raises(ParameterError, match=r"pause_s .*shortest_minutes"):
        TrackParams(pause_s=0.0, shortest_minutes=-1.0)
