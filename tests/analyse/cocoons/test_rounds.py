"""Rounds that one pair can walk in one shift: each within its limits, the most urgent first."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.cocooning import cocoon
from hotspots.analyse.cocoons.ground import StreetGround
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.analyse.cocoons.rounds import FEWEST_OF_A_PLACE
from hotspots.errors import ParameterError
from hotspots.schema import Tier
from tests.analyse.cocoon_places import (
    EAST,
    NORTH,
    Home,
    Offence,
    addresses,
    at,
    live,
    mill_street,
    offence,
)
from tests.analyse.cocoons.test_ground import streets

AS_OF = "2026-11-20 08:00"


def village(name: str, east: float, north: float, pairs: int = 20) -> list[Home]:
    return mill_street(
        pairs, north=north, first_east=east, street=name, usrn=None, postcode="CO9 9ZZ"
    )


def burgled(name: str, number: int, east: float, north: float, begins: str) -> Offence:
    plot, even = divmod(number - 1, 2)
    return offence(
        f"42/{name}/26",
        begins,
        location=f"{number} {name}, Colchester",
        place=(EAST + east + plot * 12.0, NORTH + north + (-12.0 if even else 12.0)),
    )


# Three villages in a row, 2 and 20 km apart.
HOMES = [
    *village("Mill Street", 0, 0),
    *village("Oak Road", 2_000, 0),
    *village("Far Lane", 22_000, 0),
]
YESTERDAY = burgled("Mill Street", 11, 0, 0, "2026-11-19 20:00")
LAST_WEEK = burgled("Oak Road", 11, 2_000, 0, "2026-11-12 20:00")
FAR = burgled("Far Lane", 11, 22_000, 0, "2026-11-19 23:30")


def listed(burglaries: list[Offence], homes: list[Home] = HOMES, **changes: Any) -> CocoonList:
    ground = changes.pop("ground", None)
    return cocoon(
        addresses(homes),
        live(burglaries, AS_OF),
        params=CocoonParams(risk="promap", rounds=RoundParams(**changes)),
        as_of=at(AS_OF),
        ground=ground,
    )


def streets_of(found: CocoonList, number: int) -> list[str]:
    chosen = found.chosen[found.chosen[schema.ROUND] == number]
    return list(dict.fromkeys(chosen.sort_values(schema.WALK_ORDER)[schema.STREET]))


def test_every_round_holds_every_limit() -> None:
    for limits in (
        {"capacity": 7},
        {"walk_km": 0.2},
        {"shift_minutes": 90.0},
        {"capacity": 30, "walk_km": 0.5, "shift_minutes": 200.0, "visit_minutes": 9.0},
    ):
        found = listed([YESTERDAY, LAST_WEEK, FAR], teams=3, **limits)
        params = found.params.rounds
        assert len(found.rounds.rounds) == 3
        for each in found.rounds.rounds:
            assert each.visits <= params.capacity
            assert each.walk_m <= params.walk_m
            assert each.minutes <= params.shift_minutes
            assert sum(each.places) == each.visits
        assert sum(each.visits for each in found.rounds.rounds) == len(found.chosen)


def test_the_burglary_with_least_time_left_founds_the_first_round_and_its_victim_is_in_it() -> None:
    found = listed([FAR, YESTERDAY], teams=2, capacity=9)
    assert streets_of(found, 1) == ["Mill Street"]
    assert streets_of(found, 2) == ["Far Lane"]
    first = found.chosen[found.chosen[schema.ROUND] == 1]
    assert set(first[schema.NUMBER]) == {"11", "3", "5", "7", "9", "13", "15", "17", "19"}


def test_rounds_of_one_day_are_in_the_order_of_their_streets_not_of_the_hour() -> None:
    """The hour of a report would tell more of a home that is not on the list than its row does."""
    at_ten, at_nine = (
        [
            burgled("Mill Street", 11, 0, 0, f"2026-11-19 {mill}:00"),
            burgled("Far Lane", 11, 22_000, 0, f"2026-11-19 {far}:00"),
        ]
        for mill, far in ((10, 9), (9, 10))
    )
    for burglaries in (at_ten, at_nine):
        found = listed(burglaries, teams=2, capacity=9)
        assert streets_of(found, 1) == ["Far Lane"]
        assert streets_of(found, 2) == ["Mill Street"]


def test_a_neighbouring_place_is_driven_to_and_the_drive_is_no_walking() -> None:
    found = listed([YESTERDAY, LAST_WEEK], capacity=30)
    (only,) = found.rounds.rounds
    assert streets_of(found, 1) == ["Mill Street", "Oak Road"]
    assert len(only.places) == 2
    assert only.drive_m == pytest.approx(2_000 * 1.4, rel=0.05)
    assert only.walk_m < 1_500
    # The place without a clock is backlog, and stands after the one that has one.
    chosen = found.chosen.set_index(schema.STREET)
    assert set(chosen.loc["Oak Road", schema.PLACE]) == {2}


def test_a_burgled_home_never_stands_alone_of_its_street() -> None:
    """Its row would say "same street", and no other would: those of a riskier street came first."""
    riskier = [
        *village("Oak Road", 2_000, 0, pairs=10),
        *village("High Road", 2_000, 60),
        *village("Mill Street", 0, 0),
    ]
    twice = [burgled("High Road", door, 2_000, 60, "2026-11-17 20:00") for door in (9, 11, 13)]
    for capacity in (14, 16, 19, 22, 30):
        found = listed([YESTERDAY, LAST_WEEK, *twice], riskier, capacity=capacity)
        own = found.reasons.loc[found.reasons[schema.BURGLARY_TIER] == Tier.VICTIM, schema.UPRN]
        streets = found.chosen.groupby(schema.STREET).size()
        for street in found.chosen.loc[found.chosen[schema.UPRN].isin(own), schema.STREET]:
            assert streets[street] >= FEWEST_OF_A_PLACE, (capacity, streets)


def test_whose_48_hours_are_over_waits_for_nobody_but_those_whose_are_running() -> None:
    """A late victim comes before neighbours; a late neighbour counts by risk, as others do."""
    found = cocoon(
        addresses(HOMES),
        live([YESTERDAY, LAST_WEEK], AS_OF),
        params=CocoonParams(risk="promap", rounds=RoundParams(capacity=14)),
        as_of=at(AS_OF),
        first_list=at("2026-11-01 08:00"),
    )
    chosen = found.chosen
    running = chosen[schema.DUE].notna() & ~chosen[schema.OVERDUE]
    assert running.sum() == 9
    late = chosen.loc[chosen[schema.STREET] == "Oak Road"]
    assert (late[schema.TIER] == Tier.VICTIM).sum() == 1
    assert len(late) == FEWEST_OF_A_PLACE


def test_a_place_that_is_no_neighbour_is_left_to_another_team() -> None:
    found = listed([YESTERDAY, FAR])
    assert streets_of(found, 1) == ["Mill Street"]
    assert "Far Lane" in set(found.left_out[schema.STREET])


def test_no_home_is_in_two_rounds_and_what_is_left_out_is_counted() -> None:
    found = listed([YESTERDAY, LAST_WEEK, FAR], teams=5, capacity=12)
    assert found.chosen[schema.UPRN].is_unique
    assert sorted(found.chosen[schema.WALK_ORDER]) == list(range(1, len(found.chosen) + 1))
    assert len(found.chosen) + len(found.left_out) == len(found.targets)
    in_order = found.chosen.sort_values(schema.WALK_ORDER)
    assert (np.diff(in_order[schema.ROUND].astype(int)) >= 0).all()


def test_what_walking_costs_is_counted_against_a_free_choice_of_as_many() -> None:
    found = listed([YESTERDAY, FAR], capacity=12)
    risk = found.targets[schema.RISK]
    assert found.rounds.risk == pytest.approx(float(found.chosen[schema.RISK].sum()))
    assert found.rounds.most_risk == pytest.approx(float(risk.nlargest(12).sum()))
    assert found.rounds.risk_by_priority == pytest.approx(float(risk.iloc[:12].sum()))
    assert any("of the risk that as many homes could have" in note for note in found.notes)


def test_more_teams_than_places_make_no_empty_round() -> None:
    assert len(listed([FAR], teams=9, capacity=60).rounds.rounds) == 1


def test_the_walk_follows_the_streets_where_there_are_some() -> None:
    # Mill Street is cut in two by a river at 120 m; the way round is a kilometre.
    cut = streets(
        ("Mill Street", "a", "b", [(EAST, NORTH), (EAST + 114, NORTH)]),
        ("Mill Street", "c", "d", [(EAST + 120, NORTH), (EAST + 240, NORTH)]),
        (
            "Bridge Road",
            "b",
            "c",
            [(EAST + 114, NORTH), (EAST + 117, NORTH + 900), (EAST + 120, NORTH)],
        ),
    )
    here = village("Mill Street", 0, 0)
    straight = listed([YESTERDAY], here, capacity=40, walk_km=1.5)
    along = listed([YESTERDAY], here, capacity=40, walk_km=1.5, ground=StreetGround(cut))
    assert along.rounds.ground_words == "along the streets"
    assert straight.chosen.geometry.x.max() > EAST + 120
    assert along.chosen.geometry.x.max() < EAST + 120
    assert along.rounds.rounds[0].walk_m <= 1_500


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"capacity": 0}, "capacity must be 1 or more"),
        ({"teams": 0}, "teams must be 1 or more"),
        ({"walk_km": 0}, "walk_km must be above 0"),
        ({"visit_minutes": float("nan")}, "visit_minutes must be above 0"),
        ({"shift_minutes": 5}, "visit_minutes .6. must not be above shift_minutes"),
    ],
)
def test_limits_that_no_round_could_hold_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        RoundParams(**changes)
