"""A force of four square wards in two districts, and offences in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.wards.ward_measure_types import WardScene
from hotspots.schema import TimePrecision
from hotspots.selection import Selection

BNG = "EPSG:27700"
ZONE = "Europe/London"
HARBOUR, MARKET, HILL, FIELDS = "E05000001", "E05000002", "E05000003", "E05000004"
WARDS = (HARBOUR, MARKET, HILL, FIELDS)
NAMES = {HARBOUR: "Harbour", MARKET: "Market", HILL: "Hill", FIELDS: "Fields"}
SIDE_M = 2_000.0
BURGLARY = Selection(
    key="dwelling_burglary",
    label="Dwelling burglary",
    description="Burglary of homes",
    offence_codes=("28E",),
    categories=("Burglary",),
)
ASB = Selection(
    key="asb",
    label="Anti-social behaviour",
    description="Incidents of anti-social behaviour",
    offence_codes=("ASB",),
    categories=("Anti-social behaviour",),
)
ASSAULT = Selection(
    key="assault", label="Assault", description="Assault with injury", offence_codes=("8N",)
)


def outlines() -> gpd.GeoDataFrame:
    """The wards from west to east: two in the Coast district, two inland."""
    return gpd.GeoDataFrame(
        {
            schema.WARD_CODE: list(WARDS),
            schema.WARD_NAME: list(NAMES.values()),
            schema.DISTRICT: ["Coast", "Coast", "Inland", "Inland"],
        },
        geometry=[shapely.box(n * SIDE_M, 0, (n + 1) * SIDE_M, SIDE_M) for n in range(4)],
        crs=BNG,
    )


def offence(ward: str | None, **told: Any) -> dict[str, Any]:
    """Return one offence in the middle of a ward, an assault at noon unless told otherwise."""
    place = WARDS.index(ward) if ward else 0
    noon = pd.Timestamp("2025-03-03 12:00", tz=ZONE)
    district = "Coast" if place < 2 else "Inland"
    made = {
        schema.OFFENCE_ID: None,
        schema.OFFENCE_CODE: "8N",
        schema.CATEGORY: "Violence and sexual offences",
        schema.FROM_TIME: noon,
        schema.TO_TIME: pd.NaT,
        schema.REPORTED_TIME: pd.NaT,
        schema.TIME_PRECISION: str(TimePrecision.EXACT),
        schema.DWELLING: pd.NA,
        schema.LSOA_CODE: None,
        schema.DISTRICT: district,
        schema.WARD_CODE: ward,
        schema.PUBLIC_POINT: True,  # so that no count is withheld
        schema.GEOMETRY: shapely.Point((place + 0.5) * SIDE_M, SIDE_M / 2),
        "harm_css": 189.0,
    }
    return {**made, **told}


def offences(rows: Sequence[Mapping[str, Any]]) -> gpd.GeoDataFrame:
    """Return offences with every column of the schema."""
    table = gpd.GeoDataFrame(list(rows), geometry=schema.GEOMETRY, crs=BNG)
    for column in schema.OFFENCE_COLUMNS:
        if column not in table:
            table[column] = None
    for column in (schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME):
        table[column] = pd.to_datetime(table[column], utc=True).dt.tz_convert(ZONE)
    texts = (schema.OFFENCE_ID, schema.OFFENCE_CODE, schema.CATEGORY, schema.LSOA_CODE,
             schema.WARD_CODE, schema.WARD_NAME, schema.DISTRICT)  # fmt: skip
    return table.astype({**dict.fromkeys(texts, "str"), schema.DWELLING: "boolean"})


def scene(rows: Sequence[Mapping[str, Any]], **told: Any) -> WardScene:
    """Return a calendar year in four wards of a thousand residents and 400 households each."""
    made: dict[str, Any] = {
        "offences": offences(rows),
        "wards": pd.DataFrame(
            {schema.RESIDENTS: 1_000.0, schema.HOUSEHOLDS: 400.0, schema.DEPRIVATION: np.nan},
            index=pd.Index(WARDS, name=schema.WARD_CODE),
        ),
        "period": (date(2025, 1, 1), date(2025, 12, 31)),
        "years": 1.0,
        "harm_column": "harm_css",
        "harm_unit": "CSS points",
        "as_of": date(2025, 12, 31),
    }
    return WardScene(**{**made, **told})
