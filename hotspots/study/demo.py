"""The demonstration: an invented county, made on this machine, in a workspace of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.demo.county import make_county
from hotspots.demo.news import plant_news, write_news
from hotspots.demo.write import write_demo
from hotspots.load.street_store import (
    GROUND_FILE,
    STREETS_FILE,
    MapFacts,
    write_ground,
    write_streets,
)
from hotspots.profile import load_profile
from hotspots.study.executor import Progress, no_progress
from hotspots.workspace import SETTINGS_FILE, make_workspace, read_workspace

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.demo.county import DemoCounty
    from hotspots.demo.params import DemoParams
    from hotspots.demo.write import DemoFiles
    from hotspots.workspace import Workspace

PROFILE = "demo"


def make_demo(
    root: Path,
    params: DemoParams,
    *,
    news: bool = False,
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
    profile = load_profile(PROFILE)
    county = make_county(params, profile)
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
