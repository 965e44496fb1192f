"""What the command line loads before it works: told by what is imported, never by a clock."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

import pytest
from typer.main import get_command

from hotspots.cli.app import COMMANDS, CommandsByName, app, command_module
from hotspots.study.journeys import JOURNEYS
from hotspots.workspace import make_workspace

# What converts, computes, draws and keeps: some of it takes a second to load.
HEAVY = (
    "django",
    "folium",
    "geopandas",
    "jinja2",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyogrio",
    "pyproj",
    "rasterio",
    "scipy",
    "shapely",
    "sklearn",
    "statsmodels",
)
REPORT = (
    "import atexit, sys; atexit.register(lambda: print('LOADED', *sys.modules, file=sys.stderr))"
)
RUN = f"{REPORT}; from hotspots.cli import main; sys.argv[0] = 'hotspots'; main()"


def loaded_by(
    *words: str,
    cwd: Path,
    code: str = RUN,
    of: Collection[str] = (*HEAVY, "rich"),
    **environment: str,
) -> set[str]:
    """Return which of these modules a process of its own had loaded when it ended."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=cwd,
        env={**os.environ, "COLUMNS": "100", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    loaded = [line for line in done.stderr.splitlines() if line.startswith("LOADED ")]
    assert len(loaded) == 1, done.stderr
    return {name for name in loaded[0].split() if name in of}


@pytest.mark.parametrize(
    "words",
    [
        ("--version",),
        ("rum",),
        ("run", "--bandwith-m", "300"),
        ("cocoon", "--capacity", "many"),
        ("spots", "list", "--jason"),
        ("init", "a-force"),
    ],
    ids=" ".join,
)
def test_a_workspace_and_a_typing_error_load_nothing_that_is_not_needed(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    assert loaded_by(*words, cwd=tmp_path) == set()


@pytest.mark.parametrize("command", ["accuracy", "cocoon", "demand", "run", "wards", "watch"])
def test_a_journey_without_a_workspace_is_refused_before_what_it_computes_with_is_loaded(
    command: str, tmp_path: Path
) -> None:
    assert loaded_by(command, cwd=tmp_path) <= {"rich"}


@pytest.mark.parametrize("words", [("--help",), ("run", "--help")], ids=" ".join)
def test_help_loads_what_sets_its_page_alone(words: tuple[str, ...], tmp_path: Path) -> None:
    assert loaded_by(*words, cwd=tmp_path) == {"rich"}


def test_completion_loads_nothing_that_is_not_needed(tmp_path: Path) -> None:
    typed = {"COMP_WORDS": "hotspots run --band", "COMP_CWORD": "2"}
    assert loaded_by(cwd=tmp_path, _HOTSPOTS_COMPLETE="complete_bash", **typed) == set()


def test_the_options_of_every_command_are_known_without_a_heavy_library(tmp_path: Path) -> None:
    modules = ", ".join(command_module(name).__name__ for name in COMMANDS)
    assert loaded_by(cwd=tmp_path, code=f"{REPORT}; import {modules}") == set()


def test_importing_hotspots_loads_no_heavy_library(tmp_path: Path) -> None:
    assert loaded_by(cwd=tmp_path, code=f"{REPORT}; import hotspots") == set()


def test_what_serves_the_browser_loads_nothing_that_draws_or_computes(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    serve = (
        "from pathlib import Path; from hotspots.web.serving import start_application; "
        "start_application(Path.cwd()); from django.urls import get_resolver; "
        "get_resolver().url_patterns"
    )
    loaded = loaded_by(cwd=tmp_path, code=f"{REPORT}; {serve}")
    assert "django" in loaded
    assert not loaded & {"folium", "matplotlib", "numba", "rasterio", "scipy", "statsmodels"}


@pytest.mark.parametrize(
    "module",
    [
        "study.cocoons.cocoon",
        "study.harm_maps.harm_map",
        "study.lasting.lasting",
        "render.wards.ward_pack",
    ],
)
def test_what_draws_maps_on_paper_loads_the_typeface_and_not_what_plots(
    module: str, tmp_path: Path
) -> None:
    code = f"import sys, hotspots.{module}; print('LOADED', *sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    loaded = set(done.stderr.split())
    assert "matplotlib.ft2font" in loaded
    assert not loaded & {"matplotlib.figure", "matplotlib.axes", "matplotlib.backend_bases"}


def test_the_list_says_of_each_command_what_its_own_help_says() -> None:
    group = get_command(app)
    assert isinstance(group, CommandsByName)
    group.import_all()
    told = {name: str(command.help).split("\n\n")[0] for name, command in group.commands.items()}
    assert {name: " ".join(words.split()) for name, words in told.items()} == COMMANDS


def test_every_journey_has_its_command_and_says_what_it_found() -> None:
    group = get_command(app)
    assert isinstance(group, CommandsByName)
    group.import_all()
    for journey in JOURNEYS:
        name, *sub = journey.command.split()
        command = group.commands[name]
        for word in sub:
            command = command.commands[word]  # type: ignore[attr-defined] # a group
        assert callable(command_module(journey.command).say_found)
    assert len({journey.label for journey in JOURNEYS}) == len(JOURNEYS)


def test_a_console_without_a_sign_shows_another_in_its_place(tmp_path: Path) -> None:
    make_workspace(tmp_path / "a−b")
    done = subprocess.run(
        [sys.executable, "-m", "hotspots", "init", "a−b"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"a?b is a workspace already" in done.stderr


@pytest.mark.parametrize(
    ("words", "outlines"),
    [("visits figures", set()), ("spots list", {"geopandas", "pyogrio"})],
)
def test_what_is_kept_is_shown_without_what_computes_and_draws(
    words: str, outlines: set[str], tmp_path: Path
) -> None:
    make_workspace(tmp_path)
    tables = {"django", "numpy", "pandas", "pyarrow", "pyproj", "shapely"}
    assert loaded_by(*words.split(), cwd=tmp_path) <= tables | outlines


@pytest.mark.parametrize(
    ("module", "needless"),
    [
        ("hotspots.study.wards.street_week", {"matplotlib", "rasterio", "typst"}),
        ("hotspots.study.spots_over_time.run_to_adopt", {"folium", "matplotlib", "rasterio"}),
    ],
)
def test_a_ranking_of_wards_and_the_spots_of_a_run_load_nothing_that_draws_on_paper(
    module: str, needless: set[str], tmp_path: Path
) -> None:
    loaded = loaded_by(cwd=tmp_path, code=f"{REPORT}; import {module}", of=needless | {module})
    assert loaded == {module}


def test_a_ledger_that_is_up_to_date_is_opened_without_loading_its_migrations(
    tmp_path: Path,
) -> None:
    make_workspace(tmp_path)
    loads = "django.db.migrations.executor"
    assert loaded_by("visits", "figures", cwd=tmp_path, of=[loads]) == {loads}
    assert loaded_by("visits", "figures", cwd=tmp_path, of=[loads]) == set()
