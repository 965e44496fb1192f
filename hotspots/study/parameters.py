"""Parameters by name: from the command line or from ``hotspots.toml`` into a journey's dataclass.

A journey's parameters are one frozen dataclass whose fields are plain values or the parameters of a
method. Seen from outside they are one flat set of names, so no two of them may share a name.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from hotspots.errors import ParameterError
from hotspots.nearest import instead_of
from hotspots.toml_entries import KIND_IN_WORDS

Params = TypeVar("Params")

ATTRIBUTES_HEADING = "Attributes\n----------\n"
# "name : type", and the indented lines below it.
ENTRY = re.compile(r"^(\w+) : .*\n((?:(?: {4}.*)?\n?)+)", re.MULTILINE)


def flat_fields(params_class: type) -> Iterator[tuple[Field[Any], Any]]:
    """Give each plain field of a parameters dataclass with its type, those of its methods too."""
    hints = get_type_hints(params_class)
    for each in fields(params_class):
        kind = hints[each.name]
        if is_dataclass(kind):
            yield from flat_fields(kind)  # type: ignore[arg-type] # is_dataclass also takes instances
        else:
            yield each, kind


def descriptions(params_class: type) -> dict[str, str]:
    """Return what each parameter is, by name: its entry under Attributes in the docstring."""
    found: dict[str, str] = {}
    for each in _classes_of(params_class):
        _, _, attributes = inspect.getdoc(each).partition(ATTRIBUTES_HEADING)  # type: ignore[union-attr]
        for name, text in ENTRY.findall(attributes):
            found[name] = " ".join(text.split())
    return found


def _classes_of(params_class: type) -> Iterator[type]:
    yield params_class
    hints = get_type_hints(params_class)
    for each in fields(params_class):
        if is_dataclass(hints[each.name]):
            yield from _classes_of(hints[each.name])


def build_parameters(params_class: type[Params], given: Mapping[str, Any]) -> Params:
    """Make a journey's parameters from the names that were given; the others keep their defaults.

    Raises
    ------
    ParameterError
        When a name is not a parameter, or a value is not of its kind or outside its range.
    """
    known = {field.name for field, _ in flat_fields(params_class)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ParameterError(
            f"No such parameter: {', '.join(unknown)}. {instead_of(unknown[0], sorted(known))}"
        )
    return _build(params_class, given)


def _build(params_class: type[Params], given: Mapping[str, Any]) -> Params:
    hints = get_type_hints(params_class)
    values: dict[str, Any] = {}
    for each in fields(params_class):  # type: ignore[arg-type] # every Params is a dataclass
        kind = hints[each.name]
        if is_dataclass(kind):
            values[each.name] = _build(kind, given)  # type: ignore[arg-type]
        elif each.name in given:
            values[each.name] = _as_kind(each.name, kind, given[each.name])
    return params_class(**values)


def _as_kind(name: str, kind: Any, value: Any) -> Any:  # noqa: ANN401 - a type hint and a TOML value
    if get_origin(kind) is Literal:
        return _as_named(name, get_args(kind), value)
    if holds_several(kind):
        return _as_several(name, get_args(kind)[0], value)
    choices = [each for each in (kind, *get_args(kind)) if isinstance(each, type)]
    if value is None and type(None) in choices:
        return None
    for each in choices:
        if issubclass(each, Enum):
            return _as_choice(name, each, value)
        if each is float and isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        if type(value) is each:
            return value
    expected = " or ".join(KIND_IN_WORDS[each] for each in choices if each in KIND_IN_WORDS)
    raise ParameterError(f"{name} must be {expected or kind}, not {value!r}.")


def holds_several(kind: Any) -> bool:  # noqa: ANN401 - a type hint
    """Say whether a parameter holds several numbers, as ``tuple[float, ...]`` does."""
    return get_origin(kind) is tuple


def in_text(values: Sequence[float]) -> str:
    """Return several numbers as the command line takes them: ``0,0.1,100``."""
    return ",".join(f"{value:.12g}" for value in values)


def _as_several(name: str, kind: type, value: object) -> tuple[float, ...]:
    """Read numbers from a list, or from text with commas between them."""
    parts = value.split(",") if isinstance(value, str) else value
    if isinstance(parts, list | tuple):
        try:
            return tuple(_as_number(kind, part) for part in parts)
        except (ValueError, OverflowError):
            pass
    numbers = "whole numbers" if kind is int else "numbers"
    raise ParameterError(
        f"{name} must be {numbers} with commas between them, such as 0,7,14, not {value!r}."
    )


def _as_number(kind: type, part: object) -> float:
    if isinstance(part, bool) or not isinstance(part, str | int | float):
        raise ValueError(part)  # noqa: TRY004 - told as one fault of the whole value
    number: float = kind(part)
    if not isinstance(part, str) and number != part:
        raise ValueError(part)
    return number


def _as_choice(name: str, kind: type[Enum], value: object) -> Enum:
    return kind(_as_named(name, tuple(each.value for each in kind), value))


def _as_named(name: str, allowed: tuple[object, ...], value: object) -> object:
    if value not in allowed:
        raise ParameterError(
            f"{name} must be one of {', '.join(map(str, allowed))}, not {value!r}."
        )
    return value


def as_mapping(params: object) -> dict[str, Any]:
    """Return the parameters as one flat mapping of plain values, as a receipt keeps them."""
    flat: dict[str, Any] = {}
    for each in fields(params):  # type: ignore[arg-type] # a parameters dataclass
        value = getattr(params, each.name)
        if is_dataclass(value):
            flat.update(as_mapping(value))
        else:
            flat[each.name] = value.value if isinstance(value, Enum) else value
    return flat


def default_of(field: Field[Any]) -> Any:  # noqa: ANN401 - whatever the parameter's kind is
    """Return a field's default."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
