from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest

from hotspots.demo.breakage import BREAKERS
from hotspots.demo.clock import TIME_FORMAT
from hotspots.demo.county import DemoCounty
from hotspots.schema import Reason


def rows_of(county: DemoCounty, kind: str) -> pd.DataFrame:
    broken = county.truth.broken
    broken = broken[broken["kind"] == kind]
    return county.offences.iloc[broken["row"] - 1]


@pytest.mark.parametrize("kind", [*BREAKERS, "exact duplicate"])
def test_each_kind_stands_where_the_truth_says(kind: str, small_county: DemoCounty) -> None:
    told = small_county.truth.broken.query("kind == @kind")
    assert len(told) >= 2
    assert list(rows_of(small_county, kind)["reference"]) == list(told["reference"])


def test_about_the_share_asked_for_is_broken(small_county: DemoCounty) -> None:
    share = len(small_county.truth.broken) / len(small_county.offences)
    assert 0.015 < share < 0.025


def test_every_reason_for_coordinates_and_dates_is_met(small_county: DemoCounty) -> None:
    expected = set(small_county.truth.broken["expected_reason"]) - {""}
    assert expected == {
        str(reason)
        for reason in (
            Reason.RAGGED_ROW,
            Reason.NO_COORDINATES,
            Reason.UNREADABLE_COORDINATES,
            Reason.ZERO_COORDINATES,
            Reason.SWAPPED_AXES,
            Reason.DEGREES_NOT_METRES,
            Reason.DEFAULT_POINT,
            Reason.OUTSIDE_FORCE,
            Reason.NO_DATE,
            Reason.UNREADABLE_DATE,
        )
    }


def test_coordinates_are_lost_in_the_known_ways(small_county: DemoCounty) -> None:
    assert (rows_of(small_county, "no coordinates")[["easting", "northing"]] == "").all(axis=None)
    assert (rows_of(small_county, "zero coordinates")[["easting", "northing"]] == "0").all(
        axis=None
    )
    degrees = rows_of(small_county, "degrees")
    assert degrees["easting"].astype(float).between(0.0, 1.4).all()
    assert degrees["northing"].astype(float).between(51.4, 52.1).all()
    swapped = rows_of(small_county, "swapped axes")
    assert (swapped["northing"].astype(float) > 500_000).all()
    assert (swapped["easting"].astype(float) < 260_000).all()


def test_outside_is_outside_and_no_other_row_is(small_county: DemoCounty) -> None:
    county = small_county.wards.union_all()
    lost = small_county.truth.broken["reference"]
    rows = small_county.offences[~small_county.offences["reference"].isin(lost)]
    for table, inside in ((rows_of(small_county, "outside the force"), False), (rows, True)):
        points = _points(table)
        assert (points.within(county.buffer(10.0)) == inside).all()


def _points(table: pd.DataFrame) -> gpd.GeoSeries:
    return gpd.GeoSeries(
        gpd.points_from_xy(table["easting"].astype(float), table["northing"].astype(float))
    )


def test_only_broken_rows_lie_on_the_default_point(small_county: DemoCounty) -> None:
    point = small_county.truth.summary["default_point"]
    on_it = (small_county.offences["easting"] == f"{point['easting']:.0f}") & (
        small_county.offences["northing"] == f"{point['northing']:.0f}"
    )
    told = rows_of(small_county, "default point")
    assert list(small_county.offences.index[on_it]) == list(told.index)


def test_dates_are_missing_or_garbled(small_county: DemoCounty) -> None:
    none = rows_of(small_county, "no date")[["from_time", "to_time", "reported_time"]]
    assert (none == "").all(axis=None)
    garbled = rows_of(small_county, "unreadable date")["from_time"]
    assert pd.to_datetime(garbled, format=TIME_FORMAT, errors="coerce").isna().all()


def test_a_reversed_range_ends_before_it_starts(small_county: DemoCounty) -> None:
    rows = rows_of(small_county, "reversed range")
    start = pd.to_datetime(rows["from_time"], format=TIME_FORMAT)
    end = pd.to_datetime(rows["to_time"], format=TIME_FORMAT)
    assert (end < start).all()


def test_a_duplicate_repeats_the_row_above_it(small_county: DemoCounty) -> None:
    for row in small_county.truth.broken.query("kind == 'exact duplicate'")["row"]:
        pair = small_county.offences.iloc[row - 2 : row]
        assert pair.duplicated().tolist() == [False, True]
    assert int(small_county.offences.duplicated().sum()) == len(
        rows_of(small_county, "exact duplicate")
    )


def test_hostile_text_and_unusual_names_are_all_there(small_county: DemoCounty) -> None:
    hostile = set(rows_of(small_county, "hostile text")["address"])
    for text in ("<script>", "=HYPERLINK", "`", "${7*7}", "\n", "</script>"):
        assert any(text in address for address in hostile), text
    unusual = " ".join(rows_of(small_county, "unusual names")["address"])
    assert not unusual.isascii()


def test_a_ragged_row_is_short(small_county: DemoCounty) -> None:
    assert rows_of(small_county, "ragged row").isna().any(axis=1).all()
    assert int(small_county.offences.isna().any(axis=1).sum()) == len(
        rows_of(small_county, "ragged row")
    )
