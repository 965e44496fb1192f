"""The harm-spot table as a workbook and as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.harm_index import HarmIndex
from hotspots.render.maps import harm_spot_table
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import TableColumn, number, shade, text
from hotspots.render.tidy_tables import write_tidy_tables
from hotspots.words import WEEKDAYS

NO_SPOTS: Final = "No harm spots in this period"
HOURS_UNKNOWN: Final = (
    "The hours of these offences are not known: the source gives the month alone, or no times."
)
_DAY: Final = "day"
_HOUR: Final = "hour"
_WHOLE_DAY: Final = "whole_day"
_HOURS: Final = [f"{hour:02d}" for hour in range(harm_spot_table.HOURS_A_DAY)]
_HOUR_COLUMNS: Final = (
    number(schema.RANK, "Rank in the force", width=9),
    text(schema.SPOT_NAME, "Harm spot", width=30),
    text(_DAY, "Day", width=12),
    *(shade(hour, hour, decimals=2, width=6) for hour in _HOURS),
    number(_WHOLE_DAY, "Whole day", decimals=1, width=9),
)


def write_csv(
    path: Path, spots: gpd.GeoDataFrame, stamp: ProductStamp, indices: Sequence[HarmIndex] = ()
) -> None:
    """Write the harm-spot table as CSV.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
    indices : sequence of HarmIndex
        For the units in the titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    write_table_csv(
        path, _columns(spots, indices), harm_spot_table.located(spots), stamp, empty=NO_SPOTS
    )


def write_xlsx(
    path: Path,
    spots: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
    indices: Sequence[HarmIndex] = (),
) -> None:
    """Write the harm-spot table as a workbook: harm spots, their hours, rows set aside, about.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
    title : str
        For example ``"Harm spots: Colchester"``.
    indices : sequence of HarmIndex
        For the units in the titles; the one that ranks first.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    columns = _columns(spots, indices)
    name_column = [column.column for column in columns].index(schema.SPOT_NAME)
    sheets = [
        Sheet(
            name="Harm spots",
            columns=columns,
            table=harm_spot_table.located(spots),
            empty=NO_SPOTS,
            frozen_columns=name_column + 1,
            printed_columns=len(harm_spot_table.first_columns(spots)),
        ),
        Sheet(
            name="Hours",
            columns=_HOUR_COLUMNS,
            table=_hours(spots),
            empty=HOURS_UNKNOWN if len(spots) else NO_SPOTS,
            frozen_columns=3,
        ),
    ]
    write_table_xlsx(path, sheets, stamp, title=title)


def write_spot_tables(
    folder: Path, spots: gpd.GeoDataFrame, stamp: ProductStamp, indices: Sequence[HarmIndex] = ()
) -> None:
    """Write harm spots, with their outlines, and their hours, one row an hour, for other programs.

    Parameters
    ----------
    folder : Path
        The run's own.
    spots : GeoDataFrame
        Harm spots in a projected system; may be empty.
    stamp : ProductStamp
    indices : sequence of HarmIndex

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    columns, outlines = _columns(spots, indices), harm_spot_table.in_rank_order(spots).geometry
    named = [column for column in _HOUR_COLUMNS if column.column not in (*_HOURS, _WHOLE_DAY)]
    hours = _hours(spots).melt(
        id_vars=[column.column for column in named],
        value_vars=_HOURS,
        var_name=_HOUR,
        value_name=schema.OFFENCES,
    )
    sheets = [
        Sheet(
            name="Harm spots",
            columns=columns,
            table=gpd.GeoDataFrame(harm_spot_table.located(spots), geometry=outlines),
            empty=NO_SPOTS,
        ),
        Sheet(
            name="Harm spot hours",
            columns=(
                *named,
                number(_HOUR, "Hour"),
                number(schema.OFFENCES, "Offences", decimals=2),
            ),
            table=hours,
            empty=NO_SPOTS,
        ),
    ]
    write_tidy_tables(folder, sheets, stamp)


def _columns(spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex]) -> tuple[TableColumn, ...]:
    schema.validate_harm_spots(spots)
    return harm_spot_table.table_columns(spots, indices)


def _hours(spots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return seven rows a spot, those whose hours are known."""
    ordered = harm_spot_table.in_rank_order(spots)
    weeks = zip(
        ordered[schema.RANK],
        ordered[schema.SPOT_NAME],
        map(harm_spot_table.hours_by_weekday, ordered[schema.HOUR_BY_WEEKDAY]),
        strict=True,
    )
    rows = [
        [rank, name, weekday, *hours, sum(hours)]
        for rank, name, week in weeks
        if week
        for weekday, hours in zip(WEEKDAYS, week, strict=True)
    ]
    return pd.DataFrame(rows, columns=[column.column for column in _HOUR_COLUMNS])
