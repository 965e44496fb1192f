"""The patrols' room: the district's spots with their middles, and a patrol kept once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd
import pytest
from django.test import Client

from hotspots.web import force

ROLE = "Community policing"
SQUARE = "POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))"


@pytest.fixture
def spots(database: None) -> None:
    """Put three spots in force: two of Basildon, and one of Southend."""
    adopt("invented", ("S901", "Basildon"), ("S902", "Southend"), ("S903", "Basildon"))


def adopt(spot_set: str, *spots: tuple[str, str]) -> None:
    rows = []
    for rank, (spot, district) in enumerate(spots, start=1):
        x, y = 575_000 + 1_000 * rank, 190_000
        outline = SQUARE.format(x, y, x + 100, y + 100)
        rows.append((spot, f"Elm Row <b>{rank}</b>", district, rank, outline))
    force.ledger().adopt_spots(
        pd.DataFrame(rows, columns=["spot_id", "name", "district", "rank", "outline"]),
        spot_set=spot_set,
        adopted_at=datetime.now(UTC),
        chosen_from=date(2025, 1, 1),
        chosen_to=date(2025, 12, 31),
    )


def patrols() -> Any:
    """Return the patrols of these spots; other tests leave theirs in others."""
    found = force.ledger().patrols()
    return found[found["spot_id"].str.startswith("S90")]


def send(client: Client, district: str = "basildon", **told: Any) -> Any:
    patrol = {
        "id": str(uuid.uuid4()),
        "spot_id": "S901",
        "activity": "engagement",
        "interactions": 4,
        "lasted_s": 14 * 60 + 40,
        "ago_s": 90,
        **told,
    }
    address = f"/patrols/{district}/sent"
    return client.post(address, json.dumps(patrol), content_type="application/json")


@pytest.mark.usefixtures("spots")
def test_the_page_holds_the_spots_of_its_district_alone_with_their_middles(
    signed_in: Callable[..., Client],
) -> None:
    found = signed_in(ROLE).get("/patrols/basildon/")
    page = found.content.decode()
    assert page.count("data-latitude=") == 2
    assert 'id="S901"' in page
    assert "S902" not in page
    assert 'data-latitude="51.5' in page
    assert "Elm Row &lt;b&gt;1" in page
    assert "Elm Row <b>" not in page
    assert int(found.headers["X-Kept-Until"]) > 0


@pytest.mark.usefixtures("spots")
def test_a_patrol_that_is_sent_twice_is_in_the_ledger_once(
    signed_in: Callable[..., Client],
) -> None:
    client, told = signed_in(ROLE, works_as="PC"), {"id": str(uuid.uuid4())}
    assert send(client, **told).json() == {"answer": "kept"}
    assert send(client, **told, ago_s=500).json() == {"answer": "kept"}
    (patrol,) = patrols().to_dict("records")
    assert (patrol["spot_id"], patrol["minutes"], patrol["interactions"]) == ("S901", 15, 4)
    assert (patrol["role"], patrol["activity"]) == ("PC", "engagement")
    began = (force.now() - patrol["begins_at"]).total_seconds()
    assert 90 + 880 <= began < 90 + 880 + 60
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["account"]) == ("collection", client.person.username)  # type: ignore[attr-defined]
    assert "1</b> visits this week" in client.get("/maps/basildon/").content.decode()


@pytest.mark.usefixtures("spots")
def test_nobody_needs_to_count_and_a_spot_of_the_set_before_still_counts(
    signed_in: Callable[..., Client],
) -> None:
    adopt("newer", ("S909", "Basildon"))
    assert send(signed_in(ROLE), interactions=None).status_code == 200
    assert patrols()["interactions"].isna().all()


@pytest.mark.usefixtures("spots")
@pytest.mark.parametrize(
    "told",
    [
        {"spot_id": "S902"},  # of the other district
        {"spot_id": "S404"},
        {"spot_id": "<script>"},
        {"spot_id": None},
        {"activity": "sleeping"},
        {"interactions": -1},
        {"interactions": 10**30},
        {"interactions": "many"},
        {"lasted_s": 5},  # under half a minute
        {"lasted_s": 13 * 3600},
        {"lasted_s": "Infinity"},
        {"ago_s": -5},
        {"ago_s": 1e300},
        {"ago_s": "NaN"},
        {"id": "not an id"},
    ],
)
def test_what_is_no_patrol_of_this_district_is_not_kept(
    signed_in: Callable[..., Client], told: dict[str, Any]
) -> None:
    answer = send(signed_in(ROLE), **told)
    assert answer.status_code == 422
    assert answer.json()["answer"]
    assert patrols().empty


@pytest.mark.usefixtures("spots")
def test_another_district_or_a_strange_page_cannot_send(signed_in: Callable[..., Client]) -> None:
    client = signed_in(ROLE)
    assert send(client, "southend", spot_id="S902").status_code == 404
    body = "[" * 100_000
    kept = client.post("/patrols/basildon/sent", body, content_type="application/json")
    assert kept.status_code == 422
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(client.person, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    assert send(strict).status_code == 403
    assert patrols().empty


@pytest.mark.usefixtures("spots")
def test_a_patrol_from_before_is_recorded_by_its_form(signed_in: Callable[..., Client]) -> None:
    client = signed_in(ROLE)
    began = force.now().replace(tzinfo=None, second=0)
    told = {
        "spot_id": "S903",
        "begins_at": f"{began:%Y-%m-%dT%H:%M}",
        "minutes": "12",
        "activity": "business check",
        "interactions": "",
    }
    for _ in range(2):
        assert client.post("/patrols/basildon/earlier", told).status_code == 302
    assert patrols()["minutes"].tolist() == [12]
    assert "Last patrolled" in client.get("/patrols/basildon/").content.decode()
    wrong = client.post("/patrols/basildon/earlier", {**told, "spot_id": "S902"})
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.content.decode()
