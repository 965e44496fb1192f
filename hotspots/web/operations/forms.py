"""What an operation is asked for when it is set up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms

from hotspots.analyse.periods import Period
from hotspots.study.operations.operation_file import OperationTold
from hotspots.web import force
from hotspots.web.maps.forms import offered_selections
from hotspots.web.runs.forms import Drawn

if TYPE_CHECKING:
    from django.forms import BoundField

# A letter or a figure first; no sign that a spreadsheet or a page could take for an order.
NAME: Final = re.compile(r"\w[\w .,'()&/-]{0,58}")
WARD_CODE: Final = re.compile(r"[A-Z]\d{8}")
MOST_NAMED: Final = 60
CHANGED_MEANWHILE: Final = (
    "Somebody else has changed the operation, or removed it, since this page was opened. Nothing "
    "was kept: open it again, and look at what it says now."
)
Choices = Sequence[tuple[str, str]]


def _day(label: str, help_text: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, required=required, widget=widget)


class SetUp(Drawn):
    """Where, when, and beside what; of an operation that is there, what is to be said otherwise.

    Parameters
    ----------
    spots, wards : sequence of (str, str)
        Those of the district, as a value and what it is called.
    told : OperationTold, optional
        What is said of the operation that is changed. Its name stays, and so do outlines unless
        other places are given.
    version : int
        The version that there is now; a form that was opened on another one is refused.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label="Name of the operation", max_length=60)
    spots = forms.MultipleChoiceField(
        label="Or harm spots in force", required=False, widget=forms.CheckboxSelectMultiple
    )
    wards = forms.MultipleChoiceField(
        label="Or wards", required=False, widget=forms.CheckboxSelectMultiple
    )
    during_first = _day("First day of the operation")
    during_last = _day("Last day of the operation")
    before_first = _day(
        "Compared with the days from", "A longer time makes the answer surer. It ends before it."
    )
    before_last = _day("Compared with the days to")
    selection = forms.ChoiceField(label="Offences", choices=offered_selections)
    against = forms.CharField(
        label="Compared with these places", max_length=1_000, required=False,
        help_text="Ids of harm spots in force, or codes of wards, with commas between. Empty: "
        "places alike are found.",
    )  # fmt: skip
    suggest = forms.IntegerField(
        label="How many places alike", min_value=1, max_value=200, required=False,
        help_text="Empty: twice as many as the operation has areas, ten at least.",
    )  # fmt: skip
    chosen_first = _day(
        "The areas were chosen by offences of the days from",
        "Of harm spots it is known. Empty: not known.",
        required=False,
    )
    chosen_last = _day("Chosen by offences of the days to", required=False)
    not_by_offences = forms.BooleanField(
        label="They were chosen without a look at offences", required=False
    )
    visits = forms.FloatField(
        label="Planned visits a week in each area", min_value=1, max_value=1_000, required=False,
        help_text="Empty: no patrols were planned.",
    )  # fmt: skip

    def __init__(
        self,
        spots: Choices,
        wards: Choices,
        data: Any = None,  # noqa: ANN401 - Django's own
        files: Any = None,  # noqa: ANN401 - Django's own
        *,
        told: OperationTold | None = None,
        version: int = 0,
    ) -> None:
        selection = {"selection": force.profile().harm_spot_selection}
        said = selection if told is None else said_of(told)
        super().__init__(data, files, initial={**said, "version": version})
        offered = {"spots": spots, "wards": wards}
        for name, places in offered.items():
            known = {value for value, _ in places}
            more = [(each, each) for each in said.get(name, ()) if each not in known]
            self.fields[name].choices = [*places, *more]  # type: ignore[attr-defined]
        self._offered = [name for name in offered if self.fields[name].choices]  # type: ignore[attr-defined]
        self.fields["name"].disabled = told is not None
        self.areas_before = told.areas if told else ""

    def part(self, *names: str) -> list[BoundField]:
        """Return some of its fields."""
        return [self[each] for each in names]

    @property
    def called(self) -> list[BoundField]:
        """What the operation is called."""
        return self.part("name")

    @property
    def named_places(self) -> list[BoundField]:
        """The ways to say where it was without drawing, as far as there is something to name."""
        return self.part("file", *self._offered)

    @property
    def days(self) -> list[BoundField]:
        """When it was, and the time before it."""
        return self.part("during_first", "during_last", "before_first", "before_last", "selection")

    @property
    def comparison(self) -> list[BoundField]:
        """What else may be said of the comparison."""
        return self.part(
            "against", "suggest", "chosen_first", "chosen_last", "not_by_offences", "visits"
        )

    def clean_name(self) -> str:
        """Refuse a name that is not plain."""
        name = str(self.cleaned_data["name"])
        if not NAME.fullmatch(name):
            raise forms.ValidationError(
                "Use letters, figures, spaces and . , ' ( ) & / - for the name, up to 60 of them."
            )
        return name

    def clean_against(self) -> list[str]:
        """Return the places that are named, each once."""
        named = re.split(r"[\s,;]+", str(self.cleaned_data["against"]).strip().upper())
        places = list(dict.fromkeys(each for each in named if each))
        if len(places) > MOST_NAMED:
            raise forms.ValidationError(f"Name {MOST_NAMED} places at most.")
        if len({bool(WARD_CODE.fullmatch(each)) for each in places}) > 1:
            raise forms.ValidationError("Name harm spots or wards, not both.")
        return places

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and places that are said in two ways or in none."""
        given = super().clean() or {}
        if (given.get("version") or 0) != self.initial["version"]:
            raise forms.ValidationError(CHANGED_MEANWHILE)
        for what in ("during", "before", "chosen"):
            first, last = given.get(f"{what}_first"), given.get(f"{what}_last")
            if isinstance(first, date) and isinstance(last, date) and last < first:
                self.add_error(f"{what}_last", "This day is before the first.")
            if what == "chosen" and (first is None) != (last is None):
                self.add_error("chosen_first", "Give the first and the last day, or neither.")
        before, during = given.get("before_last"), given.get("during_first")
        if before and during and before >= during:
            self.add_error("before_last", "This day is not before the operation begins.")
        ways = [each for each in ("outline", "file", "spots", "wards") if given.get(each)]
        stays = not ways and self.areas_before
        if len(ways) != 1 and not stays and not self.errors:
            raise forms.ValidationError(
                "Say where the operation was in one way: drawn on the map, in a file, by harm "
                f"spots, or by wards. {'None' if not ways else len(ways)} of these was given."
            )
        return given

    def told(self) -> OperationTold:
        """Return what is said of the operation, but for outlines that are given now."""
        given = self.cleaned_data
        others = [each for each in ("outline", "file", "spots", "wards") if given[each]]
        against: list[str] = given["against"]
        are_wards = bool(against) and bool(WARD_CODE.fullmatch(against[0]))
        chosen = given["chosen_first"], given["chosen_last"]
        return OperationTold(
            name=given["name"],
            selection=given["selection"],
            before=Period(first=given["before_first"], last=given["before_last"]),
            during=Period(first=given["during_first"], last=given["during_last"]),
            spots=tuple(given["spots"]),
            wards=tuple(given["wards"]),
            areas="" if others else self.areas_before,
            chosen=Period(first=chosen[0], last=chosen[1]) if all(chosen) else None,
            chosen_by_offences=not given["not_by_offences"],
            control_spots=() if are_wards else tuple(against),
            control_wards=tuple(against) if are_wards else (),
            suggest=None if against else given["suggest"],
            visits_a_week=given["visits"],
        )


def said_of(told: OperationTold) -> dict[str, Any]:
    """Return what the form says of an operation before it is changed."""
    chosen = told.chosen
    return {
        "name": told.name,
        "spots": told.spots,
        "wards": told.wards,
        "during_first": told.during.first,
        "during_last": told.during.last,
        "before_first": told.before.first,
        "before_last": told.before.last,
        "selection": told.selection,
        "against": ", ".join(told.control_spots or told.control_wards),
        "suggest": told.suggest,
        "chosen_first": chosen.first if chosen else None,
        "chosen_last": chosen.last if chosen else None,
        "not_by_offences": not told.chosen_by_offences,
        "visits": told.visits_a_week,
    }
