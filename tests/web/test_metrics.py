"""The figures for Prometheus: who may read them, and that nobody's data are in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families


def figures(client: Client, **headers: Any) -> dict[str, list[Any]]:
    text = client.get("/metrics", headers=headers).content.decode()
    return {family.name: family.samples for family in text_string_to_metric_families(text)}


def test_answers_are_counted_by_page_and_never_by_district_or_person(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in("Community policing")
    client.get("/lists/basildon/?round=overdue")
    client.get("/lists/southend/")
    told = figures(client)
    counted = {
        (each.labels["page"], each.labels["status"])
        for each in told["hotspots_answers"]
        if each.value
    }
    assert {("lists", "2xx"), ("lists", "4xx")} <= counted
    text = client.get("/metrics").content.decode().lower()
    for private in ("basildon", "southend", "elm row", client.person.username.lower(), "overdue"):  # type: ignore[attr-defined]
        assert private not in text


@pytest.mark.usefixtures("database")
def test_the_queue_of_runs_and_the_room_on_the_disk_are_told() -> None:
    told = figures(Client())
    assert {each.labels["state"]: each.value for each in told["hotspots_runs"]}["waiting"] == 0
    assert told["hotspots_run_waits_seconds"][0].value == 0
    assert told["hotspots_disk_free_bytes"][0].value > 0


@pytest.mark.parametrize(
    ("set_to", "asked", "status"),
    [
        ({}, {"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({}, {"REMOTE_ADDR": "::1"}, 200),
        ({}, {"REMOTE_ADDR": "10.0.0.7"}, 404),
        ({}, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "10.0.0.7"}, 404),
        ({"HTTPS": True}, {"REMOTE_ADDR": "127.0.0.1"}, 404),
        ({"METRICS_TOKEN": "t" * 40}, {"REMOTE_ADDR": "127.0.0.1"}, 404),
        ({"METRICS_TOKEN": "t" * 40}, {"HTTP_AUTHORIZATION": "Bearer wrong é"}, 404),
        (
            {"METRICS_TOKEN": "t" * 40},
            {"HTTP_AUTHORIZATION": f"Bearer {'t' * 40}", "REMOTE_ADDR": "10.0.0.7"},
            200,
        ),
    ],
)
@pytest.mark.usefixtures("database")
def test_only_this_machine_or_a_token_may_read_them(
    monkeypatch: pytest.MonkeyPatch, set_to: dict[str, Any], asked: dict[str, Any], status: int
) -> None:
    for name, value in set_to.items():
        monkeypatch.setattr(settings, name, value)
    assert Client().get("/metrics", **asked).status_code == status
