"""An operation written down: the small TOML file that ``hotspots evaluate`` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from hotspots.analyse.periods import Period
from hotspots.errors import InputError
from hotspots.study.operations.operation import Operation


@dataclass(frozen=True, kw_only=True)
class OperationTold:
    """What is said of an operation when it is set up; what it means stands with ``Operation``.

    Attributes
    ----------
    name : str
    selection : str
    before, during : Period
    spots, wards : tuple of str
    areas : str
        The file of outlines beside this one; empty where spots or wards are named.
    chosen : Period or None
    chosen_by_offences : bool
    control_spots, control_wards : tuple of str
        None of either: controls are suggested.
    suggest : int or None
    visits_a_week : float or None
        In each area, as they were planned.
    """

    name: str
    selection: str
    before: Period
    during: Period
    spots: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    areas: str = ""
    chosen: Period | None = None
    chosen_by_offences: bool = True
    control_spots: tuple[str, ...] = ()
    control_wards: tuple[str, ...] = ()
    suggest: int | None = None
    visits_a_week: float | None = None


def operation_text(told: OperationTold) -> str:
    """Return the file of an operation, as ``read_operation`` reads it."""
    lines = [
        f"name = {_text(told.name)}",
        f"selection = {_text(told.selection)}",
        _texts("spots", told.spots),
        _texts("wards", told.wards),
        f"areas = {_text(told.areas)}" if told.areas else "",
        _days("before", told.before),
        _days("during", told.during),
        _days("chosen", told.chosen) if told.chosen else "",
        "" if told.chosen_by_offences else "chosen_by_offences = false",
        "[controls]",
        _texts("spots", told.control_spots),
        _texts("wards", told.control_wards),
        f"suggest = {told.suggest}" if told.suggest else "",
    ]
    if told.visits_a_week:
        lines += ["[plan]", f"visits_a_week_in_each_area = {told.visits_a_week:g}"]
    return "\n".join([*filter(None, lines), ""])


def told_of(operation: Operation) -> OperationTold:
    """Return what is said of an operation in a file of ``operation_text``, to be said otherwise.

    Raises
    ------
    InputError
        When its file says more, or says it otherwise: what was written by hand would be lost.
    """
    treated, controls, plan = operation.treated, operation.controls, operation.plan
    told = OperationTold(
        name=operation.name,
        selection=operation.selection or "",
        before=operation.before,
        during=operation.during,
        spots=treated.spots,
        wards=treated.wards,
        areas=treated.areas.name if treated.areas else "",
        chosen=operation.chosen,
        chosen_by_offences=operation.chosen_by_offences,
        control_spots=controls.spots,
        control_wards=controls.wards,
        suggest=operation.suggest,
        visits_a_week=plan.per_week if plan else None,
    )
    if operation_text(told) != operation.path.read_text(encoding="utf-8"):
        raise InputError(
            f"{operation.path.name} was changed by hand, and says what the form does not ask for. "
            "Change it by hand again."
        )
    return told


def _text(value: str) -> str:
    # A basic string of TOML is one of JSON, but for characters beyond ASCII, which stay themselves.
    return json.dumps(value, ensure_ascii=False)


def _texts(name: str, values: Sequence[str]) -> str:
    return f"{name} = [{', '.join(map(_text, values))}]" if values else ""


def _days(name: str, period: Period) -> str:
    return f'{name} = ["{period.first}", "{period.last}"]'


def places_in_words(operation: Operation) -> str:
    """Say what an operation's areas are and what they are compared with."""
    treated, controls = operation.treated, operation.controls
    named = treated.spots or treated.wards
    areas = ", ".join(named) if named else "areas that were drawn"
    against = ", ".join(controls.spots or controls.wards) or "places alike, which are suggested"
    return f"{areas}; compared with {against}"
