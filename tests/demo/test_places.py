from __future__ import annotations

import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.demo.county import DemoCounty
from hotspots.demo.places import RAISED_WARDS, draw_from, draw_levels


def test_draws_follow_the_weights() -> None:
    drawn = draw_from(np.array([0.0, 1.0, 3.0]), 40_000, np.random.default_rng(5))
    shares = np.bincount(drawn, minlength=3) / 40_000
    assert shares[0] == 0
    assert abs(shares[2] - 0.75) < 0.01


def test_raised_wards_are_populous_ones() -> None:
    homes = np.arange(100)
    levels = draw_levels(homes, np.random.default_rng(6))
    for aspect, (count, times) in RAISED_WARDS.items():
        worse = levels.raised[aspect]
        assert len(worse) == count
        assert (worse >= 50).all()
        assert (levels.by_ward[aspect][worse] == times).all()


def test_wards_planted_as_worse_for_burglary_are_worse(small_county: DemoCounty) -> None:
    raised = small_county.truth.summary["raised_wards"]["burglary"]["ward_codes"]
    burglaries = small_county.truth.offences.query("role.str.endswith('burglary')")
    rows = small_county.offences.drop_duplicates("reference").set_index("reference")
    places = rows.loc[burglaries["reference"], ["easting", "northing"]]
    homes = small_county.households.drop_duplicates(["easting", "northing"])
    keys = homes[["easting", "northing"]].map("{:.1f}".format)
    by_place = pd.Series(homes[schema.WARD_CODE].to_numpy(), index=pd.MultiIndex.from_frame(keys))
    wards = by_place.reindex(pd.MultiIndex.from_frame(places)).dropna()
    share_of_homes = small_county.households[schema.WARD_CODE].isin(raised).mean()
    assert wards.isin(raised).mean() > 1.5 * share_of_homes
