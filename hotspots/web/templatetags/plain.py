"""What templates lack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template

from hotspots import words
from hotspots.render import receipt_words

register = template.Library()
register.filter("heading", receipt_words.heading_of)
register.filter("told", receipt_words.in_words)


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever it holds
    """Return what a mapping holds under a key that is no name; nothing where it holds none."""
    return mapping.get(key, "")


@register.filter
def percent(share: float | None) -> str:
    """Return a share as products write it: ``57 %``, or a dash where it is not known."""
    return words.share(share, missing=words.DASH) if share is not None else words.DASH


@register.filter
def figure(number: object) -> str:
    """Return a whole number with its thousands apart, or a dash where it is not known."""
    known = isinstance(number, int | float) and not words.is_missing(number)
    return f"{number:,.0f}" if known else words.DASH


@register.filter
def days(period: Mapping[str, str]) -> str:
    """Return a receipt's period in words: ``1 January to 31 December 2025``."""
    first, last = (date.fromisoformat(period[each]) for each in ("first_day", "last_day"))
    return words.days(first, last)


@register.filter
def moment(written: str) -> str:
    """Return a receipt's moment in words: ``5 January 2026, 09:30 UTC``."""
    return words.moment(datetime.fromisoformat(written))
