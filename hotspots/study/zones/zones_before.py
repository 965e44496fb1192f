"""Zones of earlier runs: two that differ by a few homes tell of those homes, when subtracted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import shapely

from hotspots import care
from hotspots.errors import ParameterError
from hotspots.study.run_folder import read_receipt, runs_in
from hotspots.study.zones.journeys import ZONE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from shapely.geometry.base import BaseGeometry

    from hotspots.study.zones.zone_outline import ZoneOutline

# An outline that went through degrees and back differs by centimetres.
SAME_WITHIN_M: Final = 0.25


def require_apart(
    zone: ZoneOutline, maps: Path, homes_in: Callable[[BaseGeometry], int | None]
) -> None:
    """Refuse a zone that holds a few homes alone, or differs by as few from one of an earlier run.

    Parameters
    ----------
    zone : ZoneOutline
    maps : Path
        The folder of runs.
    homes_in : callable
        The homes on some ground; None where they are not known.

    Raises
    ------
    ParameterError
    """
    fault = _fault_of(zone.outline, homes_in)
    if fault is not None:
        raise ParameterError(
            f"{zone.name} {fault}: what is counted in it would be told of those who live there. "
            f"Draw it wider, to {care.FEWEST_ADDRESSES} homes or more."
        )
    for run in runs_in(maps):
        receipt = read_receipt(run)
        if receipt.get("journey") != ZONE.label:
            continue
        other = shapely.from_wkt(receipt["zone"]["outline"])
        if not shapely.intersects(other, zone.outline):
            continue
        between = shapely.symmetric_difference(other, zone.outline)
        if shapely.buffer(between, -SAME_WITHIN_M).is_empty:
            continue
        fault = _fault_of(between, homes_in)
        if fault is not None:
            raise ParameterError(
                f"What {zone.name} and the zone of the run {run.name} differ by {fault}: whoever "
                "has both would learn what was recorded there. Take that run's own outline, "
                f"or one that differs by {care.FEWEST_ADDRESSES} homes or more.",
                options=("--outline",),
            )


def _fault_of(ground: BaseGeometry, homes_in: Callable[[BaseGeometry], int | None]) -> str | None:
    """Say why nothing may be counted on some ground; None where it may."""
    homes = homes_in(ground)
    if care.ground_may_be_counted(homes=homes, area_m2=ground.area):
        return None
    if homes is None:
        return (
            f"is {ground.area:,.0f} m², and no addresses say how many homes it holds "
            f"({care.SQUARE_M**2:,.0f} m² is enough without them)"
        )
    return f"holds fewer than {care.FEWEST_ADDRESSES} homes"
