"""Visits and lists go in and come out the same, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError, LedgerError, MissingColumnError

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def times(*texts: str) -> pd.Series:
    """Moments on the clock in the street; of an hour that comes twice, the first."""
    return pd.Series([pd.Timestamp(at(text)) for text in texts]).dt.as_unit("us")


@pytest.fixture
def evening_round() -> pd.DataFrame:
    """Three calls of one shift."""
    return pd.DataFrame(
        {
            schema.UPRN: ["100091000002", "100091000001", "100091000003"],
            schema.VISITED_AT: times("2026-10-20 18:10", "2026-10-20 18:00", "2026-10-25 01:30"),
            schema.ROLE: ["PCSO", "PC", "volunteer"],
            schema.VISIT_OUTCOME: ["no answer, card left", "spoken to", "refused"],
            schema.TIER: ["neighbour", "victim", None],
            schema.DISTRICT: ["Colchester", "Colchester", "Harlow"],
            schema.LIST_ID: ["run 7 Colchester", "run 7 Colchester", None],
            schema.BURGLARY_REFERENCES: ["42/1", "42/1", None],
        }
    )


@pytest.fixture
def cocoon() -> pd.DataFrame:
    """A victim and a neighbour; the neighbour is near two burglaries."""
    return pd.DataFrame(
        {
            schema.UPRN: ["1002", "1001", "1002"],
            schema.TIER: ["neighbour", "victim", "neighbour"],
            schema.DUE: times("2026-10-22 10:00", "2026-10-22 10:00", "2026-10-22 10:00"),
            schema.LEFT_OUT: [True, False, True],
            schema.BURGLARY_REFERENCE: ["42/2", "42/1", "42/1"],
            schema.BURGLARY_TIER: ["street", "victim", "neighbour"],
            schema.REPORTED_TIME: times("2026-10-19 09:00", "2026-10-20 10:00", "2026-10-20 10:00"),
        }
    )


def issue(ledger: Ledger, listings: pd.DataFrame, list_id: str, issued: str) -> bool:
    return ledger.record_list(
        listings,
        list_id=list_id,
        district="Colchester",
        issued_at=at(issued),
        as_of=at(issued) - timedelta(minutes=5),
    ).recorded


def test_what_goes_in_comes_out(ledger: Ledger, evening_round: pd.DataFrame, now: datetime) -> None:
    before = evening_round.copy()
    result = ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    assert (result.rows_in, result.recorded, result.already_there) == (3, 3, 0)
    assert str(result) == "3 visits read: 3 recorded, 0 already in the ledger, 0 set aside"
    pd.testing.assert_frame_equal(evening_round, before)
    there = ledger.visits()
    assert tuple(there.columns) == schema.VISIT_COLUMNS
    expected = evening_round.sort_values(schema.VISITED_AT, ignore_index=True)
    pd.testing.assert_frame_equal(
        there[list(expected.columns)], expected.astype(there[list(expected.columns)].dtypes)
    )
    assert (there[schema.ENTERED_AT] == now).all()
    assert set(there[schema.ENTERED_BY_ROLE]) == {"sergeant"}


def test_the_same_round_entered_twice_is_kept_once(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    again = ledger.record_visits(
        evening_round.iloc[::-1], entered_at=now + timedelta(days=1), entered_by_role="analyst"
    )
    assert (again.recorded, again.already_there, len(again.set_aside)) == (0, 3, 0)
    assert set(ledger.visits()[schema.ENTERED_BY_ROLE]) == {"sergeant"}


def test_a_second_story_about_the_same_call_is_set_aside_and_the_first_stands(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    other = evening_round.assign(visit_outcome="spoken to")
    result = ledger.record_visits(other, entered_at=now, entered_by_role="sergeant")
    assert (result.recorded, result.already_there, len(result.set_aside)) == (0, 1, 2)
    assert list(ledger.visits()[schema.VISIT_OUTCOME]) == [
        "spoken to",
        "no answer, card left",
        "refused",
    ]


def test_rows_that_cannot_be_kept_do_not_hold_up_the_others(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    evening_round.loc[0, schema.ROLE] = "Jo Example"
    evening_round.loc[1, schema.VISITED_AT] = pd.Timestamp(now) + pd.Timedelta(minutes=1)
    result = ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    assert (result.rows_in, result.recorded, len(result.set_aside)) == (3, 1, 2)
    assert any("lies in the future" in each for each in result.set_aside[schema.REASON])
    assert "Example" not in result.set_aside.to_csv()


def test_a_file_imported_twice_adds_nothing_and_says_so(
    ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(
        "uprn,visited_at,role,outcome\n"
        "1001,20/10/2026 18:00,PC,spoken to\n"
        "1001,20/10/2026 18:00,PC,spoken to\n"  # the same call, copied twice
        "1002,20/10/2026,PC,spoken to\n"
        "1003,20/10/2026 18:20,PC,refused\n"
    )
    first = ledger.import_visits(path, entered_at=now, entered_by_role="sergeant")
    assert (first.rows_in, first.recorded, first.already_there) == (4, 2, 1)
    assert list(first.set_aside[schema.SOURCE_LINE]) == [4]
    second = ledger.import_visits(path, entered_at=now, entered_by_role="sergeant")
    assert (second.rows_in, second.recorded, second.already_there) == (4, 0, 3)
    assert len(second.set_aside) == 1


def test_an_export_read_into_another_ledger_is_the_same_ledger(
    ledger: Ledger, file_ledger: Ledger, evening_round: pd.DataFrame, now: datetime, tmp_path: Path
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    path = tmp_path / "export.csv"
    assert ledger.export_visits(path) == 3
    assert [found.name for found in tmp_path.glob("export*")] == ["export.csv"]
    result = file_ledger.import_visits(
        path, entered_at=now + timedelta(days=9), entered_by_role="analyst"
    )
    assert result.recorded == 3
    there, here = ledger.visits(), file_ledger.visits()
    entry = [schema.ENTERED_AT, schema.ENTERED_BY_ROLE]
    claims = [schema.CLAIMED_AT, schema.CLAIMED_ROLE]
    pd.testing.assert_frame_equal(
        here.drop(columns=[*entry, *claims]), there.drop(columns=[*entry, *claims])
    )
    assert set(here[schema.ENTERED_BY_ROLE]) == {"analyst"}
    assert (here[schema.CLAIMED_AT] == there[schema.ENTERED_AT]).all()
    assert set(here[schema.CLAIMED_ROLE]) == {"sergeant"}


def test_visits_are_found_by_district_and_time(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    assert len(ledger.visits(district="Colchester")) == 2
    assert list(ledger.visits(since=at("2026-10-20 18:10"))[schema.UPRN]) == [
        "100091000002",
        "100091000003",
    ]
    assert ledger.visits(district="Thurrock").empty


def test_one_visit_that_was_entered_wrongly_can_be_entered_again(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    moment = at("2026-10-20 18:00")
    with pytest.raises(InputError, match="0 visits match"):
        ledger.withdraw_visit(uprn="100091000002", visited_at=moment)
    ledger.withdraw_visit(uprn="100091000001", visited_at=moment)
    right = evening_round.assign(visit_outcome="refused").iloc[[1]]
    result = ledger.record_visits(right, entered_at=now, entered_by_role="sergeant")
    assert result.recorded == 1
    assert list(ledger.visits()[schema.VISIT_OUTCOME]) == [
        "refused",
        "no answer, card left",
        "refused",
    ]


def test_an_empty_ledger_hands_out_empty_tables_of_the_right_kind(ledger: Ledger) -> None:
    assert str(ledger.visits()[schema.VISITED_AT].dtype) == "datetime64[us, Europe/London]"
    assert str(ledger.latest_list("Colchester")[schema.DUE].dtype).startswith("datetime64[us")
    assert ledger.lists().empty


def test_a_list_comes_out_as_it_went_in(ledger: Ledger, cocoon: pd.DataFrame) -> None:
    assert issue(ledger, cocoon, "run 7", "2026-10-20 14:00")
    there = ledger.latest_list("Colchester")
    assert tuple(there.columns) == schema.LISTING_COLUMNS
    assert list(zip(there[schema.UPRN], there[schema.BURGLARY_REFERENCE], strict=True)) == [
        ("1001", "42/1"),
        ("1002", "42/1"),
        ("1002", "42/2"),
    ]
    assert list(there[schema.BURGLARY_TIER]) == ["victim", "neighbour", "street"]
    assert list(there[schema.LEFT_OUT]) == [False, True, True]
    assert (there[schema.DUE] == pd.Timestamp("2026-10-22 10:00", tz=LONDON)).all()
    assert (there[schema.AS_OF] == pd.Timestamp("2026-10-20 13:55", tz=LONDON)).all()
    headings = ledger.lists()
    assert headings[["list_id", "dwellings"]].to_numpy().tolist() == [["run 7", 2]]


def test_the_latest_list_is_the_one_that_was_issued_last(
    ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    issue(ledger, cocoon, "later", "2026-10-21 14:00")
    issue(ledger, cocoon.iloc[[1]], "earlier", "2026-10-20 14:00")
    assert set(ledger.latest_list("Colchester")[schema.LIST_ID]) == {"later"}
    assert ledger.latest_list("Harlow").empty
    assert len(ledger.listings(since=at("2026-10-21 00:00"))) == 3
    assert len(ledger.listings(district="Colchester")) == 4
    assert list(ledger.lists(district="Colchester")[schema.LIST_ID]) == ["earlier", "later"]


def test_a_list_without_anybody_on_it_is_kept_too(ledger: Ledger, cocoon: pd.DataFrame) -> None:
    assert issue(ledger, cocoon.iloc[:0], "quiet night", "2026-10-20 14:00")
    assert list(ledger.lists()["dwellings"]) == [0]
    assert ledger.latest_list("Colchester").empty


def test_the_same_list_twice_is_kept_once_and_another_under_its_id_is_refused(
    ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    assert issue(ledger, cocoon, "run 7", "2026-10-20 14:00")
    assert not issue(ledger, cocoon.iloc[::-1], "run 7", "2026-10-20 14:00")
    with pytest.raises(InputError, match="another list 'run 7'"):
        issue(ledger, cocoon.iloc[:2], "run 7", "2026-10-20 14:00")
    with pytest.raises(InputError, match="another list 'run 7'"):
        issue(ledger, cocoon, "run 7", "2026-10-20 14:01")
    assert len(ledger.listings()) == 3


def test_every_fault_of_a_list_is_named_at_once_and_nothing_of_it_is_kept(
    ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    wrong = cocoon.assign(
        uprn=["12 Example Road", "1001", "1001"], burglary_reference=["42/2", "=1+1", "42/1"]
    )
    with pytest.raises(InputError, match="UPRN is not a number") as refused:
        issue(ledger, wrong, "run 7", "2026-10-20 14:00")
    assert "burglary reference" in str(refused.value)
    assert "dwellings with two tiers" in str(refused.value)
    assert "Example Road" not in str(refused.value)
    assert ledger.lists().empty


def test_a_list_that_leaves_nobody_out_need_not_say_so(
    file_ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    assert issue(file_ledger, cocoon.drop(columns=schema.LEFT_OUT), "run 7", "2026-10-20 14:00")
    assert not file_ledger.latest_list("Colchester")[schema.LEFT_OUT].any()
    assert file_ledger.lists(since=at("2026-10-20 14:01")).empty


def test_a_list_with_an_id_that_a_spreadsheet_would_run_is_refused(
    file_ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    with pytest.raises(InputError, match="list_id"):
        issue(file_ledger, cocoon, "=run 7", "2026-10-20 14:00")


def test_a_list_whose_clock_nobody_knows_is_refused(
    file_ledger: Ledger, cocoon: pd.DataFrame
) -> None:
    cocoon[schema.DUE] = cocoon[schema.DUE].dt.tz_localize(None)
    with pytest.raises(InputError, match="'due'"):
        issue(file_ledger, cocoon, "run 7", "2026-10-20 14:00")


def test_homes_are_forgotten_when_they_are_no_longer_needed(
    ledger: Ledger, evening_round: pd.DataFrame, cocoon: pd.DataFrame, now: datetime
) -> None:
    ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")
    issue(ledger, cocoon, "run 7", "2026-10-20 14:00")
    issue(ledger, cocoon, "run 8", "2026-10-24 14:00")
    moment = at("2026-10-24 00:00")
    gone = ledger.forget(homes_before=moment, accounts_before=moment)
    # The homes of run 7 stand on run 8 too: a story is forgotten as a whole.
    assert (gone.homes, gone.accounts) == (2, 0)
    assert list(ledger.visits()[schema.UPRN].str.startswith("f")) == [True, True, False]
    assert set(ledger.listings()[schema.LIST_ID]) == {"run 7", "run 8"}


def test_the_database_itself_refuses_what_nobody_should_write(ledger: Ledger) -> None:
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - Django has started by now

    from hotspots.ledger.models import Visit  # noqa: PLC0415

    good = {
        "uprn": "1001",
        "visited_at": at("2026-10-20 18:00"),
        "role": "PC",
        "visit_outcome": "spoken to",
        "entered_at": at("2026-10-20 19:00"),
        "entered_by_role": "sergeant",
    }
    alias = ledger._alias
    Visit.objects.using(alias).create(**good)
    for wrong in (
        {},  # the same call again
        {"uprn": ""},
        {"uprn": "1002", "role": "Jo Example"},
        {"uprn": "1002", "visit_outcome": "tea"},
        {"uprn": "1002", "tier": "next door"},
        {"uprn": "1002", "entered_by_role": "neighbour"},
        {"uprn": "1002", "entered_at": at("2026-10-20 17:59")},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using=alias):
            Visit.objects.using(alias).create(**(good | wrong))
    assert len(ledger.visits()) == 1


def test_what_the_database_cannot_do_is_said_in_one_sentence(
    ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    from django.db import connections  # noqa: PLC0415 - Django has started by now

    with connections[ledger._alias].cursor() as cursor:
        cursor.execute("DROP TABLE ledger_visit")
    with pytest.raises(LedgerError, match="has kept nothing of it"):
        ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")


def test_times_without_a_zone_are_refused(
    file_ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    naive = now.replace(tzinfo=None)
    with pytest.raises(InputError, match="entered_at"):
        file_ledger.record_visits(evening_round, entered_at=naive, entered_by_role="sergeant")
    with pytest.raises(InputError, match="since"):
        file_ledger.visits(since=naive)
    evening_round[schema.VISITED_AT] = evening_round[schema.VISITED_AT].dt.tz_localize(None)
    with pytest.raises(InputError, match="tz_localize"):
        file_ledger.record_visits(evening_round, entered_at=now, entered_by_role="sergeant")


def test_whoever_enters_is_a_role_and_not_a_name(
    file_ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    with pytest.raises(InputError, match="sergeant, commander, planner, analyst") as refused:
        file_ledger.record_visits(evening_round, entered_at=now, entered_by_role="Jo Example")
    assert "Example" not in str(refused.value)


def test_a_table_without_outcomes_is_refused(
    file_ledger: Ledger, evening_round: pd.DataFrame, now: datetime
) -> None:
    with pytest.raises(MissingColumnError, match="visit_outcome"):
        file_ledger.record_visits(
            evening_round.drop(columns=schema.VISIT_OUTCOME),
            entered_at=now,
            entered_by_role="sergeant",
        )
