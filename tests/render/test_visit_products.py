"""All files of one list: the same homes in each, no burgled address where it must not be."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import geopandas as gpd
import gpxpy
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from hotspots import product_files, schema
from hotspots.render.visit_lists.visit_list import VisitList, visit_list
from hotspots.render.visit_lists.visit_list_map import write_visit_map
from hotspots.render.visit_lists.visit_list_pdf import _row
from hotspots.render.visit_lists.visit_list_products import write_visit_list
from tests.reading import csv_rows, pdf_pages_of, sheet_rows
from tests.render.harm_spot_factory import districts, wards
from tests.render.visit_list_factory import (
    FACTS,
    HOSTILE_FACTS,
    hostile_facts,
    hostile_homes,
    the_list,
    told,
)
from tests.run_files import what_is_in


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every file of a list of 60 homes."""
    folder = tmp_path_factory.mktemp("visits") / "quay"
    return write_visit_list(folder, told(60), FACTS, districts=districts(), wards=wards())


def _pdf_text(path: Path) -> str:
    return " ".join(pdf_pages_of(path))


def test_every_format_is_written_under_the_name_that_is_returned(files: dict[str, Path]) -> None:
    assert list(files) == list(product_files.VISIT_LIST)
    assert all(path.stat().st_size > 500 for path in files.values())
    assert what_is_in(files["CSV"].parent) == set(product_files.VISIT_LIST.values())
    assert files["CSV"].name == "visit-list_quay_2025.csv"


def test_every_table_holds_the_same_homes_in_the_same_order(files: dict[str, Path]) -> None:
    walk = [home.address for home in the_list(60).homes]
    assert [row["Address"] for row in csv_rows(files["CSV"])] == walk
    sheet = [row[1] for row in sheet_rows(files["Excel"], "All homes")[1:]]
    assert sheet == walk
    gpx = gpxpy.parse(files["GPX"].read_text(encoding="utf-8"))
    assert [point.name for point in gpx.waypoints] == walk
    assert [point.name for point in gpx.routes[0].points] == walk
    collection = json.loads(files["GeoJSON"].read_text(encoding="utf-8"))
    assert [each["properties"]["address"] for each in collection["features"]] == walk
    layer = pyogrio.read_dataframe(files["QGIS (GeoPackage)"], layer="homes_to_visit")
    assert layer.sort_values("walk_order")["address"].tolist() == walk
    buttons = re.findall(
        r'<button type="button" class="door" data-home="\d+">(.*?)</button>',
        files["Map"].read_text(encoding="utf-8"),
    )
    assert list(map(unescape, buttons)) == walk


# --- the burgled address -------------------------------------------------------------------------


def _rows_by_home(files: dict[str, Path], made: VisitList) -> Iterator[tuple[str, int, str]]:
    """Give what each format says in the row of each home: format, number, text."""
    yield from _rows_of_tables(files)
    yield from _rows_of_layers(files)
    yield from _rows_of_pages(files, made)


def _rows_of_tables(files: dict[str, Path]) -> Iterator[tuple[str, int, str]]:
    for number, row in enumerate(csv_rows(files["CSV"]), start=1):
        yield "CSV", number, " | ".join(row.values())
    for name in CalamineWorkbook.from_path(files["Excel"]).sheet_names:
        for line in sheet_rows(files["Excel"], name):
            if isinstance(line[0], float):
                yield name, int(line[0]), " | ".join(map(str, line))


def _rows_of_layers(files: dict[str, Path]) -> Iterator[tuple[str, int, str]]:
    gpx = gpxpy.parse(files["GPX"].read_text(encoding="utf-8"))
    for number, point in enumerate(gpx.waypoints, start=1):
        said = (point.name, point.description, point.comment, point.source, point.type)
        yield "GPX", number, " | ".join(filter(None, said))
    for each in json.loads(files["GeoJSON"].read_text(encoding="utf-8"))["features"]:
        yield "GeoJSON", each["id"], json.dumps(each, ensure_ascii=False)
    layer = pyogrio.read_dataframe(files["QGIS (GeoPackage)"], layer="homes_to_visit")
    for record in layer.drop(columns="geometry").to_dict("records"):
        yield "GeoPackage", int(record["walk_order"]), " | ".join(map(str, record.values()))


