"""The verdict on an operation, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hotspots import care, words
from hotspots.analyse.operations.operation_estimate import wider_interval

if TYPE_CHECKING:
    from hotspots.analyse.operations.before_trend import BeforeTrend
    from hotspots.analyse.operations.delivery import Delivery
    from hotspots.analyse.operations.displacement import Displacement
    from hotspots.analyse.operations.evaluation_params import EvaluationParams
    from hotspots.analyse.operations.operation_estimate import Estimate

SMALLEST_P = 0.001  # below it a p-value is told as being below it
USUAL_P = 0.05  # below it a difference is usually held to be more than chance
TO_THE_ONE_FROM = 10  # from here on expected offences are told without decimals


HARM_TOO = "; harm is not shown to have fallen"


class Outcome(StrEnum):
    """What can be said of an operation."""

    REDUCED = "reduced"
    NO_EFFECT = "no detectable effect"
    INCREASED = "increased"
    NOT_DELIVERED = "not delivered"
    TOO_FEW = "too few offences to tell"


class Guard(StrEnum):
    """How a return to the usual level is kept apart from an effect (regression to the mean)."""

    NOT_NEEDED = "the areas were not chosen on the data they are judged by"
    LEFT_OUT = "the days by which the areas were chosen are left out"
    SAME_RULE = "the controls were chosen by the same rule on the same data"
    NONE = "the areas were chosen on the data they are judged by"
    UNKNOWN = "it is not said on which data the areas were chosen"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is said of an operation.

    Attributes
    ----------
    outcome : Outcome
    is_guarded : bool
        False where a fall may only be the return to the usual level.
    headline : str
        A few words.
    sentence : str
        The finding with its figures.
    points : tuple of str
        What one has to know with it, the weightiest first; each one or two sentences.
    """

    outcome: Outcome
    is_guarded: bool
    headline: str
    sentence: str
    points: tuple[str, ...]


def verdict_on(
    estimate: Estimate,
    *,
    guard: Guard,
    trend: BeforeTrend,
    delivery: Delivery | None,
    params: EvaluationParams,
    fewest: int = care.FEWEST_COUNTED,
) -> Verdict:
    """Say what an operation did.

    Parameters
    ----------
    estimate : Estimate
        The one to judge by: guarded against regression to the mean where that can be.
    guard : Guard
    trend : BeforeTrend
    delivery : Delivery or None
        None where no patrol was handed in.
    params : EvaluationParams
    fewest : int
        The least that is told of a count that is not 0: ``care.fewest_of``.

    Notes
    -----
    What was not delivered is not judged. Else the deciding interval of the relative incidence says
    reduced or increased where it leaves out 1; where it does not, and even a worthwhile fall would
    have been inside it, there are too few offences to tell.
    """
    outcome = outcome_of(estimate, delivery=delivery, params=params)
    doubtful = guard in (Guard.NONE, Guard.UNKNOWN) and outcome is Outcome.REDUCED
    return Verdict(
        outcome=outcome,
        is_guarded=guard not in (Guard.NONE, Guard.UNKNOWN),
        headline=_headline(outcome, guard, doubtful=doubtful)
        + (HARM_TOO if _harm_is_open(outcome, estimate, params) else ""),
        sentence=_sentence(outcome, estimate, delivery, params, fewest),
        points=tuple(_points(outcome, estimate, guard, trend, delivery, params, fewest)),
    )


def outcome_of(
    estimate: Estimate, *, delivery: Delivery | None, params: EvaluationParams
) -> Outcome:
    """Return the verdict alone."""
    share = delivery.share_delivered if delivery else None
    if share is not None and share < params.least_delivered:
        return Outcome.NOT_DELIVERED
    if estimate.deciding.upper < 1.0:
        return Outcome.REDUCED
    if estimate.deciding.lower > 1.0:
        return Outcome.INCREASED
    if estimate.deciding.reach > params.worthwhile_change:
        return Outcome.TOO_FEW
    return Outcome.NO_EFFECT


def _points(
    outcome: Outcome,
    estimate: Estimate,
    guard: Guard,
    trend: BeforeTrend,
    delivery: Delivery | None,
    params: EvaluationParams,
    fewest: int,
) -> Iterator[str]:
    """Say what has to be known; of an operation that is not judged, only what was done."""
    if outcome is Outcome.NOT_DELIVERED:
        yield from _of_unmatched(delivery)
        return
    if _harm_is_open(outcome, estimate, params):
        yield (
            "There were fewer offences; that they did less harm is not shown. The likely range of "
            "the change in harm, areas and rings together, includes no change."
        )
    yield from _of_guard(guard, outcome)
    yield from _of_delivery(delivery, params)
    yield from _of_unmatched(delivery)
    yield from _of_rings(estimate, params, fewest)
    yield from _of_differences(estimate)
    yield from _of_trend(trend)
    yield from _of_interval(estimate, params)


