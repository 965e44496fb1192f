"""What several attacks are made on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.care.two_days import TwoDays, make_two_days
from tests.demonstration import DemoRun
from tests.made_once import made_once


@pytest.fixture(scope="session")
def two_days(demo_run: DemoRun, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoDays]:
    """Visit lists of two days; no test may write to them."""
    yield from made_once(
        tmp_path_factory, "two_days", lambda folder: make_two_days(folder, demo_run)
    )
