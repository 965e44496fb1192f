"""Whether the ledger is as it was entered: the first row that was changed, removed or put in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots.errors import InputError
from hotspots.ledger import chain
from hotspots.ledger.chain import (
    CAN_BE_WITHDRAWN,
    FORGETTING,
    FORMS,
    START,
    WITHDRAWN,
    Content,
    Rows,
)

HEAD_PATTERN: Final = r"(\d{1,18}):([0-9a-f]{64})"


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was found of a ledger's chain.

    Attributes
    ----------
    links : int
        Those that were looked at and hold.
    head : str
        The last link and its hash, to be noted where nobody who can write to the ledger can.
    fault : str
        The first row that is not as it was entered, in words; empty where all are.
    """

    links: int
    head: str
    fault: str = ""

    @property
    def holds(self) -> bool:
        """Whether every row is as it was entered."""
        return not self.fault


@dataclass
class _Walk:
    """How far the chain was followed, and what is to be held against its later links."""

    seq: int = 0
    link_hash: str = START
    fault: str = ""

    def __post_init__(self) -> None:
        self.forgotten: dict[int, str] = {}
        self.said_forgotten: set[int] = set()
        self.forgettings: list[Mapping[str, Any]] = []
        self.withdrawn: dict[str, set[int]] = {kind: set() for kind in CAN_BE_WITHDRAWN}


def verify(rows: Rows, noted: str | None = None) -> Verification:
    """Follow the chain from its start to its end.

    Parameters
    ----------
    rows : Rows
    noted : str, optional
        A head that was noted before, ``NUMBER:HASH``: it has to be in the chain still.

    Raises
    ------
    InputError
        When ``noted`` is none.
    """
    wanted = _noted(noted)
    walk = _Walk()
    links = rows.of("ChainLink").order_by("seq")
    values = links.values_list("seq", "kind", "row_id", "salt", "seal", "link_hash")
    part: list[tuple[Any, ...]] = []
    for link in values.iterator(chunk_size=chain.ROWS_AT_ONCE):
        part.append(link)
        if len(part) == chain.ROWS_AT_ONCE:
            _follow(walk, rows, part, wanted)
            part = []
        if walk.fault:
            break
    if not walk.fault:
        _follow(walk, rows, part, wanted)
    fault = walk.fault or _at_the_end(walk, rows, wanted)
    return Verification(links=walk.seq, head=f"{walk.seq}:{walk.link_hash}", fault=fault)


def _noted(noted: str | None) -> tuple[int, str] | None:
    if noted is None:
        return None
    found = re.fullmatch(HEAD_PATTERN, noted.strip())
    if found is None:
        raise InputError(
            "A head that was noted is a number, a colon and 64 letters and figures, as `hotspots "
            "ledger verify` prints it."
        )
    return int(found[1]), found[2]


def _follow(
    walk: _Walk, rows: Rows, part: Sequence[tuple[Any, ...]], wanted: tuple[int, str] | None
) -> None:
    """Follow a part of the chain until a link does not hold."""
    ids: dict[str, list[int]] = {}
    for _, kind, row_id, *_ in part:
        ids.setdefault(kind, []).append(row_id)
    known = {kind for kind in ids if kind in FORMS or kind.removeprefix(WITHDRAWN) in FORMS}
    found = {kind: rows.contents(kind, ids[kind]) for kind in known}
    for seq, kind, row_id, salt, seal, link_hash in part:
        content = found.get(kind, {}).get(row_id)
        walk.fault = _fault_of(walk, (seq, kind, row_id, seal), content, salt, link_hash)
        if not walk.fault and wanted is not None and seq == wanted[0] and link_hash != wanted[1]:
            walk.fault = f"link {seq} is not the one that was noted: the chain was written anew"
        if walk.fault:
            return
        walk.seq, walk.link_hash = seq, link_hash


def _fault_of(
    walk: _Walk,
    link: tuple[int, str, int, str],
    content: Content | None,
    salt: str,
    link_hash: str,
) -> str:
    """Return what is wrong with a link, in words; what later links have to hold is noted."""
    seq, kind, row_id, seal = link
    if seq != walk.seq + 1:
        return f"link {walk.seq + 1} is missing: a row was removed from the chain"
    named = f"link {seq}, {kind} {row_id}"
    if content is None:
        return f"{named}: the row was removed"
    if chain.hash_of(walk.link_hash, link, content) != link_hash:
        return f"{named}: the row was changed"
    if seal and not salt:
        walk.forgotten[seq] = content.personal
    elif seal and chain.seal_of(salt, content.personal) != seal:
        return f"{named}: what is sealed of the row was changed"
    elif content.personal and not seal:
        return f"{named}: something was put into the row"
    if kind == FORGETTING:
        walk.forgettings.append({**content.clear, "named": named})
        walk.said_forgotten |= chain.of_ranges(content.clear["links"])
    elif kind.startswith(WITHDRAWN):
        walk.withdrawn[kind.removeprefix(WITHDRAWN)].add(row_id)
    return ""


def _at_the_end(walk: _Walk, rows: Rows, wanted: tuple[int, str] | None) -> str:
    """Return what the chain as a whole shows."""
    if not walk.seq:
        return "the chain is missing: link 1, its start, was removed"
    if wanted is not None and walk.seq < wanted[0]:
        return f"link {walk.seq + 1} is missing: the chain once ran to link {wanted[0]}"
    for seq in sorted(walk.said_forgotten ^ walk.forgotten.keys()):
        said = "should be forgotten and is not" if seq in walk.said_forgotten else "was wiped"
        return f"link {seq}: what is sealed of the row {said}"
    for each in walk.forgettings:
        standing = [(seq, walk.forgotten[seq]) for seq in chain.of_ranges(each["links"])]
        if chain.hash_of_all(standing) != each["in_place"]:
            return f"{each['named']}: what stands in the place of what was forgotten was changed"
    return _put_in(rows) or _withdrawn_unsaid(walk, rows)


def _put_in(rows: Rows) -> str:
    """Return the first row that is in a table and not in the chain."""
    for kind, form in FORMS.items():
        chained = rows.of("ChainLink").filter(kind=kind).values("row_id")
        strange = rows.of(form.model).exclude(pk__in=chained).order_by("pk").first()
        if strange is not None:
            return f"{kind} {strange.pk}: the row was put in beside the chain"
    return ""


def _withdrawn_unsaid(walk: _Walk, rows: Rows) -> str:
    for kind in CAN_BE_WITHDRAWN:
        marked = rows.of(FORMS[kind].model).filter(withdrawn=True).values_list("pk", flat=True)
        for row_id in sorted(set(marked) ^ walk.withdrawn[kind]):
            return f"{kind} {row_id}: whether it was withdrawn was changed"
    return ""
