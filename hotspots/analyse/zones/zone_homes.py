"""The homes of a zone by street and by postcode."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from hotspots import schema

if TYPE_CHECKING:
    import geopandas as gpd

STREET_NOT_KNOWN: Final = "street not known"


def streets_of(homes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row a street: ``schema.ZONE_STREET_COLUMNS``, by name.

    Parameters
    ----------
    homes : GeoDataFrame
        ``schema.ADDRESS_COLUMNS`` and ``round``.

    Notes
    -----
    Whatever happened in a home, it counts as any other: nothing is withheld.
    """
    named = homes.assign(
        **{
            schema.STREET: homes[schema.STREET].fillna(STREET_NOT_KNOWN),
            schema.TOWN: homes[schema.TOWN].fillna(""),
        }
    )
    rows = [
        (
            street,
            town,
            ", ".join(sorted(own[schema.POSTCODE].dropna().unique())),
            len(own),
            int(own[schema.FLAT].notna().sum()),
            ", ".join(str(each) for each in sorted(own[schema.ROUND].unique())),
        )
        for (street, town), own in named.groupby([schema.STREET, schema.TOWN], sort=True)
    ]
    return pd.DataFrame(rows, columns=list(schema.ZONE_STREET_COLUMNS))


def postcodes_of(homes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the homes of each postcode: ``schema.ZONE_POSTCODE_COLUMNS``, in their order."""
    counts = homes[schema.POSTCODE].dropna().value_counts().sort_index()
    table: pd.DataFrame = counts.rename_axis(schema.POSTCODE).reset_index(name=schema.HOMES)
    return table
