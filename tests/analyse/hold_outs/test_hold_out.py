"""The periods of a hold-out, and choosing on earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from hotspots.analyse.hold_outs.hold_out import (
    Fold,
    earlier_folds,
    monthly_roll,
    one_split,
    settle,
)
from hotspots.errors import NoRowsError


def test_a_year_is_split_after_september() -> None:
    assert one_split(12) == Fold(known=9, judged=3)


def test_a_year_is_rolled_from_july_on_month_by_month() -> None:
    roll = monthly_roll(12)
    assert [(fold.known, fold.end) for fold in roll] == [(n, n + 1) for n in range(6, 12)]


@pytest.mark.parametrize("months", range(8, 40))
def test_settings_are_never_chosen_on_the_months_that_are_judged(months: int) -> None:
    for fold in (one_split(months), *monthly_roll(months)):
        earlier = earlier_folds(fold)
        assert earlier
        assert all(each.known >= 1 and each.end <= fold.known for each in earlier)


def test_half_a_year_is_too_little_to_learn_from_and_be_judged_on() -> None:
    with pytest.raises(NoRowsError, match="at least 8, twelve being better"):
        one_split(7)


@dataclass(frozen=True)
class Settings:
    bandwidth_m: float = 100.0
    fading: bool = False


def test_settings_are_chosen_one_after_another() -> None:
    reached = {(100.0, False): 0.40, (200.0, False): 0.45, (200.0, True): 0.46}
    chosen, tried = settle(
        Settings(),
        {"bandwidth_m": (100.0, 200.0), "fading": (False, True)},
        lambda settings: reached[settings.bandwidth_m, settings.fading],
    )
    assert chosen == Settings(bandwidth_m=200.0, fading=True)
    assert [(each.setting, each.value) for each in tried] == [
        ("bandwidth_m", 100.0), ("bandwidth_m", 200.0), ("fading", False), ("fading", True),
    ]  # fmt: skip


def test_less_than_a_tenth_of_a_point_is_noise_and_the_usual_setting_stays() -> None:
    reached = {False: 0.4000, True: 0.4009}
    chosen, _ = settle(Settings(), {"fading": (False, True)}, lambda s: reached[s.fading])
    assert chosen == Settings(fading=False)
