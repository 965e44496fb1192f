"""One validator for each table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.crs import require_projected
from hotspots.errors import InputError, MissingColumnError
from hotspots.schema import places
from hotspots.schema.cocoons import TARGET_COLUMNS, TOLD_COLUMNS
from hotspots.schema.ground import GROUND_COLUMNS
from hotspots.schema.harm_spots import HARM_SPOT_COLUMNS
from hotspots.schema.offences import (
    FROM_TIME,
    OFFENCE_COLUMNS,
    SET_ASIDE_COLUMNS,
    SPOT_OFFENCE_COLUMNS,
    TO_TIME,
    UPRN,
)
from hotspots.schema.streets import LENGTH_M, STREET_CLASS, STREET_COLUMNS, STREET_ID, StreetClass

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


def require_columns(table: pd.DataFrame, columns: tuple[str, ...], what: str) -> None:
    """Refuse a table that lacks a column, naming every one that is missing.

    Raises
    ------
    MissingColumnError
    """
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise MissingColumnError(
            f"The {what} have no column {', '.join(map(repr, missing))}. "
            f"Columns found: {', '.join(map(repr, map(str, table.columns)))}. What each verb needs "
            "is in docs/library.md."
        )


def validate_offences(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the offences when they are whole: all columns, in metres, no missing point."""
    return _validated(offences, OFFENCE_COLUMNS, "offences")


def validate_spot_offences(
    offences: gpd.GeoDataFrame, also: tuple[str, ...] = ()
) -> gpd.GeoDataFrame:
    """Return the offences when harm spots can be made of them, from whatever system they come.

    Parameters
    ----------
    offences : GeoDataFrame
        ``SPOT_OFFENCE_COLUMNS``; points in metres, none missing; times aware of their zone.
    also : tuple of str
        Further columns that are needed.

    Raises
    ------
    MissingColumnError
        With every column that is missing.
    InputError, CoordinateError
    """
    columns = tuple(dict.fromkeys((*SPOT_OFFENCE_COLUMNS, *also)))
    _validated(offences, columns, "offences")
    bare = [name for name in (FROM_TIME, TO_TIME) if not _is_zoned(offences[name])]
    if bare:
        raise InputError(
            f"The offences' {' and '.join(bare)} are not times with a zone: make them so with "
            "pandas, to_datetime(…).dt.tz_localize('Europe/London'), with the zone of the place."
        )
    return offences


def _is_zoned(times: pd.Series) -> bool:
    return getattr(times.dtype, "tz", None) is not None


def validate_set_aside(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows set aside when each one names its file, its line and its reason."""
    require_columns(rows, SET_ASIDE_COLUMNS, "rows set aside")
    return rows


def validate_authorities(authorities: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the local authorities when they have codes, names and outlines in metres."""
    return _validated(authorities, places.AUTHORITY_COLUMNS, "authorities")


def validate_districts(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the policing districts when they have names and outlines in metres."""
    return _validated(districts, places.DISTRICT_COLUMNS, "districts")


def validate_wards(wards: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the wards when they have codes, names, districts and outlines in metres."""
    return _validated(wards, places.WARD_COLUMNS, "wards")


def validate_harm_spots(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the harm spots when they have every attribute and an outline in metres."""
    return _validated(spots, HARM_SPOT_COLUMNS, "harm spots")


def validate_addresses(addresses: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the addresses when they are whole and no UPRN stands twice."""
    _validated(addresses, places.ADDRESS_COLUMNS, "addresses")
    repeated = int(addresses[UPRN].duplicated().sum())
    if repeated:
        raise InputError(f"{repeated:,} of {len(addresses):,} addresses repeat a UPRN.")
    return addresses


def validate_streets(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the streets when each is one line with a length, a class and an id of its own."""
    _validated(streets, STREET_COLUMNS, "streets")
    faults = {
        "repeat a street_id": streets[STREET_ID].duplicated(),
        "are not one line": streets.geom_type != "LineString",
        "have no length": ~(streets[LENGTH_M] > 0),
        "have no class that is known": ~streets[STREET_CLASS].isin(list(StreetClass)),
    }
    for fault, rows in faults.items():
        if count := int(rows.sum()):
            raise InputError(f"{count:,} of {len(streets):,} streets {fault}.")
    return streets


def validate_ground(ground: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the ground of a map when each part has a kind and a geometry, in metres."""
    return _validated(ground, GROUND_COLUMNS, "parts of the ground")


def validate_targets(targets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the homes to visit when they have every column, in metres."""
    return _validated(targets, TARGET_COLUMNS, "homes to visit")


def validate_told_homes(homes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return what a list tells of homes when it has every column, in metres."""
    return _validated(homes, TOLD_COLUMNS, "homes to visit")


def _validated(table: gpd.GeoDataFrame, columns: tuple[str, ...], what: str) -> gpd.GeoDataFrame:
    require_columns(table, columns, what)
    require_projected(table, what)
    lost = int((table.geometry.isna() | table.geometry.is_empty).sum())
    if lost:
        raise InputError(
            f"{lost} of {len(table)} {what} have no geometry; set those rows aside first."
        )
    return table
