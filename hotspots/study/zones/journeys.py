"""What may be asked of a zone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.zones.leaflet_params import LeafletParams
from hotspots.errors import ParameterError
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class ZoneParams:
    """What may be asked otherwise.

    Attributes
    ----------
    around_m : float
        How far a zone reaches round its harm spots, or round its street. 100 m: the doors from
        which they are seen and heard. A drawn outline stays as it was drawn.
    index : str
        Harm index by which the streets of a briefing are put in order: css (ONS Crime Severity
        Score), cchi (Cambridge Crime Harm Index), count, or the path of a force's own table.
    rounds : LeafletParams
        What one round of a leaflet drop is.
    """

    around_m: float = 100.0
    index: str = "css"
    rounds: LeafletParams = field(default_factory=LeafletParams)

    def __post_init__(self) -> None:
        if not 0 <= self.around_m < math.inf:
            raise ParameterError(f"around_m must be 0 or more (100 is usual), not {self.around_m}.")


ZONE: Final = Journey(label="zone", command="zone", table="zone", params=ZoneParams)
