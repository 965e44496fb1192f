"""Which way of ranking homes would have had the next week's burglaries on its list.

    python benchmarks/cocooning_hold_out.py [--chicago FILE] [--seed 2025]

Every Monday from April to December a list is made from what was known by then, and judged by the
burglaries of the next seven days: the share of them that fall on a listed place, for the same
number of visits. Two settings:

- the demonstration county, a year of 3,900 burglaries, made, written, and read as an export is;
  places are its 770,000 homes;
- Chicago 2016 (``../shared/data/near_repeat/chicago_be_2016.csv``), which has no addresses: places
  are 50 m cells whose centre lies within 400 m of a burglary of the first thirteen weeks, which are
  over before the first list. Burglaries elsewhere are missed by every method, and counted so.

Where places have the same risk at the end of a list, each of them is as likely to be on it as any
other: the expected number of burglaries is counted, and no method owes anything to a throw of the
dice. Places at no risk fill what is left of a list alike; ``random`` is such a list alone.

Intervals are a bootstrap over the weeks; those of a difference take the same weeks for both.
About two minutes on one core.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.optimize import isotonic_regression
from scipy.spatial import cKDTree

import hotspots
from hotspots.analyse.cocoons.cocoon_homes import fitted_weights, flat_weights, promap_weights
from hotspots.analyse.cocoons.live_burglaries import burglary_moments
from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable, near_repeat
from hotspots.analyse.near_repeats.near_repeat_input import bands_of
from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatParams
from hotspots.analyse.near_repeats.near_repeat_shrinkage import shrunk_ratios
from hotspots.demo.county import make_county
from hotspots.demo.write import write_demo

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]
    Bools = NDArray[np.bool_]

ROOT = Path(__file__).parents[1]
REACH_M = 400.0
CELL_M = 50.0
LEARNING_WEEKS = 13
WEEKS = 38
YEAR_DAYS = 365.0
OLDEST_DAYS = 56  # that any method but the prior year looks at
BEFORE_ALL_OTHERS = 1e6
RESAMPLES = 4_000
TURNS = 40  # of the never-rising fit, which has settled by then
FEW = 19  # permutations: ratios are to the closed form, and need none

FITTED, SMOOTH = "fitted ratios", "fitted ratios, 50 m bands, never rising"
RATES, SHARED = "pair rates, 50 m bands, never rising", "fitted excess, shared among the homes"
PROMAP, FLAT = "ProMap", "flat 400 m × 42 days"
PRIOR, PRIOR_NEAR = "prior year, 400 m", "prior year, nearer counts more"
RANDOM = "random"
VICTIMS = "victims first, then "
# The first of each pair less the second.
DIFFERENCES = (
    (FITTED, PROMAP),
    (FITTED, FLAT),
    (PROMAP, FLAT),
    (PROMAP, PRIOR_NEAR),
    (SMOOTH, FITTED),
    (RATES, PROMAP),
    (VICTIMS + FITTED, VICTIMS + PROMAP),
    (VICTIMS + FITTED, VICTIMS + FLAT),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting:
    """A year of burglaries in order of ``moment``, and the places that could be visited.

    ``homes`` is how many a place holds, ``district`` of each place its district (one for all where
    there are none), ``hit`` the place of each burglary or −1. Pairs are the places in reach of each
    burglary: those of burglary i stand from ``starts[i]`` up to ``starts[i + 1]``.
    """

    name: str
    burglaries: gpd.GeoDataFrame
    homes: Floats
    district: NDArray[np.object_]
    bands: NearRepeatParams
    visits: tuple[int, ...]
    hit: Longs
    starts: Longs
    place: Longs
    distance_m: Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Monday:
    """What is known on a Monday: burglaries, and the pairs of places with those of a year."""

    setting: Setting
    known: gpd.GeoDataFrame
    burglary: Longs
    place: Longs
    distance_m: Floats
    days: Floats

    def risk(self, weights: Floats) -> Floats:
        """Add up the pairs' weights by place."""
        return np.bincount(self.place, weights, self.setting.homes.size).astype(np.float64)

    def of_late(self, days: float) -> Monday:
        """Leave out the pairs of burglaries that are older."""
        late = self.days <= days
        return replace(
            self,
            burglary=self.burglary[late],
            place=self.place[late],
            distance_m=self.distance_m[late],
            days=self.days[late],
        )


