from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from pandas.testing import assert_frame_equal
from sklearn.cluster import DBSCAN

from hotspots import schema
from hotspots.analyse.spots.grid_dbscan import dbscan_labels
from hotspots.analyse.spots.harm_spot_candidates import cluster_labels
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.analyse.spots.harm_spots import find_harm_spots
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.errors import CoordinateError, MissingColumnError, NoRowsError, ParameterError

OffenceMaker = Callable[..., gpd.GeoDataFrame]
Finder = Callable[..., gpd.GeoDataFrame]
Array = NDArray[np.float64]

MARKET_STREET = (599_600.0, 225_200.0)
QUIET_ESTATE = (601_600.0, 223_200.0)
CLACTON_PIER = (617_600.0, 214_800.0)
HOMICIDE_CSS = 7973.0
ASSAULT_WITH_INJURY_CSS = 189.2
ASSAULT_CSS = 13.5


@pytest.fixture
def find(
    districts: gpd.GeoDataFrame, towns: pd.DataFrame, year_2025: tuple[pd.Timestamp, pd.Timestamp]
) -> Finder:
    def _find(offences: gpd.GeoDataFrame, **changes: Any) -> gpd.GeoDataFrame:
        given_: dict[str, Any] = {
            "index_key": "css",
            "districts": districts,
            "places": towns,
            "period_years": 1.0,
            "period": year_2025,
            "seed": 1,
            "full_points": (),
        }
        own = {key: changes.pop(key) for key in list(changes) if key in given_}
        chosen = {"resamples": 20} | changes
        return find_harm_spots(offences, params=HarmSpotParams(**chosen), **(given_ | own))

    return _find


def around(centre: tuple[float, float], number: int, spread_m: float, seed: int) -> Array:
    """Return points scattered around a centre, to the metre."""
    chance = np.random.default_rng(seed)
    return np.asarray(np.round(chance.normal(centre, spread_m, size=(number, 2))))


def noisy_town(seed: int = 3) -> tuple[Array, Array]:
    """Twelve planted clusters of 60 offences (sd 40 m) and 1,500 strays over 6 km × 6 km."""
    chance = np.random.default_rng(seed)
    grid = [(597_000 + 1200 * i, 222_000 + 1500 * j) for i in range(4) for j in range(3)]
    planted = np.array(grid, dtype=float) + np.round(chance.uniform(-200, 200, (12, 2)))
    strays = np.round(chance.uniform((596_000, 221_000), (602_000, 227_000), (1500, 2)))
    crowds = [around(tuple(centre), 60, 40, seed + n) for n, centre in enumerate(planted)]
    return planted, np.vstack([strays, *crowds])


# --- which offences belong together ------------------------------------------------------------
snapped = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 12)), min_size=1, max_size=40
)


@settings(max_examples=150)
@given(snapped, st.integers(1, 9), st.integers(1, 15), st.randoms(use_true_random=False))
def test_putting_duplicates_together_gives_the_very_labels_of_the_full_run(
    points: list[tuple[int, int, int]], eps_m: int, min_offences: int, chance: Any
) -> None:
    rows = [(east, north) for east, north, times in points for _ in range(times)]
    chance.shuffle(rows)
    every = np.array(rows, dtype=float)
    labels = cluster_labels(every[:, 0], every[:, 1], eps_m=eps_m, min_offences=min_offences)
    full_run = DBSCAN(eps=eps_m, min_samples=min_offences).fit(every).labels_
    assert labels.tolist() == full_run.tolist()


@pytest.mark.parametrize(("reach_m", "spread_m"), [(20.0, 900.0), (50.0, 300.0), (75.5, 120.0)])
def test_the_labels_are_scikit_learns_where_places_stand_anywhere(
    reach_m: float, spread_m: float
) -> None:
    chance = np.random.default_rng(11)
    points = np.vstack(
        [
            around(at, 900, 1, 2) + chance.normal(0, spread_m, (900, 2))
            for at in (MARKET_STREET, QUIET_ESTATE, CLACTON_PIER)
        ]
    )
    counts = chance.integers(1, 6, len(points))
    labels = dbscan_labels(points, counts, eps_m=reach_m, least=10)
    theirs = DBSCAN(eps=reach_m, min_samples=10).fit(points, sample_weight=counts).labels_
    assert labels.max() > 0
    assert labels.tolist() == theirs.tolist()


