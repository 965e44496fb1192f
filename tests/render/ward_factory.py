"""Wards that are invented, ranked, and named as nobody would wish."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from hotspots import schema
from hotspots.render.wards.ward_columns import ROOM_COLUMNS, MeasureWords
from hotspots.render.wards.ward_pack_content import WardPack
from hotspots.render.wards.ward_products import WardProducts
from hotspots.schema import WardMeasure
from tests.render.harm_spot_factory import HOSTILE, STAMP, harm_spots

HOSTILE_TEXT = " ".join(HOSTILE)

BRITISH = "EPSG:27700"
MEASURES = (
    MeasureWords(
        measure=str(WardMeasure.HARM),
        label="Harm",
        unit="CSS points per 1,000 residents a year",
        definition="Harm in the ward for each 1,000 residents.",
        weight=0.75,
    ),
    MeasureWords(
        measure=str(WardMeasure.ASB),
        label="Anti-social behaviour",
        unit="incidents per 1,000 residents a year",
        definition="Incidents in the ward for each 1,000 residents.",
        weight=0.25,
    ),
)


def ranked_wards(names: tuple[str, ...] = ("Castle", "Trinity", HOSTILE_TEXT)) -> gpd.GeoDataFrame:
    """Return wards in a row, a kilometre wide each, ranked from west to east."""
    count = len(names)
    numbers = range(1, count + 1)
    table: dict[str, object] = {
        schema.WARD_CODE: [f"E0500000{number}" for number in numbers],
        schema.WARD_NAME: list(names),
        schema.DISTRICT: ["Colchester"] * count,
        schema.RANK: list(numbers),
        schema.SCORE: [100.0 - 20 * number for number in numbers],
        schema.RANK_LOW: [1] * count,
        schema.RANK_HIGH: list(numbers),
        schema.SHARE_IN_TOP_FIVE: [1.0] * count,
        schema.LAST_YEAR_RANK: pd.array([2, 1, *[pd.NA] * (count - 2)], dtype="Int64"),
        schema.CHANGE_ON_LAST_YEAR: [0.125, -0.25, *[float("nan")] * (count - 2)],
        schema.RESIDENTS: [5_000.0] * (count - 1) + [float("nan")],
        schema.HOUSEHOLDS: [2_000.0] * count,
        schema.OFFENCES: [650] * count,
        schema.WHY: [
            f"Rank {number}: {name}." for number, name in zip(numbers, names, strict=True)
        ],
        schema.FLAGS: ["", "few offences", HOSTILE_TEXT][:count],
    }
    for measure in MEASURES:
        table[schema.measure_value_column(measure.measure)] = [1_234.5] * (count - 1) + [
            float("nan")
        ]
        table[schema.measure_percentile_column(measure.measure)] = [90.0] * (count - 1) + [
            float("nan")
        ]
        table[schema.measure_contribution_column(measure.measure)] = [30.0] * count
    outlines = [shapely.box(600_000 + 1_000 * n, 225_000, 601_000 + 1_000 * n, 226_000)
                for n in range(count)]  # fmt: skip
    return gpd.GeoDataFrame(table, geometry=outlines, crs=BRITISH)


def districts() -> gpd.GeoDataFrame:
    """Return the one district that the wards make up."""
    return gpd.GeoDataFrame(
        {schema.DISTRICT: ["Colchester"], schema.LOCAL_POLICING_AREA: ["North"]},
        geometry=[shapely.box(600_000, 225_000, 603_000, 226_000)],
        crs=BRITISH,
    )


def ward_products() -> WardProducts:
    """Return all that a ranking's files show."""
    wards = ranked_wards()
    return WardProducts(
        title="Wards for a Street Week: harm",
        purpose="Where residents suffer most.",
        wards=wards,
        districts=districts(),
        reconciliation=pd.DataFrame(
            {
                "district": ["Colchester"],
                "offences": [1_950],
                "to_other_districts": [0],
                "from_other_districts": [0],
                "in_no_ward": [0],
                "in_its_wards": [1_950],
            }
        ),
        room_of_weights=pd.DataFrame(
            [["Harm", 0.5, 0.4, "Market", 1.0, "no other"]],
            columns=[each.column for each in ROOM_COLUMNS],
        ),
        disagreements=pd.DataFrame(
            {
                schema.WARD_CODE: wards[schema.WARD_CODE],
                schema.WARD_NAME: wards[schema.WARD_NAME],
                schema.DISTRICT: wards[schema.DISTRICT],
                "offences": [650] * 3,
                "by_lsoa_code": [650] * 3,
                "by_outline": [640, 660, 650],
                "lsoa_here_outline_elsewhere": [10, 0, 0],
                "outline_here_lsoa_elsewhere": [0, 10, 0],
                "disagreement_share": [10 / 650, 10 / 660, 0.0],
            }
        ),
        measures=MEASURES,
        left_out={"Deprivation": HOSTILE_TEXT},
        sentences=[HOSTILE_TEXT],
        figures=[("Wards", "3")],
        packs={},
        stamp=STAMP,
    )


def ward_pack(**changed: object) -> WardPack:
    """Return a pack of the last ward, whose name is hostile."""
    wards = ranked_wards()
    spots = harm_spots(1).set_geometry([shapely.Point(602_500, 225_500).buffer(100)], crs=BRITISH)
    given: dict[str, object] = {
        "ward": wards.iloc[2],
        "wards": wards,
        "preset": "Ranked by: harm",
        "measures": MEASURES,
        "offences": 650,
        "mix": pd.DataFrame(
            {
                schema.CATEGORY: ["Burglary", "Other"],
                schema.OFFENCES: [600, 50],
                "share": [0.9, 0.1],
                "force_share": [0.5, 0.5],
                "times_force": [1.8, 0.2],
            }
        ),
        "by_month": pd.DataFrame(
            {
                "month": pd.to_datetime(["2025-01-01", "2025-02-01"]),
                schema.OFFENCES: [300, 350],
                "offences_year_before": pd.array([310, pd.NA], dtype="Int64"),
            }
        ),
        "neighbours": pd.DataFrame(wards.iloc[:2].drop(columns="geometry")),
        "themes": pd.DataFrame(
            {
                "theme": ["Burglary and robbery", "Prevent"],
                "why_not": ["", "recorded offences by place cannot speak to this theme"],
                schema.OFFENCES: pd.array([600, pd.NA], dtype="Int64"),
                "per_1000_residents": [120.0, None],
                "force_per_1000_residents": [60.0, None],
                "times_force": [2.0, None],
                "touched": [True, False],
            }
        ),
        "streets": pd.DataFrame({schema.STREET: [HOSTILE_TEXT], "homes": [12], "flats": [4]}),
        "addresses": pd.DataFrame(
            {
                schema.STREET: [HOSTILE_TEXT],
                schema.NUMBER: ["12A"],
                schema.FLAT: [None],
                schema.ADDRESS: ["=cmd()"],
                schema.POSTCODE: ["ZZ1 1ZZ"],
                schema.UPRN: ["000010000001"],
            }
        ),
        "hours": [[1.0] * 24] * 7,
        "busiest": "Friday 21:00–03:00",
        "repeat_places": gpd.GeoDataFrame(
            {
                schema.STREET: [HOSTILE_TEXT],
                schema.OFFENCES: [40],
                schema.TOP_OFFENCES: [HOSTILE_TEXT],
            },
            geometry=[shapely.Point(602_200, 225_200)],
            crs=BRITISH,
        ),
        "spots": spots,
        "stamp": STAMP,
        **changed,
    }
    return WardPack(**given)  # type: ignore[arg-type] # each value is of its field's kind
