"""Command-line options made from a journey's parameters, so that neither can forget the other."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import Field
from typing import Annotated, Any, TypeVar

import typer

from hotspots.study.parameters import (
    default_of,
    descriptions,
    flat_fields,
    holds_several,
    in_text,
)

Command = TypeVar("Command", bound=Callable[..., Any])


def with_parameters(params_class: type) -> Callable[[Command], Command]:
    """Give a command one option for each parameter; they arrive in its ``**named`` argument.

    The help of each is its entry in the dataclass's docstring.
    """

    def decorate(command: Command) -> Command:
        help_of = descriptions(params_class)
        signature = inspect.signature(command, eval_str=True)
        own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        made = [
            _option(field, kind, help_of[field.name]) for field, kind in flat_fields(params_class)
        ]
        command.__signature__ = signature.replace(parameters=[*own, *made])  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in [*own, *made]}
        return command

    return decorate


def _option(field: Field[Any], kind: Any, words: str) -> inspect.Parameter:  # noqa: ANN401 - a type hint
    default = default_of(field)
    several = holds_several(kind)
    told = typer.Option(
        help=words, rich_help_panel="Method", metavar="NUMBER,NUMBER,…" if several else None
    )
    return inspect.Parameter(
        field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=in_text(default) if several else default,
        annotation=Annotated[str if several else kind, told],
    )


def given_on_command_line(context: typer.Context, named: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that a person typed; the rest are left to the settings and the defaults."""
    sources = {name: context.get_parameter_source(name) for name in named}
    return {
        name: named[name]
        for name, source in sources.items()
        if source is not None and source.name == "COMMANDLINE"
    }
