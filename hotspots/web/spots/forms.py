"""What each edit of a harm spot asks for."""

from __future__ import annotations

from typing import Final

from django import forms

from hotspots import schema
from hotspots.ledger.models.harm_spots import REASON_LENGTH, SPOT_NAME_LENGTH
from hotspots.schema import SpotEdit
from hotspots.study.spots_over_time.drawn_outline import LARGEST_RADIUS_M, SMALLEST_RADIUS_M

USUAL_RADIUS_M: Final = 100


class Reasoned(forms.Form):
    """An edit that says why, and nothing else."""

    reason = forms.CharField(
        label="Why",
        max_length=REASON_LENGTH,
        help_text="In a sentence; no names of people. It is shown on every product.",
    )

    field_order = (schema.SPOT_NAME, "easting", "northing", "radius_m", "reason")


class Named(Reasoned):
    """An edit that gives a name."""

    name = forms.CharField(
        label="Name",
        max_length=SPOT_NAME_LENGTH,
        help_text="Street and town, or what officers say.",
    )


class Circled(Reasoned):
    """An edit that draws a circle."""

    easting = forms.FloatField(label="Easting of the middle, in metres")
    northing = forms.FloatField(label="Northing of the middle, in metres")
    radius_m = forms.FloatField(
        label="Radius, in metres",
        min_value=SMALLEST_RADIUS_M,
        max_value=LARGEST_RADIUS_M,
        initial=USUAL_RADIUS_M,
        help_text="Two officers walk through 300 m in a visit of 15 minutes.",
    )


class Added(Named, Circled):
    """A spot that is added: a name, and a circle."""


class Adopted(forms.Form):
    """A set that is put in force: why, and in place of which."""

    instead_of = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Why",
        max_length=REASON_LENGTH,
        help_text="In a sentence; no names of people. It stands beside the set for good.",
    )


FORMS: Final = {
    SpotEdit.ADD: Added,
    SpotEdit.MOVE: Circled,
    SpotEdit.RENAME: Named,
    SpotEdit.VETO: Reasoned,
    SpotEdit.WITHDRAW: Reasoned,
}
