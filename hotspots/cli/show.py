"""The command that shows a finished run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotspots.cli.answering import say_run
from hotspots.cli.expiry import delete_expired, log_acts
from hotspots.cli.options import Json
from hotspots.cli.printing import say_notes_of_run
from hotspots.schema.entry import LogAct
from hotspots.study.run_folder import latest_run, named_run, read_receipt
from hotspots.workspace import find_workspace

app = typer.Typer(add_completion=False)


@app.command()
def show(
    run_name: Annotated[
        str | None,
        typer.Argument(
            metavar="[RUN]", help="Name of a run; by default the latest.", show_default=False
        ),
    ] = None,
    *,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the runs. By default the workspace's.", show_default=False),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the index page.")
    ] = True,
    notes: Annotated[
        bool,
        typer.Option("--notes", help="Print how far the run can be trusted, and open nothing."),
    ] = False,
    json: Json = False,
) -> None:
    """Say what a run found, and open its index page."""
    delete_expired(out)
    maps = out or find_workspace(Path.cwd()).maps
    folder = named_run(maps, run_name) if run_name else latest_run(maps)
    receipt = read_receipt(folder)
    if "expires" in receipt:
        log_acts(LogAct.CONSULTATION, "visit list opened", [folder.name])
    if json:
        say_run(folder, receipt, json=True)
        return
    if notes:
        say_notes_of_run(receipt)
        return
    say_run(folder, receipt)
    if browser:
        import webbrowser

        webbrowser.open((folder / "index.html").resolve().as_uri())
