"""The rows of one source, read and placed: what every journey's period is then taken of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.arrays import Bools
from hotspots.load.boundaries import StudyArea
from hotspots.load.findings import SourceFindings
from hotspots.load.locate import Located, locate
from hotspots.load.offence_sources import read_source
from hotspots.postgresql import Source
from hotspots.profile import ForceProfile
from hotspots.tables.memory import give_back

# Columns that a row's place gives, and what locating calls them.
OF_PLACE: Final = {
    schema.AUTHORITY_CODE: "authority_codes",
    schema.DISTRICT: "districts",
    schema.WARD_CODE: "ward_codes",
    schema.WARD_NAME: "ward_names",
}


@dataclass(frozen=True, kw_only=True)
class PlacedRows:
    """The rows of one source with what locating made of them, in the order of the source.

    Attributes
    ----------
    findings : SourceFindings
        ``rows_used`` and ``set_aside`` are not yet known, nor are the notes of locating in it.
    offences : DataFrame
        The columns of ``schema.OFFENCE_COLUMNS`` that need no place.
    located : Located
    place_columns : tuple of str
        The file's names of its coordinates.
    ragged : DataFrame
        Rows with a wrong number of fields, as rows set aside.
    originals : callable
        Takes an array of bool, shape (rows,), and returns the source's own columns of those rows,
        as text.
    """

    findings: SourceFindings
    offences: pd.DataFrame
    located: Located
    place_columns: tuple[str, str]
    ragged: pd.DataFrame
    originals: Callable[[Bools], pd.DataFrame]


def read_and_place(
    path: Source,
    kind: str,
    *,
    profile: ForceProfile,
    study_area: StudyArea,
    date_format: str | None,
) -> PlacedRows:
    """Read a file that was recognised, and place its rows.

    Raises
    ------
    InputError, CoordinateError
    """
    rows = read_source(path, kind, profile=profile, date_format=date_format)
    give_back()
    located = locate(rows, study_area=study_area, profile=profile)
    original = rows.original
    return PlacedRows(
        findings=rows.findings,
        offences=rows.offences,
        located=located,
        place_columns=rows.coordinates.columns,
        ragged=rows.ragged,
        originals=lambda wanted: original[wanted],
    )
