"""What templates lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from hotspots import words

register = template.Library()


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
