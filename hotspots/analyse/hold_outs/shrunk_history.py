"""What a small place may expect: its own past, pulled toward what its surroundings say of it.

A count of the past is part risk and part chance. A square with two burglaries is not twice as risky
as the next with one, and a square with none is not safe: most burglaries fall where there was none
the year before. What the surroundings and the place's other offences lead one to expect is less
precise, and less a matter of chance. The estimate weighs the two as the data say.

For each kind of offence, with y recorded at a place and m expected there from its surroundings::

    expected = m · (k + y) / (k + m)

the mean of the gamma–Poisson (negative binomial) model: the place's true level is spread around m
with the shape k, and y is drawn from it. A large k trusts the surroundings, a small one the place's
own past. m comes from a regression of the places' records on the density of the same kind around
them, of the other kinds around them, and on the other kinds in the place itself.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots.analyse.weight_transform import WeightTransform, transform_weights
from hotspots.errors import refuse_parameters

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from hotspots.arrays import Bools, Floats, Longs


# Half an offence is added before a logarithm is taken, so that none has one.
HALF_AN_OFFENCE: Final = 0.5
# Most squares of a county are fields in which nothing is ever recorded. The regression reads about
# so many of them, evenly spaced, and counts each for those that it stands for.
EMPTY_PLACES_READ: Final = 5_000
# So many places with a record for each fact about them, or the facts are fitted to chance.
PLACES_A_FACT: Final = 10
# The shape that the regression takes for k while it finds m. Between 0.25 and 4 it moved no share
# captured by more than 0.002, and one regression then serves every k that is tried.
WORKING_SHAPE: Final = 1.0
# The quantile of the weights at which CAPPED cuts: one offence in ten weighs less than it did.
CAP_QUANTILE: Final = 0.9


@dataclass(frozen=True, kw_only=True)
class ShrunkHistoryParams:
    """How far a place's past is trusted, and what its surroundings are.

    Attributes
    ----------
    prior_strength : float
        k: how many offences' worth the surroundings count for where the record is short. 0.5 for
        frequent offences, about 2 for burglary in Essex in 2025. Chosen on earlier months.
    near_m, far_m : float
        How far the surroundings reach: the next streets (300 m) and the neighbourhood (1,000 m).
        Other distances between 200 and 1,500 m changed the share captured by under 0.001.
    half_life_months : float or None
        After so many months an offence counts for half. None, all months alike: in Essex in 2025
        recent months did not tell more than older ones of the same year.
    transform : WeightTransform
        What is done to an offence's harm within its kind.
    least_share : float
        A kind of offence that holds at least this share of the amount is estimated on its own, the
        rest together. 0.05: a kind below a twentieth moves no ranking by itself.
    by_kind, other_kinds, surroundings : bool
        The parts of the estimate. All on: each captures more on later months. They are here so that
        this can be measured again.
    """

    prior_strength: float = 0.5
    near_m: float = 300.0
    far_m: float = 1000.0
    half_life_months: float | None = None
    transform: WeightTransform = WeightTransform.RAW
    least_share: float = 0.05
    by_kind: bool = True
    other_kinds: bool = True
    surroundings: bool = True

    def __post_init__(self) -> None:
        faults = []
        if not (self.prior_strength > 0 and math.isfinite(self.prior_strength)):
            faults.append(f"prior_strength must be above 0, not {self.prior_strength}")
        if not 0 < self.near_m < self.far_m < math.inf:
            faults.append(f"near_m and far_m must rise from 0, not {self.near_m} and {self.far_m}")
        if self.half_life_months is not None and not self.half_life_months > 0:
            faults.append(f"half_life_months must be above 0, not {self.half_life_months}")
        if not 0 < self.least_share <= 1:
            faults.append(f"least_share must be above 0 and at most 1, not {self.least_share}")
        refuse_parameters("Shrunk history", faults)


@dataclass(frozen=True, kw_only=True, eq=False)
class PastOffences:
    """What was recorded, offence by offence: the selection that is estimated, and all the others.

    Attributes
    ----------
    place : array of int, of shape (n,)
        The small place that each lies in; -1 for none.
    point : array of int, of shape (n,)
        Its point among the columns of ``nearness``.
    kind : array of int, of shape (n,)
        A number for each kind of offence: its category, or its code where there is none.
    selected : array of bool, of shape (n,)
        Whether it is one of those whose amount is estimated.
    amount : array of shape (n,)
        Harm, or 1 where offences are counted; 0 or above.
    months_ago : array of shape (n,)
        0 for the last month that is known, 1 for the one before.
    months : int
        How many months are known.
    """

    place: Longs
    point: Longs
    kind: Longs
    selected: Bools
    amount: Floats
    months_ago: Floats
    months: int


@dataclass(frozen=True, kw_only=True, eq=False)
class ShrunkRecord:
    """One kind of offence at every place: what was recorded, what the surroundings lead to expect.

    Attributes
    ----------
    held : array of int, of shape (h,)
        The places with a record.
    recorded : array of shape (h,)
        What was recorded there, in average offences of the kind, over the months that are known; y.
    expected_around : array of shape (p,)
        m of every place, likewise.
    amount_a_month : float
        What one such offence holds, over the months: turns both into harm (or offences) a month.
    """

    held: Longs
    recorded: Floats
    expected_around: Floats
    amount_a_month: float

    def expected(self, prior_strength: float) -> Floats:
        """Return the harm (or offences) a month to be expected at each place."""
        pull = self.pull(prior_strength)
        expected = pull * prior_strength
        expected[self.held] = pull[self.held] * (prior_strength + self.recorded)
        return expected

    def pull(self, prior_strength: float) -> Floats:
        """Return what one more recorded offence adds to a place's expectation, a month."""
        m = self.expected_around
        return self.amount_a_month * m / (prior_strength + m)


