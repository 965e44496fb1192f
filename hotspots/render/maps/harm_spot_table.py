"""What a person sees of a harm spot: which columns, in which order, under which titles.

The spreadsheet, the CSV file, the mapping layers and the glossary are all made from this one list,
so that a figure has one name and one unit wherever it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from hotspots import crs, schema
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.harm_spot_columns import (
    AFTER_HARM,
    BEFORE_HARM,
    FIRST_COLUMNS,
    HISTORY_COLUMNS,
)
from hotspots.render.plain_text import plain_text
from hotspots.render.table_columns import TableColumn, as_read, number

HOURS_A_DAY: Final = 24


def table_columns(
    spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex] = ()
) -> tuple[TableColumn, ...]:
    """Return the columns that a person sees, in reading order.

    Parameters
    ----------
    spots : GeoDataFrame
        With the columns of ``schema.HARM_SPOT_COLUMNS`` and a ``harm_…`` column an index; with
        ``change`` and ``edited`` where there is something to say of them.
    indices : sequence of HarmIndex
        Those in use, the one that ranks first. They give the harm columns their unit; a column
        whose index is not among them keeps its key as title.
    """
    ranking_unit = f" ({plain_text(indices[0].unit)})" if indices else ""
    after = [
        replace(column, title=column.title + ranking_unit)
        if column.column == schema.HARM_PER_KM2_PER_YEAR
        else column
        for column in AFTER_HARM
    ]
    return (*first_columns(spots), *BEFORE_HARM, *_harm_columns(spots, indices), *after)


def first_columns(spots: gpd.GeoDataFrame) -> tuple[TableColumn, ...]:
    """Return the columns that a printed sheet holds, those of the set in force before the last."""
    told = [column for column in HISTORY_COLUMNS if column.column in spots]
    return (*FIRST_COLUMNS[:-1], *told, FIRST_COLUMNS[-1])


def layer_columns(spots: gpd.GeoDataFrame) -> list[str]:
    """Return the data columns that leave the house, by their names in ``schema``.

    Only known columns do: what an earlier step left in the table by mistake stays behind.
    """
    known = [column for column in schema.HARM_SPOT_COLUMNS if column != schema.GEOMETRY]
    told = [column.column for column in HISTORY_COLUMNS if column.column in spots]
    return [*known, *told, *_harm_column_names(spots)]


def layer_titles(spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex] = ()) -> dict[str, str]:
    """Return the title, with its unit, of each data column that leaves the house raw."""
    known = set(layer_columns(spots))
    return {
        column.column: column.title.replace("(%)", "(0 to 1)")
        for column in table_columns(spots, indices)
        if column.column in known
    }


def harm_spot_table(
    spots: gpd.GeoDataFrame, columns: Sequence[TableColumn] | None = None
) -> pd.DataFrame:
    """Return the harm spots as a person reads them, one row a spot, by rank.

    Parameters
    ----------
    spots : GeoDataFrame
        Harm spots in a projected system.
    columns : sequence of TableColumn, optional
        From :func:`table_columns`, which is also the default.

    Returns
    -------
    DataFrame
        As :func:`hotspots.render.table_columns.as_read` has it.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    schema.validate_harm_spots(spots)
    columns = table_columns(spots) if columns is None else columns
    return as_read(located(spots), columns)


def layer_table(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the harm spots for mapping software: names of ``schema``, raw values, by rank.

    Text is one visible line; everything else is as the analysis made it.
    """
    schema.validate_harm_spots(spots)
    table = in_rank_order(spots)[[*layer_columns(spots), spots.geometry.name]].copy()
    for column in table.columns:
        if column != table.geometry.name and _holds_text(table[column]):
            table[column] = [plain_text(value) or None for value in table[column]]
    return table


def in_rank_order(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the spots by rank, the identifier deciding between equals; the index starts anew."""
    return spots.sort_values([schema.RANK, schema.SPOT_ID], kind="stable").reset_index(drop=True)


def hours_by_weekday(value: object) -> list[list[float]] | None:
    """Return seven days (Monday first) of 24 numbers, or None where the hours are not known."""
    text = plain_text(value)
    if not text:
        return None
    days = json.loads(text)
    return [[float(hour) for hour in day] for day in days]


def _harm_columns(spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex]) -> Iterator[TableColumn]:
    by_column = {schema.harm_column(index.key): index for index in indices}
    for name in _harm_column_names(spots, tuple(by_column)):
        index = by_column.get(name)
        key = name.removeprefix(schema.harm_column(""))
        unit = plain_text(index.unit) if index else key
        source = f"{plain_text(index.name)}, {plain_text(index.edition)}" if index else key
        yield number(
            name,
            f"Harm in the period ({unit})",
            f"Sum of the weights of the spot's offences. Index: {source}.",
            width=13,
        )


def _harm_column_names(spots: gpd.GeoDataFrame, first: tuple[str, ...] = ()) -> list[str]:
    prefix, basis = schema.harm_column(""), schema.harm_basis_column("")
    fixed = set(schema.HARM_SPOT_COLUMNS)
    found = [
        name
        for name in map(str, spots.columns)
        if name.startswith(prefix) and not name.startswith(basis) and name not in fixed
    ]
    return [*(n for n in first if n in found), *sorted(n for n in found if n not in first)]


def located(spots: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the spots by rank, with a point inside each in place of its outline."""
    ordered = in_rank_order(spots)
    inside = ordered.geometry.representative_point()
    longitude, latitude = crs.project_points(inside.x, inside.y, ordered.crs.to_wkt(), crs.WGS84)
    return pd.DataFrame(ordered.drop(columns=ordered.geometry.name)).assign(
        **{
            schema.EASTING: inside.x,
            schema.NORTHING: inside.y,
            schema.LONGITUDE: longitude,
            schema.LATITUDE: latitude,
        }
    )


def _holds_text(values: pd.Series[Any]) -> bool:
    return pd.api.types.is_string_dtype(values) or values.dtype == object
