"""An alarm that a watch hands to the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from hotspots import schema
from hotspots.errors import InputError

AREA_LENGTH: Final = 120


@dataclass(frozen=True, kw_only=True)
class NewAlarm:
    """An alarm that a watch raises: a plan's area, and the week or month that raised it."""

    plan: str
    area: str
    first_day: date
    last_day: date
    sign: schema.WatchVerdict

    def __post_init__(self) -> None:
        for what, text in (("plan", self.plan), ("area", self.area)):
            if not 0 < len(text) <= AREA_LENGTH:
                raise InputError(
                    f"The {what} of an alarm is of {len(text)} characters; it must be of 1 to "
                    f"{AREA_LENGTH}."
                )
        if self.sign not in schema.ALARMS:
            raise InputError(f"{str(self.sign)!r} raises no alarm.")
