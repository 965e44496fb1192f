"""What a learner wins over plain rankings of squares, with and without what else is known of them.

    python benchmarks/accuracy_ceiling.py [--shared ../shared]

January to September known, October to December judged, squares of 150 m. Three settings:

- Essex 2025, points snapped by the publisher; beside the offences the postcodes of each square and
  around it (OS Code-Point Open), which stand where dwellings are;
- Cleveland 2025, snapped likewise; beside the offences the junctions of its streets;
- Chicago 2016, burglaries at real coordinates, rounded to the block, and nothing beside them.

Ties are shared alike by every ranking. "More" and "less" are than the shrunk history, by the 95 %
interval over squares, both rankings on the same resamples. About four minutes on one core.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots.analyse.density.quartic_kernel import quartic_surface
from hotspots.analyse.hold_outs.boosted_ranking import by_boosting, stepped_facts
from hotspots.analyse.hold_outs.capture_scores import (
    Judged,
    choose_top,
    draw_resamples,
    judge,
    reach_of,
    totals_of,
)
from hotspots.analyse.hold_outs.hold_out import one_split
from hotspots.analyse.hold_outs.ranked_order import RankedOrder, ranked_order
from hotspots.analyse.hold_outs.rankings import Ground, Target, lay_out
from hotspots.analyse.hold_outs.tuned_rankings import TunedRankings, with_learner
from hotspots.schema import RankingMethod

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from hotspots.arrays import Floats

SHARED = Path(__file__).parents[2] / "shared"
SHARES = (0.005, 0.01, 0.026, 0.05)
MONTHS, KNOWN = 12, 9
CELL_M = 150.0
REACHES_M = (300.0, 1_000.0)
RESAMPLES, SEED = 400, 2025
SHRUNK, ALL = "history shrunk toward its surroundings", "count of all offences"
OWN = "own count, ties by all offences"
LEARNER, WITH_FACTS = "boosted regression", "boosted regression, and {}"
METHODS = {
    SHRUNK: RankingMethod.SHRUNK,
    ALL: RankingMethod.ALL_OFFENCES,
    OWN: RankingMethod.PAST_THEN_ALL,
    LEARNER: RankingMethod.LEARNER,
}


@dataclass(frozen=True)
class Setting:
    """Offences on squares, the kinds that are to be foreseen, and what else is known."""

    name: str
    ground: Ground
    kinds: dict[str, np.ndarray]  # whether each offence is one
    beside: tuple[str, Floats] | None


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--shared", type=Path, default=SHARED)
    data = parser.parse_args().shared / "data"
    for made in (essex, cleveland, chicago):
        setting = made(data)
        print(f"\n{setting.name}: {setting.ground.size:,} squares", flush=True)
        for kind, selected in setting.kinds.items():
            for line in lines_of(setting, kind, selected):
                print(line, flush=True)


def lines_of(setting: Setting, kind: str, selected: np.ndarray) -> Iterator[str]:
    """Give a line a ranking: per cent captured at each share of the area."""
    target = Target(ground=setting.ground, selected=selected, amount=np.ones(selected.size))
    settled = TunedRankings(target, SHARES).ranked(one_split(MONTHS))
    ranked = with_learner(settled, target, KNOWN)
    orders = {name: ranked[method].order for name, method in METHODS.items()}
    if setting.beside is not None:
        called, beside = setting.beside
        facts = stepped_facts(setting.ground, KNOWN, beside)
        orders[WITH_FACTS.format(called)] = ranked_order(by_boosting(target, KNOWN, facts))
    judged = judged_of(target, orders)
    yield f"| **{kind}** | | | | |"
    for name, results in judged.items():
        cells = []
        for own, shrunk in zip(results, judged[SHRUNK], strict=True):
            less = own.less(shrunk)
            said = " (more)" if less.low > 0 else " (less)" if less.high < 0 else ""
            cells.append(f"{100 * own.captured.value:.1f}{said}")
        yield f"| {name} | {' | '.join(cells)} |"


def judged_of(target: Target, orders: dict[str, RankedOrder]) -> dict[str, list[Judged]]:
    """Judge each order at each share of the area, all on the same resamples."""
    came, before = target.held(KNOWN, MONTHS), target.held(0, KNOWN)
    size = target.ground.size
    watched = (came > 0) | (before > 0)
    for order in orders.values():
        watched[order.places[: reach_of(1.1 * max(SHARES) * size)]] = True
    drawn = draw_resamples(size, watched, resamples=RESAMPLES, seed=SEED)
    rooms = [share * drawn.places for share in SHARES]
    totals = totals_of([(came, before)], drawn)
    return {
        name: [
            judge([choice], None, totals)
            for choice in choose_top(order, came, before, drawn, rooms)
        ]
        for name, order in orders.items()
    }


def essex(data: Path) -> Setting:
    """Essex, with the postcodes in and around each square."""
    area = gpd.read_file(data / "boundaries" / "essex_local_authorities.geojson")
    ground, kinds = published(data / "police_uk" / "essex-2025.zip", area)
    postcodes = pd.read_csv(data / "postcodes" / "essex_postcode_centroids_2025_4.csv.gz")
    easting, northing = (
        next(name for name in postcodes.columns if name.casefold().startswith(each))
        for each in ("easting", "northing")
    )
    points = postcodes[[easting, northing]].dropna().to_numpy(float)
    facts = around(ground, points[:, 0], points[:, 1])
    return Setting("Essex 2025", ground, kinds, ("postcodes", facts))


def cleveland(data: Path) -> Setting:
    """Cleveland, with the junctions of its streets."""
    folder = data / "cleveland"
    area = gpd.read_file(folder / "cleveland_local_authorities.geojson")
    ground, kinds = published(folder / "cleveland-2025.zip", area)
    streets = gpd.read_parquet(folder / "cleveland_roads.parquet").geometry
    ends = np.vstack(
        [shapely.get_coordinates(shapely.get_point(streets.to_numpy(), at)) for at in (0, -1)]
    )
    places, links = np.unique(np.round(ends), axis=0, return_counts=True)
    junctions = places[links > 2]
    facts = around(ground, junctions[:, 0], junctions[:, 1])
    return Setting("Cleveland 2025", ground, kinds, ("junctions", facts))


def chicago(data: Path) -> Setting:
    """Chicago's burglaries within the hull of them all."""
    table = pd.read_csv(data / "near_repeat" / "chicago_be_2016.csv").dropna()
    day = pd.to_datetime(table["date"])
    month = ((day.dt.year - 2016) * MONTHS + day.dt.month).clip(lower=1).to_numpy()
    points = table[["X", "Y"]].to_numpy(float)
    hull = shapely.MultiPoint(points).convex_hull
    ground = laid(hull, points, np.zeros(len(table), dtype=np.int64), month, crs="EPSG:26971")
    return Setting("Chicago 2016", ground, {"burglary": np.ones(len(table), dtype=bool)}, None)


