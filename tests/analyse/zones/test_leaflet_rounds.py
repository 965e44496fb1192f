"""A leaflet for every home: in rounds that a pair can walk, cut where it saves most."""

from __future__ import annotations

import pytest

from hotspots import schema
from hotspots.analyse.cocoons.ground import DETOUR, StraightGround
from hotspots.analyse.zones import leaflet_rounds as module
from hotspots.analyse.zones.leaflet_params import LeafletParams
from hotspots.analyse.zones.leaflet_rounds import LeafletDrop, leaflet_rounds
from hotspots.errors import ParameterError
from tests.analyse.cocoon_places import Home, addresses, home, mill_street, shuffled


def row_of(*easts: float, street: str = "Mill Street") -> list[Home]:
    """Return even-numbered houses so many metres along one side of a street."""
    return [home(str(2 * n), east, 0.0, street=street) for n, east in enumerate(easts, start=1)]


def dropped(homes: list[Home], **params: float) -> LeafletDrop:
    return leaflet_rounds(
        addresses(homes),
        params=LeafletParams(**params),  # type: ignore[arg-type]
        ground=StraightGround(),
    )


def test_a_street_of_five_doors_is_cut_where_the_gap_is() -> None:
    """Three doors 10 m apart, 100 m on two more: 20 and 10 m of way, and not 100."""
    drop = dropped(row_of(0, 10, 20, 120, 130), leaflets=3)
    assert drop.rounds[schema.HOMES].tolist() == [3, 2]
    assert drop.rounds[schema.WALK_M].tolist() == pytest.approx([20 * DETOUR, 10 * DETOUR])
    assert drop.walk_m == pytest.approx(30 * DETOUR)


def test_fewer_rounds_come_before_less_walking() -> None:
    """Four leaflets a round: two rounds do, though a third would save the walk of 100 m."""
    drop = dropped(row_of(0, 10, 110, 120, 220), leaflets=4)
    assert len(drop.rounds) == 2


def test_minutes_are_those_at_the_doors_and_between_them() -> None:
    drop = dropped(row_of(0, 80 / DETOUR), door_minutes=0.5)
    assert drop.rounds[schema.MINUTES].tolist() == pytest.approx([2 * 0.5 + 1.0], rel=1e-3)


def test_a_round_is_no_longer_on_foot_than_it_may_be() -> None:
    drop = dropped(row_of(*range(0, 1_000, 20)), round_km=0.3)
    assert (drop.rounds[schema.WALK_M] <= 300.0).all()
    assert drop.rounds[schema.HOMES].sum() == 50


def test_a_block_that_alone_is_beyond_the_limit_is_one_round() -> None:
    block = [home("1", 0.0, 0.0, flat=f"Flat {n}") for n in range(1, 8)]
    drop = dropped([*block, *row_of(30, 40)], leaflets=5)
    assert sorted(drop.rounds[schema.HOMES]) == [2, 7]


def test_every_home_is_in_one_round_whatever_the_order_of_the_rows() -> None:
    homes = addresses([*mill_street(15), *mill_street(15, north=200.0, street="Oak Road")])
    params = LeafletParams(leaflets=20)
    drop = leaflet_rounds(homes, params=params, ground=StraightGround())
    assert sorted(drop.homes[schema.UPRN]) == sorted(homes[schema.UPRN])
    assert drop.homes[schema.WALK_ORDER].tolist() == list(range(1, 61))
    assert drop.homes[schema.ROUND].is_monotonic_increasing
    assert (drop.rounds[schema.HOMES] <= 20).all()
    again = leaflet_rounds(
        shuffled(homes, list(range(59, -1, -1))), params=params, ground=StraightGround()
    )
    assert again.homes[schema.UPRN].tolist() == drop.homes[schema.UPRN].tolist()


def test_a_zone_of_many_doors_is_halved_between_its_streets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_DOORS", 25)
    villages = [
        each
        for at, street in enumerate(("Ash Lane", "Elm Lane", "Oak Lane", "Yew Lane"))
        for each in mill_street(6, first_east=500.0 * at, street=street)
    ]
    drop = dropped(villages)
    # Twelve doors a street: two parts of two streets each, and no street in both.
    assert drop.rounds[schema.HOMES].tolist() == [24, 24]
    assert drop.homes.groupby(schema.STREET)[schema.ROUND].nunique().eq(1).all()


def test_one_street_of_too_many_doors_is_halved_all_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_DOORS", 10)
    drop = dropped(row_of(*range(0, 400, 20)))
    assert drop.rounds[schema.HOMES].sum() == 20


def test_limits_that_no_round_could_hold_are_refused_together() -> None:
    with pytest.raises(ParameterError, match=r"round_km.*leaflets must be 1 or more, not 0"):
        LeafletParams(leaflets=0, round_km=0.0)
