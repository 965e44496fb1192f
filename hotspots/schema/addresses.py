"""Addresses: one row a household."""

from __future__ import annotations

from typing import Final

from hotspots.schema.harm_spots import (
    STREET,
    TOWN,
)
from hotspots.schema.offences import (
    DISTRICT,
    GEOMETRY,
    WARD_CODE,
)
from hotspots.schema.visits import (
    UPRN,
)

USRN: Final = "usrn"  # unique street reference number, text; missing where the source has none
ADDRESS: Final = "address"  # as a person writes it, on one line
FLAT: Final = "flat"  # "Flat 3"; missing for a house
NUMBER: Final = "number"  # house number or name, text: "12A"
POSTCODE: Final = "postcode"

ADDRESS_COLUMNS: Final = (
    UPRN,
    USRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    WARD_CODE,
    GEOMETRY,
)
