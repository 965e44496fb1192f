"""What every product of a visit list shows: which homes, in which words, and no burgled address."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import CoordinateError, InputError, MissingColumnError, ParameterError
from hotspots.render.visit_lists import visit_list_words as words
from hotspots.render.visit_lists.visit_list import HomeToVisit, stretches, visit_list
from hotspots.schema import Nearness
from tests.render.visit_list_factory import AS_OF, FACTS, LONDON, facts_of, the_list, told


def _home(number: int = 1) -> HomeToVisit:
    return next(home for home in the_list(60).homes if home.number == number)


def _told_of(near: Nearness, *, within: int | None = None) -> HomeToVisit:
    table = told(1, unvisited=0)
    table[schema.NEARNESS] = str(near)
    table[schema.WITHIN_DAYS] = pd.Series([within], dtype="Int64")
    return visit_list(table, FACTS).homes[0]


# --- which homes ---------------------------------------------------------------------------------


def test_only_homes_that_were_chosen_are_shown_in_the_order_of_walking() -> None:
    made = the_list(60)
    assert [home.number for home in made.homes] == list(range(1, 61))
    assert len({home.uprn for home in made.homes}) == 60


def test_another_order_of_the_rows_makes_the_same_list() -> None:
    table = told(60)
    shuffled = visit_list(table.sample(frac=1, random_state=3), FACTS)
    first = visit_list(table, FACTS)
    assert shuffled.homes == first.homes
    np.testing.assert_array_equal(shuffled.other_homes, first.other_homes)


def test_streets_of_one_name_in_two_towns_are_two_streets() -> None:
    table = told(9, unvisited=0)
    table[schema.STREET] = "Station Road"
    table[schema.TOWN] = ["Quayside"] * 4 + ["Saltmarsh"] * 5
    assert [place for place, _ in visit_list(table, FACTS).streets()] == [
        "Station Road, Quayside", "Station Road, Saltmarsh",
    ]  # fmt: skip


def test_a_street_that_the_walk_comes_back_to_is_a_second_stretch() -> None:
    table = told(6, unvisited=0).sort_values(schema.WALK_ORDER)
    table[schema.STREET] = ["Mill Road", "Mill Road", "Quay Street", "Mill Road", "Quay Street", ""]
    made = visit_list(table, FACTS)
    assert [len(homes) for _, homes in stretches(made.homes)] == [2, 1, 1, 1, 1]
    assert [place for place, _ in made.streets()] == [
        "Mill Road, Quayside", "Quay Street, Quayside", "No street name, Quayside",
    ]  # fmt: skip


def test_a_flat_s_door_names_the_flat_and_the_building() -> None:
    doors = {home.door for home in the_list(60).homes}
    assert "Flat 3, 17" in doors
    assert "11" in doors


def test_a_home_without_a_number_is_called_by_its_address() -> None:
    table = told(1, unvisited=0)
    table[[schema.NUMBER, schema.FLAT]] = pd.Series([None, None], dtype="str")
    table[schema.ADDRESS] = "The Old Forge, Mill Road, Quayside"
    assert visit_list(table, FACTS).homes[0].door == "The Old Forge"


# --- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("near", "within", "said"),
    [
        (Nearness.STREET, 7, "Burglary in this street, in the last week"),
        (Nearness.WITHIN_100_M, 14, "Burglary in a street within 100 m, in the last two weeks"),
        (Nearness.WITHIN_400_M, 42, "Burglary in a street within 400 m, in the last six weeks"),
        (Nearness.FURTHER, None, "Burglary in a street further off, more than six weeks ago"),
    ],
)
def test_why_names_the_street_s_nearness_and_the_week(
    near: Nearness, within: int | None, said: str
) -> None:
    assert words.why(_told_of(near, within=within)) == said


def test_rows_of_one_street_share_a_day_and_no_moment() -> None:
    said = {(words.why(home), words.due_in_words(home)) for home in the_list(60).homes[:9]}
    assert said == {("Burglary in this street, in the last week", "By Sat 21 Nov")}


def test_overdue_is_said_in_words_on_the_lists_own_clock() -> None:
    table = told(1, unvisited=0)
    utc = datetime(2026, 10, 24, 23, 30, tzinfo=LONDON) + timedelta(hours=2)
    table[schema.DUE] = pd.to_datetime([utc], utc=True)
    table[schema.OVERDUE] = True
    # 22:30 UTC on the 24th is two hours on the clock later on the 25th.
    assert words.due_in_words(visit_list(table, FACTS).homes[0]) == "OVERDUE since Sun 25 Oct"


def test_a_home_that_the_clock_does_not_bind_has_no_set_time() -> None:
    table = told(1, unvisited=0)
    table[schema.DUE] = pd.Series([pd.NaT], dtype="datetime64[us, Europe/London]")
    assert words.due_in_words(visit_list(table, FACTS).homes[0]) == "No set time"


def test_the_facts_say_what_was_chosen_left_out_walked_and_changed() -> None:
    said = words.list_facts(the_list(60))
    assert said["Homes"].startswith(
        "60 to visit (Same street 60), of which 51 overdue and 0 with no set time."
    )
    assert said["Homes"].endswith("In reach of 12 live burglaries: about 2,800 homes.")
    assert said["Left out"] == (
        "About 100 homes are beyond what the rounds can walk to. For what came of earlier calls: "
        "refused 2, spoken to in this window 31."
    )
    assert said["Rounds"] == (
        "Round 1: 30 homes, 1.4 km on foot, about 3 h 30 min; Round 2: 30 homes, 1.2 km on foot, "
        "1 drive (3.0 km), about 3 h 50 min. Measured along the streets. The homes have 87 % of "
        "the risk that as many could have if nobody had to walk from one to the next."
    )
    assert said["Clocks"].startswith("48 hours for what was reported from Wednesday 21 October")
    assert said["Since the last list"].endswith("9 dropped off (expired 2, visited 7).")
    assert said["Expires"] == "Friday 1 January 2027, 07:00 GMT; destroy every copy by then."
    assert said["Run"] == FACTS.stamp.run_name
    assert said["Marking"] == "OFFICIAL-SENSITIVE"


def test_a_first_list_does_not_call_every_home_new_beside_nothing() -> None:
    assert "first list" in words.list_facts(the_list(3, first=True))["Since the last list"]


def test_where_near_repeat_was_not_found_the_list_begins_with_that() -> None:
    made = the_list(3, evidence="Near repeat was not found here.", evidence_supports=False)
    assert words.evidence_in_words(made) == "READ FIRST. Near repeat was not found here."


def test_a_list_without_homes_says_so() -> None:
    said = words.list_facts(the_list(0))
    assert said["Homes"].startswith("No home is to be visited on this list.")
    assert not {"Rounds", "Handling"} & set(said)


def test_without_a_clock_a_home_is_never_red_and_one_word_says_so() -> None:
    table = told(60)
    old = (table[schema.PLACE] == 2).fillna(value=False).astype(bool)
    table.loc[old, schema.BACKLOG] = [number % 2 == 0 for number in range(old.sum())]
    table.loc[old, schema.DUE] = None
    table.loc[old, schema.OVERDUE] = False
    made = visit_list(table, facts_of(60))
    first, second = made.rounds()[1].places
    assert not any(home.overdue for home in second.homes)
    assert {words.due_in_words(home) for home in second.homes} == {"No set time"}
    assert "no set time" not in words.place_heading(first)
    assert words.place_heading(second).endswith(", 15 homes, with no set time")
    timed = replace(second.homes[0], due=first.homes[0].due)
    part = replace(second, homes=(timed, *second.homes[1:]))
    assert words.place_heading(part).endswith(", 15 homes, 14 with no set time")
    assert "15 with no set time" in words.list_facts(made)["Homes"]


# --- addresses -----------------------------------------------------------------------------------


def test_a_fact_at_the_head_that_spells_an_address_of_the_list_is_refused() -> None:
    table = told(20)
    home = table.loc[table[schema.WALK_ORDER] == 7, schema.ADDRESS].item()
    with pytest.raises(InputError, match="spells out the address of a home"):
        visit_list(table, replace(FACTS, evidence=f"Near {home} there are many."))


def test_number_11_is_not_taken_for_number_1() -> None:
    table = told(20)
    table.loc[table[schema.WALK_ORDER] == 7, schema.ADDRESS] = "1 Mill Road"
    visit_list(table, replace(FACTS, evidence="The file of 11 Mill Road Station was used."))


# --- what is refused -----------------------------------------------------------------------------


def test_two_homes_at_one_place_of_the_walk_are_refused() -> None:
    table = told(5)
    table[schema.WALK_ORDER] = table[schema.WALK_ORDER].replace(2, 1)
    with pytest.raises(InputError, match="1 of 5 homes to visit share a place"):
        visit_list(table, FACTS)


def test_more_homes_than_a_browser_draws_are_refused() -> None:
    table = pd.concat([told(400, unvisited=0)] * 13, ignore_index=True)
    table[schema.WALK_ORDER] = range(1, len(table) + 1)
    with pytest.raises(InputError, match=r"5,200 homes .* Give the shift a capacity"):
        visit_list(table, FACTS)


def test_a_missing_column_and_degrees_are_refused() -> None:
    with pytest.raises(MissingColumnError, match="'nearness'"):
        visit_list(told(2).drop(columns=schema.NEARNESS), FACTS)
    with pytest.raises(CoordinateError):
        visit_list(told(2).to_crs("EPSG:4326"), FACTS)


def test_a_list_that_expires_before_it_is_made_is_refused() -> None:
    with pytest.raises(ParameterError, match="expires before that"):
        replace(FACTS, expires=AS_OF - timedelta(days=1))
    with pytest.raises(ParameterError, match="without a time zone"):
        replace(FACTS, as_of=datetime(2026, 11, 20, 7, 0))  # noqa: DTZ001 - that is the point
