"""The review to print: verdict, every spot in force by advice, and what would be chosen today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from hotspots import schema, words
from hotspots.render.spots_over_time.spot_review_page import HEADINGS
from hotspots.render.spots_over_time.spot_review_tables import NONE_MISSED, plain
from hotspots.render.stamp import ProductStamp, marking_line, stamp_facts
from hotspots.render.typeset import drawable, pdf_pages, printable

COLUMNS: Final = (
    "Spot",
    "Place",
    "Rank then",
    "Rank now (likely)",
    "Offences a year then",
    "Offences a year now",
    "PAI now",
    "RRI (likely)",
    "Patrol, minutes",
    "Why",
)
MISSED: Final = ("Rank today", "Place", "District", "Offences now", "Confidence")


def write_spot_review_pdf(
    path: Path,
    spots: gpd.GeoDataFrame,
    missed: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, str]],
) -> None:
    """Write pages of A4 across, tagged for screen readers, the same bytes from the same review.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``.
    missed : GeoDataFrame
        ``schema.HARM_SPOT_COLUMNS``.
    stamp : ProductStamp
    title : str
    sentences : sequence of str
    figures : sequence of (label, value)
    """
    data = {
        "title": printable(title, 90),
        "subtitle": printable(f"{stamp.period}, {stamp.force_name}", 120),
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), 200),
        "run": printable(stamp.run_name, 60),
        "figures": [[printable(label, 60), printable(value, 40)] for label, value in figures],
        "sentences": [printable(sentence, 600) for sentence in sentences],
        "columns": list(COLUMNS),
        "groups": [
            {"heading": f"{heading}: {len(own)}", "rows": [_row(row) for row in own]}
            for heading, own in _by_advice(spots)
        ],
        "missed_heading": f"Chosen today, and not in force: {len(missed)}",
        "missed_columns": list(MISSED),
        "missed": [_missed_row(row) for row in plain(missed).to_dict("records")],
        "none_missed": NONE_MISSED,
        "facts": [
            [label, printable(text, 1_200)]
            for label, text in stamp_facts(stamp).items()
            if label not in ("Marking", "Demonstration")
        ],
    }
    path.write_bytes(pdf_pages("spot_review.typ", data, made_at=stamp.made_at))


def _by_advice(spots: gpd.GeoDataFrame) -> list[tuple[str, list[dict[Any, Any]]]]:
    table = plain(spots)
    return [
        (heading, table[table[schema.ADVICE] == advice].to_dict("records"))
        for advice, heading in HEADINGS.items()
    ]


def _row(spot: Mapping[Any, Any]) -> list[str]:
    edited = spot[schema.EDITED]
    why = str(spot[schema.WHY])
    if not pd.isna(edited):
        why = f"{why} {words.sentence(str(edited))}"
    name, district = spot[schema.SPOT_NAME], spot[schema.DISTRICT]
    return [
        printable(spot[schema.SPOT_ID], 20),
        printable(f"{name}; {district}", 90),
        _number(spot[schema.RANK]),
        f"{spot[schema.RANK_NOW]} ({_span(spot[schema.RANK_LOW], spot[schema.RANK_HIGH])})",
        _number(spot[schema.OFFENCES_THEN_PER_YEAR], 1),
        _number(spot[schema.OFFENCES_PER_YEAR], 1),
        _number(spot[schema.PAI_NOW], 1),
        _rri(spot),
        _number(spot[schema.PATROL_MINUTES]),
        printable(why, 420),
    ]


def _rri(spot: Mapping[Any, Any]) -> str:
    if pd.isna(spot[schema.RRI]):
        return words.DASH
    ends = (_number(spot[end], 2) for end in (schema.RRI_LOW, schema.RRI_HIGH))
    return f"{spot[schema.RRI]:.2f} ({' to '.join(ends)})"


def _span(low: object, high: object) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def _number(value: Any, decimals: int = 0) -> str:  # noqa: ANN401 - a cell
    return words.number(value, decimals, missing=words.DASH)


def _missed_row(place: Mapping[Any, Any]) -> list[str]:
    return [
        _number(place[schema.RANK]),
        printable(place[schema.SPOT_NAME], 90),
        printable(place[schema.DISTRICT], 60),
        _number(place[schema.OFFENCES]),
        printable(place[schema.CONFIDENCE], 20),
    ]
