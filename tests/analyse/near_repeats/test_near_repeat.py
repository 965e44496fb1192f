"""Near repeat: the published table, the edges, the verdict, and the shrinkage."""

from __future__ import annotations

import datetime as dt
import math
import pickle
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from hotspots import schema
from hotspots.analyse.cocoons.live_burglaries import refuse_monthly
from hotspots.analyse.near_repeats.linked_pairs import linked_pairs
from hotspots.analyse.near_repeats.near_repeat import (
    NearRepeatTable,
    knox_pairs,
    near_repeat,
    near_repeat_table,
    permutation_counts,
)
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict, evidence
from hotspots.analyse.near_repeats.near_repeat_labels import (
    label_near_repeats,
    strings_of_burglaries,
)
from hotspots.analyse.near_repeats.near_repeat_params import (
    Closure,
    Metric,
    NearRepeatLinkParams,
    NearRepeatParams,
)
from hotspots.analyse.near_repeats.near_repeat_shrinkage import shrinkage_weight, shrunk_ratios
from hotspots.errors import CoordinateError, InputError, ParameterError
from hotspots.schema import TimePrecision

BNG = "EPSG:27700"
NEW_YEAR = pd.Timestamp("2026-01-01")
EDGE_CASE = NearRepeatParams(distance_bands_m=(0, 100, 200), time_bands_days=(0, 3, 6))
# Steenbeek, NearRepeat (R package), vignette: Chicago, January 2016, Manhattan distance.
CHICAGO = NearRepeatParams(
    distance_bands_m=(0, 0.1, 200, 400, 600),
    time_bands_days=(0, 7, 14, 21),
    metric=Metric.MANHATTAN,
)
CHICAGO_OBSERVED = [[28, 5, 5], [141, 69, 27], [186, 140, 100], [237, 192, 128]]
CHICAGO_RATIOS = [
    [1.803, 0.404, 0.613],
    [1.412, 0.862, 0.517],
    [1.014, 0.950, 1.051],
    [0.975, 0.981, 1.007],
]
CHICAGO_P_OF_FIRST_WEEK = [0.001, 0.001, 0.435, 0.696]


def burglaries(rows: list[tuple[float, float, int]]) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Homes by easting, northing and day after New Year."""
    eastings, northings, days = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(eastings, northings), crs=BNG)
    return points, pd.Series(NEW_YEAR + pd.to_timedelta(days, unit="D"))


def scattered(
    count: int, seed: int, *, follow: float = 0.0, extent_m: float = 3_000.0
) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """A town's year: burglaries anywhere at any time, a share of them followed by one near by."""
    rng = np.random.default_rng(seed)
    # Half of the town's burglaries are in a tenth of it, and winter has twice those of summer.
    middle = rng.random(count) < 0.5
    eastings = np.where(
        middle, rng.normal(0, extent_m / 8, count), rng.uniform(-1, 1, count) * extent_m
    )
    northings = np.where(
        middle, rng.normal(0, extent_m / 8, count), rng.uniform(-1, 1, count) * extent_m
    )
    days = np.where(
        rng.random(count) < 0.6, rng.integers(0, 182, count), rng.integers(182, 365, count)
    )
    followed = np.flatnonzero(rng.random(count) < follow)
    rows = np.column_stack((eastings, northings, days))
    after = rows[followed] + np.column_stack(
        (rng.normal(0, 50, (followed.size, 2)), rng.integers(0, 10, followed.size))
    )
    return burglaries([tuple(row) for row in np.vstack((rows, after)).tolist()])


@pytest.fixture(scope="module")
def chicago(shared_data: Path) -> tuple[gpd.GeoDataFrame, pd.Series]:
    month = pd.read_csv(
        shared_data / "near_repeat" / "chicago_be_month1.csv", names=["east", "north", "date"]
    )
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(month["east"], month["north"]), crs="EPSG:26916"
    )
    return points, pd.to_datetime(month["date"], format="%Y-%m-%d")


