"""Alarms in the ledger: raised once, open until somebody says why they are closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger import open_ledger
from tests.ledger.test_upgrade import make_first_version

if TYPE_CHECKING:
    from hotspots.ledger.store import Ledger

NOW = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
COLUMNS = (schema.PLAN, schema.AREA_NAME, schema.STEP_FIRST, schema.STEP_LAST, schema.SIGN)


def week(first: str, *areas: str, sign: str = "above its band") -> pd.DataFrame:
    begins = pd.Timestamp(first)
    rows = [("Robbery", area, begins, begins + timedelta(days=6), sign) for area in areas]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def raised(ledger: Ledger, table: pd.DataFrame) -> list[str]:
    return ledger.raise_alarms(table, raised_at=NOW)


def closed(ledger: Ledger, alarm: str, reason: str = "Two arrests") -> None:
    ledger.close_alarm(alarm, reason=reason, closed_at=NOW, closed_by_role="sergeant")


def test_an_alarm_is_open_until_it_is_closed_and_the_reason_stays(made_address: str) -> None:
    with open_ledger(made_address) as ledger:
        assert raised(ledger, week("2026-01-05", "Wick", "Marsh")) == ["W0001", "W0002"]
        closed(ledger, "w2", "Two arrests, none since")
        assert ledger.alarms(open_only=True)[schema.ALARM_ID].tolist() == ["W0001"]
        every = ledger.alarms().set_index(schema.ALARM_ID)
    row = every.loc["W0002"]
    assert row[schema.CLOSE_REASON] == "Two arrests, none since"
    assert row[schema.CLOSED_BY_ROLE] == "sergeant"
    assert row[schema.CLOSED_AT].to_pydatetime() == NOW
    assert every.loc["W0001"][[schema.CLOSED_AT, schema.CLOSE_REASON]].isna().all()


def test_the_same_week_twice_is_one_alarm_also_when_it_was_closed_meanwhile(
    made_address: str,
) -> None:
    with open_ledger(made_address) as ledger:
        first = raised(ledger, week("2026-01-05", "Wick"))
        assert raised(ledger, week("2026-01-05", "Wick")) == first
        closed(ledger, first[0])
        assert raised(ledger, week("2026-01-05", "Wick")) == first
        assert len(ledger.alarms()) == 1


def test_an_open_alarm_is_not_raised_again_and_a_closed_one_is(made_address: str) -> None:
    with open_ledger(made_address) as ledger:
        first = raised(ledger, week("2026-01-05", "Wick"))
        assert raised(ledger, week("2026-01-12", "Wick")) == first
        closed(ledger, first[0])
        assert raised(ledger, week("2026-01-19", "Wick")) == ["W0002"]


def test_what_cannot_be_closed_is_refused_and_nothing_is_kept(made_address: str) -> None:
    with open_ledger(made_address) as ledger:
        raised(ledger, week("2026-01-05", "Wick"))
        for alarm, reason, words in (
            ("W0009", "Nothing since", "no alarm 'W0009'"),
            ("all", "Nothing since", "no alarm 'all'"),
            ("W0001", "=HYPERLINK()", "must begin with a letter"),
        ):
            with pytest.raises(InputError, match=words):
                closed(ledger, alarm, reason)
        closed(ledger, "W0001")
        with pytest.raises(InputError, match="closed on 12/01/2026 already"):
            closed(ledger, "W0001")


def test_a_sign_that_is_no_alarm_is_refused(made_address: str) -> None:
    with open_ledger(made_address) as ledger, pytest.raises(InputError, match="raises no alarm"):
        raised(ledger, week("2026-01-05", "Wick", sign="drifting up"))


def test_the_chain_holds_alarms_and_their_closings_and_the_log_names_both(
    made_address: str,
) -> None:
    with open_ledger(made_address) as ledger:
        raised(ledger, week("2026-01-05", "Wick"))
        closed(ledger, "W0001")
        assert ledger.verify().holds
        log = ledger.log()
    assert {"alarms of the watch raised", "alarm closed"} <= set(log["what"])


def test_a_reason_that_was_changed_in_the_file_is_found(made_address: str) -> None:
    with open_ledger(made_address) as ledger:
        raised(ledger, week("2026-01-05", "Wick"))
        closed(ledger, "W0001")
        from django.db import connections  # noqa: PLC0415 - Django has started by now

        with connections[ledger._alias].cursor() as cursor:
            cursor.execute("UPDATE ledger_alarmclosing SET close_reason = 'Nothing'")
        assert "closing of an alarm" in ledger.verify().fault


def test_a_ledger_of_before_takes_alarms(address: str) -> None:
    make_first_version(address)
    with open_ledger(address) as ledger:
        assert ledger.alarms().empty
        assert raised(ledger, week("2026-01-05", "Wick")) == ["W0001"]
