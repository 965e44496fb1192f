"""Classes of density: where they break, how they are coloured, and what they are called.

The breaks are shares of the force's area, computed once over the whole force, so that a colour
means the same on every district's map and does not change with the zoom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hotspots import words
from hotspots.arrays import Bools
from hotspots.errors import ParameterError
from hotspots.surface import Grid, Surface

# The densest parts of the area that a map marks out, smallest first.
SHARES_OF_AREA: Final = (0.005, 0.01, 0.025, 0.05, 0.10)

# From pale to dark: lightness falls by 11 to 20 a step (CIE L* 89, 78, 66, 50, 31), so the order
# survives a greyscale printer and every common form of colour blindness.
CLASS_COLOURS: Final = ("#fbdcae", "#f5b574", "#e58850", "#c4572f", "#84290f")


@dataclass(frozen=True, kw_only=True)
class DensityClass:
    """The part of the area whose density is over a threshold; it holds the denser ones.

    Attributes
    ----------
    above : float
        Threshold, in the surface's unit. 0 where the class is everywhere with any density.
    share_of_area, share_of_volume : float
        0 to 1: the part of the study area, and the part of its harm (or offences), in the class.
    colour : str
    """

    above: float
    share_of_area: float
    share_of_volume: float
    colour: str

    @property
    def name(self) -> str:
        """For example ``Densest 1 % of the area``."""
        return f"Densest {words.rounded_share(self.share_of_area)} of the area"


@dataclass(frozen=True, kw_only=True)
class ClassBreaks:
    """The classes of one surface, palest (largest) first; none where the surface is flat."""

    classes: tuple[DensityClass, ...]
    unit: str
    volume: str

    @property
    def thresholds(self) -> tuple[float, ...]:
        """The densities that the classes begin above, rising."""
        return tuple(each.above for each in self.classes)

    def bands(self, densities: NDArray[np.float64]) -> NDArray[np.uint8]:
        """Return each density's class: 1 is the palest, 0 is below every class or missing."""
        bands = np.zeros(densities.shape, dtype=np.uint8)
        for threshold in self.thresholds:
            bands += densities > threshold
        return bands

    def density_in_words(self, each: DensityClass) -> str:
        """For example ``over 14,300 CSS points per km² a year``."""
        if each.above == 0:
            return f"any density above 0 {self.unit}"
        return f"over {rounded(each.above)} {self.unit}"

    def meaning(self, each: DensityClass) -> str:
        """Return the threshold with its unit, and what the class holds."""
        held = f"holds {words.rounded_share(each.share_of_volume)} of the {self.volume}"
        return f"{self.density_in_words(each)} — {held}"


@dataclass(frozen=True, kw_only=True)
class ClassedSurface:
    """A surface as a reader may see it: the class of each cell, and no density.

    Made by ``care.shown_surface`` alone; every picture and raster is drawn from one.

    Attributes
    ----------
    grid : Grid
    bands : array of uint8, of shape (grid.rows, grid.columns)
        1 is the palest class. 0 is below every class, outside the study area, or withheld: which
        of them is not told, since "withheld" would say that something was recorded there.
    breaks : ClassBreaks
        Of the whole force, also where this is a window of it.
    title : str
    bandwidth_m : float
    inside : array of bool, or None
        Which cells have their centre in the study area; None means all of them.
    has_raster : bool
        False where no raster may be written of it.
    share_withheld : float
        0 to 1: the part of the whole force's volume that is in no class for want of support.
    share_of_area_withheld : float
        0 to 1: the part of the area with any density that is blank for want of support.
    """

    grid: Grid
    bands: NDArray[np.uint8]
    breaks: ClassBreaks
    title: str
    bandwidth_m: float
    inside: Bools | None
    has_raster: bool
    share_withheld: float
    share_of_area_withheld: float

    def window(self, bounds: tuple[float, float, float, float]) -> ClassedSurface:
        """Return the part over ``(west, south, east, north)``, cut at cell edges."""
        grid, part = self.grid.window(bounds)
        return replace(
            self,
            grid=grid,
            bands=self.bands[part],
            inside=None if self.inside is None else self.inside[part],
        )


def class_breaks(
    surface: Surface,
    shares_of_area: tuple[float, ...] = SHARES_OF_AREA,
    *,
    whole: float | None = None,
) -> ClassBreaks:
    """Return the classes of a surface by shares of its area.

    Parameters
    ----------
    surface : Surface
        Over the whole force; only its cells inside the study area count.
    shares_of_area : tuple of float
        Above 0 and below 1; smallest first.
    whole : float, optional
        The sum of all cells' densities, where the surface lacks some; by default its own.

    Returns
    -------
    ClassBreaks
        Fewer classes than shares where many cells have one density (often 0): a class is never
        larger than the share it stands for, and two classes never hold the same cells.

    Raises
    ------
    ParameterError
        When a share is not above 0 and below 1.
    """
    if not all(0 < share < 1 for share in shares_of_area):
        raise ParameterError(f"Shares of the area lie between 0 and 1, not {shares_of_area}.")
    cells = surface.values if surface.inside is None else surface.values[surface.inside]
    whole = float(cells.sum()) if whole is None else whole
    shares = sorted(shares_of_area, reverse=True)
    found: dict[int, DensityClass] = {}
    denser = cells
    for above in _thresholds(cells, shares):
        denser = denser[denser > above]
        if denser.size:  # of two shares that hold the same cells the smaller one
            found[denser.size] = DensityClass(
                above=above,
                share_of_area=denser.size / cells.size,
                share_of_volume=float(denser.sum() / whole),
                colour="",
            )
    return ClassBreaks(
        classes=_coloured([found[size] for size in sorted(found, reverse=True)]),
        unit=surface.unit,
        volume="offences" if surface.unit.casefold().startswith("offence") else "harm",
    )


def _thresholds(cells: NDArray[np.float64], shares: list[float]) -> list[float]:
    if cells.size == 0:
        return [0.0] * len(shares)
    quantiles = np.quantile(cells, [1 - share for share in shares], method="lower")
    return [max(0.0, float(quantile)) for quantile in quantiles]


def _coloured(classes: list[DensityClass]) -> tuple[DensityClass, ...]:
    # Few classes take the dark end: what is shown at all is what stands out most.
    colours = CLASS_COLOURS[len(CLASS_COLOURS) - len(classes) :]
    return tuple(
        DensityClass(
            above=each.above,
            share_of_area=each.share_of_area,
            share_of_volume=each.share_of_volume,
            colour=colour,
        )
        for each, colour in zip(classes, colours, strict=True)
    )


def lightness(colour: str) -> float:
    """Return the CIE L* (0 black, 100 white) of an sRGB colour such as ``#fbdcae``."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return (
        116 * luminance ** (1 / 3) - 16 if luminance > (6 / 29) ** 3 else luminance * (29 / 3) ** 3
    )


def _linear(channel: float) -> float:
    toe = 0.04045  # IEC 61966-2-1: below it the curve is a straight line
    return channel / 12.92 if channel <= toe else ((channel + 0.055) / 1.055) ** 2.4


def rounded(value: float) -> str:
    """Return a number to three significant figures, for example ``14,300`` or ``0.527``."""
    if not value > 0:
        return "0"
    decimals = 2 - math.floor(math.log10(value) + 1e-12)
    figure = round(value, decimals)
    return f"{figure:,.0f}" if figure.is_integer() else f"{figure:,.{decimals}f}"
