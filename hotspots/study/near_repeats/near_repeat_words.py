"""What a near-repeat study may be asked, and how it says what it did."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from hotspots.analyse.cocoons.cocoon_params import RangeMoment
from hotspots.analyse.near_repeats.near_repeat_labels import LABEL, NearRepeatLabel
from hotspots.analyse.near_repeats.near_repeat_params import (
    Metric,
    NearRepeatLinkParams,
    NearRepeatParams,
)

if TYPE_CHECKING:
    import pandas as pd

    from hotspots.analyse.near_repeats.near_repeat import NearRepeatTable

NOT_WHY: Final = (
    "The test shows that near pairs are near in time more often than shuffled dates would have "
    "them, not why. A place that had a wave of offences for another reason can show it too."
)
BAND_ALONE: Final = (
    "The p-value in the table is of each band alone: of thirty bands, one or two fall below 0.05 "
    "by chance. What was found is tested over all windows together."
)


@dataclass(frozen=True, kw_only=True)
class NearRepeatStudyParams:
    """What a near-repeat study may be asked to do otherwise.

    Attributes
    ----------
    test : NearRepeatParams
        The bands, and how they are tested.
    link_distance_m : float
        Events nearer than this, and fewer days apart than link_days, are linked: originators,
        repeats, near repeats, and strings of them. With 400 m and 42 days most of a town is one
        string.
    link_days : int
        See link_distance_m. Within 200 m and 14 days near repeat is usually strongest.
    range_moment : {"midpoint", "earliest", "latest"}
        Which moment stands for a burglary of the workspace that is known only as from-to. The
        earliest and the latest show how much rests on the midpoint.
    """

    test: NearRepeatParams = field(default_factory=NearRepeatParams)
    link_distance_m: float = 200.0
    link_days: int = 14
    range_moment: RangeMoment = "midpoint"

    @property
    def links(self) -> NearRepeatLinkParams:
        """When two events are linked, with the metric and the closure of the table."""
        first = self.test.first_neighbour_band
        same_place = {"same_place_m": self.test.distance_bands_m[first]} if first else {}
        return NearRepeatLinkParams(
            max_distance_m=self.link_distance_m,
            max_days=self.link_days,
            metric=self.test.metric,
            closure=self.test.closure,
            **same_place,
        )

    def __post_init__(self) -> None:
        _ = self.links  # its ranges are checked before a run begins, not at its end


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
