"""The columns of a visit list that a person reads: order, titles with units, meanings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from hotspots import schema
from hotspots.render.table_columns import Kind
from hotspots.render.visit_lists import visit_list_words as words

if TYPE_CHECKING:
    from hotspots.render.visit_lists.visit_list import HomeToVisit

Cell = str | int | float | None


@dataclass(frozen=True, kw_only=True)
class VisitColumn:
    """One column: its name in layers, its title, its meaning, and what it says of a home.

    ``width`` is in characters. ``choices`` are what somebody may fill in; such a column is empty.
    """

    name: str
    title: str
    meaning: str
    value: Callable[[HomeToVisit], Cell]
    kind: Kind = Kind.TEXT
    decimals: int = 0
    width: float = 11
    choices: tuple[str, ...] = ()


def _empty(_home: HomeToVisit) -> None:
    return None


def _clock(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment is not None else ""


# What a person takes along, and what a printed sheet holds.
FIRST_COLUMNS: Final = (
    VisitColumn(
        name=schema.WALK_ORDER,
        title="No.",
        meaning="The order of walking, street by street. The same number is on the map.",
        value=lambda home: home.number,
        kind=Kind.NUMBER,
        width=6,
    ),
    VisitColumn(
        name=schema.ADDRESS,
        title="Address",
        meaning="The home to call at.",
        value=lambda home: home.address,
        width=34,
    ),
    VisitColumn(
        name="how_near",
        title="How near",
        meaning="How the home lies to the nearest burglary; the strongest evidence first: "
        + " ".join(f"{words.TIER_WORDS[t]}: {m}" for t, m in words.TIER_MEANINGS.items()),
        value=lambda home: words.TIER_WORDS[home.tier],
        width=23,
    ),
    VisitColumn(
        name="why",
        title="Why",
        meaning="The burglaries that reach the home, each with its distance and age. A reference "
        "stands for the burgled home.",
        value=words.why,
        width=40,
    ),
    VisitColumn(
        name="visit_by",
        title="Visit by",
        meaning="Local time. Overdue is said in words.",
        value=words.due_in_words,
        width=20,
    ),
    VisitColumn(
        name="since_the_last_list",
        title="New?",
        meaning="New since the last list; or again, where somebody called before.",
        value=words.change_in_words,
        width=9,
    ),
    VisitColumn(
        name=schema.VISIT_OUTCOME,
        title="Outcome",
        meaning="To be filled in: choose one of the four.",
        value=_empty,
        width=15,
        choices=tuple(map(str, schema.VisitOutcome)),
    ),
    VisitColumn(
        name=schema.VISITED_AT,
        title="Visited at",
        meaning="To be filled in, as 20/11/2026 14:30.",
        value=_empty,
        width=13,
    ),
    VisitColumn(
        name=schema.ROLE,
        title="Role",
        meaning="To be filled in: who called, never a name.",
        value=_empty,
        width=8,
        choices=tuple(map(str, schema.VisitRole)),
    ),
)

# Then the detail, beside what is printed.
REST: Final = (
    VisitColumn(
        name=schema.STREET,
        title="Street",
        meaning="The street alone.",
        value=lambda home: home.street,
        width=22,
    ),
    VisitColumn(
        name=schema.TOWN,
        title="Town",
        meaning="The town alone.",
        value=lambda home: home.town,
        width=16,
    ),
    VisitColumn(
        name=schema.POSTCODE,
        title="Postcode",
        meaning="The home's postcode.",
        value=lambda home: home.postcode,
        width=10,
    ),
    VisitColumn(
        name=schema.OVERDUE,
        title="Overdue",
        meaning="Yes where the time was up at the list's moment.",
        value=lambda home: "yes" if home.overdue else "no",
        kind=Kind.FLAG,
        width=9,
    ),
    VisitColumn(
        name=schema.DUE,
        title="Due (local time)",
        meaning="48 hours after the report, for the burgled home and its nearest neighbours.",
        value=lambda home: _clock(home.due),
        width=16,
    ),
    VisitColumn(
        name=schema.EXPIRES,
        title="Expires (local time)",
        meaning="When the last of the home's burglaries is too old to matter.",
        value=lambda home: _clock(home.expires),
        width=16,
    ),
    VisitColumn(
        name=schema.BURGLARIES,
        title="Burglaries in reach",
        meaning="How many live burglaries reach the home.",
        value=lambda home: len(home.reasons),
        kind=Kind.NUMBER,
        width=10,
    ),
    VisitColumn(
        name=schema.NEAREST_M,
        title="Nearest (m)",
        meaning="Distance to the nearest of them, in metres.",
        value=lambda home: min((each.distance_m for each in home.reasons), default=None),
        kind=Kind.NUMBER,
        width=9,
    ),
    VisitColumn(
        name=schema.PRIORITY,
        title="Priority",
        meaning="1 was the first to be chosen. The order of walking is another.",
        value=lambda home: home.priority,
        kind=Kind.NUMBER,
        width=8,
    ),
    VisitColumn(
        name=schema.RISK,
        title="Risk",
        meaning="Compares homes on this list. It is no probability.",
        value=lambda home: None if home.risk is None else round(home.risk, 4),
        kind=Kind.NUMBER,
        decimals=2,
        width=8,
    ),
    VisitColumn(
        name=schema.TIER,
        title="Tier",
        meaning="How near, in the word that the record of visits keeps.",
        value=lambda home: str(home.tier),
        width=11,
    ),
    VisitColumn(
        name=schema.BURGLARY_REFERENCES,
        title="Burglary references",
        meaning="The references alone, the strongest first.",
        value=words.references,
        width=24,
    ),
    VisitColumn(
        name=schema.DISTRICT,
        title="District of the home",
        meaning="A burglary near the border reaches homes of the next district.",
        value=lambda home: home.district,
        width=16,
    ),
    VisitColumn(
        name=schema.UPRN,
        title="UPRN",
        meaning="The home's unique property reference number. It is text: do not let a program "
        "round it.",
        value=lambda home: home.uprn,
        width=15,
    ),
    VisitColumn(
        name="easting",
        title="Easting (m)",
        meaning="In the force's own coordinate system.",
        value=lambda home: home.easting,
        kind=Kind.NUMBER,
        width=10,
    ),
    VisitColumn(
        name="northing",
        title="Northing (m)",
        meaning="In the force's own coordinate system.",
        value=lambda home: home.northing,
        kind=Kind.NUMBER,
        width=10,
    ),
    VisitColumn(
        name="latitude",
        title="Latitude (°)",
        meaning="In WGS 84, as a phone or a satnav takes it.",
        value=lambda home: round(home.latitude, 6),
        kind=Kind.NUMBER,
        decimals=6,
        width=11,
    ),
    VisitColumn(
        name="longitude",
        title="Longitude (°)",
        meaning="In WGS 84, as a phone or a satnav takes it.",
        value=lambda home: round(home.longitude, 6),
        kind=Kind.NUMBER,
        decimals=6,
        width=11,
    ),
)

ALL_COLUMNS: Final = (*FIRST_COLUMNS, *REST)
# A layer is looked at; what is to be filled in goes by the CSV or the workbook.
LAYER_COLUMNS: Final = tuple(column for column in ALL_COLUMNS if column.value is not _empty)
