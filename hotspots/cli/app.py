"""The application: every command by name, each imported when it is called.

What the list of commands says of each stands here, so that to show the list costs no import of
what the commands need; a test holds it against the command's own help.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup
from typer.main import get_command

import hotspots

COMMANDS: Final = {
    "demo": "Make an invented county at full size, and run the main job on it.",
    "init": "Make a workspace: data, layers, maps, and the settings beside them.",
    "check": "Dry run: what was recognised, how it is read, and what would be set aside and why.",
    "prepare": "Read and place the offences once, for every other command.",
    "run": "Map where harm concentrates, for each policing district and for the force.",
    "show": "Say what a run found, and open its index page.",
    "publish": "Write a run's tables into a schema of a PostGIS database, for maps and dashboards "
    "there.",
    "cocoon": "List whom to visit after a burglary, best first, for each policing district.",
    "wards": "Rank every ward for the next Street Week, and say why each stands where it does.",
    "patrol-plan": "Plan a week's short visits to the harm spots: slot cards, a page for a phone, "
    "a form.",
    "evaluate": "Tell whether an operation worked: treated areas beside controls, before and "
    "during.",
    "changes": "Say what changed in each district and theme, against the month before and last "
    "year.",
    "demand": "Report a month's demand and performance by district and ward, group and theme.",
    "burglary-pattern": "Tell the pattern of burglary: when, where, how, repeats, series, dark "
    "months.",
    "change-map": "Map where offences moved: denser or thinner than a year before, beyond chance.",
    "lasting": "Say which places are new, lasting or fading hot spots, month by month.",
    "watch": "Say what broke its band this week, what to do first, and what is still open.",
    "zone": "Gather what the planner of a zone or a Street Briefing needs.",
    "forecast": "Forecast the next weeks by kind of offence, judged on the past against last year.",
    "near-repeat": "Test whether burglaries, or any points with dates, cluster in space and time "
    "together.",
    "accuracy": "Tell which ranking of places captures the most of later months, and how surely.",
    "addresses": "Addresses, converted once for the visit lists.",
    "streets": "Streets, converted once for the maps.",
    "visits": "What was done, kept: visits in, visits out, and their figures.",
    "spots": "The harm spots in force: adopted from a run, changed by an analyst, kept or retired.",
    "patrols": "Patrols of harm spots, kept: who by role, when, and what was done.",
    "deployments": "Street Weeks and other operations in a ward, kept.",
    "alarms": "Alarms of the watch, kept: what is open, who closed what, and why.",
    "serve": "Serve the browser application from this machine.",
    "ledger": "Whether the ledger is as it was entered, and its log.",
    "tidy": "Delete what stopped commands left and what is past its time; forget homes in the "
    "ledger.",
    "doctor": "Say whether this machine is ready: versions, projection, map assets, fonts, disk, "
    "access.",
}


def command_module(command: str) -> Any:  # noqa: ANN401 - a module
    """Return the module of a command; of ``patrols figures``, that of ``patrols``."""
    return import_module(f"hotspots.cli.{command.split(maxsplit=1)[0].replace('-', '_')}")


class CommandsByName(TyperGroup):
    """The list of commands, whose own options are known when one of them is called."""

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:  # noqa: ANN401 - typer's
        """Find the command that was typed, and import it."""
        if "--help" in args:
            _let_help_go_on_in_the_next_line()
        name, listed, rest = super().resolve_command(ctx, args)
        return name, _imported(name) if name else listed, rest

    def import_all(self) -> None:
        """Put every command in the place of its line in the list, as the documentation needs."""
        self.commands = {name: _imported(name) for name in COMMANDS}


def _imported(name: str) -> Any:  # noqa: ANN401 - typer's
    theirs = command_module(name).app
    theirs.rich_markup_mode = app.rich_markup_mode  # or brackets in a help would be markup
    command = get_command(theirs)
    command.name = name
    return command


def _let_help_go_on_in_the_next_line() -> None:
    """Let names, defaults and paths that are too long for a column go on below: none is cut off."""
    from rich.console import Group
    from rich.table import Table
    from typer import rich_utils

    class Whole(Table):
        def add_row(self, *cells: Any, **named: Any) -> None:  # noqa: ANN401 - rich's
            super().add_row(*cells, **named)
            for column in self.columns:
                column.overflow = "fold"

    vars(rich_utils).update(Table=Whole, Columns=lambda cells: Group(*cells))


app = typer.Typer(
    cls=CommandsByName,
    name="hotspots",
    help=(
        "Where harm concentrates, whom to visit after a burglary, which ward to choose next, and "
        "whether it worked."
        "\n\nStart with `hotspots demo`: it makes an invented county and maps it. Then "
        "`hotspots init DIR`, drop your offences into DIR/data and your boundaries into "
        "DIR/layers, look at `hotspots check`, and make the maps with `hotspots run`."
    ),
    epilog=(
        "Exit status: 0 done, 1 could not be done (the message says what to do next), "
        "2 asked for wrongly."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _listed() -> None:
    """Stand in the list of commands; what is called is the command's own."""


for _name, _help in COMMANDS.items():
    app.command(_name, help=_help)(_listed)


def _show_version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"hotspots {hotspots.__version__}")
        raise typer.Exit


@app.callback()
def _common(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=lambda wanted: _show_version(wanted=wanted),
            is_eager=True,
            help="Print the version and stop.",
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    pass