@pytest.fixture(scope="module")
def chicago_table(chicago: tuple[gpd.GeoDataFrame, pd.Series]) -> NearRepeatTable:
    return near_repeat(*chicago, params=CHICAGO)


def test_chicago_has_the_published_pairs_cell_for_cell(chicago_table: NearRepeatTable) -> None:
    assert chicago_table.events == 970
    assert chicago_table.observed.tolist() == CHICAGO_OBSERVED


def test_chicago_has_the_published_ratios_within_monte_carlo_error(
    chicago_table: NearRepeatTable,
) -> None:
    # Both means are of 999 permutations; four standard errors of their difference.
    standard_error = chicago_table.simulated.std(axis=0) / chicago_table.expected / np.sqrt(999)
    error = 4 * np.sqrt(2) * standard_error * chicago_table.ratio
    assert (np.abs(chicago_table.ratio - CHICAGO_RATIOS) < error + 0.0005).all()


def test_chicago_has_the_published_p_values_of_the_first_week(
    chicago_table: NearRepeatTable,
) -> None:
    # Standard error of a p-value near 0.5 from 999 permutations: 0.016; of a difference, 0.022.
    assert chicago_table.p_value[:, 0] == pytest.approx(CHICAGO_P_OF_FIRST_WEEK, abs=0.09)
    assert (chicago_table.p_value[:2, 0] <= 0.003).all()


def test_the_closed_form_is_what_the_permutations_tend_to(chicago_table: NearRepeatTable) -> None:
    error = 4 * chicago_table.simulated.std(axis=0) / np.sqrt(999)
    assert (np.abs(chicago_table.expected - chicago_table.expected_closed_form) < error).all()


def test_the_closed_form_by_hand() -> None:
    # Four homes, six pairs: two pairs under 100 m, three pairs under three days apart.
    points, dates = burglaries([(0, 0, 0), (50, 0, 1), (5_000, 0, 2), (5_050, 0, 9)])
    table = near_repeat(points, dates, params=EDGE_CASE)
    assert table.pairs == 6
    assert table.expected_closed_form[0, 0] == pytest.approx(2 * 3 / 6)
    assert table.expected_closed_form[1].tolist() == [0, 0]
    assert np.isnan(table.ratio[1]).all()
    assert not table.is_near_repeat[1].any()


def test_a_pair_on_the_edge_belongs_to_the_second_band_of_each() -> None:
    points, dates = burglaries([(600_000, 225_000, 0), (600_100, 225_000, 3)])
    assert near_repeat(points, dates, params=EDGE_CASE).observed.tolist() == [[0, 0], [0, 1]]


def test_with_the_other_closure_it_belongs_to_the_first_band_of_each() -> None:
    points, dates = burglaries([(600_000, 225_000, 0), (600_100, 225_000, 3)])
    params = NearRepeatParams(
        distance_bands_m=(0, 100, 200), time_bands_days=(0, 3, 6), closure=Closure.UPPER
    )
    assert near_repeat(points, dates, params=params).observed.tolist() == [[1, 0], [0, 0]]


def test_the_same_home_on_the_same_day_is_counted_under_either_closure() -> None:
    points, dates = burglaries([(0, 0, 0), (0, 0, 0)])
    for closure in Closure:
        params = NearRepeatParams(closure=closure)
        assert near_repeat(points, dates, params=params).observed[0, 0] == 1


def test_round_the_corner_is_nearer_as_the_crow_flies() -> None:
    points, dates = burglaries([(0, 0, 0), (60, 80, 0)])
    crow, streets = (
        near_repeat(
            points,
            dates,
            params=NearRepeatParams(
                distance_bands_m=(0, 120, 160), time_bands_days=(0, 3), metric=metric
            ),
        ).observed.ravel()
        for metric in Metric
    )
    assert (crow.tolist(), streets.tolist()) == ([1, 0], [0, 1])


