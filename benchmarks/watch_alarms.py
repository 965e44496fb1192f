"""How often `watch` calls out what is chance, how soon it finds a planted series, and how surely.

    python benchmarks/watch_alarms.py WORKSPACE [--years 200] [--permutations 199]

WORKSPACE is the demonstration's (`hotspots demo`). Its street robberies are the county: how many a
week, where, and in which district. A seeded year is four years of it drawn anew, week by week, with
a season of 15 % (Poisson counts, places drawn from the demonstration's); the last year
is watched Monday by Monday, and nothing happens in it.

1. False alarms a year: by the bands and moving windows of ten districts and the force, as stated on
   the page and as found; by the moving circle.
2. A series planted in each seeded year: 6, 9 or 12 robberies in three weeks within 200 m of one of
   the county's places. In how many years it is found while it lasts or in the two weeks after, by
   the district or by the circle, and how many days after its first offence.

3. The same false alarms where collisions are watched by severity: 45 a week in the county's
   districts, each with the weight of its severity (`collisions`), shares as in the STATS19 of a
   year. Then one, two or three fatal collisions more in one district's week: how often it is called
   out.

About 30 minutes on one core.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import care, schema
from hotspots.analyse.change.offence_series import Step
from hotspots.analyse.watch.moving_circle import moving_circles
from hotspots.analyse.watch.watch_params import CircleParams, WatchParams
from hotspots.analyse.watch.watched_areas import watch_areas
from hotspots.analyse.watch.weighted_sums import Weights
from hotspots.schema import ALARMS
from hotspots.study.inputs import find_job
from hotspots.study.years import load_years

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs

A_YEAR: Final = Step.WEEK.season
BEFORE: Final = 156  # weeks before the year that is watched
WATCHED: Final = 52
SIZES: Final = (6, 9, 12)
SERIES_DAYS: Final = 21
WITHIN_M: Final = 200.0
FOUND_WITHIN_M: Final = 500.0
WEEKS_LOOKED_AT: Final = 5
AMPLITUDE, PEAK_WEEK = 0.15, 28.5  # of the season that is drawn
PARAMS: Final = WatchParams()
COLLISIONS_A_WEEK: Final = 45.0
SEVERITIES: Final = (0.765, 0.22, 0.015)  # slight, serious, fatal
FATAL: Final = (1, 2, 3)


@dataclass(frozen=True, kw_only=True)
class County:
    """Where the robberies are, each with its district, and how many there are a week."""

    points: Floats
    district: Longs
    districts: int
    a_week: float


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Offences drawn anew: point, district and day, in days since the first week began."""

    points: Floats
    district: Longs
    day: Floats

    def counts(self, districts: int) -> Floats:
        """Return the counts by district and week, the force first."""
        week = (self.day // 7).astype(np.int64)
        found = np.zeros((districts + 1, BEFORE + WATCHED))
        np.add.at(found, (self.district + 1, week), 1.0)
        found[0] = found[1:].sum(axis=0)
        return found


def county_of(folder: Path) -> County:
    job = find_job(folder)
    profile = job.inputs.profile
    years = load_years(job.inputs)
    offences = years.loaded.offences
    held = offences[profile.selections["street_robbery"].holds(offences)]
    held = held[held[schema.DISTRICT].notna()]
    names = {name: at for at, name in enumerate(profile.district_names)}
    weeks = ((years.cover.last - years.cover.first).days + 1) / 7
    return County(
        points=np.column_stack([held.geometry.x, held.geometry.y]),
        district=held[schema.DISTRICT].map(names).to_numpy(dtype=np.int64),
        districts=len(names),
        a_week=len(held) / weeks,
    )


def drawn_year(county: County, rng: np.random.Generator) -> Drawn:
    weeks = np.arange(BEFORE + WATCHED)
    season = 1 + AMPLITUDE * np.cos(2 * np.pi * (weeks - PEAK_WEEK) / A_YEAR)
    number = rng.poisson(county.a_week * season)
    day = np.repeat(weeks, number) * 7 + rng.uniform(0, 7, number.sum())
    place = rng.integers(0, len(county.points), len(day))
    return Drawn(points=county.points[place], district=county.district[place], day=day)


def with_series(
    county: County, drawn: Drawn, size: int, rng: np.random.Generator
) -> tuple[Drawn, int, float]:
    """Return a year with a series in it, the place that it is around, and its first day."""
    at = int(rng.integers(0, len(county.points)))
    first = (BEFORE + rng.uniform(8, WATCHED - 8)) * 7
    day = np.sort(np.concatenate([[first], first + rng.uniform(0, SERIES_DAYS, size - 1)]))
    angle, far = rng.uniform(0, 2 * np.pi, size), WITHIN_M * np.sqrt(rng.uniform(0, 1, size))
    moved = np.column_stack([far * np.cos(angle), far * np.sin(angle)])
    return (
        Drawn(
            points=np.concatenate([drawn.points, county.points[at] + moved]),
            district=np.concatenate([drawn.district, np.full(size, county.district[at])]),
            day=np.concatenate([drawn.day, day]),
        ),
        at,
        first,
    )


def circles(drawn: Drawn, week: int, permutations: int) -> list[tuple[float, float]]:
    """Return the middles of the circles that a week of the year calls out."""
    ago = week - (drawn.day // 7).astype(np.int64)
    used = (ago >= 0) & (ago <= A_YEAR)
    east, north = care.middles_of_squares(*drawn.points[used].T)
    found = moving_circles(
        east,
        north,
        ago[used],
        window=PARAMS.window,
        params=CircleParams(permutations=permutations, circle_seed=week),
    )
    return [(e.easting, e.northing) for e in found if e.count >= care.FEWEST_COUNTED]


def false_alarms(county: County, years: int, permutations: int) -> None:
    stated, found, of_circles = [], [], []
    for seed in range(years):
        drawn = drawn_year(county, np.random.default_rng(seed))
        counts = drawn.counts(county.districts)
        alarms = rings = 0
        for week in range(BEFORE, BEFORE + WATCHED):
            told = watch_areas(counts[:, week - BEFORE : week + 1], PARAMS, a_year=A_YEAR)
            alarms += sum(each in ALARMS for each in told.verdicts)
            stated.append(told.false_alarms_a_year)
            rings += len(circles(drawn, week, permutations))
        found.append(alarms)
        of_circles.append(rings)
    for what, numbers in (("districts and force", found), ("moving circle", of_circles)):
        mean, error = np.mean(numbers), np.std(numbers) / np.sqrt(years)
        print(f"{what}: {mean:.2f} ± {error:.2f} false alarms a year, {years} years")
    print(f"stated for districts and force: {np.mean(stated):.2f}")


def planted(county: County, years: int, permutations: int, size: int) -> None:
    by_district: list[float] = []
    by_circle: list[float] = []
    either: list[float] = []
    for seed in range(years):
        rng = np.random.default_rng(10_000 + seed)
        drawn, at, first = with_series(county, drawn_year(county, rng), size, rng)
        counts, begins = drawn.counts(county.districts), int(first // 7)
        days: dict[str, float] = {}
        for week in range(begins, begins + WEEKS_LOOKED_AT):
            monday = (week + 1) * 7 - first
            told = watch_areas(counts[:, week - BEFORE : week + 1], PARAMS, a_year=A_YEAR)
            if told.verdicts[county.district[at] + 1] in ALARMS:
                days.setdefault("district", monday)
            rings = circles(drawn, week, permutations)
            if any(np.hypot(*(county.points[at] - ring)) <= FOUND_WITHIN_M for ring in rings):
                days.setdefault("circle", monday)
        for name, kept in (("district", by_district), ("circle", by_circle)):
            kept.append(days.get(name, np.nan))
        either.append(min(days.values(), default=np.nan))
    for name, found in (("district", by_district), ("circle", by_circle), ("either", either)):
        there = np.array(found)[~np.isnan(found)]
        late = f"{np.median(there):.0f} (9 of 10 within {np.quantile(there, 0.9):.0f})"
        print(
            f"{size} in {SERIES_DAYS} days, by {name}: {len(there) / years:.0%} found, after "
            f"{late if len(there) else 'no'} days"
        )


def severity_alarms(county: County, years: int) -> None:
    values = np.array([24_887.0, 235_791.0, 2_066_732.0])
    rng = np.random.default_rng(45)
    share = np.bincount(county.district, minlength=county.districts) / len(county.district)
    found, stated = [], []
    called: dict[int, list[bool]] = {number: [] for number in FATAL}
    for _ in range(years):
        counts = rng.poisson(COLLISIONS_A_WEEK * share[:, None], (len(share), BEFORE + WATCHED))
        kinds = rng.multinomial(counts, SEVERITIES)
        sums = np.zeros((len(share) + 1, BEFORE + WATCHED))
        sums[1:] = kinds @ values
        sums[0] = sums[1:].sum(axis=0)
        weights = Weights.of(np.repeat(values, kinds.sum(axis=(0, 1))))
        alarms = 0
        for week in range(BEFORE, BEFORE + WATCHED):
            own = sums[:, week - BEFORE : week + 1]
            told = watch_areas(own, PARAMS, a_year=A_YEAR, weights=weights)
            alarms += sum(each in ALARMS for each in told.verdicts)
            stated.append(told.false_alarms_a_year)
        found.append(alarms)
        area = 1 + int(rng.choice(len(share), p=share))
        for number, kept in called.items():
            more = sums.copy()
            more[[0, area], -1] += number * values[-1]
            own = more[:, WATCHED - 1 :]
            told = watch_areas(own, PARAMS, a_year=A_YEAR, weights=weights)
            kept.append(told.verdicts[area] in ALARMS)
    mean, error = np.mean(found), np.std(found) / np.sqrt(years)
    print(f"by severity: {mean:.2f} ± {error:.2f} false alarms a year, {years} years")
    print(f"stated by severity: {np.mean(stated):.2f}")
    for number, kept in called.items():
        print(
            f"{number} fatal collisions more in a district's week: {np.mean(kept):.0%} called out"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--years", type=int, default=200)
    parser.add_argument("--permutations", type=int, default=199)
    asked = parser.parse_args()
    began = time.process_time()
    county = county_of(asked.workspace)
    print(f"{county.a_week:.1f} robberies a week in {county.districts} districts")
    severity_alarms(county, asked.years)
    false_alarms(county, asked.years, asked.permutations)
    for size in SIZES:
        planted(county, asked.years, asked.permutations, size)
    print(f"{time.process_time() - began:.0f} s of processor")


if __name__ == "__main__":
    main()
