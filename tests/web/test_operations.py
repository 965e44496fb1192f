"""An operation in the browser: drawn, set up, evaluated, published, and seen by its own alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hotspots import crs
from hotspots.web import force, operation_shelf
from hotspots.web.ground import districts_of
from hotspots.web.models import KeptOperation, StartedRun
from hotspots.web.models.started import State
from hotspots.web.operations import setting_up
from hotspots.web.operations.forms import said_of
from hotspots.web.runs import tasks
from tests.web.small_runs import remove, write_receipt

pytestmark = pytest.mark.usefixtures("county_served")
DAYS = {
    "during_first": "2025-10-01",
    "during_last": "2025-12-31",
    "before_first": "2025-07-01",
    "before_last": "2025-09-30",
}
Corners = Sequence[tuple[float, float]]


@pytest.fixture(scope="module")
def busy(county_served: Path) -> tuple[force.District, list[str], shapely.Polygon]:
    """A district with several harm spots in force: it, their ids, and the ground of the first."""
    from hotspots.web.maps.district_week import spots_of

    by_district = {each: spots_of(each) for each in force.districts()}
    district, spots = max(by_district.items(), key=lambda each: len(each[1]))
    turned = crs.project(spots, crs.WGS84)
    return district, spots["spot_id"].tolist(), turned.geometry.iloc[0].envelope


@pytest.fixture(autouse=True)
def none_kept(database: None) -> None:
    """Begin without the operations that a test in a browser has left."""
    KeptOperation.objects.all().delete()


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Analyst", whole_force=True)


def drawn(*areas: Corners) -> str:
    """Return areas as the page's script writes them."""
    features = [
        {
            "type": "Feature",
            "properties": {"id": f"A{number}", "name": f"Area {number}"},
            "geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]},
        }
        for number, corners in enumerate(areas, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def send(client: Client, district: force.District, **told: Any) -> Any:
    asked = {"name": "Market nights", "selection": "street_violence", **DAYS, **told}
    return client.post(f"/operations/{district.folder}/new", asked)


def test_an_operation_is_drawn_evaluated_published_and_seen(
    analyst: Client, signed_in: Callable[..., Client], busy: Any
) -> None:
    district, _, ground = busy
    answer = send(analyst, district, outline=drawn(list(ground.exterior.coords)[:-1]))
    assert answer.status_code == 302, answer.content.decode()
    kept = KeptOperation.objects.get()
    address = f"/operations/{district.folder}/{kept.pk}"
    assert answer.headers["Location"] == address
    assert kept.districts == [district.name]
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["what"]) == ("collection", "operation set up")
    told = operation_shelf.prepared(operation_shelf.path_of(kept))  # as the command line reads it
    assert told.treated["area_id"].tolist() == ["A1"]
    assert f"operations/{kept.stored}" in analyst.get(address).content.decode()
    map_of_it = analyst.get(f"/operations/{district.folder}/ground?operation={kept.pk}").json()
    assert map_of_it["areas"][0]["features"][0]["properties"] == {"name": "A1"}

    analyst.post(f"{address}/evaluate")
    started = StartedRun.objects.get()
    tasks.make_started.func(str(started.pk))
    started.refresh_from_db()
    assert started.state == State.DONE, started.message
    run = force.workspace().maps / started.made
    commander = signed_in("Commander", districts=(district.name,))
    verdict = json.loads((run / "receipt.json").read_text())["evaluation"]["headline"]
    assert verdict in analyst.get(address).content.decode()
    assert verdict not in commander.get(address).content.decode()
    assert commander.post(f"{address}/{started.pk}/publish").status_code == 403
    analyst.post(f"{address}/{started.pk}/publish")
    assert verdict in commander.get(address).content.decode()

    page = f"/operations/{district.folder}/made/{run.name}"
    assert analyst.get(page).status_code == 200
    looked = analyst.get(f"{page}/index.html")
    assert "sandbox" in looked.headers["Content-Security-Policy"]
    (report,) = run.glob("evaluation_*.pdf")
    kept_file = analyst.get(f"{page}/{report.name}")
    assert b"".join(kept_file.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert force.ledger().log().iloc[-1]["what"].startswith("evaluation, evaluation_")
    assert analyst.get(f"{page}/receipt.json").status_code == 404
    # It names places in other districts, which one commander's are not.
    receipt = json.loads((run / "receipt.json").read_text())
    assert len(receipt["operation"]["districts"]) > 1
    assert commander.get(page).status_code == 404
    assert signed_in("Commander", whole_force=True).get(page).status_code == 200
    remove(run)


def change(client: Client, district: force.District, kept: KeptOperation, **told: Any) -> Any:
    """Change an operation as its page does, from what the form says of it at first."""
    said = {**said_of(setting_up.what_is_told(kept)), "version": kept.version}
    asked = {name: value for name, value in said.items() if value not in (None, "", False)}
    return client.post(f"/operations/{district.folder}/{kept.pk}/edit", {**asked, **told})


def test_an_operation_is_changed_and_what_was_found_is_of_what_stood_before(
    analyst: Client, busy: Any
) -> None:
    district, _, ground = busy
    send(analyst, district, outline=drawn(list(ground.exterior.coords)[:-1]), visits="7")
    before = KeptOperation.objects.get()
    address = f"/operations/{district.folder}/{before.pk}"
    analyst.post(f"{address}/evaluate")
    started = StartedRun.objects.get()
    tasks.make_started.func(str(started.pk))
    assert "Of what stood before" not in analyst.get(address).content.decode()

    page = analyst.get(f"{address}/edit").content.decode()
    assert "The areas on the map stay" in page
    assert 'value="2025-12-31"' in page
    answer = change(analyst, district, before, during_last="2025-12-24", name="Renamed")
    assert answer.headers["Location"] == address
    kept = KeptOperation.objects.get()
    told = operation_shelf.prepared(operation_shelf.path_of(kept))
    assert told.operation.during.last.isoformat() == "2025-12-24"
    assert told.operation.plan is not None
    assert (kept.called, told.operation.name) == ("Market nights", "Market nights")
    was = operation_shelf.prepared(operation_shelf.path_of(before))
    assert was.operation.during.last.isoformat() == "2025-12-31"
    assert told.treated.geometry.geom_equals(was.treated.geometry).all()
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["what"]) == ("alteration", "operation changed")
    page = analyst.get(address).content.decode()
    assert "The operation was changed after this evaluation" in page
    assert f"by {analyst.person}" in page.split("Changed")[1]  # type: ignore[attr-defined]
    assert "Of what stood before" in analyst.get(f"/operations/{district.folder}/").content.decode()

    run = force.workspace().maps / StartedRun.objects.get().made
    analyst.post(f"{address}/remove")
    assert not list(operation_shelf.folder().glob(f"*-{before.pk.hex[:8]}*"))
    remove(run)


def test_another_area_takes_the_place_of_the_first(analyst: Client, busy: Any) -> None:
    district, spots, ground = busy
    send(analyst, district, spots=spots[:1])
    (kept,) = KeptOperation.objects.all()
    outline = drawn(list(ground.exterior.coords)[:-1])
    both = change(analyst, district, kept, outline=outline).content.decode()
    assert "2 of these was given" in both
    assert change(analyst, district, kept, outline=outline, spots=[]).status_code == 302
    (kept,) = KeptOperation.objects.all()
    found = operation_shelf.prepared(operation_shelf.path_of(kept))
    assert found.treated["area_id"].tolist() == ["A1"]
    assert change(analyst, district, kept, spots=spots[1:2]).status_code == 302
    (kept,) = KeptOperation.objects.all()
    found = operation_shelf.prepared(operation_shelf.path_of(kept))
    assert found.treated["area_id"].tolist() == spots[1:2]


def test_a_change_is_held_to_what_setting_up_is_and_keeps_nothing_where_it_is_refused(
    analyst: Client, signed_in: Callable[..., Client], busy: Any
) -> None:
    district, spots, _ = busy
    send(analyst, district, spots=spots[:1])
    (kept,) = KeptOperation.objects.all()
    files, log = set(operation_shelf.folder().iterdir()), len(force.ledger().log())
    other = next(each for each in force.districts() if each != district)
    middle = crs.project(districts_of(other), crs.WGS84).representative_point().iloc[0]
    elsewhere = drawn(list(middle.buffer(0.001, quad_segs=1).exterior.coords)[:-1])
    for told, said in (
        ({"during_last": "2025-09-01"}, "before the first"),
        ({"against": "S999"}, "not among"),
        ({"version": "7"}, "Somebody else has changed"),
        ({"version": ""}, "Somebody else has changed"),
        ({"outline": elsewhere, "spots": []}, f"not in {district.name}"),
    ):
        answer = change(analyst, district, kept, **told)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    commander = signed_in("Commander", districts=(district.name,))
    stranger = signed_in("Analyst", districts=(other.name,))
    for client, status in ((commander, 403), (stranger, 404)):
        for folder in (district.folder, other.folder):
            address = f"/operations/{folder}/{kept.pk}/edit"
            assert client.get(address).status_code in {status, 404}
            assert client.post(address, {}).status_code in {status, 404}
    assert set(operation_shelf.folder().iterdir()) == files
    assert len(force.ledger().log()) == log


def test_an_operation_that_was_changed_by_hand_is_not_changed_in_the_browser(
    analyst: Client, busy: Any
) -> None:
    district, spots, _ = busy
    send(analyst, district, spots=spots[:1])
    kept = KeptOperation.objects.get()
    path = operation_shelf.path_of(kept)
    path.write_text(f"ring_width_m = 250\n{path.read_text()}")
    answer = analyst.get(f"/operations/{district.folder}/{kept.pk}/edit")
    assert answer.status_code == 422
    assert "was changed by hand" in answer.content.decode()


def test_harm_spots_and_wards_are_named_and_an_operation_is_removed(
    analyst: Client, busy: Any
) -> None:
    district, spots, _ = busy
    assert (
        send(analyst, district, spots=spots[:1], against=", ".join(spots[1:3])).status_code == 302
    )
    kept = KeptOperation.objects.get()
    path = operation_shelf.path_of(kept)
    found = operation_shelf.prepared(path)
    assert found.treated["area_id"].tolist() == spots[:1]
    assert found.control is not None
    assert sorted(found.control["area_id"]) == sorted(spots[1:3])
    analyst.post(f"/operations/{district.folder}/{kept.pk}/remove")
    assert not path.exists()
    assert not KeptOperation.objects.exists()
    assert force.ledger().log().iloc[-1]["act"] == "erasure"
    page = analyst.get(f"/operations/{district.folder}/new").content.decode()
    ward = page.split('name="wards" value="')[1].split('"')[0]
    assert send(analyst, district, wards=[ward], visits="7").status_code == 302
    (kept,) = KeptOperation.objects.all()
    text = operation_shelf.path_of(kept).read_text()
    assert f'wards = ["{ward}"]' in text
    assert "visits_a_week_in_each_area = 7" in text


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": "<script>alert(1)</script>"}, "for the name"),
        ({"name": "=HYPERLINK(1)"}, "for the name"),
        ({"during_last": "2025-09-01"}, "before the first"),
        ({"before_last": "2025-11-30"}, "is not before the operation begins"),
        ({"outline": ""}, "None of these was given"),
        ({"outline": "{"}, "There is a problem"),
        (
            {"outline": drawn([(0.1, 51.7), (0.2, 51.8), (0.2, 51.7), (0.1, 51.8)])},
            "crosses itself",
        ),
        ({"outline": drawn([(2.0, 48.8), (2.1, 48.8), (2.1, 48.9)])}, "outside the force"),
        ({"outline": drawn([(0.1, 51.7), (0.1, 51.70001), (0.10001, 51.7)])}, "smaller than"),
        (
            {"outline": drawn([(0.1 + n * 1e-6, 51.7 + n * n * 1e-10) for n in range(6_000)])},
            "corners",
        ),
        ({"against": "S001, E05000001"}, "not both"),
        ({"against": "S999"}, "not among"),
        ({"selection": "rape"}, "There is a problem"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_a_sentence(
    analyst: Client, busy: Any, told: dict[str, str], said: str
) -> None:
    district, _, ground = busy
    outline = {"outline": drawn(list(ground.exterior.coords)[:-1])}
    answer = send(analyst, district, **{**outline, **told})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "There is a problem" in page
    assert said in page
    assert "<script>alert" not in page
    assert not KeptOperation.objects.exists()


def test_a_million_corners_are_refused_before_they_are_read(analyst: Client, busy: Any) -> None:
    district, _, _ = busy
    answer = send(analyst, district, outline="[0.1234567,51.1234567]," * 1_000_000)
    assert answer.status_code == 400
    assert "larger than a form is" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("page.geojson", b"<html><script>alert(1)</script>"),
        ("../../hotspots.geojson", b"{}"),
        ("layer.gpkg", b"not a database"),
        ("large.geojson", b"[" + b"0," * 3_000_000),
        ("points.geojson", b'{"type":"Point","coordinates":[0.1,51.7]}'),
    ],
)
def test_a_file_that_is_no_outline_is_not_kept(
    analyst: Client, busy: Any, name: str, body: bytes
) -> None:
    district, _, _ = busy
    answer = send(analyst, district, file=SimpleUploadedFile(name, body))
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not KeptOperation.objects.exists()


