"""What a harm spot is taken to be: the knobs, each with the reason for its default."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from hotspots.analyse.weight_transform import WeightTransform
from hotspots.errors import refuse_parameters

# Two officers walk the pavement on both sides: the outline reaches this far beyond the offences.
OUTLINE_MARGIN_M = 25.0
# Fewer resamples than this cannot show the middle 90 % of anything.
FEWEST_RESAMPLES = 20
# Below this extent the margin alone is the spot.
SMALLEST_EXTENT_M = 100.0
# An outline lies mostly in another when at least this part of it does.
MOSTLY_INSIDE = 0.5
# Coordinates are rounded to a centimetre where outlines are kept; areas carry that rounding.
SHARE_ROUNDING = 1e-9


@dataclass(frozen=True, kw_only=True)
class HarmSpotParams:
    """How harm spots are found, divided, ranked and chosen.

    Attributes
    ----------
    eps_m : float
        Reach of DBSCAN: two places closer than this belong together. 150 m, because points that a
        publisher moved to the middle of their street stand about a street apart: of violence and
        robbery in Essex in 2025, 67 spots held 15.4 % of the harm at 150 m, 13.2 % at 100 m and
        10.6 % at 75 m; chosen on the first half-year, they held 14.2, 11.8 and 9.5 % of the second.
        What a longer reach chains together is divided again.
    min_offences : int
        DBSCAN's weight for a core place, and the fewest offences that make a spot. 10, because a
        yearly count of 10 may well be 5 or 18 the next year by chance alone; less says nothing.
    max_extent_m : float
        Greatest distance across the drawn outline. 300 m, what two officers can walk through in a
        visit of 15 minutes.
    count : int
        How many spots are chosen. 67, the number the force keeps.
    count_per : {"force", "district"}
        Whether ``count`` (or ``share_of_area``) is of the force or of each policing district.
        The force, because harm is not shared out evenly among districts.
    share_of_area : float or None
        Choose spots, best first, until the next no longer fits this share of the districts' area,
        in place of ``count``; not one where the first is too large. By default ``count`` holds,
        because visits are counted in spots and not in square metres.
    transform : WeightTransform
        What is done to an offence's harm before it is summed for ranking. The square root, the
        published remedy against one grave offence buying a year of patrols.
    cap : float or None
        The most that one offence may weigh, in the index's unit; only where ``transform`` is
        capped.
    largest_offence_guard : float
        A spot in which one offence holds more than this share of the (raw) harm is flagged and
        ranked after all the others. One half: most of the harm is then one event, not a place.
    resamples : int
        Bootstrap resamples behind the confidence. 200 put a share of 0.9 within about 0.04.
    """

    eps_m: float = 150.0
    min_offences: int = 10
    max_extent_m: float = 300.0
    count: int = 67
    count_per: Literal["force", "district"] = "force"
    share_of_area: float | None = None
    transform: WeightTransform = WeightTransform.SQUARE_ROOT
    cap: float | None = None
    largest_offence_guard: float = 0.5
    resamples: int = 200

    def __post_init__(self) -> None:
        faults = [*self._faults_of_size(), *self._faults_of_ranking()]
        refuse_parameters("Harm spots", faults)

    @property
    def members_extent_m(self) -> float:
        """The furthest that two offences of one spot may lie apart: the outline adds its margin."""
        return self.max_extent_m - 2 * OUTLINE_MARGIN_M

    def _faults_of_size(self) -> list[str]:
        faults = []
        if not (self.eps_m > 0 and math.isfinite(self.eps_m)):
            faults.append(f"eps_m must be above 0 (50 to 150 is usual), not {self.eps_m}")
        if self.min_offences < 1:
            faults.append(f"min_offences must be 1 or more, not {self.min_offences}")
        if not (self.max_extent_m >= SMALLEST_EXTENT_M and math.isfinite(self.max_extent_m)):
            faults.append(
                f"max_extent_m must be {SMALLEST_EXTENT_M:g} or more, not {self.max_extent_m}"
            )
        if self.count < 1:
            faults.append(f"count must be 1 or more, not {self.count}")
        if self.count_per not in ("force", "district"):
            faults.append(f"count_per must be 'force' or 'district', not {self.count_per!r}")
        if self.share_of_area is not None and not 0 < self.share_of_area <= 1:
            faults.append(
                f"share_of_area must be above 0 and at most 1 (0.01 is 1 % of the area), "
                f"not {self.share_of_area}"
            )
        return faults

    def _faults_of_ranking(self) -> list[str]:
        faults = []
        if self.transform not in tuple(WeightTransform):
            known = ", ".join(repr(one.value) for one in WeightTransform)
            faults.append(f"transform must be one of {known}, not {self.transform!r}")
        capped = self.transform == WeightTransform.CAPPED
        if capped and not (self.cap is not None and self.cap > 0):
            faults.append(f"cap must be above 0 where transform is 'capped', not {self.cap}")
        if not capped and self.cap is not None:
            faults.append(f"cap is {self.cap}, but transform is not 'capped'; leave it out")
        if not 0 < self.largest_offence_guard <= 1:
            faults.append(
                f"largest_offence_guard must be above 0 and at most 1, "
                f"not {self.largest_offence_guard}"
            )
        if self.resamples < FEWEST_RESAMPLES:
            faults.append(f"resamples must be {FEWEST_RESAMPLES} or more, not {self.resamples}")
        return faults