def test_clustering_nothing_gives_nothing() -> None:
    nothing = np.empty(0)
    assert not len(cluster_labels(nothing, nothing, eps_m=75, min_offences=10))


def test_a_place_with_enough_offences_on_one_point_is_a_cluster_by_itself() -> None:
    east = np.array([0.0] * 10 + [500.0] * 9)
    labels = cluster_labels(east, np.zeros(19), eps_m=75, min_offences=10)
    assert labels.tolist() == [0] * 10 + [-1] * 9


# --- what is found ------------------------------------------------------------------------------
def test_the_planted_places_are_found_in_a_noisy_town(
    find: Finder, offences_at: OffenceMaker
) -> None:
    planted, points = noisy_town()
    spots = find(offences_at(points), count=12)
    centres = np.array([shapely.Point(centre) for centre in planted], dtype=object)
    apart_m = shapely.distance(centres[:, np.newaxis], spots.geometry.to_numpy()[np.newaxis])
    assert (apart_m.min(axis=1) == 0).all()  # each planted place has a spot on it,
    assert (apart_m.min(axis=0) == 0).all()  # and each spot is on a planted place


def test_no_spot_is_wider_than_can_be_walked(find: Finder, offences_at: OffenceMaker) -> None:
    chance = np.random.default_rng(5)
    long_high_street = np.column_stack(
        [np.arange(598_000, 600_000, 20), 225_000 + chance.integers(-30, 30, 100)]
    )
    points = np.repeat(long_high_street, chance.integers(1, 9, 100), axis=0)
    spots = find(offences_at(points), eps_m=75)
    assert len(spots) > 5
    assert spots.extent_m.max() <= 300 + 1e-6
    for outline, said_m in zip(spots.geometry, spots.extent_m, strict=True):
        corners = shapely.get_coordinates(outline)
        widest_m = np.hypot(*(corners[:, np.newaxis] - corners[np.newaxis]).T).max()
        assert widest_m == pytest.approx(said_m)


def test_the_number_of_a_spot_is_the_number_inside_its_outline(
    find: Finder, offences_at: OffenceMaker
) -> None:
    _, points = noisy_town()
    offences = offences_at(points)
    spots = find(offences, min_offences=3)
    inside = gpd.sjoin(spots[["geometry"]], offences, predicate="intersects")
    assert inside.groupby(level=0).size().tolist() == spots.offences.tolist()
    assert not inside.offence_id.duplicated().any()
    assert inside.groupby(level=0).harm_css.sum().to_numpy() == pytest.approx(spots.harm_css)


def test_outlines_of_a_crowded_town_do_not_overlap(find: Finder, offences_at: OffenceMaker) -> None:
    spots = find(offences_at(around(MARKET_STREET, 2500, 400, 2)), min_offences=5)
    assert len(spots) > 15
    ones, others = spots.sindex.query(spots.geometry, predicate="intersects")
    shared = spots.geometry.iloc[ones].intersection(
        spots.geometry.iloc[others].reset_index(drop=True), align=False
    )
    assert shared[ones != others].area.max() < 1e-3


def test_the_order_of_the_rows_changes_nothing(find: Finder, offences_at: OffenceMaker) -> None:
    _, points = noisy_town()
    chance = np.random.default_rng(0)
    offences = offences_at(points, harm_css=chance.choice([13.5, 189.2, 799.6], len(points)))
    shuffled = offences.sample(frac=1, random_state=4)
    assert_frame_equal(find(offences), find(shuffled))


