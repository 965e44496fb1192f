"""The one-page PDF for the briefing room: map, figures, the first harm spots and why.

The page is laid out by typst, which comes as one package and asks for nothing. Text from data
reaches it as JSON and is never part of the template, so that no text can be read as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import typst

from hotspots import schema
from hotspots.render.glyphs import drawable, font_folder
from hotspots.render.plain_text import shortened
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.static_map import MapContent, static_map_svg

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
_LONG_WORD: Final = re.compile(r"\S{24,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"
PIECE: Final = 6  # characters of a very long word between two places to break it


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
    page = json.dumps(_page(content, stamp, title, figures), ensure_ascii=False)
    picture = static_map_svg(content, width_mm=MAP_WIDTH_MM, height_mm=MAP_HEIGHT_MM)
    pdf = typst.compile(
        _template(),
        font_paths=_fonts(),
        sys_inputs={"data": page, "map": picture},
        pdf_standards=["ua-1"],
        timestamp=stamp.made_at.astimezone(UTC),
    )
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
        "marking": _words(marking_line(stamp), 200),
        "map_in_words": _map_in_words(content, title),
        "figures": [
            {"label": _words(label, 90), "value": _words(value, 60)}
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
    for caveat in map(drawable, stamp.caveats):
        left = room - sum(map(len, kept))
        if left < 40:  # noqa: PLR2004 - no room for a sentence
            return [*kept, "More on the run's page."]
        kept.append(_breakable(shortened(caveat, left)))
    return kept


def _map_in_words(content: MapContent, title: str) -> str:
    area = content.district or "the force"
    return drawable(
        f"{title}. Map of {area} with {len(content.spots)} harm spots over the density of harm; "
        "the table on this page holds the same facts."
    )


def _cut(value: object, kind: str) -> str:
    return _words(value, LONGEST[kind])


def _words(value: object, longest: int) -> str:
    return _breakable(shortened(drawable(value), longest))


def _breakable(text: str) -> str:
    """Let a line break inside a very long word, which would else run over its neighbours."""
    return _LONG_WORD.sub(lambda word: _ZERO_WIDTH_SPACE.join(_pieces(word.group())), text)


def _pieces(word: str) -> list[str]:
    return [word[at : at + PIECE] for at in range(0, len(word), PIECE)]


@cache
def _template() -> bytes:
    return (resources.files("hotspots") / "render" / "templates" / "briefing.typ").read_bytes()


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder())]
    )
