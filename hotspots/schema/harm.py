"""Harm."""

from __future__ import annotations

from enum import StrEnum


class HarmBasis(StrEnum):
    """Where the weight of an offence came from."""

    OFFENCE_CODE = "offence code"
    SUBGROUP = "offence subgroup"
    CATEGORY = "category"
    ALL_ALIKE = "every offence alike"  # a plain count, or another index with a default weight
    UNMAPPED = "unmapped"


def harm_basis_column(index_key: str) -> str:
    """Return the column that says where that weight came from (a HarmBasis)."""
    return f"harm_basis_{index_key}"


def harm_column(index_key: str) -> str:
    """Return the column that holds an offence's weight in an index, for example ``harm_css``.

    The weight is missing (NaN), never 0, where the index does not know the offence.
    """
    return f"harm_{index_key}"
