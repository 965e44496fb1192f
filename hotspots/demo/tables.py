"""The small hand-made tables that the demonstration county is grown from."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources
from typing import Any

import pandas as pd

TABLES = resources.files("hotspots") / "reference" / "demo"


def read_table(name: str) -> pd.DataFrame:
    """Read one of the tables in ``reference/demo``; codes stay text (``37.2`` is not a number)."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype={"offence_code": "str"})


@lru_cache(maxsize=1)
def word_lists() -> dict[str, Any]:
    """Return the word lists for streets, wards, outcomes and unusual addresses."""
    return tomllib.loads((TABLES / "words.toml").read_text(encoding="utf-8"))
