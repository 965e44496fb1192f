"""Placing one week's visits: drawn for each spot, and given to the pairs of its district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.patrols.duty_week import DutyWeek, open_slots, seeded
from hotspots.analyse.patrols.patrol_pairs import Pairs, travel_minutes
from hotspots.analyse.patrols.patrol_params import MOST_OFTEN, SLOTS_AN_HOUR, PatrolPlanParams
from hotspots.analyse.patrols.slot_draw import capped_shares, draw_apart, shared_out
from hotspots.analyse.temporal import HOURS_A_WEEK
from hotspots.schema import DISTRICT, SPOT_ID

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NO_PAIR: Final = "every pair of the district was at another spot, or on its way"
NO_TIME: Final = "no time is left that is far enough from the spot's other visits"
PARTS_OF_A_WEEK: Final = 14  # seven duty days, the night-time economy of each apart


@dataclass(frozen=True, kw_only=True)
class Placed:
    """One spot's visits.

    Attributes
    ----------
    visits : list of (int, int)
        Position of the slot in the week, and the pair (from 0), in order of time.
    unfitted : int
        Visits that found no place.
    reason : str
        Why not; empty where all were fitted.
    """

    visits: list[tuple[int, int]]
    unfitted: int = 0
    reason: str = ""


def place_visits(
    spots: gpd.GeoDataFrame, expected: Floats, week: DutyWeek, params: PatrolPlanParams
) -> list[Placed]:
    """Return each spot's visits of a week, in the order of the spots.

    Parameters
    ----------
    spots : GeoDataFrame
        ``spot_id``, ``district`` and outlines, the first to be fitted first.
    expected : array of shape (k, 7, 24)
        Share of each spot's harm that is expected in each hour.
    week : DutyWeek
    params : PatrolPlanParams
    """
    travel = travel_minutes(spots)
    pairs: dict[str, Pairs] = {}
    placed = []
    names = zip(spots[SPOT_ID], spots[DISTRICT], strict=True)
    for number, (spot_id, district) in enumerate(names):
        on_duty = pairs.setdefault(
            str(district), Pairs.on_duty(params.pairs, params.minutes, travel)
        )
        spot = _Spot(
            number=number,
            week=week,
            shares=_shares(expected[number].reshape(HOURS_A_WEEK), week, params),
            is_open=open_slots(str(spot_id), week, params.seed),
            apart=params.apart_minutes,
            pairs=on_duty,
            rng=seeded(str(spot_id), week.number, params.seed, purpose=1),
        )
        placed.append(spot.placed())
    return placed


def _shares(expected: Floats, week: DutyWeek, params: PatrolPlanParams) -> Floats:
    """Return how often each slot of the week is to be visited, over weeks in which it is open."""
    wanted = float(7 * params.visits_a_day)
    rates = (expected / expected.max()) ** params.focus
    return capped_shares(rates[week.hours], wanted, MOST_OFTEN / SLOTS_AN_HOUR)


@dataclass(kw_only=True)
class _Spot:
    """One spot while its visits are drawn."""

    number: int
    week: DutyWeek
    shares: Floats
    is_open: NDArray[np.bool_]
    apart: int
    pairs: Pairs
    rng: np.random.Generator

    def placed(self) -> Placed:
        """Draw the visits: part by part of the week, and then what was left over anywhere."""
        visits: list[tuple[int, int]] = []
        left = 0
        for part, count in self._wanted():
            left += count - self._draw(self.week.strata == part, count, visits)
        anywhere = np.ones(self.week.minutes.size, dtype=np.bool_)
        while left and (drawn := self._draw(anywhere, left, visits)):
            left -= drawn
        reason = self._reason(visits) if left else ""
        return Placed(visits=sorted(visits), unfitted=left, reason=reason)

    def _wanted(self) -> Iterator[tuple[int, int]]:
        """Give how many visits each part of the week is to have, the nights first."""
        expected = np.zeros(PARTS_OF_A_WEEK)
        np.add.at(expected, self.week.strata, self.shares)
        counts = shared_out(expected, self.rng)
        for part in (*range(1, PARTS_OF_A_WEEK, 2), *range(0, PARTS_OF_A_WEEK, 2)):
            yield part, int(counts[part])

    def _draw(self, within: NDArray[np.bool_], count: int, visits: list[tuple[int, int]]) -> int:
        """Draw visits, give each to a pair, and return how many there was room for."""
        if not count:
            return 0
        open_to = within & self.is_open & (self.shares > 0) & self._far_from(visits)
        free = [at for at in map(int, np.flatnonzero(open_to)) if self._pair(at) is not None]
        at_free = np.array(free, dtype=np.int64)
        minutes = self.week.minutes[at_free]
        chosen = at_free[draw_apart(minutes, self.shares[at_free], count, self.apart, self.rng)]
        for at in map(int, chosen):
            # Visits to one spot do not hinder one another: they are apart, and no way lies between
            # them. So each still has a pair.
            if (pair := self._pair(at)) is not None:
                self.pairs.give(pair, self.number, int(self.week.minutes[at]))
                visits.append((at, pair))
        return len(chosen)

    def _pair(self, at: int) -> int | None:
        return self.pairs.free_pair(self.number, int(self.week.minutes[at]))

    def _far_from(self, visits: list[tuple[int, int]]) -> NDArray[np.bool_]:
        minutes = self.week.minutes
        visited = minutes[[at for at, _ in visits]]
        far: NDArray[np.bool_] = (np.abs(minutes[:, None] - visited) >= self.apart).all(axis=1)
        return far

    def _reason(self, visits: list[tuple[int, int]]) -> str:
        left = self._far_from(visits) & self.is_open & (self.shares > 0)
        return NO_PAIR if left.any() else NO_TIME
