"""When a week is called out: the thresholds, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hotspots.errors import ParameterError

LONGEST_WINDOW: Final = 13


@dataclass(frozen=True, kw_only=True)
class WatchParams:
    """When a week is called out.

    Attributes
    ----------
    z : float
        Half the width of the band, in standard deviations. At 2.5 about one false alarm a year
        comes of ten districts, and a series is found more often than at the 3 of control charts.
    window : int
        So many weeks (or months) together are looked at beside the newest alone. Four weeks: what
        gathers slower than that is for the monthly comparison.
    false_discovery_rate : float
        Among the areas that are called out this share may be chance. 0.1: of ten, one.
    """

    z: float = 2.5
    window: int = 4
    false_discovery_rate: float = 0.1

    def __post_init__(self) -> None:
        if not 1 <= self.z <= 6:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"z must be from 1 to 6, not {self.z:g}.")
        if not 2 <= self.window <= LONGEST_WINDOW:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"window must be from 2 to {LONGEST_WINDOW}, not {self.window}.")
        if not 0 < self.false_discovery_rate < 1:
            raise ParameterError(
                f"false_discovery_rate must be between 0 and 1, not {self.false_discovery_rate:g}."
            )


@dataclass(frozen=True, kw_only=True)
class CircleParams:
    """How a moving circle looks for what gathers in one place.

    Attributes
    ----------
    radius_m : float
        Of the circle. 300 m: a high street, a station and its ways.
    circle_chance : float
        A circle stands out where chance would make one as full anywhere no more often than this.
        0.01: looked at every week, about one false circle in two years.
    permutations : int
        999 tell a chance of 0.001.
    circle_seed : int
        Of the permutations; the same seed gives the same answer.
    """

    radius_m: float = 300.0
    circle_chance: float = 0.01
    permutations: int = 999
    circle_seed: int = 15

    def __post_init__(self) -> None:
        if not 50 <= self.radius_m <= 5_000:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"radius_m must be from 50 to 5000, not {self.radius_m:g}.")
        if not 0 < self.circle_chance < 1:
            raise ParameterError(
                f"circle_chance must be between 0 and 1, not {self.circle_chance:g}."
            )
        if not 99 <= self.permutations <= 99_999:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"permutations must be from 99 to 99999, not {self.permutations}.")
