"""The page of a review: which harm spots to keep, watch and retire, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from markupsafe import Markup

from hotspots import schema, words
from hotspots.render.maps.harm_spot_table import SURE_TITLE
from hotspots.render.offline_page import write_page
from hotspots.render.spots_over_time import spot_review_tables
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_page import html_table
from hotspots.render.typeset import pdf_pages, printable, stamped
from hotspots.schema import SpotAdvice

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
MISSED: Final = ("Rank today", "Place", "District", "Offences now", SURE_TITLE)
HEADINGS: Final = {
    SpotAdvice.RETIRE: "To retire",
    SpotAdvice.WATCH: "To watch",
    SpotAdvice.KEEP: "To keep",
}
HEARD: Final = (
    "The figures advise; they do not decide. Ask the district before a spot is retired, and set "
    "down the reason with “hotspots spots veto”, or adopt a new run with “hotspots spots adopt”."
)

PAI: Final = (
    "PAI (prediction accuracy index) is a place's share of the offences over its share of the "
    "area: 1 is a place like any other, 200 holds two hundred times what its size would."
)
RRI: Final = (
    "RRI (recapture rate index) is the PAI now over the PAI when the spots were chosen: 1 is as "
    "much as then, 0.5 half as much."
)


def write_spot_review_page(
    path: Path,
    spots: gpd.GeoDataFrame,
    missed: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
    sentences: Sequence[str],
    figures: Sequence[tuple[str, str]],
    files: Mapping[str, str],
) -> None:
    """Write ``index.html`` of a review: the verdict, then the spots by advice, retirement first.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``.
    missed : GeoDataFrame
        Places that would be chosen today and are not in force: ``schema.HARM_SPOT_COLUMNS``.
    stamp : ProductStamp
    title : str
    sentences : sequence of str
        The verdict on the whole set.
    figures : sequence of (label, value)
    files : mapping of str to str
        Label to path.
    """
    write_page(
        path,
        "spot_review.html",
        stamp,
        title=title,
        figures=figures,
        said=(*sentences, HEARD, PAI, RRI),
        files=files,
        advised=[_advised(spots, advice) for advice in HEADINGS],
        missed=html_table(
            spot_review_tables.MISSED_COLUMNS,
            spot_review_tables.plain(missed),
            caption="Places that these offences would choose, and no spot in force is part of",
            empty=spot_review_tables.NONE_MISSED,
            row_heading=schema.SPOT_NAME,
        ),
    )


def _with_edit(why: str, edited: str | None) -> str:
    """Return the reason for an advice, with what an analyst changed in the spot."""
    return why if pd.isna(edited) else f"{why} {words.capital(edited)}."


def _advised(spots: gpd.GeoDataFrame, advice: SpotAdvice) -> tuple[str, Markup]:
    """Return the heading and the table of the spots that an advice is given for."""
    own = spot_review_tables.plain(spots[spots[schema.ADVICE] == advice])
    own[schema.WHY] = [
        _with_edit(*row) for row in zip(own[schema.WHY], own[schema.EDITED], strict=True)
    ]
    # A column in which nothing is known takes width from the reasons.
    columns = [
        column
        for column in spot_review_tables.FIRST_COLUMNS
        if column.column != schema.ADVICE and own[column.column].notna().any()
    ]
    table = html_table(
        columns,
        own,
        caption=f"Harm spots {HEADINGS[advice].lower()}, by their rank now",
        empty="None.",
        row_heading=schema.SPOT_NAME,
    )
    return f"{HEADINGS[advice]}: {len(own)}", table


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
        **stamped(stamp, marking=200),
        "figures": [[printable(label, 60), printable(value, 40)] for label, value in figures],
        "sentences": [printable(sentence, 600) for sentence in sentences],
        "columns": list(COLUMNS),
        "groups": [
            {"heading": f"{heading}: {len(own)}", "rows": [_row(row) for row in own]}
            for heading, own in _by_advice(spots)
        ],
        "missed_heading": f"Chosen today, and not in force: {len(missed)}",
        "missed_columns": list(MISSED),
        "missed": [_missed_row(row) for row in spot_review_tables.plain(missed).to_dict("records")],
        "none_missed": spot_review_tables.NONE_MISSED,
    }
    path.write_bytes(pdf_pages("spot_review.typ", data, made_at=stamp.made_at))


def _by_advice(spots: gpd.GeoDataFrame) -> list[tuple[str, list[dict[Any, Any]]]]:
    table = spot_review_tables.plain(spots)
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
