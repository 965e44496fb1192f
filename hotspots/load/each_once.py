"""Offences of several years, read together: an offence that two files hold is counted once.

Exports of neighbouring years overlap at their edges, and two downloads of data.police.uk share
months. Rows that look alike inside one file stay: two incidents can look alike.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hotspots import schema
from hotspots.load.findings import LoadedOffences

# What makes one of two rows without a reference the other's copy.
_OWN_WORDS: Final = (
    schema.FROM_TIME,
    schema.TO_TIME,
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.LOCATION,
)


def each_offence_once(loaded: LoadedOffences) -> LoadedOffences:
    """Set aside what a later source holds too, so that overlapping files count once.

    Parameters
    ----------
    loaded : LoadedOffences
        Of one or more sources, the earlier years first.

    Returns
    -------
    LoadedOffences
        A row is a copy when another source has its reference in the same month; a row without a
        reference, when another source has its times, offence, location and point. Of three such
        rows in one source and two in another, three stay. The later source's rows are kept.
    """
    source = np.repeat(np.arange(len(loaded.sources)), [s.rows_used for s in loaded.sources])
    copies = _copies(loaded.offences, source)
    if not copies.any():
        return loaded
    counts = np.bincount(source[copies], minlength=len(loaded.sources))
    sources = tuple(
        replace(
            found,
            rows_used=found.rows_used - int(count),
            set_aside={**found.set_aside, str(schema.Reason.IN_ANOTHER_FILE): int(count)},
        )
        if count
        else found
        for found, count in zip(loaded.sources, counts, strict=True)
    )
    note = f"rows that two files hold, counted once: {int(copies.sum()):,}"
    return replace(
        loaded,
        offences=loaded.offences[~copies].reset_index(drop=True),
        set_aside=pd.concat(
            [loaded.set_aside, _as_set_aside(loaded.offences[copies])], ignore_index=True
        ),
        sources=sources,
        notes=(*loaded.notes, note),
    )


def _copies(offences: gpd.GeoDataFrame, source: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say of each row whether a later source holds it too."""
    referenced = offences[schema.OFFENCE_ID].notna()
    own = {name: offences[name].mask(referenced) for name in _OWN_WORDS}
    keys = pd.DataFrame(
        {
            schema.OFFENCE_ID: offences[schema.OFFENCE_ID],
            "month": offences[schema.FROM_TIME].dt.strftime("%Y-%m"),
            **own,
            schema.EASTING: offences.geometry.x.mask(referenced),
            schema.NORTHING: offences.geometry.y.mask(referenced),
        }
    )
    same_in_source = keys.assign(source=source).groupby([*keys.columns, "source"], dropna=False)
    # The second of two alike in one source answers to the second of two alike in another.
    numbered = keys.assign(number=same_in_source.cumcount().to_numpy())
    return np.asarray(numbered.duplicated(keep="last"))


def _as_set_aside(copies: gpd.GeoDataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            schema.SOURCE_FILE: copies[schema.SOURCE_FILE],
            schema.SOURCE_LINE: copies[schema.SOURCE_LINE],
            schema.REASON: str(schema.Reason.IN_ANOTHER_FILE),
            schema.VALUE: copies[schema.OFFENCE_ID].fillna("no reference"),
        }
    )
