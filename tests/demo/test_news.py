"""What is new in a demonstration county: planted on request, and found; nothing where it is not.

How often over many counties: ``benchmarks/planted_news.py``. Here one, by the same functions.
"""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.news import (
    A_MONTH,
    AT_NIGHT,
    SERIES_SIZE,
    plant_news,
    write_news,
)
from hotspots.demo.params import DemoParams
from hotspots.profile import ForceProfile, load_profile
from hotspots.study.years import Years
from tests.conftest import PROJECT

BENCHMARK = runpy.run_path(str(PROJECT / "benchmarks" / "planted_news.py"))
read: Callable[..., Years] = BENCHMARK["read"]
look: Callable[..., dict[str, bool]] = BENCHMARK["look"]
FOUND = {
    "series by watch",
    "new place by lasting",
    "old place by lasting",
    "new street by lasting",
    "old street by lasting",
    "ward by change-map",
    "spot of the night by run --shift",
}


@pytest.fixture(scope="module")
def profile() -> ForceProfile:
    return load_profile("demo")


@pytest.fixture(scope="module")
def county(profile: ForceProfile) -> DemoCounty:
    return make_county(DemoParams.small(), profile)


def test_each_is_found_by_its_command(
    county: DemoCounty, profile: ForceProfile, tmp_path: Path
) -> None:
    planted, news = plant_news(county, profile)
    found = look(profile, read(planted, profile, tmp_path), county.network, news)
    assert {what for what, is_found in found.items() if is_found} == FOUND


def test_nothing_is_found_where_nothing_was_planted(
    county: DemoCounty, profile: ForceProfile, tmp_path: Path
) -> None:
    _, news = plant_news(county, profile)
    assert not any(look(profile, read(county, profile, tmp_path), county.network, news).values())


def test_the_rest_of_the_county_is_the_same_to_the_byte(
    county: DemoCounty, profile: ForceProfile, tmp_path: Path
) -> None:
    planted, news = plant_news(county, profile)
    own = planted.offences["reference"].str.contains("/N", na=False)
    assert own.sum() == SERIES_SIZE + 12 * A_MONTH + AT_NIGHT
    kept = planted.offences[~own]
    lost = len(county.offences) - len(kept)
    assert lost > 10
    assert kept["reference"].isin(county.offences["reference"]).all()
    before = county.params.year - 1
    rest = planted.earlier[before].head(len(county.earlier[before]))
    assert rest.equals(county.earlier[before])
    again, same = plant_news(county, profile)
    assert same == news
    assert again.offences.equals(planted.offences)
    told = json.loads(write_news(news, tmp_path).read_text(encoding="utf-8"))
    assert told["series"]["district"] == news.series.district
    assert told["series_last"] == "2025-12-28"
