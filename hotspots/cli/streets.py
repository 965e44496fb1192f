"""The commands of streets, and what they say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hotspots import words
from hotspots.cli.options import Crs, Json, Layers, Profile, Quiet
from hotspots.cli.printing import progress_shown, say, say_json, say_notes, say_removed

if TYPE_CHECKING:
    from hotspots.load.street_findings import StreetFindings
    from hotspots.study.inputs import Job

app = typer.Typer(add_completion=False, help="Streets, converted once for the maps.")


@app.callback()
def _group() -> None:
    """Keep the group: it has one command as yet."""


@app.command("convert")
def convert_streets(  # noqa: PLR0913 - one argument for each option
    sources: Annotated[
        list[Path],
        typer.Argument(
            help="OS Open Roads, OS VectorMap District, OS Open Zoomstack, OS Open USRN, "
            "OpenStreetMap (.osm.pbf), or any lines; files, zips or folders of one kind."
        ),
    ],
    *,
    layers: Layers = None,
    profile: Profile = None,
    crs: Crs = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="The file to write. By default streets.parquet in the workspace's layers.",
            show_default=False,
        ),
    ] = None,
    ground: Annotated[
        bool,
        typer.Option(
            "--ground/--no-ground",
            help="Take water, woods, railways, stations and places too, where they are there.",
        ),
    ] = True,
    buildings: Annotated[
        bool, typer.Option("--buildings", help="And the outlines of buildings.")
    ] = False,
    attribution: Annotated[
        str | None,
        typer.Option(
            help="What every map must say of lines whose licence hotspots does not know.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Convert streets once: one row a link, junction to junction, sorted in space."""
    from hotspots.cli.ledger_access import converted_addresses, streets_store
    from hotspots.load.streets import WhatToConvert
    from hotspots.study.inputs import find_job
    from hotspots.study.street_layer import convert
    from hotspots.unfinished import remove_left_behind

    job = find_job(Path.cwd(), layers=layers or (), profile=profile, crs=crs, needs_offences=False)
    store = out or streets_store(job)
    say_removed(len(remove_left_behind(store.parent)), quiet=quiet or json)
    what = WhatToConvert(
        addresses=converted_addresses(job),
        with_ground=ground,
        buildings=buildings,
        attribution=attribution,
        declared_crs=crs,
    )
    with progress_shown(quiet=quiet or json) as progress:
        found = convert(sources, store, job.inputs, what, progress=progress)
    say_streets(found, job, json=json, quiet=quiet)


def say_streets(found: StreetFindings, job: Job, *, json: bool, quiet: bool) -> None:
    """Print what became of files of streets."""
    if json:
        say_json(
            {
                "store": str(found.store),
                "ground_store": str(found.ground_store) if found.ground_store else None,
                "source": found.name,
                "kind": found.kind,
                "rows_in": found.rows_in,
                "rows_used": found.rows_used,
                "set_aside": dict(found.set_aside),
                "links": found.links,
                "classes": dict(found.classes),
                "ground": dict(found.ground),
                "attribution": found.attribution,
            }
        )
    if json or quiet:
        return
    say(f"{found.name}: {found.kind}")
    say_notes(found.notes)
    aside = found.rows_in - found.rows_used
    say(
        f"{words.plural(found.rows_in, 'line')} in = {found.rows_used:,} used + "
        f"{aside:,} set aside."
    )
    for reason, count in found.set_aside.items():
        say(f"  {count:,} {reason}")
    classes = words.listed([f"{each} {count:,}" for each, count in found.classes.items()])
    say(
        f"{found.links:,} links, {found.length_m / 1000:,.0f} km, {found.named:,} named: {classes}."
    )
    if found.ground:
        say(f"Ground: {words.listed([f'{kind} {n:,}' for kind, n in found.ground.items()])}.")
    if found.attribution:
        say(f"Every map will say: {found.attribution}")
    say(f"Written to {found.store}. Next: {_next(found.store, job)}")


def _next(store: Path, job: Job) -> str:
    places = [each.resolve() for each in job.inputs.layers]
    if any(store.resolve().is_relative_to(place) for place in places):
        return "`hotspots check`, then `hotspots run`."
    return "name the file under layers in hotspots.toml, or beside --layers."
