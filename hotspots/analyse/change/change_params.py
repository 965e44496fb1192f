"""What may be asked of a comparison of periods, and of a forecast: the knobs, with reasons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotspots.errors import ParameterError

if TYPE_CHECKING:
    from hotspots.analyse.change.offence_series import Step


@dataclass(frozen=True, kw_only=True)
class ChangeParams:
    """When a difference of two counts is called a change.

    Attributes
    ----------
    confidence : float
        Of the intervals. 0.95 is the custom.
    false_discovery_rate : float
        Among the changes that are called clear, this share may be chance. 0.05: of twenty, one. It
        is what keeps a page of two hundred comparisons from ten false alarms.
    """

    confidence: float = 0.95
    false_discovery_rate: float = 0.05

    def __post_init__(self) -> None:
        for name, value in (
            ("confidence", self.confidence),
            ("false_discovery_rate", self.false_discovery_rate),
        ):
            if not 0 < value < 1:
                raise ParameterError(f"{name} must be between 0 and 1, not {value:g}.")


@dataclass(frozen=True, kw_only=True)
class ForecastParams:
    """How far ahead, and how sure.

    Attributes
    ----------
    horizon : int or None
        Steps ahead. By default 4 weeks, or 3 months of a source that knows months only: what a
        tasking meeting plans for. Farther ahead the interval is too wide to plan by.
    confidence : float
        Of the intervals. 0.9: nine times in ten what comes is inside.
    """

    horizon: int | None = None
    confidence: float = 0.9

    def __post_init__(self) -> None:
        if self.horizon is not None and not 1 <= self.horizon <= 12:  # noqa: PLR2004 - said below
            raise ParameterError(f"horizon must be from 1 to 12 steps, not {self.horizon}.")
        if not 0.5 <= self.confidence < 1:  # noqa: PLR2004 - stated in the message
            raise ParameterError(
                f"confidence must be 0.5 or more and below 1, not {self.confidence:g}."
            )

    def horizon_of(self, step: Step) -> int:
        """Return how many steps ahead are foretold."""
        return self.horizon or step.usual_horizon
