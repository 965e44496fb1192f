"""Ten runs on the small demonstration county, and what a reader takes out of their files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pypdfium2
import shapely
from python_calamine import CalamineWorkbook

from hotspots import care
from hotspots.analyse.spots.harm_spot_params import HarmSpotParams
from hotspots.arrays import Floats
from hotspots.study.harm_maps.harm_map import map_harm
from hotspots.study.harm_maps.journeys import HarmMapParams
from hotspots.study.patrols.patrol_plan import plan_the_week
from hotspots.study.wards.street_week import plan_street_week
from hotspots.words import WEEKDAYS
from tests.care.two_days import TwoDays
from tests.county_runs import CountyRuns
from tests.demonstration import MADE_AT, DemoRun

BNG = "EPSG:27700"
A_WEEK_LESS = (date(2025, 1, 1), date(2025, 12, 24))
_OFFENCES = re.compile(
    r"offences( in the period| in the year| counted here)?|by_(lsoa_code|outline)|by lsoa code"
    r"|by the ward's outline|to_other_districts|in_no_ward|counted",
    re.IGNORECASE,
)
LISTS = ("list", "list of the next day")
# What a browser runs, and the outlines of the force that it draws on: no data of offences.
_CODE = re.compile(r"<(script|style)(?! type=.application/json).*?</\1>", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class TenRuns:
    """The folders of the runs, by what they are; and the address file that a reader has."""

    folders: Mapping[str, Path]
    addresses: Path

    def files(self, *, lists: bool) -> Iterator[Path]:
        """Give every file of the runs: those of visit lists, or of all others."""
        for name, folder in self.folders.items():
            if (name in LISTS) == lists:
                yield from sorted(path for path in folder.rglob("*") if path.is_file())


def make_ten_runs(
    folder: Path, demo_run: DemoRun, county: CountyRuns, rape: Path, lists: TwoDays
) -> TenRuns:
    """Make runs that differ from those of the county in their last day, and in what they are of."""
    inputs = demo_run.job.inputs
    shorter = replace(inputs, period=A_WEEK_LESS)
    made: dict[str, Any] = {"maps": folder, "made_at": MADE_AT}
    few = HarmSpotParams(min_offences=5)
    harm = {
        "a week less": (shorter, HarmMapParams()),
        "burglary": (inputs, HarmMapParams(selection="dwelling_burglary", spots=few)),
    }
    folders = {
        "harm": demo_run.run.folder,
        "rape": rape,
        "wards": county.wards.folder,
        "changes": county.changes.folder,
    }
    for name, (read, params) in harm.items():
        folders[name] = map_harm(read, name=name.replace(" ", "-"), params=params, **made).folder
    fullest = county.wards.found.table.sort_values("offences", ascending=False)["ward_code"]
    packs = fullest.iloc[[0, 20, 60]].tolist()
    folders["wards, a week less"] = plan_street_week(
        shorter, name="wards-less", packs=packs, addresses=lists.addresses, **made
    ).folder
    folders["plan"] = plan_the_week(inputs, week_of=date(2026, 1, 5), name="plan", **made).folder
    folders.update(zip(LISTS, (day.folder for day in lists.days), strict=True))
    return TenRuns(folders=folders, addresses=lists.addresses)


# --- what a reader takes out of a file -----------------------------------------------------------
@cache  # several attacks read the same files
def tables_of(path: Path) -> Sequence[tuple[str, pd.DataFrame]]:
    """Return the tables of a file, as text and figures under their headers."""
    return [*_tables_of(path)]


def _tables_of(path: Path) -> Iterator[tuple[str, pd.DataFrame]]:
    kind = path.suffix
    if kind == ".csv":
        yield path.name, pd.read_csv(path, encoding="utf-8-sig")
    elif kind == ".xlsx":
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            if rows:
                yield (
                    f"{path.name}, {name}",
                    pd.DataFrame(rows[1:], columns=list(map(str, rows[0]))),
                )
    elif kind == ".parquet":
        yield path.name, pd.DataFrame(gpd.read_parquet(path).drop(columns="geometry"))
    elif kind in {".gpkg", ".geojson"}:
        for name, _ in pyogrio.list_layers(path):
            yield (
                f"{path.name}, {name}",
                pyogrio.read_dataframe(path, layer=name, read_geometry=False),
            )


def outlines_of(path: Path) -> Iterator[tuple[str, gpd.GeoSeries]]:
    """Give what is drawn in a file, in metres; the ground that the force gave is left out."""
    if path.suffix == ".parquet":
        yield path.name, gpd.read_parquet(path).geometry.to_crs(BNG)
    elif path.suffix in {".gpkg", ".geojson"}:
        for name, kind in pyogrio.list_layers(path):
            if kind is not None and name not in {"districts", "wards"}:
                yield f"{path.name}, {name}", gpd.read_file(path, layer=name).geometry.to_crs(BNG)


def text_of(path: Path) -> str:
    """Return what can be read in a file."""
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as pages:
            return " ".join(
                " ".join(each.get_textpage().get_text_range().split()) for each in pages
            )
    if path.suffix == ".html":
        return _CODE.sub("", path.read_text("utf-8"))
    if path.suffix in {".csv", ".json", ".geojson", ".gpx", ".svg"}:
        return path.read_text("utf-8")
    return " ".join(f"{table.columns} {table.to_csv()}" for _, table in tables_of(path))


def middles_of_arcs(shape: shapely.Geometry) -> Floats:
    """Return the middles of the circles through each three corners that follow one another.

    The outline of a hull and a margin is made of arcs around what it was drawn around.
    """
    found = [np.empty((0, 2))]
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = shapely.get_coordinates(ring)[:-1]
        if len(corners) < 4:
            continue
        a, b, c = corners, np.roll(corners, -1, axis=0), np.roll(corners, -2, axis=0)
        ab, ac = b - a, c - a
        turn = 2 * (ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0])
        sharp = np.abs(turn) > 1e-2
        ab, ac, turn = ab[sharp], ac[sharp], turn[sharp]
        ab2, ac2 = (ab**2).sum(axis=1), (ac**2).sum(axis=1)
        east = (ac[:, 1] * ab2 - ab[:, 1] * ac2) / turn
        north = (ab[:, 0] * ac2 - ac[:, 0] * ab2) / turn
        found.append(a[sharp] + np.column_stack([east, north]))
    return np.concatenate(found)


def places_told(path: Path) -> Iterator[tuple[str, Floats]]:
    """Give every point that a file states, draws, or draws an arc around."""
    for name, shapes in outlines_of(path):
        there = shapes[~(shapes.is_empty | shapes.isna())].to_numpy()
        yield name, shapely.get_coordinates(there)
        areas = [each for each in there if "Polygon" in each.geom_type]
        yield f"{name}, arcs", np.concatenate([np.empty((0, 2)), *map(middles_of_arcs, areas)])
    for name, table in tables_of(path):
        columns = {str(column).lower(): column for column in table.columns}
        for east, north, system in (
            ("easting (m)", "northing (m)", BNG),
            ("easting_m", "northing_m", BNG),
            ("longitude (°)", "latitude (°)", "EPSG:4326"),
        ):
            if east in columns:
                pair = table[[columns[east], columns[north]]].apply(pd.to_numeric, errors="coerce")
                pair = pair.dropna()
                points = gpd.points_from_xy(pair.iloc[:, 0], pair.iloc[:, 1], crs=system).to_crs(
                    BNG
                )
                yield name, shapely.get_coordinates(points)


def small_counts(path: Path) -> Iterator[str]:
    """Give the cells of a file's tables that count 1 to 4 offences, or fewer than one."""
    for name, table in tables_of(path):
        if path.name == "harm_spot_hours.csv":
            for spot, hours in _weeks_of(table):
                yield from (f"{name}, spot {spot}: {held:g}" for held in runs_of_hours(hours))
            continue
        for column in table.columns:
            if not _OFFENCES.fullmatch(str(column)):
                continue
            figures = pd.to_numeric(table[column], errors="coerce").astype("float64")
            for row in np.flatnonzero((figures > 0) & (figures < 5)):
                yield f"{name}, row {row}, {column}: {figures.iloc[row]:g}"
        for column in [each for each in table.columns if str(each) == "hour_by_weekday"]:
            for text in table[column].dropna():
                week = json.loads(text) if isinstance(text, str) else text
                for held in runs_of_hours(np.ravel(week)):
                    yield f"{name}, neighbouring hours of a week: {held:g}"


