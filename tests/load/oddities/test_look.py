"""What is planted in a clean export is named; in clean ones nothing is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.load.oddities.full_points import full_points
from hotspots.load.oddities.look import equal_rows, look_at, repeated_references
from hotspots.load.oddities.oddity import Oddity, OddKind
from tests.load.oddities.clean_export import YEAR, clean_export

SEEDS = 200
# Of 200 clean exports so many may be called odd: 2 %.
MOST_FALSE_ALARMS = 4
# A planted fault is named in nine of ten exports or more.
PLANTED_IN = 20
LEAST_NAMED = 18


def odd(offences: gpd.GeoDataFrame, period: tuple[date, date] = YEAR) -> tuple[Oddity, ...]:
    return look_at(offences, offences, period, full_points(offences))


def test_of_two_hundred_clean_exports_hardly_one_is_called_odd() -> None:
    alarms = [seed for seed in range(SEEDS) if odd(clean_export(seed))]
    assert len(alarms) <= MOST_FALSE_ALARMS, alarms


def a_desk(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every tenth offence, whatever it is, is put on the desk that took it."""
    return moved(offences, 510_250.0, 512_750.0)


def moved(offences: gpd.GeoDataFrame, east: float, north: float) -> gpd.GeoDataFrame:
    points = np.column_stack([offences.geometry.x, offences.geometry.y])
    points[::10] = east, north
    return offences.set_geometry(gpd.points_from_xy(*points.T, crs=offences.crs))


