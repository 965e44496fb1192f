"""Figures that a sergeant is asked for, each worked by hand."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.cocoons.visit_figures import (
    CocoonStatus,
    burglary_cocoons,
    cocoon_figures,
    homes_once,
    open_cocoons,
    reached_by_tier,
)
from hotspots.errors import InputError, ParameterError
from hotspots.schema import Tier, VisitOutcome

LONDON = ZoneInfo("Europe/London")
VICTIM, NEXT_DOOR, OPPOSITE, ROUND_THE_CORNER = "1001", "1002", "1003", "1004"


def at(text: str) -> datetime:
    """A moment on the clock in the street."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def times(texts: list[str]) -> pd.Series:
    return pd.Series(pd.to_datetime(texts)).dt.tz_localize(LONDON).dt.as_unit("us")


def visits(*rows: tuple[str, str, VisitOutcome]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.UPRN: pd.Series([row[0] for row in rows], dtype="str"),
            schema.VISITED_AT: times([row[1] for row in rows]),
            schema.VISIT_OUTCOME: pd.Series([str(row[2]) for row in rows], dtype="str"),
        }
    )


def listings(
    *rows: tuple[str, Tier, str, str],
    issued: str = "2026-10-20 14:00",
    district: str = "Colchester",
) -> pd.DataFrame:
    """Dwelling, tier, burglary, reported: all on one list."""
    count = len(rows)
    return pd.DataFrame(
        {
            schema.LIST_ID: pd.Series([f"{district} {issued}"] * count, dtype="str"),
            schema.DISTRICT: pd.Series([district] * count, dtype="str"),
            schema.ISSUED_AT: times([issued] * count),
            schema.AS_OF: times([issued] * count),
            schema.UPRN: pd.Series([row[0] for row in rows], dtype="str"),
            schema.TIER: pd.Series([str(row[1]) for row in rows], dtype="str"),
            schema.DUE: times(["2026-10-22 10:00"] * count),
            schema.LEFT_OUT: False,
            schema.BURGLARY_REFERENCE: pd.Series([row[2] for row in rows], dtype="str"),
            schema.BURGLARY_TIER: pd.Series([str(row[1]) for row in rows], dtype="str"),
            schema.REPORTED_TIME: times([row[3] for row in rows]),
        }
    )


TUESDAY_10 = "2026-10-20 10:00"  # a Tuesday of ISO week 43


@pytest.fixture
def market_street() -> pd.DataFrame:
    """One burglary, reported on Tuesday at ten, with its cocoon."""
    return listings(
        (VICTIM, Tier.VICTIM, "42/1", TUESDAY_10),
        (NEXT_DOOR, Tier.NEIGHBOUR, "42/1", TUESDAY_10),
        (OPPOSITE, Tier.STREET, "42/1", TUESDAY_10),
        (ROUND_THE_CORNER, Tier.LEAFLET, "42/1", TUESDAY_10),
    )


def the_one(cocoons: pd.DataFrame) -> pd.Series:
    assert len(cocoons) == 1
    return cocoons.iloc[0]


def test_a_card_at_the_neighbour_and_a_word_with_the_victim_make_a_cocoon(
    market_street: pd.DataFrame,
) -> None:
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, "2026-10-20 15:10", VisitOutcome.NO_ANSWER),
    )
    cocoon = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-21 09:00")))
    assert cocoon["status"] == CocoonStatus.COCOONED
    assert (cocoon["dwellings_needed"], cocoon["dwellings_called_in_time"]) == (2, 2)
    assert cocoon["victim_reached"]
    assert cocoon["week"] == "2026-W43"
    assert pd.isna(cocoon["hours_left"])


def test_a_neighbour_without_a_call_leaves_the_cocoon_open_until_its_time_is_up(
    market_street: pd.DataFrame,
) -> None:
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    running = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-21 09:00")))
    assert running["status"] == CocoonStatus.OPEN
    assert running["hours_left"] == 25.0  # from nine on Wednesday to ten on Thursday
    over = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-22 10:01")))
    assert over["status"] == CocoonStatus.MISSED
    assert pd.isna(over["hours_left"])


