"""Every journey: what the settings, the command line and a receipt may name."""

from __future__ import annotations

from typing import Any, Final

from hotspots.study.burglary_pattern.journeys import BURGLARY_PATTERN
from hotspots.study.change.journeys import CHANGES, FORECAST
from hotspots.study.change_map.journeys import CHANGE_MAP
from hotspots.study.cocoons.journeys import VISIT_LISTS
from hotspots.study.demand.journeys import DEMAND
from hotspots.study.harm_maps.journeys import HARM_MAP
from hotspots.study.hold_outs.journeys import ACCURACY
from hotspots.study.journey import Journey
from hotspots.study.lasting.journeys import LASTING
from hotspots.study.near_repeats.journeys import NEAR_REPEAT
from hotspots.study.operations.journeys import EVALUATION
from hotspots.study.patrols.journeys import PATROL_FIGURES, PATROL_PLAN
from hotspots.study.spots_over_time.journeys import SPOT_REVIEW
from hotspots.study.wards.journeys import WARDS
from hotspots.study.watch.journeys import WATCH
from hotspots.study.zones.journeys import ZONE

JOURNEYS: Final[tuple[Journey[Any], ...]] = (
    HARM_MAP,
    VISIT_LISTS,
    WARDS,
    PATROL_PLAN,
    PATROL_FIGURES,
    SPOT_REVIEW,
    EVALUATION,
    CHANGES,
    DEMAND,
    BURGLARY_PATTERN,
    FORECAST,
    WATCH,
    CHANGE_MAP,
    LASTING,
    ZONE,
    NEAR_REPEAT,
    ACCURACY,
)
