"""How places are followed over the months: the knobs, with reasons."""

from __future__ import annotations

from dataclasses import dataclass

from hotspots.errors import ParameterError


@dataclass(frozen=True, kw_only=True)
class LastingParams:
    """How places are followed over the months.

    Attributes
    ----------
    months : int
        So many whole months, the newest the last. 12: a year, so that every season is in it.
    square_m : float
        Side of a square. 500 m: a town's centre is a few of them, and a month has offences in each.
    hot_false_discovery_rate : float
        Of the squares that are called hot or cold in a month, this share may be chance.
    """

    months: int = 12
    square_m: float = 500.0
    hot_false_discovery_rate: float = 0.05

    def __post_init__(self) -> None:
        if not 10 <= self.months <= 60:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"months must be from 10 to 60, not {self.months}.")
        if not 100 <= self.square_m <= 5_000:  # noqa: PLR2004 - stated in the message
            raise ParameterError(f"square_m must be from 100 to 5000, not {self.square_m:g}.")
        if not 0 < self.hot_false_discovery_rate < 1:
            raise ParameterError(
                "hot_false_discovery_rate must be between 0 and 1, not "
                f"{self.hot_false_discovery_rate:g}."
            )
