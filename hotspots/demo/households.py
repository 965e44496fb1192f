"""Invented homes along the invented streets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from hotspots import schema

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs
    from hotspots.demo.sites import Site
    from hotspots.demo.wards import Areas

FIRST_UPRN = 990_000_000_001  # twelve digits, beyond the numbers in use
CORNER_M = 16.0  # no home stands this near to a street's end
FLAT_SHARE_IN_TOWN = 0.22
FLAT_SHARE_IN_COUNTRY = 0.05
FEWEST_FLATS, MOST_FLATS = 2, 12
NEAREST_TO_STREET_M, FURTHEST_FROM_STREET_M = 10.0, 15.0

Plots = tuple["Longs", "Longs"]  # site and homes of each plot


def build_homes(
    areas: Areas, sites: list[Site], streets: gpd.GeoDataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Put every home of every site on a street.

    Returns
    -------
    DataFrame
        One row a household: ``uprn``, ``usrn``, ``flat`` (``"Flat 3"`` or missing), ``number``,
        ``street``, ``town``, ``easting``, ``northing`` (EPSG:27700, to 0.1 m; flats of one house
        share a point), ``ward_code``, ``district``, and ``street_position``, the street's row.
    """
    site, homes = _plots(sites, rng)
    street, along_m, side = _stand(site, streets)
    number = _house_numbers(street, side)
    points = _points(streets, street, along_m, side, rng)
    order = np.lexsort((number, street))
    plot = np.repeat(order, homes[order])
    return _household_table(
        areas, streets, street[plot], number[plot], points[plot], homes[plot], plot
    )


def _plots(sites: list[Site], rng: np.random.Generator) -> Plots:
    """Decide which homes are houses and which are flats, and how many flats share a house."""
    owners, sizes = [], []
    for number, site in enumerate(sites):
        share = FLAT_SHARE_IN_TOWN if site.in_town else FLAT_SHARE_IN_COUNTRY
        blocks = rng.integers(FEWEST_FLATS, MOST_FLATS + 1, int(site.homes * share / 7.0))
        plots = np.ones(site.homes - int(blocks.sum()) + len(blocks), dtype=np.int64)
        # A site's plots run from its first street outwards; flats gather near the front.
        places = np.argsort(rng.random(len(plots)) * np.linspace(0.4, 1.0, len(plots)))
        plots[places[: len(blocks)]] = blocks
        owners.append(np.full(len(plots), number))
        sizes.append(plots)
    return np.concatenate(owners), np.concatenate(sizes)


def _stand(site: Longs, streets: gpd.GeoDataFrame) -> tuple[Longs, Floats, Longs]:
    """Space the plots of each site evenly along both sides of its streets.

    Returns the street (row), the distance along it in metres and the side (0 left, 1 right).
    """
    order = np.lexsort((streets["centre_distance_m"], streets["site"]))
    front_m = np.maximum(streets["length_m"].to_numpy()[order] - 2.0 * CORNER_M, 8.0)
    fronts_m = np.repeat(front_m, 2)  # left, right, left, right …
    ends_m = np.cumsum(fronts_m)
    starts_m = ends_m - fronts_m
    sites_of_fronts = np.repeat(streets["site"].to_numpy()[order], 2)
    count = np.bincount(site)
    first = np.searchsorted(sites_of_fronts, np.arange(len(count)), side="left")
    last = np.searchsorted(sites_of_fronts, np.arange(len(count)), side="right") - 1
    spacing_m = (ends_m[last] - starts_m[first]) / count
    within = np.arange(len(site)) - (np.cumsum(count) - count)[site]
    position_m = starts_m[first][site] + (within + 0.5) * spacing_m[site]
    front = np.minimum(np.searchsorted(ends_m, position_m, side="right"), len(ends_m) - 1)
    return order[front // 2], CORNER_M + position_m - starts_m[front], front % 2


def _house_numbers(street: Longs, side: Longs) -> Longs:
    """Return the number of each plot in its street: odd on the left, even on the right."""
    front = street * 2 + side
    order = np.argsort(front, kind="stable")
    sorted_fronts = front[order]
    new = np.r_[True, sorted_fronts[1:] != sorted_fronts[:-1]]
    starts = np.flatnonzero(new)
    turn = np.arange(len(front)) - np.repeat(starts, np.diff(np.r_[starts, len(front)]))
    numbers = np.empty(len(front), dtype=np.int64)
    numbers[order] = 2 * turn + 1
    return numbers + side


def _points(
    streets: gpd.GeoDataFrame,
    street: Longs,
    along_m: Floats,
    side: Longs,
    rng: np.random.Generator,
) -> Floats:
    """Return where each plot is: off its street's line, square to it."""
    lines = streets.geometry.to_numpy()[street]
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m - 1.0))
    after = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m + 1.0))
    heading = after - before
    heading /= np.hypot(heading[:, 0], heading[:, 1])[:, None]
    square = np.column_stack([-heading[:, 1], heading[:, 0]])
    depth_m = rng.uniform(NEAREST_TO_STREET_M, FURTHEST_FROM_STREET_M, len(streets))[street]
    off = np.where(side == 0, depth_m, -depth_m)[:, None] * square
    return np.round((before + after) / 2.0 + off, 1)


def _household_table(
    areas: Areas,
    streets: gpd.GeoDataFrame,
    street: Longs,
    number: Longs,
    points: Floats,
    homes: Longs,
    plot: Longs,
) -> pd.DataFrame:
    new = np.r_[True, plot[1:] != plot[:-1]]
    starts = np.flatnonzero(new)
    flat = np.arange(len(plot)) - np.repeat(starts, np.diff(np.r_[starts, len(plot)])) + 1
    flats = pd.array([pd.NA, *(f"Flat {k}" for k in range(1, MOST_FLATS + 1))], dtype="str")
    uprns = (FIRST_UPRN + np.arange(len(plot))).astype(str)
    ward = streets["ward"].to_numpy()[street]
    return pd.DataFrame(
        {
            "uprn": pd.array(uprns, dtype="str"),
            "usrn": streets["usrn"].array[street],
            "flat": flats[np.where(homes > 1, flat, 0)],
            "number": pd.array(number.astype(str), dtype="str"),
            "street": streets["street"].array[street],
            "town": streets["town"].array[street],
            "easting": points[:, 0],
            "northing": points[:, 1],
            schema.WARD_CODE: areas.wards[schema.WARD_CODE].array[ward],
            schema.DISTRICT: areas.wards[schema.DISTRICT].array[ward],
            "street_position": street,
        }
    )
