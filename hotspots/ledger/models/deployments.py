"""Deployments: Street Weeks and other operations in a ward."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from hotspots.ledger.models.entry import NAME_LENGTH, ROLE_LENGTH, EntryRole

if TYPE_CHECKING:
    from datetime import date, datetime

WARD_CODE_LENGTH = 9


class Deployment(models.Model):
    """One operation in one ward, from its first day to its last."""

    operation: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    ward_code: models.CharField[str, str] = models.CharField(max_length=WARD_CODE_LENGTH)
    first_day: models.DateField[date, date] = models.DateField()
    last_day: models.DateField[date, date] = models.DateField()
    entered_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    entered_by_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, choices=EntryRole
    )

    class Meta:
        """An operation begins in a ward once a day."""

        indexes: ClassVar = [
            models.Index(fields=["ward_code", "first_day"], name="deployment_by_ward"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["operation", "ward_code", "first_day"], name="one_deployment_a_day"
            ),
            models.CheckConstraint(condition=~Q(operation=""), name="deployment_has_an_operation"),
            models.CheckConstraint(condition=~Q(ward_code=""), name="deployment_has_a_ward"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="deployment_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(entered_by_role__in=EntryRole.values),
                name="deployment_entry_role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"deployment {self.pk}"
