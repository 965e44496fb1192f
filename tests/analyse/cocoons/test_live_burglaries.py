"""Which burglaries a list may rest on at a moment, and when each is taken to have happened."""

from __future__ import annotations

import re

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspots import schema
from hotspots.analyse.cocoons.burglary_definitions import (
    MOMENT_BASIS,
    PREMISES,
    REPORT_ASSUMED,
    MomentBasis,
    Premises,
    definition_note,
    notes_on_live_burglaries,
)
from hotspots.analyse.cocoons.live_burglaries import (
    DAYS,
    LIVE_BURGLARY_COLUMNS,
    MOMENT,
    Standing,
    burglary_moments,
    burglary_standings,
    live_burglaries,
)
from hotspots.errors import CoordinateError, InputError, MissingColumnError, ParameterError
from hotspots.schema import TimePrecision
from tests.analyse.cocoon_places import LONDON, SELECTION, at, live, offence, offences, shuffled


def stamp(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz=LONDON)


def only(found: gpd.GeoDataFrame) -> pd.Series:
    assert len(found) == 1
    row: pd.Series = found.iloc[0]
    return row


def test_a_burglary_known_to_the_minute_keeps_its_minute() -> None:
    found = only(live([offence("42/1/26", "2026-11-18 20:00")]))
    assert found[MOMENT] == stamp("2026-11-18 20:00")
    assert found[MOMENT_BASIS] == MomentBasis.EXACT
    assert found[DAYS] == 1.5
    assert not found[REPORT_ASSUMED]


def test_a_burglary_during_the_working_day_is_taken_at_its_midpoint_and_flagged() -> None:
    found = only(live([offence("42/1/26", "2026-11-18 08:00", "2026-11-18 17:00")]))
    assert found[MOMENT] == stamp("2026-11-18 12:30")
    assert found[MOMENT_BASIS] == MomentBasis.MIDPOINT


def test_a_burglary_known_to_the_day_is_taken_at_noon_and_flagged() -> None:
    row = offence("42/1/26", "2026-11-18 00:00", "2026-11-19 00:00")
    found = only(live([{**row, schema.TIME_PRECISION: TimePrecision.DAY}]))
    assert found[MOMENT] == stamp("2026-11-18 12:00")
    assert found[MOMENT_BASIS] == MomentBasis.NOON


def test_noon_is_noon_on_the_day_of_25_hours() -> None:
    row = offence("42/1/26", "2026-10-25 00:00", "2026-10-26 00:00")
    found = only(live([{**row, schema.TIME_PRECISION: TimePrecision.DAY}]))
    assert found[MOMENT] == stamp("2026-10-25 12:00")


def test_the_night_of_october_with_its_extra_hour_has_its_midpoint_in_elapsed_time() -> None:
    # 23:00 BST is 22:00 UTC; 07:00 GMT is 07:00 UTC: nine hours, and half of them past 22:00 UTC
    # is 02:30 UTC. The clock alone would have said 03:00.
    found = only(live([offence("42/1/26", "2026-10-24 23:00", "2026-10-25 07:00")]))
    assert found[MOMENT] == stamp("2026-10-25 02:30")


def test_six_weeks_over_the_change_of_the_clocks_are_42_times_24_hours() -> None:
    # 15:00 BST on 20 September is 14:00 UTC; 42 days on it is 14:00 GMT on 1 November.
    row = offence("42/1/26", "2026-09-20 15:00")
    assert only(live([row], "2026-11-01 14:00"))[schema.EXPIRES] == stamp("2026-11-01 14:00")
    assert live([row], "2026-11-01 14:01").empty


def test_a_burglary_is_live_to_the_last_minute_of_its_42nd_day() -> None:
    row = offence("42/1/26", "2026-06-01 10:00")
    assert only(live([row], "2026-07-13 10:00"))[DAYS] == 42.0
    assert live([row], "2026-07-13 10:01").empty