def _rows_of_pages(files: dict[str, Path], made: VisitList) -> Iterator[tuple[str, int, str]]:
    for home in made.homes:
        yield "PDF", home.number, json.dumps(_row(home), ensure_ascii=False)
    page = unescape(files["Map"].read_text(encoding="utf-8"))
    for number, text in re.findall(r'<tr data-home="(\d+)">(.*?)</tr>', page, re.DOTALL):
        yield "row beside the map", int(number), text
    for number, text in re.findall(
        r'<template id="home-card-(\d+)">(.*?)</template>', page, re.DOTALL
    ):
        yield "card", int(number), text
    for sign in _map_facts(files["Map"])["signs"]:
        for number in sign["numbers"]:
            yield "sign", number, sign["name"]


def _map_facts(path: Path) -> dict[str, Any]:
    page = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="map-facts">(.*?)</script>', page)
    assert found is not None
    facts: dict[str, Any] = json.loads(found.group(1))
    return facts


def test_a_burgled_address_stands_on_its_own_row_and_on_no_other(files: dict[str, Path]) -> None:
    made = the_list(60)
    burgled = {h.number: h for h in made.homes if h.door == "11"}
    assert len(burgled) == 12
    seen = set()
    for kind, number, text in _rows_by_home(files, made):
        seen.add((kind, number))
        for victim in burgled.values():
            if victim.number != number:
                place = f"{kind}, home {number}"
                assert not re.search(rf"(?<!\w){re.escape(victim.address)}(?!\w)", text), place
                assert victim.uprn not in text, place
    kinds = {kind for kind, _ in seen}
    assert {"CSV", "All homes", "GPX", "GeoJSON", "GeoPackage", "PDF", "card", "sign"} <= kinds
    assert all((kind, 60) in seen for kind in ("CSV", "All homes", "GPX", "GeoPackage", "card"))


