"""Runs that are shown as they were made: the page in a frame, its files to keep, by district.

A run that tells of some districts is for whoever belongs to all of them; one of the whole force for
whoever belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpResponseBase

from hotspots.file_names import named_files
from hotspots.web import force, products
from hotspots.web.audit.entries import enter_download, enter_sight
from hotspots.web.gate import Asked
from hotspots.web.models import Person
from hotspots.web.roles import May
from hotspots.web.run_shelf import file_of, receipt_of, runs_of

PAGE: Final = "index.html"
# Where the page's notes lead to.
NOTES: Final = "receipt.html"
MOST_SHOWN: Final = 12
Receipt = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of run that is shown.

    Attributes
    ----------
    label : str
        Of its journey, as receipts name it.
    called : str
    files : mapping of str to str
        What each of its files is called, to what it is.
    told : callable
        From a receipt to what was found, with ``title``.
    districts : callable
        From a receipt to the districts that it tells of; none stands for the whole force.
    is_withheld : callable
        From a receipt to whether it is for those alone who may see drafts.
    """

    label: str
    called: str
    files: Mapping[str, str]
    told: Callable[[Receipt], Mapping[str, Any]]
    districts: Callable[[Receipt], Sequence[str]]
    is_withheld: Callable[[Receipt], bool] = lambda _: False


@dataclass(frozen=True, kw_only=True)
class ShownRun:
    """A run with what its room says of it."""

    kind: Kind
    run: Path
    receipt: Receipt
    is_draft: bool

    @property
    def title(self) -> str:
        """What it is of."""
        return str(self.kind.told(self.receipt)["title"])

    @property
    def files(self) -> Mapping[str, str]:
        """Its files that are handed out, by what each is called."""
        return named_files(self.run, self.kind.files)


def shown_runs(
    kinds: Sequence[Kind], person: Person, district: force.District, *, drafts_for: May
) -> Iterator[ShownRun]:
    """Give the runs of some kinds that a person may see in a district, the newest first.

    A draft is there for whoever may do what ``drafts_for`` says, and for nobody else.
    """
    maps, by_label = force.workspace().maps, {each.label: each for each in kinds}
    drafts = person.may(drafts_for)
    published = {run.name for run in runs_of(maps)}
    for run in runs_of(maps, drafts=drafts):
        receipt = receipt_of(run)
        kind = by_label.get(str(receipt.get("journey")))
        if kind is None or (kind.is_withheld(receipt) and not drafts):
            continue
        if may_see(kind.districts(receipt), person, district):
            yield ShownRun(kind=kind, run=run, receipt=receipt, is_draft=run.name not in published)


def may_see(districts: Sequence[str], person: Person, district: force.District) -> bool:
    """Say whether what tells of some districts is shown to a person in one of them."""
    if not districts:
        return person.whole_force
    return district.name in districts and all(map(person.belongs_to, districts))


def asked_run(
    kinds: Sequence[Kind], person: Person, district: force.District, run: str, *, drafts_for: May
) -> ShownRun:
    """Return one run that a person may see in a district.

    Raises
    ------
    Http404
        When there is none of that name, for them.
    """
    for each in shown_runs(kinds, person, district, drafts_for=drafts_for):
        if each.run.name == run:
            return each
    raise Http404


def handed_out(request: Asked, shown: ShownRun, name: str) -> HttpResponseBase:
    """Return a run's page, for its frame or by itself, or one of its files to keep.

    Raises
    ------
    Http404
        When the run has no such file to hand out.
    """
    path, handed = file_of(shown.run, "", name), (PAGE, NOTES, *shown.files.values())
    if path is None or name not in handed:
        raise Http404
    if name in (PAGE, NOTES):
        page = path.read_text(encoding="utf-8")
        look = "look" in request.GET
        return products.framed(page) if look else products.by_itself(page, beside=handed)
    return products.download(path)


def enter_handed(request: Asked, what: str, run: str, name: str) -> None:
    """Enter in the audit log that a run's page was looked at, or that a file of it was taken."""
    if name == PAGE:
        enter_sight(request, f"{what} opened", subject=run)
    elif name != NOTES:
        enter_download(request, f"{what}, {name[-40:]}", subject=run)
