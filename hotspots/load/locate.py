"""Turn coordinates as found into points in the force's system, and find what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots.arrays import Bools, Floats, Objects
from hotspots.load.boundaries import StudyArea
from hotspots.load.coordinates import in_use, misdeclared, texts_of, unusable
from hotspots.load.other_forces import notes_on_other_forces
from hotspots.load.placement import place_in_wards, place_points
from hotspots.load.source_rows import SourceRows
from hotspots.profile import DefaultPoint, ForceProfile
from hotspots.schema import Reason
from hotspots.tables.memory import give_back


@dataclass(frozen=True, kw_only=True)
class Located:
    """Points and the areas they belong to, on the index of the rows.

    Attributes
    ----------
    points : array of shape (rows, 2)
        Easting and northing in the force's system; NaN for a row with a reason.
    reasons, faulty_values : Series of str
        Why a row cannot be used, and the value at fault; missing where nothing is wrong.
    authority_codes, districts, ward_codes, ward_names : array of object
    notes : tuple of str
    """

    points: Floats
    reasons: pd.Series[str]
    faulty_values: pd.Series[str]
    authority_codes: Objects
    districts: Objects
    ward_codes: Objects
    ward_names: Objects
    notes: tuple[str, ...]


def locate(rows: SourceRows, *, study_area: StudyArea, profile: ForceProfile) -> Located:
    """Convert the rows' coordinates, check them, and place them in the force's areas.

    Raises
    ------
    CoordinateError
        When most of a file has its axes swapped, or is in degrees where metres are declared (or
        the reverse); the message says how to map the columns.
    """
    reasons, values = rows.reasons.copy(), rows.faulty_values.copy()
    used = in_use(
        rows.coordinates, rows.other_coordinates, study_area=study_area, force_crs=profile.crs
    )
    coordinates, found, points, notes = used.coordinates, used.found, used.points, used.notes
    _set_reason(reasons, unusable(coordinates, found))
    faults = misdeclared(
        rows.findings.name, coordinates, found, points, study_area=study_area, profile=profile
    )
    _set_reason(reasons, faults)
    _set_reason(reasons, _at_default_points(points, profile.default_points))
    del used, found
    give_back()
    placed = np.flatnonzero(reasons.isna().to_numpy() & np.isfinite(points).all(axis=1))
    placement = place_points(
        points[placed],
        rows.stated_area.iloc[placed],
        official=rows.stated_is_official,
        study_area=study_area,
        profile=profile,
    )
    inside = placed[~placement.outside]
    outside = np.ones(len(reasons), dtype=bool)
    outside[inside] = False
    _set_reason(reasons, {Reason.OUTSIDE_FORCE: outside})
    points[outside] = np.nan
    misplaced = reasons.notna() & rows.reasons.isna()
    values[misplaced] = texts_of(coordinates)[misplaced]
    areas = [
        _spread(labels[~placement.outside], inside, len(reasons))
        for labels in (placement.authority_codes, placement.districts)
    ]
    notes = (*notes, *placement.notes)
    del placement  # a million labels
    give_back()
    wards = _wards(points, areas[1], inside, study_area)
    return Located(
        points=points,
        reasons=reasons,
        faulty_values=values,
        authority_codes=areas[0],
        districts=areas[1],
        ward_codes=wards[0],
        ward_names=wards[1],
        notes=(
            *notes,
            *notes_on_other_forces(rows.original, inside, profile),
        ),
    )


def _set_reason(reasons: pd.Series[str], faults: dict[Reason, Bools]) -> None:
    """Give a reason to the rows that have none yet: the first fault found is the one stated."""
    for reason, rows in faults.items():
        reasons[reasons.isna().to_numpy() & rows] = str(reason)


def _at_default_points(
    points: Floats, default_points: tuple[DefaultPoint, ...]
) -> dict[Reason, Bools]:
    at_one = np.zeros(len(points), dtype=bool)
    for default in default_points:
        distances_m = np.hypot(points[:, 0] - default.easting, points[:, 1] - default.northing)
        at_one |= distances_m <= default.radius_m
    return {Reason.DEFAULT_POINT: at_one}


def _wards(
    points: Floats,
    districts: Objects,
    inside: NDArray[np.intp],
    study_area: StudyArea,
) -> tuple[Objects, Objects]:
    rows = len(points)
    codes, names = place_in_wards(points[inside], districts[inside], study_area)
    return _spread(codes, inside, rows), _spread(names, inside, rows)


def _spread(labels: Objects, places: NDArray[np.intp], rows: int) -> Objects:
    spread = np.full(rows, None, dtype=object)
    spread[places] = labels
    return spread
