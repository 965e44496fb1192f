"""Keep, watch or retire a harm spot, and why, in words that a sergeant would use."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots import words
from hotspots.schema import SpotAdvice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hotspots.analyse.spots_over_time.spot_review_params import SpotReviewParams

ONE_OFFENCE = 0.5


@dataclass(frozen=True, kw_only=True)
class SpotFindings:
    """What is known of one spot in force when it is judged.

    Attributes
    ----------
    rank, rank_low, rank_high, places, best : int
        Its rank now with the middle 90 %, among how many places, and how many of them are the best.
    share_among_best : float
        Of the redrawings, 0 to 1.
    offences : int
        In the later period.
    expected : float
        Offences that it would have had at its earlier pace; NaN where that is not known.
    rri, rri_low, rri_high : float
        NaN where the earlier period is not known.
    largest_offence_share : float
    patrol_minutes : float
        NaN where no patrols were handed in.
    is_later : bool
        Whether it is judged on offences that came after it was chosen.
    """

    rank: int
    rank_low: int
    rank_high: int
    places: int
    best: int
    share_among_best: float
    offences: int
    expected: float
    rri: float
    rri_low: float
    rri_high: float
    largest_offence_share: float
    patrol_minutes: float
    is_later: bool


def advice_on(spot: SpotFindings, params: SpotReviewParams) -> SpotAdvice:
    """Return what the figures say of a spot.

    Keep: among the best in most redrawings of later offences. Retire: hardly ever among them, and
    enough was to be expected that this is not chance. Else watch; and that a spot is among the best
    on the very offences it was chosen on keeps none.
    """
    if spot.share_among_best >= params.keep_share:
        return SpotAdvice.KEEP if spot.is_later else SpotAdvice.WATCH
    too_few = spot.expected < params.fewest_expected
    if spot.share_among_best < params.retire_share and not too_few:
        return SpotAdvice.RETIRE
    return SpotAdvice.WATCH


def reason_for(spot: SpotFindings, advice: SpotAdvice, params: SpotReviewParams) -> str:
    """Return the reason for an advice, in one to four sentences."""
    return " ".join(_sentences(spot, advice, params))


def _sentences(spot: SpotFindings, advice: SpotAdvice, params: SpotReviewParams) -> Iterator[str]:
    span = (
        f"{spot.rank_low}" if spot.rank_low == spot.rank_high else
        f"{spot.rank_low} to {spot.rank_high}"
    )  # fmt: skip
    yield (
        f"Rank {spot.rank} of {spot.places} places now, likely {span}; among the first {spot.best} "
        f"in {words.share(spot.share_among_best)} of the redrawings."
    )
    if spot.expected < params.fewest_expected and advice is SpotAdvice.WATCH:
        yield (
            f"Only {spot.expected:.1f} offences were to be expected in so short a time: too few "
            "to retire it."
        )
    yield from _against_then(spot)
    if spot.largest_offence_share > ONE_OFFENCE:
        yield f"One offence holds {words.share(spot.largest_offence_share)} of its harm now."
    if spot.patrol_minutes > 0 and advice is not SpotAdvice.KEEP:
        yield (
            f"It was patrolled for {spot.patrol_minutes:,.0f} minutes in that time, and may be "
            "quiet because of it."
        )


def _against_then(spot: SpotFindings) -> Iterator[str]:
    if math.isnan(spot.rri):
        return
    high = "no upper end" if math.isinf(spot.rri_high) else f"{spot.rri_high:.2f}"
    told = f"{spot.rri:.2f} times its share of offences then (likely {spot.rri_low:.2f} to {high})"
    if spot.rri_high < 1:
        yield f"It holds less than it did: {told}."
    elif spot.rri_low > 1:
        yield f"It holds more than it did: {told}."
