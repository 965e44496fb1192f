"""A workspace: the folders that an analyst sees, and the settings that stand beside them.

    data/            offences, addresses, visit records: what is dropped in
    layers/          boundaries: districts, wards; streets, and the ground of a map
    maps/            what comes out, one folder a run
    hotspots.toml    which force, where its inputs are, and what differs from the defaults

Only ``load``, ``study`` and ``cli`` know about workspaces. Nothing is found through the place where
the package is installed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from hotspots.errors import SettingsError
from hotspots.postgresql import Source, source_of
from hotspots.toml_entries import read_toml
from hotspots.unfinished import file_written, make_folder

SETTINGS_FILE = "hotspots.toml"
LAYERS_FOLDER = "layers"
FOLDERS = ("data", LAYERS_FOLDER, "maps")
# Those that a person puts files into.
EXPLAINED = FOLDERS[:2]
EXPLANATION = "README.md"
ADDRESS_STORE = "data/addresses.parquet"
PREPARED = Path(".hotspots", "prepared")

KNOWN_SETTINGS = (
    "profile",
    "offences",
    "earlier",
    "layers",
    "tables",
    "addresses",
    "period",
    "ledger",
)


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where a force's inputs and outputs are.

    Attributes
    ----------
    root : Path
    profile : str
        Name of a shipped profile, or the path of one, resolved against the root.
    offences, layers : tuple of Path
        Files or folders. By default everything in ``data/`` and in ``layers/``. Offences may be
        tables of a database as well.
    earlier : tuple of Path or PostgisTable
        Offences of earlier years: what this one is compared with.
    tables : tuple of Path
        Tables by area code: residents and households, deprivation, look-ups, surveys.
    period : tuple of str or None
        First and last day, ISO; None takes the whole of the data.
    addresses : Path
        The converted addresses.
    journeys : mapping of str to mapping
        The tables, each with the parameters of a journey that differ from their defaults. Which
        tables there may be is known where the journeys are.
    ledger : str or None
        Address of the database of visits; None keeps it in the workspace.
    """

    root: Path
    profile: str = "essex"
    offences: tuple[Source, ...]
    layers: tuple[Path, ...]
    earlier: tuple[Source, ...] = ()
    tables: tuple[Path, ...] = ()
    period: tuple[str, str] | None = None
    addresses: Path
    journeys: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ledger: str | None = None

    @property
    def maps(self) -> Path:
        """The folder that takes the runs."""
        return self.root / "maps"

    @property
    def prepared(self) -> Path:
        """The folder of prepared data; where it is not there, nothing is kept."""
        return self.root / PREPARED


def find_workspace(start: Path) -> Workspace:
    """Return the workspace that a folder lies in: the nearest one above that has settings.

    Raises
    ------
    SettingsError
        When there is none, or its settings cannot be used.
    """
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return read_workspace(folder)
    raise SettingsError(
        f"{start} is not in a workspace: no {SETTINGS_FILE} here or above. "
        "Make one with `hotspots init DIR`, or name the inputs: "
        "`hotspots run OFFENCES --layers BOUNDARIES`."
    )


def read_workspace(root: Path) -> Workspace:
    """Read the settings of the workspace at ``root``; every fault is in one message.

    Raises
    ------
    SettingsError
    """
    path = root / SETTINGS_FILE
    raw = read_toml(path, "The settings file")
    faults = _faults_of(raw)
    if faults:
        raise SettingsError(f"{path}: " + "; ".join(faults) + ".")
    profile = str(raw.get("profile", "essex"))
    return Workspace(
        root=root,
        profile=str(root / profile) if profile.endswith(".toml") else profile,
        offences=tuple(source_of(each, root=root) for each in raw.get("offences", ["data"])),
        layers=tuple(root / each for each in raw.get("layers", ["layers"])),
        earlier=tuple(source_of(each, root=root) for each in raw.get("earlier", [])),
        tables=tuple(root / each for each in raw.get("tables", [])),
        period=_period(raw),
        addresses=root / raw.get("addresses", ADDRESS_STORE),
        journeys={name: value for name, value in raw.items() if isinstance(value, dict)},
        ledger=raw.get("ledger"),
    )


