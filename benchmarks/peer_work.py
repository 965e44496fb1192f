"""A piece of work that we and others do: its data, who does it, and when an answer counts.

The works stand in modules of their own (kernel_density.py, dbscan_clusters.py, cocooning_join.py,
near_repeat.py, placing.py); peers.py runs them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARED: Final = Path(__file__).resolve().parents[2] / "shared" / "data"
WIDTH_M, HEIGHT_M, TOWNS, SPREAD_M, LATTICE_M = 110_000.0, 80_000.0, 400, 1200.0, 50.0
OURS: Final = "hotspots"


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of doing a piece of work.

    Attributes
    ----------
    start : callable
        Data → what is timed; what it lays out beforehand is not counted.
    told : callable
        Data and answer → the answer's fingerprint, and its largest error against the exact
        reference. Stops where the answer is wrong.
    packages : tuple of str
        Distributions whose versions are told; a way whose package is absent is left out.
    most : int, optional
        The largest size that is tried.
    part : float
        How much of the work is done: seconds are divided by it, and called reckoned.
    note : str
        What differs from the others' work.
    """

    start: Callable[[Any], Callable[[], Any]]
    told: Callable[[Any, Any], tuple[str, float]]
    packages: tuple[str, ...] = ()
    most: int | None = None
    part: float = 1.0
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One size of a piece of work, and what else it is asked with."""

    size: int
    label: str
    asked: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Work:
    """A piece of work, with ours first among its ways.

    Attributes
    ----------
    data : callable
        A setting → the data, seeded.
    worst : float
        The largest error with which an answer counts.
    quick : Setting
        Small: for whether answers are right.
    """

    title: str
    data: Callable[[Setting], Any]
    ways: Mapping[str, Way]
    settings: tuple[Setting, ...]
    quick: Setting
    worst: float = 0.0


def county(kind: str, count: int, seed: int = 2025) -> Floats:
    """Return points in 400 towns over 110 × 80 km, shape (count, 2).

    ``towns``: each in a place of its own. ``snapped``: moved to a 50 m lattice, as open data
    publish them. All lie three lattice steps within the rectangle.
    """
    random = np.random.default_rng(seed)
    corner = np.array([WIDTH_M, HEIGHT_M]) - LATTICE_M
    towns = random.uniform(LATTICE_M, corner, (TOWNS, 2))
    points = towns[random.integers(0, TOWNS, count)] + random.normal(0.0, SPREAD_M, (count, 2))
    points = np.clip(points, 3 * LATTICE_M, corner - 2 * LATTICE_M)
    return np.asarray(np.round(points / LATTICE_M) * LATTICE_M if kind == "snapped" else points)


def fingerprint(*columns: NDArray[Any]) -> str:
    """Return what two answers have in common only if they are equal."""
    digest = hashlib.sha256()
    for column in columns:
        digest.update(np.ascontiguousarray(column, dtype=np.int64).tobytes())
    return digest.hexdigest()


def require(is_right: object, fault: str) -> None:
    """Stop where an answer is wrong."""
    if not is_right:
        raise SystemExit(f"A wrong answer: {fault}.")


def numbers(*counts: int) -> str:
    """Return counts as they are read: 165,000."""
    return " / ".join(f"{count:,}" for count in counts)
