"""What a patrol says of itself that is recorded after it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django import forms

from hotspots import schema
from hotspots.ledger.reasons import LONGEST_VISIT_MINUTES, MOST_INTERACTIONS
from hotspots.web import force

PATROL_BEGAN_AT_MOST: Final = timedelta(days=2)


class EarlierPatrol(forms.Form):
    """One patrol of a harm spot in force."""

    spot_id = forms.ChoiceField(label="Harm spot")
    begins_at = forms.DateTimeField(
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
