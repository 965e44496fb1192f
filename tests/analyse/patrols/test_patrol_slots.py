"""A week's visits: where the harm is, never to be foretold, and none lost without a word."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.patrols.duty_week import duty_week
from hotspots.analyse.patrols.patrol_params import PatrolPlanParams
from hotspots.analyse.patrols.patrol_slots import (
    HOURS_NOT_KNOWN,
    KEPT_FOR_SURPRISE,
    PatrolPlan,
    plan_patrols,
)
from hotspots.analyse.patrols.spot_weeks import SpotWeeks
from hotspots.analyse.patrols.visit_placing import NO_PAIR, place_visits, travel_minutes
from hotspots.schema import VisitKind
from tests.analyse.patrol_places import LONDON, spots_in_a_row, weeks_of, year_of

MONDAY = date(2026, 1, 5)
SPOTS = spots_in_a_row(3)
WEEKS = weeks_of(
    SPOTS, year_of(SPOTS, ("night_economy", 300), ("after_school", 200), ("evening", 40))
)


def plan(week_of: date = MONDAY, **asked: object) -> PatrolPlan:
    params = PatrolPlanParams(**asked)  # type: ignore[arg-type] # as typed
    return plan_patrols(SPOTS, WEEKS, week_of=week_of, zone=LONDON, params=params)


def of_spot(visits: pd.DataFrame, number: int) -> pd.DataFrame:
    return visits[visits["spot_id"] == f"S{number:03d}"]


def at_weekend_night(visits: pd.DataFrame) -> Any:
    """Friday and Saturday 21:00 to 03:00."""
    earlier = visits["planned_at"].dt.tz_localize(None) - pd.Timedelta(hours=5)
    hour = visits["planned_at"].dt.hour
    free = earlier.dt.day_name().isin(["Friday", "Saturday"])
    return free & ((hour >= 21) | (hour < 3))


def after_school(visits: pd.DataFrame) -> Any:
    at = visits["planned_at"].dt
    school = at.day_of_week < 5
    return school & at.hour.between(15, 17)


def ten_weeks(**asked: object) -> pd.DataFrame:
    plans = [plan(MONDAY + timedelta(weeks=n), **asked).visits for n in range(10)]
    return pd.concat(plans, ignore_index=True)


def test_seven_times_as_many_visits_a_week_as_a_day_unless_said() -> None:
    for a_day in (1, 2, 3):
        found = plan(visits_a_day=a_day)
        left = found.unfitted[schema.UNFITTED_VISITS].sum()
        assert len(found.visits) + left == 3 * 7 * a_day
        assert left == 0


def test_the_rhythm_of_a_place_comes_out() -> None:
    visits = ten_weeks()
    assert at_weekend_night(of_spot(visits, 1)).mean() > 0.5
    assert after_school(of_spot(visits, 2)).mean() > 0.5
    assert of_spot(visits, 3)["planned_at"].dt.hour.between(17, 21).mean() > 0.5


def test_without_focus_the_hours_are_taken_alike_and_with_more_the_heaviest() -> None:
    held = [plan(focus=focus).coverage[schema.COVERED_SHARE].mean() for focus in (0.0, 1.0, 3.0)]
    random = plan().coverage[schema.RANDOM_SHARE].mean()
    assert held[0] == pytest.approx(random, abs=0.05)
    assert held == sorted(held)


def test_a_shift_that_passes_midnight_holds_every_visit() -> None:
    visits = plan(between="19:00-03:00").visits
    local = visits["planned_at"].dt.tz_localize(None)
    since = local - visits["duty_day"]
    assert since.between(pd.Timedelta(hours=19), pd.Timedelta(hours=26.75)).all()
    assert (visits["ends_at"] - visits["planned_at"] == pd.Timedelta(minutes=15)).all()
    assert (local.dt.minute % 15 == 0).all()


@pytest.mark.parametrize("gap", [0, 60, 120])
def test_a_spot_is_left_alone_between_two_visits(gap: int) -> None:
    for _, visits in ten_weeks(gap_minutes=gap).groupby("spot_id"):
        between = visits["planned_at"].sort_values().diff().dt.total_seconds() / 60
        assert between.min() - 15 >= gap


def test_the_night_time_economy_is_counted_apart() -> None:
    found = plan()
    night = found.visits["visit_kind"] == VisitKind.NIGHT_TIME_ECONOMY
    counted = found.visits[night].groupby("spot_id").size()
    told = found.coverage.set_index("spot_id")[schema.NIGHT_VISITS]
    assert counted.reindex(told.index, fill_value=0).tolist() == told.tolist()
    days = found.visits.loc[night, "duty_day"].dt.day_name()
    assert set(days) <= {"Friday", "Saturday"}
    assert (plan(nte_days="").visits["visit_kind"] == VisitKind.REST_OF_WEEK).all()


def test_busy_nights_do_not_swallow_the_rest_of_the_week() -> None:
    rest = of_spot(ten_weeks(), 1)
    others = rest[rest["visit_kind"] == VisitKind.REST_OF_WEEK]
    assert others["duty_day"].dt.day_name().nunique() == 7
    assert len(others) >= 30  # of 140: an hour is never visited more than four weeks of five


def test_the_same_seed_is_the_same_plan_and_another_is_another() -> None:
    pd.testing.assert_frame_equal(plan().visits, plan(date(2026, 1, 8)).visits)
    assert not plan().visits["planned_at"].equals(plan(seed=7).visits["planned_at"])


def test_the_next_week_uses_no_slot_again() -> None:
    weeks = [plan(MONDAY + timedelta(weeks=n), visits_a_day=3).visits for n in range(12)]
    keys = [
        set(zip(each["spot_id"], each["planned_at"].dt.strftime("%a %H:%M"), strict=True))
        for each in weeks
    ]
    assert all(not now & after for now, after in pairwise(keys))


def slot_use(weeks: SpotWeeks, *, count: int) -> np.ndarray:
    """In what share of so many weeks each quarter-hour of each spot's week is visited."""
    used, params = np.zeros((len(SPOTS), 7 * 24 * 4)), PatrolPlanParams()
    for number in range(count):
        week = duty_week(MONDAY + timedelta(weeks=number), LONDON, params)
        for spot, each in enumerate(place_visits(SPOTS, weeks.expected, week, params)):
            used[spot, week.slots[[at for at, _ in each.visits]]] += 1
    return used / count


