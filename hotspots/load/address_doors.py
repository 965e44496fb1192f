"""Say which rows of an address table are a household's front door.

By the classification of Ordnance Survey and GeoPlace (its codes are their own; the choice is ours):

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
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from hotspots import schema
from hotspots.load.address_layouts import CHANGE, CLASSIFICATION, PARENT_UPRN, STATE, UPDATED

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


def reasons_by_classification(
    parts: Mapping[str, pa.Array], rows: int
) -> dict[StrEnum, NDArray[np.bool_]]:
    """Return for each reason the rows that it sets aside, by what each row says of itself.

    Parameters
    ----------
    parts : mapping of str to pyarrow array of text
        ``classification``, ``state`` and ``change`` are used where they are there; without a
        classification every row is taken for a home.
    rows : int
    """
    found: dict[StrEnum, NDArray[np.bool_]] = {
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


def reasons_by_uprn(uprns: pa.Array) -> dict[StrEnum, NDArray[np.bool_]]:
    """Return the rows without a UPRN, and those whose UPRN a spreadsheet turned into a number."""
    damaged = pc.match_substring_regex(uprns, _NUMBER_OF_A_SPREADSHEET).fill_null(fill_value=False)
    return {
        AddressReason.NO_UPRN: np.asarray(pc.is_null(uprns)),
        AddressReason.DAMAGED_UPRN: np.asarray(damaged),
    }


def repeated(table: pa.Table, *, of_the_file: tuple[str, ...] = ()) -> NDArray[np.bool_]:
    """Say which rows repeat the UPRN of another; one of each stays.

    It is the one updated last, then the first by its text, so that the order of the file decides
    nothing. Leading noughts make no other UPRN.

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


def buildings_of_listed_flats(table: pa.Table) -> NDArray[np.bool_]:
    """Say which rows are the building around other rows of the table, and no door themselves."""
    if PARENT_UPRN not in table.column_names:
        return np.zeros(table.num_rows, dtype=bool)
    parents = pd.Series(_keys(table[PARENT_UPRN].drop_null())).value_counts()
    flats = pd.Series(_keys(table[schema.UPRN])).map(parents).fillna(0).to_numpy()
    shell: NDArray[np.bool_] = flats > ANNEXES
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


def _is_in(column: pa.Array | None, values: tuple[str, ...], rows: int) -> NDArray[np.bool_]:
    if column is None:
        return np.zeros(rows, dtype=bool)
    return np.asarray(pc.is_in(pc.utf8_upper(column), value_set=pa.array(values)))


def _keys(uprns: pa.ChunkedArray) -> NDArray[np.object_]:
    return np.asarray(pc.utf8_ltrim(uprns, characters="0").to_pandas(), dtype=object)
