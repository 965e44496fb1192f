"""Read a harm index: one that ships with hotspots, or a force's own table.

An index is a folder with ``index.toml`` (key, name, edition, source, licence, unit, caveat;
category_mix where it has weights by category, subject where it weighs something else than
offences, default_weight where every offence has one) and
beside it any of ``by_offence_code.csv``, ``by_subgroup.csv`` and ``by_category.csv``, each with a
column ``weight``. A force's own table may be a single CSV with the columns ``offence_code`` (or
``subgroup``, or ``category``) and ``weight``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from hotspots.errors import InputError, MissingColumnError, SettingsError
from hotspots.harm_index import OFFENCES, HarmIndex
from hotspots.load.offence_codes import canonical_categories, canonical_codes, read_offence_codes
from hotspots.nearest import instead_of, plain
from hotspots.tables.text_table import TextTable, parse_csv
from hotspots.toml_entries import read_toml

HARM_WEIGHTS = resources.files("hotspots") / "reference" / "harm_weights"
INDEX_FILE: Final = "index.toml"
NEEDED_ENTRIES: Final = ("key", "name", "edition", "source", "licence", "unit", "caveat")
WEIGHT: Final = "weight"
OFFENCE_CODE, SUBGROUP, CATEGORY = "offence_code", "subgroup", "category"
TABLES: Final = {name: f"by_{name}.csv" for name in (OFFENCE_CODE, SUBGROUP, CATEGORY)}


@dataclass(frozen=True)
class _Weight:
    weight: float
    line: int


def shipped_indices() -> tuple[str, ...]:
    """Return the names of the indices that ship with hotspots, editions included."""
    return tuple(sorted(found.name for found in HARM_WEIGHTS.iterdir() if found.is_dir()))


def read_harm_index(name_or_path: str | Path) -> HarmIndex:
    """Read a harm index.

    Parameters
    ----------
    name_or_path : str or Path
        The name of an index that ships with hotspots (``css_2020_21``, or ``css`` while there is
        one edition of it); or the path of a folder, an ``index.toml`` or a CSV. Of a CSV alone the
        key is the file's stem, and the unit is weight.

    Raises
    ------
    SettingsError
        When there is no such index, or its ``index.toml`` is not usable.
    MissingColumnError
        When a table lacks its columns.
    InputError
        When a weight is not a number of 0 or more, or one code has two weights; the message
        names the line.
    """
    path = Path(name_or_path)
    if path.suffix.lower() == ".csv":
        return _from_csv(path)
    if path.name == INDEX_FILE:
        return _from_folder(path.parent)
    return _from_folder(path) if path.is_dir() else _of_edition(_shipped(str(name_or_path)))


@cache
def _of_edition(name: str) -> HarmIndex:
    """Return an index that ships with hotspots, which every question asks for again."""
    return _from_folder(HARM_WEIGHTS / name)


def _shipped(name: str) -> str:
    shipped = shipped_indices()
    editions = [found for found in shipped if found == name or found.startswith(f"{name}_")]
    if len(editions) == 1:
        return editions[0]
    trouble = f"{name!r} has several editions" if editions else f"There is no harm index {name!r}"
    raise SettingsError(
        f"{trouble}. {instead_of(name, editions or shipped)} Or give the path of a CSV with the "
        "columns offence_code and weight."
    )


def _from_folder(folder: Traversable) -> HarmIndex:
    entries = _entries(folder)
    tables = {
        name: _read_weights(parse_csv(file.name, file.read_bytes()), name)
        for name, file in ((name, folder / file) for name, file in TABLES.items())
        if file.is_file()
    }
    if not tables and "default_weight" not in entries:
        raise SettingsError(
            f"The harm index {folder.name!r} has no weights. Put {', '.join(TABLES.values())} "
            f"beside its {INDEX_FILE}."
        )
    return HarmIndex(
        key=entries["key"],
        name=entries["name"],
        edition=entries["edition"],
        source=entries["source"],
        unit=entries["unit"],
        caveat=entries["caveat"],
        category_mix=entries.get("category_mix", ""),
        subject=entries.get("subject", OFFENCES),
        by_offence_code=tables.get(OFFENCE_CODE, {}),
        by_subgroup=_by_code(tables.get(SUBGROUP, {})),
        by_category=tables.get(CATEGORY, {}),
        default_weight=entries.get("default_weight"),
    )


def _entries(folder: Traversable) -> dict[str, Any]:
    file = folder / INDEX_FILE
    try:
        entries = read_toml(file, "The harm index")
    except FileNotFoundError as fault:
        raise SettingsError(
            f"The harm index {folder.name!r} has no {INDEX_FILE}. Write one with the entries "
            f"{', '.join(NEEDED_ENTRIES)}; or give the path of a CSV."
        ) from fault
    missing = [entry for entry in NEEDED_ENTRIES if not isinstance(entries.get(entry), str)]
    if missing:
        raise SettingsError(
            f"{folder.name}/{INDEX_FILE} has no text for {', '.join(missing)}. Compare it with the "
            "one of css_2020_21."
        )
    return entries


def _from_csv(path: Path) -> HarmIndex:
    try:
        table = parse_csv(path.name, path.read_bytes())
    except OSError as fault:
        raise InputError(
            f"{path.name} cannot be read: {fault.strerror}. Check the path."
        ) from fault
    headers = {plain(header) for header in table.headers}
    keyed_by = [name for name in TABLES if plain(name) in headers]
    if not keyed_by:
        raise _missing(table, OFFENCE_CODE)
    weights = _read_weights(table, keyed_by[0])
    return HarmIndex(
        key=path.stem,
        name=path.stem.replace("_", " "),
        edition="not stated",
        source=path.name,
        unit=WEIGHT,
        by_offence_code=weights if keyed_by[0] == OFFENCE_CODE else {},
        by_subgroup=_by_code(weights) if keyed_by[0] == SUBGROUP else {},
        by_category=weights if keyed_by[0] == CATEGORY else {},
        caveat="A table of the force's own.",
    )


def _read_weights(table: TextTable, keyed_by: str) -> dict[str, float]:
    """Return the weights of a table by the text in its key column."""
    by_name = {plain(header): header for header in table.headers}
    for needed in (keyed_by, WEIGHT):
        if plain(needed) not in by_name:
            raise _missing(table, needed)
    if table.ragged:
        raise InputError(
            f"{table.name}, line {table.ragged[0].line}: the row has another number of fields than "
            f"the header's {len(table.headers)}. Mend that line."
        )
    keys = table.frame[by_name[plain(keyed_by)]].str.strip()
    if keyed_by == CATEGORY:
        keys = canonical_categories(keys).fillna(keys)
    elif keyed_by == OFFENCE_CODE:
        keys = canonical_codes(keys)
    found: dict[str, _Weight] = {}
    for key, text, line in zip(keys, table.frame[by_name[WEIGHT]], table.lines, strict=True):
        weight = _number(table.name, int(line), text)
        earlier = found.setdefault(key, _Weight(weight, int(line)))
        if earlier.weight != weight:
            raise InputError(
                f"{table.name}, line {line}: {keyed_by} {key!r} weighs {weight:g} here and "
                f"{earlier.weight:g} on line {earlier.line}. Keep one of the two."
            )
    return {key: entry.weight for key, entry in found.items()}


def _number(name: str, line: int, text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not (math.isfinite(weight) and weight >= 0):
        raise InputError(
            f"{name}, line {line}: the weight is {text!r}, not a number of 0 or more. "
            "Correct it, or leave the row out: an offence without a weight is reported as unmapped."
        )
    return weight


def _by_code(by_subgroup: Mapping[str, float]) -> dict[str, float]:
    """Give each offence code the weight of its subgroup."""
    subgroups = read_offence_codes().subgroup
    return {
        code: by_subgroup[subgroup]
        for code, subgroup in subgroups.items()
        if subgroup in by_subgroup
    }


def _missing(table: TextTable, needed: str) -> MissingColumnError:
    return MissingColumnError(
        f"{table.name} has no column {needed!r}. A table of weights has the columns offence_code "
        f"(or subgroup, or category) and weight; found: {', '.join(map(repr, table.headers))}."
    )
