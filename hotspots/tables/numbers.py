"""Numbers as spreadsheets write them: what scientific notation has kept of them, and what not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.arrays import Bools

# What the last digit of a usable coordinate stands for at most; a hundred-thousandth of a degree
# is about a metre.
FINEST_M: Final = 1.0
FINEST_DEGREES: Final = 1e-5
# A power of one digit: no coordinate is 1e300.
SCIENTIFIC: Final = r"^\s*[+-]?\d+(?:[.,](?P<decimals>\d+))?[eE](?P<power>[+-]?0?\d)\s*$"

# What stands between the figures of 545,408 and of 545408,5, by hand or by another country's
# spreadsheet: a comma, an apostrophe, a space, or one that does not break a line.
DIVIDED: Final = "^[+-]?[0-9][0-9.]*(?:[,'\u2019 \u00a0\u202f][0-9.]*[0-9])+$"


def divided_digits(texts: pd.Series[str]) -> Bools:
    """Say which texts would be numbers, were there no comma or space among their digits.

    Whether a comma is for the decimals or the thousands cannot be told: 5,123 may be either.

    Parameters
    ----------
    texts : Series of str
        Missing values are none.
    """
    written = texts.astype("str").str.strip()
    return np.asarray(written.str.contains(DIVIDED, na=False), dtype=np.bool_)


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
    lost = np.zeros(len(texts), dtype=np.bool_)
    powers = texts.astype("str").str.contains("e", case=False, regex=False, na=False).to_numpy()
    if not powers.any():
        return lost
    parts = texts[powers].astype("str").str.extract(SCIENTIFIC)
    power = parts["power"].astype("float64")
    decimals = parts["decimals"].str.len().fillna(0)
    # A missing power (no scientific notation) compares as False.
    lost[powers] = 10.0 ** (power - decimals) > finest
    return lost


def whole_digits(text: str) -> str:
    """Return the digits of a whole number that a spreadsheet wrote with a point or a power of ten.

    A text whose digits are not all there stays as it is.

    >>> whole_digits("100012345679.0"), whole_digits("1.00012345679E+11")
    ('100012345679', '100012345679')
    >>> whole_digits("1.00E+11"), whole_digits("100012345679.5"), whole_digits("0042")
    ('1.00E+11', '100012345679.5', '0042')
    """
    if found := re.fullmatch(r"(\d+)[.,]0*", text):
        return found[1]
    if found := re.fullmatch(r"(\d)[.,](\d+)[eE]\+?(\d{1,2})", text):
        digits, power = found[1] + found[2], int(found[3])
        if len(digits) > power and not digits[power + 1 :].strip("0"):
            return digits[: power + 1]
    return text
