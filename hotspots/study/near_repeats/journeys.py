"""What may be asked of the near-repeat test."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.cocoons.cocoon_params import RangeMoment
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams, NearRepeatParams
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class NearRepeatStudyParams:
    """What a near-repeat study may be asked to do otherwise.

    Attributes
    ----------
    test : NearRepeatParams
        The bands, and how they are tested.
    link_distance_m : float
        Events nearer than this, and fewer days apart than link_days, are linked: originators,
        repeats, near repeats, and strings of them. With 400 m and 42 days most of a town is one
        string.
    link_days : int
        See link_distance_m. Within 200 m and 14 days near repeat is usually strongest.
    range_moment : {"midpoint", "earliest", "latest"}
        Which moment stands for a burglary of the workspace that is known only as from-to. The
        earliest and the latest show how much rests on the midpoint.
    """

    test: NearRepeatParams = field(default_factory=NearRepeatParams)
    link_distance_m: float = 200.0
    link_days: int = 14
    range_moment: RangeMoment = "midpoint"

    @property
    def links(self) -> NearRepeatLinkParams:
        """When two events are linked, with the metric and the closure of the table."""
        first = self.test.first_neighbour_band
        same_place = {"same_place_m": self.test.distance_bands_m[first]} if first else {}
        return NearRepeatLinkParams(
            max_distance_m=self.link_distance_m,
            max_days=self.link_days,
            metric=self.test.metric,
            closure=self.test.closure,
            **same_place,
        )

    def __post_init__(self) -> None:
        _ = self.links  # its ranges are checked before a run begins, not at its end


NEAR_REPEAT: Final = Journey(
    label="near repeat",
    command="near-repeat",
    table="near_repeat",
    params=NearRepeatStudyParams,
)
