"""Lines and rings as few bytes as a page can hold them in, for a canvas to draw.

Points are whole pixels of a web map at one deep zoom, each told by how far it lies from the one
before, in bytes of seven bits; all of it is deflated, and written in base64. A browser has what
takes it apart: no library, and nothing to ask for. ``render/assets/street_layer.js`` reads it.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from hotspots import crs

UNIT_ZOOM: Final = 17  # a pixel is 0.7 m in England
CLOSE_UNIT_ZOOM: Final = 18  # for a map that shows doors
_TILE_PX: Final = 256
_HALF_WORLD_M: Final = 20_037_508.342789244
_SEVEN_BITS: Final = 7
_MOST_BYTES: Final = 5  # of seven bits: numbers up to 34 milliards


@dataclass(frozen=True, kw_only=True, eq=False)
class LineBlock:
    """Lines or rings that are drawn alike.

    Attributes
    ----------
    kind : str
        What they are; the browser's script knows how it is drawn.
    lines : array of LineString or LinearRing
        In Web Mercator.
    names, numbers : sequence of int
        For each its place among the page's names, 0 for none; empty where no line has any.
    """

    kind: str
    lines: NDArray[np.object_]
    names: Sequence[int] = ()
    numbers: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class CodedLines:
    """What a page holds of its lines: base64, and what the script must know to read it."""

    data: str
    kinds: tuple[str, ...]
    unit_zoom: int
    origin: tuple[int, int]

    def as_json(self) -> dict[str, object]:
        """Return it as the page's script takes it."""
        return {
            "data": self.data,
            "kinds": list(self.kinds),
            "unitZoom": self.unit_zoom,
            "origin": list(self.origin),
        }


def in_web_mercator(shapes: NDArray[np.object_], system: str) -> NDArray[np.object_]:
    """Return shapes of a projected system in Web Mercator."""
    convert = crs.transformer(system, crs.WEB_MERCATOR)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(convert.transform(points[:, 0], points[:, 1]))

    turned: NDArray[np.object_] = shapely.transform(shapes, moved)
    return turned


def coded_lines(
    blocks: Sequence[LineBlock], names: Sequence[str], *, unit_zoom: int = UNIT_ZOOM
) -> CodedLines:
    """Return lines and names as one text.

    Parameters
    ----------
    blocks : sequence of LineBlock
        In the order in which they are drawn.
    names : sequence of str
        Street names and road numbers; name 1 is the first. None holds a line break.
    unit_zoom : int
        The zoom whose pixels the points are rounded to.
    """
    told = "\n".join(names).encode("utf-8")
    pixels = [_pixels(block.lines, unit_zoom) for block in blocks]
    every = [points for points, _ in pixels if len(points)]
    lowest = np.min([points.min(axis=0) for points in every], axis=0) if every else np.zeros(2)
    origin = lowest.astype(np.int64)
    parts = [varints(np.array([len(told)])), told]
    for block, (points, sizes) in zip(blocks, pixels, strict=True):
        steps = np.diff(points - origin, axis=0, prepend=np.zeros((1, 2), dtype=np.int64))
        has_names = int(len(block.names) > 0)
        parts += [varints(np.array([len(sizes), has_names])), varints(sizes)]
        if has_names:
            parts += [varints(np.asarray(block.names)), varints(np.asarray(block.numbers))]
        parts += [varints(_zigzag(steps[:, 0])), varints(_zigzag(steps[:, 1]))]
    deflated = zlib.compress(b"".join(parts), level=9, wbits=-zlib.MAX_WBITS)
    return CodedLines(
        data=base64.b64encode(deflated).decode("ascii"),
        kinds=tuple(block.kind for block in blocks),
        unit_zoom=unit_zoom,
        origin=(int(origin[0]), int(origin[1])),
    )


def _pixels(
    lines: NDArray[np.object_], unit_zoom: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the points of lines as whole pixels, none twice in a row, and how many each has."""
    points, of = shapely.get_coordinates(lines, return_index=True)
    scale = _TILE_PX * 2**unit_zoom / (2 * _HALF_WORLD_M)
    east, south = (points[:, 0] + _HALF_WORLD_M) * scale, (_HALF_WORLD_M - points[:, 1]) * scale
    pixels = np.rint(np.column_stack([east, south])).astype(np.int64)
    if not len(pixels):
        return pixels.reshape(0, 2), np.zeros(0, dtype=np.int64)
    moved = (np.diff(pixels, axis=0) != 0).any(axis=1) | (np.diff(of) != 0)
    is_new = np.concatenate([[True], moved])
    return pixels[is_new], np.bincount(of[is_new], minlength=len(lines)).astype(np.int64)


def _zigzag(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return numbers of both signs as those of one: 0, -1, 1, -2 become 0, 1, 2, 3."""
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def varints(numbers: NDArray[np.int64]) -> bytes:
    """Return whole numbers from 0 in as few bytes as each needs: seven bits in each, low first.

    >>> varints(np.array([1, 300])).hex()
    '01ac02'
    """
    shifts = _SEVEN_BITS * np.arange(_MOST_BYTES)
    bits = numbers.astype(np.int64)[:, None] >> shifts
    needed = np.maximum((bits > 0).sum(axis=1), 1)
    place = np.arange(_MOST_BYTES)
    bytes_of = (bits & 0x7F) | np.where(place < (needed - 1)[:, None], 0x80, 0)
    packed: bytes = bytes_of[place < needed[:, None]].astype(np.uint8).tobytes()
    return packed
