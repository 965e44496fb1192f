"""Give each home its policing district and its ward: by the codes it states, else by its point."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from hotspots import schema
from hotspots.load.address_layouts import AREA
from hotspots.load.boundaries import StudyArea
from hotspots.load.placement import place_in_wards, place_points
from hotspots.profile import ForceProfile


@dataclass(frozen=True, kw_only=True)
class HomeAreas:
    """Where homes belong; arrays of shape (homes,).

    Attributes
    ----------
    districts, ward_codes : array of object
        Missing where there is nothing to say.
    outside : array of bool
        Homes outside the force.
    notes : tuple of str
    """

    districts: NDArray[np.object_]
    ward_codes: NDArray[np.object_]
    outside: NDArray[np.bool_]
    notes: tuple[str, ...]


def areas_of_homes(
    homes: pa.Table,
    points: NDArray[np.float64],
    *,
    profile: ForceProfile,
    study_area: StudyArea,
) -> HomeAreas:
    """Return each home's district and ward.

    Parameters
    ----------
    homes : pyarrow Table
        ``area`` (an authority or district by code or name) and ``ward_code`` are believed where
        they are there: outlines are generalised, and codes are not. A ward that the study area
        does not know says nothing.
    points : array of shape (homes, 2)
        In the force's system.
    profile : ForceProfile
    study_area : StudyArea
    """
    stated_wards = _stated(homes, schema.WARD_CODE)
    wards = study_area.wards
    of_ward = {} if wards is None else wards.set_index(schema.WARD_CODE)[schema.DISTRICT].to_dict()
    stated_areas = _stated(homes, AREA)
    stated_areas = stated_areas.where(stated_areas.notna(), stated_wards.map(of_ward))
    placement = place_points(
        points,
        stated_areas.astype("str"),
        official=False,
        study_area=study_area,
        profile=profile,
    )
    districts = placement.districts
    if wards is None:
        return HomeAreas(
            districts=districts,
            ward_codes=stated_wards.to_numpy(dtype=object),
            outside=placement.outside,
            notes=placement.notes,
        )
    codes, unknown = _ward_codes(points, districts, stated_wards, of_ward, wards)
    strangers = int((unknown & ~placement.outside).sum())
    note = f"ward codes that are not the study area's, placed by their point: {strangers:,}"
    return HomeAreas(
        districts=districts,
        ward_codes=codes,
        outside=placement.outside,
        notes=(*placement.notes, note) if strangers else placement.notes,
    )


def _ward_codes(
    points: NDArray[np.float64],
    districts: NDArray[np.object_],
    stated: pd.Series[str],
    district_of_ward: dict[str, str],
    wards: gpd.GeoDataFrame,
) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """Return the ward of each home, and which homes state one that is not known."""
    its_district = stated.map(district_of_ward).to_numpy(dtype=object)
    believed = stated.notna().to_numpy() & (its_district == districts)
    codes = np.full(len(points), None, dtype=object)
    codes[believed] = stated.to_numpy(dtype=object)[believed]
    others = np.flatnonzero(~believed)
    codes[others] = place_in_wards(points[others], districts[others], wards)[0]
    return codes, stated.notna().to_numpy() & pd.isna(its_district)


def _stated(homes: pa.Table, part: str) -> pd.Series[str]:
    if part not in homes.column_names:
        return pd.Series(pd.array([None] * homes.num_rows, dtype="str"))
    return pd.Series(homes[part].to_pandas(), dtype="str")
