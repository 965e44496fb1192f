from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from hotspots.analyse.spots.harm_spot_words import (
    SpotFacts,
    distinct_names,
    most_named_street,
    reason_for_rank,
    spot_name,
    street_of,
)


@pytest.mark.parametrize(
    ("location", "street"),
    [
        ("On or near Market Street", "Market Street"),
        ("On or near Deeping", "Deeping"),
        ("12 Market Street", "Market Street"),
        ("12A Market Street, Colchester, CO1 1AA", "Market Street"),
        ("14-16 Market Street", "Market Street"),
        ("Flat 2, 12 Market Street, Colchester", "Market Street"),
        ("Flat 3A 12 Market Street", "Market Street"),
        ("Unit 4 Market Street CO1 1AA", "Market Street"),
        ("Rose Cottage, Mill Lane, Tiptree", "Mill Lane"),
        ("Mr A Smith, 12 Market Street", "Market Street"),
        ("o/s 7 High St", "High St"),
        ("1st Avenue", "1st Avenue"),
        ("A12", "A12"),
        ("12 The Fairways, Witham", "The Fairways"),
        ("On or near Theatre/Concert Hall", "Theatre/Concert Hall"),
    ],
)
def test_the_street_without_what_points_at_a_home(location: str, street: str) -> None:
    assert street_of(location) == street


@pytest.mark.parametrize(
    "location",
    [
        "",
        "  ",
        "No Location",
        "Flat 2",
        "12",
        "Mr A Smith",
        "Rose Cottage, Witham",
        "CO1 1AA",
        "St Anne, Witham",
    ],
)
def test_a_text_that_names_a_home_or_a_person_and_no_street_is_not_used(location: str) -> None:
    assert street_of(location) is None


@pytest.mark.parametrize(
    "street",
    ["<script>alert(1)</script> Street", "`${7*7}` <img src=q onerror=alert(1)> Road"],
)
def test_hostile_text_passes_through_as_it_came(street: str) -> None:
    assert street_of(street) == street
    assert spot_name(street, "Colchester", generic=False) == f"{street}, Colchester"


def test_the_street_that_most_offences_name() -> None:
    streets = pd.Series(["High Street"] * 3 + ["Mill Lane"] * 2 + [None] * 9, dtype="str")
    assert most_named_street(streets) == ("High Street", False)


def test_equally_named_streets_go_by_the_alphabet() -> None:
    assert most_named_street(pd.Series(["Mill Lane", "High Street"])) == ("High Street", False)


def test_a_kind_of_place_is_used_only_when_no_street_is_named() -> None:
    both = pd.Series(["Nightclub"] * 9 + ["High Street"])
    assert most_named_street(both) == ("High Street", False)
    only = pd.Series(["Nightclub"] * 9 + ["Train station"])
    street, generic = most_named_street(only)
    assert spot_name(street, "Grays", generic=generic) == "Near the Nightclub, Grays"


def test_a_spot_of_which_little_is_known_still_has_a_name() -> None:
    assert most_named_street(pd.Series([None, None], dtype="str")) == (None, False)
    assert spot_name(None, "Grays", generic=False) == "Street not known, Grays"
    assert spot_name("High Street", None, generic=False) == "High Street"
    assert spot_name(None, None, generic=False) == "Street not known"


def test_two_ends_of_one_street_are_told_apart() -> None:
    names = ["High Street, Grays", "Mill Lane, Grays", "High Street, Grays"]
    distinct = distinct_names(names, np.array([0.0, 5.0, 0.0]), np.array([900.0, 5.0, 100.0]))
    assert distinct == [
        "High Street, Grays (north)", "Mill Lane, Grays", "High Street, Grays (south)",
    ]  # fmt: skip


def test_names_stay_distinct_where_the_compass_is_not_enough() -> None:
    """Five spots on a line eastward: centre at 200 m; two lie west of it and two east."""
    names = ["High Street"] * 5 + ["High Street (west) 2"]
    distinct = distinct_names(names, np.array([0.0, 100, 200, 300, 400, 0]), np.zeros(6))
    assert distinct == [
        "High Street (west)", "High Street (west) 3", "High Street (centre)",
        "High Street (east)", "High Street (east) 2", "High Street (west) 2",
    ]  # fmt: skip


def facts(**changes: Any) -> SpotFacts:
    given: dict[str, Any] = {
        "rank": 3,
        "spots": 67,
        "offences": 1142,
        "label": "street violence",
        "period": (pd.Timestamp("2025-01-01"), pd.Timestamp("2026-01-01")),
        "share_of_district_harm": 0.0412,
        "extent_m": 259.6,
        "busiest": "Friday and Saturday 22:00–02:00",
        "heaviest": ["Robbery", "Assault with injury"],
        "largest_offence_share": 0.07,
        "rests_on_one_offence": False,
        "rests_on_one_point": False,
    }
    return SpotFacts(**(given | changes))


def test_why_a_spot_ranks_where_it_does() -> None:
    assert reason_for_rank(facts()) == (
        "Ranked 3 of 67: 1,142 offences of street violence in the year (4.1 % of the district's "
        "harm of street violence) within 260 m, busiest on Friday and Saturday 22:00–02:00; "
        "robbery and assault with injury weigh most."
    )


def test_why_a_spot_ranks_after_the_others() -> None:
    told = reason_for_rank(facts(rests_on_one_offence=True, largest_offence_share=0.62))
    assert told.startswith(
        "Ranked 3 of 67, after the others because one offence holds 62 % of its harm: 1,142 "
    )


def test_the_sentence_leaves_out_what_is_not_known() -> None:
    told = reason_for_rank(facts(offences=1, label="", busiest=None, heaviest=["ASB"]))
    assert told == (
        "Ranked 3 of 67: 1 offence in the year (4.1 % of the district's harm) within 260 m; "
        "ASB weighs most."
    )
    assert reason_for_rank(facts(heaviest=[])).endswith("22:00–02:00.")


def test_offences_at_all_hours_are_not_called_busiest_on() -> None:
    told = reason_for_rank(facts(busiest="spread over the week"))
    assert "within 260 m, spread over the week; robbery" in told


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("2025-02-01", "in 1 month"),
        ("2025-07-01", "in 6 months"),
        ("2026-12-31", "in 24 months"),
        ("2025-01-08", "in 7 days"),
    ],
)
def test_the_length_of_the_period_is_said(end: str, words: str) -> None:
    period = (pd.Timestamp("2025-01-01"), pd.Timestamp(end))
    assert f"street violence {words} (" in reason_for_rank(facts(period=period))


def test_hours_of_every_day_read_as_a_person_says_them() -> None:
    assert "within 260 m, busiest every day 17:00–21:00; " in reason_for_rank(
        facts(busiest="Every day 17:00–21:00")
    )
