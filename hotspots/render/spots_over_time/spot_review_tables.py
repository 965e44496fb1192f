"""Keep or retire as tables: the columns that a person reads, the workbook and the CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from hotspots.render.spots_over_time.spot_review_columns import FIRST_COLUMNS, MISSED_COLUMNS, REST
from hotspots.render.stamp import ProductStamp
from hotspots.render.table_book import Sheet, write_table_csv, write_table_xlsx

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


def plain(table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return a table without its outlines."""
    return pd.DataFrame(table.drop(columns=table.geometry.name))
