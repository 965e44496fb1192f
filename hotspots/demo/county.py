"""The demonstration county: everything made in memory, and the truth that was planted in it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.demo.breakage import Breaking, break_rows
from hotspots.demo.clock import RHYTHMS
from hotspots.demo.export import export_rows
from hotspots.demo.households import build_homes
from hotspots.demo.near_repeat import BACKGROUND
from hotspots.demo.offences import NO_SPOT, Scene, commit_offences
from hotspots.demo.places import RAISED_WARDS, draw_levels, open_shops
from hotspots.demo.sites import lay_out_sites
from hotspots.demo.spots import plant_spots
from hotspots.demo.streets import draw_streets
from hotspots.demo.wards import Areas, draw_areas

if TYPE_CHECKING:
    from hotspots.demo.params import DemoParams
    from hotspots.profile import ForceProfile

# Stands in where the profile knows no default point: the demonstration's headquarters.
DEMO_DEFAULT_POINT: Final = ("Headquarters (demonstration)", 571_555.0, 208_444.0)
DUPLICATE_SHARE: Final = 0.03  # of the broken rows
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
)


@dataclass(frozen=True)
class DemoTruth:
    """What was planted, so that a test can ask whether an analysis found it.

    Attributes
    ----------
    summary : dict
        Parameters, counts and words; written as ``truth.json``.
    spots : GeoDataFrame
        One row a planted spot: ``planted_id``, ``name``, ``street``, ``town``, ``district``,
        ``ward_code``, ``rhythm``, ``radius_m``, ``share`` (of the planted street violence),
        ``planted_offences`` and ``located_offences`` (without those whose row was broken so that
        it is set aside), point geometry.
    offences : DataFrame
        One row an offence with a planted cause: ``reference``, ``planted_id``, ``role``
        (``"harm spot"``, ``"background burglary"``, ``"offspring burglary"``),
        ``parent_reference`` (missing for a background one, and where the parent fell in the year
        before), ``distance_m`` from the parent.
    broken : DataFrame
        One row a broken row: ``row``, ``line``, ``reference``, ``kind``, ``expected_reason``.
    """

    summary: dict[str, Any]
    spots: gpd.GeoDataFrame
    offences: pd.DataFrame
    broken: pd.DataFrame


@dataclass(frozen=True)
class DemoCounty:
    """An invented county and a year of invented offences in it, all in memory.

    ``offences`` holds the rows of the export as text, the broken ones included.
    """

    params: DemoParams
    authorities: gpd.GeoDataFrame
    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame
    streets: gpd.GeoDataFrame
    households: pd.DataFrame
    offences: pd.DataFrame
    truth: DemoTruth


def make_county(params: DemoParams, profile: ForceProfile) -> DemoCounty:
    """Make the demonstration county.

    Parameters
    ----------
    params : DemoParams
        ``DemoParams.full()`` for a county of full size, ``DemoParams.small()`` for tests.
    profile : ForceProfile
        The profile ``essex``: the county is grown around its authorities, towns and selections.

    Returns
    -------
    DemoCounty
        The same for the same parameters, to the byte. Areas and towns lie in the same place
        whatever the seed; streets, homes and offences differ.
    """
    seeds = np.random.SeedSequence(params.seed).spawn(len(PARTS))
    rngs = {part: np.random.default_rng(seed) for part, seed in zip(PARTS, seeds, strict=True)}
    areas = draw_areas(profile)
    scene = _scene(areas, params, profile, rngs)
    broken = round(params.broken_share * params.offences)
    duplicates = round(DUPLICATE_SHARE * broken)
    streams = (rngs["burglary"], rngs["violence"], rngs["rest"])
    offences = commit_offences(scene, params.offences - duplicates, params, profile, streams)
    rows = export_rows(offences, scene, params, profile.timezone)
    breaking = Breaking(profile.crs, _default_point(profile)[1:], params.year)
    export, broken_rows = break_rows(
        rows, broken - duplicates, duplicates, breaking, rngs["broken"]
    )
    truth = _truth(areas, scene, offences, rows["reference"], broken_rows, params, profile)
    return DemoCounty(
        params,
        areas.authorities,
        areas.districts,
        areas.wards[
            [*schema.WARD_COLUMNS[:-1], schema.AREA_CODE, "authority", "settlement", "geometry"]
        ],
        scene.streets,
        scene.homes.drop(columns="street_position"),
        export,
        truth,
    )


def _scene(
    areas: Areas,
    params: DemoParams,
    profile: ForceProfile,
    rngs: dict[str, np.random.Generator],
) -> Scene:
    sites = lay_out_sites(areas.wards, params.households, rngs["sites"])
    streets = draw_streets(sites, profile.crs, rngs["streets"])
    homes = build_homes(areas, sites, streets, rngs["homes"])
    streets["homes"] = np.bincount(homes["street_position"], minlength=len(streets))
    by_ward = np.bincount(
        streets["ward"], weights=streets["homes"], minlength=len(areas.wards)
    ).astype(np.int64)
    return Scene(
        streets,
        homes,
        open_shops(streets, rngs["levels"]),
        draw_levels(by_ward, rngs["levels"]),
        plant_spots(areas, streets, profile, params.harm_spots, rngs["spots"]),
    )


def _default_point(profile: ForceProfile) -> tuple[str, float, float]:
    if profile.default_points:
        point = profile.default_points[0]
        return point.name, point.easting, point.northing
    return DEMO_DEFAULT_POINT


def _truth(
    areas: Areas,
    scene: Scene,
    offences: pd.DataFrame,
    references: pd.Series[str],
    broken: pd.DataFrame,
    params: DemoParams,
    profile: ForceProfile,
) -> DemoTruth:
    caused = _caused(offences, references, scene)
    lost = set(broken.loc[broken["expected_reason"] != "", "reference"])
    spots = scene.spots.spots.copy()
    planted = caused[caused["role"] == "harm spot"]
    located = planted[~planted["reference"].isin(lost)]
    for column, rows in (("planted_offences", planted), ("located_offences", located)):
        counts = rows["planted_id"].value_counts()
        spots[column] = spots["planted_id"].map(counts).fillna(0).astype(np.int64)
    return DemoTruth(_summary(areas, scene, caused, broken, params, profile), spots, caused, broken)


def _caused(offences: pd.DataFrame, references: pd.Series[str], scene: Scene) -> pd.DataFrame:
    """Return the offences with a planted cause, and who set off whom."""
    spot = offences["spot"].to_numpy()
    burglary = offences["burglary"].to_numpy()
    offspring = (offences["parent"] != BACKGROUND) | offences["from_last_year"]
    role = np.select(
        [spot != NO_SPOT, (burglary >= 0) & offspring, burglary >= 0],
        ["harm spot", "offspring burglary", "background burglary"],
        "",
    )
    row_of = np.full(int(burglary.max()) + 2, -1)
    row_of[burglary[burglary >= 0]] = np.flatnonzero(burglary >= 0)
    parent_row = row_of[offences["parent"].to_numpy()]  # -1 reads the last entry, which is -1
    points = offences[["easting", "northing"]].to_numpy()
    known = parent_row >= 0
    away_m = np.hypot(*(points - points[np.maximum(parent_row, 0)]).T)
    names = pd.array([*scene.spots.spots["planted_id"], pd.NA], dtype="str")
    table = pd.DataFrame(
        {
            "reference": references.array,
            "planted_id": names[spot],
            "role": pd.array(role, dtype="str"),
            "parent_reference": references.where(known).array,
            "distance_m": np.where(known, np.round(away_m, 1), np.nan),
        }
    )
    table.loc[known, "parent_reference"] = references.to_numpy()[parent_row[known]]
    caused: pd.DataFrame = table[role != ""].reset_index(drop=True)
    return caused


def _summary(
    areas: Areas,
    scene: Scene,
    caused: pd.DataFrame,
    broken: pd.DataFrame,
    params: DemoParams,
    profile: ForceProfile,
) -> dict[str, Any]:
    codes = areas.wards[schema.WARD_CODE].to_numpy()
    name, easting, northing = _default_point(profile)
    roles = caused["role"].value_counts()
    by_kind = broken.groupby("kind", sort=False)
    return {
        "note": "Demonstration: every offence, household, street and outline here is invented.",
        "parameters": asdict(params),
        "rows": params.offences,
        "households": params.households,
        "default_point": {"name": name, "easting": easting, "northing": northing},
        "rhythms": dict(RHYTHMS),
        "near_repeat": {
            "on": params.near_repeat,
            "background_burglaries": int(roles.get("background burglary", 0)),
            "offspring_burglaries": int(roles.get("offspring burglary", 0)),
            "kernel_distance": "a home at d metres is chosen in proportion to exp(-d / scale)",
            "kernel_time": "exponential with the mean, cut off at the window",
        },
        "street_violence_planted": int(roles.get("harm spot", 0)),
        "raised_wards": {
            aspect: {"times": RAISED_WARDS[aspect][1], "ward_codes": codes[wards].tolist()}
            for aspect, wards in scene.levels.raised.items()
        },
        "broken_rows": {
            str(kind): {
                "rows": len(rows),
                "expected_reason": rows["expected_reason"].iloc[0] or None,
            }
            for kind, rows in by_kind
        },
    }
