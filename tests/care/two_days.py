"""The visit lists of two days that follow one another, which several attacks are made on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from hotspots.analyse.cocoons.cocoon_list import CocoonList
from hotspots.analyse.cocoons.cocoon_params import CocoonParams
from hotspots.analyse.cocoons.round_params import RoundParams
from hotspots.study.cocoons.addresses import convert
from hotspots.study.cocoons.cocoon import Past, VisitLists, make_visit_lists
from hotspots.study.cocoons.journeys import CocoonJourneyParams
from hotspots.study.run import Run
from hotspots.study.run_folder import folder_name
from tests.demonstration import MADE_AT, DemoRun

AS_OF = datetime(2025, 12, 30, 8, 0, tzinfo=ZoneInfo("Europe/London"))
PARAMS = CocoonJourneyParams(cocoon=CocoonParams(rounds=RoundParams(capacity=12)))


@dataclass(frozen=True, kw_only=True)
class TwoDays:
    """Lists of two days, and the address file that they were made with."""

    addresses: Path
    days: Sequence[Run[VisitLists]]

    def of(self, days: int, districts: int | None) -> tuple[list[CocoonList], list[Path]]:
        lists = self.days[0].found.lists
        longest = sorted(lists, key=lambda name: -len(lists[name].chosen))[:districts]
        pairs = [
            (day.found.lists[name], day.folder / folder_name(name))
            for day in self.days[:days]
            for name in longest
        ]
        return [found for found, _ in pairs], [folder for _, folder in pairs]


def make_two_days(folder: Path, demo_run: DemoRun) -> TwoDays:
    """Make the lists of the small county, those of the second day after those of the first."""
    inputs = demo_run.job.inputs
    addresses, maps = folder / "addresses.parquet", folder / "maps"
    maps.mkdir()
    convert(demo_run.files.households, addresses, inputs)

    def lists(day: int, past: Past | None = None) -> Run[VisitLists]:
        return make_visit_lists(
            inputs,
            addresses=addresses,
            as_of=AS_OF + timedelta(days=day),
            maps=maps,
            made_at=MADE_AT,
            name=f"day {day}",
            past=past,
            params=PARAMS,
        )

    first = lists(0)
    return TwoDays(addresses=addresses, days=(first, lists(1, Past(lists=first.found.listings))))
