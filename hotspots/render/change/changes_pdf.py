"""What changed on one or two pages of A4, for the table at which it is talked over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hotspots.render.change.what_changed import (
    LEGEND,
    NOTHING_FELL,
    NOTHING_ROSE,
    ChangeItem,
    WhatChanged,
)
from hotspots.render.glyphs import drawable
from hotspots.render.stamp import ProductStamp
from hotspots.render.stamp_text import marking_line, stamp_facts
from hotspots.render.typeset import pdf_pages, printable

LONGEST_FACT: Final = 1_400
_AT_THE_HEAD: Final = ("Demonstration", "Marking", "Force", "Period")


def write_changes_pdf(path: Path, what_changed: WhatChanged, stamp: ProductStamp) -> None:
    """Write the sentences, the overview of all districts, the force's lines, and the facts.

    Tagged for screen readers; the same bytes from the same data. It works in black and white: what
    is clear is in bold, and what may be chance has a question mark.
    """
    earlier = what_changed.earlier(what_changed.shown_in_the_overview)
    force, *_ = what_changed.areas
    data: dict[str, Any] = {
        "title": printable(what_changed.title, 80),
        "author": drawable(stamp.force_name),
        "keywords": [drawable(marking_line(stamp)), drawable(stamp.run_name)],
        "marking": printable(marking_line(stamp), 160),
        "subtitle": printable(f"{stamp.force_name} · {stamp.period}", 160),
        "rises": _items(what_changed.rises),
        "no_rises": NOTHING_ROSE,
        "falls": _items(what_changed.falls),
        "no_falls": NOTHING_FELL,
        "sure": [printable(each, 700) for each in (what_changed.chance, *what_changed.missing)],
        "overview_title": printable(f"{what_changed.period} against {earlier}", 100),
        "legend": LEGEND,
        "lines": [printable(line, 40) for line in what_changed.lines],
        "areas": [
            {
                "name": printable(area, 40),
                "cells": [[printable(w, 24), clear] for w, clear in cells],
            }
            for area, cells in what_changed.overview().items()
        ],
        "force": printable(force, 60),
        "force_items": _items(what_changed.areas[force]),
        "harm_unit": printable(what_changed.harm_unit, 60),
        "unreadable": [
            [printable(reason, 200), printable(", ".join(themes), 600)]
            for reason, themes in what_changed.unreadable.items()
        ],
        "facts": [
            [label, printable(text, LONGEST_FACT)]
            for label, text in stamp_facts(stamp).items()
            if label not in _AT_THE_HEAD
        ],
    }
    path.write_bytes(pdf_pages("changes.typ", data, made_at=stamp.made_at))


def _items(items: Sequence[ChangeItem]) -> list[dict[str, str]]:
    return [
        {
            "heading": printable(each.heading, 90),
            "line": printable(each.line, 60),
            "count": each.count,
            "said": printable(each.said, 320),
        }
        for each in items
    ]
