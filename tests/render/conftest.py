"""An invented county, for what the products show."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from hotspots import schema
from hotspots.density_classes import ClassedSurface
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.district_map import write_district_map
from hotspots.render.stamp import ProductStamp
from hotspots.surface import Grid, Surface
from tests.render.harm_spot_factory import INDICES, STAMP, classed, spot_row

BNG = "EPSG:27700"
TOWNS = {
    "Market Wick": (578_000, 205_000),
    "Easthaven": (592_500, 203_500),
    "Low Fenn": (588_500, 211_500),
    "Upper Marsh": (577_500, 214_600),
    "Stoke Parva": (582_000, 199_500),
    "Hartbridge": (575_400, 201_800),
    "Wickford End": (579_600, 206_900),
}
WEEKEND_NIGHTS = json.dumps(
    [
        [
            (8 if day in (4, 5) and (hour >= 21 or hour < 3) else 1 + (hour > 14)) * 1.0
            for hour in range(24)
        ]
        for day in range(7)
    ]
)


@dataclass
class County:
    """What a map of the invented county is made from; tests change what they are about."""

    districts: gpd.GeoDataFrame
    wards: gpd.GeoDataFrame | None
    spots: gpd.GeoDataFrame
    places: pd.DataFrame
    surfaces: list[ClassedSurface]
    stamp: ProductStamp
    title: str = "Market Wick: where street violence concentrates"
    figures: list[tuple[str, str]] = field(default_factory=list)
    indices: list[HarmIndex] = field(default_factory=list)

    def write(self, path: Path, **changes: Any) -> Path:
        """Write the map of a district (Market Wick unless said otherwise)."""
        given: dict[str, Any] = {
            "title": self.title,
            "stamp": self.stamp,
            "surfaces": self.surfaces,
            "spots": self.spots,
            "districts": self.districts,
            "wards": self.wards,
            "places": self.places,
            "figures": self.figures,
            "indices": self.indices,
            "focus": "Market Wick",
        }
        write_district_map(path, **{**given, **changes})
        return path


@pytest.fixture
def county(whole_county: County) -> County:
    """The invented county; a test may change it without another seeing the change."""
    return replace(
        whole_county,
        districts=whole_county.districts.copy(),
        spots=whole_county.spots.copy(),
        places=whole_county.places.copy(),
    )


@pytest.fixture(scope="session")
def whole_county() -> County:
    """The invented county as it is; not to be changed."""
    wards = _wards()
    districts = wards.dissolve("district", as_index=False)[["district", "geometry"]]
    districts[schema.LOCAL_POLICING_AREA] = "North"
    return County(
        districts=districts,
        wards=wards,
        spots=_spots(),
        places=pd.DataFrame(
            [
                {"name": name, "easting": easting, "northing": northing}
                for name, (easting, northing) in TOWNS.items()
            ]
        ),
        surfaces=_surfaces(districts),
        stamp=_stamp(),
        figures=[
            ("of the district’s street-violence harm is in its 12 harm spots", "38 %"),
            ("of the district’s area", "0.9 %"),
            ("offences in the period", "2,914"),
            ("times the harm of an average place", "42 ×"),
        ],
        indices=list(INDICES),
    )


def _wards() -> gpd.GeoDataFrame:
    rng = np.random.default_rng(7)
    coast = shapely.Point(582_500, 207_500).buffer(11_500, quad_segs=24)
    outline = shapely.Polygon(
        shapely.get_coordinates(coast) + rng.normal(0, 260, (coast.exterior.coords.__len__(), 2))
    ).buffer(0)
    seeds = rng.uniform((571_000, 196_000), (594_000, 219_000), (34, 2))
    cells = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=outline.buffer(5_000))
    parts = [shapely.intersection(cell, outline) for cell in cells.geoms]
    parts = [part for part in parts if part.area > 0 and part.geom_type == "Polygon"]
    middles = [part.centroid for part in parts]
    names = [
        f"{first} {last}"
        for first in ("North", "Old", "Priory", "Mill", "St Anne’s", "Quay")
        for last in ("Ward", "Hill", "Cross", "Green", "Field", "Side")
    ]
    return gpd.GeoDataFrame(
        {
            schema.WARD_CODE: [f"E0500{at:04d}" for at in range(len(parts))],
            schema.WARD_NAME: names[: len(parts)],
            schema.DISTRICT: [_district_at(middle.x, middle.y) for middle in middles],
        },
        geometry=parts,
        crs=BNG,
    )


def _district_at(easting: float, northing: float) -> str:
    if northing > 211_500 and easting < 583_000:
        return "Upper Marsh"
    return "Market Wick" if easting < 584_500 else "Easthaven & Low Fenn"


def _surfaces(districts: gpd.GeoDataFrame) -> list[ClassedSurface]:
    grid = Grid.covering(tuple(districts.total_bounds), cell_size_m=50.0, crs=BNG)
    eastings, northings = np.meshgrid(grid.eastings, grid.northings)
    rng = np.random.default_rng(3)
    values = np.zeros_like(eastings)
    for rank, (_, centre) in enumerate(_spot_centres(), start=1):
        values += _hump(eastings, northings, centre, 420.0) * 40_000 / rank**0.6
    for centre in TOWNS.values():
        for _ in range(22):
            near = tuple(rng.normal(centre, 1_100))
            values += _hump(eastings, northings, near, rng.uniform(350, 700)) * rng.gamma(1, 3_000)
    inside = shapely.contains_xy(districts.union_all(), eastings, northings)
    harm = Surface(
        grid=grid,
        values=values,
        unit="CSS points per km² a year",
        title="Harm of street violence",
        bandwidth_m=300.0,
        inside=inside,
    )
    count = replace(
        harm,
        values=values[:, ::-1] / 60,
        unit="offences per km² a year",
        title="Offences of street violence",
    )
    return [classed(harm), classed(count)]


def _hump(eastings: Any, northings: Any, centre: tuple[float, ...], reach_m: float) -> Any:
    squared = (eastings - centre[0]) ** 2 + (northings - centre[1]) ** 2
    return np.clip(1 - squared / reach_m**2, 0, None) ** 2


def _spot_centres() -> list[tuple[str, tuple[float, float]]]:
    rng = np.random.default_rng(11)
    towns = [list(TOWNS)[at] for at in (0, 0, 6, 0, 1, 0, 2, 0, 5, 4, 0, 3, 5, 0, 6)]
    return [(town, tuple(rng.normal(TOWNS[town], 480))) for town in towns]


def _spots() -> gpd.GeoDataFrame:
    streets = [
        "High Street", "Station Road", "Market Square", "Bridge Street", "Quay Lane", "Priory Walk",
        "Mill Road", "Castle Street", "North Parade", "Albert Terrace", "Chapel Lane",
        "Park Avenue", "Cornhill", "Fore Street", "Abbey Gate",
    ]  # fmt: skip
    rows = []
    for rank, (street, (town, centre)) in enumerate(
        zip(streets, _spot_centres(), strict=True), start=1
    ):
        rows.append(_spot_row(rank, street, town, _district_at(*centre), centre))
    spots = gpd.GeoDataFrame(rows, geometry="geometry", crs=BNG)
    spots[schema.DISTRICT_RANK] = spots.groupby(schema.DISTRICT)[schema.RANK].rank().astype(int)
    return spots


def _spot_row(
    rank: int, street: str, town: str, district: str, centre: tuple[float, float]
) -> dict[str, Any]:
    outline = shapely.Point(centre).buffer(120 + 5 * (rank % 4), quad_segs=4)
    outline = shapely.affinity.scale(outline, 1.0, 0.6 + 0.1 * (rank % 4))
    single = rank == 9
    return spot_row(rank, street, town) | {
        schema.RANKING_SCORE: 3_000.0 / rank**0.6,
        schema.DISTRICT: district,
        schema.OFFENCES: 260 - 14 * rank,
        schema.OFFENCES_PER_YEAR: 260.0 - 14 * rank,
        schema.HARM_PER_KM2_PER_YEAR: 900_000.0 / rank,
        schema.SHARE_OF_DISTRICT_HARM: 0.081 / rank**0.6,
        schema.SHARE_OF_FORCE_HARM: 0.024 / rank**0.6,
        schema.LARGEST_OFFENCE_SHARE: 0.83 if single else 0.06,
        schema.RESTS_ON_ONE_OFFENCE: single,
        schema.RESTS_ON_ONE_POINT: False,
        schema.TOP_OFFENCES: "Assault with injury 88, Robbery 41, Public order 22",
        schema.HOUR_BY_WEEKDAY: WEEKEND_NIGHTS,
        schema.BUSIEST: "Friday and Saturday 21:00–03:00",
        schema.TREND: ("rising", "no clear change", "falling")[rank % 3],
        schema.TREND_RATIO: (1.31, 1.02, 0.78)[rank % 3],
        schema.CONFIDENCE: "high" if rank < 5 else "medium",
        schema.AREA_M2: outline.area,
        schema.WHY: f"{260 - 14 * rank} offences a year within 240 m, most of them assaults on "
        "Friday and Saturday nights outside licensed premises.",
        schema.harm_column("css"): 48_210.0 / rank**0.6,
        schema.harm_column("cchi"): 20_114.0 / rank**0.6,
        schema.GEOMETRY: outline,
    }


def _stamp() -> ProductStamp:
    return replace(
        STAMP,
        force_name="Wickshire Police",
        run_name="2026-11-20-0930",
        made_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
        sources=("wickshire-2025.csv, records system of the force",),
        method="Street violence weighted by the ONS Crime Severity Score (2020/21), square root; "
        "quartic kernel, bandwidth 300 m, cells of 50 m; harm spots by DBSCAN, to 300 m across.",
        caveats=(
            "Points are where offences were recorded, which is not always where they happened.",
            "Sexual offences are in the density and never shown as points.",
        ),
        rows_in=20_000,
        rows_used=19_310,
        rows_set_aside={"no coordinates": 512, "outside the force": 178},
    )
