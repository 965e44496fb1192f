"""What a choice of places captures of a later period, and how sure that is.

An interval is a bootstrap over places: in each resample a place stands Poisson-many times, mean
one, as if another set of as many places had been drawn, and the first of *that* set are taken.
Two methods are compared on the same resamples, so that what they share cancels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.hold_outs.filling_kernel import fill, held
from hotspots.analyse.hold_outs.ranked_order import RankedOrder
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.arrays import Bools, Floats, Longs


LOW, HIGH = 0.025, 0.975
# How far past the last chosen place a resample may reach: six standard deviations and a few places.
_DEVIATIONS: Final = 6.0
_FEW: Final = 10
_DRAWN_AT_ONCE: Final = 16  # resamples


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A figure and the interval that holds it in 95 of 100 resamples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Resamples:
    """How many times each place stands in each resample; the first resample is the data.

    Attributes
    ----------
    watched : array of int, of shape (w,)
        Places that hold something, or that a method may choose.
    times : array of int, of shape (w, r + 1)
    places : array of shape (r + 1,)
        How many places each resample has, the unwatched ones too.
    size : int
        How many places there are.
    """

    watched: Longs
    times: NDArray[np.uint8]
    places: Floats
    size: int

    def unwatched_among(self, count: int) -> Floats:
        """Return how often ``count`` of the unwatched places stand in each resample, together."""
        unwatched = self.size - self.watched.size
        return self._unwatched * (count / unwatched) if unwatched else self._unwatched

    @cached_property
    def _unwatched(self) -> Floats:
        """How often all of the unwatched places stand in each resample."""
        return np.asarray(self.places - self.times.sum(axis=0, dtype=np.float64))


def draw_resamples(places: int, watched: Bools, *, resamples: int, seed: int) -> Resamples:
    """Draw Poisson resamples of places; the unwatched ones are drawn as one number.

    Parameters
    ----------
    places : int
    watched : array of bool, of shape (places,)
    resamples : int
        0 or more; the data themselves come first.
    seed : int
    """
    generator = np.random.default_rng(seed)
    known = np.flatnonzero(watched)
    times = np.ones((known.size, resamples + 1), dtype=np.uint8)
    for first in range(1, resamples + 1, _DRAWN_AT_ONCE):  # as drawn they are eight times as large
        some = times[:, first : first + _DRAWN_AT_ONCE]
        some[:] = generator.poisson(1.0, size=some.T.shape).T
    others = np.full(resamples + 1, float(places - known.size))
    others[1:] = generator.poisson(places - known.size, size=resamples)
    return Resamples(watched=known, times=times, places=times.sum(axis=0) + others, size=places)


@dataclass(frozen=True, kw_only=True, eq=False)
class Choice:
    """What one method chose for one period, as resamples see it.

    Attributes
    ----------
    taken, earlier : array of shape (r + 1,)
        What came in the chosen places in the later period, and what had come in the earlier.
    area : array of shape (r + 1,)
        Of the chosen places, in places of one size.
    """

    taken: Floats
    earlier: Floats
    area: Floats


def reach_of(rooms: float) -> int:
    """Return how many of an order's first places a resample may reach that has so much room."""
    return math.ceil(rooms + _DEVIATIONS * math.sqrt(rooms)) + _FEW


def choose_top(
    order: RankedOrder, came: Floats, before: Floats, drawn: Resamples, rooms: Sequence[Floats]
) -> list[Choice]:
    """Take the first places of an order until they fill so much room, in every resample.

    Parameters
    ----------
    order : RankedOrder
        As many of its first places as ``reach_of`` says must be watched.
    came, before : array of shape (p,)
        What came to each place in the later and in the earlier period.
    drawn : Resamples
    rooms : sequence of array of shape (r + 1,)
        How many places may be taken: one choice each.

    Raises
    ------
    ParameterError
        When a place that may be chosen is not watched.

    Notes
    -----
    Of tied places among which the room ends, each is taken in part. Those of them that are not
    watched hold nothing and are taken as one number.
    """
    reach = reach_of(max(float(room.max()) for room in rooms))
    starts = order.starts[order.starts < reach]
    end = order.places.size if starts.size == order.starts.size else order.starts[starts.size]
    first = order.places[:end]
    is_watched = np.isin(first, drawn.watched)
    if not is_watched[:reach].all():
        raise ParameterError("A place that may be chosen is not among those that are resampled.")
    places = first[is_watched]
    columns = np.searchsorted(drawn.watched, places)
    groups = np.concatenate([[0], np.cumsum(is_watched)])[starts]
    others = drawn.unwatched_among(int(end) - places.size)
    found = fill(
        drawn.times,
        columns,
        groups,
        later=came[places],
        earlier=before[places],
        others=others,
        rooms=np.stack(list(rooms)),
    )
    return [
        Choice(taken=taken, earlier=had, area=area) for taken, had, area in zip(*found, strict=True)
    ]