def test_a_burglary_just_before_midnight_and_one_just_after_are_a_day_apart() -> None:
    points, _ = burglaries([(0, 0, 0), (50, 0, 0)])
    dates = pd.Series(pd.to_datetime(["2026-03-28 23:59", "2026-03-29 00:01"])).dt.tz_localize(
        "Europe/London"
    )
    params = NearRepeatParams(distance_bands_m=(0, 100), time_bands_days=(0, 1, 2))
    assert near_repeat(points, dates, params=params).observed.tolist() == [[0, 1]]


def test_the_repeated_hour_of_october_and_a_leap_day_do_not_shift_the_date() -> None:
    points, _ = burglaries([(0, 0, 0), (50, 0, 0)])
    params = NearRepeatParams(distance_bands_m=(0, 100), time_bands_days=(0, 1, 2, 3))
    autumn = pd.Series(
        pd.to_datetime(["2026-10-24 23:30+00:00", "2026-10-25 01:30+00:00"]).tz_convert(
            "Europe/London"
        )
    )
    leap_year = pd.Series(pd.to_datetime(["2028-02-28", "2028-03-01"]))
    assert near_repeat(points, autumn, params=params).observed.tolist() == [[1, 0, 0]]
    assert near_repeat(points, leap_year, params=params).observed.tolist() == [[0, 0, 1]]


def test_the_order_of_the_rows_changes_nothing() -> None:
    points, dates = scattered(300, seed=1, follow=0.2)
    shuffled = np.random.default_rng(0).permutation(len(points))
    tables = [
        near_repeat(points.iloc[rows], dates.iloc[rows], params=NearRepeatParams(permutations=99))
        for rows in (np.arange(len(points)), shuffled)
    ]
    pd.testing.assert_frame_equal(tables[0].to_frame(), tables[1].to_frame(), check_exact=True)


def test_blocks_counted_apart_make_the_same_table() -> None:
    points, dates = scattered(200, seed=2)
    params = NearRepeatParams(permutations=150)
    pairs = pickle.loads(pickle.dumps(knox_pairs(points, dates, params=params)))  # noqa: S301 - as an executor hands it on
    blocks = [permutation_counts(pairs, *block, params.seed) for block in ((0, 37), (37, 150))]
    apart = near_repeat_table(pairs, np.concatenate(blocks), params=params)
    whole = near_repeat(points, dates, params=params)
    pd.testing.assert_frame_equal(apart.to_frame(), whole.to_frame(), check_exact=True)


def test_the_table_as_rows_names_its_bands() -> None:
    points, dates = scattered(50, seed=3)
    rows = near_repeat(points, dates, params=NearRepeatParams(permutations=19)).to_frame()
    assert tuple(rows.columns) == schema.NEAR_REPEAT_COLUMNS
    assert list(rows[schema.DISTANCE_BAND].unique()) == [
        "same place", "under 100 m", "100 to 200 m", "200 to 300 m", "300 to 400 m",
    ]  # fmt: skip
    assert list(rows[schema.TIME_BAND][:2]) == ["0–6 days", "7–13 days"]


def test_bands_are_named_by_the_whole_days_in_them() -> None:
    daily = NearRepeatParams(time_bands_days=(0, 1, 2, 4))
    assert daily.time_labels == ("same day", "1 day", "2–3 days")
    upper = NearRepeatParams(time_bands_days=(0, 7, 14), closure=Closure.UPPER)
    assert upper.time_labels == ("0–7 days", "8–14 days")
    assert upper.distance_labels[:2] == ("same place", "up to 100 m")


def test_points_in_degrees_are_refused() -> None:
    points, dates = burglaries([(0.9, 51.9, 0), (0.9, 51.9, 3)])
    with pytest.raises(CoordinateError, match="not in metres"):
        near_repeat(points.set_crs("EPSG:4326", allow_override=True), dates, params=EDGE_CASE)