def _harm_is_open(outcome: Outcome, estimate: Estimate, params: EvaluationParams) -> bool:
    """Whether offences fell and the harm they did is not shown to have fallen with them."""
    _, high = wider_interval(estimate.harm_net, estimate.harm_over_places, params.confidence)
    return outcome is Outcome.REDUCED and high >= 0


def _headline(outcome: Outcome, guard: Guard, *, doubtful: bool) -> str:
    if not doubtful:
        return _capital(outcome)
    if guard is Guard.UNKNOWN:
        return f"{_capital(outcome)}, if the areas were not chosen because they were at their worst"
    return f"{_capital(outcome)}, or only back to the usual level: the two cannot be told apart"


def _capital(outcome: Outcome) -> str:
    return outcome.value[0].upper() + outcome.value[1:]


def offences_in_words(number: float) -> str:
    """Return a number of offences that was worked out: whole from ten on, else to a decimal."""
    return f"{number:,.0f}" if abs(number) >= TO_THE_ONE_FROM else f"{number:.1f}"


def change_in_words(ratio: float) -> str:
    """Return a ratio as a change: ``23 % fewer``, ``4 % more``, ``no change``."""
    change = round((ratio - 1.0) * 100)
    if change == 0:
        return "no change"
    return f"{abs(change):,} % {'fewer' if change < 0 else 'more'}"


def interval_in_words(lower: float, upper: float) -> str:
    """Return an interval of a ratio: ``between 40 % fewer and 2 % more``."""
    return f"between {change_in_words(lower)} and {change_in_words(upper)}"


def p_in_words(p_value: float) -> str:
    """Return a p-value to three decimals: ``0.042``, ``below 0.001``."""
    return f"below {SMALLEST_P}" if p_value < SMALLEST_P else f"{p_value:.3f}"


def _sentence(
    outcome: Outcome,
    estimate: Estimate,
    delivery: Delivery | None,
    params: EvaluationParams,
    fewest: int,
) -> str:
    told = words.capital(care.count_in_words(int(estimate.treated.during), fewest=fewest))
    found = (
        f"{told} offences in the treated areas, where "
        f"{offences_in_words(estimate.relative.expected)} were to be expected had they gone as the "
        f"controls did: {change_in_words(estimate.relative.ratio)} (likely "
        f"{interval_in_words(estimate.deciding.lower, estimate.deciding.upper)})."
    )
    fall = (
        f"a fall of about {offences_in_words(estimate.smallest_effect)} offences "
        f"({words.share(estimate.deciding.reach)})"
    )
    match outcome:
        case Outcome.NOT_DELIVERED:
            share = delivery.share_delivered if delivery else None
            return (
                f"{words.share(share or 0.0)} of the plan was carried out, and below "
                f"{words.share(params.least_delivered)} an operation is not judged: whatever the "
                "counts did, it says nothing of what the plan would have done."
            )
        case Outcome.TOO_FEW:
            if estimate.deciding.reach >= 1:
                return f"{found} Not even the end of all offences there could be told from chance."
            return (
                f"{found} In at least half of such evaluations {fall} would have been found; a "
                "smaller one would mostly have been missed."
            )
        case Outcome.NO_EFFECT:
            return (
                f"{found} Chance alone makes such a difference. In at least half of such "
                f"evaluations {fall} would have been found; a smaller one would mostly have been "
                "missed."
            )
        case _:
            return f"{found} Chance alone seldom makes such a difference."


def _of_guard(guard: Guard, outcome: Outcome) -> Iterator[str]:
    weighty = " That is the first thing to doubt here." if outcome is Outcome.REDUCED else ""
    match guard:
        case Guard.NONE:
            yield (
                "The areas were chosen on the very period that they are compared with. Places that "
                "are chosen at their worst get better by themselves (regression to the mean), and "
                f"no day of the before-period is free of it.{weighty} Choose on one period and "
                "judge on later ones."
            )
        case Guard.UNKNOWN:
            yield (
                "The operation does not say on which data its areas were chosen. If they were "
                "chosen because the before-period was bad, part of any fall is the return to their "
                f"usual level.{weighty} Say it in the operation's file, under chosen."
            )
        case Guard.LEFT_OUT:
            yield (
                "The areas were chosen on part of the before-period. Places chosen at their worst "
                "get better by themselves, so that part is left out of what the verdict rests on."
            )
        case Guard.SAME_RULE:
            yield (
                "The areas were chosen on the period that they are compared with. The controls "
                "were chosen by the same rule on the same data and were as busy in it, so they "
                "return to their usual level too."
            )
        case Guard.NOT_NEEDED:
            return