def test_an_uploaded_outline_is_kept_without_what_else_its_file_holds(
    analyst: Client, busy: Any
) -> None:
    district, _, ground = busy
    shape = shapely.geometry.mapping(ground)
    told = {"name": "The <b>square</b>", "suspect": "J. Doe"}
    body = json.dumps({"type": "Feature", "properties": told, "geometry": shape}).encode()
    answer = send(analyst, district, file=SimpleUploadedFile("square.geojson", body))
    assert answer.status_code == 302, answer.content.decode()
    kept = operation_shelf.path_of(KeptOperation.objects.get()).with_suffix(".geojson")
    assert "Doe" not in kept.read_text()


def test_nobody_sets_up_or_sees_what_lies_in_anothers_district(
    analyst: Client, signed_in: Callable[..., Client], busy: Any
) -> None:
    district, spots, ground = busy
    other = next(each for each in force.districts() if each != district)
    outline = drawn(list(ground.exterior.coords)[:-1])
    stranger = signed_in("Analyst", districts=(other.name,))
    assert send(stranger, district, outline=outline).status_code == 404
    answer = send(stranger, other, outline=outline)
    assert answer.status_code == 422
    assert "outside your districts" in answer.content.decode()
    assert send(analyst, other, outline=outline).status_code == 422  # it lies in another one
    assert send(analyst, district, spots=spots[:1]).status_code == 302
    kept = KeptOperation.objects.get()
    for folder in (district.folder, other.folder):
        address = f"/operations/{folder}/{kept.pk}"
        assert stranger.get(address).status_code == 404
        assert stranger.post(f"{address}/evaluate").status_code == 404
        assert stranger.get(f"/operations/{folder}/ground?operation={kept.pk}").status_code == 404
    assert "Market nights" not in stranger.get(f"/operations/{other.folder}/").content.decode()
    officer = signed_in("Community policing", districts=(district.name,))
    assert officer.get(f"/operations/{district.folder}/").status_code == 403
    commander = signed_in("Commander", districts=(district.name,))
    assert commander.post(f"/operations/{district.folder}/{kept.pk}/evaluate").status_code == 403


