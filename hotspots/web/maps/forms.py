"""What a commander chooses of the map, and what a patrol says of itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms

from hotspots import care, schema
from hotspots.harm_index import OFFENCES
from hotspots.load.harm_weights import read_harm_index, shipped_indices
from hotspots.web import force
from hotspots.web.answers import Asked

LONGEST_PATROL_MINUTES: Final = 720
PATROL_BEGAN_AT_MOST: Final = timedelta(days=2)


def offered_selections() -> list[tuple[str, str]]:
    """Return the selections that may be asked for: none whose every question tells of a person."""
    return [
        (key, selection.label)
        for key, selection in force.profile().selections.items()
        if not care.is_sensitive(selection)
    ]


def offered_indices() -> list[tuple[str, str]]:
    """Return the harm indices that ship and weigh offences."""
    shipped = map(read_harm_index, shipped_indices())
    return [(index.key, index.name) for index in shipped if index.subject == OFFENCES]


class AskedMap(forms.Form):
    """Days, selection and index of a map that is answered on the page."""

    first_day = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))
    last_day = forms.DateField(label="To", widget=forms.DateInput(attrs={"type": "date"}))
    selection = forms.ChoiceField(label="Offences", choices=offered_selections)
    index = forms.ChoiceField(label="Weighed by", choices=offered_indices)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            raise forms.ValidationError("The last day is before the first.")
        return given

    def asked(self, district: str) -> Asked:
        """Return the question, of a district."""
        told = self.cleaned_data
        return Asked(
            district=district,
            first_day=told["first_day"],
            last_day=told["last_day"],
            selection=told["selection"],
            weighed_by=told["index"],
        )


class Patrol(forms.Form):
    """One patrol of a harm spot in force."""

    spot_id = forms.ChoiceField(label="Harm spot")
    begins_at = forms.DateTimeField(
        label="Began",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=LONGEST_PATROL_MINUTES)
    activity = forms.ChoiceField(
        label="What was done", choices=[(each, each.capitalize()) for each in schema.PatrolActivity]
    )
    interactions = forms.IntegerField(
        label="People spoken to", min_value=0, max_value=999, required=False
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
