"""Harm spots' clusters, beside scikit-learn's and those of ``dbscan`` (Wang, Gu & Shun 2020).

Offences of 400 towns over 110 × 80 km, ten to a core, reaches of 100 and 150 m; each place
once with its number. Every label is scikit-learn's. ``dbscan`` knows no weights, is given every
offence and numbers as it likes: its cores must fall into the same groups.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.peer_work import (
    OURS,
    Setting,
    Way,
    Work,
    county,
    fingerprint,
    numbers,
    require,
)
from hotspots.analyse.spots.grid_dbscan import dbscan_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Longs = NDArray[np.int64]

LEAST: Final = 10
REACHES_M: Final = (100, 150)
COUNTY, MILLION, NATION = 165_000, 1_000_000, 6_000_000


@dataclass(frozen=True, kw_only=True)
class Offences:
    """Offences, and each of their places once with its number."""

    points: Floats
    places: Floats
    number: Longs
    reach_m: float


def offences_of(setting: Setting) -> Offences:
    points = county(setting.asked["kind"], setting.size)
    places, number = np.unique(points, axis=0, return_counts=True)
    return Offences(points=points, places=places, number=number, reach_m=setting.asked["reach_m"])


def ours(data: Offences) -> Callable[[], Longs]:
    return lambda: dbscan_labels(data.places, data.number, eps_m=data.reach_m, least=LEAST)


def scikit_learn(data: Offences) -> Callable[[], Longs]:
    from sklearn.cluster import DBSCAN  # noqa: PLC0415 - a peer

    found = DBSCAN(eps=data.reach_m, min_samples=LEAST, algorithm="kd_tree")
    return lambda: np.asarray(found.fit(data.places, sample_weight=data.number).labels_)


def of_dbscan(data: Offences) -> Callable[[], tuple[Longs, NDArray[np.bool_]]]:
    cluster = importlib.import_module("dbscan").DBSCAN
    return lambda: cluster(data.points, data.reach_m, LEAST)


def labels_told(_: Offences, labels: Longs) -> tuple[str, float]:
    return fingerprint(labels), 0.0


def groups_told(data: Offences, found: tuple[Longs, NDArray[np.bool_]]) -> tuple[str, float]:
    """Return our labels' fingerprint where the cores fall into the same groups."""
    labels, cores = found
    mine = ours(data)()
    places, points = (each[:, 0] + 1j * each[:, 1] for each in (data.places, data.points))
    pairs = np.unique(
        np.column_stack([labels, mine[np.searchsorted(places, points)]])[cores], axis=0
    )
    theirs, own = (len(np.unique(column)) for column in pairs.T)
    require(len(pairs) == theirs == own == mine.max() + 1, "other groups than ours")
    return labels_told(data, mine)


def _setting(size: int, kind: str, reach_m: int) -> Setting:
    words = {"towns": "each in a place of its own", "snapped": "snapped to 50 m"}[kind]
    label = f"{numbers(size)} offences {words}, {reach_m} m"
    return Setting(size=size, label=label, asked={"kind": kind, "reach_m": float(reach_m)})


WORK: Final = Work(
    title="Weighted DBSCAN",
    data=offences_of,
    ways={
        OURS: Way(start=ours, told=labels_told),
        "scikit-learn": Way(
            start=scikit_learn, told=labels_told, packages=("scikit-learn",), most=MILLION
        ),
        "dbscan": Way(
            start=of_dbscan,
            told=groups_told,
            packages=("dbscan",),
            most=MILLION,
            note="no weights",
        ),
    },
    settings=(
        *(_setting(COUNTY, "towns", reach_m) for reach_m in REACHES_M),
        *(_setting(COUNTY, "snapped", reach_m) for reach_m in REACHES_M),
        _setting(MILLION, "snapped", 100),
        _setting(NATION, "snapped", 100),
    ),
    quick=_setting(5_000, "snapped", 150),
)
