"""What a demonstration county is asked to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hotspots.errors import refuse_parameters

# Below these the planted truth would be lost in chance, and a test against it would mean nothing.
FEWEST_OFFENCES = 2_000
FEWEST_HOUSEHOLDS = 5_000
MOST_HARM_SPOTS = 67
FIRST_YEAR = 2000
MOST_EARLIER_YEARS = 5


@dataclass(frozen=True, kw_only=True)
class DemoParams:
    """Size, seed and planted truth of a demonstration county.

    Attributes
    ----------
    seed : int
        The same seed gives the same bytes; each part of the county draws from a stream of its own.
    year : int
        The offences were committed, or began, in this calendar year.
    offences : int
        Rows in the export, the broken and the duplicated ones included. The default is about a
        year of the real force.
    households : int
        Homes with an address of their own; about as many as the Census counted in the county.
    near_repeat : bool
        False gives the same number of burglaries without the process, as a control.
    near_repeat_strength : float
        Burglaries that one burglary sets off on average, from 0 to below 1.
    near_repeat_scale_m : float
        A home's chance to be hit next falls with distance d as exp(-d / scale).
    near_repeat_reach_m : float
        No burglary sets off another beyond this distance.
    near_repeat_same_home : float
        Share of the burglaries set off that return to the very home.
    near_repeat_mean_days : float
        Days until the next one: exponential with this mean, cut off at ``near_repeat_window_days``.
    near_repeat_window_days : float
    harm_spots : int
        Planted places, at most 67, spread over seven towns.
    harm_spot_share : float
        Share of all street violence that falls in the planted places.
    broken_share : float
        Share of rows broken in the ways that real exports are broken.
    earlier_years : int
        Years before this one of which there are offences too, at most 5. Two, so that a change
        can be told from the usual change between years.
    operation_effect : float
        Share of the street violence that the planted operation prevents in its areas, from
        October to December. 0 leaves the county as it would have been.
    """

    seed: int = 2025
    year: int = 2025
    offences: int = 160_000
    households: int = 770_000
    near_repeat: bool = True
    near_repeat_strength: float = 0.25
    near_repeat_scale_m: float = 120.0
    near_repeat_reach_m: float = 400.0
    near_repeat_same_home: float = 0.2
    near_repeat_mean_days: float = 10.0
    near_repeat_window_days: float = 42.0
    harm_spots: int = 67
    harm_spot_share: float = 0.4
    broken_share: float = 0.018
    earlier_years: int = 2
    operation_effect: float = 0.3

    def __post_init__(self) -> None:
        faults = [*self._faults_of_size(), *self._faults_of_truth()]
        refuse_parameters("Demonstration county", faults)

    def _faults_of_size(self) -> list[str]:
        limits = (
            ("seed", self.seed, 0, 2**32 - 1),
            ("year", self.year, FIRST_YEAR + self.earlier_years, 2100),
            ("offences", self.offences, FEWEST_OFFENCES, 10_000_000),
            ("households", self.households, FEWEST_HOUSEHOLDS, 2_000_000),
            ("harm_spots", self.harm_spots, 1, MOST_HARM_SPOTS),
            ("earlier_years", self.earlier_years, 0, MOST_EARLIER_YEARS),
        )
        return [
            f"{name} is {value}, not from {low} to {high}"
            for name, value, low, high in limits
            if not low <= value <= high
        ]

    def _faults_of_truth(self) -> list[str]:
        shares = (
            "near_repeat_strength",
            "near_repeat_same_home",
            "harm_spot_share",
            "operation_effect",
        )
        faults = [
            f"{name} is {getattr(self, name)}, not from 0 to 0.9"
            for name in shares
            if not 0.0 <= getattr(self, name) <= 0.9  # noqa: PLR2004 — stated in the message
        ]
        lengths = (
            "near_repeat_scale_m",
            "near_repeat_reach_m",
            "near_repeat_mean_days",
            "near_repeat_window_days",
        )
        faults += [f"{name} is not above 0" for name in lengths if not getattr(self, name) > 0]
        if not 0.0 <= self.broken_share <= 0.2:  # noqa: PLR2004 — stated in the message
            faults.append(f"broken_share is {self.broken_share}, not from 0 to 0.2")
        return faults

    @classmethod
    def full(cls, seed: int = 2025) -> DemoParams:
        """Return a year at full size: 160,000 offences, 770,000 households, two years before."""
        return cls(seed=seed)

    @classmethod
    def small(cls, seed: int = 2025, *, near_repeat: bool = True) -> DemoParams:
        """Return a county of about a fortieth of the size, for tests: fewer homes, fewer spots.

        Towns shrink with their households, so that a street looks as it does at full size; two
        spots are planted in each of the seven towns, so that each still has offences enough. A
        ward has too few homes for any to stand out.
        """
        return cls(
            seed=seed,
            offences=6_000,
            households=20_000,
            harm_spots=14,
            near_repeat=near_repeat,
            earlier_years=1,
        )

    @property
    def first_day(self) -> date:
        """The first day of the year."""
        return date(self.year, 1, 1)

    @property
    def hours(self) -> int:
        """Hours on the calendar of the year, 24 a day."""
        return (date(self.year + 1, 1, 1) - self.first_day).days * 24