@pytest.mark.parametrize(
    ("called", "status"),
    [
        ("2026-10-22 10:00", CocoonStatus.COCOONED),
        ("2026-10-22 10:01", CocoonStatus.MISSED),
    ],
)
def test_the_48th_hour_is_in_time_and_the_minute_after_is_not(
    market_street: pd.DataFrame, called: str, status: CocoonStatus
) -> None:
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, called, VisitOutcome.SPOKEN_TO),
    )
    cocoon = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-24 09:00")))
    assert cocoon["status"] == status


def test_48_hours_are_48_hours_when_the_clocks_go_back() -> None:
    # Reported on Saturday at ten (summer time): 48 hours later the clock shows nine on Monday.
    saturday = "2026-10-24 10:00"
    on_list = listings((VICTIM, Tier.VICTIM, "42/1", saturday), issued="2026-10-24 14:00")
    at_half_past_nine = visits((VICTIM, "2026-10-26 09:30", VisitOutcome.SPOKEN_TO))
    cocoon = the_one(burglary_cocoons(at_half_past_nine, on_list, as_of=at("2026-10-27 09:00")))
    assert cocoon["due"] == pd.Timestamp("2026-10-26 09:00", tz=LONDON)
    assert cocoon["status"] == CocoonStatus.MISSED
    assert cocoon["victim_reached"]
    assert not cocoon["victim_reached_in_time"]


def test_a_call_before_the_report_does_not_count(market_street: pd.DataFrame) -> None:
    made = visits(
        (VICTIM, "2026-10-20 09:59", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
    )
    cocoon = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-24 09:00")))
    assert cocoon["dwellings_called_in_time"] == 1
    assert not cocoon["victim_reached"]


def test_a_home_that_capacity_left_out_still_counts_as_needed(market_street: pd.DataFrame) -> None:
    short = market_street.assign(left_out=market_street[schema.UPRN] == NEXT_DOOR)
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    cocoon = the_one(burglary_cocoons(made, short, as_of=at("2026-10-24 09:00")))
    assert cocoon["dwellings_needed"] == 2
    assert cocoon["status"] == CocoonStatus.MISSED


def test_a_neighbour_who_comes_onto_a_list_days_later_does_not_undo_a_cocoon() -> None:
    first = listings((VICTIM, Tier.VICTIM, "42/1", TUESDAY_10))
    later = listings((NEXT_DOOR, Tier.NEIGHBOUR, "42/1", TUESDAY_10), issued="2026-10-28 14:00")
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    both = pd.concat([first, later], ignore_index=True)
    cocoon = the_one(burglary_cocoons(made, both, as_of=at("2026-10-29 09:00")))
    assert cocoon["status"] == CocoonStatus.COCOONED


def test_a_burglary_that_nobody_put_on_a_list_counts_as_missed(
    market_street: pd.DataFrame,
) -> None:
    burglaries = pd.DataFrame(
        {
            schema.BURGLARY_REFERENCE: ["42/1", "42/2"],
            schema.DISTRICT: ["Colchester", "Colchester"],
            schema.REPORTED_TIME: times([TUESDAY_10, TUESDAY_10]),
        }
    )
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, "2026-10-20 15:10", VisitOutcome.REFUSED),
    )
    cocoons = burglary_cocoons(
        made, market_street, as_of=at("2026-10-24 09:00"), burglaries=burglaries
    )
    assert list(cocoons["status"]) == [CocoonStatus.COCOONED, CocoonStatus.MISSED]
    assert list(cocoons["victim_listed"]) == [True, False]
    figures = cocoon_figures(cocoons).iloc[0]
    assert figures["share_cocooned_in_time"] == 0.5
    assert figures["share_victims_reached"] == 0.5


def test_a_week_that_is_still_running_is_not_judged_by_its_quick_successes() -> None:
    on_list = listings(
        (VICTIM, Tier.VICTIM, "42/1", TUESDAY_10),
        ("2001", Tier.VICTIM, "42/2", TUESDAY_10),
        ("3001", Tier.VICTIM, "42/3", "2026-10-20 12:00"),
    )
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    cocoons = burglary_cocoons(made, on_list, as_of=at("2026-10-21 10:00"))
    figures = cocoon_figures(cocoons).iloc[0]
    assert (figures["burglaries"], figures["time_is_up"], figures["open"]) == (3, 0, 2)
    assert pd.isna(figures["share_cocooned_in_time"])
    assert figures["hours_left_shortest"] == 24.0
    assert list(open_cocoons(cocoons)["burglary_reference"]) == ["42/2", "42/3"]
    assert list(open_cocoons(cocoons)["hours_left"]) == [24.0, 26.0]


