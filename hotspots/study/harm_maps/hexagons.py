"""Hexagons of a run, where they are asked for: files beside the harm spots'."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots import schema
from hotspots.analyse.density.hexagons import harm_by_hexagon
from hotspots.render.maps.hexagon_products import write_hexagon_products

if TYPE_CHECKING:
    from pathlib import Path

    from hotspots.render.stamp import ProductStamp
    from hotspots.study.harm_maps.harm_analysis import HarmAnalysis


def map_hexagons(folder: Path, analysis: HarmAnalysis, stamp: ProductStamp) -> bool:
    """Write the selection's harm by hexagon into a run's folder, and say whether that was done.

    Of sensitive offences alone there are none: a hexagon is a place.
    """
    if not analysis.params.hexagons or analysis.is_sensitive_alone:
        return False
    found = harm_by_hexagon(
        analysis.selected,
        harm=schema.harm_column(analysis.index.key),
        period_years=analysis.years,
        spots=analysis.spots.geometry,
    )
    write_hexagon_products(folder, found, stamp, unit=analysis.index.unit)
    return True
