"""What is planted in the demonstration is found, each by its own command; and nothing elsewhere.

    python benchmarks/planted_news.py [--seeds 20]

Small demonstration counties of so many seeds, each as it is and with its news planted
(`hotspots demo --small --news`):

- nine robberies in three weeks, by `watch`: the district's band or the moving circle, last week;
- a place of night-time violence that moved in December, by `lasting`: the new place, the old one,
  each as a square and as a street;
- a ward that lost three quarters of its street violence, by `change-map`: wards, year by year;
- forty assaults between one and three at night, by `run --shift`: a harm spot of the night, and
  none of the early or the late shift.

Printed: in how many counties each is found where it is planted, and in how many where it is not.
About half a minute a seed on one core.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np

from hotspots import schema
from hotspots.analyse.change.offence_series import Step, steps_covered
from hotspots.analyse.change_map.area_pattern import area_pattern
from hotspots.analyse.periods import Period
from hotspots.analyse.streets.street_network import street_network
from hotspots.demo.county import DemoCounty, make_county
from hotspots.demo.news import PlantedNews, PlantedPlace, plant_news
from hotspots.demo.params import DemoParams
from hotspots.demo.write import write_demo
from hotspots.errors import NoRowsError
from hotspots.load.harm_weights import read_harm_index
from hotspots.profile import ForceProfile, TriggerPlan, load_profile
from hotspots.schema import ALARMS, Lasting
from hotspots.study.harm_maps.harm_analysis import analyse_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.inputs import Inputs
from hotspots.study.lasting.journeys import LastingJourneyParams
from hotspots.study.lasting.lasting import find_lasting, lasting_months
from hotspots.study.past_spots import PastSpots
from hotspots.study.selected import chosen_selection, mapped_offences
from hotspots.study.watch.journeys import WatchJourneyParams
from hotspots.study.watch.watched_plan import Ground, watched_plan
from hotspots.study.years import Years, load_years

NEAR_M = 500.0
LEVEL = 0.05
PLAN = TriggerPlan(name="Street robbery", selection="street_robbery", areas=("district", "circle"))
COMING = (Lasting.NEW, Lasting.CONSECUTIVE, Lasting.OSCILLATING, Lasting.SPORADIC)


def read(county: DemoCounty, profile: ForceProfile, folder: Path) -> Years:
    """Write a county and read it as any command does."""
    files = write_demo(county, folder / "data", folder / "layers")
    inputs = Inputs(
        offences=[files.offences],
        earlier=list(files.earlier),
        layers=[files.wards.parent],
        profile=profile,
    )
    return load_years(inputs)


def is_near(place: PlantedPlace, east: float, north: float) -> bool:
    """Say whether a point is close to a planted place."""
    return bool(np.hypot(place.easting - east, place.northing - north) <= NEAR_M)


def finds_the_series(profile: ForceProfile, years: Years, news: PlantedNews) -> bool:
    """Say whether the week's watch calls out the district or a circle at the series."""
    weeks = [
        each for each in steps_covered(years.cover, Step.WEEK) if each.last <= news.series_last
    ]
    ground = Ground(years=years, periods=tuple(weeks), step=Step.WEEK, past=PastSpots())
    watched, circles, _ = watched_plan(profile, PLAN, ground, WatchJourneyParams())
    (by_district,) = watched
    at = by_district.areas.index(news.series.district)
    near = circles is not None and any(
        is_near(news.series, each.easting, each.northing) for _, _, each in circles.circles
    )
    return near or by_district.found.verdicts[at] in ALARMS


def finds_the_move(
    profile: ForceProfile, years: Years, streets: gpd.GeoDataFrame, news: PlantedNews
) -> tuple[tuple[bool, bool], tuple[bool, bool]]:
    """Say of squares, then of streets, whether the new place is coming and the old one gone."""
    asked = LastingJourneyParams().lasting
    months = lasting_months(years, asked)
    chosen = chosen_selection(profile, None)
    named, offences = mapped_offences(years.loaded.offences, chosen)
    whole = Period(first=months[0].first, last=months[-1].last)
    offences = offences[whole.holds(offences[schema.FROM_TIME])]
    network = street_network(streets)
    table = find_lasting(
        profile, years, offences, months, named, None, asked, streets=network
    ).table

    def told(kind: str, place: PlantedPlace) -> set[str]:
        own = table[table[schema.PLACE_KIND] == kind]
        where = zip(own[schema.EASTING], own[schema.NORTHING], own[schema.LASTING], strict=True)
        return {str(what) for east, north, what in where if is_near(place, east, north)}

    def moved(kind: str) -> tuple[bool, bool]:
        came = bool(told(kind, news.moved_to) & {str(each) for each in COMING})
        return came, str(Lasting.HISTORICAL) in told(kind, news.moved_from)

    return moved("square"), moved("street")


