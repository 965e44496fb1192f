"""What analysts changed in the harm spots, into the table and out of it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger import chain
from hotspots.ledger.models import SpotEdit
from hotspots.ledger.models.harm_spots import REASON_LENGTH, SPOT_NAME_LENGTH
from hotspots.ledger.records import as_table
from hotspots.ledger.results import EditResult
from hotspots.ledger.spot_sets import REASON_PATTERN, faults_of_outlines
from hotspots.nearest import instead_of

# What each edit speaks of, and nothing else.
SPEAKS_OF: Final = {
    schema.SpotEdit.ADD: (schema.SPOT_NAME, schema.OUTLINE),
    schema.SpotEdit.MOVE: (schema.SPOT_ID, schema.OUTLINE),
    schema.SpotEdit.RENAME: (schema.SPOT_ID, schema.SPOT_NAME),
    schema.SpotEdit.VETO: (schema.SPOT_ID,),
    schema.SpotEdit.WITHDRAW: (schema.SPOT_ID,),
}
_NAME_PATTERN: Final = rf"\w[^\x00-\x1f]{{0,{SPOT_NAME_LENGTH - 1}}}"


@dataclass(frozen=True, kw_only=True)
class WantedEdit:
    """An edit that somebody asks for; it says what it has to, and nothing else."""

    edit: schema.SpotEdit
    spot_id: str | None
    name: str | None
    outline: str | None
    reason: str
    edited_at: datetime
    edited_by_role: str

    def __post_init__(self) -> None:
        faults = [*self._faults_of_kind(), *self._faults_of_texts()]
        if faults:
            raise InputError(
                f"The edit {str(self.edit)!r} cannot be kept: " + "; ".join(faults) + "."
            )

    def _faults_of_kind(self) -> list[str]:
        given = {
            schema.SPOT_ID: self.spot_id,
            schema.SPOT_NAME: self.name,
            schema.OUTLINE: self.outline,
        }
        needed = SPEAKS_OF[schema.SpotEdit(self.edit)]
        return [
            f"it {'needs its' if column in needed else 'takes no'} {column}"
            for column, value in given.items()
            if (column in needed) != bool(value)
        ]

    def _faults_of_texts(self) -> list[str]:
        faults = []
        if not re.fullmatch(REASON_PATTERN, self.reason):
            faults.append(
                f"its reason must begin with a letter or a figure and be of at most {REASON_LENGTH}"
                f" characters on one line, and is of {len(self.reason)}"
            )
        if self.name and not re.fullmatch(_NAME_PATTERN, self.name):
            faults.append(
                "its name must begin with a letter or a figure and be of at most "
                f"{SPOT_NAME_LENGTH} characters"
            )
        fault = faults_of_outlines([self.outline])[0] if self.outline else None
        return [*faults, f"its outline {fault}"] if fault else faults


def record(alias: str, wanted: WantedEdit, *, in_force: Collection[str]) -> EditResult:
    """Record an edit inside a transaction that the caller has opened."""
    edits = list(SpotEdit.objects.using(alias).order_by("edit_id"))
    standing = _standing(edits)
    if wanted.spot_id is not None:
        _require_known(wanted.spot_id, {*in_force, *standing})
    there = _the_same(edits, wanted)
    if there is not None:
        return EditResult(edit_id=there.edit_id, spot_id=there.spot_id, recorded=False)
    if wanted.edit == schema.SpotEdit.WITHDRAW and wanted.spot_id not in standing:
        raise InputError(
            f"Harm spot {wanted.spot_id} has no edit that could be withdrawn. "
            f"Spots with edits: {', '.join(sorted(standing)) or 'none'}."
        )
    made = SpotEdit.objects.using(alias).create(
        spot_edit=str(wanted.edit),
        spot_id=wanted.spot_id or _next_id(edits),
        name=wanted.name or "",
        outline=wanted.outline or "",
        edit_reason=wanted.reason,
        edited_at=wanted.edited_at,
        edited_by_role=wanted.edited_by_role,
    )
    chain.Rows(alias).append(chain.SPOT_EDIT, [made.pk])
    return EditResult(edit_id=made.edit_id, spot_id=made.spot_id, recorded=True)


def _standing(edits: list[SpotEdit]) -> dict[str, list[SpotEdit]]:
    """Return by spot the edits that came after its last withdrawal."""
    standing: dict[str, list[SpotEdit]] = {}
    for edit in edits:
        if edit.spot_edit == schema.SpotEdit.WITHDRAW:
            standing.pop(edit.spot_id, None)
        else:
            standing.setdefault(edit.spot_id, []).append(edit)
    return standing


def _the_same(edits: list[SpotEdit], wanted: WantedEdit) -> SpotEdit | None:
    """Return a spot's last edit when it is the very one that is wanted again."""
    last_of = {edit.spot_id: edit for edit in edits}
    asked = (str(wanted.edit), wanted.name or "", wanted.outline or "", wanted.reason)
    for spot_id, last in last_of.items():
        if wanted.spot_id in (None, spot_id) and asked == (
            last.spot_edit,
            last.name,
            last.outline,
            last.edit_reason,
        ):
            return last
    return None


def _require_known(spot_id: str, known: set[str]) -> None:
    if spot_id not in known:
        there = instead_of(spot_id, sorted(known))
        raise InputError(f"No harm spot {spot_id!r} is in force, and none has edits. {there}")


def _next_id(edits: list[SpotEdit]) -> str:
    """Return the next id of an added spot; one that was given is never given again."""
    given = [int(edit.spot_id[1:]) for edit in edits if edit.spot_edit == schema.SpotEdit.ADD]
    return f"A{max(given, default=0) + 1:03d}"


def added_ids(alias: str) -> set[str]:
    """Return the ids of all spots that were ever added."""
    added = SpotEdit.objects.using(alias).filter(spot_edit=str(schema.SpotEdit.ADD))
    return set(added.values_list("spot_id", flat=True))


def read(alias: str, timezone: str) -> pd.DataFrame:
    """Return every edit, oldest first."""
    rows = SpotEdit.objects.using(alias).values_list(*schema.SPOT_EDIT_COLUMNS)
    table = as_table(
        list(rows),
        schema.SPOT_EDIT_COLUMNS,
        timezone=timezone,
        moments=(schema.EDITED_AT,),
        numbers={schema.EDIT_ID: "int64"},
    )
    return table.sort_values(schema.EDIT_ID, ignore_index=True)
