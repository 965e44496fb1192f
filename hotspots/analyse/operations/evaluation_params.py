"""How an operation is judged."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hotspots.errors import refuse_parameters

MOST_RESAMPLES = 100_000


class ControlWeight(StrEnum):
    """How controls that are busier or quieter than the treated areas are brought to their size."""

    LEVEL = "level"  # by their offences before: both are expected to change by the same share
    PLACES = "places"  # by the number of areas: both by the same number of offences a place
    NONE = "none"  # not at all, as the published test has it


@dataclass(frozen=True, kw_only=True)
class EvaluationParams:
    """When an operation is said to have worked, and how sure one has to be.

    Attributes
    ----------
    error_rate : float
        How often an operation without any effect may be said to have reduced offences; as often it
        may be said to have increased them. One in twenty is the usual price. The intervals shown
        are the ones that decide: 90 % for a rate of 0.05.
    least_delivered : float
        Share of the plan, 0 to 1, below which the verdict is "not delivered" whatever the counts.
        What was done at less than half its dose says nothing of the whole.
    worthwhile_change : float
        A fall, as a share, that should not be missed. Where even this could not have been told from
        chance, the verdict is "too few offences to tell". At 0.3 it is more than most patrols of
        harm spots are found to achieve.
    control_weight : ControlWeight
        How controls are brought to the size of the treated areas: level, places or none. By level,
        a season that takes a fifth of the offences everywhere does not look like an effect.
    trend_level : float
        p-value from which treated areas and controls are said to have gone different ways before.
    least_guarded_days : int
        Days of the before-period that must be left when those by which the areas were chosen are
        taken out, for the rest to be judged by. Fewer than four weeks hold too little.
    resamples : int
        Draws of the places. 2,000 settle the interval to about 2 % of its width.
    seed : int
        Of the draws; the same seed gives the same verdict.
    """

    error_rate: float = 0.05
    least_delivered: float = 0.5
    worthwhile_change: float = 0.3
    control_weight: ControlWeight = ControlWeight.LEVEL
    trend_level: float = 0.05
    least_guarded_days: int = 28
    resamples: int = 2_000
    seed: int = 2025

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be {words}, not {getattr(self, name)}"
            for name, low, high, words in (
                ("error_rate", 0.0005, 0.25, "from 0.0005 to 0.25"),
                ("least_delivered", 0.0, 1.0, "from 0 to 1"),
                ("worthwhile_change", 0.01, 1.0, "from 0.01 to 1"),
                ("trend_level", 0.0, 0.5, "from 0 to 0.5"),
                ("least_guarded_days", 1, 3_650, "from 1 to 3,650 days"),
                ("resamples", 200, MOST_RESAMPLES, f"from 200 to {MOST_RESAMPLES:,}"),
                ("seed", 0, 2**32 - 1, "from 0 to 4,294,967,295"),
            )
            if not low <= getattr(self, name) <= high
        ]
        refuse_parameters("Evaluation", faults)

    @property
    def confidence(self) -> float:
        """Of the interval that decides: 0.90 where the error rate is 0.05 on either side."""
        return 1.0 - 2.0 * self.error_rate
