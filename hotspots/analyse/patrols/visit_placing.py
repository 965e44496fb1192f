"""Placing one week's visits: drawn for each spot, and given to the pairs of its district.

More visits are drawn where more harm is expected, and never two too near one another.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.patrols.duty_week import DutyWeek, open_slots, seeded
from hotspots.analyse.patrols.patrol_params import MOST_OFTEN, SLOTS_AN_HOUR, PatrolPlanParams
from hotspots.analyse.temporal import HOURS_A_WEEK
from hotspots.schema import DISTRICT, SPOT_ID

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Bools, Floats, Longs


NEARLY_ALWAYS: Final = 0.95
# Enough to bring the busiest hours within a twentieth of what is wanted, where that can be had.
SCALINGS: Final = 6
_STEP, _LEAST = 4.0, 1e-9

# Streets bend: a way on foot or by car is about so much longer than the line between its ends.
DETOUR: Final = 1.3
WALKING_M_A_MINUTE: Final = 4_000.0 / 60.0
# Beyond this, a quarter of an hour on foot one way, a pair fetches its car.
WALKED_AT_MOST_M: Final = 770.0
DRIVING_M_A_MINUTE: Final = 30_000.0 / 60.0  # 30 km/h, in streets with traffic
TO_THE_CAR_AND_BACK_MINUTES: Final = 5.0


def travel_minutes(spots: gpd.GeoDataFrame) -> Longs:
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
    whole: Longs = np.ceil(minutes).astype(np.int64)
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
    travel: Longs
    tours: list[list[tuple[int, int]]] = field(default_factory=list)

    @classmethod
    def on_duty(cls, count: int, visit_minutes: int, travel: Longs) -> Pairs:
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
    is_open: Bools
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

    def _draw(self, within: Bools, count: int, visits: list[tuple[int, int]]) -> int:
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

    def _far_from(self, visits: list[tuple[int, int]]) -> Bools:
        minutes = self.week.minutes
        visited = minutes[[at for at, _ in visits]]
        far: Bools = (np.abs(minutes[:, None] - visited) >= self.apart).all(axis=1)
        return far

    def _reason(self, visits: list[tuple[int, int]]) -> str:
        left = self._far_from(visits) & self.is_open & (self.shares > 0)
        return NO_PAIR if left.any() else NO_TIME


def capped_shares(rates: Floats, total: float, cap: float) -> Floats:
    """Return how often each is to be drawn: in proportion to its rate, and at most ``cap``.

    Parameters
    ----------
    rates : array of shape (n,)
        0 or more, not all 0.
    total : float
        What the shares add up to; at most ``n · cap``, else every share is the cap.
    cap : float
        What is cut off above it goes to the others, in proportion to their rates.
    """
    shares = np.zeros_like(rates)
    free = rates > 0
    left = total
    while free.any() and left > 0:
        wanted = rates * (left / rates[free].sum())
        over = free & (wanted >= cap)
        if not over.any():
            shares[free] = wanted[free]
            break
        shares[over] = cap
        free &= ~over
        left = total - shares.sum()
    return shares


def shared_out(expected: Floats, rng: np.random.Generator) -> Longs:
    """Return whole numbers near the expected ones: each rounded up or down, their sum kept.

    Systematic sampling with one random start: each number is right on average, and the sum is
    always that of the expected ones, which is whole.
    """
    ladder = np.concatenate([[0.0], np.cumsum(expected)])
    # A sum that is whole but for rounding must not lose or win a visit.
    ladder[-1] = round(ladder[-1])
    counts: Longs = np.diff(np.floor(ladder + rng.random())).astype(np.int64)
    return counts


def draw_apart(
    times: Longs, wanted: Floats, count: int, apart: int, rng: np.random.Generator
) -> Longs:
    """Draw ``count`` of the times, no two nearer than ``apart``; as many as there is room for.

    Parameters
    ----------
    times : int array of shape (n,)
        Rising.
    wanted : array of shape (n,)
        Above 0: how often each is to be drawn, beside the others. It comes as near to that as the
        distance between them lets it.
    count, apart : int
    rng : Generator

    Returns
    -------
    int array
        Positions in ``times``, rising; fewer than ``count`` where there is no room.

    Notes
    -----
    Drawing one time after another and refusing what is too near would often end with room for
    fewer than fit, and would thin out the busiest hours, which stand side by side. So all sets of
    times that keep apart are weighed, each by the product of its times' odds; the odds are found
    by scaling them until each time is drawn as often as is wanted, and one set is drawn exactly.
    """
    room = _Room(times, apart)
    count = min(count, room.most)
    if not count:
        return np.empty(0, dtype=np.int64)
    target = np.minimum(wanted * (count / wanted.sum()), NEARLY_ALWAYS)
    odds = target / (1.0 - target)
    for _ in range(SCALINGS):
        reached = room.inclusion(odds, count)
        odds = odds * np.clip(target / np.maximum(reached, _LEAST), 1 / _STEP, _STEP)
    return room.drawn(odds, count, rng)


class _Room:
    """Rising times of which some are drawn, no two nearer than so many minutes."""

    # Plain lists: a part of a week has some twenty times, for which an array's overhead is most of
    # the work.
    def __init__(self, times: Longs, apart: int) -> None:
        self._after: list[int] = np.searchsorted(times, times + apart).tolist()
        self._before: list[int] = np.searchsorted(times, times - apart, side="right").tolist()
        self.most = 0
        at = 0
        while at < times.size:
            self.most += 1
            at = self._after[at]

    def _ways_from(self, odds: list[float], count: int) -> list[list[float]]:
        """Return the weight of the sets of j times from position i on, by j and i."""
        ways = [[1.0] * (len(odds) + 1)]
        for _ in range(count):
            fewer, row = ways[-1], [0.0] * (len(odds) + 1)
            for at in range(len(odds) - 1, -1, -1):
                row[at] = row[at + 1] + odds[at] * fewer[self._after[at]]
            ways.append(row)
        return ways

    def _ways_before(self, odds: list[float], count: int) -> list[list[float]]:
        """Return the weight of the sets of j times before position i, by j and i."""
        ways = [[1.0] * (len(odds) + 1)]
        for _ in range(count):
            fewer, row = ways[-1], [0.0] * (len(odds) + 1)
            for at, weight in enumerate(odds):
                row[at + 1] = row[at] + weight * fewer[self._before[at]]
            ways.append(row)
        return ways

    def inclusion(self, odds: Floats, count: int) -> Floats:
        """Return how often each time is drawn, were the sets drawn by these odds."""
        weights = odds.tolist()
        ahead, behind = self._ways_from(weights, count), self._ways_before(weights, count)
        others = [
            sum(behind[j][before] * ahead[count - 1 - j][after] for j in range(count))
            for before, after in zip(self._before, self._after, strict=True)
        ]
        inclusion: Floats = odds * others / ahead[count][0]
        return inclusion

    def drawn(self, odds: Floats, count: int, rng: np.random.Generator) -> Longs:
        """Draw one set of times by these odds."""
        weights = odds.tolist()
        ways = self._ways_from(weights, count)
        chosen = []
        at = 0
        while count:
            taken = weights[at] * ways[count - 1][self._after[at]]
            if rng.random() * ways[count][at] < taken:
                chosen.append(at)
                count -= 1
                at = self._after[at]
            else:
                at += 1
        return np.array(chosen, dtype=np.int64)
