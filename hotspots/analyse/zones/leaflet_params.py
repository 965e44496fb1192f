"""What a round of a leaflet drop is taken to be, each with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotspots.errors import refuse_parameters


@dataclass(frozen=True, kw_only=True)
class LeafletParams:
    """What one pair delivers in one go.

    Attributes
    ----------
    leaflets : int
        Homes of one round at most. 200: with the walk about two and a half hours.
    round_km : float
        Walking of one round at most, from the first door to the last. 4 km, an hour on foot.
    door_minutes : float
        Minutes at a door, from the gate and back to it. Half a minute: nobody is called out.
    """

    leaflets: int = 200
    round_km: float = 4.0
    door_minutes: float = 0.5

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be above 0 ({usual} is usual), not {value}"
            for name, value, usual in (
                ("round_km", self.round_km, 4),
                ("door_minutes", self.door_minutes, 0.5),
            )
            if not 0 < value < math.inf
        ]
        if self.leaflets < 1:
            faults.append(f"leaflets must be 1 or more, not {self.leaflets}")
        refuse_parameters("Leaflet rounds", faults)
