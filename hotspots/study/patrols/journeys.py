"""What may be asked of the patrol plan, and of the figures of what was patrolled."""

from __future__ import annotations

from typing import Final

from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams, PatrolPlanParams
from hotspots.study.journey import Journey

PATROL_PLAN: Final = Journey(
    label="patrol plan",
    command="patrol-plan",
    table="patrol",
    params=PatrolPlanParams,
)
PATROL_FIGURES: Final = Journey(
    label="patrols",
    command="patrols figures",
    table="patrols",
    params=PatrolFiguresParams,
)
