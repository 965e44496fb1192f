"""How far a weight can move before another ward is the first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspots import schema
from hotspots.analyse.wards.first_ward import room_of_weights
from hotspots.schema import WardMeasure
from tests.analyse.ward_places import FIELDS, HARBOUR, HILL, MARKET

HARM, ASB, TREND = WardMeasure.HARM, WardMeasure.ASB, WardMeasure.TREND


def ranked(wards: dict[str, tuple[float, ...]], *measures: WardMeasure) -> pd.DataFrame:
    columns = [schema.measure_percentile_column(measure) for measure in measures]
    table = pd.DataFrame.from_dict(wards, orient="index", columns=columns)
    return table.rename_axis(schema.WARD_CODE).reset_index()


def test_harbour_leads_until_harm_has_less_than_two_fifths_of_the_weight() -> None:
    """Harbour 100 and 40, Market 70 and 60: level where 30 of harm is 20 of the rest, at 0.4."""
    table = ranked({HARBOUR: (100, 40), MARKET: (70, 60), HILL: (0, 0)}, HARM, ASB)
    harm, asb = room_of_weights(table, {HARM: 0.5, ASB: 0.5})
    assert harm.low == pytest.approx(0.4)
    assert harm.below == MARKET
    assert (harm.high, harm.above) == (1, None)
    assert asb.high == pytest.approx(0.6)
    assert asb.above == MARKET
    assert (asb.low, asb.below) == (0, None)
    assert harm.least_change == pytest.approx(0.2)


def test_a_ward_that_is_first_by_everything_stays_first_by_any_weight() -> None:
    table = ranked({HARBOUR: (100, 100), MARKET: (60, 80)}, HARM, ASB)
    for room in room_of_weights(table, {HARM: 0.3, ASB: 0.7}):
        assert (room.low, room.high, room.below, room.above) == (0, 1, None, None)
        assert room.least_change == np.inf


def test_wards_that_are_level_change_places_with_any_move() -> None:
    table = ranked({HARBOUR: (80, 60), MARKET: (60, 80)}, HARM, ASB)
    harm, _ = room_of_weights(table, {HARM: 0.5, ASB: 0.5})
    assert (harm.low, harm.below, harm.least_change) == (0.5, MARKET, 0)
    assert harm.above is None


def test_one_measure_or_one_ward_has_nothing_to_move_against() -> None:
    assert room_of_weights(ranked({HARBOUR: (9,), MARKET: (1,)}, HARM), {HARM: 1.0}) == []
    assert room_of_weights(ranked({HARBOUR: (9, 1)}, HARM, ASB), {HARM: 0.5, ASB: 0.5}) == []


def test_just_beyond_each_end_the_ward_that_is_named_leads() -> None:
    rng = np.random.default_rng(3)
    names = [HARBOUR, MARKET, HILL, FIELDS, *(f"E05{n:06d}" for n in range(20))]
    weights = {HARM: 0.5, ASB: 0.3, TREND: 0.2}
    table = ranked({name: tuple(rng.uniform(0, 100, 3)) for name in names}, *weights)
    figures = table.set_index(schema.WARD_CODE)
    base = np.array(list(weights.values()))
    table = table.iloc[(-(figures.to_numpy() @ base)).argsort()]
    figures = table.set_index(schema.WARD_CODE)

    def leader(at: int, share: float) -> object:
        moved = base * (1 - share) / (1 - base[at])
        moved[at] = share
        return figures.index[(figures.to_numpy() @ moved).argmax()]

    first, ends = table[schema.WARD_CODE].iloc[0], 0
    for at, room in enumerate(room_of_weights(table, weights)):
        assert leader(at, room.low + 1e-6) == leader(at, room.high - 1e-6) == first
        for beyond, share in ((room.below, room.low - 1e-6), (room.above, room.high + 1e-6)):
            if beyond is not None:
                assert leader(at, share) == beyond
                ends += 1
    assert ends >= 3
