from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspots.demo.seasons import EVEN, SEASONS, seasons_of
from hotspots.demo.tables import read_table


def test_the_rate_is_highest_on_its_day_and_lowest_half_a_year_later() -> None:
    winter = SEASONS["darker nights"]
    day = np.array([353.0, 353.0 - 365.25 / 2])  # 20 December is the 354th day
    assert winter.rate(day).tolist() == pytest.approx([1.25, 0.75])


def test_over_a_whole_year_the_rate_is_the_mean() -> None:
    days = np.arange(0.0, 365.25, 0.25)
    for season in SEASONS.values():
        assert season.rate(days).mean() == pytest.approx(1.0)


def test_even_shares_come_by_the_rate() -> None:
    shares = (np.arange(100_000) + 0.5) / 100_000
    days = SEASONS["summer disorder"].spread(shares, 0.0, 365.0)
    summer = ((days >= 181) & (days < 212)).sum() / 31  # July
    winter = ((days >= 0) & (days < 31)).sum() / 31  # January
    assert summer / winter == pytest.approx(1.25 / 0.75, rel=0.02)
    assert (np.diff(days) > 0).all()


def test_without_a_season_shares_are_days() -> None:
    assert EVEN.spread(np.array([0.0, 0.25, 1.0]), -42.0, 365.0).tolist() == pytest.approx(
        [-42.0, 59.75, 365.0]
    )


def test_no_category_has_two_seasons_and_each_is_in_the_mix() -> None:
    categories = [each for season in SEASONS.values() for each in season.categories]
    assert len(categories) == len(set(categories))
    assert set(categories) <= set(read_table("offence_mix")["category"])
    assert list(seasons_of(pd.Series(["Robbery", "Drugs"]))) == ["summer violence", ""]
