"""The analyst's room: what an upload may be, and a run that is taken once, told on, and stopped."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from hotspots.errors import NoRowsError
from hotspots.postgresql import source_of
from hotspots.web import answers, force
from hotspots.web.models import StartedRun, Upload
from hotspots.web.models.started import State
from hotspots.web.run_shelf import runs_of
from hotspots.web.runs import making, tasks, uploads
from hotspots.web.runs.telling import Telling
from hotspots.workspace import read_workspace
from tests.web.small_runs import remove, write_receipt

CSV = b"Offence,Easting,Northing\n8N,575200,205300\n"


@pytest.fixture
def analyst(signed_in: Callable[..., Client]) -> Client:
    return signed_in("Analyst", whole_force=True)


def send(client: Client, name: str, body: bytes, kind: str = "offences") -> Any:
    file = SimpleUploadedFile(name, body)
    return client.post("/runs/upload", {"kind": kind, "file": file})


def test_an_upload_is_kept_under_a_name_of_our_own(analyst: Client, served: Path) -> None:
    assert send(analyst, "march.csv", CSV).status_code == 302
    upload = Upload.objects.get()
    path = uploads.path_of(upload)
    assert path.parent == served / "data" / "uploads"
    assert re.fullmatch(r"march-[0-9a-f]{8}\.csv", path.name)
    assert path.read_bytes() == CSV
    assert path.stat().st_mode & 0o077 == 0
    assert "march.csv" in analyst.get("/runs/").content.decode()
    analyst.post(f"/runs/uploads/{upload.pk}/discard")
    assert not path.exists()


def test_a_table_of_a_database_is_named_among_what_is_read(
    analyst: Client, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = source_of("postgis://reader@db.example/crime?table=records.offences")
    workspace = replace(read_workspace(served), offences=(table,))
    monkeypatch.setattr("hotspots.web.force.workspace", lambda: workspace)
    page = analyst.get("/runs/").content.decode()
    assert "records.offences in the PostgreSQL database &#x27;crime&#x27; on db.example" in page
    assert "reader" not in page
    now = [tells for tells, _, _ in answers.written([table])]
    assert now == [str(table)]


def test_a_path_as_a_name_leads_nowhere(analyst: Client, served: Path) -> None:
    before = {path for path in served.rglob("*") if path.is_file()}
    for name in ("../../hotspots.toml", "..\\..\\hotspots.csv", "/etc/passwd.csv", "a/../b.csv"):
        send(analyst, name, CSV)
    after = {path for path in served.rglob("*") if path.is_file()} - before
    assert {path.parent for path in after} <= {served / "data" / "uploads"}
    for upload in Upload.objects.all():
        uploads.remove_upload(upload, upload.person)


def test_the_same_file_twice_is_refused_for_it_would_stop_every_run(analyst: Client) -> None:
    assert send(analyst, "march.csv", CSV).status_code == 302
    again = send(analyst, "march again.csv", CSV)
    assert again.status_code == 422
    assert "is there already, as march.csv" in again.content.decode()
    assert Upload.objects.count() == 1
    uploads.remove_upload(Upload.objects.get(), Upload.objects.get().person)
    assert send(analyst, "march.csv", CSV).status_code == 302
    uploads.remove_upload(Upload.objects.get(), Upload.objects.get().person)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("wards.geojson", b"no layer at all"),
        ("wards.csv", CSV),
        ("wards.parquet", b"PAR1" + bytes(100)),
        ("wards.kml", b"<kml>that breaks off"),
    ],
)
def test_a_layer_that_cannot_be_read_is_not_kept_and_is_called_as_it_was_sent(
    analyst: Client, served: Path, name: str, body: bytes
) -> None:
    answer = send(analyst, name, body, kind="layers")
    assert answer.status_code == 422
    said = answer.content.decode()
    assert f"{name} " in said
    assert ".unfinished" not in said
    assert not [each for each in (served / "layers" / "uploads").glob("*") if each.is_file()]


def test_uploads_and_their_end_are_in_the_log(analyst: Client) -> None:
    send(analyst, "march.csv", CSV)
    upload = Upload.objects.get()
    analyst.post(f"/runs/uploads/{upload.pk}/discard")
    log = force.ledger().log()
    assert log["what"].tolist()[-2:] == ["file uploaded", "upload deleted"]
    assert set(log["subject"].tolist()[-2:]) == {upload.stored}


def test_an_upload_that_no_run_takes_says_so(
    analyst: Client, served: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tag = '<span class="tag warn">Not read</span>'
    send(analyst, "march.csv", CSV)
    upload = Upload.objects.get()
    assert tag not in analyst.get("/runs/").content.decode()
    elsewhere = replace(read_workspace(served), offences=(served / "data" / "demo",))
    monkeypatch.setattr("hotspots.web.force.workspace", lambda: elsewhere)
    assert tag in analyst.get("/runs/").content.decode()
    uploads.remove_upload(upload, upload.person)


def test_a_run_that_is_not_there_is_neither_stopped_nor_published(analyst: Client) -> None:
    for act in ("stop", "publish"):
        assert analyst.post(f"/runs/started/{uuid.uuid4()}/{act}").status_code == 404


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("month.csv", b"0" * 30_000_000)
    return packed.getvalue()


def archive_that_leads_out() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("../../out.csv", b"0")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("program.exe", b"MZ"),
        ("page.csv", b"<script>alert(1)</script>"),
        ("binary.csv", b"a,b\x00c"),
        ("sheet.xlsx", CSV),
        ("layer.gpkg", CSV),
        ("empty.csv", b""),
        (".csv", CSV),
        ("wide.csv", b"a," * 1_000_000),
        ("bomb.zip", bomb()),
        ("out.zip", archive_that_leads_out()),
        ("broken.zip", b"PK\x03\x04 and nothing more"),
    ],
)
def test_what_is_no_export_or_layer_is_not_kept(
    analyst: Client, served: Path, name: str, body: bytes
) -> None:
    answer = send(analyst, name, body)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not Upload.objects.exists()
    assert not list((served / "data" / "uploads").glob("*"))


def test_an_upload_that_is_too_large_is_stopped(analyst: Client, settings_of_django: Any) -> None:
    settings_of_django.UPLOAD_BYTES_AT_MOST = 1_000
    assert send(analyst, "large.csv", CSV * 100).status_code in {400, 422}
    assert not Upload.objects.exists()


@pytest.fixture
def settings_of_django(monkeypatch: pytest.MonkeyPatch) -> Any:
    from django.conf import settings

    monkeypatch.setattr(settings, "UPLOAD_BYTES_AT_MOST", settings.UPLOAD_BYTES_AT_MOST)
    return settings


@pytest.fixture
def journey(monkeypatch: pytest.MonkeyPatch, served: Path) -> Iterator[Callable[..., None]]:
    """Return a function that says what the harm map does when it is made."""

    def do(act: Callable[[Any], None] = lambda _: None) -> None:
        def make(_job: Any, _options: Any, telling: Telling) -> Any:
            telling.progress("Reading", 0, 2)
            act(telling.progress)
            folder = served / "maps" / "made-here"
            folder.mkdir()
            rows = {"rows_in": 3, "rows_used": 2, "rows_set_aside": 1}
            now = timezone.now().isoformat()
            asked = {"surface": {"bandwidth_m": 300.0}, "packs": ["W1", "W2"], "seed": None}
            write_receipt(
                folder, journey="harm map", made_at=now, rows=rows, method="", caveats=[],
                parameters=asked, software={"hotspots": "0.1.0"},
            )  # fmt: skip
            return SimpleNamespace(folder=folder)

        whole = making.STARTABLE["run"]
        monkeypatch.setitem(
            making.STARTABLE, "run", making.Startable(whole.journey, "Harm maps", "", make)
        )
        monkeypatch.setattr("hotspots.web.force.job", lambda: None)
        monkeypatch.setattr(making, "name_for", lambda _command: "made-here")

    yield do
    remove(served / "maps" / "made-here")


def started(client: Client) -> StartedRun:
    assert client.post("/runs/start/run", {"index": "css"}).status_code == 302
    return StartedRun.objects.get()


def test_a_run_is_made_once_however_often_it_is_handed_out_and_shown_when_published(
    analyst: Client, journey: Callable[..., None], served: Path
) -> None:
    journey()
    run = started(analyst)
    for _ in range(2):
        tasks.make_started.func(str(run.pk))  # a second worker finds it taken
    run.refresh_from_db()
    assert (run.state, run.made) == (State.DONE, "made-here")
    shown = analyst.get(f"/runs/started/{run.pk}").content.decode()
    assert "Not published" in shown
    receipt = analyst.get("/runs/made/made-here").content.decode()
    assert "<dt>Surface</dt><dd>Bandwidth (m): 300</dd>" in receipt
    assert "<dt>Packs</dt><dd>W1, W2</dd><dt>Seed</dt><dd>not given</dd>" in receipt
    assert "made-here" not in [each.name for each in runs_of(served / "maps")]
    analyst.post(f"/runs/started/{run.pk}/publish")
    assert "made-here" in [each.name for each in runs_of(served / "maps")]


def test_the_page_of_a_run_that_has_ended_is_shown_anew_with_what_can_be_done_with_it(
    analyst: Client, journey: Callable[..., None]
) -> None:
    journey()
    run = started(analyst)
    address, asked = f"/runs/started/{run.pk}", {"HX-Request": "true"}
    assert "HX-Refresh" not in analyst.get(address, headers=asked).headers
    tasks.make_started.func(str(run.pk))
    assert analyst.get(address, headers=asked).headers["HX-Refresh"] == "true"


def test_publishing_is_logged_and_what_is_gone_is_not_published(
    analyst: Client, journey: Callable[..., None], served: Path
) -> None:
    journey()
    run = started(analyst)
    tasks.make_started.func(str(run.pk))
    kept = served / "maps" / "aside"
    (served / "maps" / "made-here").rename(kept)
    page = analyst.get(f"/runs/started/{run.pk}").content.decode()
    assert "What it made is there no more" in page
    assert "<button>Publish</button>" not in page
    analyst.post(f"/runs/started/{run.pk}/publish")
    run.refresh_from_db()
    assert run.published_at is None
    kept.rename(served / "maps" / "made-here")
    analyst.post(f"/runs/started/{run.pk}/publish")
    entry = force.ledger().log().iloc[-1]
    assert (entry["act"], entry["what"]) == ("disclosure", "run published")
    assert entry["subject"] == "made-here"


def test_when_a_run_was_asked_for_is_told_by_the_clock_of_the_force(
    analyst: Client, journey: Callable[..., None]
) -> None:
    journey()
    run = started(analyst)
    StartedRun.objects.update(asked_at=datetime(2026, 7, 1, 12, tzinfo=UTC))
    page = analyst.get(f"/runs/started/{run.pk}").content.decode()
    assert "1 July 2026, 13:00 by " in page
    assert "13:00 UTC" not in page


def test_how_long_a_run_still_takes_is_told_by_the_last_one(
    analyst: Client, journey: Callable[..., None]
) -> None:
    pages: list[str] = []

    def look(_progress: Any) -> None:
        now = timezone.now()
        began = [now - timedelta(minutes=minutes) for minutes in (0, 2, 4.7, 9)]
        for begun_at in began:
            StartedRun.objects.filter(pk=run.pk).update(begun_at=begun_at)
            pages.append(analyst.get(f"/runs/started/{run.pk}").content.decode())
        StartedRun.objects.create(
            journey="run",
            person=analyst.person,  # type: ignore[attr-defined]
            state=State.DONE,
            begun_at=now - timedelta(minutes=20),
            ended_at=now - timedelta(minutes=15),
        )
        for begun_at in began:
            StartedRun.objects.filter(pk=run.pk).update(begun_at=begun_at)
            pages.append(analyst.get(f"/runs/started/{run.pk}").content.decode())

    journey(look)
    run = started(analyst)
    tasks.make_started.func(str(run.pk))
    assert not any("last such run" in page for page in pages[:4])
    told = [re.findall(r"The last such run took [^<]*?\.", page) for page in pages[4:]]
    assert told == [
        ["The last such run took about 5 minutes: about 5 minutes left."],
        ["The last such run took about 5 minutes: about 3 minutes left."],
        ["The last such run took about 5 minutes: less than a minute left."],
        ["The last such run took about 5 minutes."],
    ]


def test_a_run_stops_when_it_is_asked_to(
    analyst: Client, journey: Callable[..., None], served: Path
) -> None:
    def stopped_in_the_middle(progress: Any) -> None:
        analyst.post(f"/runs/started/{StartedRun.objects.get().pk}/stop")
        progress("Drawing", 2, 2)

    journey(stopped_in_the_middle)
    run = started(analyst)
    tasks.make_started.func(str(run.pk))
    run.refresh_from_db()
    assert run.state == State.STOPPED
    assert not (served / "maps" / "made-here").exists()


def test_a_run_that_waits_is_stopped_before_it_begins(
    analyst: Client, journey: Callable[..., None]
) -> None:
    journey()
    run = started(analyst)
    analyst.post(f"/runs/started/{run.pk}/stop")
    tasks.make_started.func(str(run.pk))
    run.refresh_from_db()
    assert run.state == State.STOPPED


def test_what_keeps_a_run_from_being_made_is_told_in_its_sentence(
    analyst: Client, journey: Callable[..., None]
) -> None:
    def nothing_there(_progress: Any) -> None:
        raise NoRowsError("There is no offence in these days.")

    journey(nothing_there)
    run = started(analyst)
    tasks.make_started.func(str(run.pk))
    page = analyst.get(f"/runs/started/{run.pk}").content.decode()
    assert "There is no offence in these days." in page


def test_a_run_whose_worker_was_killed_is_told_as_interrupted(
    analyst: Client, journey: Callable[..., None]
) -> None:
    journey()
    run = started(analyst)
    long_ago = timezone.now() - tasks.LOST_AFTER - timedelta(seconds=1)
    StartedRun.objects.update(state=State.RUNNING, begun_at=long_ago, beat_at=long_ago)
    assert "Interrupted" in analyst.get(f"/runs/started/{run.pk}").content.decode()
    tasks.make_started.func(str(run.pk))  # handed out again: it is not made behind anybody's back
    run.refresh_from_db()
    assert run.state == State.LOST


def test_what_a_run_was_asked_is_said_in_words(analyst: Client) -> None:
    run = StartedRun.objects.create(
        journey="zone",
        person=analyst.person,  # type: ignore[attr-defined]
        options={"spots": ["S001", "S002"], "called": "<i>Market", "districts": False},
        state=State.FAILED,
    )
    page = analyst.get(f"/runs/started/{run.pk}").content.decode()
    assert "Spots: S001, S002. Called: &lt;i&gt;Market. Districts: no." in page
