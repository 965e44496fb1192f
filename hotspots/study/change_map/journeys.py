"""What may be asked of the map of change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from hotspots.analyse.change_map.change_map_params import ChangeMapParams
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class ChangeMapJourneyParams:
    """What the map of change may be asked to do otherwise.

    Attributes
    ----------
    change_map : ChangeMapParams
        How the two periods are set beside each other.
    against : {"year", "before"}
        The same period a year before, or the adjoining one before. Against the year before the
        season is no part of the change.
    """

    change_map: ChangeMapParams = field(default_factory=ChangeMapParams)
    against: Literal["year", "before"] = "year"


CHANGE_MAP: Final = Journey(
    label="change map", command="change-map", table="change_map", params=ChangeMapJourneyParams
)
