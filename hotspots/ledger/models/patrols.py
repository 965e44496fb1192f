"""Patrols of harm spots, and deployments (Street Weeks and other operations) in a ward.

A patrol is one visit to one harm spot. No name, no free text: a person is their role.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from hotspots import schema
from hotspots.ledger.models.entry import NAME_LENGTH, ROLE_LENGTH, EntryRole, VisitRole
from hotspots.ledger.models.harm_spots import SPOT_ID_LENGTH
from hotspots.ledger.reasons import LONGEST_VISIT_MINUTES, MOST_INTERACTIONS

if TYPE_CHECKING:
    from datetime import date, datetime


WARD_CODE_LENGTH = 9

# SHA-256 in hexadecimal.
DIGEST_LENGTH = 64


class PatrolActivity(models.TextChoices):
    """What was done in a harm spot."""

    DIRECTED_PATROL = schema.PatrolActivity.DIRECTED_PATROL.value, "Directed patrol"
    BUSINESS_CHECK = schema.PatrolActivity.BUSINESS_CHECK.value, "Business check"
    STOP_SEARCH = schema.PatrolActivity.STOP_SEARCH.value, "Stop search"
    ENGAGEMENT = schema.PatrolActivity.ENGAGEMENT.value, "Engagement"
    OTHER = schema.PatrolActivity.OTHER.value, "Other"


class PatrolSource(models.TextChoices):
    """How it is known that a patrol was made."""

    ENTERED = schema.PatrolSource.ENTERED.value, "Entered"
    FILE = schema.PatrolSource.FILE.value, "From a file"
    TRACK = schema.PatrolSource.TRACK.value, "From a GPS track"


class Patrol(models.Model):
    """One visit to one harm spot. What was not counted is null."""

    # Not a foreign key: a spot may be in several sets, or be an analyst's own.
    spot_id: models.CharField[str, str] = models.CharField(max_length=SPOT_ID_LENGTH)
    begins_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    minutes: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField()
    role: models.CharField[str, str] = models.CharField(max_length=ROLE_LENGTH, choices=VisitRole)
    activity: models.CharField[str, str] = models.CharField(max_length=30, choices=PatrolActivity)
    interactions: models.PositiveSmallIntegerField[int | None, int | None] = (
        models.PositiveSmallIntegerField(null=True)
    )
    recorded_by: models.CharField[str, str] = models.CharField(max_length=20, choices=PatrolSource)
    entered_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    entered_by_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, choices=EntryRole
    )
    claimed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    claimed_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, blank=True, default=""
    )
    withdrawn: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    # Empty for a row that named its spot itself; see ``patrol_places``.
    row_digest: models.CharField[str, str] = models.CharField(
        max_length=DIGEST_LENGTH, blank=True, default=""
    )

    class Meta:
        """One patrol a spot, moment and role; a GPS track may tell of the same one again."""

        indexes: ClassVar = [
            models.Index(fields=["begins_at"], name="patrol_by_time"),
            models.Index(fields=["spot_id", "begins_at"], name="patrol_by_spot"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["spot_id", "begins_at", "role"],
                condition=~Q(recorded_by=PatrolSource.TRACK.value) & Q(withdrawn=False),
                name="one_patrol_a_moment",
            ),
            models.UniqueConstraint(
                fields=["spot_id", "begins_at", "role"],
                condition=Q(recorded_by=PatrolSource.TRACK.value) & Q(withdrawn=False),
                name="one_track_a_moment",
            ),
            models.UniqueConstraint(
                fields=["row_digest"],
                condition=~Q(row_digest="") & Q(withdrawn=False),
                name="one_row_placed_once",
            ),
            models.CheckConstraint(condition=~Q(spot_id=""), name="patrol_has_a_spot"),
            models.CheckConstraint(
                condition=Q(minutes__range=(1, LONGEST_VISIT_MINUTES)), name="patrol_has_minutes"
            ),
            models.CheckConstraint(
                condition=Q(interactions__isnull=True)
                | Q(interactions__range=(0, MOST_INTERACTIONS)),
                name="patrol_interactions_are_few",
            ),
            models.CheckConstraint(
                condition=Q(role__in=VisitRole.values), name="patrol_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(activity__in=PatrolActivity.values), name="patrol_activity_is_known"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__in=PatrolSource.values), name="patrol_source_is_known"
            ),
            models.CheckConstraint(
                condition=Q(entered_by_role__in=EntryRole.values),
                name="patrol_entry_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(begins_at__lte=F("entered_at")), name="patrol_before_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"patrol {self.pk}"


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
    claimed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    claimed_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, blank=True, default=""
    )
    withdrawn: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    class Meta:
        """An operation begins in a ward once a day."""

        indexes: ClassVar = [
            models.Index(fields=["ward_code", "first_day"], name="deployment_by_ward"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["operation", "ward_code", "first_day"],
                condition=Q(withdrawn=False),
                name="one_deployment_a_day",
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
