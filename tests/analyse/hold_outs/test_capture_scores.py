"""What a choice of places captures, against worked numbers, and how sure that is."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hotspots.analyse.hold_outs.capture_scores import (
    Judged,
    Resamples,
    choose_parts,
    choose_top,
    draw_resamples,
    interval,
    judge,
    reach_of,
    totals_of,
)
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, ranked_order
from hotspots.errors import ParameterError

# methods.md §5: equal units. No choice of 1, 3 or 5 of them ends among tied ones.
CAME = np.array([6.0, 7, 3, 2, 1, 0])
SCORES = np.array([8.0, 4, 4, 2, 1, 0])
IN_TURN = RankedOrder(places=np.arange(4), starts=np.arange(4))


def judged(scores: np.ndarray, room: float, before: np.ndarray | None = None) -> Judged:
    """Judge a choice among CAME on the data alone."""
    known = CAME if before is None else before
    drawn = draw_resamples(6, np.ones(6, dtype=bool), resamples=0, seed=1)
    rooms = [np.array([room])]
    (choice,) = choose_top(ranked_order(scores), CAME, known, drawn, rooms)
    (best,) = choose_top(ranked_order(CAME), CAME, known, drawn, rooms)
    return judge([choice], [best], totals_of([(CAME, known)], drawn))


@pytest.mark.parametrize(
    ("units", "pai", "pei"), [(1, 1.895, 0.857), (3, 1.684, 1.0), (5, 1.200, 1.0)]
)
def test_published_accuracy_and_efficiency(units: int, pai: float, pei: float) -> None:
    found = judged(SCORES, units)
    assert found.pai.value == pytest.approx(pai, abs=5e-4)
    assert found.pei.value == pytest.approx(pei, abs=5e-4)


def test_rri_is_the_later_pai_over_the_earlier_in_the_same_places() -> None:
    # The first two held 12 of 18 earlier, and 11 of 19 later: 6, and half of the tied 7 and 3.
    found = judged(SCORES, 2, before=np.array([8.0, 4, 4, 2, 0, 0]))
    assert found.rri.value == pytest.approx((11 / 19) / (12 / 18))


def test_parts_of_squares_count_by_what_lies_in_them() -> None:
    drawn = draw_resamples(3, np.ones(3, dtype=bool), resamples=0, seed=1)
    came = np.array([4.0, 4, 2])
    inside = np.array([2.0, 1, 0])
    choice = choose_parts(np.array([0.5, 0.25, 0.0]), inside, inside, drawn)
    found = judge([choice], None, totals_of([(came, came)], drawn))
    assert math.isnan(found.pei.value)
    assert found.captured.value == pytest.approx(0.3)
    assert found.pai.value == pytest.approx(0.3 / 0.25)


@pytest.fixture
def town() -> tuple[np.ndarray, np.ndarray]:
    """2,000 squares, 40 of them busy, and what came to each."""
    level = np.where(np.arange(2_000) < 40, 5.0, 0.05)
    return level, np.random.default_rng(5).poisson(level).astype(float)


def resampled(
    town: tuple[np.ndarray, np.ndarray], *scores: np.ndarray, share: float
) -> list[Judged]:
    """Judge several scores on the same resamples."""
    _, came = town
    orders = [ranked_order(each) for each in (*scores, came)]
    watched = came > 0
    for order in orders:
        watched[order.places[: reach_of(1.1 * share * came.size)]] = True
    drawn = draw_resamples(came.size, watched, resamples=300, seed=2)
    chosen = [choose_top(order, came, came, drawn, [share * drawn.places])[0] for order in orders]
    totals = totals_of([(came, came)], drawn)
    return [judge([each], [chosen[-1]], totals) for each in chosen[:-1]]


def test_a_method_is_no_better_than_itself(town: tuple[np.ndarray, np.ndarray]) -> None:
    one, other = resampled(town, town[0], town[0], share=0.02)
    assert one.less(other).value == one.less(other).low == one.less(other).high == 0.0


def test_knowing_the_busy_squares_is_clearly_better_than_not(
    town: tuple[np.ndarray, np.ndarray],
) -> None:
    knowing, guessing = resampled(town, town[0], np.random.default_rng(9).random(2_000), share=0.02)
    assert knowing.less(guessing).low > 0
    assert guessing.less(knowing).high < 0
    assert knowing.captured.low < knowing.captured.value < knowing.captured.high


def test_an_interval_over_places_holds_the_truth_about_as_often_as_it_says() -> None:
    # 100 towns drawn from one country: 40 of 400 squares busy, scored as such. The share captured
    # in the long run is 40 · 5 / (40 · 5 + 360 · 0.2) = 0.735.
    truth, held = 200 / 272, 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        busy = rng.random(400) < 0.1
        level = np.where(busy, 5.0, 0.2)
        came = rng.poisson(level).astype(float)
        drawn = draw_resamples(400, np.ones(400, dtype=bool), resamples=200, seed=seed)
        covered = busy.astype(np.float64)
        choice = choose_parts(covered, came * covered, came * covered, drawn)
        captured = judge([choice], None, totals_of([(came, came)], drawn)).captured
        held += captured.low <= truth <= captured.high
    assert 86 <= held <= 100


def test_the_fullest_of_each_resample_are_taken_not_the_same_squares_again() -> None:
    # Where the first square stands twice, it fills the room of two squares by itself.
    drawn = draw_resamples(4, np.ones(4, dtype=bool), resamples=0, seed=1)
    drawn.times[:, 0] = [2, 1, 1, 0]
    came = np.array([5.0, 3, 1, 1])
    (choice,) = choose_top(IN_TURN, came, came, drawn, [np.array([2.0])])
    assert choice.area.tolist() == [2.0]
    assert choice.taken.tolist() == [10.0]


def test_tied_squares_among_which_the_room_ends_are_each_taken_in_part() -> None:
    # One that is first, then a hundred alike, of which 70 are not watched and hold nothing. Of the
    # four places of room three are left for the hundred: three hundredths of the 5 and the 3 count.
    came = np.zeros(101)
    came[:3] = 2.0, 5.0, 3.0
    drawn = draw_resamples(101, np.arange(101) < 31, resamples=0, seed=1)
    order = ranked_order(np.append(9.0, np.ones(100)))
    (choice,) = choose_top(order, came, came, drawn, [np.array([4.0])])
    assert choice.area.tolist() == pytest.approx([4.0])
    assert choice.taken.tolist() == pytest.approx([2.0 + 8.0 * 3 / 100])


def test_a_ranking_that_knows_nothing_captures_what_chance_would(
    town: tuple[np.ndarray, np.ndarray],
) -> None:
    (blind,) = resampled(town, np.zeros(2_000), share=0.02)
    assert blind.captured.value == pytest.approx(0.02)
    assert blind.captured.low == pytest.approx(0.02, abs=1e-3)


def test_a_square_that_is_not_resampled_cannot_be_chosen() -> None:
    drawn = draw_resamples(4, np.array([True, False, True, True]), resamples=0, seed=1)
    with pytest.raises(ParameterError, match="not among those"):
        choose_top(IN_TURN, np.ones(4), np.ones(4), drawn, [np.array([2.0])])


def test_the_data_alone_have_no_interval() -> None:
    found = interval(np.array([0.4]))
    assert found.value == 0.4
    assert math.isnan(found.low)


@pytest.mark.parametrize("decimals", [0, 1, 6])
def test_rooms_are_filled_as_a_table_of_running_sums_has_it(decimals: int) -> None:
    rng = np.random.default_rng(3)
    level = rng.gamma(0.5, 2.0, 3_000)
    came, before = (rng.poisson(level).astype(np.float64) * each for each in (0.7, 1.3))
    order = ranked_order(np.round(level, decimals))
    watched = (came > 0) | (before > 0)
    watched[order.places[:600]] = True
    drawn = draw_resamples(3_000, watched, resamples=50, seed=4)
    rooms = [share * drawn.places for share in (0.02, 0.1)] + [np.full(51, 3.5), np.zeros(51)]
    for choice, room in zip(choose_top(order, came, before, drawn, rooms), rooms, strict=True):
        expected = in_tables(order, came, before, drawn, room)
        for one, other in zip((choice.taken, choice.earlier, choice.area), expected, strict=True):
            assert one == pytest.approx(other, rel=1e-12)


def test_a_room_for_more_than_there_is_takes_all() -> None:
    drawn = draw_resamples(6, np.ones(6, dtype=bool), resamples=20, seed=1)
    (choice,) = choose_top(ranked_order(SCORES), CAME, CAME, drawn, [np.full(21, 99.0)])
    assert choice.taken == pytest.approx(CAME @ drawn.times)
    assert choice.area.tolist() == drawn.places.tolist()


def in_tables(
    order: RankedOrder, came: np.ndarray, before: np.ndarray, drawn: Resamples, room: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Fill a room the plain way: the running sums over all groups that it may reach."""
    reached = np.append(order.starts, order.places.size)
    end = reached[np.searchsorted(reached, reach_of(float(room.max())))]
    first = order.places[:end]
    known = np.isin(first, drawn.watched)
    groups = np.concatenate([[0], np.cumsum(known)])[order.starts[order.starts < end]]
    times = drawn.times[np.searchsorted(drawn.watched, first[known])].T.astype(np.float64)
    tables = [times, times * came[first[known]], times * before[first[known]]]
    size, later, earlier = (np.add.reduceat(each, groups, axis=1) for each in tables)
    size[:, -1] += drawn.unwatched_among(int(np.count_nonzero(~known)))
    filled, taken, had = (np.cumsum(np.pad(e, ((0, 0), (1, 0))), 1) for e in (size, later, earlier))
    row = np.arange(len(times))
    full = np.count_nonzero(filled <= room[:, None], axis=1) - 1
    part = (room - filled[row, full]) / size[row, full]
    return (
        taken[row, full] + part * later[row, full],
        had[row, full] + part * earlier[row, full],
        room,
    )
