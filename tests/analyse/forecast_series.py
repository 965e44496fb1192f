"""Invented series of weeks and months, whose future is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotspots.analyse.change.offence_series import OffenceSeries, Step
from hotspots.analyse.periods import Period

FIRST_MONDAY = date(2023, 1, 2)


def weekly(counts: Sequence[float] | NDArray[Any]) -> OffenceSeries:
    """Return a series of adjoining weeks from 2 January 2023 on."""
    starts = [FIRST_MONDAY + timedelta(weeks=number) for number in range(len(counts))]
    return OffenceSeries(
        area="Wickshire",
        label="Burglary",
        step=Step.WEEK,
        periods=tuple(Period(first=each, last=each + timedelta(days=6)) for each in starts),
        counts=np.array(counts, dtype=float),
    )


def monthly(counts: Sequence[float] | NDArray[Any]) -> OffenceSeries:
    """Return a series of adjoining months from January 2023 on."""
    periods = [Period.of_month(f"{2023 + n // 12}-{n % 12 + 1:02d}") for n in range(len(counts))]
    return OffenceSeries(
        area="Wickshire",
        label="Burglary",
        step=Step.MONTH,
        periods=tuple(periods),
        counts=np.array(counts, dtype=float),
    )


def poisson_weeks(
    weeks: int, mean: float, *, season: float = 0.0, drift: float = 0.0, seed: int = 1
) -> OffenceSeries:
    """Return weeks of chance around a level, with a season and a slow wandering if asked for."""
    rng = np.random.default_rng(seed)
    number = np.arange(weeks)
    level = np.cumsum(rng.normal(0, drift, weeks)) if drift else np.zeros(weeks)
    wave = season * np.sin(2 * np.pi * number * 7 / 365.25)
    return weekly(rng.poisson(mean * np.exp(level + wave)).tolist())
