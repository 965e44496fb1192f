"""A run's layer as GeoParquet, for programs that read it column by column."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Final

from hotspots import crs
from hotspots.schema import GEOMETRY

MARKING: Final = "marking"


def geoparquet_of(layer: Path) -> bytes:
    """Return a GeoJSON layer of a run as GeoParquet.

    Parameters
    ----------
    layer : Path
        A feature collection, which may have no feature.

    Returns
    -------
    bytes
        The same rows and properties in WGS 84, with the marking on each row. What stands beside
        the features (title, marking, stamp, the columns' titles) is the table's ``attrs``.
    """
    import geopandas as gpd  # noqa: PLC0415 - heavy

    told = json.loads(layer.read_text(encoding="utf-8"))
    features = told.pop("features")
    columns = [*features[0]["properties"]] if features else [*told.get("column_titles", ())]
    table = gpd.GeoDataFrame.from_features(features, columns=[GEOMETRY, *columns], crs=crs.WGS84)
    table = table.assign(**{MARKING: told.get(MARKING)})
    table.attrs = told
    packed = io.BytesIO()
    table.to_parquet(packed, index=False)
    return packed.getvalue()