def test_figures_stand_by_district_and_week() -> None:
    everything = pd.concat(
        [
            listings((VICTIM, Tier.VICTIM, "42/1", TUESDAY_10)),
            listings(("2001", Tier.VICTIM, "42/2", "2026-10-27 10:00"), issued="2026-10-27 14:00"),
            listings(("3001", Tier.VICTIM, "42/3", TUESDAY_10), district="Harlow"),
        ],
        ignore_index=True,
    )
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        ("2001", "2026-10-27 15:00", VisitOutcome.NO_ANSWER),
        ("2001", "2026-10-31 15:00", VisitOutcome.SPOKEN_TO),
    )
    figures = cocoon_figures(burglary_cocoons(made, everything, as_of=at("2026-11-01 09:00")))
    assert list(figures["district"]) == ["Colchester", "Colchester", "Harlow"]
    assert list(figures["week"]) == ["2026-W43", "2026-W44", "2026-W43"]
    assert list(figures["share_cocooned_in_time"]) == [1.0, 1.0, 0.0]
    assert list(figures["share_victims_reached_in_time"]) == [1.0, 0.0, 0.0]
    assert list(figures["share_victims_reached"]) == [1.0, 1.0, 0.0]


def test_a_burglary_near_the_border_belongs_to_its_victims_district() -> None:
    both = pd.concat(
        [
            listings((NEXT_DOOR, Tier.NEIGHBOUR, "42/1", TUESDAY_10), district="Braintree"),
            listings((VICTIM, Tier.VICTIM, "42/1", TUESDAY_10), district="Colchester"),
        ],
        ignore_index=True,
    )
    cocoon = the_one(burglary_cocoons(visits(), both, as_of=at("2026-10-21 09:00")))
    assert cocoon["district"] == "Colchester"
    assert cocoon["dwellings_needed"] == 2


def test_what_came_later_than_as_of_is_not_seen(market_street: pd.DataFrame) -> None:
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    cocoon = the_one(burglary_cocoons(made, market_street, as_of=at("2026-10-20 14:30")))
    assert cocoon["dwellings_called_in_time"] == 0
    assert burglary_cocoons(made, market_street, as_of=at("2026-10-20 13:00")).empty


def test_dwellings_reached_are_counted_by_tier(market_street: pd.DataFrame) -> None:
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, "2026-10-20 15:10", VisitOutcome.NO_ANSWER),
        (NEXT_DOOR, "2026-10-21 18:00", VisitOutcome.REFUSED),
    )
    by_tier = reached_by_tier(made, market_street, as_of=at("2026-10-24 09:00"))
    assert list(by_tier["tier"]) == ["victim", "neighbour", "street", "leaflet"]
    assert list(by_tier["dwellings"]) == [1, 1, 1, 1]
    assert list(by_tier["share_called_at"]) == [1.0, 1.0, 0.0, 0.0]
    assert list(by_tier["share_reached"]) == [1.0, 0.0, 0.0, 0.0]


def test_a_dwelling_near_two_burglaries_counts_once_under_its_strongest_tier() -> None:
    on_list = listings(
        (VICTIM, Tier.VICTIM, "42/1", TUESDAY_10),
        (VICTIM, Tier.STREET, "42/2", "2026-10-21 10:00"),
        ("2001", Tier.VICTIM, "42/2", "2026-10-21 10:00"),
    )
    by_tier = reached_by_tier(
        visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO)),
        on_list,
        as_of=at("2026-10-24 09:00"),
    )
    assert list(by_tier["tier"]) == ["victim"]
    assert list(by_tier["dwellings"]) == [2]
    assert list(by_tier["reached"]) == [1]


