"""The commands of the harm map and of the workspace."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from hotspots.cli.app import Json, Name, Quiet, Workers, app
from hotspots.cli.journeys import say_run
from hotspots.cli.options import given_on_command_line, with_inputs, with_parameters
from hotspots.cli.past import past_of
from hotspots.cli.printing import progress_shown, say, say_json
from hotspots.cli.reports import say_check, say_examination
from hotspots.demo.params import DemoParams
from hotspots.study.check import check_inputs
from hotspots.study.demo import make_demo
from hotspots.study.doctor import examine
from hotspots.study.harm_maps.harm_analysis import HarmMapParams
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import Job, find_job
from hotspots.study.receipt import read_receipt
from hotspots.study.run import latest_run, local_executor, named_run
from hotspots.study.settings import check_settings, harm_map_params, require_index
from hotspots.study.spots_over_time.past_spots import PastSpots
from hotspots.workspace import SETTINGS_FILE, find_workspace, make_workspace

DEMO_FOLDER = Path("hotspots-demo")


@app.command()
def demo(
    directory: Annotated[
        Path | None,
        typer.Argument(
            help="Workspace to put the demonstration in. By default the one you are in, or a new "
            "folder hotspots-demo.",
            show_default=False,
        ),
    ] = None,
    *,
    small: Annotated[
        bool, typer.Option("--small", help="A fortieth of the size, in seconds.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Another seed is another county.")] = 2025,
    data_only: Annotated[
        bool, typer.Option("--data-only", help="Make the county, and stop before the maps.")
    ] = False,
    workers: Workers = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an invented county at full size, and run the main job on it.

    160,000 offences and 770,000 addresses are made on this machine from a seed; no one and nothing
    in them is real. What was planted is written beside them, in data/demo/truth.json.
    """
    params = DemoParams.small(seed) if small else DemoParams.full(seed)
    with progress_shown(quiet=quiet or json) as progress:
        workspace, files = make_demo(_demo_root(directory), params, progress=progress)
    if data_only:
        made = {"workspace": str(workspace.root), "offences": str(files.offences)}
        say_json(made) if json else say(f"Made {files.offences}", quiet=quiet)
        return
    job = find_job(
        workspace.root, offences=[files.offences], layers=[files.wards.parent], profile="demo"
    )
    _run(job, {}, past=PastSpots(), name=None, workers=workers, json=json, quiet=quiet)


def _demo_root(directory: Path | None) -> Path:
    here = Path.cwd()
    if directory is not None:
        return directory
    return here if (here / SETTINGS_FILE).is_file() else here / DEMO_FOLDER


@app.command()
def init(
    directory: Annotated[Path, typer.Argument(help="Folder to make the workspace in.")],
    *,
    profile: Annotated[str, typer.Option(help="Force profile of the workspace.")] = "essex",
) -> None:
    """Make a workspace: data, layers, maps, and the settings beside them."""
    workspace = make_workspace(directory, profile=profile)
    say(f"Made a workspace in {workspace.root}.")
    go_there = "" if workspace.root.resolve() == Path.cwd() else f"`cd {directory}`, "
    say(
        f"Next: {go_there}drop offences into data and boundaries into layers, then "
        "`hotspots check`."
    )


@app.command()
@with_inputs(without=("earlier", "tables", "out"))
def check(
    *,
    job: Job,
    index: Annotated[
        str, typer.Option(help="Harm index whose unknown offence codes are counted.")
    ] = "css",
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Dry run: what was recognised, how it is read, and what would be set aside and why.

    The settings in hotspots.toml are checked too. Nothing is written. Look at the mapping and at
    the first dates as read before the first run on a new export.
    """
    check_settings(job)
    require_index(index)
    with progress_shown(quiet=quiet or json) as progress:
        report = check_inputs(job.inputs, index=index, progress=progress)
    if json:
        say_json(report.as_mapping())
    else:
        say_check(report, quiet=quiet)


@app.command()
@with_inputs(without=("earlier", "tables"))
@with_parameters(HarmMapParams)
def run(
    context: typer.Context,
    *,
    job: Job,
    name: Name = None,
    past: Annotated[
        bool,
        typer.Option(
            "--past/--no-past",
            help="Keep the numbers of the harm spots in force, and lay analysts' edits over what "
            "the data find; both are in the workspace's ledger (`hotspots spots`).",
        ),
    ] = True,
    workers: Workers = 1,
    json: Json = False,
    quiet: Quiet = False,
    **method: Any,  # noqa: ANN401 - one option for each parameter of the journey
) -> None:
    """Map where harm concentrates, for each policing district and for the force.

    In a workspace it needs no argument. Elsewhere name the inputs:

    `hotspots run essex-2025.zip --layers boundaries/ --out maps`
    """
    typed = given_on_command_line(context, method)
    known = past_of(job) if past else PastSpots()
    _run(job, typed, past=known, name=name, workers=workers, json=json, quiet=quiet)


def _run(
    job: Job,
    typed: Mapping[str, Any],
    *,
    past: PastSpots,
    name: str | None,
    workers: int,
    json: bool,
    quiet: bool,
) -> None:
    params = harm_map_params(job, typed)
    with progress_shown(quiet=quiet or json) as progress, local_executor(workers) as executor:
        made = map_harm(
            job.inputs,
            maps=job.maps,
            made_at=datetime.now(UTC).replace(microsecond=0),
            name=name,
            past=past,
            params=params,
            executor=executor,
            progress=progress,
        )
    say_run(made.folder, made.receipt, json=json, quiet=quiet)


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
    json: Json = False,
) -> None:
    """Say what a run found, and open its index page."""
    maps = out or find_workspace(Path.cwd()).maps
    folder = named_run(maps, run_name) if run_name else latest_run(maps)
    receipt = read_receipt(folder)
    if json:
        say_json({"folder": str(folder), **receipt})
        return
    say_run(folder, receipt)
    if browser:
        webbrowser.open((folder / "index.html").resolve().as_uri())


@app.command()
def doctor(*, json: Json = False) -> None:
    """Say whether this machine is ready: versions, projection, map assets, fonts, disk, access."""
    found = examine(Path.cwd())
    if json:
        say_json(
            {
                "well": all(each.well for each in found),
                "examinations": [asdict(each) for each in found],
            }
        )
    else:
        say_examination(found)
    if not all(each.well for each in found):
        raise typer.Exit(1)
