"""What a reader found in its source, and what became of every row.

An offence that two files hold is counted once: exports of neighbouring years overlap at their
edges, and two downloads of data.police.uk share months. Rows that look alike inside one file stay:
two incidents can look alike.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd

from hotspots import schema
from hotspots.arrays import Bools, Longs
from hotspots.errors import InputError, UnreadableError
from hotspots.harm_index import OFFENCES
from hotspots.load.oddities.full_points import FullPoint, full_points
from hotspots.load.oddities.look import equal_rows, look_at, repeated_references
from hotspots.load.oddities.oddity import Oddity, OddKind
from hotspots.tables.doubts import Doubt
from hotspots.words import capital

# What makes one of two rows without a reference the other's copy.
_OWN_WORDS: Final = (
    schema.FROM_TIME,
    schema.TO_TIME,
    schema.OFFENCE_CODE,
    schema.CATEGORY,
    schema.LOCATION,
)


@dataclass(frozen=True, kw_only=True)
class SourceFindings:
    """What was found in one file (or one archive).

    Attributes
    ----------
    name, kind : str
        The file's name, and what it was recognised as.
    sha256, size_bytes
        Of the file as it was read.
    subject : str
        What its rows are: offences, collisions, reports.
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
    repeated_references : int
        Rows used that have the reference of an earlier one of the same source.
    unmapped_codes : mapping of str to int
        Offence codes, or categories where the source has no codes, that are not in the reference
        table, with their rows; they are used.
    notes : tuple of str
    doubts : tuple of Doubt
        Readings that may be wrong; they are oddities of what was loaded.
    """

    name: str
    kind: str
    sha256: str
    size_bytes: int
    subject: str = OFFENCES
    encoding: str | None = None
    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    date_format: str | None = None
    first_dates: tuple[tuple[str, str], ...] = ()
    rows_in: int = 0
    rows_used: int = 0
    set_aside: Mapping[str, int] = field(default_factory=dict)
    exact_duplicate_rows: int = 0
    repeated_references: int = 0
    unmapped_codes: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def has_snapped_points(self) -> bool:
        """True where the publisher moved each point to the middle of a street: data.police.uk."""
        return self.kind.startswith("data.police.uk")

    @property
    def has_public_points(self) -> bool:
        """True where anyone can have the points: snapped ones, collisions, Street Safe reports."""
        return self.has_snapped_points or self.subject != OFFENCES


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
    of_boundaries : tuple of Oddity
        What is odd about the boundaries that the offences were placed by.
    """

    offences: gpd.GeoDataFrame
    set_aside: pd.DataFrame
    sources: tuple[SourceFindings, ...]
    period: tuple[date, date]
    notes: tuple[str, ...] = ()
    of_boundaries: tuple[Oddity, ...] = ()

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
    def subject(self) -> str:
        """What the rows are; those of one reading are all one."""
        return self.sources[0].subject if self.sources else OFFENCES

    @property
    def has_snapped_points(self) -> bool:
        """True where the points of any source were moved to the middle of streets."""
        return any(source.has_snapped_points for source in self.sources)

    @property
    def rows_used(self) -> int:
        """Rows that became offences."""
        return len(self.offences)

    @cached_property
    def full_points(self) -> tuple[FullPoint, ...]:
        """Points that hold far more offences than any other; none of those a publisher moved."""
        return full_points(self._with_exact_points)

    @property
    def full_places(self) -> list[tuple[float, float]]:
        """The full points' eastings and northings."""
        return [point.place for point in self.full_points]

    @cached_property
    def oddities(self) -> tuple[Oddity, ...]:
        """What is odd before any analysis, that which changes a map most first."""
        readings = (
            Oddity(
                kind=OddKind.READING,
                rows=source.rows_in,
                found=f"{source.name}: {doubt.found}.",
                next_step=f"{capital(doubt.next_step)}.",
            )
            for source in self.sources
            for doubt in source.doubts
        )
        found = look_at(self.offences, self._with_exact_points, self.period, self.full_points)
        of_files = (
            odd
            for source in self.sources
            if not source.has_snapped_points
            for odd in equal_rows(
                source.name,
                rows=source.rows_in,
                equal=source.exact_duplicate_rows,
                has_reference=schema.OFFENCE_ID in source.mapping,
            )
        )
        of_references = (
            odd
            for source in self.sources
            if not source.has_snapped_points
            for odd in repeated_references(
                source.name,
                rows=source.rows_used,
                repeated=source.repeated_references - source.exact_duplicate_rows,
            )
        )
        return (*self.of_boundaries, *readings, *found, *of_files, *of_references)

    @property
    def _with_exact_points(self) -> gpd.GeoDataFrame:
        """The offences whose points no publisher moved; they stand in the order of the sources."""
        snapped = [source.has_snapped_points for source in self.sources]
        if not any(snapped):  # a million rows are not copied for nothing
            return self.offences
        return self.offences[~np.repeat(snapped, [source.rows_used for source in self.sources])]

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
    """Return the SHA-256 of one file, or of several one after another.

    Raises
    ------
    UnreadableError
    """
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as stream:
                while block := stream.read(1 << 20):
                    digest.update(block)
        except OSError as fault:
            raise UnreadableError(
                f"{path.name} cannot be read: {fault.strerror}. Check the path, and who may read "
                "it."
            ) from fault
    return digest.hexdigest()


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


def _copies(offences: gpd.GeoDataFrame, source: Longs) -> Bools:
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
            schema.AT_FAULT: pd.Series(None, index=copies.index, dtype="str"),
            schema.VALUE: copies[schema.OFFENCE_ID].fillna("no reference"),
        }
    )