def choose_parts(covered: Floats, came: Floats, before: Floats, drawn: Resamples) -> Choice:
    """Take parts of places, as harm spots do that cut across squares.

    Parameters
    ----------
    covered : array of shape (p,)
        The part of each place that is chosen, in places of one size.
    came, before : array of shape (p,)
        What came to the chosen part of each place, later and earlier.
    """
    at = drawn.watched
    return Choice(
        taken=held(drawn.times, came[at]),
        earlier=held(drawn.times, before[at]),
        area=held(drawn.times, covered[at]),
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """A method's choices over one or more periods, summed.

    Attributes
    ----------
    taken, came, earlier, before, area, places, best : array of shape (r + 1,)
        Captured later and in all, earlier in the same places and in all; places chosen and in all;
        and what the best choice of as much area would have captured.
    """

    taken: Floats
    came: Floats
    earlier: Floats
    before: Floats
    area: Floats
    places: Floats
    best: Floats

    @property
    def shares(self) -> Floats:
        """Share captured (the hit rate), in the data and in each resample."""
        return _over(self.taken, self.came)

    @property
    def captured(self) -> Estimate:
        """The share of the later period that the chosen places hold."""
        return interval(self.shares)

    @property
    def share_of_area(self) -> float:
        """The chosen places' share of the area."""
        return float(self.area[0] / self.places[0])

    @property
    def pai(self) -> Estimate:
        """Prediction accuracy index: share captured over share of the area (of harm: harm-PAI)."""
        return interval(_over(self.shares, _over(self.area, self.places)))

    @property
    def pei(self) -> Estimate:
        """Prediction efficiency index: PAI over the best PAI that as much area could have had."""
        return interval(_over(self.taken, self.best))

    @property
    def rri(self) -> Estimate:
        """PAI in the later period over PAI in the earlier one, which the choice was made on.

        Below 1 as a rule: part of what makes a place stand out is chance, and does not return.
        Another source divides predicted by observed; this is not that.
        """
        return interval(_over(self.shares, _over(self.earlier, self.before)))

    def less(self, other: Judged) -> Estimate:
        """Return by how much more of the later period this captures, on the same resamples."""
        return interval(self.shares - other.shares)


@dataclass(frozen=True, kw_only=True, eq=False)
class Totals:
    """What there was to capture over the periods judged, in the data and in each resample.

    Attributes
    ----------
    came, before, places : array of shape (r + 1,)
    """

    came: Floats
    before: Floats
    places: Floats


def totals_of(periods: Sequence[tuple[Floats, Floats]], drawn: Resamples) -> Totals:
    """Return what there was to capture.

    Parameters
    ----------
    periods : sequence of (came, before)
        What came to each place, later and earlier, in each period.
    drawn : Resamples
    """
    at = drawn.watched
    return Totals(
        came=_summed([held(drawn.times, came[at]) for came, _ in periods]),
        before=_summed([held(drawn.times, before[at]) for _, before in periods]),
        places=drawn.places * len(periods),
    )


def judge(choices: Sequence[Choice], best: Sequence[Choice] | None, totals: Totals) -> Judged:
    """Sum a method's choices over the periods that it was judged on.

    Parameters
    ----------
    choices : sequence of Choice
        One a period.
    best : sequence of Choice or None
        The best choices of as many places; None where places are no measure of what was chosen,
        and there is no PEI.
    totals : Totals
    """
    taken = _summed([choice.taken for choice in choices])
    return Judged(
        taken=taken,
        came=totals.came,
        earlier=_summed([choice.earlier for choice in choices]),
        before=totals.before,
        area=_summed([choice.area for choice in choices]),
        places=totals.places,
        best=np.full_like(taken, np.nan) if best is None else _summed([b.taken for b in best]),
    )


def interval(values: Floats) -> Estimate:
    """Return a figure of the data and the middle 95 % of its resamples; the data come first."""
    drawn = values[1:][np.isfinite(values[1:])]
    if not drawn.size or not math.isfinite(values[0]):
        return Estimate(value=float(values[0]), low=math.nan, high=math.nan)
    low, high = np.quantile(drawn, (LOW, HIGH))
    return Estimate(value=float(values[0]), low=float(low), high=float(high))


def _summed(each: Sequence[Floats]) -> Floats:
    return np.asarray(np.stack(each).sum(axis=0), dtype=np.float64)


def _over(part: Floats, whole: Floats) -> Floats:
    over: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return over
