"""What may be asked of the ranking of wards: the knobs, each with the reason for its default."""

from __future__ import annotations

from dataclasses import dataclass

from hotspots.errors import refuse_parameters


@dataclass(frozen=True, kw_only=True)
class WardMeasureParams:
    """How the measures of wards are taken.

    Attributes
    ----------
    near_repeat_distance_m : float
        A burglary within this distance of an earlier one follows it. 400 m is the outer edge of
        near repeat as the force cocoons it.
    near_repeat_days : int
        And within so many days; 42, six weeks, by the same practice.
    operation : str
        The operation whose last deployment is counted from, as the ledger calls it.
    """

    near_repeat_distance_m: float = 400.0
    near_repeat_days: int = 42
    operation: str = "Street Week"

    def __post_init__(self) -> None:
        faults = []
        if not 0 < self.near_repeat_distance_m < float("inf"):
            faults.append(
                f"near_repeat_distance_m must be above 0, not {self.near_repeat_distance_m}"
            )
        if self.near_repeat_days < 1:
            faults.append(f"near_repeat_days must be 1 or more, not {self.near_repeat_days}")
        if not self.operation.strip():
            faults.append("operation must name one, such as 'Street Week'")
        refuse_parameters("Measures of wards", faults)


@dataclass(frozen=True, kw_only=True)
class WardFlagParams:
    """When a ward is flagged.

    Attributes
    ----------
    few_offences : int
        Fewer offences of the kind that harm is of than this are few: a count of 30 is off by 18 %
        by chance alone.
    town_centre_times : float
        So many times the force's offences a resident, and more than the force's share of shops and
        crowds, or the middle of a harm-spot town inside, make a town centre.
    visited_times : float
        So many times the force's offences a resident say without any other sign that many come who
        do not live there: an airport, a retail park.
    largest_offence_share : float
        A ward of whose harm one offence holds more is flagged, 0 to 1: one homicide can lift a
        quiet ward.
    disagreement_share : float
        A ward is flagged when LSOA codes and outlines disagree of more of its offences, 0 to 1:
        its look-up area and its outline are then different places.
    """

    few_offences: int = 30
    town_centre_times: float = 2.0
    visited_times: float = 3.0
    largest_offence_share: float = 0.25
    disagreement_share: float = 0.5

    def __post_init__(self) -> None:
        faults = []
        if self.few_offences < 0:
            faults.append(f"few_offences must be 0 or above, not {self.few_offences}")
        times = {"town_centre_times": self.town_centre_times, "visited_times": self.visited_times}
        faults += [
            f"{name} must be above 1, not {value}" for name, value in times.items() if not value > 1
        ]
        shares = {
            "largest_offence_share": self.largest_offence_share,
            "disagreement_share": self.disagreement_share,
        }
        faults += [
            f"{name} must be above 0, at most 1, not {share}"
            for name, share in shares.items()
            if not 0 < share <= 1
        ]
        refuse_parameters("Flags of wards", faults)


@dataclass(frozen=True, kw_only=True)
class WardRankingParams:
    """How firmly a rank is tested.

    Attributes
    ----------
    weight_change : float
        Each weight is moved by up to this share of itself, up and down: 0.25, which is more than
        two planners who agree on what matters would differ by.
    draws : int
        How many times all the weights are moved at once; with 1,000 a share of them is known to
        within three points.
    seed : int
        Of the draws.
    """

    weight_change: float = 0.25
    draws: int = 1_000
    seed: int = 2025

    def __post_init__(self) -> None:
        faults = []
        if not 0 <= self.weight_change < 1:
            faults.append(f"weight_change must be from 0 to below 1, not {self.weight_change}")
        if not 1 <= self.draws <= 100_000:  # noqa: PLR2004 - stated in the message
            faults.append(f"draws must be from 1 to 100,000, not {self.draws}")
        if self.seed < 0:
            faults.append(f"seed must be 0 or above, not {self.seed}")
        refuse_parameters("Ranking of wards", faults)
