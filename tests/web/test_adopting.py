"""A run's harm spots put in force in the browser, and those in force reviewed."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest
from django.test import Client

from hotspots.study.run_folder import read_receipt
from hotspots.web import force
from hotspots.web.models import StartedRun
from hotspots.web.runs import tasks
from hotspots.web.spots.adopting import OTHER_NUMBERS, to_adopt
from tests.demonstration import DemoRun
from tests.web.small_runs import remove
from tests.web.test_reports import made

pytestmark = pytest.mark.usefixtures("county_served")
REASON = "The yearly review"


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Analyst", whole_force=True)


def in_force() -> str:
    return str(force.ledger().spot_sets()["spot_set"].iloc[-1])


def test_a_run_is_put_in_force_with_a_reason_and_what_it_does_is_said_before(
    analyst: Client, signed_in: Callable[..., Client]
) -> None:
    before = in_force()
    started = tasks.start("run", {"index": "count", "count": 10}, analyst.person)  # type: ignore[attr-defined]
    tasks.make_started.func(str(started.pk))
    run = force.workspace().maps / StartedRun.objects.get().made
    address = f"/spots/adopt/{run.name}"
    assert address in analyst.get(f"/runs/started/{started.pk}").content.decode()
    assert address in analyst.get("/spots/").content.decode()
    told = read_receipt(run)["spots_over_time"]
    assert told["in_force"]["spot_set"] == before
    asked = to_adopt(run.name, analyst.person)  # type: ignore[attr-defined]
    found = {name: count for name, count in told["changes"].items() if count}
    counts = dict(asked.counts)
    assert counts.pop("no more in force") == len(told["not_here_any_more"]) > 0
    assert counts == found
    page = analyst.get(address).content.decode()
    for each in told["not_here_any_more"]:
        assert each["spot_id"] in page

    other = signed_in("Analyst", whole_force=True)
    assert other.get(address).status_code == 404  # a draft of somebody else's
    assert signed_in("Analyst").get(address).status_code == 403
    assert signed_in("Commander", whole_force=True).get(address).status_code == 403
    for reason in ("", "=1+1", "Two\nlines"):
        answer = analyst.post(address, {"reason": reason, "instead_of": before})
        assert answer.status_code == 422
        assert in_force() == before
    answer = analyst.post(address, {"reason": REASON, "instead_of": before})
    assert answer.status_code == 302, answer.content.decode()
    assert in_force() == run.name
    page = analyst.get("/spots/").content.decode()
    assert REASON in page
    entry = force.ledger().log().iloc[-1]
    assert (entry["what"], entry["subject"]) == ("harm spots adopted", run.name)
    assert entry["account"] == analyst.person.username  # type: ignore[attr-defined]
    assert force.ledger().verify().holds
    assert "These spots are in force" in analyst.get(address).content.decode()

    analyst.post(f"/runs/started/{started.pk}/publish")
    answer = other.post(address, {"reason": "Mine", "instead_of": before})
    assert answer.status_code == 422
    assert "after you looked" in answer.content.decode()
    # The first run knew of no set, and its numbers are not those of the places in force now.
    page = other.get(f"/spots/adopt/{before}").content.decode()
    assert OTHER_NUMBERS.split(",")[0] in page
    answer = other.post(f"/spots/adopt/{before}", {"reason": "Back", "instead_of": run.name})
    assert answer.status_code == 422
    assert in_force() == run.name
    remove(run)


def test_a_run_whose_spots_were_changed_by_hand_is_not_put_in_force(
    analyst: Client, demo_run: DemoRun
) -> None:
    run = force.workspace().maps / "changed"
    shutil.copytree(demo_run.run.folder, run)
    (layer,) = (run / "force").glob("harm-spots*.gpkg")
    layer.write_bytes(layer.read_bytes() + b"0")
    answer = analyst.get(f"/spots/adopt/{run.name}")
    assert answer.status_code == 422
    assert "was changed since" in answer.content.decode()
    remove(run)


@pytest.mark.parametrize("name", ["unknown", "2025-12-31-lists", "..%2F..%2Fetc"])
def test_what_is_no_harm_map_is_not_there(analyst: Client, name: str) -> None:
    assert analyst.get(f"/spots/adopt/{name}").status_code == 404
    assert analyst.post(f"/spots/adopt/{name}", {"reason": REASON}).status_code == 404


def test_a_review_is_started_and_read_by_whoever_belongs_to_the_force(
    analyst: Client, signed_in: Callable[..., Client]
) -> None:
    started, run = made(analyst, "spots-review")
    analyst.post(f"/runs/started/{started.pk}/publish")
    address = f"/reports/basildon/{run.name}"
    commander = signed_in("Commander", whole_force=True)
    page = commander.get(address).content.decode()
    assert f"Of {len(force.ledger().spots_in_force())} harm spots in force" in page
    assert "look better than they are" in page  # nothing came after the year they were chosen on
    (paper,) = run.glob("spot-review_*.pdf")
    kept = commander.get(f"{address}/{paper.name}")
    assert b"".join(kept.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert signed_in("Commander").get(address).status_code == 404
    later = analyst.post(
        "/runs/start/spots-review", {"first_day": "2025-12-01", "last_day": "2025-11-01"}
    )
    assert later.status_code == 422
    assert "before the first" in later.content.decode()
    remove(run)
