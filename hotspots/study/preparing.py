"""Prepare a workspace's offences for every journey, or throw away what was prepared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.errors import OutputError, SettingsError
from hotspots.load.placed_rows import OF_PLACE
from hotspots.study.executor import Progress, no_progress
from hotspots.study.reading import load, points_of
from hotspots.unfinished import make_folder

if TYPE_CHECKING:
    from hotspots.study.inputs import Job


# What is kept by file, and not looked at once more when all files are read.
UNREAD: Final = (
    schema.SOURCE_FILE,
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.LOCATION,
    schema.OUTCOME,
    schema.LSOA_CODE,
    schema.UPRN,
    *OF_PLACE,
)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """What is prepared.

    Attributes
    ----------
    folder : Path
    sources : tuple of str
        Names of the files that were read.
    files : tuple of Path
        What is kept of them.
    """

    folder: Path
    sources: tuple[str, ...]
    files: tuple[Path, ...]

    @property
    def size_bytes(self) -> int:
        """What the files take."""
        return sum(file.stat().st_size for file in self.files)


def prepare(job: Job, *, progress: Progress = no_progress) -> Prepared:
    """Read and place a workspace's offences, those of earlier years too, and keep what came of it.

    Raises
    ------
    SettingsError
        Outside a workspace.
    InputError, CoordinateError
        When the offences or the boundaries cannot be read.
    OutputError
        When the folder cannot be written to.
    """
    folder = _folder(job)
    make_folder(folder)
    inputs = replace(job.inputs, prepared=folder)
    study_area, loaded = load(inputs, any_subject=True, unread=UNREAD, progress=progress)
    sources = [*loaded.sources]
    if inputs.earlier:
        sources += points_of(inputs, inputs.earlier, study_area, unread=UNREAD).sources
    return Prepared(
        folder=folder,
        sources=tuple(source.name for source in sources),
        files=tuple(sorted(folder.glob("*.parquet"))),
    )


def throw_away(job: Job) -> tuple[Path, ...]:
    """Remove a workspace's prepared data and their folder, and return the files that were there.

    Raises
    ------
    SettingsError
        Outside a workspace.
    OutputError
        When a file cannot be removed.
    """
    folder = _folder(job)
    files = tuple(sorted(folder.iterdir())) if folder.is_dir() else ()
    try:
        for file in files:
            file.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
    except OSError as fault:
        raise OutputError(
            f"{folder} cannot be removed: {fault.strerror or fault}. Close what uses it, and try "
            "again."
        ) from fault
    return files


def _folder(job: Job) -> Path:
    if job.workspace is None:
        raise SettingsError(
            "Data are prepared in a workspace, and this folder is in none. Make one: "
            "`hotspots init DIR`."
        )
    return job.workspace.prepared
