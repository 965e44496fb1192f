"""Harm spots from one run to the next: a small force whose market is adopted, edited, reviewed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.errors import InputError, NoRowsError, ParameterError, SettingsError
from hotspots.file_names import named_file
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis, analyse_harm
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs
from hotspots.study.past_spots import PastSpots, past_spots, spots_in_force_now
from hotspots.study.reading import load
from hotspots.study.run import Run
from hotspots.study.selected import chosen_indices, chosen_selection
from hotspots.study.spots_over_time.drawn_outline import drawn_outline
from hotspots.study.spots_over_time.run_to_adopt import spots_of_run
from hotspots.study.spots_over_time.spot_review import review_harm_spots
from tests.first_task import FirstTask
from tests.run_files import the_file, what_they_are
from tests.study.small_force import BNG, HEADER, MARKET_STREET, export, inputs, offence

Mapped = Run[HarmAnalysis]

MADE_AT = datetime(2026, 5, 3, 9, 0, tzinfo=UTC)
STATION_ROAD = (504_500.0, 201_500.0)
Row = tuple[object, ...]


def cluster(place: tuple[float, float], count: int, first: int) -> list[Row]:
    """Assaults a few metres apart, spread over the months."""
    east, north = place
    address = "Station Road, Marsh" if place == STATION_ROAD else "Market Street, Market Wick"
    return [
        offence(first + n, (east + n % 5 * 8, north + n // 5 % 5 * 8), address=address)
        for n in range(count)
    ]


def in_year(rows: list[Row], year: int) -> list[Row]:
    """The same offences in another year, under other references."""
    return [
        tuple(str(cell).replace("/2025 ", f"/{year} ").replace("W/", f"{year}/") for cell in row)
        for row in rows
    ]


FIRST_YEAR = [*cluster(MARKET_STREET, 40, 0), *cluster(STATION_ROAD, 30, 100)]


def mapped(given: Inputs, maps: Path, name: str, past: PastSpots | None = None) -> Mapped:
    """Map without the files of the districts."""
    return map_harm(given, maps=maps, made_at=MADE_AT, name=name, past=past, executor=FirstTask())


@pytest.fixture(scope="module")
def force(tmp_path_factory: pytest.TempPathFactory) -> tuple[Inputs, Mapped]:
    folder = tmp_path_factory.mktemp("wick")
    given = replace(inputs(folder, FIRST_YEAR), period=(date(2025, 1, 1), date(2025, 12, 31)))
    run = mapped(given, folder / "maps", "spring")
    return given, run


def adopted(run: Mapped) -> pd.DataFrame:
    """The run's spots as the ledger hands them out."""
    found = spots_of_run(run.folder)
    return found.spots.assign(
        spot_set=found.spot_set,
        adopted_at=pd.Timestamp("2026-01-10 10:00", tz="Europe/London"),
        chosen_from=pd.Timestamp(found.chosen_from),
        chosen_to=pd.Timestamp(found.chosen_to),
    )[list(schema.SPOT_IN_FORCE_COLUMNS)]


def edits(*rows: dict[str, Any]) -> pd.DataFrame:
    usual = {
        "edited_at": pd.Timestamp("2026-04-03 10:00", tz="Europe/London"),
        "edited_by_role": "analyst",
        "edit_reason": "<b>what</b> officers say",
    }
    numbered = [usual | {"edit_id": number} | row for number, row in enumerate(rows, 1)]
    return pd.DataFrame(numbered).reindex(columns=list(schema.SPOT_EDIT_COLUMNS))


def no_edits() -> pd.DataFrame:
    return edits({}).iloc[:0]


def test_a_run_is_adopted_as_the_receipt_has_it(force: tuple[Inputs, Mapped]) -> None:
    found = spots_of_run(force[1].folder)
    assert found.spots["spot_id"].tolist() == ["S001", "S002"]
    assert (str(found.chosen_from), str(found.chosen_to)) == ("2025-01-01", "2025-12-31")
    drawn = shapely.from_wkt(found.spots["outline"].iloc[0])
    found_there = force[1].found.spots.geometry.iloc[0]
    assert drawn.symmetric_difference(found_there).area < 5  # a centimetre along the outline


