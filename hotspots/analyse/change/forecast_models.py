"""The ways of saying what the next weeks bring: same as last year, recent level, level and season.

All work on the square root of the daily rate, where counts vary alike whatever their size
(Anscombe's, with 3/8 added), and turn back at the end. The level, and the season around it, are the
local level model and trigonometric season of ``statsmodels``' ``UnobservedComponents``.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from hotspots.schema import ForecastMethod

if TYPE_CHECKING:
    from hotspots.analyse.change.offence_series import Step
    from hotspots.arrays import Floats, Longs

_ANSCOMBE: Final = 3 / 8
# Two waves a year hold summer, Christmas and a dip between; more would need more years.
WAVES_A_YEAR: Final = 2
PATHS: Final = 2_000
SEED: Final = 2025
MOST_ITERATIONS: Final = 200
# Differences from a year before, behind the interval of "same as last year".
FEWEST_DIFFERENCES: Final = 3


@dataclass(frozen=True, kw_only=True, eq=False)
class Prediction:
    """What is said of the coming steps, and of all of them together in the last place.

    Attributes
    ----------
    middle, low, high : float arrays of shape (steps + 1,)
        Offences.
    """

    middle: Floats
    low: Floats
    high: Floats


def to_root(counts: Floats, days: Longs, step: Step) -> Floats:
    """Return counts brought to a usual step's days, as their root."""
    return np.sqrt(counts * step.usual_days / days + _ANSCOMBE)


def from_root(roots: Floats, days: Longs, step: Step) -> Floats:
    """Return the counts over so many days that roots stand for; none is below 0."""
    counts = (np.maximum(roots, 0.0) ** 2 - _ANSCOMBE) * days / step.usual_days
    return np.maximum(counts, 0.0)


def same_as_last_year(
    counts: Floats,
    days: Longs,
    coming_days: Longs,
    step: Step,
    confidence: float,
) -> Prediction | None:
    """Say that each coming step will be as its own a year before; None where that is not known.

    Parameters
    ----------
    counts, days : arrays of shape (n,)
        Up to now.
    coming_days : array of shape (steps,)
        At most a year of steps.
    step : Step
    confidence : float

    Notes
    -----
    The interval comes from how far each step so far was from its own a year before, and that of
    all steps together from how far as many steps were.
    """
    year, horizon = step.a_year, len(coming_days)
    roots = to_root(counts, days, step)
    middle = counts[-year:][:horizon] * coming_days / days[-year:][:horizon]
    if len(counts) < year + FEWEST_DIFFERENCES or np.isnan(middle).any():
        return None
    wide = _normal(confidence)
    apart = roots[year:] - roots[:-year]
    together = np.convolve(counts * step.usual_days / days, np.ones(horizon), mode="valid")
    sums = np.sqrt(together + _ANSCOMBE)
    sums_apart = sums[year:] - sums[:-year]
    if np.isfinite(apart).sum() < FEWEST_DIFFERENCES or not np.isfinite(sums_apart).any():
        return None
    spread, spread_of_sums = (wide * math.sqrt(np.nanmean(each**2)) for each in (apart, sums_apart))
    steps = to_root(middle, coming_days, step)
    total = middle.sum()
    root = math.sqrt(total + _ANSCOMBE)
    low, high = (
        np.append(
            from_root(steps + sign * spread, coming_days, step),
            max((max(root + sign * spread_of_sums, 0.0)) ** 2 - _ANSCOMBE, 0.0),
        )
        for sign in (-1, 1)
    )
    return Prediction(middle=np.append(middle, total), low=low, high=high)


class LevelModel:
    """The recent level of a series, with or without a season around it.

    The model is fitted to what was known at one moment. ``grown`` adds a step that has come to pass
    without fitting again, ``predict`` says what the coming steps bring.
    """

    def __init__(self, results: Any, step: Step) -> None:  # noqa: ANN401 - statsmodels has no types
        self._results = results
        self._step = step

    @classmethod
    def fitted(
        cls,
        counts: Floats,
        days: Longs,
        step: Step,
        method: ForecastMethod,
    ) -> LevelModel:
        """Fit the model; missing steps are allowed."""
        from statsmodels.tools.sm_exceptions import ModelWarning  # noqa: PLC0415 - slow to import
        from statsmodels.tsa.api import UnobservedComponents  # noqa: PLC0415 - slow to import

        season: dict[str, Any] = {}
        if method is ForecastMethod.LEVEL_AND_SEASON:
            waves = {"period": step.season, "harmonics": WAVES_A_YEAR}
            season = {"freq_seasonal": [waves], "stochastic_freq_seasonal": [False]}
        model = UnobservedComponents(to_root(counts, days, step), level="llevel", **season)
        with warnings.catch_warnings():
            # Where one of the two variances is 0 the search stops at its edge, and says so.
            warnings.simplefilter("ignore", ModelWarning)
            warnings.simplefilter("ignore", RuntimeWarning)
            return cls(model.fit(disp=0, maxiter=MOST_ITERATIONS), step)

    def grown(self, counts: Floats, days: Longs) -> LevelModel:
        """Return the model with more steps known, its variances as they were."""
        more = to_root(counts, days, self._step)
        return LevelModel(self._results.append(more, refit=False), self._step)

    def predict(self, coming_days: Longs, confidence: float) -> Prediction:
        """Say what the coming steps bring, from seeded paths that they may take together."""
        mean, covariance = self.joint(len(coming_days))
        draws = np.random.default_rng(SEED).standard_normal((PATHS, len(mean)))
        # A variance of 0 is allowed: the root comes from the eigenvalues.
        values, vectors = np.linalg.eigh(covariance)
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        paths = from_root(mean + draws @ root.T, coming_days, self._step)
        paths = np.column_stack([paths, paths.sum(axis=1)])
        tail = (1 - confidence) / 2
        low, middle, high = np.quantile(paths, [tail, 0.5, 1 - tail], axis=0)
        return Prediction(middle=middle, low=low, high=high)

    def joint(self, horizon: int) -> tuple[Floats, Floats]:
        """Return the mean and the covariance of the coming roots.

        Notes
        -----
        ``statsmodels`` gives the variance of each coming step, and the sum of several needs their
        covariance too: it follows from the same matrices of the state space.
        """
        found = self._results.filter_results
        move, see = found.transition[..., -1], found.design[..., -1]
        shock = found.selection[..., -1] @ found.state_cov[..., -1] @ found.selection[..., -1].T
        state, spread = found.predicted_state[:, -1], found.predicted_state_cov[..., -1]
        mean, covariance = np.empty(horizon), np.empty((horizon, horizon))
        for at in range(horizon):
            mean[at] = (see @ state).item()
            with_later = spread.copy()
            for later in range(at, horizon):
                covariance[at, later] = covariance[later, at] = (see @ with_later @ see.T).item()
                with_later = with_later @ move.T
            state, spread = move @ state, move @ spread @ move.T + shock
        return mean, covariance + np.eye(horizon) * found.obs_cov[..., -1].item()


def _normal(confidence: float) -> float:
    from scipy.stats import norm  # noqa: PLC0415 - half a second to import, used only here

    return float(norm.ppf(1 - (1 - confidence) / 2))
