"""The main job on the demonstration county: what was planted is found, and nothing is lost."""

from __future__ import annotations

import csv
import json
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import shapely

from hotspots import care, product_files, schema
from hotspots.errors import HotspotsError, ParameterError, SettingsError
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile
from hotspots.study.executor import local_executor
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.harm_words import figures_of
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.run_folder import district_folders, folder_name
from hotspots.study.selected import chosen_selection
from tests.demonstration import MADE_AT, DemoRun, Mapped
from tests.run_files import the_file

FOUND_AT_LEAST, TRUE_AT_LEAST = 0.9, 0.8


def test_nearly_every_planted_spot_is_overlapped_and_few_spots_are_elsewhere(
    demo_run: DemoRun,
) -> None:
    planted = demo_run.planted.geometry.buffer(demo_run.planted["radius_m"])
    spots = demo_run.run.found.spots.geometry
    overlaps = shapely.intersects(planted.to_numpy()[:, None], spots.to_numpy()[None, :])
    assert overlaps.any(axis=1).mean() >= FOUND_AT_LEAST
    assert overlaps.any(axis=0).mean() >= TRUE_AT_LEAST


def test_no_row_is_lost(demo_run: DemoRun) -> None:
    rows = demo_run.receipt["rows"]
    assert rows["rows_in"] == rows["rows_used"] + rows["rows_set_aside"]
    assert sum(rows["set_aside_by_reason"].values()) == rows["rows_set_aside"]
    with demo_run.files.offences.open(encoding="utf-8-sig", newline="") as file:
        assert rows["rows_in"] == sum(1 for _ in csv.reader(file)) - 1


def test_every_broken_row_is_set_aside_for_its_own_reason_and_no_other_row_is(
    demo_run: DemoRun,
) -> None:
    set_aside = pd.read_csv(demo_run.run.folder / "set_aside.csv", dtype="str")
    found = set(zip(set_aside["source_line"], set_aside["reason"], strict=True))
    broken = demo_run.broken.dropna(subset="expected_reason")
    assert found == set(zip(broken["line"], broken["expected_reason"], strict=True))


def test_the_force_is_the_sum_of_its_districts_and_of_its_offences(demo_run: DemoRun) -> None:
    css = read_harm_index("css")
    offences = demo_run.run.found.offences
    by_hand = math.fsum(
        css.by_offence_code[code] * count
        for code, count in offences[schema.OFFENCE_CODE].value_counts().items()
        if code in css.by_offence_code
    )
    harm = demo_run.receipt["harm"]["css"]
    # To three figures: exact sums would tell which offences were added up.
    assert harm["total"] == pytest.approx(by_hand, rel=5e-3)
    assert math.fsum(harm["by_district"].values()) == pytest.approx(by_hand, rel=5e-3)


def test_a_surface_says_how_much_of_the_harm_it_does_not_show(demo_run: DemoRun) -> None:
    told = demo_run.receipt["withheld"]["surfaces"]
    for surface in demo_run.run.found.surfaces:
        assert told[surface.title]["share_of_volume"] == surface.share_withheld
        assert 0 < surface.share_withheld < 0.5
        assert 0 < surface.share_of_area_withheld < 1


@pytest.mark.parametrize(
    ("area", "folder"),
    [
        ("Chelmsford & Maldon", "chelmsford-maldon"),
        ("Ynys Môn", "ynys-mon"),
        ("St. Osyth. ", "st-osyth"),
        ("Con", "con-area"),
        ("NUL", "nul-area"),
        ("Com1", "com1-area"),
        ("Conwy", "conwy"),
        ("../..", "area"),
    ],
)
def test_an_area_s_folder_can_be_made_on_every_machine(area: str, folder: str) -> None:
    assert folder_name(area) == folder


def test_no_two_districts_share_a_folder_nor_take_the_force_s() -> None:
    districts = ("A & B", "A-B", "a b 2", "Force", "CON", "東", "北", "x" * 300)
    assert district_folders(districts) == {
        "A & B": "a-b",
        "A-B": "a-b-2",
        "a b 2": "a-b-2-2",
        "Force": "force-2",
        "CON": "con-area",
        "東": "area",
        "北": "area-2",
        "x" * 300: "x" * 80,
    }


