"""How sure a comparison of places is when places, and not offences, are what could have been other.

The Poisson error knows only that counts scatter. Places also change by themselves: a pub closes, a
school moves. Drawing the places again and again shows how much, and the interval widens by it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hotspots.analyse.operations.evaluation_params import ControlWeight, EvaluationParams
from hotspots.analyse.operations.relative_incidence import HALF
from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.analyse.operations.displacement import DisplacementWeights
    from hotspots.arrays import Floats

    Statistic = Callable[[Floats, Floats], Floats]


# With fewer places than this on either side there are too few different draws: 3 places have 10.
FEWEST_PLACES: Final = 5
BEFORE, DURING, RING_BEFORE, RING_DURING = range(4)


@dataclass(frozen=True, kw_only=True)
class PlaceSpread:
    """How far a figure would move with other places of the same kind.

    Attributes
    ----------
    estimate, standard_error : float
    degrees_of_freedom : float
        Of Student's t: few places make even the error unsure.
    """

    estimate: float
    standard_error: float
    degrees_of_freedom: float

    def reach(self, confidence: float) -> float:
        """Return half the width of the interval."""
        from scipy.stats import t  # noqa: PLC0415 - half a second to import, used only here

        quantile = float(t.ppf(0.5 + confidence / 2.0, self.degrees_of_freedom))
        return quantile * self.standard_error

    def interval(self, confidence: float = 0.95) -> tuple[float, float]:
        """Return the lower and the upper end of the interval."""
        reach = self.reach(confidence)
        return self.estimate - reach, self.estimate + reach


def spread_over_places(
    statistic: Statistic, treated: Floats, control: Floats, *, resamples: int, seed: int
) -> PlaceSpread | None:
    """Return how far a figure moves when the places are drawn again, with replacement.

    Parameters
    ----------
    statistic : function
        Takes the sums over treated and over control places, two arrays of shape (k, columns), and
        returns k figures.
    treated, control : array of shape (places, columns)
        A row a place, for example its counts; in an order that does not depend on the input's.
    resamples : int
    seed : int

    Returns
    -------
    PlaceSpread or None
        None with fewer than five places on either side.

    Notes
    -----
    Each side is drawn while the other is held, and the two variances are added. A bootstrap of n
    places is too narrow by (n − 1)/n, which is put right, and the error is itself unsure with few
    places, for which Student's t stands with Welch's degrees of freedom. The plain percentile
    interval, without either, said "fewer" where nothing had changed in 7 to 11 % of runs at a
    stated 5 % (5 to 10 places; docs/evaluation.md).
    """
    if min(len(treated), len(control)) < FEWEST_PLACES:
        return None
    sums = treated.sum(axis=0)[None, :], control.sum(axis=0)[None, :]
    streams = np.random.default_rng(seed).spawn(2)
    of_treated = statistic(_drawn(treated, resamples, streams[0]), sums[1])
    of_control = statistic(sums[0], _drawn(control, resamples, streams[1]))
    sides = [(of_treated, len(treated)), (of_control, len(control))]
    variances = [float(figures.var(ddof=1)) * n / (n - 1) for figures, n in sides]
    total = math.fsum(variances)
    estimate = float(statistic(*sums)[0])
    fewest = min(n for _, n in sides) - 1
    if total <= 0:
        return PlaceSpread(estimate=estimate, standard_error=0.0, degrees_of_freedom=fewest)
    parts = [v**2 / (n - 1) for v, (_, n) in zip(variances, sides, strict=True)]
    return PlaceSpread(
        estimate=estimate,
        standard_error=math.sqrt(total),
        degrees_of_freedom=total**2 / math.fsum(parts),
    )


def _drawn(places: Floats, resamples: int, rng: np.random.Generator) -> Floats:
    """Return the sums over each resample: how often each place is drawn, times its row."""
    count = len(places)
    times = rng.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    drawn: Floats = times @ places
    return drawn


def log_ratio_of_changes(treated: Floats, control: Floats) -> Floats:
    """Return ln of (treated during / before) over (control during / before), from sums."""
    return _log_change(treated) - _log_change(control)


def _log_change(sums: Floats) -> Floats:
    pair = sums[:, [BEFORE, DURING]]
    pair = pair + np.where((pair == 0).any(axis=1, keepdims=True), HALF, 0.0)
    change: Floats = np.log(pair[:, 1]) - np.log(pair[:, 0])
    return change


def dispersion_of(treated: Floats, control: Floats) -> tuple[float, int] | None:
    """Return how many times more places differ in their change than chance would have them.

    Parameters
    ----------
    treated, control : array of shape (places, 2 or more)
        Counts before and during.

    Returns
    -------
    (float, int) or None
        Pearson's χ² over its degrees of freedom, and those; about 1 where places change by chance
        alone. None without two places that have offences on one side.

    Raises
    ------
    ParameterError
        When a count is negative.
    """
    if min(treated.min(initial=0), control.min(initial=0)) < 0:
        raise ParameterError("Counts of places must be 0 or above.")
    sides = [_pearson(side[:, BEFORE], side[:, DURING]) for side in (treated, control)]
    freedom = sum(degrees for _, degrees in sides)
    if freedom < 1:
        return None
    return math.fsum(chi for chi, _ in sides) / freedom, freedom


def _pearson(before: Floats, during: Floats) -> tuple[float, int]:
    """Return χ² of the places' shares of offences in the second period, and its degrees."""
    both = before + during
    share = float(during.sum() / max(both.sum(), 1.0))
    if not 0 < share < 1:
        return 0.0, 0
    seen = both > 0
    off: NDArray[Any] = (during - both * share)[seen] ** 2 / (both * share * (1.0 - share))[seen]
    return math.fsum(off), int(seen.sum()) - 1


