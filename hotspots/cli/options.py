"""Command-line options made from a journey's parameters, so that neither can forget the other."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import click
import typer

from hotspots.study.parameters import default_of, flat_fields

Command = TypeVar("Command", bound=Callable[..., Any])


def with_parameters(params_class: type) -> Callable[[Command], Command]:
    """Give a command one option for each parameter; they arrive in its ``**named`` argument.

    The help of each is the ``help`` entry of the field's metadata.
    """

    def decorate(command: Command) -> Command:
        signature = inspect.signature(command, eval_str=True)
        own = [p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD]
        made = [
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=default_of(field),
                annotation=Annotated[
                    kind,
                    typer.Option(help=field.metadata["help"], rich_help_panel="Method"),
                ],
            )
            for field, kind in flat_fields(params_class)
        ]
        command.__signature__ = signature.replace(parameters=[*own, *made])  # type: ignore[attr-defined]
        command.__annotations__ = {p.name: p.annotation for p in [*own, *made]}
        return command

    return decorate


def given_on_command_line(context: click.Context, named: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that a person typed; the rest are left to the settings and the defaults."""
    typed = click.core.ParameterSource.COMMANDLINE
    return {
        name: value for name, value in named.items() if context.get_parameter_source(name) is typed
    }
