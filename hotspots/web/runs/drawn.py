"""Outlines that somebody draws on a page or gives in a file: judged, and kept in the workspace."""

from __future__ import annotations

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.errors import InputError
from hotspots.unfinished import file_written
from hotspots.web import force
from hotspots.web.answers import boundaries_read
from hotspots.web.past import past_of
from hotspots.web.runs.uploads import require_fit_content, require_fit_name

if TYPE_CHECKING:
    import geopandas as gpd
    from django.core.files.uploadedfile import UploadedFile

    from hotspots.study.operations.operation_places import Known

DRAWN: Final = "outline.geojson"
# Beside data, layers and maps: `hotspots zone --outline zones/….geojson` reads the same files.
ZONES: Final = "zones"


def given_areas(work: Path, outline: str, file: UploadedFile[bytes] | None) -> gpd.GeoDataFrame:
    """Return the areas that were drawn, or that a file holds, when they can be worked with.

    Parameters
    ----------
    work : Path
        A folder for what is written on the way.
    outline : str
        GeoJSON, as the page's script writes it; not looked at where there is a file.
    file : UploadedFile or None

    Raises
    ------
    InputError
    """
    from hotspots.study.operations.drawn_areas import drawn_areas  # noqa: PLC0415 - heavy

    if file is None:
        path = work / DRAWN
        path.write_text(outline, encoding="utf-8")
    else:
        path = _received(work, file)
    return drawn_areas(path, _known())


def _received(work: Path, file: UploadedFile[bytes]) -> Path:
    """Return a file that was given, under a name of our own, when it is what it says it is."""
    from hotspots.study.operations.drawn_areas import MOST_BYTES  # noqa: PLC0415 - heavy

    ending = require_fit_name(file.name or "")
    if not file.size or file.size > MOST_BYTES:
        raise InputError(
            f"An outline's file holds something, and {MOST_BYTES // 1_000_000} MB at most."
        )
    path = work / f"outline{ending}"
    with path.open("wb") as taken:
        for chunk in file.chunks():
            taken.write(chunk)
    require_fit_content(path, ending)
    return path


def _known() -> Known:
    from hotspots.study.operations.operation_places import Known  # noqa: PLC0415 - heavy

    job = force.job()
    return Known(
        study_area=boundaries_read(job.inputs),
        past=past_of(job),
        maps=job.maps,
        crs=job.inputs.profile.crs,
        declared_crs=job.inputs.crs,
    )


def keep_file(made: Path, final: Path) -> None:
    """Keep a file in a folder of the workspace that its owner alone may open."""
    final.parent.mkdir(exist_ok=True, mode=0o700)
    with file_written(final) as beside:
        beside.write_bytes(made.read_bytes())


def keep_zone(called: str, outline: str, file: UploadedFile[bytes] | None) -> str:
    """Keep the outline of a zone, and return its path from the workspace.

    Raises
    ------
    InputError
        When it cannot be worked with, or lies outside the force. Nothing is then kept.
    """
    from hotspots.study.operations.drawn_areas import (  # noqa: PLC0415 - heavy
        require_within,
        write_areas,
    )
    from hotspots.study.run_folder import folder_name  # noqa: PLC0415 - heavy

    name = f"{ZONES}/{folder_name(called)}-{uuid.uuid4().hex[:8]}.geojson"
    with TemporaryDirectory() as beside:
        work = Path(beside)
        areas, area = given_areas(work, outline, file), boundaries_read(force.job().inputs)
        require_within(areas, area, set(area.districts[schema.DISTRICT]), whose="the force")
        write_areas(work / Path(name).name, areas)
        keep_file(work / Path(name).name, force.workspace().root / name)
    return name
