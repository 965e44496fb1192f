from __future__ import annotations

import math
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots.analyse.spots_over_time.spot_capture import (
    Held,
    capture_of,
    held_by,
    middle,
    prediction_accuracy_index,
    redrawn_pai,
    relative_rate,
)

OffenceMaker = Callable[..., gpd.GeoDataFrame]


def held(places: list[int], harm: list[float] | None = None, count: int = 1) -> Held:
    return Held(
        place_of=np.array(places),
        harm=np.array(harm or [1.0] * len(places)),
        years=1.0,
        places=count,
    )


def test_a_tenth_of_the_offences_in_a_hundredth_of_the_area_is_a_pai_of_ten() -> None:
    found = held([0] * 10 + [-1] * 90)
    drawn = redrawn_pai(found, area_m2=1.0, study_area_m2=100.0, redrawings=200, seed=1)
    capture = capture_of(found, drawn, area_m2=1.0, study_area_m2=100.0)
    assert capture.share_of_offences == 0.1
    assert capture.pai == pytest.approx(10.0)
    low, high = capture.pai_range
    # About 10 ± 1.645 · √(10 · 0.9) = 5 to 15 offences of a hundred.
    assert 4.0 < low < 7.0
    assert 13.0 < high < 16.5


def test_harm_pai_weighs_by_harm() -> None:
    found = held([0, -1], [300.0, 100.0])
    drawn = redrawn_pai(found, area_m2=5.0, study_area_m2=100.0, redrawings=20, seed=1)
    capture = capture_of(found, drawn, area_m2=5.0, study_area_m2=100.0)
    assert capture.harm_pai == pytest.approx(0.75 / 0.05)


def test_nothing_to_share_is_not_known() -> None:
    found = held([], [])
    drawn = redrawn_pai(found, area_m2=5.0, study_area_m2=100.0, redrawings=20, seed=1)
    capture = capture_of(found, drawn, area_m2=5.0, study_area_m2=100.0)
    assert math.isnan(capture.pai)
    assert all(math.isnan(end) for end in capture.pai_range)


def test_half_the_share_of_offences_is_an_rri_of_a_half() -> None:
    # 20 of 1,000 then, 15 of 1,500 now: 1 % against 2 %.
    rri, low, high = relative_rate(20, 15, all_before=1000, all_now=1500)
    assert rri == pytest.approx(0.5)
    assert low < 0.5 < high


def test_no_change_is_within_its_interval_and_a_collapse_is_not() -> None:
    _, low, high = relative_rate(50, 50, all_before=1000, all_now=1000)
    assert low < 1 < high
    assert relative_rate(50, 10, all_before=1000, all_now=1000)[2] < 1


def test_a_place_without_offences_then_has_no_rri() -> None:
    assert all(map(math.isnan, relative_rate(0, 5, all_before=100, all_now=100)))


def test_the_middle_of_a_hundred_numbers() -> None:
    assert middle(np.arange(101.0)) == pytest.approx((5.0, 95.0))


def test_an_offence_on_a_common_border_is_counted_once(offences_at: OffenceMaker) -> None:
    offences = offences_at([(100, 50), (50, 50), (150, 50), (900, 900)])
    outlines = np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)], dtype=object)
    found = held_by(outlines, offences, harm="harm_css", years=1.0)
    assert found.offences.tolist() == [2, 1]
    assert found.harm_in.tolist() == [200.0, 100.0]


def test_twenty_spots_in_one_town_have_a_harm_pai_of_15_8() -> None:
    # Basford et al. 2021: 20 spots with 41 % of the harm in 2.6 % of the area.
    found = prediction_accuracy_index(captured=41, total=100, chosen_area=2.6, whole_area=100)
    assert found == pytest.approx(15.8, abs=0.05)


def test_no_offences_or_no_area_have_no_accuracy() -> None:
    assert math.isnan(prediction_accuracy_index(captured=0, total=0, chosen_area=1, whole_area=10))
    assert math.isnan(prediction_accuracy_index(captured=0, total=5, chosen_area=0, whole_area=10))
