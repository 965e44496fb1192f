"""What stands at the head of one district's visit list, beside its homes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from hotspots.errors import ParameterError
from hotspots.render.stamp import ProductStamp


@dataclass(frozen=True, kw_only=True)
class VisitListFacts:
    """What stands at the head of one district's list, beside its homes.

    Attributes
    ----------
    stamp : ProductStamp
        ``method`` says how risk was reckoned and how homes were chosen, ``period`` which
        burglaries are live, ``run_name`` where the receipt lies.
    district : str
    as_of, expires : datetime
        Aware. The moment the list is of, and the one after which no copy of it may be kept.
    evidence : str
        One sentence: does near repeat hold here? It stands at the list's head.
    evidence_supports : bool
        False where near repeat was not found, or there are too few burglaries to tell.
    live_burglaries : int
        Those that reach a home of the list's area.
    left_out : int
        Homes to visit that are beyond what the shift can walk.
    in_reach_by_tier : mapping of str to int
        Homes in reach of a live burglary, before any was left out; by Tier. May be empty.
    excluded : mapping of str to int
        Homes left out by what was done before, by reason in words: "spoken to in this window".
    walking_m, walking_saved_m : float
        Straight lines from home to home in the list's order, and how much longer the way is in the
        order of priority.
    dropped_off : mapping of str to int
        Homes of the last list that are not on this one, by reason in words. Empty with ``first``.
    first : bool
        There is no earlier list, so that nothing is new and nothing dropped off.
    """

    stamp: ProductStamp
    district: str
    as_of: datetime
    expires: datetime
    evidence: str
    evidence_supports: bool
    live_burglaries: int
    left_out: int = 0
    in_reach_by_tier: Mapping[str, int] = field(default_factory=dict)
    excluded: Mapping[str, int] = field(default_factory=dict)
    walking_m: float = 0.0
    walking_saved_m: float = 0.0
    dropped_off: Mapping[str, int] = field(default_factory=dict)
    first: bool = False

    def __post_init__(self) -> None:
        for name in ("as_of", "expires"):
            moment = getattr(self, name)
            if moment.tzinfo is None:
                raise ParameterError(f"{name} is {moment}, without a time zone; give it one.")
        if self.expires < self.as_of:
            raise ParameterError(
                f"The list is of {self.as_of} and expires before that, at {self.expires}."
            )

    @property
    def zone(self) -> tzinfo | None:
        """The clock that all times of the list are shown on."""
        return self.as_of.tzinfo
