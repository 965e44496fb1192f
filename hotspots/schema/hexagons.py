"""Hexagons: one row a cell of the H3 grid."""

from __future__ import annotations

from typing import Final

from hotspots.schema.harm_spots import HARM_PER_YEAR, OFFENCES
from hotspots.schema.offences import DISTRICT, GEOMETRY

HEXAGON: Final = "hexagon"  # its index in H3, text

HEXAGON_COLUMNS: Final = (HEXAGON, DISTRICT, OFFENCES, HARM_PER_YEAR, GEOMETRY)
