from pathlib import Path

import pytest

from hotspots.errors import InputError
from hotspots.load.given_paths import given_paths


@pytest.mark.parametrize(
    "given", ["a.csv", Path("a.csv"), ["a.csv"], (Path("a.csv"),), iter(["a.csv"])]
)
def test_one_path_need_not_be_in_a_list(given: str) -> None:
    assert given_paths(given) == [Path("a.csv")]


def test_what_is_no_path_is_refused() -> None:
    with pytest.raises(InputError, match="3 is no path"):
        given_paths([3])  # type: ignore[list-item] # the fault in question
