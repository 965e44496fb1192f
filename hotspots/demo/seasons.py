"""The seasons: what there is more of on dark evenings, and what in summer.

The rate of a day is ``1 + amplitude · cos(2π · (day − peak) / 365.25)`` times the year's mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hotspots.arrays import Floats, Objects

DAYS_PER_YEAR: Final = 365.25
STEP_DAYS: Final = 0.25  # far finer than the season, so that straight lines between steps do


@dataclass(frozen=True, kw_only=True)
class Season:
    """How the rate of some categories of offence moves over the year.

    Attributes
    ----------
    amplitude : float
        The highest rate is this share above the year's mean, the lowest as much below it.
    peak : str
        The day of the highest rate, month and day: ``"12-20"``.
    categories : tuple of str
    """

    amplitude: float
    peak: str = "01-01"
    categories: tuple[str, ...] = ()

    def rate(self, day: Floats) -> Floats:
        """Return the rate over its mean at times in days since the year began."""
        return np.asarray(1.0 + self.amplitude * np.cos(self._angle(day)))

    def spread(self, share: Floats, first_day: float, last_day: float) -> Floats:
        """Return times between two days, so that even shares (0 to 1) come by the season's rate."""
        day = np.arange(first_day, last_day + STEP_DAYS, STEP_DAYS).clip(max=last_day)
        swing = self.amplitude * DAYS_PER_YEAR / (2.0 * np.pi) * np.sin(self._angle(day))
        reached = day - day[0] + swing - swing[0]
        return np.asarray(np.interp(share, reached / reached[-1], day))

    def _angle(self, day: Floats) -> Floats:
        peak = pd.Timestamp(f"2001-{self.peak}").day_of_year - 1
        return np.asarray(2.0 * np.pi * (day - peak) / DAYS_PER_YEAR)


EVEN: Final = Season(amplitude=0.0)

SEASONS: Final[Mapping[str, Season]] = {
    "darker nights": Season(amplitude=0.25, peak="12-20", categories=("Burglary",)),
    "summer violence": Season(
        amplitude=0.12,
        peak="07-15",
        categories=(
            "Violence and sexual offences",
            "Robbery",
            "Possession of weapons",
            "Public order",
        ),
    ),
    "summer disorder": Season(amplitude=0.25, peak="07-15", categories=("Anti-social behaviour",)),
}


def seasons_of(categories: pd.Series[str]) -> Objects:
    """Return the name of each category's season; empty text where its rate is even."""
    names = {category: name for name, season in SEASONS.items() for category in season.categories}
    return categories.map(names).fillna("").to_numpy(dtype=object)
