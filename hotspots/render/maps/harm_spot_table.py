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
from hotspots.render.plain_text import plain_text
from hotspots.render.table_columns import TableColumn, as_read, flag, number, share, text

HOURS_A_DAY: Final = 24
SURE_TITLE: Final = "Confidence that it is a harm spot"
SURE_MEANING: Final = (
    "How often it is chosen when the offences are drawn again at random: high from 90 % of the "
    "draws, medium from 60 %. Where among the chosen it stands is another matter: see its ranks."
)


def share_title(whole: str) -> str:
    """Return what the share of a spot is called, in every product, of a district or the force."""
    return f"Share of the {whole}’s harm of these offences"


# What a person reads first, and what a printed sheet holds.
FIRST_COLUMNS: Final = (
    number(
        schema.RANK,
        "Rank in the force",
        "1 is the first to visit. Spots that rest on one offence come after the others.",
        width=9,
    ),
    number(
        schema.DISTRICT_RANK,
        "Rank in the district",
        "The same order, counted within the policing district.",
        width=9,
    ),
    text(
        schema.SPOT_NAME,
        "Harm spot",
        "The street and town that most of its offences were recorded at.",
        width=30,
    ),
    text(
        schema.DISTRICT, "Policing district", "The district that holds the spot's centre.", width=20
    ),
    number(
        schema.OFFENCES,
        "Offences in the period",
        "Offences of the selection that lie in the spot. An offence on the edge counts.",
    ),
    share(
        schema.SHARE_OF_DISTRICT_HARM,
        f"{share_title('district')} (%)",
        "The spot's part of the district's harm, counting only the offences that the harm "
        "spots are made of.",
        decimals=1,
        width=12,
    ),
    flag(
        schema.RESTS_ON_ONE_OFFENCE,
        "Rests on one offence",
        "Yes where one offence makes up most of the harm: a tragedy there need not mean that "
        "the place stays dangerous.",
        width=10,
    ),
    flag(
        schema.RESTS_ON_ONE_POINT,
        "Rests on one point",
        "Yes where most of the offences lie on one point that holds far more than any other, of "
        "every kind: it may stand for places that were not known.",
        width=10,
    ),
    text(
        schema.TOP_OFFENCES,
        "Most frequent offences",
        "The commonest kinds of offence with their counts.",
        width=36,
    ),
    text(
        schema.BUSIEST,
        "Busiest hours",
        "When most of the offences happened, local time. Empty where hours are not known.",
        width=24,
    ),
    text(
        schema.TREND,
        "Trend",
        "The second half of the period beside the first, tested against chance.",
        width=15,
    ),
    text(
        schema.WHY, "Why it ranks here", "What put the spot at its rank, in one sentence.", width=60
    ),
)

# Among the first where a set is in force, or where an analyst's edit stands.
HISTORY_COLUMNS: Final = (
    text(
        schema.CHANGE,
        "Since the set in force",
        "Whether it is a spot of the set in force: kept (much the same outline), moved (the "
        "same place, another outline), merged, split, or new.",
        width=17,
    ),
    text(
        schema.EDITED,
        "Edited",
        "What an analyst changed here, when and why. Empty where nobody did.",
        width=36,
    ),
)

# Where there are streets: before the detail.
WHEREABOUTS_COLUMNS: Final = (
    text(
        schema.ON_STREETS,
        "Streets",
        "The streets it lies on, each with those that it crosses first and last.",
        width=44,
    ),
    text(
        schema.CROSSING,
        "Nearest crossing",
        "The streets that cross nearest to its middle.",
        width=30,
    ),
    text(schema.LANDMARK, "Nearest place", "The nearest station or named place.", width=30),
)

# Then the detail: these, the harm under each index, and the rest.
BEFORE_HARM: Final = (
    text(schema.STREET, "Street", "The street alone.", width=22),
    text(schema.TOWN, "Town", "The town alone.", width=18),
    number(
        schema.OFFENCES_PER_YEAR,
        "Offences a year",
        "Offences in the period, divided by the length of the period in years.",
        decimals=1,
    ),
)