def test_a_leap_day_counts() -> None:
    # From 22:00 on 28 February to 06:00 on 1 March 2028 are 32 hours; half way is on the 29th.
    # 29 February and 42 days are 11 April, by then an hour later on the clock.
    row = offence("42/1/28", "2028-02-28 22:00", "2028-03-01 06:00")
    found = only(live([row], "2028-03-02 08:00"))
    assert found[MOMENT] == stamp("2028-02-29 14:00")
    assert found[schema.EXPIRES] == stamp("2028-04-11 15:00")


def test_a_burglary_about_midnight_belongs_to_midnight() -> None:
    row = offence("42/1/26", "2026-11-17 23:30", "2026-11-18 00:30")
    assert only(live([row]))[MOMENT] == stamp("2026-11-18 00:00")


def test_a_list_never_knows_of_a_burglary_before_it_was_reported() -> None:
    row = offence(
        "42/1/26",
        "2026-11-10 08:00",
        "2026-11-18 18:00",
        **{schema.REPORTED_TIME: "2026-11-18 18:30"},
    )
    assert live([row], "2026-11-18 18:29").empty
    assert len(live([row], "2026-11-18 18:30")) == 1


def test_without_a_report_time_it_is_known_from_the_end_of_its_range() -> None:
    row = offence("42/1/26", "2026-11-18 08:00", "2026-11-18 17:00", **{schema.REPORTED_TIME: None})
    assert live([row], "2026-11-18 16:59").empty
    found = only(live([row], "2026-11-18 17:00"))
    assert found[schema.REPORTED_TIME] == stamp("2026-11-18 17:00")
    assert found[REPORT_ASSUMED]


def test_a_burglary_cannot_have_happened_after_it_was_reported() -> None:
    # Known to the day, reported at nine in the morning: noon is too late.
    row = offence(
        "42/1/26",
        "2026-11-20 00:00",
        "2026-11-21 00:00",
        **{
            schema.TIME_PRECISION: TimePrecision.DAY,
            schema.REPORTED_TIME: "2026-11-20 09:00",
        },
    )
    assert only(live([row], "2026-11-20 10:00"))[MOMENT] == stamp("2026-11-20 09:00")


def test_a_report_dated_without_a_clock_waits_for_the_end_of_its_range() -> None:
    # The report's date alone reads as midnight, fourteen hours before the burglary began.
    row = offence(
        "42/1/26",
        "2026-11-18 14:00",
        "2026-11-18 18:00",
        **{schema.REPORTED_TIME: "2026-11-18 00:00"},
    )
    assert live([row], "2026-11-18 17:00").empty
    assert only(live([row], "2026-11-18 18:00"))[REPORT_ASSUMED]


@pytest.mark.parametrize(
    ("which", "moment"),
    [("earliest", "2026-11-18 08:00"), ("latest", "2026-11-18 17:00")],
)
def test_the_ends_of_a_range_show_how_much_rests_on_the_midpoint(which: str, moment: str) -> None:
    row = offence("42/1/26", "2026-11-18 08:00", "2026-11-18 17:00")
    found = live([row], range_moment=which)
    assert only(found)[MOMENT] == stamp(moment)
    assert notes_on_live_burglaries(found)[0].startswith(
        f"Known only as from-to, and taken at the {which} moment"
    )


def test_a_burglary_that_was_in_no_dwelling_reaches_no_list() -> None:
    shed = offence("42/1/26", **{schema.DWELLING: False})
    unsaid = offence("42/2/26", **{schema.DWELLING: None})
    shop = offence("42/3/26", **{schema.OFFENCE_CODE: "30C", schema.DWELLING: None})
    assert list(live([shed, unsaid, shop])[schema.BURGLARY_REFERENCE]) == ["42/2/26"]


def test_monthly_data_are_refused_in_one_sentence() -> None:
    rows = [offence("42/1/26", **{schema.TIME_PRECISION: TimePrecision.MONTH})]
    with pytest.raises(InputError, match=r"carry a month and no day.*data\.police\.uk") as fault:
        live(rows)
    assert str(fault.value).count(". ") == 0


