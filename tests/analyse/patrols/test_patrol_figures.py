from datetime import date, datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.analyse.patrols.patrol_figures import (
    IN_RANGE,
    INTERACTIONS_LAST_WEEK,
    INTERACTIONS_LAST_WEEKS,
    INTERACTIONS_UNKNOWN,
    LAST_VISIT,
    OFFENCES_BEFORE,
    SPOTS_VISITED,
    VISITS,
    VISITS_LAST_WEEK,
    VISITS_LAST_WEEKS,
    WEEK,
    WHOLE_WEEK,
    PatrolFigures,
    patrol_figures,
)
from hotspots.analyse.patrols.patrol_figures import (
    SPOTS as SPOTS_OF_DISTRICT,
)
from hotspots.analyse.patrols.patrol_params import PatrolFiguresParams
from hotspots.errors import ParameterError
from hotspots.schema import PatrolSource

LONDON = ZoneInfo("Europe/London")
BRITISH = "EPSG:27700"
# Two whole weeks: Monday 5 to Sunday 18 January 2026.
FORTNIGHT = date(2026, 1, 5), date(2026, 1, 18)
SPOTS = gpd.GeoDataFrame(
    {
        schema.SPOT_ID: ["S001", "S002"],
        schema.SPOT_NAME: ["Market Street", "The Quay"],
        schema.DISTRICT: ["Colchester", "Colchester"],
        schema.RANK: [1, 2],
    },
    geometry=[
        shapely.box(600_000, 225_000, 600_100, 225_100),
        shapely.box(600_200, 225_000, 600_300, 225_100),
    ],
    crs=BRITISH,
)


def _patrols(*rows: tuple[str, str, int, int | None, PatrolSource]) -> pd.DataFrame:
    """Return patrols: spot, begins at, minutes, interactions, how it is known."""
    return pd.DataFrame(
        {
            schema.SPOT_ID: [row[0] for row in rows],
            schema.BEGINS_AT: pd.to_datetime(
                [datetime.fromisoformat(row[1]).replace(tzinfo=LONDON) for row in rows]
            ),
            schema.MINUTES: [row[2] for row in rows],
            schema.INTERACTIONS: pd.array([row[3] for row in rows], dtype="Int64"),
            schema.RECORDED_BY: [str(row[4]) for row in rows],
        }
    )


FRIDAY_NIGHT = _patrols(
    ("S001", "2026-01-09 21:00", 15, 6, PatrolSource.ENTERED),
    ("S001", "2026-01-09 21:12", 14, None, PatrolSource.TRACK),  # the same visit, by its radio
    ("S001", "2026-01-09 23:00", 25, None, PatrolSource.TRACK),
    ("S009", "2026-01-12 08:00", 10, 4, PatrolSource.FILE),  # a spot that is no longer in force
    ("S001", "2026-01-19 00:00", 15, 9, PatrolSource.FILE),  # the Monday after
)


def _figures(**more: object) -> PatrolFigures:
    return patrol_figures(FRIDAY_NIGHT, SPOTS, period=FORTNIGHT, **more)  # type: ignore[arg-type]


def test_a_visit_that_was_entered_and_tracked_counts_once() -> None:
    found = _figures()
    assert (found.visits, found.counted_twice) == (3, 1)
    assert found.minutes == 15 + 25 + 10
    assert found.interactions == 10


def test_each_week_has_its_row_and_begins_on_monday() -> None:
    weeks = _figures().by_week
    assert weeks[WEEK].dt.strftime("%a %d").tolist() == ["Mon 05", "Mon 12"]
    assert weeks[VISITS].tolist() == [2, 1]
    assert weeks[schema.INTERACTIONS].tolist() == [6, 4]
    assert weeks[INTERACTIONS_UNKNOWN].tolist() == [1, 0]
    assert weeks[SPOTS_VISITED].tolist() == [1, 1]
    assert weeks[WHOLE_WEEK].all()


def test_each_district_has_its_last_week_and_a_week_of_the_last_ones() -> None:
    market = _figures().by_district.set_index(schema.DISTRICT).loc[SPOTS[schema.DISTRICT].iloc[0]]
    assert market[SPOTS_OF_DISTRICT] == int((SPOTS[schema.DISTRICT] == market.name).sum())
    # The visit of the last week was to a spot that is no longer in force.
    assert (market[VISITS_LAST_WEEK], market[INTERACTIONS_LAST_WEEK]) == (0, 0)
    assert (market[VISITS_LAST_WEEKS], market[INTERACTIONS_LAST_WEEKS]) == (1.0, 3.0)


def test_without_a_whole_week_no_district_has_figures() -> None:
    found = patrol_figures(FRIDAY_NIGHT, SPOTS, period=(date(2026, 1, 7), date(2026, 1, 13)))
    assert found.by_district.empty
    assert found.last_weeks.empty


def test_a_week_that_the_period_cuts_is_said_to_be_part_of_one() -> None:
    found = patrol_figures(FRIDAY_NIGHT, SPOTS, period=(date(2026, 1, 7), date(2026, 1, 13)))
    assert found.by_week[WHOLE_WEEK].tolist() == [False, False]


def test_visits_of_ten_to_twenty_minutes_are_as_long_as_they_should_be() -> None:
    found = _figures()
    assert found.by_week[IN_RANGE].tolist() == [0.5, 1.0]  # 15 and 25 minutes; 10 minutes
    assert found.share_in_range == pytest.approx(2 / 3)


def test_a_spot_that_nobody_visited_is_not_left_out() -> None:
    found = _figures()
    quay = found.by_spot.set_index(schema.SPOT_NAME).loc["The Quay"]
    assert quay[VISITS] == 0
    assert pd.isna(quay[LAST_VISIT])
    assert (found.never_visited, found.elsewhere) == (1, 1)


def test_offences_stand_beside_the_dosage_for_the_period_and_as_long_before() -> None:
    # One offence in the fortnight, two in the fortnight before, on the spot's very edge.
    moments = ["2026-01-10 22:00", "2025-12-25 10:00", "2026-01-04 23:59"]
    offences = gpd.GeoDataFrame(
        {schema.FROM_TIME: pd.to_datetime(moments).tz_localize(LONDON)},
        geometry=[shapely.Point(600_100, 225_050)] * 3,
        crs=BRITISH,
    )
    market = _figures(offences=offences, offences_from=date(2025, 12, 22)).by_spot.iloc[0]
    assert (market[schema.OFFENCES], market[OFFENCES_BEFORE]) == (1, 2)
    # Known from Christmas Day only: eleven days do not compare with fourteen.
    market = _figures(offences=offences).by_spot.iloc[0]
    assert market[schema.OFFENCES] == 1
    assert pd.isna(market[OFFENCES_BEFORE])


def test_without_a_patrol_there_are_weeks_of_zero_and_no_share() -> None:
    found = patrol_figures(FRIDAY_NIGHT.iloc[:0], SPOTS, period=FORTNIGHT)
    assert found.by_week[VISITS].tolist() == [0, 0]
    assert found.never_visited == 2
    assert pd.isna(found.share_in_range)


def test_a_length_that_is_none_is_refused() -> None:
    with pytest.raises(ParameterError, match="below longest_minutes"):
        PatrolFiguresParams(shortest_minutes=20.0, longest_minutes=10.0)