AFTER_HARM: Final = (
    number(
        schema.RANKING_SCORE,
        "Ranking score",
        "What the rank goes by: the sum over the spot's offences of the square root of each "
        "one's harm, or as the method says.",
        decimals=1,
        width=10,
    ),
    number(
        schema.HARM_PER_KM2_PER_YEAR,
        "Harm per km² a year",
        "Harm a year over the area of the spot: how tightly the harm is packed.",
        width=13,
    ),
    share(
        schema.SHARE_OF_FORCE_HARM,
        f"{share_title('force')} (%)",
        "The spot's part of the whole force's harm, counting only the offences that the harm "
        "spots are made of.",
        decimals=2,
        width=12,
    ),
    share(
        schema.LARGEST_OFFENCE_SHARE,
        "Largest offence's share of harm (%)",
        "How much of the spot's harm one single offence makes up.",
        decimals=1,
        width=13,
    ),
    number(
        schema.TREND_RATIO,
        "Second half ÷ first half",
        "Offences in the second half of the period divided by those in the first.",
        decimals=2,
    ),
    text(
        schema.CONFIDENCE,
        SURE_TITLE,
        SURE_MEANING,
        width=14,
    ),
    share(
        schema.TOP_SHARE,
        "Chosen in redrawn data (%)",
        "In how many of those redrawings the spot was chosen.",
        width=12,
    ),
    number(
        schema.RANK_LOW,
        "Best likely rank",
        "The best rank in the middle 90 % of the redrawings.",
        width=9,
    ),
    number(
        schema.RANK_HIGH,
        "Worst likely rank",
        "The worst rank in the middle 90 % of the redrawings.",
        width=9,
    ),
    number(schema.AREA_M2, "Area (m²)", "Area of the outline."),
    number(
        schema.EXTENT_M,
        "Distance across (m)",
        "The greatest distance between two points of the outline.",
    ),
    number(
        schema.EASTING,
        "Easting (m)",
        "A point inside the outline, in the force's own coordinate system.",
        width=9,
    ),
    number(
        schema.NORTHING,
        "Northing (m)",
        "A point inside the outline, in the force's own coordinate system.",
        width=9,
    ),
    number(
        schema.LATITUDE,
        "Latitude (°)",
        "The same point in WGS 84, as a phone or a satnav takes it.",
        decimals=5,
        width=10,
    ),
    number(
        schema.LONGITUDE,
        "Longitude (°)",
        "The same point in WGS 84, as a phone or a satnav takes it.",
        decimals=5,
        width=10,
    ),
    text(
        schema.SPOT_ID,
        "Identifier",
        "The number of the place, to find it again in the map, the layers and the patrols. It "
        "stays from run to run once a set is in force.",
        width=10,
    ),
)


def table_columns(
    spots: gpd.GeoDataFrame, indices: Sequence[HarmIndex] = ()
) -> tuple[TableColumn, ...]:
    """Return the columns that a person sees, in reading order.

    Parameters
    ----------
    spots : GeoDataFrame
        With the columns of ``schema.HARM_SPOT_COLUMNS`` and a ``harm_…`` column an index; with
        ``change``, ``edited`` and ``schema.WHEREABOUTS_COLUMNS`` where they are known.
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
    where = [column for column in WHEREABOUTS_COLUMNS if column.column in spots]
    return (*first_columns(spots), *where, *BEFORE_HARM, *_harm_columns(spots, indices), *after)


def first_columns(spots: gpd.GeoDataFrame) -> tuple[TableColumn, ...]:
    """Return the columns that a printed sheet holds, those of the set in force before the last."""
    told = [column for column in HISTORY_COLUMNS if column.column in spots]
    return (*FIRST_COLUMNS[:-1], *told, FIRST_COLUMNS[-1])


def layer_columns(spots: gpd.GeoDataFrame) -> list[str]:
    """Return the data columns that leave the house, by their names in ``schema``.

    Only known columns do: what an earlier step left in the table by mistake stays behind.
    """
    known = [column for column in schema.HARM_SPOT_COLUMNS if column != schema.GEOMETRY]
    optional = (*HISTORY_COLUMNS, *WHEREABOUTS_COLUMNS)
    told = [column.column for column in optional if column.column in spots]
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
