"""The folder of a run: how it comes to be whole, and how a finished one is found again.

A run's folder is written beside its place and moved there when it is whole, so that a run that is
interrupted, or that fails, leaves nothing behind. What a killed one leaves goes with the next.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count, takewhile
from pathlib import Path
from typing import Any, Final

from hotspots import product_files
from hotspots.errors import HotspotsError, InputError, OutputError, SettingsError
from hotspots.file_names import named_file
from hotspots.nearest import instead_of
from hotspots.private import FOLDER_MODE, make_private_folders
from hotspots.unfinished import place_beside, remove_left_behind, written_whole

# A file of a run still has a path that Windows takes, and an id in the ledger that is short enough.
LONGEST_NAME: Final = 50
# Names that Windows keeps for its devices, with any ending: no file or folder there bears one.
RESERVED_NAME = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)
# The whole force's own folder, beside those of its districts.
FORCE_FOLDER = "force"
LONGEST_FOLDER_NAME = 80
# What a run may be called on every machine that it may be copied to.
RUN_NAME = re.compile(r"\w(?:[\w .-]*[\w-])?")


def aftercare_folder(run: Path, district_folder: str) -> Path:
    """Return where a run keeps a district's sheet: apart from what is handed on of the list."""
    return run / product_files.AFTERCARE_FOLDER / district_folder


def folder_name(area: str) -> str:
    """Return an area's name as a folder's: ``chelmsford-maldon`` for ``Chelmsford & Maldon``."""
    plain = unicodedata.normalize("NFKD", area).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:LONGEST_FOLDER_NAME].strip("-")
    return f"{name}-area".strip("-") if not name or RESERVED_NAME.fullmatch(name) else name


def district_folders(districts: Iterable[str]) -> dict[str, str]:
    """Return the folder of each of a force's districts: no two share one, nor the force's own.

    Of ``A & B`` and ``A-B`` the second has ``a-b-2``, whichever of them a run is about.

    Parameters
    ----------
    districts : iterable of str
        All of the force's, in the profile's order.
    """
    folders: dict[str, str] = {}
    for district in districts:
        name = folder_name(district)
        numbered = (name, *(f"{name}-{number}" for number in range(2, len(folders) + 3)))
        taken = {FORCE_FOLDER, *folders.values()}
        folders[district] = next(each for each in numbered if each not in taken)
    return folders


def require_run_name(name: str) -> None:
    """Refuse a name of a run that leads out of its folder, hides it, or is none on Windows.

    Raises
    ------
    SettingsError
    """
    if len(name) > LONGEST_NAME:
        raise SettingsError(
            f"A run's name has at most {LONGEST_NAME} letters, and this one has {len(name)}: give "
            "a shorter --name."
        )
    if not RUN_NAME.fullmatch(name) or RESERVED_NAME.fullmatch(name):
        raise SettingsError(
            f"{name!r} cannot be the name of a run. Use letters, digits, spaces, '.', '_' and '-', "
            "beginning with a letter or a digit, and no name that Windows keeps for a device (CON, "
            "NUL, COM1): --name 2025-harm-map. The folder that takes the run is chosen with --out."
        )


@contextmanager
def run_folder(maps: Path, name: str) -> Iterator[Path]:
    """Give an empty folder to write a run into; it becomes ``maps/name`` when all went well.

    Raises
    ------
    SettingsError
        When the name is no name of a run, or a run of that name is there.
    OutputError
        When the disk is full or cannot be written to, or a run of that name is being written.
        Nothing is left then, not even a ``maps`` that was made for the run.
    """
    require_run_name(name)
    final = maps / name
    _require_free(final)
    made = list(takewhile(lambda folder: not folder.exists(), (maps, *maps.parents)))
    try:
        make_private_folders(maps)
        with written_whole(final) as partial:
            _require_free(final)  # another run of that name may have ended just now
            partial.mkdir(mode=FOLDER_MODE)
            yield partial
    except BaseException as fault:
        for folder in made:
            with suppress(OSError):  # another run has begun in it
                folder.rmdir()
        if isinstance(fault, _faults_of_writing()):
            raise _not_written(fault, final) from fault
        raise


def free_name(maps: Path, name: str) -> str:
    """Return a name that no run has or is about to have: with a number, where it must be.

    Two runs that nobody named may begin in the same second.
    """
    numbered = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(
        each
        for each in numbered
        if not (maps / each).exists() and not place_beside(maps / each).exists()
    )


