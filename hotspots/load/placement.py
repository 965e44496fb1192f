"""Say which authority, policing district and ward each point belongs to.

A row that states its authority belongs to that one, unless the point lies far from it: outlines
are generalised, and a table of all authorities knows better which side of a boundary a street is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from hotspots import schema
from hotspots.arrays import Bools, Floats, Longs, Objects
from hotspots.errors import InputError
from hotspots.load.boundaries import StudyArea
from hotspots.postgresql import Part
from hotspots.profile import ForceProfile

# Generalised outlines are off by up to about 200 m; a kilometre is no matter of generalisation.
FARTHEST_FROM_STATED_M = 1_000.0
FARTHEST_WARD_M = 500.0
# Fewer rows of an authority say nothing of its outline.
FEWEST_TO_JUDGE = 20
NOWHERE = -1
_ONS_CODE = re.compile(r"[EWSNKL]\d{8}")


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where points belong; arrays of shape (points,).

    Attributes
    ----------
    authority_codes, districts : array of object
        None for a point outside the force, and for the authority where the study area has none.
    outside : array of bool
    notes : tuple of str
    """

    authority_codes: Objects
    districts: Objects
    outside: Bools
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Areas:
    """The smallest areas of the force: its authorities, or its districts where those are all."""

    codes: list[str | None]
    districts: list[str]
    polygons: Objects

    @classmethod
    def of(cls, study_area: StudyArea, profile: ForceProfile) -> _Areas:
        if len(study_area.authorities):
            codes = study_area.authorities[schema.AREA_CODE].tolist()
            districts = [profile.district_of_authority(code) or "" for code in codes]
            return cls(list(codes), districts, study_area.authorities.geometry.to_numpy())
        names = study_area.districts[schema.DISTRICT].tolist()
        return cls([None] * len(names), names, study_area.districts.geometry.to_numpy())

    def named(self, statement: str, profile: ForceProfile) -> list[int]:
        """Return the places of the areas that a code or a name means; none where it is unknown."""
        said = statement.strip().casefold()
        codes = [code for code in profile.authorities if code.casefold() == said]
        codes = codes or [
            code for code, name in profile.authorities.items() if name.casefold() == said
        ]
        districts = [name for name in profile.district_names if name.casefold() == said]
        if codes and any(self.codes):
            return [place for place, code in enumerate(self.codes) if code in codes]
        districts = [profile.district_of_authority(code) or "" for code in codes] or districts
        return [place for place, name in enumerate(self.districts) if name in districts]


def place_points(
    points: Floats,
    stated: pd.Series[str],
    *,
    official: bool,
    study_area: StudyArea,
    profile: ForceProfile,
) -> Placement:
    """Say which authority and district each point belongs to.

    Parameters
    ----------
    points : array of shape (n, 2)
        Eastings and northings in the force's system.
    stated : Series of str, length n
        An authority or district by name or code; missing where the row states none.
    official : bool
        True where a name that is not the force's means that the row lies outside it.

    Raises
    ------
    InputError
        When most of the rows that officially state an authority lie far from it.
    """
    areas = _Areas.of(study_area, profile)
    by_geometry = areas_of_points(points, areas.polygons)
    chosen = by_geometry.copy()
    disagree = ignored = far = 0
    for statement, rows in _rows_by_statement(stated):
        members = areas.named(statement, profile)
        if not members and not (official or _ONS_CODE.fullmatch(statement)):
            ignored += len(rows)
        elif not members:
            deep = _deep_inside(points[rows], by_geometry[rows], study_area)
            chosen[rows[~deep]] = NOWHERE
            far += int(deep.sum())
        else:
            astray = rows[~np.isin(by_geometry[rows], members)]
            nearest, distance_m = _nearest_of(points[astray], members, areas.polygons)
            near = distance_m <= FARTHEST_FROM_STATED_M
            chosen[astray[near]] = nearest[near]
            disagree += int(near.sum())
            far += int((~near).sum())
            if official:
                _refuse_elsewhere(statement, len(rows), by_geometry[astray[~near]], areas)
    outside = chosen == NOWHERE
    return Placement(
        authority_codes=_look_up(areas.codes, chosen),
        districts=_look_up(areas.districts, chosen),
        outside=outside,
        notes=_notes(disagree, far, ignored),
    )


def _refuse_elsewhere(statement: str, stated: int, lie_in: Longs, areas: _Areas) -> None:
    """Refuse points and outlines that say plainly otherwise where an authority is."""
    if stated < FEWEST_TO_JUDGE or len(lie_in) <= stated / 2:
        return
    where = pd.Series(_look_up(areas.districts, lie_in)).fillna("no authority of the force")
    raise InputError(
        f"{len(lie_in):,} of the {stated:,} rows that state {statement} lie over 1 km from its "
        f"outline, most of them in {where.mode().iloc[0]}. The boundaries carry wrong codes, or "
        "they or the points are in another coordinate system than declared: look at both on one "
        "map."
    )