@pytest.mark.parametrize(
    ("before", "during", "is_shown"),
    [(12, 9, True), (12, 0, True), (4, 12, False), (30, 1, False)],
)
def test_a_verdict_that_would_tell_of_a_few_offences_is_not_published(
    before: int, during: int, *, is_shown: bool
) -> None:
    counts = {"treated": {"before": before, "during": during}}
    receipt = {"evaluation": {"by_the_whole_before_period": counts}}
    assert (operation_shelf.not_to_publish(receipt) == "") is is_shown


def test_an_evaluation_from_the_command_line_is_seen_unless_it_tells_of_a_few(
    analyst: Client, signed_in: Callable[..., Client], busy: Any
) -> None:
    district, _, _ = busy
    commander = signed_in("Commander", districts=(district.name,))
    for during in (9, 3):
        run = force.workspace().maps / f"evaluated-{during}"
        run.mkdir()
        counts = {"treated": {"before": 12, "during": during}}
        write_receipt(
            run,
            journey="evaluation",
            made_at="2026-01-05T09:30:00+00:00",
            period={"first_day": "2025-07-01", "last_day": "2025-12-31"},
            operation={"name": f"Typed {during}", "districts": [district.name]},
            evaluation={"headline": "Reduced", "by_the_whole_before_period": counts},
        )
    address = f"/operations/{district.folder}/"
    seen, known = (each.get(address).content.decode() for each in (commander, analyst))
    for during in (9, 3):
        remove(force.workspace().maps / f"evaluated-{during}")
    assert ("Typed 9" in seen, "Typed 3" in seen) == (True, False)
    assert "Typed 3" in known
