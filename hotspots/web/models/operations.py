"""Operations that were set up in the browser."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models

from hotspots.web.models.people import NAME_LENGTH, Person, no_districts


class KeptOperation(models.Model):
    """One operation: its file in the workspace, and the districts that its areas lie in.

    A change makes the next version, in a file of its own: what an evaluation was of stays.
    """

    operation_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(
        primary_key=True, default=uuid.uuid4
    )
    called: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    stored: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    districts: models.JSONField[list[str], list[str]] = models.JSONField(default=no_districts)
    person: models.ForeignKey[Person, Person] = models.ForeignKey(Person, on_delete=models.PROTECT)
    set_up_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    version: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=1)
    changed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    changed_by: models.ForeignKey[Person | None, Person | None] = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        """The newest first."""

        default_permissions = ()
        ordering: ClassVar = ["-set_up_at"]

    def __str__(self) -> str:
        return str(self.operation_id)
