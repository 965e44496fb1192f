"""How much of a list is in time when rounds are walked every day.

    python -m benchmarks.rounds_day_by_day WORKSPACE [--days 21] [--district Colchester]

From 1 December each day's list of a district is made, and every home of its rounds is taken to be
spoken to at noon. Printed for each day: homes, those with a clock, overdue and of backlog, and the
victims who were reported after the first list and are still to be visited.
"""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from benchmarks.rounds_hold_out import read
from hotspots import schema
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.cocoon_reach import reached_homes, victims_of
from hotspots.analyse.cocoons.cocooning import cocoon_from_reach
from hotspots.analyse.cocoons.visit_exclusions import next_list_exclusions
from hotspots.load.address_store import read_addresses
from hotspots.schema import Tier, VisitOutcome

FIRST = datetime(2025, 12, 1, 8, tzinfo=ZoneInfo("Europe/London"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--days", type=int, default=21)
    parser.add_argument("--district", default="Colchester")
    asked = parser.parse_args()
    county = read(asked.workspace)
    params = CocoonParams()
    visits: list[pd.DataFrame] = []
    for day in range(asked.days):
        moment = FIRST + timedelta(days=day)
        live = county.live(moment)
        live = live.loc[live[schema.DISTRICT] == asked.district].reset_index(drop=True)
        homes = read_addresses(county.addresses, near=live, within_m=400)
        reach = reached_homes(homes, live, radius_m=400)
        excluded = None
        if visits:
            excluded = next_list_exclusions(
                pd.concat(visits), as_of=moment, victims=victims_of(reach)
            )
        found = cocoon_from_reach(
            reach,
            params=params,
            as_of=moment,
            district=asked.district,
            first_list=FIRST,
            exclusions=excluded,
            ground=county.grounds[asked.district],
        )
        chosen, left = found.chosen, found.left_out
        waiting = left.loc[(left[schema.TIER] == Tier.VICTIM) & left[schema.DUE].notna()]
        print(
            f"{moment:%a %d %b}  {len(chosen):3d} homes  {chosen[schema.DUE].notna().sum():3d} with"
            f" a clock  {chosen[schema.OVERDUE].sum():3d} overdue  "
            f"{chosen[schema.BACKLOG].sum():3d} of backlog  {len(waiting):2d} victims waiting",
            flush=True,
        )
        visits.append(
            pd.DataFrame(
                {
                    schema.UPRN: chosen[schema.UPRN],
                    schema.VISITED_AT: pd.Timestamp(moment + timedelta(hours=4)),
                    schema.VISIT_OUTCOME: str(VisitOutcome.SPOKEN_TO),
                }
            )
        )


if __name__ == "__main__":
    main()
