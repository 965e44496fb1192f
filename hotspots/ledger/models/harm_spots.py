"""Harm spots in force, and what analysts changed in them.

The reason of an edit is free text, as that of an alarm's closing is: it is of a place, and no name
belongs in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from hotspots import schema
from hotspots.ledger.models.entry import NAME_LENGTH, ROLE_LENGTH, EntryRole

if TYPE_CHECKING:
    from datetime import date, datetime

SPOT_ID_LENGTH = 16
SPOT_NAME_LENGTH = 120
REASON_LENGTH = 300


class SpotEditKind(models.TextChoices):
    """What an analyst can do to the harm spots that the data give."""

    ADD = schema.SpotEdit.ADD.value, "Add"
    MOVE = schema.SpotEdit.MOVE.value, "Move"
    VETO = schema.SpotEdit.VETO.value, "Veto"
    RENAME = schema.SpotEdit.RENAME.value, "Rename"
    WITHDRAW = schema.SpotEdit.WITHDRAW.value, "Withdraw earlier edits"


class SpotSet(models.Model):
    """One set of harm spots that was put in force; the one that was adopted last is."""

    spot_set: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH, unique=True)
    adopted_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    chosen_from: models.DateField[date, date] = models.DateField()
    chosen_to: models.DateField[date, date] = models.DateField()

    class Meta:
        """Found by the time of its adoption."""

        indexes: ClassVar = [models.Index(fields=["adopted_at"], name="spot_set_by_adoption")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(spot_set=""), name="spot_set_has_a_name"),
            models.CheckConstraint(
                condition=Q(chosen_from__lte=F("chosen_to")), name="spot_set_period_is_one"
            ),
        ]

    def __str__(self) -> str:
        return self.spot_set


class SpotAdoption(models.Model):
    """Why a set was put in force, and by which role; it is never changed, nor deleted."""

    of_set: models.OneToOneField[SpotSet, SpotSet] = models.OneToOneField(
        SpotSet, on_delete=models.PROTECT, related_name="adoption"
    )
    adopt_reason: models.CharField[str, str] = models.CharField(max_length=REASON_LENGTH)
    adopted_by_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, choices=EntryRole
    )

    class Meta:
        """An adoption says why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(adopt_reason=""), name="adoption_has_a_reason"),
            models.CheckConstraint(
                condition=Q(adopted_by_role__in=EntryRole.values), name="adopter_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"adoption of {self.of_set}"


class SpotInForce(models.Model):
    """One harm spot of one set. Its outline is WKT in the force's projected system."""

    of_set: models.ForeignKey[SpotSet, SpotSet] = models.ForeignKey(
        SpotSet, on_delete=models.CASCADE, related_name="spots"
    )
    spot_id: models.CharField[str, str] = models.CharField(max_length=SPOT_ID_LENGTH)
    name: models.CharField[str, str] = models.CharField(max_length=SPOT_NAME_LENGTH)
    district: models.CharField[str, str] = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )
    # An analyst's own spot has no rank.
    rank: models.PositiveIntegerField[int | None, int | None] = models.PositiveIntegerField(
        null=True
    )
    outline: models.TextField[str, str] = models.TextField()

    class Meta:
        """A spot stands in a set once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of_set", "spot_id"], name="spot_once_a_set"),
            models.CheckConstraint(condition=~Q(spot_id=""), name="spot_has_an_id"),
            models.CheckConstraint(condition=~Q(name=""), name="spot_has_a_name"),
            models.CheckConstraint(condition=~Q(outline=""), name="spot_has_an_outline"),
        ]

    def __str__(self) -> str:
        return self.spot_id


class SpotEdit(models.Model):
    """One thing that an analyst changed, and why. Edits are never changed, nor deleted."""

    edit_id: models.BigAutoField[int, int] = models.BigAutoField(primary_key=True)
    spot_edit: models.CharField[str, str] = models.CharField(max_length=20, choices=SpotEditKind)
    spot_id: models.CharField[str, str] = models.CharField(max_length=SPOT_ID_LENGTH)
    name: models.CharField[str, str] = models.CharField(
        max_length=SPOT_NAME_LENGTH, blank=True, default=""
    )
    outline: models.TextField[str, str] = models.TextField(blank=True, default="")
    edit_reason: models.CharField[str, str] = models.CharField(max_length=REASON_LENGTH)
    edited_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    edited_by_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, choices=EntryRole
    )

    class Meta:
        """An edit says what it speaks of, and why; a spot is added once."""

        indexes: ClassVar = [models.Index(fields=["spot_id"], name="edit_by_spot")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["spot_id"],
                condition=Q(spot_edit=SpotEditKind.ADD.value),
                name="spot_added_once",
            ),
            models.CheckConstraint(
                condition=Q(spot_edit__in=SpotEditKind.values), name="edit_is_known"
            ),
            models.CheckConstraint(condition=~Q(spot_id=""), name="edit_has_a_spot"),
            models.CheckConstraint(condition=~Q(edit_reason=""), name="edit_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(spot_edit__in=[SpotEditKind.ADD.value, SpotEditKind.RENAME.value])
                | ~Q(name=""),
                name="edit_has_its_name",
            ),
            models.CheckConstraint(
                condition=~Q(spot_edit__in=[SpotEditKind.ADD.value, SpotEditKind.MOVE.value])
                | ~Q(outline=""),
                name="edit_has_its_outline",
            ),
            models.CheckConstraint(
                condition=Q(edited_by_role__in=EntryRole.values), name="editor_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"edit {self.edit_id}"
