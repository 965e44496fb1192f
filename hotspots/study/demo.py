"""The demonstration: an invented county, made on this machine, in a workspace of its own."""

from __future__ import annotations

import tempfile
from concurrent.futures import Executor, Future
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hotspots.demo.county import make_county
from hotspots.demo.network import draw_network
from hotspots.demo.news import plant_news, write_news
from hotspots.demo.params import DemoParams
from hotspots.demo.write import write_demo
from hotspots.load.street_store import (
    GROUND_FILE,
    STREETS_FILE,
    MapFacts,
    write_ground,
    write_streets,
)
from hotspots.profile import load_profile
from hotspots.study.executor import LocalProcesses, Progress, call_up, no_progress
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.inputs import find_job
from hotspots.workspace import SETTINGS_FILE, make_workspace, read_workspace

if TYPE_CHECKING:
    from hotspots.demo.county import DemoCounty
    from hotspots.demo.write import DemoFiles
    from hotspots.workspace import Workspace

PROFILE = "demo"


def make_demo(
    root: Path,
    params: DemoParams,
    *,
    news: bool = False,
    executor: Executor | None = None,
    progress: Progress = no_progress,
) -> tuple[Workspace, DemoFiles]:
    """Write the demonstration county into a workspace; one is made where there is none.

    Parameters
    ----------
    root : Path
        Folder of the workspace. Only ``data/demo`` and ``layers/demo`` in it are written to.
    params : DemoParams
    news : bool
        Whether a robbery series, a place that moved, a ward that fell and a place of one shift are
        planted as well; they are told in ``data/demo/truth_news.json``.
    executor : Executor, optional
        Takes a part of the making, if it has more than one process.
    progress : callable

    Returns
    -------
    Workspace
        As its settings have it.
    DemoFiles
        What was written, the planted truth among it. A new workspace's settings name the
        offences, the earlier years and the tables by ward. The streets, and the ground around
        them, lie converted among the layers.
    """
    progress("Making the demonstration county", 0, 2)
    call_up(executor, draw_network)
    profile = load_profile(PROFILE)
    county = make_county(params, profile, executor=executor)
    planted = None
    if news:
        county, planted = plant_news(county, profile)
    progress("Making the demonstration county", 1, 2)
    if (root / SETTINGS_FILE).is_file():
        workspace = read_workspace(root)
    else:
        workspace = make_workspace(
            root,
            profile=PROFILE,
            offences=["data/demo/offences.csv"],
            layers=["layers/demo"],
            earlier=["data/demo/earlier"],
            tables=["data/demo/tables"],
        )
    files = write_demo(county, root / "data", root / "layers")
    if planted is not None:
        write_news(planted, files.offences.parent)
    _write_streets(county, files.wards.parent)
    progress("Making the demonstration county", 2, 2)
    return workspace, files


def practise_beside(executor: Executor) -> None:
    """Let a process of this machine compile what a harm map needs, while the county is made.

    On a new machine that takes half as long as the county does; later it is kept on disk.
    """
    if isinstance(executor, LocalProcesses):
        executor.submit(_practise)


def _practise() -> None:
    """Map a small county, but for its pages, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        workspace, files = make_demo(Path(folder) / "county", DemoParams.small())
        named: dict[str, Any] = {"offences": [files.offences], "layers": [files.wards.parent]}
        job = find_job(workspace.root, profile=PROFILE, **named)
        map_harm(job.inputs, maps=job.maps, made_at=datetime.now(UTC), executor=_Nobody())


class _Nobody(Executor):
    """Takes tasks and does none."""

    def submit(self, *_: object, **__: object) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(None)
        return done


def _write_streets(county: DemoCounty, folder: Path) -> None:
    facts = MapFacts(
        source="the demonstration",
        kind="invented streets",
        sha256="",
        crs=county.wards.crs.to_string(),
        attribution="Demonstration: streets and land invented",
        rows_in=len(county.network),
        set_aside={},
    )
    write_streets(county.network, folder / STREETS_FILE, facts=facts)
    write_ground(county.ground, folder / GROUND_FILE, facts=facts)