class ShrunkHistory:
    """What was recorded of each kind, and what its surroundings lead to expect, fitted once each.

    Parameters
    ----------
    past : PastOffences
    areas_km2 : array of shape (p,)
        A place twice as large expects twice as much, all else equal.

    Notes
    -----
    Harm is estimated kind by kind: a place's burglaries say more of its burglaries than its
    violence does, and the sum of kinds weighs each by the harm that an average one does.

    A pull toward the surroundings undoes part of the regression to the mean that a ranking by past
    counts falls for. It knows nothing of why a place is risky, and cannot foresee a new risk.

    References
    ----------
    Clayton, D. and Kaldor, J. (1987) Empirical Bayes estimates of age-standardized relative risks
    for use in disease mapping. Biometrics 43, 671–681.
    Hauer, E. (1997) Observational Before–After Studies in Road Safety. Pergamon, chapter 11.
    """

    def __init__(self, past: PastOffences, areas_km2: Floats) -> None:
        self._past, self._areas_km2 = past, areas_km2
        places = len(areas_km2)
        self._anything = np.bincount(past.place[past.place >= 0], minlength=places) > 0
        self._groups: dict[tuple[bool, float], _Groups] = {}
        self._fitted: dict[tuple[_Group, ShrunkHistoryParams], ShrunkRecord] = {}

    def records(
        self, around: tuple[csr_array, csr_array], params: ShrunkHistoryParams
    ) -> Iterator[ShrunkRecord]:
        """Give the record of each kind of the selection, or of several together.

        Parameters
        ----------
        around : (sparse array, sparse array)
            ``nearness`` of places and points at ``params.near_m`` and at ``params.far_m``.
        params : ShrunkHistoryParams

        Yields
        ------
        ShrunkRecord
            The sum of their ``expected`` is the harm (or the offences) a month to be expected at
            each place. None where nothing of the selection was recorded.
        """
        together = (params.by_kind, params.least_share)
        if together not in self._groups:
            self._groups[together] = _Groups(self._past, params)
        groups = self._groups[together]
        for group in groups:
            # The fit does not depend on the strength; nor, where all weigh alike, on the transform.
            transform = WeightTransform.RAW if group.weighs_alike else params.transform
            key = (group, replace(params, prior_strength=1.0, transform=transform))
            if key not in self._fitted:
                self._fitted[key] = self._fit(group, groups, around, key[1])
            yield self._fitted[key]

    def _fit(
        self,
        group: _Group,
        groups: _Groups,
        around: tuple[csr_array, csr_array],
        params: ShrunkHistoryParams,
    ) -> ShrunkRecord:
        places = len(self._areas_km2)
        recorded, each, months = _recorded(self._past, group.ours, places, params)
        facts: list[Floats] = []
        if params.other_kinds:
            beside = self._past.place[~group.ours & (self._past.place >= 0)]
            facts.append(_logs(np.bincount(beside, minlength=places).astype(np.float64)))
        if params.surroundings:
            near = groups.within(params.near_m, around[0], group)
            far = groups.within(params.far_m, around[1], group)
            facts += [near[0], far[0]]
            if params.other_kinds:
                facts += [near[1], far[1]]
        held = np.flatnonzero(recorded)
        return ShrunkRecord(
            held=held,
            recorded=recorded[held],
            expected_around=_regressed(recorded, facts, self._areas_km2, self._anything),
            amount_a_month=each / months,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class _Group:
    """Offences of a kind, or of several that are estimated together."""

    number: int
    ours: Bools
    weighs_alike: bool


class _Groups:
    """The kinds that are estimated on their own, then the rest of the selection together."""

    def __init__(self, past: PastOffences, params: ShrunkHistoryParams) -> None:
        self._past = past
        self._groups = tuple(
            _Group(number=number, ours=ours, weighs_alike=bool(np.ptp(past.amount[ours]) == 0))
            for number, ours in enumerate(_kinds_apart(past, params))
        )
        self._near: dict[float, Floats] = {}

    def __iter__(self) -> Iterator[_Group]:
        return iter(self._groups)

    def within(self, reach_m: float, nearness: csr_array, group: _Group) -> tuple[Floats, Floats]:
        """Return how much of a group, and of all else, lies near each place, as logarithms.

        Summed for all groups when one is first asked for within a reach.
        """
        if reach_m not in self._near:
            sums = nearness @ self._at_points(nearness.shape[1])
            self._near[reach_m] = _logs(np.ascontiguousarray(sums.T))
        near = self._near[reach_m]
        return near[2 * group.number], near[2 * group.number + 1]

    def _at_points(self, points: int) -> Floats:
        """Return what each point holds of each group, in average offences, and how many others."""
        past, columns = self._past, []
        for group in self._groups:
            held = past.amount[group.ours] / past.amount[group.ours].mean()
            columns += [
                np.bincount(past.point[group.ours], weights=held, minlength=points),
                np.bincount(past.point[~group.ours], minlength=points),
            ]
        return np.column_stack(columns).astype(np.float64)


def _kinds_apart(past: PastOffences, params: ShrunkHistoryParams) -> Iterator[Bools]:
    rest = past.selected & (past.amount > 0)
    if params.by_kind:
        for kind in _heavy_kinds(past.kind[rest], past.amount[rest], params.least_share):
            yield (ours := rest & (past.kind == kind))
            rest = rest & ~ours
    if rest.any():
        yield rest


def _heavy_kinds(kind: Longs, amount: Floats, least_share: float) -> Longs:
    held = np.bincount(kind, weights=amount)
    return np.flatnonzero((held > 0) & (held >= least_share * held.sum()))


def _recorded(
    past: PastOffences, ours: Bools, places: int, params: ShrunkHistoryParams
) -> tuple[Floats, float, float]:
    """Return each place's record in average offences, what one of them holds, and the months."""
    amount, age = past.amount[ours], past.months_ago[ours]
    cap = float(np.quantile(amount, CAP_QUANTILE))
    tamed = transform_weights(amount, params.transform, cap)
    fading = _fading(age, params)
    held = past.place[ours] >= 0
    weights = (tamed * fading / tamed.mean())[held]
    recorded = np.bincount(past.place[ours][held], weights=weights, minlength=places)
    months = float(_fading(np.arange(past.months, dtype=np.float64), params).sum())
    return recorded.astype(np.float64), float(amount.mean()), months


def _fading(months_ago: Floats, params: ShrunkHistoryParams) -> Floats:
    if params.half_life_months is None:
        return np.ones_like(months_ago)
    return np.asarray(0.5 ** (months_ago / params.half_life_months))


def _logs(amount: Floats) -> Floats:
    """Return the logarithms of amounts, in their place."""
    amount += HALF_AN_OFFENCE
    return np.log(amount, out=amount)


def _regressed(
    recorded: Floats, facts: Sequence[Floats], areas_km2: Floats, anything: Bools
) -> Floats:
    """Return what each place's surroundings lead to expect: a negative binomial regression.

    With few records, or nothing known but the areas, all have the same density to expect.
    """
    from statsmodels.genmod.families import NegativeBinomial  # noqa: PLC0415 - a second to import
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415 - likewise

    known = [fact for fact in facts if np.ptp(fact) > 0]
    enough = np.count_nonzero(recorded) >= PLACES_A_FACT * (len(known) + 1)
    if not known or not enough:
        return np.asarray(areas_km2 * (recorded.sum() / areas_km2.sum()))
    offset = np.log(areas_km2 / areas_km2.mean())
    terms = np.stack([np.ones(recorded.size), *known])
    rows, times = places_to_read(anything)
    fitted = GLM(
        recorded[rows],
        terms[:, rows].T,
        family=NegativeBinomial(alpha=1.0 / WORKING_SHAPE),
        offset=offset[rows],
        freq_weights=times,
    ).fit(tol=1e-6)
    level = np.asarray(fitted.params @ terms, dtype=np.float64)
    level += offset
    del fitted
    gc.collect(0)  # a fit and its model hold each other, and every table that they made
    return np.exp(level, out=level)


def places_to_read(anything: Bools) -> tuple[Longs, Floats]:
    """Return the places that a regression reads, and how many each of them stands for.

    All with any record, and of the others about ``EMPTY_PLACES_READ``, evenly spaced.
    """
    empty = np.flatnonzero(~anything)
    step = max(1, empty.size // EMPTY_PLACES_READ)
    rows = np.concatenate([np.flatnonzero(anything), empty[::step]])
    times = np.where(anything[rows], 1.0, float(step))
    return rows, times
