import subprocess
import sys
from datetime import date

import pandas as pd
import pytest

from hotspots import words


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_what_pandas_calls_missing_is_missing(missing: object) -> None:
    assert words.is_missing(missing)
    assert words.number(missing) == "not known"  # type: ignore[arg-type] # a cell of a table
    assert words.share(missing, missing=words.DASH) == "–"  # type: ignore[arg-type] # the same


@pytest.mark.parametrize("there", [0, 0.0, False, "", date(2026, 1, 1), pd.Timestamp(0)])
def test_nought_and_nothing_said_are_not_missing(there: object) -> None:
    assert not words.is_missing(there)


def test_a_share_that_rounds_to_nought_has_no_minus() -> None:
    assert words.share(-0.001) == "0 %"
    assert words.number(-0.4) == "0"


def test_nobody_is_listed_as_nothing() -> None:
    assert words.listed([]) == ""
    assert words.listed(("a", "b"), most=2) == "a and b"


def test_words_cost_nothing_to_import() -> None:
    told = "import sys, hotspots.words; print('numpy' in sys.modules, 'pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
