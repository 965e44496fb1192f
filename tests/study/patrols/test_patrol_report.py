import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.patrols.patrol_figures import VISITS, PatrolFigures
from hotspots.errors import NoRowsError
from hotspots.schema import PatrolActivity, PatrolSource, VisitRole
from hotspots.study.patrols.patrol_report import report_patrols
from hotspots.study.patrols.patrol_tracks import visits_of_tracks
from hotspots.study.run import Run
from hotspots.study.run_folder import read_receipt
from tests.demonstration import MADE_AT, DemoRun
from tests.run_files import what_they_are

Reported = Run[PatrolFigures]

OCTOBER = date(2025, 10, 6), date(2025, 10, 19)


def _patrols(spot: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.SPOT_ID: [spot, spot],
            schema.BEGINS_AT: pd.to_datetime(["2025-10-10 21:00", "2025-10-17 22:00"]).tz_localize(
                "Europe/London"
            ),
            schema.MINUTES: [15, 25],
            schema.ROLE: ["PC", "PCSO"],
            schema.ACTIVITY: ["directed patrol", "engagement"],
            schema.INTERACTIONS: pd.array([300, 250], dtype="Int64"),
            schema.RECORDED_BY: [str(PatrolSource.FILE)] * 2,
        }
    )


def _report(demo_run: DemoRun, maps: Path) -> Reported:
    spots = demo_run.run.found.spots
    return report_patrols(
        demo_run.job.inputs,
        patrols=_patrols(str(spots[schema.SPOT_ID].iloc[0])),
        spots=spots,
        period=OCTOBER,
        maps=maps,
        made_at=MADE_AT,
        name="patrols",
    )


def test_offences_beside_the_minutes_are_those_in_the_spot_s_outline(
    demo_run: DemoRun, tmp_path: Path
) -> None:
    made = _report(demo_run, tmp_path)
    analysis = demo_run.run.found
    spot = analysis.spots.iloc[0]
    begins = analysis.selected[schema.FROM_TIME].dt.tz_localize(None)
    now = (begins >= "2025-10-06") & (begins < "2025-10-20")
    inside = analysis.selected.intersects(spot[schema.GEOMETRY])
    first = made.found.by_spot.set_index(schema.SPOT_ID).loc[spot[schema.SPOT_ID]]
    assert first[schema.OFFENCES] == int((now & inside).sum())
    assert first[VISITS] == 2


def test_the_report_says_how_far_the_aim_was_reached(demo_run: DemoRun, tmp_path: Path) -> None:
    made = _report(demo_run, tmp_path)
    receipt = read_receipt(made.folder)
    week = "13 to 19 October 2025"
    assert receipt["patrols"]["sentences"][:2] == [
        f"Last week ({week}): 250 interactions against 500 aimed at, in 1 visit.",
        "Last 2 weeks: 275 interactions a week on average; 0 of them reached 500.",
    ]
    page = (made.folder / "index.html").read_text(encoding="utf-8")
    assert page.index("Last week") < page.index("<h2>By district") < page.index("<h2>By harm spot")
    assert receipt["rows"]["rows_in"] == receipt["rows"]["rows_used"] + sum(
        receipt["rows"]["set_aside_by_reason"].values()
    )
    assert what_they_are(receipt["products"]) >= {
        "index.html", "patrols.xlsx", "patrols-by-spot.csv", "patrols-by-week.csv", "set_aside.csv",
    }  # fmt: skip


def test_the_same_patrols_give_the_same_bytes(demo_run: DemoRun, tmp_path: Path) -> None:
    one = _report(demo_run, tmp_path / "one").receipt["products"]
    other = _report(demo_run, tmp_path / "other").receipt["products"]
    assert one == other


def test_without_spots_in_force_the_next_step_is_named(demo_run: DemoRun, tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="hotspots spots adopt"):
        report_patrols(
            demo_run.job.inputs,
            patrols=_patrols("S001"),
            spots=demo_run.run.found.spots.iloc[:0],
            period=OCTOBER,
            maps=tmp_path,
            made_at=MADE_AT,
        )
    assert not list(tmp_path.iterdir())


def test_a_shift_s_track_gives_the_minutes_that_were_walked_in_the_planted_places(
    demo_run: DemoRun,
) -> None:
    tracks = demo_run.workspace.root / "data" / "demo" / "tracks"
    planted = demo_run.planted.rename(columns={"planted_id": schema.SPOT_ID})
    circles = planted.set_geometry(planted.geometry.buffer(planted["radius_m"], quad_segs=64))
    truth = json.loads(demo_run.files.truth.read_text(encoding="utf-8"))["tracks"]
    for path in sorted(tracks.iterdir()):
        track = truth[path.stem]
        read = visits_of_tracks([path], circles, demo_run.job.inputs)
        by_spot = read.found.visits.groupby(schema.SPOT_ID)[schema.MINUTES].sum()
        for spot, minutes in track["minutes"].items():
            # A receiver strays by some metres, and gaps and jumps are left out.
            assert by_spot.get(spot, 0.0) == pytest.approx(minutes, abs=2.5), (path.name, spot)
        patrols = read.as_patrols(role=VisitRole.PC, activity=PatrolActivity.DIRECTED_PATROL)
        assert set(patrols[schema.RECORDED_BY]) == {str(PatrolSource.TRACK)}
