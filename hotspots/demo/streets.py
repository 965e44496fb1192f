"""An invented street network: main roads, town centres, and the streets of the estates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots.demo.sites import STREET_BEND, Site
from hotspots.demo.tables import word_lists

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Objects

MAIN, CENTRE, LINK, RESIDENTIAL = "main", "centre", "link", "residential"
FIRST_USRN = 99_000_001  # beyond the numbers in use
ESTATE_ACROSS_M = 370.0
SHORTEST_STREET_M = 55.0
CENTRE_SPACING_M = 82.0
SPINE_SPACING_M = 210.0
SMALLEST_CENTRE_M = 85.0
LARGEST_CENTRE_M = 330.0

Lines = tuple["Objects", str, int]  # lines of one kind in one site


def draw_streets(sites: list[Site], crs: str, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Draw the streets of every site.

    Returns
    -------
    GeoDataFrame
        One row a street: ``usrn``, ``street``, ``town``, ``ward`` (position), ``site`` (position),
        ``kind``, ``length_m``, ``centre_distance_m``, geometry in the county's system.
    """
    towns = _towns(sites)
    drawn: list[Lines] = []
    names: list[list[str]] = []
    for number, site in enumerate(sites):
        roads, road_names = _main_roads(site, towns)
        core = _core(site, towns)
        drawn.append((roads, MAIN, number))
        names.append(road_names)
        middle = _centre_streets(core, site)
        drawn.append((middle, CENTRE, number))
        names.append([])
        estates = shapely.difference(
            shapely.difference(site.ground, shapely.union_all(shapely.buffer(roads, 1.0))), core
        )
        links, cells = _estates(estates, rng)
        drawn.append((links, LINK, number))
        names.append([])
        rows = _estate_streets(cells, site, rng)
        if not len(roads) + len(middle) + len(links) + len(rows):
            rows = _only_street(site)
        drawn.append((rows, RESIDENTIAL, number))
        names.append([])
    return _named(_table(drawn, names, sites, crs), rng)


def _towns(sites: list[Site]) -> dict[str, tuple[Floats, float, int]]:
    """Return the centre, the reach and the homes of each settlement."""
    towns: dict[str, tuple[Floats, float, int]] = {}
    for site in sites:
        if not site.hamlet:
            _, reach_m, homes = towns.get(site.settlement, (site.centre, 0.0, 0))
            towns[site.settlement] = (
                site.centre,
                max(reach_m, site.radius_m),
                homes + site.homes,
            )
    return towns


def _main_roads(
    site: Site, towns: dict[str, tuple[Floats, float, int]]
) -> tuple[Objects, list[str]]:
    """Return the roads from the centre towards the towns around, each named for where it goes."""
    names = list(towns)
    centres = np.array([towns[name][0] for name in names])
    if site.hamlet:
        names, centres = [site.settlement, *names], np.vstack([towns[site.settlement][0], centres])
        reach_m, wanted = site.radius_m, 2
    else:
        _, reach_m, homes = towns[site.settlement]
        wanted = 3 + (homes > 1_500) + (homes > 6_000) + (homes > 15_000)  # noqa: PLR2004
    away = centres - site.centre
    distance_m = np.hypot(away[:, 0], away[:, 1])
    bearings: list[float] = []
    lines, named = [], []
    for other in np.argsort(distance_m, kind="stable"):
        bearing = float(np.arctan2(away[other, 1], away[other, 0]))
        apart = [abs((bearing - known + np.pi) % (2 * np.pi) - np.pi) for known in bearings]
        if distance_m[other] < 1.0 or min(apart, default=np.pi) < 0.8:  # noqa: PLR2004
            continue
        end_m = min(0.5 * distance_m[other], 1.02 * reach_m) / distance_m[other]
        lines.append(shapely.LineString([site.centre, site.centre + away[other] * end_m]))
        named.append(f"{names[other]} Road")
        bearings.append(bearing)
        if len(lines) == wanted:
            break
    parts, line = shapely.get_parts(
        shapely.intersection(np.array(lines), site.ground), return_index=True
    )
    kept = shapely.length(parts) >= SHORTEST_STREET_M
    return parts[kept], [named[k] for k in line[kept]]


