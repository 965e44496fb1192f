"""A reader who was given all products of ten runs, and the address file, finds nobody.

Runs of the small demonstration county that differ in their last day, in what is selected, and in
what they are of. The reader takes every point, corner, arc, figure and word out of every file, and
holds the runs against each other. What he may find: an area of several homes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from scipy import ndimage
from scipy.spatial import cKDTree

from hotspots import care, schema
from hotspots.analyse.spots.harm_spot_params import OUTLINE_MARGIN_M
from hotspots.arrays import Floats
from hotspots.load.address_store import read_addresses
from tests.care import ten_runs as reading
from tests.care.ten_runs import TenRuns, make_ten_runs
from tests.care.two_days import TwoDays
from tests.county_runs import CountyRuns
from tests.demonstration import DemoRun
from tests.made_once import made_once
from tests.run_files import the_file

BANDWIDTH_M = 200.0
# A point that is told by chance within a metre of a home is no find; of many, few are.
NEAR_M = 1.0


@pytest.fixture(scope="module")
def runs(
    demo_run: DemoRun,
    county_runs: CountyRuns,
    run_of_rape: Path,
    two_days: TwoDays,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[TenRuns]:
    yield from made_once(
        tmp_path_factory,
        "ten_runs",
        lambda folder: make_ten_runs(folder, demo_run, county_runs, run_of_rape, two_days),
    )


@dataclass(frozen=True)
class Truth:
    """Where offences were that may have been in a home, and every home."""

    at_home: Floats
    homes: Floats


@pytest.fixture(scope="module")
def truth(runs: TenRuns, demo_run: DemoRun) -> Truth:
    offences = demo_run.run.found.offences
    hidden = ~care.in_public(offences).to_numpy() | care.sensitive(offences).to_numpy()
    places = shapely.get_coordinates(offences.geometry[hidden].to_numpy())
    homes = shapely.get_coordinates(read_addresses(runs.addresses).geometry.to_numpy())
    return Truth(at_home=places, homes=homes)


def found_at(points: Floats, places: Floats) -> int:
    """Return how many of the points lie on a place."""
    if not len(points):
        return 0
    away_m, _ = cKDTree(places).query(points, distance_upper_bound=NEAR_M)
    return int(np.isfinite(away_m).sum())


def test_there_are_ten_runs_and_many_files(runs: TenRuns) -> None:
    assert len(runs.folders) == 10
    assert len([*runs.files(lists=False)]) > 200


def test_the_attack_on_corners_finds_homes_in_outlines_as_they_were(truth: Truth) -> None:
    """So that it can fail: a hull around homes, with its margin."""
    homes = truth.at_home[:400:20]
    for hull in (homes[:3], homes[3:9], homes[9:]):
        outline = shapely.MultiPoint(hull).convex_hull.buffer(OUTLINE_MARGIN_M, quad_segs=16)
        middles = reading.middles_of_arcs(outline)
        assert found_at(middles, hull) > len(middles) / 2


def test_no_point_corner_or_arc_of_a_product_is_the_place_of_an_offence_in_a_home(
    runs: TenRuns, truth: Truth
) -> None:
    """Neither more often than on the homes at which nothing happened."""
    told = 0
    for path in runs.files(lists=False):
        for name, points in reading.places_told(path):
            distinct = np.unique(np.round(points, 1), axis=0)
            told += len(distinct)
            hits = found_at(distinct, truth.at_home)
            by_chance = len(distinct) * len(truth.at_home) * np.pi * NEAR_M**2 / 1e6
            assert hits <= 2 + 3 * by_chance, (path.parent.name, name, hits, len(distinct))
    assert told > 1_000


def test_no_word_of_a_product_is_an_address_or_a_reference_of_an_offence(
    runs: TenRuns, demo_run: DemoRun
) -> None:
    offences = demo_run.run.found.offences
    written = offences[schema.LOCATION].dropna().str.casefold()
    # Before the name of a spot its number may stand, as a house's stands before its street.
    spots = {name for folder in runs.folders.values() for name in _spot_names(folder)}
    number, street = written.str.extract(r"^(\d+)[a-z]? (.*)$").T.to_numpy()
    numbered = set(written[pd.notna(number) & ~pd.Series(street).isin(spots).to_numpy()])
    assert numbered
    by_number = defaultdict(list)
    for each in numbered:
        by_number[each.split(" ", 1)[0]].append(each)
    ids = set(offences[schema.OFFENCE_ID].dropna().astype(str))
    for path in runs.files(lists=False):
        if path.suffix in {".png", ".tif"} or path.name.startswith("ward-pack"):
            continue  # a pack lists every home of its ward
        text = reading.text_of(path).casefold()
        said = [
            each
            for number in re.finditer(r"\d+[a-z]?(?= )", text)
            for each in by_number.get(number[0], ())
            if text.startswith(each, number.start())
        ]
        assert not said, path
        words = set(re.findall(r"[\w/-]+", text))
        assert not {each.casefold() for each in ids} & words, path


def _spot_names(folder: Path) -> set[str]:
    tidy = folder / "tables" / "harm_spots.csv"
    return set(pd.read_csv(tidy)["name"].str.casefold()) if tidy.is_file() else set()


def test_a_list_names_no_home_but_those_to_visit_and_no_reference(
    runs: TenRuns, demo_run: DemoRun
) -> None:
    ids = {str(each).casefold() for each in demo_run.run.found.offences[schema.OFFENCE_ID].dropna()}
    for path in runs.files(lists=True):
        if path.suffix != ".png":
            words = set(re.findall(r"[\w/-]+", reading.text_of(path).casefold()))
            assert not ids & words, path


def test_no_table_counts_one_to_four_offences(runs: TenRuns) -> None:
    found = [
        f"{path.parent.name}/{told}"
        for path in runs.files(lists=False)
        for told in reading.small_counts(path)
    ]
    assert not found, found[:10]


def test_no_spot_or_street_tells_the_kinds_of_its_offences_by_its_harm(
    runs: TenRuns, demo_run: DemoRun
) -> None:
    """Of the weights of a selection one combination alone would make an exact sum."""
    selected = demo_run.run.found.selected
    weights = sorted(set(selected["harm_css"].dropna()))
    spots = pd.read_csv(runs.folders["harm"] / "tables" / "harm_spots.csv")
    exact = _exact_harm(demo_run, spots)
    smallest = spots.assign(exact=exact).nsmallest(5, schema.OFFENCES)
    decoded = 0
    for spot in smallest.to_dict("records"):
        number = int(spot[schema.OFFENCES])
        decoded += len(reading.combinations_of(number, spot["exact"], weights, 1e-4)) == 1
        told = float(spot["harm_css"])
        within = 0.5 * 10 ** (np.floor(np.log10(told)) - 2)
        assert len(reading.combinations_of(number, told, weights, within)) > 1
    assert decoded  # the attack, on what the products held


def _exact_harm(demo_run: DemoRun, spots: pd.DataFrame) -> list[float]:
    found, selected = demo_run.run.found.spots, demo_run.run.found.selected
    outline = found.set_index(schema.SPOT_ID).geometry
    return [
        float(selected.loc[selected.intersects(outline[each]), "harm_css"].sum())
        for each in spots[schema.SPOT_ID]
    ]


def test_receipts_and_pages_state_no_exact_harm(runs: TenRuns) -> None:
    for name, folder in runs.folders.items():
        receipt = json.loads((folder / "receipt.json").read_text("utf-8"))
        for index in receipt.get("harm", {}).values():
            for figure in (index["total"], *index["by_district"].values()):
                assert figure == care.shown_harm(figure), (name, figure)


def test_two_surfaces_a_week_apart_differ_in_ground_of_many_homes(
    runs: TenRuns, truth: Truth
) -> None:
    """What is new in a surface can be one offence: it is as near to eight homes as to its own."""
    homes = cKDTree(truth.homes)
    changed = 0
    for longer in sorted(runs.folders["harm"].rglob("harm-surface_*.tif")):
        folder = runs.folders["a week less"] / longer.parent.relative_to(runs.folders["harm"])
        shorter = the_file(folder, "harm-surface.tif")
        with rasterio.open(longer) as one, rasterio.open(shorter) as two:
            differ = one.read(1) != two.read(1)
            transform = one.transform
        labels, count = ndimage.label(differ, structure=np.ones((3, 3)))
        for number in range(1, count + 1):
            rows, columns = np.nonzero(labels == number)
            east, north = rasterio.transform.xy(transform, rows, columns)
            near = homes.query_ball_point(np.column_stack([east, north]), BANDWIDTH_M)
            held = {home for each in near for home in each}
            assert len(held) >= care.FEWEST_ADDRESSES, (shorter, number)
            changed += 1
    assert changed


def test_an_outline_s_corner_stands_for_a_square_and_not_for_a_home(runs: TenRuns) -> None:
    """Homes of a square of `care.CORNER_M` are alike in every outline drawn around burglaries."""
    tidy = gpd.read_parquet(runs.folders["burglary"] / "tables" / "harm_spots.parquet")
    assert len(tidy)
    middles = np.concatenate([reading.middles_of_arcs(each) for each in tidy.geometry])
    off = np.abs((middles / care.CORNER_M) % 1 - 0.5)
    assert (off < 1e-3).all(axis=1).mean() > 0.5


def test_pictures_of_maps_hold_no_facts_beside_what_they_draw(runs: TenRuns) -> None:
    for path in runs.files(lists=False):
        if path.suffix == ".png":
            kinds = set(re.findall(rb"(?<=.{4})(tEXt|zTXt|iTXt|eXIf)", Path(path).read_bytes()))
            assert kinds <= {b"tEXt", b"iTXt"}, path
