"""How surely planted near repeat is found, and how often it is found where there is none.

    python benchmarks/near_repeat_strength.py [--runs 200]

The demonstration's burglaries alone are grown again and again, each time with another seed, on the
homes of the full-size county: 4,000 a year in the whole county, and 500 in one district. Their
times are blurred as the export blurs them (from-to ranges) and taken at the midpoint. Then:

- with the process on (0.25 burglaries set off by each), how often the 95 % interval of the strength
  holds 0.25, and where the estimates lie;
- with the process off, how often the interval holds 0, how often the test's p-value is 0.05 or
  less, which it is in one run of twenty if it is right, and how often the evidence says SUPPORTED,
  which asks for 1.2 times the pairs of chance besides.

About two and a half minutes on one core.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from benchmarks.burglaries_set_off import near_repeat_strength
from hotspots.analyse.near_repeats.near_repeat import near_repeat
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict, evidence
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.demo.clock import MINUTES_PER_DAY, record_times
from hotspots.demo.county import make_county
from hotspots.demo.near_repeat import grow_burglaries
from hotspots.demo.params import DemoParams
from hotspots.profile import load_profile

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BANDS = NearRepeatParams()
TYPICAL_RANGE_HOURS = 9.0  # nobody was at home
DISTRICT = "Colchester"
LEVEL = BANDS.max_p_value


@dataclass(frozen=True, kw_only=True, eq=False)
class Homes:
    """Where the homes of an area stand, their risk, and how many burglaries it has in a year."""

    name: str
    points: Floats
    risk: Floats
    burglaries: int


def county_and_district() -> tuple[Homes, Homes]:
    county = make_county(DemoParams.full(), load_profile("demo"))
    raised = county.truth.summary["raised_wards"]["burglary"]
    homes = county.households
    rng = np.random.default_rng(1)
    # As the demonstration has it: wards differ, a few are much worse, and so do homes in a ward.
    codes, ward = np.unique(homes["ward_code"].to_numpy(dtype=object), return_inverse=True)
    level = np.exp(rng.normal(0.0, 0.25, len(codes)))
    level[np.isin(codes, raised["ward_codes"])] = raised["times"]
    risk = level[ward] * (rng.gamma(2.0, size=len(homes)) + 0.2)
    points = homes[["easting", "northing"]].to_numpy()
    here = (homes["district"] == DISTRICT).to_numpy()
    return (
        Homes(name="the county, 4,000 burglaries", points=points, risk=risk, burglaries=4_000),
        Homes(
            name="a district, 500 burglaries",
            points=points[here],
            risk=risk[here],
            burglaries=500,
        ),
    )


def one_year(homes: Homes, seed: int, params: DemoParams) -> tuple[gpd.GeoDataFrame, pd.Series]:
    """Return burglaries and the midpoints of the ranges in which they are known to have been."""
    rng = np.random.default_rng(seed)
    grown = grow_burglaries(homes.points, homes.risk, homes.burglaries, params, rng)
    minute = (grown.day * MINUTES_PER_DAY).astype(np.int64)
    start, end, _ = record_times(minute, np.full(minute.size, TYPICAL_RANGE_HOURS), rng)
    midpoint = pd.Timestamp(params.first_day) + pd.to_timedelta((start + end) / 2, unit="min")
    places = gpd.points_from_xy(*homes.points[grown.home].T)
    return gpd.GeoDataFrame(geometry=places, crs="EPSG:27700"), pd.Series(midpoint)


def judge(homes: Homes, runs: int, params: DemoParams) -> None:
    planted = params.near_repeat_strength if params.near_repeat else 0.0
    found, told = [], []
    for seed in range(1, runs + 1):
        points, dates = one_year(homes, seed, params)
        strength = near_repeat_strength(points, dates, BANDS)
        found.append((strength.strength, strength.lower, strength.upper))
        told.append(evidence(near_repeat(points, dates, params=replace(BANDS, seed=seed))))
    each, lower, upper = np.array(found).T
    held = int(((lower <= planted) & (planted <= upper)).sum())
    by_chance = sum(one.window is not None and one.window.p_value <= LEVEL for one in told)
    supported = sum(one.verdict is Verdict.SUPPORTED for one in told)
    print(
        f"| {homes.name} | {planted:g} | {each.mean():.3f} | {each.std():.3f} | "
        f"{lower.mean():.2f} to {upper.mean():.2f} | {held} of {runs} | {by_chance} of {runs} | "
        f"{supported} of {runs} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="How surely planted near repeat is found.")
    parser.add_argument("--runs", type=int, default=200)
    runs = parser.parse_args().runs
    started = time.process_time()
    print("| burglaries | planted | mean found | its spread | mean interval | ", end="")
    print("interval holds the planted | p ≤ 0.05 | SUPPORTED |")
    print("|---" * 8 + "|")
    for homes in county_and_district():
        for process_on in (True, False):
            judge(homes, runs, DemoParams(near_repeat=process_on))
    print(f"\n{time.process_time() - started:.0f} s")


if __name__ == "__main__":
    main()
