"""A review of the harm spots in force in words: verdict, figures, method, caveats, receipt."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema, words
from hotspots.analyse.spots.standing_edits import StandingEdits
from hotspots.schema import SpotAdvice

if TYPE_CHECKING:
    from hotspots.analyse.spots_over_time.spot_capture import Capture
    from hotspots.analyse.spots_over_time.spot_review import SpotReview
    from hotspots.harm_index import HarmIndex
    from hotspots.study.past_spots import PastSpots
    from hotspots.study.spots_over_time.journeys import SpotReviewJourneyParams
    from hotspots.study.spots_over_time.review_periods import ReviewPeriods

NOT_LATER: Final = (
    "No offence here came after the spots were chosen: they are judged on the very period that "
    "they were chosen on, and look better than they are. One that is not among the best even so "
    "can be retired; that one is proves nothing. To tell which to keep, give the offences of the "
    "months after it too: “hotspots spots review BEFORE.csv AFTER.csv”."
)
REGRESSION: Final = (
    "Some of what makes a peak is chance and is not there the next time (regression to the mean): "
    "that a spot holds less than when it was chosen is to be expected, and shows no effect of "
    "patrols. Whether patrols worked is what “hotspots evaluate” asks."
)
RIVALS: Final = (
    "Places chosen today are drawn around the peaks of the very period they are compared on, and "
    "look better than they will be: where one is level with a spot in force, keep the spot."
)
REDRAWN: Final = (
    "Ranges are the middle 90 % of the redrawings, in which each offence counts as often as chance "
    "has it (Poisson bootstrap of the offences). Offences that follow from one another come and go "
    "together, so the truth is somewhat less sure."
)
WHOLE_FROM: Final = 100.0
NO_PATROLS: Final = (
    "No patrols were handed in: a spot that is quiet may be quiet because it is patrolled."
)


def review_in_words(review: SpotReview, periods: ReviewPeriods, selection: str) -> tuple[str, ...]:
    """Return the verdict on the set; ``selection`` names the offences that spots are made of."""
    counts = advice_counts(review)
    told = ", ".join(f"{number} to {advice}" for advice, number in counts.items())
    said = [f"Of {len(review.table)} harm spots in force: {told}."]
    if not review.is_later:
        said.append(NOT_LATER)
    now = review.now
    said.append(
        f"In {periods.now.in_words} they held {words.share(now.share_of_offences)} of the force's "
        f"{selection} offences and {words.share(now.share_of_harm)} of their harm in "
        f"{words.share(now.share_of_area, 2)} of its area. Share over share, that is a PAI of "
        f"{_ranged(now.pai, now.pai_range)}, and with harm in place of offences a harm-PAI of "
        f"{_ranged(now.harm_pai, now.harm_pai_range)}."
    )
    if review.is_later and review.then is not None:
        said.append(
            f"When they were chosen ({periods.then.in_words}) the PAI was {review.then.pai:,.0f}; "
            f"RRI (PAI now ÷ PAI then) {_ranged(review.rri, review.rri_range, 2)}. Below 1 the set "
            "holds less than it did when it was chosen on those very offences."
        )
    elif review.is_later:
        said.append(
            f"PAI then and RRI are not known: {periods.then_is_lacking}, and the spots were chosen "
            f"on {periods.then.in_words}. Give those offences too."
        )
    missed = "place" if len(review.missed) == 1 else "places"
    said.append(
        f"The data of {periods.now.in_words} would choose {len(review.missed)} {missed} that no "
        f"spot in force is part of; {review.found_again} of the spots are found again. The two "
        f"sets share {words.share(review.jaccard)} of the ground that either covers (Jaccard)."
    )
    return tuple(said)


def review_figures(review: SpotReview) -> list[tuple[str, str]]:
    """Return the figures that are read first, as label and value."""
    counts = advice_counts(review)
    rri = (
        [("RRI: PAI now ÷ PAI then", _ranged(review.rri, review.rri_range, 2))]
        if review.is_later and review.then is not None
        else []
    )
    return [
        ("Harm spots in force", f"{len(review.table)}"),
        *((f"To {advice}", f"{number}") for advice, number in counts.items()),
        ("Share of the harm in them", words.share(review.now.share_of_harm, missing=words.DASH)),
        ("PAI now", _ranged(review.now.pai, review.now.pai_range)),
        *rri,
        ("Chosen today, not in force", f"{len(review.missed)}"),
    ]


def advice_counts(review: SpotReview) -> dict[str, int]:
    """Return how many spots are to be kept, watched and retired."""
    found = review.table[schema.ADVICE].value_counts()
    return {str(advice): int(found.get(str(advice), 0)) for advice in SpotAdvice}


def review_method(params: SpotReviewJourneyParams, periods: ReviewPeriods, index: HarmIndex) -> str:
    """Return how the spots were judged."""
    review = params.review
    return (
        f"Harm is the {index.name}, {index.edition}. Each spot in force was ranked by the rule "
        f"that harm spots are ranked by, on offences of {periods.now.in_words}, among the spots in "
        "force and the places that those offences would choose. As many places as there are spots "
        f"in force are the best. Keep: among the best in {words.share(review.keep_share)} or more "
        f"of {review.redrawings} redrawings (seed {params.seed}). Retire: in less than "
        f"{words.share(review.retire_share)} of them, where at least {review.fewest_expected:g} "
        "offences were to be expected. Watch: the others. PAI: share of the selection's offences "
        "over share of the area; RRI: PAI now over PAI then."
    )


def review_caveats(
    review: SpotReview, periods: ReviewPeriods, edits: StandingEdits | None, *, with_patrols: bool
) -> tuple[str, ...]:
    """Return what a reader must know, the weightiest first."""
    edits = edits or StandingEdits()
    vetoed = tuple(
        f"{ground.spot_id} is not judged: {edits.words[ground.spot_id]}." for ground in edits.vetoed
    )
    first = () if review.is_later else (NOT_LATER,)
    lacking = (
        (f"Nothing is compared with {periods.then.in_words}: {periods.then_is_lacking}.",)
        if periods.then_is_lacking
        else ()
    )
    patrols = () if with_patrols else (NO_PATROLS,)
    return (*first, REGRESSION, RIVALS, *patrols, *lacking, *vetoed, REDRAWN)


def review_receipt(review: SpotReview, periods: ReviewPeriods, past: PastSpots) -> dict[str, Any]:
    """Return what the receipt says of the set and the verdict."""
    in_force = past.in_force
    return {
        "spot_set": None if in_force is None else str(in_force[schema.SPOT_SET].iloc[0]),
        "chosen_on": [periods.then.first, periods.then.last],
        "judged_on_later_offences": review.is_later,
        "offences_now": review.offences_now,
        "offences_then": review.offences_then,
        "harm_spots": len(review.table),
        "advice": advice_counts(review),
        "now": _plain(review.now),
        "then": None if review.then is None else _plain(review.then),
        "rri": _known(review.rri),
        "rri_range": [_known(end) for end in review.rri_range],
        "jaccard": _known(review.jaccard),
        "found_again": review.found_again,
        "chosen_today_and_not_in_force": len(review.missed),
        "spots": [
            {
                "spot_id": row[schema.SPOT_ID],
                "name": None if pd.isna(row[schema.SPOT_NAME]) else row[schema.SPOT_NAME],
                "advice": row[schema.ADVICE],
                "why": row[schema.WHY],
                "edited": None if pd.isna(row[schema.EDITED]) else row[schema.EDITED],
            }
            for row in review.table.to_dict("records")
        ],
    }


def _plain(capture: Capture) -> dict[str, Any]:
    return {
        name: [_known(end) for end in value] if isinstance(value, tuple) else _known(value)
        for name, value in asdict(capture).items()
    }


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _ranged(value: float, ends: tuple[float, float], decimals: int = 1) -> str:
    if math.isnan(value):
        return words.NOT_KNOWN
    # Of hundreds nobody has use for a tenth.
    digits = 0 if value >= WHOLE_FROM else decimals
    low, high = (f"{end:,.{digits}f}" for end in ends)
    return f"{value:,.{digits}f} ({low} to {high})"
