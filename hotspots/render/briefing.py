"""The one-page PDF for the briefing room: map, figures, the first harm spots and why.

The page is laid out by typst, which comes as one package and asks for nothing. Text from data
reaches it as JSON and is never part of the template, so that no text can be read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from hotspots import schema
from hotspots.render.glyphs import drawable
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.static_map import MapContent, static_map_svg
from hotspots.render.typeset import pdf_pages, printable

if TYPE_CHECKING:
    from hotspots.render.stamp import ProductStamp

MAP_WIDTH_MM: Final = 124.0
MAP_HEIGHT_MM: Final = 134.0
SPOTS_IN_TABLE: Final = 10
MOST_FIGURES: Final = 8
HEADINGS: Final = ("No.", "Harm spot", "Offences", "Busiest hours", "Trend", "Why it is here")
# Longest texts, in characters. With these a full page still fits at the smallest type.
LONGEST: Final = {"title": 70, "name": 70, "hours": 60, "trend": 30, "why": 230, "fact": 420}
CAVEATS_ROOM: Final = 560  # characters in the side column


def write_briefing(
    path: Path,
    content: MapContent,
    stamp: ProductStamp,
    *,
    title: str,
    figures: Sequence[tuple[str, str]] = (),
) -> None:
    """Write a page of A4 that can be read aloud in a briefing and pinned to a wall.

    Always one page: type grows smaller, then texts are cut with "…" and rows left out, and the page
    says how many spots there are. Tagged for screen readers (PDF/UA-1), and the same bytes from the
    same input. A character that DejaVu Sans cannot draw is shown as "�".

    Parameters
    ----------
    path : Path
    content : MapContent
        The map; its spots are those of the district, and the table holds the first ten.
    stamp : ProductStamp
        The marking stands at the top and the bottom, the rest under the table.
    title : str
        For example ``"Harm spots: Colchester"``.
    figures : sequence of (label, value)
        In words; at most eight are shown, and those that there is room for.

    Raises
    ------
    MissingColumnError, CoordinateError
    """
    schema.validate_harm_spots(content.spots)
    picture = static_map_svg(content, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM)
    page = _page(content, stamp, title, figures)
    pdf = pdf_pages("briefing.typ", page, made_at=stamp.made_at, pictures={"map": picture})
    path.write_bytes(pdf)


def _page(
    content: MapContent, stamp: ProductStamp, title: str, figures: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    spots = content.spots.sort_values(content.rank_column, kind="stable")
    return {
        "title": _cut(title, "title"),
        "subtitle": _cut(f"{stamp.period}, {stamp.force_name}", "title"),
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), 200),
        "map_in_words": _map_in_words(content, title),
        "figures": [
            {"label": printable(label, 90), "value": printable(value, 60)}
            for label, value in figures[:MOST_FIGURES]
        ],
        "caveats": _caveats(stamp, room=CAVEATS_ROOM - 60 * min(len(figures), MOST_FIGURES)),
        "headings": list(HEADINGS),
        "spots_in_all": len(spots),
        "no_spots": "No place had enough offences in this period to be a harm spot.",
        "spots": [_row(spot, content.rank_column) for spot in _records(spots.head(SPOTS_IN_TABLE))],
        "facts": [[label, _cut(text, "fact")] for label, text in _facts(stamp).items()],
    }


def _records(spots: pd.DataFrame) -> list[dict[str, Any]]:
    return [dict(zip(spots.columns, row, strict=True)) for row in spots.itertuples(index=False)]


def _row(spot: dict[str, Any], rank_column: str) -> list[str]:
    rests = spot[schema.RESTS_ON_ONE_OFFENCE]
    one_offence = "" if pd.isna(rests) or not rests else " Rests on one offence."
    return [
        str(int(spot[rank_column])),
        _cut(spot[schema.SPOT_NAME], "name"),
        f"{int(spot[schema.OFFENCES]):,}",
        _cut(spot[schema.BUSIEST], "hours") or "not known",
        _cut(spot[schema.TREND], "trend"),
        _cut(spot[schema.WHY], "why") + one_offence,
    ]


def _facts(stamp: ProductStamp) -> dict[str, str]:
    elsewhere = ("Demonstration", "Marking", "Force", "What to know")
    return {label: text for label, text in stamp_facts(stamp).items() if label not in elsewhere}


def _caveats(stamp: ProductStamp, room: int) -> list[str]:
    kept: list[str] = []
    for caveat in stamp.caveats:
        left = room - sum(map(len, kept))
        if left < 40:  # noqa: PLR2004 - no room for a sentence
            return [*kept, "More on the run's page."]
        kept.append(printable(caveat, left))
    return kept


def _map_in_words(content: MapContent, title: str) -> str:
    area = content.district or "the force"
    return drawable(
        f"{title}. Map of {area} with {len(content.spots)} harm spots over the density of harm; "
        "the table on this page holds the same facts."
    )


def _cut(value: object, kind: str) -> str:
    return printable(value, LONGEST[kind])