def published(archive: Path, area: gpd.GeoDataFrame) -> tuple[Ground, dict[str, np.ndarray]]:
    """Return the offences of an archive of data.police.uk inside an area, and their kinds."""
    with zipfile.ZipFile(archive) as months:
        names = [name for name in sorted(months.namelist()) if name.endswith("-street.csv")]
        rows = pd.concat([pd.read_csv(io.BytesIO(months.read(name))) for name in names])
    placed = gpd.GeoDataFrame(
        rows, geometry=gpd.points_from_xy(rows["Longitude"], rows["Latitude"]), crs="EPSG:4326"
    ).to_crs("EPSG:27700")
    whole = area.to_crs("EPSG:27700").make_valid().union_all()
    shapely.prepare(whole)
    easting, northing = placed.geometry.x.to_numpy(), placed.geometry.y.to_numpy()
    inside = shapely.contains_xy(whole, easting, northing)
    kinds, kind = np.unique(rows["Crime type"].to_numpy(str)[inside], return_inverse=True)
    month = rows["Month"].str[-2:].astype(int).to_numpy()[inside]
    points = np.column_stack((easting, northing))[inside]
    ground = laid(whole, points, kind.astype(np.int64), month, crs="EPSG:27700")
    category = kinds[ground.kind]  # in the order of the ground
    violent = ["Violence and sexual offences", "Robbery", "Possession of weapons"]
    return ground, {
        "burglary": category == "Burglary",
        "robbery": category == "Robbery",
        "violence, robbery, weapons": np.isin(category, violent),
    }


def laid(
    area: BaseGeometry, points: Floats, kind: np.ndarray, month: np.ndarray, *, crs: str
) -> Ground:
    """Lay offences over squares, points in one order whatever that of the rows."""
    order = np.lexsort((kind, month, points[:, 1], points[:, 0]))
    return lay_out(
        area,
        points[order, 0],
        points[order, 1],
        kind[order],
        month[order].astype(np.int64) - 1,
        months=MONTHS,
        cell_size_m=CELL_M,
        origin_m=(0.0, 0.0),
        crs=crs,
    )


def around(ground: Ground, eastings: Floats, northings: Floats) -> Floats:
    """Return how many points lie in each square, and their density round its centre."""
    row, column = ground.grid.cells_of(eastings, northings)
    shape = ground.grid.rows, ground.grid.columns
    inside = (row >= 0) & (row < shape[0]) & (column >= 0) & (column < shape[1])
    cell = row[inside] * shape[1] + column[inside]
    facts = [np.bincount(cell, minlength=shape[0] * shape[1]).astype(float)]
    ones = np.ones(eastings.size)
    facts += [
        quartic_surface(eastings, northings, ones, grid=ground.grid, bandwidth_m=reach).reshape(-1)
        for reach in REACHES_M
    ]
    return np.column_stack([each[ground.cell_of_place] for each in facts])


if __name__ == "__main__":
    main()