def test_moving_the_town_moves_the_spots(
    find: Finder,
    offences_at: OffenceMaker,
    districts: gpd.GeoDataFrame,
    towns: pd.DataFrame,
) -> None:
    _, points = noisy_town()
    offences = offences_at(points)
    moved = offences.set_geometry(offences.translate(1000, -2000))
    there = districts.set_geometry(districts.translate(1000, -2000))
    towns_there = towns.assign(easting=towns.easting + 1000, northing=towns.northing - 2000)
    before, after = find(offences), find(moved, districts=there, places=towns_there)
    apart_m = shapely.hausdorff_distance(
        before.translate(1000, -2000).to_numpy(), after.geometry.to_numpy()
    )
    assert apart_m.max() < 1e-6
    assert_frame_equal(before.drop(columns="geometry"), after.drop(columns="geometry"))


def test_turning_the_town_turns_the_spots(
    find: Finder, offences_at: OffenceMaker, districts: gpd.GeoDataFrame
) -> None:
    _, points = noisy_town()
    offences = offences_at(points)
    about = {"angle": 90, "origin": (600_000, 224_000)}
    before = find(offences, count=12)
    after = find(
        offences.set_geometry(offences.rotate(**about)),
        districts=districts.set_geometry(districts.rotate(**about)),
        count=12,
    )
    assert sorted(after.offences) == sorted(before.offences)
    assert sorted(after.area_m2) == pytest.approx(sorted(before.area_m2), rel=1e-6)


def test_the_same_seed_gives_the_same_spots(find: Finder, offences_at: OffenceMaker) -> None:
    offences = offences_at(noisy_town()[1])
    assert_frame_equal(find(offences, seed=9), find(offences, seed=9))