def demonstration(seed: int) -> Setting:
    profile = hotspots.load_profile("demo")
    county = make_county(hotspots.DemoParams.full(seed), profile)
    with tempfile.TemporaryDirectory() as folder:
        files = write_demo(county, Path(folder) / "data", Path(folder) / "layers")
        area = hotspots.read_study_area([files.wards.parent], profile=profile)
        read = hotspots.read_offences([files.offences], profile=profile, study_area=area).offences
    burglaries = read[profile.selections["dwelling_burglary"].holds(read)].reset_index(drop=True)
    moments = burglary_moments(burglaries)
    burglaries = burglaries[["district", "geometry"]].assign(
        moment=moments["moment"], known=moments["reported_time"]
    )
    homes = county.households
    places, first, count = np.unique(
        homes[["easting", "northing"]].to_numpy(), axis=0, return_index=True, return_counts=True
    )
    return setting_of(
        "The demonstration county",
        burglaries,
        places,
        homes=count.astype(np.float64),
        district=homes["district"].to_numpy(dtype=object)[first],
        bands=NearRepeatParams(permutations=FEW),
        visits=(420, 4_200, len(homes) // 100),
    )


def chicago(file: Path) -> Setting:
    year = pd.read_csv(file)
    dated = year.dropna(subset="date")
    print(f"Chicago: {len(year) - len(dated)} of {len(year):,} burglaries has no date.")
    day = pd.to_datetime(dated["date"], format="%Y-%m-%d").dt.tz_localize("America/Chicago")
    burglaries = gpd.GeoDataFrame(
        # A date alone: taken at noon, and known from the next midnight.
        {"moment": day + pd.Timedelta(hours=12), "known": day + pd.Timedelta(hours=24)},
        geometry=gpd.points_from_xy(dated["X"], dated["Y"]),
        crs="EPSG:26916",
    ).assign(district="Chicago")
    cells = cells_near(burglaries[burglaries["known"] <= mondays(burglaries)[0]])
    return setting_of(
        "Chicago 2016",
        burglaries,
        cells,
        homes=np.ones(len(cells)),
        district=np.full(len(cells), "Chicago", dtype=object),
        # The usual bands, but for that of the same place: a cell holds many homes.
        bands=NearRepeatParams(distance_bands_m=(0, 100, 200, 300, 400), permutations=FEW),
        visits=(420, len(cells) // 100, len(cells) // 20),
    )


def cells_near(burglaries: gpd.GeoDataFrame) -> Floats:
    """Return the centres of the cells in reach of burglaries."""
    points = coordinates_of(burglaries)
    low, high = points.min(axis=0) - REACH_M, points.max(axis=0) + REACH_M
    axes = [
        np.arange(a // CELL_M * CELL_M, b, CELL_M) + CELL_M / 2
        for a, b in zip(low, high, strict=True)
    ]
    centres = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
    away_m, _ = cKDTree(points).query(centres, distance_upper_bound=REACH_M)
    return np.asarray(centres[np.isfinite(away_m)])


def setting_of(
    name: str,
    burglaries: gpd.GeoDataFrame,
    places: Floats,
    *,
    homes: Floats,
    district: NDArray[np.object_],
    bands: NearRepeatParams,
    visits: tuple[int, ...],
) -> Setting:
    in_order = burglaries.sort_values("moment", kind="stable", ignore_index=True)
    points = coordinates_of(in_order)
    tree = cKDTree(places)
    away_m, hit = tree.query(points)
    on_a_place = away_m <= (CELL_M / 2 * np.sqrt(2) if homes.max() == 1 else 0.1)
    near = [np.array(tree.query_ball_point(point, REACH_M), dtype=np.int64) for point in points]
    sizes = np.array([each.size for each in near])
    place = np.concatenate(near)
    burglary = np.repeat(np.arange(len(points)), sizes)
    return Setting(
        name=name,
        burglaries=in_order,
        homes=homes,
        district=district,
        bands=bands,
        visits=visits,
        hit=np.where(on_a_place, hit, -1),
        starts=np.concatenate(([0], np.cumsum(sizes))),
        place=place,
        distance_m=np.hypot(*(points[burglary] - places[place]).T),
    )


def coordinates_of(points: gpd.GeoDataFrame) -> Floats:
    return np.column_stack([points.geometry.x, points.geometry.y])


def mondays(burglaries: gpd.GeoDataFrame) -> list[pd.Timestamp]:
    """Return the Mondays on which lists are made: from the thirteenth week of the year on."""
    moments = burglaries["moment"]
    new_year = pd.Timestamp(int(moments.dt.year.mode()[0]), 1, 1) + pd.Timedelta(
        weeks=LEARNING_WEEKS
    )
    first = new_year + pd.Timedelta(days=-new_year.day_of_week % 7)
    starts = pd.date_range(first, periods=WEEKS + 1, freq="7D")
    return list(starts.tz_localize(moments.dt.tz))


def monday_of(setting: Setting, as_of: pd.Timestamp) -> Monday:
    burglaries = setting.burglaries
    days = ((as_of - burglaries["moment"]) / pd.Timedelta(days=1)).to_numpy()
    known = (burglaries["known"] <= as_of).to_numpy() & (days >= 0)
    first = int(np.searchsorted(-days, -YEAR_DAYS))
    last = int(np.flatnonzero(known)[-1]) + 1
    pairs = slice(setting.starts[first], setting.starts[last])
    burglary = np.repeat(np.arange(first, last), np.diff(setting.starts[first : last + 1]))
    kept = known[burglary]
    return Monday(
        setting=setting,
        known=burglaries[known],
        burglary=burglary[kept],
        place=setting.place[pairs][kept],
        distance_m=setting.distance_m[pairs][kept],
        days=days[burglary[kept]],
    )


def risks(monday: Monday) -> Iterator[tuple[str, Floats]]:
    """Return each method's risk of each place."""
    live = monday.of_late(OLDEST_DAYS)
    force = knox(monday.known, monday.setting.bands)
    fitted = fitted_by_district(live, force)
    promap = promap_weights(live.distance_m, live.days)
    flat = flat_weights(live.distance_m, live.days)
    for name, weights in ((FITTED, fitted), (PROMAP, promap), (FLAT, flat)):
        yield name, live.risk(weights)
        if monday.setting.bands.first_neighbour_band:
            victim = (live.distance_m < 0.1) & (live.days <= 42)
            yield VICTIMS + name, live.risk(weights + BEFORE_ALL_OTHERS * victim)
    yield SMOOTH, live.risk(fitted_smoothly(live))
    yield RATES, live.risk(rates_of_pairs(monday, live))
    if monday.setting.homes.max() > 1:
        yield SHARED, live.risk(shared_excess(live, force))
    yield PRIOR, monday.risk(np.ones(monday.days.size))
    # ProMap's own fall with distance, and none with time.
    yield PRIOR_NEAR, monday.risk(promap_weights(monday.distance_m, np.zeros(monday.days.size)))
    yield RANDOM, np.zeros(monday.setting.homes.size)


def knox(burglaries: gpd.GeoDataFrame, bands: NearRepeatParams) -> NearRepeatTable:
    return near_repeat(burglaries, burglaries["moment"], params=bands)


def ratios_of(table: NearRepeatTable) -> Floats:
    return table.observed / np.maximum(table.expected_closed_form, 1e-9)


def fitted_by_district(live: Monday, force: NearRepeatTable) -> Floats:
    """Weigh each pair by the ratios of its place's district, drawn toward the force's."""
    district = live.setting.district[live.place]
    weights = np.zeros(live.days.size)
    for name in np.unique(live.setting.district):
        own = knox(live.known[live.known["district"] == name], force.params)
        here = district == name
        weights[here] = fitted_weights(
            live.distance_m[here],
            live.days[here],
            ratios=shrunk_ratios(own, force),
            bands=force.params,
        )
    return weights


def fitted_smoothly(live: Monday) -> Floats:
    steps = fine(live.setting.bands, live.setting.bands.time_bands_days)
    table = knox(live.known, steps)
    ratios = never_rising(ratios_of(table), table.expected_closed_form)
    return fitted_weights(live.distance_m, live.days, ratios=ratios, bands=steps)


def fine(bands: NearRepeatParams, time_bands_days: tuple[int, ...]) -> NearRepeatParams:
    """Return bands in steps of 50 m, and that of the same place where there is one."""
    nearest = bands.distance_bands_m[: bands.first_neighbour_band + 1]
    return NearRepeatParams(
        distance_bands_m=(*nearest, *range(50, 401, 50)),
        time_bands_days=time_bands_days,
        permutations=FEW,
    )


def rates_of_pairs(monday: Monday, live: Monday) -> Floats:
    """Weigh each pair by how often a place so near was burgled so many days later, till now.

    Pairs of burglaries in a band, over the homes and the days in which there could have been one.
    """
    setting = monday.setting
    steps = fine(setting.bands, (0, 7, 14, 21, 28, 42, OLDEST_DAYS))
    band, _ = bands_of(steps, monday.distance_m, np.zeros(monday.days.size))
    told = band >= 0
    homes = np.bincount(band[told], setting.homes[monday.place[told]], minlength=steps.shape[0])
    chances = np.outer(homes, np.diff(steps.time_bands_days)).astype(np.float64)
    observed = knox(monday.known, steps).observed
    rates = never_rising(observed / chances, chances)
    # The weights are ratios less 1; these are rates, and nothing is to be taken off them.
    return fitted_weights(live.distance_m, live.days, ratios=1 + rates / rates.max(), bands=steps)


def shared_excess(live: Monday, force: NearRepeatTable) -> Floats:
    """Share each band's excess pairs among the homes that a burglary has in that band."""
    excess = np.maximum(force.observed - force.expected_closed_form, 0)
    distance, time_band = bands_of(force.params, live.distance_m, live.days)
    ring = live.burglary * len(excess) + distance
    homes = np.bincount(ring[distance >= 0], live.setting.homes[live.place[distance >= 0]])
    there = (distance >= 0) & (time_band >= 0)
    weights = np.zeros(live.days.size)
    weights[there] = excess[distance[there], time_band[there]] / homes[ring[there]]
    return weights


def never_rising(values: Floats, weights: Floats) -> Floats:
    """Return the nearest table that rises neither with distance nor with time (Dykstra's way)."""
    fitted, by_time, by_distance = values.copy(), np.zeros_like(values), np.zeros_like(values)
    weights = np.maximum(weights / weights.max(), 1e-9)
    for _ in range(TURNS):
        rows = rows_never_rising(fitted + by_time, weights)
        by_time = fitted + by_time - rows
        fitted = rows_never_rising((rows + by_distance).T, weights.T).T
        by_distance = rows + by_distance - fitted
    return fitted


def rows_never_rising(values: Floats, weights: Floats) -> Floats:
    return np.array(
        [
            isotonic_regression(row, weights=weight, increasing=False).x
            for row, weight in zip(values, weights, strict=True)
        ]
    )


def expected_hits(risk: Floats, setting: Setting, hit: Longs) -> list[float]:
    """Return how many of these burglaries a list of each length is expected to hold."""
    at_risk = np.flatnonzero(risk > 0)
    order = at_risk[np.argsort(-risk[at_risk], kind="stable")]
    listed = np.cumsum(setting.homes[order])
    of_burglaries = risk[hit[hit >= 0]]
    found = []
    for visits in setting.visits:
        last = int(np.searchsorted(listed, visits))
        least = risk[order[last]] if last < order.size else 0.0
        above, level = risk > least, risk == least
        room = (visits - setting.homes[above].sum()) / setting.homes[level].sum()
        found.append(float((of_burglaries > least).sum() + room * (of_burglaries == least).sum()))
    return found


def judged(setting: Setting) -> pd.DataFrame:
    """Return one row a week, method and length of list: the burglaries, and those on it."""
    rows = []
    moment = setting.burglaries["moment"]
    for as_of, next_monday in pairwise(mondays(setting.burglaries)):
        hit = setting.hit[((moment >= as_of) & (moment < next_monday)).to_numpy()]
        for method, risk in risks(monday_of(setting, as_of)):
            found = expected_hits(risk, setting, hit)
            for visits, count in zip(setting.visits, found, strict=True):
                rows.append((as_of, method, visits, count, hit.size))
    return pd.DataFrame(rows, columns=["week", "method", "visits", "found", "burglaries"])


@dataclass(frozen=True, kw_only=True, eq=False)
class Shares:
    """Burglaries on the lists: a table of weeks by length of list and method, and how many each."""

    found: pd.DataFrame
    burglaries: Floats

    def cell(self, visits: int, method: str, less: str | None = None) -> str:
        """Return a share, or a difference of two, in per cent with its interval."""
        counts = self.found[visits, method].to_numpy(np.float64)
        if less is not None:
            counts = counts - self.found[visits, less].to_numpy(np.float64)
        weeks = len(counts)
        drawn = np.random.default_rng(1).integers(0, weeks, (RESAMPLES, weeks))
        shares = 100 * counts[drawn].sum(axis=1) / self.burglaries[drawn].sum(axis=1)
        low, high = np.quantile(shares, [0.025, 0.975])
        sign = "" if less is None else "+"
        share = 100 * counts.sum() / self.burglaries.sum()
        return f"{share:{sign}.1f} ({low:{sign}.1f} to {high:{sign}.1f})"


def shares_of(weeks: pd.DataFrame) -> Shares:
    return Shares(
        found=weeks.pivot_table(index="week", columns=["visits", "method"], values="found"),
        burglaries=weeks.groupby("week")["burglaries"].first().to_numpy(np.float64),
    )


def print_shares(weeks: pd.DataFrame, setting: Setting) -> None:
    shares = shares_of(weeks)
    print_head("method", setting)
    longest = weeks[weeks["visits"] == setting.visits[-1]].groupby("method")["found"].sum()
    for method in longest.sort_values(ascending=False).index:
        print_row(method, [shares.cell(visits, method) for visits in setting.visits])
    print()


def print_differences(weeks: pd.DataFrame, setting: Setting) -> None:
    shares = shares_of(weeks)
    print_head("difference", setting)
    judged_here = set(weeks["method"])
    for method, less in DIFFERENCES:
        if {method, less} <= judged_here:
            cells = [shares.cell(visits, method, less) for visits in setting.visits]
            print_row(f"{method} − {less}", cells)
    print()


def print_head(first: str, setting: Setting) -> None:
    homes = setting.homes.sum()
    lengths = [f"{visits:,} ({100 * visits / homes:.2g} % of places)" for visits in setting.visits]
    print_row(first, lengths)
    print("|---" * (1 + len(lengths)) + "|")


def print_row(first: str, cells: list[str]) -> None:
    print(f"| {first} | {' | '.join(cells)} |")


def report(setting: Setting) -> None:
    started = time.process_time()
    weeks = judged(setting)
    total = int(weeks.groupby("week")["burglaries"].first().sum())
    first, last = weeks["week"].min(), weeks["week"].max() + pd.Timedelta(days=6)
    print(
        f"\n{setting.name}: {total:,} burglaries in {weeks['week'].nunique()} weeks, "
        f"{first:%d.%m.%Y} to {last:%d.%m.%Y}; {setting.homes.sum():,.0f} places "
        f"({time.process_time() - started:.0f} s).\n\n"
        "Per cent of the next week's burglaries on a list of so many visits:\n"
    )
    print_shares(weeks, setting)
    print("Differences, in points of per cent:\n")
    print_differences(weeks, setting)
    print("The second half of the weeks alone:\n")
    print_shares(weeks[weeks["week"] > weeks["week"].median()], setting)


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold-out of the ways of ranking homes.")
    data = ROOT.parent / "shared" / "data" / "near_repeat" / "chicago_be_2016.csv"
    parser.add_argument("--chicago", type=Path, default=data)
    parser.add_argument("--seed", type=int, default=2025)
    chosen = parser.parse_args()
    report(demonstration(chosen.seed))
    if chosen.chicago.is_file():
        report(chicago(chosen.chicago))
    else:
        print(f"Chicago not judged: {chosen.chicago.name} is not on this machine.")


if __name__ == "__main__":
    main()
