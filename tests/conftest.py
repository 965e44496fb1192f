"""Fixtures that every room's tests may use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import pytest_socket

from hotspots.libraries import ask_libraries
from hotspots.profile import ForceProfile, load_profile
from hotspots.study import receipt
from tests.care.matrix import not_in_the_matrix

pytest_plugins = [
    "tests.browser",
    "tests.demonstration",
    "tests.county_runs",
    "tests.essex_2025",
    "tests.postgresql",
]

ask_libraries()  # as every program of hotspots does
# A timing never decides a test.
hypothesis.settings.register_profile("hotspots", deadline=None)
hypothesis.settings.load_profile("hotspots")

PROJECT = Path(__file__).parents[1]
SHARED_DATA = PROJECT.parent / "shared" / "data"


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection but those to this machine: nothing here may need the internet."""
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    pytest_socket._remove_restrictions()


@pytest.fixture(autouse=True, scope="session")
def every_product_is_in_the_matrix() -> Iterator[None]:
    """Refuse a run, in any test, with a file of which docs/threats.md says nothing."""
    hashes = receipt.of_products

    def of_products(folder: Path) -> dict[str, str]:
        found = hashes(folder)
        unknown = not_in_the_matrix(found)
        assert not unknown, f"say in docs/threats.md what these could tell of a person: {unknown}"
        return found

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(receipt, "of_products", of_products)
        yield


@pytest.fixture
def project() -> Path:
    """The repository's root."""
    return PROJECT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real open data beside the project; where it is absent, tests that need it skip and say so."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the open data of ../shared/data are not on this machine")
    return SHARED_DATA


@pytest.fixture(scope="session")
def essex() -> ForceProfile:
    """The Essex profile as it ships."""
    return load_profile("essex")
