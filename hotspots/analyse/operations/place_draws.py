"""Counts of places, and each measure over places that are drawn again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hotspots.analyse.operations.evaluation_params import ControlWeight, EvaluationParams
from hotspots.analyse.operations.place_bootstrap import (
    BEFORE,
    RING_BEFORE,
    PlaceSpread,
    spread_over_places,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.analyse.operations.displacement import DisplacementWeights

    Floats = NDArray[np.float64]


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
