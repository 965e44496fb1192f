"""The spatial point pattern test, with known answers."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from hotspots.analyse.change_map.area_pattern import area_pattern, yates_chance

WHOLES = (13_953.0, 3_250.0)


@pytest.mark.parametrize(
    ("one", "other", "p"),
    # Chi-squared with Yates's correction of two patterns of 13,953 and 3,250 points, as R's
    # prop.test has it: Wheeler, Steenbeek and Andresen (2018).
    [
        (42, 30, 1.616077e-06),
        (10, 12, 6.272142e-05),
        (1, 19, 3.950509e-17),
        (123, 9, 0.000569),
    ],
)
def test_known_answers_of_two_shares(one: int, other: int, p: float) -> None:
    found = yates_chance(np.array([[one, other]], dtype=float), WHOLES)[0]
    assert found == pytest.approx(p, rel=1e-3 if p == 0.000569 else 1e-6)


def test_every_table_is_as_scipy_has_it() -> None:
    counts = np.random.default_rng(1).poisson(8, (50, 2)).astype(float)
    wholes = float(counts[:, 0].sum()), float(counts[:, 1].sum())
    for row, p in zip(counts, yates_chance(counts, wholes), strict=True):
        table = [[row[0], wholes[0] - row[0]], [row[1], wholes[1] - row[1]]]
        assert p == pytest.approx(chi2_contingency(table, correction=True)[1], rel=1e-9)


def test_an_area_without_an_offence_says_nothing() -> None:
    found = area_pattern(np.array([[0.0, 0.0], [50.0, 50.0]]), (50.0, 50.0), level=0.05)
    assert np.isnan(found.p[0])
    assert found.p[1] == 1.0
    assert found.alike == 1.0


def test_over_many_areas_a_single_small_chance_is_no_change() -> None:
    counts = np.full((100, 2), 50.0)
    counts[0] = (72, 45)
    found = area_pattern(counts, (5_022.0, 4_995.0), level=0.05)
    assert found.p[0] < 0.05 < found.p_all[0]
    assert found.alike == 1.0


def test_an_area_that_lost_its_share_is_found() -> None:
    counts = np.full((20, 2), 100.0)
    counts[3] = (20, 180)
    found = area_pattern(counts, tuple(counts.sum(axis=0)), level=0.05)
    assert (found.p_all < 0.05).tolist() == [at == 3 for at in range(20)]
    assert found.alike == pytest.approx(0.95)
