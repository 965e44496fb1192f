"""The frame of a command: what was asked, the journey that answers, and what is said of its run."""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, get_type_hints

import typer

from hotspots.cli.expiry import delete_expired
from hotspots.cli.options import (
    INPUTS,
    Cluster,
    Json,
    Name,
    Quiet,
    Workers,
    given_on_command_line,
    options_of_inputs,
    options_of_parameters,
)
from hotspots.cli.printing import (
    MOST_LINES,
    progress_shown,
    say,
    say_at_most,
    say_count_of_notes,
    say_json,
    say_oddities,
    say_removed,
)
from hotspots.study.executor import chosen_executor, no_progress

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from hotspots.study.executor import Progress
    from hotspots.study.inputs import Job
    from hotspots.study.journey import Journey
    from hotspots.study.run import Run


MOST_OF_ODDITIES: Final = 6


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was asked on the command line.

    Attributes
    ----------
    named : mapping
        What is to be read, by the names of ``find_job``.
    typed : mapping of str to value
        The parameters that were typed; the rest are left to the settings and the defaults.
    start : Path
        The folder that one stands in.
    journey : Journey or None
    means : mapping
        How the journey is to do it: its run's name, progress, executor.
    """

    named: Mapping[str, Any]
    typed: Mapping[str, Any]
    start: Path = field(default_factory=Path.cwd)
    journey: Journey[Any] | None = None
    means: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def job(self) -> Job:
        """What to read: what was named, and for the rest what the workspace has."""
        from hotspots.study.inputs import find_job

        return find_job(self.start, **self.named)

    @cached_property
    def params(self) -> Any:  # noqa: ANN401 - of whichever journey it is
        """The journey's parameters, checked: what was typed, else the settings, else defaults."""
        from hotspots.study.settings import settled

        assert self.journey is not None  # noqa: S101 - a command that answers has one
        return settled(self.journey, self.job, self.typed)

    @property
    def frame(self) -> dict[str, Any]:
        """What every journey is told: where the run goes, when it is made, how it is done."""
        return {
            "maps": self.job.maps,
            "made_at": datetime.now(UTC).replace(microsecond=0),
            "params": self.params,
            **self.means,
        }

    @property
    def period_named(self) -> bool:
        """Whether a period was typed; the workspace's own is not."""
        return any(self.named.get("period", ()))

    @property
    def progress(self) -> Progress:
        """Told what is being done."""
        told: Progress = self.means.get("progress", no_progress)
        return told

    def reading(self, **named: Any) -> Asked:  # noqa: ANN401 - as find_job has them
        """Return the same with other inputs named."""
        return replace(self, named={**self.named, **named})


Command = Callable[..., Any]


