"""Offences in treated areas and in controls, step by step, and whether they went alike before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots.analyse.operations.operation_counts import within
from hotspots.analyse.periods import DAYS_A_WEEK, ONE_DAY, Period, whole_months
from hotspots.schema import (
    CONTROL_OFFENCES,
    CONTROLS_SCALED,
    FIRST_DAY,
    LAST_DAY,
    PHASE,
    TREATED_OFFENCES,
    OperationPhase,
)

if TYPE_CHECKING:
    from hotspots.analyse.operations.operation_counts import Days
    from hotspots.arrays import Bools, Floats

WEEK, FOUR_WEEKS, MONTH = "week", "four weeks", "month"

# Above half a year of weeks a picture has more steps than a reader can follow.
MOST_WEEKS: Final = 39
# A slope through fewer steps or fewer offences is chance.
FEWEST_STEPS: Final = 5
FEWEST_OFFENCES: Final = 30
DAYS_OF_SLOPE: Final = 28  # a slope is told per four weeks


@dataclass(frozen=True, kw_only=True)
class BeforeTrend:
    """Whether treated areas and controls went the same way before the operation.

    Attributes
    ----------
    is_known : bool
        False where there are too few steps or offences to say.
    difference_per_four_weeks : float
        Of the treated areas' change to the controls': 0.05 is five per cent more each four weeks.
    p_value : float
        Of no difference, two-sided.
    differs : bool
    """

    is_known: bool
    difference_per_four_weeks: float
    p_value: float
    differs: bool


def series_of(
    days: Days,
    is_treated: Bools,
    is_control: Bools,
    *,
    before: Period,
    during: Period,
    by_month: bool,
) -> tuple[pd.DataFrame, str]:
    """Count offences step by step from the first day before to the last day of the operation.

    Parameters
    ----------
    days : array of datetime64[D]
        One an offence; NaT where undated.
    is_treated, is_control : array of bool
        Where it was.
    by_month : bool
        Calendar months, for offences whose day is not known. Else weeks, or four weeks at a time
        where there would be too many, set so that the operation begins with one; a part of a step
        at either end is left out.

    Returns
    -------
    table : DataFrame
        ``first_day``, ``last_day``, ``phase``, ``treated_offences``, ``control_offences``,
        ``controls_scaled``.
    step : str
        ``week``, ``four weeks`` or ``month``.
    """
    step = MONTH if by_month else _step(before, during)
    steps = (
        list(whole_months(before.first, during.last)) if by_month else _steps(before, during, step)
    )
    table = pd.DataFrame(
        [
            (
                each.first,
                each.last,
                _phase(each, before, during),
                int((is_treated & within(days, [each])).sum()),
                int((is_control & within(days, [each])).sum()),
            )
            for each in steps
        ],
        columns=[FIRST_DAY, LAST_DAY, PHASE, TREATED_OFFENCES, CONTROL_OFFENCES],
    )
    earlier = table[table[PHASE] == OperationPhase.BEFORE]
    treated, control = earlier[TREATED_OFFENCES].sum(), earlier[CONTROL_OFFENCES].sum()
    scale = treated / control if control else np.nan
    return table.assign(**{CONTROLS_SCALED: table[CONTROL_OFFENCES] * scale}), step


def _step(before: Period, during: Period) -> str:
    weeks = ((during.last - before.first).days + 1) / DAYS_A_WEEK
    return WEEK if weeks <= MOST_WEEKS else FOUR_WEEKS


def _steps(before: Period, during: Period, step: str) -> list[Period]:
    """Return whole steps, counted back and forth from the operation's first day."""
    length = ONE_DAY * (DAYS_A_WEEK if step == WEEK else 4 * DAYS_A_WEEK)
    back = (during.first - before.first) // length
    ahead = max(1, (during.last - during.first + ONE_DAY) // length)
    starts = [during.first + at * length for at in range(-back, ahead)]
    return [
        Period(first=start, last=min(start + length - ONE_DAY, during.last)) for start in starts
    ]


def _phase(step: Period, before: Period, during: Period) -> str:
    if step.first >= during.first:
        return OperationPhase.DURING.value
    between = step.last > before.last
    return (OperationPhase.BETWEEN if between else OperationPhase.BEFORE).value


def before_trend(table: pd.DataFrame, *, level: float) -> BeforeTrend:
    """Compare the slopes of treated areas and controls before the operation.

    Parameters
    ----------
    table : DataFrame
        From ``series_of``.
    level : float
        The slopes are said to differ from this p-value down.

    Notes
    -----
    A Poisson regression of the counts on side, time, and their product, its errors widened by
    Pearson's dispersion where the counts scatter more than Poisson's. That no difference is found
    does not show that there is none: with few offences only a steep one can be seen.
    """
    earlier = table[table[PHASE] == OperationPhase.BEFORE]
    counts = [
        earlier[column].to_numpy(np.float64) for column in (TREATED_OFFENCES, CONTROL_OFFENCES)
    ]
    if len(earlier) < FEWEST_STEPS or min(side.sum() for side in counts) < FEWEST_OFFENCES:
        return BeforeTrend(
            is_known=False, difference_per_four_weeks=np.nan, p_value=np.nan, differs=False
        )
    slope, p_value = _difference_of_slopes(counts, _middles(earlier))
    return BeforeTrend(
        is_known=True,
        difference_per_four_weeks=float(np.expm1(slope * DAYS_OF_SLOPE)),
        p_value=p_value,
        differs=p_value <= level,
    )


def _middles(steps: pd.DataFrame) -> Floats:
    """Return the middle of each step, in days from the first."""
    origin: date = steps[FIRST_DAY].iloc[0]
    return np.array(
        [
            (first - origin).days + ((last - first).days + 1) / 2
            for first, last in zip(steps[FIRST_DAY], steps[LAST_DAY], strict=True)
        ]
    )


def _difference_of_slopes(counts: Sequence[Floats], middles: Floats) -> tuple[float, float]:
    """Return the difference of the two slopes, per day, and its p-value."""
    import statsmodels.api as sm  # noqa: PLC0415 - a second to import, used only here
    from scipy.stats import t  # noqa: PLC0415 - half a second to import

    side = np.repeat([1.0, 0.0], len(middles))
    time = np.tile(middles - middles.mean(), 2)
    design = np.column_stack([np.ones(len(side)), side, time, side * time])
    fitted = sm.GLM(np.concatenate(counts), design, family=sm.families.Poisson()).fit()
    dispersion = max(1.0, float(fitted.pearson_chi2) / float(fitted.df_resid))
    error = float(fitted.bse[3]) * dispersion**0.5
    slope = float(fitted.params[3])
    return slope, float(2.0 * t.sf(abs(slope) / error, fitted.df_resid))
