"""From an operation's file to a run: the demonstration's two operations, spots, and wards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from hotspots import care, product_files, schema
from hotspots.analyse.operations.displacement import BeforeDuring
from hotspots.analyse.operations.evaluation import Evaluation
from hotspots.analyse.operations.verdict import Guard
from hotspots.errors import InputError, NoRowsError, SettingsError
from hotspots.ledger import read_patrols
from hotspots.study.operations.evaluate import (
    evaluate_operation,
    prepare_evaluation,
)
from hotspots.study.operations.operation import read_operation
from hotspots.study.operations.prepared import PatrolRecords, Prepared
from hotspots.study.past_spots import PastSpots, past_spots
from hotspots.study.run import Run
from tests.browser import Visit
from tests.demonstration import MADE_AT, DemoRun
from tests.reading import files_of
from tests.run_files import the_file, what_they_are

Evaluated = Run[Evaluation]

SPOTS = """
name = "Op Grip <script>alert(1)</script>"
spots = ["{}", "{}", "{}"]
spot_set = "demo"
before = ["2025-01-01", "2025-06-30"]
during = ["2025-07-01", "2025-12-31"]
ring_width_m = 100
[controls]
suggest = 5
"""


def prepared(demo_run: DemoRun, path: Path, past: PastSpots | None = None) -> Prepared:
    return prepare_evaluation(
        demo_run.job.inputs, read_operation(path), maps=demo_run.job.maps, past=past
    )


def patrols_of(demo_run: DemoRun, ready: Prepared) -> PatrolRecords:
    read = read_patrols(demo_run.files.patrols, spots=ready.treated_as_spots)
    return PatrolRecords(
        rows=read.rows, source="patrols.csv", rows_in=read.rows_in, set_aside=len(read.set_aside)
    )


def run(
    demo_run: DemoRun, path: Path, maps: Path, *, with_patrols: bool = True, name: str = "e"
) -> Evaluated:
    ready = prepared(demo_run, path)
    return evaluate_operation(
        ready,
        maps=maps,
        made_at=MADE_AT,
        name=name,
        patrols=patrols_of(demo_run, ready) if with_patrols else None,
    )


def operation_file(demo_run: DemoRun, name: str) -> Path:
    return next(path for path in demo_run.files.operations if path.stem == name)


@pytest.fixture(scope="module")
def market(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """The planted operation that was carried out."""
    maps = tmp_path_factory.mktemp("market")
    return run(demo_run, operation_file(demo_run, "market_patrols"), maps)


def worst_spots(demo_run: DemoRun, folder: Path, text: str = SPOTS) -> Path:
    spots = demo_run.run.found.spots[schema.SPOT_ID].head(3)
    path = folder / "grip.toml"
    path.write_text(text.format(*spots), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def grip(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Evaluated:
    """An operation in the three worst harm spots of the run."""
    folder = tmp_path_factory.mktemp("grip")
    return run(demo_run, worst_spots(demo_run, folder), folder, with_patrols=False)


def test_every_file_that_the_page_offers_is_there_and_in_the_receipt(market: Evaluated) -> None:
    made = {path.name for path in market.folder.iterdir()}
    own = {
        *product_files.EVALUATION.values(),
        *product_files.EVERY_RUN.values(),
        "index.html",
        "tables",
    }
    assert what_they_are(made) == own
    products = {file.partition("/")[0] for file in market.receipt["products"]}
    assert products == made - {"receipt.html", "receipt.json"}


def test_rows_in_are_rows_used_and_rows_set_aside(demo_run: DemoRun, market: Evaluated) -> None:
    rows, read = market.receipt["rows"], demo_run.job.inputs
    earlier = [each for folder in read.earlier for each in Path(str(folder)).glob("*.csv")]
    in_files = sum(len(pd.read_csv(each)) for each in (*files_of(read), *earlier))
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"] == in_files
    patrols = market.receipt["inputs"]["patrols"]
    assert patrols["rows_in"] == patrols["rows_used"] + patrols["rows_set_aside"]


def test_what_was_carried_out_is_what_was_planted(demo_run: DemoRun, market: Evaluated) -> None:
    truth = json.loads(demo_run.files.truth.read_text(encoding="utf-8"))
    planted = next(each for each in truth["operations"] if each["name"] == "market_patrols")
    delivery = market.receipt["evaluation"]["delivery"]
    # The outline is a little wider than the place, so that no visit of its own is outside it.
    assert delivery["visits"] == planted["visits"]
    share = min(planted["visits"] / planted["planned_visits"], 1.0)
    assert delivery["share_delivered"] == pytest.approx(share, abs=0.03)
    assert market.found.guard.name == "NOT_NEEDED"


def test_the_operation_that_was_only_planned_is_not_judged(
    demo_run: DemoRun, tmp_path: Path
) -> None:
    made = run(demo_run, operation_file(demo_run, "pier_patrols"), tmp_path)
    assert made.receipt["evaluation"]["outcome"] == "not delivered"


def test_the_same_inputs_give_the_same_bytes(
    demo_run: DemoRun, market: Evaluated, tmp_path: Path
) -> None:
    again = run(demo_run, operation_file(demo_run, "market_patrols"), tmp_path)
    for path in sorted(each for each in market.folder.rglob("*") if each.is_file()):
        same = again.folder / path.relative_to(market.folder)
        assert path.read_bytes() == same.read_bytes(), path.name


def test_the_tables_hold_every_area_and_its_patrols(market: Evaluated) -> None:
    areas = pd.read_csv(the_file(market.folder, "areas.csv"), encoding="utf-8-sig")
    treated = areas[areas["Role"] == "treated"]
    assert len(treated) == 4
    assert treated["Patrol visits"].sum() == market.receipt["evaluation"]["delivery"]["visits"]
    assert (areas["Why a control"].notna() == (areas["Role"] == "control")).all()
    assert set(areas["Marking"]) == {market.receipt["marking"]}
    book = CalamineWorkbook.from_path(str(the_file(market.folder, "evaluation.xlsx")))
    assert book.sheet_names == [
        "Ratios", "Differences", "Areas", "Step by step", "Set aside", "About",
    ]  # fmt: skip


def test_the_layers_open_with_their_rings_apart(market: Evaluated) -> None:
    path = the_file(market.folder, "evaluation.gpkg")
    areas, rings = (gpd.read_file(path, layer=layer) for layer in ("areas", "rings"))
    assert set(areas["area_role"]) == {"treated", "control"}
    crossed = gpd.overlay(rings, areas, how="intersection", keep_geom_type=True)
    assert crossed.area.sum() < 0.01


def test_harm_spots_of_a_run_know_on_which_offences_they_were_chosen(
    demo_run: DemoRun, grip: Evaluated
) -> None:
    told = grip.receipt["operation"]
    first, last = demo_run.run.found.period
    assert told["chosen"] == {"first": first, "last": last}
    assert told["controls_by_same_rule"]
    # Chosen on the whole year, which holds the before-period: no day is left to judge by, and the
    # three worst were busier than any control.
    assert grip.found.guard is Guard.NONE
    assert grip.receipt["evaluation"]["delivery"] is None
    assert len(told["control_areas"]) <= 5
    assert not set(told["control_areas"]) & set(told["treated_areas"])


def test_text_of_the_operation_is_shown_and_never_run(
    grip: Evaluated, visit: Callable[..., Visit]
) -> None:
    seen = visit(grip.folder / "index.html")
    assert "Op Grip <script>alert(1)</script>" in seen.page.inner_text("h1")
    assert (seen.requests, seen.errors, seen.dialogs) == ([], [], [])
    for picture in ("series", "forest", "map"):
        assert "<script" not in the_file(grip.folder, f"{picture}.svg").read_text("utf-8")


def test_wards_are_compared_with_other_wards(demo_run: DemoRun, tmp_path: Path) -> None:
    code = str(demo_run.run.found.spots.sjoin(_wards(demo_run))[schema.WARD_CODE].iloc[0])
    text = f"""
    name = "Street Week"
    wards = ["{code}"]
    before = ["2025-01-01", "2025-06-30"]
    during = ["2025-07-01", "2025-09-30"]
    chosen_by_offences = false
    """
    path = tmp_path / "week.toml"
    path.write_text(text, encoding="utf-8")
    ready = prepare_evaluation(
        replace(demo_run.job.inputs, earlier=()), read_operation(path), maps=demo_run.job.maps
    )
    made = evaluate_operation(ready, maps=tmp_path, made_at=MADE_AT)
    assert made.receipt["operation"]["treated_areas"] == [code]
    assert 5 <= len(made.receipt["operation"]["control_areas"]) <= 10
    # Without earlier years the data begin with the before-period; that is said.
    assert any("do not go further back" in caveat for caveat in made.receipt["caveats"])


def _wards(demo_run: DemoRun) -> gpd.GeoDataFrame:
    wards = gpd.read_file(demo_run.files.wards).to_crs("EPSG:27700")
    return wards.rename(columns={"WD25CD": schema.WARD_CODE})[[schema.WARD_CODE, "geometry"]]


def test_an_operation_that_still_runs_is_judged_as_far_as_the_data_go(
    demo_run: DemoRun, tmp_path: Path
) -> None:
    text = operation_file(demo_run, "market_patrols").read_text(encoding="utf-8")
    outlines = operation_file(demo_run, "market_patrols").with_suffix(".geojson")
    other = outlines.with_name("pier_patrols.geojson")
    for path in (outlines, other):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    path = tmp_path / "running.toml"
    path.write_text(text.replace("2025-12-31", "2026-06-30"), encoding="utf-8")
    made = run(demo_run, path, tmp_path, with_patrols=False)
    assert made.receipt["operation"]["during"]["last"].year == 2025
    assert any("a look on the way" in caveat for caveat in made.receipt["caveats"])


def test_periods_that_the_data_do_not_hold_are_refused(demo_run: DemoRun, tmp_path: Path) -> None:
    path = worst_spots(demo_run, tmp_path, SPOTS.replace("2025-", "2031-"))
    with pytest.raises(NoRowsError, match="cannot be judged: the offences given end on"):
        run(demo_run, path, tmp_path / "maps", with_patrols=False)
    assert not (tmp_path / "maps").exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('spot_set = "demo"', 'spot_set = "nowhere"', "neither a run in"),
        ('spot_set = "demo"', "", "no set of them is in force here"),
        ("ring_width_m = 100", "", None),
    ],
)
def test_spots_that_are_nowhere_are_said(
    demo_run: DemoRun, tmp_path: Path, old: str, new: str, fault: str | None
) -> None:
    path = worst_spots(demo_run, tmp_path, SPOTS.replace(old, new))
    if fault is None:
        assert prepared(demo_run, path).operation.ring_width_m == 200
        return
    with pytest.raises(SettingsError, match=fault):
        prepared(demo_run, path)


def test_a_spot_and_a_file_that_are_not_there_are_named(demo_run: DemoRun, tmp_path: Path) -> None:
    unknown = SPOTS.replace('"{}", "{}", "{}"', '"S998", "S999"')
    with pytest.raises(SettingsError, match="S998, S999: not among the 14 harm spots of demo"):
        prepared(demo_run, worst_spots(demo_run, tmp_path, unknown))
    text = operation_file(demo_run, "market_patrols").read_text(encoding="utf-8")
    path = tmp_path / "market.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"no boundary file|cannot be read"):
        prepared(demo_run, path)


def test_a_vetoed_spot_is_named_as_vetoed(demo_run: DemoRun, tmp_path: Path) -> None:
    spots = demo_run.run.found.spots
    adopted = spots.assign(
        **{
            schema.SPOT_SET: "demo",
            schema.OUTLINE: spots.geometry.to_wkt(),
            **dict.fromkeys((schema.CHOSEN_FROM, schema.CHOSEN_TO), date(2025, 1, 1)),
            schema.ADOPTED_AT: datetime(2026, 1, 2, tzinfo=UTC),
        }
    )
    vetoed = str(adopted[schema.SPOT_ID].iloc[0])
    edit = {
        **dict.fromkeys(schema.SPOT_EDIT_COLUMNS),
        schema.EDIT_ID: 1,
        schema.SPOT_EDIT: schema.SpotEdit.VETO,
        schema.SPOT_ID: vetoed,
        schema.EDITED_AT: pd.Timestamp("2026-01-03", tz="UTC"),
        schema.EDITED_BY_ROLE: "analyst",
        schema.EDIT_REASON: "a car park since",
    }
    past = past_spots(adopted, pd.DataFrame([edit]), crs=str(adopted.crs))
    path = worst_spots(demo_run, tmp_path, SPOTS.replace('spot_set = "demo"', ""))
    with pytest.raises(SettingsError, match=f"{vetoed} was vetoed by an analyst"):
        prepared(demo_run, path, past)


def test_what_was_left_out_of_the_selection_is_said_and_counted(market: Evaluated) -> None:
    left_out = market.receipt["evaluation"]["offences_left_out"]
    assert left_out["in_all"] >= care.FEWEST_COUNTED
    assert left_out["in_treated"] is None  # one to four
    page = (market.folder / "index.html").read_text(encoding="utf-8")
    assert f"{left_out['in_all']:,} of the selection, before and during" in page


def test_what_is_not_known_is_null_in_the_receipt_and_said_on_its_page(market: Evaluated) -> None:
    assert np.isnan(market.receipt["evaluation"]["before_trend"]["p_value"])
    written = (market.folder / "receipt.json").read_text(encoding="utf-8")
    assert "NaN" not in written
    assert json.loads(written)["evaluation"]["before_trend"]["p_value"] is None
    page = (market.folder / "receipt.html").read_text(encoding="utf-8")
    assert '<th scope="row">P value</th><td>not known</td>' in page
    assert not re.search(r">nan<|\d\.\d{9}", page)


def sources(made: Evaluated) -> list[str]:
    return [each["name"] for each in made.receipt["inputs"]["offences"]]


CONTROLS_BY_HAND = SPOTS.replace("suggest = 5", 'spots = ["{}", "{}"]')


def test_earlier_years_are_read_where_controls_are_suggested_by_them(
    demo_run: DemoRun, market: Evaluated, tmp_path: Path
) -> None:
    assert len(sources(market)) == 2
    assert not any("do not go further back" in caveat for caveat in market.receipt["caveats"])
    path = tmp_path / "grip.toml"
    path.write_text(
        CONTROLS_BY_HAND.format(*demo_run.run.found.spots[schema.SPOT_ID].head(5)), "utf-8"
    )
    by_hand = run(demo_run, path, tmp_path, with_patrols=False)
    assert sources(by_hand) == ["offences.csv"]
    path.write_text(path.read_text("utf-8").replace("2025-01-01", "2024-07-01"), "utf-8")
    further_back = run(demo_run, path, tmp_path, with_patrols=False, name="further")
    assert len(sources(further_back)) == 2


FAULTS = {
    "an unknown selection": ('name = "Op', 'selection = "theft_of_time"\nname = "Op'),
    "an unknown spot": ('"{}", "{}", "{}"', '"S998", "S999"'),
    "an unknown control": ("suggest = 5", 'spots = ["S997"]'),
    "candidates that are nowhere": ("suggest = 5", 'candidates = "nowhere.geojson"'),
    "another operation that is nowhere": ("suggest = 5", 'not_in = ["nowhere.geojson"]'),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_a_plan_are_told_before_any_offence_is_read(
    demo_run: DemoRun, tmp_path: Path, fault: str
) -> None:
    path = worst_spots(demo_run, tmp_path, SPOTS.replace(*FAULTS[fault]))
    unread = replace(demo_run.job.inputs, offences=[tmp_path / "not-there.csv"], earlier=[])
    with pytest.raises((SettingsError, InputError), match=r"theft_of_time|S99|nowhere"):
        prepare_evaluation(unread, read_operation(path), maps=demo_run.job.maps)


def test_neither_a_sentence_nor_the_receipt_tells_of_a_few_offences(market: Evaluated) -> None:
    assert market.found.judged.treated_ring == BeforeDuring(before=4, during=4)
    told = json.loads((market.folder / "receipt.json").read_text("utf-8"))["evaluation"]
    assert told["judged_by"]["treated_ring"] == {"before": None, "during": None}
    assert told["judged_by"]["treated"]["during"] == market.found.judged.treated.during
    page = (market.folder / "index.html").read_text(encoding="utf-8")
    assert "Around the treated areas there were fewer than 5 offences where" in page
    assert "there were 4 offences" not in page + json.dumps(told)


def test_both_differences_stand_on_the_page_with_their_weights(market: Evaluated) -> None:
    found, judged = market.receipt["evaluation"]["judged_by"], market.found.judged
    sets = [judged.treated, judged.control, judged.treated_ring, judged.control_ring]
    own, control, ring, control_ring = (each.during - each.before for each in sets)
    published = found["displacement_difference_as_published"]
    assert published["difference"] == pytest.approx(own - control + ring - control_ring)
    counted = sum(each.before + each.during for each in sets)
    assert published["standard_error"] == pytest.approx(counted**0.5)
    page = (market.folder / "index.html").read_text(encoding="utf-8")
    assert "As published (Wheeler and Ratcliffe 2018): counts as they are." in page
    assert f"controls divided by {found['weights']['control']:.2f}" in page
    assert "The verdict rests on the relative incidence" in page
