"""What a round is taken to be: how many homes, how far on foot, how long; each with its reason."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hotspots.errors import refuse_parameters


@dataclass(frozen=True, kw_only=True)
class RoundParams:
    """What one pair does in one shift, and how many pairs there are.

    Attributes
    ----------
    capacity : int
        Homes that one round may hold. 60, which a shift takes at six minutes a door with 4 km on
        foot and a drive or two; walking and time often allow fewer.
    walk_km : float
        Walking of one round at most, from door to door; a drive between two places does not count.
        4 km, an hour on foot with bags and forms.
    visit_minutes : float
        Minutes at a door, from the gate and back to it. 6: most doors are a card through the
        letter box, a few are a conversation of a quarter of an hour.
    shift_minutes : float
        What a pair has between its first door and its last. 450, eight hours less half an hour.
    teams : int
        Pairs out in the shift; the list has as many rounds.
    """

    capacity: int = 60
    walk_km: float = 4.0
    visit_minutes: float = 6.0
    shift_minutes: float = 450.0
    teams: int = 1

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be above 0 ({usual} is usual), not {value}"
            for name, value, usual in (
                ("walk_km", self.walk_km, 4),
                ("visit_minutes", self.visit_minutes, 6),
                ("shift_minutes", self.shift_minutes, 450),
            )
            if not 0 < value < math.inf
        ]
        faults += [
            f"{name} must be 1 or more, not {value}"
            for name, value in (("capacity", self.capacity), ("teams", self.teams))
            if value < 1
        ]
        if not faults and self.visit_minutes > self.shift_minutes:
            faults.append(
                f"visit_minutes ({self.visit_minutes:g}) must not be above shift_minutes "
                f"({self.shift_minutes:g})"
            )
        refuse_parameters("Rounds", faults)

    @property
    def walk_m(self) -> float:
        """The walking of one round at most, in metres."""
        return self.walk_km * 1000.0
