"""Earlier years: the same county, with more of some offences and less of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots.demo.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# By category, how many more each year has than the year before it; the rest stay as they are.
YEARLY_CHANGE: Final[Mapping[str, float]] = {
    "Violence and sexual offences": -0.02,
    "Anti-social behaviour": -0.08,
    "Burglary": -0.06,
    "Vehicle crime": -0.05,
    "Robbery": -0.03,
    "Shoplifting": 0.10,
}


def mix_of(years_before: int) -> pd.DataFrame:
    """Return the mix of offences so many years before the county's own year."""
    mix = read_table("offence_mix")
    change = mix["category"].map(YEARLY_CHANGE).fillna(0.0)
    mix["category_count"] /= (1.0 + change) ** years_before
    return mix


def rows_of(years_before: int, rows: int) -> int:
    """Return the rows of an earlier export, where the county's own year has ``rows``."""
    return round(rows * _offences_in(mix_of(years_before)) / _offences_in(mix_of(0)))


def _offences_in(mix: pd.DataFrame) -> float:
    return float((mix["category_count"] * mix["share"]).sum())
