"""Deployments: Street Weeks and other operations in a ward."""

from __future__ import annotations

from typing import Final

from hotspots.schema.offences import (
    WARD_CODE,
)
from hotspots.schema.visits import (
    ENTERED_AT,
    ENTERED_BY_ROLE,
)

OPERATION: Final = "operation"  # "Street Week", "Op Meteor", …
FIRST_DAY: Final = "first_day"
LAST_DAY: Final = "last_day"

DEPLOYMENT_COLUMNS: Final = (
    OPERATION,
    WARD_CODE,
    FIRST_DAY,
    LAST_DAY,
    ENTERED_AT,
    ENTERED_BY_ROLE,
)
