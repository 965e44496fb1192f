"""What tells whether an answer that was kept is still right: the ledger's last numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, ParamSpec, Protocol, TypeVar

from django.db.models import Max

from hotspots.ledger.models import Forgetting, Patrol, SpotEdit, SpotSet

Told = ParamSpec("Told")
Answer_co = TypeVar("Answer_co", covariant=True)
Mark = tuple[int, ...]
Record = type[SpotSet | SpotEdit | Patrol | Forgetting]
# Nothing of these is ever changed; what is taken out is a forgetting.
OF_PATROLS: Final[tuple[Record, ...]] = (SpotSet, SpotEdit, Patrol)
_clear: list[Callable[[], None]] = []


class Kept(Protocol[Told, Answer_co]):
    """A question whose last answers are kept."""

    def __call__(self, *told: Told.args, **named: Told.kwargs) -> Answer_co:
        """Answer, from what was kept where it was asked before."""


def ledger_mark(records: Sequence[Record]) -> Mark:
    """Return numbers that change whenever one of such records is made, or any is forgotten."""
    every: tuple[Record, ...] = (*records, Forgetting)
    return tuple(each.objects.aggregate(last=Max("pk"))["last"] or 0 for each in every)


def kept(most: int) -> Callable[[Callable[Told, Answer_co]], Kept[Told, Answer_co]]:
    """Keep the last answers of a question; what it depends on is among what it is told."""

    def decorate(ask: Callable[Told, Answer_co]) -> Kept[Told, Answer_co]:
        cached = lru_cache(maxsize=most)(ask)
        _clear.append(cached.cache_clear)
        return cached

    return decorate


def forget_answers() -> None:
    """Keep none: the ledger is another one."""
    for clear in _clear:
        clear()
