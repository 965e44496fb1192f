"""A journey's record: what it is called, and what may be asked of it.

Options, settings, receipts and the names of runs follow from it. It stands in the room's
``journeys.py``, which loads no library, so that the command line can read it before any work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from datetime import datetime

    from hotspots.profile import ForceProfile


Params = TypeVar("Params")


@dataclass(frozen=True, kw_only=True)
class Journey(Generic[Params]):
    """One question that hotspots answers.

    Attributes
    ----------
    label : str
        The receipt's word for it; with hyphens, the end of its runs' names.
    command : str
        The command that asks it, ``spots review`` for example.
    params : type
        A frozen dataclass that checks itself, and has a default for every field.
    table : str
        Its table in ``hotspots.toml``. Journeys may share one: each takes what it knows of it.
    of_profile : callable
        The defaults that a force profile sets, by the parameter's name.
    check : callable
        Refuses parameters that no run could use, before anything is read.
    """

    label: str
    command: str
    params: type[Params]
    table: str
    of_profile: Callable[[ForceProfile], Mapping[str, Any]] = lambda _: {}
    check: Callable[[ForceProfile, Params], object] = lambda _, __: None

    def run_name(self, made_at: datetime) -> str:
        """Return what a run is called that nobody named: ``2026-01-05-080000-harm-map``."""
        return f"{made_at:%Y-%m-%d-%H%M%S}-{self.label.replace(' ', '-')}"
