"""What an area's week was expected to hold: its own level, carried along the force's season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from hotspots.arrays import Floats

# With fewer years the season cannot be told from the trend: the recent level stands for both.
YEARS_FOR_A_SEASON: Final = 2.0
WAVES: Final = 2
# The level is that of the year before; without a season, of a quarter, in which it moves little.
LEVEL_YEARS: Final = 1.0
LEVEL_YEARS_WITHOUT_SEASON: Final = 0.25
FEWEST_STEPS: Final = 3
# The newest steps before the one that is judged do not raise its own band.
GUARD: Final = 1
# So that what has never been is not expected never to be.
HALF_AN_OFFENCE: Final = 0.5
# One step farther out than this counts no more for how widely counts vary: it may be an alarm.
FARTHEST: Final = 9.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Expectation:
    """What was expected of every step, as far as steps before it tell.

    Attributes
    ----------
    expected : float array of shape (areas, steps)
        Missing where too few steps lie before.
    variance : float array of shape (areas, steps)
        By how many times a count varies about it more than Poisson's about a known mean.
    rests_on : float array of shape (areas,)
        Offences behind the newest level.
    knows_season : bool
    """

    expected: Floats
    variance: Floats
    rests_on: Floats
    knows_season: bool


def expectation(counts: Floats, *, a_year: float, known: Floats | None = None) -> Expectation:
    """Return what every step was expected to hold.

    Parameters
    ----------
    counts : float array of shape (areas, steps)
        The whole in the first row; the oldest step first. A step that is not covered is missing in
        all areas.
    a_year : float
        How many steps the year has.
    known : float array of shape (steps,), optional
        The share of each step that is reported by now, 0 to 1; by default all of it.

    Notes
    -----
    The season and the trend are the whole's: a Poisson regression (statsmodels) on time and two
    waves a year, up to the step before the newest. An area's level is its own offences of the year
    before over that curve, so that it follows season and trend without having to know its own. The
    level rests on n offences, which adds expected/n to the variance; what counts vary more than
    that is measured over the districts' last year (Pearson), and never below 1.
    """
    share = np.ones(counts.shape[1]) if known is None else known
    knows = counts.shape[1] >= YEARS_FOR_A_SEASON * a_year
    curve = (_curve(counts[0], a_year) if knows else np.ones(counts.shape[1])) * share
    years = LEVEL_YEARS if knows else LEVEL_YEARS_WITHOUT_SEASON
    back = max(round(years * a_year), FEWEST_STEPS)
    before, curve_before, steps = _before(counts, curve, back)
    enough = steps >= FEWEST_STEPS
    with np.errstate(divide="ignore", invalid="ignore"):
        level = np.where(enough, (before + HALF_AN_OFFENCE) / curve_before, np.nan)
        expected = level * curve
        of_level = 1.0 + expected / (before + HALF_AN_OFFENCE)
    wider = _dispersion(counts, expected, of_level, last=round(a_year))
    return Expectation(
        expected=expected,
        variance=wider[:, None] * of_level,
        rests_on=before[:, -1],
        knows_season=knows,
    )


def _curve(whole: Floats, a_year: float) -> Floats:
    """Return the whole's season and trend, of mean 1, at every step."""
    import statsmodels.api as sm  # noqa: PLC0415 - a second to import

    time = np.arange(len(whole)) / a_year
    angles = [2 * np.pi * (wave + 1) * time for wave in range(WAVES)]
    waves = [each(angle) for angle in angles for each in (np.sin, np.cos)]
    design = np.column_stack([np.ones_like(time), time - time.mean(), *waves])
    used = np.isfinite(whole)
    used[-1 - GUARD :] = False
    if not whole[used].sum():
        return np.ones_like(whole)
    fitted = sm.GLM(whole[used], design[used], family=sm.families.Poisson()).fit()
    curve = np.exp(design[:, 1:] @ fitted.params[1:])
    return np.asarray(curve / curve.mean())


def _before(counts: Floats, curve: Floats, back: int) -> tuple[Floats, Floats, Floats]:
    """Return the sums of so many steps before each, less the guard, of counts and of the curve."""
    there = np.isfinite(counts[0])
    held = np.where(there, counts, 0.0)

    def sums(values: Floats) -> Floats:
        total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
        last = np.maximum(np.arange(values.shape[1]) - GUARD, 0)
        return np.asarray(total[:, last] - total[:, np.maximum(last - back, 0)])

    return sums(held), sums(np.where(there, curve, 0.0)[None]), sums(there[None].astype(float))


def _dispersion(counts: Floats, expected: Floats, of_level: Floats, *, last: int) -> Floats:
    """Return by how many times each area's counts vary more than chance, pooled over the parts."""
    past = slice(max(counts.shape[1] - 1 - GUARD - last, 0), counts.shape[1] - 1 - GUARD)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = (counts - expected) ** 2 / (expected * of_level)
    squares = np.minimum(squares[:, past], FARTHEST)

    def mean(part: Floats) -> float:
        known = part[np.isfinite(part)]
        return max(float(known.mean()), 1.0) if len(known) else 1.0

    parts = mean(squares[1:]) if len(squares) > 1 else 1.0
    return np.array([mean(squares[0]), *[parts] * (len(squares) - 1)])
