"""The command that makes the demonstration and maps it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hotspots.cli.answering import Asked, say_made
from hotspots.cli.options import Cluster, Json, Quiet, Workers
from hotspots.cli.printing import progress_shown, say, say_json
from hotspots.study.executor import chosen_executor
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.workspace import SETTINGS_FILE

app = typer.Typer(add_completion=False)

DEMO_FOLDER = Path("hotspots-demo")


@app.command()
def demo(  # noqa: PLR0913 - one argument for each option
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
    news: Annotated[
        bool,
        typer.Option(
            "--news",
            help="Plant what is new as well: a robbery series, a night-time place that moved, a "
            "ward that fell, a place of one shift. data/demo/truth_news.json tells them.",
        ),
    ] = False,
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make an invented county at full size, and run the main job on it.

    160,000 offences and 770,000 addresses are made on this machine from a seed; no one and nothing
    in them is real. What was planted is written beside them, in data/demo/truth.json.
    """
    from hotspots.demo.params import DemoParams
    from hotspots.study.demo import make_demo, practise_beside
    from hotspots.study.harm_maps.harm_map import map_harm

    params = DemoParams.small(seed) if small else DemoParams.full(seed)
    with (
        progress_shown(quiet=quiet or json) as progress,
        chosen_executor(workers, cluster) as executor,
    ):
        if not (small or data_only):
            practise_beside(executor)
        workspace, files = make_demo(
            _demo_root(directory), params, news=news, executor=executor, progress=progress
        )
        if not data_only:
            inputs = {"offences": [files.offences], "layers": [files.wards.parent]}
            means = {"name": None, "progress": progress, "executor": executor}
            asked = Asked(
                start=workspace.root,
                named={**inputs, "profile": "demo"},
                typed={},
                journey=HARM_MAP,
                means=means,
            )
            made = map_harm(asked.job.inputs, **asked.frame)
    if data_only:
        told = {"workspace": str(workspace.root), "offences": str(files.offences)}
        say_json(told) if json else say(f"Made {files.offences}", quiet=quiet)
        return
    say_made(made, json=json, quiet=quiet)


def _demo_root(directory: Path | None) -> Path:
    here = Path.cwd()
    if directory is not None:
        return directory
    return here if (here / SETTINGS_FILE).is_file() else here / DEMO_FOLDER
