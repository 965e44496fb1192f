"""What the evaluations of an operation found, and who may open their pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from hotspots import product_files
from hotspots.study.operations.journeys import EVALUATION
from hotspots.web import force
from hotspots.web.models import KeptOperation, Person, StartedRun
from hotspots.web.models.started import State
from hotspots.web.operation_shelf import not_to_publish
from hotspots.web.roles import May
from hotspots.web.runs.tasks import receipt_made
from hotspots.web.shown_runs import Kind, Receipt, may_see

_GOING: Final = (State.WAITING, State.RUNNING)


def _told(receipt: Receipt) -> Mapping[str, Any]:
    return {**receipt["evaluation"], "title": receipt["operation"]["name"]}


def _districts(receipt: Receipt) -> Sequence[str]:
    """Return the districts of treated areas and of controls: the page names both."""
    districts: Sequence[str] = receipt["operation"].get("districts", ())
    return districts


EVALUATIONS: Final = (
    Kind(
        label=EVALUATION.label,
        called="Evaluation",
        files=product_files.EVALUATION,
        told=_told,
        districts=_districts,
        is_withheld=lambda receipt: bool(not_to_publish(receipt)),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Evaluated:
    """An evaluation of an operation that was started here.

    Attributes
    ----------
    started : StartedRun
    receipt : mapping or None
        None until it is made.
    may_open : bool
        Whether its page may be opened: it names the places of the comparison, in their districts.
    of_before : bool
        Whether the operation was changed since: it is of what stood before.
    """

    started: StartedRun
    receipt: Receipt | None
    may_open: bool
    of_before: bool

    @property
    def is_going(self) -> bool:
        """Whether the worker has it still before it."""
        return self.started.state in _GOING

    @property
    def not_to_publish(self) -> str:
        """Why it is not shown to others; nothing where it may be."""
        return not_to_publish(self.receipt)

    @property
    def found(self) -> Mapping[str, Any] | None:
        """The verdict, in words; None until there is one."""
        return None if self.receipt is None else self.receipt["evaluation"]


def evaluations_of(
    kept: KeptOperation, person: Person, district: force.District
) -> list[Evaluated]:
    """Return an operation's evaluations, the newest first; drafts for whoever sets up alone."""
    started = StartedRun.objects.filter(
        journey=EVALUATION.command, options__operation=str(kept.pk)
    ).select_related("person")
    if not person.may(May.SET_UP_OPERATIONS):
        started = started.exclude(published_at=None)
    return [_evaluated(each, kept, person, district) for each in started]


def _evaluated(
    started: StartedRun, kept: KeptOperation, person: Person, district: force.District
) -> Evaluated:
    receipt = receipt_made(started)
    may_open = receipt is not None and may_see(_districts(receipt), person, district)
    of_before = receipt is not None and receipt["inputs"]["operation"]["name"] != kept.stored
    return Evaluated(started=started, receipt=receipt, may_open=may_open, of_before=of_before)
