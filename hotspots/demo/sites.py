"""Where the county is built up: the towns, villages and hamlets of each ward.

All of this lies in the *unbent* plane: streets are drawn straight there, and the terrain's street
bend then curves them all at once, so that neighbours stay neighbours and crossings stay crossings.

The bends make drawn lines look grown. The county's outline is our own drawing from general
knowledge of the coast and the rivers; it is good to a kilometre or so and must never be used as a
boundary. The county is the same place for every seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.demo.tables import read_table

if TYPE_CHECKING:
    import geopandas as gpd

    from hotspots.arrays import Floats, Longs, Objects

TERRAIN_SEED = 1965  # the year of the county's last great redrawing; any number would do

# Wavelength and root-mean-square displacement of each family of waves, in metres. The steepness
# (2π × displacement / wavelength) stays well below 1, so that no line ever crosses itself.
OUTLINE_WAVES = ((2_600.0, 90.0), (900.0, 30.0))
WARD_WAVES = ((4_500.0, 170.0), (1_400.0, 50.0), (600.0, 16.0))
STREET_WAVES = ((1_900.0, 45.0), (700.0, 14.0))
WAVES_IN_FAMILY = 8
CLOSE_ENOUGH_M = 1e-4
MOST_TURNS = 60


@dataclass(frozen=True)
class Bend:
    """A smooth displacement of the plane: a sum of sine waves in random directions.

    The displacement depends on the place alone, so that two outlines that share an edge still
    share it after they are bent.
    """

    wave_vectors: Floats  # (k, 2), radians a metre
    amplitudes_m: Floats  # (k, 2)
    phases: Floats  # (k,)

    @classmethod
    def drawn(cls, families: tuple[tuple[float, float], ...], part: int) -> Bend:
        """Draw the waves of some families; ``part`` keeps one bend apart from another."""
        rng = np.random.default_rng([TERRAIN_SEED, part])
        vectors, amplitudes = [], []
        for wavelength_m, displacement_m in families:
            heading = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY)
            stretch = rng.uniform(0.8, 1.25, WAVES_IN_FAMILY) * wavelength_m
            vectors.append(
                2.0 * np.pi / stretch[:, None] * np.column_stack([np.cos(heading), np.sin(heading)])
            )
            # n sines of amplitude a in random phase have a root mean square of a·√(n/2).
            scale = displacement_m / np.sqrt(WAVES_IN_FAMILY / 2.0)
            turn = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY)
            amplitudes.append(scale * np.column_stack([np.cos(turn), np.sin(turn)]))
        phases = rng.uniform(0.0, 2.0 * np.pi, WAVES_IN_FAMILY * len(families))
        return cls(np.vstack(vectors), np.vstack(amplitudes), phases)

    def displacement(self, points: Floats) -> Floats:
        """Return how far each of the (n, 2) points is moved, in metres."""
        return np.sin(points @ self.wave_vectors.T + self.phases) @ self.amplitudes_m

    def __call__(self, points: Floats) -> Floats:
        """Return the (n, 2) points after the bend."""
        return points + self.displacement(points)

    def undo(self, points: Floats) -> Floats:
        """Return the points that the bend takes to these, to a tenth of a millimetre."""
        before = points.copy()
        for _ in range(MOST_TURNS):  # a contraction: each turn comes several times nearer
            last, before = before, points - self.displacement(before)
            if np.abs(before - last).max(initial=0.0) < CLOSE_ENOUGH_M:
                break
        return before

    def of(self, geometries: Objects) -> Objects:
        """Return the geometries after the bend; make their lines dense enough first."""
        return np.asarray(shapely.transform(geometries, self))


def county_outline() -> shapely.MultiPolygon:
    """Return the demonstration county: the mainland and two islands, EPSG:27700."""
    table = read_table("outline")
    bend = Bend.drawn(OUTLINE_WAVES, part=1)
    parts = [
        shapely.Polygon(part[["easting", "northing"]].to_numpy(dtype=np.float64))
        for _, part in table.groupby("part", sort=False)
    ]
    bent = bend.of(shapely.segmentize(np.array(parts), 120.0))
    return shapely.MultiPolygon(list(shapely.set_precision(bent, 0.1)))


STREET_BEND = Bend.drawn(STREET_WAVES, part=4)

# Gross built-up area a home: about 28 homes a hectare, streets and flats included.
M2_PER_HOME = 360.0
SMALLEST_GROUND_M2 = 15_000.0
# A ward of its own in the country has hamlets beside its village.
RURAL_THOUSANDS = 1.6
TOWN_THOUSANDS = 3.5
THOUSANDS_IN_COUNTY = 771.0
HAMLETS = 2
HAMLET_SHARE = 0.11
FEWEST_HOMES_IN_HAMLET = 12
EDGE_MARGIN_M = 24.0
FURTHEST_EDGE_M = 9_000.0


@dataclass(frozen=True)
class Site:
    """One built-up patch of one ward.

    ``ground`` is the patch in the unbent plane; ``centre`` the middle of the settlement there.
    """

    ward: int
    settlement: str
    homes: int
    centre: Floats
    ground: shapely.Geometry
    radius_m: float
    hamlet: bool
    in_town: bool


def lay_out_sites(wards: gpd.GeoDataFrame, households: int, rng: np.random.Generator) -> list[Site]:
    """Share the households out among the wards and find the ground on which each stands.

    Returns
    -------
    list of Site
        Their homes add up to ``households`` exactly.
    """
    homes = shared_out(wards["households_share"].to_numpy(dtype=np.float64), households)
    flat = shapely.transform(wards.geometry.to_numpy(), STREET_BEND.undo)
    insets = shapely.buffer(flat, -EDGE_MARGIN_M)
    centres = STREET_BEND.undo(wards[["centre_easting", "centre_northing"]].to_numpy())
    thousands = wards["settlement_share"].to_numpy() * THOUSANDS_IN_COUNTY
    rural = (wards["wards_in_settlement"].to_numpy() == 1) & (thousands < RURAL_THOUSANDS)
    sites: list[Site] = []
    for ward in range(len(wards)):
        name = str(wards["settlement"].iloc[ward])
        hamlets = _hamlets(ward, name, int(homes[ward]), insets[ward], rng) if rural[ward] else []
        left = int(homes[ward]) - sum(hamlet.homes for hamlet in hamlets)
        shape = _outline_shape(_number_for(name))
        ground, radius_m = _ground(
            insets[ward], centres[ward], max(SMALLEST_GROUND_M2, left * M2_PER_HOME), shape
        )
        sites.append(
            Site(
                ward,
                name,
                left,
                centres[ward],
                ground,
                radius_m,
                hamlet=False,
                in_town=bool(thousands[ward] >= TOWN_THOUSANDS),
            )
        )
        sites += hamlets
    return sites


def shared_out(weights: Floats, total: int) -> Longs:
    """Share a whole number out by weight, to the last one (largest remainders)."""
    exact = weights / weights.sum() * total
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: total - int(shares.sum())]] += 1
    return np.asarray(shares)


def _number_for(name: str) -> int:
    """Return a number that stands for a name, the same on every machine."""
    return int.from_bytes(name.encode("utf-8")[:12].ljust(12), "little") % 65_521


def _hamlets(
    ward: int, name: str, homes: int, inset: shapely.Geometry, rng: np.random.Generator
) -> list[Site]:
    each = int(homes * HAMLET_SHARE)
    if each < FEWEST_HOMES_IN_HAMLET:
        return []
    sites = []
    west, south, east, north = shapely.bounds(inset)
    for _ in range(HAMLETS):
        tries = rng.uniform((west, south), (east, north), size=(40, 2))
        centre = tries[int(shapely.contains_xy(inset, tries[:, 0], tries[:, 1]).argmax())]
        shape = _outline_shape(int(rng.integers(1_000)))
        ground, radius_m = _ground(inset, centre, each * M2_PER_HOME * 1.5, shape)
        sites.append(Site(ward, name, each, centre, ground, radius_m, hamlet=True, in_town=False))
    return sites


def _outline_shape(number: int) -> Floats:
    """Return the corners of a town's outline about (0, 0): nearly a circle of radius 1."""
    angle = np.linspace(0.0, 2.0 * np.pi, 72, endpoint=False)
    reach = (
        1.0
        + 0.11 * np.sin(2 * angle + number)
        + 0.09 * np.sin(3 * angle + 1.7 * number)
        + 0.06 * np.sin(5 * angle + 2.3 * number)
    )
    return np.asarray(reach[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]))


def _ground(
    inset: shapely.Geometry,
    centre: Floats,
    area_m2: float,
    shape: Floats,
) -> tuple[shapely.Geometry, float]:
    """Return the part of the ward nearest the centre that has the area, and how far it reaches."""
    low_m, high_m = 0.0, FURTHEST_EDGE_M
    for _ in range(13):
        reach_m = (low_m + high_m) / 2.0
        ground = shapely.intersection(inset, shapely.Polygon(centre + reach_m * shape))
        if shapely.area(ground) < area_m2:
            low_m = reach_m
        else:
            high_m = reach_m
    return shapely.intersection(inset, shapely.Polygon(centre + high_m * shape)), high_m
