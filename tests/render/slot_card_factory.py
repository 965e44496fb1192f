"""A district's patrol plan in an invented town, for the tests of its products."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely import box

from hotspots import schema
from hotspots.render.patrols.slot_card import DistrictPlan, PlanFacts, slot_cards
from hotspots.schema import VisitKind
from tests.render.harm_spot_factory import SOUTH_M, STAMP, WEST_M, friday_night

MONDAY = date(2026, 1, 5)
WHY_THEN = "Friday 21:00–22:00: 4.4 % of the week's harm here, 7.4 times an even share."


def visit(
    spot: str, name: str, day: str, begins: str, *, night: bool, pair: int = 1
) -> dict[str, Any]:
    """One planned visit of 15 minutes."""
    at = pd.Timestamp(begins, tz="Europe/London")
    return {
        schema.SPOT_ID: spot,
        schema.SPOT_NAME: name,
        schema.DISTRICT: "Saltmarsh",
        schema.DUTY_DAY: pd.Timestamp(day),
        schema.PLANNED_AT: at,
        schema.ENDS_AT: at + pd.Timedelta(minutes=15),
        schema.VISIT_KIND: str(VisitKind.NIGHT_TIME_ECONOMY if night else VisitKind.REST_OF_WEEK),
        schema.PAIR: pair,
        schema.HOUR_SHARE: 0.044,
        schema.WHY: WHY_THEN,
    }


def plan(
    *, name: str = "Market Street, Saltmarsh", hours: bool = True, **facts: Any
) -> DistrictPlan:
    """Two spots: one of the night-time economy with three visits, one with one not fitted."""
    spots = gpd.GeoDataFrame(
        {
            schema.SPOT_ID: ["S002", "S001"],
            schema.DISTRICT_RANK: [2, 1],
            schema.SPOT_NAME: ["Quay Lane, Saltmarsh", name],
            schema.OFFENCES: [12, 142],
            schema.TOP_OFFENCES: ["Shoplifting 12", "Robbery 41, Assault with injury 22"],
            schema.HOUR_BY_WEEKDAY: [None, friday_night() if hours else None],
            schema.BUSIEST: [None, "Friday and Saturday 22:00–02:00" if hours else None],
            schema.WHY: ["Ranked 9 of 12.", f"Ranked 1 of 12: 142 offences at {name}."],
            schema.EDITED: [None, "moved by an analyst, 3 May 2026: works on site"],
        },
        geometry=[
            box(WEST_M, SOUTH_M, WEST_M + 100, SOUTH_M + 100),
            box(WEST_M + 500, SOUTH_M, WEST_M + 600, SOUTH_M + 100),
        ],
        crs="EPSG:27700",
    )
    visits = pd.DataFrame(
        [
            visit("S001", name, "2026-01-09", "2026-01-09 21:15", night=True),
            visit("S001", name, "2026-01-09", "2026-01-10 00:15", night=True, pair=2),
            visit("S001", name, "2026-01-06", "2026-01-06 16:30", night=False),
            visit("S002", "Quay Lane, Saltmarsh", "2026-01-06", "2026-01-06 10:45", night=False),
        ],
        columns=list(schema.PATROL_PLAN_COLUMNS),
    )
    unfitted = pd.DataFrame(
        [("S002", "Quay Lane, Saltmarsh", "Saltmarsh", 2, "every pair was elsewhere")],
        columns=list(schema.UNFITTED_COLUMNS),
    )
    share = (0.6, 0.37, 0.1, 0.58, 0.85) if hours else (None,) * 5
    coverage = pd.DataFrame(
        [("S001", 3, 2, *share, 142 if hours else 0), ("S002", 1, 0, *share, 0)],
        columns=list(schema.PLAN_COVERAGE_COLUMNS),
    )
    given: dict[str, Any] = {
        "stamp": STAMP,
        "district": "Saltmarsh",
        "monday": MONDAY,
        "duty": "07:00–03:00",
        "duty_ends_after_midnight_min": 180,
        "night": "Friday and Saturday 20:00–04:00",
        "minutes": 15,
        "gap_minutes": 60,
        "pairs": 2,
        "visits_a_day": 2,
        "hours_known": hours,
    }
    return DistrictPlan(
        facts=PlanFacts(**{**given, **facts}),
        cards=slot_cards(spots, visits, unfitted, coverage, None),
    )


def empty_plan() -> DistrictPlan:
    """A district without a harm spot."""
    return DistrictPlan(facts=plan().facts, cards=())
