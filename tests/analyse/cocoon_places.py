"""Invented streets, homes and burglaries that the tests of cocooning are made of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import live_burglaries
from hotspots.schema import TimePrecision
from hotspots.selection import Selection

LONDON = ZoneInfo("Europe/London")
SELECTION = Selection(
    key="dwelling_burglary",
    label="Dwelling burglary",
    description="Burglary of homes",
    offence_codes=("28A", "28E", "28F", "29A"),
    categories=("Burglary",),
)
EAST, NORTH = 600_000.0, 225_000.0
PLOT_M = 12.0
FIRST_UPRN = 100_000

Home = dict[str, Any]
Offence = dict[str, Any]


def at(text: str) -> datetime:
    """A moment on the clock in London."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def home(number: str | None, east: float, north: float, **changes: Any) -> Home:
    """One dwelling in Mill Street, Colchester, unless told otherwise; metres from the corner."""
    place = (round(EAST + east, 2), round(NORTH + north, 2))
    return {
        schema.USRN: "20001",
        schema.FLAT: None,
        schema.NUMBER: number,
        schema.STREET: "Mill Street",
        schema.TOWN: "Colchester",
        schema.POSTCODE: "CO1 1AA",
        schema.DISTRICT: "Colchester",
        schema.WARD_CODE: None,
        "place": place,
        **changes,
    }


def mill_street(
    pairs: int = 12, *, north: float = 0.0, first_east: float = 0.0, **changes: Any
) -> list[Home]:
    """A street with odd numbers on its north side and even ones opposite, 24 m across."""
    homes = []
    for plot in range(pairs):
        east = first_east + plot * PLOT_M
        homes.append(home(str(2 * plot + 1), east, north + 12.0, **changes))
        homes.append(home(str(2 * plot + 2), east, north - 12.0, **changes))
    return homes


def addresses(homes: list[Home]) -> gpd.GeoDataFrame:
    """The homes as a table of addresses; UPRNs count up unless they are given."""
    table: dict[str, Any] = {}
    for column in schema.ADDRESS_COLUMNS[:-1]:
        values = [each.get(column) for each in homes]
        if column == schema.UPRN:
            values = [uprn or str(FIRST_UPRN + row) for row, uprn in enumerate(values)]
        if column == schema.ADDRESS:
            values = [f"{h[schema.NUMBER]} {h[schema.STREET]}, {h[schema.TOWN]}" for h in homes]
        table[column] = pd.Series(values, dtype="str")
    points = [shapely.Point(each["place"]) for each in homes]
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")


def offence(
    reference: str | None = "42/1/26",
    begins: Any = "2026-11-18 20:00",
    ends: Any = None,
    **changes: Any,
) -> Offence:
    """A burglary of 11 Mill Street, known to the minute and reported an hour later."""
    found = {
        schema.OFFENCE_ID: reference,
        schema.SOURCE_FILE: "offences.csv",
        schema.SOURCE_LINE: 2,
        schema.OFFENCE_CODE: "28E",
        schema.CATEGORY: "Burglary",
        schema.FROM_TIME: begins,
        schema.TO_TIME: ends or begins,
        schema.TIME_PRECISION: TimePrecision.RANGE if ends else TimePrecision.EXACT,
        schema.LOCATION: "11 Mill Street, Colchester",
        schema.DWELLING: True,
        schema.DISTRICT: "Colchester",
        "place": (EAST + 60.0, NORTH + 12.0),
        **changes,
    }
    if schema.REPORTED_TIME not in changes:
        latest = pd.Timestamp(found[schema.TO_TIME] or "2026-11-18") + pd.Timedelta(hours=1)
        found[schema.REPORTED_TIME] = str(latest)
    return found


def offences(rows: list[Offence]) -> gpd.GeoDataFrame:
    """The burglaries as a table of offences; times are read on the clock in London."""
    table: dict[str, Any] = {}
    for column in schema.OFFENCE_COLUMNS[:-1]:
        values = [row.get(column) for row in rows]
        if column in (schema.FROM_TIME, schema.TO_TIME, schema.REPORTED_TIME):
            moments = pd.to_datetime(pd.Series(values, dtype="str"), format="ISO8601")
            # Of October's two hours the first, as the loaders take it.
            table[column] = moments.dt.as_unit("us").dt.tz_localize(
                LONDON, ambiguous=np.ones(len(rows), dtype=bool), nonexistent="shift_forward"
            )
        elif column == schema.SOURCE_LINE:
            table[column] = pd.Series(values, dtype="int64")
        else:
            kind = "boolean" if column == schema.DWELLING else "str"
            table[column] = pd.Series(values, dtype=kind)
    points = [shapely.Point(row["place"]) for row in rows]
    return gpd.GeoDataFrame(table, geometry=points, crs="EPSG:27700")


def live(rows: list[Offence], as_of: str = "2026-11-20 08:00", **options: Any) -> gpd.GeoDataFrame:
    """The burglaries that are live at a moment."""
    return live_burglaries(offences(rows), selection=SELECTION, as_of=at(as_of), **options)


def shuffled(table: gpd.GeoDataFrame, order: list[int]) -> gpd.GeoDataFrame:
    """The same rows in another order, on an index that is no count."""
    return table.iloc[order].set_axis(pd.Index(range(500, 500 + len(table))), axis=0)
