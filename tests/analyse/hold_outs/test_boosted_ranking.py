"""The learner that simple rankings are measured by: what it may see, and that it learns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from hotspots.analyse.hold_outs.boosted_ranking import by_boosting, stepped_facts
from hotspots.analyse.hold_outs.ranked_order import captured_in_top, ranked_order
from hotspots.analyse.hold_outs.rankings import Target, lay_out

TOWN = shapely.box(600_000, 225_000, 606_000, 231_000)
MONTHS, KNOWN = 12, 9


@pytest.fixture(scope="module")
def robbery() -> Target:
    """A year in which robberies are rare, and fall where thefts are many."""
    rng = np.random.default_rng(6)
    markets = rng.uniform((601_000, 226_000), (605_000, 230_000), size=(12, 2))
    busy = np.repeat(markets, 400, axis=0) + rng.normal(0, 60, size=(4_800, 2))
    quiet = rng.uniform((600_000, 225_000), (606_000, 231_000), size=(2_000, 2))
    points = np.round(np.vstack([busy, quiet]) / 20) * 20
    is_robbery = np.append(rng.random(4_800) < 0.05, np.zeros(2_000, dtype=bool))
    ground = lay_out(
        TOWN,
        points[:, 0],
        points[:, 1],
        is_robbery.astype(np.int64),
        rng.integers(0, MONTHS, 6_800),
        months=MONTHS,
        cell_size_m=150.0,
        origin_m=(0.0, 0.0),
        crs="EPSG:27700",
    )
    return Target(ground=ground, selected=is_robbery, amount=np.ones(6_800))


def test_it_learns_where_robberies_fall_from_thefts(robbery: Target) -> None:
    came = robbery.held(KNOWN, MONTHS)
    own = captured_in_top(ranked_order(robbery.held(0, KNOWN)), came, share_of_area=0.05)
    learned = captured_in_top(ranked_order(by_boosting(robbery, KNOWN)), came, share_of_area=0.05)
    assert learned > own > 0.3


def test_nothing_of_the_months_judged_is_seen(robbery: Target) -> None:
    ground = robbery.ground
    known = ground.month < KNOWN
    shuffled = np.random.default_rng(1).permutation(np.flatnonzero(~known))
    place, kind = ground.place.copy(), ground.kind.copy()
    place[~known], kind[~known] = ground.place[shuffled], ground.kind[shuffled]
    other = replace(robbery, ground=replace(ground, place=place, kind=kind))
    assert np.array_equal(by_boosting(robbery, KNOWN), by_boosting(other, KNOWN))


def test_the_order_of_the_rows_changes_no_score(robbery: Target) -> None:
    ground = robbery.ground
    turned = np.random.default_rng(2).permutation(ground.place.size)
    mixed = replace(
        ground,
        **{name: getattr(ground, name)[turned] for name in ("place", "point", "kind", "month")},
    )
    other = Target(ground=mixed, selected=robbery.selected[turned], amount=robbery.amount)
    assert np.array_equal(by_boosting(robbery, KNOWN), by_boosting(other, KNOWN))


def test_what_is_known_of_the_squares_is_found_once_whatever_is_foreseen(robbery: Target) -> None:
    anything = replace(robbery, selected=np.ones_like(robbery.selected))
    alone = by_boosting(anything, KNOWN, stepped_facts(robbery.ground, KNOWN))
    by_boosting(robbery, KNOWN)
    assert np.array_equal(by_boosting(anything, KNOWN), alone)


def test_where_nothing_came_all_squares_are_alike(robbery: Target) -> None:
    nothing = replace(robbery, amount=np.zeros(robbery.amount.size))
    assert not by_boosting(nothing, KNOWN).any()


def test_what_else_is_known_of_a_square_is_used() -> None:
    """Robberies that fall by lot where a fact says so: without it nothing tells where."""
    rng = np.random.default_rng(7)
    points = (
        np.round(rng.uniform((600_000, 225_000), (606_000, 231_000), size=(9_000, 2)) / 20) * 20
    )
    ground = lay_out(
        TOWN,
        points[:, 0],
        points[:, 1],
        np.zeros(9_000, dtype=np.int64),
        rng.integers(0, MONTHS, 9_000),
        months=MONTHS,
        cell_size_m=150.0,
        origin_m=(0.0, 0.0),
        crs="EPSG:27700",
    )
    has_shops = rng.random(ground.size) < 0.3
    selected = has_shops[ground.place] & (rng.random(9_000) < 0.2)
    robbery = Target(ground=ground, selected=selected, amount=np.ones(9_000))
    came = robbery.held(KNOWN, MONTHS)
    alone, told = (
        captured_in_top(ranked_order(by_boosting(robbery, KNOWN, each)), came, share_of_area=0.3)
        for each in (
            None,
            stepped_facts(ground, KNOWN, has_shops[:, np.newaxis].astype(np.float64)),
        )
    )
    assert alone < 0.6
    assert told > 0.9
