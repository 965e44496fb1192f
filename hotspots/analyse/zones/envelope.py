"""The outline of a zone: the ground around places, and one street among several of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry

# Parts of one street lie no further apart; two villages' High Streets do.
ONE_STREET_M: Final = 250.0
# Corners are rounded to a few centimetres, and the outline stays small.
_CORNER_SEGMENTS: Final = 8
_SIMPLE_M: Final = 0.5


def envelope(places: Sequence[BaseGeometry], around_m: float) -> BaseGeometry:
    """Return the ground within some metres of places, as one outline; it may have several parts.

    Parameters
    ----------
    places : sequence of geometry
        At least one, in a system in metres.
    around_m : float
        0 or more. At 0 the places themselves, put together.
    """
    whole = shapely.union_all(list(places))
    if around_m > 0:
        grown = shapely.buffer(whole, around_m, quad_segs=_CORNER_SEGMENTS)
        whole = shapely.simplify(grown, _SIMPLE_M)
    return shapely.normalize(whole)


def strung_together(lines: Sequence[BaseGeometry]) -> list[BaseGeometry]:
    """Return the streets that lines of one name make, the longest first.

    Lines that lie within 250 m of each other, one after the other, are one street.
    """
    whole = shapely.union_all(list(lines))
    reach = shapely.buffer(whole, ONE_STREET_M / 2, quad_segs=4)
    streets = [shapely.intersection(whole, part) for part in shapely.get_parts(reach)]
    return sorted(streets, key=lambda each: (-each.length, each.bounds))
