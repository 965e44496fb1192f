"""Whom to visit after a burglary: everyone in reach once, with every reason, the victim first."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams, FittedRatios
from hotspots.analyse.cocoons.cocoon_reach import reached_homes
from hotspots.analyse.cocoons.cocooning import cocoon, cocoon_force, cocoon_from_reach
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.analyse.cocoons.visit_exclusions import (
    ACTION,
    EXCLUSION_COLUMNS,
    UNTIL,
    NextListAction,
)
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import Tier
from tests.analyse.cocoon_places import (
    EAST,
    NORTH,
    PLOT_M,
    Home,
    Offence,
    addresses,
    at,
    home,
    live,
    mill_street,
    offence,
    shuffled,
)

AS_OF = "2026-11-20 08:00"
PROMAP = CocoonParams(risk="promap")
BANDS = NearRepeatParams()
LONG_AGO = at("2026-06-01 08:00")


def cocooned(
    homes: list[Home],
    burglaries: list[Offence],
    params: CocoonParams = PROMAP,
    as_of: str = AS_OF,
    **options: Any,
) -> CocoonList:
    return cocoon(
        addresses(homes), live(burglaries, as_of), params=params, as_of=at(as_of), **options
    )


def burgled(number: int, reference: str, begins: str = "2026-11-19 20:00") -> Offence:
    """A burglary of this number in Mill Street, its point on the house."""
    plot, even = divmod(number - 1, 2)
    return offence(
        reference,
        begins,
        location=f"{number} Mill Street, Colchester",
        place=(EAST + plot * PLOT_M, NORTH + (-12.0 if even else 12.0)),
    )


def holding(capacity: int) -> CocoonParams:
    return CocoonParams(risk="promap", rounds=RoundParams(capacity=capacity))


def exclusions(*rows: tuple[str, NextListAction, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(EXCLUSION_COLUMNS[:3]), dtype="str")
    table[UNTIL] = pd.NaT
    return table


def by_number(found: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(found).set_index(schema.NUMBER)


def test_the_victim_comes_first_and_then_the_four_either_way() -> None:
    found = cocooned(mill_street(12), [burgled(11, "42/1/26")])
    numbers = list(found.targets[schema.NUMBER])
    assert numbers[0] == "11"
    assert set(numbers[1:9]) == {"3", "5", "7", "9", "13", "15", "17", "19"}
    assert list(found.targets[schema.PRIORITY]) == list(range(1, 25))
    assert schema.validate_targets(found.targets) is found.targets


def test_a_home_that_two_burglaries_reach_stands_once_with_both_reasons() -> None:
    found = cocooned(
        mill_street(12), [burgled(11, "42/1/26"), burgled(1, "42/2/26", "2026-11-10 20:00")]
    )
    seven = by_number(found.targets).loc["7"]
    assert seven[schema.TIER] == Tier.NEIGHBOUR
    assert seven[schema.BURGLARIES] == 2
    assert json.loads(str(seven[schema.REASONS])) == [
        # 7 stands two plots of 12 m from 11 and three from 1; both are its next four either way.
        {"reference": "42/1/26", "distance_m": 24.0, "days": 0.5, "tier": "neighbour"},
        {"reference": "42/2/26", "distance_m": 36.0, "days": 9.5, "tier": "neighbour"},
    ]
    assert seven[schema.NEAREST_M] == 24.0
    # The later of the two burglaries is 42 days old at 20:00 on 31 December.
    assert seven[schema.EXPIRES] == pd.Timestamp("2026-12-31 20:00", tz="Europe/London")
    # ProMap: no 50 m step and no week, and no 50 m step and one week.
    assert seven[schema.RISK] == pytest.approx(1 + 1 / 2)


def test_the_burgled_address_is_never_named_in_a_neighbours_row() -> None:
    found = cocooned(mill_street(12), [burgled(11, "42/1/26")])
    rows = found.targets.loc[found.targets[schema.NUMBER] != "11"]
    assert "11 Mill" not in rows.drop(columns="geometry").to_csv()
    assert "42/1/26" in rows[schema.REASONS].iloc[0]


def test_the_homes_of_the_street_that_get_a_leaflet_are_counted_and_not_listed() -> None:
    far = [home(str(k), 300 + k, 0, street="Oak Road", usrn="20002") for k in range(1, 6)]
    found = cocooned([*mill_street(3), *far], [burgled(1, "42/1/26")])
    assert set(found.targets[schema.STREET]) == {"Mill Street"}
    assert found.leaflet_homes[schema.STREET].tolist() == ["Oak Road"] * 5
    asked = CocoonParams(risk="promap", visit_leaflet_homes=True)
    assert len(cocooned([*mill_street(3), *far], [burgled(1, "42/1/26")], asked).targets) == 11


def test_a_list_holds_no_more_than_a_shift_can_walk_and_counts_the_rest() -> None:
    found = cocooned(mill_street(12), [burgled(11, "42/1/26")], holding(6))
    assert len(found.chosen) == 6
    assert len(found.left_out) == 18
    assert sorted(found.chosen[schema.WALK_ORDER]) == [1, 2, 3, 4, 5, 6]
    counts = found.counts
    assert counts["homes"].tolist() == [1, 8, 15, 0, 0]
    assert counts["chosen"].tolist() == [1, 5, 0, 0, 0]
    assert counts["left_out"].tolist() == [0, 3, 15, 0, 0]
    assert "fewer than 100 homes, 3 of them victims or next neighbours" in found.notes[0]


def test_a_round_that_may_hold_everyone_holds_the_homes_of_its_place() -> None:
    endless = RoundParams(capacity=500, walk_km=99, shift_minutes=9_999)
    found = cocooned(
        mill_street(40), [burgled(11, "42/1/26")], CocoonParams(risk="promap", rounds=endless)
    )
    # Both sides of the street, from its corner 60 m off to the plot that is 25 × 12 = 300 m off;
    # across the street the last of them is a little further.
    assert len(found.chosen) == 2 * (5 + 1 + 25) - 1
    assert len(found.targets) == 2 * (5 + 1 + 33)


def test_the_clock_binds_the_victim_and_the_next_neighbours_only() -> None:
    # Reported at 21:00 on the 19th: due at 21:00 on the 21st.
    found = by_number(cocooned(mill_street(12), [burgled(11, "42/1/26")]).targets)
    due = pd.Timestamp("2026-11-21 21:00", tz="Europe/London")
    assert set(found.loc[["11", "9", "19"], schema.DUE]) == {due}
    assert found.loc[["1", "12"], schema.DUE].isna().all()
    assert not found[schema.OVERDUE].any()


def test_48_hours_over_the_night_of_october_are_48_hours() -> None:
    # Reported at 21:00 BST on Friday the 23rd; 48 hours on it is 20:00 GMT on Sunday the 25th.
    burglary = burgled(11, "42/1/26", "2026-10-23 20:00")
    in_time, late = (
        cocooned(mill_street(12), [burglary], as_of=f"2026-10-25 {clock}", first_list=LONG_AGO)
        for clock in ("20:00", "20:01")
    )
    due = pd.Timestamp("2026-10-25 20:00", tz="Europe/London")
    assert in_time.targets[schema.DUE].iloc[0] == due
    assert not in_time.targets[schema.OVERDUE].any()
    assert late.counts[schema.OVERDUE].tolist() == [1, 8, 0, 0, 0]


def test_overdue_victims_come_first_and_then_the_other_victims() -> None:
    found = cocooned(
        mill_street(20),
        [burgled(40, "42/1/26", "2026-10-20 20:00"), burgled(1, "42/2/26", "2026-11-19 20:00")],
        first_list=LONG_AGO,
    )
    assert list(found.targets[schema.NUMBER][:2]) == ["40", "1"]
    assert list(found.targets[schema.OVERDUE][:2]) == [True, False]


def test_neighbours_of_last_night_do_not_wait_for_those_of_five_weeks_ago() -> None:
    found = cocooned(
        mill_street(20),
        [burgled(40, "42/1/26", "2026-10-17 20:00"), burgled(1, "42/2/26", "2026-11-19 20:00")],
        holding(6),
        first_list=LONG_AGO,
    )
    assert set(found.chosen[schema.NUMBER]) == {"40", "1", "3", "5", "7", "9"}


def test_what_was_reported_before_the_first_list_is_backlog_and_never_overdue() -> None:
    old, new = burgled(40, "42/1/26", "2026-10-20 20:00"), burgled(1, "42/2/26")
    first = by_number(cocooned(mill_street(20), [old, new]).targets)
    assert first.loc[["40", "38"], schema.BACKLOG].all()
    assert first.loc[["40", "38"], schema.DUE].isna().all()
    assert not first[schema.OVERDUE].any()
    assert not first.loc[["1", "3"], schema.BACKLOG].any()
    # On a list of weeks later both clocks have run out.
    later = by_number(cocooned(mill_street(20), [old, new], first_list=LONG_AGO).targets)
    assert later.loc["40", schema.OVERDUE]
    assert not later[schema.BACKLOG].any()


def test_the_settings_may_name_the_first_day() -> None:
    named = CocoonParams(risk="promap", cocoon_from="2026-11-19")
    burglaries = [burgled(40, "42/1/26", "2026-11-18 20:00"), burgled(1, "42/2/26")]
    found = by_number(cocooned(mill_street(20), burglaries, named, first_list=LONG_AGO).targets)
    assert found.loc["40", schema.BACKLOG]
    assert found.loc["1", schema.DUE] == pd.Timestamp("2026-11-21 21:00", tz="Europe/London")


def test_fitted_ratios_rank_by_band_and_count_the_victims_home_as_the_same_place() -> None:
    ratios = np.ones(BANDS.shape)
    ratios[0, 0], ratios[1, 0], ratios[1, 1] = 9.0, 3.0, 2.0
    found = cocooned(
        mill_street(12),
        # The point is on the road, 5 m from the house: it is the same place all the same.
        [{**burgled(11, "42/1/26"), "place": (EAST + 60, NORTH + 7)}],
        CocoonParams(risk="fitted"),
        fitted=FittedRatios(ratios=ratios, bands=BANDS),
    )
    risk = by_number(found.targets)[schema.RISK]
    assert risk["11"] == 8.0
    assert risk["9"] == 2.0


def test_ratios_that_show_nothing_leave_tier_and_distance_and_say_so() -> None:
    nothing = FittedRatios(ratios=np.ones(BANDS.shape), bands=BANDS)
    found = cocooned(
        mill_street(12), [burgled(11, "42/1/26")], CocoonParams(risk="fitted"), fitted=nothing
    )
    assert list(found.targets[schema.NUMBER][:3]) == ["11", "13", "9"] or list(
        found.targets[schema.NUMBER][:3]
    ) == ["11", "9", "13"]
    assert any("the order rests on tier and distance alone" in note for note in found.notes)


def test_the_flat_cocoon_counts_burglaries() -> None:
    found = cocooned(
        mill_street(12),
        [burgled(11, "42/1/26"), burgled(13, "42/2/26", "2026-10-15 20:00")],
        CocoonParams(risk="flat"),
    )
    assert set(found.targets[schema.RISK]) == {2.0}


def test_a_burglary_beyond_the_border_reaches_across_it() -> None:
    here = mill_street(6)
    there = mill_street(6, first_east=72.0, district="Tendring")
    renumbered = [{**each, schema.NUMBER: str(int(each["number"]) + 12)} for each in there]
    burglary = {**burgled(13, "42/1/26"), schema.DISTRICT: "Tendring"}
    lists = cocoon_force(
        addresses([*here, *renumbered]),
        live([burglary]),
        districts=["Colchester", "Tendring"],
        params=PROMAP,
        as_of=at(AS_OF),
    )
    assert set(lists["Colchester"].targets[schema.DISTRICT]) == {"Colchester"}
    assert by_number(lists["Colchester"].targets).loc["11", schema.TIER] == Tier.NEIGHBOUR
    assert lists["Tendring"].targets[schema.NUMBER].iloc[0] == "13"
    # Its victim is Tendring's to find; Colchester's list has nothing to say of it.
    alone = cocoon(
        addresses(here), live([burglary]), params=PROMAP, as_of=at(AS_OF), district="Colchester"
    )
    assert not any("not found" in note for note in alone.notes)
    assert by_number(alone.targets).loc["11", schema.TIER] == Tier.NEIGHBOUR
    # What the force's reach holds of a district makes the same list.
    reach = reached_homes(addresses([*here, *renumbered]), live([burglary]), radius_m=400)
    for district, whole in lists.items():
        own = reach.of_district(district)
        assert set(own.homes[schema.DISTRICT]) == {district}
        again = cocoon_from_reach(own, params=PROMAP, as_of=at(AS_OF), district=district)
        pd.testing.assert_frame_equal(pd.DataFrame(again.targets), pd.DataFrame(whole.targets))
        pd.testing.assert_frame_equal(again.reasons, whole.reasons)


def test_a_victim_that_the_addresses_lack_is_counted() -> None:
    homes = [each for each in mill_street(12) if each[schema.NUMBER] != "11"]
    found = cocooned(homes, [burgled(11, "42/1/26")])
    assert any("not found among the addresses: 1 of 1" in note for note in found.notes)


def test_the_list_says_what_it_could_not_know() -> None:
    flats = [home("11", 60, 12, flat=f"Flat {k}") for k in (1, 2)]
    far = home("1", 360, 0, street="Oak Road", usrn="20002")
    unnamed = burgled(11, "42/1/26")
    placed = {**burgled(1, "42/2/26"), schema.LOCATION: "Mill Street"}
    found = cocooned([home("1", 0, 12), *flats, far], [unnamed, placed])
    leaflet, flat, placed_only = found.notes[:3]
    assert leaflet.endswith("further than 200 m from every live burglary: fewer than 100 homes.")
    assert flat.startswith("In a block, the flat not named: 1 of 2 live burglaries.")
    assert placed_only.endswith("nearest house taken for the victim's: 1 of 2 live burglaries.")
    assert list(found.targets[schema.TIER]) == ["victim", "neighbour", "neighbour"]


def test_homes_that_were_visited_or_refused_are_left_out_with_the_reason() -> None:
    homes = mill_street(12)
    table = addresses(homes)
    uprn = dict(zip(table[schema.NUMBER], table[schema.UPRN], strict=True))
    found = cocooned(
        homes,
        [burgled(11, "42/1/26")],
        exclusions=exclusions(
            (uprn["9"], NextListAction.LEAVE_OUT, "Spoken to on 19 November 2026."),
            (uprn["13"], NextListAction.BRING_BACK, "No answer: one more call."),
            ("999", NextListAction.LEAVE_OUT, "Lives elsewhere."),
        ),
    )
    assert "9" not in set(found.targets[schema.NUMBER])
    assert found.excluded.to_numpy().tolist() == [
        [uprn["9"], "neighbour", "Spoken to on 19 November 2026."]
    ]
    assert found.brought_back[schema.UPRN].tolist() == [uprn["13"]]
    assert by_number(found.targets).loc["13", schema.CHANGE] == "returned"
    assert found.counts["excluded"].tolist() == [0, 1, 0, 0, 0]
    assert any("earlier visits: 1 home in reach." in note for note in found.notes)


def test_a_burglary_that_is_too_old_or_not_yet_known_is_not_used_even_if_it_is_handed_over() -> (
    None
):
    table = addresses(mill_street(12))
    burglaries = live([burgled(11, "42/1/26")])
    before = cocoon(table, burglaries, params=PROMAP, as_of=at("2026-11-19 20:30"))
    after = cocoon(table, burglaries, params=PROMAP, as_of=at("2027-01-01 08:00"))
    assert before.targets.empty
    assert after.targets.empty
    assert after.burglaries.empty


def test_a_quiet_district_has_an_empty_list_with_all_its_columns() -> None:
    found = cocooned(mill_street(3), [burgled(1, "42/1/26", "2026-06-01 20:00")])
    assert found.targets.empty
    assert tuple(found.targets.columns) == schema.TARGET_COLUMNS
    assert found.counts["homes"].sum() == 0
    assert found.rounds.rounds == ()
    assert found.leaflet_homes.empty


def test_what_cannot_be_used_is_refused() -> None:
    table, burglaries = addresses(mill_street(3)), live([burgled(1, "42/1/26")])
    moment = at(AS_OF)
    with pytest.raises(ParameterError, match="no near-repeat ratios were given"):
        cocoon(table, burglaries, params=CocoonParams(risk="fitted"), as_of=moment)
    with pytest.raises(ParameterError, match="without a zone"):
        cocoon(table, burglaries, params=PROMAP, as_of=moment.replace(tzinfo=None))
    with pytest.raises(CoordinateError, match="Convert one"):
        cocoon(table.to_crs("EPSG:32631"), burglaries, params=PROMAP, as_of=moment)
    with pytest.raises(InputError, match="repeat a reference"):
        cocoon(table, pd.concat([burglaries] * 2), params=PROMAP, as_of=moment)
    with pytest.raises(InputError, match="repeat a UPRN"):
        cocoon(pd.concat([table] * 2), burglaries, params=PROMAP, as_of=moment)
    strange = exclusions(("1", NextListAction.LEAVE_OUT, "?")).assign(**{ACTION: "perhaps"})
    with pytest.raises(InputError, match="an action that is none of"):
        cocoon(table, burglaries, params=PROMAP, as_of=moment, exclusions=strange)
    reach = reached_homes(table, burglaries, radius_m=100)
    with pytest.raises(ParameterError, match="sought up to 100 m"):
        cocoon_from_reach(reach, params=PROMAP, as_of=moment)
    with pytest.raises(ParameterError, match="radius_m must be above 0"):
        reached_homes(table, burglaries, radius_m=0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"radius_m": 0}, "radius_m must be above 0"),
        ({"window_days": float("inf")}, "window_days must be above 0"),
        ({"cocoon_from": "5 January"}, "cocoon_from must be a day, as 2026-01-05"),
        ({"service_level_hours": -1}, "service_level_hours"),
        ({"risk": "guess"}, "risk must be 'fitted'"),
    ],
)
def test_parameters_outside_the_method_are_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        CocoonParams(**changes)


Numbers = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(0, 9_000), st.integers(1, 4)),
    min_size=1,
    max_size=40,
)
Crimes = st.lists(
    st.tuples(st.integers(0, 9_000), st.integers(0, 9_000), st.integers(-44 * 24, 24)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25)
@given(Numbers, Crimes, st.integers(1, 12), st.randoms(use_true_random=False))
def test_what_holds_of_every_list(
    homes: list[tuple[int, int, int]],
    crimes: list[tuple[int, int, int]],
    capacity: int,
    random: Any,
) -> None:
    streets = [
        home(str(k + 1), east / 10, north / 10, street=f"{'ABCD'[s - 1]} Road", usrn=f"3{s}")
        for k, (east, north, s) in enumerate(homes)
    ]
    moment = pd.Timestamp(AS_OF)
    burglaries = []
    for number, (east, north, hours) in enumerate(crimes):
        # Every other one is of a home that is there.
        of = streets[number % len(streets)]
        there = number % 2 == 0
        burglaries.append(
            offence(
                f"42/{number}/26",
                str(moment + pd.Timedelta(hours=hours)),
                location=f"{of['number']} {of['street']}" if there else None,
                place=of["place"] if there else (EAST + east / 10, NORTH + north / 10),
            )
        )
    table = addresses(streets)
    rounds = RoundParams(capacity=capacity, teams=2)
    params = CocoonParams(risk="promap", rounds=rounds, visit_leaflet_homes=True)
    now = live(burglaries)
    found = cocoon(table, now, params=params, as_of=at(AS_OF))
    targets = found.targets

    assert targets[schema.UPRN].is_unique
    assert sum(each.visits for each in found.rounds.rounds) == len(found.chosen)
    assert all(each.visits <= capacity for each in found.rounds.rounds)
    victim = (targets[schema.TIER] == Tier.VICTIM).to_numpy()
    assert not (np.diff(victim.astype(int)) > 0).any()

    points = dict(zip(table[schema.UPRN], table.geometry, strict=True))
    crime = now.set_index(schema.BURGLARY_REFERENCE)
    reached = 0
    for uprn, text, nearest in zip(
        targets[schema.UPRN], targets[schema.REASONS], targets[schema.NEAREST_M], strict=True
    ):
        reasons = json.loads(text)
        reached += len(reasons)
        strength = [list(Tier).index(reason["tier"]) for reason in reasons]
        assert strength == sorted(strength)
        for reason in reasons:
            away_m = points[uprn].distance(crime.loc[reason["reference"], "geometry"])
            assert reason["distance_m"] == pytest.approx(away_m, abs=0.005001)
            assert away_m <= 400 + 1e-6
            assert 0 <= reason["days"] <= 42
        assert nearest == pytest.approx(min(r["distance_m"] for r in reasons), abs=0.01)
    in_reach = [round(a.distance(b), 6) <= 400 for a in table.geometry for b in crime.geometry]
    assert reached == sum(in_reach)
    assert (crime[schema.REPORTED_TIME] <= moment.tz_localize("Europe/London")).all()

    rows, others = list(range(len(table))), list(range(len(now)))
    random.shuffle(rows)
    random.shuffle(others)
    again = cocoon(shuffled(table, rows), shuffled(now, others), params=params, as_of=at(AS_OF))
    pd.testing.assert_frame_equal(pd.DataFrame(again.targets), pd.DataFrame(targets))
    pd.testing.assert_frame_equal(again.reasons, found.reasons)
