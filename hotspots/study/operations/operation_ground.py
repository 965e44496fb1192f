"""Where an operation was: its treated areas and its controls, named by hand or suggested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.analyse.operations.control_areas import FEWEST_OFFENCES, suggest_controls
from hotspots.analyse.operations.operation_counts import days_of, within
from hotspots.analyse.periods import ONE_DAY, Period
from hotspots.errors import NoRowsError
from hotspots.schema import AREA_ID, SPOT_NAME, WHY
from hotspots.study.operations.operation import CONTROLS_A_TREATED, FEWEST_SUGGESTED
from hotspots.study.operations.operation_places import (
    spot_set_of,
    wards_of,
)

if TYPE_CHECKING:
    from hotspots.analyse.data_cover import DataCover
    from hotspots.study.operations.operation import Operation
    from hotspots.study.operations.prepared import Prepared

# Controls are suggested by so many days ahead of the before-period. Squares suggested on the
# before-period itself fell by a tenth afterwards with nothing done (docs/evaluation.md).
MOST_DAYS_ALIKE: Final = 365
LEAST_DAYS_ALIKE: Final = 56
CHOSEN_BY_HAND: Final = "Named in the operation's file."


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The areas of an operation.

    Attributes
    ----------
    areas : GeoDataFrame
        ``schema.OPERATION_AREA_COLUMNS`` and ``why``: why a control is one.
    chosen : Period or None
        The offences by which the treated areas were chosen, where that is known.
    alike_in : Period or None
        The offences by which controls were suggested; None where they were named by hand.
    controls_by_same_rule : bool
        The controls are other harm spots of the treated areas' own set.
    notes : tuple of str
        Whole sentences.
    """

    areas: gpd.GeoDataFrame
    chosen: Period | None
    alike_in: Period | None
    controls_by_same_rule: bool
    notes: tuple[str, ...] = ()


def operation_ground(prepared: Prepared, offences: gpd.GeoDataFrame, cover: DataCover) -> Ground:
    """Return the treated areas with their controls, named by hand or suggested.

    Parameters
    ----------
    prepared : Prepared
    offences : GeoDataFrame
        Of the selection; those ahead of the before-period say which places are alike.
    cover : DataCover
        Which days the offences speak of.

    Raises
    ------
    NoRowsError
        When no control can be suggested.
    """
    operation, known, control = prepared.operation, prepared.known, prepared.control
    spot_set = spot_set_of(operation.spot_set, known) if operation.treated.spots else None
    notes: list[str] = []
    alike_in = None
    if control is None:
        alike_in = _alike_in(operation, cover, notes)
        control = _suggested(prepared, offences, alike_in, notes)
    else:
        control = control.assign(**{WHY: CHOSEN_BY_HAND})
    columns = [*schema.OPERATION_AREA_COLUMNS[:-1], WHY, schema.GEOMETRY]
    areas = pd.concat(
        [prepared.treated.assign(**{WHY: ""})[columns], control[columns]], ignore_index=True
    )
    return Ground(
        areas=areas,
        chosen=operation.chosen or (spot_set.chosen if spot_set else None),
        alike_in=alike_in,
        controls_by_same_rule=_by_same_rule(operation),
        notes=tuple(notes),
    )


def _by_same_rule(operation: Operation) -> bool:
    of_spots = bool(operation.treated.spots)
    others = operation.controls.spots or not operation.controls.are_named
    return bool(of_spots and others and operation.candidates is None)


def reaches_ahead(operation: Operation, cover: DataCover) -> bool:
    """Say whether offences go so far back that controls can be suggested by a year of them."""
    return cover.first <= operation.before.first - ONE_DAY * MOST_DAYS_ALIKE


