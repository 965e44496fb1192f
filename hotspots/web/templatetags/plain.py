"""What templates lack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:  # noqa: ANN401 - whatever it holds
    """Return what a mapping holds under a key that is no name; nothing where it holds none."""
    return mapping.get(key, "")
