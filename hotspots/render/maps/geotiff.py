"""The density surface as a cloud-optimised GeoTIFF, for a GIS."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import rasterio
from numpy.typing import NDArray
from rasterio import Affine

from hotspots.render.stamp import ProductStamp, made_at_utc_iso, marking_line, stamp_facts
from hotspots.surface import Surface

TILE_CELLS: Final = 256


def write_geotiff(path: Path, surface: Surface, stamp: ProductStamp, *, covers: str = "") -> None:
    """Write the surface as a north-up GeoTIFF in its own projected system.

    One band of 32-bit floats (7 significant digits), compressed without loss and tiled, with
    overviews that average. A cell outside the study area is NaN, which is also the band's nodata
    value: it means "not looked at", where 0 means "no harm". The tags hold the unit, the bandwidth,
    the cell size and the whole stamp.

    Parameters
    ----------
    path : Path
    surface : Surface
    stamp : ProductStamp
    covers : str
        Which area the cells cover, in words, where that is not plain from the file's name: "the
        district and 3 km around it".
    """
    grid = surface.grid
    with rasterio.open(
        path,
        "w",
        driver="COG",
        width=grid.columns,
        height=grid.rows,
        count=1,
        dtype="float32",
        crs=grid.crs,
        transform=Affine(grid.cell_size_m, 0, grid.west_m, 0, -grid.cell_size_m, grid.north_m),
        nodata=np.nan,
        compress="DEFLATE",
        predictor="YES",
        blocksize=TILE_CELLS,
        overview_resampling="AVERAGE",
        num_threads=1,  # the bytes must not depend on the machine
    ) as raster:
        raster.write(_northernmost_first(surface), 1)
        raster.set_band_description(1, f"{surface.title} ({surface.unit})")
        raster.set_band_unit(1, surface.unit)
        raster.update_tags(**_tags(surface, stamp, covers))


def _northernmost_first(surface: Surface) -> NDArray[np.float32]:
    values = surface.values
    if surface.inside is not None:
        values = np.where(surface.inside, values, np.nan)
    return values[::-1].astype(np.float32)


def _tags(surface: Surface, stamp: ProductStamp, covers: str) -> dict[str, str]:
    """Return the file's tags; GDAL splits a tag at "=", so a name holds letters alone."""
    facts = {label.upper().replace(" ", "_"): text for label, text in stamp_facts(stamp).items()}
    area = f" Covers {covers}." if covers else ""
    return {
        **facts,
        **({"COVERS": covers} if covers else {}),
        "MARKING": marking_line(stamp),
        "TITLE": surface.title,
        "UNIT": surface.unit,
        "BANDWIDTH_M": f"{surface.bandwidth_m:g}",
        "CELL_SIZE_M": f"{surface.grid.cell_size_m:g}",
        "MADE_AT": made_at_utc_iso(stamp),
        "TIFFTAG_DATETIME": stamp.made_at.strftime("%Y:%m:%d %H:%M:%S"),
        "TIFFTAG_SOFTWARE": stamp.software,
        "TIFFTAG_IMAGEDESCRIPTION": (
            f"{marking_line(stamp)}. {surface.title} ({surface.unit}).{area}"
        ),
        "AREA_OR_POINT": "Area",
    }