def finds_the_fall(profile: ForceProfile, years: Years, news: PlantedNews) -> bool:
    """Say whether the ward holds a smaller share of street violence than the year before."""
    _, offences = mapped_offences(years.loaded.offences, chosen_selection(profile, None))
    wards = years.study_area.wards
    assert wards is not None  # noqa: S101 - the demonstration has wards
    codes = list(wards[schema.WARD_CODE])
    now = Period(first=years.cover.last.replace(month=1, day=1), last=years.cover.last)
    counts = np.column_stack(
        [
            offences[each.holds(offences[schema.FROM_TIME])][schema.WARD_CODE]
            .value_counts()
            .reindex(codes, fill_value=0)
            for each in (now, now.year_before())
        ]
    ).astype(np.float64)
    wholes = float(counts[:, 0].sum()), float(counts[:, 1].sum())
    found = area_pattern(counts, wholes, level=LEVEL)
    at = codes.index(news.fell)
    fewer = counts[at, 0] / wholes[0] < counts[at, 1] / wholes[1]
    return bool(found.p_all[at] < LEVEL and fewer)


def finds_the_night(profile: ForceProfile, years: Years, news: PlantedNews) -> tuple[bool, bool]:
    """Say whether a harm spot of the night lies at the place, and one of another shift."""
    now = Period(first=years.cover.last.replace(month=1, day=1), last=years.cover.last)
    offences = years.loaded.offences
    own = offences[now.holds(offences[schema.FROM_TIME])]
    found = {}
    for shift in ("early", "late", "night"):
        try:
            spots = analyse_harm(
                own,
                years.study_area.districts,
                period=(now.first, now.last),
                selection=chosen_selection(profile, None),
                indices=(read_harm_index("css"),),
                params=HarmMapParams(shift=shift),
            ).spots
        except NoRowsError:
            found[shift] = False
            continue
        middles = spots.geometry.centroid
        found[shift] = any(is_near(news.at_night, each.x, each.y) for each in middles)
    return found["night"], found["early"] or found["late"]


def look(
    profile: ForceProfile, years: Years, streets: gpd.GeoDataFrame, news: PlantedNews
) -> dict[str, bool]:
    """Look for each of the news with the analysis of its command."""
    squares, links = finds_the_move(profile, years, streets, news)
    night, day = finds_the_night(profile, years, news)
    return {
        "series by watch": finds_the_series(profile, years, news),
        "new place by lasting": squares[0],
        "old place by lasting": squares[1],
        "new street by lasting": links[0],
        "old street by lasting": links[1],
        "ward by change-map": finds_the_fall(profile, years, news),
        "spot of the night by run --shift": night,
        "the same by another shift": day,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--seeds", type=int, default=20)
    seeds = options.parse_args().seeds
    profile = load_profile("demo")
    planted: Counter[str] = Counter()
    quiet: Counter[str] = Counter()
    for seed in range(seeds):
        begun = time.process_time()
        as_it_is = make_county(DemoParams.small(seed), profile)
        with_news, news = plant_news(as_it_is, profile)
        for counted, county in ((planted, with_news), (quiet, as_it_is)):
            with tempfile.TemporaryDirectory() as folder:
                years = read(county, profile, Path(folder))
                found = look(profile, years, county.network, news)
            counted.update({what: int(is_found) for what, is_found in found.items()})
        print(f"seed {seed}: {time.process_time() - begun:.0f} s", flush=True)
    print(f"{'of ' + str(seeds) + ' counties':36} planted  not planted")
    for what in planted:
        print(f"{what:36} {planted[what]:7} {quiet[what]:12}")


if __name__ == "__main__":
    main()
