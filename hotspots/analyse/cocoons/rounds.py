"""Rounds: what one pair can walk to in one shift, around the burglaries that are fresh.

A burglary founds a *place*: the homes within 300 m of it. A *round* is one place or a few
neighbouring ones, with a drive between them. The burglary with the least time left founds the first
place of the first round, or, where no clock is running, the one whose place gives most. Each place
takes its burgled home, and then whoever adds most for the minutes that the way and the visit take.
A further place is opened where that, with the drive, gains more than going on. Then the way is
measured as it is walked, and homes are left or added until every limit is held and nothing more
fits.

This is the team orienteering problem, which nobody solves exactly at this size; a greedy choice by
gain for cost, improved at its end, is the usual remedy. How much risk it leaves beside a free
choice is counted on every list.

References
----------
Vansteenwegen, Souffriau & Van Oudheusden (2011), "The orienteering problem: a survey", European
Journal of Operational Research 209.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from rtree.index import Index

from hotspots import schema
from hotspots.analyse.cocoons.ground import DETOUR, StraightGround
from hotspots.analyse.cocoons.walking_order import Doors, walk_through
from hotspots.schema import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from hotspots.analyse.cocoons.ground import Ground
    from hotspots.analyse.cocoons.round_params import RoundParams
    from hotspots.arrays import Bools, Floats, Longs, Objects

# A place is what lies this far round the burglary that founds it, as the crow flies.
PLACE_M: Final = 300.0
# Of a place, so many homes at most risk are looked at: three times what a round may hold.
POOL: Final = 180
# A place of one home would name the burgled one: whoever opens it calls at so many there.
FEWEST_OF_A_PLACE: Final = 5
# Places of one round. A drive between two of them is half an hour at most.
MOST_PLACES: Final = 4
NEIGHBOURING_M: Final = 15_000.0
# An hour on foot is 4.8 km, an hour at the wheel 30 km; parking and getting out take five minutes.
WALK_M_PER_MINUTE: Final = 80.0
DRIVE_M_PER_MINUTE: Final = 500.0
STOP_MINUTES: Final = 5.0
# A minute at the wheel counts in full, or less where it is homes that a round may hold no more of,
# and not minutes: the round that covers most is taken.
DRIVE_COUNTS: Final = (1.0, 0.3, 0.0)
# Nobody's risk, however small the detour, is worth leaving one out whose 48 hours are running; and
# no neighbour is worth leaving out a home that was burgled. Where they are over, a burgled home
# counts twenty times: it is burgled in the next week six to fifty times as often as others of the
# same risk, the fresher the more (docs/cocooning-evidence.md).
BOUND_FIRST: Final = 100.0
VICTIM_FIRST: Final = 100.0
LATE_VICTIM: Final = 20.0
# Where nobody has more risk than chance, whoever is nearest is called at.
LEAST_RISK: Final = 1e-9
# After so many homes that do not fit, none is sought that does.
MOST_REFUSALS: Final = 6
ADDRESS: Final = (schema.STREET, schema.UPRN)  # what settles the order of places as urgent


@dataclass(frozen=True, kw_only=True)
class Round:
    """What one pair does in one shift.

    Attributes
    ----------
    number : int
        1 is the most urgent.
    visits : int
    places : tuple of int
        Homes of each place, in the order in which they are driven to.
    walk_m, drive_m : float
        On foot from door to door within its places, and at the wheel between them.
    minutes : float
        From the first door to the last: visits, walking and drives.
    """

    number: int
    visits: int
    places: tuple[int, ...]
    walk_m: float
    drive_m: float
    minutes: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Rounds:
    """The rounds of one list.

    Attributes
    ----------
    rounds : tuple of Round
        The most urgent first; as many as there are teams, or fewer where nothing is left.
    order : DataFrame, on the homes' index
        ``round``, ``place`` (of its round, from 1) and ``walk_order`` (of the whole list, from 1);
        missing for homes in no round.
    risk : float
        What the homes of all rounds have together.
    risk_by_priority, most_risk : float
        The same of as many homes chosen freely, wherever they are: by priority, and by risk alone.
    ground_words : str
        How the walking was measured.
    """

    rounds: tuple[Round, ...]
    order: pd.DataFrame = field(repr=False)
    risk: float
    risk_by_priority: float
    most_risk: float
    ground_words: str

    @property
    def share(self) -> float:
        """What the rounds hold of the most risk that as many homes could have; 1 where none has."""
        return self.risk / self.most_risk if self.most_risk > 0 else 1.0

    @property
    def walk_m(self) -> float:
        """The walking of all rounds."""
        return sum(each.walk_m for each in self.rounds)


def rounds_of(
    homes: gpd.GeoDataFrame,
    founders: gpd.GeoDataFrame,
    *,
    params: RoundParams,
    ground: Ground,
    settled_by: pd.Series[int],
) -> Rounds:
    """Return the rounds through homes.

    Parameters
    ----------
    homes : GeoDataFrame
        Those that may be visited, by priority: ``uprn``, ``risk``, the columns of an address and
        points in metres, on an index that counts from 0.
    founders : GeoDataFrame
        The live burglaries, the most urgent first: ``uprn`` of the burgled home (missing where it
        is not known), ``due`` (missing where no clock runs: backlog) and points in the same system.
    params : RoundParams
    ground : Ground
        What is walked on.
    settled_by : Series of int
        On the homes' index, each once: which of two ways is taken that are as good, and near which
        home the way begins.

    Returns
    -------
    Rounds
        Each holds every limit, unless one home alone is beyond it.
    """
    district = _District.of(homes, founders, params, ground, settled_by)
    made = []
    for _ in range(params.teams):
        places = _one_round(district)
        if not places:
            break
        district.take(np.concatenate([place.homes for place in places]))
        made.append(places)
    return _told(district, sorted(made, key=lambda places: min(map(_urgency, places))))


@dataclass(kw_only=True, eq=False)
class _District:
    """Where homes and founders stand, and which homes are in no round yet."""

    homes: gpd.GeoDataFrame
    places: Floats
    doors: Doors
    addresses: tuple[Objects, ...]  # the columns of ADDRESS
    settled: Longs
    risk: Floats
    worth: Floats  # risk, by which those come first whose clock is running
    bound: Bools  # whose clock is running
    founded_at: Floats
    victim: Longs  # position among the homes; -1 where the burgled home is not one of them
    due: pd.Series[pd.Timestamp]
    params: RoundParams
    ground: Ground
    left: Index
    pools: dict[int, Longs] = field(default_factory=dict)
    profiles: dict[int, _Profile] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        homes: gpd.GeoDataFrame,
        founders: gpd.GeoDataFrame,
        params: RoundParams,
        ground: Ground,
        settled_by: pd.Series[int],
    ) -> _District:
        at = np.column_stack((homes.geometry.x, homes.geometry.y))
        position = pd.Series(np.arange(len(homes)), index=pd.Index(homes[schema.UPRN], dtype="str"))
        bound = (homes[schema.DUE].notna() & ~homes[schema.OVERDUE]).to_numpy(dtype=np.bool_)
        boxes = ((row, (*place, *place), None) for row, place in enumerate(at.tolist()))
        return cls(
            homes=homes,
            places=at,
            risk=homes[schema.RISK].to_numpy(np.float64),
            bound=bound,
            worth=_worth(homes, bound),
            founded_at=np.column_stack((founders.geometry.x, founders.geometry.y)),
            victim=np.asarray(founders[schema.UPRN].map(position).fillna(-1), dtype=np.int64),
            due=founders[schema.DUE].reset_index(drop=True),
            params=params,
            ground=ground,
            doors=Doors.of(homes),
            addresses=tuple(homes[each].to_numpy(dtype=object) for each in ADDRESS),
            settled=np.asarray(settled_by, dtype=np.int64),
            left=Index(boxes) if len(at) else Index(),
        )

    def address(self, home: int) -> tuple[str, str]:
        """Return the street and the reference of a home."""
        street, uprn = (str(each[home]) for each in self.addresses)
        return street, uprn

    def take(self, homes: Longs) -> None:
        """Take homes that are in a round out of those that are left."""
        for home in homes.tolist():
            self.left.delete(home, (*self.places[home], *self.places[home]))
        taken = set(homes.tolist())
        for founder, pool in list(self.pools.items()):
            if not taken.isdisjoint(pool.tolist()):
                del self.pools[founder]
                self.profiles.pop(founder, None)

    def pool(self, founder: int) -> Longs:
        """Return the homes that are left in a founder's place, those at most risk."""
        if founder not in self.pools:
            self.pools[founder] = self._pool(founder)
        return self.pools[founder]

    def _pool(self, founder: int) -> Longs:
        here = self.founded_at[founder]
        near = np.sort(
            np.fromiter(
                self.left.intersection((*(here - PLACE_M), *(here + PLACE_M))), dtype=np.int64
            )
        )
        near = near[np.hypot(*(self.places[near] - here).T) <= PLACE_M] if near.size else near
        first = near == self.victim[founder]
        best = np.lexsort((near, -self.risk[near], ~first))[: max(POOL, 3 * self.params.capacity)]
        return near[best]

    def profile(self, founder: int) -> _Profile:
        """Return what a founder's place alone would give, home by home; kept while it holds."""
        if founder not in self.profiles:
            self.profiles[founder] = _profile(self, founder)
        return self.profiles[founder]


