"""Runs that were started in the browser, and files that were uploaded for them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from hotspots.web.models.people import NAME_LENGTH, Person


class State(models.TextChoices):
    """How far a started run is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Could not be done"
    STOPPED = "stopped", "Stopped"
    LOST = "lost", "Interrupted"


class StartedRun(models.Model):
    """One run that a worker makes; a row is taken by one worker, once."""

    run_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(
        primary_key=True, default=uuid.uuid4
    )
    journey: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)
    person: models.ForeignKey[Person, Person] = models.ForeignKey(Person, on_delete=models.PROTECT)
    asked_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)
    state: models.CharField[str, str] = models.CharField(
        max_length=10, choices=State, default=State.WAITING
    )
    begun_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    beat_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    step: models.CharField[str, str] = models.CharField(max_length=200, default="")
    done: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    total: models.PositiveIntegerField[int, int] = models.PositiveIntegerField(default=0)
    stop_wanted: models.BooleanField[bool, bool] = models.BooleanField(default=False)
    made: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH, default="")
    message: models.TextField[str, str] = models.TextField(default="")
    published_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )

    class Meta:
        """The newest first."""

        default_permissions = ()
        ordering: ClassVar = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.run_id)


class Upload(models.Model):
    """One file that was uploaded, under a name of our own in the workspace's data."""

    upload_id: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(
        primary_key=True, default=uuid.uuid4
    )
    kind: models.CharField[str, str] = models.CharField(max_length=20)
    called: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    stored: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    bytes: models.PositiveBigIntegerField[int, int] = models.PositiveBigIntegerField()
    sha256: models.CharField[str, str] = models.CharField(max_length=64)
    person: models.ForeignKey[Person, Person] = models.ForeignKey(Person, on_delete=models.PROTECT)
    uploaded_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The newest first."""

        default_permissions = ()
        ordering: ClassVar = ["-uploaded_at"]

    def __str__(self) -> str:
        return str(self.upload_id)
