from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.spots_over_time.spot_advice import SpotFindings, advice_on, reason_for
from hotspots.analyse.spots_over_time.spot_review import (
    PeriodOffences,
    ReviewTask,
    SpotReview,
    review_spots,
)
from hotspots.analyse.spots_over_time.spot_review_params import SpotIdentityParams, SpotReviewParams
from hotspots.errors import ParameterError

OffenceMaker = Callable[..., gpd.GeoDataFrame]
Reviewer = Callable[..., SpotReview]
MARKET, STATION, HARBOUR, RINK = (
    (599_600.0, 225_200.0),
    (601_600.0, 223_200.0),
    (617_600.0, 214_800.0),
    (595_000.0, 220_000.0),
)
FORCE_M2 = 800e6  # two districts of 20 km × 20 km


def around(centre: tuple[float, float], number: int) -> list[tuple[float, float]]:
    east, north = centre
    return [(east - 40 + n % 5 * 20, north - 40 + n // 5 % 5 * 20) for n in range(number)]


def set_of(*centres: tuple[float, float]) -> gpd.GeoDataFrame:
    """Circles of 90 m in force, S001 the first."""
    ids = [f"S{number:03d}" for number in range(1, len(centres) + 1)]
    return gpd.GeoDataFrame(
        {
            "spot_id": ids,
            "name": [f"Place {each}" for each in ids],
            "district": "Colchester",
            "rank": pd.Series(range(1, len(ids) + 1), dtype="Int64"),
            "edited": pd.Series([None] * len(ids), dtype="str"),
        },
        geometry=[shapely.Point(centre).buffer(90) for centre in centres],
        crs="EPSG:27700",
    )


@pytest.fixture
def review(
    offences_at: OffenceMaker,
    districts: gpd.GeoDataFrame,
    towns: pd.DataFrame,
    year_2025: tuple[pd.Timestamp, pd.Timestamp],
) -> Reviewer:
    """Judge a set on the places of a later year, against those of an earlier one."""

    def _review(
        spots: gpd.GeoDataFrame,
        now: list[tuple[float, float]],
        then: list[tuple[float, float]] | None,
        **more: Any,
    ) -> SpotReview:
        offences = offences_at(now)
        today = find_harm_spots(
            offences,
            index_key="css",
            params=HarmSpotParams(count=len(spots), resamples=20),
            districts=districts,
            places=towns,
            period_years=1.0,
            period=year_2025,
            seed=1,
        )
        task = ReviewTask(
            spots=spots,
            now=PeriodOffences(offences=more.pop("shuffled", offences), years=1.0),
            then=None if then is None else PeriodOffences(offences=offences_at(then), years=1.0),
            is_later=more.pop("is_later", True),
            today=today,
            study_area_m2=FORCE_M2,
            index_key="css",
            **more,
        )
        return review_spots(
            task,
            spot_params=HarmSpotParams(),
            params=SpotReviewParams(redrawings=100),
            identity=SpotIdentityParams(),
            seed=1,
        )

    return _review


def advice_by_spot(found: SpotReview) -> dict[str, str]:
    spots, advice = found.table["spot_id"], found.table["advice"]
    return dict(zip(spots, advice, strict=True))


BOTH_THEN = [*around(MARKET, 50), *around(STATION, 50)]
ONE_WENT_QUIET = [*around(MARKET, 60), *around(STATION, 5), *around(HARBOUR, 60)]


def test_the_busy_spot_is_kept_and_the_quiet_one_retired(review: Reviewer) -> None:
    found = review(set_of(MARKET, STATION), ONE_WENT_QUIET, BOTH_THEN)
    assert advice_by_spot(found) == {"S001": "keep", "S002": "retire"}
    quiet = found.table.set_index("spot_id").loc["S002"]
    # Behind the market and the harbour, which the set has no part in.
    assert (quiet["rank_now"], quiet["offences"]) == (3, 5)
    assert quiet["rri"] == pytest.approx((5 / 125) / (50 / 100))
    assert quiet["rri_high"] < 1
    assert "It holds less than it did: 0.08 times" in quiet["why"]
    assert found.table.columns.tolist() == list(schema.SPOT_REVIEW_COLUMNS)


def test_a_place_that_the_set_lacks_is_named(review: Reviewer) -> None:
    found = review(set_of(MARKET, STATION), ONE_WENT_QUIET, BOTH_THEN)
    assert (len(found.missed), found.found_again) == (1, 1)
    assert found.missed["offences"].tolist() == [60]
    area_m2 = set_of(MARKET).geometry.area.iloc[0]
    assert found.now.pai == pytest.approx((65 / 125) / (2 * area_m2 / FORCE_M2))
    assert found.rri == pytest.approx((65 / 125) / (100 / 100))


def test_a_short_time_retires_nothing(review: Reviewer) -> None:
    then = [*around(MARKET, 50), *around(STATION, 4)]
    found = review(set_of(MARKET, STATION), [*around(MARKET, 60), *around(HARBOUR, 60)], then)
    assert advice_by_spot(found) == {"S001": "keep", "S002": "watch"}
    assert "Only 4.0 offences were to be expected" in found.table.iloc[1]["why"]


def test_the_period_it_was_chosen_on_keeps_no_spot(review: Reviewer) -> None:
    found = review(set_of(MARKET, STATION), BOTH_THEN, BOTH_THEN, is_later=False)
    assert advice_by_spot(found) == {"S001": "watch", "S002": "watch"}


def test_without_the_earlier_offences_nothing_is_compared(review: Reviewer) -> None:
    found = review(set_of(MARKET, STATION), ONE_WENT_QUIET, None)
    assert found.table[["rri", "pai_then", "offences_then_per_year"]].isna().all(axis=None)
    assert np.isnan(found.rri)
    assert found.then is None


def test_patrol_minutes_stand_beside_a_quiet_spot(review: Reviewer) -> None:
    found = review(
        set_of(MARKET, STATION), ONE_WENT_QUIET, BOTH_THEN, patrol_minutes={"S002": 1240.0}
    )
    rows = found.table.set_index("spot_id")
    assert rows["patrol_minutes"].to_dict() == {"S001": 0.0, "S002": 1240.0}
    assert "patrolled for 1,240 minutes" in rows.loc["S002", "why"]
    assert "patrolled" not in rows.loc["S001", "why"]


def test_where_spots_are_chosen_by_district_they_are_ranked_there(review: Reviewer) -> None:
    found = review(set_of(MARKET, STATION), ONE_WENT_QUIET, BOTH_THEN, per_district=True)
    # Every offence of the table is Colchester's, and so is the harbour.
    assert found.table.set_index("spot_id")["rank_now"].to_dict() == {"S001": 1, "S002": 3}


def test_the_order_of_the_rows_changes_nothing(review: Reviewer, offences_at: OffenceMaker) -> None:
    spots = set_of(MARKET, STATION, RINK)
    shuffled = offences_at(ONE_WENT_QUIET).sample(frac=1, random_state=2)
    one = review(spots, ONE_WENT_QUIET, BOTH_THEN)
    other = review(spots.iloc[::-1], ONE_WENT_QUIET, BOTH_THEN, shuffled=shuffled)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert (one.now, one.rri_range) == (other.now, other.rri_range)


def findings(**changes: Any) -> SpotFindings:
    usual: dict[str, Any] = {
        "rank": 3, "rank_low": 2, "rank_high": 5, "places": 80, "best": 67,
        "share_among_best": 1.0, "offences": 20, "expected": 20.0, "rri": 1.0, "rri_low": 0.8,
        "rri_high": 1.2, "largest_offence_share": 0.1, "patrol_minutes": float("nan"),
        "is_later": True,
    }  # fmt: skip
    return SpotFindings(**(usual | changes))


@pytest.mark.parametrize(
    ("share", "expected", "advice"),
    [(0.60, 20.0, "keep"), (0.59, 20.0, "watch"), (0.10, 20.0, "watch"), (0.09, 20.0, "retire"),
     (0.0, 4.9, "watch"), (0.0, float("nan"), "retire")],
)  # fmt: skip
def test_where_keep_watch_and_retire_begin(share: float, expected: float, advice: str) -> None:
    spot = findings(share_among_best=share, expected=expected)
    assert advice_on(spot, SpotReviewParams()) == advice


def test_the_reason_reads_like_a_sentence() -> None:
    spot = findings(largest_offence_share=0.63)
    assert reason_for(spot, schema.SpotAdvice.KEEP, SpotReviewParams()) == (
        "Rank 3 of 80 places now, likely 2 to 5; among the first 67 in 100 % of the redrawings. "
        "One offence holds 63 % of its harm now."
    )


def test_bounds_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(ParameterError, match="retire_share"):
        SpotReviewParams(keep_share=0.2, retire_share=0.3)
