"""A small demonstration county, made once for all of these tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.params import DemoParams
from hotspots.demo.wards import Areas, draw_areas
from hotspots.profile import ForceProfile, load_profile
from tests.made_once import made_once


@pytest.fixture(scope="session")
def essex() -> ForceProfile:
    return load_profile("essex")


@pytest.fixture(scope="session")
def areas(essex: ForceProfile) -> Areas:
    return draw_areas(essex)


@pytest.fixture(scope="session")
def small_county(
    essex: ForceProfile, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoCounty]:
    def make(_: Path) -> DemoCounty:
        return make_county(DemoParams.small(), essex)

    yield from made_once(tmp_path_factory, "small_county", make)