def place_in_wards(
    points: Floats, districts: Objects, study_area: StudyArea
) -> tuple[Objects, Objects]:
    """Return the ward's code and name for each point, None where no ward is near.

    A point belongs to a ward of its own district: the one it lies in, else the nearest within
    500 m, because ward outlines are often generalised and leave gaps. Where a ward is missing from
    the layer (``study_area.in_no_ward``) no neighbour takes its points.
    """
    wards = study_area.wards
    if wards is None:
        nowhere = np.full(len(points), None, dtype=object)
        return nowhere, nowhere.copy()
    shapely.prepare(study_area.in_no_ward)
    chosen = np.full(len(points), NOWHERE, dtype=np.int64)
    ward_districts = wards[schema.DISTRICT].to_numpy(dtype=object)
    for district in dict.fromkeys(ward_districts):
        rows = np.flatnonzero(districts == district)
        members = np.flatnonzero(ward_districts == district)
        polygons = wards.geometry.to_numpy()[members]
        found = areas_of_points(points[rows], polygons)
        gaps = np.flatnonzero(found == NOWHERE)
        nearest, distance_m = _nearest_of(points[rows[gaps]], range(len(members)), polygons)
        astray = points[rows[gaps]]
        missing = shapely.intersects_xy(study_area.in_no_ward, astray[:, 0], astray[:, 1])
        near = (distance_m <= FARTHEST_WARD_M) & ~missing
        found[gaps[near]] = nearest[near]
        placed = found != NOWHERE
        chosen[rows[placed]] = members[found[placed]]
    codes, names = wards[schema.WARD_CODE].tolist(), wards[schema.WARD_NAME].tolist()
    return _look_up(codes, chosen), _look_up(names, chosen)


def areas_of_points(points: Floats, polygons: Objects) -> Longs:
    """Return for each point the place of the polygon it lies in or on; −1 where there is none.

    Polygon by polygon inside its bounds, which is three times as fast as a spatial join. Where
    polygons overlap the first one holds the point.
    """
    found = np.full(len(points), NOWHERE, dtype=np.int64)
    eastings, northings = points[:, 0], points[:, 1]
    for place, (polygon, (west, south, east, north)) in enumerate(
        zip(polygons, shapely.bounds(polygons), strict=True)
    ):
        rows = np.flatnonzero(
            (found == NOWHERE)
            & (eastings >= west)
            & (eastings <= east)
            & (northings >= south)
            & (northings <= north)
        )
        shapely.prepare(polygon)
        found[rows[shapely.intersects_xy(polygon, eastings[rows], northings[rows])]] = place
    return found


def _rows_by_statement(stated: pd.Series[str]) -> list[tuple[str, NDArray[np.intp]]]:
    numbers, statements = pd.factorize(stated.to_numpy(dtype=object), use_na_sentinel=True)
    return [
        (str(statement), np.flatnonzero(numbers == number))
        for number, statement in enumerate(statements)
    ]


def _nearest_of(points: Floats, members: Sequence[int], polygons: Objects) -> tuple[Longs, Floats]:
    """Return the nearest of the member polygons for each point, and its distance in metres."""
    if not len(points) or not len(members):
        return np.full(len(points), NOWHERE), np.full(len(points), np.inf)
    places = np.asarray(members, dtype=np.int64)
    distances_m = shapely.distance(
        np.asarray(shapely.points(points))[:, None], polygons[places][None, :]
    )
    nearest = distances_m.argmin(axis=1)
    return places[nearest], distances_m[np.arange(len(points)), nearest]


def _deep_inside(points: Floats, by_geometry: Longs, study_area: StudyArea) -> Bools:
    """Say which points lie so far inside the force that a foreign authority cannot be meant."""
    inside: Bools = by_geometry != NOWHERE
    if inside.any():
        outline = shapely.boundary(shapely.union_all(study_area.districts.geometry.to_numpy()))
        distances_m = shapely.distance(shapely.points(points[inside]), outline)
        inside[inside] = distances_m > FARTHEST_FROM_STATED_M
    return inside


def _look_up(labels: Sequence[str | None], places: Longs) -> Objects:
    # The place −1 takes the last label: nothing.
    return np.array([*labels, None], dtype=object)[places]


def _notes(disagree: int, far: int, ignored: int) -> tuple[str, ...]:
    notes = []
    if disagree:
        notes.append(
            "points outside the outline of the authority that their row states, by less than "
            f"1 km, counted in that authority: {disagree:,}"
        )
    if far:
        notes.append(
            "points more than 1 km from the authority that their row states, counted where they "
            f"lie: {far:,}"
        )
    if ignored:
        notes.append(
            "rows that state a district or authority unknown to the profile, counted where they "
            f"lie: {ignored:,}"
        )
    return tuple(notes)


def part_of(
    study_area: StudyArea, profile: ForceProfile, period: tuple[date, date] | None = None
) -> Part:
    """Return what is read of a table of a database: the force, and what may be believed beside it.

    Parameters
    ----------
    study_area : StudyArea
    profile : ForceProfile
    period : (date, date), optional
        First and last day; None reads whatever the table holds.
    """
    west, south, east, north = map(float, study_area.districts.total_bounds)
    beside = FARTHEST_FROM_STATED_M
    return Part(
        box=(west - beside, south - beside, east + beside, north + beside),
        crs=profile.crs,
        period=period,
        names=profile.column_aliases,
    )
