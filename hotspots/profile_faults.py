"""What is wrong with a force profile whose entries can be read: each fault in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from hotspots.profile import PolicingDistrict, Theme, TriggerPlan

# What a trigger plan may watch.
AREAS_WATCHED: Final = ("district", "ward", "spot", "circle")


def faults_of_districts(
    districts: Sequence[PolicingDistrict], authorities: Mapping[str, str]
) -> list[str]:
    """Return what is wrong with districts, and with the authorities that they are made of."""
    placed = [code for district in districts for code in district.authorities]
    unknown = sorted(set(placed) - set(authorities))
    homeless = sorted(set(authorities) - set(placed))
    twice = sorted({code for code in placed if placed.count(code) > 1})
    faults = [] if districts else ["there are no districts"]
    if unknown:
        faults.append(f"districts name authorities that are not listed: {', '.join(unknown)}")
    if homeless:
        faults.append(f"authorities without a district: {', '.join(homeless)}")
    if twice:
        faults.append(f"authorities in two districts: {', '.join(twice)}")
    faults += _faults_of_names("districts", [district.name for district in districts])
    return faults + _faults_of_names("authorities", list(authorities.values()))


def _faults_of_names(what: str, names: Sequence[str]) -> list[str]:
    """Return the faults of names by which areas are told apart."""
    said = [name.strip().casefold() for name in names]
    nameless = [str(number) for number, name in enumerate(said, start=1) if not name]
    twice = sorted({name for name in said if name and said.count(name) > 1})
    faults = []
    if nameless:
        faults.append(f"{what} without a name, by their number in the file: {', '.join(nameless)}")
    if twice:
        faults.append(f"{what} that share a name: {', '.join(map(repr, twice))}")
    return faults


def faults_of_selections(
    used: Sequence[str], themes: Sequence[Theme], defined: Mapping[str, object]
) -> list[str]:
    """Return what is wrong with the selections that are named."""
    named = {*used, *(key for theme in themes for key in (*theme.selections, *theme.instead))}
    unknown = sorted(named - set(defined))
    return [f"selections that are not defined: {', '.join(unknown)}"] if unknown else []


def faults_of_place_and_time(crs: str, timezone: str) -> list[str]:
    """Return what is wrong with the coordinate system and the time zone."""
    import pyproj  # noqa: PLC0415 - slow to import

    faults = []
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        faults.append(f"timezone {timezone!r} is not known")
    try:
        system = pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        return [*faults, f"crs {crs!r} is not known"]
    if not system.is_projected or system.axis_info[0].unit_name != "metre":
        faults.append(f"crs {crs!r} is not in metres; EPSG:27700 is, in Great Britain")
    return faults


def faults_of_harm_spots(count: int, per: str) -> list[str]:
    """Return what is wrong with how many harm spots there are to be."""
    faults = [] if count >= 1 else [f"harm_spots.count must be 1 or more, not {count}"]
    if per not in ("force", "district"):
        faults.append(f"harm_spots.per is {per!r}, not 'force' or 'district'")
    return faults


def faults_of_trigger_plans(
    plans: Sequence[TriggerPlan], defined: Mapping[str, object]
) -> list[str]:
    """Return what is wrong with the trigger plans."""
    faults = _faults_of_names("trigger_plans", [plan.name for plan in plans])
    for plan in plans:
        if plan.selection not in defined:
            faults.append(
                f"trigger plan {plan.name!r} is of the selection {plan.selection!r}, which is not "
                "defined"
            )
        unknown = [each for each in plan.areas if each not in AREAS_WATCHED]
        if unknown or not plan.areas:
            faults.append(
                f"trigger plan {plan.name!r} watches {', '.join(unknown) or 'no areas'}, not "
                f"{', '.join(AREAS_WATCHED)}"
            )
    return faults
