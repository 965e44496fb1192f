"""The force profile: everything about one force that is not code.

Another force is another TOML file; ``hotspots/reference/profiles/essex.toml`` is the model. A file
that begins with ``base = "essex"`` says only what differs from that one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pyproj.exceptions import CRSError

from hotspots import crs
from hotspots.errors import SettingsError
from hotspots.selection import Selection

PROFILES = resources.files("hotspots") / "reference" / "profiles"


@dataclass(frozen=True, kw_only=True)
class PolicingDistrict:
    """A policing district: its name, its local policing area, and the authorities it is made of."""

    name: str
    local_policing_area: str
    authorities: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A named place; ``harm_spot_town`` marks the towns in which the force keeps harm spots."""

    name: str
    easting: float
    northing: float
    harm_spot_town: bool = False


@dataclass(frozen=True, kw_only=True)
class DefaultPoint:
    """A point that a records system gives to offences it could not locate."""

    name: str
    easting: float
    northing: float
    radius_m: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One theme of the force's strategy, and the selections that speak to it (perhaps none)."""

    name: str
    selections: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Basemap:
    """A tile server that the map may ask for pictures; without one the map asks for nothing."""

    tiles: str
    attribution: str


@dataclass(frozen=True, kw_only=True)
class ForceProfile:
    """A force: its districts, places, selections, coordinate system and marking.

    ``demonstration`` is true of a county that is invented; every product then says so.
    """

    key: str
    force_name: str
    crs: str
    timezone: str
    marking: str
    demonstration: bool = False
    authorities: Mapping[str, str]
    districts: tuple[PolicingDistrict, ...]
    places: tuple[Place, ...] = ()
    selections: Mapping[str, Selection] = field(default_factory=dict)
    police_discovered: Selection
    themes: tuple[Theme, ...] = ()
    default_points: tuple[DefaultPoint, ...] = ()
    column_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    harm_spot_selection: str
    harm_spot_count: int
    harm_spot_count_per: str
    burglary_selection: str
    basemap: Basemap | None = None

    def __post_init__(self) -> None:
        faults = [*self._faults_of_districts(), *self._faults_of_selections()]
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            faults.append(f"timezone {self.timezone!r} is not known")
        try:
            crs.same_system(self.crs, self.crs)
        except CRSError:
            faults.append(f"crs {self.crs!r} is not known")
        if self.harm_spot_count_per not in ("force", "district"):
            faults.append(
                f"harm_spots.per is {self.harm_spot_count_per!r}, not 'force' or 'district'"
            )
        if faults:
            raise SettingsError(f"Profile {self.key!r}: " + "; ".join(faults) + ".")

    def _faults_of_districts(self) -> list[str]:
        placed = [code for district in self.districts for code in district.authorities]
        unknown = sorted(set(placed) - set(self.authorities))
        homeless = sorted(set(self.authorities) - set(placed))
        twice = sorted({code for code in placed if placed.count(code) > 1})
        faults = [] if self.districts else ["there are no districts"]
        if unknown:
            faults.append(f"districts name authorities that are not listed: {', '.join(unknown)}")
        if homeless:
            faults.append(f"authorities without a district: {', '.join(homeless)}")
        if twice:
            faults.append(f"authorities in two districts: {', '.join(twice)}")
        return faults

    def _faults_of_selections(self) -> list[str]:
        named = {self.harm_spot_selection, self.burglary_selection, *(key for t in self.themes for key in t.selections)}
        unknown = sorted(named - set(self.selections))
        return [f"selections that are not defined: {', '.join(unknown)}"] if unknown else []

    @property
    def district_names(self) -> tuple[str, ...]:
        """The districts' names, in the profile's order."""
        return tuple(district.name for district in self.districts)

    def district_of_authority(self, code: str) -> str | None:
        """Return the district that an authority (by its ONS code) belongs to."""
        for district in self.districts:
            if code in district.authorities:
                return district.name
        return None


def load_profile(name_or_path: str | Path) -> ForceProfile:
    """Read a force profile: one that ships with hotspots by its name, another by its path.

    Raises
    ------
    SettingsError
        When there is no such profile, or it is not usable; the message lists every fault.
    """
    path = Path(name_or_path)
    key = path.stem if path.suffix == ".toml" else str(name_or_path)
    return _profile_from(key, _read(path))


def _read(path: Path) -> dict[str, Any]:
    """Return a profile's entries, with those of the profile that it is based on beneath them."""
    shipped = PROFILES / f"{path}.toml"
    try:
        text = (path if path.suffix == ".toml" else shipped).read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError as fault:
        names = (each.name for each in PROFILES.iterdir())
        known = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
        raise SettingsError(
            f"No force profile {str(path)!r}. Give the path of a .toml file, or one of: "
            f"{', '.join(known)}."
        ) from fault
    except tomllib.TOMLDecodeError as fault:
        raise SettingsError(f"Profile {str(path)!r} is not valid TOML: {fault}.") from fault
    if "base" not in raw:
        return raw
    base = _read(Path(raw.pop("base")))
    tables = {
        key: base[key] | own for key, own in raw.items() if isinstance(own, dict) and key in base
    }
    return base | raw | tables


def _profile_from(key: str, raw: Mapping[str, Any]) -> ForceProfile:
    try:
        return ForceProfile(
            key=key,
            force_name=raw["force"]["name"],
            crs=raw["force"]["crs"],
            timezone=raw["force"]["timezone"],
            marking=raw["force"]["marking"],
            demonstration=raw["force"].get("demonstration", False),
            authorities=raw["authorities"],
            districts=tuple(PolicingDistrict(**_tuples(d)) for d in raw["districts"]),
            places=tuple(Place(**place) for place in raw.get("places", [])),
            selections={
                name: Selection(key=name, **_tuples(body))
                for name, body in raw.get("selections", {}).items()
            },
            police_discovered=Selection(
                key="police_discovered", **_tuples(raw["police_discovered"])
            ),
            themes=tuple(Theme(**_tuples(theme)) for theme in raw.get("themes", [])),
            default_points=tuple(DefaultPoint(**p) for p in raw.get("default_points", [])),
            column_aliases=_tuples(raw.get("columns", {})),
            harm_spot_selection=raw["harm_spots"]["selection"],
            harm_spot_count=raw["harm_spots"]["count"],
            harm_spot_count_per=raw["harm_spots"]["per"],
            burglary_selection=raw["cocooning"]["selection"],
            basemap=Basemap(**raw["basemap"]) if "basemap" in raw else None,
        )
    except KeyError as fault:
        raise SettingsError(
            f"Profile {key!r} has no entry {fault}. Compare it with the profile 'essex'."
        ) from fault
    except TypeError as fault:
        raise SettingsError(f"Profile {key!r}: {fault}. Compare it with 'essex'.") from fault


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
