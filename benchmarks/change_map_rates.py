"""How often `change-map` and `lasting` call out what is chance, and how surely they find a place.

    python benchmarks/change_map_rates.py WORKSPACE [--seeds 30] [--relabellings 199]

WORKSPACE is the demonstration's (`hotspots demo`). Its street violence is the county: where, and
how much. A seeded year draws its offences anew (Poisson, places drawn from the demonstration's).

1. Lasting: twelve months. What squares with five offences or more are called where nothing changes.
   Then one square that was hot in no month gets 5, 10 or 20 offences within 150 m of its middle
   in the last month alone: how often it, or one beside it, is called new. The same of streets: one
   that was hot in no month gets 3, 5 or 10 offences.
2. The map of change: two quarters of the same county. How many maps have a denser or a thinner zone
   though nothing moved (stated: one in twenty each), and which share of the cells is called either
   by itself. Then one place of the newer quarter gets 10, 20 or 40 offences more within 150 m: in
   how many maps a denser zone lies within 500 m of it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

from hotspots import schema
from hotspots.analyse.change_map.change_map_params import ChangeMapParams
from hotspots.analyse.change_map.surface_change import surface_change
from hotspots.analyse.density.kernel_density import cells_inside, study_grid
from hotspots.analyse.lasting.lasting_params import LastingParams
from hotspots.analyse.lasting.lasting_places import hot_and_cold, lasting
from hotspots.analyse.lasting.lasting_streets import hot_streets
from hotspots.analyse.streets.offences_on_streets import place_on_streets
from hotspots.analyse.streets.street_network import StreetNetwork, street_network
from hotspots.analyse.streets.street_params import StreetMatchParams
from hotspots.care import SURELY_FEWER, SURELY_MORE
from hotspots.crs import require_projected
from hotspots.schema import Lasting
from hotspots.study.inputs import find_job
from hotspots.study.street_layer import find_streets
from hotspots.study.years import load_years
from hotspots.surface import Grid

if TYPE_CHECKING:
    from hotspots.arrays import Floats

QUARTER_YEARS: Final = 0.25
MONTHS: Final = 12
FEWEST: Final = 5  # offences in all, of a place that is shown
PLANTED_WITHIN_M: Final = 150.0
FOUND_WITHIN_M: Final = 500.0
SQUARE_NEIGHBOURS: Final = 1.5


@dataclass(frozen=True)
class County:
    """The demonstration's street violence: its points, how many a year, and the ground."""

    points: Floats
    a_year: float
    districts: gpd.GeoDataFrame
    streets: StreetNetwork


def county_of(workspace: Path) -> County:
    """Return the county of a workspace."""
    job = find_job(workspace)
    years = load_years(job.inputs)
    offences = years.loaded.offences
    held = offences[job.inputs.profile.selections["street_violence"].holds(offences)]
    days = (years.cover.last - years.cover.first).days + 1
    points = np.column_stack([held.geometry.x, held.geometry.y])
    layer = find_streets(job.inputs, years.study_area)
    assert layer is not None  # noqa: S101 - the demonstration has streets
    return County(
        points=points,
        a_year=len(held) / days * 365.25,
        districts=years.study_area.districts,
        streets=street_network(layer.streets()),
    )


def drawn(county: County, years: float, rng: np.random.Generator) -> Floats:
    """Draw the offences of so many years."""
    number = rng.poisson(county.a_year * years)
    return county.points[rng.integers(len(county.points), size=number)]


def planted(middle: Floats, number: int, rng: np.random.Generator) -> Floats:
    """Return so many offences around a place."""
    far, turn = PLANTED_WITHIN_M * np.sqrt(rng.random(number)), 2 * np.pi * rng.random(number)
    return middle + np.column_stack([far * np.cos(turn), far * np.sin(turn)])


def as_table(points: Floats, crs: str) -> gpd.GeoDataFrame:
    """Return points as offences of which nothing else is asked; anyone may have them."""
    table = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*points.T), crs=crs)
    nothing = np.full(len(table), None, dtype=object)
    return table.assign(**{schema.OFFENCE_CODE: nothing, schema.PUBLIC_POINT: True})


def maps_of_change(county: County, seeds: int, relabellings: int) -> None:
    """Print how many maps have a zone, where nothing moved and where a place did."""
    params = ChangeMapParams(relabellings=relabellings)
    crs = str(county.districts.crs)
    bounds = tuple(county.districts.total_bounds)
    grid = study_grid(bounds, params.surface, require_projected(county.districts, "districts"))
    ground = county.districts.union_all()
    for number in (0, 10, 20, 40):
        zones, found, alone = [0, 0], 0, []
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 15])
            then, now = (drawn(county, QUARTER_YEARS, rng) for _ in range(2))
            middle = county.points[rng.integers(len(county.points))]
            now = np.vstack([now, planted(middle, number, rng)])
            change = surface_change(
                as_table(now, crs),
                as_table(then, crs),
                grid=grid,
                years=(QUARTER_YEARS, QUARTER_YEARS),
                params=params,
                study_area=ground,
            )
            surely = [np.argwhere(change.bands == each) for each in (SURELY_MORE, SURELY_FEWER)]
            for at, each in enumerate(surely):
                zones[at] += bool(len(each))
            alone.append(float((change.bands > 0).mean()))
            rows, columns = surely[0].T
            centres = np.column_stack([grid.eastings[columns], grid.northings[rows]])
            near = np.hypot(*(centres - middle).T) <= FOUND_WITHIN_M
            found += bool(number and near.any())
        print(
            f"change-map, {number} planted, {seeds} seeds: a denser zone in {zones[0]}, a thinner "
            f"one in {zones[1]}; found {found}; ground coloured {np.mean(alone):.2%}"
        )


