"""Compare boundaries with each other, with the profile, and with the ground that they should be on.

Outlines are often generalised, so that neighbours overlap and leave gaps by some 200 m. What is
wider than 300 m is no matter of generalisation: an area is missing, stands in a wrong place, or is
there twice. On the wards of Essex generalised to 200 m, against authorities in full, no ground is;
of the same wards shifted by 400 m 2 to 8 % of a district is, by 800 m 4 to 21 %.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from hotspots import crs, schema, words
from hotspots.errors import CoordinateError, InputError, SettingsError
from hotspots.load.boundary_columns import same_name
from hotspots.load.boundary_files import AREA
from hotspots.load.oddities.oddity import Oddity, OddKind
from hotspots.profile import ForceProfile

# Half the width that generalised neighbours may gape or overlap by.
HALF_WIDTH_M: Final = 150.0
# No ground below this is wide: the circle that has room in it.
LEAST_WIDE_M2: Final = math.pi * HALF_WIDTH_M**2
# Ground below this is not spoken of.
LEAST_KM2: Final = 0.1
# Wards that leave this share of their district, and cover as much elsewhere, stand in a wrong
# place: this share of the force, or that of one district.
MOST_ASTRAY_OF_FORCE: Final = 0.02
MOST_ASTRAY_OF_DISTRICT: Final = 0.1
# Two areas that share more than this of the smaller one are not two areas.
MOST_SHARED: Final = 0.1
# A place this far from every district is another force's.
FARTHEST_PLACE_M: Final = 5_000.0
# Detail that makes no difference to ground 300 m wide.
DETAIL_M: Final = 5.0
MOST_NAMED: Final = 5


@dataclass(frozen=True)
class _Cover:
    """How a district and its wards lie on each other."""

    name: str
    area_m2: float
    in_no_ward: BaseGeometry
    astray: BaseGeometry

    @property
    def is_elsewhere(self) -> float:
        """The share that the wards leave here and cover elsewhere."""
        return min(self.in_no_ward.area, self.astray.area) / self.area_m2


def wide_parts(ground: BaseGeometry) -> BaseGeometry:
    """Return the parts of a ground in which a circle of 150 m radius has room, and 150 m around."""
    parts = shapely.get_parts(shapely.get_parts(ground))
    parts = parts[shapely.get_dimensions(parts) == AREA]
    large = parts[shapely.area(parts) >= LEAST_WIDE_M2]
    cores = shapely.buffer(shapely.simplify(large, DETAIL_M), -HALF_WIDTH_M)
    # Twice as far out again, with a mitre: corners and necks belong to the part that they are of.
    whole = shapely.buffer(cores, 2 * HALF_WIDTH_M, join_style="mitre")
    found: BaseGeometry = shapely.intersection(shapely.union_all(whole), shapely.union_all(large))
    return found


def compare_wards(
    wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame, *, nested: bool
) -> tuple[BaseGeometry, list[Oddity]]:
    """Return the ground that is in no ward, and what is odd about it.

    Parameters
    ----------
    wards, districts : GeoDataFrame
        ``schema.WARD_COLUMNS`` and ``schema.DISTRICT_COLUMNS``, in the force's system.
    nested : bool
        True where districts are made of authorities, which wards never cross. Else the wards are
        compared with the force as a whole.

    Raises
    ------
    InputError
        When wards leave much of their district and cover as much elsewhere.
    """
    covers = _covers(wards, districts) if nested else [_cover_of_force(wards, districts)]
    _refuse_astray(covers)
    lacking = [each for each in covers if _km2(each.in_no_ward) >= LEAST_KM2]
    odd = []
    if lacking:
        named = [
            f"{_km2(each.in_no_ward):,.1f} km² of {each.name} "
            f"({words.share(each.in_no_ward.area / each.area_m2, 1)})"
            for each in lacking
        ]
        odd.append(
            _odd(
                f"No ward covers {words.listed(named)}: wards are missing from the layer, and what "
                "lies there is counted in none.",
                "Give the layer with all wards of the force.",
            )
        )
    in_no_ward = shapely.union_all([each.in_no_ward for each in covers])
    return in_no_ward, odd


def _covers(wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> list[_Cover]:
    return [
        _cover(name, outline, wards.geometry[wards[schema.DISTRICT] == name].to_numpy())
        for name, outline in zip(districts[schema.DISTRICT], districts.geometry, strict=True)
    ]


def _cover_of_force(wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> _Cover:
    return _cover("the force", shapely.union_all(districts.geometry), wards.geometry.to_numpy())


def _cover(name: str, outline: BaseGeometry, wards: Sequence[BaseGeometry]) -> _Cover:
    covered = shapely.union_all(wards)
    return _Cover(
        name,
        outline.area,
        wide_parts(shapely.difference(outline, covered)),
        wide_parts(shapely.difference(covered, outline)),
    )


def _refuse_astray(covers: Sequence[_Cover]) -> None:
    force_m2 = sum(each.area_m2 for each in covers)
    share = (
        min(sum(each.in_no_ward.area for each in covers), sum(each.astray.area for each in covers))
        / force_m2
    )
    worst = sorted(covers, key=lambda each: each.is_elsewhere, reverse=True)
    if share < MOST_ASTRAY_OF_FORCE and worst[0].is_elsewhere < MOST_ASTRAY_OF_DISTRICT:
        return
    named = "; ".join(
        f"{words.share(each.in_no_ward.area / each.area_m2)} of {each.name} is in none of its "
        f"wards, which cover {_km2(each.astray):,.1f} km² elsewhere"
        for each in worst[:MOST_NAMED]
        if each.is_elsewhere > 0
    )
    raise InputError(
        f"The wards do not lie where their districts do: {named}. One of the two layers is "
        "shifted, is in another coordinate system than it declares, or carries wrong codes. Look "
        "at both on one map, and give layers that agree."
    )


def overlaps_of(areas: gpd.GeoDataFrame, names: pd.Series[str], kind: str) -> list[Oddity]:
    """Return what is odd about areas of one kind that overlap by more than generalisation explains.

    Parameters
    ----------
    areas : GeoDataFrame
    names : Series of str
        On the same index.
    kind : str
        In the plural.

    Raises
    ------
    InputError
        When two share more than a tenth of the smaller one.
    """
    outlines, named_as = areas.geometry.to_numpy(), names.to_numpy()
    first, second = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    first, second = first[first < second], second[first < second]
    grounds = shapely.intersection(outlines[first], outlines[second])
    may_be_wide = shapely.area(grounds) >= LEAST_WIDE_M2
    found = []
    for one, other, ground in zip(
        first[may_be_wide], second[may_be_wide], grounds[may_be_wide], strict=True
    ):
        shared = wide_parts(ground)
        share = shared.area / min(outlines[one].area, outlines[other].area)
        if _km2(shared) >= LEAST_KM2 or share > MOST_SHARED:
            found.append((share, _km2(shared), f"{named_as[one]} and {named_as[other]}"))
    if not found:
        return []
    found.sort(reverse=True)
    named = "; ".join(f"{pair} share {km2:,.1f} km²" for _, km2, pair in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED:,} pairs more" if len(found) > MOST_NAMED else ""
    if found[0][0] > MOST_SHARED:
        raise InputError(
            f"The outlines of {kind} overlap: {named}{more}. What lies there would be counted in "
            "one of them by chance. Correct the layer, or give another."
        )
    return [
        _odd(
            f"The outlines of {kind} overlap: {named}{more}. What lies there is counted in the "
            "first.",
            "Correct the layer, or give another.",
        )
    ]


def refuse_elsewhere(districts: gpd.GeoDataFrame, profile: ForceProfile) -> None:
    """Refuse districts that lie where the force's coordinate system is not used.

    Raises
    ------
    CoordinateError
    """
    used = pyproj.CRS.from_user_input(profile.crs).area_of_use
    west, south, east, north = districts.total_bounds
    longitudes, latitudes = crs.project_points(
        [(west + east) / 2], [(south + north) / 2], profile.crs, crs.WGS84
    )
    longitude, latitude = float(longitudes[0]), float(latitudes[0])
    if used is None or (
        used.west <= longitude <= used.east and used.south <= latitude <= used.north
    ):
        return
    where = f"around longitude {longitude:.2f}, latitude {latitude:.2f}"
    raise CoordinateError(
        f"The boundaries of {profile.force_name} would lie {where}, where {profile.crs} is not "
        f"used ({used.name}). Their file is in another coordinate system than it declares, or its "
        "axes are swapped: save it again with the right one, or correct crs in the profile."
    )


def refuse_swapped_names(
    codes: pd.Series[str], names: pd.Series[str], profile: ForceProfile
) -> None:
    """Refuse a layer that gives one of the profile's codes to another of its authorities.

    Raises
    ------
    SettingsError
    """
    by_name = {same_name(name): code for code, name in profile.authorities.items()}
    swapped = {
        code: name
        for code, name in zip(codes, names, strict=True)
        if code in profile.authorities
        and pd.notna(name)
        and same_name(name) != same_name(profile.authorities[code])
        and same_name(name) in by_name
    }
    if swapped:
        named = "; ".join(
            f"{code} is {name} in the layer and {profile.authorities[code]} in the profile"
            for code, name in sorted(swapped.items())
        )
        raise SettingsError(
            f"Authorities carry each other's code: {named}. Correct [authorities] in the profile, "
            "or the layer."
        )


def places_elsewhere(districts: gpd.GeoDataFrame, profile: ForceProfile) -> list[Oddity]:
    """Return what is odd about the profile's places: those that are nowhere near the force."""
    points = np.array([shapely.Point(place.easting, place.northing) for place in profile.places])
    outlines = shapely.simplify(districts.geometry.to_numpy(), DETAIL_M)
    shapely.prepare(outlines)
    near = shapely.dwithin(points[:, np.newaxis], outlines, FARTHEST_PLACE_M).any(axis=1)
    far = np.flatnonzero(~near)
    if not len(far):
        return []
    named = words.listed([profile.places[each].name for each in far], most=MOST_NAMED)
    return [
        _odd(
            f"{len(far):,} of the profile's {len(profile.places):,} places lie outside the force: "
            f"{named}. A harm spot is named after the nearest place.",
            "Give this force's own.",
        )
    ]


def _odd(found: str, next_step: str) -> Oddity:
    return Oddity(kind=OddKind.BOUNDARIES, rows=0, found=found, next_step=next_step)


def _km2(ground: BaseGeometry) -> float:
    return float(ground.area) / 1e6
