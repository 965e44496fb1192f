"""The effect of an operation from counts of places: each measure, and the deciding interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

import numpy as np

from hotspots.analyse.operations.displacement import (
    BeforeDuring,
    Displacement,
    DisplacementWeights,
    harm_weighted_displacement,
    weighted_displacement,
)
from hotspots.analyse.operations.evaluation_params import ControlWeight, EvaluationParams
from hotspots.analyse.operations.operation_counts import in_days
from hotspots.analyse.operations.place_bootstrap import (
    BEFORE,
    DURING,
    RING_BEFORE,
    RING_DURING,
    PlaceCounts,
    PlaceDraws,
    PlaceSpread,
    dispersion_of,
    log_ratio_of_changes,
    net,
    spill,
    spread_over_places,
)
from hotspots.analyse.operations.relative_incidence import (
    RelativeIncidence,
    poisson_e_test,
    relative_incidence,
)
from hotspots.analyse.periods import Period


class Basis(StrEnum):
    """What the deciding interval rests on; completes "it rests on …"."""

    PLACES = "how differently the single areas changed, worked out many times on areas drawn by lot"
    SCATTER = "how far apart the changes of the single areas lie"
    OFFENCES = "how far counts as large as these go up and down by chance"


@dataclass(frozen=True, kw_only=True)
class DecidingInterval:
    """The interval of the ratio that the verdict rests on.

    Attributes
    ----------
    lower, upper : float
        Of the relative incidence.
    reach : float
        Half its width as a share: the smallest change that can be told from none.
    basis : Basis
    """

    lower: float
    upper: float
    reach: float
    basis: Basis


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimate:
    """What the counts say of an operation, over one choice of before-period.

    Attributes
    ----------
    before : sequence of Period
        The stretches of the before-period that were counted.
    before_days, during_days : int
    treated, control, treated_ring, control_ring : BeforeDuring
    weights : DisplacementWeights
    relative : RelativeIncidence
    deciding : DecidingInterval
    dispersion : float or None
        How many times more the places' changes scatter than chance alone; 1 is chance.
    as_published, harm_as_published : Displacement
        The weighted displacement difference of the counts as they are, of offences and of harm;
        only where the periods are of unequal length are the counts before divided.
    local, spill, net : Displacement
        Inside the treated areas, in the rings around them, and the two together: the weighted
        displacement difference with controls and their rings divided by ``weights``.
    net_over_places, spill_over_places, harm_over_places : PlaceSpread or None
        The same with places as the unit; None with fewer than five on either side.
    harm_net : Displacement
    e_test_p_value : float
        Of the treated areas' own before and during, without the controls.
    """

    before: Sequence[Period]
    before_days: int
    during_days: int
    treated: BeforeDuring
    control: BeforeDuring
    treated_ring: BeforeDuring
    control_ring: BeforeDuring
    weights: DisplacementWeights
    relative: RelativeIncidence
    deciding: DecidingInterval
    dispersion: float | None
    as_published: Displacement
    harm_as_published: Displacement
    local: Displacement
    spill: Displacement
    net: Displacement
    net_over_places: PlaceSpread | None
    spill_over_places: PlaceSpread | None
    harm_net: Displacement
    harm_over_places: PlaceSpread | None
    e_test_p_value: float

    @property
    def change(self) -> float:
        """The treated areas' change beside the controls': −0.23 is 23 % fewer than expected."""
        return self.relative.ratio - 1.0

    @property
    def weights_as_published(self) -> DisplacementWeights:
        """Of the difference as published: the lengths of the periods, where they differ."""
        return _of_periods(self.weights)

    @property
    def smallest_effect(self) -> float:
        """The fewest offences that could have been told from none, at half the tries."""
        return self.deciding.reach * self.relative.expected

    @property
    def expected_around(self) -> float:
        """Offences to be expected in the rings around the treated areas."""
        return self.treated_ring.during - self.spill.difference


def wider_interval(
    displaced: Displacement, spread: PlaceSpread | None, confidence: float
) -> tuple[float, float]:
    """Return the wider of the Poisson interval of a difference and the one over places."""
    low, high = displaced.interval(confidence)
    reach = max((high - low) / 2, spread.reach(confidence) if spread else 0.0)
    return displaced.difference - reach, displaced.difference + reach


def estimate_effect(
    counts: PlaceCounts, *, before: Sequence[Period], during: Period, params: EvaluationParams
) -> Estimate:
    """Return every measure of an operation from the counts of its places.

    Parameters
    ----------
    counts : PlaceCounts
    before : sequence of Period
        One stretch, or what is left of it.
    during : Period
    params : EvaluationParams

    Notes
    -----
    The interval that decides is never narrower than the Poisson one, and wider where places differ
    more than chance would have them: by drawing the places where there are five or more on either
    side, else by Pearson's dispersion of their changes. Which, and why, was measured
    (docs/evaluation.md).
    """
    days = in_days(before), in_days([during])
    treated, control, ring, control_ring = _sums(counts)
    weights = _weights(counts, days, params.control_weight)
    relative = relative_incidence(treated, control)
    around = _without_places(weights)
    draws = PlaceDraws(counts, weights, params)
    return Estimate(
        before=tuple(before),
        before_days=days[0],
        during_days=days[1],
        treated=treated,
        control=control,
        treated_ring=ring,
        control_ring=control_ring,
        weights=weights,
        relative=relative,
        deciding=_deciding(counts, relative, params),
        dispersion=_dispersion(counts),
        as_published=weighted_displacement(
            treated, control, ring, control_ring, weights=_of_periods(weights)
        ),
        harm_as_published=_harm(counts, _of_periods(weights)),
        local=weighted_displacement(treated, control, weights=weights),
        spill=weighted_displacement(ring, control_ring, weights=around),
        net=weighted_displacement(treated, control, ring, control_ring, weights=weights),
        net_over_places=draws.of(net),
        spill_over_places=draws.of(spill),
        harm_net=_harm(counts, weights),
        harm_over_places=draws.of_harm(),
        e_test_p_value=poisson_e_test(
            round(treated.before),
            round(treated.during),
            before_length=days[0],
            during_length=days[1],
        ),
    )


def _sums(counts: PlaceCounts) -> tuple[BeforeDuring, BeforeDuring, BeforeDuring, BeforeDuring]:
    treated, control = counts.treated.sum(axis=0), counts.control.sum(axis=0)
    return (
        BeforeDuring(before=treated[BEFORE], during=treated[DURING]),
        BeforeDuring(before=control[BEFORE], during=control[DURING]),
        BeforeDuring(before=treated[RING_BEFORE], during=treated[RING_DURING]),
        BeforeDuring(before=control[RING_BEFORE], during=control[RING_DURING]),
    )


def _weights(
    counts: PlaceCounts, days: tuple[int, int], rule: ControlWeight
) -> DisplacementWeights:
    """Return what the controls and their rings are divided by, and the before-period's length."""
    places = len(counts.control) / len(counts.treated)
    own, other = counts.treated.sum(axis=0), counts.control.sum(axis=0)

    def weight(column: int) -> float:
        if rule is ControlWeight.NONE:
            return 1.0
        known = rule is ControlWeight.LEVEL and own[column] > 0 and other[column] > 0
        return float(other[column] / own[column]) if known else places

    return DisplacementWeights(
        control=weight(BEFORE),
        control_ring=weight(RING_BEFORE),
        before_period=days[0] / days[1],
    )


