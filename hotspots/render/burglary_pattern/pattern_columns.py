"""The columns of the pattern of burglary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.render.table_columns import TableColumn, count, day, number, share, text
from hotspots.schema import AreaKind, PatternLine, PatternSpan

if TYPE_CHECKING:
    import pandas as pd

_CALLED: Final = {PatternLine.BURGLARY: "Burglaries", PatternLine.NEAR_REPEAT: "Near repeats"}
RANKS: Final = {
    PatternLine.BURGLARY: schema.DARK_RANK,
    PatternLine.NEAR_REPEAT: schema.NEAR_RANK,
}
_CHANGE: Final = (
    "The change in the rate a day, between the ends of its interval; “perhaps” may be chance."
)
AREA: Final = (
    text(schema.AREA_KIND, "Kind", "Force, district or ward.", width=9),
    text(schema.WARD_CODE, "Ward code", width=11),
    text(schema.AREA_NAME, "Area", width=24),
    text(schema.DISTRICT, "District", width=22),
)


def named(areas: pd.DataFrame) -> Sequence[TableColumn]:
    """Return the columns that name areas: a ward's with its district, a district's alone."""
    *_, area, district = AREA
    are_wards = (areas[schema.AREA_KIND] == str(AreaKind.WARD)).any()
    return (area, district) if are_wards else (area,)


NEAR_MEANING: Final = "Burglaries that followed another close by, or at the same place."


def counted(line: PatternLine, span: PatternSpan, spans: Mapping[PatternSpan, str]) -> TableColumn:
    """Return the column of a count, under the days' own name."""
    meaning = NEAR_MEANING if line is PatternLine.NEAR_REPEAT else ""
    dark = span in (PatternSpan.DARK, PatternSpan.DARK_BEFORE)
    title = f"{_CALLED[line]}, {'dark months, ' if dark else ''}{spans[span]}"
    return count(schema.pattern_column(line, span), title, meaning)


def changed(line: PatternLine, span: PatternSpan) -> TableColumn:
    """Return the column of the words for a count's change against the year before."""
    before = "last winter" if span is PatternSpan.DARK else "the year before"
    name = schema.pattern_words(line, span)
    return text(name, f"{_CALLED[line]} against {before}", _CHANGE, width=34)


def of_period(spans: Mapping[PatternSpan, str]) -> list[TableColumn]:
    """Return the columns of burglary in the period and a year before."""
    line = PatternLine.BURGLARY
    own = [counted(line, PatternSpan.PERIOD, spans)]
    if PatternSpan.YEAR_BEFORE in spans:
        own += [
            counted(line, PatternSpan.YEAR_BEFORE, spans),
            changed(line, PatternSpan.PERIOD),
        ]
    return own


def of_dark_months(
    spans: Mapping[PatternSpan, str], *, near_repeats: bool, short: bool = False
) -> list[TableColumn]:
    """Return the columns of the dark months: rank, count and last winter, of either line.

    ``short`` leaves out of the titles what stands above the table.
    """
    if PatternSpan.DARK not in spans:
        return []
    own: list[TableColumn] = []
    for line in PatternLine if near_repeats else [PatternLine.BURGLARY]:
        called = _CALLED[line]
        columns = [
            number(
                RANKS[line], f"Rank of those told, by {called.lower()}", "1 has the most.", width=10
            ),
            counted(line, PatternSpan.DARK, spans),
        ]
        titles = [f"Rank of those told, by {called.lower()}", called]
        if PatternSpan.DARK_BEFORE in spans:
            columns += [
                counted(line, PatternSpan.DARK_BEFORE, spans),
                changed(line, PatternSpan.DARK),
            ]
            titles += [f"{called} last winter", f"Change of {called.lower()}"]
        if short:
            columns = [
                replace(each, title=title) for each, title in zip(columns, titles, strict=True)
            ]
        own += columns
    return own


MONTHS: Final = (
    day(schema.PATTERN_MONTH, "Month from"),
    count(schema.OFFENCES, "Burglaries"),
    count(schema.OFFENCES_YEAR_BEFORE, "The same month a year before"),
)
KINDS: Final = (
    text(schema.TOLD_FACT, "What", width=18),
    text(schema.TOLD_KIND, "Kind", "As the source has it.", width=34),
    number(schema.OFFENCES, "Burglaries", "To the nearest five. Kinds of few stand together."),
    share(schema.TOLD_SHARE, "Share of those told (%)", "Property taken can be of several kinds."),
)
STREETS: Final = (
    text(schema.STREET, "Street", width=28),
    text(schema.DISTRICT, "District", width=22),
    number(schema.OFFENCES, "Burglaries", "To the nearest five: five or more, at three places."),
)
SERIES: Final = (
    text(schema.SERIES_ID, "Series", width=8),
    text(schema.SERIES_PLACE, "Place", "The street, or ward, that most of them are at.", width=28),
    text(schema.DISTRICT, "District", width=22),
    number(schema.OFFENCES, "Burglaries"),
    number(
        schema.SERIES_EXPECTED,
        "Expected",
        "By how many the place had in all, and all places in its days.",
        decimals=1,
    ),
    number(
        schema.P_VALUE, "By chance", "The share of shuffles with one as clear anywhere.", decimals=3
    ),
    day(schema.SERIES_FIRST, "First"),
    day(schema.SERIES_LAST, "Last"),
    number(schema.SERIES_REACH_M, "Within (m)", "No two lie further apart."),
    text(schema.SERIES_METHOD, "Method of entry", "Where five or more share one.", width=24),
)
SPOTS: Final = (
    number(schema.RANK, "Rank", width=6),
    text(schema.SPOT_NAME, "Harm spot of burglary", width=30),
    text(schema.DISTRICT, "District", width=22),
    number(schema.OFFENCES, "Burglaries"),
    text(schema.BUSIEST, "Busiest hours", "Empty where there are too few to tell.", width=26),
    text(schema.TREND, "Trend", "The second half of the period against the first.", width=16),
)
