"""The rows that could not be used, in a file of their own, with where they stood and why."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from hotspots import schema
from hotspots.render.marked_csv import write_marked_csv


def write_set_aside(path: Path, rows: pd.DataFrame, marking: str) -> None:
    """Write rows set aside as CSV: file, line, reason, value, then the source's own columns.

    Parameters
    ----------
    path : Path
    rows : DataFrame
        ``schema.SET_ASIDE_COLUMNS`` and the source's own columns; may be empty.
    marking : str
    """
    write_marked_csv(path, schema.validate_set_aside(rows), marking)
