"""Relative incidence and the e-test, against the numbers of methods.md, §7."""

from __future__ import annotations

import pytest

from hotspots.analyse.operations.displacement import BeforeDuring
from hotspots.analyse.operations.relative_incidence import (
    MOST_FOR_E_TEST,
    poisson_e_test,
    relative_incidence,
)
from hotspots.errors import ParameterError


def test_the_published_ratio_comes_out() -> None:
    """120→85 against 118→108: .774, 95 % .529–1.133, expected 109.83 (methods.md, §7)."""
    found = relative_incidence(
        BeforeDuring(before=120, during=85), BeforeDuring(before=118, during=108)
    )
    assert found.ratio == pytest.approx(0.774, abs=0.0005)
    assert found.interval() == pytest.approx((0.529, 1.133), abs=0.0005)
    assert found.expected == pytest.approx(109.83, abs=0.005)


def test_a_street_where_offences_stopped_still_has_a_ratio() -> None:
    """Half an offence on each count; by hand: (0.5/20.5)/(20.5/20.5) = 0.0244."""
    found = relative_incidence(
        BeforeDuring(before=20, during=0), BeforeDuring(before=20, during=20)
    )
    assert found.ratio == pytest.approx(0.0244, abs=0.00005)
    assert found.expected == pytest.approx(20)


@pytest.mark.parametrize(("before", "during", "p_value"), [(0, 3, 0.0884), (6, 2, 0.1749)])
def test_the_published_e_tests_come_out(before: int, during: int, p_value: float) -> None:
    """Krishnamoorthy & Thomson (2004), as in methods.md, §7."""
    assert poisson_e_test(before, during) == pytest.approx(p_value, abs=0.00005)


def test_nothing_before_and_nothing_after_is_no_change() -> None:
    assert poisson_e_test(0, 0) == 1


def test_a_period_twice_as_long_may_hold_twice_as_many() -> None:
    assert poisson_e_test(60, 30, before_length=2.0) > 0.9
    assert poisson_e_test(60, 30) < 0.01


def test_the_test_for_many_offences_meets_that_for_few_where_it_takes_over() -> None:
    """Both tend to the normal distribution; at three hundred they agree to two digits."""
    last, first = (poisson_e_test(count, count - 40) for count in (300, 301))
    assert MOST_FOR_E_TEST == 300
    assert first == pytest.approx(last, rel=0.02)


@pytest.mark.parametrize(("before", "length"), [(-1, 1.0), (1, 0.0)])
def test_counts_and_lengths_that_cannot_be_are_refused(before: int, length: float) -> None:
    with pytest.raises(ParameterError, match="counts of 0 or above"):
        poisson_e_test(before, 1, before_length=length)
