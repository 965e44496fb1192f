"""What may be asked of series of burglaries."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hotspots.errors import refuse_parameters

# With fewer shuffles no chance can be told that is as small as one in twenty.
FEWEST_SHUFFLES: Final = 19


@dataclass(frozen=True, kw_only=True)
class SeriesParams:
    """When burglaries are one series.

    Attributes
    ----------
    link_distance_m : float
        A burglary follows another nearer than this in fewer days than ``link_days``, and a series
        lies as near to one of its own. 200 m and 14 days, within which near repeat is usually
        strongest.
    link_days : int
        See ``link_distance_m``. A series is looked for in half as many days, as many and twice as
        many.
    series_shuffles : int
        199: how often the dates are shuffled over the places.
    series_chance : float
        Of all profiles of places where dates are of chance alone, this share names a series. 0.05:
        one in twenty.
    series_seed : int
        Of the shuffles.
    """

    link_distance_m: float = 200.0
    link_days: int = 14
    series_shuffles: int = 199
    series_chance: float = 0.05
    series_seed: int = 1

    def __post_init__(self) -> None:
        faults = []
        if not 0 < self.link_distance_m < math.inf:
            faults.append(f"link_distance_m must be above 0, not {self.link_distance_m:g}")
        if self.link_days < 1:
            faults.append(f"link_days must be 1 or more, not {self.link_days}")
        if self.series_shuffles < FEWEST_SHUFFLES:
            faults.append(
                f"series_shuffles must be {FEWEST_SHUFFLES} or more, not {self.series_shuffles}"
            )
        if not 1 / (self.series_shuffles + 1) <= self.series_chance < 1:
            faults.append(
                f"series_chance must be below 1, and one shuffle in {self.series_shuffles + 1} or "
                f"more, not {self.series_chance:g}"
            )
        if self.series_seed < 0:
            faults.append(f"series_seed must be 0 or more, not {self.series_seed}")
        refuse_parameters("Series", faults)

    @property
    def windows_days(self) -> tuple[int, ...]:
        """The lengths of time that are looked at."""
        return tuple(sorted({max(1, self.link_days // 2), self.link_days, 2 * self.link_days}))
