"""Part the rows that are homes in the force from those that are not, a batch at a time.

A national file passes through in batches, and only what may be the force's is kept in memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hotspots import crs, schema
from hotspots.load.address_doors import (
    AddressReason,
    buildings_of_listed_flats,
    reasons_by_classification,
    reasons_by_uprn,
    repeated,
)
from hotspots.load.address_findings import SetAsideRows
from hotspots.load.address_layouts import CHANGE, CLASSIFICATION, STATE
from hotspots.load.address_sources import AddressBatch
from hotspots.load.locate import MARGIN_M
from hotspots.schema import Reason

EASTING: Final = "easting_m"
NORTHING: Final = "northing_m"
FOUND_AT: Final = "found_at"
FILE: Final = "file"
LINE: Final = "line"
UPDATED_OR_DELETED: Final = ("U", "D")
# The part whose value explains a reason; of the others the coordinates do.
_TELLING: Final = {
    AddressReason.DELETED: CHANGE,
    AddressReason.NOT_STANDING: STATE,
    AddressReason.NOT_RESIDENTIAL: CLASSIFICATION,
    AddressReason.DUAL_USE: CLASSIFICATION,
    AddressReason.OUTBUILDING: CLASSIFICATION,
    AddressReason.INSTITUTION: CLASSIFICATION,
    AddressReason.SHELL: CLASSIFICATION,
    AddressReason.NO_CLASSIFICATION: schema.UPRN,
    AddressReason.NO_UPRN: schema.UPRN,
    AddressReason.DAMAGED_UPRN: schema.UPRN,
    AddressReason.REPEATED_UPRN: schema.UPRN,
    AddressReason.FLATS_LISTED: schema.UPRN,
}


@dataclass(kw_only=True)
class Sieve:
    """Keeps the homes near the force and notes what becomes of every other row.

    Attributes
    ----------
    force_crs : str
    bounds : array of shape (4,)
        West, south, east and north of the force, in its system.
    """

    force_crs: str
    bounds: NDArray[np.float64]
    set_aside: SetAsideRows = field(default_factory=SetAsideRows)
    rows_in: int = 0
    change_only: bool = False
    names: list[str] = field(default_factory=list)
    kept: list[pa.Table] = field(default_factory=list)

    def take(self, batch: AddressBatch) -> None:
        """Keep the batch's homes that lie in the box around the force; set the others aside."""
        rows = len(batch.lines)
        self.rows_in += rows + len(batch.ragged_lines)
        if batch.name not in self.names:
            self.names.append(batch.name)
        self.set_aside.add(
            str(Reason.RAGGED_ROW), batch.name, batch.ragged_lines, [None] * len(batch.ragged_lines)
        )
        if CHANGE in batch.parts:
            changed = pc.is_in(batch.parts[CHANGE], value_set=pa.array(UPDATED_OR_DELETED))
            self.change_only |= bool(pc.any(changed).as_py())
        points = _projected(batch, self.force_crs)
        table = pa.table(
            {
                **batch.parts,
                FOUND_AT: batch.found_at,
                EASTING: points[:, 0],
                NORTHING: points[:, 1],
                LINE: batch.lines,
                FILE: pa.repeat(pa.scalar(self.names.index(batch.name), pa.int32()), rows),
            }
        )
        unread = np.isnan(batch.coordinates)
        at_nought = batch.coordinates == 0
        reasons: dict[StrEnum, NDArray[np.bool_]] = {
            **reasons_by_classification(batch.parts, rows),
            **reasons_by_uprn(batch.parts[schema.UPRN]),
            Reason.NO_COORDINATES: ~batch.located,
            Reason.UNREADABLE_COORDINATES: unread[:, 0] | unread[:, 1],
            Reason.ZERO_COORDINATES: at_nought[:, 0] & at_nought[:, 1],
            Reason.OUTSIDE_FORCE: ~_within(points, self.bounds),
        }
        table = self._set_aside(table, reasons)
        done_with = [part for part in (CHANGE, STATE, FOUND_AT) if part in table.column_names]
        self.kept.append(table.drop_columns(done_with))

    def homes(self) -> pa.Table:
        """Return what was kept, each UPRN once and without buildings whose flats are listed."""
        table = pa.concat_tables(self.kept, promote_options="default")
        self.kept = []
        table = self._set_aside(
            table, {AddressReason.REPEATED_UPRN: repeated(table, of_the_file=(FILE, LINE))}
        )
        return self._set_aside(
            table, {AddressReason.FLATS_LISTED: buildings_of_listed_flats(table)}
        )

    def without_outsiders(self, table: pa.Table, outside: NDArray[np.bool_]) -> pa.Table:
        """Return the table without the rows that lie outside the force after all."""
        return self._set_aside(table, {Reason.OUTSIDE_FORCE: outside})

    def _set_aside(self, table: pa.Table, reasons: Mapping[StrEnum, NDArray[np.bool_]]) -> pa.Table:
        """Set rows aside for the first reason that each one has; return the others."""
        fine = np.ones(table.num_rows, dtype=bool)
        for reason, rows in reasons.items():
            places = np.flatnonzero(rows & fine)
            fine[places] = False
            taken = table.take(places)
            files = np.asarray(taken[FILE])
            values, lines = _values(taken, reason), np.asarray(taken[LINE])
            for number in np.unique(files):
                here = np.flatnonzero(files == number)
                self.set_aside.add(
                    str(reason),
                    self.names[number],
                    lines[here].tolist(),
                    [values[place] for place in here],
                )
        return table.filter(pa.array(fine))


def points_of(table: pa.Table) -> NDArray[np.float64]:
    """Return the easting and northing of each row, in the force's system."""
    return np.column_stack([np.asarray(table[column]) for column in (EASTING, NORTHING)])


def _projected(batch: AddressBatch, force_crs: str) -> NDArray[np.float64]:
    east, north = batch.coordinates.T
    if crs.same_system(batch.coordinates_crs, force_crs):
        return batch.coordinates
    return np.column_stack(crs.project_points(east, north, batch.coordinates_crs, force_crs))


def _within(points: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    low, high = np.array([west, south]) - MARGIN_M, np.array([east, north]) + MARGIN_M
    within: NDArray[np.bool_] = (points >= low) & (points <= high)
    return within[:, 0] & within[:, 1]


def _values(taken: pa.Table, reason: StrEnum) -> list[str | None]:
    """Return what tells of each row why it is set aside: a code, a UPRN, or coordinates."""
    telling = _TELLING.get(reason) if isinstance(reason, AddressReason) else FOUND_AT
    if telling in taken.column_names:
        return taken[telling].to_pylist()  # type: ignore[no-any-return]  # pyarrow is untyped
    places = zip(taken[EASTING].to_pylist(), taken[NORTHING].to_pylist(), strict=True)
    return [f"{easting:.1f}, {northing:.1f}" for easting, northing in places]
