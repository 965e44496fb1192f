"""What a reader may see of the offences of a zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.counted_lines import CountedLine
from hotspots.analyse.periods import Period
from hotspots.analyse.zones.baseline import baseline
from hotspots.schema import LineKind
from hotspots.selection import Selection
from tests.analyse.conftest import OffenceMaker

YEAR = Period(first=date(2025, 1, 1), last=date(2025, 12, 31))
BEFORE = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
BURGLARY, VIOLENCE = "Burglary", "Violence and sexual offences"


def group(category: str) -> tuple[LineKind, CountedLine]:
    selection = Selection(
        key=category, label=category, description=category, categories=(category,)
    )
    return LineKind.GROUP, CountedLine(label=category, selections=(selection,))


LINES = [
    (LineKind.ALL, CountedLine(label="All offences")),
    group(BURGLARY),
    group("Drugs"),
    group("Robbery"),
    group(VIOLENCE),
]


def zone(offences_at: OffenceMaker, **counts: int) -> gpd.GeoDataFrame:
    """Return so many offences of each kind of 2025, ten metres apart."""
    kinds = [name.replace("_", " ") for name, count in counts.items() for _ in range(count)]
    points = [(600_000.0 + 10 * n, 225_000.0) for n in range(len(kinds))]
    return offences_at(points, category=kinds)


def counted(
    offences: gpd.GeoDataFrame,
    *,
    fewest: int = care.FEWEST_COUNTED,
    lines: Sequence[tuple[LineKind, CountedLine]] = LINES,
) -> pd.Series:
    table = baseline(offences, lines, period=YEAR, before=BEFORE, fewest=fewest)
    return table.set_index(schema.LINE)[schema.OFFENCES]


def test_counts_are_told_to_the_nearest_five(offences_at: OffenceMaker) -> None:
    told = counted(zone(offences_at, Burglary=13, Violence_and_sexual_offences=22))
    assert told.to_dict() == {"All offences": 35, BURGLARY: 15, VIOLENCE: 20}


def test_a_group_of_three_is_withheld_with_the_smallest_of_the_others(
    offences_at: OffenceMaker,
) -> None:
    told = counted(zone(offences_at, Burglary=3, Robbery=8, Violence_and_sexual_offences=22))
    assert told[[BURGLARY, "Robbery"]].isna().all()
    assert told[VIOLENCE] == 20


def test_a_theme_that_is_a_withheld_group_is_not_told_in_its_place(
    offences_at: OffenceMaker,
) -> None:
    offences = zone(offences_at, Burglary=12, Robbery=3, Violence_and_sexual_offences=22)
    _, burglary = group(BURGLARY)
    theme = (LineKind.THEME, replace(burglary, label="Homes that are safe"))
    told = counted(offences, lines=[*LINES, theme])
    assert told[[BURGLARY, "Robbery", "Homes that are safe"]].isna().all()
    assert told[["All offences", VIOLENCE]].tolist() == [35, 20]


def test_what_was_published_at_public_points_is_told_to_the_offence(
    offences_at: OffenceMaker,
) -> None:
    told = counted(zone(offences_at, Burglary=13, Robbery=3), fewest=1)
    assert told.to_dict() == {"All offences": 16, BURGLARY: 13, "Robbery": 3}


def test_sexual_offences_are_not_counted(offences_at: OffenceMaker) -> None:
    offences = zone(offences_at, Burglary=10, Violence_and_sexual_offences=10)
    offences[schema.OFFENCE_CODE] = [None] * 15 + ["19C"] * 5
    assert counted(offences)[VIOLENCE] == 5
    assert counted(offences)["All offences"] == 15


def test_two_homes_are_too_few_places_for_any_count(offences_at: OffenceMaker) -> None:
    homes = offences_at([(600_000.0, 225_000.0)] * 10 + [(600_010.0, 225_000.0)] * 10)
    homes[schema.DWELLING] = pd.Series([True] * 20, dtype="boolean")
    assert counted(homes).isna().all()


def test_the_same_days_of_the_year_before_stand_beside(offences_at: OffenceMaker) -> None:
    points = [(600_000.0 + 10 * n, 225_000.0) for n in range(30)]
    offences = offences_at(points, from_time=["2025-03-07 23:00"] * 20 + ["2024-03-07 23:00"] * 10)
    table = baseline(offences, LINES, period=YEAR, before=BEFORE, fewest=5)
    assert table[[schema.OFFENCES, schema.OFFENCES_YEAR_BEFORE]].iloc[0].tolist() == [20, 10]
    alone = baseline(offences, LINES, period=YEAR, before=None, fewest=5)
    assert alone[schema.OFFENCES_YEAR_BEFORE].isna().all()


def test_an_empty_zone_has_none(offences_at: OffenceMaker) -> None:
    assert counted(zone(offences_at)).to_dict() == {"All offences": 0}
