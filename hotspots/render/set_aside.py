"""Rows that were set aside: what a run says of them, and whole rows where somebody asks for them.

A run's folder is opened by people who may not see a victim's name. Of a row that was set aside it
holds the file, the line, the reason, the column at fault and the shape of what stood there: enough
to find the row in the export, and nothing that is a person's.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hotspots import product_files, schema
from hotspots.errors import OutputError
from hotspots.render.marked_csv import write_marked_csv

if TYPE_CHECKING:
    import pandas as pd

_DIGIT: Final = re.compile(r"\d")
_WORD: Final = re.compile(r"[^\W\d_]+")
_BLANKS: Final = re.compile(r"\s+")
# The longest time with its zone has 32 characters; what is longer is told by its beginning.
LONGEST_SHAPE: Final = 32
WHOLE_ROWS: Final = (
    "whole rows of the export: for the analyst alone, in no run's folder, deleted when mended"
)


def shape_of(value: str) -> str:
    """Return the shape of a text: each digit a #, each word an A, and the signs between them.

    ``31/02/2025 25:00`` is ``##/##/#### ##:##``, ``5.99E+05`` is ``#.##A+##``, and a name of any
    length is ``A A``: the fault of a date or a number shows, what it was does not, and nobody takes
    the shape for the value.
    """
    shape = _DIGIT.sub("#", _WORD.sub("A", _BLANKS.sub(" ", value.strip())))
    return shape if len(shape) <= LONGEST_SHAPE else f"{shape[: LONGEST_SHAPE - 1]}…"


def write_set_aside(path: Path, rows: pd.DataFrame, marking: str) -> None:
    """Write rows set aside as CSV: file, line, reason, column, and the shape of the value.

    Parameters
    ----------
    path : Path
    rows : DataFrame
        ``schema.SET_ASIDE_COLUMNS``, and whatever else; may be empty.
    marking : str
    """
    table = schema.validate_set_aside(rows)[list(schema.SET_ASIDE_COLUMNS)]
    shapes = table[schema.VALUE].astype("object").map(shape_of, na_action="ignore")
    shapes = shapes.where(table[schema.AT_FAULT].notna())  # else it is of the whole row
    write_marked_csv(path, table.assign(**{schema.VALUE: shapes}), marking)


def write_whole_rows(path: Path, rows: pd.DataFrame, marking: str) -> None:
    """Write rows set aside whole, for the analyst alone: marked at the head, readable by him.

    Parameters
    ----------
    path : Path
        A new file outside every run's folder.
    rows : DataFrame
        ``schema.SET_ASIDE_COLUMNS``, then the source's own columns.
    marking : str

    Raises
    ------
    OutputError
        When the file is there already, lies in a run's folder, or cannot be written.
    """
    if path.exists():
        raise OutputError(f"{path} is there already. Name another file for the whole rows.")
    if any((folder / product_files.RECEIPT).exists() for folder in path.absolute().parents):
        raise OutputError(
            f"{path} lies in a run's folder, which others open. Name a file elsewhere for the "
            "whole rows."
        )
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        write_marked_csv(
            path, schema.validate_set_aside(rows), marking, head=f"{marking}: {WHOLE_ROWS}"
        )
    except OSError as fault:
        raise OutputError(
            f"{path} cannot be written: {fault.strerror}. Name another file for the whole rows."
        ) from fault