@dataclass(frozen=True, kw_only=True, eq=False)
class PlaceCounts:
    """Counts of each place: columns are before, during, and the same two in the ring around it.

    Attributes
    ----------
    treated, control : array of shape (places, 4)
    treated_harm, control_harm : array of shape (places, 4)
        The same with harm.
    by_weight : sequence of (float, array of shape (4, 2))
        For each weight that an offence has: treated, control, treated ring and control ring, before
        and during.
    """

    treated: Floats
    control: Floats
    treated_harm: Floats
    control_harm: Floats
    by_weight: Sequence[tuple[float, Floats]]


class PlaceDraws:
    """Draws the places for each measure; the level of the controls is worked out in every draw."""

    def __init__(
        self, counts: PlaceCounts, weights: DisplacementWeights, params: EvaluationParams
    ) -> None:
        self._counts = counts
        self._weights = weights
        self._params = params

    def of(self, part: Callable[[Callable[[int], Floats]], Floats]) -> PlaceSpread | None:
        """Return the spread of a part of the displacement difference: ``net`` or ``spill``."""
        by_level = self._params.control_weight is ControlWeight.LEVEL

        def statistic(treated: Floats, control: Floats) -> Floats:
            def difference(column: int) -> Floats:
                scale = _scale(treated, control, column) if by_level else None
                return self._difference(treated, control, column, scale)

            return part(difference)

        return self._spread(statistic, self._counts.treated, self._counts.control)

    def of_harm(self) -> PlaceSpread | None:
        """Return the spread of the displacement difference by harm."""

        def statistic(treated: Floats, control: Floats) -> Floats:
            return net(lambda column: self._difference(treated, control, column, None))

        return self._spread(statistic, self._counts.treated_harm, self._counts.control_harm)

    def _difference(
        self, treated: Floats, control: Floats, column: int, scale: Floats | None
    ) -> Floats:
        """Return the change in treated less the change in control, from one pair of columns."""
        fixed = self._weights.control if column == BEFORE else self._weights.control_ring
        by = 1.0 / fixed if scale is None else scale
        before = self._weights.before_period
        own = treated[:, column + 1] - treated[:, column] / before
        other = control[:, column + 1] - control[:, column] / before
        changed: Floats = own - by * other
        return changed

    def _spread(
        self, statistic: Callable[[Floats, Floats], Floats], treated: Floats, control: Floats
    ) -> PlaceSpread | None:
        return spread_over_places(
            statistic,
            treated,
            control,
            resamples=self._params.resamples,
            seed=self._params.seed,
        )


def _scale(treated: Floats, control: Floats, column: int) -> Floats:
    """Return treated over control before; 1 a place where either has none."""
    own, other = treated[:, column], control[:, column]
    known = (own > 0) & (other > 0)
    scale: Floats = np.where(known, own / np.where(other > 0, other, 1.0), 1.0)
    return scale


def net(difference: Callable[[int], Floats]) -> Floats:
    """Return the displacement difference: inside the areas and around them."""
    return difference(BEFORE) + difference(RING_BEFORE)


def spill(difference: Callable[[int], Floats]) -> Floats:
    """Return the part of it that lies around the areas."""
    return difference(RING_BEFORE)
