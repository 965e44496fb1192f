"""What every journey is told when the browser starts it, and the frame that it stands in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from hotspots.study.executor import Progress, no_progress
from hotspots.study.settings import settled

if TYPE_CHECKING:
    from hotspots.study.inputs import Job
    from hotspots.study.journey import Journey

Options = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How a run is called, where that was settled before it began, and who is told how far it is.

    Attributes
    ----------
    name : str, optional
    progress : Progress
    """

    name: str | None = None
    progress: Progress = no_progress


def framed(journey: Journey[Any], job: Job, options: Options, telling: Telling) -> dict[str, Any]:
    """Return what each journey takes beside what it reads."""
    return {
        "maps": job.maps,
        "made_at": datetime.now(UTC).replace(microsecond=0),
        "name": telling.name,
        "params": settled(journey, job, options),
        "progress": telling.progress,
    }
