"""Which model should predict weekly counts of offences: six of them on six invented counties.

    python benchmarks/forecast_methods.py

Three years of weeks a county, with and without a season and a level that wanders, at two sizes;
each model is asked at eight past moments of the third year for the next four weeks, over four
seeds. Printed are the mean absolute error over that of "same as last year", and the share of weeks
that fell inside the 90 % interval. About a minute on one core.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray
from statsmodels.tsa.api import UnobservedComponents
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

WEEKS: Final = 156
HORIZON: Final = 4
YEAR: Final = 365.25 / 7
WIDE: Final = 1.6449  # the normal's 90 %
ORIGINS: Final = range(108, 152, 6)
SEEDS: Final = range(4)

Counts = NDArray[np.float64]
# Middle, low and high of the coming weeks.
Told = tuple[Counts, Counts, Counts]


@dataclass(frozen=True, kw_only=True)
class County:
    """Weekly counts: their mean, the season's height, the level's wandering, their clustering."""

    mean: float
    season: float = 0.0
    drift: float = 0.0
    variance: float = 1.0

    def weeks(self, seed: int) -> Counts:
        """Return three years of counts."""
        rng = np.random.default_rng(seed)
        number = np.arange(WEEKS)
        level = np.cumsum(rng.normal(0, self.drift, WEEKS))
        rate = self.mean * np.exp(self.season * np.sin(2 * np.pi * (number - 30) / YEAR) + level)
        if self.variance > 1:
            rate = rng.gamma(rate / (self.variance - 1), self.variance - 1)
        return np.asarray(rng.poisson(rate), dtype=np.float64)


COUNTIES: Final = {
    "steady": County(mean=60),
    "season": County(mean=60, season=0.25),
    "season, wandering, clustered": County(mean=60, season=0.25, drift=0.02, variance=1.5),
    "wandering, clustered": County(mean=60, drift=0.03, variance=1.5),
    "small, season, wandering": County(mean=8, season=0.25, drift=0.01, variance=1.2),
    "large, season, wandering far": County(mean=120, season=0.15, drift=0.05, variance=2),
}


def from_roots(middle: Counts, error: Counts | float) -> Told:
    low = np.maximum(middle - WIDE * error, 0)
    return middle**2 - 0.375, low**2 - 0.375, (middle + WIDE * error) ** 2 - 0.375


def same_as_last_year(known: Counts) -> Told:
    roots = np.sqrt(known + 0.375)
    apart = float(np.sqrt(np.mean((roots[52:] - roots[:-52]) ** 2)))
    return from_roots(roots[-52:][:HORIZON], apart)


def level_with_waves(waves: int) -> Callable[[Counts], Told]:
    def told(known: Counts) -> Told:
        season: dict[str, Any] = {}
        if waves:
            season = {
                "freq_seasonal": [{"period": YEAR, "harmonics": waves}],
                "stochastic_freq_seasonal": [False],
            }
        model = UnobservedComponents(np.sqrt(known + 0.375), level="llevel", **season)
        found = model.fit(disp=0).get_forecast(HORIZON)
        return from_roots(found.predicted_mean, found.se_mean)

    return told


def exponential_smoothing(known: Counts) -> Told:
    roots = pd.Series(np.sqrt(known + 0.375), index=pd.RangeIndex(len(known)))
    found = ETSModel(roots).fit(disp=0).get_prediction(len(known), len(known) + HORIZON - 1)
    frame = found.summary_frame(alpha=0.1)
    middle = frame["mean"].to_numpy()
    return from_roots(middle, (frame["pi_upper"].to_numpy() - middle) / WIDE)


def regression(known: Counts) -> Told:
    number = np.arange(len(known) + HORIZON)
    waves = [f(2 * np.pi * k * number / YEAR) for k in (1, 2) for f in (np.sin, np.cos)]
    design = sm.add_constant(np.column_stack([number / YEAR, *waves]))
    found = sm.GLM(known, design[: len(known)], family=sm.families.Poisson()).fit(scale="X2")
    middle = np.asarray(found.predict(design[len(known) :]))
    error = WIDE * np.sqrt(middle * max(float(found.scale), 1.0))
    return middle, middle - error, middle + error


METHODS: Final[dict[str, Callable[[Counts], Told]]] = {
    "same as last year": same_as_last_year,
    "local level": level_with_waves(0),
    "ETS(A,N,N)": exponential_smoothing,
    "level, 1 wave": level_with_waves(1),
    "level, 2 waves": level_with_waves(2),
    "Poisson regression": regression,
}


def judged(county: County) -> dict[str, tuple[float, float]]:
    """Return by method the error over last year's, and the share inside the interval."""
    errors: dict[str, list[float]] = {name: [] for name in METHODS}
    inside: dict[str, list[bool]] = {name: [] for name in METHODS}
    for seed in SEEDS:
        weeks = county.weeks(seed)
        for origin in ORIGINS:
            came = weeks[origin : origin + HORIZON]
            for name, method in METHODS.items():
                middle, low, high = method(weeks[:origin])
                errors[name] += np.abs(middle - came).tolist()
                inside[name] += ((came >= low) & (came <= high)).tolist()
    naive = np.mean(errors["same as last year"])
    return {
        name: (float(np.mean(errors[name]) / naive), float(np.mean(inside[name])))
        for name in METHODS
    }


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")  # a variance of nought stops the search at its edge
    print(f"{'':30}" + "".join(f"{name:>20}" for name in METHODS))
    for name, county in COUNTIES.items():
        found = judged(county)
        cells = (f"{error:.2f} ({share * 100:.0f} %)" for error, share in found.values())
        print(f"{name:30}" + "".join(f"{cell:>20}" for cell in cells))


if __name__ == "__main__":
    main()