def test_no_slot_can_be_foretold_by_who_watches_for_a_year() -> None:
    used = slot_use(WEEKS, count=52)
    assert used.shape == (3, 672)
    assert used.sum(axis=1) * 52 == pytest.approx([52 * 14] * 3)
    # One week in four by the turns of the quarters; 52 weeks may begin in the middle of four.
    assert used.max() <= 14 / 52


def test_the_price_of_chance_is_shown() -> None:
    coverage = plan().coverage
    covered, random, best = (
        coverage[name] for name in (schema.COVERED_SHARE, schema.RANDOM_SHARE, schema.BEST_SHARE)
    )
    assert (random < covered).all()
    assert (covered < best).all()
    # By hand: 14 of the 140 hours on duty at random hold a tenth of what all of them hold.
    on_duty = WEEKS.expected[0].sum() - WEEKS.expected[0][:, 3:7].sum()
    assert random[0] == pytest.approx(on_duty / 10)


def test_two_pairs_are_never_asked_to_be_in_three_places() -> None:
    visits = plan(visits_a_day=3).visits
    starts, ends = visits["planned_at"], visits["ends_at"]
    at_once = [((starts <= moment) & (ends > moment)).sum() for moment in starts]
    assert max(at_once) <= 2


def test_a_pair_has_time_for_the_way() -> None:
    visits = plan(visits_a_day=3, pairs=1).visits.sort_values("planned_at")
    travel = travel_minutes(SPOTS)
    number = visits["spot_id"].str[1:].astype(int).to_numpy() - 1
    free = visits["planned_at"].to_numpy()[1:] - visits["ends_at"].to_numpy()[:-1]
    needed = pd.to_timedelta(travel[number[:-1], number[1:]], unit="min").to_numpy()
    assert (free >= needed).all()