def _of_delivery(delivery: Delivery | None, params: EvaluationParams) -> Iterator[str]:
    if delivery is None:
        yield (
            "No patrol was handed in, so it is not known what was done. The counts are judged as "
            "if the operation had been carried out."
        )
    elif not delivery.is_known:
        yield (
            "It is not known what was done. The counts are judged as if the operation had been "
            "carried out."
        )
    elif delivery.share_delivered is None:
        yield (
            f"{delivery.visits:,} visits and {delivery.minutes:,.0f} minutes are recorded in the "
            "treated areas. There is no plan to hold them against."
        )
    else:
        yield (
            f"{words.share(delivery.share_delivered)} of the plan was carried out: "
            f"{delivery.visits:,} visits, {delivery.minutes:,.0f} minutes. From "
            f"{words.share(params.least_delivered)} on an operation is judged."
        )


def _of_unmatched(delivery: Delivery | None) -> Iterator[str]:
    if delivery is None or not delivery.not_known:
        return
    areas, of = len(delivery.not_known), len(delivery.by_area)
    left_out = "" if not delivery.is_known else " They are left out of the share carried out."
    yield (
        f"What was done in {areas} of {of} treated areas is not known "
        f"({words.listed(delivery.not_known, most=6)}): the patrols handed in match none of "
        f"their ground.{left_out} Hand in patrols with their points, and they are "
        "placed in the areas themselves."
    )


def _of_rings(estimate: Estimate, params: EvaluationParams, fewest: int) -> Iterator[str]:
    ring = estimate.treated_ring
    if not ring.before + ring.during:
        yield "There are no offences around the treated areas, so none can be seen to have moved."
        return
    low, high = wider_interval(estimate.spill, estimate.spill_over_places, params.confidence)
    expected = estimate.expected_around
    told = care.count_in_words(int(ring.during), fewest=fewest)
    found = (
        f"Around the treated areas there were {told} offences where "
        f"{offences_in_words(expected)} were to be expected"
    )
    likely = f"likely between {_of_expected(low, expected)} and {_of_expected(high, expected)}"
    if low > 0:
        yield f"{found}: more than chance makes. Offences may have moved next door."
    elif high < 0:
        yield f"{found}: fewer than chance makes, so offences did not move next door."
    elif not expected > 0 or high > params.worthwhile_change * expected:
        yield (
            f"{found}. Whether offences moved next door cannot be told ({likely}): up to "
            f"{offences_in_words(max(high, 0.0))} could have done so unseen."
        )
    else:
        yield (
            f"{found}: no sign that offences moved next door ({likely}). At most "
            f"{offences_in_words(max(high, 0.0))} could have done so unseen."
        )


def _of_differences(estimate: Estimate) -> Iterator[str]:
    """Say which measure decides and why, and what the published difference makes of the counts."""
    published, scaled = estimate.as_published, estimate.net
    decides = (
        "The verdict rests on the relative incidence: the treated areas' change over the "
        "controls', which is the same whatever the size of the controls."
    )
    told = f"as published, with {estimate.weights_as_published.in_words}: {_difference(published)}"
    if published == scaled:
        yield f"{decides} The weighted displacement difference {told}."
        return
    both = (
        f"The weighted displacement difference {told}; with {estimate.weights.in_words}, so "
        "that they count as much as the treated areas and their rings did before: "
        f"{_difference(scaled)}."
    )
    disagree = (published.p_value < USUAL_P) != (scaled.p_value < USUAL_P)
    apart = (
        " The two do not agree about 5 %: by one chance alone seldom makes such a difference, by "
        "the other it may."
        if disagree
        else ""
    )
    yield f"{decides} {both}{apart}"


def _difference(displaced: Displacement) -> str:
    told = (
        f"{displaced.difference:+,.1f} offences (standard error {displaced.standard_error:,.1f}, "
        f"p {p_in_words(displaced.p_value)})"
    )
    return told.replace("-", "−")


def _of_expected(difference: float, expected: float) -> str:
    """Return a difference as a share of what was to be expected, or as offences without one."""
    if not expected > 0:
        return f"{offences_in_words(difference)} offences".replace("-", "−")
    return change_in_words(max(1.0 + difference / expected, 0.0))


def _of_trend(trend: BeforeTrend) -> Iterator[str]:
    if not trend.is_known:
        yield (
            "There are too few weeks or offences before the operation to say whether treated areas "
            "and controls were going the same way."
        )
    elif trend.differs:
        way = "falling" if trend.difference_per_four_weeks < 0 else "rising"
        yield (
            f"Already before the operation the treated areas were {way} against the controls, by "
            f"{words.share(abs(trend.difference_per_four_weeks))} every four weeks "
            f"(p {p_in_words(trend.p_value)}: how often chance alone makes as large a difference). "
            "Had that gone on, part of the difference is not the operation's."
        )


def _of_interval(estimate: Estimate, params: EvaluationParams) -> Iterator[str]:
    yield (
        f"“Likely” is an interval that holds the true change in {words.share(params.confidence)} "
        f"of such evaluations. It rests on {estimate.deciding.basis.value}. An operation without "
        f"any effect is called “reduced” in about {words.share(params.error_rate)} of evaluations, "
        f"and an effect of just {words.share(min(estimate.deciding.reach, 1.0))} is missed in half "
        "of them."
    )
