"""The whole hold-out on an invented town: folds, methods, grounds, differences."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.hold_outs.accuracy_params import ComparisonParams
from hotspots.analyse.hold_outs.judged_rankings import TargetFindings, judge_rankings
from hotspots.analyse.hold_outs.judged_streets import street_segments
from hotspots.analyse.hold_outs.judged_tables import NOT_SQUARES, SPOTS
from hotspots.analyse.hold_outs.rankings import Target, lay_out
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.errors import ParameterError
from hotspots.schema import HoldOutDesign, RankingMethod
from tests.analyse.street_places import network

TOWN = shapely.box(600_000, 225_000, 606_000, 231_000)
# A street every 200 m each way, cut where it meets another.
EVERY_200_M = [float(at) for at in range(0, 6_001, 200)]
STREETS = network(
    *(
        (None, [(a, 5_000 + row), (b, 5_000 + row)])
        for row in EVERY_200_M
        for a, b in pairwise(EVERY_200_M)
    ),
    *(
        (None, [(row, 5_000 + a), (row, 5_000 + b)])
        for row in EVERY_200_M
        for a, b in pairwise(EVERY_200_M)
    ),
)
PARAMS = ComparisonParams(area_shares=(0.01, 0.05), spot_count=4, resamples=40)


@pytest.fixture(scope="module")
def offences() -> gpd.GeoDataFrame:
    """A year in which six market places are busy all along, and the rest of the town is not."""
    rng = np.random.default_rng(8)
    markets = rng.uniform((601_000, 226_000), (605_000, 230_000), size=(6, 2))
    busy = np.repeat(markets, 150, axis=0) + rng.normal(0, 40, size=(900, 2))
    quiet = rng.uniform((600_000, 225_000), (606_000, 231_000), size=(900, 2))
    points = np.round(np.vstack([busy, quiet]) / 20) * 20
    months = rng.integers(0, 12, size=1_800)
    return gpd.GeoDataFrame(
        {"month": months, "theft": rng.random(1_800) < 0.4}, geometry=shapely.points(points)
    )


@pytest.fixture(scope="module")
def judge() -> Callable[[gpd.GeoDataFrame], TargetFindings]:
    """Judge the rankings of violence, on a table that has what harm spots need."""
    districts = gpd.GeoDataFrame(
        {schema.DISTRICT: ["Colchester"]}, geometry=[TOWN], crs="EPSG:27700"
    )

    def judged(rows: gpd.GeoDataFrame) -> TargetFindings:
        table = gpd.GeoDataFrame(
            {
                name: np.full(len(rows), "")
                for name in (
                    schema.OFFENCE_CODE, schema.CATEGORY, schema.FROM_TIME, schema.TO_TIME,
                    schema.TIME_PRECISION, schema.LOCATION, schema.OFFENCE_ID,
                )
            },
            geometry=rows.geometry.to_numpy(),
            crs="EPSG:27700",
        ).assign(district="Colchester")  # fmt: skip
        ground = lay_out(
            TOWN,
            rows.geometry.x.to_numpy(),
            rows.geometry.y.to_numpy(),
            rows["theft"].to_numpy(dtype=np.int64),
            rows["month"].to_numpy(dtype=np.int64),
            months=12,
            cell_size_m=150.0,
            origin_m=(0.0, 0.0),
            crs="EPSG:27700",
        )
        target = Target(
            ground=ground, selected=~rows["theft"].to_numpy(), amount=np.ones(len(rows))
        )
        streets = street_segments(table, STREETS, ground)
        return judge_rankings(target, table, districts, PARAMS, HarmSpotParams(), streets)

    return judged


@pytest.fixture(scope="module")
def found(
    judge: Callable[[gpd.GeoDataFrame], TargetFindings], offences: gpd.GeoDataFrame
) -> TargetFindings:
    return judge(offences)


def score(found: TargetFindings, method: RankingMethod, ground: str) -> dict[str, float]:
    rows = found.scores
    rows = rows[
        (rows[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & (rows[schema.METHOD] == method)
        & (rows[schema.CHOSEN_GROUND] == ground)
    ]
    return dict(rows.iloc[0])


def test_every_method_is_judged_on_every_ground_in_both_designs(found: TargetFindings) -> None:
    grounds = {
        "1 % of the area",
        "5 % of the area",
        "4 squares",
        "as much as 4 harm spots cover",
        "as much street as 4 harm spots hold",
    }
    squares = set(RankingMethod) - set(NOT_SQUARES)
    # The learner is judged once: fitted anew each month it would take most of a study's time.
    left_out = {HoldOutDesign.ONE_SPLIT: set(), HoldOutDesign.MONTHLY_ROLL: {RankingMethod.LEARNER}}
    for design in HoldOutDesign:
        rows = found.scores[found.scores[schema.DESIGN] == design]
        assert set(rows[schema.CHOSEN_GROUND]) == grounds
        for ground in grounds:
            methods = set(rows.loc[rows[schema.CHOSEN_GROUND] == ground, schema.METHOD])
            assert squares - methods == left_out[design]
    assert set(schema.ACCURACY_COLUMNS) - {schema.FORESEEN} == set(found.scores)
    assert set(schema.ACCURACY_DIFFERENCE_COLUMNS) - {schema.FORESEEN} == set(found.differences)


@pytest.mark.parametrize(
    "count", [RankingMethod.PAST, RankingMethod.PAST_THEN_ALL, RankingMethod.ALL_OFFENCES]
)
def test_the_plain_counts_stand_beside_every_method(
    found: TargetFindings, count: RankingMethod
) -> None:
    rows = found.differences
    assert len(rows[rows[schema.RIVAL] == count]) == 2 * 5


def test_pai_is_share_captured_over_share_of_area(found: TargetFindings) -> None:
    row = score(found, RankingMethod.PAST, "5 % of the area")
    # Five in a hundred of some 1,600 squares, those over the edge that hold an offence included.
    assert row[schema.SHARE_OF_AREA] == pytest.approx(0.05, rel=0.02)
    assert row[schema.PAI] == pytest.approx(row[schema.CAPTURED] / row[schema.SHARE_OF_AREA])
    assert 0 < row[schema.PEI] <= 1


def test_what_lies_in_the_market_places_is_captured(found: TargetFindings) -> None:
    # Half of all offences lie in six market places, each on a few squares of the 1,600.
    assert score(found, RankingMethod.SHRUNK, "5 % of the area")[schema.CAPTURED] > 0.45


def test_four_of_six_market_places_are_found_as_harm_spots(found: TargetFindings) -> None:
    for method in SPOTS:
        row = score(found, method, "as much as 4 harm spots cover")
        assert 0.2 < row[schema.CAPTURED] < 0.45
        assert np.isnan(row[schema.PEI])


def test_streets_stand_beside_squares_on_as_much_ground(found: TargetFindings) -> None:
    row = score(found, RankingMethod.STREETS_BY_PAST, "1 % of the area")
    # 0.36 km² along strips of 50 m: 36 links of 200 m, less what lies beyond the edge.
    assert row[schema.SHARE_OF_AREA] == pytest.approx(0.01, rel=0.15)
    assert row[schema.CAPTURED] > 0.1
    assert np.isnan(row[schema.PEI])


def test_streets_stand_beside_spots_and_squares_on_as_many_metres(found: TargetFindings) -> None:
    ground = "as much street as 4 harm spots hold"
    shares = {
        method: score(found, method, ground)[schema.CAPTURED]
        for method in (
            RankingMethod.STREETS_BY_PAST, RankingMethod.SPOTS_BY_PAST, RankingMethod.SHRUNK
        )
    }  # fmt: skip
    assert all(0 < share < 0.6 for share in shares.values())
    rows = found.differences
    row = rows[
        (rows[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & (rows[schema.METHOD] == RankingMethod.SPOTS_BY_PAST)
        & (rows[schema.RIVAL] == RankingMethod.STREETS_BY_PAST)
        & (rows[schema.CHOSEN_GROUND] == ground)
    ].iloc[0]
    less = shares[RankingMethod.SPOTS_BY_PAST] - shares[RankingMethod.STREETS_BY_PAST]
    assert row[schema.DIFFERENCE] == pytest.approx(less)


def test_the_difference_is_that_of_the_shares(found: TargetFindings) -> None:
    rows = found.differences
    row = rows[
        (rows[schema.DESIGN] == HoldOutDesign.ONE_SPLIT)
        & (rows[schema.RIVAL] == RankingMethod.DENSITY)
        & (rows[schema.CHOSEN_GROUND] == "1 % of the area")
    ].iloc[0]
    shares = [
        score(found, method, "1 % of the area")[schema.CAPTURED]
        for method in (RankingMethod.SHRUNK, RankingMethod.DENSITY)
    ]
    assert row[schema.DIFFERENCE] == pytest.approx(shares[0] - shares[1])
    assert row[schema.DIFFERENCE_LOW] <= row[schema.DIFFERENCE] <= row[schema.DIFFERENCE_HIGH]


def test_what_was_tried_is_shown_and_one_value_of_each_setting_chosen(
    found: TargetFindings,
) -> None:
    tried = found.tried[found.tried[schema.DESIGN] == HoldOutDesign.ONE_SPLIT]
    chosen = tried.groupby([schema.METHOD, schema.SETTING])["chosen"].sum()
    assert (chosen == 1).all()
    # All offences weigh the same: there is no weight to transform.
    assert "transform" not in set(tried[schema.SETTING])


def test_the_order_of_the_rows_changes_no_figure(
    judge: Callable[[gpd.GeoDataFrame], TargetFindings],
    offences: gpd.GeoDataFrame,
    found: TargetFindings,
) -> None:
    turned = offences.iloc[np.random.default_rng(3).permutation(len(offences))]
    again = judge(turned.reset_index(drop=True))
    for one, other in ((found.scores, again.scores), (found.differences, again.differences)):
        numbers = one.select_dtypes("number").columns
        assert np.allclose(one[numbers], other[numbers], equal_nan=True, atol=1e-9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"area_shares": (0.0,)}, "area_shares"),
        ({"spot_count": 0}, "spot_count"),
        ({"cell_size_m": -1.0}, "cell_size_m"),
        ({"squares_from_m": (1.0,)}, "easting and a northing"),
        ({"resamples": 3}, "resamples"),
    ],
)
def test_parameters_out_of_range_are_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        ComparisonParams(**wrong)  # type: ignore[arg-type] # one name at a time
