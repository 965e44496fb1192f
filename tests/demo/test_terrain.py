from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspots.demo.terrain import WARD_WAVES, Bend, county_outline

BEND = Bend.drawn(WARD_WAVES, part=3)


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
