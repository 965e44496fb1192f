"""What in a table may have been read wrongly, for all that could be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Doubt(NamedTuple):
    """A reading that may be wrong: what was found and how it was read, and what to do about it."""

    found: str
    next_step: str


def as_notes(doubts: Iterable[Doubt]) -> tuple[str, ...]:
    """Return doubts as notes, for a product without a head that they could stand at."""
    return tuple(f"{doubt.found}; {doubt.next_step}" for doubt in doubts)
