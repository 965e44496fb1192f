"""The harm spots that are to be patrolled, with all that a card says of them.

They come from three places: found in these offences, taken from a set that was adopted earlier, or
drawn by an analyst. Of the last two only number, name and outline may be known; what is missing is
worked out from the offences at hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import care, schema
from hotspots.analyse.patrols.spot_weeks import SpotWeeks, spots_of
from hotspots.analyse.spots.harm_spot_types import offence_types, top_offences
from hotspots.analyse.temporal import busiest_hours
from hotspots.crs import require_projected
from hotspots.errors import InputError, NoRowsError

if TYPE_CHECKING:
    from hotspots.arrays import Objects

PATROLLED_COLUMNS: Final = (
    schema.SPOT_ID,
    schema.RANK,
    schema.DISTRICT_RANK,
    schema.SPOT_NAME,
    schema.DISTRICT,
    schema.OFFENCES,
    schema.TOP_OFFENCES,
    schema.HOUR_BY_WEEKDAY,
    schema.BUSIEST,
    schema.WHY,
    schema.EDITED,
    schema.GEOMETRY,
)


def ordered_spots(spots: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the spots by rank, each with a district, a rank in it, and a name.

    Parameters
    ----------
    spots : GeoDataFrame
        ``spot_id`` and outlines in a projected system; ``rank``, ``district``, ``name`` and
        ``edited`` where they are known. A spot without a rank comes after those that have one. One
        without a district belongs to that which holds its middle, else to the nearest.
    districts : GeoDataFrame
        ``schema.DISTRICT_COLUMNS``, in the same system.

    Raises
    ------
    NoRowsError
        When there is no spot.
    InputError
        When two spots have one number: visits could not be told apart.
    """
    schema.require_columns(spots, (schema.SPOT_ID,), "harm spots")
    require_projected(spots, "harm spots")
    if spots.empty:
        raise NoRowsError(
            "There is no harm spot to patrol: no place had enough offences in this period. Give a "
            "longer period, or ask for smaller spots: hotspots.toml, [run], min_offences."
        )
    repeated = sorted(
        set(spots.loc[spots[schema.SPOT_ID].duplicated(), schema.SPOT_ID].astype(str))
    )
    if repeated:
        raise InputError(
            f"More than one harm spot has the number {', '.join(repeated)}. Give each its own."
        )
    known = {
        name: spots[name] if name in spots.columns else pd.Series(None, index=spots.index)
        for name in (schema.RANK, schema.DISTRICT, schema.SPOT_NAME, schema.EDITED)
    }
    table = gpd.GeoDataFrame(
        {
            schema.SPOT_ID: spots[schema.SPOT_ID].astype("str"),
            schema.RANK: pd.to_numeric(known[schema.RANK]).astype("Float64"),
            schema.SPOT_NAME: known[schema.SPOT_NAME]
            .astype("str")
            .fillna(spots[schema.SPOT_ID].astype("str")),
            schema.DISTRICT: known[schema.DISTRICT].astype("str"),
            schema.EDITED: known[schema.EDITED].astype("str"),
        },
        geometry=spots.geometry.to_numpy(),
        index=spots.index,
        crs=spots.crs,
    )
    lost = table[schema.DISTRICT].isna().to_numpy(dtype=np.bool_)
    table.loc[lost, schema.DISTRICT] = _districts_at(table.geometry[lost], districts)
    ordered = table.sort_values(
        [schema.RANK, schema.SPOT_ID], na_position="last", ignore_index=True
    )
    ordered[schema.RANK] = np.arange(1, len(ordered) + 1)
    ordered[schema.DISTRICT_RANK] = ordered.groupby(schema.DISTRICT, sort=False).cumcount() + 1
    return ordered


def described_spots(
    ordered: gpd.GeoDataFrame,
    found: gpd.GeoDataFrame,
    offences: gpd.GeoDataFrame,
    weeks: SpotWeeks,
    *,
    offence_names: Mapping[str, str],
    called: str,
) -> gpd.GeoDataFrame:
    """Return the spots with ``PATROLLED_COLUMNS``.

    Parameters
    ----------
    ordered : GeoDataFrame
        From :func:`ordered_spots`.
    found : GeoDataFrame
        The spots as they came: what they say of why they are on the list is kept.
    offences : GeoDataFrame
        The selection that the spots are judged by.
    weeks : SpotWeeks
        Of ``ordered``, from the same offences.
    offence_names : mapping of str to str
        What an offence code stands for.
    called : str
        The selection in a sentence: "street violence".
    """
    types = offence_types(offences, offence_names)
    spot = spots_of(offences, ordered)
    known = [bool(week.sum() > 0) for week in weeks.counted]
    columns: dict[str, Any] = {
        schema.OFFENCES: weeks.offences,
        schema.TOP_OFFENCES: [top_offences(types[spot == at]) for at in range(len(ordered))],
        schema.HOUR_BY_WEEKDAY: [
            care.week_as_shown(json.dumps(week.round(2).tolist())) if is_known else None
            for week, is_known in zip(weeks.counted, known, strict=True)
        ],
        schema.BUSIEST: [
            (busiest_hours(week) or None) if is_known else None
            for week, is_known in zip(weeks.counted, known, strict=True)
        ],
        schema.WHY: _reasons(ordered, found, weeks, called),
    }
    table = ordered.assign(**columns)
    return gpd.GeoDataFrame(
        table[list(PATROLLED_COLUMNS)], geometry=schema.GEOMETRY, crs=ordered.crs
    )


def _reasons(
    ordered: gpd.GeoDataFrame, found: gpd.GeoDataFrame, weeks: SpotWeeks, called: str
) -> list[str]:
    """Return why each spot is on the list: as it came with it, else what lies in it now."""
    given: dict[str, object] = (
        dict(zip(found[schema.SPOT_ID].astype(str), found[schema.WHY], strict=True))
        if schema.WHY in found.columns
        else {}
    )
    return [
        str(given[number])
        if isinstance(given.get(number), str)
        else f"It is among the harm spots in force; {count:,} {called} offences of the period lie "
        "in it."
        for number, count in zip(ordered[schema.SPOT_ID], weeks.offences, strict=True)
    ]


def _districts_at(outlines: gpd.GeoSeries, districts: gpd.GeoDataFrame) -> Objects:
    """Return the district of each outline's middle, or the nearest to it."""
    by_name = districts.sort_values(schema.DISTRICT, kind="stable")
    tree = shapely.STRtree(by_name.geometry.to_numpy())
    names: Objects = by_name[schema.DISTRICT].to_numpy(dtype=object)[
        tree.nearest(outlines.representative_point().to_numpy())
    ]
    return names