# --- frequency deserts --------------------------------------------------------------------------
def test_one_homicide_does_not_buy_a_year_of_patrols(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """30 assaults with injury are 5,676 points; ten assaults and a homicide are 8,108.

    By raw harm the quiet estate would be first; one offence holds 7973 / 8108 = 98 % of it.
    """
    points = np.vstack([around(MARKET_STREET, 30, 20, 1), around(QUIET_ESTATE, 11, 20, 2)])
    harm = [ASSAULT_WITH_INJURY_CSS] * 30 + [ASSAULT_CSS] * 10 + [HOMICIDE_CSS]
    offences = offences_at(points, harm_css=harm)
    for transform in (WeightTransform.RAW, WeightTransform.SQUARE_ROOT):
        spots = find(offences, transform=transform)
        assert spots.offences.tolist() == [30, 11]
        assert spots.rests_on_one_offence.tolist() == [False, True]
        assert spots.largest_offence_share[1] == pytest.approx(7973 / 8108)
        assert "after the others because one offence holds 98 % of its harm" in spots.why[1]
    assert find(offences, transform=WeightTransform.RAW, count=1).offences.tolist() == [30]


def test_a_spot_that_rests_on_one_full_point_comes_after_the_others_and_says_so(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """40 rows on one desk would be first; 12 scattered about Market Street are a place."""
    points = np.vstack([[QUIET_ESTATE] * 40, around(MARKET_STREET, 12, 20, 1)])
    offences = offences_at(points, harm_css=ASSAULT_CSS)
    assert find(offences).offences.tolist() == [40, 12]
    spots = find(offences, full_points=[QUIET_ESTATE])
    assert spots.offences.tolist() == [12, 40]
    assert spots.rests_on_one_point.tolist() == [False, True]
    assert spots.rests_on_one_offence.tolist() == [False, False]
    assert spots.confidence[1] == "low"
    assert "most of its offences lie on one point" in spots.why[1]


def test_a_street_with_a_full_point_in_it_keeps_its_rank(
    find: Finder, offences_at: OffenceMaker
) -> None:
    points = np.vstack([[MARKET_STREET] * 20, around(MARKET_STREET, 21, 20, 1)])
    spots = find(offences_at(points, harm_css=ASSAULT_CSS), full_points=[MARKET_STREET])
    assert spots.rests_on_one_point.tolist() == [False]


def test_without_the_guard_raw_harm_would_put_the_homicide_first(
    find: Finder, offences_at: OffenceMaker
) -> None:
    points = np.vstack([around(MARKET_STREET, 30, 20, 1), around(QUIET_ESTATE, 11, 20, 2)])
    harm = [ASSAULT_WITH_INJURY_CSS] * 30 + [ASSAULT_CSS] * 10 + [HOMICIDE_CSS]
    offences = offences_at(points, harm_css=harm)
    spots = find(offences, transform=WeightTransform.RAW, largest_offence_guard=1.0)
    assert spots.offences.tolist() == [11, 30]


def test_a_homicide_alone_makes_no_spot(find: Finder, offences_at: OffenceMaker) -> None:
    assert find(offences_at([QUIET_ESTATE], harm_css=HOMICIDE_CSS)).empty


def test_the_square_root_lets_many_lesser_offences_outrank_a_few_grave_ones(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """10 × √800 = 283 against 40 × √100 = 400; raw, 8,000 against 4,000."""
    points = np.vstack([[MARKET_STREET] * 40, [QUIET_ESTATE] * 10])
    offences = offences_at(points, harm_css=[100.0] * 40 + [800.0] * 10)
    assert find(offences).offences.tolist() == [40, 10]
    assert find(offences, transform=WeightTransform.RAW).offences.tolist() == [10, 40]


def test_a_cap_limits_what_one_offence_weighs(find: Finder, offences_at: OffenceMaker) -> None:
    """Capped at 150: 10 × 150 = 1,500 against 40 × 100 = 4,000."""
    points = np.vstack([[MARKET_STREET] * 40, [QUIET_ESTATE] * 10])
    offences = offences_at(points, harm_css=[100.0] * 40 + [800.0] * 10)
    capped = find(offences, transform=WeightTransform.CAPPED, cap=150.0)
    assert capped.offences.tolist() == [40, 10]


def test_an_offence_that_the_index_does_not_know_counts_and_adds_no_harm(
    find: Finder, offences_at: OffenceMaker
) -> None:
    offences = offences_at([MARKET_STREET] * 12, harm_css=[100.0] * 10 + [np.nan] * 2)
    spots = find(offences)
    assert spots.offences.tolist() == [12]
    assert spots.harm_css.tolist() == [1000.0]
    assert spots.largest_offence_share[0] == pytest.approx(0.1)


# --- how many are chosen -------------------------------------------------------------------------
@pytest.fixture
def six_spots(offences_at: OffenceMaker) -> gpd.GeoDataFrame:
    """Four places in Colchester (60, 50, 40, 30 offences) and two in Tendring (20, 15)."""
    numbers = {(0, "Colchester"): (60, 50, 40, 30), (17_000, "Tendring"): (20, 15)}
    points, names = [], []
    for (east, district), counts in numbers.items():
        for step, number in enumerate(counts):
            points += [(600_000.0 + east, 215_000.0 + 1000 * step)] * number
            names += [district] * number
    return offences_at(points, district=names)


def test_as_many_spots_as_asked_for_over_the_force(
    find: Finder, six_spots: gpd.GeoDataFrame
) -> None:
    spots = find(six_spots, count=3)
    assert spots.offences.tolist() == [60, 50, 40]
    assert spots["rank"].tolist() == [1, 2, 3]
    assert spots.spot_id.tolist() == ["S001", "S002", "S003"]


def test_as_many_spots_as_asked_for_in_each_district(
    find: Finder, six_spots: gpd.GeoDataFrame
) -> None:
    spots = find(six_spots, count=1, count_per="district")
    assert spots.offences.tolist() == [60, 20]
    assert spots.district.tolist() == ["Colchester", "Tendring"]
    assert spots["rank"].tolist() == [1, 2]
    assert spots.district_rank.tolist() == [1, 1]


def test_all_spots_when_there_are_fewer_than_asked_for(
    find: Finder, six_spots: gpd.GeoDataFrame
) -> None:
    assert find(six_spots).offences.tolist() == [60, 50, 40, 30, 20, 15]


def test_as_many_spots_as_fit_a_share_of_the_area(
    find: Finder, six_spots: gpd.GeoDataFrame
) -> None:
    """Each spot is a circle of 25 m, at most 1,963.5 m²; the districts hold 800 km² together.

    5,900 m² hold three of them (5,890.5 m²), not four.
    """
    spots = find(six_spots, share_of_area=5900 / 800e6)
    assert spots.offences.tolist() == [60, 50, 40]
    assert spots.area_m2.sum() <= 5900


def test_a_share_of_the_area_of_each_district(find: Finder, six_spots: gpd.GeoDataFrame) -> None:
    """Each district has 400 km²: 2,000 m² hold one circle of 1,963.5 m²."""
    spots = find(six_spots, share_of_area=2000 / 400e6, count_per="district")
    assert spots.offences.tolist() == [60, 20]


def test_equal_harm_is_ranked_by_offences_and_then_from_the_west(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """√100 × 10 = √25 × 20 = 100 each."""
    east, west, most = (605_000.0, 220_000.0), (600_000.0, 220_000.0), (608_000.0, 220_000.0)
    points = [east] * 10 + [west] * 10 + [most] * 20
    spots = find(offences_at(points, harm_css=[100.0] * 20 + [25.0] * 20))
    assert spots.centroid.x.round().tolist() == [608_000, 600_000, 605_000]


# --- how firmly ---------------------------------------------------------------------------------
def test_a_spot_far_ahead_is_chosen_with_high_confidence(
    find: Finder, offences_at: OffenceMaker
) -> None:
    points = np.vstack([[MARKET_STREET] * 100, [QUIET_ESTATE] * 12])
    spots = find(offences_at(points), count=1, resamples=200)
    assert spots.share_of_resamples_selected.tolist() == [1.0]
    assert spots.confidence.tolist() == ["high"]
    assert (spots.rank_low[0], spots.rank_high[0]) == (1, 1)


def test_of_two_equal_spots_the_choice_of_one_is_a_toss_up(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """A fair coin 200 times: 0.5 give or take four standard errors of 0.035."""
    points = np.vstack([[MARKET_STREET] * 50, [QUIET_ESTATE] * 50])
    spots = find(offences_at(points), count=1, resamples=200)
    assert 0.36 < spots.share_of_resamples_selected[0] < 0.64
    assert (spots.rank_low[0], spots.rank_high[0]) == (1, 2)


def test_a_spot_that_barely_has_enough_offences_is_not_sure(
    find: Finder, offences_at: OffenceMaker
) -> None:
    """A Poisson count of mean 10 is 10 or more with probability 0.542 (any table)."""
    spots = find(offences_at([MARKET_STREET] * 10), resamples=1000)
    assert spots.share_of_resamples_selected[0] == pytest.approx(0.542, abs=4 * 0.0158)
    assert spots.confidence.tolist() == ["low"]


# --- little or nothing to go by -----------------------------------------------------------------
def test_no_offences_make_an_empty_table_with_every_column(
    find: Finder, offences_at: OffenceMaker
) -> None:
    spots = find(offences_at([]))
    assert spots.empty
    assert set(schema.HARM_SPOT_COLUMNS) | {"harm_css"} == set(spots.columns)
    assert spots.crs == "EPSG:27700"
    filled = find(offences_at([MARKET_STREET] * 20))
    assert spots.dtypes.to_dict() == filled.dtypes.to_dict()


def test_one_offence_is_no_spot_unless_one_is_enough(
    find: Finder, offences_at: OffenceMaker
) -> None:
    offence = offences_at([MARKET_STREET])
    assert find(offence).empty
    spots = find(offence, min_offences=1)
    assert spots.offences.tolist() == [1]
    assert spots.rests_on_one_offence.tolist() == [True]
    assert spots.extent_m[0] == pytest.approx(50.0)


def test_all_offences_on_one_point_make_one_circle(find: Finder, offences_at: OffenceMaker) -> None:
    spots = find(offences_at([MARKET_STREET] * 836))
    assert spots.offences.tolist() == [836]
    assert spots.area_m2[0] == pytest.approx(np.pi * 25**2, rel=0.01)
    assert spots.share_of_force_harm.tolist() == [1.0]


def test_offences_without_any_weight_are_still_places(
    find: Finder, offences_at: OffenceMaker
) -> None:
    spots = find(offences_at([MARKET_STREET] * 20, harm_css=0.0))
    assert spots.offences.tolist() == [20]
    assert spots.share_of_district_harm.tolist() == [0.0]
    assert spots.rests_on_one_offence.tolist() == [False]


def test_the_offences_are_not_changed(find: Finder, offences_at: OffenceMaker) -> None:
    offences = offences_at(noisy_town()[1])
    before = offences.copy()
    find(offences)
    assert_frame_equal(offences, before)


# --- what cannot be used -------------------------------------------------------------------------
def test_an_index_that_was_not_weighed_is_named(find: Finder, offences_at: OffenceMaker) -> None:
    with pytest.raises(MissingColumnError, match="harm_cchi"):
        find(offences_at([MARKET_STREET]), index_key="cchi")


def test_districts_in_another_system_are_refused(
    find: Finder, offences_at: OffenceMaker, districts: gpd.GeoDataFrame
) -> None:
    irish = districts.set_crs("EPSG:2157", allow_override=True)
    with pytest.raises(CoordinateError, match="EPSG:2157"):
        find(offences_at([MARKET_STREET]), districts=irish)


def test_no_districts_are_refused(
    find: Finder, offences_at: OffenceMaker, districts: gpd.GeoDataFrame
) -> None:
    with pytest.raises(NoRowsError, match="no policing districts"):
        find(offences_at([MARKET_STREET]), districts=districts.iloc[:0])


def test_a_period_without_length_is_refused(
    find: Finder, offences_at: OffenceMaker, year_2025: tuple[pd.Timestamp, pd.Timestamp]
) -> None:
    with pytest.raises(ParameterError, match="must have a length"):
        find(offences_at([MARKET_STREET]), period=(year_2025[0], year_2025[0]))


def test_the_ranking_score_is_the_sum_of_the_square_roots_of_each_offence_s_harm(
    offences_at: OffenceMaker, find: Finder
) -> None:
    """Sixteen offences of harm 100 and nine of harm 400 at one place: 16 × 10 + 9 × 20 = 340."""
    spots = find(offences_at([MARKET_STREET] * 25, harm_css=[100.0] * 16 + [400.0] * 9))
    assert spots[schema.RANKING_SCORE].tolist() == [340.0]


def test_the_defaults_are_the_force_s_sixty_seven_walkable_spots_by_square_root() -> None:
    params = HarmSpotParams()
    assert (params.count, params.count_per, params.max_extent_m) == (67, "force", 300.0)
    assert params.transform is WeightTransform.SQUARE_ROOT
    assert params.members_extent_m == 250.0


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as told:
        HarmSpotParams(
            eps_m=0,
            min_offences=0,
            max_extent_m=40,
            count=0,
            count_per="ward",  # type: ignore[arg-type]  # the very fault that is tested
            share_of_area=2,
            cap=100,
            largest_offence_guard=0,
            resamples=3,
        )
    for knob in (
        "eps_m", "min_offences", "max_extent_m", "count must", "count_per", "share_of_area",
        "cap is 100", "largest_offence_guard", "resamples",
    ):  # fmt: skip
        assert knob in str(told.value)


@pytest.mark.parametrize(
    ("faulty", "told"),
    [
        ({"transform": WeightTransform.CAPPED}, "cap must be above 0"),
        ({"transform": "cubed"}, "transform must be one of 'raw'"),
        ({"eps_m": float("nan")}, "eps_m"),
        ({"eps_m": float("inf")}, "eps_m"),
        ({"max_extent_m": float("nan")}, "max_extent_m"),
    ],
)
def test_a_fault_is_told_with_what_is_allowed(faulty: dict[str, Any], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        HarmSpotParams(**faulty)


def test_a_cap_goes_with_capped_weights() -> None:
    assert HarmSpotParams(transform=WeightTransform.CAPPED, cap=500.0).cap == 500.0
