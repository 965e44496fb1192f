"""GPS tracks of a shift, read as visits to the harm spots in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from hotspots import schema
from hotspots.analyse.patrols.patrol_params import TrackParams
from hotspots.analyse.patrols.track_minutes import TrackVisits, minutes_in_spots
from hotspots.errors import NoRowsError
from hotspots.load.gps_tracks import LoadedTracks, read_tracks
from hotspots.schema import PatrolActivity, PatrolSource, VisitRole

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.study.inputs import Inputs


@dataclass(frozen=True, kw_only=True)
class TracksRead:
    """Tracks as read, and the visits that they show."""

    tracks: LoadedTracks
    found: TrackVisits

    def as_patrols(self, *, role: VisitRole, activity: PatrolActivity) -> pd.DataFrame:
        """Return the visits as the ledger takes them."""
        visits = self.found.visits
        count = len(visits)
        return pd.DataFrame(
            {
                schema.SPOT_ID: visits[schema.SPOT_ID],
                schema.BEGINS_AT: visits[schema.BEGINS_AT],
                schema.MINUTES: visits[schema.MINUTES],
                schema.ROLE: [str(role)] * count,
                schema.ACTIVITY: [str(activity)] * count,
                schema.INTERACTIONS: pd.array([pd.NA] * count, dtype="Int64"),
                schema.RECORDED_BY: [str(PatrolSource.TRACK)] * count,
            }
        )

    def as_mapping(self) -> dict[str, Any]:
        """Return what was found as plain values, as ``--json`` prints it."""
        reasons = self.tracks.set_aside[schema.REASON].value_counts()
        return {
            "fixes_in": self.tracks.rows_in,
            "fixes_used": len(self.tracks.fixes),
            "fixes_set_aside": {str(reason): int(count) for reason, count in reasons.items()},
            "notes": [note for source in self.tracks.sources for note in source.notes],
            "minutes_on_foot": self.found.minutes_on_foot,
            "minutes_too_fast": self.found.minutes_too_fast,
            "minutes_in_gaps": self.found.minutes_in_gaps,
            "passes": self.found.passes,
            "visits": [
                {
                    "spot_id": row[schema.SPOT_ID],
                    "begins_at": row[schema.BEGINS_AT].isoformat(),
                    "minutes": row[schema.MINUTES],
                }
                for row in self.found.visits.to_dict("records")
            ],
        }


def visits_of_tracks(
    files: Sequence[Path],
    spots: gpd.GeoDataFrame,
    inputs: Inputs,
    *,
    params: TrackParams | None = None,
) -> TracksRead:
    """Read tracks and return the visits to harm spots that they show.

    Parameters
    ----------
    files : sequence of Path
    spots : GeoDataFrame
        The spots in force: ``spot_id`` and outlines.
    inputs : Inputs
        The force's system and clock.
    params : TrackParams, optional

    Raises
    ------
    NoRowsError
        When no spot is in force, or no fix can be used.
    """
    if spots.empty:
        raise NoRowsError(
            "No harm spot is in force. Adopt those of a run first: `hotspots spots adopt`."
        )
    west, south, east, north = map(float, spots.total_bounds)
    tracks = read_tracks(
        files,
        near=(west, south, east, north),
        to_crs=inputs.profile.crs,
        timezone=inputs.profile.timezone,
        date_format=inputs.date_format,
    )
    return TracksRead(tracks=tracks, found=minutes_in_spots(tracks.fixes, spots, params=params))
