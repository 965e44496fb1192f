"""The demonstration county: everything made in memory, and the truth that was planted in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from hotspots import schema
from hotspots.demo.breakage import Breaking, break_rows
from hotspots.demo.export import export_rows
from hotspots.demo.ground import draw_ground
from hotspots.demo.households import build_homes
from hotspots.demo.network import draw_network
from hotspots.demo.offences import Year, commit_offences, mix_of, rows_of
from hotspots.demo.operations import (
    PlantedOperation,
    Treatment,
    operation_areas,
    plan_operations,
)
from hotspots.demo.patrols import draw_patrols
from hotspots.demo.places import draw_levels, open_shops
from hotspots.demo.scene import Scene, draw_character
from hotspots.demo.sites import lay_out_sites
from hotspots.demo.spots import plant_spots
from hotspots.demo.streets import draw_streets
from hotspots.demo.tracks import Track, draw_tracks
from hotspots.demo.truth import DemoTruth, MadeYear, Planted, default_point, truth_of
from hotspots.demo.ward_tables import WardTables, draw_ward_tables
from hotspots.demo.wards import Areas, draw_areas

if TYPE_CHECKING:
    from collections.abc import Mapping
    from concurrent.futures import Executor

    import geopandas as gpd
    import pandas as pd

    from hotspots.demo.params import DemoParams
    from hotspots.profile import ForceProfile

DUPLICATE_SHARE: Final = 0.03  # of the broken rows
# Each part draws from a stream of its own; a new part goes to the end, so that no other shifts.
PARTS: Final = (
    "sites",
    "streets",
    "homes",
    "levels",
    "spots",
    "burglary",
    "violence",
    "rest",
    "broken",
    "character",
    "operations",
    "prevention",
    "ward tables",
    "patrols",
    "tracks",
    "earlier",
)
YEAR_PARTS: Final = ("burglary", "violence", "rest", "broken")
Streams = dict[str, np.random.Generator]


@dataclass(frozen=True)
class DemoCounty:
    """An invented county and a year of invented offences in it, all in memory.

    Attributes
    ----------
    offences : DataFrame
        The rows of the export as text, the broken ones included.
    network, ground : GeoDataFrame
        The streets as one network (``schema.STREET_COLUMNS``), and the ground around them.
    earlier : mapping of int to DataFrame
        The same by earlier year.
    operation_areas : mapping of str to GeoDataFrame
        By operation, the outlines of its areas.
    patrols : DataFrame
        See ``patrols.draw_patrols``.
    """

    params: DemoParams
    authorities: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    network: gpd.GeoDataFrame
    ground: gpd.GeoDataFrame
    households: pd.DataFrame
    offences: pd.DataFrame
    truth: DemoTruth
    earlier: Mapping[int, pd.DataFrame]
    ward_tables: WardTables
    operations: tuple[PlantedOperation, ...]
    operation_areas: Mapping[str, gpd.GeoDataFrame]
    patrols: pd.DataFrame
    tracks: tuple[Track, ...]


def make_county(
    params: DemoParams, profile: ForceProfile, *, executor: Executor | None = None
) -> DemoCounty:
    """Make the demonstration county.

    Parameters
    ----------
    params : DemoParams
        ``DemoParams.full()`` for a county of full size, ``DemoParams.small()`` for tests.
    profile : ForceProfile
        The profile ``essex``: the county is grown around its authorities, towns and selections.
    executor : Executor, optional
        Draws the network of streets, while the offences are made here.

    Returns
    -------
    DemoCounty
        The same for the same parameters, to the byte. Areas and towns lie in the same place
        whatever the seed; streets, homes and offences differ.
    """
    seeds = dict(zip(PARTS, np.random.SeedSequence(params.seed).spawn(len(PARTS)), strict=True))
    streams = {part: np.random.default_rng(seed) for part, seed in seeds.items()}
    areas = draw_areas(profile)
    scene = _scene(areas, params, profile, streams)
    drawn = executor and executor.submit(draw_network, scene.streets, areas.wards)
    spots = scene.spots.spots
    operations = plan_operations(len(spots), params, streams["operations"])
    treatment = Treatment(operations[0], params, profile.timezone, streams["prevention"])
    year = _make_year(scene, params, profile, streams, treatment=treatment)
    earlier = _earlier_years(scene, params, profile, seeds["earlier"])
    patrols = draw_patrols(spots, operations, params, profile.timezone, streams["patrols"])
    tracks = draw_tracks(spots, params, profile.timezone, streams["tracks"])
    planted = Planted(areas, scene, year, earlier, operations, patrols, tracks)
    wards = areas.wards[
        [*schema.WARD_COLUMNS[:-1], schema.AREA_CODE, "authority", "settlement", "geometry"]
    ]
    return DemoCounty(
        params=params,
        authorities=areas.authorities,
        districts=areas.districts,
        wards=wards,
        streets=scene.streets,
        network=drawn.result() if drawn else draw_network(scene.streets, areas.wards),
        ground=draw_ground(areas),
        households=scene.homes.drop(columns="street_position"),
        offences=year.export,
        truth=truth_of(planted, params, profile),
        earlier={number: made.export for number, made in earlier.items()},
        ward_tables=draw_ward_tables(wards, scene, params, streams["ward tables"]),
        operations=operations,
        operation_areas={each.name: operation_areas(each, spots) for each in operations},
        patrols=patrols,
        tracks=tracks,
    )


def _scene(areas: Areas, params: DemoParams, profile: ForceProfile, streams: Streams) -> Scene:
    sites = lay_out_sites(areas.wards, params.households, streams["sites"])
    streets = draw_streets(sites, profile.crs, streams["streets"])
    homes = build_homes(areas, sites, streets, streams["homes"])
    streets["homes"] = np.bincount(homes["street_position"], minlength=len(streets))
    by_ward = np.bincount(
        streets["ward"], weights=streets["homes"], minlength=len(areas.wards)
    ).astype(np.int64)
    return Scene(
        streets,
        homes,
        open_shops(streets, streams["levels"]),
        draw_levels(by_ward, streams["levels"]),
        draw_character(len(homes), len(streets), streams["character"]),
        plant_spots(areas, streets, profile, params.harm_spots, streams["spots"]),
    )


def _earlier_years(
    scene: Scene, params: DemoParams, profile: ForceProfile, seed: np.random.SeedSequence
) -> dict[int, MadeYear]:
    """Make the years before this one, each from streams of its own, the last one first."""
    made = {}
    for before, its_seed in enumerate(seed.spawn(params.earlier_years), start=1):
        seeds = its_seed.spawn(len(YEAR_PARTS))
        streams = {
            part: np.random.default_rng(each) for part, each in zip(YEAR_PARTS, seeds, strict=True)
        }
        year = params.year - before
        # The years before it are asked of the county's own year alone.
        its_params = replace(params, year=year, earlier_years=0)
        made[year] = _make_year(scene, its_params, profile, streams, years_before=before)
    return made


def _make_year(
    scene: Scene,
    params: DemoParams,
    profile: ForceProfile,
    streams: Streams,
    *,
    years_before: int = 0,
    treatment: Treatment | None = None,
) -> MadeYear:
    """Make the offences of a year, export them, and break some of the rows."""
    rows = rows_of(years_before, params.offences)
    broken = round(params.broken_share * rows)
    duplicates = round(DUPLICATE_SHARE * broken)
    year = Year(
        params=params,
        mix=mix_of(years_before),
        count=rows - duplicates,
        burglary=streams["burglary"],
        violence=streams["violence"],
        rest=streams["rest"],
        treatment=treatment,
    )
    offences = commit_offences(scene, year, profile)
    whole = export_rows(offences, scene, params, profile.timezone)
    breaking = Breaking(profile.crs, default_point(profile)[1:], params.year)
    export, broken_rows = break_rows(
        whole, broken - duplicates, duplicates, breaking, streams["broken"]
    )
    return MadeYear(offences, whole["reference"], export, broken_rows)
