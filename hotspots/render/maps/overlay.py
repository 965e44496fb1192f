"""A density surface as one picture for a web map: warped, in classes, transparent elsewhere."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hotspots import crs
from hotspots.render.maps.classes import ClassBreaks
from hotspots.surface import Surface

# A district's cells are drawn with several pixels a side, which rounds the edges of the classes; a
# whole force's with one. The cap keeps a picture, unpacked, at about 8 MB of a phone's memory.
_MOST_PIXELS: Final = 2_000_000
_MOST_PIXELS_PER_CELL: Final = 4


@dataclass(frozen=True, kw_only=True)
class ClassBandedImage:
    """A picture and the degrees that it spans on a web map."""

    png: bytes
    west: float
    south: float
    east: float
    north: float

    @property
    def corners(self) -> list[list[float]]:
        """South-west and north-east corner, latitude first, as Leaflet wants them."""
        return [[self.south, self.west], [self.north, self.east]]


def class_banded_image(surface: Surface, breaks: ClassBreaks) -> ClassBandedImage:
    """Return the surface as a palette PNG in Web Mercator, one colour a class.

    The density is warped first and classed after, so that the edge of a class is where the
    resampled density crosses its threshold. Laying a British National Grid raster on a web map by
    its corners would be wrong by up to 3.8 km over a county.

    Parameters
    ----------
    surface : Surface
        Transparent outside its study area and below the lowest class.
    breaks : ClassBreaks
        Of the whole force, even where the surface is a district's window of it.
    """
    grid = surface.grid
    densities = surface.values
    if surface.inside is not None:
        densities = np.where(surface.inside, densities, np.nan)
    warped, bounds = crs.warp_to_web_mercator(
        densities,
        west_m=grid.west_m,
        south_m=grid.south_m,
        cell_size_m=grid.cell_size_m,
        from_crs=grid.crs,
        pixels_per_cell=_pixels_per_cell(densities.size),
    )
    west, south, east, north = bounds
    png = palette_png(breaks.bands(warped), [each.colour for each in breaks.classes])
    return ClassBandedImage(png=png, west=west, south=south, east=east, north=north)


def _pixels_per_cell(cells: int) -> int:
    affordable = math.isqrt(_MOST_PIXELS // max(1, cells))
    return min(_MOST_PIXELS_PER_CELL, max(1, affordable))


def palette_png(bands: NDArray[np.uint8], colours: list[str]) -> bytes:
    """Return a PNG whose value 0 is transparent and whose value k has the k-th colour."""
    picture = Image.fromarray(bands, mode=None).convert("L")
    picture.putpalette([0, 0, 0, *(int(c[at : at + 2], 16) for c in colours for at in (1, 3, 5))])
    file = io.BytesIO()
    picture.save(file, format="PNG", transparency=0, bits=4)
    return file.getvalue()
