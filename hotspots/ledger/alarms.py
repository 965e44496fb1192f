"""Alarms of the watch into the tables and out of them: raised, open, closed with a reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

import pandas as pd

from hotspots import schema
from hotspots.errors import InputError
from hotspots.ledger import chain
from hotspots.ledger.models import Alarm, AlarmClosing
from hotspots.ledger.models.harm_spots import REASON_LENGTH
from hotspots.ledger.new_alarm import NewAlarm
from hotspots.ledger.records import as_table
from hotspots.nearest import instead_of

_ID_PATTERN: Final = re.compile(r"W0*(\d{1,9})", re.IGNORECASE)
_REASON_PATTERN: Final = rf"\w[^\x00-\x1f]{{0,{REASON_LENGTH - 1}}}"
_MOMENTS: Final = (schema.RAISED_AT, schema.CLOSED_AT)


def raise_all(alias: str, wanted: Sequence[NewAlarm], *, raised_at: datetime) -> list[str]:
    """Record alarms inside a transaction that the caller has opened; return the id of each.

    An area of a plan whose alarm is open raises no second one, and a week none twice.
    """
    ids: list[str] = []
    for new in wanted:
        of_area = Alarm.objects.using(alias).filter(plan=new.plan, area=new.area)
        there = (
            of_area.filter(first_day=new.first_day).first()
            or of_area.filter(closing__isnull=True).order_by("-pk").first()
        )
        if there is None:
            there = Alarm.objects.using(alias).create(
                plan=new.plan,
                area=new.area,
                first_day=new.first_day,
                last_day=new.last_day,
                sign=str(new.sign),
                raised_at=raised_at,
            )
            chain.Rows(alias).append(chain.ALARM, [there.pk])
        ids.append(id_of(there.pk))
    return ids


def close(alias: str, alarm_id: str, *, reason: str, closed_at: datetime, role: str) -> None:
    """Close an open alarm inside a transaction that the caller has opened."""
    if not re.fullmatch(_REASON_PATTERN, reason):
        raise InputError(
            f"The reason must begin with a letter or a figure and be of at most {REASON_LENGTH} "
            f"characters on one line, and is of {len(reason)}."
        )
    alarm = _found(alias, alarm_id)
    done = AlarmClosing.objects.using(alias).filter(alarm=alarm).first()
    if done is not None:
        raise InputError(
            f"Alarm {id_of(alarm.pk)} was closed on {done.closed_at:%d/%m/%Y} already, by the role "
            f"{done.closed_by_role}; nothing was recorded."
        )
    made = AlarmClosing.objects.using(alias).create(
        alarm=alarm, close_reason=reason, closed_at=closed_at, closed_by_role=role
    )
    chain.Rows(alias).append(chain.ALARM_CLOSING, [made.pk])


def _found(alias: str, alarm_id: str) -> Alarm:
    number = _ID_PATTERN.fullmatch(alarm_id.strip())
    alarm = number and Alarm.objects.using(alias).filter(pk=int(number[1])).first()
    if not alarm:
        still = Alarm.objects.using(alias).filter(closing__isnull=True).order_by("pk")
        there = [id_of(pk) for pk in still.values_list("pk", flat=True)]
        hint = instead_of(alarm_id, there) if there else "No alarm is open."
        raise InputError(f"There is no alarm {alarm_id!r}. {hint}")
    return alarm


def id_of(number: int) -> str:
    """Return an alarm's id: ``W0007``."""
    return f"W{number:04d}"


def read(alias: str, timezone: str, *, open_only: bool) -> pd.DataFrame:
    """Return alarms, the oldest first: ``schema.ALARM_COLUMNS``; open ones have no closing."""
    alarms = Alarm.objects.using(alias).order_by("pk")
    if open_only:
        alarms = alarms.filter(closing__isnull=True)
    rows = alarms.values_list(
        "pk", "plan", "area", "first_day", "last_day", "sign", "raised_at",
        "closing__closed_at", "closing__closed_by_role", "closing__close_reason",
    )  # fmt: skip
    table = as_table(
        [(id_of(pk), *rest) for pk, *rest in rows],
        schema.ALARM_COLUMNS,
        timezone=timezone,
        moments=_MOMENTS,
        numbers={},
    )
    days = (schema.STEP_FIRST, schema.STEP_LAST)
    return table.assign(**{each: pd.to_datetime(table[each]) for each in days})
