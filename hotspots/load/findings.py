"""What a reader found in its source, and what became of every row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from hotspots import schema
from hotspots.errors import InputError


@dataclass(frozen=True, kw_only=True)
class SourceFindings:
    """What was found in one file (or one archive).

    Attributes
    ----------
    name, kind : str
        The file's name, and what it was recognised as.
    sha256, size_bytes
        Of the file as it was read.
    encoding, sheet, date_format : str or None
        Where they apply.
    mapping : mapping of str to str
        Our column → the file's header.
    first_dates : tuple of (str, str)
        The first dates as found and as read.
    rows_in, rows_used : int
    set_aside : mapping of str to int
        Rows that could not be used, by reason.
    exact_duplicate_rows : int
        Rows equal to an earlier one in every column; they are used.
    unmapped_codes : mapping of str to int
        Offence codes, or categories where the source has no codes, that are not in the reference
        table, with their rows; they are used.
    notes : tuple of str
    """

    name: str
    kind: str
    sha256: str
    size_bytes: int
    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    first_dates: tuple[tuple[str, str], ...] = ()
    rows_in: int = 0
    rows_used: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    exact_duplicate_rows: int = 0
    unmapped_codes: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def has_snapped_points(self) -> bool:
        """True where the publisher moved each point to the middle of a street: data.police.uk."""
        return self.kind.startswith("data.police.uk")


@dataclass(frozen=True, kw_only=True)
class LayerFindings:
    """What was found in one layer of boundaries.

    Attributes
    ----------
    name, layer, kind : str
        The file, the layer in it, and what it was recognised as: authorities, districts, wards, or
        why it is not needed.
    sha256 : str
        Of the file; of a Shapefile, of all its parts.
    rows : int
    crs : str
        As declared, by the file or by the caller.
    notes : tuple of str
    """

    name: str
    layer: str
    kind: str
    sha256: str
    rows: int
    crs: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LoadedOffences:
    """Offences that can be used, rows that cannot, and what was found in each source.

    Attributes
    ----------
    offences : GeoDataFrame
        As ``schema.validate_offences`` has it, in the force's projected system.
    set_aside : DataFrame
        ``schema.SET_ASIDE_COLUMNS``, then the source's own columns as text.
    sources : tuple of SourceFindings
    period : (date, date)
        First and last day, both in it: as asked for, else of the offences themselves.
    notes : tuple of str
        What concerns the sources together.
    """

    offences: gpd.GeoDataFrame
    set_aside: pd.DataFrame
    sources: tuple[SourceFindings, ...]
    period: tuple[date, date]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        schema.validate_offences(self.offences)
        schema.validate_set_aside(self.set_aside)
        if self.rows_in != self.rows_used + len(self.set_aside):
            raise InputError(
                f"{self.rows_in:,} rows were read, but {self.rows_used:,} are used and "
                f"{len(self.set_aside):,} set aside. This is a fault of hotspots: report it."
            )

    @property
    def rows_in(self) -> int:
        """Rows found in all sources."""
        return sum(source.rows_in for source in self.sources)

    @property
    def has_snapped_points(self) -> bool:
        """True where the points of any source were moved to the middle of streets."""
        return any(source.has_snapped_points for source in self.sources)

    @property
    def rows_used(self) -> int:
        """Rows that became offences."""
        return len(self.offences)

    @property
    def rows_set_aside_by_reason(self) -> dict[str, int]:
        """Rows set aside by reason, the commonest first."""
        counts = self.set_aside[schema.REASON].value_counts()
        return {str(reason): int(rows) for reason, rows in counts.items()}


def refuse_same_file_twice(files: Iterable[tuple[str, str]]) -> None:
    """Refuse two files, each given by name and SHA-256, that are one: its rows would count twice.

    Raises
    ------
    InputError
    """
    by_digest: dict[str, str] = {}
    for name, sha256 in files:
        if sha256 in by_digest:
            raise InputError(
                f"{name} and {by_digest[sha256]} are the same file, to the byte: its "
                "rows would count twice. Leave one out."
            )
        by_digest[sha256] = name


def sha256_of(*paths: Path) -> str:
    """Return the SHA-256 of one file, or of several one after another."""
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()
