"""Reports and zones: started by an analyst, published, and read by the roles of their districts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from hotspots.study.run_folder import read_receipt
from hotspots.study.zones.zone import study_zone
from hotspots.study.zones.zone_outline import ZoneAsked
from hotspots.web import force
from hotspots.web.models import StartedRun
from hotspots.web.models.started import State
from hotspots.web.runs import tasks
from hotspots.web.runs.forms import FORMS
from hotspots.web.runs.making import STARTABLE
from tests.web.small_runs import remove

pytestmark = pytest.mark.usefixtures("county_served")


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Analyst", whole_force=True)


def made(analyst: Client, journey: str, **told: Any) -> tuple[StartedRun, Path]:
    """Start a run as its page does, and let a worker make it."""
    answer = analyst.post(f"/runs/start/{journey}", told)
    assert answer.status_code == 302, answer.content.decode()
    started = StartedRun.objects.get()
    tasks.make_started.func(str(started.pk))
    started.refresh_from_db()
    assert started.state == State.DONE, started.message
    return started, force.workspace().maps / started.made


def test_each_journey_that_is_started_by_hand_has_a_page_that_asks_for_it(analyst: Client) -> None:
    assert set(FORMS) == {each for each, startable in STARTABLE.items() if startable.by_hand}
    for journey in FORMS:
        assert analyst.get(f"/runs/start/{journey}").status_code == 200
    assert analyst.get("/runs/start/evaluate").status_code == 404


def test_a_pattern_of_a_district_is_for_that_districts_commander(
    analyst: Client, signed_in: Callable[..., Client]
) -> None:
    started, run = made(analyst, "burglary-pattern", area="Basildon")
    address = f"/reports/basildon/{run.name}"
    mine, other = signed_in("Commander"), signed_in("Commander", districts=("Southend",))
    assert "Not published" in analyst.get(address).content.decode()
    assert mine.get(address).status_code == 404
    analyst.post(f"/runs/started/{started.pk}/publish")
    page = mine.get(address).content.decode()
    assert read_receipt(run)["burglary_pattern"]["title"] in page
    assert run.name in mine.get("/reports/basildon/").content.decode()
    assert b"Basildon" in mine.get(f"{address}/index.html").content
    for client, place in ((other, "southend"), (other, "basildon"), (mine, "southend")):
        assert client.get(f"/reports/{place}/{run.name}").status_code == 404
    assert mine.get(f"{address}/receipt.json").status_code == 404
    assert signed_in("Planner").get("/reports/basildon/").status_code == 403
    remove(run)


@pytest.mark.parametrize(
    ("journey", "told", "paper"),
    [
        ("changes", {"month": "2025-11"}, "changes_*.pdf"),
        ("forecast", {"groups": "selections"}, "forecast_*.csv"),
    ],
)
def test_changes_and_forecasts_tell_of_every_district_and_are_for_the_whole_force(
    analyst: Client,
    signed_in: Callable[..., Client],
    journey: str,
    told: dict[str, str],
    paper: str,
) -> None:
    started, run = made(analyst, journey, **told)
    address = f"/reports/basildon/{run.name}"
    commander = signed_in("Commander", whole_force=True)
    assert commander.get(address).status_code == 404  # not before it is published
    analyst.post(f"/runs/started/{started.pk}/publish")
    found = read_receipt(run)[journey]
    page = commander.get(address).content.decode()
    assert found["title"] in page
    first = found["look_first"][:1] if journey == "changes" else [found["series"][0]["sentence"]]
    for sentence in first:
        assert escape(sentence) in page
    assert run.name in commander.get("/reports/basildon/").content.decode()
    assert commander.get(f"{address}/index.html").status_code == 200
    (kept,) = run.glob(paper)
    assert b"".join(commander.get(f"{address}/{kept.name}").streaming_content)  # type: ignore[attr-defined]
    assert commander.get(f"{address}/receipt.json").status_code == 404
    for client in (signed_in("Commander"), signed_in("Planner", whole_force=True)):
        for part in (address, f"{address}/index.html", f"{address}/{kept.name}"):
            assert client.get(part).status_code in {403, 404}
    remove(run)


def test_a_zone_is_for_planners_and_officers_of_its_district_and_its_files_are_logged(
    analyst: Client, signed_in: Callable[..., Client]
) -> None:
    spots = force.ledger().spots_in_force()
    spot = spots.iloc[0]
    started, run = made(analyst, "zone", spots=str(spot["spot_id"]), called="Market <i>")
    analyst.post(f"/runs/started/{started.pk}/publish")
    district = next(each for each in force.districts() if each.name == spot["district"])
    planner = signed_in("Planner", districts=(district.name,))
    address = f"/zones/{district.folder}/{run.name}"
    page = planner.get(address).content.decode()
    assert "Market &lt;i&gt;" in page
    before = len(force.ledger().log())
    assert planner.get(f"{address}/index.html").status_code == 200  # also without its frame
    opened = force.ledger().log().iloc[before:]
    assert opened["what"].tolist() == ["zone opened"]
    (leaf,) = run.glob("zone_*.pdf")
    assert b"".join(planner.get(f"{address}/{leaf.name}").streaming_content)  # type: ignore[attr-defined]
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["subject"]) == ("disclosure", run.name)
    assert signed_in("Sergeant").get(address).status_code in {403, 404}
    remove(run)


def square(spot: Any) -> str:
    """Return the ground of a harm spot in force, as the page's script draws it."""
    outline = gpd.GeoSeries(shapely.from_wkt([spot["outline"]]), crs="EPSG:27700").envelope
    return str(outline.to_crs("EPSG:4326").to_json(drop_id=True))


