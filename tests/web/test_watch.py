"""The week's watch in the browser: what it found, what is open, an alarm closed with a reason."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.test import Client

from hotspots import schema
from hotspots.profile import TriggerPlan
from hotspots.study.watch.watch import study_watch
from hotspots.web import force
from tests.run_files import the_file
from tests.study.several_years import WICK, row, rows, wickshire
from tests.web.conftest import raise_alarm

REASON = "Two arrests; none since"


@pytest.fixture(scope="module")
def found(served: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A watch of forty assaults in a week where seven are usual, among the workspace's runs."""
    week = [datetime.combine(date(2025, 11, 24 + n % 6), time(20)) for n in range(40)]
    extra = [row(80_000 + n, moment, WICK, "8N") for n, moment in enumerate(week)]
    usual = rows(date(2025, 7, 1), date(2025, 11, 30), lambda _, code, __: int(code == "8N"))
    run = study_watch(
        wickshire(tmp_path_factory.mktemp("autumn"), [*usual, *extra]),
        maps=served / "maps",
        made_at=datetime(2025, 12, 1, 8, tzinfo=UTC),
        plans=[
            TriggerPlan(
                name="Op Invented",
                selection="street_violence",
                tell=("the duty inspector",),
                first=("Walk the market at night",),
            )
        ],
    ).folder
    yield run
    shutil.rmtree(run)


@pytest.fixture
def alarm(database: None) -> str:
    return raise_alarm()


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Analyst", whole_force=True)


def test_the_page_says_what_broke_its_band_and_what_is_done_first(
    analyst: Client, alarm: str, found: Path
) -> None:
    page = analyst.get("/watch/").content.decode()
    assert "Wick: above its band." in page
    assert page.index("Tell the duty inspector.") < page.index("Walk the market at night")
    assert f"/watch/alarms/{alarm}/close" in page
    looked = analyst.get(f"/watch/made/{found.name}/index.html")
    assert "sandbox" in looked.headers["Content-Security-Policy"]
    assert "Wick" in looked.content.decode()
    table = the_file(found, "watch.csv").name
    kept = analyst.get(f"/watch/made/{found.name}/{table}")
    assert b"Wick" in b"".join(kept.streaming_content)  # type: ignore[attr-defined]
    assert "attachment" in kept.headers["Content-Disposition"]
    for name in ("receipt.json", "set_aside.csv", "..%2Fhotspots.toml", "hotspots.toml"):
        assert analyst.get(f"/watch/made/{found.name}/{name}").status_code == 404


def test_an_alarm_is_closed_once_and_why_is_kept(analyst: Client, alarm: str) -> None:
    address = f"/watch/alarms/{alarm}/close"
    assert "Wick" in analyst.get(address).content.decode()
    assert analyst.post(address, {"reason": "  "}).status_code == 422
    assert analyst.post(address, {"reason": "=1+1"}).status_code == 422
    assert force.ledger().alarms(open_only=True)[schema.ALARM_ID].tolist() == [alarm]
    assert f"{alarm}: closed" in analyst.post(address, {"reason": REASON}).content.decode()
    again = analyst.post(address, {"reason": "Another reason"})
    assert again.status_code == 422
    assert "was closed on" in again.content.decode()
    page = analyst.get("/watch/").content.decode()
    assert "No alarm is open." in page
    assert REASON in page
    entry = force.ledger().log().iloc[-1]
    assert (entry["subject"], entry["role"]) == (alarm, "analyst")
    assert entry["account"] == analyst.person.username  # type: ignore[attr-defined]
    assert force.ledger().verify().holds
    assert analyst.get("/watch/alarms/W9999/close").status_code == 404


def test_a_commander_of_the_force_sees_it_and_closes_nothing(
    signed_in: Callable[..., Client], alarm: str
) -> None:
    commander = signed_in("Commander", whole_force=True)
    page = commander.get("/watch/").content.decode()
    assert alarm in page
    assert "/close" not in page
    assert commander.post(f"/watch/alarms/{alarm}/close", {"reason": REASON}).status_code == 403
    assert signed_in("Commander").get("/watch/").status_code == 403
    assert not force.ledger().alarms(open_only=True).empty
