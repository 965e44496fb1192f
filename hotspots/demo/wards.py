"""Wards around real places, and the authorities and policing districts that they add up to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from hotspots import schema
from hotspots.demo.sites import TERRAIN_SEED, WARD_WAVES, Bend, county_outline
from hotspots.demo.tables import read_table, word_lists

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs, Objects
    from hotspots.profile import ForceProfile

NOTE = "Demonstration: outline invented"
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))
COMPASS = ("East", "North East", "North", "North West", "West", "South West", "South", "South East")
AREA_PER_1000_HOMES_M2 = 550_000.0  # a town and its green edges
FIRST_WARD_CODE = 5_990_001  # ONS has given no E0599 codes


@dataclass(frozen=True)
class Areas:
    """The county's areas: one valid coverage of wards, and what they add up to.

    ``wards`` has, beside the columns of ``schema.WARD_COLUMNS``, the settlement, its centre, the
    authority and the share of the county's households.
    """

    outline: shapely.Geometry
    wards: gpd.GeoDataFrame
    authorities: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame


def draw_areas(profile: ForceProfile) -> Areas:
    """Draw the wards, and join them to authorities and policing districts.

    The areas do not depend on the seed of the county. They cover the outline without a gap or an
    overlap.
    """
    outline = county_outline()
    seeds = _ward_seeds(outline)
    seeds["geometry"] = _cells(seeds[["seed_easting", "seed_northing"]].to_numpy(), outline)
    wards = gpd.GeoDataFrame(_named(seeds), geometry="geometry", crs=profile.crs)
    codes = {name: code for code, name in profile.authorities.items()}
    wards[schema.AREA_CODE] = wards["authority"].map(codes)
    wards[schema.DISTRICT] = wards[schema.AREA_CODE].map(profile.district_of_authority)
    authorities = wards.dissolve(by=schema.AREA_CODE, method="coverage").reset_index()
    authorities[schema.AREA_NAME] = authorities["authority"]
    districts = wards.dissolve(by=schema.DISTRICT, method="coverage").reset_index()
    lpa = {district.name: district.local_policing_area for district in profile.districts}
    districts[schema.LOCAL_POLICING_AREA] = districts[schema.DISTRICT].map(lpa)
    return Areas(
        shapely.coverage_union_all(wards.geometry.to_numpy()),
        schema.validate_wards(wards),
        schema.validate_authorities(authorities[list(schema.AUTHORITY_COLUMNS)]),
        schema.validate_districts(districts[list(schema.DISTRICT_COLUMNS)]),
    )


def _ward_seeds(outline: shapely.MultiPolygon) -> pd.DataFrame:
    """Place the middle of each ward: one in the settlement's centre, the rest spiralling out."""
    settlements = read_table("settlements")
    totals = read_table("authorities").set_index("authority")["households_2021"]
    weight = settlements["weight"] / settlements.groupby("authority")["weight"].transform("sum")
    settlements["households_share"] = weight * settlements["authority"].map(totals) / totals.sum()
    settlements["thousands"] = settlements["households_share"] * totals.sum() / 1_000.0
    land = shapely.buffer(outline, -250.0)
    shapely.prepare(land)
    centres = settlements[["easting", "northing"]].to_numpy(dtype=np.float64)
    rows = []
    for position, place in enumerate(settlements.to_dict("records")):
        points = _spiral(position, place, centres, land)
        shares = _uneven_shares(position, len(points))
        rows += [
            {
                "settlement": place["settlement"],
                "authority": place["authority"],
                "centre_easting": float(place["easting"]),
                "centre_northing": float(place["northing"]),
                "settlement_share": place["households_share"],
                "households_share": place["households_share"] * share,
                "wards_in_settlement": len(points),
                "seed_easting": point[0],
                "seed_northing": point[1],
            }
            for point, share in zip(points, shares, strict=True)
        ]
    return pd.DataFrame(rows)