def takes(*, reads: Sequence[str] = (), method: type | None = None) -> Callable[[Command], Command]:
    """Give a command the options of what it reads, and of how it is done.

    They arrive as its first argument, ``asked``.

    Parameters
    ----------
    reads : sequence of str
        Names in ``INPUTS``.
    method : type, optional
        A dataclass of parameters.
    """

    def decorate(command: Command) -> Command:
        of_method = options_of_parameters(method) if method else []

        @functools.wraps(command)
        def called(context: typer.Context, **given: Any) -> Any:  # noqa: ANN401 - the command's own
            named = {name: given.pop(name) for name in reads}
            days = named.pop("first_day", None), named.pop("last_day", None)
            typed = {each.name: given.pop(each.name) for each in of_method}
            asked = Asked(
                named={k: v for k, v in named.items() if v is not None} | {"period": days},
                typed=given_on_command_line(context, typed),
            )
            return command(asked, **given)

        own = _own_options(command)
        context = inspect.Parameter(
            "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        positional = [each for each in own if each.kind is each.POSITIONAL_OR_KEYWORD]
        others = [each for each in own if each not in positional]
        # Stable: what is positional stands first.
        parameters = sorted(
            [context, *positional, *options_of_inputs(reads), *others, *of_method],
            key=lambda each: each.kind,
        )
        called.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        called.__annotations__ = {each.name: each.annotation for each in parameters}
        return called

    return decorate


def _own_options(command: Command) -> list[inspect.Parameter]:
    """Return a command's own options, with the annotations that typer reads.

    The first argument and what is returned are of types that are not loaded for it.
    """
    signature = inspect.signature(command)
    _, *own = signature.parameters.values()
    named = {each.name: each.annotation for each in own}
    names_there = vars(sys.modules[command.__module__])
    kinds = get_type_hints(SimpleNamespace(__annotations__=named), names_there, include_extras=True)
    return [each.replace(annotation=kinds[each.name]) for each in own]


def answers(
    journey: Journey[Any],
    *,
    without: Sequence[str] = (),
    splits: bool = False,
    reads_otherwise: bool = False,
) -> Callable[[Command], Command]:
    """Make a command of a function that asks a journey and returns its run.

    Parameters
    ----------
    journey : Journey
    without : sequence of str
        Names in ``INPUTS`` that it has no use for.
    splits : bool
        Whether the journey splits its work among processes.
    reads_otherwise : bool
        Whether it is the command's own arguments that say what is read.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def called(
            asked: Asked,
            *,
            name: str | None,
            json: bool,
            quiet: bool,
            workers: int | None = None,
            cluster: str | None = None,
            **own: Any,  # noqa: ANN401 - the command's own options
        ) -> None:
            delete_expired(asked.named.get("out"))
            with (
                progress_shown(quiet=quiet or json) as progress,
                chosen_executor(workers, cluster) as executor,
            ):
                means = {"name": name, "progress": progress, **_executor(executor)}
                asked = replace(asked, journey=journey, means=means)
                if not reads_otherwise:
                    _ = asked.params  # what is wrongly asked is said before what is slow to load
                run = command(asked, **own)
            if run is not None:
                say_removed(run.removed, quiet=quiet)
                say_made(run, json=json, quiet=quiet)

        def _executor(executor: Executor) -> dict[str, Any]:
            return {"executor": executor} if splits else {}

        asked, *_ = inspect.signature(command).parameters.values()
        splitting = {"workers": Workers, "cluster": Cluster} if splits else {}
        frame: dict[str, Any] = {"name": Name, **splitting}
        frame |= {"json": Json, "quiet": Quiet}
        defaults = {"name": None, "workers": None, "cluster": None, "json": False, "quiet": False}
        made = [
            inspect.Parameter(
                each, inspect.Parameter.KEYWORD_ONLY, default=defaults[each], annotation=kind
            )
            for each, kind in frame.items()
        ]
        called.__signature__ = inspect.Signature([asked, *_own_options(command), *made])  # type: ignore[attr-defined]
        reads = [each for each in INPUTS if each not in without]
        return takes(reads=reads, method=journey.params)(called)

    return decorate


def say_made(run: Run[Any], *, json: bool = False, quiet: bool = False) -> None:
    """Print what a run that was just made found; the analyst is told what to do about oddities."""
    said = [odd.said for odd in run.oddities]
    say_run(run.folder, run.receipt, oddities=said, json=json, quiet=quiet)


def say_run(
    folder: Path,
    receipt: Mapping[str, Any],
    *,
    oddities: Sequence[str] | None = None,
    json: bool = False,
    quiet: bool = False,
) -> None:
    """Print what a run found, how far to trust it, and where its products are."""
    from hotspots.cli.app import command_module
    from hotspots.study.journeys import JOURNEYS

    if json:
        say_json({"folder": str(folder), **receipt})
    elif not quiet:
        command = next(each.command for each in JOURNEYS if each.label == receipt["journey"])
        said = receipt.get("oddities", ()) if oddities is None else oddities
        used = MOST_OF_ODDITIES - say_at_most(MOST_OF_ODDITIES, lambda: say_oddities(said))
        say_at_most(MOST_LINES - used, lambda: command_module(command).say_found(receipt))
        say()
        say_count_of_notes(folder, receipt)
        page = folder / "index.html"
        say(f"Open {page if page.is_file() else folder}", whole=True)
