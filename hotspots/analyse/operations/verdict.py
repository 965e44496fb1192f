"""The verdict on an operation, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hotspots.analyse.operations.before_trend import BeforeTrend
    from hotspots.analyse.operations.delivery import Delivery
    from hotspots.analyse.operations.evaluation_params import EvaluationParams
    from hotspots.analyse.operations.operation_estimate import Estimate

TO_THE_ONE_FROM = 10  # from here on expected offences are told without decimals


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
        headline=_headline(outcome, guard) if doubtful else _capital(outcome),
        sentence=_sentence(outcome, estimate, delivery, params),
        points=(
            *_of_guard(guard, outcome),
            *_of_delivery(outcome, delivery, params),
            *_of_rings(estimate, params),
            *_of_trend(trend),
            *_of_interval(estimate, params),
        ),
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


def _headline(outcome: Outcome, guard: Guard) -> str:
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


def _sentence(
    outcome: Outcome, estimate: Estimate, delivery: Delivery | None, params: EvaluationParams
) -> str:
    found = (
        f"{estimate.treated.during:,.0f} offences in the treated areas, where "
        f"{offences_in_words(estimate.relative.expected)} were to be expected had they gone as the "
        f"controls did: {change_in_words(estimate.relative.ratio)} (likely "
        f"{interval_in_words(estimate.deciding.lower, estimate.deciding.upper)})."
    )
    fall = (
        f"a fall of about {offences_in_words(estimate.smallest_effect)} offences "
        f"({estimate.deciding.reach:.0%})"
    ).replace("%", " %")
    match outcome:
        case Outcome.NOT_DELIVERED:
            share = delivery.share_delivered if delivery and delivery.share_delivered else 0.0
            return (
                f"{_per_cent(share)} of the plan was carried out, and below "
                f"{_per_cent(params.least_delivered)} an operation is not judged: whatever the "
                "counts did, it says nothing of what the plan would have done."
            )
        case Outcome.TOO_FEW:
            if estimate.deciding.reach >= 1:
                return f"{found} Not even the end of all offences there could be told from chance."
            return f"{found} The smallest effect that could have been seen is {fall}."
        case Outcome.NO_EFFECT:
            return (
                f"{found} Chance alone makes such a difference; {fall} is the smallest effect that "
                "could have been seen."
            )
        case _:
            return f"{found} Chance alone seldom makes such a difference."


def _per_cent(share: float) -> str:
    return f"{share * 100:.0f} %"


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


def _of_delivery(
    outcome: Outcome, delivery: Delivery | None, params: EvaluationParams
) -> Iterator[str]:
    if delivery is None:
        yield (
            "No patrol was handed in, so it is not known what was done. The counts are judged as "
            "if the operation had been carried out."
        )
    elif delivery.share_delivered is None:
        yield (
            f"{delivery.visits:,} visits and {delivery.minutes:,.0f} minutes are recorded in the "
            "treated areas. There is no plan to hold them against."
        )
    elif outcome is not Outcome.NOT_DELIVERED:
        yield (
            f"{_per_cent(delivery.share_delivered)} of the plan was carried out: "
            f"{delivery.visits:,} visits, {delivery.minutes:,.0f} minutes. From "
            f"{_per_cent(params.least_delivered)} on an operation is judged."
        )


def _of_rings(estimate: Estimate, params: EvaluationParams) -> Iterator[str]:
    ring = estimate.treated_ring
    if not ring.before + ring.during:
        yield "There are no offences around the treated areas, so none can be seen to have moved."
        return
    spread = estimate.spill_over_places
    low, high = (spread or estimate.spill).interval(params.confidence)
    own_low, own_high = estimate.spill.interval(params.confidence)
    low, high = min(low, own_low), max(high, own_high)
    found = (
        f"Around the treated areas there were {ring.during:,.0f} offences where "
        f"{offences_in_words(estimate.expected_around)} were to be expected"
    )
    if low > 0:
        yield f"{found}: more than chance makes. Offences may have moved next door."
    elif high < 0:
        yield f"{found}: fewer than chance makes, so offences did not move next door."
    else:
        yield (
            f"{found}: no sign that offences moved next door, but up to "
            f"{offences_in_words(max(high, 0.0))} more offences could have done so unseen."
        )


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
            f"{abs(trend.difference_per_four_weeks) * 100:.0f} % every four weeks "
            f"(p {trend.p_value:.3f}). Had that gone on, part of the difference is not the "
            "operation's."
        )


def _of_interval(estimate: Estimate, params: EvaluationParams) -> Iterator[str]:
    yield (
        f"“Likely” is an interval that holds the true change in {_per_cent(params.confidence)} of "
        f"such evaluations. It rests on {estimate.deciding.basis.value}. An operation without any "
        f"effect is called “reduced” in about {_per_cent(params.error_rate)} of evaluations, and "
        f"an effect of just {_per_cent(min(estimate.deciding.reach, 1.0))} is missed in half of "
        "them."
    )