def test_other_offences_known_to_the_month_do_no_harm() -> None:
    graffiti = offence(
        "42/2/26",
        **{schema.OFFENCE_CODE: "58B", schema.TIME_PRECISION: TimePrecision.MONTH},
    )
    assert len(live([offence("42/1/26"), graffiti])) == 1


def test_one_crime_recorded_once_for_each_resident_is_one_burglary() -> None:
    first = offence("42/1/26")
    again = offence("42/1/26", **{schema.SOURCE_LINE: 3})
    assert len(live([first, again])) == 1


def test_one_reference_at_two_places_stands_for_two_burglaries() -> None:
    here = offence("42/1/26")
    there = offence("42/1/26", place=(600_500.0, 225_000.0))
    assert set(live([here, there])[schema.BURGLARY_REFERENCE]) == {"42/1/26", "42/1/26 (2)"}


def test_a_burglary_without_a_reference_is_given_the_same_one_every_day() -> None:
    nameless, other = offence(None), offence("42/2/26", place=(600_500.0, 225_000.0))
    today = live([other, nameless])
    tomorrow = live([nameless], "2026-11-21 08:00")
    made = set(tomorrow[schema.BURGLARY_REFERENCE])
    assert made < set(today[schema.BURGLARY_REFERENCE])
    assert all(one.startswith("no-reference-") for one in made)


@pytest.mark.parametrize(
    ("written", "begins"),
    [
        ("=1", "1-"),
        ("-42/1001/25", "42/1001/25-"),
        ("X" * 95, "X" * 31 + "-"),
        ("42/1001/25; 42/1002/25", "42/1001/25-42/1002/25-"),
        ("42/1001\t25", "42/1001-25-"),
        ("=====", "reference-"),
        ("Einbruch " + "Ö" * 50, "Einbruch-"),
    ],
)
def test_a_reference_that_no_ledger_could_keep_is_cut_to_its_beginning(
    written: str, begins: str
) -> None:
    reference = only(live([offence(written)]))["burglary_reference"]
    assert reference.startswith(begins)
    assert re.fullmatch(schema.REFERENCE_PATTERN, reference)
    assert reference == only(live([offence(written)]))["burglary_reference"]
    assert reference != only(live([offence(f"{written}b")]))["burglary_reference"]


def test_two_flats_of_one_house_without_references_are_two_burglaries() -> None:
    one = offence(None, **{schema.LOCATION: "Flat 1, 11 Mill Street"})
    other = offence(None, **{schema.LOCATION: "Flat 2, 11 Mill Street"})
    assert live([one, other])[schema.BURGLARY_REFERENCE].nunique() == 2


def test_what_became_of_every_burglary_adds_up() -> None:
    rows = [
        offence("live"),
        offence("live", **{schema.SOURCE_LINE: 9}),
        offence("shed", **{schema.DWELLING: False}),
        offence("no time", None),
        offence("tomorrow", **{schema.REPORTED_TIME: "2026-11-21 08:00"}),
        offence("summer", "2026-06-01 10:00"),
        offence("shop", **{schema.OFFENCE_CODE: "30C"}),
    ]
    counts = burglary_standings(offences(rows), selection=SELECTION, as_of=at("2026-11-20 08:00"))
    assert counts == dict.fromkeys(Standing, 1)


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        ("2017-03-31 12:00", ["before 1 April 2017"]),
        ("2017-04-20 12:00", ["before 1 April 2017", "sheds and garages in their grounds"]),
        ("2023-03-31 12:00", ["from 1 April 2017"]),
        ("2023-04-20 12:00", ["from 1 April 2017", "since 1 April 2023"]),
        ("2023-06-20 12:00", ["since 1 April 2023: homes only"]),
    ],
)
def test_a_list_says_which_definition_of_burglary_its_window_was_recorded_under(
    as_of: str, said: list[str]
) -> None:
    note = definition_note(at(as_of))
    assert all(words in note for words in said)
    assert note.count("as it was") == len(said)


