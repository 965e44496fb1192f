"""Alarms of the watch: raised once, open until somebody closes them and says why.

The reason of a closing is free text of the ledger, as that of a spot's edit is: no name belongs in
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from hotspots import schema
from hotspots.ledger.models.entry import ROLE_LENGTH, EntryRole
from hotspots.ledger.models.harm_spots import REASON_LENGTH
from hotspots.ledger.new_alarm import AREA_LENGTH

if TYPE_CHECKING:
    from datetime import date, datetime


class Sign(models.TextChoices):
    """What raised an alarm."""

    ABOVE = schema.WatchVerdict.ABOVE.value, "Above its band"
    GATHERING = schema.WatchVerdict.GATHERING.value, "Gathering"


class Alarm(models.Model):
    """One alarm of a plan in an area, by the week or month that raised it. It holds no count."""

    plan: models.CharField[str, str] = models.CharField(max_length=AREA_LENGTH)
    area: models.CharField[str, str] = models.CharField(max_length=AREA_LENGTH)
    first_day: models.DateField[date, date] = models.DateField()
    last_day: models.DateField[date, date] = models.DateField()
    sign: models.CharField[str, str] = models.CharField(max_length=20, choices=Sign)
    raised_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """An area of a plan raises one alarm a week."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "area", "first_day"], name="alarm_once_a_step"),
            models.CheckConstraint(condition=~Q(plan=""), name="alarm_has_a_plan"),
            models.CheckConstraint(condition=~Q(area=""), name="alarm_has_an_area"),
            models.CheckConstraint(condition=Q(sign__in=Sign.values), name="alarm_sign_is_known"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="alarm_step_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"alarm {self.pk}"


class AlarmClosing(models.Model):
    """Who closed an alarm, by role, when, and why. It is never changed, nor deleted."""

    alarm: models.OneToOneField[Alarm, Alarm] = models.OneToOneField(
        Alarm, on_delete=models.PROTECT, related_name="closing"
    )
    close_reason: models.CharField[str, str] = models.CharField(max_length=REASON_LENGTH)
    closed_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    closed_by_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, choices=EntryRole
    )

    class Meta:
        """A closing says why."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(close_reason=""), name="closing_has_a_reason"),
            models.CheckConstraint(
                condition=Q(closed_by_role__in=EntryRole.values), name="closer_role_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"closing of alarm {self.alarm.pk}"