def hours_not_known(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    begins = offences[schema.FROM_TIME]
    return offences.assign(
        **{schema.FROM_TIME: begins.where(every_tenth(offences), midnight(begins))}
    )


def noon_for_hours(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    begins = offences[schema.FROM_TIME]
    noon = midnight(begins) + pd.Timedelta(hours=12)
    return offences.assign(**{schema.FROM_TIME: begins.where(every_tenth(offences), noon)})


def dates_not_known(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    begins = offences[schema.FROM_TIME]
    new_year = pd.Timestamp("2025-01-01 08:17", tz="UTC")
    return offences.assign(**{schema.FROM_TIME: begins.where(every_tenth(offences), new_year)})


def half_of_june(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Of June one in six was exported."""
    june = offences[schema.FROM_TIME].dt.month == 6
    return offences[~june | (np.arange(len(offences)) % 6 == 0)].reset_index(drop=True)


def a_code_that_stopped(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    gone = (offences[schema.OFFENCE_CODE] == "1A") & (offences[schema.FROM_TIME].dt.month > 7)
    return offences[~gone].reset_index(drop=True)


def rounded_to_the_hundred(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = np.column_stack([offences.geometry.x, offences.geometry.y]) // 100 * 100
    return offences.set_geometry(gpd.points_from_xy(*points.T, crs=offences.crs))


def to_the_middle_of_squares(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    points = np.column_stack([offences.geometry.x, offences.geometry.y]) // 100 * 100 + 50
    return offences.set_geometry(gpd.points_from_xy(*points.T, crs=offences.crs))


def three_decimals(offences: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    degrees = offences.to_crs("EPSG:4326")
    points = np.round(np.column_stack([degrees.geometry.x, degrees.geometry.y]), 3)
    return degrees.set_geometry(gpd.points_from_xy(*points.T, crs=degrees.crs)).to_crs(offences.crs)


def every_tenth(offences: gpd.GeoDataFrame) -> pd.Series:
    return pd.Series(np.arange(len(offences)) % 10 != 0, index=offences.index)


def midnight(begins: pd.Series) -> pd.Series:
    days: pd.Series = begins.dt.normalize()
    return days


@pytest.mark.parametrize(
    ("plant", "kind", "said"),
    [
        (a_desk, OddKind.FULL_POINT, "lie on one point, where the next fullest holds"),
        (hours_not_known, OddKind.HEAPED_HOUR, "begin at 00:00 sharp"),
        (noon_for_hours, OddKind.HEAPED_HOUR, "begin at 12:00 sharp"),
        (dates_not_known, OddKind.HEAPED_DATE, "are dated 1 January 2025"),
        (half_of_june, OddKind.THIN_MONTH, "June 2025 has"),
        (a_code_that_stopped, OddKind.SILENT_CODE, "Offence code 1A was used"),
        (rounded_to_the_hundred, OddKind.COARSE_POINTS, "both end in 00)"),
        (to_the_middle_of_squares, OddKind.COARSE_POINTS, "both end in 50)"),
        (three_decimals, OddKind.COARSE_POINTS, "no more than 3 decimals"),
    ],
)
def test_what_is_planted_is_named_and_nothing_else(
    plant: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], kind: OddKind, said: str
) -> None:
    found = [odd(plant(clean_export(seed, rows=1200))) for seed in range(PLANTED_IN)]
    named = [any(each.kind == kind and said in each.said for each in one) for one in found]
    others = [each.said for one in found for each in one if each.kind != kind]
    assert sum(named) >= LEAST_NAMED, named
    assert not others


def test_a_desk_says_how_many_rows_of_how_many_kinds_and_how_it_is_set_aside() -> None:
    (desk,) = odd(a_desk(clean_export(3, rows=1200)))
    assert desk.rows == 120
    assert desk.said.startswith("120 rows of ")
    assert "where the next fullest holds" in desk.said
    assert '[[default_points]], name = "desk", easting = 510250 and northing' in desk.said


def test_a_shop_with_thefts_alone_is_no_desk() -> None:
    offences = a_desk(clean_export(3, rows=1200))
    at_shop = ~every_tenth(offences)
    offences.loc[at_shop, schema.OFFENCE_CODE] = "46A"
    assert not odd(offences)


def test_two_desks_do_not_hide_each_other() -> None:
    offences = clean_export(5, rows=1200)
    points = np.column_stack([offences.geometry.x, offences.geometry.y])
    points[::10], points[1::12] = (510_250, 512_750), (505_001, 503_002)
    offences = offences.set_geometry(gpd.points_from_xy(*points.T, crs=offences.crs))
    assert [point.rows for point in full_points(offences)] == [120, 100]


def test_months_alone_have_no_hours_and_no_dates_to_judge() -> None:
    offences = clean_export(3, rows=1200)
    months = offences[schema.FROM_TIME].dt.strftime("%Y-%m-01")
    by_month = offences.assign(
        **{
            schema.FROM_TIME: pd.to_datetime(months).dt.tz_localize("UTC"),
            schema.TIME_PRECISION: "month",
        }
    )
    assert not odd(by_month)


def test_a_month_with_no_row_at_all_is_named() -> None:
    offences = clean_export(3, rows=1200)
    without = offences[offences[schema.FROM_TIME].dt.month != 6].reset_index(drop=True)
    (thin,) = odd(without)
    assert thin.kind == OddKind.THIN_MONTH
    assert thin.said.startswith("June 2025 has 0 offences, where ")


def test_a_category_that_fell_silent_is_named_where_there_are_no_codes() -> None:
    offences = clean_export(3, rows=1200)
    drugs = (offences[schema.OFFENCE_CODE] == "1A") & (offences[schema.FROM_TIME].dt.month < 8)
    named = np.where(drugs, "Drugs", "Violence and sexual offences")
    offences = offences.assign(
        **{schema.CATEGORY: named, schema.OFFENCE_CODE: pd.array([None] * 1200, dtype="str")}
    )
    (silent,) = odd(offences)
    assert silent.said.startswith("Category Drugs was used ")
    assert "until July 2025, and not once after it" in silent.said


def test_rows_exported_twice_are_named_where_each_has_a_reference() -> None:
    (twice,) = equal_rows("export.csv", rows=1000, equal=30, has_reference=True)
    assert twice.said.startswith(
        "30 of 1,000 rows of export.csv (3.0 %) equal an earlier row in every column, its "
        "reference too"
    )
    assert not list(equal_rows("export.csv", rows=1000, equal=4, has_reference=True))
    assert not list(equal_rows("export.csv", rows=1000, equal=30, has_reference=False))


def test_an_export_with_a_row_for_each_victim_is_named_by_its_references() -> None:
    (each,) = repeated_references("export.csv", rows=1000, repeated=30)
    assert each.said.startswith(
        "30 of 1,000 rows of export.csv (3.0 %) have the reference of an earlier row and differ "
        "from it elsewhere: each is counted as an offence of its own."
    )
    assert not list(repeated_references("export.csv", rows=1000, repeated=9))
    assert not list(repeated_references("export.csv", rows=0, repeated=0))


def test_an_export_of_one_day_or_of_nothing_odd_is_read_in_silence() -> None:
    offences = clean_export(3, rows=300)
    day = offences[offences[schema.FROM_TIME].dt.day_of_year == 1]
    assert not odd(day, (date(2025, 1, 1), date(2025, 1, 1)))
    assert not odd(offences.head(0), (date(2025, 1, 1), date(2025, 1, 1)))
