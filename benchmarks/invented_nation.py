"""An invented nation: 43 forces' outlines, and a year of offences as data.police.uk gives them.

    write_nation(folder, offences=6_000_000)

writes ``layers/police_force_areas.gpkg`` and, for each month and force, a file below ``data``, with
the columns of data.police.uk, and returns what was made. Everything is drawn from a seed; the
forces' codes and names are those of the profile ``england_and_wales``, and nothing else is real.
Towns differ in size as a log-normal does, a quarter of their offences lies in the middle, and
points stand on a lattice of 100 m. One row in 200 has no place, and one in 1,000 lies outside every
force.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from pyarrow import csv
from scipy.spatial import cKDTree

from hotspots import crs
from hotspots.arrays import Bools, Floats, Longs
from hotspots.profile import load_profile

PROFILE: Final = "england_and_wales"
BNG: Final = "EPSG:27700"
YEAR, MONTHS = 2025, 12
SAVED_AT: Final = 1_767_268_800  # 1 January 2026: what is later is no offence of such a file
WEST_M, SOUTH_M = 100_000.0, 50_000.0
LATTICE_M, TOWN_SIGMA = 100.0, 1.0
SPREAD_M, SPREAD_OF_CENTRE_M, IN_CENTRE = 1_200.0, 250.0, 0.25
PARTS_OF_A_FORCE: Final = 20
WITHOUT_PLACE, OUTSIDE = 0.005, 0.001
NO_COORDINATES, OUTSIDE_FORCE = "no coordinates", "outside the force"
# Kinds of offence, and about how many of a thousand each is.
KINDS: Final = {
    "Violence and sexual offences": 340,
    "Anti-social behaviour": 160,
    "Criminal damage and arson": 80,
    "Public order": 75,
    "Shoplifting": 80,
    "Vehicle crime": 65,
    "Other theft": 60,
    "Burglary": 45,
    "Drugs": 30,
    "Other crime": 20,
    "Theft from the person": 15,
    "Robbery": 13,
    "Bicycle theft": 9,
    "Possession of weapons": 8,
}
UNQUOTED: Final = csv.WriteOptions(quoting_style="none", quoting_header="none")
ASB: Final = list(KINDS).index("Anti-social behaviour")


@dataclass(frozen=True)
class MadeNation:
    """What was made.

    Attributes
    ----------
    rows : int
    set_aside : Counter of str
        Rows that cannot be used, by reason.
    offences : dict of str to Counter of str
        By force: usable rows by kind.
    """

    rows: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)
    offences: dict[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """The nation's forces and towns.

    Attributes
    ----------
    codes, names : list of str
        Of each force.
    parts : array of shape (parts, 2)
        A point belongs to the force of the nearest of these.
    force_of_part : array of int, shape (parts,)
    towns : array of shape (towns, 2)
    people : array of shape (towns,)
        Each town's share of the offences.
    width_m, height_m : float
    """

    codes: list[str]
    names: list[str]
    parts: Floats
    force_of_part: Longs
    towns: Floats
    people: Floats
    width_m: float
    height_m: float

    def forces_of(self, points: Floats) -> Longs:
        """Return the force of each point."""
        return np.asarray(self.force_of_part[cKDTree(self.parts).query(points)[1]])


def ground_of(seed: int, *, width_m: float, height_m: float, towns: int) -> Ground:
    """Return a nation of 43 forces over so much ground."""
    random = np.random.default_rng((seed, 1))
    profile = load_profile(PROFILE)
    corner, size = (WEST_M, SOUTH_M), np.array([width_m, height_m])
    parts = corner + random.random((PARTS_OF_A_FORCE * len(profile.authorities), 2)) * size
    seats = corner + random.random((len(profile.authorities), 2)) * size
    for _ in range(5):  # as even as forces are, and no more
        nearest = cKDTree(seats).query(parts)[1]
        seats = np.array([parts[nearest == force].mean(axis=0) for force in range(len(seats))])
    people = random.lognormal(0.0, TOWN_SIGMA, towns)
    return Ground(
        codes=list(profile.authorities),
        names=list(profile.authorities.values()),
        parts=parts,
        force_of_part=np.asarray(cKDTree(seats).query(parts)[1], dtype=np.int64),
        towns=corner + (0.02 + 0.96 * random.random((towns, 2))) * size,
        people=people / people.sum(),
        width_m=width_m,
        height_m=height_m,
    )


def outlines_of(ground: Ground) -> gpd.GeoDataFrame:
    """Return the forces' outlines, as the Office for National Statistics calls their columns."""
    whole = shapely.box(WEST_M, SOUTH_M, WEST_M + ground.width_m, SOUTH_M + ground.height_m)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(ground.parts), extend_to=whole)
    )
    part, cell = shapely.STRtree(cells).query(shapely.points(ground.parts), predicate="within")
    own = np.empty(len(ground.parts), dtype=object)
    own[part] = shapely.intersection(cells[cell], whole)
    outlines = [
        shapely.union_all(own[ground.force_of_part == force]) for force in range(len(ground.codes))
    ]
    names = ["London, City of" if name == "City of London" else name for name in ground.names]
    return gpd.GeoDataFrame({"PFA23CD": ground.codes, "PFA23NM": names}, geometry=outlines, crs=BNG)


