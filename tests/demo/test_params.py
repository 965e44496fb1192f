from __future__ import annotations

import pytest

from hotspots.demo.params import DemoParams
from hotspots.errors import ParameterError


def test_the_full_county_has_a_years_offences_of_the_real_force() -> None:
    full = DemoParams.full()
    assert (full.offences, full.households, full.harm_spots) == (160_000, 770_000, 67)


def test_a_leap_year_has_a_day_more() -> None:
    assert DemoParams(year=2024).hours == 366 * 24
    assert DemoParams(year=2025).hours == 365 * 24


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(ParameterError, match=r"offences is 5.*harm_spots is 68.*strength is 1\.2"):
        DemoParams(offences=5, harm_spots=68, near_repeat_strength=1.2)


def test_earlier_years_begin_no_sooner_than_2000() -> None:
    with pytest.raises(ParameterError, match="year is 2001, not from 2002 to 2100"):
        DemoParams(year=2001)
    assert DemoParams(year=2001, earlier_years=1).first_day.year == 2001


def test_an_operation_cannot_prevent_everything() -> None:
    with pytest.raises(ParameterError, match=r"operation_effect is 1\.0, not from 0 to 0\.9"):
        DemoParams(operation_effect=1.0)


def test_a_kernel_without_a_length_is_refused() -> None:
    with pytest.raises(ParameterError, match="near_repeat_scale_m is not above 0"):
        DemoParams(near_repeat_scale_m=0.0)


def test_a_county_of_nothing_but_broken_rows_is_refused() -> None:
    with pytest.raises(ParameterError, match="broken_share"):
        DemoParams(broken_share=0.9)