def test_dates_that_cannot_be_trusted_are_refused() -> None:
    points, dates = burglaries([(0, 0, 0), (50, 0, 3)])
    with pytest.raises(InputError, match="1 of 2 dates are missing"):
        near_repeat(points, dates.where(dates > NEW_YEAR), params=EDGE_CASE)
    with pytest.raises(InputError, match="one explicit format"):
        near_repeat(points, dates.dt.strftime("%d/%m/%Y"), params=EDGE_CASE)
    with pytest.raises(InputError, match="index"):
        near_repeat(points, dates.iloc[::-1], params=EDGE_CASE)
    mistyped = pd.Series(pd.to_datetime(["1026-01-01", "2026-01-01"], format="%Y-%m-%d"))
    with pytest.raises(InputError, match="mistyped year"):
        near_repeat(points, mistyped, params=EDGE_CASE)


def test_a_burglary_without_a_place_is_refused() -> None:
    points, dates = burglaries([(0, 0, 0), (50, 0, 3)])
    with pytest.raises(InputError, match="1 of 2 rows have no point"):
        near_repeat(points.set_geometry([points.geometry[0], None]), dates, params=EDGE_CASE)


def test_monthly_data_are_refused_in_one_sentence() -> None:
    offences, _ = burglaries([(0, 0, 0), (50, 0, 3)])
    offences[schema.TIME_PRECISION] = [TimePrecision.EXACT.value, TimePrecision.MONTH.value]
    with pytest.raises(InputError, match=r"1 of 2 offences carry a month and no day") as refusal:
        refuse_monthly(offences)
    assert str(refusal.value).count(". ") == 0
    refuse_monthly(offences.iloc[:1])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"distance_bands_m": (0, 100, 100)}, "distance_bands_m must be two or more rising edges"),
        ({"distance_bands_m": (-5, 100)}, "rising edges from 0"),
        ({"time_bands_days": (0,)}, "time_bands_days must be two or more"),
        ({"time_bands_days": (0, 3.5)}, "whole days"),
        ({"time_bands_days": (0, 40_000)}, "end before 32,000 days"),
        ({"metric": "feet"}, "'euclidean' or 'manhattan', not 'feet'"),
        ({"closure": "[]"}, "closure must be"),
        ({"permutations": 9}, "19 or more"),
        ({"seed": -1}, "seed must be 0 or more"),
        ({"min_ratio": 0.5}, "min_ratio must be 1 or more"),
        ({"max_p_value": 1.0}, "max_p_value"),
    ],
)
def test_wrong_parameters_are_named(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        NearRepeatParams(**wrong)  # type: ignore[arg-type] # wrong on purpose


# --- the verdict -------------------------------------------------------------------------------


def test_a_town_where_burglars_come_back_next_door_is_found() -> None:
    table = near_repeat(*scattered(400, seed=4, follow=0.3), params=NearRepeatParams())
    found = evidence(table)
    assert found.verdict is Verdict.SUPPORTED
    assert found.window is not None
    assert found.window.distance_m <= 200
    assert found.window.days <= 14
    assert found.window.ratio > 1.5
    assert "Near repeat is at work here: less than" in found.sentence
    assert "p = 0.001" in found.sentence


def test_without_a_process_one_run_in_twenty_says_that_there_is_one() -> None:
    params = NearRepeatParams(permutations=199)
    tables = [near_repeat(*scattered(300, seed=seed), params=params) for seed in range(200)]
    said = sum(evidence(table).verdict is Verdict.SUPPORTED for table in tables)
    # Binomial of 200 at 5 %: 10 expected, at most 20 in 999 of 1,000 such experiments.
    assert 1 <= said <= 20
    # Read band by band, most of the same towns would have been called near repeat.
    band_by_band = sum(table.is_near_repeat[1:].any() for table in tables)
    assert band_by_band > 100


def test_seven_burglaries_are_too_few_to_tell() -> None:
    found = evidence(near_repeat(*scattered(7, seed=5), params=NearRepeatParams(permutations=99)))
    assert found.verdict is Verdict.TOO_FEW
    assert found.window is None
    assert found.sentence.startswith("Too few burglaries to tell")


def test_burglaries_of_one_date_say_nothing_and_are_said_to() -> None:
    points, dates = scattered(300, seed=9)
    same_day = pd.Series(dates.min(), index=dates.index)
    found = evidence(near_repeat(points, same_day, params=NearRepeatParams(permutations=99)))
    assert found.verdict is Verdict.TOO_FEW
    assert found.sentence.startswith("All 300 burglaries have one date")
    assert "p = " not in found.sentence
    assert found.window is found.same_place is None


def test_burglaries_of_one_home_say_nothing_and_are_said_to() -> None:
    points, dates = burglaries([(0, 0, day) for day in range(0, 200, 5)])
    found = evidence(near_repeat(points, dates, params=NearRepeatParams(permutations=99)))
    assert found.verdict is Verdict.TOO_FEW
    assert "the pairs stay the same" in found.sentence
    assert found.same_place is None


def test_too_few_burglaries_have_no_p_value_in_their_sentence() -> None:
    """Some windows can be tested, and none could have shown twice as many pairs as chance."""
    found = evidence(near_repeat(*scattered(84, seed=5), params=NearRepeatParams()))
    assert found.verdict is Verdict.TOO_FEW
    assert found.window is not None
    assert "could have shown it from" in found.sentence
    assert "p " not in found.sentence


def test_one_pair_of_three_burglaries_by_hand() -> None:
    """One of three pairs is near, one of three soon: a third is expected, 1 − e^(−1/3) its p."""
    points, dates = burglaries([(0, 0, 0), (50, 0, 3), (9_000, 0, 150)])
    found = linked_pairs(points, dates, params=NearRepeatLinkParams())
    assert found.observed == 1
    assert found.expected == pytest.approx(1 / 3)
    assert found.p_value == pytest.approx(1 - math.exp(-1 / 3))


def test_strings_are_made_of_the_linked_pairs() -> None:
    """200 m and 14 days apart, on the edge of both, are linked by (a, b] alone."""
    points, dates = burglaries([(0, 0, 0), (200, 0, 14), (9_000, 0, 150)])
    for closure, linked in ((Closure.LOWER, 0), (Closure.UPPER, 1)):
        params = NearRepeatLinkParams(closure=closure)
        ids = pd.Series(["A", "B", "C"])
        labels = label_near_repeats(points, dates, ids, params=params)
        assert len(strings_of_burglaries(labels)) == linked
        assert linked_pairs(points, dates, params=params).observed == linked


def test_chicago_has_the_poisson_p_values_of_its_published_pairs(
    chicago_table: NearRepeatTable,
) -> None:
    """28 pairs at one place in a week where 15.5 are expected, 141 below 200 m where 99.9 are."""
    poisson = chicago_table.poisson_p_value
    above = chicago_table.observed > chicago_table.expected_closed_form
    for band in ((0, 0), (1, 0)):
        mean, count = chicago_table.expected_closed_form[band], chicago_table.observed[band]
        below = sum(
            math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(int(count))
        )
        assert poisson[band] == pytest.approx(1 - below, abs=1e-9)
    assert (poisson[above] < 0.6).all()


@pytest.mark.parametrize("count", [0, 1])
def test_a_quiet_district_gets_an_answer_and_no_fault(count: int) -> None:
    points, dates = burglaries([(0, 0, 0)])
    table = near_repeat(
        points.iloc[:count], dates.iloc[:count], params=NearRepeatParams(permutations=19)
    )
    assert table.observed.sum() == 0
    assert evidence(table).verdict is Verdict.TOO_FEW


def test_a_town_with_enough_burglaries_and_no_process_is_told_what_would_have_been_seen() -> None:
    found = evidence(near_repeat(*scattered(800, seed=7), params=NearRepeatParams()))
    assert found.verdict is Verdict.NOT_SUPPORTED
    told = re.search(r"(\d\.\d) times as many would probably have been seen", found.sentence)
    assert told is not None
    assert 1.2 <= float(told[1]) <= 2.0


def test_the_same_home_burgled_again_is_no_reason_to_visit_its_neighbours() -> None:
    points, dates = scattered(400, seed=8)
    again = points.iloc[:60].copy()
    both = pd.concat([points, again], ignore_index=True)
    when = pd.concat([dates, dates.iloc[:60] + dt.timedelta(days=3)], ignore_index=True)
    found = evidence(
        near_repeat(both, when, params=NearRepeatParams(distance_bands_m=(0, 0.1, 400)))
    )
    assert found.verdict is not Verdict.SUPPORTED
    assert found.same_place is not None
    assert "The same place is burgled again within" in found.sentence


def test_chicago_has_near_repeats_and_repeats(chicago_table: NearRepeatTable) -> None:
    found = evidence(chicago_table)
    assert found.verdict is Verdict.SUPPORTED
    assert found.window is not None
    assert (found.window.distance_m, found.window.days, found.window.observed) == (200, 7, 141)
    assert found.same_place is not None
    assert found.same_place.observed == 28


# --- shrinkage ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def force_table() -> NearRepeatTable:
    return near_repeat(*scattered(3_000, seed=9, follow=0.1), params=NearRepeatParams())


def closed_form_ratios(table: NearRepeatTable) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        return table.observed / table.expected_closed_form


def test_a_district_without_burglaries_takes_the_forces_ratios(
    force_table: NearRepeatTable,
) -> None:
    points, dates = burglaries([(0, 0, 0)])
    empty = near_repeat(points.iloc[:0], dates.iloc[:0], params=NearRepeatParams())
    # No two burglaries of this force are at one place: nothing is known of that band, so 1.
    forces = np.nan_to_num(closed_form_ratios(force_table), nan=1.0)
    np.testing.assert_allclose(shrunk_ratios(empty, force_table), forces)


def test_a_district_with_thousands_of_pairs_keeps_its_own(force_table: NearRepeatTable) -> None:
    busy = near_repeat(*scattered(6_000, seed=10, follow=0.5), params=NearRepeatParams())
    many = busy.expected_closed_form > 2_000
    assert many.any()
    shrunk, own = shrunk_ratios(busy, force_table), closed_form_ratios(busy)
    np.testing.assert_allclose(shrunk[many], own[many], rtol=0.1)


def test_a_shrunk_ratio_lies_between_the_districts_and_the_forces(
    force_table: NearRepeatTable,
) -> None:
    local = near_repeat(*scattered(300, seed=11, follow=0.2), params=NearRepeatParams())
    bands = (local.expected_closed_form > 0) & (force_table.expected_closed_form > 0)
    own, forces = (closed_form_ratios(table)[bands] for table in (local, force_table))
    shrunk = shrunk_ratios(local, force_table)[bands]
    assert (shrunk >= np.minimum(own, forces) - 1e-9).all()
    assert (shrunk <= np.maximum(own, forces) + 1e-9).all()


def test_a_district_that_differs_is_listened_to_more_than_one_that_agrees(
    force_table: NearRepeatTable,
) -> None:
    alike = near_repeat(*scattered(1_500, seed=12, follow=0.1), params=NearRepeatParams())
    unlike = near_repeat(*scattered(1_500, seed=12, follow=0.9), params=NearRepeatParams())
    assert shrinkage_weight(unlike, force_table) < shrinkage_weight(alike, force_table)


def test_tables_of_other_bands_are_not_mixed(force_table: NearRepeatTable) -> None:
    other = near_repeat(*scattered(50, seed=13), params=EDGE_CASE)
    with pytest.raises(ParameterError, match="distance_bands_m"):
        shrunk_ratios(other, force_table)
