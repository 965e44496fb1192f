"""What was done, beside what was planned."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest

from hotspots.analyse.operations.delivery import PatrolPlan, PlanUnit, delivery_of
from hotspots.analyse.periods import Period
from hotspots.errors import ParameterError
from hotspots.schema import BEGINS_AT, MINUTES, PATROL_VISITS, SHARE_DELIVERED, SPOT_ID

FOUR_WEEKS = Period(first=date(2025, 3, 3), last=date(2025, 3, 30))
TWO_A_WEEK = PatrolPlan(per_week=2, unit=PlanUnit.VISITS)


def patrols(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=[SPOT_ID, BEGINS_AT, MINUTES])
    table[BEGINS_AT] = pd.to_datetime(table[BEGINS_AT]).dt.tz_localize("Europe/London")
    return table


def test_half_of_the_planned_visits() -> None:
    made = patrols(*[("S001", f"2025-03-{day:02d} 21:00", 15) for day in (3, 10, 17, 24)])
    found = delivery_of(["S001"], made, during=FOUR_WEEKS, plan=TWO_A_WEEK)
    assert (found.visits, found.minutes, found.share_delivered) == (4, 60, 0.5)


def test_a_spot_over_its_plan_makes_up_for_no_other() -> None:
    """Sixteen visits where eight were planned, and none in the other: half of the plan."""
    made = patrols(*[("S001", "2025-03-03 21:00", 15)] * 16)
    found = delivery_of(["S001", "S002"], made, during=FOUR_WEEKS, plan=TWO_A_WEEK)
    assert found.share_delivered == 0.5
    assert list(found.by_area[SHARE_DELIVERED]) == [1, 0]


def test_minutes_are_held_against_a_plan_of_minutes() -> None:
    plan = PatrolPlan(per_week=60, unit=PlanUnit.MINUTES)
    made = patrols(("S001", "2025-03-03 21:00", 60), ("S001", "2025-03-04 21:00", math.nan))
    found = delivery_of(["S001"], made, during=FOUR_WEEKS, plan=plan)
    assert (found.visits, found.share_delivered) == (2, 0.25)


def test_days_outside_and_spots_elsewhere_do_not_count() -> None:
    made = patrols(
        ("S001", "2025-03-02 23:59", 15),
        ("S001", "2025-03-03 00:00", 15),
        ("S001", "2025-03-30 23:59", 15),
        ("S001", "2025-03-31 00:00", 15),
        ("S009", "2025-03-10 21:00", 15),
    )
    found = delivery_of(["S001"], made, during=FOUR_WEEKS, plan=None)
    assert (found.visits, found.elsewhere, found.share_delivered) == (2, 1, None)


def test_no_patrol_at_all_is_nothing_of_the_plan() -> None:
    found = delivery_of(["S001"], patrols(), during=FOUR_WEEKS, plan=TWO_A_WEEK)
    assert found.share_delivered == 0


def test_an_area_of_which_patrols_cannot_tell_is_left_out_and_is_not_nothing() -> None:
    """Four of eight visits in the one that is known: half, and not a quarter of the two."""
    made = patrols(*[("S001", "2025-03-03 21:00", 15)] * 4)
    found = delivery_of(
        ["S001", "S002"], made, during=FOUR_WEEKS, plan=TWO_A_WEEK, not_known=["S002"]
    )
    assert found.share_delivered == 0.5
    assert found.by_area[PATROL_VISITS].isna().tolist() == [False, True]
    assert found.by_area[SHARE_DELIVERED].isna().tolist() == [False, True]


def test_where_nothing_is_known_no_share_is_told() -> None:
    found = delivery_of(["S001"], patrols(), during=FOUR_WEEKS, plan=TWO_A_WEEK, not_known=["S001"])
    assert (found.share_delivered, found.is_known) == (None, False)


def test_a_plan_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="visits a week above 0, not 0"):
        PatrolPlan(per_week=0, unit=PlanUnit.VISITS)