def test_what_cannot_be_fitted_is_listed_with_its_reason() -> None:
    many = spots_in_a_row(12, apart_m=1_500.0)
    weeks = weeks_of(many, year_of(many, *[("night_economy", 60)] * 12))
    params = PatrolPlanParams(visits_a_day=2, pairs=1, between="20:00-00:00")
    found = plan_patrols(many, weeks, week_of=MONDAY, zone=LONDON, params=params)
    left = found.unfitted
    assert len(found.visits) + left[schema.UNFITTED_VISITS].sum() == 12 * 14
    assert left[schema.UNFITTED_VISITS].sum() > 0
    assert NO_PAIR in set(left["reason"])
    # The first in rank is fitted first.
    assert "S001" not in set(left["spot_id"])


def test_districts_do_not_share_their_pairs() -> None:
    spots = spots_in_a_row(2)
    spots["district"] = ["Wick", "Marsh"]
    alone = plan_patrols(
        spots.iloc[[1]],
        weeks_of(spots.iloc[[1]], year_of(spots, ("evening", 80), ("evening", 80))),
        week_of=MONDAY,
        zone=LONDON,
        params=PatrolPlanParams(pairs=1),
    )
    assert len(alone.visits) == 14


def test_a_quiet_hour_is_kept_so_that_visits_cannot_be_foretold() -> None:
    visits = plan().visits
    quiet = visits["hour_share"] * 168 < 1
    assert visits.loc[quiet, "why"].str.endswith(f": {KEPT_FOR_SURPRISE}.").all()
    assert not visits.loc[~quiet, "why"].str.contains(KEPT_FOR_SURPRISE).any()
    assert 0 < quiet.sum() < len(visits)
    assert not visits["why"].str.contains(r" 0\.\d times").any()


def test_no_hours_are_invented_for_months_alone() -> None:
    offences = year_of(SPOTS, ("night_economy", 50))
    offences["time_precision"] = "month"
    weeks = weeks_of(SPOTS, offences)
    params = PatrolPlanParams()
    found = plan_patrols(SPOTS, weeks, week_of=MONDAY, zone=LONDON, params=params)
    assert len(found.visits) == 42
    assert set(found.visits["why"]) == {HOURS_NOT_KNOWN}
    assert found.visits["hour_share"].isna().all()
    assert found.coverage[schema.COVERED_SHARE].isna().all()
    used = slot_use(weeks, count=24)
    by_hour = used[0].reshape(7, 24, 4).sum(axis=(0, 2))
    assert by_hour[3:7].sum() == 0
    on_duty = np.delete(by_hour, [3, 4, 5, 6])
    assert on_duty.max() < 2.5 * on_duty.min()


def test_clock_changes_keep_the_gap_that_a_watch_shows() -> None:
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        visits = plan(sunday, between="00:00-00:00", visits_a_day=3).visits
        for _, each in visits.groupby("spot_id"):
            apart = each["planned_at"].sort_values().diff().dt.total_seconds() / 60
            assert apart.min() >= 75


def test_a_plan_is_whole_by_its_columns() -> None:
    found = plan()
    assert tuple(found.visits.columns) == schema.PATROL_PLAN_COLUMNS
    assert tuple(found.unfitted.columns) == schema.UNFITTED_COLUMNS
    assert tuple(found.coverage.columns) == schema.PLAN_COVERAGE_COLUMNS
    assert not found.visits.duplicated(["spot_id", "planned_at"]).any()
    pairs = combinations(sorted(set(found.visits["pair"])), 2)
    assert list(pairs) == [(1, 2)]
