"""The command that makes a workspace."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from hotspots.cli.printing import say
from hotspots.profile import require_known
from hotspots.workspace import make_workspace

app = typer.Typer(add_completion=False)


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make the workspace in.")],
    *,
    profile: Annotated[str, typer.Option(help="Force profile of the workspace.")] = "essex",
) -> None:
    """Make a workspace: data, layers, maps, and the settings beside them."""
    require_known(profile)
    workspace = make_workspace(directory, profile=profile)
    here = workspace.root.resolve() == Path.cwd()
    say(f"Made a workspace in {'this folder' if here else workspace.root}.")
    go_there = "" if here else f"`cd {shlex.quote(str(directory))}`, "
    say(
        f"Next: {go_there}drop offences into data and boundaries into layers, then "
        "`hotspots check`."
    )
