"""The choice of a ward, from real files to products: Essex 2025 as it was published."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hotspots import schema
from hotspots.analyse.wards.ward_ranking import WardRanking
from hotspots.cli.wards import say_found
from hotspots.errors import SettingsError
from hotspots.study.inputs import Inputs, Job
from hotspots.study.run import Run
from hotspots.study.run_folder import read_receipt
from hotspots.study.wards.street_week import plan_street_week
from tests.browser import Visit, barriers
from tests.demonstration import MADE_AT
from tests.essex_2025 import published_rows
from tests.made_once import made_once
from tests.reading import csv_rows
from tests.run_files import the_page, what_they_are

Ranked = Run[WardRanking]
PAGES = ("index.html", "ward-map.html", "packs/e05002216-kursaal/ward-map.html")

Open = Callable[..., Visit]
WARDS = 257


@pytest.fixture(scope="module")
def essex_wards(
    essex_inputs: Inputs, shared_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ranked]:
    boundaries = shared_data / "boundaries"
    inputs = replace(
        essex_inputs,
        tables=[
            shared_data / "population",
            boundaries / "essex_lsoa21_to_ward24_lad24.csv",
            boundaries / "essex_lsoa11_to_lsoa21.csv",
        ],
    )

    def plan(folder: Path) -> Ranked:
        return plan_street_week(
            inputs, maps=folder, made_at=MADE_AT, name="wards", packs=["E05002216"]
        )

    yield from made_once(tmp_path_factory, "street_week", plan)


def test_the_terminal_says_where_the_pack_is(
    essex_wards: Ranked, capsys: pytest.CaptureFixture[str]
) -> None:
    say_found(essex_wards.receipt)
    said = capsys.readouterr().out
    assert "Pre-scoping pack, in the folder of the run: packs/e05002216-kursaal" in said


def test_a_pack_of_no_ward_is_told_before_any_offence_is_read(
    county_job: Job, tmp_path: Path
) -> None:
    unread = replace(county_job.inputs, offences=[tmp_path / "not-there.csv"])
    with pytest.raises(SettingsError, match="No ward is called 'Nowhere'"):
        plan_street_week(unread, maps=tmp_path / "maps", made_at=MADE_AT, packs=["Nowhere"])
    assert not (tmp_path / "maps").exists()


def test_every_ward_is_ranked_and_its_offences_are_those_of_its_lsoas(
    essex_wards: Ranked, shared_data: Path
) -> None:
    look_up = csv_rows(shared_data / "boundaries" / "essex_lsoa21_to_ward24_lad24.csv")
    ward_of = {row["lsoa21_code"]: row["ward24_code"] for row in look_up}
    archive = shared_data / "police_uk" / "essex-2025.zip"
    stated = Counter(row["LSOA code"] for row in published_rows(archive))
    by_hand: Counter[str] = Counter()
    for lsoa, count in stated.items():
        by_hand[ward_of.get(lsoa, "elsewhere")] += count
    table = essex_wards.found.table.set_index(schema.WARD_CODE)[schema.OFFENCES]
    assert len(table) == WARDS
    assert table.to_dict() == {code: by_hand[code] for code in table.index}


def test_the_wards_add_up_to_the_districts_and_the_districts_to_the_rows_used(
    essex_wards: Ranked,
) -> None:
    districts = essex_wards.found.reconciliation
    moved = (
        districts["offences"]
        - districts["to_other_districts"]
        + districts["from_other_districts"]
        - districts["in_no_ward"]
    )
    assert moved.tolist() == districts["in_its_wards"].tolist()
    receipt = read_receipt(essex_wards.folder)
    assert int(districts["offences"].sum()) == receipt["rows"]["rows_used"] == 155_922
    in_wards = essex_wards.found.table.groupby(schema.DISTRICT)[schema.OFFENCES].sum()
    assert in_wards.to_dict() == dict(
        zip(districts["district"], districts["in_its_wards"], strict=True)
    )


def test_every_rank_is_explained_and_what_is_not_known_is_said(essex_wards: Ranked) -> None:
    table = essex_wards.found.table
    for rank, why in zip(table[schema.RANK], table[schema.WHY], strict=True):
        assert why.startswith(f"Rank {rank} of {WARDS}: ")
    left_out = read_receipt(essex_wards.folder)["wards"]["left_out"]
    assert any("month" in reason for reason in left_out.values())  # near repeat, by police.uk


def test_every_file_is_there_under_its_hash(essex_wards: Ranked) -> None:
    products = read_receipt(essex_wards.folder)["products"]
    pack = "packs/e05002216-kursaal"
    assert what_they_are(products) >= {
        "ward-map.html", "wards.xlsx", "wards.csv", "wards.gpkg", "lsoa-or-outline.csv",
        "set_aside.csv",
        f"{pack}/ward-pack.pdf", f"{pack}/ward-map.html", f"{pack}/ward-pack.xlsx",
    }  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_a_network_on_a_desk_and_a_phone(
    essex_wards: Ranked, visit: Open, page: str
) -> None:
    for width in (1400, 390):
        seen = visit(the_page(essex_wards.folder, page), width=width)
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.quiet, (page, width)


@pytest.mark.browser
@pytest.mark.parametrize("page", PAGES)
def test_axe_finds_no_fault(essex_wards: Ranked, visit: Open, page: str) -> None:
    seen = visit(the_page(essex_wards.folder, page), bypass_csp=True)
    assert barriers(seen.page) == {}