def write_nation(
    workspace: Path,
    *,
    offences: int,
    seed: int = 2026,
    width_m: float = 500_000.0,
    height_m: float = 600_000.0,
    towns: int = 7_000,
    months: int = MONTHS,
) -> MadeNation:
    """Write a nation's layer and its year of offences into a workspace, and return what was made.

    Parameters
    ----------
    workspace : Path
        Its folders ``data`` and ``layers`` are there.
    offences : int
        How many rows are made, those that cannot be used among them.
    width_m, height_m : float
        Of the ground.
    towns : int
    months : int
        How many of the year have rows.
    """
    ground = ground_of(seed, width_m=width_m, height_m=height_m, towns=towns)
    outlines_of(ground).to_file(workspace / "layers" / "police_force_areas.gpkg", driver="GPKG")
    made = MadeNation(rows=offences, offences={name: Counter() for name in ground.names})
    for month in range(1, months + 1):
        rows = offences * month // months - offences * (month - 1) // months
        random = np.random.default_rng((seed, 2, month))
        _write_month(workspace / "data", f"{YEAR}-{month:02d}", rows, ground, made, random)
    return made


def _write_month(
    data: Path, month: str, rows: int, ground: Ground, made: MadeNation, random: np.random.Generator
) -> None:
    """Write a month's files, one a force, and count what is in them."""
    points = _points(rows, ground, random)
    force = ground.forces_of(points)
    chance = random.random(rows)
    placeless, outside = chance < WITHOUT_PLACE, chance > 1 - OUTSIDE
    points[outside, 0] = WEST_M + ground.width_m + 20_000.0
    shares = np.array(list(KINDS.values()), dtype=np.float64)
    kind = random.choice(len(KINDS), rows, p=shares / shares.sum())
    made.set_aside.update({NO_COORDINATES: int(placeless.sum()), OUTSIDE_FORCE: int(outside.sum())})
    table = _table(month, points, kind, placeless, random)
    folder = data / month
    folder.mkdir()
    labels = list(KINDS)
    for number, name in enumerate(ground.names):
        own = np.flatnonzero(force == number)
        if not len(own):
            continue
        used = own[~placeless[own] & ~outside[own]]
        counts = np.bincount(kind[used], minlength=len(KINDS))
        made.offences[name].update(dict(zip(labels, counts.tolist(), strict=True)))
        said = pa.array([f"{name} Police"]).take(pa.array(np.zeros(len(own), dtype=np.int64)))
        part = table.take(pa.array(own))
        whole = part.add_column(2, "Reported by", said).add_column(3, "Falls within", said)
        path = folder / f"{month}-{name.lower().replace(' ', '-')}-street.csv"
        csv.write_csv(whole, path, UNQUOTED)
        os.utime(path, (SAVED_AT, SAVED_AT))


def _points(rows: int, ground: Ground, random: np.random.Generator) -> Floats:
    """Return points around towns, on a lattice, none over the border."""
    town = random.choice(len(ground.towns), rows, p=ground.people)
    spread_m = np.where(random.random((rows, 1)) < IN_CENTRE, SPREAD_OF_CENTRE_M, SPREAD_M)
    points = ground.towns[town] + random.normal(0, 1, (rows, 2)) * spread_m
    low = np.array([WEST_M, SOUTH_M]) + LATTICE_M
    high = np.array([WEST_M + ground.width_m, SOUTH_M + ground.height_m]) - LATTICE_M
    return np.asarray(np.clip(np.round(points / LATTICE_M) * LATTICE_M, low, high))


def _table(
    month: str,
    points: Floats,
    kind: NDArray[np.int64],
    placeless: Bools,
    random: np.random.Generator,
) -> pa.Table:
    """Return the columns of data.police.uk, without the two of the force."""
    rows = len(points)
    longitudes, latitudes = crs.project_points(points[:, 0], points[:, 1], BNG, crs.WGS84)
    easting, northing = (points // 1_000).astype(np.int64).T
    references = random.bytes(16 * rows).hex()
    texts = np.array([references[first : first + 32] for first in range(0, 32 * rows, 32)])
    lsoa = [
        f"Shire {east:03d}{north:03d} 001A" for east, north in zip(easting, northing, strict=True)
    ]
    streets = [
        "No Location" if none else f"On or near Street {number}"
        for none, number in zip(placeless, (easting * 977 + northing) % 5_000, strict=True)
    ]
    repeated = pa.array(np.zeros(rows, dtype=np.int64))
    return pa.table(
        {
            "Crime ID": pa.array(texts, mask=kind == ASB),
            "Month": pa.array([month]).take(repeated),
            "Longitude": pa.array(np.round(longitudes, 6), mask=placeless),
            "Latitude": pa.array(np.round(latitudes, 6), mask=placeless),
            "Location": streets,
            "LSOA code": pa.array(
                [f"E01{each:06d}" for each in easting * 1_000 % 999_983], mask=placeless
            ),
            "LSOA name": pa.array(lsoa, mask=placeless),
            "Crime type": pa.array(list(KINDS)).take(pa.array(kind)),
            "Last outcome category": pa.array(["Under investigation"]).take(repeated),
            "Context": pa.array([""]).take(repeated),
        }
    )