def _alike_in(operation: Operation, cover: DataCover, notes: list[str]) -> Period:
    """Return the offences by which controls are suggested: up to a year ahead of the before-period.

    Where the data do not go so far back it is the before-period itself, and that is said.
    """
    first = max(cover.first, operation.before.first - ONE_DAY * MOST_DAYS_ALIKE)
    if cover.by_month and first.day > 1:
        first = (pd.Timestamp(first) + pd.offsets.MonthBegin()).date()
    if (operation.before.first - first).days >= LEAST_DAYS_ALIKE:
        return Period(first=first, last=operation.before.first - ONE_DAY)
    notes.append(
        "The offences given do not go further back than the before-period, so controls were "
        "suggested by it. Places picked for what they had then tend to have fewer afterwards, "
        "which makes the operation look worse than it was. Give offences of the months before it."
    )
    return operation.before


def _suggested(
    prepared: Prepared, offences: gpd.GeoDataFrame, alike_in: Period, notes: list[str]
) -> gpd.GeoDataFrame:
    operation, treated = prepared.operation, prepared.treated
    wanted = operation.suggest or max(FEWEST_SUGGESTED, CONTROLS_A_TREATED * len(treated))
    apart_m = 2.0 * operation.ring_width_m
    candidates = _candidates(prepared, offences, alike_in)
    for other in prepared.kept_out:
        near = other.union_all().buffer(operation.ring_width_m)
        candidates = candidates[~candidates.intersects(near)]
    found = suggest_controls(
        offences,
        treated,
        candidates,
        period=alike_in,
        count=wanted,
        least_distance_m=apart_m,
    )
    if len(found) < wanted:
        notes.append(
            f"{wanted} controls were wanted, and {len(found)} were found: no other candidate with "
            f"{FEWEST_OFFENCES} offences or more lies {apart_m:g} m from the treated areas and "
            "from every other control."
        )
    return found


def _candidates(
    prepared: Prepared, offences: gpd.GeoDataFrame, alike_in: Period
) -> gpd.GeoDataFrame:
    """Return what could be a control: what was named, else more of what is treated."""
    operation, treated, known = prepared.operation, prepared.treated, prepared.known
    if prepared.candidates is not None:
        return prepared.candidates
    if operation.treated.areas is not None:
        return busy_squares(offences, treated, alike_in)
    of_spots = bool(operation.treated.spots)
    table = spot_set_of(operation.spot_set, known).spots if of_spots else wards_of(known)
    others: gpd.GeoDataFrame = table[~table[AREA_ID].isin(treated[AREA_ID])]
    return others


def busy_squares(
    offences: gpd.GeoDataFrame, treated: gpd.GeoDataFrame, period: Period
) -> gpd.GeoDataFrame:
    """Return squares as large as the treated areas, each set on a place where offences gather.

    A lattice of such squares is laid over the force, and each that holds five offences or more is
    moved to the middle of its own offences.
    """
    side_m = float(np.median(treated.geometry.area)) ** 0.5
    earlier = offences[within(days_of(offences), [period])]
    points = pd.DataFrame({"east": earlier.geometry.x, "north": earlier.geometry.y})
    cells = np.floor(points / side_m).astype(np.int64)
    grouped = points.groupby([cells["north"], cells["east"]])
    middles = grouped.mean()[grouped.size() >= FEWEST_OFFENCES]
    if middles.empty:
        raise NoRowsError(
            f"No place as large as a treated area had {FEWEST_OFFENCES} offences in "
            f"{period.in_words}, so no control can be suggested. Name controls by hand."
        )
    east, north, half = middles["east"].to_numpy(), middles["north"].to_numpy(), side_m / 2.0
    names = [f"Place at {e:.0f}, {n:.0f}" for e, n in zip(east, north, strict=True)]
    return gpd.GeoDataFrame(
        {
            AREA_ID: pd.array([f"C{at:04d}" for at in range(1, len(names) + 1)], dtype="str"),
            SPOT_NAME: pd.array(names, dtype="str"),
        },
        geometry=shapely.box(east - half, north - half, east + half, north + half),
        crs=offences.crs,
    )
