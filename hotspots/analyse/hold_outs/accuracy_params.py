"""On what ground, and how closely, the ways of ranking are compared."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotspots.errors import refuse_parameters

FEWEST_RESAMPLES = 20


@dataclass(frozen=True, kw_only=True)
class ComparisonParams:
    """On what ground, and how closely, the ways of ranking are compared.

    Attributes
    ----------
    area_shares : tuple of float
        Shares of the area to choose: 0.005 is 0.5 %. Half a hundredth and a hundredth, what can be
        patrolled; 2.6 %, the area of a published harm-spot study (Basford and others 2021); 5 %.
    spot_count : int
        How many harm spots, or squares, to choose besides. 67, the number the force keeps.
    cell_size_m : float
        Side of the squares. 150 m: about the ground of one harm spot.
    squares_from_m : tuple of float
        Easting and northing of a corner of the squares. 0,0, as in all maps; where they lie is
        arbitrary, and another corner shows how much rests on it.
    resamples : int
        Bootstrap resamples of the squares behind each interval. 400 put the ends of an interval
        within a tenth of its width.
    seed : int
        Of the resamples.
    """

    area_shares: tuple[float, ...] = (0.005, 0.01, 0.026, 0.05)
    spot_count: int = 67
    cell_size_m: float = 150.0
    squares_from_m: tuple[float, ...] = (0.0, 0.0)
    resamples: int = 400
    seed: int = 2025

    def __post_init__(self) -> None:
        faults = []
        if not self.area_shares or not all(0 < share <= 1 for share in self.area_shares):
            faults.append(
                f"area_shares must be above 0 and at most 1 (0.01 is 1 %), not {self.area_shares}"
            )
        if self.spot_count < 1:
            faults.append(f"spot_count must be 1 or more, not {self.spot_count}")
        if not (self.cell_size_m > 0 and math.isfinite(self.cell_size_m)):
            faults.append(f"cell_size_m must be above 0, not {self.cell_size_m}")
        if len(self.squares_from_m) != 2 or not all(map(math.isfinite, self.squares_from_m)):  # noqa: PLR2004 - easting and northing
            faults.append(
                f"squares_from_m must be an easting and a northing, not {self.squares_from_m}"
            )
        if self.resamples < FEWEST_RESAMPLES:
            faults.append(f"resamples must be {FEWEST_RESAMPLES} or more, not {self.resamples}")
        refuse_parameters("Accuracy", faults)
