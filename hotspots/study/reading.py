"""What a journey reads first: boundaries, then the offences in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hotspots.load.boundaries import StudyArea, read_study_area
from hotspots.load.findings import LoadedOffences
from hotspots.load.offences import read_offences
from hotspots.study.executor import Progress, no_progress

if TYPE_CHECKING:
    from hotspots.study.inputs import Inputs


def load(inputs: Inputs, *, progress: Progress = no_progress) -> tuple[StudyArea, LoadedOffences]:
    """Read boundaries, then offences."""
    step = "Reading boundaries and offences"
    progress(step, 0, 2)
    study_area = read_study_area(inputs.layers, profile=inputs.profile, declared_crs=inputs.crs)
    progress(step, 1, 2)
    loaded = read_offences(
        inputs.offences,
        profile=inputs.profile,
        study_area=study_area,
        period=inputs.period,
        date_format=inputs.date_format,
    )
    progress(step, 2, 2)
    return study_area, loaded