def _of_periods(weights: DisplacementWeights) -> DisplacementWeights:
    """Return the weights that unequal periods alone need: what was published knows no others."""
    return DisplacementWeights(before_period=weights.before_period)


def _without_places(weights: DisplacementWeights) -> DisplacementWeights:
    """Return the weights of the rings as if they were the areas."""
    return DisplacementWeights(control=weights.control_ring, before_period=weights.before_period)


def _deciding(
    counts: PlaceCounts, relative: RelativeIncidence, params: EvaluationParams
) -> DecidingInterval:
    normal = NormalDist().inv_cdf(0.5 + params.confidence / 2.0)
    reaches = [(normal * relative.log_standard_error, Basis.OFFENCES)]
    spread = spread_over_places(
        log_ratio_of_changes,
        counts.treated,
        counts.control,
        resamples=params.resamples,
        seed=params.seed,
    )
    found = dispersion_of(counts.treated, counts.control)
    if spread is not None:
        reaches.append((spread.reach(params.confidence), Basis.PLACES))
    elif found is not None and found[0] > 1:
        scattered = PlaceSpread(
            estimate=0.0,
            standard_error=relative.log_standard_error * found[0] ** 0.5,
            degrees_of_freedom=found[1],
        )
        reaches.append((scattered.reach(params.confidence), Basis.SCATTER))
    reach, basis = max(reaches, key=lambda each: each[0])
    return DecidingInterval(
        lower=relative.ratio * float(np.exp(-reach)),
        upper=relative.ratio * float(np.exp(reach)),
        reach=reach,
        basis=basis,
    )


def _dispersion(counts: PlaceCounts) -> float | None:
    found = dispersion_of(counts.treated, counts.control)
    return None if found is None else found[0]


def _harm(counts: PlaceCounts, weights: DisplacementWeights) -> Displacement:
    return harm_weighted_displacement(
        [
            (
                weight,
                weighted_displacement(
                    *(BeforeDuring(before=b, during=d) for b, d in sets), weights=weights
                ),
            )
            for weight, sets in counts.by_weight
        ]
    )