def lasting_squares(county: County, seeds: int) -> None:
    """Print what squares are called, where nothing changed and where a place came up."""
    params = LastingParams()
    crs = require_projected(county.districts, "districts")
    bounds = tuple(county.districts.total_bounds)
    grid = Grid.covering(bounds, cell_size_m=params.square_m, crs=crs)
    inside = np.flatnonzero(cells_inside(county.districts.union_all(), grid).ravel())
    rows, columns = np.divmod(inside, grid.columns)
    middles = np.column_stack([grid.eastings[columns], grid.northings[rows]])
    tree = cKDTree(middles)
    pairs = tree.query_pairs(SQUARE_NEIGHBOURS * params.square_m, output_type="ndarray")
    size = (len(middles), len(middles))
    near = sparse.coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=size)
    both = (near + near.T + sparse.eye_array(len(middles))).tocsr()
    for number in (0, 5, 10, 20):
        called: Counter[str] = Counter()
        found = 0
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 16])
            counts = np.zeros((len(middles), MONTHS))
            for month in range(MONTHS):
                _, squares = tree.query(drawn(county, 1 / MONTHS, rng))
                np.add.at(counts[:, month], squares, 1.0)
            rate = params.hot_false_discovery_rate
            _, hot, _ = hot_and_cold(counts, both, false_discovery_rate=rate)
            quiet = np.flatnonzero(~hot.any(axis=1) & (counts.sum(axis=1) > 0))
            middle = middles[rng.choice(quiet)]
            _, squares = tree.query(planted(middle, number, rng))
            np.add.at(counts[:, -1], squares, 1.0)
            gi, hot, cold = hot_and_cold(counts, both, false_discovery_rate=rate)
            classes = np.array([str(each) for each in lasting(gi, hot, cold)])
            called.update(classes[counts.sum(axis=1) >= FEWEST])
            around = np.hypot(*(middles - middle).T) <= SQUARE_NEIGHBOURS * params.square_m
            found += bool(number and (classes[around] == str(Lasting.NEW)).any())
        told = ", ".join(
            f"{called[str(each)] / seeds:.1f} {each}" for each in Lasting if called[str(each)]
        )
        print(f"lasting, {number} planted, {seeds} seeds: {told} a year; found {found}")


def lasting_streets(county: County, seeds: int) -> None:
    """Print what streets are called, where nothing changed and where one came up."""
    rate = LastingParams().hot_false_discovery_rate
    lengths = county.streets.lengths_m
    on = as_table(county.points, str(county.districts.crs))
    links = place_on_streets(on, county.streets, StreetMatchParams()).near.link
    links = links[links >= 0]
    for number in (0, 3, 5, 10):
        called: Counter[str] = Counter()
        found = 0
        for seed in range(seeds):
            rng = np.random.default_rng([seed, 17])
            counts = np.zeros((len(lengths), MONTHS))
            for month in range(MONTHS):
                drawn_links = rng.choice(links, rng.poisson(county.a_year / MONTHS))
                np.add.at(counts[:, month], drawn_links, 1.0)
            hot = hot_streets(counts, lengths, false_discovery_rate=rate)
            at = rng.choice(np.flatnonzero(~hot.any(axis=1) & (counts.sum(axis=1) > 0)))
            counts[at, -1] += number
            hot = hot_streets(counts, lengths, false_discovery_rate=rate)
            ever = np.flatnonzero(hot.any(axis=1))
            classes = lasting(counts[ever], hot[ever], np.zeros((len(ever), MONTHS), dtype=bool))
            whole = counts[ever].sum(axis=1)
            called.update(str(each) for each, n in zip(classes, whole, strict=True) if n >= FEWEST)
            found += bool(number and Lasting.NEW in np.array(classes)[ever == at])
        told = ", ".join(
            f"{called[str(each)] / seeds:.1f} {each}" for each in Lasting if called[str(each)]
        )
        print(f"lasting streets, {number} planted, {seeds} seeds: {told} a year; found {found}")


def main() -> None:
    """Measure both, and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("workspace", type=Path)
    asked.add_argument("--seeds", type=int, default=30)
    asked.add_argument("--relabellings", type=int, default=199)
    given = asked.parse_args()
    county = county_of(given.workspace)
    print(f"{county.a_year:.0f} offences a year at {len(np.unique(county.points, axis=0))} places")
    lasting_squares(county, given.seeds)
    lasting_streets(county, given.seeds)
    maps_of_change(county, given.seeds, given.relabellings)


if __name__ == "__main__":
    main()
