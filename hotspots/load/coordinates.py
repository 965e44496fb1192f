"""Two columns of coordinates: which of a file's are used, and what is wrong with them as declared.

A fault that most of a file's points have is the file's: it is refused, and told which columns to
name. Before it is, the boundaries are looked at: it may be they that are in another system.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots import crs, schema
from hotspots.arrays import Bools, Floats
from hotspots.errors import CoordinateError
from hotspots.load.boundaries import StudyArea
from hotspots.load.source_rows import Coordinates
from hotspots.profile import ForceProfile, Place
from hotspots.schema import Reason
from hotspots.tables.numbers import FINEST_DEGREES, FINEST_M, divided_digits, lost_digits
from hotspots.tables.text_table import read_once, without_blanks

# Beside the force's outermost edges, so that a point on the shore is still near it.
MARGIN_M: Final = 1_000.0
# A fault that more than this share of a file's points have is the file's, not the rows'.
WHOLE_FILE_SHARE: Final = 0.5
# Offences lie in towns and between them: so far around the profile's places.
AROUND_PLACES_M: Final = 20_000.0
READ_AT_ONCE: Final = 100_000
WITHOUT_COMMAS: Final = (
    "write coordinates with a point for the decimals and nothing between the thousands: 545408.5, "
    "not 545408,5 and not 545,408"
)


@dataclass(frozen=True, kw_only=True)
class InUse:
    """The coordinates of a source that are used.

    Attributes
    ----------
    coordinates : Coordinates
    found, points : array of shape (rows, 2)
        As numbers, and in the force's system; NaN where there is no place.
    notes : tuple of str
        Why they are used, where others were given first.
    """

    coordinates: Coordinates
    found: Floats
    points: Floats
    notes: tuple[str, ...]


def numbers_of(coordinates: Coordinates) -> Floats:
    """Return coordinates as numbers, shape (rows, 2); NaN where a text is none."""
    return np.column_stack([_numbers(coordinates.eastings), _numbers(coordinates.northings)])


def _numbers(texts: pd.Series[str]) -> Floats:
    """Return the numbers, part by part: each text becomes an object of its own on the way."""
    parts = [
        texts.iloc[first : first + READ_AT_ONCE] for first in range(0, len(texts), READ_AT_ONCE)
    ]
    numbers = [read_once(part, _read).to_numpy(np.float64, na_value=np.nan) for part in parts]
    return np.concatenate([np.empty(0), *numbers])


def _read(texts: pd.Series[str]) -> pd.Series[Any]:
    return pd.to_numeric(without_blanks(texts), errors="coerce")


def texts_of(coordinates: Coordinates) -> pd.Series[str]:
    """Return coordinates as they were found, for a person to read."""
    return coordinates.eastings.fillna("") + ", " + coordinates.northings.fillna("")


def unusable(coordinates: Coordinates, found: Floats) -> dict[Reason, Bools]:
    """Return the rows whose coordinates are no place, by reason."""
    pair = (coordinates.eastings, coordinates.northings)
    blank = [without_blanks(texts).isna().to_numpy() for texts in pair]
    finest = FINEST_DEGREES if coordinates.in_degrees else FINEST_M
    lost = [lost_digits(texts, finest=finest) for texts in pair]
    unread: Bools = np.asarray(~np.isfinite(found).all(axis=1))
    divided = np.zeros(len(found), dtype=np.bool_)
    if unread.any():
        divided[unread] = np.any([divided_digits(texts[unread]) for texts in pair], axis=0)
    return {
        Reason.NO_COORDINATES: blank[0] | blank[1],
        Reason.DIVIDED_DIGITS: divided,
        Reason.UNREADABLE_COORDINATES: unread,
        Reason.ZERO_COORDINATES: (found == 0).all(axis=1),
        Reason.LOST_DIGITS: lost[0] | lost[1],
    }


def project(pairs: Floats, from_crs: str, to_crs: str) -> Floats:
    """Return coordinates in another system, NaN where they are no place there."""
    if from_crs == to_crs:
        return np.where(np.isfinite(pairs), pairs, np.nan)
    return np.column_stack(crs.project_points(pairs[:, 0], pairs[:, 1], from_crs, to_crs))


def in_use(
    first: Coordinates, other: Coordinates | None, *, study_area: StudyArea, force_crs: str
) -> InUse:
    """Return the coordinates that are used: the first, unless they lie nowhere near the force.

    Then they are read as the metres of web maps, and after that the other pair is looked at: what
    puts most of the points near the force is used, and said in a note.
    """

    def read(coordinates: Coordinates, *notes: str) -> InUse:
        found = numbers_of(coordinates)
        points = project(found, coordinates.crs, force_crs)
        return InUse(coordinates=coordinates, found=found, points=points, notes=notes)

    def is_near(these: InUse) -> bool:
        readable = _readable(these.found)
        near = near_force(these.points, study_area)
        return float((near & readable).sum()) / max(1, int(readable.sum())) > WHOLE_FILE_SHARE

    own = read(first)
    if is_near(own):
        return own
    named = " and ".join(map(repr, first.columns))
    if not first.in_degrees:
        on_the_web = replace(first, crs=crs.WEB_MERCATOR)
        note = f"{named} are metres of web maps ({crs.WEB_MERCATOR}), converted"
        if is_near(these := read(on_the_web, note)):
            return these
    if other is not None:
        used = " and ".join(map(repr, other.columns))
        note = f"points are taken from {used}: those in {named} lie outside the force"
        if is_near(these := read(other, note)):
            return these
    return own


def misdeclared(
    file: str,
    coordinates: Coordinates,
    found: Floats,
    points: Floats,
    *,
    study_area: StudyArea,
    profile: ForceProfile,
) -> dict[Reason, Bools]:
    """Find rows whose axes are swapped or whose unit is another; refuse a file of them.

    Raises
    ------
    CoordinateError
    """
    readable = _readable(found)
    strays = np.flatnonzero(readable & ~near_force(points, study_area))
    pairs, swapped = found[strays], found[strays][:, ::-1]

    def would_fit(candidates: Floats, declared: str) -> Bools:
        placed = project(candidates, declared, profile.crs)
        return _spread_mask(near_force(placed, study_area), strays, len(found))

    in_degrees = coordinates.in_degrees
    turned = would_fit(swapped, coordinates.crs)
    unit = profile.crs if in_degrees else crs.WGS84
    other_unit = ~turned & (would_fit(pairs, unit) | would_fit(swapped, unit))
    most = WHOLE_FILE_SHARE * max(1, int(readable.sum()))
    if len(strays) > most:
        _require_boundaries_in_place(points[strays], study_area, profile)
    if turned.sum() > most:
        raise _swapped_file(file, coordinates, int(turned.sum()), int(readable.sum()))
    if other_unit.sum() > most:
        raise _other_unit_file(file, coordinates, int(other_unit.sum()), int(readable.sum()))
    degrees = np.zeros(len(found), dtype=bool) if in_degrees else other_unit
    return {Reason.SWAPPED_AXES: turned, Reason.DEGREES_NOT_METRES: degrees}


def near_force(points: Floats, study_area: StudyArea) -> Bools:
    """Say which points lie in the box around the force's districts."""
    west, south, east, north = study_area.districts.total_bounds
    low, high = np.array([west, south]) - MARGIN_M, np.array([east, north]) + MARGIN_M
    within = (points >= low) & (points <= high)
    return within[:, 0] & within[:, 1]


