"""Targets: homes to visit after a burglary."""

from __future__ import annotations

from typing import Final

from hotspots.schema.addresses import (
    ADDRESS,
    FLAT,
    NUMBER,
    POSTCODE,
)
from hotspots.schema.harm_spots import (
    STREET,
    TOWN,
)
from hotspots.schema.offences import (
    DISTRICT,
    GEOMETRY,
)
from hotspots.schema.visits import (
    DUE,
    TIER,
    UPRN,
)

RISK: Final = "risk"  # of the method in use; compares homes, and is no probability
# JSON text: a list of {reference, distance_m, days, tier}, the strongest first
REASONS: Final = "reasons"
BURGLARIES: Final = "burglaries"  # how many live burglaries reach the home
NEAREST_M: Final = "nearest_m"  # distance to the nearest of them
OVERDUE: Final = "overdue"  # boolean, as of the list's moment
EXPIRES: Final = "expires"  # when the last of its burglaries is 42 days old
PRIORITY: Final = "priority"  # 1 is the first to be chosen
WALK_ORDER: Final = "walk_order"  # 1 is the first to be walked to; missing where not chosen
CHANGE: Final = "change"  # text: "new", "kept", "returned" since the last list


TARGET_COLUMNS: Final = (
    UPRN,
    ADDRESS,
    FLAT,
    NUMBER,
    STREET,
    TOWN,
    POSTCODE,
    DISTRICT,
    TIER,
    RISK,
    REASONS,
    BURGLARIES,
    NEAREST_M,
    DUE,
    OVERDUE,
    EXPIRES,
    PRIORITY,
    WALK_ORDER,
    CHANGE,
    GEOMETRY,
)
