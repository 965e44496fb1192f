"""What a small place may expect: its own past, pulled toward its surroundings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspots.analyse.hold_outs.shrunk_history import (
    PastOffences,
    ShrunkHistory,
    ShrunkHistoryParams,
    ShrunkRecord,
)
from hotspots.analyse.hold_outs.surroundings import Points, SmallPlaces, nearness
from hotspots.analyse.weight_transform import WeightTransform
from hotspots.errors import ParameterError

ALONE = ShrunkHistoryParams(surroundings=False, other_kinds=False, by_kind=False)
THEFT, BURGLARY = 0, 1


def past(place: Any, *, kind: int | Any = BURGLARY, months: int = 1, **given: Any) -> PastOffences:
    """Return offences, each at a point of its own in the middle of its place."""
    places = np.asarray(place, dtype=np.int64)
    count = places.size
    return PastOffences(
        place=places,
        point=given.get("point", places),
        kind=np.broadcast_to(np.asarray(kind, dtype=np.int64), count),
        selected=given.get("selected", np.ones(count, dtype=bool)),
        amount=np.asarray(given.get("amount", np.ones(count)), dtype=float),
        months_ago=np.asarray(given.get("months_ago", np.zeros(count)), dtype=float),
        months=months,
    )


def nowhere_near(places: int) -> Any:
    """Return surroundings of places that lie too far apart to know of one another."""
    row = SmallPlaces(
        eastings=np.arange(places, dtype=np.float64) * 50_000.0,
        northings=np.zeros(places),
        areas_km2=np.ones(places),
    )
    held = Points(
        eastings=row.eastings, northings=row.northings, place=np.arange(places, dtype=np.int64)
    )
    return nearness(row, held, reach_m=300.0), nearness(row, held, reach_m=1_000.0)


def records_of(
    offences: PastOffences, around: Any, areas: np.ndarray, params: ShrunkHistoryParams
) -> Iterator[ShrunkRecord]:
    return ShrunkHistory(offences, areas).records(around, params)


def expected_amounts(
    offences: PastOffences, around: Any, areas: np.ndarray, params: ShrunkHistoryParams
) -> np.ndarray:
    """Return the harm a month to be expected at each place: the kinds added up."""
    records = records_of(offences, around, areas, params)
    return sum((each.expected(params.prior_strength) for each in records), np.zeros(len(areas)))


def expected(offences: PastOffences, areas: Any, params: ShrunkHistoryParams) -> np.ndarray:
    sizes = np.asarray(areas, dtype=float)
    return expected_amounts(offences, nowhere_near(sizes.size), sizes, params)


def test_a_record_is_pulled_toward_the_mean_by_hand() -> None:
    # 3, 1, 0 and 0 burglaries: 1 is expected of each. With k = 0.5: 1 · (0.5 + y) / (0.5 + 1).
    found = expected(past([0, 0, 0, 1]), np.ones(4), replace(ALONE, prior_strength=0.5))
    assert found == pytest.approx([3.5 / 1.5, 1.5 / 1.5, 0.5 / 1.5, 0.5 / 1.5], rel=1e-5)


def test_what_is_expected_is_told_by_the_month() -> None:
    year = expected(past([0, 0, 0, 1], months=12), np.ones(4), ALONE)
    month = expected(past([0, 0, 0, 1], months=1), np.ones(4), ALONE)
    assert year == pytest.approx(month / 12)


def test_no_trust_in_the_past_leaves_the_mean_and_full_trust_the_record() -> None:
    offences = past([0, 0, 0, 1])
    mean = expected(offences, np.ones(4), replace(ALONE, prior_strength=1e9))
    record = expected(offences, np.ones(4), replace(ALONE, prior_strength=1e-9))
    assert mean == pytest.approx(np.ones(4), rel=1e-4)
    assert record == pytest.approx([3, 1, 0, 0], abs=1e-4)


def test_a_place_twice_as_large_expects_twice_as_much() -> None:
    # All have the same density on record: the area alone tells them apart.
    found = expected(past([0, 1, 1, 2, 3, 3]), [1.0, 2.0, 1.0, 2.0], ALONE)
    sizes = expected(past([0, 1, 1, 2, 3, 3]), [1.0, 2.0, 1.0, 2.0], ALONE)
    assert found == pytest.approx(sizes)
    assert found[1] == pytest.approx(2 * found[0], rel=1e-6)


def test_an_old_offence_counts_for_half_after_its_half_life() -> None:
    params = replace(ALONE, half_life_months=3.0)
    (record,) = records_of(
        past([0, 1], months_ago=[0.0, 3.0], months=4), nowhere_near(2), np.ones(2), params
    )
    assert record.recorded.tolist() == [1.0, 0.5]


def test_harm_is_the_number_expected_times_the_harm_of_an_average_one() -> None:
    (record,) = records_of(
        past([0, 1], amount=[100.0, 300.0], months=2), nowhere_near(2), np.ones(2), ALONE
    )
    assert record.recorded == pytest.approx([0.5, 1.5])
    assert record.amount_a_month == pytest.approx(100.0)  # 200 over two months


def test_the_square_root_tames_a_grave_offence() -> None:
    (record,) = records_of(
        past([0, 1], amount=[100.0, 900.0]),
        nowhere_near(2),
        np.ones(2),
        replace(ALONE, transform=WeightTransform.SQUARE_ROOT),
    )
    assert record.recorded == pytest.approx([0.5, 1.5])  # 10 and 30 over 20


def test_where_all_of_a_kind_weigh_alike_no_transform_is_fitted_again() -> None:
    offences, near = past([0, 0, 1], amount=[90.0, 90.0, 90.0]), nowhere_near(2)
    rooted = replace(ALONE, transform=WeightTransform.SQUARE_ROOT)
    history = ShrunkHistory(offences, np.ones(2))
    (raw,), (tamed,) = (tuple(history.records(near, each)) for each in (ALONE, rooted))
    (alone,) = records_of(offences, near, np.ones(2), rooted)
    assert tamed is raw
    assert alone.expected(0.5) == pytest.approx(raw.expected(0.5), rel=1e-12)


def test_main_kinds_stand_alone_and_the_rest_together() -> None:
    # Of 100 points of harm burglary holds 90, theft 6, two others 2 each: below a twentieth.
    offences = past([0, 0, 1, 1], kind=[0, 1, 2, 3], amount=[90.0, 6.0, 2.0, 2.0])
    records = list(records_of(offences, nowhere_near(2), np.ones(2), replace(ALONE, by_kind=True)))
    assert [round(record.recorded.sum() * record.amount_a_month) for record in records] == [
        90, 6, 4,
    ]  # fmt: skip


def test_what_was_not_selected_is_not_expected() -> None:
    offences = past([0, 1], selected=np.array([True, False]))
    assert expected(offences, np.ones(2), ALONE).sum() == pytest.approx(1.0, rel=1e-5)


def test_without_a_record_nothing_is_expected() -> None:
    offences = past([0, 1], selected=np.zeros(2, dtype=bool))
    assert expected(offences, np.ones(3), ShrunkHistoryParams()).tolist() == [0.0, 0.0, 0.0]


def test_an_offence_in_no_place_is_in_no_record() -> None:
    (record,) = records_of(
        past([0, -1], point=np.array([0, 1])), nowhere_near(2), np.ones(2), ALONE
    )
    assert (record.held.tolist(), record.recorded.tolist()) == ([0], [1.0])


@pytest.fixture(scope="module")
def risky_half() -> tuple[PastOffences, Any, np.ndarray]:
    """A row of 400 squares: in its western half thefts and burglaries are ten times as frequent."""
    rng = np.random.default_rng(11)
    squares = 400
    row = SmallPlaces(
        eastings=75.0 + 150.0 * np.arange(squares, dtype=np.float64),
        northings=np.full(squares, 75.0),
        areas_km2=np.full(squares, 0.0225),
    )
    held = Points(
        eastings=row.eastings, northings=row.northings, place=np.arange(squares, dtype=np.int64)
    )
    level = np.where(np.arange(squares) < squares // 2, 1.0, 0.1)
    burglaries, thefts = rng.poisson(level), rng.poisson(3 * level)
    place = np.repeat(np.tile(np.arange(squares), 2), np.concatenate([burglaries, thefts]))
    kind = np.repeat([BURGLARY, THEFT], [burglaries.sum(), thefts.sum()])
    offences = past(place, kind=kind, selected=kind == BURGLARY)
    around = nearness(row, held, reach_m=300.0), nearness(row, held, reach_m=1_000.0)
    return offences, around, row.areas_km2


def test_an_empty_square_in_a_bad_part_expects_more_than_one_in_a_good_part(
    risky_half: tuple[PastOffences, Any, np.ndarray],
) -> None:
    offences, around, areas = risky_half
    found = expected_amounts(offences, around, areas, ShrunkHistoryParams())
    record = np.bincount(offences.place[offences.selected], minlength=400)
    empty_west = found[:190][record[:190] == 0]
    empty_east = found[210:][record[210:] == 0]
    assert np.median(empty_west) > 2 * np.median(empty_east)


def test_other_offences_in_a_square_tell_of_its_burglaries(
    risky_half: tuple[PastOffences, Any, np.ndarray],
) -> None:
    offences, around, areas = risky_half
    truth = np.where(np.arange(400) < 200, 1.0, 0.1)
    blind = replace(ShrunkHistoryParams(), surroundings=False, other_kinds=False)
    knowing = replace(ShrunkHistoryParams(), surroundings=False)
    errors = [
        np.abs(expected_amounts(offences, around, areas, params) - truth).mean()
        for params in (blind, knowing)
    ]
    assert errors[1] < errors[0]


def test_the_order_of_the_rows_changes_nothing(
    risky_half: tuple[PastOffences, Any, np.ndarray],
) -> None:
    offences, around, areas = risky_half
    turned = np.random.default_rng(1).permutation(offences.place.size)
    other = PastOffences(
        **{
            name: getattr(offences, name)[turned]
            for name in ("place", "point", "kind", "selected", "amount", "months_ago")
        },
        months=offences.months,
    )
    params = ShrunkHistoryParams()
    found = expected_amounts(offences, around, areas, params)
    assert expected_amounts(other, around, areas, params) == pytest.approx(found, rel=1e-9)


@given(
    recorded=st.integers(0, 500),
    around=st.floats(0.001, 200.0),
    strength=st.floats(0.01, 100.0),
)
def test_the_estimate_lies_between_the_record_and_the_surroundings(
    recorded: int, around: float, strength: float
) -> None:
    record = ShrunkRecord(
        held=np.array([0]),
        recorded=np.array([float(recorded)]),
        expected_around=np.array([around]),
        amount_a_month=1.0,
    )
    found = float(record.expected(strength)[0])
    low, high = sorted((float(recorded), around))
    assert low * (1 - 1e-9) <= found <= high * (1 + 1e-9)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"prior_strength": 0.0}, "prior_strength must be above 0"),
        ({"near_m": 2_000.0}, "must rise"),
        ({"half_life_months": -1.0}, "half_life_months"),
        ({"least_share": 0.0}, "least_share"),
    ],
)
def test_parameters_out_of_range_are_refused(wrong: dict[str, float], said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        ShrunkHistoryParams(**wrong)  # type: ignore[arg-type] # one name at a time