def test_every_district_and_the_force_have_every_product(demo_run: DemoRun) -> None:
    folder = demo_run.run.folder
    areas = ["force", *map(folder_name, demo_run.job.inputs.profile.district_names)]
    for area in areas:
        for file in (product_files.HARM_MAP_PAGE, *product_files.HARM_MAP.values()):
            assert the_file(folder / area, file).stat().st_size > 0, f"{area}/{file}"
    assert (folder / "index.html").is_file()
    assert (folder / "receipt.html").is_file()


def test_a_district_s_map_is_under_three_megabytes(demo_run: DemoRun) -> None:
    for page in demo_run.run.folder.glob("*/harm-map_*.html"):
        assert page.stat().st_size < 3_000_000, page.parent.name


def test_the_receipt_vouches_for_every_product(demo_run: DemoRun) -> None:
    folder = demo_run.run.folder
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    made = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("index.html", "receipt.html", "receipt.json")
    }
    assert set(receipt["products"]) == made


def test_the_same_inputs_and_time_give_the_same_files_whoever_makes_them(
    corner_run: tuple[Inputs, Mapped], tmp_path: Path
) -> None:
    """The first run was made in this process, the second by two others."""
    inputs, first = corner_run
    with local_executor(2) as executor:
        again = map_harm(inputs, maps=tmp_path, made_at=MADE_AT, name="corner", executor=executor)
    assert again.receipt["products"] == first.receipt["products"]


def test_what_police_activity_finds_is_left_out_and_counted(demo_run: DemoRun) -> None:
    analysis = demo_run.run.found
    discovered = demo_run.job.inputs.profile.police_discovered
    assert not discovered.holds(analysis.selected).any()
    assert analysis.left_out > 0
    assert any("police activity" in caveat for caveat in demo_run.receipt["caveats"])


def test_a_run_that_fails_leaves_nothing(demo_run: DemoRun, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("reference,offence_code,from_time,easting,northing\n", encoding="utf-8")
    inputs = demo_run.job.inputs
    with pytest.raises(HotspotsError):
        map_harm(
            type(inputs)(offences=[empty], layers=inputs.layers, profile=inputs.profile),
            maps=tmp_path / "maps",
            made_at=MADE_AT,
        )
    assert not (tmp_path / "maps").exists()


def test_a_district_of_few_offences_tells_neither_their_number_nor_their_harm(
    demo_run: DemoRun,
) -> None:
    found = demo_run.run.found
    own = found.offences.groupby(schema.DISTRICT)
    few, enough = own.get_group("Harlow").head(3), own.get_group("Basildon").head(40)
    smaller, other = own.get_group("Southend").head(9), own.get_group("Thurrock").head(40)
    some = replace(found, offences=pd.concat([few, enough, smaller, other]))
    told = {name: dict(figures_of(some, name)) for name in ("Harlow", "Southend", "Basildon")}
    assert told["Harlow"]["Offences"] == told["Harlow"]["Harm (CSS points)"] == care.WITHHELD
    # Or the force's number, less the others', would tell it.
    assert told["Southend"]["Offences"] == told["Southend"]["Harm (CSS points)"] == care.WITHHELD
    assert told["Basildon"]["Offences"] == "40"
    assert dict(figures_of(some, None))["Offences"] == "92"
    alone = dict(figures_of(replace(found, offences=few), None))
    assert alone["Offences"] == care.FEW
    assert alone["Harm (CSS points)"] == care.WITHHELD


def test_a_selection_that_the_source_cannot_show_is_no_nought(
    demo_run: DemoRun, tmp_path: Path
) -> None:
    with pytest.raises(ParameterError, match="This source cannot show knife crime"):
        map_harm(
            demo_run.job.inputs,
            maps=tmp_path / "maps",
            made_at=MADE_AT,
            params=HarmMapParams(selection="knife_crime"),
        )


def test_a_selection_that_the_profile_lacks_is_refused(essex: ForceProfile) -> None:
    with pytest.raises(SettingsError, match="street_violence"):
        chosen_selection(essex, "noise")
