"""Files of a run, found by what they are; a run's own name says of where and when."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hotspots.file_names import named_file


def the_file(folder: Path, what: str) -> Path:
    """Return the file of a folder that is this: ``the_file(run / "force", "harm-spots.csv")``."""
    found = named_file(folder, what)
    assert found is not None, f"no {what} in {folder}: {sorted(p.name for p in folder.iterdir())}"
    return found


def what_it_is(path: str) -> str:
    """Return a file's path in its run without its where and when: ``force/harm-spots.csv``."""
    folder, slash, name = path.rpartition("/")
    if folder.endswith("tables") or name == "set_aside.csv":
        return path
    ending = Path(name).suffix
    return f"{folder}{slash}{name.removesuffix(ending).partition('_')[0]}{ending}"


def what_they_are(paths: Iterable[str]) -> set[str]:
    """Return what each of a run's files is."""
    return {what_it_is(path) for path in paths}


def what_is_in(folder: Path) -> set[str]:
    """Return what every file of a folder is, and of those below it."""
    return what_they_are(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )


def the_page(run: Path, what: str) -> Path:
    """Return a page of a run by its path; its front page and its receipt have plain names."""
    plain = run / what
    return plain if plain.is_file() else the_file(plain.parent, plain.name)
