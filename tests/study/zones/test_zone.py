"""A zone of an invented street: every figure is known to the door and the offence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from pypdf import PdfReader

from hotspots import schema
from hotspots.errors import InputError, ParameterError, SettingsError
from hotspots.schema import AREA_ID, SPOT_NAME
from hotspots.study.operations.evaluate import evaluate_operation, prepare_evaluation
from hotspots.study.operations.operation import read_operation
from hotspots.study.operations.operation_places import Known, areas_of_file
from hotspots.study.past_spots import PastSpots
from hotspots.study.reading import area_of
from hotspots.study.run import Run
from hotspots.study.street_layer import find_streets
from hotspots.study.zones.journeys import ZoneParams
from hotspots.study.zones.zone import Zone, study_zone
from hotspots.study.zones.zone_outline import ZoneAsked, ZoneOutline, zone_outline
from tests.browser import WCAG_22, Visit, barriers
from tests.demonstration import DemoRun
from tests.reading import csv_rows
from tests.run_files import the_file, what_they_are
from tests.study.small_force import MARKET_STREET
from tests.study.zone_places import ZonePlaces, door, zone_places

MADE_AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
MARKET = ZoneAsked(street="Market Street", district="Wick")


@pytest.fixture(scope="module")
def wick(tmp_path_factory: pytest.TempPathFactory) -> ZonePlaces:
    return zone_places(tmp_path_factory.mktemp("wick"))


@pytest.fixture(scope="module")
def market(wick: ZonePlaces, tmp_path_factory: pytest.TempPathFactory) -> Run[Zone]:
    return study_zone(
        wick.inputs,
        MARKET,
        maps=tmp_path_factory.mktemp("maps"),
        made_at=MADE_AT,
        addresses=wick.addresses,
        params=ZoneParams(around_m=70.0),
    )


def drawn(folder: Path, *outlines: shapely.Polygon) -> Path:
    path = folder / "drawn.geojson"
    table = gpd.GeoDataFrame(geometry=list(outlines), crs="EPSG:27700")
    table.to_crs("EPSG:4326").to_file(path, driver="GeoJSON")
    return path


def around(half_m: float) -> shapely.Polygon:
    east, north = MARKET_STREET
    return shapely.box(east - half_m, north - half_m, east + half_m, north + half_m)


def test_what_to_know_is_said_in_sentences(market: Run[Zone]) -> None:
    told = market.found.told
    assert told.sentences[0] == (
        "The zone is the ground within 70 m of Market Street, Wick: 8.5 hectares in Wick, with 52 "
        "households in 2 streets and 3 postcodes."
    )
    assert told.sentences[1] == "In it: 1 school (Market Wick Primary School)."
    # 36 assaults and twelve burglaries; two robberies are withheld, and rapes are not counted.
    assert told.sentences[3].startswith("About 50 offences in January to December 2025 (40 a year")
    assert "rape" not in " ".join(told.sentences).casefold()
    assert told.sentences[4].startswith("To brief: Market Street has most harm to people")
    assert told.missing == ()


def test_homes_are_counted_by_street_and_postcode(market: Run[Zone]) -> None:
    streets, postcodes = market.found.told.streets, market.found.told.postcodes
    assert streets is not None
    assert postcodes is not None
    assert streets[[schema.STREET, schema.HOMES, schema.FLATS]].to_numpy().tolist() == [
        ["Back Lane", 12, 12],
        ["Market Street", 40, 0],
    ]
    assert postcodes.to_numpy().tolist() == [["CM1 1AA", 20], ["CM1 1AB", 20], ["CM1 1AD", 12]]


def test_the_leaflet_list_has_every_home_once_in_the_order_of_walking(market: Run[Zone]) -> None:
    listed = csv_rows(the_file(market.folder, "leaflets.csv"))
    assert len({row["UPRN"] for row in listed}) == len(listed) == 52
    assert [int(row["Order"]) for row in listed] == list(range(1, 53))
    # Up one side and down the other: neighbours on the list are two numbers apart.
    numbers = [int(row["Number or name"]) for row in listed if row["Street"] == "Market Street"]
    steps = [abs(one - other) for one, other in pairwise(numbers)]
    assert sum(step == 2 for step in steps) >= 37
    assert {row["Marking"] for row in listed} == {"OFFICIAL-SENSITIVE"}


def test_the_baseline_withholds_what_is_few_and_leaves_out_what_is_sensitive(
    market: Run[Zone],
) -> None:
    counts = market.found.told.baseline.set_index(schema.LINE)[schema.OFFENCES]
    assert counts["All offences"] == 50
    # Two robberies hide behind twelve burglaries.
    assert counts[["Robbery", "Burglary"]].isna().all()
    assert counts["Violence and sexual offences"] == 35
    assert market.receipt["zone"]["baseline"]["Robbery"] is None


def test_themes_that_are_not_counted_say_why(market: Run[Zone]) -> None:
    said = {each.partition(":")[0]: each for each in market.found.told.unreadable}
    assert said["Rape"].endswith("are told by district alone.")
    assert "recorded offences by place cannot speak to this theme" in said["Hate crime"]
    lines = market.found.told.baseline[schema.LINE].tolist()
    assert "Street violence" in lines
    assert "Rape" not in lines


def test_the_page_asks_for_nothing_and_shuts_nobody_out(
    market: Run[Zone], visit: Callable[..., Visit]
) -> None:
    seen = visit(market.index_page, width=390)
    assert seen.quiet
    assert seen.page.evaluate("document.documentElement.scrollWidth") == 390
    assert not barriers(seen.page, *WCAG_22)


def test_every_product_is_there_and_the_paper_has_two_sides(market: Run[Zone]) -> None:
    files = what_they_are(market.receipt["products"])
    assert {"zone.pdf", "zone.xlsx", "zone.geojson", "zone.gpkg", "leaflets.csv"} <= files
    assert {"tables/zone_baseline.csv", "tables/zone_streets.csv"} <= files
    paper = PdfReader(the_file(market.folder, "zone.pdf"))
    assert len(paper.pages) == 2
    assert "Market Wick Primary School" in paper.pages[0].extract_text()
    page = market.index_page.read_text(encoding="utf-8")
    assert page.count("data:image/svg+xml") == 2


def known_of(wick: ZonePlaces, maps: Path) -> Known:
    return Known(
        study_area=area_of(wick.inputs),
        past=PastSpots(),
        maps=maps,
        crs=wick.inputs.profile.crs,
    )


def test_both_outlines_can_be_used_as_the_treated_area_of_an_evaluation(
    market: Run[Zone], wick: ZonePlaces
) -> None:
    known = known_of(wick, market.folder.parent)
    for what in ("zone.geojson", "zone.gpkg"):
        area = areas_of_file(the_file(market.folder, what), known)
        assert area[[AREA_ID, SPOT_NAME]].to_numpy().tolist() == [["ZONE", "Market Street"]]
        moved = shapely.symmetric_difference(area.geometry.iloc[0], market.found.outline.outline)
        assert moved.area < 5.0


def test_the_zone_is_evaluated_as_it_stands(
    market: Run[Zone], wick: ZonePlaces, tmp_path: Path
) -> None:
    outline = the_file(market.folder, "zone.geojson")
    operation = tmp_path / "operation.toml"
    operation.write_text(
        f"""name = "Market zone"
