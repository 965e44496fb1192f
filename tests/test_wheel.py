"""What is handed out: a source distribution with every page, and a wheel that runs by itself."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import hotspots

pytestmark = pytest.mark.slow


PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of the checkout, and the wheel made from it."""
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(PROJECT)], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return next(built.glob(f"harmspots-{hotspots.__version__}-*.whl"))


def test_the_source_distribution_holds_all_that_the_readme_links_to(built: Path) -> None:
    (path,) = built.glob(f"harmspots-{hotspots.__version__}.tar.gz")
    with tarfile.open(path) as archive:
        names = {PurePosixPath(*PurePosixPath(name).parts[1:]) for name in archive.getnames()}
    held = names.union(*(name.parents for name in names))
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\((?!https?:)([^)#]+)", readme))
    assert {"CONTRIBUTING.md", "docs/images/map.png", "docs/decisions/README.md"} <= linked
    needed = {*linked, "Makefile", "requirements.lock", ".ci/run", "tests/conftest.py"}
    assert {name for name in needed if PurePosixPath(name) not in held} == set()
    inputs = {str(name) for name in names if name.parts[:1] in [("data",), ("layers",), ("maps",)]}
    assert inputs == {f"{folder}/README.md" for folder in ("data", "layers", "maps")}


def test_the_citation_names_the_version() -> None:
    citation = (PROJECT / "CITATION.cff").read_text(encoding="utf-8")
    assert re.findall(r"^version: (.+)$", citation, re.MULTILINE) == [hotspots.__version__]


def test_the_wheel_holds_every_file_of_the_package_and_nothing_of_the_workspace(
    wheel: Path,
) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(PROJECT).as_posix()
        for path in (PROJECT / "hotspots").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {"hotspots/py.typed", "hotspots/render/templates/briefing.typ"} <= package
    assert package - names == set()
    assert not [name for name in names if name.startswith(("data/", "layers/", "maps/", "tests/"))]


def test_in_an_empty_environment_the_wheel_makes_a_workspace(wheel: Path, tmp_path: Path) -> None:
    """The environment is new; its dependencies are those of this one, which are pinned.

    `.ci/run` makes the whole demonstration from it, with every Python.
    """
    python = _empty_environment(tmp_path / "venv")
    quietly = ["--quiet", "--no-deps", "--no-index"]
    install = [str(python), "-m", "pip", "install", *quietly, str(wheel)]
    subprocess.run(install, check=True, capture_output=True, timeout=300)
    told = subprocess.run(
        [python.parent / "hotspots", "init", "force"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert told.returncode == 0, told.stderr
    where = [str(python), "-c", "import hotspots; print(hotspots.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert str(tmp_path) in found.stdout
    assert (tmp_path / "force" / "hotspots.toml").is_file()


def _empty_environment(folder: Path) -> Path:
    """Make an environment without this checkout, in which the pinned dependencies are found."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=300)
    python = folder / "bin" / "python"
    show = "import sysconfig; print(sysconfig.get_path('purelib'))"
    own, pinned = (
        subprocess.run([each, "-c", show], capture_output=True, text=True, check=True)
        for each in (python, sys.executable)
    )
    # A plain path in a .pth file brings the packages, and not the editable checkout's own .pth.
    path_file = Path(own.stdout.strip()) / "pinned.pth"
    path_file.write_text(pinned.stdout, encoding="utf-8")
    return python
