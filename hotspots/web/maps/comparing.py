"""Two periods beside each other: what is asked, the answer from what was read, and its pictures."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django import forms

from hotspots import schema
from hotspots.analyse.periods import Period
from hotspots.errors import NoRowsError
from hotspots.web import force
from hotspots.web.answers import Written, years_read, years_written
from hotspots.web.beside import answer_of
from hotspots.web.ground import districts_of
from hotspots.web.maps.forms import offered_selections

if TYPE_CHECKING:
    from hotspots.analyse.data_cover import DataCover
    from hotspots.study.change_map.side_by_side import Compared

KEPT_ANSWERS: Final = 12
MONTHS_AT_FIRST: Final = 3


class AskedTwo(NamedTuple):
    """Two periods, what is counted, and where; None is the whole force."""

    district: force.District | None
    now: Period
    then: Period
    selection: str


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


class TwoPeriods(forms.Form):
    """The days now, the days then, and the offences."""

    now_first = _day("From")
    now_last = _day("To")
    then_first = _day("Beside, from")
    then_last = _day("Beside, to")
    selection = forms.ChoiceField(label="Offences", choices=offered_selections)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order, and two periods that share days."""
        given = super().clean() or {}
        if self.errors:
            return given
        for what in ("now", "then"):
            if given[f"{what}_last"] < given[f"{what}_first"]:
                self.add_error(f"{what}_last", "This day is before the first.")
        if given["then_last"] >= given["now_first"] and given["now_last"] >= given["then_first"]:
            raise forms.ValidationError("The two periods share days: take others.")
        return given

    def asked(self, district: force.District | None) -> AskedTwo:
        """Return the question."""
        given: dict[str, date] = self.cleaned_data
        return AskedTwo(
            district=district,
            now=Period(first=given["now_first"], last=given["now_last"]),
            then=Period(first=given["then_first"], last=given["then_last"]),
            selection=self.cleaned_data["selection"],
        )


def asked_at_first() -> dict[str, Any]:
    """Return the last three whole months, beside those of a year before or just before.

    Raises
    ------
    HotspotsError
        When the offences cannot be read, or hold no whole month.
    """
    cover = answer_of(_cover)
    last = cover.last_whole_month()
    if last is None:
        raise NoRowsError("The offences hold no whole month yet: there is nothing to compare.")
    first = last
    for _ in range(MONTHS_AT_FIRST - 1):
        first = first.before()
    now = Period(first=first.first, last=last.last)
    then = now.year_before() if cover.lacks(now.year_before()) is None else now.before()
    return {
        "now_first": now.first.isoformat(),
        "now_last": now.last.isoformat(),
        "then_first": then.first.isoformat(),
        "then_last": then.last.isoformat(),
        "selection": force.profile().harm_spot_selection,
    }


def compared(asked: AskedTwo) -> Compared:
    """Return two periods beside each other; the last answers are kept.

    Raises
    ------
    HotspotsError
        When a period is not covered, or too little lies in it.
    """
    return _compared(asked, years_written())


def _cover() -> DataCover:
    return years_read().cover


@lru_cache(maxsize=KEPT_ANSWERS)
def _compared(asked: AskedTwo, _read: Written) -> Compared:
    return answer_of(_compare, asked)


def _compare(asked: AskedTwo) -> Compared:
    from hotspots.study.change_map.side_by_side import compare_periods  # noqa: PLC0415 - heavy

    return compare_periods(
        years_read(),
        districts_of(asked.district),
        profile=force.profile(),
        selection=asked.selection,
        now=asked.now,
        then=asked.then,
    )


def pictures(found: Compared) -> dict[str, Any]:
    """Return the two surfaces as pictures with their corners, and the zones as places."""
    from hotspots.render.maps.map_layers import class_banded_images  # noqa: PLC0415 - heavy
    from hotspots.render.offline_page import data_address  # noqa: PLC0415 - heavy
    from hotspots.web.ground import shown  # noqa: PLC0415 - beside the others

    then, now = class_banded_images(found.pair.surfaces)
    return {
        "then": {"image": data_address(then.png), "corners": then.corners},
        "now": {"image": data_address(now.png), "corners": now.corners},
        "zones": shown(found.pair.zones, schema.ZONE),
        "moved": found.pair.zones[schema.MOVED].tolist(),
    }
