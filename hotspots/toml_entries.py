"""Read a TOML file, and say the faults of its entries: unknown, lacking, or of another kind."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from importlib.resources.abc import Traversable
from pathlib import Path
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

from hotspots.errors import SettingsError
from hotspots.nearest import nearest

KIND_IN_WORDS: Final[Mapping[type, str]] = {
    float: "a number",
    int: "a whole number",
    str: "text",
    bool: "true or false",
    tuple: "a list of text",
    dict: "a table",
    list: "a list of tables",
}


@dataclass(frozen=True, kw_only=True)
class TableShape:
    """What a table may say: its entries with their kinds, and which of them it must."""

    kinds: Mapping[str, type]
    needed: frozenset[str]


def read_toml(path: Path | Traversable, what: str) -> dict[str, Any]:
    """Return what a TOML file says.

    Parameters
    ----------
    path : Path or Traversable
    what : str
        The file is, as a message says it: "the profile".

    Raises
    ------
    FileNotFoundError
        When it is not there: the caller knows what there is in its place.
    SettingsError
        When it cannot be read for any other reason.
    """
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise
    except OSError as fault:
        raise SettingsError(
            f"{what} {path} cannot be read: {fault.strerror}. Check the path, and who may read it."
        ) from fault
    except UnicodeDecodeError as fault:
        raise SettingsError(f"{what} {path} is not UTF-8 text. Save it again as UTF-8.") from fault
    except (ValueError, RecursionError) as fault:
        raise SettingsError(
            f"{what} {path} is not valid TOML: {fault}. "
            "Correct that place: name = value, with text in quotation marks."
        ) from fault


def shape_of(entry_class: type, *, without: Iterable[str] = ()) -> TableShape:
    """Return the shape of a table that becomes a dataclass, one entry for each field."""
    hints = get_type_hints(entry_class)
    own = [each for each in fields(entry_class) if each.name not in without]
    return TableShape(
        kinds={each.name: _plain_kind(hints[each.name]) for each in own},
        needed=frozenset(
            each.name for each in own if each.default is MISSING and each.default_factory is MISSING
        ),
    )


def _plain_kind(hint: Any) -> type:  # noqa: ANN401 - a type hint
    if get_origin(hint) is tuple:
        return tuple
    kind: type = next((each for each in get_args(hint) if each is not NoneType), hint)
    return kind


def unknown_entry(name: str, known: Iterable[str], where: str = "") -> str:
    """Return the fault of an entry that is not known, with the one that was probably meant."""
    names = list(known)
    near = nearest(name, names)
    meant = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    return f"{where}{name} is not known ({meant})"


def faults_of_table(where: str, table: object, shape: TableShape) -> tuple[list[str], list[str]]:
    """Return the faults of a table: those that keep it from being used, and unknown entries."""
    if not isinstance(table, dict):
        return [f"{where} must be {KIND_IN_WORDS[dict]}, not {table!r}"], []
    unknown = [
        unknown_entry(name, shape.kinds, f"{where}.") for name in table if name not in shape.kinds
    ]
    lacking = [name for name in shape.kinds if name in shape.needed and name not in table]
    faults = [f"{where} lacks {', '.join(lacking)}"] if lacking else []
    faults += [
        f"{where}.{name} must be {KIND_IN_WORDS[kind]}, not {table[name]!r}"
        for name, kind in shape.kinds.items()
        if name in table and not is_of_kind(table[name], kind)
    ]
    return faults, unknown


def is_of_kind(value: object, kind: type) -> bool:
    """Say whether a TOML value is of a kind; a whole number is a number, and true is none."""
    if kind is tuple:
        return isinstance(value, list) and all(isinstance(each, str) for each in value)
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind
