from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspots.demo.sites import WARD_WAVES, Bend, county_outline, lay_out_sites, shared_out
from hotspots.demo.wards import Areas

BEND = Bend.drawn(WARD_WAVES, part=3)


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


@given(
    easting=st.floats(530_000, 630_000),
    northing=st.floats(170_000, 250_000),
)
def test_a_bend_can_be_undone(easting: float, northing: float) -> None:
    place = np.array([[easting, northing]])
    np.testing.assert_allclose(BEND(BEND.undo(place)), place, atol=1e-3)


def test_the_county_is_a_mainland_with_canvey_and_mersea() -> None:
    outline = county_outline()
    assert outline.is_valid
    assert len(outline.geoms) == 3
    # The fourteen authorities cover about 3,670 km².
    assert 3_500 < outline.area / 1e6 < 3_900


def test_the_estuaries_are_water() -> None:
    outline = county_outline()
    for name, easting, northing in (
        ("Blackwater", 594_000, 207_200),
        ("Hamford Water", 622_800, 225_900),
        ("Thames off Southend", 588_000, 183_500),
        ("the sea off the Naze", 628_500, 223_500),
    ):
        assert not shapely.contains_xy(outline, easting, northing), name
