"""What a ward is ranked by: the presets that ship with hotspots, and a planner's own TOML.

Each names the selections that its harm and its trend are of, the weights of the measures, and what
it is for. Weights are shares of their sum: 35 and 15 say the same as 0.7 and 0.3.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any, Final

from hotspots.errors import SettingsError
from hotspots.nearest import instead_of
from hotspots.nights import Nights, faults_of_nights
from hotspots.schema import WardMeasure
from hotspots.toml_entries import TableShape, faults_of_table, read_toml, unknown_entry

WARD_PRESETS = resources.files("hotspots") / "reference" / "ward_presets"

_PRESET: Final = TableShape(
    kinds={
        "label": str,
        "purpose": str,
        "caution": str,
        "harm_of": tuple,
        "trend_of": tuple,
        "weights": dict,
        "nights": dict,
    },
    needed=frozenset({"label", "purpose", "weights"}),
)


@dataclass(frozen=True, kw_only=True)
class WardPreset:
    """What a ward is ranked by.

    Attributes
    ----------
    key, label, purpose : str
        Its name, what it is called, and a sentence of what it is for.
    caution : str
        What a reader must know; empty when nothing.
    harm_of, trend_of : tuple of str
        Selections of the force profile; empty for all offences.
    nights : Nights or None
        Hours that harm is counted in, where the hours are known.
    weights : mapping of WardMeasure to float
        Above 0, and adding up to 1.
    """

    key: str
    label: str
    purpose: str
    caution: str = ""
    harm_of: tuple[str, ...] = ()
    trend_of: tuple[str, ...] = ()
    nights: Nights | None = None
    weights: Mapping[WardMeasure, float] = field(default_factory=dict)


def shipped_presets() -> tuple[str, ...]:
    """Return the names of the presets that ship with hotspots."""
    return tuple(
        sorted(
            found.name.removesuffix(".toml")
            for found in WARD_PRESETS.iterdir()
            if found.name.endswith(".toml")
        )
    )


def read_ward_preset(name_or_path: str | Path) -> WardPreset:
    """Read a preset: one that ships with hotspots by its name, a planner's own by its path.

    Raises
    ------
    SettingsError
        When there is no such preset, or it cannot be used; the message lists every fault.
    """
    path = Path(name_or_path)
    own = path.suffix == ".toml"
    try:
        raw = read_toml(path if own else WARD_PRESETS / f"{path}.toml", "The preset of wards")
    except FileNotFoundError as fault:
        raise SettingsError(
            f"There is no preset {str(path)!r} of wards. "
            f"{instead_of(str(path), shipped_presets())} Or give the path of your own TOML."
        ) from fault
    faults = _faults_of(raw)
    if faults:
        raise SettingsError(f"Preset {str(path)!r} of wards: {'; '.join(faults)}.")
    return _preset(path.stem if own else str(path), raw)


def normalised(weights: Mapping[WardMeasure, float]) -> dict[WardMeasure, float]:
    """Return weights that add up to 1, in the order of the measures, without those of 0.

    Raises
    ------
    SettingsError
        When a weight is negative or no number, or there is none above 0.
    """
    faults = _faults_of_weights({str(measure): weight for measure, weight in weights.items()})
    if faults:
        raise SettingsError(f"Weights of wards: {'; '.join(faults)}.")
    total = math.fsum(weights.values())
    return {
        measure: weights[measure] / total for measure in WardMeasure if weights.get(measure, 0) > 0
    }


def _preset(key: str, raw: Mapping[str, Any]) -> WardPreset:
    nights = raw.get("nights")
    return WardPreset(
        key=key,
        label=raw["label"],
        purpose=raw["purpose"],
        caution=raw.get("caution", ""),
        harm_of=tuple(raw.get("harm_of", ())),
        trend_of=tuple(raw.get("trend_of", ())),
        nights=nights and Nights.of_entry(nights),
        weights=normalised({WardMeasure(name): each for name, each in raw["weights"].items()}),
    )


def _faults_of(raw: Mapping[str, Any]) -> list[str]:
    hard, unknown = faults_of_table("the file", raw, _PRESET)
    faults = [*hard, *unknown]
    if isinstance(raw.get("weights"), dict):
        faults += _faults_of_weights(raw["weights"])
    if isinstance(raw.get("nights"), dict):
        faults += faults_of_nights("nights", raw["nights"])
    return faults


def _faults_of_weights(weights: Mapping[str, Any]) -> list[str]:
    known = [str(measure) for measure in WardMeasure]
    faults = [unknown_entry(name, known, "weights.") for name in weights if name not in known]
    wrong = {name: each for name, each in weights.items() if not _is_weight(each)}
    faults += [f"weights.{name} must be 0 or above, not {each!r}" for name, each in wrong.items()]
    if not wrong and not any(each > 0 for each in weights.values()):
        faults.append("no measure has a weight above 0")
    return faults


def _is_weight(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < math.inf
