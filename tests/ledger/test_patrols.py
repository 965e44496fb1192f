"""Patrols go in and come out the same, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError, MissingColumnError, OutputError
from tests.ledger.spots import adopt, on_the_ground, spots_of_run, square

if TYPE_CHECKING:
    from hotspots.ledger import ImportResult
    from hotspots.ledger.store import Ledger

LONDON = ZoneInfo("Europe/London")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.fixture
def friday_night() -> pd.DataFrame:
    """Three visits of one shift to two spots; at the last nobody counted."""
    return pd.DataFrame(
        {
            schema.SPOT_ID: ["S001", "S002", "S001"],
            schema.BEGINS_AT: [
                pd.Timestamp(at(text))
                for text in ("2026-01-09 21:15", "2026-01-09 21:40", "2026-01-10 00:30")
            ],
            schema.MINUTES: [15, 12, 9],
            schema.ROLE: ["PC", "PC", "special"],
            schema.ACTIVITY: ["business check", "stop search", "directed patrol"],
            schema.INTERACTIONS: pd.array([4, 2, None], dtype="Int64"),
        }
    )


def enter(ledger: Ledger, patrols: pd.DataFrame, now: datetime) -> ImportResult:
    return ledger.record_patrols(patrols, entered_at=now, entered_by_role="sergeant")


def test_what_goes_in_comes_out(ledger: Ledger, friday_night: pd.DataFrame, now: datetime) -> None:
    adopt(ledger, "S001", "S002")
    before = friday_night.copy()
    result = enter(ledger, friday_night.iloc[::-1], now)
    assert (result.rows_in, result.recorded, result.already_there) == (3, 3, 0)
    assert str(result) == "3 patrols read: 3 recorded, 0 already in the ledger, 0 set aside"
    pd.testing.assert_frame_equal(friday_night, before)
    there = ledger.patrols()
    assert tuple(there.columns) == schema.PATROL_COLUMNS
    given = list(friday_night.columns)
    pd.testing.assert_frame_equal(there[given], friday_night.astype(there[given].dtypes))
    assert set(there[schema.RECORDED_BY]) == {"entered"}
    assert (there[schema.ENTERED_AT] == now).all()


def test_the_same_shift_entered_twice_is_kept_once(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    again = enter(ledger, friday_night.assign(recorded_by="file"), now + timedelta(days=1))
    assert (again.recorded, again.already_there, len(again.set_aside)) == (0, 3, 0)
    assert len(ledger.patrols()) == 3


def test_a_patrol_of_the_year_1_is_none(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    begins = friday_night[schema.BEGINS_AT].copy()
    begins[1] = pd.Timestamp("0001-01-01", tz="UTC")
    result = enter(ledger, friday_night.assign(**{schema.BEGINS_AT: begins}), now)
    assert (result.recorded, len(result.set_aside)) == (2, 1)
    assert "mend the year" in result.set_aside[schema.REASON].iloc[0]


def test_a_second_story_about_the_same_patrol_is_set_aside_and_the_first_stands(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    for other in ({"minutes": [15, 12, 10]}, {"interactions": [4, 2, 0]}):
        result = enter(ledger, friday_night.assign(**other), now)
        assert (result.recorded, result.already_there, len(result.set_aside)) == (0, 2, 1)
    assert ledger.patrols()[schema.MINUTES].tolist() == [15, 12, 9]


def test_a_gps_track_and_an_entry_of_the_same_patrol_are_both_kept(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    # The figures count the entered one; dropping either here would lose what it alone knows.
    adopt(ledger, "S001", "S002")
    tracks = friday_night.assign(
        minutes=[14.2, 12.5, 9.0], activity="directed patrol", recorded_by="GPS track"
    ).drop(columns=schema.INTERACTIONS)
    assert enter(ledger, tracks, now).recorded == 3
    assert enter(ledger, friday_night, now).recorded == 3
    assert enter(ledger, tracks, now).already_there == 3
    there = ledger.patrols()
    assert there[schema.RECORDED_BY].value_counts().to_dict() == {"GPS track": 3, "entered": 3}
    by_track = there[there[schema.RECORDED_BY] == "GPS track"]
    assert by_track[schema.MINUTES].tolist() == [14, 13, 9]
    assert by_track[schema.INTERACTIONS].isna().all()


def test_a_patrol_is_of_a_spot_that_is_or_was_in_force(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    nothing = enter(ledger, friday_night, now)
    assert (nothing.recorded, len(nothing.set_aside)) == (0, 3)
    assert "hotspots spots adopt" in nothing.notes[0]
    adopt(ledger, "S001")
    adopt(ledger, "S003", spot_set="February", adopted_at=at("2026-02-02 09:00"))
    ledger.record_edit(
        schema.SpotEdit.ADD,
        name="Pier",
        outline=square(7),
        reason="New bar",
        edited_at=now,
        edited_by_role="analyst",
    )
    patrols = friday_night.assign(spot_id=["S001", "S002", "A001"])
    result = enter(ledger, patrols, now)
    assert (result.recorded, len(result.set_aside), result.notes) == (2, 1, ())
    assert "no harm spot of this id is or was in force" in result.set_aside[schema.REASON].iloc[0]
    assert list(ledger.patrols()[schema.SPOT_ID]) == ["S001", "A001"]


def test_a_file_imported_twice_adds_nothing_and_says_so(
    ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    adopt(ledger, "S001", "S002")
    path = tmp_path / "patrols.csv"
    path.write_text(
        "easting,northing,begins_at,minutes,role,activity,interactions\n"
        "500010,200010,09/01/2026 21:15,15,PC,business check,4\n"
        "500011,200011,09/01/2026 21:15,15,PC,business check,4\n"  # the same patrol, copied twice
        "500010,200010,09/01/2026,15,PC,business check,4\n"
        "500110,200010,09/01/2026 21:40,12,PC,stop and search,\n"
        "509999,200010,09/01/2026 22:00,12,PC,stop and search,1\n"
    )
    spots = on_the_ground(spots_of_run("S001", "S002"))
    first = ledger.import_patrols(path, entered_at=now, entered_by_role="sergeant", spots=spots)
    assert (first.rows_in, first.recorded, first.already_there) == (5, 2, 1)
    assert list(first.set_aside[schema.SOURCE_LINE]) == [4, 6]
    second = ledger.import_patrols(path, entered_at=now, entered_by_role="sergeant", spots=spots)
    assert (second.recorded, second.already_there, len(second.set_aside)) == (0, 3, 2)


def test_a_row_placed_by_its_point_stays_where_it_was_whatever_is_edited_later(
    ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    # An analyst adds A001 over S002, imports the same file again, withdraws it, imports again.
    adopt(ledger, "S001", "S002")
    path = tmp_path / "patrols.csv"
    path.write_text(
        "easting,northing,begins_at,minutes,role,activity,recorded_by\n"
        "500110,200010,09/01/2026 21:15,15,PC,engagement,\n"
        "500110,200010,09/01/2026 21:15,14,PC,engagement,gps\n"
        "500010,200010,09/01/2026 21:40,12,PC,engagement,\n"
    )
    first = on_the_ground(spots_of_run("S001", "S002"))
    ledger.import_patrols(path, entered_at=now, entered_by_role="sergeant", spots=first)
    ledger.record_edit(
        schema.SpotEdit.ADD,
        name="Pier",
        outline=square(1),
        reason="New bar",
        edited_at=now,
        edited_by_role="analyst",
    )
    before = ledger.patrols()
    edited = on_the_ground(spots_of_run("S001", "A001"))
    for spots in (edited, first.iloc[:1], first.iloc[:0]):
        again = ledger.import_patrols(path, entered_at=now, entered_by_role="PC", spots=spots)
        assert (again.recorded, again.already_there, len(again.set_aside)) == (0, 3, 0)
    pd.testing.assert_frame_equal(ledger.patrols(), before)
    assert before[schema.SPOT_ID].tolist() == ["S002", "S002", "S001"]


def test_a_row_taken_back_may_be_placed_anew(
    file_ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    adopt(file_ledger, "S001", "S002")
    path = tmp_path / "patrols.csv"
    path.write_text(
        "easting,northing,begins_at,minutes,role,activity\n"
        "500110,200010,09/01/2026 21:15,15,PC,engagement\n"
    )
    for spot_id, ids in (("S002", ("S001", "S002")), ("S001", ("S002", "S001"))):
        result = file_ledger.import_patrols(
            path, entered_at=now, entered_by_role="PC", spots=on_the_ground(spots_of_run(*ids))
        )
        assert result.recorded == 1
        file_ledger.withdraw_patrol(spot_id=spot_id, begins_at=at("2026-01-09 21:15"))


def test_an_earlier_row_of_the_same_file_is_told_from_a_record(
    ledger: Ledger, now: datetime, tmp_path: Path
) -> None:
    adopt(ledger, "S001", "S002")
    path = tmp_path / "patrols.csv"
    path.write_text(
        "spot_id,begins_at,minutes,role,activity\n"
        "S001,09/01/2026 21:15,15,PC,engagement\n"
        "S001,09/01/2026 21:15,16,PC,engagement\n"
    )
    for _ in range(2):
        result = ledger.import_patrols(path, entered_at=now, entered_by_role="PC")
        (reason,) = result.set_aside[schema.REASON]
        assert "an earlier row has this spot, moment and role" in reason
        assert reason.endswith("(line 2)")
    path.write_text(
        "spot_id,begins_at,minutes,role,activity\nS001,09/01/2026 21:15,16,PC,engagement\n"
    )
    result = ledger.import_patrols(path, entered_at=now, entered_by_role="PC")
    assert "the ledger has another record" in result.set_aside[schema.REASON].iloc[0]


def test_an_export_read_into_another_ledger_is_the_same_ledger(
    ledger: Ledger, file_ledger: Ledger, friday_night: pd.DataFrame, now: datetime, tmp_path: Path
) -> None:
    adopt(ledger, "S001", "S002")
    adopt(file_ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    enter(ledger, friday_night.assign(recorded_by="GPS track"), now)
    path = tmp_path / "export.csv"
    assert ledger.export_patrols(path) == 6
    assert [found.name for found in tmp_path.glob("export*")] == ["export.csv"]
    assert ledger.export_patrols(path) == 6
    other = tmp_path / "filled_in.csv"
    other.write_text("spot_id,begins_at\nS001,2025-06-01 10:00\n", encoding="utf-8")
    kept = other.read_bytes()
    with pytest.raises(OutputError, match=r"filled_in\.csv is there already and is no earlier exp"):
        ledger.export_patrols(other)
    assert other.read_bytes() == kept
    result = file_ledger.import_patrols(
        path, entered_at=now + timedelta(days=9), entered_by_role="analyst"
    )
    assert result.recorded == 6
    entry = ["entered_at", "entered_by_role", "claimed_at", "claimed_role"]
    here, there = file_ledger.patrols(), ledger.patrols()
    pd.testing.assert_frame_equal(here.drop(columns=entry), there.drop(columns=entry))
    assert (here["claimed_at"] == there["entered_at"]).all()


def test_patrols_are_found_by_time(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    since, until = at("2026-01-09 21:40"), at("2026-01-10 00:30")
    assert ledger.patrols(since=since, until=until)[schema.SPOT_ID].tolist() == ["S002"]
    assert len(ledger.patrols(since=since)) == 2
    with pytest.raises(InputError, match="until"):
        ledger.patrols(until=until.replace(tzinfo=None))


def test_an_empty_ledger_hands_out_an_empty_table_of_the_right_kind(ledger: Ledger) -> None:
    there = ledger.patrols()
    assert tuple(there.columns) == schema.PATROL_COLUMNS
    assert str(there[schema.BEGINS_AT].dtype) == "datetime64[us, Europe/London]"
    assert str(there[schema.MINUTES].dtype) == "int64"
    assert str(there[schema.INTERACTIONS].dtype) == "Int64"


def test_one_patrol_is_withdrawn_and_never_two(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    enter(ledger, friday_night.assign(recorded_by="GPS track"), now)
    moment = at("2026-01-09 21:15")
    with pytest.raises(InputError, match="2 patrols match"):
        ledger.withdraw_patrol(spot_id="S001", begins_at=moment)
    with pytest.raises(InputError, match="0 patrols match"):
        ledger.withdraw_patrol(spot_id="S001", begins_at=moment + timedelta(minutes=1))
    ledger.withdraw_patrol(spot_id="S001", begins_at=moment, recorded_by="entered")
    assert len(ledger.patrols()) == 5
    ledger.withdraw_patrol(spot_id="S001", begins_at=moment, role="PC")
    assert enter(ledger, friday_night, now).recorded == 1


def test_patrols_and_spots_stay_when_homes_are_forgotten(
    ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    adopt(ledger, "S001", "S002")
    enter(ledger, friday_night, now)
    ledger.forget(homes_before=now, accounts_before=now)
    assert len(ledger.patrols()) == 3
    assert len(ledger.spots_in_force()) == 2


def test_the_database_itself_refuses_what_nobody_should_write(ledger: Ledger) -> None:
    from django.db import IntegrityError, transaction  # noqa: PLC0415 - Django has started by now

    from hotspots.ledger.models import Patrol  # noqa: PLC0415

    good = {
        "spot_id": "S001",
        "begins_at": at("2026-01-09 21:15"),
        "minutes": 15,
        "role": "PC",
        "activity": "engagement",
        "recorded_by": "entered",
        "entered_at": at("2026-01-09 22:00"),
        "entered_by_role": "PC",
    }
    alias = ledger._alias
    Patrol.objects.using(alias).create(**good)
    Patrol.objects.using(alias).create(**(good | {"recorded_by": "GPS track", "row_digest": "1"}))
    for wrong in (
        {},  # the same patrol again
        {"recorded_by": "file"},  # and so is this
        {"recorded_by": "GPS track"},
        {"spot_id": "S002", "row_digest": "1"},  # the same row, placed in another spot
        {"spot_id": ""},
        {"spot_id": "S002", "minutes": 0},
        {"spot_id": "S002", "minutes": 721},
        {"spot_id": "S002", "interactions": 1000},
        {"spot_id": "S002", "role": "Jo Example"},
        {"spot_id": "S002", "activity": "tea"},
        {"spot_id": "S002", "recorded_by": "hearsay"},
        {"spot_id": "S002", "entered_by_role": "neighbour"},
        {"spot_id": "S002", "entered_at": at("2026-01-09 21:14")},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using=alias):
            Patrol.objects.using(alias).create(**(good | wrong))
    assert len(ledger.patrols()) == 2


def test_a_table_that_does_not_say_which_spot_is_refused(
    file_ledger: Ledger, friday_night: pd.DataFrame, now: datetime
) -> None:
    with pytest.raises(MissingColumnError, match="spot_id"):
        enter(file_ledger, friday_night.drop(columns=schema.SPOT_ID), now)
    naive = friday_night.assign(begins_at=friday_night[schema.BEGINS_AT].dt.tz_localize(None))
    with pytest.raises(InputError, match="tz_localize"):
        enter(file_ledger, naive, now)