def _require_boundaries_in_place(
    strays: Floats, study_area: StudyArea, profile: ForceProfile
) -> None:
    """Refuse boundaries that lie elsewhere than the profile's own places, where the points are."""
    if not profile.places:
        return
    places = np.array([(place.easting, place.northing) for place in profile.places])
    near = near_force(places, study_area)
    low, high = places.min(axis=0) - AROUND_PLACES_M, places.max(axis=0) + AROUND_PLACES_M
    at_places = ((strays >= low) & (strays <= high)).all(axis=1)
    if near.mean() >= WHOLE_FILE_SHARE or at_places.mean() <= WHOLE_FILE_SHARE:
        return
    files = ", ".join(dict.fromkeys(source.name for source in study_area.sources))
    raise CoordinateError(
        f"The boundaries{f' ({files})' if files else ''} lie at "
        f"{_box(study_area.districts.total_bounds)}, and {int((~near).sum())} of the "
        f"{len(places)} places of the profile {profile.key!r} outside them, such as "
        f"{_first_away(profile.places, near)}. The points lie where the places do. Give this "
        "force's boundaries, or save them again with the coordinate system that they are in."
    )


def _first_away(places: Iterable[Place], near: Bools) -> str:
    place = next(place for place, is_near in zip(places, near, strict=True) if not is_near)
    return f"{place.name} ({place.easting:.0f}, {place.northing:.0f})"


def _box(bounds: Floats) -> str:
    west, south, east, north = bounds
    return f"eastings {west:.0f} to {east:.0f} and northings {south:.0f} to {north:.0f}"


def _readable(found: Floats) -> Bools:
    return np.asarray(np.isfinite(found).all(axis=1) & (found != 0).any(axis=1))


def _spread_mask(mask: Bools, places: NDArray[np.intp], rows: int) -> Bools:
    spread = np.zeros(rows, dtype=bool)
    spread[places] = mask
    return spread


def _swapped_file(
    file: str, coordinates: Coordinates, faulty: int, readable: int
) -> CoordinateError:
    first, second = coordinates.columns
    ours = schema.IN_DEGREES if coordinates.in_degrees else schema.IN_METRES
    advice = (
        f"Its points hold the {ours[1]} first: save it again with the {ours[0]} first."
        if coordinates.of_shapes
        else f'Swap them: in the profile, [columns] {ours[0]} = ["{second}"] and '
        f'{ours[1]} = ["{first}"].'
    )
    return CoordinateError(
        f"{file}: {faulty:,} of {readable:,} points would lie in the force if "
        f"{first!r} and {second!r} changed places. {advice}"
    )


def _other_unit_file(
    file: str, coordinates: Coordinates, faulty: int, readable: int
) -> CoordinateError:
    first, second = coordinates.columns
    in_degrees = coordinates.in_degrees
    ours = schema.IN_METRES if in_degrees else schema.IN_DEGREES
    hold, declared = ("metres", "degrees") if in_degrees else ("degrees", "metres")
    advice = (
        "Save it again with the coordinate system that its points are in."
        if coordinates.of_shapes
        else f"Map these columns as {' and '.join(ours)}: in the profile, [columns] "
        f'{ours[0]} = ["{first}"] and {ours[1]} = ["{second}"].'
    )
    return CoordinateError(
        f"{file}: {faulty:,} of {readable:,} points in {first!r} and {second!r} are "
        f"in {hold}, where {declared} are declared. {advice}"
    )
