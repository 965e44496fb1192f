"""The receipt: what went into a run, what was asked of it, and what came out.

It holds nothing that differs between two runs of the same inputs and parameters but the time that
the run was given, so two receipts can be compared, and a run made again from one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hotspots

if TYPE_CHECKING:
    from hotspots.load.boundaries import StudyArea
    from hotspots.load.findings import LoadedOffences
    from hotspots.render.stamp import ProductStamp

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


def of_run(journey: str, stamp: ProductStamp) -> dict[str, Any]:
    """Return what every receipt begins with: which run, when, for whom, by which method."""
    return {
        "journey": journey,
        "run": stamp.run_name,
        "made_at": stamp.made_at,
        "force": stamp.force_name,
        "marking": stamp.marking,
        "demonstration": stamp.demonstration,
        "method": stamp.method,
        "caveats": list(stamp.caveats),
    }


def of_rows(loaded: LoadedOffences) -> dict[str, Any]:
    """Return the count of rows: in, used, and set aside by reason."""
    return {
        "rows_in": loaded.rows_in,
        "rows_used": loaded.rows_used,
        "rows_set_aside": len(loaded.set_aside),
        "set_aside_by_reason": loaded.rows_set_aside_by_reason,
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
    """Write a receipt as JSON."""
    text = json.dumps(receipt, indent=2, ensure_ascii=False, default=_plain)
    path.write_text(text + "\n", encoding="utf-8")


def read_receipt(folder: Path) -> dict[str, Any]:
    """Return the receipt of the run in a folder."""
    receipt: dict[str, Any] = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    return receipt


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Sequence):
        return list(value)
    raise TypeError(f"A receipt cannot hold {type(value).__name__}.")
