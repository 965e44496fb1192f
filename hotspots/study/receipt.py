"""The receipt: what went into a run, what was asked of it, and what came out.

It holds nothing that differs between two runs of the same inputs and parameters but the time that
the run was given, so two receipts can be compared, and a run made again from one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hotspots
from hotspots import words

if TYPE_CHECKING:
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences

LIBRARIES = (
    "geopandas",
    "numba",
    "numpy",
    "pandas",
    "pyproj",
    "rasterio",
    "scikit-learn",
    "shapely",
    "statsmodels",
)


def software() -> str:
    """Return the software's name and version, as a product carries it."""
    return f"hotspots {hotspots.__version__}"


def of_software() -> dict[str, str]:
    """Return the versions that the figures may depend on."""
    return {
        "hotspots": hotspots.__version__,
        **{name: metadata.version(name) for name in LIBRARIES},
    }


def of_days(first: date, last: date) -> dict[str, Any]:
    """Return a period, both days in it."""
    return {"period": {"first_day": first, "last_day": last}}


def of_rows(rows_in: int, used: int, set_aside: Mapping[str, int]) -> dict[str, Any]:
    """Return the count of rows: in, used, and set aside by reason."""
    return {
        "rows_in": rows_in,
        "rows_used": used,
        "rows_set_aside": sum(set_aside.values()),
        "set_aside_by_reason": dict(set_aside),
    }


def of_inputs(loaded: LoadedOffences, study_area: StudyArea) -> dict[str, Any]:
    """Return every input with its hash, and what was recognised in it."""
    return {
        "offences": [asdict(source) for source in loaded.sources],
        "layers": [asdict(layer) for layer in study_area.sources],
        "notes": [*loaded.notes, *study_area.notes],
    }


def of_products(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file in a run's folder, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write_receipt(path: Path, receipt: Mapping[str, Any]) -> None:
    """Write a receipt as JSON; what is missing is null."""
    text = json.dumps(
        without_nan(receipt), indent=2, ensure_ascii=False, allow_nan=False, default=_plain
    )
    path.write_text(text + "\n", encoding="utf-8")


def without_nan(value: Any) -> Any:  # noqa: ANN401 - whatever a receipt or an answer holds
    """Return a value with null for what is missing or no number: JSON has no NaN."""
    if isinstance(value, Mapping):
        return {str(key): without_nan(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(each) for each in value]
    if words.is_missing(value) or (isinstance(value, float) and math.isinf(value)):
        return None
    return value.item() if hasattr(value, "item") else value  # a number of numpy


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"A receipt cannot hold {type(value).__name__}.")