def _weeks_of(table: pd.DataFrame) -> Iterator[tuple[int, Floats]]:
    """Give the hours of each spot's week in their order, of a table with one row an hour."""
    day = table["day"].map({name: at for at, name in enumerate(WEEKDAYS)})
    for spot, rows in table.assign(day=day).sort_values(["day", "hour"]).groupby("rank"):
        yield int(str(spot)), rows["offences"].to_numpy(dtype=np.float64)


def runs_of_hours(hours: Floats) -> list[float]:
    """Return the sums below 5 of neighbouring hours that are alike: none of them is told apart."""
    runs = np.split(hours, np.flatnonzero(np.diff(hours)) + 1)
    # A table rounds each hour to 0.01, so that a sum may be short of what it is of.
    most = [float(run.sum()) + 0.005 * len(run) for run in runs if run[0] > 0]
    return [held for held in most if held < care.FEWEST_COUNTED]


def combinations_of(
    number: int, total: float, weights: Sequence[float], within: float, *, most: int = 2
) -> list[tuple[int, ...]]:
    """Return how many of each weight make a number and a sum, as far as ``most`` ways."""
    weights = sorted(weights, reverse=True)
    found: list[tuple[int, ...]] = []

    def go(at: int, left: int, sum_left: float, taken: tuple[int, ...]) -> None:
        if len(found) >= most:
            return
        if at == len(weights) - 1:
            if abs(sum_left - left * weights[at]) <= within:
                found.append((*taken, left))
            return
        for count in range(
            min(left, int((sum_left + within) / weights[at]) if weights[at] else left), -1, -1
        ):
            rest, rest_sum = left - count, sum_left - count * weights[at]
            if rest * weights[-1] - within <= rest_sum <= rest * weights[at + 1] + within:
                go(at + 1, rest, rest_sum, (*taken, count))

    go(0, number, total, ())
    return found