areas = "{outline}"
before = ["2024-01-01", "2024-12-31"]
during = ["2025-01-01", "2025-06-30"]
chosen_by_offences = false
[controls]
areas = "{drawn(tmp_path, shapely.box(504_400, 201_400, 504_600, 201_600))}"
""",
        encoding="utf-8",
    )
    prepared = prepare_evaluation(wick.inputs, read_operation(operation), maps=market.folder.parent)
    judged = evaluate_operation(prepared, maps=tmp_path / "maps", made_at=MADE_AT)
    areas = judged.found.areas.set_index(AREA_ID)
    # Two assaults and the robberies of each month and year before; three a month during.
    assert areas.loc["ZONE", schema.BEFORE_OFFENCES] == 24 + 2
    assert areas.loc["ZONE", schema.DURING_OFFENCES] == 18 + 2


def test_without_addresses_and_streets_the_rest_is_told(wick: ZonePlaces, tmp_path: Path) -> None:
    bare = replace(wick.inputs, layers=wick.inputs.layers[:2])
    asked = ZoneAsked(outline=drawn(tmp_path, around(120.0)), called="Quay <b>`${1}`")
    run = study_zone(bare, asked, maps=tmp_path, made_at=MADE_AT)
    told = run.found.told
    assert "<b>`${1}`" not in run.index_page.read_text(encoding="utf-8")
    assert told.sentences[0] == "The zone is as drawn in drawn.geojson: 5.8 hectares in Wick."
    assert [each.partition(":")[0] for each in told.missing] == [
        "Households, postcodes and leaflet rounds are not told",
        "There are no streets",
        "No layer names a school or a place of worship in the zone.",
    ]
    assert told.baseline[schema.OFFENCES].iloc[0] == 45
    assert "leaflets.csv" not in what_they_are(run.receipt["products"])


def test_a_period_is_stated_and_one_without_the_year_before_says_so(
    wick: ZonePlaces, tmp_path: Path
) -> None:
    inputs = replace(wick.inputs, earlier=(), period=(date(2025, 1, 1), date(2025, 6, 30)))
    run = study_zone(inputs, MARKET, maps=tmp_path, made_at=MADE_AT)
    assert run.receipt["period"] == {"first_day": "2025-01-01", "last_day": "2025-06-30"} or (
        run.receipt["period"]["first_day"] == date(2025, 1, 1)
    )
    assert run.found.told.before == ""
    assert any("January to June 2024, is not told" in each for each in run.found.told.missing)


def outlined(wick: ZonePlaces, asked: ZoneAsked, *, with_streets: bool = True) -> ZoneOutline:
    known = known_of(wick, Path("maps"))
    streets = find_streets(wick.inputs, known.study_area) if with_streets else None
    profile = wick.inputs.profile
    return zone_outline(asked, known, profile, streets, addresses=wick.addresses, around_m=50.0)


def test_a_street_of_which_there_are_two_must_be_pointed_at(wick: ZonePlaces) -> None:
    asked = ZoneAsked(street="Church Road", district="Wick")
    with pytest.raises(SettingsError, match=r"2 streets of Wick are called Church Road.*district"):
        outlined(wick, asked)
    there = outlined(wick, replace(asked, at=(502_550.0, 202_700.0)))
    assert there.outline.centroid.x == pytest.approx(502_550.0, abs=1.0)


def test_without_streets_the_homes_of_a_street_say_where_it_is(wick: ZonePlaces) -> None:
    homes = outlined(wick, MARKET, with_streets=False).outline
    assert homes.covers(shapely.Point(door(1)))
    assert homes.covers(shapely.Point(door(40)))
    known = known_of(wick, Path("maps"))
    with pytest.raises(InputError, match="neither streets among the layers nor"):
        zone_outline(MARKET, known, wick.inputs.profile, None, addresses=None, around_m=50.0)


def test_a_street_that_is_not_there_and_a_zone_outside_the_force_are_refused(
    wick: ZonePlaces, tmp_path: Path
) -> None:
    with pytest.raises(SettingsError, match="Did you mean 'Market Street'"):
        outlined(wick, ZoneAsked(street="Markt Street"))
    far = ZoneAsked(outline=drawn(tmp_path, shapely.box(520_000, 201_000, 521_000, 202_000)))
    with pytest.raises(InputError, match="lies outside the force"):
        outlined(wick, far)


def test_a_zone_over_a_border_names_both_districts(wick: ZonePlaces, tmp_path: Path) -> None:
    over = drawn(tmp_path, shapely.box(502_800, 201_000, 503_100, 201_300))
    assert outlined(wick, ZoneAsked(outline=over)).districts == ("Wick", "Marsh")


def test_a_zone_is_made_of_one_thing() -> None:
    with pytest.raises(ParameterError, match="in one way"):
        ZoneAsked()
    with pytest.raises(ParameterError, match="in one way"):
        ZoneAsked(spots=("S001",), street="Market Street")
    with pytest.raises(ParameterError, match="are for a street"):
        ZoneAsked(spots=("S001",), district="Wick")


def test_a_spot_is_looked_up_in_the_newest_run_where_none_is_in_force(
    demo_run: DemoRun, wick: ZonePlaces
) -> None:
    known = replace(known_of(wick, demo_run.job.maps), study_area=area_of(demo_run.job.inputs))
    profile = demo_run.job.inputs.profile
    found = zone_outline(
        ZoneAsked(spots=("S001", "S002")), known, profile, None, addresses=None, around_m=100.0
    )
    assert found.chosen == "January to December 2025"
    assert found.made_of.startswith("the ground within 100 m of the harm spots Market Street")
    assert len(shapely.get_parts(found.outline)) == 2
    with pytest.raises(SettingsError, match="S999: not among the"):
        zone_outline(ZoneAsked(spots=("S999",)), known, profile, None, addresses=None, around_m=0.0)
