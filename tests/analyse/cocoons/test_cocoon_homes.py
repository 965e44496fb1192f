"""What live burglaries put on the addresses around them."""

from __future__ import annotations

import numpy as np
import pytest

from hotspots.analyse.cocoons.cocoon_homes import (
    fitted_weights,
    flat_weights,
    promap_weights,
    risk_of_addresses,
)
from hotspots.analyse.near_repeats.near_repeat_params import Closure, NearRepeatParams
from hotspots.errors import ParameterError

BANDS = NearRepeatParams(distance_bands_m=(0, 0.1, 100, 200), time_bands_days=(0, 7, 14))
RATIOS = np.array([[6.0, 2.0], [1.8, 1.25], [1.5, 0.7]])


@pytest.mark.parametrize(
    ("steps", "weeks", "weight"), [(0, 0, 1.0), (3, 2, 0.08333), (7, 7, 0.015625)]
)
def test_promap_has_the_published_weights(steps: int, weeks: int, weight: float) -> None:
    # methods.md §4, after Bowers & Johnson: at the near edge and just short of the far edge.
    found = promap_weights([steps * 50, steps * 50 + 49.9], [weeks * 7, weeks * 7 + 6.9])
    assert found == pytest.approx([weight, weight], abs=5e-6)


def test_promap_ends_at_400_m_and_eight_weeks() -> None:
    assert promap_weights([400, 0, 0], [0, 56, -1]).tolist() == [0, 0, 0]


def test_the_flat_cocoon_holds_400_m_and_42_days() -> None:
    found = flat_weights([400, 400.01, 0, 0, 0], [42, 0, 42.5, 0, -0.5])
    assert found.tolist() == [1, 0, 0, 1, 0]


def test_an_address_has_the_excess_of_its_band_and_nothing_where_there_is_less_than_chance() -> (
    None
):
    distance_m = [0, 50, 100, 199, 150, 200, 50]
    days = [0, 3, 6, 6.9, 13, 3, 14]
    found = fitted_weights(distance_m, days, ratios=RATIOS, bands=BANDS)
    assert found == pytest.approx([5.0, 0.8, 0.5, 0.5, 0.0, 0.0, 0.0])


def test_an_address_on_the_edge_of_two_bands_follows_the_closure_of_the_table() -> None:
    upper = NearRepeatParams(
        distance_bands_m=(0, 0.1, 100, 200), time_bands_days=(0, 7, 14), closure=Closure.UPPER
    )
    assert fitted_weights([100], [7], ratios=RATIOS, bands=BANDS) == pytest.approx([0.0])
    assert fitted_weights([100], [7], ratios=RATIOS, bands=upper) == pytest.approx([0.8])


def test_a_burglary_still_to_come_puts_no_risk_on_anyone() -> None:
    assert fitted_weights([10], [-0.5], ratios=RATIOS, bands=BANDS).tolist() == [0]


def test_a_band_that_nothing_is_known_of_adds_nothing() -> None:
    unknown = np.full((3, 2), np.nan)
    assert fitted_weights([10], [1], ratios=unknown, bands=BANDS).tolist() == [0]


def test_ratios_of_other_bands_are_refused() -> None:
    with pytest.raises(ParameterError, match=r"\(2, 2\)"):
        fitted_weights([10], [1], ratios=np.ones((2, 2)), bands=BANDS)


def test_the_risk_of_an_address_is_the_sum_over_the_burglaries_that_reach_it() -> None:
    # Address 0 has two burglaries near it, address 2 one, address 1 none.
    risk = risk_of_addresses([0, 2, 0], [0.8, 0.5, 5.0], address_count=3)
    assert risk.tolist() == [5.8, 0.0, 0.5]


def test_the_order_of_the_pairs_changes_no_bit_of_the_risk() -> None:
    rng = np.random.default_rng(1)
    address, weights = rng.integers(0, 20, 5_000), rng.random(5_000) / 3
    shuffled = rng.permutation(5_000)
    assert (
        risk_of_addresses(address, weights, address_count=20).tobytes()
        == risk_of_addresses(address[shuffled], weights[shuffled], address_count=20).tobytes()
    )