def _worth(homes: gpd.GeoDataFrame, bound: Bools) -> Floats:
    risk = homes[schema.RISK].to_numpy(np.float64)
    victim = (homes[schema.TIER] == Tier.VICTIM).to_numpy(dtype=np.bool_)
    late = victim & homes[schema.OVERDUE].to_numpy(dtype=np.bool_)
    first = BOUND_FIRST * (1.0 + risk.max(initial=0.0)) * np.where(victim, VICTIM_FIRST, 1.0)
    worth: Floats = (risk + LEAST_RISK) * np.where(late, LATE_VICTIM, 1.0)
    return worth + np.where(bound, first, 0.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Profile:
    """A place walked by itself: what its first homes give together, and take."""

    worth: Floats
    minutes: Floats

    def best(self, *, extra: float, room: float) -> float:
        """Return the most a minute that its first homes give, with minutes to come there."""
        fits = self.minutes + extra <= room
        if not fits.any():
            return 0.0
        return float((self.worth[fits] / (self.minutes[fits] + extra)).max())


def _profile(district: _District, founder: int) -> _Profile:
    place = _Place.opened(district, founder, StraightGround())
    nothing = np.zeros(len(district.homes), dtype=np.bool_)
    while len(place.taken) < district.params.capacity:
        home, gain = place.next_home(nothing)
        if home < 0 or gain <= 0:
            break
        place.add(home)
    taken, steps = np.array(place.taken, dtype=np.int64), np.array(place.steps_m)
    minutes = district.params.visit_minutes + steps / WALK_M_PER_MINUTE
    return _Profile(
        worth=np.cumsum(district.worth[place.pool[taken]]),
        minutes=np.cumsum(minutes),
    )


@dataclass(kw_only=True, eq=False)
class _Place:
    """A place that is open, and the homes that were taken of it so far."""

    district: _District
    founder: int
    pool: Longs
    away_m: Floats
    near_m: Floats  # from each home of the pool to the nearest that is taken
    taken: list[int] = field(default_factory=list)  # positions in the pool, as they were taken
    steps_m: list[float] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    walk_m: float = 0.0
    walked: Longs = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    @classmethod
    def opened(
        cls, district: _District, founder: int, ground: Ground, beside: Sequence[_Place] = ()
    ) -> _Place:
        """Open a founder's place with its burgled home; where that is not left, with the best."""
        pool = district.pool(founder)
        pool = pool[~_in_places(district, beside)[pool]]
        away_m = ground.walking_m(district.places[pool])
        place = cls(
            district=district,
            founder=founder,
            pool=pool,
            away_m=away_m,
            near_m=np.zeros(len(pool)),
        )
        if pool.size:
            place.add(0)
        return place

    @property
    def worth(self) -> float:
        """What the homes that were taken have together."""
        return float(self.district.worth[self.pool[self.taken]].sum())

    @property
    def homes(self) -> Longs:
        """The homes that were taken, in the order of walking once that is known."""
        return self.pool[self.walked if self.walked.size else np.array(self.taken, dtype=np.int64)]

    def add(self, home: int) -> None:
        """Take a home of the pool."""
        step_m = float(self.near_m[home]) if self.taken else 0.0
        self.near_m = (
            np.minimum(self.near_m, self.away_m[home]) if self.taken else self.away_m[home].copy()
        )
        self.taken.append(home)
        self.steps_m.append(step_m)

    def drop_last(self) -> None:
        """Leave the home that was taken last."""
        self.drop_after(len(self.taken) - 1)

    def drop_after(self, count: int) -> None:
        """Leave all homes but the first that were taken, of which there are so many."""
        del self.taken[count:], self.steps_m[count:]
        self.near_m = self.away_m[self.taken].min(axis=0)

    def next_home(self, in_other_places: Bools) -> tuple[int, float]:
        """Return the home that adds most risk a minute, and how much; −1 where none is left."""
        params = self.district.params
        gain = self.district.worth[self.pool] / (
            params.visit_minutes + self.near_m / WALK_M_PER_MINUTE
        )
        gain[in_other_places[self.pool]] = -1.0
        gain[[*self.taken, *self.refused]] = -1.0
        if not gain.size:
            return -1, 0.0
        best = int(gain.argmax())
        return (best, float(gain[best])) if gain[best] >= 0 else (-1, 0.0)

    def measure(self) -> None:
        """Put the homes in the order of walking, and measure the way."""
        taken = np.array(self.taken, dtype=np.int64)
        taken = taken[np.argsort(self.district.settled[self.pool[taken]])]
        walk = walk_through(
            self.district.doors.of_rows(self.pool[taken]), self.away_m[np.ix_(taken, taken)]
        )
        self.walk_m, self.walked = walk.metres, taken[walk.order]


def _one_round(district: _District) -> list[_Place]:
    """Return the places of the next round, each with its homes in the order of walking."""
    first = _first_founder(district)
    if first is None:
        return []
    choices = [_grown(district, first, drive_counts) for drive_counts in DRIVE_COUNTS]
    places = max(choices, key=lambda each: sum(place.worth for place in each))
    for place in places:
        place.measure()
    _keep_the_limits(district, places)
    _fill(district, places)
    return _in_order(district, places)


def _first_founder(district: _District) -> int | None:
    """Return the founder with least time left, or, where no clock runs, whose place gives most."""
    urgent = _urgent(district)
    if urgent:
        return urgent[0]
    room = district.params.shift_minutes
    gains = {
        founder: district.profile(founder).best(extra=0.0, room=room)
        for founder in range(len(district.founded_at))
        if district.pool(founder).size
    }
    return max(gains, key=lambda founder: (gains[founder], -founder)) if gains else None


def _urgent(district: _District) -> list[int]:
    """Return the founders with a clock around which somebody is left whose clock is running."""
    return [
        founder
        for founder in np.flatnonzero(district.due.notna()).tolist()
        if district.bound[district.pool(founder)].any()
    ]


def _open_if_near(district: _District, founder: int, places: list[_Place]) -> None:
    """Open a founder's place where it is a neighbouring one, and not one that is open."""
    if not _neighbouring(district, founder, places):
        return
    place = _Place.opened(district, founder, district.ground, places)
    if place.taken:
        _take_company(district, place, place.taken[0], places)
    if place.taken and not _in_places(district, places)[district.victim[founder]]:
        places.append(place)
        if not _fits(district, places):
            places.pop()


def _take(district: _District, place: _Place, home: int, places: Sequence[_Place]) -> None:
    """Take a home of an open place, and where it was burgled its company."""
    place.add(home)
    if place.pool[home] in district.victim:
        _take_company(district, place, home, [each for each in places if each is not place])


def _take_company(
    district: _District, place: _Place, home: int, beside: Sequence[_Place] = ()
) -> None:
    """Take the best homes of a burgled home's street, until there are as many as there must be.

    A row says how near the burgled street is: a burgled home that stands alone of its street would
    be told by its row. Where the street has too few, the place is filled with others.
    """
    elsewhere = _in_places(district, beside)
    street = district.doors.street[place.pool]
    own = street == street[home]
    of_others = elsewhere.copy()
    of_others[place.pool[~own]] = True
    for not_these, counted in ((of_others, own), (elsewhere, np.ones_like(own))):
        while counted[place.taken].sum() < FEWEST_OF_A_PLACE:
            another, _ = place.next_home(not_these)
            if another < 0:
                break
            place.add(another)
            if not _fits(district, [place]):
                place.drop_last()
                return


def _neighbouring(district: _District, founder: int, places: list[_Place]) -> bool:
    away_m = [_apart_m(district, founder, place.founder) for place in places]
    return PLACE_M < min(away_m) <= NEIGHBOURING_M / DETOUR


def _apart_m(district: _District, one: int, other: int) -> float:
    return float(np.hypot(*(district.founded_at[one] - district.founded_at[other])))


def _grown(district: _District, first: int, drive_counts: float) -> list[_Place]:
    """Return a first founder's place with others, and their homes as they are chosen one by one.

    Neighbouring places whose burglary has a clock are opened at once; then home after home is
    taken, or another place opened, by the risk that a minute adds.
    """
    places = [_Place.opened(district, first, district.ground)]
    _take_company(district, places[0], places[0].taken[0])
    for founder in _urgent(district):
        if len(places) < MOST_PLACES:
            _open_if_near(district, founder, places)
    unopened = {
        founder
        for founder in range(len(district.founded_at))
        if _neighbouring(district, founder, places) and district.pool(founder).size
    }
    while True:
        home, gain, place = _best_home(district, places)
        another, opening = _best_opening(district, unopened, places, drive_counts)
        if another is not None and opening > gain:
            unopened.discard(another)
            _open_if_near(district, another, places)
            continue
        if home < 0 or gain <= 0:
            return places
        before = len(place.taken)
        _take(district, place, home, places)
        if not _fits(district, places):
            place.drop_after(before)
            return places


def _best_home(district: _District, places: list[_Place]) -> tuple[int, float, _Place]:
    """Return the home of an open place that adds most risk a minute, how much, and its place."""
    elsewhere = _in_places(district, places)
    offers = [(*place.next_home(elsewhere), place) for place in places]
    return max(offers, key=lambda offer: offer[1])


def _best_opening(
    district: _District, unopened: set[int], places: list[_Place], drive_counts: float
) -> tuple[int | None, float]:
    """Return the founder whose place would add most risk a minute, the drive to it counted."""
    if len(places) == MOST_PLACES:
        return None, 0.0
    room = district.params.shift_minutes - _minutes(district, places)
    gains = {}
    for founder in unopened:
        apart_m = min(_apart_m(district, founder, each.founder) for each in places)
        if PLACE_M < apart_m <= NEIGHBOURING_M / DETOUR:
            drive = _drive_minutes(DETOUR * apart_m)
            gains[founder] = district.profile(founder).best(
                extra=drive_counts * drive, room=room - (1 - drive_counts) * drive
            )
    best = max(gains, key=lambda founder: (gains[founder], -founder), default=None)
    return (best, gains[best]) if best is not None else (None, 0.0)


def _keep_the_limits(district: _District, places: list[_Place]) -> None:
    """Leave the homes that add least risk a minute until the way as it is walked fits."""
    while not _fits(district, places):
        fewest = FEWEST_OF_A_PLACE if len(places) > 1 else 1
        longest = [place for place in places if len(place.taken) > fewest]
        if not longest:
            if len(places) == 1:
                return
            places.pop()
            continue
        least = min(longest, key=_last_gain)
        least.drop_last()
        least.measure()


def _last_gain(place: _Place) -> float:
    minutes = place.district.params.visit_minutes + place.steps_m[-1] / WALK_M_PER_MINUTE
    return float(place.district.worth[place.pool[place.taken[-1]]] / minutes)


def _fill(district: _District, places: list[_Place]) -> None:
    """Take homes for which there is still room, the way measured with each."""
    refusals = 0
    while refusals < MOST_REFUSALS and _visits(places) < district.params.capacity:
        home, gain, place = _best_home(district, places)
        if home < 0 or gain <= 0:
            return
        before = len(place.taken)
        _take(district, place, home, places)
        place.measure()
        if not _fits(district, places):
            place.drop_after(before)
            place.measure()
            place.refused.add(home)
            refusals += 1


def _visits(places: list[_Place]) -> int:
    return sum(len(place.taken) for place in places)


def _in_places(district: _District, places: Sequence[_Place]) -> Bools:
    taken = np.zeros(len(district.homes) + 1, dtype=np.bool_)  # the last stands for no home
    for place in places:
        taken[place.pool[place.taken]] = True
    return taken


def _fits(district: _District, places: list[_Place]) -> bool:
    params = district.params
    return (
        _visits(places) <= params.capacity
        and _walk_m(places) <= params.walk_m
        and _minutes(district, places) <= params.shift_minutes
    )


def _walk_m(places: list[_Place]) -> float:
    return sum(place.walk_m or sum(place.steps_m) for place in places)


def _minutes(district: _District, places: list[_Place]) -> float:
    return (
        _visits(places) * district.params.visit_minutes
        + _walk_m(places) / WALK_M_PER_MINUTE
        + sum(_drive_minutes(metres) for metres in _drives_m(district, places))
    )


def _in_order(district: _District, places: Sequence[_Place]) -> list[_Place]:
    """Return the places as they are driven to: the most urgent, then always the nearest."""
    left = sorted(places, key=_urgency)
    order = [left.pop(0)]
    while left:
        here = order[-1].founder
        order.append(min(left, key=lambda place: _apart_m(district, here, place.founder)))
        left.remove(order[-1])
    return order


def _drives_m(district: _District, places: Sequence[_Place]) -> list[float]:
    """Return the drives, from the middle of one place's homes to that of the next.

    Not from burglary to burglary: how far two of these are apart is nobody's to know.
    """
    if len(places) == 1:
        return []
    middles = [district.places[place.homes].mean(axis=0) for place in _in_order(district, places)]
    return [DETOUR * float(np.hypot(*(one - other))) for one, other in pairwise(middles)]


def _drive_minutes(metres: float) -> float:
    return STOP_MINUTES + metres / DRIVE_M_PER_MINUTE


def _urgency(place: _Place) -> tuple[bool, pd.Timestamp, str, str]:
    """Return what puts places and rounds in order: the day by which to call, then the address.

    Never the moment of a report: it would tell more than the day that a list bears.
    """
    due = place.district.due[place.founder]
    address = place.district.address(place.homes[0])
    if pd.isna(due):
        return True, pd.Timestamp.max, *address
    return False, due.tz_localize(None).normalize(), *address


def _told(district: _District, made: list[list[_Place]]) -> Rounds:
    """Return the rounds with everything that is said of them."""
    rows, rounds = [], []
    for number, places in enumerate(made, start=1):
        rounds.append(
            Round(
                number=number,
                visits=sum(len(place.homes) for place in places),
                places=tuple(len(place.homes) for place in places),
                walk_m=_walk_m(places),
                drive_m=sum(_drives_m(district, places)),
                minutes=_minutes(district, places),
            )
        )
        rows += [
            (home, number, at)
            for at, place in enumerate(places, start=1)
            for home in place.homes.tolist()
        ]
    order = pd.DataFrame(rows, columns=["home", schema.ROUND, schema.PLACE]).set_index("home")
    order[schema.WALK_ORDER] = np.arange(1, len(order) + 1)
    order = order.astype("Int64")
    visits = len(order)
    return Rounds(
        rounds=tuple(rounds),
        order=order.reindex(range(len(district.homes))).set_index(district.homes.index),
        risk=float(district.risk[order.index.to_numpy(np.int64)].sum()),
        risk_by_priority=float(district.risk[:visits].sum()),
        most_risk=float(np.sort(district.risk)[::-1][:visits].sum()),
        ground_words=district.ground.words,
    )
