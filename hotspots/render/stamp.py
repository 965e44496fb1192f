"""What stands on every product: marking, period, sources, method, and rows set aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from hotspots import words
from hotspots.file_names import file_name
from hotspots.render.plain_text import plain_text

# More than these are not read on a page that is for something else.
MOST_CAUTIONS = 2
DEMONSTRATION = "DEMONSTRATION: an invented county, not real offences"


@dataclass(frozen=True, kw_only=True)
class ProductStamp:
    """The facts that every map, sheet, page and file of one run carries.

    Attributes
    ----------
    force_name, marking, software : str
        ``software`` is ``"hotspots 0.1.0"``.
    run_name : str
        The run's folder, from which the product can be made again.
    made_at : datetime
        Aware. An argument, never the clock, so that a product can be made again byte for byte.
    period : str
        For example ``"January to December 2025"``.
    sources : tuple of str
        Names of the input files with the publisher where it is known.
    method : str
        One or two sentences: kernel, bandwidth, cell size, index and edition, selection, transform.
    caveats : tuple of str
        What a reader must know, the weightiest first: category weights, snapped points, …
    rows_in, rows_used : int
    rows_set_aside : mapping of str to int
        By reason; ``rows_in == rows_used + sum(rows_set_aside.values())``.
    demonstration : bool
        True when the county is invented; every product then says so.
    oddities : tuple of str
        What was odd in the data before any analysis, the gravest first.
    when : str
        The days that the run is of, as the names of its files say them: ``"2025"``.
    """

    force_name: str
    marking: str
    run_name: str
    made_at: datetime
    period: str
    sources: tuple[str, ...]
    method: str
    caveats: tuple[str, ...]
    rows_in: int
    rows_used: int
    rows_set_aside: Mapping[str, int]
    software: str
    demonstration: bool = False
    oddities: tuple[str, ...] = ()
    when: str = ""

    def file_name(self, what: str, where: str = "") -> str:
        """Return what a file of the run is called: ``harm-spots_southend_2025.xlsx``."""
        return file_name(what, where, self.when)

    def file_names(self, files: Mapping[str, str], where: str = "") -> dict[str, str]:
        """Return what each file is called, by its label."""
        return {label: self.file_name(what, where) for label, what in files.items()}

    @property
    def notes(self) -> tuple[str, ...]:
        """All that a reader should know, the weightiest first, each once."""
        return tuple(dict.fromkeys((*self.oddities, *self.caveats)))

    @property
    def cautions(self) -> tuple[str, ...]:
        """What would change what a reader does: the first two notes."""
        return self.notes[:MOST_CAUTIONS]

    @property
    def further_notes(self) -> str:
        """How many notes there are beside the cautions, in words; empty where there are none."""
        count = len(self.notes) - len(self.cautions)
        return words.plural(count, "further note") if count else ""


def stamp_facts(stamp: ProductStamp) -> dict[str, str]:
    """Return what the stamp says as label and text, in reading order, with every note.

    A file that an analyst works with carries these in a table, or as fields or tags under the
    labels; pages and papers carry :func:`page_facts`.
    """
    facts = {
        "Marking": stamp.marking,
        "Force": stamp.force_name,
        "Period": stamp.period,
        "Sources": "; ".join(stamp.sources),
        "Method": stamp.method,
        "What to know": " ".join(stamp.notes),
        "Rows": rows_in_words(stamp),
        "Made": words.moment(stamp.made_at),
        "Software": stamp.software,
        "Run": stamp.run_name,
    }
    if stamp.demonstration:
        facts = {"Demonstration": DEMONSTRATION, **facts}
    return {label: plain_text(text) for label, text in facts.items()}


def page_facts(stamp: ProductStamp) -> dict[str, str]:
    """Return what the stamp says on a page or a paper: of the notes the cautions alone."""
    more = f"{words.capital(stamp.further_notes)} in the run's receipt."
    said = " ".join([*stamp.cautions, *([more] if stamp.further_notes else [])])
    return {**stamp_facts(stamp), "What to know": plain_text(said)}


def marking_line(stamp: ProductStamp) -> str:
    """Return the line that stands at the top and the bottom: marking, and that it is a demo."""
    marking = plain_text(stamp.marking)
    return f"{marking} – {DEMONSTRATION}" if stamp.demonstration else marking


def rows_in_words(stamp: ProductStamp) -> str:
    """Return rows in, rows used and rows set aside, each reason with its count."""
    reasons = [
        f"{reason} {count:,}" for reason, count in sorted(stamp.rows_set_aside.items()) if count
    ]
    counted = rows_counted(stamp)
    return f"{counted} ({'; '.join(reasons)})" if reasons else counted


def rows_counted(stamp: ProductStamp) -> str:
    """Return rows in, rows used and rows set aside."""
    set_aside = sum(stamp.rows_set_aside.values())
    rows = words.plural(stamp.rows_in, "row")
    return f"{rows} in, {stamp.rows_used:,} used, {set_aside:,} set aside"


def made_at_utc_iso(stamp: ProductStamp) -> str:
    """Return when the run was made in UTC, for example ``2026-11-20T09:30:00Z``."""
    return stamp.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