def _spiral(
    position: int, place: dict[Any, Any], centres: Floats, land: shapely.Geometry
) -> Floats:
    """Return ward middles on a sunflower's spiral, on land and nearer here than to a neighbour."""
    wanted = int(place["wards"])
    spacing_m = np.sqrt(AREA_PER_1000_HOMES_M2 * place["thousands"] / (np.pi * wanted))
    k = np.arange(60 * wanted)
    angle = k * GOLDEN_ANGLE + position
    arms = np.column_stack([np.cos(angle), np.sin(angle)])
    points = centres[position] + spacing_m * np.sqrt(k)[:, None] * 1.25 * arms
    off = np.hypot(*(points[:, None, :] - centres[None, :, :]).transpose(2, 0, 1))
    at_home = np.delete(off, position, axis=1).min(axis=1) > off[:, position]
    on_land = shapely.contains_xy(land, points[:, 0], points[:, 1])
    fit = at_home & (on_land | (k == 0))
    return np.asarray(points[fit][:wanted])


def _uneven_shares(position: int, wards: int) -> Floats:
    rng = np.random.default_rng([TERRAIN_SEED, 2, position])
    sizes = np.exp(rng.normal(0.0, 0.18, wards))
    return np.asarray(sizes / sizes.sum())


def _cells(seeds: Floats, outline: shapely.MultiPolygon) -> Objects:
    """Return one polygon a seed: bent Voronoi cells, cut at the outline, as a valid coverage.

    The cells' edges are bent as lines and only then made into polygons, so that neighbours share
    every vertex. What an estuary cuts off from its seed goes to the neighbour on that bank.
    """
    bend = Bend.drawn(WARD_WAVES, part=3)
    frame = shapely.buffer(shapely.box(*outline.bounds), 8_000.0)
    edges = shapely.voronoi_polygons(
        shapely.MultiPoint(bend.undo(seeds)), extend_to=frame, only_edges=True
    )
    bent = shapely.union_all(bend.of(shapely.segmentize(shapely.get_parts(edges), 80.0)))
    lines = shapely.unary_union([bent, shapely.boundary(outline)], grid_size=0.1)
    pieces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.point_on_surface(pieces)
    pieces = pieces[shapely.covers(outline, inside)]
    owners = _owners(pieces, seeds)
    return np.array(
        [shapely.coverage_union_all(pieces[owners == ward]) for ward in range(len(seeds))]
    )


def _owners(pieces: Objects, seeds: Floats) -> Longs:
    """Return the ward of each piece: its seed's, or the neighbour with the longest shared edge."""
    tree = shapely.STRtree(pieces)
    owners = np.full(len(pieces), -1, dtype=np.int64)
    ward, piece = tree.query(shapely.points(seeds), predicate="within")
    owners[piece] = ward
    homeless = np.flatnonzero(owners < 0)
    # A piece so small that no neighbour owns it yet waits for a later turn.
    while len(homeless):
        placed = 0
        for index in homeless:
            near = tree.query(pieces[index], predicate="intersects")
            near = near[owners[near] >= 0]
            shared = shapely.length(shapely.intersection(pieces[near], pieces[index]))
            if len(near) and shared.max() > 0:
                owners[index] = owners[near[int(shared.argmax())]]
                placed += 1
        homeless = np.flatnonzero(owners < 0)
        if not placed:
            break
    return owners


def _named(seeds: pd.DataFrame) -> pd.DataFrame:
    """Give each ward a name from its settlement and a code in the ONS form that ONS never gave."""
    names: list[str] = []
    for number, (settlement, group) in enumerate(seeds.groupby("settlement", sort=False)):
        names += _names_in(str(settlement), group, number)
    wards = seeds.copy()
    wards[schema.WARD_NAME] = names
    wards[schema.WARD_CODE] = [f"E0{FIRST_WARD_CODE + k}" for k in range(len(wards))]
    return wards


def _names_in(settlement: str, group: pd.DataFrame, number: int) -> list[str]:
    words = word_lists()
    if len(group) == 1:
        return [settlement]
    middle = words["ward_centre_words"][number % len(words["ward_centre_words"])]
    names = [f"{settlement} {middle}"]
    if settlement in words["trinity_towns"]:
        names = ["Trinity"]
    spare = [*words["ward_ring_words"][number % 7 :], *words["ward_ring_words"]]
    away = group[["seed_easting", "seed_northing"]].to_numpy() - group[
        ["centre_easting", "centre_northing"]
    ].to_numpy(dtype=np.float64)
    bearings = np.arctan2(away[1:, 1], away[1:, 0])
    for bearing in bearings:
        name = f"{settlement} {COMPASS[round(float(bearing) / (np.pi / 4)) % 8]}"
        while name in names:
            name = f"{settlement} {spare.pop(0)}"
        names.append(name)
    return names
