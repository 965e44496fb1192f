"""The Community Policing Team's list: rounds, outcomes, files, and its end."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hotspots.web import force
from tests.web.small_runs import AS_OF, LIST_RUN, OLD_RUN, make_lists, remove

ROLE = "Community policing"


def visits() -> Any:
    """Return the visits of the district; other tests leave theirs in another."""
    return force.ledger().visits(district="Basildon")


def send(client: Client, district: str = "basildon", **told: Any) -> Any:
    visit = {
        "id": str(uuid.uuid4()),
        "list": f"{LIST_RUN}/{district.capitalize()}",
        "uprn": "100",
        "outcome": "spoken to",
        "ago_s": 90,
        **told,
    }
    address = f"/lists/{district}/visits"
    return client.post(address, json.dumps(visit), content_type="application/json")


def test_doors_stand_street_by_street_and_text_of_data_is_never_run(
    signed_in: Callable[..., Client],
) -> None:
    page = signed_in(ROLE).get("/lists/basildon/").content.decode()
    assert page.count('class="street"') == 2
    assert "4</b> of 4 doors left" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert page.count("OFFICIAL: DEMONSTRATION") == 2


def test_a_round_holds_its_doors_alone(signed_in: Callable[..., Client]) -> None:
    page = signed_in(ROLE).get("/lists/basildon/?round=overdue").content.decode()
    assert 'id="d100"' in page
    assert 'id="d101"' not in page


def test_a_visit_that_is_sent_twice_is_in_the_ledger_once(signed_in: Callable[..., Client]) -> None:
    client, told = signed_in(ROLE, works_as="PC"), {"id": str(uuid.uuid4())}
    assert send(client, **told).json() == {"answer": "kept"}
    assert send(client, **told, ago_s=500).json() == {"answer": "kept"}
    (visit,) = visits().to_dict("records")
    assert (visit["uprn"], visit["role"], visit["visit_outcome"]) == ("100", "PC", "spoken to")
    assert visit["district"] == "Basildon"
    assert "3</b> of 4 doors left" in client.get("/lists/basildon/").content.decode()


def test_a_form_without_scripts_records_a_visit_once_a_page(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(ROLE)
    told = {"visit": "101|refused", "list": f"{LIST_RUN}/Basildon", "page": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post("/lists/basildon/visits", told).status_code == 302
    assert len(visits()) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"uprn": "200"},  # of the other district's list
        {"outcome": "<script>"},
        {"ago_s": -5},
        {"ago_s": 10**9},
        {"ago_s": "NaN"},
        {"id": "not an id"},
        {"list": f"{LIST_RUN}/Southend"},
        {"list": f"{OLD_RUN}/Basildon"},
        {"list": "../../etc"},
    ],
)
def test_what_is_no_visit_of_this_list_is_not_kept(
    signed_in: Callable[..., Client], told: dict[str, Any]
) -> None:
    assert send(signed_in(ROLE), **told).status_code == 422
    assert visits().empty


def test_another_districts_visit_cannot_be_sent(signed_in: Callable[..., Client]) -> None:
    assert send(signed_in(ROLE), "southend", uprn="200").status_code == 404
    assert visits().empty


def test_files_are_handed_out_by_name_alone_and_called_what_where_and_when(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(ROLE)
    found = client.get(f"/lists/basildon/files/{LIST_RUN}/visit-list_basildon_2025-12-31.csv")
    name = f"visit-list_basildon_{AS_OF:%Y-%m-%d}.csv"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"".join(found.streaming_content).startswith(b"No.,Address")  # type: ignore[attr-defined]
    for name in (
        "receipt.json",
        "..%2Freceipt.json",
        "..%2Fsouthend%2Fvisit-list_southend_2025-12-31.csv",
        "nothing",
    ):
        assert client.get(f"/lists/basildon/files/{LIST_RUN}/{name}").status_code == 404


def test_the_aftercare_sheet_is_for_whoever_calls_at_the_doors_and_is_logged_by_its_name(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(ROLE)
    address = f"/lists/basildon/files/{LIST_RUN}/aftercare"
    assert address in client.get("/lists/basildon/").content.decode()
    found = client.get(address)
    name = f"aftercare_basildon_{AS_OF:%Y-%m-%d}.pdf"
    assert found.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    assert b"aftercare sheet" in b"".join(found.streaming_content)  # type: ignore[attr-defined]
    last = force.ledger().log().iloc[-1]
    assert (last["what"], last["subject"]) == ("aftercare sheet taken", f"{LIST_RUN}/Basildon")


@pytest.mark.parametrize(("district", "run"), [("southend", LIST_RUN), ("basildon", "unknown")])
def test_another_districts_aftercare_sheet_is_not_handed_out(
    signed_in: Callable[..., Client], district: str, run: str
) -> None:
    assert signed_in(ROLE).get(f"/lists/{district}/files/{run}/aftercare").status_code == 404


def test_no_file_of_a_list_is_the_aftercare_sheet(signed_in: Callable[..., Client]) -> None:
    found = signed_in(ROLE).get(f"/lists/basildon/files/{LIST_RUN}/aftercare.pdf")
    assert found.status_code == 404


def test_the_map_of_a_list_can_reach_nothing(signed_in: Callable[..., Client]) -> None:
    found = signed_in(ROLE).get(
        f"/lists/basildon/files/{LIST_RUN}/visit-map_basildon_2025-12-31.html?look"
    )
    assert found.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert "allow-same-origin" not in found.headers["Content-Security-Policy"]


def test_every_sight_download_and_visit_is_in_the_log_with_its_person(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(ROLE, works_as="PC")
    client.get("/lists/basildon/")
    taken = client.get(f"/lists/basildon/files/{LIST_RUN}/visit-list_basildon_2025-12-31.csv")
    assert b"".join(taken.streaming_content)  # type: ignore[attr-defined]
    send(client)
    entries = force.ledger().log().tail(3)
    assert entries["act"].tolist() == ["consultation", "disclosure", "collection"]
    assert set(entries["account"]) == {client.person.username}  # type: ignore[attr-defined]
    assert set(entries["role"]) == {"PC"}
    assert entries["subject"].tolist()[:2] == [f"{LIST_RUN}/Basildon"] * 2
    assert "100" not in entries.drop(columns="done_at").to_csv()
    assert force.ledger().verify().holds


def test_an_expired_list_is_gone(signed_in: Callable[..., Client], served: Path) -> None:
    old = served / "maps" / OLD_RUN
    remove(old)
    make_lists(old, AS_OF - timedelta(days=30), made_at=datetime(2025, 12, 1, tzinfo=UTC))
    found = signed_in(ROLE).get(
        f"/lists/basildon/files/{OLD_RUN}/visit-list_basildon_2025-12-01.csv"
    )
    assert found.status_code == 410
    assert not old.exists()
    assert force.ledger().log()["what"].iloc[-1] == "expired visit lists deleted"
    assert b"Elm Row" not in found.content
    assert signed_in(ROLE).get(f"/lists/basildon/files/{OLD_RUN}/aftercare").status_code == 404


def test_a_phone_may_keep_the_list_for_a_shift_at_most(signed_in: Callable[..., Client]) -> None:
    until = int(signed_in(ROLE).get("/lists/basildon/").headers["X-Kept-Until"]) / 1000
    left = datetime.fromtimestamp(until, UTC) - datetime.now(UTC)
    assert timedelta(hours=11, minutes=50) < left <= timedelta(hours=12, seconds=1)
