"""Visits to homes and harm spots as phones sent them: sending one twice does no harm."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from hotspots.web.models.people import Person


class SentVisit(models.Model):
    """One visit by the id that the phone gave it. The visit itself is in the ledger."""

    sent_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(primary_key=True)
    person: models.ForeignKey[Person, Person] = models.ForeignKey(Person, on_delete=models.PROTECT)
    received_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    answer: models.CharField[str, str] = models.CharField(max_length=200)

    class Meta:
        """It needs no permission of its own."""

        default_permissions = ()

    def __str__(self) -> str:
        return str(self.sent_id)
