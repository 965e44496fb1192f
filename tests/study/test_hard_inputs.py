"""Inputs as they come on a bad day: each has a clear outcome."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from shapely.geometry import Polygon, box

from hotspots.errors import CoordinateError, InputError, MissingColumnError, NoRowsError
from hotspots.study.check import check_inputs
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from tests.demonstration import MADE_AT
from tests.first_task import FirstTask
from tests.odd_files import as_csv, as_workbook
from tests.run_files import the_file
from tests.study.small_force import HEADER, MARSH, SAVED_AT, inputs, market_street, offence

Mapped = Run[HarmAnalysis]


def run(given: Inputs, folder: Path) -> Mapped:
    return map_harm(given, maps=folder / "maps", made_at=MADE_AT, name="run")


def found(given: Inputs, folder: Path) -> Mapped:
    """Map without the files of the districts."""
    maps = folder / "maps"
    return map_harm(given, maps=maps, made_at=MADE_AT, name="run", executor=FirstTask())


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> Mapped:
    """Sixty assaults in Market Street."""
    folder = tmp_path_factory.mktemp("usual")
    return run(inputs(folder, market_street(60)), folder)


def test_a_usual_year_has_a_spot_in_market_street(usual: Mapped) -> None:
    spot = usual.found.spots.iloc[0]
    assert spot["name"] == "Market Street, Market Wick"
    assert spot["offences"] == 60
    assert spot["district"] == "Wick"


def test_a_file_with_no_rows_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match=r"offences\.csv"):
        run(inputs(tmp_path, []), tmp_path)


def test_a_file_with_no_coordinates_is_said_with_the_count(tmp_path: Path) -> None:
    with pytest.raises(NoRowsError, match="3 no coordinates"):
        run(inputs(tmp_path, [offence(n, ("", "")) for n in range(3)]), tmp_path)


def test_swapped_axes_are_said(tmp_path: Path) -> None:
    rows = [offence(n, (201_500, 501_500)) for n in range(20)]
    with pytest.raises(CoordinateError, match="Swap them"):
        run(inputs(tmp_path, rows), tmp_path)


def test_degrees_where_metres_are_declared_are_said(tmp_path: Path) -> None:
    rows = [offence(n, (-0.532, 51.704)) for n in range(20)]
    with pytest.raises(CoordinateError, match="are in degrees, where metres are declared"):
        run(inputs(tmp_path, rows), tmp_path)


def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    header = ["northing (lost)" if name == "northing" else name for name in HEADER]
    with pytest.raises((MissingColumnError, InputError), match="northing"):
        run(inputs(tmp_path, market_street(5), header=header), tmp_path)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_an_export_without_a_header_is_read_by_the_numbers_of_its_columns(
    tmp_path: Path, suffix: str
) -> None:
    given = inputs(tmp_path, market_street(60))
    rows = [*map(list, market_street(60))]
    path = tmp_path / f"rows{suffix}"
    path.write_bytes(as_workbook(rows) if suffix == ".xlsx" else as_csv(rows))
    os.utime(path, (SAVED_AT, SAVED_AT))
    ours = {"reference": "offence_id", "address": "location"}
    numbered = {ours.get(name, name): (f"column {at}",) for at, name in enumerate(HEADER, 1)}
    headerless = replace(given, offences=[path], header=False)
    with pytest.raises(InputError, match=r"has no header"):
        check_inputs(replace(headerless, header=True))
    with pytest.raises(MissingColumnError, match=r"'column 1', 'column 2'.*\[columns\] from_time"):
        check_inputs(headerless)
    told = replace(headerless, profile=replace(given.profile, column_aliases=numbered))
    rows_read = check_inputs(told).rows
    assert (rows_read["rows_used"], rows_read["rows_set_aside"]) == (60, 0)
    assert check_inputs(replace(told, offences=given.offences)).rows["rows_used"] == 60


def test_an_invalid_outline_is_mended_and_named(tmp_path: Path) -> None:
    spike = [(500_000, 200_000), (503_000, 200_000), (503_000, 203_000), (500_000, 203_000)]
    bow_tie = Polygon([*spike, (500_500, 203_500), (500_000, 203_500), (500_500, 202_900)])
    assert not bow_tie.is_valid
    made = found(inputs(tmp_path, market_street(60), outlines=(bow_tie, MARSH)), tmp_path)
    assert len(made.found.spots) == 1
    notes = [note for layer in made.receipt["inputs"]["layers"] for note in layer["notes"]]
    assert any("mended" in note for note in notes)


def test_ground_without_a_ward_is_said_by_every_run_and_its_offences_are_in_none(
    tmp_path: Path,
) -> None:
    """A kilometre north of Wick's ward: its offences are not handed to the ward."""
    larger = box(500_000, 200_000, 503_000, 204_000)
    rows = [offence(n, (501_500, 203_100)) for n in range(20)]
    given = inputs(tmp_path, rows, outlines=(larger, MARSH))
    made = found(given, tmp_path)
    said = "No ward covers 3.0 km² of Wick (25.0 %): wards are missing from the layer, and what "
    assert made.receipt["oddities"][0].startswith(said)
    loaded = check_inputs(given).loaded
    assert loaded.offences["ward_code"].isna().all()
    assert loaded.oddities[0].found.startswith(said)


def test_two_districts_whose_names_make_one_folder_have_each_their_own(tmp_path: Path) -> None:
    given = inputs(tmp_path, market_street(60))
    wick, marsh = given.profile.districts
    districts = (replace(wick, name="A & B"), replace(marsh, name="A-B"))
    made = run(replace(given, profile=replace(given.profile, districts=districts)), tmp_path)
    assert {page.parent.name for page in made.folder.glob("*/harm-map_*.html")} == {
        "force",
        "a-b",
        "a-b-2",
    }
    assert "A &amp; B" in the_file(made.folder / "a-b", "harm-map.html").read_text(encoding="utf-8")
    assert "A-B" in the_file(made.folder / "a-b-2", "harm-map.html").read_text(encoding="utf-8")


def test_a_district_without_offences_has_its_map_and_says_so(usual: Mapped) -> None:
    assert usual.found.by_district["Marsh"].offences == 0
    assert the_file(usual.folder / "marsh", "harm-map.html")
    assert the_file(usual.folder / "marsh", "briefing.pdf")


def test_one_single_offence_makes_maps_and_no_spot(tmp_path: Path) -> None:
    made = run(inputs(tmp_path, [offence(1)]), tmp_path)
    assert made.receipt["rows"]["rows_used"] == 1
    assert made.found.spots.empty
    assert made.index_page.is_file()


def test_all_offences_on_one_point_are_one_spot(tmp_path: Path) -> None:
    made = found(inputs(tmp_path, [offence(n) for n in range(40)]), tmp_path)
    (spot,) = made.found.spots.to_dict("records")
    assert spot["offences"] == 40
    assert spot["extent_m"] <= made.found.params.spots.max_extent_m


def test_another_force_is_another_profile_and_no_code(usual: Mapped) -> None:
    for page in (the_file(usual.folder / "wick", "harm-map.html"), usual.index_page):
        text = page.read_text(encoding="utf-8")
        assert "Wickshire Police" in text
        assert "Essex" not in text


def test_the_order_of_the_rows_changes_no_figure(usual: Mapped, tmp_path: Path) -> None:
    forward = usual.found
    backward = found(inputs(tmp_path, market_street(60)[::-1]), tmp_path).found
    assert forward.spots.drop(columns="geometry").equals(backward.spots.drop(columns="geometry"))
    assert forward.concentration == backward.concentration
