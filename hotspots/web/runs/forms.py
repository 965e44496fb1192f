"""What is asked when a run is started: a page for each journey, with the few things asked most."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Final

from django import forms

from hotspots.load.ward_presets import shipped_presets
from hotspots.web import force
from hotspots.web.maps.forms import offered_indices, offered_selections
from hotspots.web.runs.drawn import keep_zone

MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
SPOT_ID: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")
MOST_SPOTS: Final = 20
LONGEST_OUTLINE: Final = 400_000


class Start(forms.Form):
    """A journey that is asked nothing, or what its fields are called."""

    def options(self) -> dict[str, Any]:
        """Return what the journey is asked; what was left empty is the workspace's own.

        Raises
        ------
        HotspotsError
            When something that is given cannot be used.
        """
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value not in (None, "", [])
        }


def _index() -> forms.ChoiceField:
    return forms.ChoiceField(label="Weighed by", choices=offered_indices, initial="css")


def _selection() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Offences",
        choices=offered_selections,
        initial=lambda: force.profile().harm_spot_selection,
    )


def _name(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=80, required=False)


def _day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, help_text=help_text, required=False, widget=widget)


class OfHarmMaps(Start):
    """Harm maps."""

    index = _index()


class OfLists(Start):
    """Homes to visit."""

    teams = forms.IntegerField(
        label="Pairs in the shift", min_value=1, max_value=50, required=False,
        help_text="In each district. Empty: the workspace's own.",
    )  # fmt: skip


class OfWards(Start):
    """The ranking of wards."""

    index = _index()
    preset = forms.ChoiceField(
        label="Ranked by",
        choices=lambda: [(each, each) for each in shipped_presets()],
        initial="harm",
    )
    packs = _name("Pack for the ward", "Its name or code. Empty: no pack.")

    def clean_packs(self) -> list[str]:
        """Return the wards whose packs are made."""
        return [str(self.cleaned_data["packs"])] if self.cleaned_data["packs"] else []


class OfPattern(Start):
    """The pattern of burglary."""

    area = _name("Area", "A district's name, or a ward's name or code. Empty: the whole force.")


class OfDays(Start):
    """Whatever is of days that may be named: both, or neither."""

    first_day = _day("From")
    last_day = _day("To")

    def clean(self) -> dict[str, Any]:
        """Refuse one day without the other, and days in the wrong order."""
        given = super().clean() or {}
        first, last = given.get("first_day"), given.get("last_day")
        if (first is None) != (last is None):
            raise forms.ValidationError("Give the first and the last day, or neither.")
        if first and last and last < first:
            self.add_error("last_day", "This day is before the first.")
        return given


class OfReview(OfDays):
    """A review of the harm spots in force."""

    first_day = _day("Judged on the days from", "Empty: all after the days they were chosen on.")


class OfChange(OfDays):
    """The map of change."""

    selection = _selection()
    first_day = _day("From", "Empty: the last three whole months.")
    against = forms.ChoiceField(
        label="Set beside",
        choices=[("year", "The same days a year before"), ("before", "The days just before")],
    )

    field_order = ("selection",)


class OfLasting(Start):
    """New, lasting and fading places."""

    selection = _selection()


class OfMonth(Start):
    """A month: its demand, or what changed in it."""

    month = _name("Month", "As 2025-11. Empty: the last whole month of the data.")

    def clean_month(self) -> str:
        """Refuse what is no month."""
        month = str(self.cleaned_data["month"])
        if month and not MONTH.fullmatch(month):
            raise forms.ValidationError("Give year and month, as 2025-11.")
        return month


class OfForecast(Start):
    """A forecast."""

    groups = forms.ChoiceField(
        label="Kinds of offence",
        choices=[
            ("selections", "The force's own selections"),
            ("categories", "The categories of data.police.uk"),
        ],
    )
    districts = forms.BooleanField(label="Each district, too", required=False)


class Drawn(forms.Form):
    """Whatever has an outline that is drawn on the page, or given in a file."""

    outline = forms.CharField(
        required=False, widget=forms.HiddenInput, max_length=LONGEST_OUTLINE,
        error_messages={"max_length": "The outline has more corners than anybody draws."},
    )  # fmt: skip
    file = forms.FileField(
        label="Or a file with its outlines", required=False,
        help_text="GeoJSON, GeoPackage, KML or a zipped Shapefile, up to 5 MB.",
    )  # fmt: skip


class OfZone(Drawn, Start):
    """A zone: drawn, around harm spots or along a street."""

    spots = _name("Or around harm spots", "Their ids, with commas between: S001, S002.")
    street = _name("Or along a street", "Its name.")
    district = forms.ChoiceField(
        label="The street's district",
        required=False,
        choices=lambda: [("", "Any"), *((each.name, each.name) for each in force.districts())],
    )
    called = _name("What it is called", "Empty: after what it is made of. A drawn one needs it.")

    field_order = ("outline", "file", "spots", "street", "district", "called")

    def clean_spots(self) -> list[str]:
        """Return the ids of harm spots."""
        ids = re.findall(r"[^\s,;]+", str(self.cleaned_data["spots"]).upper())
        if len(ids) > MOST_SPOTS or not all(map(SPOT_ID.fullmatch, ids)):
            raise forms.ValidationError("Give ids of harm spots, as S001, with commas between.")
        return list(dict.fromkeys(ids))

    def clean(self) -> dict[str, Any]:
        """Refuse a zone that is made of nothing, or of two things."""
        given = super().clean() or {}
        ways = [each for each in ("outline", "file", "spots", "street") if given.get(each)]
        if not self.errors and len(ways) != 1:
            raise forms.ValidationError(
                "Say what the zone is in one way: drawn on the map, a file, harm spots or a street."
            )
        if {"outline", "file"} & set(ways) and not given.get("called"):
            self.add_error("called", "Say what the zone is called: it was drawn.")
        if "street" not in ways:
            given["district"] = ""
        return given

    def options(self) -> dict[str, Any]:
        """Return what the zone is made of; an outline is kept, and named by its file.

        Raises
        ------
        InputError
            When the outline cannot be worked with.
        """
        asked = super().options()
        outline, file = asked.pop("outline", ""), asked.pop("file", None)
        if outline or file is not None:
            asked["outline"] = keep_zone(asked["called"], outline, file)
        return asked


FORMS: Final[dict[str, type[Start]]] = {
    "run": OfHarmMaps,
    "cocoon": OfLists,
    "wards": OfWards,
    "patrol-plan": Start,
    "watch": Start,
    "burglary-pattern": OfPattern,
    "spots-review": OfReview,
    "zone": OfZone,
    "change-map": OfChange,
    "lasting": OfLasting,
    "changes": OfMonth,
    "forecast": OfForecast,
    "demand": OfMonth,
}
