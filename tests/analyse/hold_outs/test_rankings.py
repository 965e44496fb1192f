"""Squares of a study area, and the ways of ranking them: none may look ahead."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from hotspots.analyse.hold_outs.hold_out import monthly_roll
from hotspots.analyse.hold_outs.rankings import (
    BlendRankingParams,
    DensityRankingParams,
    Ground,
    ShrunkRanking,
    Target,
    blended,
    by_density,
    by_getis_ord,
    by_past,
    lay_out,
    squares_of,
)
from hotspots.analyse.hold_outs.shrunk_history import ShrunkHistoryParams
from hotspots.analyse.hold_outs.tuned_rankings import TunedRankings
from hotspots.errors import ParameterError

BNG = "EPSG:27700"
# 3 km square, its corner on a multiple of 150 m.
TOWN = shapely.box(600_000, 225_000, 603_000, 228_000)
VIOLENCE, THEFT = 0, 1


def ground(points: np.ndarray, month: np.ndarray, kind: np.ndarray | None = None) -> Ground:
    east, north = np.asarray(points, dtype=float).T
    return lay_out(
        TOWN,
        east,
        north,
        np.zeros(east.size, dtype=np.int64) if kind is None else kind,
        month,
        months=12,
        cell_size_m=150.0,
        origin_m=(0.0, 0.0),
        crs=BNG,
    )


@pytest.fixture(scope="module")
def town() -> Target:
    """A year of violence and theft in a town with a market place."""
    rng = np.random.default_rng(4)
    market = rng.normal((601_500, 226_500), 120, size=(600, 2))
    elsewhere = rng.uniform((600_000, 225_000), (603_000, 228_000), size=(600, 2))
    points = np.round(np.vstack([market, elsewhere]) / 30) * 30
    month = rng.integers(0, 12, size=1_200)
    kind = rng.integers(0, 2, size=1_200)
    laid = ground(points, month, kind)
    return Target(
        ground=laid, selected=kind == VIOLENCE, amount=np.where(kind == VIOLENCE, 2.0, 1.0)
    )


def test_a_town_of_three_kilometres_has_four_hundred_squares() -> None:
    laid = ground(np.array([[601_510, 226_510]]), np.array([0]))
    assert laid.size == 400
    assert laid.places.eastings[laid.place[0]] == 601_575.0


def test_an_offence_on_the_shore_is_not_lost_but_adds_its_square() -> None:
    laid = ground(np.array([[599_990, 226_510]]), np.array([0]))
    assert laid.size == 401
    assert laid.places.eastings[laid.place[0]] == 599_925.0


def test_the_squares_may_begin_at_another_corner() -> None:
    grid, cells, place = squares_of(
        TOWN,
        np.array([600_074.0, 600_076.0]),
        np.array([225_100.0, 225_100.0]),
        cell_size_m=150.0,
        origin_m=(600_075.0, 225_000.0),
        crs=BNG,
    )
    assert (grid.west_m - 600_075.0) % 150.0 == 0.0
    assert place[0] != place[1]
    assert cells.size == 20 * 20


def test_the_plain_count_conserves_what_came(town: Target) -> None:
    known = town.selected & (town.ground.month < 9)
    assert by_past(town, 9).sum() == pytest.approx(town.amount[known].sum())
    assert town.held(0, 12).sum() == pytest.approx(town.held(0, 9).sum() + town.held(9, 12).sum())


def test_density_at_a_square_and_next_door_by_hand() -> None:
    # methods.md §2: h = 300 m, one event of weight 1: 10.610 per km² at 0 m, 5.968 at 150 m. Where
    # in its square the offence lies does not matter.
    laid = ground(np.array([[601_640, 226_510]]), np.array([0]))
    target = Target(ground=laid, selected=np.array([True]), amount=np.array([1.0]))
    found = by_density(target, 12, DensityRankingParams(bandwidth_m=300.0))
    own = laid.place[0]
    assert found[own] == pytest.approx(10.610, abs=5e-4)
    assert found[own + 1] == pytest.approx(5.968, abs=5e-4)
    blend = blended(target, by_past(target, 12), found, 0.5)
    assert blend[own] == pytest.approx(1 + 0.5 * 10.610 * 0.0225, abs=5e-4)


def test_an_old_offence_fades() -> None:
    laid = ground(np.array([[600_100, 225_100], [602_900, 227_900]]), np.array([0, 6]))
    target = Target(ground=laid, selected=np.ones(2, dtype=bool), amount=np.ones(2))
    found = by_density(target, 7, DensityRankingParams(half_life_months=3.0))
    assert found[laid.place[0]] == pytest.approx(found[laid.place[1]] / 4)


def test_no_method_looks_ahead(town: Target) -> None:
    """Whatever comes after the months known, the scores are the same."""
    later = town.ground.month >= 9
    moved = replace(town.ground, kind=np.where(later, 1 - town.ground.kind, town.ground.kind))
    other = Target(
        ground=moved,
        selected=np.where(later, ~town.selected, town.selected),
        amount=np.where(later, town.amount * 9, town.amount),
    )
    params = ShrunkHistoryParams()
    for one, two in (
        (by_past(town, 9), by_past(other, 9)),
        (by_getis_ord(town, 9), by_getis_ord(other, 9)),
        (by_density(town, 9, DensityRankingParams()), by_density(other, 9, DensityRankingParams())),
        (ShrunkRanking(town, 9)(params), ShrunkRanking(other, 9)(params)),
    ):
        assert one.tolist() == two.tolist()


def test_one_fit_serves_every_strength_that_is_tried(town: Target) -> None:
    ranking = ShrunkRanking(town, 9)
    weak = ranking(ShrunkHistoryParams(prior_strength=0.5))
    strong = ranking(ShrunkHistoryParams(prior_strength=8.0))
    fresh = ShrunkRanking(town, 9)(ShrunkHistoryParams(prior_strength=8.0))
    assert strong == pytest.approx(fresh)
    assert np.ptp(strong) < np.ptp(weak)


def test_what_folds_share_changes_no_ranking(town: Target) -> None:
    """One after another, as a study asks for them, or each alone."""
    shares = (0.01, 0.05)
    tuned = TunedRankings(town, shares)
    for fold in monthly_roll(12):
        alone = TunedRankings(town, shares).ranked(fold)
        for method, each in tuned.ranked(fold).items():
            assert np.array_equal(each.scores, alone[method].scores)
            assert (each.params, each.tried) == (alone[method].params, alone[method].tried)


def test_the_market_place_ranks_first_by_every_method(town: Target) -> None:
    market = town.ground.places
    for scores in (
        by_past(town, 9),
        by_getis_ord(town, 9),
        by_density(town, 9, DensityRankingParams()),
        ShrunkRanking(town, 9)(ShrunkHistoryParams()),
    ):
        top = int(scores.argmax())
        assert np.hypot(market.eastings[top] - 601_500, market.northings[top] - 226_500) < 300


def test_a_share_below_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="0 or above"):
        BlendRankingParams(share=-0.1)
