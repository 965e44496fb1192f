"""Places: authorities, districts, wards and statistical areas; addresses."""

from __future__ import annotations

from typing import Final

from hotspots.schema.harm_spots import STREET, TOWN
from hotspots.schema.offences import DISTRICT, GEOMETRY, UPRN, WARD_CODE, WARD_NAME

# --- Areas ---
AREA_CODE: Final = "area_code"
AREA_NAME: Final = "area_name"
LOCAL_POLICING_AREA: Final = "local_policing_area"

AUTHORITY_COLUMNS: Final = (AREA_CODE, AREA_NAME, GEOMETRY)
DISTRICT_COLUMNS: Final = (DISTRICT, LOCAL_POLICING_AREA, GEOMETRY)
WARD_COLUMNS: Final = (WARD_CODE, WARD_NAME, DISTRICT, GEOMETRY)


# --- Addresses: one row a household ---
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
