"""Pairs of officers on duty: who is free, and how long it takes from one harm spot to the next."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

# Streets bend: a way on foot or by car is about so much longer than the line between its ends.
DETOUR: Final = 1.3
WALKING_M_A_MINUTE: Final = 4_000.0 / 60.0
# Beyond this, a quarter of an hour on foot one way, a pair fetches its car.
WALKED_AT_MOST_M: Final = 770.0
DRIVING_M_A_MINUTE: Final = 30_000.0 / 60.0  # 30 km/h, in streets with traffic
TO_THE_CAR_AND_BACK_MINUTES: Final = 5.0


def travel_minutes(spots: gpd.GeoDataFrame) -> NDArray[np.int64]:
    """Return the minutes from each harm spot to each other, of shape (k, k).

    On foot at 4 km/h where they are near, else by car at 30 km/h with 5 minutes to park and walk;
    both over 1.3 times the straight line. Rounded up; 0 from a spot to itself.
    """
    inside = spots.geometry.representative_point()
    east, north = inside.x.to_numpy(), inside.y.to_numpy()
    line_m = np.hypot(east[:, None] - east, north[:, None] - north)
    way_m = line_m * DETOUR
    on_foot = way_m / WALKING_M_A_MINUTE
    by_car = TO_THE_CAR_AND_BACK_MINUTES + way_m / DRIVING_M_A_MINUTE
    minutes = np.where(line_m <= WALKED_AT_MOST_M, on_foot, by_car).round(6)
    whole: NDArray[np.int64] = np.ceil(minutes).astype(np.int64)
    return whole


@dataclass(kw_only=True)
class Pairs:
    """The pairs of one district and the visits that each has, in order of time.

    Attributes
    ----------
    visit_minutes : int
    travel : int array of shape (k, k)
        From :func:`travel_minutes`.
    tours : list of lists of (minute, spot)
        One a pair, each in order of time.
    """

    visit_minutes: int
    travel: NDArray[np.int64]
    tours: list[list[tuple[int, int]]] = field(default_factory=list)

    @classmethod
    def on_duty(cls, count: int, visit_minutes: int, travel: NDArray[np.int64]) -> Pairs:
        """Return so many pairs without a visit."""
        return cls(visit_minutes=visit_minutes, travel=travel, tours=[[] for _ in range(count)])

    def free_pair(self, spot: int, minute: int) -> int | None:
        """Return the pair that can be at a spot at a minute, the one that comes the shortest way.

        A pair can where it gets there in time from its visit before, and from there in time to its
        next. None where no pair can.
        """
        best: tuple[int, int] | None = None
        for number, tour in enumerate(self.tours):
            way = self._way(tour, spot, minute)
            if way is not None and (best is None or (way, number) < best):
                best = (way, number)
        return None if best is None else best[1]

    def give(self, pair: int, spot: int, minute: int) -> None:
        """Give a visit to a pair."""
        insort(self.tours[pair], (minute, spot))

    def _way(self, tour: list[tuple[int, int]], spot: int, minute: int) -> int | None:
        """Return the minutes to the spot from the visit before, or None where it does not fit."""
        at = bisect_left(tour, (minute, spot))
        way = 0
        if at > 0:
            before, place = tour[at - 1]
            way = int(self.travel[place, spot])
            if before + self.visit_minutes + way > minute:
                return None
        if at < len(tour):
            after, place = tour[at]
            if minute + self.visit_minutes + int(self.travel[spot, place]) > after:
                return None
        return way
