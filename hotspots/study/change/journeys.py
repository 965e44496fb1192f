"""What may be asked of what changed, and of what comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

from hotspots.analyse.change.change_params import ChangeParams, ForecastParams
from hotspots.errors import ParameterError
from hotspots.study.journey import Journey

Groups = Literal["selections", "categories"]


@dataclass(frozen=True, kw_only=True)
class ChangesJourneyParams:
    """What the comparison may be asked to do otherwise.

    Attributes
    ----------
    changes : ChangeParams
        When a difference is called a change.
    index : str
        Harm index: css (ONS Crime Severity Score), cchi (Cambridge Crime Harm Index), count, or
        the path of a force's own table.
    sentences : int
        How many of the districts' lines are told in words. Seven are read in a minute; the tables
        have all of them.
    """

    changes: ChangeParams = field(default_factory=ChangeParams)
    index: str = "css"
    sentences: int = 7

    def __post_init__(self) -> None:
        if self.sentences < 1:
            raise ParameterError(f"sentences must be 1 or more, not {self.sentences}.")


@dataclass(frozen=True, kw_only=True)
class ForecastJourneyParams:
    """What the forecast may be asked to do otherwise.

    Attributes
    ----------
    forecast : ForecastParams
        How far ahead, and how sure.
    groups : {"selections", "categories"}
        Kinds of offence: the profile's selections, or the categories of data.police.uk.
    districts : bool
        Forecast each policing district too. Off, as most kinds are too few by district and week.
    """

    forecast: ForecastParams = field(default_factory=ForecastParams)
    groups: Groups = "selections"
    districts: bool = False


CHANGES: Final = Journey(
    label="changes",
    command="changes",
    table="changes",
    params=ChangesJourneyParams,
)
FORECAST: Final = Journey(
    label="forecast",
    command="forecast",
    table="forecast",
    params=ForecastJourneyParams,
)
