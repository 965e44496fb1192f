"""Fit on what was known, judge on what came: the periods of a hold-out, and choosing by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from hotspots.errors import NoRowsError

Params = TypeVar("Params")

# Settings are chosen on two earlier periods of two months: one alone would be a matter of chance,
# and more would leave a half-year's record too little to be fitted on.
EARLIER_FOLDS: Final = 2
EARLIER_MONTHS: Final = 2
FEWEST_MONTHS: Final = 8
# A setting takes the place of the usual one when it captures a tenth of a point more on the earlier
# folds. What is less than that is noise, and the usual one is the simpler.
WORTH_HAVING: Final = 0.001


@dataclass(frozen=True, kw_only=True)
class Fold:
    """Months 0 to ``known`` − 1 are known; months ``known`` to ``known + judged`` − 1 are judged.

    Attributes
    ----------
    known, judged : int
        In months; at least 1.
    """

    known: int
    judged: int

    @property
    def end(self) -> int:
        """The first month that is neither known nor judged."""
        return self.known + self.judged


def one_split(months: int) -> Fold:
    """Return the one split: three quarters of the months known, the last quarter judged.

    Raises
    ------
    NoRowsError
        When there are fewer than eight months: too few to choose anything on earlier ones.

    Examples
    --------
    >>> one_split(12)
    Fold(known=9, judged=3)
    """
    require_months(months)
    judged = max(1, months // 4)
    return Fold(known=months - judged, judged=judged)


def monthly_roll(months: int) -> tuple[Fold, ...]:
    """Return the folds of a monthly roll: from half the months on, each next month is judged.

    Examples
    --------
    >>> [fold.known for fold in monthly_roll(12)]
    [6, 7, 8, 9, 10, 11]
    """
    require_months(months)
    return tuple(Fold(known=known, judged=1) for known in range(months - months // 2, months))


def earlier_folds(fold: Fold) -> tuple[Fold, ...]:
    """Return the folds inside what is known, on which settings are chosen.

    Examples
    --------
    >>> earlier_folds(Fold(known=9, judged=3))
    (Fold(known=7, judged=2), Fold(known=5, judged=2))
    """
    known = (fold.known - EARLIER_MONTHS * back for back in range(1, EARLIER_FOLDS + 1))
    return tuple(Fold(known=each, judged=EARLIER_MONTHS) for each in known if each > 0)


def require_months(months: int) -> None:
    """Refuse a period too short to learn from and be judged on.

    Raises
    ------
    NoRowsError
    """
    if months < FEWEST_MONTHS:
        raise NoRowsError(
            f"The offences cover {months} whole months; accuracy on later months needs at least "
            f"{FEWEST_MONTHS}, twelve being better. Add the months before: name their files, or "
            "put them into the workspace's data."
        )


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One setting that was tried, and what it reached on the earlier folds."""

    setting: str
    value: Any
    reached: float


def settle(
    start: Params, ladders: Mapping[str, Sequence[Any]], reached: Callable[[Params], float]
) -> tuple[Params, tuple[Tried, ...]]:
    """Choose settings one after another, each by what it reaches on earlier folds.

    Parameters
    ----------
    start : dataclass
    ladders : mapping of str to sequence
        For each setting the values to try, the usual one first: it stays unless another captures
        a tenth of a point more.
    reached : callable
        What a setting reaches on the earlier folds; more is better.

    Returns
    -------
    (dataclass, tuple of Tried)
        The settings chosen, and all that was tried.

    Notes
    -----
    One setting at a time, not all combinations: fewer comparisons, so less is chosen by chance.
    """
    best, tried = start, []
    for name, values in ladders.items():
        scores = [reached(replace(best, **{name: value})) for value in values]  # type: ignore[type-var] # every Params is a dataclass
        tried += [
            Tried(setting=name, value=value, reached=score)
            for value, score in zip(values, scores, strict=True)
        ]
        if max(scores) > scores[0] + WORTH_HAVING:
            top = values[scores.index(max(scores))]
            best = replace(best, **{name: top})  # type: ignore[type-var] # likewise
        else:
            best = replace(best, **{name: values[0]})  # type: ignore[type-var] # likewise
    return best, tuple(tried)
