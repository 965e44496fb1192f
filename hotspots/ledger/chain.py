"""The chain over the ledger's rows: one order for all kinds, each link tied to those before it.

A link's hash is SHA-256 over the hash before it, its number, its kind, the row's number, the seal
of what may be forgotten, and the row's other values in one canonical form: JSON, names sorted,
times in UTC. The caller has opened a transaction in which recordings queue up, so that no two
writers take one number.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from django.apps import apps as installed
from django.db import connections
from django.db.models import QuerySet

from hotspots.ledger.models.chain import SALT_LENGTH

# What the hash of the first link is tied to.
START: Final = "0" * 64
ROWS_AT_ONCE: Final = 2_000

VISIT, PATROL, DEPLOYMENT = "visit", "patrol", "deployment"
VISIT_LIST, LISTING = "list", "home on a list"
SPOT_SET, SPOT_EDIT = "set of spots", "edit of a spot"
SPOT_ADOPTION = "why a set is there"
ALARM, ALARM_CLOSING = "alarm", "closing of an alarm"
LOG, FORGETTING = "log entry", "forgetting"
WITHDRAWN: Final = "withdrawn "

_APPEND: Final = (
    "INSERT INTO ledger_chainlink (seq, kind, row_id, salt, seal, link_hash) "
    "VALUES (%s, %s, %s, %s, %s, %s)"
)
_ENTRY: Final = ("entered_at", "entered_by_role", "claimed_at", "claimed_role")


@dataclass(frozen=True)
class Form:
    """What of a kind of row enters the chain.

    Attributes
    ----------
    model : str
    fields : tuple of str
        In the clear; of the row itself or of one that it hangs from.
    sealed : str
        The field that may be forgotten; empty where there is none.
    below : tuple of (str, tuple of str)
        The model, and the fields, of the rows that hang from this one and are entered with it.
    hangs_by : str
        The field by which those hang.
    """

    model: str
    fields: tuple[str, ...]
    sealed: str = ""
    below: tuple[str, tuple[str, ...]] = ("", ())
    hangs_by: str = ""


FORMS: Final[Mapping[str, Form]] = {
    VISIT: Form(
        "Visit",
        (
            "visited_at",
            "role",
            "visit_outcome",
            "tier",
            "district",
            "list_id",
            "burglary_references",
            *_ENTRY,
        ),
        sealed="uprn",
    ),
    PATROL: Form(
        "Patrol",
        (
            "spot_id",
            "begins_at",
            "minutes",
            "role",
            "activity",
            "interactions",
            "recorded_by",
            "row_digest",
            *_ENTRY,
        ),
    ),
    DEPLOYMENT: Form("Deployment", ("operation", "ward_code", "first_day", "last_day", *_ENTRY)),
    VISIT_LIST: Form("VisitList", ("list_id", "district", "issued_at", "as_of")),
    LISTING: Form(
        "Listing",
        ("visit_list__list_id", "tier", "due", "left_out"),
        sealed="uprn",
        below=("ListingReason", ("burglary_reference", "tier", "reported_time")),
        hangs_by="listing_id",
    ),
    SPOT_SET: Form(
        "SpotSet",
        ("spot_set", "adopted_at", "chosen_from", "chosen_to"),
        below=("SpotInForce", ("spot_id", "name", "district", "rank", "outline")),
        hangs_by="of_set_id",
    ),
    SPOT_ADOPTION: Form("SpotAdoption", ("of_set__spot_set", "adopt_reason", "adopted_by_role")),
    SPOT_EDIT: Form(
        "SpotEdit",
        (
            "edit_id",
            "spot_edit",
            "spot_id",
            "name",
            "outline",
            "edit_reason",
            "edited_at",
            "edited_by_role",
        ),
    ),
    ALARM: Form("Alarm", ("plan", "area", "first_day", "last_day", "sign", "raised_at")),
    ALARM_CLOSING: Form(
        "AlarmClosing", ("alarm_id", "close_reason", "closed_at", "closed_by_role")
    ),
    LOG: Form(
        "LogEntry", ("done_at", "act", "what", "subject", "records", "role"), sealed="account"
    ),
    FORGETTING: Form("Forgetting", ("about", "before", "links", "in_place")),
}
# Kinds of which a row can be withdrawn; it stays, and a link says so.
CAN_BE_WITHDRAWN: Final = (VISIT, PATROL, DEPLOYMENT)


@dataclass(frozen=True)
class Content:
    """A row as it enters the chain: its values in the clear, and the one that may be forgotten."""

    clear: Mapping[str, Any]
    personal: str = ""
    below: Sequence[Sequence[Any]] = field(default=())

    def canonical(self) -> str:
        """Return the values in the clear in one form, whatever the database and the machine."""
        return _as_json({**self.clear, "below": self.below} if self.below else self.clear)


class Rows:
    """The ledger's tables as one database has them; a migration brings its own state of them."""

    def __init__(self, alias: str, apps: Any = installed) -> None:  # noqa: ANN401 - Django's registry
        self._alias = alias
        self._apps = apps

    def of(self, model: str) -> QuerySet[Any]:
        """Return all rows of a model."""
        return QuerySet(self._apps.get_model("ledger", model), using=self._alias)

    def contents(self, kind: str, ids: Sequence[int]) -> dict[int, Content]:
        """Return rows of a kind by their number; of a withdrawal there is nothing to say."""
        if kind.startswith(WITHDRAWN):
            return dict.fromkeys(ids, Content(clear={}))
        form = FORMS[kind]
        below = self._below(form, ids)
        names = ("pk", *form.fields, *filter(None, [form.sealed]))
        found = {}
        for pk, *values in self.of(form.model).filter(pk__in=ids).values_list(*names):
            clear = dict(zip(form.fields, values, strict=False))
            personal = values[-1] if form.sealed else ""
            found[pk] = Content(clear=clear, personal=personal, below=below.get(pk, ()))
        return found

    def _below(self, form: Form, ids: Sequence[int]) -> dict[int, list[list[Any]]]:
        model, fields = form.below
        if not model:
            return {}
        hanging: dict[int, list[list[Any]]] = {}
        rows = self.of(model).filter(**{f"{form.hangs_by}__in": ids}).order_by("pk")
        for above, *values in rows.values_list(form.hangs_by, *fields):
            hanging.setdefault(above, []).append(values)
        return hanging

    def append(self, kind: str, ids: Iterable[int]) -> None:
        """Append rows that were just entered, in their order."""
        last = self.of("ChainLink").order_by("-seq").values_list("seq", "link_hash").first()
        seq, before = last or (0, START)
        for part in in_parts(ids):
            found = self.contents(kind, part)
            links = []
            for row_id in part:
                seq += 1
                content = found[row_id]
                salt = secrets.token_hex(SALT_LENGTH // 2) if content.personal else ""
                seal = seal_of(salt, content.personal) if content.personal else ""
                before = hash_of(before, (seq, kind, row_id, seal), content)
                links.append((seq, kind, row_id, salt, seal, before))
            # Django's own way of creating rows takes as long as all the rest of an import.
            with connections[self._alias].cursor() as cursor:
                cursor.executemany(_APPEND, links)


def seal_of(salt: str, personal: str) -> str:
    """Return the hash that stands in the chain for what may be forgotten."""
    return hashlib.sha256(f"{salt}{personal}".encode()).hexdigest()


def hash_of(before: str, link: tuple[int, str, int, str], content: Content) -> str:
    """Return a link's hash."""
    text = "\n".join([before, *map(str, link), content.canonical()])
    return hashlib.sha256(text.encode()).hexdigest()


def hash_of_all(pairs: Iterable[tuple[int, str]]) -> str:
    """Return one hash of what stands in forgotten rows, by their links."""
    return hashlib.sha256(_as_json(sorted(pairs)).encode()).hexdigest()


def in_parts(ids: Iterable[int]) -> Iterator[list[int]]:
    """Return numbers in parts that a query can name."""
    numbers = list(ids)
    return (numbers[first : first + ROWS_AT_ONCE] for first in range(0, len(numbers), ROWS_AT_ONCE))


def as_ranges(numbers: Iterable[int]) -> str:
    """Return numbers as ranges: ``1-3,7``."""
    parts: list[list[int]] = []
    for number in sorted(numbers):
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ",".join(f"{first}-{last}" if first < last else f"{first}" for first, last in parts)


def of_ranges(text: str) -> set[int]:
    """Return the numbers of ranges."""
    ends = (part.split("-") for part in text.split(",") if part)
    return {number for part in ends for number in range(int(part[0]), int(part[-1]) + 1)}


def _as_json(value: Any) -> str:  # noqa: ANN401 - a row's values
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_moment
    )


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
