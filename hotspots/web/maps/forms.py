"""What a commander chooses of the map."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from hotspots import care
from hotspots.harm_index import OFFENCES
from hotspots.load.harm_weights import read_harm_index, shipped_indices
from hotspots.web import force
from hotspots.web.answers import Asked


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
