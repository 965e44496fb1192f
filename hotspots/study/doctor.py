"""Is this machine ready? What is installed, how exact projection is, where files can be written."""

from __future__ import annotations

import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import hotspots
from hotspots import crs
from hotspots.errors import HotspotsError
from hotspots.render.offline_page import leaflet_assets
from hotspots.render.typeset import TYPEFACE, font_folder

PARTS = (
    "geopandas",
    "shapely",
    "pyproj",
    "rasterio",
    "scikit-learn",
    "numba",
    "rtree",
    "folium",
    "typst",
    "xlsxwriter",
)
LEAST_FREE_GB = 1.0
# Colchester Castle, near enough: a point in the force on which projection is tried.
TRIAL_POINT = (599_860.0, 225_320.0)
# Without the OSTN15 grid the error in Great Britain is below this; distances are not affected.
ACCURACY_WITHOUT_GRID_M = 5.0
ACCURACY_WITH_GRID_M = 1.0


@dataclass(frozen=True, kw_only=True)
class Examination:
    """One thing that was looked at: what was found, whether it will do, and what to do if not."""

    name: str
    found: str
    well: bool
    advice: str = ""


def examine(workspace: Path) -> tuple[Examination, ...]:
    """Look at everything that a run needs on this machine.

    Parameters
    ----------
    workspace : Path
        The folder that runs would be written to.
    """
    return (
        *_versions(),
        _postgresql(),
        _projection(),
        _round_trip(),
        _map_assets(),
        _fonts(),
        _disk(workspace),
        _write_access(workspace),
    )


def _versions() -> Iterator[Examination]:
    yield Examination(name="hotspots", found=hotspots.__version__, well=True)
    yield Examination(
        name="Python",
        found=f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        well=sys.version_info >= (3, 11),
        advice="Install Python 3.11 or newer.",
    )
    for part in PARTS:
        try:
            yield Examination(name=part, found=metadata.version(part), well=True)
        except metadata.PackageNotFoundError:
            yield Examination(name=part, found="missing", well=False, advice=f"pip install {part}")


def _postgresql() -> Examination:
    """Look for the driver; without it all but a database is read."""
    if find_spec("psycopg") is None:
        found = "not installed; PostGIS and a ledger in PostgreSQL need harmspots[postgis]"
    else:
        found = f"psycopg {metadata.version('psycopg')}"
    return Examination(name="PostgreSQL and PostGIS", found=found, well=True)


def _projection() -> Examination:
    try:
        accuracy = crs.accuracy_m()
    except HotspotsError as fault:
        return Examination(name="projection", found=str(fault), well=False)
    if accuracy <= ACCURACY_WITH_GRID_M:
        how = "with the OSTN15 grid"
    else:
        how = "without the OSTN15 grid; distances of 400 m are right to 6 cm all the same"
    return Examination(
        name="projection",
        found=f"WGS 84 to British National Grid within {accuracy:g} m, {how}",
        well=0 <= accuracy <= ACCURACY_WITHOUT_GRID_M,
        advice="Reinstall pyproj: only a coarse transformation was found.",
    )


def _round_trip() -> Examination:
    error = crs.round_trip_error_m(*TRIAL_POINT, crs.BRITISH_NATIONAL_GRID)
    return Examination(
        name="projection, there and back",
        found=f"within {error * 1000:.1f} mm",
        well=error < 0.01,  # noqa: PLR2004 - a centimetre
        advice="Reinstall pyproj: its transformations do not undo one another.",
    )


def _map_assets() -> Examination:
    try:
        assets = leaflet_assets()
    except HotspotsError as fault:
        return Examination(name="map assets", found="missing", well=False, advice=str(fault))
    return Examination(name="map assets", found=assets, well=True)


def _fonts() -> Examination:
    found = sorted(font.name for font in font_folder().glob(f"{TYPEFACE.replace(' ', '')}*.ttf"))
    return Examination(
        name="font for paper",
        found=f"{TYPEFACE}, {len(found)} faces" if found else "missing",
        well=bool(found),
        advice="pip install --force-reinstall matplotlib (the font comes with it).",
    )


def _disk(folder: Path) -> Examination:
    free_gb = shutil.disk_usage(_nearest_existing(folder)).free / 1e9
    return Examination(
        name="free disk",
        found=f"{free_gb:.1f} GB",
        well=free_gb >= LEAST_FREE_GB,
        advice=f"A year's run needs up to {LEAST_FREE_GB:g} GB; make room or choose another disk.",
    )


def _write_access(folder: Path) -> Examination:
    existing = _nearest_existing(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return Examination(
                name="write access", found=f"{existing} can be written to", well=True
            )
    except OSError as fault:
        return Examination(
            name="write access",
            found=f"{existing}: {fault.strerror}",
            well=False,
            advice="Choose another folder with --out, or ask for the right to write there.",
        )


def _nearest_existing(folder: Path) -> Path:
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
