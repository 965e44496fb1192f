"""The analyst's edits of harm spots: with a reason, in the log, and nobody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from hotspots.schema import SpotEdit
from hotspots.web import force
from tests.web.test_patrols import adopt

REASON = "The school moved away"


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    adopt("invented", ("S901", "Basildon"), ("S902", "Southend"), ("S903", "Basildon"))
    return signed_in("Analyst", whole_force=True)


def edits() -> list[str]:
    """Return the edits of these spots; other tests leave theirs of others."""
    made = force.ledger().edits()
    return made.loc[made["spot_id"].str.startswith("S90"), "spot_edit"].tolist()


def now() -> dict[str, str]:
    from hotspots.web.spots.editing import standing

    table = standing().now
    return dict(zip(table["spot_id"], table["name"], strict=True))


def test_a_spot_is_retired_and_taken_back_with_a_reason_and_both_are_in_the_log(
    analyst: Client,
) -> None:
    assert "S901" in analyst.get("/spots/S901/retire").content.decode()
    assert analyst.post("/spots/S901/retire", {"reason": REASON}).status_code == 200
    assert "S901" not in now()
    page = analyst.get("/spots/").content.decode()
    assert "Left out" in page
    assert f"vetoed by an analyst, {force.ledger().edits()['edited_at'].iloc[-1].day} " in page
    assert page.count(REASON) == 2
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["subject"], entry["role"]) == ("alteration", "S901", "analyst")
    assert entry["account"] == analyst.person.username  # type: ignore[attr-defined]
    assert analyst.post("/spots/S901/take-back", {"reason": "It is back"}).status_code == 200
    assert "S901" in now()
    assert edits() == ["veto", "withdraw"]
    assert force.ledger().verify().holds


def test_moments_are_shown_on_the_forces_clock_in_summer_too(analyst: Client) -> None:
    force.ledger().record_edit(
        SpotEdit.VETO,
        reason=REASON,
        edited_at=datetime(2026, 7, 1, 11, 30, tzinfo=UTC),
        edited_by_role="analyst",
        spot_id="S901",
    )
    assert "1 Jul 2026 12:30" in analyst.get("/spots/").content.decode()


def test_an_officer_sees_an_edit_at_once(analyst: Client, signed_in: Callable[..., Client]) -> None:
    told = {"name": "Bus station", "reason": REASON}
    done = analyst.post("/spots/S903/rename", told).content.decode()
    assert "S903: recorded" in done
    assert "kept once" in analyst.post("/spots/S903/rename", told).content.decode()
    assert edits() == ["rename"]
    page = signed_in("Community policing").get("/patrols/basildon/").content.decode()
    assert "S903 Bus station" in page
    assert REASON in page


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/spots/S901/retire", {"reason": ""}),
        ("/spots/S901/retire", {"reason": "   "}),
        ("/spots/S901/retire", {"reason": "=HYPERLINK(1)"}),
        ("/spots/S901/retire", {"reason": "Two\nlines"}),
        ("/spots/S901/retire", {"reason": "a" * 301}),
        ("/spots/S901/rename", {"reason": REASON}),
        ("/spots/S901/rename", {"reason": REASON, "name": "<script>"}),
        ("/spots/S901/take-back", {"reason": REASON}),  # nothing to take back
        ("/spots/S901/move", {"reason": REASON, "easting": "NaN", "northing": "1"}),
        ("/spots/add", {"reason": REASON, "name": "A", "easting": "1", "northing": "1"}),
    ],
)
def test_what_lacks_a_reason_or_cannot_be_is_not_kept_and_says_so(
    analyst: Client, address: str, told: dict[str, str]
) -> None:
    before = len(force.ledger().edits())
    answer = analyst.post(address, told)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert len(force.ledger().edits()) == before


def test_a_script_in_a_reason_is_text(analyst: Client, signed_in: Callable[..., Client]) -> None:
    reason = "x<script>alert(1)</script>"
    analyst.post("/spots/S903/rename", {"reason": reason, "name": "x<img src=x onerror=1>"})
    officer = signed_in("Community policing")
    for client, address in (
        (analyst, "/spots/"),
        (analyst, "/spots/S903/move"),
        (officer, "/patrols/basildon/"),
    ):
        page = client.get(address).content.decode()
        assert "&lt;img" in page
        assert "<script>alert" not in page
        assert "<img" not in page


@pytest.mark.parametrize("address", ["/spots/S404/retire", "/spots/S901/burn", "/spots/x/move"])
def test_what_is_no_spot_or_no_edit_is_not_there(analyst: Client, address: str) -> None:
    assert analyst.get(address).status_code == 404
    assert analyst.post(address, {"reason": REASON}).status_code == 404


def test_nobody_else_edits_and_no_strange_page_does(
    analyst: Client, signed_in: Callable[..., Client]
) -> None:
    for client in (
        signed_in("Commander", whole_force=True),
        signed_in("Planner", whole_force=True),
        signed_in("Analyst"),  # of one district: the spots are the force's
    ):
        assert client.post("/spots/S901/retire", {"reason": REASON}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(analyst.person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    assert strict.post("/spots/S901/retire", {"reason": REASON}).status_code == 403
    assert edits() == []
