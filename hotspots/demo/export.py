"""Offences as a records system would export them: text in columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from hotspots.demo.clock import clock_text
from hotspots.demo.places import NO_HOME

if TYPE_CHECKING:
    from hotspots.arrays import Floats, Longs
    from hotspots.demo.params import DemoParams
    from hotspots.demo.scene import Scene

EXPORT_COLUMNS: Final = (
    "reference",
    "offence_code",
    "from_time",
    "to_time",
    "reported_time",
    "easting",
    "northing",
    "address",
    "dwelling",
    "outcome",
)
FROM_TIME_COLUMN: Final = EXPORT_COLUMNS.index("from_time")


def export_rows(
    offences: pd.DataFrame, scene: Scene, params: DemoParams, timezone: str
) -> pd.DataFrame:
    """Write offences as export rows, every value as text; references follow the row order.

    A home's coordinates are given to 0.1 m, those of a public place in whole metres, as systems
    do that take one from an address list and the other from a click on a map.
    """
    home = offences["home"].to_numpy()
    number = np.arange(1, len(offences) + 1)
    return pd.DataFrame(
        {
            "reference": [f"D{params.year % 100:02d}/{k:06d}" for k in number],
            "offence_code": offences["offence_code"].array,
            "from_time": clock_text(offences["from_min"].to_numpy(), params, timezone),
            "to_time": clock_text(offences["to_min"].to_numpy(), params, timezone),
            "reported_time": clock_text(offences["reported_min"].to_numpy(), params, timezone),
            "easting": _metres(offences["easting"].to_numpy(), home),
            "northing": _metres(offences["northing"].to_numpy(), home),
            "address": addresses(offences, scene),
            "dwelling": np.where(offences["dwelling"], "Y", "N"),
            "outcome": offences["outcome"].array,
        },
        dtype="str",
    )


def _metres(values: Floats, home: Longs) -> list[str]:
    return [
        f"{value:.0f}" if row == NO_HOME else f"{value:.1f}"
        for value, row in zip(values.tolist(), home.tolist(), strict=True)
    ]


def addresses(offences: pd.DataFrame, scene: Scene) -> list[str]:
    """Return ``Flat 3, 12 Mill Street, Colchester`` at a home, ``Mill Street, Colchester`` else."""
    streets = scene.streets.iloc[offences["street_position"].to_numpy()]
    home = offences["home"].to_numpy()
    at_home = scene.homes.iloc[np.maximum(home, 0)]
    flat = (at_home["flat"] + ", ").fillna("").to_numpy(dtype=object)
    number = at_home["number"].to_numpy(dtype=object) + " "
    door = np.where(home == NO_HOME, "", flat + number)
    road = streets["street"].to_numpy(dtype=object) + ", " + streets["town"].to_numpy(dtype=object)
    return list(door + road)
