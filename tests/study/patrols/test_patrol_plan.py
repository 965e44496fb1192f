"""The week's plan as a journey: what was planted comes out, and every file is there and marked."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from hotspots import product_files, schema
from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
from hotspots.analyse.patrols.patrol_slots import plan_patrols
from hotspots.errors import NoRowsError, SettingsError
from hotspots.study.patrols.patrol_plan import PlannedWeek, SpotsToPatrol, plan_the_week
from hotspots.study.run import Run
from hotspots.study.run_folder import read_receipt
from tests.browser import Visit
from tests.demonstration import MADE_AT, DemoRun
from tests.run_files import the_file, what_they_are
from tests.study.small_force import inputs, market_street, offence

Planned = Run[PlannedWeek]

Open = Callable[..., Visit]
WEEK = date(2026, 1, 5)


@pytest.fixture(scope="session")
def planned(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Planned:
    return plan_the_week(
        demo_run.job.inputs,
        week_of=WEEK,
        maps=tmp_path_factory.mktemp("plans"),
        made_at=MADE_AT,
        name="plan",
        params=PatrolPlanParams(visits_a_day=1),
    )


def rhythms(planned: Planned, demo_run: DemoRun) -> pd.Series:
    """The planted rhythm of each spot that lies on a planted one."""
    joined = gpd.sjoin_nearest(
        planned.found.spots[["spot_id", "geometry"]],
        demo_run.planted[["rhythm", "geometry"]],
        max_distance=100.0,
    ).drop_duplicates("spot_id")
    planted: pd.Series = joined.set_index("spot_id")["rhythm"]
    return planted


def test_the_spots_are_those_of_the_harm_map(planned: Planned, demo_run: DemoRun) -> None:
    mapped = demo_run.run.found.spots
    assert planned.found.spots["spot_id"].tolist() == mapped["spot_id"].tolist()
    assert planned.found.spots["why"].tolist() == mapped["why"].tolist()
    assert planned.found.spots["hour_by_weekday"].tolist() == mapped["hour_by_weekday"].tolist()


def test_the_planted_rhythms_come_out(planned: Planned, demo_run: DemoRun) -> None:
    """A spot of the small county has 15 to 60 offences, so this is over ten weeks of plans."""
    params = PatrolPlanParams(visits_a_day=1)
    visits = pd.concat(
        plan_patrols(
            planned.found.spots,
            planned.found.weeks,
            week_of=WEEK + timedelta(weeks=week),
            zone="Europe/London",
            params=params,
        ).visits
        for week in range(10)
    )
    at = visits["planned_at"].dt
    began = (visits["planned_at"].dt.tz_localize(None) - pd.Timedelta(hours=5)).dt.day_name()
    weekend_night = began.isin(["Friday", "Saturday"]) & ((at.hour >= 21) | (at.hour < 3))
    school = (at.day_of_week < 5) & at.hour.between(15, 17)
    planted = visits["spot_id"].map(rhythms(planned, demo_run))
    assert {"night_economy", "after_school"} <= set(planted)
    assert weekend_night[planted == "night_economy"].mean() > 0.5
    # 15 of the 140 hours on duty; its spots have some 20 offences each, and lean on their district.
    assert school[planted == "after_school"].mean() > 4 * 15 / 140


def test_every_district_has_its_files_and_the_receipt_knows_them(planned: Planned) -> None:
    folder = planned.folder
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    what = what_they_are(files)
    districts = {path.name for path in folder.iterdir() if path.is_dir()} - {"tables"}
    assert len(districts) == 10
    for district in districts:
        for name in ("slot-cards.pdf", "patrol-plan.html", "patrol-plan.xlsx", "patrol-plan.csv"):
            assert f"{district}/{name}" in what
    assert {*product_files.EVERY_RUN.values(), "index.html", "patrol-plan.csv"} <= what
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    assert receipt["parameters"]["visits_a_day"] == 1
    assert receipt["week_of"] == "2026-01-05"
    assert set(receipt["products"]) >= files - {"index.html", "receipt.json", "receipt.html"}
    told = receipt["plan"]["by_district"]
    assert sum(each["visits"] for each in told.values()) == len(planned.found.plan.visits)
    rows = receipt["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"]


def test_what_a_reader_must_know_is_of_the_plan_and_of_no_surface(
    planned: Planned, demo_run: DemoRun
) -> None:
    told = " ".join(read_receipt(planned.folder)["caveats"])
    of_the_map = " ".join(read_receipt(demo_run.run.folder)["caveats"])
    assert "out of the harm spots: they say where officers looked." in told
    assert "surface" in of_the_map
    assert "surface" not in told


def test_one_district_alone_has_the_same_plan(
    planned: Planned, demo_run: DemoRun, tmp_path: Path
) -> None:
    alone = plan_the_week(
        demo_run.job.inputs,
        week_of=WEEK,
        maps=tmp_path,
        made_at=MADE_AT,
        name="plan",
        districts=["Colchester"],
        params=PatrolPlanParams(visits_a_day=1),
    )
    assert {path.name for path in alone.folder.iterdir() if path.is_dir()} == {
        "colchester",
        "tables",
    }
    for name in ("patrol-plan.csv", "patrol-plan.html", "slot-cards.pdf", "patrol-plan.xlsx"):
        mine, whole = (the_file(each.folder / "colchester", name) for each in (alone, planned))
        assert mine.read_bytes() == whole.read_bytes(), name


@pytest.mark.browser
def test_the_index_leads_to_every_file(planned: Planned, visit: Open) -> None:
    seen = visit(planned.folder / "index.html", width=390)
    links = seen.page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert len(links) >= 10 * 5
    assert all((planned.folder / link).is_file() for link in links)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [seen.requests, seen.errors, seen.dialogs] == [[], [], []]


# --- a force of two districts -------------------------------------------------------------------


def test_spots_that_were_chosen_elsewhere_are_patrolled_instead(tmp_path: Path) -> None:
    given = inputs(tmp_path, market_street(40))
    run = plan_the_week(given, week_of=WEEK, maps=tmp_path, made_at=MADE_AT, name="found")
    found = run.found.spots
    moved = (
        found[["geometry"]]
        .assign(spot_id="A001")
        .set_geometry(found.geometry.translate(2_000.0), crs=found.crs)
    )
    chosen = SpotsToPatrol(spots=moved, called="the set in force")
    run = plan_the_week(
        given, week_of=WEEK, maps=tmp_path, made_at=MADE_AT, name="chosen", chosen=chosen
    )
    assert set(run.found.plan.visits["spot_id"]) == {"A001"}
    assert set(run.found.plan.visits["district"]) == {"Marsh"}  # 2 km to the east
    assert run.receipt["plan"]["harm_spots"] == "the set in force"
    assert "the set in force" in run.receipt["method"]


def test_the_night_time_economy_is_apart_in_the_form(tmp_path: Path) -> None:
    run = plan_the_week(
        inputs(tmp_path, market_street(60)), week_of=WEEK, maps=tmp_path, made_at=MADE_AT, name="p"
    )
    form = pd.read_csv(the_file(run.folder / "wick", "patrol-plan.csv"), encoding="utf-8-sig")
    assert set(form["Part of the week"]) == {"rest of the week", "night-time economy"}
    assert form["begins_at"].isna().all()
    assert len(form) == 14


def test_no_hours_are_invented_where_the_source_has_none(tmp_path: Path) -> None:
    rows = [
        (*offence(n)[:2], f"{13 + n % 17:02d}/{1 + n % 12:02d}/2025", "", *offence(n)[4:])
        for n in range(40)
    ]
    given = inputs(tmp_path, rows)
    run = plan_the_week(given, week_of=WEEK, maps=tmp_path, made_at=MADE_AT, name="p")
    assert not run.found.weeks.hours_known
    assert run.receipt["plan"]["by_district"]["Wick"][schema.COVERED_SHARE] is None
    page = the_file(run.folder / "wick", "patrol-plan.html").read_text(encoding="utf-8")
    assert "No hours are invented here" in page
    assert len(run.found.plan.visits) == 14


def test_a_force_without_a_harm_spot_is_told_what_to_do(tmp_path: Path) -> None:
    given = inputs(tmp_path, market_street(3))
    maps = tmp_path / "maps"
    with pytest.raises(NoRowsError, match="no harm spot to patrol"):
        plan_the_week(given, week_of=WEEK, maps=maps, made_at=MADE_AT, name="p")
    assert not maps.exists()


def test_a_district_of_another_force_is_refused(tmp_path: Path) -> None:
    given = inputs(tmp_path, market_street(20))
    with pytest.raises(SettingsError, match="No such district: Kent"):
        plan_the_week(
            given, week_of=WEEK, maps=tmp_path, made_at=MADE_AT, name="p", districts=["Kent"]
        )


def test_rows_in_another_order_give_the_same_plan(tmp_path: Path) -> None:
    rows = market_street(40)
    plans = []
    for name, each in (("one", rows), ("two", rows[::-1])):
        folder = tmp_path / name
        folder.mkdir()
        run = plan_the_week(
            inputs(folder, each), week_of=WEEK, maps=folder, made_at=MADE_AT, name="p"
        )
        plans.append(run.found.plan.visits)
    pd.testing.assert_frame_equal(plans[0], plans[1])
