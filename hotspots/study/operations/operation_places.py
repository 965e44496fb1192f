"""Places that an operation names: harm spots of a set, wards, or outlines in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import product_files, schema
from hotspots.analyse.periods import Period
from hotspots.errors import InputError, SettingsError
from hotspots.load.boundary_files import AREA, boundary_paths, read_layers
from hotspots.nearest import instead_of
from hotspots.schema import AREA_ID, AREA_ROLE, SPOT_NAME, AreaRole
from hotspots.study.past_spots import PastSpots, edits_that_stand, spots_in_force_now
from hotspots.study.spots_over_time.run_to_adopt import spots_of_run

if TYPE_CHECKING:
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from hotspots.load.boundaries import StudyArea
    from hotspots.study.operations.operation import Operation, Places

# An id that the ledger of patrols knows too.
ID_PATTERN: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
# Square metres, shared with a district, that are no sliver of another.
LEAST_SHARED_M2: Final = 1.0
_ID_NAMES: Final = (AREA_ID, schema.SPOT_ID, "id", "code", "ref", "reference", "planted_id")
_NAME_NAMES: Final = (SPOT_NAME, "label", "title", "street", "place")


@dataclass(frozen=True, kw_only=True, eq=False)
class Known:
    """What places can be named by: boundaries, harm spots, and files."""

    study_area: StudyArea
    past: PastSpots
    maps: Path
    crs: str
    declared_crs: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class SpotSet:
    """Harm spots of one set, and the offences that they were chosen on."""

    called: str
    spots: gpd.GeoDataFrame
    chosen: Period | None


def treated_areas(operation: Operation, known: Known) -> gpd.GeoDataFrame:
    """Return the treated areas of an operation: ``area_id``, ``name``, ``area_role``, outlines.

    Raises
    ------
    InputError, SettingsError
        When a spot, a ward or a file that is named is not there.
    """
    return as_role(named_places(operation.treated, operation, known), AreaRole.TREATED)


def control_areas(operation: Operation, known: Known) -> gpd.GeoDataFrame | None:
    """Return the controls that are named by hand, as ``treated_areas``; None where none is."""
    if not operation.controls.are_named:
        return None
    return as_role(named_places(operation.controls, operation, known), AreaRole.CONTROL)


def districts_of(outline: BaseGeometry, study_area: StudyArea) -> tuple[str, ...]:
    """Return the districts that some ground lies in, the one with most of it first."""
    districts = study_area.districts
    shared = shapely.area(shapely.intersection(districts.geometry.to_numpy(), outline))
    order = np.argsort(-shared, kind="stable")
    names = districts[schema.DISTRICT].tolist()
    return tuple(names[at] for at in order if shared[at] >= LEAST_SHARED_M2)


def as_role(areas: gpd.GeoDataFrame, role: AreaRole) -> gpd.GeoDataFrame:
    """Return places as the treated areas, or as the controls, of an operation."""
    return areas.assign(**{AREA_ROLE: role.value})[list(schema.OPERATION_AREA_COLUMNS)]


def named_places(places: Places, operation: Operation, known: Known) -> gpd.GeoDataFrame:
    """Return the places that are named, whichever way."""
    if places.areas is not None:
        return areas_of_file(places.areas, known)
    if places.spots:
        found = spot_set_of(operation.spot_set, known)
        if operation.spot_set is None:
            _refuse_vetoed(places.spots, found, known)
        return picked(found.spots, places.spots, f"harm spots of {found.called}")
    return picked(wards_of(known), places.wards, "wards of the boundaries given")


def _refuse_vetoed(ids: tuple[str, ...], found: SpotSet, known: Known) -> None:
    """Name the spots that analysts took out of force, rather than call them unknown."""
    standing = edits_that_stand(known.past)
    if standing is None:
        return
    there = set(found.spots[AREA_ID])
    vetoed = {ground.spot_id for ground in standing.vetoed} - there
    said = [f"{each} was {standing.words[each]}" for each in ids if each in vetoed]
    if said:
        raise SettingsError(
            f"{'; '.join(said)}. A vetoed spot is not in force. Leave it out of the operation, "
            "take the veto back, or say with spot_set which set it is to be judged in."
        )


def picked(table: gpd.GeoDataFrame, ids: tuple[str, ...], what: str) -> gpd.GeoDataFrame:
    """Return those of some places that are named by their ids.

    Raises
    ------
    SettingsError
        When one is not among them.
    """
    lost = [each for each in ids if each not in set(table[AREA_ID])]
    if lost:
        raise SettingsError(
            f"{', '.join(lost)}: not among the {len(table)} {what}. "
            f"{instead_of(lost[0], sorted(table[AREA_ID]))}"
        )
    chosen: gpd.GeoDataFrame = table[table[AREA_ID].isin(ids)].reset_index(drop=True)
    return chosen


def wards_of(known: Known) -> gpd.GeoDataFrame:
    """Return the wards as places.

    Raises
    ------
    InputError
        When no layer of them was given.
    """
    wards = known.study_area.wards
    if wards is None:
        raise InputError(
            "The operation names wards, and no layer of wards was given. Add one.",
            options=("--layers",),
        )
    return wards.rename(columns={schema.WARD_CODE: AREA_ID, schema.WARD_NAME: SPOT_NAME})


def spot_set_of(named: str | None, known: Known) -> SpotSet:
    """Return the set that spot ids are of: a run, a set that was adopted, or the one in force."""
    if named is None:
        return _in_force(known)
    if (known.maps / named / product_files.RECEIPT).is_file():
        run = spots_of_run(known.maps / named)
        outlines = shapely.from_wkt(run.spots[schema.OUTLINE].to_numpy(dtype=object))
        return SpotSet(
            called=named,
            spots=_as_areas(gpd.GeoDataFrame(run.spots, geometry=outlines, crs=known.crs)),
            chosen=Period(first=run.chosen_from, last=run.chosen_to),
        )
    adopted = known.past.adopted
    own = adopted[adopted[schema.SPOT_SET] == named] if adopted is not None else None
    if own is None or own.empty:
        raise SettingsError(
            f"spot_set {named!r} is neither a run in {known.maps} nor a set that was adopted."
        )
    return SpotSet(called=named, spots=_as_areas(own), chosen=_chosen_on(own))


def _in_force(known: Known) -> SpotSet:
    spots = spots_in_force_now(known.past, crs=known.crs)
    if spots.empty:
        raise SettingsError(
            "Harm spots are named, and no set of them is in force here. Say which run "
            "they are of with spot_set, or adopt one with `hotspots spots adopt`."
        )
    own = known.past.in_force
    return SpotSet(
        called="the set in force",
        spots=_as_areas(spots),
        chosen=None if own is None or own.empty else _chosen_on(own),
    )


def _chosen_on(spots: pd.DataFrame) -> Period:
    first, last = (
        pd.Timestamp(spots[column].iloc[0]).date()
        for column in (schema.CHOSEN_FROM, schema.CHOSEN_TO)
    )
    return Period(first=first, last=last)


def _as_areas(spots: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return spots.rename(columns={schema.SPOT_ID: AREA_ID})[[AREA_ID, SPOT_NAME, "geometry"]]


def areas_of_file(path: Path, known: Known) -> gpd.GeoDataFrame:
    """Return the outlines of a file, each with an id and a name.

    Raises
    ------
    InputError
        When it cannot be read, or holds no outline.
    """
    tables = [
        layer.table
        for each in boundary_paths([path])
        for layer in read_layers(each, to_crs=known.crs, declared_crs=known.declared_crs)
    ]
    table = gpd.GeoDataFrame(
        pd.concat(tables, ignore_index=True) if tables else pd.DataFrame({"geometry": []}),
        geometry="geometry",
        crs=known.crs,
    )
    areas = table[shapely.get_dimensions(table.geometry.to_numpy()) == AREA]
    if areas.empty:
        raise InputError(f"{path.name} holds no outline of an area. Draw them as polygons.")
    areas = areas.reset_index(drop=True)
    ids = _texts(areas, _ID_NAMES)
    names = _texts(areas, _NAME_NAMES)
    numbers = [str(at) for at in range(1, len(areas) + 1)]
    usable = ids is not None and ids.is_unique and ids.map(ID_PATTERN.fullmatch).notna().all()
    own = ids if ids is not None and usable else pd.Series(numbers, dtype="str")
    called = names if names is not None else (ids if ids is not None else "Area " + own)
    return gpd.GeoDataFrame(
        {AREA_ID: own.to_numpy(), SPOT_NAME: called.to_numpy()},
        geometry=areas.geometry.to_numpy(),
        crs=known.crs,
    ).astype({AREA_ID: "str", SPOT_NAME: "str"})


def _texts(table: gpd.GeoDataFrame, names: tuple[str, ...]) -> pd.Series[str] | None:
    """Return the first column of one of these names that is filled in every row."""
    for name in names:
        for column in table.columns:
            if str(column).lower() == name and table[column].notna().all():
                texts: pd.Series[str] = table[column].astype("str").str.strip()
                return texts
    return None
