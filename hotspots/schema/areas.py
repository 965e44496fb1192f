"""Areas."""

from __future__ import annotations

from typing import Final

from hotspots.schema.offences import (
    DISTRICT,
    GEOMETRY,
    WARD_CODE,
    WARD_NAME,
)

AREA_CODE: Final = "area_code"
AREA_NAME: Final = "area_name"
LOCAL_POLICING_AREA: Final = "local_policing_area"

AUTHORITY_COLUMNS: Final = (AREA_CODE, AREA_NAME, GEOMETRY)
DISTRICT_COLUMNS: Final = (DISTRICT, LOCAL_POLICING_AREA, GEOMETRY)
WARD_COLUMNS: Final = (WARD_CODE, WARD_NAME, DISTRICT, GEOMETRY)
