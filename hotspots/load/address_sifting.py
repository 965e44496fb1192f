"""Part the rows that are homes in the force from those that are not, a batch at a time.

A national file passes through in batches, and only what may be the force's is kept in memory.

Whether a row is a household's front door follows from the classification of Ordnance Survey and
GeoPlace (its codes are their own; the choice is ours):

==========  =========================================================================  ===========
code        what it is                                                                 a door?
==========  =========================================================================  ===========
R, RD…      a dwelling: house, flat, caravan, house boat, sheltered flat, chalet       yes
RH, RH02,   a house in multiple occupation, undivided, or one of its bedsits           yes
RH03
RH01        the house that the bedsits are in                                          if none are
                                                                                       listed
RB, RC, RG  an outbuilding, a parking space, a garage                                  no
RI…         a care home, a hall of residence: an institution's door, not a household's no
P, PP, PS   a shell: the block around flats that are listed themselves, or a street    no
X           one door for a home and a business                                         no
others      commercial, land, military, objects, unclassified                          no
==========  =========================================================================  ===========

A dwelling that is itself the parent of two or more others is a building whose flats are listed,
and is left out; of one other (an annexe) both are doors. Holiday chalets (RD10) count: on this
coast people live in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from hotspots import crs, schema
from hotspots.arrays import Bools, Floats, Objects
from hotspots.load.address_findings import SetAsideRows
from hotspots.load.address_layouts import CHANGE, CLASSIFICATION, PARENT_UPRN, STATE, UPDATED
from hotspots.load.address_sources import AddressBatch
from hotspots.load.coordinates import MARGIN_M
from hotspots.schema import Reason

HMO_PARENT: Final = "RH01"
DUAL_USE: Final = "X"
SHELLS: Final = ("P", "PP", "PS")
# What a table of a force's own may say in place of a code.
WORDS_FOR_HOMES: Final = ("residential", "dwelling", "domestic", "house", "flat")
DELETED: Final = "D"
# AddressBase: 1 under construction, 2 in use, 3 unoccupied, 4 no longer existing, 5 and 6 planned.
STATES_WITHOUT_A_DOOR: Final = ("1", "4", "5", "6")
ANNEXES: Final = 1
_NUMBER_OF_A_SPREADSHEET: Final = r"^\d+([.,]\d+)?[eE][+-]?\d+$|^\d+\.\d*$"


class AddressReason(StrEnum):
    """Why a row of an address table is not used. The text is what the analyst reads."""

    NOT_RESIDENTIAL = "not residential by its classification"
    NO_CLASSIFICATION = "no classification"
    DUAL_USE = "a home and a business behind one door"
    OUTBUILDING = "a garage, parking space or outbuilding"
    INSTITUTION = "a residential institution"
    SHELL = "a shell around addresses of their own"
    DELETED = "deleted in this supply"
    NOT_STANDING = "not built yet, or no longer there"
    NO_UPRN = "no UPRN"
    DAMAGED_UPRN = "UPRN damaged by a spreadsheet"
    REPEATED_UPRN = "UPRN repeated"
    FLATS_LISTED = "a building whose flats are listed"


def reasons_by_classification(parts: Mapping[str, pa.Array], rows: int) -> dict[StrEnum, Bools]:
    """Return for each reason the rows that it sets aside, by what each row says of itself.

    Parameters
    ----------
    parts : mapping of str to pyarrow array of text
        ``classification``, ``state`` and ``change`` are used where they are there; without a
        classification every row is taken for a home.
    rows : int
    """
    found: dict[StrEnum, Bools] = {
        AddressReason.DELETED: _is_in(parts.get(CHANGE), (DELETED,), rows),
        AddressReason.NOT_STANDING: _is_in(parts.get(STATE), STATES_WITHOUT_A_DOOR, rows),
    }
    if CLASSIFICATION in parts:
        codes = pc.utf8_upper(parts[CLASSIFICATION]).dictionary_encode()
        reasons = [_reason_of_class(code) for code in codes.dictionary.to_pylist()]
        number = np.asarray(codes.indices.fill_null(len(reasons)))
        of_row = np.array([*reasons, AddressReason.NO_CLASSIFICATION], dtype=object)[number]
        found |= {reason: of_row == reason for reason in AddressReason if (of_row == reason).any()}
    return found


def reasons_by_uprn(uprns: pa.Array) -> dict[StrEnum, Bools]:
    """Return the rows without a UPRN, and those whose UPRN a spreadsheet turned into a number."""
    damaged = pc.match_substring_regex(uprns, _NUMBER_OF_A_SPREADSHEET).fill_null(fill_value=False)
    return {
        AddressReason.NO_UPRN: np.asarray(pc.is_null(uprns)),
        AddressReason.DAMAGED_UPRN: np.asarray(damaged),
    }


def repeated(table: pa.Table, *, of_the_file: tuple[str, ...] = ()) -> Bools:
    """Say which rows repeat the UPRN of another; one of each stays.

    It is the one updated last, then the first by its text, so that the order of the file decides
    nothing. Leading zeros make no other UPRN.

    Parameters
    ----------
    table : pyarrow Table
        With a ``uprn``, and ``updated`` where the source has it.
    of_the_file : tuple of str
        Columns that say where a row stood; they decide between rows that are otherwise alike.
    """
    keys = _keys(table[schema.UPRN])
    again = pd.Series(keys).duplicated(keep=False).to_numpy()
    found = np.zeros(table.num_rows, dtype=bool)
    if not again.any():
        return found
    places = np.flatnonzero(again)
    rows = table.take(places).to_pandas().astype("str")
    rows["key"] = keys[places]
    texts = sorted(set(table.column_names) - {UPDATED, *of_the_file})
    by = ["key", *([UPDATED] if UPDATED in rows else []), *texts, *of_the_file]
    rising = [column != UPDATED for column in by]
    order = rows.sort_values(by, ascending=rising, kind="stable")
    found[places[order.index[order["key"].duplicated()]]] = True
    return found


def buildings_of_listed_flats(table: pa.Table) -> Bools:
    """Say which rows are the building around other rows of the table, and no door themselves."""
    if PARENT_UPRN not in table.column_names:
        return np.zeros(table.num_rows, dtype=bool)
    parents = pd.Series(_keys(table[PARENT_UPRN].drop_null())).value_counts()
    flats = pd.Series(_keys(table[schema.UPRN])).map(parents).fillna(0).to_numpy()
    shell: Bools = flats > ANNEXES
    if CLASSIFICATION in table.column_names:
        codes = pc.utf8_upper(table[CLASSIFICATION])
        shell |= np.asarray(pc.equal(codes, HMO_PARENT).fill_null(fill_value=False)) & (flats > 0)
    return shell


def _reason_of_class(code: str) -> AddressReason | None:
    if code.lower() in WORDS_FOR_HOMES or code == "R" or code.startswith(("RD", "RH")):
        return None
    if code.startswith(("RB", "RC", "RG")):
        return AddressReason.OUTBUILDING
    if code.startswith("RI"):
        return AddressReason.INSTITUTION
    if code in SHELLS:
        return AddressReason.SHELL
    return AddressReason.DUAL_USE if code == DUAL_USE else AddressReason.NOT_RESIDENTIAL


def _is_in(column: pa.Array | None, values: tuple[str, ...], rows: int) -> Bools:
    if column is None:
        return np.zeros(rows, dtype=bool)
    return np.asarray(pc.is_in(pc.utf8_upper(column), value_set=pa.array(values)))


def _keys(uprns: pa.ChunkedArray) -> Objects:
    return np.asarray(pc.utf8_ltrim(uprns, characters="0").to_pandas(), dtype=object)


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
    bounds: Floats
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
        at_zero = batch.coordinates == 0
        reasons: dict[StrEnum, Bools] = {
            **reasons_by_classification(batch.parts, rows),
            **reasons_by_uprn(batch.parts[schema.UPRN]),
            Reason.NO_COORDINATES: ~batch.located,
            Reason.DIVIDED_DIGITS: batch.divided,
            Reason.UNREADABLE_COORDINATES: unread[:, 0] | unread[:, 1],
            Reason.ZERO_COORDINATES: at_zero[:, 0] & at_zero[:, 1],
            Reason.LOST_DIGITS: batch.lost,
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

    def without_outsiders(self, table: pa.Table, outside: Bools) -> pa.Table:
        """Return the table without the rows that lie outside the force after all."""
        return self._set_aside(table, {Reason.OUTSIDE_FORCE: outside})

    def _set_aside(self, table: pa.Table, reasons: Mapping[StrEnum, Bools]) -> pa.Table:
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


def points_of(table: pa.Table) -> Floats:
    """Return the easting and northing of each row, in the force's system."""
    return np.column_stack([np.asarray(table[column]) for column in (EASTING, NORTHING)])


def _projected(batch: AddressBatch, force_crs: str) -> Floats:
    east, north = batch.coordinates.T
    if crs.same_system(batch.coordinates_crs, force_crs):
        return batch.coordinates
    return np.column_stack(crs.project_points(east, north, batch.coordinates_crs, force_crs))


def _within(points: Floats, bounds: Floats) -> Bools:
    west, south, east, north = bounds
    low, high = np.array([west, south]) - MARGIN_M, np.array([east, north]) + MARGIN_M
    within: Bools = (points >= low) & (points <= high)
    return within[:, 0] & within[:, 1]


def _values(taken: pa.Table, reason: StrEnum) -> list[str | None]:
    """Return what tells of each row why it is set aside: a code, a UPRN, or coordinates."""
    telling = _TELLING.get(reason) if isinstance(reason, AddressReason) else FOUND_AT
    if telling in taken.column_names:
        return taken[telling].to_pylist()  # type: ignore[no-any-return]  # pyarrow is untyped
    places = zip(taken[EASTING].to_pylist(), taken[NORTHING].to_pylist(), strict=True)
    return [f"{easting:.1f}, {northing:.1f}" for easting, northing in places]
