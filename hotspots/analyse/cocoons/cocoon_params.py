"""What a cocoon is taken to be: the knobs, each with the reason for its default."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.errors import refuse_parameters

RangeMoment = Literal["midpoint", "earliest", "latest"]

if TYPE_CHECKING:
    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
    from hotspots.arrays import Floats


@dataclass(frozen=True, kw_only=True)
class CocoonParams:
    """Whom a list of homes to visit holds, and the rounds in which they are walked to.

    Attributes
    ----------
    radius_m : float
        Homes up to this distance from a live burglary are reached, the edge included. 400 m, as
        the practice of cocooning has it.
    window_days : float
        How long a burglary is live: elapsed days since its moment, the edge included. 42, the six
        weeks for which the practice takes the homes around to be at risk.
    cocoon_from : str or None
        The first day of cocooning, as 2026-01-05. What is reported from then on has to be visited
        in time; older burglaries are backlog and never overdue. By default the day of the first
        list that the ledger keeps; the clocks that were still running then run on.
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
    rounds : RoundParams
        What one pair does in one shift.
    """

    radius_m: float = 400.0
    window_days: float = 42.0
    cocoon_from: str | None = None
    service_level_hours: float = 48.0
    risk: Literal["fitted", "promap", "flat"] = "promap"
    visit_leaflet_homes: bool = False
    rounds: RoundParams = field(default_factory=RoundParams)

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
        if self.cocoon_from is not None and not _is_day(self.cocoon_from):
            faults.append(f"cocoon_from must be a day, as 2026-01-05, not {self.cocoon_from!r}")
        if self.risk not in ("fitted", "promap", "flat"):
            faults.append(f"risk must be 'fitted', 'promap' or 'flat', not {self.risk!r}")
        refuse_parameters("Cocoons", faults)

    def clocks_run_from(self, first_list: datetime | None, as_of: datetime) -> datetime:
        """Return the moment from which on a report has to be answered in time.

        Parameters
        ----------
        first_list : datetime or None
            Aware. The moment of the first list that was kept; None where this one is the first.
        as_of : datetime
            Aware, on the force's clock.
        """
        if self.cocoon_from is not None:
            day = date.fromisoformat(self.cocoon_from)
            return datetime.combine(day, time(), tzinfo=as_of.tzinfo)
        return min(first_list or as_of, as_of) - timedelta(hours=self.service_level_hours)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


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
