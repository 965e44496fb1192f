"""What may be asked of the pattern of burglary."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.burglary_pattern.series_params import SeriesParams
from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.cocoons.cocoon_params import RangeMoment
from hotspots.analyse.periods import MONTHS_A_YEAR
from hotspots.errors import refuse_parameters
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class BurglaryPatternParams:
    """What may be asked otherwise.

    Attributes
    ----------
    changes : ChangeParams
        When a difference is called a change.
    series : SeriesParams
        When burglaries are linked, and when what is linked is a series.
    range_moment : {"midpoint", "earliest", "latest"}
        Which moment stands for a burglary known only as from-to, where days are counted between
        two. The hours of the week are shared out over the range.
    dark_from : int
        The month with which the dark months begin. October, in which clocks go back.
    dark_to : int
        Their last month. March, in which clocks go forward.
    """

    changes: ChangeParams = field(default_factory=ChangeParams)
    series: SeriesParams = field(default_factory=SeriesParams)
    range_moment: RangeMoment = "midpoint"
    dark_from: int = 10
    dark_to: int = 3

    def __post_init__(self) -> None:
        faults = [
            f"{name} must be a month, 1 to 12, not {month}"
            for name, month in (("dark_from", self.dark_from), ("dark_to", self.dark_to))
            if not 1 <= month <= MONTHS_A_YEAR
        ]
        refuse_parameters("The dark months", faults)


BURGLARY_PATTERN: Final = Journey(
    label="burglary pattern",
    command="burglary-pattern",
    table="burglary_pattern",
    params=BurglaryPatternParams,
)