def test_a_layer_that_was_changed_since_is_not_adopted(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    folder = tmp_path / "spring"
    (folder / "force").mkdir(parents=True)
    spots = the_file(force[1].folder / "force", "harm-spots.gpkg")
    for name in ("receipt.json", f"force/{spots.name}"):
        (folder / name).write_bytes((force[1].folder / name).read_bytes())
    with the_file(folder / "force", "harm-spots.gpkg").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(InputError, match="was changed since"):
        spots_of_run(folder)


def test_a_run_of_another_journey_has_no_spots(tmp_path: Path) -> None:
    (tmp_path / "receipt.json").write_text(json.dumps({"journey": "near repeat"}))
    with pytest.raises(SettingsError, match="near repeat"):
        spots_of_run(tmp_path)


def test_a_rerun_keeps_numbers_and_shows_edits_on_every_product(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    given, spring = force
    made = edits(
        {"spot_edit": "veto", "spot_id": "S002"},
        {"spot_edit": "rename", "spot_id": "S001", "name": "The Strip"},
    )
    past = past_spots(adopted(spring), made, crs=BNG)
    run = mapped(given, tmp_path, "summer", past)
    spots = run.found.spots
    assert spots[["spot_id", "name", "change"]].to_numpy().tolist() == [
        ["S001", "The Strip", "kept"]
    ]
    told = run.receipt["spots_over_time"]
    assert told["in_force"]["spot_set"] == "spring"
    assert told["changes"] == {"kept": 1, "moved": 0, "merged": 0, "split": 0, "new": 0}
    assert [row["spot_id"] for row in told["vetoed"]] == ["S002"]
    assert told["vetoed"][0]["offences"] == 30
    written = gpd.read_file(the_file(run.folder / "force", "harm-spots.gpkg"), layer="harm_spots")
    assert written["change"].tolist() == ["kept"]
    history = the_file(run.folder, "since-the-set-in-force.csv").read_text("utf-8-sig")
    assert "S002" in history
    page = the_file(run.folder / "force", "harm-map.html").read_text("utf-8")
    assert "renamed by an analyst, 3 April 2026" in page
    assert "<b>what</b>" not in page
    assert "1 kept, 1 vetoed" in (run.folder / "index.html").read_text("utf-8")
    assert any("Left out by a veto: S002" in caveat for caveat in run.receipt["caveats"])


def test_a_run_without_a_past_says_nothing_of_one(force: tuple[Inputs, Mapped]) -> None:
    run = force[1]
    assert "spots_over_time" not in run.receipt
    assert named_file(run.folder, "since-the-set-in-force.csv") is None
    assert not {"change", "edited"} & set(run.found.spots)


def test_the_spots_now_have_the_edits_laid_over(force: tuple[Inputs, Mapped]) -> None:
    made = edits({"spot_edit": "veto", "spot_id": "S001"})
    now = spots_in_force_now(past_spots(adopted(force[1]), made, crs=BNG), crs=BNG)
    assert now["spot_id"].tolist() == ["S002"]


def test_an_added_place_is_a_spot_from_the_next_run_on(force: tuple[Inputs, Mapped]) -> None:
    given = force[0]
    drawn = drawn_outline(given, at="502000,202500", radius_m=80, file=None)
    assert drawn.extent_m == pytest.approx(160, abs=0.1)
    made = edits({"spot_edit": "add", "spot_id": "A001", "name": "Rink", "outline": drawn.wkt})
    study_area, loaded = load(given)
    analysis = analyse_harm(
        loaded.offences,
        study_area.districts,
        period=loaded.period,
        selection=chosen_selection(given.profile, None),
        indices=chosen_indices("css"),
        past=PastSpots(edits=made),
    )
    spots = analysis.spots.set_index("spot_id")
    assert spots["name"].to_dict()["A001"] == "Rink"
    assert spots.loc["A001", "offences"] == 0
    assert sorted(spots.index) == ["A001", "S001", "S002"]
    assert "change" not in spots


@pytest.mark.parametrize(
    ("at", "radius_m", "error", "words"),
    [("51.9,0.9", 100.0, InputError, "outside the force"), ("here", 100.0, ParameterError, "here"),
     ("502000,202500", 5_000.0, ParameterError, "radius-m"), (None, 100.0, ParameterError, "--at")],
)  # fmt: skip
def test_a_place_that_cannot_be_is_refused(
    force: tuple[Inputs, Mapped], at: str | None, radius_m: float, error: type, words: str
) -> None:
    with pytest.raises(error, match=words):
        drawn_outline(force[0], at=at, radius_m=radius_m, file=None)


def test_an_outline_may_come_from_a_file(force: tuple[Inputs, Mapped], tmp_path: Path) -> None:
    file = tmp_path / "rink.geojson"
    square = shapely.box(501_000, 201_000, 501_100, 201_100)
    gpd.GeoDataFrame(geometry=[square], crs=BNG).to_crs("EPSG:4326").to_file(file)
    found = drawn_outline(force[0], at=None, radius_m=100, file=file)
    assert found.area_m2 == pytest.approx(10_000, rel=1e-3)


# --- keep or retire -----------------------------------------------------------------------------
def later(force: tuple[Inputs, Mapped], folder: Path, rows: list[Row]) -> Inputs:
    """The first year and a second one, in which only these offences came."""
    given = export(folder, [*FIRST_YEAR, *in_year(rows, 2026)], HEADER)
    return replace(force[0], offences=[given], period=None)


def test_the_spot_that_went_quiet_is_to_be_retired(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    second = [*cluster(MARKET_STREET, 40, 300), *cluster((501_500.0, 200_500.0), 40, 400)]
    past = past_spots(adopted(force[1]), no_edits(), crs=BNG)
    given = later(force, tmp_path, second)
    run = review_harm_spots(given, past=past, maps=tmp_path, made_at=MADE_AT, name="review")
    found = run.receipt["spot_review"]
    assert {each["spot_id"]: each["advice"] for each in found["spots"]} == {
        "S001": "keep",
        "S002": "retire",
    }
    assert found["judged_on_later_offences"] is True
    assert (found["offences_then"], found["offences_now"]) == (70, 80)
    assert found["rri"] == pytest.approx(0.5)  # 40 of 80 now, 70 of 70 then
    assert found["chosen_today_and_not_in_force"] == 1
    files = {path.name for path in run.folder.iterdir()}
    assert {
        "index.html", "spot-review.pdf", "spot-review.xlsx", "spot-review.csv", "receipt.json",
        "receipt.html", "set_aside.csv", "tables",
    } == what_they_are(files)  # fmt: skip
    again = review_harm_spots(
        given, past=past, maps=tmp_path / "again", made_at=MADE_AT, name="review"
    )
    for name in files - {"tables"}:
        assert (again.folder / name).read_bytes() == (run.folder / name).read_bytes(), name


def patrols(spot: str, minutes: int) -> pd.DataFrame:
    """One patrol in the second year."""
    begins = pd.Timestamp("2026-06-01 22:00", tz="Europe/London")
    row = {
        "spot_id": spot, "begins_at": begins, "minutes": minutes, "role": "PC",
        "activity": "directed patrol", "interactions": 3, "recorded_by": "entered",
        "entered_at": begins, "entered_by_role": "sergeant",
    }  # fmt: skip
    return pd.DataFrame([row]).reindex(columns=list(schema.PATROL_COLUMNS))


def test_minutes_of_patrol_and_vetoes_stand_beside_the_advice(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    second = [*cluster(MARKET_STREET, 40, 300), *cluster((501_500.0, 200_500.0), 40, 400)]
    made = edits({"spot_edit": "veto", "spot_id": "S001"})
    run = review_harm_spots(
        later(force, tmp_path, second),
        past=past_spots(adopted(force[1]), made, crs=BNG),
        maps=tmp_path,
        made_at=MADE_AT,
        patrols=patrols("S002", 15),
    )
    found = run.receipt["spot_review"]
    assert [each["spot_id"] for each in found["spots"]] == ["S002"]
    assert "patrolled for 15 minutes" in found["spots"][0]["why"]
    assert run.found.missed["offences"].tolist() == [40]  # the vetoed market is not offered again
    assert any("S001 is not judged: vetoed" in caveat for caveat in run.receipt["caveats"])


def test_without_later_offences_the_review_says_that_it_flatters(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    past = past_spots(adopted(force[1]), no_edits(), crs=BNG)
    given = replace(force[0], period=None)
    run = review_harm_spots(given, past=past, maps=tmp_path, made_at=MADE_AT)
    assert {each["advice"] for each in run.receipt["spot_review"]["spots"]} == {"watch"}
    assert "look better than they are" in run.receipt["caveats"][0]


def test_a_review_needs_a_set_in_force(force: tuple[Inputs, Mapped], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="spots adopt"):
        review_harm_spots(force[0], past=PastSpots(), maps=tmp_path, made_at=MADE_AT)
    assert not list(tmp_path.iterdir())


def test_a_review_of_a_time_without_data_is_refused(
    force: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    past = past_spots(adopted(force[1]), no_edits(), crs=BNG)
    period = (date(2030, 1, 1), date(2030, 2, 1))
    with pytest.raises(NoRowsError, match="later offences"):
        review_harm_spots(
            replace(force[0], period=period), past=past, maps=tmp_path, made_at=MADE_AT
        )
