"""The force profile: everything about one force that is not code.

Another force is another TOML file; ``hotspots/reference/profiles/essex.toml`` is the model. A file
that begins with ``base = "essex"`` says only what differs from that one; with ``[authorities]`` of
its own it is another force, and takes neither name nor districts nor places from its base.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hotspots.errors import SettingsError
from hotspots.nearest import instead_of
from hotspots.nights import Nights, faults_of_nights
from hotspots.offence_code import spelled
from hotspots.profile_faults import (
    faults_of_districts,
    faults_of_harm_spots,
    faults_of_place_and_time,
    faults_of_selections,
    faults_of_trigger_plans,
)
from hotspots.selection import Selection
from hotspots.toml_entries import (
    KIND_IN_WORDS,
    TableShape,
    faults_of_table,
    is_of_kind,
    read_toml,
    shape_of,
    unknown_entry,
)

# The columns for which a profile may name a force's own headers: those that load knows.
COLUMNS: Final = (
    "offence_id", "offence_code", "category", "from_time", "to_time", "reported_time",
    "from_date", "to_date", "reported_date", "easting", "northing", "longitude", "latitude",
    "location", "uprn", "dwelling", "domestic_abuse", "outcome", "authority_code", "authority",
    "knife", "alcohol", "hate", "online", "entry_method", "property_taken", "premises_type",
    "district", "month", "lsoa_code", "lsoa_name",
    "ward_code", "residents", "households", "deprivation", "survey_deficit", "reports",
    "street", "road_number", "street_class", "usrn",
)  # fmt: skip
DATE_FORMAT: Final = "date_format"
# What a profile with authorities of its own does not take from the one that it is based on.
OF_ONE_FORCE: Final = ("authorities", "districts", "places", "default_points")

# How the Office for National Statistics begins the code of a police force area.
FORCE_AREAS: Final = ("E23", "W15")

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
    """One theme of the force's strategy, and the selections that speak to it (perhaps none).

    Attributes
    ----------
    nights : Nights or None
        The hours that the theme is of; None for all.
    in_part : str
        What of the theme no recorded offence tells, a clause: its selections are then counted
        under their own names. Empty where they are the theme.
    instead : tuple of str
        Selections that are counted, under their own names, where the source lacks a marker that
        one of ``selections`` asks for; ``in_part`` says what they lack.
    needs : str
        The source that would tell the theme, a clause.
    """

    name: str
    selections: tuple[str, ...] = ()
    nights: Nights | None = None
    in_part: str = ""
    instead: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, kw_only=True)
class TriggerPlan:
    """What the force does when a kind of offence breaks its band.

    Attributes
    ----------
    name : str
    selection : str
        The offences that are watched.
    areas : tuple of str
        Any of ``AREAS_WATCHED``: policing districts, wards, the harm spots in force, and a circle
        that moves.
    index : str or None
        Harm index by which the offences are weighed; None counts them.
    z, window, radius_m : float, int, float or None
        The plan's own thresholds; None takes the settings'.
    tell : tuple of str
        Who is told, by role.
    first : tuple of str
        What is done first, in the plan's own words.
    """

    name: str
    selection: str
    areas: tuple[str, ...] = ("district",)
    index: str | None = None
    z: float | None = None
    window: int | None = None
    radius_m: float | None = None
    tell: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


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
    trigger_plans: tuple[TriggerPlan, ...] = ()
    default_points: tuple[DefaultPoint, ...] = ()
    column_aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    harm_spot_selection: str
    harm_spot_count: int
    harm_spot_count_per: str
    burglary_selection: str
    basemap: Basemap | None = None

    def __post_init__(self) -> None:
        selections = [self.harm_spot_selection, self.burglary_selection]
        faults = [
            *faults_of_districts(self.districts, self.authorities),
            *faults_of_selections(selections, self.themes, self.selections),
            *faults_of_place_and_time(self.crs, self.timezone),
            *faults_of_harm_spots(self.harm_spot_count, self.harm_spot_count_per),
            *faults_of_trigger_plans(self.trigger_plans, self.selections),
        ]
        if faults:
            raise _not_usable(self.key, faults)

    @property
    def district_names(self) -> tuple[str, ...]:
        """The districts' names, in the profile's order."""
        return tuple(district.name for district in self.districts)

    @property
    def is_of_forces(self) -> bool:
        """Whether its authorities are police force areas; no place is then known by a council's."""
        areas = self.authorities
        return bool(areas) and all(code.upper().startswith(FORCE_AREAS) for code in areas)

    def district_of_authority(self, code: str) -> str | None:
        """Return the district that an authority (by its ONS code) belongs to."""
        for district in self.districts:
            if code in district.authorities:
                return district.name
        return None


def _not_usable(key: str, faults: Sequence[str]) -> SettingsError:
    return SettingsError(
        f"Profile {key!r}: {'; '.join(faults)}. What a profile may say is in docs/another-force.md."
    )


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


