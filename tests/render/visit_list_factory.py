"""An invented district with two burgled streets and a block of flats. Nothing here is real."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import geopandas as gpd
import pandas as pd
from shapely import Point

from hotspots import schema
from hotspots.crs import BRITISH_NATIONAL_GRID
from hotspots.render.visit_lists.visit_list import (
    RoundFacts,
    VisitList,
    VisitListFacts,
    visit_list,
)
from hotspots.schema import Nearness
from tests.render.harm_spot_factory import DISTRICT, HOSTILE, SOUTH_M, STAMP, WEST_M

LONDON = ZoneInfo("Europe/London")
AS_OF = datetime(2026, 11, 20, 7, 0, tzinfo=LONDON)
STREETS = (
    "Mill Road", "Heron Close", "Station Road", "Priory Avenue", "Chapel Lane", "Quay Street",
    "Orchard Way", "Tannery Row", "St Osyth’s Walk", "Fairfield Gardens", "Windmill Rise",
    "Old Ferry Lane",
)  # fmt: skip
HOMES_A_STREET = 40
PLOT_M = 8.0  # between two doors of one side


def _rounds(count: int) -> tuple[RoundFacts, ...]:
    first, second = (count + 1) // 2, count // 2
    beyond = count - (3 * count + 3) // 4
    rounds = (
        RoundFacts(
            number=1, visits=first, places=(first,), walk_m=1_400.0, drive_m=0.0, minutes=214.0
        ),
        RoundFacts(
            number=2, visits=second, places=(second - beyond, beyond),
            walk_m=1_200.0, drive_m=3_000.0, minutes=231.0,
        ),
    )  # fmt: skip
    return tuple(each for each in rounds if each.visits)


FACTS = VisitListFacts(
    stamp=replace(
        STAMP,
        period="Burglaries of 9 October to 20 November 2026",
        method="Risk by the locally fitted Knox ratios; homes within 400 m of a burglary of the "
        "last 42 days; the 60 with the highest risk among those due, victims first.",
        caveats=("A time known as a range stands at its middle.",),
        sources=("rms_export.csv (records system)", "addresses.parquet (AddressBase)"),
    ),
    district=DISTRICT,
    as_of=AS_OF,
    expires=AS_OF + timedelta(days=42),
    evidence="Near repeat is at work here: less than 200 m and 14 days apart there are 141 pairs "
    "of burglaries at different places where chance gives 100, 1.4 times as many (p = 0.001).",
    evidence_supports=True,
    live_burglaries=12,
    left_out=143,
    in_reach=2_803,
    excluded={"spoken to in this window": 31, "refused": 2},
    clocks_from=AS_OF - timedelta(days=30),
    ground="along the streets",
    risk_share=0.87,
    rounds=_rounds(60),
    dropped_off={"visited": 7, "expired": 2},
)


def told(count: int = 60, *, unvisited: int = 200) -> gpd.GeoDataFrame:
    """``count`` homes to visit around one burglary a street, and others that are not on the walk.

    Each street is 40 homes, odd numbers on one side; in the third stands a block of eight flats
    on one point. The burgled home is number 11 of its street, and no row says so.
    """
    rows = [row for number in range(len(STREETS)) for row in _street(number)]
    ranked = sorted(rows, key=lambda row: (row["turn"], -row["risk"]))
    kept = ranked[: count + unvisited]
    walk = sorted(kept[:count], key=lambda row: (row["street_number"], row["along_m"]))
    for number, row in enumerate(walk, start=1):
        row[schema.WALK_ORDER] = number
        # Two rounds; the second is driven to its other place.
        row[schema.ROUND] = 1 + (number > (count + 1) // 2)
        row[schema.PLACE] = 1 + (number > (3 * count + 3) // 4)
    table = pd.DataFrame(kept, columns=[*schema.TOLD_COLUMNS[:-1], "geometry"])
    numbers = (
        schema.WALK_ORDER, schema.PRIORITY, schema.WITHIN_DAYS, schema.ROUND, schema.PLACE,
    )  # fmt: skip
    table = table.astype(dict.fromkeys(numbers, "Int64"))
    table[schema.DUE] = pd.to_datetime(table[schema.DUE], utc=True).dt.tz_convert(LONDON)
    return gpd.GeoDataFrame(table, geometry="geometry", crs=BRITISH_NATIONAL_GRID)


def aftercare(count: int = 60) -> pd.DataFrame:
    """The burgled homes among so many: number 11 of each street that is walked to."""
    homes = told(count)
    own = homes[(homes[schema.NUMBER] == "11") & homes[schema.WALK_ORDER].notna()]
    days = [1 + 3 * STREETS.index(street) for street in own[schema.STREET]]
    due = pd.Series([AS_OF + timedelta(hours=43 - 24 * ago) for ago in days], index=own.index)
    visits = own.assign(
        **{
            schema.DAYS_AGO: days,
            schema.DUE: due,
            schema.OVERDUE: due < AS_OF,
            schema.BACKLOG: False,
        }
    )
    return pd.DataFrame(visits[list(schema.AFTERCARE_COLUMNS)])


# One of each kind: markup, a formula, a template's own signs. The rows hold all of them.
HOSTILE_FACTS = (HOSTILE[0], HOSTILE[5], HOSTILE[10])


def hostile_homes(count: int = len(HOSTILE)) -> gpd.GeoDataFrame:
    """Homes to visit whose every text is hostile, one kind of text a row."""
    table = told(count, unvisited=10)
    texts = [f"{HOSTILE[at % len(HOSTILE)]} {at}\x07\u202e" for at in range(len(table))]
    for column in (
        schema.ADDRESS, schema.FLAT, schema.NUMBER, schema.STREET, schema.TOWN, schema.POSTCODE,
        schema.DISTRICT, schema.CHANGE,
    ):  # fmt: skip
        table[column] = texts
    return table


def hostile_facts(text: str) -> VisitListFacts:
    """Facts whose every text is this one."""
    stamp = replace(
        FACTS.stamp, force_name=text, marking=text, run_name=text, period=text, sources=(text,),
        method=text, caveats=(text,), rows_set_aside={text: 300}, software=text,
    )  # fmt: skip
    return replace(
        FACTS, stamp=stamp, district=text, evidence=text, excluded={text: 1}, dropped_off={text: 2}
    )


def the_list(count: int = 60, **changes: Any) -> VisitList:
    """The list of the invented district."""
    return visit_list(told(count), facts_of(count, **changes))


def facts_of(count: int = 60, **changes: Any) -> VisitListFacts:
    """The facts of a list of so many homes, in two rounds."""
    return replace(FACTS, **{"rounds": _rounds(count), **changes})


def _street(number: int) -> list[dict[str, Any]]:
    angle = 0.5 * number
    start = (WEST_M + 3_000 + 700 * (number % 4), SOUTH_M + 3_000 + 650 * (number // 4))
    doors = [_door(number, at) for at in range(HOMES_A_STREET)]
    rows = []
    for door in doors:
        along, aside = door["along_m"], 9.0 if door["odd"] else -9.0
        east = start[0] + along * math.cos(angle) - aside * math.sin(angle)
        north = start[1] + along * math.sin(angle) + aside * math.cos(angle)
        rows.append(_row(number, door, Point(east, north)))
    return rows


def _door(street: int, at: int) -> dict[str, Any]:
    block = street == 2 and 16 <= at < 24
    along_m = PLOT_M * ((16 if block else at) // 2)
    return {
        "number": "17" if block else str(at + 1),
        "flat": f"Flat {at - 15}" if block else None,
        "odd": block or at % 2 == 0,
        "along_m": along_m,
    }


def _row(street: int, door: dict[str, Any], point: Point) -> dict[str, Any]:
    distance_m = math.hypot(door["along_m"] - 5 * PLOT_M, 0 if door["odd"] else 18)
    next_door = door["odd"] and distance_m <= 4 * PLOT_M
    days = 1.2 + 3 * street
    due = AS_OF + timedelta(hours=48 - 24 * days)
    name = STREETS[street]
    parts = filter(None, [door["flat"], f"{door['number']} {name}", "Quayside", f"ZZ{street} 1AA"])
    return {
        schema.UPRN: f"1009{street:02d}{round(10 * door['along_m']):04d}"
        f"{int(door['odd'])}{(door['flat'] or '0')[-1]}",
        schema.ADDRESS: ", ".join(parts),
        schema.FLAT: door["flat"],
        schema.NUMBER: door["number"],
        schema.STREET: name,
        schema.TOWN: "Quayside",
        schema.POSTCODE: f"ZZ{street} 1AA",
        schema.DISTRICT: DISTRICT,
        schema.TIER: str(schema.TOLD_TIER[Nearness.STREET]),
        schema.NEARNESS: str(Nearness.STREET),
        schema.WITHIN_DAYS: next(age for age in (7, 14, 28, 42) if days < age),
        schema.DUE: due.replace(hour=0, minute=0),
        schema.OVERDUE: due < AS_OF,
        schema.BACKLOG: False,
        schema.ROUND: None,
        schema.PLACE: None,
        schema.PRIORITY: 1,
        schema.WALK_ORDER: None,
        schema.CHANGE: ("new", "kept", "returned")[street % 3],
        schema.GEOMETRY: point,
        "street_number": street,
        "along_m": door["along_m"],
        "risk": 2.0 / (1 + distance_m / 50) / (1 + street / 3),
        "turn": 0 if not distance_m else 1 if next_door else 2,
    }
