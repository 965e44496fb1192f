"""The application, and the options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import hotspots
from hotspots.cli.printing import say

app = typer.Typer(
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

Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Workers = Annotated[
    int, typer.Option(help="Processes to draw with. The products do not depend on it.")
]
Offences = Annotated[
    list[Path] | None,
    typer.Argument(
        help="Offences: a records-system export (CSV, XLSX), a data.police.uk month, a folder of "
        "months, or the archive. By default the workspace's.",
        show_default=False,
    ),
]
Layers = Annotated[
    list[Path] | None,
    typer.Option(
        "--layers",
        "-l",
        help="Boundaries: files or folders of authorities or districts, and of wards. By default "
        "the workspace's.",
        show_default=False,
    ),
]
Earlier = Annotated[
    list[Path] | None,
    typer.Option(
        help="Offences of earlier years, to compare with. By default the workspace's.",
        show_default=False,
    ),
]
Tables = Annotated[
    list[Path] | None,
    typer.Option(
        "--tables",
        "-t",
        help="Tables by area code: residents and households, deprivation, look-ups from LSOAs to "
        "wards, surveys, Street Safe reports. By default the workspace's.",
        show_default=False,
    ),
]
Profile = Annotated[
    str | None,
    typer.Option(
        help="Force profile: a name that ships with hotspots, or the path of a .toml. By default "
        "the workspace's, else essex.",
        show_default=False,
    ),
]
FirstDay = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="YYYY-MM-DD",
        help="First day to take; give --to as well. By default the months that the data cover.",
        show_default=False,
    ),
]
LastDay = Annotated[
    str | None,
    typer.Option(
        "--to",
        metavar="YYYY-MM-DD",
        help="Last day to take, itself included.",
        show_default=False,
    ),
]
DateFormat = Annotated[
    str | None,
    typer.Option(
        help="Format of dates that could be read two ways, for example '%d/%m/%Y %H:%M'.",
        show_default=False,
    ),
]
Crs = Annotated[
    str | None,
    typer.Option(
        help="Coordinate system of boundaries that declare none, for example EPSG:27700.",
        show_default=False,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder that takes the run. By default the workspace's maps.", show_default=False
    ),
]
Name = Annotated[
    str | None,
    typer.Option(help="Name of the run's folder. By default the time.", show_default=False),
]


def _show_version(*, wanted: bool) -> None:
    if wanted:
        say(f"hotspots {hotspots.__version__}")
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
