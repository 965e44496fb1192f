"""What a patrol says of itself that is recorded after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

from hotspots import schema
from hotspots.ledger.reasons import LONGEST_VISIT_MINUTES, MOST_INTERACTIONS
from hotspots.web import force

PATROL_BEGAN_AT_MOST: Final = timedelta(days=2)


class ClockField(forms.DateTimeField):
    """A moment as it is read off the clock, also in the hour that autumn has twice."""

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's
        """Read it; which clock it is, the form says."""
        with timezone.override(UTC):
            return super().to_python(value)


class EarlierPatrol(forms.Form):
    """One patrol of a harm spot in force."""

    spot_id = forms.ChoiceField(label="Harm spot")
    begins_at = ClockField(
        label="Began",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=LONGEST_VISIT_MINUTES)
    activity = forms.ChoiceField(
        label="What was done", choices=[(each, each.capitalize()) for each in schema.PatrolActivity]
    )
    interactions = forms.IntegerField(
        label="People spoken to", min_value=0, max_value=MOST_INTERACTIONS, required=False
    )

    def __init__(self, spots: list[tuple[str, str]], *args: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **named)
        self.fields["spot_id"].choices = spots  # type: ignore[attr-defined]

    def clean_begins_at(self) -> datetime:
        """Take the moment on the force's clock, and refuse one ahead or long ago."""
        given: datetime = self.cleaned_data["begins_at"]
        moment = given.replace(tzinfo=force.zone())
        if not timedelta(0) <= force.now() - moment <= PATROL_BEGAN_AT_MOST:
            raise forms.ValidationError("Give a moment of the last two days.")
        return moment
