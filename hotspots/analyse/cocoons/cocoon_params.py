"""What a cocoon is taken to be: the knobs, each with the reason for its default."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from hotspots.errors import refuse_parameters

RangeMoment = Literal["midpoint", "earliest", "latest"]

if TYPE_CHECKING:
    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.arrays import Floats


@dataclass(frozen=True, kw_only=True)
class CocoonParams:
    """Whom a list of homes to visit holds, and how many of them a shift can walk to.

    Attributes
    ----------
    radius_m : float
        Homes up to this distance from a live burglary are reached, the edge included. 400 m, as
        the practice of cocooning has it.
    window_days : float
        How long a burglary is live: elapsed days since its moment, the edge included. 42, the six
        weeks for which the practice takes the homes around to be at risk.
    capacity : int or None
        Visits that one shift can make; the best of them are chosen and the others counted. 60
        are eight minutes a door in a shift of eight hours. None chooses every home.
    service_level_hours : float
        The victim and the nearest neighbours are due this long after the report, in elapsed hours.
        48, the force's own service level; it is no tested threshold.
    risk : {"fitted", "promap", "flat"}
        What ranks homes: the near-repeat ratios fitted to the district's own burglaries, the
        published ProMap weights, or every live burglary alike. ProMap, because on later weeks it
        held as much as the fitted ratios in the demonstration county, and more in Chicago
        (docs/cocooning-evidence.md). The fitted ratios still say whether near repeat is there.
    visit_leaflet_homes : bool
        Also list the homes that are reached from further than 200 m only. No: they get a leaflet,
        are counted, and would fill a list many times over.
    """

    radius_m: float = 400.0
    window_days: float = 42.0
    capacity: int | None = 60
    service_level_hours: float = 48.0
    risk: Literal["fitted", "promap", "flat"] = "promap"
    visit_leaflet_homes: bool = False

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be above 0 ({usual} is usual), not {value}"
            for name, value, usual in (
                ("radius_m", self.radius_m, 400),
                ("window_days", self.window_days, 42),
                ("service_level_hours", self.service_level_hours, 48),
            )
            if not 0 < value < math.inf
        ]
        if self.capacity is not None and self.capacity < 1:
            faults.append(
                f"capacity must be 1 or more, or left out for no limit, not {self.capacity}"
            )
        if self.risk not in ("fitted", "promap", "flat"):
            faults.append(f"risk must be 'fitted', 'promap' or 'flat', not {self.risk!r}")
        refuse_parameters("Cocoons", faults)


@dataclass(frozen=True, kw_only=True, eq=False)
class FittedRatios:
    """Near-repeat ratios to rank homes by, and the bands that they were fitted with.

    Attributes
    ----------
    ratios : array of shape (distance bands, time bands)
        Best a district's own, shrunk: ``near_repeat_shrinkage.shrunk_ratios``.
    bands : NearRepeatParams
    """

    ratios: Floats
    bands: NearRepeatParams