def _core(site: Site, towns: dict[str, tuple[Floats, float, int]]) -> shapely.Geometry:
    """Return the town centre's part of the site; empty in a village or a hamlet."""
    _, _, homes = towns[site.settlement]
    radius_m = min(LARGEST_CENTRE_M, 4.0 * np.sqrt(homes))
    if site.hamlet or radius_m < SMALLEST_CENTRE_M:
        return shapely.Polygon()
    return shapely.intersection(site.ground, shapely.Point(site.centre).buffer(radius_m))


def _centre_streets(core: shapely.Geometry, site: Site) -> Objects:
    """Return the streets of a town centre: a close, crooked net."""
    if shapely.is_empty(core):
        return np.array([], dtype=object)
    turn = 0.37 * sum(map(ord, site.settlement))
    along = _parallels(site.centre, LARGEST_CENTRE_M, turn, CENTRE_SPACING_M)
    across = _parallels(site.centre, LARGEST_CENTRE_M, turn + 1.45, CENTRE_SPACING_M * 1.35)
    return _long_enough(shapely.intersection(np.concatenate([along, across]), core))


def _parallels(middle: Floats, reach_m: float, turn: float, spacing_m: float) -> Objects:
    """Return parallel lines about a point, ``spacing_m`` apart and long enough to cross it all."""
    count = int(reach_m // spacing_m)
    offset = (np.arange(-count, count + 1) + 0.31) * spacing_m
    along = np.array([np.cos(turn), np.sin(turn)])
    starts = middle + offset[:, None] * np.array([-along[1], along[0]]) - reach_m * along
    return np.asarray(shapely.linestrings(np.stack([starts, starts + 2 * reach_m * along], axis=1)))


def _long_enough(lines: Objects) -> Objects:
    parts = shapely.get_parts(lines)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    return np.asarray(parts[shapely.length(parts) >= SHORTEST_STREET_M])


def _estates(ground: shapely.Geometry, rng: np.random.Generator) -> tuple[Objects, Objects]:
    """Divide the ground into estates; return the roads that link them, and the estates."""
    if shapely.is_empty(ground):
        return np.array([], dtype=object), np.array([], dtype=object)
    west, south, east, north = shapely.bounds(ground)
    columns = np.arange(west - ESTATE_ACROSS_M, east + ESTATE_ACROSS_M, ESTATE_ACROSS_M)
    rows = np.arange(south - ESTATE_ACROSS_M, north + ESTATE_ACROSS_M, ESTATE_ACROSS_M)
    corners = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    middles = corners + rng.uniform(-0.36, 0.36, corners.shape) * ESTATE_ACROSS_M
    points = shapely.MultiPoint(middles)
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    cells = cells[shapely.intersects(cells, ground)]
    edges = shapely.get_parts(shapely.voronoi_polygons(points, only_edges=True))
    pieces = shapely.get_parts(shapely.intersection(cells, ground))
    return _long_enough(shapely.intersection(edges, ground)), pieces[shapely.area(pieces) > 1_500.0]  # noqa: PLR2004


def _estate_streets(estates: Objects, site: Site, rng: np.random.Generator) -> Objects:
    """Return the streets of the estates: rows, closer near the centre, and a spine across them."""
    lines, owner = [], []
    for number, (west, south, east, north) in enumerate(shapely.bounds(estates)):
        middle = np.array([(west + east) / 2.0, (south + north) / 2.0])
        reach_m = float(np.hypot(east - west, north - south)) / 2.0
        to_centre = site.centre - middle
        turn = float(np.arctan2(to_centre[1], to_centre[0]) + rng.normal(0.0, 0.35))
        turn += float(rng.integers(2)) * np.pi / 2.0
        spacing_m = float(np.clip(54.0 + np.hypot(*to_centre) / 120.0, 54.0, 76.0))
        for direction, gap_m in ((turn, spacing_m), (turn + np.pi / 2.0, SPINE_SPACING_M)):
            rows = _parallels(middle, reach_m, direction, gap_m)
            lines.append(rows)
            owner.append(np.full(len(rows), number))
    if not lines:
        return np.array([], dtype=object)
    within = shapely.intersection(np.concatenate(lines), estates[np.concatenate(owner)])
    return _dead_ends(_long_enough(within), rng)


def _only_street(site: Site) -> Objects:
    """Return one street for ground too small or too narrow for any of the patterns above."""
    middle = shapely.get_coordinates(shapely.point_on_surface(site.ground))[0]
    turns = np.linspace(0.0, np.pi, 8, endpoint=False)
    half = 400.0 * np.column_stack([np.cos(turns), np.sin(turns)])
    lines = shapely.linestrings(np.stack([middle - half, middle + half], axis=1))
    parts = shapely.get_parts(shapely.intersection(lines, site.ground))
    return np.asarray(parts[[int(shapely.length(parts).argmax())]])


def _dead_ends(lines: Objects, rng: np.random.Generator) -> Objects:
    """Shorten a third of the streets at one end, as closes are."""
    ends = shapely.get_coordinates(lines).reshape(-1, 2, 2).copy()
    closes = rng.random(len(ends)) < 1 / 3
    cut = rng.uniform(0.12, 0.4, len(ends))[:, None]
    ends[closes, 1] += (cut * (ends[:, 0] - ends[:, 1]))[closes]
    return np.asarray(shapely.linestrings(ends))


def _table(
    drawn: list[Lines], names: list[list[str]], sites: list[Site], crs: str
) -> gpd.GeoDataFrame:
    site = np.concatenate([np.full(len(lines), number) for lines, _, number in drawn])
    lines = np.concatenate([lines for lines, _, _ in drawn])
    given = [
        name
        for kind, group in zip(drawn, names, strict=True)
        for name in group or [""] * len(kind[0])
    ]
    middles = shapely.get_coordinates(shapely.centroid(lines))
    centres = np.array([item.centre for item in sites])[site]
    bent = STREET_BEND.of(shapely.segmentize(lines, 35.0))
    return gpd.GeoDataFrame(
        {
            "street": given,
            "town": np.array([item.settlement for item in sites], dtype=object)[site],
            "ward": np.array([item.ward for item in sites])[site],
            "site": site,
            "kind": np.concatenate([np.full(len(group), kind) for group, kind, _ in drawn]),
            "length_m": shapely.length(bent),
            "centre_distance_m": np.hypot(*(middles - centres).T),
        },
        geometry=bent,
        crs=crs,
    )


def _named(streets: gpd.GeoDataFrame, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Name the streets, each name once in a town (but for a road that runs on), and number them."""
    words = word_lists()
    pool = np.array(
        [
            f"{first} {last}"
            for first in words["street_first_words"]
            for last in words["street_last_words"]
        ]
    )
    commonness = np.tile(
        1.0 / (3.0 + np.arange(len(words["street_last_words"]))), len(words["street_first_words"])
    )
    commonness /= commonness.sum()
    names = streets["street"].to_numpy(dtype=object).copy()
    kinds, towns = streets["kind"].to_numpy(), streets["town"]
    for positions in towns.groupby(towns, sort=False).indices.values():
        middle = positions[kinds[positions] == CENTRE]
        middle = middle[np.argsort(-streets["length_m"].to_numpy()[middle], kind="stable")]
        centre_names = words["centre_streets"][: len(middle)]
        names[middle[: len(centre_names)]] = centre_names
        rest = positions[names[positions] == ""]
        names[rest] = rng.choice(pool, size=len(rest), replace=False, p=commonness)
    numbered = streets.copy()
    numbered["street"] = pd.array(names, dtype="str")
    numbered["usrn"] = pd.array([str(FIRST_USRN + k) for k in range(len(names))], dtype="str")
    return numbered
