"""Keep or retire as tables: the columns that a person reads, the workbook and the CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.render.maps.harm_spot_table import SURE_MEANING, SURE_TITLE
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx
from hotspots.render.table_columns import number, share, text
from hotspots.render.tidy_tables import write_tidy_tables

# What the page and the printed sheet hold; the rest follows in the workbook.
FIRST_COLUMNS: Final = (
    text(
        schema.ADVICE,
        "Advice",
        "What the figures say: keep, watch or retire. An analyst decides.",
        width=9,
    ),
    text(schema.SPOT_ID, "Spot", "The number of the place, as in the ledger of patrols.", width=8),
    text(schema.SPOT_NAME, "Harm spot", "What it is called.", width=28),
    text(schema.DISTRICT, "Policing district", "The district that it lies in.", width=18),
    number(
        schema.RANK,
        "Rank then",
        "Its rank when the set was chosen. Empty for one that was added since.",
        width=7,
    ),
    number(
        schema.RANK_NOW,
        "Rank now",
        "Its rank on the offences it is judged on, among the spots in force and the places "
        "that those offences would choose; within the district where spots are chosen so.",
        width=7,
    ),
    number(
        schema.RANK_LOW,
        "Best likely rank",
        "The best rank in the middle 90 % of the redrawings.",
        width=8,
    ),
    number(
        schema.RANK_HIGH,
        "Worst likely rank",
        "The worst rank in the middle 90 % of the redrawings.",
        width=8,
    ),
    number(
        schema.OFFENCES_THEN_PER_YEAR,
        "Offences a year then",
        "In the period that the set was chosen on, divided by its length in years.",
        decimals=1,
        width=9,
    ),
    number(
        schema.OFFENCES_PER_YEAR,
        "Offences a year now",
        "In the period that it is judged on, divided by its length in years.",
        decimals=1,
        width=9,
    ),
    number(
        schema.PAI_NOW,
        "PAI now",
        "Prediction accuracy index: the spot's share of the force's offences over its share of "
        "the area. 1 is a place like any other.",
        decimals=1,
        width=8,
    ),
    number(
        schema.RRI,
        "RRI (PAI now ÷ PAI then)",
        "Below 1 the spot holds a smaller share of the offences than when it was chosen, which "
        "is to be expected of a peak.",
        decimals=2,
        width=9,
    ),
    number(
        schema.PATROL_MINUTES,
        "Patrol now (minutes)",
        "Minutes of patrol in the period it is judged on. Empty where none were handed in.",
        width=9,
    ),
    text(schema.WHY, "Why", "The reason for the advice, in words.", width=60),
)
EDITED_COLUMN: Final = text(
    schema.EDITED, "Edited", "What an analyst changed here, when and why.", width=36
)
REST: Final = (
    share(
        schema.TOP_SHARE,
        "Among the best in redrawn data (%)",
        "In how many of the redrawings it is among as many best as spots are in force.",
        width=11,
    ),
    number(
        schema.OFFENCES,
        "Offences now",
        "Of the selection, in the spot, in the period that it is judged on.",
        width=9,
    ),
    number(
        schema.HARM_THEN_PER_YEAR,
        "Harm a year then",
        "In the unit of the index that the method names.",
        width=10,
    ),
    number(
        schema.HARM_PER_YEAR,
        "Harm a year now",
        "In the unit of the index that the method names.",
        width=10,
    ),
    number(
        schema.PAI_THEN,
        "PAI then",
        "The same index for the period that the set was chosen on.",
        decimals=1,
        width=8,
    ),
    number(
        schema.HARM_PAI_NOW,
        "Harm-PAI now",
        "The same index with harm in place of offences.",
        decimals=1,
        width=9,
    ),
    number(
        schema.RRI_LOW,
        "RRI, likely from",
        "Lower end of its 90 % interval (exact, from the counts).",
        decimals=2,
        width=9,
    ),
    number(
        schema.RRI_HIGH,
        "RRI, likely to",
        "Upper end of its 90 % interval. Empty where it has none.",
        decimals=2,
        width=9,
    ),
    share(
        schema.OVERLAP_TODAY,
        "Ground shared with today's place (%)",
        "Of the ground that the spot or the place chosen today covers, how much both do "
        "(Jaccard). 0 where none is chosen there.",
        width=12,
    ),
    number(schema.AREA_M2, "Area (m²)", "Area of the outline.", width=10),
    EDITED_COLUMN,
)
# Of the places that the data would choose today and that no spot in force is part of.
MISSED_COLUMNS: Final = (
    number(
        schema.RANK, "Rank today", "Among the places that the data would choose today.", width=9
    ),
    text(
        schema.SPOT_NAME,
        "Place",
        "The street and town that most of its offences were recorded at.",
        width=30,
    ),
    text(schema.DISTRICT, "Policing district", "The district that holds most of it.", width=20),
    number(
        schema.OFFENCES,
        "Offences now",
        "Of the selection, in the period that the spots are judged on.",
        width=9,
    ),
    text(
        schema.CONFIDENCE,
        SURE_TITLE,
        SURE_MEANING,
        width=14,
    ),
    text(schema.WHY, "Why it ranks here", "What puts it at its rank, in one sentence.", width=60),
)


NONE_IN_FORCE: Final = "No harm spot is in force."
NONE_MISSED: Final = "Every place that would be chosen today is, or is part of, a spot in force."


def write_spot_review_csv(path: Path, spots: gpd.GeoDataFrame, stamp: ProductStamp) -> None:
    """Write the advice on each spot as CSV.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``.
    stamp : ProductStamp
    """
    columns = (*FIRST_COLUMNS, *REST)
    write_table_csv(path, columns, plain(spots), stamp, empty=NONE_IN_FORCE)


def write_spot_review_xlsx(
    path: Path,
    spots: gpd.GeoDataFrame,
    missed: gpd.GeoDataFrame,
    stamp: ProductStamp,
    *,
    title: str,
) -> None:
    """Write a workbook: the spots in force, and the places chosen today that are not in force.

    Beside it go the same tables for other programs.

    Parameters
    ----------
    path : Path
    spots : GeoDataFrame
        ``schema.SPOT_REVIEW_COLUMNS``.
    missed : GeoDataFrame
        ``schema.HARM_SPOT_COLUMNS``.
    stamp : ProductStamp
    title : str
    """
    sheets = [
        Sheet(
            name="Keep or retire",
            columns=(*FIRST_COLUMNS, *REST),
            table=plain(spots),
            empty=NONE_IN_FORCE,
            frozen_columns=3,
            printed_columns=len(FIRST_COLUMNS),
        ),
        Sheet(
            name="Not in force",
            columns=MISSED_COLUMNS,
            table=plain(missed),
            empty=NONE_MISSED,
            frozen_columns=2,
        ),
    ]
    write_table_xlsx(path, sheets, stamp, title=title)
    write_tidy_tables(path.parent, sheets, stamp)


def plain(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a table without its outlines."""
    return pd.DataFrame(table.drop(columns=table.geometry.name))
