"""Lists of dwellings to visit after a burglary, and the visits that were made.

No name, no free text: a dwelling is its UPRN, a burglary its reference, a person their role. The
least that the practice needs is kept (Data Protection Act 2018, section 37).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from hotspots import schema
from hotspots.ledger.models.entry import NAME_LENGTH, ROLE_LENGTH, EntryRole, VisitRole

if TYPE_CHECKING:
    from datetime import datetime

UPRN_LENGTH = 12
REFERENCE_LENGTH = 40


class Tier(models.TextChoices):
    """How near a dwelling stands to a burglary."""

    VICTIM = schema.Tier.VICTIM.value, "Victim"
    NEIGHBOUR = schema.Tier.NEIGHBOUR.value, "Neighbour: four either way, same side"
    STREET = schema.Tier.STREET.value, "Rest of the street, and opposite"
    NEARBY = schema.Tier.NEARBY.value, "Within 200 m"
    LEAFLET = schema.Tier.LEAFLET.value, "Within 400 m: leaflet only"


class VisitOutcome(models.TextChoices):
    """What came of a call at a door."""

    SPOKEN_TO = schema.VisitOutcome.SPOKEN_TO.value, "Spoken to"
    NO_ANSWER = schema.VisitOutcome.NO_ANSWER.value, "No answer, card left"
    REFUSED = schema.VisitOutcome.REFUSED.value, "Refused"
    NOT_SUITABLE = schema.VisitOutcome.NOT_SUITABLE.value, "Not suitable"


class VisitList(models.Model):
    """One list that was handed out: of which district, as of when, issued when."""

    list_id: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH, unique=True)
    district: models.CharField[str, str] = models.CharField(max_length=NAME_LENGTH)
    issued_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    as_of: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """Found by district, newest first."""

        indexes: ClassVar = [
            models.Index(fields=["district", "issued_at"], name="list_by_district")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(list_id=""), name="list_has_an_id"),
            models.CheckConstraint(condition=~Q(district=""), name="list_has_a_district"),
        ]

    def __str__(self) -> str:
        return self.list_id


class Listing(models.Model):
    """One dwelling on one list."""

    visit_list: models.ForeignKey[VisitList, VisitList] = models.ForeignKey(
        VisitList, on_delete=models.CASCADE, related_name="listings"
    )
    uprn: models.CharField[str, str] = models.CharField(max_length=UPRN_LENGTH)
    tier: models.CharField[str, str] = models.CharField(max_length=20, choices=Tier)
    due: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True)
    left_out: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    class Meta:
        """A dwelling stands on a list once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["visit_list", "uprn"], name="dwelling_once_a_list"),
            models.CheckConstraint(condition=~Q(uprn=""), name="listing_has_a_uprn"),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="listing_tier_is_known"),
        ]

    def __str__(self) -> str:
        return f"listing {self.pk}"


class ListingReason(models.Model):
    """One burglary that put a dwelling on a list: its reference, never its address."""

    listing: models.ForeignKey[Listing, Listing] = models.ForeignKey(
        Listing, on_delete=models.CASCADE, related_name="reasons"
    )
    burglary_reference: models.CharField[str, str] = models.CharField(max_length=REFERENCE_LENGTH)
    tier: models.CharField[str, str] = models.CharField(max_length=20, choices=Tier)
    reported_time: models.DateTimeField[datetime, datetime] = models.DateTimeField()

    class Meta:
        """A burglary is a reason once."""

        indexes: ClassVar = [
            models.Index(fields=["burglary_reference"], name="reason_by_burglary"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["listing", "burglary_reference"], name="burglary_once_a_listing"
            ),
            models.CheckConstraint(
                condition=~Q(burglary_reference=""), name="reason_has_a_reference"
            ),
            models.CheckConstraint(condition=Q(tier__in=Tier.values), name="reason_tier_is_known"),
        ]

    def __str__(self) -> str:
        return f"reason {self.pk}"


class Visit(models.Model):
    """One call at one dwelling. Text that is not known is empty, never null."""

    uprn: models.CharField[str, str] = models.CharField(max_length=UPRN_LENGTH)
    visited_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    role: models.CharField[str, str] = models.CharField(max_length=20, choices=VisitRole)
    visit_outcome: models.CharField[str, str] = models.CharField(
        max_length=30, choices=VisitOutcome
    )
    tier: models.CharField[str, str] = models.CharField(
        max_length=20, choices=Tier, blank=True, default=""
    )
    district: models.CharField[str, str] = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )
    # Not a foreign key: a visit may come from a list that another machine issued.
    list_id: models.CharField[str, str] = models.CharField(
        max_length=NAME_LENGTH, blank=True, default=""
    )
    burglary_references: models.TextField[str, str] = models.TextField(blank=True, default="")
    entered_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    entered_by_role: models.CharField[str, str] = models.CharField(max_length=20, choices=EntryRole)
    claimed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True
    )
    claimed_role: models.CharField[str, str] = models.CharField(
        max_length=ROLE_LENGTH, blank=True, default=""
    )
    withdrawn: models.BooleanField[bool, bool] = models.BooleanField(default=False)

    class Meta:
        """One call a dwelling a moment: what makes importing a file twice harmless."""

        indexes: ClassVar = [
            models.Index(fields=["visited_at"], name="visit_by_time"),
            models.Index(fields=["district", "visited_at"], name="visit_by_district"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["uprn", "visited_at"],
                condition=Q(withdrawn=False),
                name="one_visit_a_moment",
            ),
            models.CheckConstraint(condition=~Q(uprn=""), name="visit_has_a_uprn"),
            models.CheckConstraint(
                condition=Q(role__in=VisitRole.values), name="visit_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visit_outcome__in=VisitOutcome.values), name="visit_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=Q(tier__in=["", *Tier.values]), name="visit_tier_is_known"
            ),
            models.CheckConstraint(
                condition=Q(entered_by_role__in=EntryRole.values), name="entry_role_is_known"
            ),
            models.CheckConstraint(
                condition=Q(visited_at__lte=F("entered_at")), name="visit_before_entry"
            ),
        ]

    def __str__(self) -> str:
        return f"visit {self.pk}"
