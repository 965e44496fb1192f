"""Where the county is built up: the towns, villages and hamlets of each ward.

All of this lies in the *unbent* plane: streets are drawn straight there, and the terrain's street
bend then curves them all at once, so that neighbours stay neighbours and crossings stay crossings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from hotspots.demo.terrain import STREET_WAVES, Bend

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

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
    centre: NDArray[np.float64]
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


def shared_out(weights: NDArray[np.float64], total: int) -> NDArray[np.int64]:
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


def _outline_shape(number: int) -> NDArray[np.float64]:
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
    centre: NDArray[np.float64],
    area_m2: float,
    shape: NDArray[np.float64],
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
