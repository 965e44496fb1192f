"""What counts as burglary of a home, by date; and what a list has to say of its burglaries.

Recorded crime has had three definitions. Until the end of March 2017 burglary in a dwelling was of
the dwelling itself. Residential burglary from then until the end of March 2023 held sheds and
garages in its grounds too. Since then burglary of a home and of a building apart from it are
separate. Which holds depends on the day of the report.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema
from hotspots.analyse.cocoons.visit_calls import WINDOW_DAYS, aware_moment

if TYPE_CHECKING:
    from datetime import datetime

    import geopandas as gpd

MOMENT_BASIS: Final = "moment_basis"  # a MomentBasis
REPORT_ASSUMED: Final = "report_assumed"  # boolean: no usable report time, the range's end instead
PREMISES: Final = "premises"  # a Premises

# The recorded-crime definitions, by the day on which each began (Home Office counting rules).
OUTBUILDINGS_IN: Final = pd.Timestamp("2017-04-01")
HOMES_ONLY: Final = pd.Timestamp("2023-04-01")
# Codes of burglary in a dwelling, in use for reports before April 2017 and their late outcomes.
DWELLING_CODES: Final = ("28A", "28B", "28C", "28D", "29")
# Codes of residential burglary since then: with sheds and garages until the end of March 2023.
RESIDENTIAL_CODES: Final = ("28E", "28F", "28G", "28H", "29A")


_ERAS: Final = (
    (
        pd.Timestamp.min,
        "before 1 April 2017: dwellings, without sheds and garages that stand apart",
    ),
    (
        OUTBUILDINGS_IN,
        "from 1 April 2017 to 31 March 2023: homes with the sheds and garages in their grounds",
    ),
    (HOMES_ONLY, "since 1 April 2023: homes only, with what opens into them"),
)


class MomentBasis(StrEnum):
    """How a burglary's moment is known."""

    EXACT = "exact"
    MIDPOINT = "midpoint of a range"
    NOON = "noon of the day"
    EARLIEST = "earliest moment of a range"
    LATEST = "latest moment of a range"


class Premises(StrEnum):
    """What is known to have been burgled."""

    HOME = "home"
    HOME_OR_OUTBUILDING = "home, shed or garage"
    NOT_SAID = "not said"


def definition_note(as_of: datetime, *, window_days: float = WINDOW_DAYS) -> str:
    """Say in a sentence which definition of burglary the reports of the window were made under."""
    last = aware_moment(as_of).tz_localize(None)
    first = last - pd.Timedelta(days=window_days)
    ends = [begin for begin, _ in _ERAS[1:]] + [pd.Timestamp.max]
    told = [
        words
        for (begin, words), end in zip(_ERAS, ends, strict=True)
        if begin <= last and end > first
    ]
    return "Residential burglary is counted as it was " + "; and as it was ".join(told) + "."


def notes_on_live_burglaries(burglaries: gpd.GeoDataFrame) -> list[str]:
    """Say what had to be assumed of live burglaries, a sentence each; nothing where nothing was."""
    basis, premises = burglaries[MOMENT_BASIS], burglaries[PREMISES]
    facts = (
        (basis == MomentBasis.MIDPOINT, "Known only as from-to, and taken at the midpoint"),
        (basis == MomentBasis.NOON, "Known to the day, and taken at noon"),
        (basis == MomentBasis.EARLIEST, "Known only as from-to, and taken at the earliest moment"),
        (basis == MomentBasis.LATEST, "Known only as from-to, and taken at the latest moment"),
        (burglaries[REPORT_ASSUMED], "No usable report time, the end of the range in its place"),
        (
            premises == Premises.HOME_OR_OUTBUILDING,
            "Perhaps of a shed or garage, which the definition then in force held too",
        ),
        (premises == Premises.NOT_SAID, "Not said to be of a home"),
    )
    return [
        f"{words}: {int(which.sum()):,} of {len(burglaries):,} live burglaries."
        for which, words in facts
        if which.any()
    ]


def premises_of(burglaries: pd.DataFrame) -> pd.Series[str]:
    """Return what each burglary was of, by its source's own word, else by its code and date."""
    code = burglaries[schema.OFFENCE_CODE]
    said = (burglaries[schema.DWELLING] == True).fillna(value=False).astype(bool)  # noqa: E712 - may be missing
    recorded = burglaries[schema.REPORTED_TIME].dt.tz_localize(None)
    with_outbuildings = code.isin(RESIDENTIAL_CODES) & (recorded < HOMES_ONLY)
    home = said | code.isin(DWELLING_CODES) | code.isin(RESIDENTIAL_CODES) & ~with_outbuildings
    premises = pd.Series(str(Premises.NOT_SAID), index=burglaries.index, dtype="str")
    premises = premises.mask(with_outbuildings, str(Premises.HOME_OR_OUTBUILDING))
    return premises.mask(home, str(Premises.HOME))
