"""Something odd in the data, and how much of it chance could explain."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# What all places of a kind (days, months, codes) taken together may be odd by chance: one look in
# a thousand. Each place has its part of it (Bonferroni).
CHANCE: Final = 0.001
# Offences come in series and in seasons: a rate within this factor of the usual one is not odd.
NOT_ODD_WITHIN: Final = 2.0


class OddKind(StrEnum):
    """What is odd. The text is what a receipt calls it."""

    FULL_POINT = "full point"
    EQUAL_ROWS = "equal rows"
    REPEATED_REFERENCES = "repeated references"
    THIN_MONTH = "thin month"
    SILENT_CODE = "silent code"
    HEAPED_HOUR = "heaped hour"
    HEAPED_DATE = "heaped date"
    COARSE_POINTS = "coarse points"
    BOUNDARIES = "boundaries"
    READING = "reading"


@dataclass(frozen=True, kw_only=True)
class Oddity:
    """One thing that is odd.

    Attributes
    ----------
    kind : OddKind
    rows : int
        How many rows it concerns; of what is missing, how many were to be expected; of a reading
        that may be wrong, those of its file; 0 where it is of boundaries.
    found, next_step : str
        What was found beside what is usual, and what it may mean, for every reader; what an
        analyst does about it, for him alone: it may name a point.
    """

    kind: OddKind
    rows: int
    found: str
    next_step: str

    @property
    def said(self) -> str:
        """Both, as an analyst reads them."""
        return f"{self.found} {self.next_step}"


def more_than_chance(rows: ArrayLike, usual: float) -> Any:  # noqa: ANN401 - as the rows came
    """Return the chance of so many rows or more where twice the usual number is nothing odd.

    >>> round(float(more_than_chance(12, 1.0)), 7)
    1.4e-06
    """
    from scipy.special import pdtrc  # noqa: PLC0415 - slow to import, used only here

    return pdtrc(np.asarray(rows) - 1, NOT_ODD_WITHIN * usual)


def fewer_than_chance(rows: ArrayLike, usual: ArrayLike) -> Any:  # noqa: ANN401 - as they came
    """Return the chance of so few rows where half the usual number is nothing odd.

    >>> float(fewer_than_chance(0, 20)) < 0.0001
    True
    """
    from scipy.special import pdtr  # noqa: PLC0415 - slow to import, used only here

    return pdtr(np.asarray(rows), np.asarray(usual) / NOT_ODD_WITHIN)