def test_a_home_on_the_lists_of_two_weeks_is_one_home() -> None:
    first = listings(
        (VICTIM, Tier.NEIGHBOUR, "42/1", TUESDAY_10), ("2001", Tier.STREET, "42/1", TUESDAY_10)
    )
    later = listings((VICTIM, Tier.VICTIM, "42/2", "2026-10-27 10:00"), issued="2026-10-27 14:00")
    beyond = listings(("2002", Tier.NEIGHBOUR, "42/1", TUESDAY_10)).assign(
        **{schema.LEFT_OUT: True}
    )
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.NO_ANSWER),
        (VICTIM, "2026-10-27 15:00", VisitOutcome.SPOKEN_TO),
        ("2001", "2026-10-20 13:00", VisitOutcome.SPOKEN_TO),  # before any list named it
    )
    listed = pd.concat([first, later, beyond], ignore_index=True)
    found = homes_once(made, listed, as_of=at("2026-10-28 09:00"))
    assert found.to_numpy().tolist() == [["victim", 1, 1, 1], ["street", 1, 0, 0]]


def test_a_visit_after_six_weeks_belongs_to_no_burglary(market_street: pd.DataFrame) -> None:
    # 42 days after the report, the clocks having gone back: nine in the morning of 1 December.
    late = visits((VICTIM, "2026-12-01 09:00", VisitOutcome.SPOKEN_TO))
    just = visits((VICTIM, "2026-12-01 08:59", VisitOutcome.SPOKEN_TO))
    as_of = at("2026-12-24 09:00")
    assert reached_by_tier(late, market_street, as_of=as_of)["reached"].sum() == 0
    assert reached_by_tier(just, market_street, as_of=as_of)["reached"].sum() == 1


def test_the_order_of_the_rows_changes_nothing(market_street: pd.DataFrame) -> None:
    other = listings(("2001", Tier.VICTIM, "42/2", "2026-10-19 10:00"), district="Harlow")
    listed = pd.concat([market_street, other], ignore_index=True)
    made = visits(
        (VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO),
        (NEXT_DOOR, "2026-10-20 15:10", VisitOutcome.NO_ANSWER),
        ("2001", "2026-10-20 15:10", VisitOutcome.REFUSED),
    )
    as_of = at("2026-10-21 09:00")
    turned_listed, turned_made = listed.iloc[::-1], made.iloc[::-1]
    pd.testing.assert_frame_equal(
        burglary_cocoons(made, listed, as_of=as_of),
        burglary_cocoons(turned_made, turned_listed, as_of=as_of),
    )
    pd.testing.assert_frame_equal(
        reached_by_tier(made, listed, as_of=as_of),
        reached_by_tier(turned_made, turned_listed, as_of=as_of),
    )


def test_without_lists_there_are_no_figures() -> None:
    cocoons = burglary_cocoons(visits(), listings(), as_of=at("2026-10-21 09:00"))
    assert cocoons.empty
    assert cocoon_figures(cocoons).empty
    assert reached_by_tier(visits(), listings(), as_of=at("2026-10-21 09:00")).empty


def test_times_without_a_zone_are_refused(market_street: pd.DataFrame) -> None:
    naive = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    naive[schema.VISITED_AT] = naive[schema.VISITED_AT].dt.tz_localize(None)
    with pytest.raises(InputError, match="visited_at"):
        burglary_cocoons(naive, market_street, as_of=at("2026-10-21 09:00"))
    with pytest.raises(ParameterError, match="without a zone"):
        burglary_cocoons(visits(), market_street, as_of=datetime(2026, 10, 21))  # noqa: DTZ001


def test_an_outcome_that_is_not_known_is_refused_and_not_repeated(
    market_street: pd.DataFrame,
) -> None:
    made = visits((VICTIM, "2026-10-20 15:00", VisitOutcome.SPOKEN_TO))
    made[schema.VISIT_OUTCOME] = "rang Mrs Example"
    with pytest.raises(InputError, match="1 of 1 visits") as refused:
        burglary_cocoons(made, market_street, as_of=at("2026-10-21 09:00"))
    assert "Example" not in str(refused.value)


def test_a_burglary_given_twice_is_refused(market_street: pd.DataFrame) -> None:
    twice = pd.DataFrame(
        {
            schema.BURGLARY_REFERENCE: ["42/1", "42/1"],
            schema.DISTRICT: ["Colchester", "Harlow"],
            schema.REPORTED_TIME: times([TUESDAY_10, TUESDAY_10]),
        }
    )
    with pytest.raises(InputError, match="1 of 2 burglaries repeat"):
        burglary_cocoons(visits(), market_street, as_of=at("2026-10-21 09:00"), burglaries=twice)
