"""An operation as it is written down in a small TOML file: where, when, what was planned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hotspots import words
from hotspots.analyse.operations.delivery import PatrolPlan, PlanUnit
from hotspots.analyse.periods import DAYS_A_WEEK, Period
from hotspots.errors import SettingsError
from hotspots.toml_entries import TableShape, faults_of_table, read_toml

# Twice as many controls as treated areas: more add little, since the treated areas' own counts then
# are what makes the comparison unsure.
CONTROLS_A_TREATED: Final = 2
# With fewer than this nobody knows how much places change by themselves; one ward needs them most.
FEWEST_SUGGESTED: Final = 10
RING_WIDTH_M: Final = 200.0
_PLACES: Final = ("spots", "wards", "areas")
_PERIODS: Final = ("before", "during", "chosen")
_PERIOD_SHAPE: Final = 'a first and a last day: ["2025-01-01", "2025-03-31"]'

# What the template holds where only the analyst knows what belongs there.
_PLACEHOLDERS: Final = frozenset({"NAME", "SPOT-ID", "YYYY-MM-DD"})

_OPERATION: Final = TableShape(
    kinds={
        "name": str,
        "selection": str,
        "spots": tuple,
        "spot_set": str,
        "wards": tuple,
        "areas": str,
        "before": tuple,
        "during": tuple,
        "ring_width_m": float,
        "chosen": tuple,
        "chosen_by_offences": bool,
        "controls": dict,
        "plan": dict,
    },
    needed=frozenset({"name", "before", "during"}),
)
_CONTROLS: Final = TableShape(
    kinds={
        "spots": tuple,
        "wards": tuple,
        "areas": str,
        "suggest": int,
        "candidates": str,
        "not_in": tuple,
    },
    needed=frozenset(),
)
# What a plan counts, how many days it is for, and its unit.
_PLANS: Final[Mapping[str, tuple[int, PlanUnit]]] = {
    "visits_a_day_in_each_area": (1, PlanUnit.VISITS),
    "visits_a_week_in_each_area": (DAYS_A_WEEK, PlanUnit.VISITS),
    "minutes_a_week_in_each_area": (DAYS_A_WEEK, PlanUnit.MINUTES),
}
_PLAN: Final = TableShape(
    kinds={**dict.fromkeys(_PLANS, float), "minutes_a_visit": float}, needed=frozenset()
)


@dataclass(frozen=True, kw_only=True)
class Places:
    """Areas, named in one of three ways.

    Attributes
    ----------
    spots, wards : tuple of str
        Ids of harm spots, or codes of wards.
    areas : Path or None
        Outlines, as GeoJSON, GeoPackage, Shapefile or GeoParquet.
    """

    spots: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    areas: Path | None = None

    @property
    def are_named(self) -> bool:
        """Whether there are any."""
        return bool(self.spots or self.wards or self.areas)


@dataclass(frozen=True, kw_only=True)
class Operation:
    """An operation as its file has it.

    Attributes
    ----------
    path : Path
    name : str
    selection : str or None
        Of the profile; None takes the one that harm spots are made of.
    treated : Places
    spot_set : str or None
        The run, or the adopted set, that the spots' ids are of; None takes the set in force.
    before, during : Period
    ring_width_m : float
    chosen : Period or None
        The offences by which the areas were chosen; of harm spots it is known.
    chosen_by_offences : bool
        False where they were chosen without a look at their offences.
    controls : Places
        By hand; none where they are to be suggested.
    suggest : int or None
        How many controls are to be suggested; None is twice as many as are treated, ten at least.
    candidates : Path or None
        Outlines among which controls are suggested.
    not_in : tuple of Path
        Outlines of other operations: nothing in or beside them is suggested.
    plan : PatrolPlan or None
    is_cut_short : bool
        The data end before the operation does, and ``during`` ends with them.
    """

    path: Path
    name: str
    selection: str | None
    treated: Places
    spot_set: str | None
    before: Period
    during: Period
    ring_width_m: float
    chosen: Period | None
    chosen_by_offences: bool
    controls: Places
    suggest: int | None
    candidates: Path | None
    not_in: tuple[Path, ...]
    plan: PatrolPlan | None
    is_cut_short: bool = False


def read_operation(path: Path) -> Operation:
    """Read an operation; every fault is in one message.

    Parameters
    ----------
    path : Path
        TOML, as ``operation_template`` has it. Paths in it are from its own folder.

    Raises
    ------
    SettingsError
        When it is not there, is not TOML, or cannot be used; the message names every fault.
    """
    raw = _without_dates(_read(path))
    _require_filled_in(path, raw)
    faults = [*_faults_of_entries(raw), *_faults_of_places(raw), *_faults_of_periods(raw)]
    faults += [*_faults_of_plan(raw.get("plan")), *_faults_of_numbers(raw)]
    if faults:
        raise SettingsError(
            f"{path.name}: {'; '.join(faults)}. A template has every entry explained.",
            options=("--template",),
        )
    controls = raw.get("controls", {})
    candidates = controls.get("candidates")
    return Operation(
        path=path,
        name=raw["name"].strip(),
        selection=raw.get("selection"),
        treated=_places(raw, path.parent),
        spot_set=raw.get("spot_set"),
        before=_period(raw["before"]),
        during=_period(raw["during"]),
        ring_width_m=float(raw.get("ring_width_m", RING_WIDTH_M)),
        chosen=_period(raw["chosen"]) if "chosen" in raw else None,
        chosen_by_offences=raw.get("chosen_by_offences", True),
        controls=_places(controls, path.parent),
        suggest=controls.get("suggest"),
        candidates=path.parent / candidates if candidates else None,
        not_in=tuple(path.parent / each for each in controls.get("not_in", ())),
        plan=_plan(raw.get("plan", {})),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path, "The operation")
    except FileNotFoundError as fault:
        raise SettingsError(
            f"There is no operation {path}. Write one with `hotspots evaluate "
            "--template FILE`, and fill it in."
        ) from fault


def _require_filled_in(path: Path, raw: Mapping[str, Any]) -> None:
    """Refuse a template in which something only the analyst knows is not filled in."""
    empty = [
        name
        for name, value in raw.items()
        if _PLACEHOLDERS & {str(each) for each in (value if isinstance(value, list) else [value])}
    ]
    if empty:
        raise SettingsError(
            f"{path.name} is not filled in yet: {', '.join(empty)} "
            f"{'still has' if len(empty) == 1 else 'still have'} what the template put there. Days "
            'are written like "2025-04-01"; harm spots by their ids, like "S001".'
        )


def _without_dates(raw: dict[str, Any]) -> dict[str, Any]:
    """Return the entries with days written as dates turned into text: both are well understood."""
    found = dict(raw)
    for name in _PERIODS:
        value = found.get(name)
        if isinstance(value, list):
            found[name] = [
                each.isoformat()[:10] if isinstance(each, date) else each for each in value
            ]
    return found


def _faults_of_entries(raw: dict[str, Any]) -> list[str]:
    tables = [("the file", raw, _OPERATION)]
    tables += [
        (name, raw[name], shape)
        for name, shape in (("controls", _CONTROLS), ("plan", _PLAN))
        if isinstance(raw.get(name), dict)
    ]
    return [
        fault.removeprefix("the file.")
        for where, table, shape in tables
        for found in faults_of_table(where, table, shape)
        for fault in found
    ]


def _faults_of_places(raw: dict[str, Any]) -> list[str]:
    named = [name for name in _PLACES if raw.get(name)]
    controls = raw.get("controls", {})
    of_controls = [name for name in (*_PLACES, "suggest") if _given(controls, name)]
    faults = []
    if len(named) != 1:
        found = words.listed(named) or "none"
        faults.append(f"name the treated areas in one way, as spots, wards or areas, not {found}")
    if len(of_controls) > 1:
        faults.append(f"name the controls in one way, not as {words.listed(of_controls)}")
    faults += [
        f"controls.{name} is for controls that are suggested"
        for name in ("candidates", "not_in")
        if _given(controls, name) and set(of_controls) - {"suggest"}
    ]
    if raw.get("spot_set") and not (raw.get("spots") or _given(controls, "spots")):
        faults.append("spot_set is for spots, and none is named")
    if raw.get("chosen") and raw.get("chosen_by_offences") is False:
        faults.append("chosen says by which offences, and chosen_by_offences that it was by none")
    return faults


def _given(table: object, name: str) -> bool:
    return isinstance(table, dict) and bool(table.get(name))


def _faults_of_periods(raw: dict[str, Any]) -> list[str]:
    faults = []
    periods = {}
    for name in _PERIODS:
        if isinstance(raw.get(name), list):
            try:
                periods[name] = first, last = _days(raw[name])
            except ValueError:
                faults.append(f"{name} must be {_PERIOD_SHAPE}, year first; not {raw[name]!r}")
                continue
            if last < first:
                faults.append(f"{name}: the last day, {last}, is before the first, {first}")
    if not faults and {"before", "during"} <= set(periods):
        ends, begins = periods["before"][1], periods["during"][0]
        if ends >= begins:
            faults.append(f"before must end ahead of the operation's first day, {begins}: {ends}")
    return faults


def _days(value: list[Any]) -> tuple[date, date]:
    first, last = (date.fromisoformat(str(day)) for day in value)
    return first, last


def _faults_of_plan(plan: object) -> list[str]:
    if not isinstance(plan, dict):
        return []
    named = [name for name in _PLANS if name in plan]
    if len(named) != 1:
        return [f"plan must have one of {', '.join(_PLANS)}, not {' and '.join(named) or 'none'}"]
    value = plan[named[0]]
    wrong = isinstance(value, int | float) and not value > 0
    return [f"plan.{named[0]} must be above 0, not {value}"] if wrong else []


def _faults_of_numbers(raw: dict[str, Any]) -> list[str]:
    faults = []
    width, controls = raw.get("ring_width_m", RING_WIDTH_M), raw.get("controls", {})
    if isinstance(width, int | float) and not 0 < width <= 5_000:  # noqa: PLR2004 - in the message
        faults.append(f"ring_width_m must be from 0 to 5,000 metres, not {width}")
    suggest = controls.get("suggest", 1) if isinstance(controls, dict) else 1
    if isinstance(suggest, int) and suggest < 1:
        faults.append(f"controls.suggest must be 1 or more, not {suggest}")
    return faults


def _places(table: Mapping[str, Any], folder: Path) -> Places:
    areas = table.get("areas")
    return Places(
        spots=tuple(table.get("spots", ())),
        wards=tuple(table.get("wards", ())),
        areas=folder / areas if areas else None,
    )


def _period(value: list[Any]) -> Period:
    first, last = _days(value)
    return Period(first=first, last=last)


def _plan(plan: Mapping[str, Any]) -> PatrolPlan | None:
    for name, (days, unit) in _PLANS.items():
        if name in plan:
            return PatrolPlan(per_week=float(plan[name]) * DAYS_A_WEEK / days, unit=unit)
    return None


def operation_template() -> str:
    """Return an operation with every entry explained, to be filled in."""
    return (resources.files("hotspots") / "reference" / "operation.toml").read_text("utf-8")
