"""The command that reads the workspace's offences once for all others, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import words
from hotspots.cli.options import Crs, DateFormat, Header, Json, Quiet
from hotspots.cli.printing import progress_shown, say, say_json

if TYPE_CHECKING:
    from hotspots.study.preparing import Prepared

app = typer.Typer(add_completion=False)


@app.command()
def prepare(
    *,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="Throw the prepared data away, and keep none from now on."),
    ] = False,
    date_format: DateFormat = None,
    header: Header = True,
    crs: Crs = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Read and place the offences once, for every other command.

    From then on every command of this workspace finds them, and makes them anew when a file, the
    boundaries, the profile or the program changed. What comes out is the same either way. They
    hold no more than the files, are readable by you alone, and can be thrown away at any time.
    """
    from hotspots.study.inputs import find_job
    from hotspots.study.preparing import prepare as prepared
    from hotspots.study.preparing import throw_away

    job = find_job(Path.cwd(), date_format=date_format, header=header is not False, crs=crs)
    if remove:
        gone = throw_away(job)
        if json:
            say_json({"removed": [str(path) for path in gone]})
        elif not quiet:
            say(f"Thrown away: {words.plural(len(gone), 'file')}. None are kept from now on.")
        return
    with progress_shown(quiet=quiet or json) as progress:
        found = prepared(job, progress=progress)
    say_prepared(found, json=json, quiet=quiet)


def say_prepared(found: Prepared, *, json: bool, quiet: bool) -> None:
    """Print what is prepared."""
    if json:
        say_json(
            {
                "folder": str(found.folder),
                "sources": list(found.sources),
                "files": [path.name for path in found.files],
                "size_bytes": found.size_bytes,
            }
        )
    elif not quiet:
        for name in found.sources:
            say(name)
        say(
            f"Prepared in {found.folder}: {words.plural(len(found.files), 'file')}, "
            f"{found.size_bytes / 1e6:,.1f} MB, readable by you alone."
        )
        say("Every command finds them there. `hotspots prepare --remove` throws them away.")
