"""What the ledger knows of harm spots from before, as a journey takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.web import force

if TYPE_CHECKING:
    from hotspots.study.inputs import Job
    from hotspots.study.past_spots import PastSpots


def past_of(job: Job) -> PastSpots:
    """Return the harm spots in force and their edits."""
    from hotspots.study.past_spots import past_spots  # noqa: PLC0415 - heavy

    ledger = force.ledger()
    return past_spots(ledger.adopted_spots(), ledger.edits(), crs=job.inputs.profile.crs)
