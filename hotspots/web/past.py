"""What the ledger knows of harm spots from before, as a journey takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.errors import HotspotsError
from hotspots.web import force
from hotspots.web.answers import boundaries_read

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.study.inputs import Job
    from hotspots.study.past_spots import PastSpots


def past_of(job: Job) -> PastSpots:
    """Return the harm spots in force and their edits."""
    from hotspots.study.past_spots import past_spots  # noqa: PLC0415 - heavy

    ledger = force.ledger()
    return past_spots(ledger.adopted_spots(), ledger.edits(), crs=job.inputs.profile.crs)


def patrolled_now(past: PastSpots, job: Job) -> gpd.GeoDataFrame:
    """Return the spots that are patrolled now, with every edit.

    An officer has the spots also while the boundaries cannot be read: each then has the district
    that it was adopted in, and one that was added has none.
    """
    from hotspots.study.past_spots import spots_in_force_now, spots_patrolled  # noqa: PLC0415

    try:
        return spots_patrolled(past, job.inputs, area_of=boundaries_read)
    except HotspotsError:
        return spots_in_force_now(past, crs=job.inputs.profile.crs)
