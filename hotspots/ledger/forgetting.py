"""What the ledger forgets: which home it was, and who was at the keyboard; the rest stays.

A home is forgotten when nothing was heard of it for the stated time: its visits and its places on
lists get one random word in the place of its UPRN, so that a visit still belongs to the list that
it was made from. With the UPRN goes the salt of its seal. The chain holds, and says what was
forgotten and when.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from hotspots.ledger import log
from hotspots.ledger.chain import (
    FORGETTING,
    FORMS,
    LISTING,
    LOG,
    VISIT,
    Rows,
    as_ranges,
    hash_of_all,
    in_parts,
)
from hotspots.schema import LogAct

HOMES: Final = "homes"
ACCOUNTS: Final = "accounts"
# What a home is called that was forgotten: a letter, and as many figures as fit a UPRN's place. No
# UPRN begins with a letter.
WORD_OF: Final = "f"
WORD_BYTES: Final = 5
# Visits and lists of one home that lie closer than this are one story: longer than a burglary is
# live (42 days), so that no visit is parted from its list.
ONE_STORY: Final = timedelta(days=60)


class _Kept(NamedTuple):
    """One row that knows a home still."""

    moment: datetime
    kind: str
    row_id: int


def homes_to_forget(rows: Rows, before: datetime) -> list[list[_Kept]]:
    """Return the stories of homes that ended before a moment, each with its rows."""
    by_home: dict[str, list[_Kept]] = {}
    for kind, when in ((VISIT, "visited_at"), (LISTING, "visit_list__issued_at")):
        found = rows.of(FORMS[kind].model).exclude(uprn__startswith=WORD_OF)
        for uprn, moment, row_id in found.values_list("uprn", when, "pk").iterator():
            by_home.setdefault(uprn, []).append(_Kept(moment, kind, row_id))
    stories = (story for kept in by_home.values() for story in _stories(sorted(kept)))
    return [story for story in stories if story[-1].moment < before]


def _stories(kept: Iterable[_Kept]) -> list[list[_Kept]]:
    stories: list[list[_Kept]] = []
    for each in kept:
        if not stories or each.moment - stories[-1][-1].moment > ONE_STORY:
            stories.append([])
        stories[-1].append(each)
    return stories


def forget_homes(rows: Rows, before: datetime) -> int:
    """Forget homes of which nothing was heard since a moment; return how many rows knew them."""
    words = {
        (each.kind, each.row_id): word
        for story in homes_to_forget(rows, before)
        for word in [f"{WORD_OF}{secrets.token_hex(WORD_BYTES)}"]
        for each in story
    }
    return _forget(rows, HOMES, before, words)


def accounts_to_forget(rows: Rows, before: datetime) -> list[int]:
    """Return the entries of the log that name an account, made before a moment."""
    found = rows.of("LogEntry").filter(done_at__lt=before).exclude(account="")
    return list(found.order_by("pk").values_list("pk", flat=True))


def forget_accounts(rows: Rows, before: datetime) -> int:
    """Forget who was at it before a moment; what was done, and when, stays in the log."""
    words = {(LOG, row_id): "" for row_id in accounts_to_forget(rows, before)}
    return _forget(rows, ACCOUNTS, before, words)


def forgotten_before(rows: Rows) -> datetime | None:
    """Return the latest moment before which homes were forgotten."""
    found = rows.of("Forgetting").filter(about=HOMES).order_by("-before")
    moment: datetime | None = found.values_list("before", flat=True).first()
    return moment


def _forget(rows: Rows, about: str, before: datetime, words: Mapping[tuple[str, int], str]) -> int:
    """Put words in the place of what is sealed, take the salts away, and chain that it was done."""
    if not words:
        return 0
    standing: list[tuple[int, str]] = []
    for kind in sorted({kind for kind, _ in words}):
        named = {row_id: word for (of_kind, row_id), word in words.items() if of_kind == kind}
        for part in in_parts(named):
            _put(rows, kind, {row_id: named[row_id] for row_id in part})
            links = rows.of("ChainLink").filter(kind=kind, row_id__in=part)
            standing += [(seq, named[row_id]) for seq, row_id in links.values_list("seq", "row_id")]
            links.update(salt="")
    made = rows.of("Forgetting").create(
        about=about,
        before=before,
        links=as_ranges(seq for seq, _ in standing),
        in_place=hash_of_all(standing),
    )
    rows.append(FORGETTING, [made.pk])
    log.enter(rows, LogAct.ERASURE, f"{about} forgotten", records=len(words))
    return len(words)


def _put(rows: Rows, kind: str, words: Mapping[int, str]) -> None:
    form = FORMS[kind]
    changed: list[Any] = list(rows.of(form.model).filter(pk__in=words))
    for row in changed:
        setattr(row, form.sealed, words[row.pk])
    rows.of(form.model).bulk_update(changed, [form.sealed], batch_size=len(changed))
