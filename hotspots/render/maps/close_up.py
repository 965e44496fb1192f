"""A closer look where a district's harm spots lie together: frame, and corner of the small map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

from hotspots.render.maps.paper import Box

CLOSE_UP_BELOW: Final = 0.25  # of the width of the frame; a town in its district
LEAST_WIDTH_M: Final = 3_000.0  # so that the streets around one spot are still known
MARGIN: Final = 0.18  # of the spots' width, at each side
WIDER: Final = tuple(1.15**step for step in range(6))  # until a corner is free of spots
KEY_OF_WIDTH: Final = 0.27
# Of the width, around each spot: its outline is drawn on a halo, and the small map off both.
CLEAR_OF_WIDTH: Final = 0.01


@dataclass(frozen=True)
class CloseUp:
    """The frame of the large map, and the corner of it that the small map takes, in metres."""

    frame: Box
    key: Box


def close_up(spots: gpd.GeoDataFrame, whole: Box) -> CloseUp | None:
    """Return the closer look at the spots, or None where they are spread over the whole frame.

    The small map never stands on a spot: the frame is widened until a corner is free.

    Parameters
    ----------
    spots : GeoDataFrame
        In the system of the frame.
    whole : (west, south, east, north)
        Frame of the district, in metres; the closer look has the same shape.
    """
    if spots.empty:
        return None
    shape = (whole[2] - whole[0]) / (whole[3] - whole[1])
    west, south, east, north = spots.total_bounds
    spread_m = max(east - west, (north - south) * shape)
    if spread_m >= CLOSE_UP_BELOW * (whole[2] - whole[0]):
        return None
    centre = ((west + east) / 2, (south + north) / 2)
    width_m = max(LEAST_WIDTH_M, (1 + 2 * MARGIN) * spread_m)
    boxes = spots.geometry.bounds.to_numpy()
    looks = [_look(centre, factor * width_m, shape, boxes) for factor in WIDER]
    _, best = min(looks, key=lambda look: look[0])
    return best if best.frame[2] - best.frame[0] < whole[2] - whole[0] else None


def _look(
    centre: tuple[float, float], width_m: float, shape: float, boxes: NDArray[np.float64]
) -> tuple[int, CloseUp]:
    """Return a frame with the better corner for its small map, and how many spots that covers."""
    half = (width_m / 2, width_m / shape / 2)
    frame = (centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1])
    key = (KEY_OF_WIDTH * width_m, KEY_OF_WIDTH * width_m / shape)
    # The scale bar has the south-west corner, north the north-east one.
    corners = (
        (frame[2] - key[0], frame[1], frame[2], frame[1] + key[1]),
        (frame[0], frame[3] - key[1], frame[0] + key[0], frame[3]),
    )
    clear_m = CLEAR_OF_WIDTH * width_m
    haloes = boxes + np.array([-clear_m, -clear_m, clear_m, clear_m])
    counted = [(_spots_in(corner, haloes), CloseUp(frame, corner)) for corner in corners]
    return min(counted, key=lambda each: each[0])


def _spots_in(corner: Box, boxes: NDArray[np.float64]) -> int:
    west, south, east, north = corner
    apart = (
        (boxes[:, 0] > east) | (boxes[:, 2] < west) | (boxes[:, 1] > north) | (boxes[:, 3] < south)
    )
    return int((~apart).sum())
