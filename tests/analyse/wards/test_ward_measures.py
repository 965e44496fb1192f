"""The measures of wards, worked by hand in a force of four."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.wards.ward_measure_types import (
    Measured,
    NotMeasured,
    WardScene,
    WardSelections,
    WeekHours,
)
from hotspots.analyse.wards.ward_measures import SEASON_EXPLAINS, measure_wards
from hotspots.analyse.wards.ward_other_sources import survey_deficit
from hotspots.analyse.wards.ward_params import WardMeasureParams
from hotspots.errors import ParameterError
from hotspots.schema import TimePrecision, WardMeasure
from hotspots.selection import Selection
from tests.analyse.ward_places import (
    ASB,
    ASSAULT,
    BURGLARY,
    FIELDS,
    HARBOUR,
    HILL,
    MARKET,
    WARDS,
    ZONE,
    offence,
    scene,
)

TWO_YEARS: dict[str, Any] = {"period": (date(2024, 1, 1), date(2025, 12, 31)), "years": 2.0}
EVERYTHING = WardSelections(asb=ASB, neighbourhood_crime=BURGLARY, burglary=BURGLARY)
FRIDAY_NIGHT = WeekHours(hours=tuple(range(4 * 24 + 20, 5 * 24 + 4)), label="Friday night")


def take(
    measure: WardMeasure,
    of: WardScene,
    selections: WardSelections = EVERYTHING,
    **params: Any,
) -> Measured | NotMeasured:
    return measure_wards(of, selections, WardMeasureParams(**params))[measure]


def measured(*args: Any, **kwargs: Any) -> Measured:
    found = take(*args, **kwargs)
    assert isinstance(found, Measured)
    return found


def not_measured(*args: Any, **kwargs: Any) -> str:
    found = take(*args, **kwargs)
    assert isinstance(found, NotMeasured)
    return found.reason


def burglary(ward: str, moment: str, *, metres: float = 0.0, **told: Any) -> dict[str, Any]:
    place = shapely.Point(WARDS.index(ward) * 2_000 + 1_000 + metres, 1_000)
    return offence(
        ward,
        offence_code="28E",
        category="Burglary",
        from_time=pd.Timestamp(moment, tz=ZONE),
        geometry=place,
        harm_css=465.0,
        **told,
    )


def people(**residents: float) -> pd.DataFrame:
    wards = pd.DataFrame(
        {schema.RESIDENTS: 1_000.0, schema.HOUSEHOLDS: 400.0, schema.DEPRIVATION: np.nan},
        index=pd.Index(WARDS, name=schema.WARD_CODE),
    )
    for name, count in residents.items():
        wards.loc[{"harbour": HARBOUR, "market": MARKET, "hill": HILL, "fields": FIELDS}[name],
                  schema.RESIDENTS] = count  # fmt: skip
    return wards


def test_harm_falls_on_a_thousand_residents_a_year() -> None:
    rows = [offence(HARBOUR, harm_css=100.0), offence(HARBOUR, harm_css=50.0), offence(MARKET)]
    found = measured(WardMeasure.HARM, scene(rows, wards=people(market=2_000), years=0.5))
    assert found.by_ward.to_dict() == {HARBOUR: 300, MARKET: 189, HILL: 0, FIELDS: 0}
    # 339 points on 5,000 residents in half a year.
    assert found.force_value == pytest.approx(339 / 5 / 0.5)


def test_a_ward_without_residents_has_no_rate_and_nothing_is_divided_by_zero() -> None:
    found = measured(
        WardMeasure.HARM, scene([offence(HARBOUR)], wards=people(hill=0, fields=math.nan))
    )
    assert found.by_ward[[HILL, FIELDS]].isna().all()
    assert found.by_ward[HARBOUR] == 189
    assert found.force_value == pytest.approx(189 / 2)


def test_harm_without_a_weight_is_said_and_is_in_no_sum() -> None:
    found = measured(
        WardMeasure.HARM, scene([offence(HARBOUR), offence(HARBOUR, harm_css=math.nan)])
    )
    assert found.by_ward[HARBOUR] == 189
    assert found.notes == ("Of 2 offences 1 have no weight in the index.",)


def test_what_police_activity_finds_is_left_out_of_harm() -> None:
    drugs = Selection(key="found", label="Found", description="", offence_codes=("92E",))
    rows = [offence(HARBOUR), offence(HARBOUR, offence_code="92E", harm_css=2.0)]
    found = measured(WardMeasure.HARM, scene(rows), WardSelections(police_discovered=drugs))
    assert found.by_ward[HARBOUR] == 189
    assert "but for what police activity finds" in found.definition


def test_harm_of_friday_night_takes_the_share_of_the_range_that_lies_in_it() -> None:
    """From 18:00 to 22:00 on a Friday half of the time is after eight; a day alone is not known."""
    rows = [
        offence(
            HARBOUR,
            harm_css=100.0,
            from_time=pd.Timestamp("2025-03-07 18:00", tz=ZONE),
            to_time=pd.Timestamp("2025-03-07 22:00", tz=ZONE),
            time_precision=str(TimePrecision.RANGE),
        ),
        offence(HARBOUR, harm_css=100.0, time_precision=str(TimePrecision.DAY)),
        offence(MARKET, harm_css=100.0),
    ]
    found = measured(WardMeasure.HARM, scene(rows), WardSelections(hours=FRIDAY_NIGHT))
    assert found.by_ward.to_dict() == {HARBOUR: 50, MARKET: 0, HILL: 0, FIELDS: 0}
    assert "on Friday night" in found.definition
    assert "the hour of 1 is not known" in found.notes[0]


def test_where_no_hour_is_known_all_hours_count_and_it_is_said() -> None:
    rows = [offence(HARBOUR, harm_css=100.0, time_precision=str(TimePrecision.MONTH))]
    found = measured(WardMeasure.HARM, scene(rows), WardSelections(hours=FRIDAY_NIGHT))
    assert found.by_ward[HARBOUR] == 100
    assert "all hours are counted, not Friday night" in found.notes[0]


def test_anti_social_behaviour_is_counted_by_residents_and_burglary_by_households() -> None:
    asb = {"offence_code": "ASB", "category": "Anti-social behaviour", "harm_css": 0.0}
    rows = [*[offence(MARKET, **asb)] * 3, burglary(HILL, "2025-05-01 12:00")]
    counted = scene(rows, years=2.0)
    assert measured(WardMeasure.ASB, counted).by_ward[MARKET] == 1.5
    crime = measured(WardMeasure.NEIGHBOURHOOD_CRIME, counted)
    # One among 400 households in two years.
    assert crime.by_ward[HILL] == 1.25
    assert crime.unit == "offences per 1,000 households a year"


def test_a_measure_of_nothing_is_left_out_and_not_zero_everywhere() -> None:
    counted = scene([offence(HARBOUR)])
    assert not_measured(WardMeasure.ASB, counted) == (
        "There is no offence of anti-social behaviour in the data."
    )
    assert "no selection 'asb'" in not_measured(WardMeasure.ASB, counted, WardSelections())
    without = scene([offence(HARBOUR)], wards=people().assign(residents=math.nan))
    assert "No table gives the wards' residents" in not_measured(WardMeasure.HARM, without)


def test_what_only_codes_can_tell_is_not_read_out_of_categories() -> None:
    counted = scene([offence(HARBOUR, offence_code=None)])
    reason = not_measured(
        WardMeasure.HARM, counted, WardSelections(harm=(ASSAULT,), harm_called="assault")
    )
    assert "Assault is told apart by Home Office codes alone" in reason
    assert "far too broad" in reason


def test_the_trend_is_the_second_half_over_the_first() -> None:
    early, late = (pd.Timestamp(day, tz=ZONE) for day in ("2024-02-01 12:00", "2025-02-01 12:00"))
    rows = [
        *[offence(HARBOUR, from_time=early)] * 20,
        *[offence(HARBOUR, from_time=late)] * 60,
        *[offence(HILL, from_time=early)] * 60,
        *[offence(HILL, from_time=late)] * 20,
    ]
    found = measured(WardMeasure.TREND, scene(rows, **TWO_YEARS))
    assert found.by_ward[HARBOUR] > 2
    assert found.by_ward[HILL] == pytest.approx(1 / found.by_ward[HARBOUR], abs=0.005)
    assert found.by_ward[FIELDS] == pytest.approx(1)
    assert "second half of the period over the first" in found.definition


def test_a_summer_by_the_sea_is_no_trend() -> None:
    """Within one year the halves are two seasons, and no ward is told to rise."""
    summer, winter = (
        pd.Timestamp(day, tz=ZONE) for day in ("2025-08-01 12:00", "2025-02-01 12:00")
    )
    rows = [
        *[offence(HARBOUR, from_time=winter)] * 20,
        *[offence(HARBOUR, from_time=summer)] * 90,
        *[offence(HILL, from_time=winter)] * 60,
        *[offence(HILL, from_time=summer)] * 60,
    ]
    assert not_measured(WardMeasure.TREND, scene(rows)) == SEASON_EXPLAINS
    eighteen_months = {"period": (date(2024, 7, 1), date(2025, 12, 31)), "years": 1.5}
    assert not_measured(WardMeasure.TREND, scene(rows, **eighteen_months)) == SEASON_EXPLAINS


def test_with_last_year_s_offences_the_trend_is_against_them() -> None:
    before = scene([*[offence(HARBOUR)] * 40, *[offence(HILL)] * 90]).offences
    found = measured(
        WardMeasure.TREND,
        scene([*[offence(HARBOUR)] * 90, *[offence(HILL)] * 40], earlier=before),
    )
    assert found.by_ward[HARBOUR] > 1 > found.by_ward[HILL]
    assert "the same days a year before" in found.definition


def test_a_burglary_that_follows_another_is_counted_in_its_own_ward() -> None:
    """Over the ward's edge, 300 m and five days after the first; the third comes 43 days later.

    The fourth row is the second one again.
    """
    rows = [
        burglary(HARBOUR, "2025-03-01 12:00", metres=900, offence_id="1"),
        burglary(MARKET, "2025-03-06 12:00", metres=-800, offence_id="2"),
        burglary(MARKET, "2025-04-18 12:00", metres=-800, offence_id="3"),
        burglary(MARKET, "2025-03-06 12:00", metres=-800, offence_id="2"),
    ]
    found = measured(WardMeasure.NEAR_REPEAT, scene(rows))
    # One follows another, among 400 households.
    assert found.by_ward.to_dict() == {HARBOUR: 0, MARKET: 2.5, HILL: 0, FIELDS: 0}
    near = measured(WardMeasure.NEAR_REPEAT, scene(rows), near_repeat_distance_m=200.0)
    assert near.by_ward.sum() == 0


def test_near_repeat_is_not_read_out_of_months() -> None:
    monthly = burglary(HARBOUR, "2025-03-01 00:00") | {
        schema.TIME_PRECISION: str(TimePrecision.MONTH)
    }
    assert "known to the month" in not_measured(WardMeasure.NEAR_REPEAT, scene([monthly]))


def deployments(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                schema.OPERATION: operation,
                schema.WARD_CODE: ward,
                schema.FIRST_DAY: pd.Timestamp(day),
                schema.LAST_DAY: pd.Timestamp(day) + pd.Timedelta(days=6),
                schema.ENTERED_AT: pd.Timestamp("2025-12-01", tz="UTC"),
                schema.ENTERED_BY_ROLE: "analyst",
            }
            for operation, ward, day in rows
        ],
        columns=list(schema.DEPLOYMENT_COLUMNS),
    )


def test_months_are_counted_from_the_end_of_the_last_street_week() -> None:
    made = deployments(
        ("Street Week", HARBOUR, "2025-06-02"),
        ("street week", HARBOUR, "2025-11-24"),
        ("Op Meteor", MARKET, "2025-12-01"),
        ("Street Week", MARKET, "2024-12-23"),
        ("Street Week", HILL, "2026-02-02"),
        ("Street Week", "E05009999", "2025-06-02"),
    )
    found = measured(WardMeasure.MONTHS_SINCE, scene([offence(HARBOUR)], deployments=made))
    # 30 November to 31 December is 31 days, 29 December 2024 to then 367; a month is 30.4375.
    assert found.by_ward[HARBOUR] == pytest.approx(31 / 30.4375)
    assert found.by_ward[MARKET] == pytest.approx(367 / 30.4375)
    assert found.by_ward[[HILL, FIELDS]].isna().all()
    assert found.ranked_by[[HILL, FIELDS]].tolist() == [math.inf, math.inf]
    assert found.notes == (
        "Wards without a Street Week in the ledger: 2 of 4.",
        "Deployments that begin after 31 December 2025, not counted: 1.",
        "Deployments in wards that are not among the boundaries: 1.",
    )


def test_a_ledger_without_deployments_ranks_all_alike_and_none_at_all_is_left_out() -> None:
    empty = measured(WardMeasure.MONTHS_SINCE, scene([offence(HARBOUR)], deployments=deployments()))
    assert set(empty.ranked_by) == {math.inf}
    assert "no ledger of deployments" in not_measured(
        WardMeasure.MONTHS_SINCE, scene([offence(HARBOUR)], deployments=None)
    )


def on_wards(*figures: float) -> pd.Series[float]:
    return pd.Series(figures, index=pd.Index(WARDS, name=schema.WARD_CODE))


def test_what_residents_say_is_the_survey_the_reports_or_both() -> None:
    survey, reports = on_wards(10, 30, math.nan, 20), on_wards(4, 0, 2, 1)
    alone = survey_deficit(scene([offence(HARBOUR)], survey=survey))
    assert isinstance(alone, Measured)
    assert alone.by_ward.equals(survey)
    assert alone.notes == ("Wards in which the survey asked nobody: 1 of 4.",)
    counted = measured(WardMeasure.SURVEY_DEFICIT, scene([offence(HARBOUR)], reports=reports))
    assert counted.by_ward.tolist() == [4, 0, 2, 1]
    assert counted.force_value == pytest.approx(7 / 4)
    both = measured(
        WardMeasure.SURVEY_DEFICIT, scene([offence(HARBOUR)], survey=survey, reports=reports)
    )
    # Survey 0, 100, –, 50; reports 100, 0, 66⅔, 33⅓.
    assert both.by_ward.tolist() == pytest.approx([50, 50, 200 / 3, 125 / 3])
    assert "no survey" in not_measured(WardMeasure.SURVEY_DEFICIT, scene([offence(HARBOUR)]))


def test_deprivation_is_as_given() -> None:
    wards = people().assign(deprivation=[30.0, 20.0, 10.0, 5.0])
    found = measured(WardMeasure.DEPRIVATION, scene([offence(HARBOUR)], wards=wards))
    assert found.by_ward.tolist() == [30, 20, 10, 5]
    assert "deprivation score" in not_measured(WardMeasure.DEPRIVATION, scene([offence(HARBOUR)]))


def test_a_score_that_one_ward_in_four_lacks_is_left_out_and_not_the_ward() -> None:
    wards = people().assign(deprivation=[30.0, 20.0, 10.0, math.nan])
    reason = not_measured(WardMeasure.DEPRIVATION, scene([offence(HARBOUR)], wards=wards))
    assert reason.startswith("It is known of 3 of 4 wards")


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    rows = [
        burglary(WARDS[int(ward)], f"2025-03-{day:02d} 12:00", metres=float(metres))
        for ward, day, metres in zip(
            rng.integers(0, 4, 60), rng.integers(1, 29, 60), rng.integers(-9, 9, 60) * 100,
            strict=True,
        )
    ]  # fmt: skip
    for row, harm in zip(rows, rng.random(60) * 1e6, strict=True):
        row["harm_css"] = float(harm)
    one = measure_wards(scene(rows), EVERYTHING, WardMeasureParams())
    other = measure_wards(
        scene([rows[place] for place in rng.permutation(60)]), EVERYTHING, WardMeasureParams()
    )
    for measure, found in one.items():
        again = other[measure]
        if isinstance(found, Measured):
            assert isinstance(again, Measured)
            assert found.by_ward.equals(again.by_ward), measure
            assert found.force_value == again.force_value


def test_parameters_that_make_no_sense_are_told_together() -> None:
    with pytest.raises(
        ParameterError, match=r"distance_m .* -1\.0; near_repeat_days .*; operation"
    ):
        WardMeasureParams(near_repeat_distance_m=-1.0, near_repeat_days=0, operation=" ")


def test_a_period_ends_at_midnight_after_its_last_day() -> None:
    """What happens on the evening of the last day lies in the second half."""
    mornings = [offence(HARBOUR, from_time=pd.Timestamp("2024-01-01 10:00", tz=ZONE))] * 40
    evenings = [offence(HILL, from_time=pd.Timestamp("2025-12-31 22:00", tz=ZONE))] * 40
    found = measured(WardMeasure.TREND, scene([*mornings, *evenings], **TWO_YEARS))
    assert found.by_ward[HILL] > 1 > found.by_ward[HARBOUR]


def test_a_trend_that_chance_alone_would_give_ranks_nobody() -> None:
    early, late = (pd.Timestamp(day, tz=ZONE) for day in ("2024-02-01 12:00", "2025-02-01 12:00"))
    rows = [
        *[offence(HARBOUR, from_time=early)] * 10,
        *[offence(HARBOUR, from_time=late)] * 12,
        *[offence(HILL, from_time=early)] * 9,
        *[offence(HILL, from_time=late)] * 8,
    ]
    reason = not_measured(WardMeasure.TREND, scene(rows, **TWO_YEARS))
    assert "differ by no more than chance alone" in reason
    alone = not_measured(WardMeasure.TREND, scene([offence(HARBOUR, from_time=early)], **TWO_YEARS))
    assert "in one of the two halves" in alone
