"""Options that commands share: what a journey reads, and how it is done.

What is read becomes a ``Job``, in one way for every command. How it is done is made from the
journey's parameters, so that neither can forget the other.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import Field
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer

from hotspots.cli.app import (
    Crs,
    DateFormat,
    Earlier,
    FirstDay,
    LastDay,
    Layers,
    Offences,
    Out,
    Profile,
    Tables,
)
from hotspots.study.inputs import find_job
from hotspots.study.parameters import (
    default_of,
    descriptions,
    flat_fields,
    holds_several,
    in_text,
)

Command = TypeVar("Command", bound=Callable[..., Any])

# What a journey reads, in the order in which the help shows it.
INPUTS: Final[dict[str, Any]] = {
    "offences": Offences,
    "layers": Layers,
    "earlier": Earlier,
    "tables": Tables,
    "profile": Profile,
    "first_day": FirstDay,
    "last_day": LastDay,
    "date_format": DateFormat,
    "crs": Crs,
    "out": Out,
}
JOB: Final = "job"


def with_inputs(*, without: tuple[str, ...] = ()) -> Callable[[Command], Command]:
    """Give a command the options of what it reads; they arrive as one ``job``.

    Parameters
    ----------
    without : tuple of str
        Names in ``INPUTS`` that this command has no use for.
    """
    names = [name for name in INPUTS if name not in without]

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def called(*args: Any, **given: Any) -> Any:  # noqa: ANN401 - whatever the command takes
            read = {name: given.pop(name) for name in names}
            days = read.pop("first_day", None), read.pop("last_day", None)
            named: dict[str, Any] = {k: v for k, v in read.items() if v is not None}
            return command(*args, job=find_job(Path.cwd(), period=days, **named), **given)

        signature = inspect.signature(command, eval_str=True)
        made = [
            inspect.Parameter(
                name,
                inspect.Parameter.POSITIONAL_OR_KEYWORD
                if name == "offences"
                else inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=INPUTS[name],
            )
            for name in names
        ]
        own = [p for p in signature.parameters.values() if p.name != JOB]
        # Stable: what is positional stands first, and what is read before what the command adds.
        ordered = sorted([*own[:1], *made, *own[1:]], key=lambda p: p.kind)
        called.__signature__ = signature.replace(parameters=ordered)  # type: ignore[attr-defined]
        called.__annotations__ = {p.name: p.annotation for p in ordered}
        return called  # type: ignore[return-value] # what typer calls in the command's place

    return decorate


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
