"""The bands of a Knox table, and when one of them is called near repeat."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from hotspots.errors import refuse_parameters

# A distance band that ends here or sooner holds pairs at one place: the same home burgled again,
# or two flats that share a point.
SAME_PLACE_M = 1.0
# With fewer permutations than this no p-value can be as small as 0.05.
FEWEST_PERMUTATIONS = 19
LARGEST_SEED = 2**64 - 1
# Whole days are kept in 16 bits: nearly ninety years.
MOST_DAYS = 32_000
# Distances are banded as whole micrometres: this is between one and the next.
HALF_MICROMETRE = 0.5e-6


class Metric(StrEnum):
    """How the distance between two places is measured."""

    EUCLIDEAN = "euclidean"  # as the crow flies
    MANHATTAN = "manhattan"  # along a grid of streets


class Closure(StrEnum):
    """Which band a pair belongs to whose distance or days lie exactly on an edge."""

    LOWER = "[a, b)"  # the band that begins there
    UPPER = "(a, b]"  # the band that ends there


@dataclass(frozen=True, kw_only=True)
class NearRepeatParams:
    """How a Knox table is made.

    Attributes
    ----------
    distance_bands_m : tuple of float
        Edges, rising: n + 1 of them for n bands. Same place, then 100 m steps to 400 m, the radius
        that a cocoon is drawn with.
    time_bands_days : tuple of int
        Edges in whole days between two dates, rising. Weeks, to the six that a cocoon lasts.
    metric : Metric
        Euclidean, because a British street plan is no grid; published tables from cities in the
        United States are often Manhattan.
    closure : Closure
        ``[a, b)``: two burglaries 100 m apart are in the band that begins at 100 m. Published
        tables exist with either. Under ``(a, b]`` the first band holds its lower edge too, or pairs
        of one place or one day would be lost.
    permutations : int
        999: the smallest p-value is then 0.001.
    seed : int
        Of the permutations; the same seed gives the same table.
    min_ratio : float
        A band is near repeat from this many times the pairs that chance gives. 1.2, as is usual: a
        ratio closer to 1 changes nothing that a team would do.
    max_p_value : float
        A band is near repeat up to this p-value. 0.05, as is usual.
    """

    distance_bands_m: tuple[float, ...] = (0.0, 0.1, 100.0, 200.0, 300.0, 400.0)
    time_bands_days: tuple[int, ...] = (0, 7, 14, 21, 28, 35, 42)
    metric: Metric = Metric.EUCLIDEAN
    closure: Closure = Closure.LOWER
    permutations: int = 999
    seed: int = 1
    min_ratio: float = 1.2
    max_p_value: float = 0.05

    def __post_init__(self) -> None:
        faults = [*self._faults_of_bands(), *self._faults_of_test()]
        refuse_parameters("Near repeat", faults)

    @property
    def shape(self) -> tuple[int, int]:
        """Distance bands and time bands."""
        return len(self.distance_bands_m) - 1, len(self.time_bands_days) - 1

    @property
    def reach_m(self) -> float:
        """The far edge of the last distance band."""
        return self.distance_bands_m[-1]

    @property
    def right_closed(self) -> bool:
        """Whether a band holds its upper edge and not its lower."""
        return self.closure == Closure.UPPER

    @property
    def first_neighbour_band(self) -> int:
        """The first distance band that is not one place; 0 where every band is."""
        edges = self.distance_bands_m[1:]
        return next((band for band, upper in enumerate(edges) if upper > SAME_PLACE_M), 0)

    @property
    def distance_labels(self) -> tuple[str, ...]:
        """The distance bands in words: ``same place``, ``under 100 m``, ``100 to 200 m``."""
        edges = self.distance_bands_m
        below = "up to" if self.right_closed else "under"
        return tuple(
            "same place"
            if lower == 0 and upper <= SAME_PLACE_M
            else f"{below} {upper:g} m"
            if lower <= SAME_PLACE_M
            else f"{lower:g} to {upper:g} m"
            for lower, upper in pairwise(edges)
        )

    @property
    def time_labels(self) -> tuple[str, ...]:
        """The time bands by the first and the last whole day in them: ``0–6 days``."""
        edges = self.half_open_days()
        return tuple(_days_in_words(first, end - 1) for first, end in pairwise(edges))

    def half_open_days(self) -> tuple[int, ...]:
        """Return the edges as they are under ``[a, b)``: days are whole, so (7, 14] is [8, 15)."""
        lowest, *rest = self.time_bands_days
        return (lowest, *(edge + self.right_closed for edge in rest))

    def half_open_metres(self) -> tuple[float, ...]:
        """Return the edges as they are under ``[a, b)``: distances are whole micrometres."""
        lowest, *rest = self.distance_bands_m
        return (lowest, *(edge + HALF_MICROMETRE * self.right_closed for edge in rest))

    def _faults_of_bands(self) -> list[str]:
        faults = []
        for name, edges in (
            ("distance_bands_m", self.distance_bands_m),
            ("time_bands_days", self.time_bands_days),
        ):
            rising = all(a < b for a, b in pairwise(edges))
            if len(edges) < 2 or not rising or not all(0 <= e < math.inf for e in edges):  # noqa: PLR2004 - two edges make a band
                faults.append(f"{name} must be two or more rising edges from 0, not {edges}")
        if any(int(edge) != edge for edge in self.time_bands_days if math.isfinite(edge)):
            faults.append(f"time_bands_days must be whole days, not {self.time_bands_days}")
        if any(MOST_DAYS <= edge < math.inf for edge in self.time_bands_days):
            faults.append(f"time_bands_days must end before {MOST_DAYS:,} days")
        if self.metric not in tuple(Metric):
            faults.append(f"metric must be 'euclidean' or 'manhattan', not {self.metric!r}")
        if self.closure not in tuple(Closure):
            faults.append(f"closure must be '[a, b)' or '(a, b]', not {self.closure!r}")
        return faults

    def _faults_of_test(self) -> list[str]:
        faults = []
        if self.permutations < FEWEST_PERMUTATIONS:
            faults.append(
                f"permutations must be {FEWEST_PERMUTATIONS} or more (999 is usual), "
                f"not {self.permutations}"
            )
        if not 0 <= self.seed <= LARGEST_SEED:
            faults.append(f"seed must be 0 or more and below 2⁶⁴, not {self.seed}")
        if not 1 <= self.min_ratio < math.inf:
            faults.append(f"min_ratio must be 1 or more (1.2 is usual), not {self.min_ratio}")
        if not 0 < self.max_p_value < 1:
            faults.append(f"max_p_value must lie between 0 and 1, not {self.max_p_value}")
        return faults


def _days_in_words(first: int, last: int) -> str:
    if last > first:
        return f"{first}–{last} days"
    return "same day" if first == 0 else f"{first} day{'s' * (first > 1)}"


@dataclass(frozen=True, kw_only=True)
class NearRepeatLinkParams:
    """When two burglaries are linked.

    Attributes
    ----------
    max_distance_m, max_days : float, int
        200 m and 14 days, within which near repeat is usually strongest; take the window that the
        Knox table supports. With 400 m and 42 days most of a town is one string.
    same_place_m : float
        Nearer than this is the same place; the first band of the Knox table.
    metric, closure
        As in ``NearRepeatParams``: under ``[a, b)`` two burglaries 14 days apart are not linked.
    """

    max_distance_m: float = 200.0
    max_days: int = 14
    same_place_m: float = 0.1
    metric: Metric = Metric.EUCLIDEAN
    closure: Closure = Closure.LOWER

    def __post_init__(self) -> None:
        faults = []
        if not 0 < self.same_place_m <= SAME_PLACE_M:
            faults.append(
                f"same_place_m must be above 0, at most {SAME_PLACE_M:g}, not {self.same_place_m}"
            )
        if not self.same_place_m < self.max_distance_m < math.inf:
            faults.append(
                f"max_distance_m must be above same_place_m ({self.same_place_m:g}), "
                f"not {self.max_distance_m}"
            )
        if not 1 <= self.max_days < MOST_DAYS or int(self.max_days) != self.max_days:
            faults.append(f"max_days must be whole days, 1 or more, not {self.max_days}")
        if self.metric not in tuple(Metric):
            faults.append(f"metric must be 'euclidean' or 'manhattan', not {self.metric!r}")
        if self.closure not in tuple(Closure):
            faults.append(f"closure must be '[a, b)' or '(a, b]', not {self.closure!r}")
        refuse_parameters("Linked burglaries", faults)
