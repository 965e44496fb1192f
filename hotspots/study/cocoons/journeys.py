"""What the visit lists may be asked to do otherwise."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class CocoonJourneyParams:
    """Parameters of the visit lists.

    Attributes
    ----------
    cocoon : CocoonParams
        Whom a list holds, and how many of them a shift can walk to.
    near_repeat : NearRepeatParams
        How the near-repeat ratios are fitted that rank homes.
    """

    cocoon: CocoonParams = field(default_factory=CocoonParams)
    near_repeat: NearRepeatParams = field(default_factory=NearRepeatParams)


VISIT_LISTS: Final = Journey(
    label="visit lists",
    command="cocoon",
    table="cocoon",
    params=CocoonJourneyParams,
)
