"""What rounds that can be walked cost: next week's burglaries on them, beside free choices.

    python -m benchmarks.rounds_hold_out WORKSPACE [--every 2] [--teams 1]

WORKSPACE is one with addresses: that of `hotspots demo` after `hotspots addresses convert`. Every
second Monday from April to December each district's list is made from what was known by then, and
judged by the burglaries of the next seven days: how many fall on a listed home. Beside the rounds
stand as many homes chosen freely, by priority (as lists were made before there were rounds) and by
risk alone. The ways are on foot from door to door within the rounds; for the free choices from each
home on to the nearest, straight × 1.4.

Intervals are a bootstrap over the weeks. About ten minutes on one core.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist

from hotspots import schema
from hotspots.analyse.cocoons.burgled_homes import VICTIM_UPRN
from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.cocoon_reach import reached_homes
from hotspots.analyse.cocoons.cocooning import cocoon_from_reach
from hotspots.analyse.cocoons.ground import DETOUR, Ground, StraightGround, StreetGround
from hotspots.analyse.cocoons.live_burglaries import MOMENT, live_burglaries
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.load.address_store import read_addresses
from hotspots.selection import Selection
from hotspots.study.inputs import find_job
from hotspots.study.reading import load
from hotspots.study.street_layer import find_streets

MONDAYS = pd.date_range("2025-04-07", "2025-12-22", freq="7D")
WEEK = timedelta(days=7)
RESAMPLES = 4_000
WAYS = ("rounds", "free, by priority", "free, by risk alone")


@dataclass(frozen=True, kw_only=True)
class County:
    """The workspace, read once."""

    offences: gpd.GeoDataFrame
    selection: Selection
    addresses: Path
    districts: tuple[str, ...]
    grounds: dict[str, Ground]

    def live(self, as_of: datetime, window_days: float = 42.0) -> gpd.GeoDataFrame:
        """Return the burglaries that are live at a moment."""
        return live_burglaries(
            self.offences, selection=self.selection, as_of=as_of, window_days=window_days
        )


def read(workspace: Path) -> County:
    job = find_job(workspace)
    area, loaded = load(job.inputs)
    streets = find_streets(job.inputs, area)
    outlines = area.districts.set_index(schema.DISTRICT).geometry
    grounds: dict[str, Ground] = {
        name: StraightGround() if streets is None else StreetGround(streets.streets(shape.bounds))
        for name, shape in outlines.items()
    }
    return County(
        offences=loaded.offences,
        selection=job.inputs.profile.selections[job.inputs.profile.burglary_selection],
        addresses=workspace / "data" / "addresses.parquet",
        districts=tuple(outlines.index),
        grounds=grounds,
    )


def judge(county: County, monday: datetime, params: CocoonParams) -> pd.DataFrame:
    """One row a district and way of choosing: homes, risk, metres, burglaries of the next week."""
    live = county.live(monday)
    homes = read_addresses(county.addresses, near=live, within_m=800)
    reach = reached_homes(homes, live, radius_m=400)
    later = county.live(monday + WEEK, window_days=60)
    later = later.loc[later[MOMENT] > monday]
    burgled = reached_homes(homes, later, radius_m=400).burglaries[VICTIM_UPRN].dropna()
    rows = []
    for district in county.districts:
        found = cocoon_from_reach(
            reach,
            params=params,
            as_of=monday,
            district=district,
            first_list=monday - timedelta(days=365),
            ground=county.grounds[district],
        )
        own = int((later[schema.DISTRICT] == district).sum())
        for way, chosen, metres in choices(found):
            rows.append(
                {
                    "monday": monday,
                    "way": way,
                    "homes": len(chosen),
                    "risk": float(chosen[schema.RISK].sum()),
                    "metres": metres,
                    "hit": int(burgled.isin(chosen[schema.UPRN]).sum()),
                    "burglaries": own,
                    "due": int(chosen[schema.DUE].notna().sum()),
                }
            )
    return pd.DataFrame(rows)


def choices(found: CocoonList) -> list[tuple[str, gpd.GeoDataFrame, float]]:
    count = len(found.chosen)
    free = found.targets.nsmallest(count, schema.PRIORITY)
    riskiest = found.targets.nlargest(count, schema.RISK)
    return [
        (WAYS[0], found.chosen, found.rounds.walk_m),
        (WAYS[1], free, nearest_next_m(free)),
        (WAYS[2], riskiest, nearest_next_m(riskiest)),
    ]


def nearest_next_m(homes: gpd.GeoDataFrame) -> float:
    if len(homes) < 2:
        return 0.0
    places = np.column_stack((homes.geometry.x, homes.geometry.y))
    away_m = DETOUR * cdist(places, places)
    here, metres = 0, 0.0
    left = set(range(1, len(homes)))
    while left:
        there = min(left, key=lambda home: away_m[here, home])
        metres, here = metres + away_m[here, there], there
        left.remove(there)
    return metres


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--every", type=int, default=2)
    parser.add_argument("--teams", type=int, default=1)
    asked = parser.parse_args()
    county = read(asked.workspace)
    params = CocoonParams(rounds=RoundParams(teams=asked.teams))
    clock = ZoneInfo("Europe/London")
    weeks = []
    for monday in MONDAYS[:: asked.every]:
        weeks.append(judge(county, monday.to_pydatetime().replace(hour=8, tzinfo=clock), params))
        print(f"{monday:%Y-%m-%d}", flush=True)
    table = pd.concat(weeks)
    rng = np.random.default_rng(1)
    for way in WAYS:
        own = table[table["way"] == way].groupby("monday").sum(numeric_only=True)
        drawn = rng.integers(0, len(own), (RESAMPLES, len(own)))
        hits, all_ = own["hit"].to_numpy(), own["burglaries"].to_numpy()
        shares = hits[drawn].sum(axis=1) / all_[drawn].sum(axis=1)
        low, high = np.quantile(shares, (0.025, 0.975))
        print(
            f"{way:20s} {own['homes'].mean():7.0f} homes  {own['risk'].mean():8.1f} risk  "
            f"{own['metres'].mean() / 1000:7.1f} km  {own['due'].mean():6.0f} with a clock  "
            f"{hits.sum():4d} of {all_.sum()} burglaries, {hits.sum() / all_.sum():.1%} "
            f"({low:.1%} to {high:.1%})"
        )


if __name__ == "__main__":
    main()
