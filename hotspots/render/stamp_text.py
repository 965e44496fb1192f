"""The product stamp in words: the same lines on every sheet, page, layer and file."""

from __future__ import annotations

from datetime import UTC

from hotspots import words
from hotspots.render.plain_text import plain_text
from hotspots.render.stamp import ProductStamp

DEMONSTRATION = "DEMONSTRATION: an invented county, not real offences"


def stamp_facts(stamp: ProductStamp) -> dict[str, str]:
    """Return what the stamp says as label and text, in reading order.

    Every product that has room for a table of its own facts shows these; a product that carries
    them as fields or tags uses the labels as names.
    """
    facts = {
        "Marking": stamp.marking,
        "Force": stamp.force_name,
        "Period": stamp.period,
        "Sources": "; ".join(stamp.sources),
        "Method": stamp.method,
        "What to know": " ".join(stamp.caveats),
        "Rows": rows_in_words(stamp),
        "Made": words.moment(stamp.made_at),
        "Software": stamp.software,
        "Run": stamp.run_name,
    }
    if stamp.demonstration:
        facts = {"Demonstration": DEMONSTRATION, **facts}
    return {label: plain_text(text) for label, text in facts.items()}


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
    return f"{stamp.rows_in:,} rows in, {stamp.rows_used:,} used, {set_aside:,} set aside"


def made_at_utc_iso(stamp: ProductStamp) -> str:
    """Return when the run was made in UTC, for example ``2026-11-20T09:30:00Z``."""
    return stamp.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