def _faults_of(raw: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{key!r} is not a setting (there are {', '.join(KNOWN_SETTINGS)}), nor a table, [{key}]"
        for key, value in raw.items()
        if key not in KNOWN_SETTINGS and not isinstance(value, dict)
    ]
    faults += [
        f"{key!r} must be a list of paths"
        for key in ("offences", "earlier", "layers", "tables")
        if not _is_list_of_text(raw.get(key, []))
    ]
    faults += _faults_of_period(raw["period"]) if "period" in raw else []
    faults += [
        f"{key!r} must be text"
        for key in ("addresses", "ledger", "profile")
        if not isinstance(raw.get(key, ""), str)
    ]
    return faults


def _faults_of_period(period: object) -> list[str]:
    expected = 'a first and a last day, as ["2025-01-01", "2025-12-31"]'
    if not (isinstance(period, list) and len(period) == 2):  # noqa: PLR2004 - the first and the last
        return [f"'period' must be {expected}"]
    try:
        first, last = (date.fromisoformat(str(day)) for day in period)
    except ValueError:
        found = ", ".join(f"'{day}'" for day in period)
        return [f"'period' must be {expected}, year first; not {found}"]
    return [] if first <= last else ["'period': the last day is before the first"]


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _period(raw: Mapping[str, Any]) -> tuple[str, str] | None:
    if "period" not in raw:
        return None
    first, last = raw["period"]
    return str(first), str(last)


def make_workspace(
    root: Path,
    *,
    profile: str = "essex",
    offences: Sequence[str] = ("data",),
    layers: Sequence[str] = ("layers",),
    earlier: Sequence[str] = (),
    tables: Sequence[str] = (),
    addresses: str = ADDRESS_STORE,
) -> Workspace:
    """Make a workspace's folders and settings at ``root``; what is there already is left alone.

    Raises
    ------
    SettingsError
        When ``root`` is a workspace already.
    OutputError
        When the disk is full or cannot be written to.
    """
    settings = root / SETTINGS_FILE
    if settings.exists():
        raise SettingsError(f"{root} is a workspace already; its settings are in {settings}.")
    for folder in FOLDERS:
        make_folder(root / folder)
    for folder in EXPLAINED:
        _explain(root / folder, folder)
    values = {
        "profile": profile,
        "offences": list(offences),
        "layers": list(layers),
        "earlier": list(earlier),
        "tables": list(tables),
        "addresses": addresses,
    }
    text = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    with file_written(settings) as beside:
        beside.write_text(_SETTINGS_TEMPLATE.format(**text), encoding="utf-8")
    return read_workspace(root)


def _explain(folder: Path, name: str) -> None:
    """Put a page into a folder that says what goes in, unless there is one."""
    page = folder / EXPLANATION
    if not page.exists():
        text = resources.files("hotspots") / "reference" / "workspace" / f"{name}.md"
        with file_written(page) as beside:
            beside.write_text(text.read_text(encoding="utf-8"), encoding="utf-8")


_SETTINGS_TEMPLATE = """\
# The settings of this workspace. Paths are from this folder.

profile = {profile}      # a force profile that ships with hotspots, or the path of your own

# Files or folders, or tables of a database ("postgis://READER@HOST/DATABASE?table=SCHEMA.TABLE").
# Drop a records-system export or the data.police.uk archive into data/,
# boundaries of authorities (or districts) and of wards into layers/, where
# `hotspots streets convert FILE` puts the streets.
offences = {offences}
layers = {layers}

# Offences of earlier years, to compare with; and tables by area code or with points: residents and
# households, deprivation, surveys, Street Safe reports.
earlier = {earlier}
tables = {tables}

# Made once from the address file by `hotspots addresses convert FILE`, for the visit lists.
addresses = {addresses}

# Without a period, the whole of the data is used.
# period = ["2025-01-01", "2025-12-31"]

# Whatever differs from the defaults; `hotspots run --help` lists them all.
[run]
# bandwidth_m = 200
# count = 67

[cocoon]
# capacity = 60                 homes a round; walk_km, visit_minutes, shift_minutes, teams as well
# cocoon_from = "2026-01-05"    the first day of cocooning: what was reported before is backlog

# Days that each kind of thing is kept; `hotspots tidy --what-if` shows what is past its time.
[retention]
# lists_days = 7
# homes_days = 400
"""
