"""How a receipt's names and values are read by a person, on every page that shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from hotspots import words

LARGE: Final = 10_000  # from here on a number is read with commas, and no decimals
FIGURES: Final = 6  # of a fraction; more than anybody types as a parameter
UNITS: Final = {"m": "m", "m2": "m²", "km2": "km²", "s": "seconds", "mb": "MB"}


def is_nested(value: object) -> bool:
    """Say whether a value holds others: a mapping or a list, and no text."""
    return isinstance(value, Mapping) or (
        isinstance(value, Sequence) and not isinstance(value, str)
    )


def heading_of(name: object) -> str:
    """Return a key as a heading; one that is no name of ours (a file, a reason) stays as it is.

    >>> heading_of("cell_size_m"), heading_of("offences.csv")
    ('Cell size (m)', 'offences.csv')
    """
    text = str(name)
    if not (text.isidentifier() and text.islower()):
        return text
    said = text.replace("_", " ").capitalize()
    for suffix, unit in UNITS.items():
        if text.endswith(f"_{suffix}"):
            return f"{said.removesuffix(f' {suffix}')} ({unit})"
    return said


def in_words(value: object) -> str:
    """Return a value as it is read: None was not given, what is no number is not known.

    >>> in_words(True), in_words(157_569.4), in_words(9.76123456e-05), in_words(float("nan"))
    ('yes', '157,569', '0.0000976123', 'not known')
    >>> in_words({"rows_in": 3, "first_dates": [["1/2/2025", "2025-02-01"], ["n/a", None]]})
    'Rows in: 3; First dates: 1/2/2025, 2025-02-01; n/a, not given'
    """
    if value is None:
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        pairs = (f"{heading_of(key)}: {in_words(each)}" for key, each in value.items())
        return "; ".join(pairs) or "none"
    if isinstance(value, Sequence) and not isinstance(value, str):
        said = [in_words(each) for each in value]
        return ("; " if any(", " in each for each in said) else ", ").join(said) or "none"
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float) -> str:
    if words.is_missing(value) or abs(value) == float("inf"):
        return words.number(value)
    if abs(value) >= LARGE:
        return f"{value:,.0f}"
    return f"{Decimal(f'{value:.{FIGURES}g}'):f}"
