"""The main job on a real year: Essex 2025 as data.police.uk published it, real boundaries."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotspots import product_files
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile
from hotspots.study.harm_maps.harm_analysis import HarmAnalysis
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Inputs
from hotspots.study.run import Run
from hotspots.study.run_folder import folder_name
from tests.demonstration import MADE_AT
from tests.essex_2025 import published_rows
from tests.made_once import made_once
from tests.reading import files_of
from tests.run_files import the_file

Mapped = Run[HarmAnalysis]

pytestmark = pytest.mark.slow

# Counted in the published archive: rows, rows without coordinates, and rows whose LSOA is another
# force's (Redbridge, Broxbourne, Havering, …).
ROWS, WITHOUT_COORDINATES, STRAYS = 158_217, 2_140, 155


@pytest.fixture(scope="module")
def year(essex_inputs: Inputs, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapped]:
    def make(folder: Path) -> Mapped:
        return map_harm(essex_inputs, maps=folder, made_at=MADE_AT, name="2025")

    yield from made_once(tmp_path_factory, "essex_map", make)


def test_every_row_is_accounted_for(year: Mapped) -> None:
    rows = year.receipt["rows"]
    assert rows["rows_in"] == ROWS
    assert rows["set_aside_by_reason"] == {
        "no coordinates": WITHOUT_COORDINATES,
        "outside the force": STRAYS,
    }
    assert rows["rows_used"] == ROWS - WITHOUT_COORDINATES - STRAYS


def test_the_force_s_harm_is_the_sum_by_hand(year: Mapped, essex_inputs: Inputs) -> None:
    """Count the categories in the published files and multiply; only the weights are ours."""
    own = set(essex_inputs.profile.authorities.values())
    counts: Counter[str] = Counter()
    for row in published_rows(files_of(essex_inputs)[0]):
        if row["Longitude"] and row["LSOA name"].rpartition(" ")[0] in own:
            counts[row["Crime type"]] += 1
    weights = read_harm_index("css").by_category
    by_hand = math.fsum(weights[category] * count for category, count in counts.items())
    harm = year.receipt["harm"]["css"]
    assert harm["total"] == pytest.approx(by_hand, rel=1e-12)
    assert math.fsum(harm["by_district"].values()) == pytest.approx(by_hand, rel=1e-12)


def test_ten_districts_have_maps_that_can_be_sent(year: Mapped, essex: ForceProfile) -> None:
    for district in essex.district_names:
        page = the_file(year.folder / folder_name(district), product_files.HARM_MAP_PAGE)
        assert 100_000 < page.stat().st_size < 3_000_000, district


def test_it_says_that_category_weights_and_snapped_points_were_used(year: Mapped) -> None:
    said = " ".join(year.receipt["caveats"])
    assert "weighed by their category's average" in said
    assert "only 8 %" in said
    assert "Points are snapped" in said
    assert "sexual offences in one category with violence" in said
    assert "months, without days or hours" in said
    page = the_file(year.folder / "colchester", product_files.HARM_MAP_PAGE).read_text(
        encoding="utf-8"
    )
    assert "Points are snapped" in page


def test_a_calendar_year_is_one_year(year: Mapped) -> None:
    assert year.found.years == 1
    assert year.receipt["period"]["first_day"].isoformat() == "2025-01-01"
    assert year.receipt["period"]["last_day"].isoformat() == "2025-12-31"
