"""What makes the ledger one that can be trusted: the chain over its rows, the log, what it forgot.

Rows are never changed and never deleted: a withdrawal and a forgetting are rows themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from hotspots import schema
from hotspots.ledger.models.entry import NAME_LENGTH, ROLE_LENGTH

if TYPE_CHECKING:
    from datetime import datetime

# SHA-256, and a salt of 128 bits, in hexadecimal.
HASH_LENGTH = 64
SALT_LENGTH = 32
KIND_LENGTH = 20


class ChainLink(models.Model):
    """One row of the ledger in the order of entry, tied to all that were entered before it.

    The part of a row that says which home it was, or who was at the keyboard, enters the hash only
    through its seal, a hash of that part and a salt. When it is forgotten the salt goes with it:
    nobody can try homes against the seal, and the chain still holds.
    """

    seq: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField(primary_key=True)
    kind: models.CharField[str, str] = models.CharField(max_length=KIND_LENGTH)
    row_id: models.BigIntegerField[int, int] = models.BigIntegerField()
    salt: models.CharField[str, str] = models.CharField(
        max_length=SALT_LENGTH, blank=True, default=""
    )
    seal: models.CharField[str, str] = models.CharField(
        max_length=HASH_LENGTH, blank=True, default=""
    )
    link_hash: models.CharField[str, str] = models.CharField(max_length=HASH_LENGTH)

    class Meta:
        """A row stands in the chain once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "row_id"], name="row_once_in_the_chain"),
        ]

    def __str__(self) -> str:
        return f"link {self.seq}"


class LogAct(models.TextChoices):
    """What can be done with personal data (Data Protection Act 2018, section 62)."""

    COLLECTION = schema.LogAct.COLLECTION.value, "Collection"
    ALTERATION = schema.LogAct.ALTERATION.value, "Alteration"
    CONSULTATION = schema.LogAct.CONSULTATION.value, "Consultation"
    DISCLOSURE = schema.LogAct.DISCLOSURE.value, "Disclosure"
    COMBINATION = schema.LogAct.COMBINATION.value, "Combination"
    ERASURE = schema.LogAct.ERASURE.value, "Erasure"


class LogEntry(models.Model):
    """One thing that was done with personal data: when, what, in which role, by which account.

    It names lists and runs, never a home.
    """

    done_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    act: models.CharField[str, str] = models.CharField(max_length=20, choices=LogAct)
    what: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    subject: models.CharField[str, str] = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )
    records: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(
        null=True
    )
    # Typed by whoever entered it; the account is the system's word.
    role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, blank=True, default=""
    )
    account: models.CharField[str, str] = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )

    class Meta:
        """Found by time."""

        indexes: ClassVar = [models.Index(fields=["done_at"], name="log_by_time")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(act__in=LogAct.values), name="log_act_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"log entry {self.pk}"


class Forgetting(models.Model):
    """One time that the ledger forgot: of which links, and what stands in their place."""

    about: models.CharField[str, str] = models.CharField(max_length=20)
    before: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    # Ranges of links: "4-19,23".
    links: models.TextField[str, str] = models.TextField()
    # A hash of what stands in the rows now, so that it too is seen to be changed.
    in_place: models.CharField[str, str] = models.CharField(max_length=HASH_LENGTH)

    def __str__(self) -> str:
        return f"forgetting {self.pk}"