def require_known(name_or_path: str) -> None:
    """Refuse the name of a profile that does not ship; a file may be written later.

    Raises
    ------
    SettingsError
    """
    is_name = not name_or_path.endswith(".toml")
    if is_name and not (PROFILES / f"{name_or_path}.toml").is_file():
        raise _no_profile(name_or_path)


def _read(path: Path, based_on_it: tuple[Path, ...] = ()) -> dict[str, Any]:
    """Return a profile's entries, with those of the profile that it is based on beneath them."""
    raw = _parse(path)
    base = raw.pop("base", None)
    if base is None:
        return raw
    if not isinstance(base, str) or path in based_on_it:
        raise SettingsError(
            f"Profile {str(path)!r} cannot be based on {base!r}. Give the name of a profile that "
            "ships with hotspots, or the path of another one."
        )
    # A path is from the file that names it.
    beneath = path.parent / base if base.endswith(".toml") else Path(base)
    below = _read(beneath, (*based_on_it, path))
    if "authorities" in raw:
        below = _without_its_ground(below)
    tables = {
        key: below[key] | own
        for key, own in raw.items()
        if isinstance(own, dict) and isinstance(below.get(key), dict)
    }
    return below | raw | tables


def _without_its_ground(profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile's entries without those of its own force: its name, and where it is."""
    kept = {name: entry for name, entry in profile.items() if name not in OF_ONE_FORCE}
    if isinstance(profile.get("force"), dict):
        kept["force"] = {key: value for key, value in profile["force"].items() if key != "name"}
    return kept


def _parse(path: Path) -> dict[str, Any]:
    shipped = PROFILES / f"{path}.toml"
    try:
        return read_toml(path if path.suffix == ".toml" else shipped, "The force profile")
    except FileNotFoundError as fault:
        raise _no_profile(str(path)) from fault


def _no_profile(name: str) -> SettingsError:
    names = (each.name for each in PROFILES.iterdir())
    known = sorted(each.removesuffix(".toml") for each in names if each.endswith(".toml"))
    return SettingsError(
        f"No force profile {name!r}. {instead_of(name, known)} Or give the path of a .toml file."
    )


_SELECTION: Final = shape_of(Selection, without=["key"])
# The tables that are one table, and those that are a list of them; not all are needed.
_TABLES: Final = {
    "force": TableShape(
        kinds={"name": str, "crs": str, "timezone": str, "marking": str, "demonstration": bool},
        needed=frozenset({"name", "crs", "timezone", "marking"}),
    ),
    "harm_spots": TableShape(
        kinds={"selection": str, "count": int, "per": str},
        needed=frozenset({"selection", "count", "per"}),
    ),
    "cocooning": TableShape(kinds={"selection": str}, needed=frozenset({"selection"})),
    "police_discovered": _SELECTION,
    "basemap": shape_of(Basemap),
}
_LISTS: Final = {
    "districts": shape_of(PolicingDistrict),
    "places": shape_of(Place),
    "themes": TableShape(
        kinds={
            "name": str,
            "selections": tuple,
            "nights": dict,
            "in_part": str,
            "instead": tuple,
            "needs": str,
        },
        needed=frozenset({"name"}),
    ),
    "default_points": shape_of(DefaultPoint),
    "trigger_plans": shape_of(TriggerPlan),
}
_ENTRIES: Final = (*_TABLES, *_LISTS, "authorities", "selections", "columns")
_NEEDED: Final = ("force", "authorities", "districts", "harm_spots", "cocooning",
                  "police_discovered")  # fmt: skip


def _profile_from(key: str, raw: Mapping[str, Any]) -> ForceProfile:
    faults, broken = _faults_of_entries(raw)
    if faults:
        raise _not_usable(key, [*faults, *_faults_across_entries(raw, broken)])
    force, harm_spots = raw["force"], raw["harm_spots"]
    return ForceProfile(
        key=key,
        force_name=force["name"],
        crs=force["crs"],
        timezone=force["timezone"],
        marking=force["marking"],
        demonstration=force.get("demonstration", False),
        authorities=raw["authorities"],
        districts=_districts(raw),
        places=tuple(Place(**place) for place in raw.get("places", [])),
        selections={
            name: _selection(name, body) for name, body in raw.get("selections", {}).items()
        },
        police_discovered=_selection("police_discovered", raw["police_discovered"]),
        themes=_themes(raw),
        trigger_plans=tuple(TriggerPlan(**_tuples(p)) for p in raw.get("trigger_plans", [])),
        default_points=tuple(DefaultPoint(**p) for p in raw.get("default_points", [])),
        column_aliases=_tuples(raw.get("columns", {})),
        harm_spot_selection=harm_spots["selection"],
        harm_spot_count=harm_spots["count"],
        harm_spot_count_per=harm_spots["per"],
        burglary_selection=raw["cocooning"]["selection"],
        basemap=Basemap(**raw["basemap"]) if "basemap" in raw else None,
    )


def _selection(key: str, body: Mapping[str, Any]) -> Selection:
    codes = tuple(map(spelled, body.get("offence_codes", ())))
    return Selection(key=key, **{**_tuples(body), "offence_codes": codes})


def _districts(raw: Mapping[str, Any]) -> tuple[PolicingDistrict, ...]:
    return tuple(PolicingDistrict(**_tuples(each)) for each in raw["districts"])


def _themes(raw: Mapping[str, Any]) -> tuple[Theme, ...]:
    return tuple(
        Theme(
            **_tuples({name: each for name, each in theme.items() if name != "nights"}),
            nights=Nights.of_entry(theme["nights"]) if "nights" in theme else None,
        )
        for theme in raw.get("themes", [])
    )


def _faults_of_entries(raw: Mapping[str, Any]) -> tuple[list[str], set[str]]:
    """Return every fault of a profile's entries, and the tables that one cannot read."""
    faults = [unknown_entry(name, _ENTRIES) for name in raw if name not in _ENTRIES]
    broken: set[str] = set()
    lacking = [name for name in _NEEDED if name not in raw]
    if lacking:
        faults.append(f"there is no {', '.join(f'[{name}]' for name in lacking)}")
        broken |= set(lacking)
    for name in (each for each in _ENTRIES if each in raw):
        hard, soft = _faults_of_entry(name, raw[name])
        faults += [*hard, *soft]
        # In a list an unknown entry may be the one that is lacking.
        broken |= {name} if hard or (soft and name in _LISTS) else set()
    return faults, broken


def _faults_of_entry(name: str, entry: Any) -> tuple[list[str], list[str]]:  # noqa: ANN401 - TOML
    if name in _TABLES:
        return faults_of_table(name, entry, _TABLES[name])
    is_list = name in _LISTS
    kind = list if is_list else dict
    if not is_of_kind(entry, kind):
        expected = f"{KIND_IN_WORDS[list]}, [[{name}]]" if is_list else f"a table, [{name}]"
        return [f"{name} must be {expected}"], []
    if name == "columns":
        return _faults_of_columns(entry), []
    if name == "authorities":
        unnamed = [code for code, value in entry.items() if not isinstance(value, str)]
        return [f"authorities.{code} must be text, not {entry[code]!r}" for code in unnamed], []
    shape = _LISTS.get(name, _SELECTION)
    parts: dict[str, Any] = (
        {f"{name}[{place}]": one for place, one in enumerate(entry)}
        if is_list
        else {f"{name}.{key}": one for key, one in entry.items()}
    )
    found = [faults_of_table(where, one, shape) for where, one in parts.items()]
    of_nights = [
        fault
        for where, one in parts.items()
        if name == "themes" and isinstance(one, dict) and isinstance(one.get("nights"), dict)
        for fault in faults_of_nights(f"{where}.nights", one["nights"])
    ]
    return [*(each for hard, _ in found for each in hard), *of_nights], [
        each for _, soft in found for each in soft
    ]


def _faults_of_columns(columns: Mapping[str, Any]) -> list[str]:
    known = (*COLUMNS, DATE_FORMAT)
    faults = [unknown_entry(name, known, "columns.") for name in columns if name not in known]
    for name in COLUMNS:
        stated = columns.get(name, "")
        if not (is_of_kind(stated, str) or is_of_kind(stated, tuple)):
            faults.append(f"columns.{name} must be text or {KIND_IN_WORDS[tuple]}, not {stated!r}")
    date_format = columns.get(DATE_FORMAT, "%d/%m/%Y")
    if not (isinstance(date_format, str) and "%" in date_format):
        faults.append(
            f"columns.{DATE_FORMAT} must be such as '%d/%m/%Y %H:%M', not {date_format!r}"
        )
    return faults


def _faults_across_entries(raw: Mapping[str, Any], broken: set[str]) -> list[str]:
    """Return the faults of sense that show already, beside those of the entries."""
    faults: list[str] = []
    if not broken & {"districts", "authorities"}:
        faults += faults_of_districts(_districts(raw), raw["authorities"])
    if not broken & {"harm_spots", "cocooning", "themes", "selections"}:
        used = [raw["harm_spots"]["selection"], raw["cocooning"]["selection"]]
        faults += faults_of_selections(used, _themes(raw), raw.get("selections", {}))
    if "force" not in broken:
        faults += faults_of_place_and_time(raw["force"]["crs"], raw["force"]["timezone"])
    if "harm_spots" not in broken:
        faults += faults_of_harm_spots(raw["harm_spots"]["count"], raw["harm_spots"]["per"])
    return faults


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
