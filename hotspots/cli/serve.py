"""The command that serves the browser application."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotspots.cli.printing import say
from hotspots.errors import MissingPartError

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.")] = 8000,
    host: Annotated[
        str,
        typer.Option(help="Address to listen on. By default this machine alone can reach it."),
    ] = "127.0.0.1",
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="Serve the demonstration: what is lacking is made, with a person of each role.",
        ),
    ] = False,
    small: Annotated[
        bool, typer.Option("--small", help="With --demo: a fortieth of the size, in seconds.")
    ] = False,
    worker: Annotated[
        bool,
        typer.Option(
            "--worker/--no-worker", help="Make runs beside it; else start a worker on its own."
        ),
    ] = True,
) -> None:
    """Serve the browser application from this machine.

    `hotspots serve --demo` makes the demonstration where there is none, and prints how to sign in.
    A force's own server: docs/serving.md.
    """
    try:
        from hotspots.web import serving
    except ImportError as fault:
        raise MissingPartError(
            f"The browser application needs the package {fault.name}, which is not installed. "
            "Install it with: pip install 'harmspots[web]'."
        ) from fault
    serving.serve(Path.cwd(), host=host, port=port, demo=demo, small=small, say=_say, worker=worker)


def _say(line: str) -> None:
    say(line, whole=True)
