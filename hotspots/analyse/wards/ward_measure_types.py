"""What a measure of wards is, once it has been taken, or why it could not be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hotspots.schema import WardMeasure

if TYPE_CHECKING:
    from datetime import date

    import geopandas as gpd
    import pandas as pd

    from hotspots.selection import Selection

LABELS: Final = {
    WardMeasure.HARM: "Harm",
    WardMeasure.ASB: "Anti-social behaviour",
    WardMeasure.TREND: "Trend",
    WardMeasure.NEIGHBOURHOOD_CRIME: "Neighbourhood crime",
    WardMeasure.NEAR_REPEAT: "Burglaries that follow another",
    WardMeasure.SURVEY_DEFICIT: "What residents say",
    WardMeasure.DEPRIVATION: "Deprivation",
    WardMeasure.MONTHS_SINCE: "Time since the last Street Week",
}
EVERYTHING: Final = "all offences"
NO_RESIDENTS: Final = (
    "No table gives the wards' residents. Add one with a ward code or an LSOA code and a column "
    "such as residents."
)
NO_HOUSEHOLDS: Final = (
    "No table gives the wards' households. Add one with a ward code or an LSOA code and a column "
    "such as households."
)


@dataclass(frozen=True, kw_only=True)
class WeekHours:
    """Hours of the week that harm is counted in.

    Attributes
    ----------
    hours : tuple of int
        0 is Monday 00:00 to 01:00, 167 the last of Sunday.
    label : str
        In a sentence: ``Friday and Saturday 20:00 to 04:00``.
    """

    hours: tuple[int, ...]
    label: str


@dataclass(frozen=True, kw_only=True, eq=False)
class WardSelections:
    """What the measures count; an absent one leaves its measure out.

    Attributes
    ----------
    harm, trend : tuple of Selection
        Any of them; empty for all offences.
    harm_called, trend_called : str
        What they are together, in a sentence.
    asb, neighbourhood_crime, burglary : Selection or None
    police_discovered : Selection or None
        Offences that police activity finds, left out of harm and trend; None keeps them.
    hours : WeekHours or None
        Hours that harm is counted in, where the hours are known.
    """

    harm: tuple[Selection, ...] = ()
    trend: tuple[Selection, ...] = ()
    harm_called: str = EVERYTHING
    trend_called: str = EVERYTHING
    asb: Selection | None = None
    neighbourhood_crime: Selection | None = None
    burglary: Selection | None = None
    police_discovered: Selection | None = None
    hours: WeekHours | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class WardScene:
    """One period in the force's wards: what the measures are taken of.

    Attributes
    ----------
    offences : GeoDataFrame
        With their final ``ward_code``, and the harm column of the index.
    wards : DataFrame
        On the index of ward codes, in their order: ``residents``, ``households``, ``deprivation``,
        missing where not known; ``district``, where the wards have any.
    period : (date, date)
        First and last day, both in it.
    years : float
    harm_column : str
    harm_unit : str
        ``CSS points``.
    earlier : GeoDataFrame or None
        Offences of the same days a year before, with their final ward.
    survey, reports : Series of float or None
        On the index of ``wards``: the mean deficit, missing where nobody was asked; the number of
        reports, 0 where there was none.
    deployments : DataFrame or None
        ``schema.DEPLOYMENT_COLUMNS``; None where there is no ledger.
    as_of : date
        The day that months are counted to.
    """

    offences: gpd.GeoDataFrame
    wards: pd.DataFrame
    period: tuple[date, date]
    years: float
    harm_column: str
    harm_unit: str
    earlier: gpd.GeoDataFrame | None = None
    survey: pd.Series[float] | None = None
    reports: pd.Series[float] | None = None
    deployments: pd.DataFrame | None = None
    as_of: date


@dataclass(frozen=True, kw_only=True, eq=False)
class Measured:
    """One measure, taken of every ward that it can be taken of.

    Attributes
    ----------
    measure : WardMeasure
    label, unit : str
    definition : str
        One sentence.
    by_ward : Series of float
        On the index of ward codes; missing where it is not known, or withheld.
    ranked_by : Series of float
        What the percentile is of: the same, infinity for a ward that never had a Street Week, and
        what the withheld wards have together for each of them.
    force_value : float or None
        The whole force's, where it has one.
    notes : tuple of str
        Whole sentences that a reader must know.
    counts : Series of float or None
        The offences of each ward behind a rate of offences, which tells them with the residents.
    held : Series of bool or None
        Of which offences they are, or are among.
    called : str
        What is counted, where the measure is of a selection.
    """

    measure: WardMeasure
    unit: str
    definition: str
    by_ward: pd.Series[float]
    ranked_by: pd.Series[float]
    force_value: float | None = None
    notes: tuple[str, ...] = ()
    counts: pd.Series[float] | None = None
    held: pd.Series[bool] | None = None
    called: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        return self.called or LABELS[self.measure]


@dataclass(frozen=True, kw_only=True)
class NotMeasured:
    """A measure that could not be taken of any ward, and why, in a sentence."""

    measure: WardMeasure
    reason: str

    @property
    def label(self) -> str:
        """What it is called."""
        return LABELS[self.measure]