def remove_stopped_runs(maps: Path) -> list[Path]:
    """Remove what runs left that were killed in the middle, and return it.

    A run that was killed when it had written its receipt stays: the ledger may know it already, and
    ``hotspots tidy`` asks it.
    """
    return remove_left_behind(maps, spared=lambda left: (left / product_files.RECEIPT).is_file())


def _require_free(final: Path) -> None:
    if final.exists():
        raise SettingsError(f"There is a run at {final} already. Give this one another --name.")


def _faults_of_writing() -> tuple[type[Exception], ...]:
    """Return what the libraries that write files raise when the disk is full or refuses."""
    # They are asked for after a fault alone: to find a finished run, none of them is needed.
    from pyogrio.errors import DataLayerError, DataSourceError  # noqa: PLC0415
    from rasterio.errors import RasterioError  # noqa: PLC0415
    from xlsxwriter.exceptions import XlsxFileError  # noqa: PLC0415

    return (OSError, DataSourceError, DataLayerError, RasterioError, XlsxFileError)


def _not_written(fault: Exception, final: Path) -> HotspotsError:
    """Return the error of a run that met a fault of the disk, by what the system said of it."""
    said = getattr(fault, "strerror", None) or str(fault)
    file = getattr(fault, "filename", None)
    if file is not None and not _is_of(final, Path(file)):
        return InputError(
            f"{file} could not be opened: {said}. Check the file and who may use it; no part of "
            "the run was left."
        )
    return OutputError(
        f"The run could not be written to {final}: {said}. Make room there and the right to write, "
        "or choose another folder; no part of the run was left.",
        options=("--out",),
    )


def _is_of(final: Path, file: Path) -> bool:
    """Say whether a file is one of the run's, or a folder that the run is to stand in."""
    return file.is_relative_to(final.parent) or final.is_relative_to(file)


def read_receipt(folder: Path) -> dict[str, Any]:
    """Return the receipt of the run in a folder.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    path = folder / product_files.RECEIPT
    try:
        receipt: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as fault:
        raise InputError(
            f"The receipt {path} cannot be read ({fault}). Make the run again, or remove its "
            "folder."
        ) from fault
    if not isinstance(receipt, dict):
        raise InputError(f"{path} is no receipt. Make the run again, or remove its folder.")
    return receipt


def latest_run(maps: Path, *, journey: str | None = None) -> Path:
    """Return the newest whole run in a workspace's ``maps`` folder.

    Parameters
    ----------
    maps : Path
    journey : str, optional
        As the receipt names it: only runs of that journey count.

    Raises
    ------
    SettingsError
        When there is none.
    """
    runs = [run for run in runs_in(maps) if journey in (None, read_receipt(run).get("journey"))]
    if not runs:
        raise SettingsError(
            f"There is no {journey or 'run'} in {maps} yet. Make one with `hotspots run`."
        )
    return max(runs, key=lambda folder: (folder / product_files.RECEIPT).stat().st_mtime_ns)


def named_run(maps: Path, name: str) -> Path:
    """Return the whole run of a name in a ``maps`` folder; its path is a name too.

    Raises
    ------
    SettingsError
        When there is none of that name; the message lists those there are.
    """
    runs = {folder.name: folder for folder in runs_in(maps)}
    last = Path(name).name  # what a shell completes is maps/2026-…
    if last not in runs:
        known = instead_of(last, sorted(runs)) if runs else "Make one with `hotspots run`."
        raise SettingsError(f"There is no run {name!r} in {maps}. {known}")
    return runs[last]


def runs_in(maps: Path) -> list[Path]:
    """Return the whole runs in a folder."""
    return [
        folder
        for folder in maps.glob("*/")
        if (folder / product_files.RECEIPT).is_file() and not folder.name.startswith(".")
    ]


def spots_file(run: Path) -> Path:
    """Return the layers of the force's harm spots in a run.

    Raises
    ------
    InputError
        When they are gone.
    """
    found = named_file(run / FORCE_FOLDER, product_files.HARM_SPOT_LAYERS)
    if found is None:
        raise InputError(
            f"The harm spots of {run} are gone ({FORCE_FOLDER}/{product_files.HARM_SPOT_LAYERS}). "
            "Make the run again with `hotspots run`."
        )
    return found