def test_a_sign_that_flats_share_names_no_flat_for_one_may_be_burgled(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    table = told(60)
    flat = table[schema.FLAT].notna() & table[schema.WALK_ORDER].notna()
    assert flat.sum() == 8
    write_visit_map(path, visit_list(table, FACTS), districts())
    shared = [sign for sign in _map_facts(path)["signs"] if len(sign["numbers"]) > 1]
    assert [sign["name"] for sign in shared] == ["8 homes, Station Road, Quayside"]


def test_no_address_reference_or_street_of_the_list_is_in_the_letter(
    files: dict[str, Path],
) -> None:
    letter = _pdf_text(files["Letter to leave (PDF)"])
    raw = files["Letter to leave (PDF)"].read_bytes().decode("latin-1")
    made = the_list(60)
    for home in made.homes:
        for text in (home.address, home.street, home.postcode, home.uprn):
            assert text not in letter
            assert text not in raw
    assert FACTS.stamp.run_name not in letter
    assert FACTS.stamp.marking not in letter


def test_nothing_is_drawn_around_a_burgled_home(files: dict[str, Path]) -> None:
    script = files["Map"].read_text(encoding="utf-8")
    ours = script[script.rindex("The homes on the map: numbered signs") :]
    assert "L.circle(" not in ours
    layers = [name for name, _ in pyogrio.list_layers(files["QGIS (GeoPackage)"])]
    assert sorted(layers) == ["about", "districts", "homes_to_visit", "layer_styles", "wards"]


# --- what stands on each -------------------------------------------------------------------------


def test_each_product_carries_marking_moment_expiry_evidence_and_run(
    files: dict[str, Path],
) -> None:
    about = pyogrio.read_dataframe(files["QGIS (GeoPackage)"], layer="about")
    sheets = CalamineWorkbook.from_path(files["Excel"]).sheet_names
    # One row a home and nothing beside it: what a CSV is of stands in the receipt.
    assert all(row["Marking"] == "OFFICIAL-SENSITIVE" for row in csv_rows(files["CSV"]))
    page = unescape(files["Map"].read_text(encoding="utf-8"))
    for fact in (
        "OFFICIAL-SENSITIVE",
        "As of Friday 20 November 2026, 07:00 GMT",
        "Destroy by Friday 1 January 2027, 07:00 GMT",
    ):
        assert fact in page
    texts = {
        "GPX": files["GPX"].read_text(encoding="utf-8"),
        "GeoJSON": files["GeoJSON"].read_text(encoding="utf-8"),
        "GeoPackage": " ".join(about["text"]),
        "PDF": _pdf_text(files["To carry (PDF)"]),
        "Excel": " ".join(
            str(cell) for name in sheets for row in sheet_rows(files["Excel"], name)
            for cell in row
        ),
    }  # fmt: skip
    for kind, text in texts.items():
        for fact in (
            "OFFICIAL-SENSITIVE",
            "Friday 20 November 2026, 07:00 GMT",
            "Friday 1 January 2027, 07:00 GMT",
            "20 November 2026, 09:30 GMT",
            "Near repeat is at work here: less than 200 m and 14 days apart",
            FACTS.stamp.run_name,
        ):
            assert fact in text, (kind, fact)


def test_the_same_list_makes_the_same_bytes(files: dict[str, Path], tmp_path: Path) -> None:
    table = told(60).sample(frac=1, random_state=9)
    again = write_visit_list(tmp_path, table, FACTS, districts=districts(), wards=wards())
    for label, path in files.items():
        assert again[label].read_bytes() == path.read_bytes(), label


@pytest.mark.parametrize("hostile", HOSTILE_FACTS)
def test_hostile_text_is_written_everywhere_and_breaks_nothing(
    tmp_path: Path, hostile: str
) -> None:
    text = f"{hostile}\x07\u202e"
    area = districts().assign(district=text)
    files = write_visit_list(tmp_path, hostile_homes(), hostile_facts(text), districts=area)
    names = {home.address for home in visit_list(hostile_homes(), FACTS).homes}
    gpx = gpxpy.parse(files["GPX"].read_text(encoding="utf-8"))
    assert {point.name for point in gpx.waypoints} == names
    layer = pyogrio.read_dataframe(files["QGIS (GeoPackage)"], layer="homes_to_visit")
    assert set(layer["address"]) == names
    assert {r["Address"].removeprefix("'") for r in csv_rows(files["CSV"])} == names
    assert json.loads(files["GeoJSON"].read_text(encoding="utf-8"))["marking"] == hostile


def test_a_list_without_homes_is_written_in_every_format(tmp_path: Path) -> None:
    files = write_visit_list(tmp_path, told(0), FACTS, districts=districts(), wards=wards())
    nothing = "No home is to be visited on this list."
    assert [row["Address"] for row in csv_rows(files["CSV"])] == [nothing]
    assert nothing in _pdf_text(files["To carry (PDF)"])
    assert nothing in files["Map"].read_text(encoding="utf-8")
    assert sheet_rows(files["Excel"], "All homes")[1][1] == nothing
    gpx = gpxpy.parse(files["GPX"].read_text(encoding="utf-8"))
    assert (gpx.waypoints, gpx.routes) == ([], [])
    assert json.loads(files["GeoJSON"].read_text(encoding="utf-8"))["features"] == []
    layer = gpd.read_file(files["QGIS (GeoPackage)"], layer="homes_to_visit")
    assert layer.empty
    assert "address" in layer.columns


def test_a_busy_district_is_written_while_somebody_waits(tmp_path: Path) -> None:
    begun = time.process_time()
    write_visit_list(tmp_path, told(260), FACTS, districts=districts(), wards=wards())
    assert time.process_time() - begun < 6  # about 1.5 s on one core of the measured machine
