"""An invented district by the sea, for the tests of the file products. Nothing here is real."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Point, box

from hotspots import care, schema
from hotspots.crs import BRITISH_NATIONAL_GRID
from hotspots.density_classes import ClassedSurface
from hotspots.harm_index import HarmIndex
from hotspots.render.maps.static_map import MapContent
from hotspots.render.stamp import ProductStamp
from hotspots.surface import Grid, Surface

DISTRICT = "Saltmarsh & Quay"
WEST_M, SOUTH_M = 600_000.0, 220_000.0
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "${alert(1)}",
    "`alert(1)`",
    "</script>",
    '=HYPERLINK("http://example.invalid","x")',
    "@SUM(A1:A9)",
    "+1+1",
    "-2+3",
    '#import "x.typ": *',
    "*bold* _lean_ $x^2$ \\ #panic() @label <label>",
)

CSS = HarmIndex(
    key="css",
    name="ONS Crime Severity Score",
    edition="2020/21",
    source="Office for National Statistics",
    unit="CSS points",
)
CCHI = HarmIndex(
    key="cchi",
    name="Cambridge Crime Harm Index",
    edition="2026",
    source="University of Cambridge",
    unit="days",
)
INDICES = (CSS, CCHI)

STAMP = ProductStamp(
    force_name="Saltmarsh Constabulary",
    marking="OFFICIAL-SENSITIVE",
    run_name="2026-11-20-invented",
    when="2025",
    made_at=datetime(2026, 11, 20, 9, 30, tzinfo=ZoneInfo("Europe/London")),
    period="January to December 2025",
    sources=("offences.csv (records system)", "districts.geojson (invented)"),
    method="Quartic kernel density, bandwidth 300 m, cells 50 m. Harm by ONS Crime Severity Score.",
    caveats=("Weights are those of the offence code.", "Points are as recorded."),
    rows_in=10_000,
    rows_used=9_700,
    rows_set_aside={"no coordinates": 250, "outside the force": 50},
    software="hotspots 0.1.0",
    demonstration=True,
)

STREETS = ("Market Street", "Station Road", "High Street", "Quay Lane", "Castle Hill", "Mill Row")
TOWNS = ("Saltmarsh", "Quayside", "Nether Ferry")


def friday_night() -> str:
    """Hours by weekday of a place that is busy from Friday evening to Sunday morning."""
    week = [[0.5 if 9 <= hour < 18 else 0.1 for hour in range(24)] for _ in range(7)]
    for day, hour in ((4, 22), (4, 23), (5, 0), (5, 1), (5, 22), (5, 23), (6, 0), (6, 1)):
        week[day][hour] = 6.0
    return json.dumps(week)


def harm_spots(count: int, *, text: str | None = None, seed: int = 1) -> gpd.GeoDataFrame:
    """``count`` harm spots in three towns, best rank first; ``text`` replaces every text."""
    chance = np.random.default_rng(seed)
    rows = [_spot(number, chance) for number in range(1, count + 1)]
    columns = [*schema.HARM_SPOT_COLUMNS[:-1], "harm_css", "harm_cchi"]
    table = pd.DataFrame([row[0] for row in rows], columns=columns)
    if text is not None:
        for column in _TEXT_COLUMNS:
            table[column] = text
    outlines = [row[1] for row in rows]
    return gpd.GeoDataFrame(table, geometry=outlines, crs=BRITISH_NATIONAL_GRID)


_TEXT_COLUMNS = (
    schema.SPOT_NAME,
    schema.STREET,
    schema.TOWN,
    schema.DISTRICT,
    schema.TOP_OFFENCES,
    schema.BUSIEST,
    schema.TREND,
    schema.CONFIDENCE,
    schema.WHY,
)


def _spot(number: int, chance: np.random.Generator) -> tuple[dict[str, object], object]:
    town = number % len(TOWNS)
    centre = np.array([WEST_M + 3_000 + 5_000 * town, SOUTH_M + 4_000 + 2_500 * town])
    easting, northing = centre + chance.normal(0, 700, 2)
    row = spot_row(number, STREETS[number % len(STREETS)], TOWNS[town])
    return row, Point(easting, northing).buffer(chance.uniform(60, 140), quad_segs=4)


def spot_row(number: int, street: str, town: str) -> dict[str, object]:
    """What is said of the harm spot of this rank, but for its outline."""
    offences = max(12, 240 - 6 * number)
    return {
        schema.SPOT_ID: f"S{number:03d}",
        schema.RANK: number,
        schema.DISTRICT_RANK: number,
        schema.RANKING_SCORE: 2_400.0 / number,
        schema.SPOT_NAME: f"{street}, {town}",
        schema.STREET: street,
        schema.TOWN: town,
        schema.DISTRICT: DISTRICT,
        schema.OFFENCES: offences,
        schema.OFFENCES_PER_YEAR: float(offences),
        schema.HARM_PER_KM2_PER_YEAR: 9_000_000.0 / number,
        schema.SHARE_OF_DISTRICT_HARM: 0.12 / number,
        schema.SHARE_OF_FORCE_HARM: 0.0123 / number,
        schema.LARGEST_OFFENCE_SHARE: 0.08,
        schema.RESTS_ON_ONE_OFFENCE: number % 7 == 0,
        schema.RESTS_ON_ONE_POINT: False,
        schema.TOP_OFFENCES: "Assault with injury 41, Robbery 22, Assault without injury 19",
        schema.HOUR_BY_WEEKDAY: friday_night(),
        schema.BUSIEST: "Friday and Saturday 22:00–02:00",
        schema.TREND: ("rising", "falling", "no clear change")[number % 3],
        schema.TREND_RATIO: 1.18,
        schema.CONFIDENCE: "high",
        schema.TOP_SHARE: 0.96,
        schema.RANK_LOW: max(1, number - 2),
        schema.RANK_HIGH: number + 3,
        schema.AREA_M2: 31_400.0,
        schema.EXTENT_M: 240.0,
        schema.WHY: (
            f"{offences} offences of street violence, most of them at night at the weekend, on "
            "0.03 km²: robbery and assault with injury make up four fifths of its harm."
        ),
        "harm_css": 40_000.0 / number,
        "harm_cchi": 21_000.0 / number,
    }


def districts() -> gpd.GeoDataFrame:
    """Two policing districts side by side, 20 km × 14 km and 10 km × 14 km."""
    outlines = [
        box(WEST_M, SOUTH_M, WEST_M + 20_000, SOUTH_M + 14_000),
        box(WEST_M + 20_000, SOUTH_M, WEST_M + 30_000, SOUTH_M + 14_000),
    ]
    return gpd.GeoDataFrame(
        {
            schema.DISTRICT: [DISTRICT, "Inland"],
            schema.LOCAL_POLICING_AREA: ["North", "North"],
            "geometry": outlines,
        },
        crs=BRITISH_NATIONAL_GRID,
    )


def wards() -> gpd.GeoDataFrame:
    """Twenty wards of the first district, in a chequerboard."""
    outlines = [
        box(
            WEST_M + 4_000 * i,
            SOUTH_M + 3_500 * j,
            WEST_M + 4_000 * (i + 1),
            SOUTH_M + 3_500 * (j + 1),
        )
        for i in range(5)
        for j in range(4)
    ]
    return gpd.GeoDataFrame(
        {
            schema.WARD_CODE: [f"E0500{n:04d}" for n in range(len(outlines))],
            schema.WARD_NAME: [f"Ward of St Invented {n}" for n in range(len(outlines))],
            schema.DISTRICT: DISTRICT,
            "geometry": outlines,
        },
        crs=BRITISH_NATIONAL_GRID,
    )


def classed(surface: Surface) -> ClassedSurface:
    """The surface as one of public points: in classes, and nothing of it blank."""
    return care.shown_surface([care.SurfacePart(surface=surface)], sensitive_selection=False)


def nothing_dense(surface: ClassedSurface) -> ClassedSurface:
    """The same ground with no class in it."""
    return replace(
        surface,
        bands=np.zeros_like(surface.bands),
        breaks=replace(surface.breaks, classes=()),
    )


def surface(*, cell_size_m: float = 100.0) -> Surface:
    """A smooth surface with a hill on each town; the highest cell lies on Quayside."""
    first = districts().geometry.iloc[0]
    grid = Grid.covering(
        first.bounds, cell_size_m=cell_size_m, margin_m=500, crs=BRITISH_NATIONAL_GRID
    )
    east, north = np.meshgrid(grid.eastings, grid.northings)
    values = np.zeros_like(east)
    for town, height in enumerate((4_000.0, 6_000.0, 2_500.0)):
        centre = (WEST_M + 3_025 + 5_000 * town, SOUTH_M + 4_025 + 2_500 * town)
        distance_m = np.hypot(east - centre[0], north - centre[1])
        values += height * np.clip(1 - (distance_m / 1_500) ** 2, 0, None) ** 2
    inside = (
        (east > WEST_M) & (east < WEST_M + 20_000) & (north > SOUTH_M) & (north < SOUTH_M + 14_000)
    )
    return Surface(
        grid=grid,
        values=values,
        unit="CSS points per km² per year",
        title="Harm of street violence",
        bandwidth_m=300.0,
        inside=inside,
    )


def places() -> pd.DataFrame:
    """The three towns, and a village in the next district."""
    rows = [
        ("Saltmarsh", 603_000, 224_000),
        ("Quayside", 608_000, 226_500),
        ("Nether Ferry", 613_000, 229_000),
        ("Inland Green", 625_000, 227_000),
    ]
    return pd.DataFrame(rows, columns=["name", "easting", "northing"])


def map_content(spots: gpd.GeoDataFrame, *, district: str | None = DISTRICT) -> MapContent:
    """The static map of the first district, or of the whole force."""
    return MapContent(
        surface=classed(surface()),
        spots=spots,
        districts=districts(),
        wards=wards(),
        places=places(),
        district=district,
    )