@pytest.mark.parametrize(
    ("when", "code", "dwelling", "premises"),
    [
        ("2023-03-30 20:00", "28E", None, Premises.HOME_OR_OUTBUILDING),
        ("2023-03-30 20:00", "28E", True, Premises.HOME),
        ("2023-04-02 20:00", "28E", None, Premises.HOME),
        ("2023-03-30 20:00", "28A", None, Premises.HOME),
        ("2023-04-02 20:00", None, None, Premises.NOT_SAID),
    ],
)
def test_sheds_are_told_from_homes_as_far_as_code_and_date_allow(
    when: str, code: str | None, dwelling: object, premises: Premises
) -> None:
    row = offence("42/1/23", when, **{schema.OFFENCE_CODE: code, schema.DWELLING: dwelling})
    assert only(live([row], "2023-04-10 08:00"))[PREMISES] == premises


def test_what_had_to_be_assumed_is_said_and_nothing_where_nothing_was() -> None:
    sure = offence("42/1/26")
    unsure = offence(
        "42/2/26", "2026-11-18 08:00", "2026-11-18 17:00", **{schema.REPORTED_TIME: None}
    )
    assert notes_on_live_burglaries(live([sure])) == []
    assert notes_on_live_burglaries(live([sure, unsure])) == [
        "Known only as from-to, and taken at the midpoint: 1 of 2 live burglaries.",
        "No usable report time, the end of the range in its place: 1 of 2 live burglaries.",
    ]


def test_no_burglary_at_all_is_an_empty_table_with_its_columns() -> None:
    found = live([offence("42/1/26", "2026-06-01 10:00")])
    assert found.empty
    assert tuple(found.columns) == LIVE_BURGLARY_COLUMNS
    assert found.crs == "EPSG:27700"


def test_what_cannot_be_used_is_refused() -> None:
    table = offences([offence()])
    moment = at("2026-11-20 08:00")
    with pytest.raises(ParameterError, match="without a zone"):
        live_burglaries(table, selection=SELECTION, as_of=moment.replace(tzinfo=None))
    with pytest.raises(ParameterError, match="window_days must be above 0"):
        live_burglaries(table, selection=SELECTION, as_of=moment, window_days=0)
    with pytest.raises(CoordinateError, match="not in metres"):
        live_burglaries(table.to_crs("EPSG:4326"), selection=SELECTION, as_of=moment)
    with pytest.raises(MissingColumnError, match="location"):
        live_burglaries(table.drop(columns="location"), selection=SELECTION, as_of=moment)
    with pytest.raises(InputError, match="not times with"):
        burglary_moments(table.assign(from_time=table["from_time"].dt.tz_localize(None)))


HOURS = st.integers(min_value=-60 * 24, max_value=5 * 24)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(HOURS, st.integers(0, 48), st.integers(-6, 72)), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
)
def test_no_list_uses_the_future_and_row_order_changes_nothing(
    times: list[tuple[int, int, int]], random: object
) -> None:
    as_of = pd.Timestamp("2026-11-20 08:00")
    rows = []
    for number, (start, length, delay) in enumerate(times):
        begins = as_of + pd.Timedelta(hours=start)
        ends = begins + pd.Timedelta(hours=length)
        rows.append(
            offence(
                None if number % 3 == 2 else f"42/{number % 4}/26",
                str(begins),
                str(ends),
                **{
                    schema.REPORTED_TIME: str(ends + pd.Timedelta(hours=delay)),
                    schema.SOURCE_LINE: number,
                },
                place=(600_000.0 + number // 2, 225_000.0),
            )
        )
    table = offences(rows)
    moment = as_of.tz_localize(LONDON)
    found = live_burglaries(table, selection=SELECTION, as_of=moment)
    assert (found[schema.REPORTED_TIME] <= moment).all()
    assert found[DAYS].between(0, 42).all()
    assert found[schema.BURGLARY_REFERENCE].is_unique
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined] # hypothesis hands a Random
    again = live_burglaries(shuffled(table, order), selection=SELECTION, as_of=moment)
    pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(again))
