"""The workspace's runs as the rooms hand them out: newest first, published, and not expired."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from hotspots import product_files
from hotspots.errors import HotspotsError
from hotspots.study.run_folder import read_receipt, runs_in
from hotspots.web.models import StartedRun


@lru_cache(maxsize=512)
def _receipt(folder: Path, _written: int) -> Mapping[str, Any]:
    return read_receipt(folder)


def receipt_of(folder: Path) -> Mapping[str, Any]:
    """Return a run's receipt; one that was read before is not read again.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    return _receipt(folder, (folder / product_files.RECEIPT).stat().st_mtime_ns)


def runs_of(maps: Path, journey: str | None = None, *, drafts: bool = False) -> list[Path]:
    """Return the folders of a journey's runs, the one that was made last first.

    Parameters
    ----------
    maps : Path
    journey : str, optional
        As the receipt names it; without it, the runs of all.
    drafts : bool
        With those that an analyst started in the browser and has not published.
    """
    hidden = (
        set()
        if drafts
        else set(StartedRun.objects.filter(published_at=None).values_list("made", flat=True))
    )
    found = [
        (datetime.fromisoformat(receipt["made_at"]), folder)
        for folder, receipt in _readable(maps)
        if journey in (None, receipt.get("journey")) and folder.name not in hidden
    ]
    return [folder for _, folder in sorted(found, reverse=True)]


def _readable(maps: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for folder in runs_in(maps):
        try:
            receipt = receipt_of(folder)
        except (HotspotsError, OSError):  # it says nothing of what it is, or has gone just now
            continue
        if "made_at" in receipt:
            yield folder, receipt


def file_of(run: Path, folder: str, name: str) -> Path | None:
    """Return a file of a run by its name; None where the run has none of that very name.

    The name is compared with those that are there, and never made a path.
    """
    inside = run / folder if folder else run
    if not inside.is_dir():
        return None
    return next((each for each in inside.iterdir() if each.name == name and each.is_file()), None)
