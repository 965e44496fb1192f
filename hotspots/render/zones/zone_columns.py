"""The columns that a person reads of a zone."""

from __future__ import annotations

from typing import Final

from hotspots import schema
from hotspots.render.table_columns import TableColumn, count, number, text

STREET: Final = text(schema.STREET, "Street", width=28)
TOWN: Final = text(schema.TOWN, "Town", width=18)
POSTCODE: Final = text(schema.POSTCODE, "Postcode", width=11)
HOMES: Final = number(schema.HOMES, "Homes", "Each gets one leaflet.", width=8)
ROUND: Final = number(schema.ROUND, "Round", "What one pair delivers in one go.", width=8)
STREETS: Final = (
    STREET,
    TOWN,
    HOMES,
    number(schema.FLATS, "Of these flats", width=9),
    text(schema.ROUNDS, "Round", "The rounds in which the street is walked.", width=9),
    text(schema.POSTCODES, "Postcodes", width=30),
)
POSTCODES: Final = (POSTCODE, HOMES)
ROUNDS: Final = (
    ROUND,
    HOMES,
    number(schema.WALK_M, "On foot (m)", "From the first door to the last.", width=10),
    number(schema.MINUTES, "Minutes", "At the doors and between them.", width=9),
    text(schema.BEGINS, "Begins at", width=34),
    text(schema.STREETS, "Streets, as they are walked", width=60),
)
LEAFLETS: Final = (
    ROUND,
    number(schema.WALK_ORDER, "Order", "1 is the first door of all.", width=8),
    STREET,
    text(schema.NUMBER, "Number or name", width=14),
    text(schema.FLAT, "Flat", width=10),
    TOWN,
    POSTCODE,
    text(schema.UPRN, "UPRN", width=14),
)
SITES: Final = (
    text(schema.GROUND_KIND, "What", width=16),
    text(schema.GROUND_NAME, "Name", width=40),
)
BRIEFING: Final = (
    STREET,
    text(
        schema.BUSIEST,
        "Busiest hours",
        "Empty where fewer than 20 offences have an hour, or none stands out.",
        width=34,
    ),
    number(schema.OFFENCES, "Offences", "Against people, in public.", width=10),
)
LINE_KIND: Final = text(schema.LINE_KIND, "Kind of line", width=14)
LINE: Final = text(
    schema.LINE,
    "What",
    "All offences, an offence group, or a theme of the strategy. Groups add up; themes overlap.",
    width=36,
)


def baseline_columns(period: str, before: str) -> tuple[TableColumn, ...]:
    """Return the columns of the baseline's counts, named by the periods that are known."""
    counts = {schema.OFFENCES: period, schema.OFFENCES_YEAR_BEFORE: before}
    return tuple(count(column, title, "Offences.") for column, title in counts.items() if title)
