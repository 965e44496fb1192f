"""What was found in a source of streets, and what became of every line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hotspots.errors import InputError


@dataclass(frozen=True, kw_only=True)
class StreetFindings:
    """What was found in one source of streets.

    Attributes
    ----------
    name, kind : str
        The files, and what they were recognised as.
    store : Path
        The file that was written.
    ground_store : Path or None
        The file of the ground; None where the source has none.
    sha256 : str
        Of the source's files, one after another.
    size_bytes : int
    attribution : str
        What the licence wants on every map.
    rows_in, rows_used : int
        Lines of the source.
    set_aside : mapping of str to int
        Every line that is not used, by reason.
    links : int
        What the lines were cut into.
    length_m : float
    named : int
        Links with a name.
    classes, ground : mapping of str to int
        Links of each class; parts of the ground of each kind.
    notes : tuple of str
    """

    name: str
    kind: str
    store: Path
    ground_store: Path | None
    sha256: str
    size_bytes: int
    attribution: str
    rows_in: int
    rows_used: int
    set_aside: Mapping[str, int]
    links: int
    length_m: float
    named: int
    classes: Mapping[str, int]
    ground: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_used + sum(self.set_aside.values()):
            raise InputError(
                f"{self.rows_in:,} lines were read, but {self.rows_used:,} are used and "
                f"{sum(self.set_aside.values()):,} set aside. This is a fault of hotspots: "
                "report it."
            )
