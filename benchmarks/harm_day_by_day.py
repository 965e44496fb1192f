"""What two runs a day apart tell of one offence's kind, by the harm of an area.

``python -m benchmarks.harm_day_by_day WORKSPACE``, from the project's folder. Weights are public:
where an area counts one offence more than the day before, whoever subtracts the two figures of harm
has its weight, as exactly as they are told. Each way of telling harm is tried on the last 60 days
of the year to date, for districts and wards, with what it costs: how far it is from the exact harm.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from hotspots import care, schema
from hotspots.analyse.harm import weigh_offences
from hotspots.arrays import Floats
from hotspots.study.inputs import find_job
from hotspots.study.reading import load
from hotspots.study.selected import chosen_indices

DAYS = 60
# A row with the harm of each day, to what is told of it.
Told = Callable[[Floats], Floats]


def steps_of(step: float) -> Told:
    """Return a way to tell harm in steps."""
    return lambda harm: np.round(harm / step) * step


def main() -> None:
    _, loaded = load(find_job(Path(sys.argv[1])).inputs)
    index = chosen_indices("css")
    offences = weigh_offences(loaded.offences, index)
    weight = offences[schema.harm_column(index[0].key)].fillna(0.0)
    day = offences[schema.FROM_TIME].dt.tz_localize(None).dt.normalize()
    weights = np.unique(weight)
    ways: Mapping[str, Told] = {
        "exact": lambda harm: harm.round(6),
        "three figures": care.shown_harm,
        "two figures": lambda harm: care.shown_harm(harm, figures=care.HARM_FIGURES_OF_A_WARD),
        "steps of the heaviest offence": steps_of(float(weight.max())),
    }
    print(f"{len(weights)} weights, the heaviest {weight.max():,.0f}")
    for area in (schema.DISTRICT, schema.WARD_CODE):
        sums = _by_day(weight, day, offences[area])
        counts = _by_day(weight * 0 + 1, day, offences[area])
        sensitive = _by_day(care.sensitive(offences).astype(float), day, offences[area])
        for name, told in ways.items():
            _report(f"{area}, {name}", sums, told(sums), counts, sensitive, weights)


def _by_day(value: pd.Series[float], day: pd.Series[pd.Timestamp], area: pd.Series[str]) -> Floats:
    """Return the sums up to each of the last days, a row an area."""
    table = pd.DataFrame({"value": value, "day": day, "area": area}).dropna()
    sums = table.pivot_table(index="area", columns="day", values="value", aggfunc="sum")
    up_to: Floats = sums.fillna(0.0).cumsum(axis="columns").to_numpy()[:, -DAYS:]
    return up_to


def _report(
    name: str, exact: Floats, told: Floats, counts: Floats, sensitive: Floats, weights: Floats
) -> None:
    """Print of how many single offences the weight, or that it is a grave one, can be told."""
    one = (np.diff(counts) == 1) & (counts[:, :-1] >= care.FEWEST_COUNTED)
    low, high = np.diff(told)[one], np.diff(exact)[one]
    error = np.abs(told - exact)
    # A reader has the way of telling, so that he knows how far off either figure may be.
    within = (error.max(axis=1, keepdims=True) + np.zeros_like(np.diff(exact)))[one] * 2 + 1e-6
    fits = [
        int(((weights >= at - off) & (weights <= at + off)).sum())
        for at, off in zip(low, within, strict=True)
    ]
    grave = high >= GRAVE
    seen = grave & (low - within > 0)
    known = np.array(fits) == 1
    sexual = (np.diff(sensitive) == 1)[one]
    relative = float(np.median(error[exact > 0] / exact[exact > 0]))
    print(
        f"{name:45}  {int(one.sum()):5} single offences, weight known of {known.sum():5}, of "
        f"{sexual.sum():3} sexual ones {int((known & sexual).sum()):3}; of {grave.sum():3} of a "
        f"year or more {seen.sum():3} seen to be heavy; median error {relative:.2%}"
    )


# A weight in days, of a sentence of a year.
GRAVE = 365.0


if __name__ == "__main__":
    main()
