from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hotspots.demo.sites import lay_out_sites, shared_out
from hotspots.demo.wards import Areas


@given(
    weights=st.lists(st.floats(0.01, 100.0), min_size=1, max_size=40),
    total=st.integers(0, 10_000),
)
def test_sharing_out_loses_nothing(weights: list[float], total: int) -> None:
    shares = shared_out(np.array(weights), total)
    exact = np.array(weights) / sum(weights) * total
    assert shares.sum() == total
    assert (np.abs(shares - exact) < 1.0 + 1e-9).all()


def test_three_homes_among_equals_go_to_the_first_ones() -> None:
    np.testing.assert_array_equal(shared_out(np.ones(2), 3), [2, 1])


def test_every_ward_has_homes_and_all_are_placed(areas: Areas) -> None:
    sites = lay_out_sites(areas.wards, 60_000, np.random.default_rng(1))
    assert sum(site.homes for site in sites) == 60_000
    assert {site.ward for site in sites} == set(range(len(areas.wards)))
    assert any(site.hamlet for site in sites)
