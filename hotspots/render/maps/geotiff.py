"""The density surface as a cloud-optimised GeoTIFF, for a GIS."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import rasterio
from rasterio import Affine

from hotspots.density_classes import ClassedSurface
from hotspots.errors import ParameterError
from hotspots.render.stamp import ProductStamp, made_at_utc_iso, marking_line, stamp_facts
from hotspots.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from hotspots.surface import Grid

TILE_CELLS: Final = 256
OUTSIDE: Final = 255
NO_COLOUR: Final = (255, 255, 255, 0)
NO_CLASS: Final = "below every class, or too few offences to be shown"
UNCLASSED: Final = (
    "UNCLASSED: the places of single offences can be worked out from this file. For the analyst "
    "alone; not to be passed on."
)


def write_geotiff(
    path: Path, surface: ClassedSurface, stamp: ProductStamp, *, covers: str = ""
) -> None:
    """Write the surface's classes as a north-up GeoTIFF in its own projected system.

    One band of classes in the map's colours, compressed without loss and tiled. 1 is the palest
    class, 0 is "below every class, or too few offences to be shown", and 255, the band's nodata
    value, is outside the study area. The tags hold what each class means, the unit, the bandwidth,
    the cell size and the whole stamp.

    Parameters
    ----------
    path : Path
    surface : ClassedSurface
    stamp : ProductStamp
    covers : str
        Which area the cells cover, in words, where that is not plain from the file's name: "the
        district and 3 km around it".

    Raises
    ------
    ParameterError
        When the surface is of a selection that no raster is made of.
    """
    if not surface.has_raster:
        raise ParameterError(f"No raster is made of {surface.title}: the selection is sensitive.")
    inside = np.ones_like(surface.bands, bool) if surface.inside is None else surface.inside
    classes = surface.breaks.classes
    tags = {
        "CLASS_0": NO_CLASS,
        **{
            f"CLASS_{number}": f"{each.name}: {surface.breaks.meaning(each)}"
            for number, each in enumerate(classes, start=1)
        },
        f"CLASS_{OUTSIDE}": "outside the study area",
    }
    colours = {
        0: NO_COLOUR,
        OUTSIDE: NO_COLOUR,
        **{
            number: (*bytes.fromhex(each.colour.removeprefix("#")), 255)
            for number, each in enumerate(classes, start=1)
        },
    }
    facts = {**_of_surface(surface, surface.breaks.unit, covers), **tags}
    with _raster(path, surface.grid, "uint8", OUTSIDE, overviews="NEAREST") as raster:
        raster.write(np.where(inside, surface.bands, OUTSIDE)[::-1].astype(np.uint8), 1)
        raster.write_colormap(1, colours)
        raster.set_band_description(1, f"{surface.title}, in classes ({surface.breaks.unit})")
        raster.update_tags(**_tags(stamp, facts))


def write_unclassed_geotiff(path: Path, surface: Surface, stamp: ProductStamp) -> None:
    """Write a surface's densities as they are; its tags say what can be worked out from them.

    32-bit floats (7 significant digits); a cell outside the study area is NaN, which is also the
    band's nodata value.

    Parameters
    ----------
    path : Path
    surface : Surface
    stamp : ProductStamp
    """
    values: NDArray[np.float64] = surface.values
    if surface.inside is not None:
        values = np.where(surface.inside, values, np.nan)
    facts = {**_of_surface(surface, surface.unit, ""), "WARNING": UNCLASSED}
    with _raster(path, surface.grid, "float32", np.nan, overviews="AVERAGE") as raster:
        raster.write(values[::-1].astype(np.float32), 1)
        raster.set_band_description(1, f"UNCLASSED {surface.title} ({surface.unit})")
        raster.set_band_unit(1, surface.unit)
        raster.update_tags(**_tags(stamp, facts))


def _raster(path: Path, grid: Grid, dtype: str, nodata: float, *, overviews: str) -> Any:  # noqa: ANN401 - rasterio has no types
    return rasterio.open(
        path,
        "w",
        driver="COG",
        width=grid.columns,
        height=grid.rows,
        count=1,
        dtype=dtype,
        crs=grid.crs,
        transform=Affine(grid.cell_size_m, 0, grid.west_m, 0, -grid.cell_size_m, grid.north_m),
        nodata=nodata,
        compress="DEFLATE",
        predictor="YES",
        blocksize=TILE_CELLS,
        overview_resampling=overviews,
        num_threads=1,  # the bytes must not depend on the machine
    )


def _of_surface(surface: ClassedSurface | Surface, unit: str, covers: str) -> dict[str, str]:
    return {
        **({"COVERS": covers} if covers else {}),
        "TITLE": surface.title,
        "UNIT": unit,
        "BANDWIDTH_M": f"{surface.bandwidth_m:g}",
        "CELL_SIZE_M": f"{surface.grid.cell_size_m:g}",
    }


def _tags(stamp: ProductStamp, facts: Mapping[str, str]) -> dict[str, str]:
    """Return the file's tags; GDAL splits a tag at "=", so a name holds letters alone."""
    stamped = {label.upper().replace(" ", "_"): text for label, text in stamp_facts(stamp).items()}
    said = [f"{marking_line(stamp)}. {facts['TITLE']} ({facts['UNIT']})."]
    said += [f"Covers {facts['COVERS']}."] if "COVERS" in facts else []
    said += [facts["WARNING"]] if "WARNING" in facts else []
    return {
        **stamped,
        **facts,
        "MARKING": marking_line(stamp),
        "MADE_AT": made_at_utc_iso(stamp),
        "TIFFTAG_DATETIME": stamp.made_at.strftime("%Y:%m:%d %H:%M:%S"),
        "TIFFTAG_SOFTWARE": stamp.software,
        "TIFFTAG_IMAGEDESCRIPTION": " ".join(said),
        "AREA_OR_POINT": "Area",
    }