@pytest.mark.parametrize("way", ["outline", "file"])
def test_a_zone_is_drawn_or_given_in_a_file_and_is_the_command_lines_own(
    analyst: Client, signed_in: Callable[..., Client], way: str
) -> None:
    spot = force.ledger().spots_in_force().iloc[0]
    drawn = square(spot)
    given = drawn if way == "outline" else SimpleUploadedFile("../z.geojson", drawn.encode())
    started, run = made(analyst, "zone", called="Market Square", **{way: given})
    kept = force.workspace().root / started.options["outline"]
    assert kept.parent == force.workspace().root / "zones"
    assert kept.stat().st_mode & 0o077 == 0
    told = read_receipt(run)["zone"]
    assert told["title"] == "Zone: Market Square"
    assert told["made_of"] == f"as drawn in {kept.name}"
    assert shapely.from_wkt(told["outline"]).area == pytest.approx(
        shapely.from_wkt(spot["outline"]).envelope.area, rel=1e-3
    )
    job = force.job()
    again = study_zone(
        job.inputs,
        ZoneAsked(outline=kept, called="Market Square"),
        maps=job.maps,
        made_at=datetime(2026, 1, 5, tzinfo=UTC),
        name="drawn-again",
    )
    assert again.receipt["zone"]["outline"] == told["outline"]
    assert again.receipt["zone"]["baseline"] == told["baseline"]
    analyst.post(f"/runs/started/{started.pk}/publish")
    district = next(each for each in force.districts() if each.name == spot["district"])
    other = next(each for each in force.districts() if each != district)
    address = f"/zones/{district.folder}/{run.name}"
    assert signed_in("Planner", districts=(district.name,)).get(address).status_code == 200
    assert signed_in("Planner", districts=(other.name,)).get(address).status_code == 404
    remove(run)
    remove(again.folder)


AWAY = '{"type":"Polygon","coordinates":[[[2.0,48.8],[2.1,48.8],[2.1,48.9],[2.0,48.8]]]}'


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outline": AWAY, "called": "Paris"}, "outside the force"),
        ({"outline": AWAY}, "Say what the zone is called"),
        ({"outline": "{", "called": "Broken"}, "There is a problem"),
        ({"outline": AWAY, "street": "Elm Row", "called": "Two"}, "in one way"),
    ],
)
def test_an_outline_that_cannot_be_a_zone_is_refused_and_not_kept(
    analyst: Client, told: dict[str, str], said: str
) -> None:
    folder = force.workspace().root / "zones"
    before = set(folder.glob("*"))
    answer = analyst.post("/runs/start/zone", told)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    page = SimpleUploadedFile("page.geojson", b"<html><script>alert(1)</script>")
    assert analyst.post("/runs/start/zone", {"file": page, "called": "x"}).status_code == 422
    assert set(folder.glob("*")) == before
    assert not StartedRun.objects.exists()


@pytest.mark.parametrize(
    ("journey", "told"),
    [
        ("zone", {}),
        ("zone", {"spots": "S001", "street": "Elm Row"}),
        ("zone", {"spots": "<script>"}),
        ("demand", {"month": "2025-13"}),
        ("changes", {"month": "November"}),
        ("forecast", {"groups": "rape"}),
        ("forecast", {}),
        (
            "change-map",
            {"selection": "street_violence", "first_day": "2025-01-01", "against": "year"},
        ),
        ("change-map", {"selection": "rape", "against": "year"}),
        ("lasting", {"selection": "nothing"}),
    ],
)
def test_what_cannot_be_asked_is_said_and_nothing_starts(
    analyst: Client, journey: str, told: dict[str, str]
) -> None:
    answer = analyst.post(f"/runs/start/{journey}", told)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not StartedRun.objects.exists()
