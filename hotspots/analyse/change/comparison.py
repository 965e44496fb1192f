"""An area's line in two periods, and what that comes to in words."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from hotspots import care, words
from hotspots.schema import ChangeVerdict, ComparedWith

# From a doubling on, "2.4 times as many" is read more easily than "up 140 %".
DOUBLED: Final = 2.0
# With fewer independent events not even a doubling would stand out from chance: of N events split 2
# to 1 the squared score is N/9, and that passes 3.84 from N = 35 on.
FEWEST_TO_TELL: Final = 35
FEW_PERIODS: Final = (
    "too few earlier periods are known to say how much such counts vary by themselves"
)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An area's line now and in an earlier period, and what that comes to; missing is NaN.

    Attributes
    ----------
    area, line : str
    compared_with : ComparedWith
    earlier_period : str
        In words: ``November 2024``.
    now, then, then_same_days : float
        The counts; the last is the earlier one scaled to as many days as now.
    ratio, low, high, p_value, q_value, dispersion : float
        As ``schema`` has them.
    events : float
        How many events both counts together are; of harm fewer than offences, as few hold much.
    wider : float
        By how much the variance is raised for the few periods that the dispersion rests on.
    harm_of_one : float
        Mean harm of the line's offences now.
    now_withheld, then_withheld : bool
        A reader may not see the count, nor what it could be worked out from.
    is_rounded : bool
        A sum of harm so exact that single offences could be told in it is told rounded.
    lacks : str
        Why there is nothing to compare with, a clause.
    verdict : ChangeVerdict
    """

    area: str
    line: str
    compared_with: ComparedWith
    earlier_period: str
    now: float = math.nan
    then: float = math.nan
    then_same_days: float = math.nan
    ratio: float = math.nan
    low: float = math.nan
    high: float = math.nan
    p_value: float = math.nan
    q_value: float = math.nan
    dispersion: float = math.nan
    events: float = 0.0
    wider: float = 1.0
    harm_of_one: float = 0.0
    now_withheld: bool = False
    then_withheld: bool = False
    is_rounded: bool = False
    lacks: str = ""
    verdict: ChangeVerdict = ChangeVerdict.NO_DATA

    @property
    def is_withheld(self) -> bool:
        """Whether either count is withheld, and with it all that rests on both."""
        return self.now_withheld or self.then_withheld

    def told(self, amount: float) -> float:
        """Return an amount as a reader may see it."""
        return float(care.shown_harm(amount)) if self.is_rounded else amount


def change_in_words(comparison: Comparison) -> str:
    """Return what a comparison says, in a few words that can stand in a table.

    Examples
    --------
    >>> change_in_words(Comparison(
    ...     area="Wick", line="Weapons", compared_with=ComparedWith.LAST_YEAR,
    ...     earlier_period="May 2025", now=112, then=100, then_same_days=100,
    ...     ratio=1.12, low=1.03, high=1.21, verdict=ChangeVerdict.UP))
    'up 12 % (between 3 % and 21 %)'
    """
    verdict = comparison.verdict
    if verdict in (ChangeVerdict.NO_DATA, ChangeVerdict.UNREADABLE):
        return comparison.lacks
    if comparison.is_withheld or verdict in (ChangeVerdict.NO_CLEAR_CHANGE, ChangeVerdict.TOO_FEW):
        return f"{verdict}: {_against(comparison)}"
    if verdict is ChangeVerdict.CANNOT_TELL:
        return f"{verdict}: {_against(comparison)}; {_why_not(comparison)}"
    perhaps = verdict in (ChangeVerdict.PERHAPS_UP, ChangeVerdict.PERHAPS_DOWN)
    return f"{'perhaps ' if perhaps else ''}{_size(comparison)}"


def _why_not(comparison: Comparison) -> str:
    """Say why so many events do not tell: how little is known of their variance, or how large."""
    if comparison.events >= FEWEST_TO_TELL * comparison.dispersion:
        return FEW_PERIODS
    return f"such counts vary {comparison.dispersion:.1f} times as much as chance gives"


def _size(comparison: Comparison) -> str:
    ratio, low, high = comparison.ratio, comparison.low, comparison.high
    if math.isinf(ratio):
        return f"up from none: {_against(comparison)}"
    if ratio == 0:
        return f"down to none: {_against(comparison)}"
    if ratio >= DOUBLED:
        return f"{ratio:.1f} times as many (between {_times(low)} and {high:.1f})"
    if ratio > 1:
        return f"up {_percent(ratio - 1)} ({_between(low - 1, high - 1)})"
    return f"down {_percent(1 - ratio)} ({_between(1 - high, 1 - low)})"


def _times(ratio: float) -> str:
    """Return a ratio to a decimal; to two, where one would read as no change at all."""
    return f"{ratio:.2f}" if round(ratio, 1) == 1 else f"{ratio:.1f}"


def _between(least: float, most: float) -> str:
    if most > DOUBLED:
        return f"at least {_percent(least)}"
    return f"between {_percent(least)} and {_percent(most)}"


def _percent(share: float) -> str:
    """Return a share in per cent; what would be rounded to nothing keeps a decimal."""
    return words.share(share) if abs(share) >= 0.01 else words.share(share, 1)  # noqa: PLR2004 - 1 %


def _against(comparison: Comparison) -> str:
    """Return both counts; the earlier one for as many days where that makes a difference."""
    then, scaled = (
        f"{comparison.told(each):,.0f}" for each in (comparison.then, comparison.then_same_days)
    )
    if comparison.then_withheld:
        then = scaled = care.WITHHELD
    now = care.WITHHELD if comparison.now_withheld else f"{comparison.told(comparison.now):,.0f}"
    words = f"{now} against {then}"
    same = then == scaled
    return words if same else f"{words} ({scaled} for as many days)"
