"""The commands of addresses, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotspots import words
from hotspots.cli.options import Json, Layers, Profile, Quiet, SourceType
from hotspots.cli.printing import progress_shown, say, say_json, say_notes, say_removed

if TYPE_CHECKING:
    from hotspots.load.address_findings import AddressFindings

app = typer.Typer(add_completion=False, help="Addresses, converted once for the visit lists.")


# typer would make a Path of what SourceType has read.
Addresses = Annotated[
    Any,
    typer.Argument(
        help="AddressBase Core or Plus, Open UPRN, a CSV, a GeoPackage or a GeoParquet; a "
        "folder or a zip of them; or a table of PostGIS, "
        "'postgis://READER@HOST/DATABASE?table=SCHEMA.TABLE'.",
        click_type=SourceType(path_type=Path),
    ),
]


@app.callback()
def _group() -> None:
    """Keep the group: it has one command as yet."""


@app.command("convert")
def convert_addresses(
    source: Addresses,
    *,
    layers: Layers = None,
    profile: Profile = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write. By default the workspace's addresses.", show_default=False
        ),
    ] = None,
    points_only: Annotated[
        bool,
        typer.Option("--points-only", help="Take addresses without text, as Open UPRN has them."),
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Convert an address file once: dwellings only, one row a household, sorted in space."""
    from hotspots.cli.ledger_access import address_store
    from hotspots.study.cocoons.addresses import convert
    from hotspots.study.inputs import find_job
    from hotspots.unfinished import remove_left_behind

    job = find_job(Path.cwd(), layers=layers or (), profile=profile, needs_offences=False)
    store = out or address_store(job)
    say_removed(len(remove_left_behind(store.parent)), quiet=quiet or json)
    with progress_shown(quiet=quiet or json) as progress:
        found = convert(source, store, job.inputs, points_only=points_only, progress=progress)
    say_addresses(found, store, json=json, quiet=quiet)


def say_addresses(found: AddressFindings, store: Path, *, json: bool, quiet: bool) -> None:
    """Print what became of an address file."""
    if json:
        say_json(
            {
                "store": str(store),
                "source": found.name,
                "kind": found.kind,
                "rows_in": found.rows_in,
                "rows_used": found.rows_used,
                "set_aside": dict(found.set_aside),
            }
        )
    if json or quiet:
        return
    say(f"{found.name}: {found.kind}")
    say_notes(found.notes)
    aside = found.rows_in - found.rows_used
    say(
        f"{words.plural(found.rows_in, 'row')} in = {found.rows_used:,} used + {aside:,} set aside."
    )
    for reason, count in found.set_aside.items():
        say(f"  {count:,} {reason}")
    say(f"Written to {store}. Next: `hotspots cocoon`.")
