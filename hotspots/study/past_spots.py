"""The harm spots in force and what analysts changed in them, as a journey takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.spots.standing_edits import StandingEdits, standing_edits
from hotspots.analyse.spots_over_time.spots_now import merged_into_drawn, spots_now

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hotspots.load.boundaries import StudyArea
    from hotspots.study.inputs import Inputs


@dataclass(frozen=True, kw_only=True)
class PastSpots:
    """What is known of harm spots from before this run.

    Attributes
    ----------
    in_force : GeoDataFrame or None
        The set in force, as it was adopted: ``schema.SPOT_IN_FORCE_COLUMNS`` and outlines.
    adopted : GeoDataFrame or None
        Every set that was ever in force, oldest first, the present one too.
    edits : DataFrame or None
        ``schema.SPOT_EDIT_COLUMNS``: every edit, the withdrawn ones too.
    """

    in_force: gpd.GeoDataFrame | None = None
    adopted: gpd.GeoDataFrame | None = None
    edits: pd.DataFrame | None = None


def past_spots(adopted: pd.DataFrame, edits: pd.DataFrame, *, crs: str) -> PastSpots:
    """Return what the ledger knows of harm spots, with outlines that can be measured.

    Parameters
    ----------
    adopted : DataFrame
        ``schema.SPOT_IN_FORCE_COLUMNS`` of every set, the oldest first; the last is in force.
    edits : DataFrame
        ``schema.SPOT_EDIT_COLUMNS``.
    crs : str
        The force's projected system, which the outlines are in.

    Raises
    ------
    MissingColumnError
    """
    edited = edits if len(edits) else None
    if adopted.empty:
        return PastSpots(edits=edited)
    every = spots_with_outlines(adopted, crs=crs)
    newest = every[schema.SPOT_SET] == every[schema.SPOT_SET].iloc[-1]
    return PastSpots(in_force=every[newest].reset_index(drop=True), adopted=every, edits=edited)


def edits_that_stand(past: PastSpots) -> StandingEdits | None:
    """Return the edits that stand, or None where there is none to lay over the data."""
    if past.edits is None:
        return None
    standing = standing_edits(past.edits, past.adopted)
    return standing if standing.words else None


def spots_in_force_now(
    past: PastSpots, *, crs: str, districts: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """Return the spots that are patrolled now: the set in force with the standing edits laid over.

    Parameters
    ----------
    past : PastSpots
    crs : str
        The force's projected system.
    districts : GeoDataFrame, optional
        In which the district of a drawn spot is looked up.

    Returns
    -------
    GeoDataFrame
        ``spot_id``, ``name``, ``district``, ``rank``, ``edited`` and outlines, by rank; empty where
        no set is in force and none was added. No two outlines overlap.
    """
    return spots_now(past.in_force, edits_that_stand(past), crs=crs, districts=districts)


def spots_patrolled(
    past: PastSpots, inputs: Inputs, *, area_of: Callable[[Inputs], StudyArea] | None = None
) -> gpd.GeoDataFrame:
    """Return the spots that are patrolled now, each with a district that the force has today.

    The boundaries are read only where the inputs name any, and an analyst's edit stands or a spot
    was adopted in a district of another name; ``area_of`` reads them, by default from their files.
    """
    known = [] if past.in_force is None else past.in_force[schema.DISTRICT].dropna()
    renamed = not set(known) <= set(inputs.profile.district_names)
    districts = None
    if inputs.layers and (renamed or edits_that_stand(past) is not None):
        districts = (area_of or _read_area)(inputs).districts
    return spots_in_force_now(past, crs=inputs.profile.crs, districts=districts)


def _read_area(inputs: Inputs) -> StudyArea:
    from hotspots.study.reading import area_of  # noqa: PLC0415 - a list of spots seldom reads files

    return area_of(inputs)


def merged_spots(past: PastSpots) -> Mapping[str, str]:
    """Return the spots of the set in force that went into a drawn one, and into which."""
    return merged_into_drawn(past.in_force, edits_that_stand(past))


def vetoed_spots(past: PastSpots) -> Mapping[str, str]:
    """Return the spots that are left out by a veto, and what was done: when and why."""
    edits = edits_that_stand(past)
    return (
        {} if edits is None else {each.spot_id: edits.words[each.spot_id] for each in edits.vetoed}
    )


def known_names(past: PastSpots) -> dict[str, str]:
    """Return the last name of every spot that was ever adopted, added or renamed."""
    tables = [table for table in (past.adopted, past.in_force, past.edits) if table is not None]
    return {
        str(spot): str(name)
        for table in tables
        for spot, name in zip(table[schema.SPOT_ID], table[schema.SPOT_NAME], strict=True)
        if not pd.isna(name)
    }


def spots_with_outlines(spots: pd.DataFrame, *, crs: str) -> gpd.GeoDataFrame:
    """Return the spots of a set with their outlines as geometry, in metres."""
    schema.require_columns(spots, schema.SPOT_IN_FORCE_COLUMNS, "harm spots in force")
    outlines = shapely.from_wkt(spots[schema.OUTLINE].to_numpy(dtype=object))
    return gpd.GeoDataFrame(spots, geometry=outlines, crs=crs)
