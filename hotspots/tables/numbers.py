"""Numbers as spreadsheets write them: what scientific notation has kept of them, and what not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.arrays import Bools

# A power of one digit: no coordinate is 1e300.
SCIENTIFIC: Final = r"^\s*[+-]?\d+(?:[.,](?P<decimals>\d+))?[eE](?P<power>[+-]?0?\d)\s*$"


def lost_digits(texts: pd.Series[str], *, finest: float) -> Bools:
    """Say which numbers lost digits: their last one stands for more than ``finest``.

    A spreadsheet shows 599,612 as ``5.99E+05`` and saves it so: the hundreds are lost.

    Parameters
    ----------
    texts : Series of str
        Missing values have lost nothing.
    finest : float
        What the last digit of a usable number stands for at most, in the numbers' own unit.
    """
    parts = texts.astype("str").str.extract(SCIENTIFIC)
    power = parts["power"].astype("float64")
    decimals = parts["decimals"].str.len().fillna(0)
    # A missing power (no scientific notation) compares as False.
    return np.asarray(10.0 ** (power - decimals) > finest)
