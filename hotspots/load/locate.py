"""Turn coordinates as found into points in the force's system, and find what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots import crs, schema
from hotspots.arrays import Bools, Floats, Objects
from hotspots.errors import CoordinateError
from hotspots.load.boundaries import StudyArea
from hotspots.load.other_forces import notes_on_other_forces
from hotspots.load.placement import place_in_wards, place_points
from hotspots.load.source_rows import SourceRows
from hotspots.profile import DefaultPoint, ForceProfile
from hotspots.schema import Reason
from hotspots.tables.text_table import without_blanks

# Beside the force's outermost edges, so that a point on the shore is still near it.
MARGIN_M = 1_000.0
# A fault that more than this share of a file's points have is the file's, not the rows'.
WHOLE_FILE_SHARE = 0.5


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
    found = np.column_stack(
        [_numbers(without_blanks(texts)) for texts in (rows.eastings, rows.northings)]
    )
    _set_reason(reasons, _unusable(rows, found))
    points = _project(found, rows.coordinates_crs, profile.crs)
    _set_reason(reasons, _misdeclared(rows, found, points, study_area, profile.crs))
    _set_reason(reasons, _at_default_points(points, profile.default_points))
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
    pairs = rows.eastings.fillna("") + ", " + rows.northings.fillna("")
    areas = [
        _spread(labels[~placement.outside], inside, len(reasons))
        for labels in (placement.authority_codes, placement.districts)
    ]
    wards = _wards(points, areas[1], inside, study_area)
    return Located(
        points=points,
        reasons=reasons,
        faulty_values=values.where(rows.reasons.notna(), pairs.where(reasons.notna())),
        authority_codes=areas[0],
        districts=areas[1],
        ward_codes=wards[0],
        ward_names=wards[1],
        notes=(*placement.notes, *notes_on_other_forces(rows.original.iloc[inside], profile)),
    )


def _numbers(texts: pd.Series[str]) -> Floats:
    return pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)


def _set_reason(reasons: pd.Series[str], faults: dict[Reason, Bools]) -> None:
    """Give a reason to the rows that have none yet: the first fault found is the one stated."""
    for reason, rows in faults.items():
        reasons[reasons.isna().to_numpy() & rows] = str(reason)


def _unusable(rows: SourceRows, found: Floats) -> dict[Reason, Bools]:
    blank = without_blanks(rows.eastings).isna() | without_blanks(rows.northings).isna()
    return {
        Reason.NO_COORDINATES: blank.to_numpy(),
        Reason.UNREADABLE_COORDINATES: ~np.isfinite(found).all(axis=1),
        Reason.ZERO_COORDINATES: (found == 0).all(axis=1),
    }


def _project(pairs: Floats, from_crs: str, to_crs: str) -> Floats:
    if from_crs == to_crs:
        return np.where(np.isfinite(pairs), pairs, np.nan)
    return np.column_stack(crs.project_points(pairs[:, 0], pairs[:, 1], from_crs, to_crs))


def _misdeclared(
    rows: SourceRows,
    found: Floats,
    points: Floats,
    study_area: StudyArea,
    force_crs: str,
) -> dict[Reason, Bools]:
    """Find rows whose axes are swapped or whose unit is another; refuse a file of them."""
    readable = np.isfinite(found).all(axis=1) & (found != 0).any(axis=1)
    strays = np.flatnonzero(readable & ~_within(points, study_area))
    pairs, swapped = found[strays], found[strays][:, ::-1]

    def would_fit(candidates: Floats, declared: str) -> Bools:
        return _spread_mask(
            _within(_project(candidates, declared, force_crs), study_area), strays, len(found)
        )

    in_degrees = rows.coordinates_crs == crs.WGS84
    turned = would_fit(swapped, rows.coordinates_crs)
    unit = force_crs if in_degrees else crs.WGS84
    other_unit = ~turned & (would_fit(pairs, unit) | would_fit(swapped, unit))
    most = WHOLE_FILE_SHARE * max(1, int(readable.sum()))
    if turned.sum() > most:
        raise _swapped_file(rows, int(turned.sum()), int(readable.sum()))
    if other_unit.sum() > most:
        raise _other_unit_file(rows, int(other_unit.sum()), int(readable.sum()))
    degrees = np.zeros(len(found), dtype=bool) if in_degrees else other_unit
    return {Reason.SWAPPED_AXES: turned, Reason.DEGREES_NOT_METRES: degrees}


def _within(points: Floats, study_area: StudyArea) -> Bools:
    west, south, east, north = study_area.districts.total_bounds
    low, high = np.array([west, south]) - MARGIN_M, np.array([east, north]) + MARGIN_M
    within = (points >= low) & (points <= high)
    return within[:, 0] & within[:, 1]


def _swapped_file(rows: SourceRows, faulty: int, readable: int) -> CoordinateError:
    first, second = rows.coordinate_columns
    ours = schema.IN_DEGREES if rows.coordinates_crs == crs.WGS84 else schema.IN_METRES
    return CoordinateError(
        f"{rows.findings.name}: {faulty:,} of {readable:,} points would lie in the force if "
        f"{first!r} and {second!r} changed places. Swap them: in the profile, [columns] "
        f'{ours[0]} = ["{second}"] and {ours[1]} = ["{first}"].'
    )


def _other_unit_file(rows: SourceRows, faulty: int, readable: int) -> CoordinateError:
    first, second = rows.coordinate_columns
    in_degrees = rows.coordinates_crs == crs.WGS84
    ours = schema.IN_METRES if in_degrees else schema.IN_DEGREES
    hold, declared = ("metres", "degrees") if in_degrees else ("degrees", "metres")
    return CoordinateError(
        f"{rows.findings.name}: {faulty:,} of {readable:,} points in {first!r} and {second!r} are "
        f"in {hold}, where {declared} are declared. Map these columns as {' and '.join(ours)}: in "
        f'the profile, [columns] {ours[0]} = ["{first}"] and {ours[1]} = ["{second}"].'
    )


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


def _spread_mask(mask: Bools, places: NDArray[np.intp], rows: int) -> Bools:
    spread = np.zeros(rows, dtype=bool)
    spread[places] = mask
    return spread
