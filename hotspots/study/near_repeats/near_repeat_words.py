"""What a near-repeat study may be asked, and how it says what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hotspots import words
from hotspots.analyse.near_repeats.near_repeat_evidence import Verdict, p_in_words
from hotspots.analyse.near_repeats.near_repeat_labels import (
    LABEL,
    NearRepeatLabel,
)
from hotspots.analyse.near_repeats.near_repeat_params import Closure, Metric
from hotspots.study.near_repeats.journeys import NearRepeatStudyParams

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.near_repeats.linked_pairs import LinkedPairs
    from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable
    from hotspots.analyse.near_repeats.near_repeat_evidence import NearRepeatEvidence
    from hotspots.analyse.near_repeats.near_repeat_params import NearRepeatLinkParams

NOT_WHY: Final = (
    "The test shows that near pairs are near in time more often than shuffled dates would have "
    "them, not why. A place that had a wave of offences for another reason can show it too."
)
BAND_ALONE: Final = (
    "The p-value in the table is of each band alone: of thirty bands, one or two fall below 0.05 "
    "by chance. What was found is tested over all windows together."
)


def method_in_words(params: NearRepeatStudyParams, table: NearRepeatTable, called: str) -> str:
    """Return how the table was made, and what is linked."""
    test, links = params.test, params.links
    measured = "along a grid" if test.metric == Metric.MANHATTAN else "as the crow flies"
    edge = "ends" if test.right_closed else "begins"
    return (
        f"Knox's test of {table.events:,} {called}: all pairs counted by the distance between them "
        f"({measured}) and the days, and compared with {test.permutations:,} shuffles of the dates "
        f"over the places (seed {test.seed}). A pair on an edge is in the band that {edge} there. "
        f"A band is near repeat from {test.min_ratio:g} times chance, with p up to "
        f"{test.max_p_value:g}. Linked: within {links.max_distance_m:g} m and {links.max_days} "
        "days."
    )


def linked_in_words(
    linked: LinkedPairs, found: NearRepeatEvidence, params: NearRepeatLinkParams
) -> str:
    """Say how many pairs the strings are made of, beside chance; a p-value only where it tells."""
    edge = "at most" if params.closure == Closure.UPPER else "less than"
    told = (
        f"Strings are made of {words.plural(linked.observed, 'pair')} {edge} "
        f"{params.max_distance_m:g} m and {params.max_days} days apart, the same place included, "
        f"where chance gives {words.number(linked.expected, 1)}"
    )
    if found.verdict is Verdict.TOO_FEW:
        return f"{told}: too few to tell more than the numbers."
    return (
        f"{told} (Poisson {p_in_words(linked.p_value)}, of this one window; it takes pairs to be "
        "independent, and those of one corner are not)."
    )


def figures_in_words(
    table: NearRepeatTable, labels: pd.DataFrame, strings: pd.DataFrame
) -> list[tuple[str, str]]:
    """Return the figures that are read first, as label and value."""
    counts = label_counts(labels)
    return [
        ("Events", f"{table.events:,}"),
        *((f"{label.capitalize()}s", f"{counts[label]:,}") for label in list(counts)[:3]),
        ("Strings", f"{len(strings):,}"),
    ]


def label_counts(labels: pd.DataFrame) -> dict[str, int]:
    """Return how many events have each label."""
    counts = labels[LABEL].value_counts()
    return {str(label): int(counts.get(str(label), 0)) for label in NearRepeatLabel}
