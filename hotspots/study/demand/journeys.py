"""What may be asked of a month's demand and performance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from hotspots.analyse.change.change_params import ChangeParams
from hotspots.analyse.periods import MONTHS_A_YEAR
from hotspots.errors import ParameterError
from hotspots.study.journey import Journey


@dataclass(frozen=True, kw_only=True)
class DemandJourneyParams:
    """What may be asked otherwise.

    Attributes
    ----------
    changes : ChangeParams
        When a difference is called a change.
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or
        the path of a force's own table.
    year_begins : int
        The month with which the year to date begins. April, as the performance year does; 1 is
        the calendar year.
    """

    changes: ChangeParams = field(default_factory=ChangeParams)
    index: str = "css"
    year_begins: int = 4

    def __post_init__(self) -> None:
        if not 1 <= self.year_begins <= MONTHS_A_YEAR:
            raise ParameterError(f"year_begins must be a month, 1 to 12, not {self.year_begins}.")


DEMAND: Final = Journey(
    label="demand", command="demand", table="demand", params=DemandJourneyParams
)
