"""Operations: treated areas, their controls, and the rings around both."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hotspots.schema.harm_spots import SPOT_NAME
from hotspots.schema.offences import GEOMETRY

AREA_ID: Final = "area_id"  # a spot's id, a ward's code, or the number of an outline
AREA_ROLE: Final = "area_role"  # an AreaRole
BEFORE_OFFENCES: Final = "before_offences"  # of the selection, inside the area
DURING_OFFENCES: Final = "during_offences"
RING_BEFORE_OFFENCES: Final = "ring_before_offences"  # in the ring around the area
RING_DURING_OFFENCES: Final = "ring_during_offences"
EXPECTED_OFFENCES: Final = "expected_offences"  # had the area gone as the controls did; or missing
BEFORE_HARM: Final = "before_harm"
DURING_HARM: Final = "during_harm"
RING_BEFORE_HARM: Final = "ring_before_harm"
RING_DURING_HARM: Final = "ring_during_harm"
PATROL_VISITS: Final = "patrol_visits"  # in the operation
PLANNED: Final = "planned"  # visits or minutes over the whole operation; missing without a plan
DELIVERED: Final = "delivered"  # in the same unit
SHARE_DELIVERED: Final = "share_delivered"  # 0 to 1; what is over the plan does not count


class AreaRole(StrEnum):
    """What an area is to an operation."""

    TREATED = "treated"
    CONTROL = "control"


OPERATION_AREA_COLUMNS: Final = (AREA_ID, SPOT_NAME, AREA_ROLE, GEOMETRY)

# Offences step by step, with first_day and last_day of each step.
PHASE: Final = "phase"  # an OperationPhase
TREATED_OFFENCES: Final = "treated_offences"
CONTROL_OFFENCES: Final = "control_offences"
CONTROLS_SCALED: Final = "controls_scaled"  # brought to the level of the treated areas before


class OperationPhase(StrEnum):
    """Where a step of a series lies."""

    BEFORE = "before"
    BETWEEN = "between"  # after the before-period, ahead of the operation
    DURING = "during"
