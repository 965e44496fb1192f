"""Offences on streets, and streets as places of their own."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import HARM_SPOT_COLUMNS, OFFENCES, OFFENCES_PER_YEAR, STREET
from hotspots.schema.streets import LENGTH_M, ROAD_NUMBER, STREET_CLASS, STREET_ID

# --- Where on the streets an offence lies: one row an offence ---
JUNCTION: Final = "junction"  # the node; missing where an offence is on a link or on no street
STREET_TOLD: Final = "street_told"  # a StreetTold
METRES_TO_STREET: Final = "metres_to_street"  # missing where no street is within reach
METRES_ALONG: Final = "metres_along"  # from the link's first node; also of an offence at a junction
COULD_BE_ANOTHER: Final = "could_be_another"  # boolean: another link is as near, within the noise

OFFENCE_ON_STREET_COLUMNS: Final = (
    STREET_ID,
    JUNCTION,
    STREET_TOLD,
    METRES_TO_STREET,
    METRES_ALONG,
    COULD_BE_ANOTHER,
)


class StreetTold(StrEnum):
    """How it was told on which street an offence lies."""

    USRN = "its street reference"
    NAME = "its street's name"
    NEAREST = "the nearest street"
    JUNCTION = "at a junction"
    NOWHERE = "not on a street"


# --- Harm by street: one row a link ---
PLACES: Final = "places"  # distinct points at which the offences lie
OFFENCES_PER_100_M_PER_YEAR: Final = "offences_per_100_m_per_year"
HARM_PER_YEAR_ON_STREET: Final = "harm_on_street_per_year"
HARM_PER_100_M_PER_YEAR: Final = "harm_per_100_m_per_year"

STREET_HARM_COLUMNS: Final = (
    STREET_ID,
    STREET,
    ROAD_NUMBER,
    STREET_CLASS,
    LENGTH_M,
    OFFENCES,
    PLACES,
    OFFENCES_PER_YEAR,
    OFFENCES_PER_100_M_PER_YEAR,
    HARM_PER_YEAR_ON_STREET,
    HARM_PER_100_M_PER_YEAR,
)

# --- Harm streets: a harm spot that is a stretch of street ---
FROM_TO: Final = "from_to"  # text: "High Street from Market Place to Station Road"
LINE: Final = "line"  # the stretch itself; its geometry is the ground around it

HARM_STREET_COLUMNS: Final = (
    *HARM_SPOT_COLUMNS,
    FROM_TO,
    LENGTH_M,
    PLACES,
    HARM_PER_100_M_PER_YEAR,
    LINE,
)
